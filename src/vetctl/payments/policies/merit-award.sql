/*
code   = "merit-award"
title  = { zh = "立功受奖奖励金", en = "Award for merits" }
short  = { zh = "立功奖励", en = "merits" }
basis  = ["军人抚恤优待条例；各地立功受奖军人家庭奖励办法（定额，或优待金的比例）"]
occasions = true
quantity = { zh = "次", en = " times" }

[rule.fixed]
zh = "奖励定额"
en = "fixed award"
unit = "yuan"
[rule.fixed.each]
title-cmc = { zh = "中央军委荣誉称号", en = "title of the Central Military Commission" }
title-region = { zh = "军区级荣誉称号", en = "title of a military region" }
first = { zh = "一等功", en = "merit of the first class" }
second = { zh = "二等功", en = "merit of the second class" }
third = { zh = "三等功", en = "merit of the third class" }
excellent = { zh = "优秀士兵", en = "excellent soldier" }
[rule.share]
zh = "奖励占优待金比例"
en = "award as a share of the family allowance"
unit = "percent"
[rule.share.each]
title-cmc = { zh = "中央军委荣誉称号", en = "title of the Central Military Commission" }
title-region = { zh = "军区级荣誉称号", en = "title of a military region" }
first = { zh = "一等功", en = "merit of the first class" }
second = { zh = "二等功", en = "merit of the second class" }
third = { zh = "三等功", en = "merit of the third class" }
excellent = { zh = "优秀士兵", en = "excellent soldier" }
[rule.base]
zh = "当年优待金标准"
en = "family allowance of the year"
unit = "yuan"

[[example]]
name = "Bozhou 2020: a fixed 30,000 for the second class; De'an: 50 % of 14,804 for the third; no rule is a gap"
given.active = [{ enrolment = 1, person = 1, month = "2020-10" }, { enrolment = 2, person = 2, month = "2020-10" }, { enrolment = 3, person = 3, month = "2020-10" }]
given.occasion_now = [
  { id = 1, enrolment = 1, reference = "甲 二等功", happened_on = "2020-07-01", decided_on = "2020-10-15", category = "second", facts = "{}" },
  { id = 2, enrolment = 2, reference = "乙 三等功", happened_on = "2020-07-01", decided_on = "2020-10-15", category = "third", facts = "{}" },
  { id = 3, enrolment = 3, reference = "丙 一等功", happened_on = "2020-07-01", decided_on = "2020-10-15", category = "first", facts = "{}" },
]
given.rule_now = [
  { id = 1, policy = "merit-award", key = "fixed:second", effective_from = "2020-01-01", value = 3000000 },
  { id = 2, policy = "merit-award", key = "share:third", effective_from = "2020-01-01", value = 5000 }, { id = 3, policy = "merit-award", key = "base", effective_from = "2020-01-01", value = 1480400 },
]
expect = [{ enrolment = 1, due_fen = 3000000 }, { enrolment = 2, base_fen = 1480400, share_bp = 5000, due_fen = 740200 }, { enrolment = 3, missing = "rule:merit-award/fixed:first", due_fen = "gap" }]
*/
WITH rules AS MATERIALIZED (SELECT key, value, since, until FROM rule_span WHERE policy = 'merit-award'),
asked AS (
  SELECT a.enrolment, a.month, o.id AS occasion, o.reference, o.category AS merit,
         (SELECT value FROM rules WHERE key = 'fixed:' || o.category AND o.happened_on BETWEEN since AND until) AS fixed_fen,
         (SELECT value FROM rules WHERE key = 'share:' || o.category AND o.happened_on BETWEEN since AND until) AS share,
         (SELECT value FROM rules WHERE key = 'base' AND o.happened_on BETWEEN since AND until) AS base_fen
  FROM active a
  JOIN occasion_now o ON o.enrolment = a.enrolment AND substr(o.decided_on, 1, 7) = a.month
)
SELECT enrolment, month, reference AS component, coalesce(fixed_fen, base_fen) AS base_fen, 'once' AS per, 100 AS quantity_x100,
       CASE WHEN fixed_fen IS NOT NULL THEN 10000 ELSE share END AS share_bp, NULL AS standard, NULL AS increment, occasion,
       CASE WHEN fixed_fen IS NOT NULL THEN NULL
            WHEN share IS NULL THEN 'rule:merit-award/fixed:' || merit
            WHEN base_fen IS NULL THEN 'rule:merit-award/base' END AS missing
FROM asked
