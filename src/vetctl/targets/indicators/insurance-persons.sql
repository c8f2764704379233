/*
code   = "insurance-persons"
title  = { zh = "社保接续完成缴办人数", en = "People whose insurance was made up" }
why    = { zh = "社保接续当年办结的人数：一人只计一次，不按险种和批次重复计", en = "people whose case was completed in the year, each once, whatever kinds and batches" }
unit   = "count"
counts = { zh = "有办结日期、未作废的人，按身份证号去重", en = "persons with a completed case that was not withdrawn" }
window = "completed_on"
article_row = 6

[[example]]
name = "two cases of one person count once; open, withdrawn and next year's do not"
given.parameters = { year = 2020 }
given.enrolment = [
  { enrolment = 1, person = 7, policy = "insurance-continuation" }, { enrolment = 2, person = 8, policy = "insurance-continuation" },
  { enrolment = 3, person = 9, policy = "insurance-continuation" }, { enrolment = 4, person = 10, policy = "insurance-continuation" },
]
given.occasion_now = [
  { id = 1, enrolment = 1, facts = '{"batch":"2020-1","completed_on":"2020-06-01"}' }, { id = 2, enrolment = 1, facts = '{"batch":"2020-2","completed_on":"2020-09-01"}' },
  { id = 3, enrolment = 2, facts = '{"batch":"2020-1","reviewed_on":"2020-06-01"}' }, { id = 4, enrolment = 3, facts = '{"completed_on":"2020-06-01","withdrawn":1}' },
  { id = 5, enrolment = 4, facts = '{"completed_on":"2021-01-10"}' },
]
given.profile_now = [{ person = 7, name = "甲", township = "昆阳镇" }]
expect = [{ subject = "甲", township = "昆阳镇", counted_on = "2020-06-01", value = 1 }]
*/
SELECT COALESCE(f.name, '') AS subject, '' AS level, COALESCE(f.township, '') AS township,
       MIN(json_extract(o.facts, '$.completed_on')) AS counted_on, 1 AS value
FROM occasion_now o
JOIN enrolment e ON e.enrolment = o.enrolment AND e.policy = 'insurance-continuation'
LEFT JOIN profile_now f ON f.person = e.person
WHERE json_extract(o.facts, '$.withdrawn') IS NOT 1 AND substr(json_extract(o.facts, '$.completed_on'), 1, 4) = CAST(:year AS TEXT)
GROUP BY e.person
ORDER BY f.township, e.person
