/*
code = "D05"
title = { zh = "住院时间重叠", en = "Stays that overlap" }
why = { zh = "同一人的两次住院时间重叠：转院当天不算，其余可能是挂床或重复结算。", en = "Two stays of one person overlap; the day of a transfer does not count, anything else may be a stay on paper only." }
fix = { zh = "向两家医院核对住院记录；不实的作废。", en = "Compare both hospitals' records; withdraw what is not true." }
detail = { zh = "{hospital} {admitted_on} 至 {discharged_on}，与 {other}（{other_from} 至 {other_to}）重叠", en = "{hospital} from {admitted_on} to {discharged_on}, and {other} from {other_from} to {other_to}" }
severity = "medium"
group = "amounts"

[[example]]
name = "three days in both"
given.occasion_now = [
  { id = 4, enrolment = 11, reference = "院 1", happened_on = "2020-05-14", facts = '{"hospital":"院","visit":"inpatient","admitted_on":"2020-05-06"}' },
  { id = 5, enrolment = 11, reference = "别院 2", happened_on = "2020-05-20", facts = '{"hospital":"别院","visit":"inpatient","admitted_on":"2020-05-11"}' },
]
given.enrolment = [{ enrolment = 11, person = 1, policy = "medical-aid" }]
expect = [{ person = 1, hospital = "别院", other = "院 1" }]

[[example]]
name = "moved from one to the other in a day, an outpatient visit, withdrawn: silent"
given.occasion_now = [
  { id = 4, enrolment = 11, reference = "院 1", happened_on = "2020-05-14", facts = '{"hospital":"院","visit":"inpatient","admitted_on":"2020-05-06"}' },
  { id = 5, enrolment = 11, reference = "别院 2", happened_on = "2020-05-20", facts = '{"hospital":"别院","visit":"inpatient","admitted_on":"2020-05-14"}' },
  { id = 6, enrolment = 11, reference = "院 3", happened_on = "2020-05-16", facts = '{"hospital":"院","visit":"outpatient","admitted_on":"2020-05-16"}' },
  { id = 7, enrolment = 11, reference = "院 4", happened_on = "2020-05-16", facts = '{"hospital":"院","visit":"inpatient","admitted_on":"2020-05-08","withdrawn":1}' },
]
given.enrolment = [{ enrolment = 11, person = 1, policy = "medical-aid" }]
expect = []
*/
WITH stay AS MATERIALIZED (
  SELECT o.id, e.person, o.enrolment, o.reference, json_extract(o.facts, '$.hospital') AS hospital, json_extract(o.facts, '$.admitted_on') AS admitted_on,
         o.happened_on AS discharged_on, o.added_by, o.sheet, o.row_no
  FROM occasion_now o
  JOIN enrolment e ON e.enrolment = o.enrolment AND e.policy = 'medical-aid'
  WHERE json_extract(o.facts, '$.visit') = 'inpatient' AND json_extract(o.facts, '$.withdrawn') IS NOT 1
)
SELECT b.person, b.enrolment, b.hospital, b.admitted_on, b.discharged_on, a.reference AS other, a.admitted_on AS other_from, a.discharged_on AS other_to,
       b.added_by AS batch, b.sheet, b.row_no
FROM stay b
JOIN stay a ON a.enrolment = b.enrolment AND a.id <> b.id AND (a.admitted_on, a.id) < (b.admitted_on, b.id) AND a.discharged_on > b.admitted_on
ORDER BY b.enrolment, b.admitted_on, a.id
