/*
code = "A04"
title = { zh = "向在世人员发放丧葬补助", en = "Funeral grant for the living" }
why = { zh = "账上有丧葬补助，但没有任何来源登记此人去世：不是钱发错了人，就是死亡登记缺失而定期待遇还在发。", en = "A funeral grant is in the ledger although no source says the person died: either the money went to the wrong person, or the death is not recorded and regular money goes on." }
basis = ["军人抚恤优待条例（2011）第十九条、第二十八条"]
fix = { zh = "核实本人状况：已去世的，补登死亡名单；在世的，重新计算以扣回丧葬补助。", en = "Find out: if the person died, record the death; if alive, run the month again so that the grant is recovered." }
detail = { zh = "没有死亡登记，却发放丧葬补助 {amount} 元（{policy}）", en = "no death on record, but a funeral grant of {amount} yuan was paid ({policy})" }
severity = "blocking"
group = "entitlement"
gate = true

[[example]]
name = "a grant without a death"
given.paid_line = [{ person = 1, enrolment = 11, policy = "survivors-pension", month = "2020-09", component = "funeral", amount_fen = 1539000 }]
expect = [{ person = 1, amount_fen = 1539000 }]

[[example]]
name = "a death on record, and a grant that was taken back: silent"
given.death = [{ person = 1, source = "police", died_on = "2020-09-02" }]
given.paid_line = [
  { person = 1, enrolment = 11, policy = "survivors-pension", month = "2020-09", component = "funeral", amount_fen = 1539000 },
  { person = 2, enrolment = 12, policy = "survivors-pension", month = "2020-09", component = "funeral", amount_fen = 1539000 },
  { person = 2, enrolment = 12, policy = "survivors-pension", month = "2020-09", component = "funeral", amount_fen = -1539000 },
  { person = 3, enrolment = 13, policy = "survivors-pension", month = "2020-09", component = "base", amount_fen = 256500 },
]
expect = []
*/
SELECT p.person, p.enrolment, p.policy, MIN(p.month) AS month, SUM(p.amount_fen) AS amount_fen
FROM paid_line p
WHERE p.component = 'funeral'
  AND p.person NOT IN (SELECT person FROM death_best)
GROUP BY p.enrolment
HAVING SUM(p.amount_fen) > 0
ORDER BY p.enrolment
