/*
code = "A01"
title = { zh = "去世后仍在发放", en = "Paid after death" }
why = { zh = "人已去世，次月起的定期待遇仍留在账上没有扣回。惠来县审计：2020年1月至2022年1月向118名已去世人员发放45.72万元，其中42人17.31万元到审计时仍未追回。去世当月照发，次月停发。", en = "A person died and regular money for later months is still in the ledger, not recovered. The audit of Huilai County found 118 dead people paid 457,200 yuan between January 2020 and January 2022, of which 173,100 yuan of 42 people was still out. The month of death is paid in full; payment stops with the next one." }
basis = ["伤残抚恤管理办法（退役军人事务部令第1号）第二十六条"]
fix = { zh = "核对死亡日期后重新计算当月：多发的月份会自动生成扣回，从丧葬补助或本人余款中抵扣，抵不完的列为应收。死亡日期有误的，更正死亡名单再导入。", en = "Check the date of death, then run the month again: the months paid too much become recoveries, set off or kept as a receivable. If the date is wrong, correct the list of deaths and import it again." }
detail = { zh = "{died_on} 去世，{first_month} 至 {last_month} 仍发 {months} 个月，未扣回 {amount} 元（{policy}）", en = "died {died_on}, still paid for {months} month(s) from {first_month} to {last_month}; {amount} yuan not recovered ({policy})" }
severity = "blocking"
group = "entitlement"
gate = true

[parameter.grace_months]
default = 0
zh = "去世当月之后还允许发放的月数"
en = "months after the month of death that may still be paid"

[[example]]
name = "died 2020-10-05 by the police and a clerk's word, paid through 2020-12: November and December are out (vector 37)"
given.death = [{ person = 1, source = "police", died_on = "2020-10-05" }, { person = 1, source = "village", died_on = "2020-10-07" }]
given.verdict = [{ verdict = 1, person = 1, evidence = "death:1:police:2020-10-05", decision = "confirmed" }]
given.paid_line = [
  { person = 1, enrolment = 11, policy = "war-test", month = "2020-10", component = "base", amount_fen = 70000 },
  { person = 1, enrolment = 11, policy = "war-test", month = "2020-11", component = "base", amount_fen = 70000 },
  { person = 1, enrolment = 11, policy = "war-test", month = "2020-12", component = "base", amount_fen = 70000 },
]
expect = [{ person = 1, enrolment = 11, first_month = "2020-11", last_month = "2020-12", months = 2, amount_fen = 140000 }]

[[example]]
name = "one month recovered, one still out: only the one counts, and a funeral grant is none of it"
given.death = [{ person = 1, source = "bureau", died_on = "2020-10-05" }]
given.paid_line = [
  { person = 1, enrolment = 11, policy = "war-test", month = "2020-11", component = "base", amount_fen = 70000 },
  { person = 1, enrolment = 11, policy = "war-test", month = "2020-12", component = "base", amount_fen = 70000 },
  { person = 1, enrolment = 11, policy = "war-test", month = "2020-12", component = "base", amount_fen = -70000 },
  { person = 1, enrolment = 11, policy = "war-test", month = "2020-12", component = "甲", occasion = 4, amount_fen = 420000 },
]
expect = [{ enrolment = 11, first_month = "2020-11", last_month = "2020-11", months = 1, amount_fen = 70000 }]

[[example]]
name = "in somebody else's list and not yet answered, or refused: a proposal is no death"
given.death = [{ person = 1, source = "police", died_on = "2020-10-05" }, { person = 2, source = "funeral", died_on = "2020-10-05" }]
given.verdict = [{ verdict = 1, person = 2, evidence = "death:2:funeral:2020-10-05", decision = "refused" }]
given.paid_line = [
  { person = 1, enrolment = 11, policy = "war-test", month = "2020-12", component = "base", amount_fen = 70000 },
  { person = 2, enrolment = 12, policy = "war-test", month = "2020-12", component = "base", amount_fen = 70000 },
]
expect = []

[[example]]
name = "everything recovered, the month of death itself, and the living: silent"
given.death = [{ person = 1, source = "bureau", died_on = "2020-10-31" }]
given.paid_line = [
  { person = 1, enrolment = 11, policy = "war-test", month = "2020-10", component = "base", amount_fen = 70000 },
  { person = 1, enrolment = 11, policy = "war-test", month = "2020-11", component = "base", amount_fen = 70000 },
  { person = 1, enrolment = 11, policy = "war-test", month = "2020-11", component = "base", amount_fen = -70000 },
  { person = 2, enrolment = 12, policy = "war-test", month = "2020-11", component = "base", amount_fen = 70000 },
]
expect = []
*/
WITH still_held AS (
  SELECT p.person, p.enrolment, p.policy, d.died_on, p.month, SUM(p.amount_fen) AS net_fen
  FROM paid_line p
  -- CROSS JOIN: one pass over the lines, the few dead looked up; the other way round never ends.
  CROSS JOIN death_best d ON d.person = p.person
  WHERE p.occasion IS NULL
    AND p.month > strftime('%Y-%m', d.died_on, 'start of month', printf('+%d months', :grace_months))
  GROUP BY p.enrolment, p.month
  HAVING SUM(p.amount_fen) > 0
)
SELECT person, enrolment, policy, died_on, MIN(month) AS first_month, MAX(month) AS last_month,
       COUNT(*) AS months, SUM(net_fen) AS amount_fen
FROM still_held
GROUP BY enrolment
ORDER BY enrolment
