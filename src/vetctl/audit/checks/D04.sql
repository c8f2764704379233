/*
code = "D04"
title = { zh = "发票重复", en = "Invoice used twice" }
why = { zh = "同一家医院的同一张发票付了两次，或同一人同一天在两家医院住院。", en = "One invoice of one hospital was paid twice, or one person was an inpatient of two hospitals over the same days." }
fix = { zh = "调发票原件，把多出的一行“是否作废”填“是”再导入，会从医院下次的款项里扣回。", en = "Look at the originals and withdraw the row too many; it is taken from what the hospital gets next." }
detail = { zh = "{reason}：{hospital} 发票 {invoice}，另一笔 {other}", en = "{reason}: {hospital}, invoice {invoice}; the other {other}" }
severity = "blocking"
group = "amounts"
gate = true

[words.reason]
invoice = { zh = "同一张发票用了两次", en = "one invoice twice" }
stay = { zh = "同一时间在两家医院住院", en = "an inpatient of two hospitals at once" }

[[example]]
name = "one invoice for two people; the same stay in two hospitals"
given.parameters = { gate = 0 }
given.occasion_now = [
  { id = 4, enrolment = 11, reference = "院 1", happened_on = "2020-05-14", decided_on = "2020-06-01", facts = '{"hospital":"院","invoice":"1","visit":"inpatient","admitted_on":"2020-05-06"}' },
  { id = 5, enrolment = 12, reference = "院 1", happened_on = "2020-05-14", decided_on = "2020-06-01", facts = '{"hospital":"院","invoice":"1","visit":"inpatient","admitted_on":"2020-05-06"}' },
  { id = 6, enrolment = 12, reference = "别院 9", happened_on = "2020-05-14", decided_on = "2020-06-01", facts = '{"hospital":"别院","invoice":"9","visit":"inpatient","admitted_on":"2020-05-06"}' },
]
given.enrolment = [{ enrolment = 11, person = 1, policy = "medical-aid" }, { enrolment = 12, person = 2, policy = "medical-aid" }]
expect = [{ person = 2, reason = "invoice", invoice = "1" }, { person = 2, reason = "stay", hospital = "别院", invoice = "9" }]

[[example]]
name = "at the gate: the bill this run pays, whichever of the two came first"
given.parameters = { gate = 1 }
given.occasion_now = [
  { id = 4, enrolment = 11, reference = "院 1", happened_on = "2020-05-14", decided_on = "2020-06-01", facts = '{"hospital":"院","invoice":"1"}' },
  { id = 5, enrolment = 12, reference = "院 1", happened_on = "2020-05-14", decided_on = "2020-06-01", facts = '{"hospital":"院","invoice":"1"}' },
]
given.paid_line = [{ person = 1, enrolment = 11, policy = "medical-aid", occasion = 4, amount_fen = 100 }]
given.enrolment = [{ enrolment = 11, person = 1, policy = "medical-aid" }, { enrolment = 12, person = 2, policy = "medical-aid" }]
expect = [{ person = 1, reason = "invoice" }]

[[example]]
name = "one withdrawn, the same number of another hospital, two stays one after the other: silent"
given.parameters = { gate = 0 }
given.occasion_now = [
  { id = 4, enrolment = 11, reference = "院 1", happened_on = "2020-05-14", facts = '{"hospital":"院","invoice":"1","visit":"inpatient","admitted_on":"2020-05-06","withdrawn":1}' },
  { id = 5, enrolment = 12, reference = "院 1", happened_on = "2020-05-14", decided_on = "2020-06-01", facts = '{"hospital":"院","invoice":"1","visit":"inpatient","admitted_on":"2020-05-06"}' },
  { id = 6, enrolment = 12, reference = "别院 1", happened_on = "2020-05-24", decided_on = "2020-06-01", facts = '{"hospital":"别院","invoice":"1","visit":"inpatient","admitted_on":"2020-05-16"}' },
]
given.enrolment = [{ enrolment = 11, person = 1, policy = "medical-aid" }, { enrolment = 12, person = 2, policy = "medical-aid" }]
expect = []
*/
WITH bill AS MATERIALIZED (
  SELECT o.id, e.person, o.enrolment, o.reference, json_extract(o.facts, '$.hospital') AS hospital, json_extract(o.facts, '$.invoice') AS invoice,
         json_extract(o.facts, '$.visit') AS visit, json_extract(o.facts, '$.admitted_on') AS admitted_on, o.happened_on AS discharged_on,
         o.added_by, o.sheet, o.row_no
  FROM occasion_now o
  JOIN enrolment e ON e.enrolment = o.enrolment AND e.policy = 'medical-aid'
  WHERE o.decided_on IS NOT NULL
),
judged AS (
  -- At the gate only the bills of the run, against every other that stands.
  SELECT * FROM bill WHERE NOT :gate OR id IN (SELECT p.occasion FROM paid_line p WHERE p.occasion IS NOT NULL)
)
SELECT j.person, j.enrolment, 'invoice' AS reason, j.hospital, j.invoice, o.reference AS other, j.added_by AS batch, j.sheet, j.row_no
FROM judged j
JOIN bill o ON o.hospital = j.hospital AND o.invoice = j.invoice AND o.id <> j.id AND (:gate OR o.id < j.id)
UNION ALL
SELECT j.person, j.enrolment, 'stay', j.hospital, j.invoice, o.reference, j.added_by, j.sheet, j.row_no
FROM judged j
JOIN bill o ON o.person = j.person AND o.hospital <> j.hospital AND o.id <> j.id AND (:gate OR o.id < j.id)
 AND o.visit = 'inpatient' AND j.visit = 'inpatient' AND o.admitted_on = j.admitted_on AND o.discharged_on = j.discharged_on
ORDER BY 2, 3
