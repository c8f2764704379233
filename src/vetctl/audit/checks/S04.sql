/*
code = "S04"
title = { zh = "标准表：低于上一次标准", en = "Standards: lower than the one before" }
why = { zh = "抚恤补助标准历年只升不降；低于上一执行日期的，多半是录错、单位弄错（元、万元，年、月）或张冠李戴。", en = "Standards have only ever risen; one below its predecessor is mostly a typing error, a wrong unit (yuan, ten thousand; year, month) or another row's figure." }
basis = ["历年抚恤补助标准通知"]
fix = { zh = "对照文件原件更正标准表，重新导入。", en = "Correct the standards by the original document and import them again." }
detail = { zh = "{effective_from} 起年 {amount} 元，低于 {earlier_from} 起的 {earlier} 元", en = "{amount} yuan a year from {effective_from}, below {earlier} from {earlier_from}" }
severity = "high"
group = "standards"

[[example]]
name = "15,270 for war grade 7 in 2023 after 34,780 in 2022 (vector 82)"
given.standard_now = [
  { policy = "disability-pension", key = "war-7", jurisdiction = "national", mode = "absolute", effective_from = "2022-08-01", amount_fen = 3478000, per = "year" },
  { policy = "disability-pension", key = "war-7", jurisdiction = "national", mode = "absolute", effective_from = "2023-08-01", amount_fen = 1527000, per = "year" },
]
expect = [{ subject = "disability-pension war-7", effective_from = "2023-08-01", earlier_from = "2022-08-01", amount_fen = 1527000 }]

[[example]]
name = "a rise, a monthly figure after a yearly one, and increments, which may fall: silent"
given.standard_now = [
  { policy = "war-test", key = "base", jurisdiction = "national", mode = "absolute", effective_from = "2022-08-01", amount_fen = 960000, per = "year" },
  { policy = "war-test", key = "base", jurisdiction = "national", mode = "absolute", effective_from = "2023-08-01", amount_fen = 84000, per = "month" },
  { policy = "war-test", key = "base", jurisdiction = "county", mode = "increment", effective_from = "2022-08-01", amount_fen = 5000, per = "month" },
  { policy = "war-test", key = "base", jurisdiction = "county", mode = "increment", effective_from = "2023-08-01", amount_fen = 3000, per = "month" },
]
expect = []
*/
WITH sequence AS (
  SELECT policy, key, jurisdiction, effective_from, amount_fen * CASE per WHEN 'month' THEN 12 ELSE 1 END AS annual_fen,
         added_by, sheet, row_no
  FROM standard_now
  WHERE mode = 'absolute'
),
beside AS (
  SELECT policy, key, jurisdiction, effective_from, annual_fen, added_by, sheet, row_no,
         LAG(annual_fen) OVER earlier AS earlier_fen, LAG(effective_from) OVER earlier AS earlier_from
  FROM sequence
  WINDOW earlier AS (PARTITION BY policy, key, jurisdiction ORDER BY effective_from)
)
SELECT policy || ' ' || key AS subject, jurisdiction, effective_from, earlier_from, earlier_fen, annual_fen AS amount_fen,
       added_by AS batch, sheet, row_no
FROM beside
WHERE annual_fen < earlier_fen
ORDER BY policy, key, jurisdiction, effective_from
