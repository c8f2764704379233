/*
code = "C09"
title = { zh = "丧葬补助抵扣超过补助本身", en = "More settled than the funeral sum" }
why = { zh = "丧葬补助只能抵扣因其去世的那个人的多发款，最多抵到补助本身；抵多了，等于让家属替人还债。", en = "A funeral sum is set against what the deceased was overpaid, up to the sum itself; more than that makes the family pay another's debt." }
fix = { zh = "不要发放。这是程序缺陷或有人绕过程序改过数据库：运行 vetctl journal verify，并报告维护者。", en = "Do not pay. Either the program is at fault or somebody changed the database from outside: run vetctl journal verify and tell the maintainer." }
detail = { zh = "丧葬补助 {granted} 元，抵扣了 {amount} 元", en = "funeral sum {granted} yuan, {amount} yuan settled from it" }
severity = "blocking"
group = "amounts"

[[example]]
name = "1,000 granted, 1,200 settled"
given.occasion = [{ id = 5, enrolment = 11, about = 2, institution = "" }]
given.enrolment = [{ enrolment = 11, person = 1, policy = "funeral" }]
given.ledger = [{ line = 1, run = 1, enrolment = 11, occasion = 5, amount_fen = 100000 }]
given.settled_for = [{ run = 1, payee = 1, debtor = 2, amount_fen = 120000 }]
expect = [{ person = 1, granted = "1000.00", amount_fen = 120000 }]

[[example]]
name = "settled and, when the sum was lowered, handed back; a payment that came back: silent"
given.occasion = [{ id = 5, enrolment = 11, about = 2, institution = "" }, { id = 6, enrolment = 12, about = 4, institution = "" }]
given.enrolment = [{ enrolment = 11, person = 1, policy = "funeral" }, { enrolment = 12, person = 3, policy = "funeral" }]
given.ledger = [{ line = 1, run = 1, enrolment = 11, occasion = 5, amount_fen = 100000 }, { line = 2, run = 2, enrolment = 11, occasion = 5, amount_fen = -40000 }]
given.settled_for = [
  { run = 1, payee = 1, debtor = 2, amount_fen = 100000 }, { run = 2, payee = 1, debtor = 2, amount_fen = -40000 }, { run = 1, payee = 3, debtor = 4, amount_fen = 5000 },
]
given.bank_answer = [{ answer = 1, run = 1, person = 3, outcome = "returned" }]
expect = []
*/
WITH settled AS (
  SELECT payee, debtor, SUM(amount_fen) AS fen FROM settled_now GROUP BY payee, debtor
)
SELECT person, debtor, printf('%d.%02d', granted_fen / 100, granted_fen % 100) AS granted, fen AS amount_fen
FROM (SELECT s.payee AS person, s.debtor, s.fen,
             coalesce((SELECT SUM(l.amount_fen) FROM enrolment e
                       JOIN occasion o ON o.enrolment = e.enrolment AND o.about = s.debtor
                       JOIN ledger l ON l.enrolment = e.enrolment AND l.occasion = o.id
                       WHERE e.person = s.payee), 0) AS granted_fen
      FROM settled s)
WHERE fen > granted_fen
ORDER BY person, debtor
