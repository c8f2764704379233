/*
code = "S05"
title = { zh = "带病回乡标准高于十级残疾抚恤金", en = "Ill-returned rate above the grade-10 pension" }
why = { zh = "各地带病回乡退伍军人补助标准不得低于国家下限，也不得高于十级残疾抚恤金。", en = "A county's rate for soldiers returned with illness must lie between the national floor and the grade-10 disability pension." }
basis = ["带病回乡退伍军人生活补助标准的规定"]
fix = { zh = "对照文件更正县定标准，重新导入。", en = "Correct the county standard by its document and import it again." }
detail = { zh = "{effective_from} 起年 {amount} 元，高于十级残疾抚恤金 {ceiling} 元", en = "{amount} yuan a year from {effective_from}, above the grade-10 pension of {ceiling}" }
severity = "high"
group = "standards"

[parameter.capped_policy]
default = "ill-returned"
zh = "有上限的待遇"
en = "the benefit with a ceiling"

[parameter.ceiling_policy]
default = "disability-pension"
zh = "作为上限的待遇"
en = "the benefit that is the ceiling"

[[example]]
name = "1,000 a month in 2020 against 10,780 a year"
given.standard_now = [
  { policy = "ill-returned", key = "base", jurisdiction = "county", mode = "absolute", effective_from = "2020-08-01", amount_fen = 100000, per = "month" },
  { policy = "disability-pension", key = "war-10", jurisdiction = "national", mode = "absolute", effective_from = "2020-08-01", amount_fen = 1078000, per = "year" },
  { policy = "disability-pension", key = "duty-10", jurisdiction = "national", mode = "absolute", effective_from = "2020-08-01", amount_fen = 922000, per = "year" },
]
expect = [{ subject = "ill-returned base", amount_fen = 1200000, ceiling_fen = 1078000 }]

[[example]]
name = "the national 650 a month; and no grade-10 rate known on the date: silent"
given.standard_now = [
  { policy = "ill-returned", key = "base", jurisdiction = "national", mode = "absolute", effective_from = "2020-08-01", amount_fen = 65000, per = "month" },
  { policy = "ill-returned", key = "base", jurisdiction = "county", mode = "absolute", effective_from = "2010-08-01", amount_fen = 165000, per = "month" },
  { policy = "disability-pension", key = "war-10", jurisdiction = "national", mode = "absolute", effective_from = "2019-08-01", amount_fen = 980000, per = "year" },
]
expect = []
*/
WITH capped AS (
  SELECT policy, key, effective_from, amount_fen * CASE per WHEN 'month' THEN 12 ELSE 1 END AS annual_fen, added_by, sheet, row_no
  FROM standard_now
  WHERE policy = :capped_policy AND mode = 'absolute'
),
ceiling AS (
  -- Which of the two grade-10 rates is meant is not said; only what is above the higher one is surely wrong.
  SELECT c.effective_from, MAX(s.amount_fen * CASE s.per WHEN 'month' THEN 12 ELSE 1 END) AS ceiling_fen
  FROM (SELECT DISTINCT effective_from FROM capped) c
  JOIN standard_now s ON s.policy = :ceiling_policy AND s.key IN ('war-10', 'duty-10') AND s.mode = 'absolute'
  WHERE s.effective_from = (SELECT MAX(l.effective_from) FROM standard_now l
                            WHERE l.policy = s.policy AND l.key = s.key AND l.jurisdiction = s.jurisdiction
                              AND l.mode = 'absolute' AND l.effective_from <= c.effective_from)
  GROUP BY c.effective_from
)
SELECT c.policy || ' ' || c.key AS subject, c.effective_from, x.ceiling_fen, c.annual_fen AS amount_fen, c.added_by AS batch, c.sheet, c.row_no
FROM capped c
JOIN ceiling x ON x.effective_from = c.effective_from
WHERE c.annual_fen > x.ceiling_fen
ORDER BY c.effective_from, c.key
