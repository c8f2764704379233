/*
code = "A03"
title = { zh = "丧葬补助重复或未申领", en = "Funeral sum twice, or never asked for" }
why = { zh = "一人去世，丧葬补助只发一次；应有丧葬补助而无人申领的，家属往往不知道。", en = "One death has one funeral sum; where none was asked for, the family often does not know of it." }
basis = ["军人抚恤优待条例（2011）第十九条、第二十八条"]
fix = { zh = "重复的，把多出的一行“是否作废”填“是”再导入，会自动扣回；未申领的，通知家属填丧葬补助申请表。", en = "Withdraw the row too many, it is taken back; where none was asked for, tell the family." }
detail = { zh = "{reason}：{deceased}，{died_on} 去世", en = "{reason}: {deceased}, died {died_on}" }
severity = "high"
group = "entitlement"

[words.reason]
twice = { zh = "丧葬补助发了两次以上", en = "the funeral sum was paid more than once" }
unclaimed = { zh = "有丧葬补助而无人申领", en = "a funeral sum nobody asked for" }

[parameter.days]
default = 90
zh = "去世多少天后无人申领才列出"
en = "days after the death before it is said"

[[example]]
name = "paid to two relatives; and a death of 100 days ago that nobody came for"
given.parameters = { as_of = "2020-12-31" }
given.death = [{ person = 2, source = "bureau", died_on = "2020-09-02" }, { person = 3, source = "bureau", died_on = "2020-09-20" }]
given.occasion = [{ id = 4, enrolment = 11, reference = "甲", about = 2 }, { id = 5, enrolment = 12, reference = "甲", about = 2 }]
given.enrolment = [{ enrolment = 11, person = 1, policy = "funeral" }, { enrolment = 12, person = 5, policy = "funeral" }, { enrolment = 13, person = 3, policy = "survivors-pension" }]
given.paid_line = [
  { person = 1, enrolment = 11, policy = "funeral", component = "甲", occasion = 4, amount_fen = 1539000 }, { person = 5, enrolment = 12, policy = "funeral", component = "甲", occasion = 5, amount_fen = 1539000 },
  { person = 3, enrolment = 13, policy = "survivors-pension", month = "2020-09", component = "base", amount_fen = 256500 },
]
given.rule_now = [{ id = 1, policy = "funeral", key = "months:survivors-pension", effective_from = "2011-08-01", value = 6 }]
given.profile_now = [{ person = 2, name = "甲" }, { person = 3, name = "乙" }]
expect = [{ person = 1, reason = "twice", deceased = "甲", amount_fen = 1539000 }, { person = 3, reason = "unclaimed", severity = "low", deceased = "乙" }]

[[example]]
name = "paid once, one corrected to another relative, one applied for, one of a benefit without a funeral rule: silent"
given.parameters = { as_of = "2020-12-31" }
given.death = [{ person = 2, source = "bureau", died_on = "2020-09-02" }, { person = 3, source = "bureau", died_on = "2020-09-20" }, { person = 6, source = "bureau", died_on = "2020-09-20" }]
given.occasion = [{ id = 4, enrolment = 11, reference = "甲", about = 2 }, { id = 5, enrolment = 12, reference = "甲", about = 2 }, { id = 6, enrolment = 11, reference = "乙", about = 3 }]
given.occasion_now = [{ id = 5, enrolment = 12, reference = "甲", about = 2, facts = "{}" }, { id = 6, enrolment = 11, reference = "乙", about = 3, facts = "{}" }]
given.enrolment = [
  { enrolment = 11, person = 1, policy = "funeral" }, { enrolment = 12, person = 5, policy = "funeral" }, { enrolment = 13, person = 3, policy = "survivors-pension" },
  { enrolment = 14, person = 6, policy = "age-60-service" },
]
given.paid_line = [
  { person = 1, enrolment = 11, policy = "funeral", component = "甲", occasion = 4, amount_fen = 1539000 }, { person = 1, enrolment = 11, policy = "funeral", component = "甲", occasion = 4, amount_fen = -1539000 },
  { person = 5, enrolment = 12, policy = "funeral", component = "甲", occasion = 5, amount_fen = 1539000 },
  { person = 3, enrolment = 13, policy = "survivors-pension", month = "2020-09", component = "base", amount_fen = 256500 },
  { person = 6, enrolment = 14, policy = "age-60-service", month = "2020-09", component = "base", amount_fen = 18000 },
]
given.rule_now = [{ id = 1, policy = "funeral", key = "months:survivors-pension", effective_from = "2011-08-01", value = 6 }]
expect = []
*/
WITH granted AS (
  SELECT o.about, p.person, p.enrolment, SUM(p.amount_fen) AS fen
  FROM paid_line p
  JOIN occasion o ON o.id = p.occasion
  WHERE p.policy = 'funeral'
  GROUP BY o.about, p.enrolment
  HAVING SUM(p.amount_fen) > 0
),
entitled AS (
  -- Dead, paid in the month of death, by a benefit that has a funeral rule above nought.
  SELECT DISTINCT d.person, d.died_on
  FROM death_best d
  JOIN enrolment e ON e.person = d.person
  JOIN rule_span r ON r.policy = 'funeral' AND r.value > 0 AND (r.key = 'months:' || e.policy OR r.key GLOB 'months:' || e.policy || ':*')
                  AND d.died_on BETWEEN r.since AND r.until
  WHERE EXISTS (SELECT 1 FROM paid_line p WHERE p.enrolment = e.enrolment AND p.month = substr(d.died_on, 1, 7))
)
SELECT MIN(g.person) AS person, 'twice' AS reason, 'high' AS severity, f.name AS deceased, d.died_on, SUM(g.fen) - MAX(g.fen) AS amount_fen
FROM granted g
LEFT JOIN profile_now f ON f.person = g.about
LEFT JOIN death_best d ON d.person = g.about
GROUP BY g.about
HAVING COUNT(*) > 1
UNION ALL
SELECT n.person, 'unclaimed', 'low', f.name, n.died_on, NULL
FROM entitled n
LEFT JOIN profile_now f ON f.person = n.person
WHERE date(n.died_on, printf('+%d days', :days)) <= :as_of
  AND NOT EXISTS (SELECT 1 FROM occasion_now o JOIN enrolment e ON e.enrolment = o.enrolment AND e.policy = 'funeral'
                  WHERE o.about = n.person AND json_extract(o.facts, '$.withdrawn') IS NOT 1)
ORDER BY 1, 2
