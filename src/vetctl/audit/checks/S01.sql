/*
code = "S01"
title = { zh = "标准表：因战、因公、因病次序颠倒", en = "Standards: war, duty and illness out of order" }
why = { zh = "同一日期、同一等级，因战高于因公、因公高于因病。网上流传的错误表格恰恰错在这里。", en = "At one date and grade war is above duty and duty above illness. Wrong tables that circulate fail exactly here." }
basis = ["各年残疾抚恤金标准表"]
fix = { zh = "对照文件原件更正标准表，重新导入；已按错误标准发放的，重新计算会自动补扣。", en = "Correct the standards by the original document and import them again; what was paid by the wrong ones is put right by running the month again." }
detail = { zh = "{effective_from} {grade}级：{key} {amount} 元，不高于 {other_key} {other} 元", en = "{effective_from}, grade {grade}: {key} {amount} yuan is not above {other_key} {other} yuan" }
severity = "blocking"
gate = true
group = "standards"

[parameter.graded_policy]
default = "disability-pension"
zh = "按伤残等级定标准的待遇"
en = "the benefit whose standards go by grade"

[[example]]
name = "a table in which illness is above duty is found (vector 81)"
given.standard_now = [
  { policy = "disability-pension", key = "war-6", jurisdiction = "national", mode = "absolute", effective_from = "2023-08-01", amount_fen = 4940000, per = "year" },
  { policy = "disability-pension", key = "duty-6", jurisdiction = "national", mode = "absolute", effective_from = "2023-08-01", amount_fen = 3804000, per = "year" },
  { policy = "disability-pension", key = "illness-6", jurisdiction = "national", mode = "absolute", effective_from = "2023-08-01", amount_fen = 4589000, per = "year" },
]
expect = [{ subject = "disability-pension duty-6", grade = 6, other_key = "illness-6" }]

[[example]]
name = "the table of 2020-08 for grades 1 and 10: silent"
given.standard_now = [
  { policy = "disability-pension", key = "war-1", jurisdiction = "national", mode = "absolute", effective_from = "2020-08-01", amount_fen = 9697000, per = "year" },
  { policy = "disability-pension", key = "duty-1", jurisdiction = "national", mode = "absolute", effective_from = "2020-08-01", amount_fen = 9391000, per = "year" },
  { policy = "disability-pension", key = "illness-1", jurisdiction = "national", mode = "absolute", effective_from = "2020-08-01", amount_fen = 9083000, per = "year" },
  { policy = "disability-pension", key = "war-10", jurisdiction = "national", mode = "absolute", effective_from = "2020-08-01", amount_fen = 1078000, per = "year" },
  { policy = "disability-pension", key = "duty-10", jurisdiction = "national", mode = "absolute", effective_from = "2020-08-01", amount_fen = 922000, per = "year" },
]
expect = []
*/
WITH rate AS (
  SELECT key, jurisdiction, effective_from, amount_fen * CASE per WHEN 'month' THEN 12 ELSE 1 END AS annual_fen,
         substr(key, 1, instr(key, '-') - 1) AS nature, CAST(substr(key, instr(key, '-') + 1) AS INTEGER) AS grade, own_table,
         added_by, sheet, row_no
  -- The table for those without a work unit stands for itself; its keys begin with local-.
  FROM (SELECT policy, mode, replace(key, 'local-', '') AS key, key LIKE 'local-%' AS own_table, jurisdiction, effective_from, amount_fen, per, added_by, sheet, row_no
        FROM standard_now)
  WHERE policy = :graded_policy AND mode = 'absolute'
)
SELECT :graded_policy || ' ' || a.key AS subject, a.effective_from, a.grade, a.key, b.key AS other_key, b.annual_fen AS other_fen,
       a.annual_fen AS amount_fen, a.added_by AS batch, a.sheet, a.row_no
FROM rate a
JOIN rate b ON b.jurisdiction = a.jurisdiction AND b.effective_from = a.effective_from AND b.grade = a.grade AND b.own_table = a.own_table
WHERE (a.nature, b.nature) IN (VALUES ('war', 'duty'), ('war', 'illness'), ('duty', 'illness'))
  AND a.annual_fen <= b.annual_fen
ORDER BY a.effective_from, a.grade, a.key, b.key
