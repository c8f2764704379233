/*
code = "A04"
title = { zh = "向在世人员发放丧葬补助", en = "Funeral grant for the living" }
why = { zh = "账上有丧葬补助，但没有任何来源登记此人去世：不是钱发错了人，就是死亡登记缺失而定期待遇还在发。", en = "A funeral grant is in the ledger although no source says the person died: either the money went to the wrong person, or the death is not recorded and regular money goes on." }
basis = ["军人抚恤优待条例（2011）第十九条、第二十八条"]
fix = { zh = "核实本人状况：已去世的，补登死亡名单；在世的，重新计算以扣回丧葬补助。", en = "Find out: if the person died, record the death; if alive, run the month again so that the grant is recovered." }
detail = { zh = "{deceased} 没有死亡登记，却发放丧葬补助 {amount} 元", en = "no death of {deceased} on record, but a funeral sum of {amount} yuan was paid" }
severity = "blocking"
group = "entitlement"
gate = true

[[example]]
name = "the sum of somebody nobody says is dead"
given.occasion = [{ id = 4, enrolment = 11, reference = "甲", about = 2 }]
given.paid_line = [{ person = 1, enrolment = 11, policy = "funeral", month = "2020-09", component = "甲", occasion = 4, amount_fen = 1539000 }]
given.profile_now = [{ person = 2, name = "甲" }]
expect = [{ person = 1, deceased = "甲", amount_fen = 1539000 }]

[[example]]
name = "a death on record, a sum that was taken back, another benefit: silent"
given.death = [{ person = 2, source = "bureau", died_on = "2020-09-02" }]
given.occasion = [{ id = 4, enrolment = 11, reference = "甲", about = 2 }, { id = 5, enrolment = 12, reference = "乙", about = 3 }, { id = 6, enrolment = 13, reference = "丙", about = 4 }]
given.paid_line = [
  { person = 1, enrolment = 11, policy = "funeral", month = "2020-09", component = "甲", occasion = 4, amount_fen = 1539000 },
  { person = 5, enrolment = 12, policy = "funeral", month = "2020-09", component = "乙", occasion = 5, amount_fen = 1539000 },
  { person = 5, enrolment = 12, policy = "funeral", month = "2020-09", component = "乙", occasion = 5, amount_fen = -1539000 },
  { person = 6, enrolment = 13, policy = "merit-award", month = "2020-09", component = "丙", occasion = 6, amount_fen = 100000 },
]
expect = []
*/
SELECT p.person, p.enrolment, p.policy, f.name AS deceased, MIN(p.month) AS month, SUM(p.amount_fen) AS amount_fen
FROM paid_line p
JOIN occasion o ON o.id = p.occasion
LEFT JOIN profile_now f ON f.person = o.about
WHERE p.policy = 'funeral' AND o.about NOT IN (SELECT person FROM death_best)
GROUP BY p.enrolment, o.reference
HAVING SUM(p.amount_fen) > 0
ORDER BY p.enrolment
