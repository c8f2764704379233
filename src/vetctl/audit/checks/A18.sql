/*
code = "A18"
title = { zh = "一次性款项发给已去世的人", en = "A one-off sum to somebody dead" }
why = { zh = "批准发放时领款人已经去世：钱进了死者的账户。付给医院和经办机构的不在此列。", en = "The payee was dead when the sum was decided: the money goes to a dead person's account. What goes to institutions is none of it." }
fix = { zh = "把这一行“是否作废”填“是”再导入；应由其他近亲属申领的，另填一行。", en = "Withdraw the row; another relative may apply." }
detail = { zh = "{policy}：{died_on} 去世，{decided_on} 批准，已发 {amount} 元", en = "{policy}: died {died_on}, decided {decided_on}, {amount} yuan paid" }
severity = "blocking"
group = "entitlement"
gate = true

[[example]]
name = "decided after the death"
given.death = [{ person = 1, source = "family", died_on = "2020-05-02" }]
given.occasion = [{ id = 4, enrolment = 11, reference = "甲", decided_on = "2020-06-20", institution = "" }]
given.paid_line = [{ person = 1, enrolment = 11, policy = "hardship-aid", month = "2020-06", component = "甲", occasion = 4, amount_fen = 500000 }]
expect = [{ person = 1, died_on = "2020-05-02", decided_on = "2020-06-20", amount_fen = 500000 }]

[[example]]
name = "decided before the death, paid to a hospital, taken back: silent"
given.death = [{ person = 1, source = "family", died_on = "2020-05-02" }]
given.occasion = [
  { id = 4, enrolment = 11, reference = "甲", decided_on = "2020-04-20", institution = "" }, { id = 5, enrolment = 12, reference = "院 1", decided_on = "2020-06-20", institution = "院" },
  { id = 6, enrolment = 11, reference = "乙", decided_on = "2020-06-20", institution = "" },
]
given.paid_line = [
  { person = 1, enrolment = 11, policy = "hardship-aid", month = "2020-04", component = "甲", occasion = 4, amount_fen = 500000 },
  { person = 1, enrolment = 12, policy = "medical-aid", month = "2020-06", component = "院 1", occasion = 5, amount_fen = 500000 },
  { person = 1, enrolment = 11, policy = "hardship-aid", month = "2020-06", component = "乙", occasion = 6, amount_fen = 500000 },
  { person = 1, enrolment = 11, policy = "hardship-aid", month = "2020-06", component = "乙", occasion = 6, amount_fen = -500000 },
]
expect = []
*/
SELECT p.person, p.enrolment, p.policy, d.died_on, o.decided_on, SUM(p.amount_fen) AS amount_fen
FROM paid_line p
CROSS JOIN occasion o ON o.id = p.occasion   -- first: most lines are none of an occasion
CROSS JOIN death_best d ON d.person = p.person
WHERE o.institution = '' AND o.decided_on > d.died_on
GROUP BY p.enrolment, o.reference
HAVING SUM(p.amount_fen) > 0
ORDER BY p.enrolment, o.reference
