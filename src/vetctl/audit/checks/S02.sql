/*
code = "S02"
title = { zh = "标准表：等级越轻，标准反而不低", en = "Standards: a lighter grade is not lower" }
why = { zh = "同一日期、同一性质，一级最高，逐级递减。串行的表格会把八级的数写到七级。", en = "At one date and nature grade 1 is the highest and each further one lower. A table with rows shifted puts the figure of grade 8 at grade 7." }
basis = ["各年残疾抚恤金标准表"]
fix = { zh = "对照文件原件更正标准表，重新导入。", en = "Correct the standards by the original document and import them again." }
detail = { zh = "{effective_from} {key} {amount} 元，不高于更轻的 {other_key} {other} 元", en = "{effective_from}: {key} {amount} yuan is not above the lighter {other_key} {other} yuan" }
severity = "blocking"
gate = true
group = "standards"

[parameter.graded_policy]
default = "disability-pension"
zh = "按伤残等级定标准的待遇"
en = "the benefit whose standards go by grade"

[[example]]
name = "a table of 2023 with 15,270 at grade 7, below 23,280 of grade 8 (vector 82)"
given.standard_now = [
  { policy = "disability-pension", key = "war-7", jurisdiction = "national", mode = "absolute", effective_from = "2023-08-01", amount_fen = 1527000, per = "year" },
  { policy = "disability-pension", key = "war-8", jurisdiction = "national", mode = "absolute", effective_from = "2023-08-01", amount_fen = 2328000, per = "year" },
]
expect = [{ subject = "disability-pension war-7", other_key = "war-8" }]

[[example]]
name = "falling with the grade, and two dates apart: silent"
given.standard_now = [
  { policy = "disability-pension", key = "war-7", jurisdiction = "national", mode = "absolute", effective_from = "2022-08-01", amount_fen = 3478000, per = "year" },
  { policy = "disability-pension", key = "war-8", jurisdiction = "national", mode = "absolute", effective_from = "2022-08-01", amount_fen = 2196000, per = "year" },
  { policy = "disability-pension", key = "war-6", jurisdiction = "national", mode = "absolute", effective_from = "2005-08-01", amount_fen = 196000, per = "year" },
  { policy = "disability-pension", key = "war-10", jurisdiction = "national", mode = "absolute", effective_from = "2022-08-01", amount_fen = 1281000, per = "year" },
]
expect = []
*/
WITH rate AS (
  SELECT key, jurisdiction, effective_from, amount_fen * CASE per WHEN 'month' THEN 12 ELSE 1 END AS annual_fen,
         rtrim(key, '0123456789') AS nature, CAST(substr(key, length(rtrim(key, '0123456789')) + 1) AS INTEGER) AS grade,
         added_by, sheet, row_no
  FROM standard_now
  WHERE policy = :graded_policy AND mode = 'absolute'
)
SELECT :graded_policy || ' ' || a.key AS subject, a.effective_from, a.key, b.key AS other_key, b.annual_fen AS other_fen,
       a.annual_fen AS amount_fen, a.added_by AS batch, a.sheet, a.row_no
FROM rate a
JOIN rate b ON b.jurisdiction = a.jurisdiction AND b.effective_from = a.effective_from AND b.nature = a.nature AND b.grade = a.grade + 1
WHERE a.annual_fen <= b.annual_fen
ORDER BY a.effective_from, a.nature, a.grade
