/*
code = "D02"
title = { zh = "结算医院当时未开通一站式", en = "Settled by a hospital not on one-stop" }
why = { zh = "就诊时医院不在一站式名单上，却按一站式付给了医院。", en = "The hospital was not on the one-stop list when the patient was treated, but was paid as if it were." }
fix = { zh = "开通日期登记错的，更正结算单位登记表；否则作废后按手工报销付给本人。", en = "Correct the register of institutions, or withdraw the bill and pay the person by hand." }
detail = { zh = "{hospital} 发票 {invoice}：{treated_on} 就诊，开通日期 {since}", en = "{hospital}, invoice {invoice}: treated {treated_on}, one-stop since {since}" }
severity = "high"
group = "amounts"

[[example]]
name = "treated before the hospital was on one-stop"
given.institution_now = [{ name = "院", kind = "hospital", one_stop_since = "2020-06-01" }]
given.occasion = [{ id = 4, enrolment = 11, reference = "院 1", happened_on = "2020-05-14", institution = "院", facts = '{"invoice":"1"}' }]
given.paid_line = [{ person = 1, enrolment = 11, policy = "medical-aid", component = "院 1", occasion = 4, amount_fen = 75262 }]
expect = [{ person = 1, hospital = "院", since = "2020-06-01", amount_fen = 75262 }]

[[example]]
name = "after it, or paid to the person: silent"
given.institution_now = [{ name = "院", kind = "hospital", one_stop_since = "2020-05-14" }]
given.occasion = [
  { id = 4, enrolment = 11, reference = "院 1", happened_on = "2020-05-14", institution = "院", facts = '{"invoice":"1"}' },
  { id = 5, enrolment = 11, reference = "院 2", happened_on = "2020-04-14", institution = "", facts = '{"invoice":"2"}' },
]
given.paid_line = [{ person = 1, enrolment = 11, policy = "medical-aid", component = "院 1", occasion = 4, amount_fen = 75262 }, { person = 1, enrolment = 11, policy = "medical-aid", component = "院 2", occasion = 5, amount_fen = 75262 }]
expect = []
*/
SELECT p.person, p.enrolment, o.institution AS hospital, json_extract(o.facts, '$.invoice') AS invoice, o.happened_on AS treated_on,
       coalesce(i.one_stop_since, '—') AS since, SUM(p.amount_fen) AS amount_fen
FROM paid_line p
JOIN occasion o ON o.id = p.occasion AND o.institution <> ''
LEFT JOIN institution_now i ON i.name = o.institution
WHERE p.policy = 'medical-aid' AND o.happened_on < coalesce(i.one_stop_since, '9999')
GROUP BY p.enrolment, o.reference
HAVING SUM(p.amount_fen) > 0
ORDER BY p.enrolment, o.reference
