/*
code = "A17"
title = { zh = "名单所报的停发长期没有答复", en = "A proposed stop without an answer" }
why = { zh = "其他部门名单报死亡、服刑、迁出的人，答复之前一直暂缓：人在的被压着钱，人不在的多发没有追。", en = "Whoever another office's list reports dead, sentenced or gone is held until it is answered: the living wait for their money, and what the dead were overpaid is not recovered." }
fix = { zh = "核实后办理 vetctl payments stops confirm 或 refuse，写明理由。", en = "Find out, then vetctl payments stops confirm or refuse, with a reason." }
detail = { zh = "{received_on} 收到的名单报 {day} {kind}（{source}），{days} 天没有答复，暂缓 {amount} 元", en = "a list received on {received_on} reports {kind} on {day} ({source}); {days} days without an answer, {amount} yuan withheld" }
severity = "high"
group = "entitlement"
texts = { kind = "stop_kind.{kind}", source = "source.{source}" }

[parameter.answer_days]
default = 30
zh = "收到名单后应当答复的天数"
en = "days within which a list must be answered"

[[example]]
name = "33 days after the list came, whatever day the audit missed; one answered, one a week old, one that a fact covers: silent"
given.parameters = { as_of = "2020-12-05" }
given.batch = [{ batch = 7, received_on = "2020-11-02", file_name = "名单.xlsx" }, { batch = 9, received_on = "2020-11-28" }]
given.death = [
  { person = 1, source = "police", died_on = "2020-10-05", added_by = 7, sheet = "名单", row_no = 4 },
  { person = 2, source = "police", died_on = "2020-10-05", added_by = 7 },
  { person = 3, source = "police", died_on = "2020-10-05", added_by = 9 },
  { person = 4, source = "police", died_on = "2020-10-05", added_by = 7 }, { person = 4, source = "family", died_on = "2020-10-04", added_by = 7 },
]
given.verdict = [{ verdict = 1, person = 2, evidence = "death:2:police:2020-10-05", decision = "refused" }]
given.run_state = [{ run = 10, month = "2020-11", state = "exported" }]
given.enrolment = [{ enrolment = 11, person = 1, policy = "war-test" }, { enrolment = 13, person = 3, policy = "war-test" }]
given.held = [{ run = 10, enrolment = 11, month = "2020-11", code = "E413", amount_fen = 70000 }]
expect = [{ person = 1, source = "police", day = "2020-10-05", days = 33, amount_fen = 70000, row_no = 4 }]

[[example]]
name = "nobody is listed: silent"
given.parameters = { as_of = "2020-12-05" }
given.death = []
expect = []
*/
WITH latest AS (
  SELECT run FROM run_state WHERE state <> 'voided' ORDER BY run DESC LIMIT 1
)
SELECT o.person, o.kind, o.source, o.day, b.received_on, CAST(julianday(:as_of) - julianday(b.received_on) AS INTEGER) AS days,
       (SELECT coalesce(SUM(h.amount_fen), 0) FROM latest l JOIN enrolment e ON e.person = o.person
        JOIN held h ON h.run = l.run AND h.enrolment = e.enrolment AND h.code = 'E413') AS amount_fen,
       o.added_by AS batch, o.sheet, o.row_no
FROM stop_open o
JOIN batch b ON b.batch = o.added_by
WHERE julianday(:as_of) - julianday(b.received_on) > :answer_days
  AND o.person IN (SELECT person FROM enrolment)
ORDER BY o.person, o.day
