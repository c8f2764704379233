/*
code   = "hardship-aid"
title  = { zh = "困难退役军人帮扶援助金", en = "Hardship aid" }
short  = { zh = "帮扶援助", en = "hardship" }
basis  = ["退役军人部发〔2019〕62号", "退役军人部发〔2025〕6号"]
occasions = true
quantity = { zh = "次", en = " times" }
# The amount is decided case by case, but not above the ceiling: that of the highest tier the loss reaches, or that of the
# household, whichever is more; a ground with rules of its own (least, most, share) goes by these alone. Held are amounts
# above it, aid more often than allowed in a year, people excluded by rule, and decisions without a second name.

[rule.from-1]
zh = "第一档起点（自付或损失）"
en = "tier 1 from (self-paid or lost)"
unit = "yuan"
[rule.ceiling-1]
zh = "第一档上限"
en = "ceiling of tier 1"
unit = "yuan"
[rule.from-2]
zh = "第二档起点（自付或损失）"
en = "tier 2 from (self-paid or lost)"
unit = "yuan"
[rule.ceiling-2]
zh = "第二档上限"
en = "ceiling of tier 2"
unit = "yuan"
[rule.from-3]
zh = "第三档起点（自付或损失）"
en = "tier 3 from (self-paid or lost)"
unit = "yuan"
[rule.ceiling-3]
zh = "第三档上限"
en = "ceiling of tier 3"
unit = "yuan"
[rule.from-4]
zh = "第四档起点（自付或损失）"
en = "tier 4 from (self-paid or lost)"
unit = "yuan"
[rule.ceiling-4]
zh = "第四档上限"
en = "ceiling of tier 4"
unit = "yuan"
[rule.household]
zh = "困难家庭上限（不设起点）"
en = "ceiling of a household, whatever the loss"
unit = "yuan"
[rule.household.each]
low-income = { zh = "低保", en = "minimum living allowance" }
extreme-poverty = { zh = "特困", en = "extreme poverty" }
disabled = { zh = "残疾", en = "disabled" }
[rule.least]
zh = "事由起点"
en = "least loss of a ground"
unit = "yuan"
[rule.least.each]
illness = { zh = "重大疾病", en = "grave illness" }
disaster = { zh = "灾害事故", en = "disaster or accident" }
unemployment = { zh = "长期失业", en = "unemployment" }
schooling = { zh = "子女就学", en = "schooling" }
old-wound = { zh = "旧伤复发", en = "old wound" }
death = { zh = "去世", en = "death" }
other = { zh = "其他", en = "other" }
[rule.most]
zh = "事由上限"
en = "ceiling of a ground"
unit = "yuan"
[rule.most.each]
illness = { zh = "重大疾病", en = "grave illness" }
disaster = { zh = "灾害事故", en = "disaster or accident" }
unemployment = { zh = "长期失业", en = "unemployment" }
schooling = { zh = "子女就学", en = "schooling" }
old-wound = { zh = "旧伤复发", en = "old wound" }
death = { zh = "去世", en = "death" }
other = { zh = "其他", en = "other" }
[rule.share]
zh = "事由上限占自付或损失的比例"
en = "ceiling of a ground as a share of the loss"
unit = "percent"
[rule.share.each]
illness = { zh = "重大疾病", en = "grave illness" }
disaster = { zh = "灾害事故", en = "disaster or accident" }
unemployment = { zh = "长期失业", en = "unemployment" }
schooling = { zh = "子女就学", en = "schooling" }
old-wound = { zh = "旧伤复发", en = "old wound" }
death = { zh = "去世", en = "death" }
other = { zh = "其他", en = "other" }
[rule.times-per-year]
zh = "每年最多次数"
en = "times a year"
unit = "number"

[[example]]
name = "Hunan 2019 (vector 76): 62,000 paid by oneself, no low income: ceiling 20,000; 25,000 is above it; a low-income household has 10,000 without a threshold"
given.active = [{ enrolment = 1, person = 1, month = "2020-06" }, { enrolment = 2, person = 2, month = "2020-06" }, { enrolment = 3, person = 3, month = "2020-06" }, { enrolment = 4, person = 4, month = "2020-06" }]
given.occasion_now = [
  { id = 1, enrolment = 1, reference = "甲", happened_on = "2020-06-01", decided_on = "2020-06-20", category = "illness", facts = '{"loss_fen":6200000,"amount_fen":2000000,"clerk":"王","approver":"张"}' },
  { id = 2, enrolment = 2, reference = "乙", happened_on = "2020-06-01", decided_on = "2020-06-20", category = "illness", facts = '{"loss_fen":6200000,"amount_fen":2500000,"clerk":"王","approver":"张"}' },
  { id = 3, enrolment = 3, reference = "丙", happened_on = "2020-06-01", decided_on = "2020-06-20", category = "illness", facts = '{"loss_fen":100000,"household":"low-income","amount_fen":800000,"clerk":"王","approver":"张"}' },
  { id = 4, enrolment = 4, reference = "丁", happened_on = "2020-06-01", decided_on = "2020-06-20", category = "illness", facts = '{"loss_fen":100000,"amount_fen":800000,"clerk":"王","approver":"张"}' },
]
given.rule_now = [
  { id = 1, policy = "hardship-aid", key = "from-1", effective_from = "2019-01-01", value = 2000000 }, { id = 2, policy = "hardship-aid", key = "ceiling-1", effective_from = "2019-01-01", value = 1000000 },
  { id = 3, policy = "hardship-aid", key = "from-2", effective_from = "2019-01-01", value = 5000000 }, { id = 4, policy = "hardship-aid", key = "ceiling-2", effective_from = "2019-01-01", value = 2000000 },
  { id = 5, policy = "hardship-aid", key = "from-3", effective_from = "2019-01-01", value = 10000000 }, { id = 6, policy = "hardship-aid", key = "ceiling-3", effective_from = "2019-01-01", value = 3000000 },
  { id = 7, policy = "hardship-aid", key = "household:low-income", effective_from = "2019-01-01", value = 1000000 }, { id = 8, policy = "hardship-aid", key = "times-per-year", effective_from = "2019-01-01", value = 1 },
]
expect = [
  { enrolment = 1, base_fen = 2000000, due_fen = 2000000 }, { enrolment = 2, missing = "E430 20000.00", due_fen = "gap" },
  { enrolment = 3, due_fen = 800000 }, { enrolment = 4, missing = "E430 0.00", due_fen = "gap" },
]

[[example]]
name = "Tongxu: illness from 5,000 a tenth, at most 1,000; the second aid of a year, a decision by the clerk alone, a criminal, no ceilings at all"
given.active = [{ enrolment = 1, person = 1, month = "2020-06" }, { enrolment = 2, person = 2, month = "2020-06" }, { enrolment = 3, person = 3, month = "2020-06" }, { enrolment = 4, person = 4, month = "2020-06" }]
given.occasion_now = [
  { id = 1, enrolment = 1, reference = "甲一", happened_on = "2020-06-01", decided_on = "2020-06-20", category = "illness", facts = '{"loss_fen":600000,"amount_fen":60000,"clerk":"王","approver":"张"}' },
  { id = 2, enrolment = 1, reference = "甲二", happened_on = "2020-06-05", decided_on = "2020-06-25", category = "illness", facts = '{"loss_fen":2000000,"amount_fen":100000,"clerk":"王","approver":"张"}' },
  { id = 3, enrolment = 2, reference = "乙", happened_on = "2020-06-01", decided_on = "2020-06-20", category = "illness", facts = '{"loss_fen":600000,"amount_fen":60000,"clerk":"张","approver":"张"}' },
  { id = 4, enrolment = 3, reference = "丙", happened_on = "2020-06-01", decided_on = "2020-06-20", category = "illness", facts = '{"loss_fen":600000,"amount_fen":60000,"clerk":"王","approver":"张","criminal":1}' },
  { id = 5, enrolment = 4, reference = "丁", happened_on = "2020-06-01", decided_on = "2020-06-20", category = "schooling", facts = '{"amount_fen":60000,"clerk":"王","approver":"张"}' },
]
given.rule_now = [
  { id = 1, policy = "hardship-aid", key = "least:illness", effective_from = "2019-01-01", value = 500000 }, { id = 2, policy = "hardship-aid", key = "share:illness", effective_from = "2019-01-01", value = 1000 },
  { id = 3, policy = "hardship-aid", key = "most:illness", effective_from = "2019-01-01", value = 100000 }, { id = 4, policy = "hardship-aid", key = "times-per-year", effective_from = "2019-01-01", value = 1 },
]
expect = [
  { enrolment = 1, component = "甲一", due_fen = 60000 }, { enrolment = 1, component = "甲二", missing = "E431 2 > 1", due_fen = "gap" },
  { enrolment = 2, missing = "E433 张 / 张", due_fen = "gap" }, { enrolment = 3, missing = "E432 criminal", due_fen = "gap" },
  { enrolment = 4, missing = "rule:hardship-aid/ceiling-1", due_fen = "gap" },
]
*/
WITH rules AS MATERIALIZED (SELECT key, value, since, until FROM rule_span WHERE policy = 'hardship-aid'),
asked AS MATERIALIZED (
  -- What was decided before the ledger begins was paid from the old books; it still counts for the year.
  SELECT o.id AS occasion, o.enrolment, a.month, o.reference, o.category AS ground, o.decided_on AS day, json_extract(o.facts, '$.loss_fen') AS loss_fen,
         json_extract(o.facts, '$.amount_fen') AS amount_fen, json_extract(o.facts, '$.household') AS household,
         json_extract(o.facts, '$.clerk') AS clerk, json_extract(o.facts, '$.approver') AS approver,
         CASE WHEN json_extract(o.facts, '$.criminal') = 1 THEN 'criminal' WHEN json_extract(o.facts, '$.blacklisted') = 1 THEN 'blacklisted' END AS excluded
  FROM (SELECT DISTINCT enrolment FROM active) p
  JOIN occasion_now o ON o.enrolment = p.enrolment AND o.decided_on IS NOT NULL
  LEFT JOIN active a ON a.enrolment = o.enrolment AND a.month = substr(o.decided_on, 1, 7)
  WHERE a.month IS NOT NULL OR substr(o.decided_on, 1, 7) < (SELECT value FROM setting WHERE key = 'first_month')
),
ruled AS (
  SELECT q.*,
         (SELECT MAX(c.value) FROM rules f JOIN rules c ON c.key = 'ceiling-' || substr(f.key, 6)
          WHERE f.key GLOB 'from-[1-4]' AND q.day BETWEEN f.since AND f.until AND q.day BETWEEN c.since AND c.until AND q.loss_fen >= f.value) AS tier_fen,
         EXISTS (SELECT 1 FROM rules WHERE key GLOB 'ceiling-[1-4]' AND q.day BETWEEN since AND until) AS tiers,
         (SELECT value FROM rules WHERE key = 'household:' || q.household AND q.day BETWEEN since AND until) AS household_fen,
         (SELECT value FROM rules WHERE key = 'least:' || q.ground AND q.day BETWEEN since AND until) AS least_fen,
         (SELECT value FROM rules WHERE key = 'most:' || q.ground AND q.day BETWEEN since AND until) AS most_fen,
         (SELECT value FROM rules WHERE key = 'share:' || q.ground AND q.day BETWEEN since AND until) AS share,
         (SELECT value FROM rules WHERE key = 'times-per-year' AND q.day BETWEEN since AND until) AS times
  FROM asked q
),
ceiled AS (
  SELECT r.*,
         CASE WHEN most_fen IS NULL AND share IS NULL THEN MAX(coalesce(tier_fen, 0), coalesce(household_fen, 0))
              WHEN coalesce(loss_fen, 0) < coalesce(least_fen, 0) THEN 0
              ELSE MIN(coalesce(most_fen, amount_fen), coalesce(coalesce(loss_fen, 0) * share / 10000, amount_fen)) END AS ceiling_fen
  FROM ruled r
),
judged AS (
  SELECT c.*,
         CASE WHEN excluded IS NOT NULL THEN 'E432 ' || excluded
              WHEN approver IS NULL OR approver = clerk THEN 'E433 ' || coalesce(clerk, '—') || ' / ' || coalesce(approver, '—')
              WHEN most_fen IS NULL AND share IS NULL AND household_fen IS NULL AND NOT tiers THEN 'rule:hardship-aid/ceiling-1'
              WHEN most_fen IS NULL AND share IS NULL AND household_fen IS NULL AND loss_fen IS NULL THEN 'loss'
              WHEN times IS NULL THEN 'rule:hardship-aid/times-per-year'
              WHEN amount_fen > ceiling_fen THEN printf('E430 %d.%02d', ceiling_fen / 100, ceiling_fen % 100) END AS fault
  FROM ceiled c
),
counted AS (
  SELECT j.*, ROW_NUMBER() OVER (PARTITION BY enrolment, substr(day, 1, 4), fault IS NULL ORDER BY day, reference) AS nth
  FROM judged j
)
SELECT enrolment, month, reference AS component, amount_fen AS base_fen, 'once' AS per, 100 AS quantity_x100, 10000 AS share_bp,
       NULL AS standard, NULL AS increment, occasion,
       coalesce(fault, CASE WHEN nth > times THEN printf('E431 %d > %d', nth, times) END) AS missing
FROM counted
WHERE month IS NOT NULL
