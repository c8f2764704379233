/*
code = "C16"
title = { zh = "核销之后又补发同一个月", en = "Back-pay for a month that was written off" }
why = { zh = "多发的款项核销后，又查明那几个月本来应发，程序按应发补发，等于发了两次：当时的没有退，现在又补。", en = "A debt was written off, then the months turned out to be due after all and were paid: the first payment was never given back, so the person has them twice." }
fix = { zh = "与本人核对，把核销的部分登记为应退：撤回补发所依据的变更，或请本人退回后登记 vetctl payments debts repay。", en = "Settle it with the person: take back the change the back-pay rests on, or have it paid back." }
detail = { zh = "核销 {written_off} 元之后，又为已扣回的月份补发 {amount} 元（{first_month} 至 {last_month}）", en = "after {written_off} yuan were written off, {amount} yuan were paid for recovered months ({first_month} to {last_month})" }
severity = "high"
group = "amounts"

[[example]]
name = "recovered by run 3, written off at event 20, paid again by run 5"
given.run = [{ run = 3, seen_event = 10 }, { run = 5, seen_event = 30 }]
given.debt_entry = [{ person = 1, kind = "written-off", amount_fen = 130000, event = 20 }]
given.enrolment = [{ enrolment = 11, person = 1, policy = "war-test" }]
given.ledger = [
  { line = 1, run = 3, enrolment = 11, month = "2020-04", component = "base", amount_fen = -65000 },
  { line = 2, run = 5, enrolment = 11, month = "2020-04", component = "base", amount_fen = 65000 },
  { line = 3, run = 5, enrolment = 11, month = "2020-05", component = "base", amount_fen = 65000 },
]
expect = [{ person = 1, first_month = "2020-04", last_month = "2020-04", amount_fen = 65000, written_off = "1300.00" }]

[[example]]
name = "paid back by hand, then paid again: silent"
given.run = [{ run = 3, seen_event = 10 }, { run = 5, seen_event = 30 }]
given.debt_entry = [{ person = 1, kind = "repaid", amount_fen = 65000, event = 20 }]
given.enrolment = [{ enrolment = 11, person = 1, policy = "war-test" }]
given.ledger = [
  { line = 1, run = 3, enrolment = 11, month = "2020-04", component = "base", amount_fen = -65000 },
  { line = 2, run = 5, enrolment = 11, month = "2020-04", component = "base", amount_fen = 65000 },
]
expect = []
*/
WITH forgiven AS (
  SELECT person, SUM(amount_fen) AS fen, MIN(event) AS event FROM debt_entry WHERE kind = 'written-off' GROUP BY person
),
again AS (
  SELECT f.person, f.fen AS forgiven_fen, l.month, l.amount_fen
  FROM forgiven f
  JOIN enrolment e ON e.person = f.person
  JOIN ledger l ON l.enrolment = e.enrolment AND l.amount_fen > 0
  JOIN run r ON r.run = l.run AND r.seen_event >= f.event
  WHERE EXISTS (SELECT 1 FROM ledger b JOIN run q ON q.run = b.run AND q.seen_event < f.event
                WHERE b.month = l.month AND b.enrolment = l.enrolment AND b.component = l.component AND b.amount_fen < 0)
)
SELECT person, MIN(month) AS first_month, MAX(month) AS last_month, printf('%d.%02d', forgiven_fen / 100, forgiven_fen % 100) AS written_off,
       MIN(SUM(amount_fen), forgiven_fen) AS amount_fen
FROM again
GROUP BY person
ORDER BY person
