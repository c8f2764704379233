/*
code = "B20"
title = { zh = "封账月份收支不平", en = "A closed month that does not balance" }
why = { zh = "封了账的月份，发出的每一分都要有银行的结果：发出＝到账＋失败＋退汇，也要等于封账时记下的数。", en = "In a closed month every fen that was sent has an answer: sent = paid + failed + returned, and it is what the closing says." }
fix = { zh = "不要再发放。这是程序缺陷或有人绕过程序改过数据库：运行 vetctl journal verify，并报告维护者。", en = "Do not pay. Either the program is at fault or somebody changed the database from outside: run vetctl journal verify and tell the maintainer." }
detail = { zh = "{month} {reason}：记为 {stated} 元，实为 {counted} 元", en = "{month}, {reason}: stated {stated} yuan, counted {counted}" }
severity = "blocking"
group = "amounts"

[words.reason]
open = { zh = "已封账但有款没有回盘", en = "closed, but payments have no answer" }
sent = { zh = "封账时的发出金额不对", en = "the sum sent differs from the closing" }

[[example]]
name = "a payment without answer; a sum that was never sent"
given.closed_month = [{ month = "2020-01", sent_fen = 300 }, { month = "2020-02", sent_fen = 99 }]
given.sent_payment = [
  { run = 1, month = "2020-01", reference = "A", amount_fen = 100, outcome = "paid" }, { run = 1, month = "2020-01", reference = "B", amount_fen = 200 },
  { run = 2, month = "2020-02", reference = "C", amount_fen = 100, outcome = "returned" },
]
expect = [
  { month = "2020-01", reason = "open", stated_fen = 300, counted_fen = 100, amount_fen = 200 },
  { month = "2020-02", reason = "sent", stated_fen = 99, counted_fen = 100, amount_fen = 1 },
]

[[example]]
name = "all answered; a month in which everybody was held; one that is not closed: silent"
given.closed_month = [{ month = "2020-01", sent_fen = 300 }, { month = "2020-02", sent_fen = 0 }]
given.sent_payment = [
  { run = 1, month = "2020-01", reference = "A", amount_fen = 100, outcome = "paid" }, { run = 1, month = "2020-01", reference = "B", amount_fen = 200, outcome = "failed" },
  { run = 3, month = "2020-03", reference = "D", amount_fen = 100 },
]
expect = []
*/
WITH month AS (
  SELECT c.month, c.sent_fen AS stated_fen, coalesce(SUM(s.sent_fen), 0) AS sent_fen,
         coalesce(SUM(s.paid_fen + s.failed_fen + s.returned_fen), 0) AS answered_fen
  FROM closed_month c
  LEFT JOIN settlement s ON s.month = c.month
  GROUP BY c.month
)
SELECT month, 'open' AS reason, sent_fen AS stated_fen, answered_fen AS counted_fen, abs(sent_fen - answered_fen) AS amount_fen
FROM month WHERE sent_fen <> answered_fen
UNION ALL
SELECT month, 'sent', stated_fen, sent_fen, abs(stated_fen - sent_fen) FROM month WHERE stated_fen <> sent_fen
ORDER BY 1, 2
