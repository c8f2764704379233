/*
code = "B08"
title = { zh = "发放前集中改账号", en = "Accounts changed shortly before payment" }
why = { zh = "发放前几天，一个经办人把多人的账号改了，钱就进了新账号：可能是换卡，也可能是把钱转到别处。", en = "A few days before a payment one clerk changed the accounts of several people and the money went to the new ones: new cards, or money led elsewhere." }
fix = { zh = "逐人与银行卡复印件核对，或电话回访本人；另一人复核后留存。", en = "Compare each with a copy of the card or call the person; have somebody else check and keep the record." }
detail = { zh = "批次 {run}：{actor} 在发放前 {days} 天内改了 {people} 人的账号，共发 {amount} 元", en = "run {run}: {actor} changed the accounts of {people} people within {days} days of it; {amount} yuan were paid to them" }
severity = "medium"
group = "identity"

[parameter.change_days]
default = 7
zh = "发放前的天数"
en = "days before the payment"
[parameter.change_people]
default = 5
zh = "改动的人数"
en = "people whose account was changed"

[[example]]
name = "two changed two days before, the limit set to two; a first account is no change"
given.parameters = { change_people = 2 }
given.run_state = [{ run = 8, month = "2020-08", state = "exported", as_of = "2020-08-20" }]
given.batch = [{ batch = 5, actor = "王经办", received_on = "2020-08-18" }, { batch = 1, actor = "王经办", received_on = "2020-01-05" }]
given.account = [
  { id = 1, person = 1, number = "1", added_by = 1, ended_by = 5 }, { id = 2, person = 1, number = "2", added_by = 5 },
  { id = 3, person = 2, number = "3", added_by = 1, ended_by = 5 }, { id = 4, person = 2, number = "4", added_by = 5 },
  { id = 5, person = 3, number = "5", added_by = 5 },
]
given.payout = [{ run = 8, person = 1, net_fen = 60000, account = 2 }, { run = 8, person = 2, net_fen = 50000, account = 4 }, { run = 8, person = 3, net_fen = 50000, account = 5 }]
expect = [{ run = 8, actor = "王经办", people = 2, amount_fen = 110000 }]

[[example]]
name = "changed a month before: silent"
given.parameters = { change_people = 1 }
given.run_state = [{ run = 8, month = "2020-08", state = "exported", as_of = "2020-08-20" }]
given.batch = [{ batch = 5, actor = "王经办", received_on = "2020-07-18" }]
given.account = [{ id = 1, person = 1, number = "1", added_by = 1, ended_by = 5 }, { id = 2, person = 1, number = "2", added_by = 5 }]
given.payout = [{ run = 8, person = 1, net_fen = 60000, account = 2 }]
expect = []
*/
WITH changed AS MATERIALIZED (
  -- Few accounts take the place of another, so these are found first and then looked for among the payments.
  SELECT DISTINCT a.id, a.person, a.added_by
  FROM account o
  JOIN account a ON a.person = o.person AND a.added_by = o.ended_by AND a.number <> o.number
  WHERE o.ended_by IS NOT NULL
)
SELECT r.run, r.month, b.actor, :change_days AS days, COUNT(DISTINCT c.person) AS people, SUM(p.net_fen) AS amount_fen
FROM changed c
JOIN batch b ON b.batch = c.added_by
CROSS JOIN run_state r
CROSS JOIN payout p ON p.run = r.run AND p.person = c.person AND p.account = c.id AND p.net_fen > 0
WHERE r.state <> 'voided' AND julianday(r.as_of) - julianday(b.received_on) BETWEEN 0 AND :change_days
GROUP BY r.run, b.actor
HAVING COUNT(DISTINCT c.person) >= :change_people
ORDER BY r.run, b.actor
