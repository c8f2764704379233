/*
code   = "insurance-reviewed"
title  = { zh = "社保接续审核件数", en = "Insurance cases reviewed" }
why    = { zh = "审核率的分子：任务数填受理件数；vetctl payments claims --kind insurance 同时列出两个数", en = "what the review rate divides; its target is the number applied for" }
unit   = "count"
counts = { zh = "当年有审核日期、未作废的件，通过和不通过都计", en = "cases with a day of review in the year, approved or rejected, not withdrawn" }
window = "reviewed_on"
article_row = 7

[[example]]
name = "approved and rejected count, one that waits does not"
given.parameters = { year = 2020 }
given.enrolment = [
  { enrolment = 1, person = 7, policy = "insurance-continuation" }, { enrolment = 2, person = 8, policy = "insurance-continuation" }, { enrolment = 3, person = 9, policy = "insurance-continuation" },
]
given.occasion_now = [
  { id = 1, enrolment = 1, reference = "2020-1", facts = '{"result":"approved","reviewed_on":"2020-06-01"}' },
  { id = 2, enrolment = 2, reference = "2020-1", facts = '{"result":"rejected","reviewed_on":"2020-06-02"}' }, { id = 3, enrolment = 3, reference = "2020-1", facts = '{"applied_on":"2020-06-02"}' },
]
expect = [{ subject = "2020-1", counted_on = "2020-06-01", value = 1 }, { counted_on = "2020-06-02", value = 1 }]
*/
SELECT o.reference AS subject, '' AS level, COALESCE(f.township, '') AS township, json_extract(o.facts, '$.reviewed_on') AS counted_on, 1 AS value
FROM occasion_now o
JOIN enrolment e ON e.enrolment = o.enrolment AND e.policy = 'insurance-continuation'
LEFT JOIN profile_now f ON f.person = e.person
WHERE json_extract(o.facts, '$.withdrawn') IS NOT 1 AND substr(json_extract(o.facts, '$.reviewed_on'), 1, 4) = CAST(:year AS TEXT)
ORDER BY counted_on, o.id
