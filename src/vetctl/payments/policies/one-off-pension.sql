/*
code   = "one-off-pension"
title  = { zh = "一次性抚恤金", en = "One-off pension" }
short  = { zh = "一次性抚恤金", en = "one-off" }
basis  = ["军人抚恤优待条例（2011）第十三条：烈士和因公牺牲的20倍、病故的2倍上一年度全国城镇居民人均可支配收入，加本人40个月工资；低于排职少尉的按排职少尉", "军人抚恤优待条例（2011）第十四条：荣誉立功增发，只取最高一项"]
occasions = true
uses   = ["national-urban-income"]
quantity = { zh = "倍（个月）", en = " times (months)" }

[rule.times]
zh = "倍数"
en = "times"
unit = "number"
[rule.times.each]
martyr = { zh = "烈士", en = "martyr" }
duty = { zh = "因公牺牲", en = "death on duty" }
illness = { zh = "病故", en = "death of illness" }
[rule.pay-months]
zh = "工资月数"
en = "months of pay"
unit = "number"
[rule.pay-floor]
zh = "月工资下限（排职少尉）"
en = "least monthly pay (a second lieutenant's)"
unit = "yuan"
[rule.honour]
zh = "荣誉立功增发"
en = "increase for an honour"
unit = "percent"
[rule.honour.each]
title-cmc = { zh = "中央军委荣誉称号", en = "title of the Central Military Commission" }
title-region = { zh = "军区级荣誉称号", en = "title of a military region" }
first = { zh = "一等功", en = "merit of the first class" }
second = { zh = "二等功", en = "merit of the second class" }
third = { zh = "三等功", en = "merit of the third class" }

[[example]]
name = "on duty in 2021, pay 8000, second class (vector 50): (20 × 43,834 + 40 × 8,000) × 1.15 = 1,376,182.00"
given.active = [{ enrolment = 5, person = 2, month = "2021-10" }]
given.occasion_now = [{ id = 1, enrolment = 5, reference = "甲", happened_on = "2021-03-02", decided_on = "2021-10-12", category = "duty", facts = '{"pay_fen":800000,"honour":"second"}' }]
given.yardstick_now = [{ series = "national-urban-income", period = "2020", value = 4383400, unit = "fen" }]
given.rule_now = [
  { id = 1, policy = "one-off-pension", key = "times:duty", effective_from = "2011-08-01", value = 20 }, { id = 2, policy = "one-off-pension", key = "pay-months", effective_from = "2011-08-01", value = 40 },
  { id = 3, policy = "one-off-pension", key = "pay-floor", effective_from = "2011-08-01", value = 500000 }, { id = 4, policy = "one-off-pension", key = "honour:second", effective_from = "2011-08-01", value = 1500 },
]
expect = [
  { component = "甲", base_fen = 4383400, quantity_x100 = 2000, share_bp = 11500, due_fen = 100818200 },
  { component = "甲:pay", base_fen = 800000, quantity_x100 = 4000, share_bp = 11500, due_fen = 36800000 },
]

[[example]]
name = "of illness, pay 8000 (vector 51): 2 × 43,834 + 320,000 = 407,668; a pay below the floor counts as the floor"
given.active = [{ enrolment = 5, person = 2, month = "2021-10" }, { enrolment = 6, person = 3, month = "2021-10" }]
given.occasion_now = [
  { id = 1, enrolment = 5, reference = "甲", happened_on = "2021-03-02", decided_on = "2021-10-12", category = "illness", facts = '{"pay_fen":800000}' },
  { id = 2, enrolment = 6, reference = "乙", happened_on = "2021-03-02", decided_on = "2021-10-12", category = "illness", facts = '{"pay_fen":300000}' },
]
given.yardstick_now = [{ series = "national-urban-income", period = "2020", value = 4383400, unit = "fen" }]
given.rule_now = [
  { id = 1, policy = "one-off-pension", key = "times:illness", effective_from = "2011-08-01", value = 2 }, { id = 2, policy = "one-off-pension", key = "pay-months", effective_from = "2011-08-01", value = 40 },
  { id = 3, policy = "one-off-pension", key = "pay-floor", effective_from = "2011-08-01", value = 500000 },
]
expect = [{ component = "甲", due_fen = 8766800 }, { component = "甲:pay", due_fen = 32000000 }, { component = "乙", due_fen = 8766800 }, { component = "乙:pay", base_fen = 500000, due_fen = 20000000 }]

[[example]]
name = "no pay on file, or no rule for the honour: a gap"
given.active = [{ enrolment = 5, person = 2, month = "2021-10" }, { enrolment = 6, person = 3, month = "2021-10" }]
given.occasion_now = [
  { id = 1, enrolment = 5, reference = "甲", happened_on = "2021-03-02", decided_on = "2021-10-12", category = "duty", facts = "{}" },
  { id = 2, enrolment = 6, reference = "乙", happened_on = "2021-03-02", decided_on = "2021-10-12", category = "duty", facts = '{"pay_fen":800000,"honour":"third"}' },
]
given.yardstick_now = [{ series = "national-urban-income", period = "2020", value = 4383400, unit = "fen" }]
given.rule_now = [
  { id = 1, policy = "one-off-pension", key = "times:duty", effective_from = "2011-08-01", value = 20 }, { id = 2, policy = "one-off-pension", key = "pay-months", effective_from = "2011-08-01", value = 40 },
  { id = 3, policy = "one-off-pension", key = "pay-floor", effective_from = "2011-08-01", value = 500000 },
]
expect = [
  { component = "甲", due_fen = 87668000 }, { component = "甲:pay", missing = "pay", due_fen = "gap" },
  { component = "乙", missing = "rule:one-off-pension/honour:third", due_fen = "gap" }, { component = "乙:pay", due_fen = "gap" },
]
*/
WITH rules AS MATERIALIZED (SELECT key, value, since, until FROM rule_span WHERE policy = 'one-off-pension'),
asked AS MATERIALIZED (
  SELECT a.enrolment, a.month, o.id AS occasion, o.reference, o.category AS nature, o.happened_on,
         CAST(substr(o.happened_on, 1, 4) - 1 AS TEXT) AS year, json_extract(o.facts, '$.pay_fen') AS pay_fen,
         json_extract(o.facts, '$.honour') AS honour, coalesce(json_extract(o.facts, '$.share'), 100) AS share
  FROM active a
  JOIN occasion_now o ON o.enrolment = a.enrolment AND substr(o.decided_on, 1, 7) = a.month
),
ruled AS (
  SELECT q.*,
         (SELECT value FROM rules WHERE key = 'times:' || q.nature AND q.happened_on BETWEEN since AND until) AS times,
         (SELECT value FROM rules WHERE key = 'pay-months' AND q.happened_on BETWEEN since AND until) AS months,
         (SELECT value FROM rules WHERE key = 'pay-floor' AND q.happened_on BETWEEN since AND until) AS floor_fen,
         CASE WHEN q.honour IS NULL THEN 0 ELSE (SELECT value FROM rules WHERE key = 'honour:' || q.honour AND q.happened_on BETWEEN since AND until) END AS more_bp
  FROM asked q
)
SELECT r.enrolment, r.month, r.reference AS component, y.value AS base_fen, 'once' AS per, 100 * r.times AS quantity_x100,
       -- 10000 + more_bp is at most 14000, and a share is whole percents, so this is exact.
       (10000 + r.more_bp) * r.share / 100 AS share_bp, NULL AS standard, NULL AS increment, r.occasion,
       CASE WHEN r.times IS NULL THEN 'rule:one-off-pension/times:' || r.nature
            WHEN r.more_bp IS NULL THEN 'rule:one-off-pension/honour:' || r.honour
            WHEN y.value IS NULL THEN 'yardstick:national-urban-income/' || r.year END AS missing
FROM ruled r
LEFT JOIN yardstick_now y ON y.series = 'national-urban-income' AND y.period = r.year
UNION ALL
SELECT r.enrolment, r.month, r.reference || ':pay', MAX(r.pay_fen, r.floor_fen), 'once', 100 * r.months, (10000 + r.more_bp) * r.share / 100, NULL, NULL, r.occasion,
       CASE WHEN r.months IS NULL THEN 'rule:one-off-pension/pay-months'
            WHEN r.floor_fen IS NULL THEN 'rule:one-off-pension/pay-floor'
            WHEN r.more_bp IS NULL THEN 'rule:one-off-pension/honour:' || r.honour
            WHEN r.pay_fen IS NULL THEN 'pay' END
FROM ruled r
