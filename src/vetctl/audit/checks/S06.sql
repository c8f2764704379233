/*
code = "S06"
title = { zh = "县定标准低于国家标准", en = "County standard below the national one" }
why = { zh = "国家标准是下限。国家提标后县里没有跟上，县定标准就会低于国家标准，人人少发。", en = "The national standard is the floor. When the nation raises and the county does not follow, everybody is paid too little." }
basis = ["各年抚恤补助标准通知"]
fix = { zh = "导入县里新的标准文件；没有县定标准的，删去旧的县定标准，按国家标准发。", en = "Import the county's new standard; if there is none, undo the old one so that the national rate applies." }
detail = { zh = "{from_day} 起国家年 {floor} 元，县里仍为 {amount} 元（{county_from} 起）", en = "the national rate is {floor} yuan a year from {from_day}, the county's still {amount} (from {county_from})" }
severity = "high"
group = "standards"

[[example]]
name = "the county stays at 650 when the nation goes to 700"
given.standard_now = [
  { policy = "ill-returned", key = "base", jurisdiction = "national", mode = "absolute", effective_from = "2020-08-01", amount_fen = 65000, per = "month" },
  { policy = "ill-returned", key = "base", jurisdiction = "national", mode = "absolute", effective_from = "2021-08-01", amount_fen = 70000, per = "month" },
  { policy = "ill-returned", key = "base", jurisdiction = "county", mode = "absolute", effective_from = "2020-08-01", amount_fen = 66000, per = "month" },
]
expect = [{ subject = "ill-returned base", from_day = "2021-08-01", floor_fen = 840000, amount_fen = 792000 }]

[[example]]
name = "above the floor, at the floor by the year, only increments, and a county rate that ended before the rise: silent"
given.standard_now = [
  { policy = "ill-returned", key = "base", jurisdiction = "national", mode = "absolute", effective_from = "2020-08-01", amount_fen = 65000, per = "month" },
  { policy = "ill-returned", key = "base", jurisdiction = "national", mode = "absolute", effective_from = "2021-08-01", amount_fen = 70000, per = "month" },
  { policy = "ill-returned", key = "base", jurisdiction = "county", mode = "absolute", effective_from = "2020-08-01", amount_fen = 66000, per = "month" },
  { policy = "ill-returned", key = "base", jurisdiction = "county", mode = "absolute", effective_from = "2021-08-01", amount_fen = 840000, per = "year" },
  { policy = "war-test", key = "base", jurisdiction = "national", mode = "absolute", effective_from = "2020-08-01", amount_fen = 70000, per = "month" },
  { policy = "war-test", key = "base", jurisdiction = "county", mode = "increment", effective_from = "2020-08-01", amount_fen = 5000, per = "month" },
]
expect = []

[[example]]
name = "the same county, its rate growing by every national step: silent"
given.rule_now = [{ policy = "ill-returned", key = "overlay", word = "previous-plus-step", effective_from = "2020-01-01" }]
given.standard_now = [
  { policy = "ill-returned", key = "base", jurisdiction = "national", mode = "absolute", effective_from = "2020-08-01", amount_fen = 65000, per = "month" },
  { policy = "ill-returned", key = "base", jurisdiction = "national", mode = "absolute", effective_from = "2021-08-01", amount_fen = 70000, per = "month" },
  { policy = "ill-returned", key = "base", jurisdiction = "county", mode = "absolute", effective_from = "2020-08-01", amount_fen = 66000, per = "month" },
]
expect = []
*/
WITH rate AS (
  SELECT policy, key, jurisdiction, mode, effective_from, amount_fen * CASE per WHEN 'month' THEN 12 ELSE 1 END AS annual_fen,
         LEAD(effective_from, 1, '9999-12-31') OVER (PARTITION BY policy, key, jurisdiction ORDER BY effective_from) AS until_day,
         added_by, sheet, row_no
  FROM standard_now
)
SELECT c.policy || ' ' || c.key AS subject, MAX(c.effective_from, n.effective_from) AS from_day, c.effective_from AS county_from,
       n.annual_fen AS floor_fen, c.annual_fen AS amount_fen, c.added_by AS batch, c.sheet, c.row_no
FROM rate c
JOIN rate n ON n.policy = c.policy AND n.key = c.key AND n.jurisdiction = 'national' AND n.mode = 'absolute'
           AND n.effective_from < c.until_day AND c.effective_from < n.until_day
WHERE c.jurisdiction = 'county' AND c.mode = 'absolute' AND c.annual_fen < n.annual_fen
  -- Where the county's rate grows with the national steps, only the day it was set on can be judged by the figure itself.
  AND (n.effective_from <= c.effective_from
       OR NOT EXISTS (SELECT 1 FROM rule_now r WHERE r.policy = c.policy AND r.key = 'overlay' AND r.word <> 'absolute'
                        AND r.effective_from <= n.effective_from AND coalesce(r.effective_to, '9999-12-31') >= n.effective_from))
ORDER BY c.policy, c.key, from_day
