/*
code = "B22"
title = { zh = "同一笔款退回两次或退后又成功", en = "A payment that came back twice, or arrived after it came back" }
why = { zh = "一笔款退回后已经重发；再退一次会重发两次，又说成功会付两次。", en = "What came back is paid again; a second return would pay it twice more, a success after it means twice paid." }
fix = { zh = "请银行书面说明实际情况。付了两次的登记追回；库里怎么会有这样的记录，请报告维护者。", en = "Ask the bank in writing. What was paid twice is claimed back; tell the maintainer how such a record came in." }
detail = { zh = "批次 {run} {reason}：{amount} 元，{last_on}", en = "run {run}, {reason}: {amount} yuan, {last_on}" }
severity = "high"
group = "amounts"

[words.reason]
twice = { zh = "退回两次", en = "came back twice" }
success = { zh = "退回后又说成功", en = "success after it came back" }

[[example]]
name = "failed and returned; success after a failure"
given.bank_answer = [
  { answer = 1, run = 1, person = 1, outcome = "failed", amount_fen = 100, answered_on = "2020-01-25" },
  { answer = 2, run = 1, person = 1, outcome = "returned", amount_fen = 100, answered_on = "2020-02-25" },
  { answer = 3, run = 1, person = 2, outcome = "failed", amount_fen = 200, answered_on = "2020-01-25" },
  { answer = 4, run = 1, person = 2, outcome = "paid", amount_fen = 200, answered_on = "2020-01-26" },
]
expect = [
  { run = 1, person = 1, reason = "twice", amount_fen = 100, last_on = "2020-02-25" },
  { run = 1, person = 2, reason = "success", amount_fen = 200, last_on = "2020-01-26" },
]

[[example]]
name = "success, then a late return; a second payment that failed too: silent"
given.bank_answer = [
  { answer = 1, run = 1, person = 1, outcome = "paid", amount_fen = 100, answered_on = "2020-01-25" },
  { answer = 2, run = 1, person = 1, outcome = "returned", amount_fen = 100, answered_on = "2020-02-25" },
  { answer = 3, run = 2, person = 1, outcome = "failed", amount_fen = 200, answered_on = "2020-02-25" },
]
expect = []
*/
SELECT a.run, a.person, a.institution, CASE WHEN b.outcome = 'paid' THEN 'success' ELSE 'twice' END AS reason, b.amount_fen, MAX(b.answered_on) AS last_on
FROM bank_answer a
JOIN bank_answer b ON b.run = a.run AND b.person IS a.person AND b.institution IS a.institution AND b.answer > a.answer
WHERE a.outcome IN ('failed', 'returned')
GROUP BY a.run, a.person, a.institution, 4
ORDER BY a.run, a.person, a.institution
