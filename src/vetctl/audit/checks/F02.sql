/*
code = "F02"
title = { zh = "支出超过资金指标", en = "More was taken than was promised" }
why = { zh = "预算法：没有指标不得支出。发放前的控制可以改为只提醒，指标也可能事后收回；到年底哪一级超了必须看得见。", en = "No money without a budget. The control before a run can be set to warn only, and a budget can be taken back afterwards; which level was overspent must show." }
fix = { zh = "用 vetctl payments budget 查看；向该级财政申请追加，收到后用“资金指标”表导入。", en = "See vetctl payments budget; ask that level for more, and import the notice with the register \"budgets\"." }
detail = { zh = "{year} 年{source}{policy}：指标 {received} 元，已占用 {committed} 元", en = "{year}, {source} {policy}: received {received}, committed {committed} yuan" }
severity = "high"
group = "amounts"
texts = { source = "payer.{source}" }

[[example]]
name = "650 promised in time, 700 more too late to count, 1,300 taken"
given.parameters = { as_of = "2020-02-28" }
given.run = [{ run = 1, month = "2020-01" }, { run = 2, month = "2020-02" }]
given.source_sum = [{ run = 1, policy = "war-test", central_fen = 65000, county_fen = 100 }, { run = 2, policy = "war-test", central_fen = 65000, county_fen = 0 }]
given.budget_now = [
  { year = 2020, source = "central", policy = "", amount_fen = 65000, received_on = "2020-01-05" },
  { year = 2020, source = "central", policy = "", amount_fen = 70000, received_on = "2020-03-05" },
]
expect = [{ year = 2020, source = "central", policy = "", received_fen = 65000, committed_fen = 130000, amount_fen = 65000 }]

[[example]]
name = "a benefit of its own, money that came back, a voided run, the next year, a source nobody promised anything for: silent"
given.parameters = { as_of = "2020-12-31" }
given.run = [{ run = 1, month = "2020-01" }, { run = 2, month = "2020-02" }, { run = 3, month = "2021-01" }]
given.run_step = [{ run = 2, step = "voided" }]
given.source_sum = [
  { run = 1, policy = "war-test", central_fen = 65000, county_fen = 900 }, { run = 1, policy = "red-army", central_fen = 100, county_fen = 0 },
  { run = 2, policy = "war-test", central_fen = 65000, county_fen = 0 }, { run = 3, policy = "war-test", central_fen = 65000, county_fen = 0 },
]
given.line = [{ line = 5, run = 1, enrolment = 1, amount_fen = 5000, central_fen = 5000, province_fen = 0, city_fen = 0 }]
given.returned_line = [{ line = 5, answer = 1 }]
given.enrolment = [{ enrolment = 1, person = 1, policy = "war-test" }]
given.budget_now = [
  { year = 2020, source = "central", policy = "war-test", amount_fen = 60000, received_on = "2020-01-05" },
  { year = 2020, source = "central", policy = "", amount_fen = 100, received_on = "2020-01-05" },
]
expect = []
*/
WITH received AS (
  SELECT year, source, policy, SUM(amount_fen) AS fen FROM budget_now WHERE received_on <= :as_of GROUP BY year, source, policy
),
moved AS (
  SELECT run, policy, central_fen, province_fen, city_fen, county_fen FROM source_sum
  UNION ALL
  SELECT l.run, e.policy, -l.central_fen, -l.province_fen, -l.city_fen, -(l.amount_fen - l.central_fen - l.province_fen - l.city_fen)
  FROM returned_line r JOIN line l ON l.line = r.line JOIN enrolment e ON e.enrolment = l.enrolment
),
taken AS (
  SELECT CAST(substr(n.month, 1, 4) AS INTEGER) AS year, s.source, m.policy,
         SUM(CASE s.source WHEN 'central' THEN m.central_fen WHEN 'province' THEN m.province_fen WHEN 'city' THEN m.city_fen ELSE m.county_fen END) AS fen
  FROM moved m
  JOIN run n ON n.run = m.run
  JOIN (SELECT 'central' AS source UNION ALL SELECT 'province' UNION ALL SELECT 'city' UNION ALL SELECT 'county') s
  WHERE m.run NOT IN (SELECT run FROM run_step WHERE step = 'voided')
  GROUP BY year, s.source, m.policy
),
pot AS (
  SELECT t.year, t.source, CASE WHEN EXISTS (SELECT 1 FROM received r WHERE r.year = t.year AND r.source = t.source AND r.policy = t.policy) THEN t.policy ELSE '' END AS policy,
         t.fen
  FROM taken t
)
SELECT r.year, r.source, r.policy, r.fen AS received_fen, SUM(p.fen) AS committed_fen, SUM(p.fen) - r.fen AS amount_fen
FROM received r
JOIN pot p ON p.year = r.year AND p.source = r.source AND p.policy = r.policy
GROUP BY r.year, r.source, r.policy
HAVING SUM(p.fen) > r.fen
ORDER BY r.year, r.source, r.policy
