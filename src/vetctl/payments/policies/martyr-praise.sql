/*
code   = "martyr-praise"
title  = { zh = "烈士褒扬金", en = "Praise money of martyrs" }
short  = { zh = "烈士褒扬金", en = "praise money" }
basis  = ["烈士褒扬条例第十一条：烈士牺牲时上一年度全国城镇居民人均可支配收入的30倍"]
occasions = true
uses   = ["national-urban-income"]
quantity = { zh = "倍", en = " times" }

[rule.times]
zh = "倍数"
en = "times"
unit = "number"

[[example]]
name = "death in 2021 (vector 48): 30 × 43,834 = 1,315,020; half of it for one of two payees"
given.active = [{ enrolment = 5, person = 2, month = "2021-10" }, { enrolment = 6, person = 3, month = "2021-10" }]
given.occasion_now = [
  { id = 1, enrolment = 5, reference = "甲", happened_on = "2021-03-02", decided_on = "2021-10-12", facts = "{}" },
  { id = 2, enrolment = 6, reference = "乙", happened_on = "2021-03-02", decided_on = "2021-10-12", facts = '{"share":50}' },
]
given.yardstick_now = [{ series = "national-urban-income", period = "2020", value = 4383400, unit = "fen" }, { series = "national-urban-income", period = "2021", value = 4741200, unit = "fen" }]
given.rule_now = [{ id = 1, policy = "martyr-praise", key = "times", effective_from = "2011-08-01", value = 30 }]
expect = [{ enrolment = 5, component = "甲", base_fen = 4383400, quantity_x100 = 3000, due_fen = 131502000 }, { enrolment = 6, share_bp = 5000, due_fen = 65751000 }]

[[example]]
name = "death in 2022 (vector 49): 30 × 47,412 = 1,422,360; a year without a published income is a gap"
given.active = [{ enrolment = 5, person = 2, month = "2022-10" }, { enrolment = 6, person = 3, month = "2022-10" }]
given.occasion_now = [
  { id = 1, enrolment = 5, reference = "甲", happened_on = "2022-03-02", decided_on = "2022-10-12", facts = "{}" },
  { id = 2, enrolment = 6, reference = "乙", happened_on = "2019-03-02", decided_on = "2022-10-12", facts = "{}" },
]
given.yardstick_now = [{ series = "national-urban-income", period = "2021", value = 4741200, unit = "fen" }]
given.rule_now = [{ id = 1, policy = "martyr-praise", key = "times", effective_from = "2011-08-01", value = 30 }]
expect = [{ enrolment = 5, due_fen = 142236000 }, { enrolment = 6, missing = "yardstick:national-urban-income/2018", due_fen = "gap" }]
*/
SELECT a.enrolment, a.month, o.reference AS component, y.value AS base_fen, 'once' AS per, 100 * r.value AS quantity_x100,
       100 * coalesce(json_extract(o.facts, '$.share'), 100) AS share_bp, NULL AS standard, NULL AS increment, o.id AS occasion,
       CASE WHEN r.value IS NULL THEN 'rule:martyr-praise/times'
            WHEN y.value IS NULL THEN 'yardstick:national-urban-income/' || (substr(o.happened_on, 1, 4) - 1) END AS missing
FROM active a
JOIN occasion_now o ON o.enrolment = a.enrolment AND substr(o.decided_on, 1, 7) = a.month
LEFT JOIN rule_span r ON r.policy = 'martyr-praise' AND r.key = 'times' AND o.happened_on BETWEEN r.since AND r.until
LEFT JOIN yardstick_now y ON y.series = 'national-urban-income' AND y.period = CAST(substr(o.happened_on, 1, 4) - 1 AS TEXT)
