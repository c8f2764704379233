/*
code = "B21"
title = { zh = "回盘与发出的款不符", en = "An answer that fits no payment" }
why = { zh = "银行的每一条结果都要对得上一笔发出的款，金额一分不差；对不上的结果不能算到账。", en = "Every answer of the bank belongs to one payment that was sent, to the fen; otherwise it proves nothing." }
fix = { zh = "不要封账。这是程序缺陷或有人绕过程序改过数据库：运行 vetctl journal verify，并报告维护者。", en = "Do not close. Either the program is at fault or somebody changed the database from outside: run vetctl journal verify and tell the maintainer." }
detail = { zh = "批次 {run}：回盘 {stated} 元，发出 {counted} 元（文件 {file} 第 {answer_row} 行）", en = "run {run}: the answer says {stated} yuan, sent were {counted} ({file}, row {answer_row})" }
severity = "blocking"
group = "amounts"

[[example]]
name = "another amount; nothing was sent to this person; a hospital that was sent less"
given.bank_answer = [
  { answer = 1, run = 1, person = 1, amount_fen = 101, file_name = "a.txt", row_no = 2 }, { answer = 2, run = 1, person = 2, amount_fen = 100, file_name = "a.txt", row_no = 3 },
  { answer = 3, run = 1, institution = "医院", amount_fen = 900, file_name = "a.txt", row_no = 4 },
]
given.payout = [{ run = 1, person = 1, net_fen = 100 }, { run = 1, person = 2, net_fen = 0 }]
given.remittance = [{ run = 1, institution = "医院", net_fen = 800 }]
expect = [
  { run = 1, person = 1, stated_fen = 101, counted_fen = 100, amount_fen = 1 }, { run = 1, person = 2, stated_fen = 100, counted_fen = 0 },
  { run = 1, institution = "医院", amount_fen = 100 },
]

[[example]]
name = "paid, then returned: silent"
given.bank_answer = [{ answer = 1, run = 1, person = 1, amount_fen = 100 }, { answer = 2, run = 1, person = 1, amount_fen = 100 }, { answer = 3, run = 1, institution = "医院", amount_fen = 800 }]
given.payout = [{ run = 1, person = 1, net_fen = 100 }]
given.remittance = [{ run = 1, institution = "医院", net_fen = 800 }]
expect = []
*/
SELECT a.run, a.person, a.institution, a.amount_fen AS stated_fen, coalesce(p.net_fen, m.net_fen, 0) AS counted_fen,
       abs(a.amount_fen - coalesce(p.net_fen, m.net_fen, 0)) AS amount_fen, a.file_name AS file, a.row_no AS answer_row
FROM bank_answer a
LEFT JOIN payout p ON p.run = a.run AND p.person = a.person
LEFT JOIN remittance m ON m.run = a.run AND m.institution = a.institution
WHERE a.amount_fen <> coalesce(p.net_fen, m.net_fen, 0)
ORDER BY a.answer
