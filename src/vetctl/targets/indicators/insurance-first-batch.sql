/*
code   = "insurance-first-batch"
title  = { zh = "社保接续首批办结件数", en = "Completed cases of the first batch" }
why    = { zh = "首批办结率的分子：任务数填首批件数；首批指批次名排在最前的一批", en = "what the completion rate of the first batch divides; its target is the size of that batch" }
unit   = "count"
counts = { zh = "首批中年底前有办结日期、未作废的件", en = "cases of the first batch completed by the end of the year, not withdrawn" }
window = "completed_on"
article_row = 8

[[example]]
name = "of the batch whose name comes first"
given.parameters = { year = 2020 }
given.enrolment = [{ enrolment = 1, person = 7, policy = "insurance-continuation" }, { enrolment = 2, person = 8, policy = "insurance-continuation" }, { enrolment = 3, person = 9, policy = "insurance-continuation" }]
given.occasion_now = [
  { id = 1, enrolment = 1, facts = '{"batch":"2020-1","completed_on":"2020-06-01"}' }, { id = 2, enrolment = 2, facts = '{"batch":"2020-1","completed_on":"2021-02-01"}' },
  { id = 3, enrolment = 3, facts = '{"batch":"2020-2","completed_on":"2020-06-01"}' },
]
expect = [{ subject = "2020-1", counted_on = "2020-06-01", value = 1 }]
*/
WITH standing AS (
  SELECT o.id, e.person, json_extract(o.facts, '$.batch') AS batch, json_extract(o.facts, '$.completed_on') AS completed_on
  FROM occasion_now o
  JOIN enrolment e ON e.enrolment = o.enrolment AND e.policy = 'insurance-continuation'
  WHERE json_extract(o.facts, '$.withdrawn') IS NOT 1
)
SELECT s.batch AS subject, '' AS level, COALESCE(f.township, '') AS township, s.completed_on AS counted_on, 1 AS value
FROM standing s
LEFT JOIN profile_now f ON f.person = s.person
WHERE s.batch = (SELECT MIN(batch) FROM standing) AND s.completed_on <= :year || '-12-31'
ORDER BY s.completed_on, s.id
