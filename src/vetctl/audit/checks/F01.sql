/*
code = "F01"
title = { zh = "各级分担与发放对不上", en = "Who pays does not add up to what was paid" }
why = { zh = "一个月的发放由中央、省、市、县分担，各份之和必须等于发放额，任何一份不得为负；各批次的分担汇总必须等于明细之和，指标控制靠的就是它。", en = "A month's payment is parted between central, province, city and county; the parts make the payment and none is below zero. The sums kept for a run are what budgets are measured by." }
fix = { zh = "不要发放。这是程序缺陷或有人绕过程序改过数据库：运行 vetctl journal verify，并报告维护者。", en = "Do not pay. Either the program is at fault or somebody changed the database from outside: run vetctl journal verify and tell the maintainer." }
detail = { zh = "{what}：{source}记为 {stated} 元，应为 {counted} 元", en = "{what}, {source}: {stated} yuan on file, {counted} yuan by the lines" }
severity = "blocking"
group = "system"
texts = { source = "payer.{source}" }

[words.what]
part = { zh = "一个月里的一份为负（按发放额最多或最少应为所示）", en = "a part of a month is below zero" }
sum = { zh = "批次分担汇总与明细不符", en = "the sums of the run differ from its lines" }

[[example]]
name = "central was given more than the month, so the county has less than nothing"
given.enrolment = [{ enrolment = 11, person = 1, policy = "war-test" }]
given.ledger = [{ line = 1, run = 1, month = "2020-08", enrolment = 11, component = "base", amount_fen = 70000, central_fen = 71000, province_fen = 0, city_fen = 0 }]
given.line = [{ line = 1, run = 1, month = "2020-08", enrolment = 11, component = "base", amount_fen = 70000, central_fen = 71000, province_fen = 0, city_fen = 0 }]
given.run = [{ run = 1, month = "2020-08" }]
given.source_sum = [{ run = 1, policy = "war-test", central_fen = 71000, province_fen = 0, city_fen = 0, county_fen = -1000 }]
expect = [{ person = 1, enrolment = 11, month = "2020-08", what = "part", source = "county", stated_fen = -1000, counted_fen = 0 }]

[[example]]
name = "the sum kept for a run leaves out 280 of central"
given.enrolment = [{ enrolment = 11, person = 1, policy = "war-test" }]
given.ledger = []
given.line = [{ line = 1, run = 1, month = "2020-08", enrolment = 11, component = "base", amount_fen = 70000, central_fen = 28000, province_fen = 0, city_fen = 0 }]
given.run = [{ run = 1, month = "2020-08" }]
given.source_sum = [{ run = 1, policy = "war-test", central_fen = 0, province_fen = 0, city_fen = 0, county_fen = 70000 }]
expect = [
  { run = 1, what = "sum", source = "central", stated_fen = 0, counted_fen = 28000 },
  { run = 1, what = "sum", source = "county", stated_fen = 70000, counted_fen = 42000 },
]

[[example]]
name = "a rule that came late moves money between central and county of one month; a month that waits for its second payment: silent"
given.enrolment = [{ enrolment = 11, person = 1, policy = "war-test" }]
given.ledger = [
  { line = 1, run = 1, month = "2020-08", enrolment = 11, component = "base", amount_fen = 65000, central_fen = 0, province_fen = 0, city_fen = 0 },
  { line = 2, run = 2, month = "2020-08", enrolment = 11, component = "base", amount_fen = 5000, central_fen = 28000, province_fen = 0, city_fen = 0 },
  { line = 4, run = 2, month = "2020-07", enrolment = 11, component = "base", amount_fen = 5000, central_fen = 28000, province_fen = 0, city_fen = 0 },
]
given.line = [
  { line = 3, run = 1, month = "2020-07", enrolment = 11, component = "base", amount_fen = 65000, central_fen = 0, province_fen = 0, city_fen = 0 },
]
given.returned_line = [{ line = 3, answer = 1 }]
given.run = []
expect = []
*/
WITH month AS (
  SELECT enrolment, month, component, SUM(amount_fen) AS amount_fen, SUM(central_fen) AS central_fen, SUM(province_fen) AS province_fen, SUM(city_fen) AS city_fen
  FROM ledger
  GROUP BY month, enrolment, component
),
-- While money that came back waits to be paid again, what is left of its month proves nothing.
waiting AS (
  SELECT DISTINCT l.enrolment, l.month FROM returned_line r JOIN line l ON l.line = r.line
),
part AS (
  SELECT m.*, s.source,
         CASE s.source WHEN 'central' THEN m.central_fen WHEN 'province' THEN m.province_fen WHEN 'city' THEN m.city_fen
                       ELSE m.amount_fen - m.central_fen - m.province_fen - m.city_fen END AS part_fen
  FROM month m
  JOIN (SELECT 'central' AS source UNION ALL SELECT 'province' UNION ALL SELECT 'city' UNION ALL SELECT 'county') s
  WHERE MIN(m.central_fen, m.province_fen, m.city_fen, m.amount_fen - m.central_fen - m.province_fen - m.city_fen) < 0
),
summed AS (
  SELECT l.run, e.policy, SUM(l.central_fen) AS central_fen, SUM(l.province_fen) AS province_fen, SUM(l.city_fen) AS city_fen,
         SUM(l.amount_fen - l.central_fen - l.province_fen - l.city_fen) AS county_fen
  FROM line l JOIN enrolment e ON e.enrolment = l.enrolment
  WHERE l.run IN (SELECT run FROM run)
  GROUP BY l.run, e.policy
),
compared AS (
  SELECT c.run, s.central_fen AS a1, c.central_fen AS b1, s.province_fen AS a2, c.province_fen AS b2, s.city_fen AS a3, c.city_fen AS b3,
         s.county_fen AS a4, c.county_fen AS b4
  FROM summed c LEFT JOIN source_sum s ON s.run = c.run AND s.policy = c.policy
  UNION ALL
  SELECT s.run, s.central_fen, 0, s.province_fen, 0, s.city_fen, 0, s.county_fen, 0
  FROM source_sum s WHERE NOT EXISTS (SELECT 1 FROM summed c WHERE c.run = s.run AND c.policy = s.policy)
),
difference AS (
  SELECT run, 'central' AS source, coalesce(a1, 0) AS stated_fen, b1 AS counted_fen FROM compared
  UNION ALL SELECT run, 'province', coalesce(a2, 0), b2 FROM compared
  UNION ALL SELECT run, 'city', coalesce(a3, 0), b3 FROM compared
  UNION ALL SELECT run, 'county', coalesce(a4, 0), b4 FROM compared
)
SELECT e.person, p.enrolment, NULL AS run, p.month, 'part' AS what, p.source, p.part_fen AS stated_fen, 0 AS counted_fen, -p.part_fen AS amount_fen
FROM part p
JOIN enrolment e ON e.enrolment = p.enrolment
WHERE p.part_fen < 0 AND NOT EXISTS (SELECT 1 FROM waiting w WHERE w.enrolment = p.enrolment AND w.month = p.month)
UNION ALL
SELECT NULL, NULL, run, NULL, 'sum', source, stated_fen, counted_fen, abs(counted_fen - stated_fen)
FROM difference
WHERE stated_fen <> counted_fen
ORDER BY 3, 1, 4, 6
