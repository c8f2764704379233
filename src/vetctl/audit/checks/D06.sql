/*
code = "D06"
title = { zh = "医院垫付与核定不符", en = "Advanced by the hospital, not as worked out" }
why = { zh = "医院结算时替本局减去的金额，与按规则算出并支付的不同：医院程序的比例过时，或结算单有误。", en = "What the hospital took off for this bureau is not what the rules give: its rates are out of date, or the statement is wrong." }
fix = { zh = "把差额告知医院，按核定金额对账；规则有误的更正规则，差额自动补扣。", en = "Settle the difference with the hospital; if the rule is wrong, correct it and the difference follows." }
detail = { zh = "{hospital} 发票 {invoice}：医院垫付 {advanced} 元，核定 {worked} 元", en = "{hospital}, invoice {invoice}: advanced {advanced} yuan, worked out {worked}" }
severity = "medium"
group = "amounts"

[[example]]
name = "the hospital took off more"
given.occasion_now = [{ id = 4, enrolment = 11, reference = "院 1", facts = '{"hospital":"院","invoice":"1","advanced_fen":80000}' }]
given.occasion = [{ id = 4, enrolment = 11, reference = "院 1" }]
given.enrolment = [{ enrolment = 11, person = 1, policy = "medical-aid" }]
given.paid_line = [{ person = 1, enrolment = 11, policy = "medical-aid", component = "院 1", occasion = 4, amount_fen = 75262 }]
expect = [{ person = 1, invoice = "1", advanced_fen = 80000, worked_fen = 75262, amount_fen = 4738 }]

[[example]]
name = "the same, nothing stated, or not yet paid: silent"
given.occasion_now = [
  { id = 4, enrolment = 11, reference = "院 1", facts = '{"hospital":"院","invoice":"1","advanced_fen":75262}' }, { id = 5, enrolment = 11, reference = "院 2", facts = '{"hospital":"院","invoice":"2"}' },
  { id = 6, enrolment = 11, reference = "院 3", facts = '{"hospital":"院","invoice":"3","advanced_fen":1}' },
]
given.occasion = [{ id = 4, enrolment = 11, reference = "院 1" }, { id = 5, enrolment = 11, reference = "院 2" }]
given.enrolment = [{ enrolment = 11, person = 1, policy = "medical-aid" }]
given.paid_line = [
  { person = 1, enrolment = 11, policy = "medical-aid", component = "院 1", occasion = 4, amount_fen = 70000 }, { person = 1, enrolment = 11, policy = "medical-aid", component = "院 1:2", occasion = 4, amount_fen = 5262 },
  { person = 1, enrolment = 11, policy = "medical-aid", component = "院 2", occasion = 5, amount_fen = 75262 },
]
expect = []
*/
WITH worked AS (
  SELECT o.enrolment, o.reference, SUM(p.amount_fen) AS fen
  FROM paid_line p JOIN occasion o ON o.id = p.occasion
  WHERE p.policy = 'medical-aid'
  GROUP BY o.enrolment, o.reference
)
SELECT e.person, o.enrolment, json_extract(o.facts, '$.hospital') AS hospital, json_extract(o.facts, '$.invoice') AS invoice,
       json_extract(o.facts, '$.advanced_fen') AS advanced_fen, w.fen AS worked_fen, abs(json_extract(o.facts, '$.advanced_fen') - w.fen) AS amount_fen,
       o.added_by AS batch, o.sheet, o.row_no
FROM occasion_now o
JOIN enrolment e ON e.enrolment = o.enrolment AND e.policy = 'medical-aid'
JOIN worked w ON w.enrolment = o.enrolment AND w.reference = o.reference
WHERE json_extract(o.facts, '$.advanced_fen') <> w.fen AND json_extract(o.facts, '$.withdrawn') IS NOT 1
ORDER BY o.enrolment, o.reference
