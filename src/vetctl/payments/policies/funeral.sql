/*
code   = "funeral"
title  = { zh = "丧葬补助费", en = "Funeral sum" }
short  = { zh = "丧葬补助", en = "funeral" }
basis  = ["军人抚恤优待条例（2011）第十九条：增发6个月定期抚恤金", "军人抚恤优待条例（2011）第二十八条：因病死亡的残疾军人增发12个月残疾抚恤金", "军人抚恤优待条例（2024）"]
occasions = true
settles = true   # set against what the deceased still owes (steps/92_payout.sql)
# Months × what the deceased drew in the month of death, at the rate in force then as known today: a notice that takes
# effect before the death opens the sum again, a later one never does. Of several benefits the one that gives more counts.
quantity = { zh = "个月", en = " months" }

[rule.months]
zh = "增发月数"
en = "months"
unit = "number"
[rule.months.each]
survivors-pension = { zh = "三属定期抚恤金", en = "survivors' pension" }
disability-pension = { zh = "残疾抚恤金（因病死亡）", en = "disability pension, death of illness" }
"disability-pension:old-wound" = { zh = "残疾抚恤金（旧伤复发）", en = "disability pension, death of an old wound" }
"disability-pension:other" = { zh = "残疾抚恤金（其他原因）", en = "disability pension, another death" }
war-test = { zh = "参战参试补助", en = "participants in war and tests" }
"war-test:war" = { zh = "参战补助", en = "participants in war" }
"war-test:test" = { zh = "参试补助", en = "participants in tests" }
"war-test:uranium" = { zh = "铀矿开采补助", en = "uranium mines" }
demobilised = { zh = "在乡复员军人补助", en = "demobilised soldiers" }
ill-returned = { zh = "带病回乡补助", en = "ill soldiers returned home" }
martyrs-children = { zh = "烈士子女补助", en = "children of martyrs" }
red-army = { zh = "三红补助", en = "Red Army" }
age-60-service = { zh = "60周岁兵龄补助", en = "age-60 subsidy" }

[[example]]
name = "a martyr's mother died on 2020-09-02 (vector 32): 6 × 30,780 / 12 = 15,390.00"
given.active = [{ enrolment = 5, person = 2, month = "2020-10" }]
given.occasion_now = [{ id = 1, enrolment = 5, reference = "甲", happened_on = "2020-09-02", decided_on = "2020-10-12", about = 1, category = "illness", facts = "{}" }]
given.terms_now = [{ enrolment = 1, from_month = "2010-01", category = "martyr" }]
given.enrolment = [{ enrolment = 1, person = 1, policy = "survivors-pension" }]
given.drawn = [
  { person = 1, policy = "survivors-pension", enrolment = 1, month = "2020-09", component = "base", base_fen = 3078000, per = "year", quantity_x100 = 100, share_bp = 10000, standard = 7, due_fen = 256500 },
  { person = 1, policy = "price-subsidy", enrolment = 9, month = "2020-09", component = "base", base_fen = 3400, per = "month", quantity_x100 = 100, share_bp = 10000, due_fen = 3400 },
]
given.rule_now = [{ id = 1, policy = "funeral", key = "months:survivors-pension", effective_from = "2011-08-01", value = 6 }]
expect = [{ enrolment = 5, month = "2020-10", component = "甲", base_fen = 3078000, quantity_x100 = 600, divisor = 12, standard = 7, occasion = 1, due_fen = 1539000 }]

[[example]]
name = "a disabled soldier dead of illness gets twelve months; of an old wound there is a rule of its own to be given; no cause is a gap"
given.active = [{ enrolment = 5, person = 2, month = "2020-10" }, { enrolment = 6, person = 3, month = "2020-10" }, { enrolment = 7, person = 4, month = "2020-10" }]
given.occasion_now = [
  { id = 1, enrolment = 5, reference = "甲", happened_on = "2020-09-02", decided_on = "2020-10-12", about = 1, category = "illness", facts = "{}" },
  { id = 2, enrolment = 6, reference = "甲", happened_on = "2020-09-02", decided_on = "2020-10-12", about = 1, category = "old-wound", facts = "{}" },
  { id = 3, enrolment = 7, reference = "甲", happened_on = "2020-09-02", decided_on = "2020-10-12", about = 1, category = "", facts = "{}" },
]
given.terms_now = [{ enrolment = 1, from_month = "2010-01", category = "disabled-soldier", grade = 8 }]
given.enrolment = [{ enrolment = 1, person = 1, policy = "disability-pension" }]
given.drawn = [{ person = 1, policy = "disability-pension", enrolment = 1, month = "2020-09", component = "base", base_fen = 1692000, per = "year", quantity_x100 = 100, share_bp = 10000, standard = 8, due_fen = 141000 }]
given.rule_now = [{ id = 1, policy = "funeral", key = "months:disability-pension", effective_from = "2011-08-01", value = 12 }]
expect = [
  { enrolment = 5, due_fen = 1692000 },
  { enrolment = 6, missing = "rule:funeral/months:disability-pension:old-wound", due_fen = "gap" },
  { enrolment = 7, missing = "cause-of-death", due_fen = "gap" },
]

[[example]]
name = "dead before the ledger begins: what the sheet states is taken; without it there is a gap"
given.active = [{ enrolment = 5, person = 2, month = "2020-01" }, { enrolment = 6, person = 3, month = "2020-01" }]
given.occasion_now = [
  { id = 1, enrolment = 5, reference = "甲", happened_on = "2019-12-20", decided_on = "2020-01-12", about = 1, category = "illness", facts = '{"drawn_fen":233167}' },
  { id = 2, enrolment = 6, reference = "甲", happened_on = "2019-12-20", decided_on = "2020-01-12", about = 1, category = "illness", facts = "{}" },
]
given.terms_now = [{ enrolment = 1, from_month = "2010-01", category = "martyr" }]
given.enrolment = [{ enrolment = 1, person = 1, policy = "survivors-pension" }]
given.rule_now = [{ id = 1, policy = "funeral", key = "months:survivors-pension", effective_from = "2011-08-01", value = 6 }]
expect = [{ enrolment = 5, base_fen = 233167, quantity_x100 = 600, due_fen = 1399002 }, { enrolment = 6, missing = "drawn-at-death", due_fen = "gap" }]
*/
WITH months AS MATERIALIZED (SELECT substr(key, 8) AS class, value, since, until FROM rule_span WHERE policy = 'funeral' AND key GLOB 'months:*'),
asked AS MATERIALIZED (
  SELECT a.enrolment, a.month, o.id AS occasion, o.reference, o.about, o.happened_on, substr(o.happened_on, 1, 7) AS died_month,
         o.category AS cause, json_extract(o.facts, '$.drawn_fen') AS stated_fen
  FROM active a
  JOIN occasion_now o ON o.enrolment = a.enrolment AND substr(o.decided_on, 1, 7) = a.month
),
class AS MATERIALIZED (
  -- The benefits the deceased was enrolled in, with the class that applied on the day of death.
  SELECT q.occasion, e.enrolment, e.policy,
         coalesce((SELECT t.category FROM terms_now t WHERE t.enrolment = e.enrolment AND t.from_month <= q.died_month ORDER BY t.from_month DESC LIMIT 1),
                  (SELECT t.category FROM terms_now t WHERE t.enrolment = e.enrolment ORDER BY t.from_month LIMIT 1)) AS category
  FROM asked q JOIN enrolment e ON e.person = q.about
  WHERE EXISTS (SELECT 1 FROM terms_now t WHERE t.enrolment = e.enrolment)
),
granted AS MATERIALIZED (
  -- How many months each of them gives. Only of the disability pension does it matter what the person died of (art. 28).
  SELECT c.occasion, c.enrolment, c.policy,
         coalesce((SELECT m.value FROM months m WHERE m.class = c.policy || ':' || c.category AND q.happened_on BETWEEN m.since AND m.until),
                  (SELECT m.value FROM months m WHERE q.happened_on BETWEEN m.since AND m.until
                     AND m.class = c.policy || CASE WHEN c.policy = 'disability-pension' AND q.cause <> 'illness' THEN ':' || q.cause ELSE '' END)) AS months,
         CASE WHEN c.policy = 'disability-pension' AND q.cause = '' THEN 'cause-of-death'
              ELSE 'rule:funeral/months:' || c.policy || CASE WHEN c.policy = 'disability-pension' AND q.cause <> 'illness' THEN ':' || q.cause ELSE '' END END AS lacking
  FROM class c JOIN asked q ON q.occasion = c.occasion
),
drew AS (
  SELECT g.occasion, g.enrolment, g.months, g.lacking, d.component, d.base_fen, d.per, d.quantity_x100, d.share_bp, d.standard, d.increment, d.due_fen
  FROM granted g
  JOIN asked q ON q.occasion = g.occasion
  JOIN drawn d ON d.enrolment = g.enrolment AND d.month = q.died_month AND d.due_fen > 0
  UNION ALL
  SELECT g.occasion, g.enrolment, g.months, g.lacking, 'base', q.stated_fen, 'month', 100, 10000, NULL, NULL, q.stated_fen
  FROM granted g
  JOIN asked q ON q.occasion = g.occasion
  WHERE NOT EXISTS (SELECT 1 FROM class c JOIN drawn d ON d.enrolment = c.enrolment AND d.month = q.died_month AND d.due_fen > 0
                    WHERE c.occasion = g.occasion)
),
best AS (
  -- The benefit that gives most; one of which it is not known what it gives comes first, because it might.
  SELECT occasion, enrolment, ROW_NUMBER() OVER (PARTITION BY occasion ORDER BY MAX(months) IS NOT NULL, SUM(due_fen) * MAX(months) DESC, enrolment) AS place
  FROM drew
  GROUP BY occasion, enrolment
)
SELECT q.enrolment, q.month, q.reference || CASE coalesce(d.component, 'base') WHEN 'base' THEN '' ELSE ':' || d.component END AS component,
       d.base_fen, 'once' AS per, d.quantity_x100 * d.months AS quantity_x100, d.share_bp, CASE d.per WHEN 'year' THEN 12 ELSE 1 END AS divisor,
       d.standard, d.increment, q.occasion,
       CASE WHEN b.occasion IS NULL OR d.base_fen IS NULL THEN 'drawn-at-death' WHEN d.months IS NULL THEN d.lacking END AS missing
FROM asked q
LEFT JOIN best b ON b.occasion = q.occasion AND b.place = 1
LEFT JOIN drew d ON d.occasion = b.occasion AND d.enrolment = b.enrolment
