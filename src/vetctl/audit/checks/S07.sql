/*
code = "S07"
title = { zh = "“国家标准加”没有对应的国家标准", en = "An increment without a national rate" }
why = { zh = "“国家标准加”的县定标准，要有同一待遇、同一类别、同一单位（年或月）的国家标准才能相加；否则相关的人全部算不出来。", en = "A county increment needs a national rate of the same benefit, key and unit (year or month) to be added to; otherwise nobody concerned can be worked out." }
basis = ["县定抚恤补助标准文件"]
fix = { zh = "导入国家标准，或把县定标准改为绝对数或相同的单位。", en = "Import the national standard, or state the county's as an absolute figure or in the same unit." }
detail = { zh = "{effective_from} 起加 {amount} 元/{per}：{reason}", en = "plus {amount} yuan per {per} from {effective_from}: {reason}" }
severity = "high"
group = "standards"

[words.per]
year = { zh = "年", en = "year" }
month = { zh = "月", en = "month" }

[words.reason]
none = { zh = "当时没有国家标准", en = "no national rate in force then" }
unit = { zh = "国家标准的单位不同", en = "the national rate has another unit" }

[[example]]
name = "no national rate; a national rate by the year"
given.standard_now = [
  { policy = "demobilised", key = "other", jurisdiction = "county", mode = "increment", effective_from = "2020-08-01", amount_fen = 15000, per = "month" },
  { policy = "war-test", key = "base", jurisdiction = "national", mode = "absolute", effective_from = "2019-08-01", amount_fen = 780000, per = "year" },
  { policy = "war-test", key = "base", jurisdiction = "county", mode = "increment", effective_from = "2020-08-01", amount_fen = 5000, per = "month" },
]
expect = [{ subject = "demobilised other", reason = "none" }, { subject = "war-test base", reason = "unit" }]

[[example]]
name = "a national rate of the same unit; growth on a rate of the county's own; a national increment: silent"
given.rule_now = [{ policy = "demobilised", key = "overlay", word = "growth-or-step", effective_from = "2019-01-01" }]
given.standard_now = [
  { policy = "war-test", key = "base", jurisdiction = "national", mode = "absolute", effective_from = "2019-08-01", amount_fen = 65000, per = "month" },
  { policy = "war-test", key = "base", jurisdiction = "county", mode = "increment", effective_from = "2020-08-01", amount_fen = 5000, per = "month" },
  { policy = "demobilised", key = "other-period", jurisdiction = "county", mode = "absolute", effective_from = "2019-08-01", amount_fen = 1206000, per = "year" },
  { policy = "demobilised", key = "other-period", jurisdiction = "county", mode = "increment", effective_from = "2020-07-01", amount_fen = 100000, per = "year" },
  { policy = "demobilised", key = "other-period", jurisdiction = "national", mode = "increment", effective_from = "2020-08-01", amount_fen = 15000, per = "month" },
]
expect = []
*/
WITH added AS (
  SELECT c.policy, c.key, c.effective_from, c.amount_fen, c.per, c.added_by, c.sheet, c.row_no,
         (SELECT n.per FROM standard_now n
          WHERE n.policy = c.policy AND n.key = c.key AND n.jurisdiction = 'national' AND n.mode = 'absolute'
            AND n.effective_from <= c.effective_from
          ORDER BY n.effective_from DESC LIMIT 1) AS national_per
  FROM standard_now c
  -- An increment on the county's own rate (rule overlay) needs no national one.
  WHERE c.mode = 'increment' AND c.jurisdiction = 'county'
    AND NOT EXISTS (SELECT 1 FROM standard_now b
                    WHERE b.policy = c.policy AND b.key = c.key AND b.jurisdiction = 'county' AND b.mode = 'absolute'
                      AND b.effective_from < c.effective_from AND b.policy IN (SELECT policy FROM rule_now WHERE key = 'overlay'))
)
SELECT policy || ' ' || key AS subject, effective_from, per, CASE WHEN national_per IS NULL THEN 'none' ELSE 'unit' END AS reason,
       amount_fen, added_by AS batch, sheet, row_no
FROM added
WHERE national_per IS NULL OR national_per <> per
ORDER BY policy, key, effective_from
