/*
code = "B24"
title = { zh = "封账后又有退汇", en = "Came back after the month was closed" }
why = { zh = "封账时说到账的钱又退了回来：封账的数不再对，这个月要重新看一遍。", en = "Money that the closing counts as paid came back: its figures no longer hold, and the month must be looked at again." }
fix = { zh = "由另一个人重新开账（vetctl payments reopen），核对后再封（vetctl payments close）。钱在下一次计算时重发。", en = "Somebody else opens the month (vetctl payments reopen), then it is closed again. The next run pays the money again." }
detail = { zh = "{month}（批次 {run}）封账后，{amount} 元于 {answered_on} 退回：{reason}", en = "{month} (run {run}): {amount} yuan came back on {answered_on}, after the month was closed: {reason}" }
severity = "medium"
group = "amounts"

[[example]]
name = "returned after the closing"
given.closed_month = [{ month = "2020-01", event = 7 }]
given.sent_payment = [{ run = 1, month = "2020-01", person = 1, reference = "A", amount_fen = 100, outcome = "returned", event = 9, answered_on = "2020-03-05", reason = "已销户" }]
expect = [{ run = 1, month = "2020-01", person = 1, amount_fen = 100, answered_on = "2020-03-05" }]

[[example]]
name = "returned before it; closed again since; not closed: silent"
given.closed_month = [{ month = "2020-01", event = 10 }]
given.sent_payment = [
  { run = 1, month = "2020-01", person = 1, reference = "A", amount_fen = 100, outcome = "returned", event = 9 },
  { run = 2, month = "2020-02", person = 1, reference = "B", amount_fen = 100, outcome = "returned", event = 12 },
]
expect = []
*/
SELECT p.run, p.month, p.person, p.institution, p.amount_fen, p.answered_on, p.reason
FROM sent_payment p
JOIN closed_month c ON c.month = p.month AND p.event > c.event
WHERE p.outcome IN ('failed', 'returned')
ORDER BY p.run, p.reference
