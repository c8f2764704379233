/*
code = "D01"
title = { zh = "去世后的医疗费", en = "Treatment after death" }
why = { zh = "入院或出院日期在死亡日期之后的结算单：冒名就医，或死亡日期登记错误。", en = "A hospital bill dated after the death: somebody else was treated, or the day of death is wrong." }
fix = { zh = "核对就诊人和死亡证明；冒名的，把这一行作废，向医院追回。", en = "Compare patient and certificate; withdraw the row and claim the money back from the hospital." }
detail = { zh = "{hospital} 发票 {invoice}：{treated_on} 就诊，{died_on} 已去世", en = "{hospital}, invoice {invoice}: treated {treated_on}, died {died_on}" }
severity = "blocking"
group = "entitlement"
gate = true

[[example]]
name = "discharged after the death"
given.death = [{ person = 1, source = "bureau", died_on = "2020-05-02" }]
given.occasion = [{ id = 4, enrolment = 11, reference = "院 1", happened_on = "2020-05-14", facts = '{"hospital":"院","invoice":"1","admitted_on":"2020-05-06"}' }]
given.paid_line = [{ person = 1, enrolment = 11, policy = "medical-aid", component = "院 1", occasion = 4, amount_fen = 75262 }]
expect = [{ person = 1, hospital = "院", invoice = "1", treated_on = "2020-05-14", amount_fen = 75262 }]

[[example]]
name = "died in hospital, taken back: silent"
given.death = [{ person = 1, source = "bureau", died_on = "2020-05-14" }, { person = 2, source = "bureau", died_on = "2020-05-01" }]
given.occasion = [
  { id = 4, enrolment = 11, reference = "院 1", happened_on = "2020-05-14", facts = '{"hospital":"院","invoice":"1","admitted_on":"2020-05-06"}' },
  { id = 5, enrolment = 12, reference = "院 2", happened_on = "2020-05-14", facts = '{"hospital":"院","invoice":"2","admitted_on":"2020-05-06"}' },
]
given.paid_line = [
  { person = 1, enrolment = 11, policy = "medical-aid", component = "院 1", occasion = 4, amount_fen = 75262 },
  { person = 2, enrolment = 12, policy = "medical-aid", component = "院 2", occasion = 5, amount_fen = 75262 }, { person = 2, enrolment = 12, policy = "medical-aid", component = "院 2", occasion = 5, amount_fen = -75262 },
]
expect = []
*/
SELECT p.person, p.enrolment, json_extract(o.facts, '$.hospital') AS hospital, json_extract(o.facts, '$.invoice') AS invoice,
       o.happened_on AS treated_on, d.died_on, SUM(p.amount_fen) AS amount_fen
FROM paid_line p
CROSS JOIN occasion o ON o.id = p.occasion   -- first: most lines are none of an occasion
CROSS JOIN death_best d ON d.person = p.person
WHERE p.policy = 'medical-aid' AND o.happened_on > d.died_on
GROUP BY p.enrolment, o.reference
HAVING SUM(p.amount_fen) > 0
ORDER BY p.enrolment, o.reference
