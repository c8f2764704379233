/*
code = "D09"
title = { zh = "帮扶次数超过规定", en = "Aid more often than allowed" }
why = { zh = "同一人一年内受助次数超过规定，或为同一事由受助两次。", en = "One person was helped more often in a year than the rule allows, or twice on one ground." }
fix = { zh = "查明是否同一事由重复申请；重复的，把多出的一行作废再导入。", en = "Find out whether it is one ground applied for twice; withdraw the row too many." }
detail = { zh = "{year} 年 {reason} {times} 次，规定最多 {most} 次", en = "{times} times in {year}, {reason}; at most {most}" }
severity = "high"
group = "entitlement"

[words.reason]
times = { zh = "受助", en = "helped" }
ground = { zh = "同一事由受助", en = "on one ground" }

[[example]]
name = "three aids where two are allowed; two on one ground"
given.rule_now = [{ id = 1, policy = "hardship-aid", key = "times-per-year", effective_from = "2019-01-01", value = 2 }]
given.occasion = [
  { id = 1, enrolment = 11, reference = "甲", category = "illness", decided_on = "2020-01-10" }, { id = 2, enrolment = 11, reference = "乙", category = "disaster", decided_on = "2020-05-10" },
  { id = 3, enrolment = 11, reference = "丙", category = "schooling", decided_on = "2020-09-10" }, { id = 4, enrolment = 12, reference = "甲", category = "illness", decided_on = "2020-01-10" },
  { id = 5, enrolment = 12, reference = "乙", category = "illness", decided_on = "2020-09-10" },
]
given.paid_line = [
  { person = 1, enrolment = 11, policy = "hardship-aid", occasion = 1, amount_fen = 100 }, { person = 1, enrolment = 11, policy = "hardship-aid", occasion = 2, amount_fen = 100 }, { person = 1, enrolment = 11, policy = "hardship-aid", occasion = 3, amount_fen = 300 },
  { person = 2, enrolment = 12, policy = "hardship-aid", occasion = 4, amount_fen = 100 }, { person = 2, enrolment = 12, policy = "hardship-aid", occasion = 5, amount_fen = 200 },
]
expect = [{ person = 1, reason = "times", times = 3, most = 2 }, { person = 2, reason = "ground", times = 2, severity = "medium" }]

[[example]]
name = "two years, one taken back, two grounds: silent"
given.rule_now = [{ id = 1, policy = "hardship-aid", key = "times-per-year", effective_from = "2019-01-01", value = 1 }]
given.occasion = [{ id = 1, enrolment = 11, reference = "甲", category = "illness", decided_on = "2020-01-10" }, { id = 2, enrolment = 11, reference = "乙", category = "illness", decided_on = "2021-01-10" }, { id = 3, enrolment = 11, reference = "丙", category = "illness", decided_on = "2021-03-10" }]
given.paid_line = [
  { person = 1, enrolment = 11, policy = "hardship-aid", occasion = 1, amount_fen = 100 }, { person = 1, enrolment = 11, policy = "hardship-aid", occasion = 2, amount_fen = 100 },
  { person = 1, enrolment = 11, policy = "hardship-aid", occasion = 3, amount_fen = 100 }, { person = 1, enrolment = 11, policy = "hardship-aid", occasion = 3, amount_fen = -100 },
]
expect = []
*/
WITH aid AS MATERIALIZED (
  SELECT p.person, p.enrolment, o.reference, o.category, MAX(o.decided_on) AS decided_on, substr(MAX(o.decided_on), 1, 4) AS year, SUM(p.amount_fen) AS fen
  FROM paid_line p
  JOIN occasion o ON o.id = p.occasion
  WHERE p.policy = 'hardship-aid'
  GROUP BY p.enrolment, o.reference
  HAVING SUM(p.amount_fen) > 0
),
counted AS (
  SELECT a.person, a.enrolment, a.year, COUNT(*) AS times, SUM(a.fen) - MAX(a.fen) AS amount_fen,
         (SELECT MAX(r.value) FROM rule_span r WHERE r.policy = 'hardship-aid' AND r.key = 'times-per-year' AND a.year || '-12-31' BETWEEN r.since AND r.until) AS most
  FROM aid a
  GROUP BY a.enrolment, a.year
)
SELECT person, enrolment, year, 'times' AS reason, 'high' AS severity, times, most, amount_fen
FROM counted
WHERE times > most
UNION ALL
SELECT a.person, a.enrolment, a.year, 'ground', 'medium', COUNT(*), 1, SUM(a.fen) - MAX(a.fen)
FROM aid a
WHERE NOT EXISTS (SELECT 1 FROM counted c WHERE c.enrolment = a.enrolment AND c.year = a.year AND c.times > c.most)
GROUP BY a.enrolment, a.year, a.category
HAVING COUNT(*) > 1
ORDER BY 2, 3, 4
