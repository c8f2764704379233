/*
code = "B25"
title = { zh = "退汇与台账不一致", en = "Returns and ledger disagree" }
why = { zh = "退回来的款，那一批里发给这个人的每一行都不再算已付（扣回的行照旧）；多算一行就少重发，少算一行就多重发。", en = "Of a payment that came back every line that paid the payee leaves the ledger (recoveries stand), and no other line does: one too many pays twice, one too few never." }
fix = { zh = "不要发放。这是程序缺陷或有人绕过程序改过数据库：运行 vetctl journal verify，并报告维护者。", en = "Do not pay. Either the program is at fault or somebody changed the database from outside: run vetctl journal verify and tell the maintainer." }
detail = { zh = "批次 {run} {month}：{reason}，{amount} 元", en = "run {run}, {month}: {reason}, {amount} yuan" }
severity = "blocking"
group = "system"

[words.reason]
counts = { zh = "款已退回，这一行还算已付", en = "the payment came back, this line still counts as paid" }
lost = { zh = "没有退汇，这一行却不算已付", en = "nothing came back, yet this line does not count as paid" }

[[example]]
name = "one line forgotten, one taken out for nothing; a hospital's line is not the person's"
given.bank_answer = [{ answer = 1, run = 1, person = 1, outcome = "failed" }, { answer = 2, run = 1, person = 2, outcome = "paid" }]
given.returned_line = [{ line = 1, answer = 1 }, { line = 4, answer = 2 }]
given.line = [
  { line = 1, run = 1, enrolment = 11, month = "2020-01", amount_fen = 100 }, { line = 2, run = 1, enrolment = 11, month = "2019-12", amount_fen = 30 },
  { line = 3, run = 1, enrolment = 12, month = "2020-01", amount_fen = 500, occasion = 7 }, { line = 4, run = 1, enrolment = 13, month = "2020-01", amount_fen = 70 },
]
given.enrolment = [{ enrolment = 11, person = 1 }, { enrolment = 12, person = 1 }, { enrolment = 13, person = 2 }]
given.occasion = [{ id = 7, institution = "医院" }]
expect = [
  { run = 1, person = 1, month = "2019-12", reason = "counts", amount_fen = 30 }, { run = 1, person = 2, month = "2020-01", reason = "lost", amount_fen = 70 },
]

[[example]]
name = "a person's and a hospital's payment, both with all their lines, the person's recovery standing: silent"
given.bank_answer = [
  { answer = 1, run = 1, person = 1, outcome = "paid" }, { answer = 2, run = 1, person = 1, outcome = "returned" }, { answer = 3, run = 1, institution = "医院", outcome = "failed" },
]
given.returned_line = [{ line = 1, answer = 2 }, { line = 3, answer = 3 }]
given.line = [
  { line = 5, run = 1, enrolment = 11, month = "2019-12", amount_fen = -20 },
  { line = 1, run = 1, enrolment = 11, month = "2020-01", amount_fen = 100 }, { line = 3, run = 1, enrolment = 12, month = "2020-01", amount_fen = 500, occasion = 7 },
  { line = 4, run = 2, enrolment = 11, month = "2020-02", amount_fen = 100 },
]
given.enrolment = [{ enrolment = 11, person = 1 }, { enrolment = 12, person = 1 }]
given.occasion = [{ id = 7, institution = "医院" }]
expect = []
*/
WITH back AS (
  SELECT DISTINCT run, person, institution FROM bank_answer WHERE outcome IN ('failed', 'returned')
),
owner AS (
  -- Who a line was paid to: the institution of its occasion, else the person.
  SELECT l.line, l.run, l.month, l.amount_fen, e.person, o.institution
  FROM line l
  JOIN enrolment e ON e.enrolment = l.enrolment
  LEFT JOIN occasion o ON o.id = l.occasion AND o.institution <> ''
  WHERE l.run IN (SELECT run FROM back) OR l.line IN (SELECT line FROM returned_line)
),
judged AS (
  SELECT w.*, EXISTS (SELECT 1 FROM back b WHERE b.run = w.run AND CASE WHEN w.institution IS NULL THEN b.person = w.person AND w.amount_fen > 0 ELSE b.institution = w.institution END) AS came_back,
         EXISTS (SELECT 1 FROM returned_line r WHERE r.line = w.line) AS taken_out
  FROM owner w
)
SELECT run, month, person, institution, CASE WHEN came_back THEN 'counts' ELSE 'lost' END AS reason, amount_fen
FROM judged
WHERE came_back <> taken_out
ORDER BY run, line
