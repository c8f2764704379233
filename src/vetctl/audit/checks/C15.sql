/*
code = "C15"
title = { zh = "应收账一年没有动", en = "A debt asleep for a year" }
why = { zh = "多发的钱挂在账上，没有抵扣、没有退回、也没有约定，时间越长越追不回。惠来县审计时，42人17.31万元仍在外面。", en = "Money paid too much lies in the books: nothing set off, nothing paid back, nothing agreed. The longer, the less comes back. In the audit of Huilai County 173,100 yuan of 42 people was still out." }
fix = { zh = "送达告知书（vetctl payments debts statement），约定分期，或从丧葬补助抵扣；确实收不回的，经批准核销。", en = "Send a statement (vetctl payments debts statement), agree on instalments or set it against the funeral sum; what cannot be recovered is written off with approval." }
detail = { zh = "尚欠 {amount} 元，{last_on} 以后没有变动，已 {days} 天", en = "{amount} yuan owed, nothing since {last_on}, {days} days ago" }
severity = "medium"
group = "amounts"

[parameter.quiet_days]
default = 365
zh = "没有变动的天数"
en = "days without any movement"

[[example]]
name = "recovered in January 2020, nothing since; another paid something back in December"
given.parameters = { as_of = "2021-03-01" }
given.owed_now = [{ person = 1, balance_fen = 65000 }, { person = 2, balance_fen = 30000 }, { person = 3, balance_fen = 30000 }, { person = 4, balance_fen = 30000 }]
given.owed = [
  { run = 1, person = 1, change_fen = 65000 }, { run = 1, person = 2, change_fen = 40000 }, { run = 1, person = 3, change_fen = 30000 },
  { run = 1, person = 4, change_fen = 40000 },
]
given.run_state = [{ run = 1, as_of = "2020-01-20", state = "exported" }, { run = 2, as_of = "2020-09-20", state = "voided" }, { run = 3, as_of = "2020-10-20", state = "exported" }]
given.debt_entry = [{ person = 2, amount_fen = 10000, entered_on = "2020-12-03" }]
given.instalment = [{ person = 3, at = "2020-11-05T08:00:00Z" }]
given.settled_now = [{ run = 3, payee = 9, debtor = 4, amount_fen = 10000 }]
expect = [{ person = 1, last_on = "2020-01-20", days = 406, amount_fen = 65000 }]

[[example]]
name = "a year less a day: silent"
given.parameters = { as_of = "2021-01-19" }
given.owed_now = [{ person = 1, balance_fen = 65000 }]
given.owed = [{ run = 1, person = 1, change_fen = 65000 }]
given.run_state = [{ run = 1, as_of = "2020-01-20", state = "exported" }]
expect = []
*/
WITH moved AS (
  SELECT o.person, r.as_of AS moved_on FROM owed o JOIN run_state r ON r.run = o.run AND r.state <> 'voided'
  UNION ALL SELECT s.debtor, r.as_of FROM settled_now s JOIN run_state r ON r.run = s.run
  UNION ALL SELECT person, entered_on FROM debt_entry
  UNION ALL SELECT person, substr(at, 1, 10) FROM instalment
)
SELECT o.person, MAX(m.moved_on) AS last_on, CAST(julianday(:as_of) - julianday(MAX(m.moved_on)) AS INTEGER) AS days, o.balance_fen AS amount_fen
FROM owed_now o
JOIN moved m ON m.person = o.person
WHERE o.balance_fen > 0
GROUP BY o.person
HAVING julianday(:as_of) - julianday(MAX(m.moved_on)) > :quiet_days
ORDER BY o.person
