/*
code = "C07"
title = { zh = "同一月份多发", en = "More paid for a month than is due" }
why = { zh = "同一人同一待遇同一月份，各批次发出的合计超过了最近一次算出的应发：补发重复，或旧月份再次导入发放。", en = "For one person, benefit and month the runs together paid more than was due when last worked out: arrears twice, or an old month paid again." }
fix = { zh = "不要发放；作废草稿后重新计算。已经发出的，重新计算会自动扣回。", en = "Do not pay; void the draft and calculate again. What has left is recovered by running the month again." }
detail = { zh = "{policy} {month}：应发 {due} 元，已发合计 {total} 元", en = "{policy} {month}: {due} yuan due, {total} yuan paid together" }
severity = "blocking"
group = "amounts"
gate = true

[parameter.gate]
default = 0
zh = "1 表示发放前核查"
en = "1 while a run is being controlled"

[[example]]
name = "the difference of August is paid by run 9 and again by run 10"
given.line = [
  { line = 1, run = 8, month = "2020-08", enrolment = 11, component = "base", amount_fen = 65000 },
  { line = 2, run = 9, month = "2020-08", enrolment = 11, component = "base", amount_fen = 5000 },
  { line = 3, run = 10, month = "2020-08", enrolment = 11, component = "base", amount_fen = 5000 },
]
given.paid_line = [
  { line = 1, run = 8, month = "2020-08", person = 1, enrolment = 11, policy = "war-test", component = "base", amount_fen = 65000, due_fen = 65000 },
  { line = 2, run = 9, month = "2020-08", person = 1, enrolment = 11, policy = "war-test", component = "base", amount_fen = 5000, due_fen = 70000 },
  { line = 3, run = 10, month = "2020-08", person = 1, enrolment = 11, policy = "war-test", component = "base", amount_fen = 5000, due_fen = 70000 },
]
expect = [{ person = 1, run = 10, month = "2020-08", due_fen = 70000, total_fen = 75000, amount_fen = 5000 }]

[[example]]
name = "arrears once, an overpayment taken back, and a voided run: silent"
given.run_step = [{ run = 9, step = "voided" }]
given.line = [
  { line = 1, run = 8, month = "2020-08", enrolment = 11, component = "base", amount_fen = 65000 },
  { line = 2, run = 9, month = "2020-08", enrolment = 11, component = "base", amount_fen = 5000 },
  { line = 3, run = 10, month = "2020-08", enrolment = 11, component = "base", amount_fen = 5000 },
  { line = 4, run = 8, month = "2020-08", enrolment = 12, component = "base", amount_fen = 99000 },
  { line = 5, run = 10, month = "2020-08", enrolment = 12, component = "base", amount_fen = -34000 },
]
given.paid_line = [
  { line = 1, run = 8, month = "2020-08", person = 1, enrolment = 11, policy = "war-test", component = "base", amount_fen = 65000, due_fen = 65000 },
  { line = 3, run = 10, month = "2020-08", person = 1, enrolment = 11, policy = "war-test", component = "base", amount_fen = 5000, due_fen = 70000 },
  { line = 4, run = 8, month = "2020-08", person = 2, enrolment = 12, policy = "war-test", component = "base", amount_fen = 99000, due_fen = 65000 },
  { line = 5, run = 10, month = "2020-08", person = 2, enrolment = 12, policy = "war-test", component = "base", amount_fen = -34000, due_fen = 65000 },
]
expect = []
*/
WITH together AS (
  -- Only the newest line of a month is judged: an older one may have been put right since.
  SELECT p.line, p.run, p.month, p.person, p.enrolment, p.policy, p.component, p.due_fen,
         p.amount_fen + coalesce((SELECT SUM(l.amount_fen) FROM ledger l
                                  WHERE l.month = p.month AND l.enrolment = p.enrolment AND l.component = p.component
                                    AND l.run < p.run), 0) AS total_fen
  FROM paid_line p
  WHERE :gate OR NOT EXISTS (SELECT 1 FROM ledger n
                    WHERE n.month = p.month AND n.enrolment = p.enrolment AND n.component = p.component AND n.run > p.run)
)
SELECT person, enrolment, policy, run, month, due_fen, total_fen, total_fen - due_fen AS amount_fen
FROM together
WHERE total_fen > due_fen
ORDER BY line
