/*
code   = "stops-to-answer"
title  = { zh = "名单所报的停发，待答复", en = "Proposed stops to answer" }
why    = { zh = "其他部门名单报死亡、服刑、迁出的人，答复之前从停发月起暂缓；人在的早一天恢复，人不在的早一天追回", en = "whoever another office's list reports is held until it is answered: the living wait, and what the dead were overpaid grows" }
texts = { source = "source.{source}" }

[parameter.days]
default = 10
zh = "收到名单后多少天应当答复"
en = "days within which a list should be answered"

[say.death]
zh = "{source}报 {day} 去世，从 {from_month} 起暂缓"
en = "reported dead on {day} ({source}); held from {from_month}"
[say.suspend]
zh = "{source}报 {day} 起服刑等，从 {from_month} 起暂缓"
en = "reported sentenced from {day} ({source}); held from {from_month}"
[say.absent]
zh = "全员花名册里没有此人，从 {from_month} 起暂缓"
en = "missing from a full roster; held from {from_month}"
[say.move]
zh = "{source}报 {day} 迁出，从 {from_month} 起暂缓"
en = "reported moved away on {day} ({source}); held from {from_month}"
[say.answer]
zh = "核实后办理 vetctl payments stops confirm 或 refuse，写明理由"
en = "find out, then vetctl payments stops confirm or refuse, with a reason"

[[example]]
name = "late, due later, answered, a fact, and somebody who draws nothing"
given.parameters = { as_of = "2020-12-05", until = "2020-12-31", days = 10 }
given.batch = [{ batch = 7, received_on = "2020-11-20" }, { batch = 8, received_on = "2020-12-01" }]
given.death = [
  { person = 1, source = "police", died_on = "2020-10-05", added_by = 7 }, { person = 2, source = "police", died_on = "2020-10-05", added_by = 8 },
  { person = 3, source = "police", died_on = "2020-10-05", added_by = 7 }, { person = 4, source = "family", died_on = "2020-10-05", added_by = 7 },
  { person = 5, source = "police", died_on = "2020-10-05", added_by = 7 },
]
given.verdict = [{ verdict = 1, person = 3, evidence = "death:3:police:2020-10-05", decision = "refused" }]
given.enrolment = [{ enrolment = 11, person = 1 }, { enrolment = 12, person = 2 }, { enrolment = 13, person = 3 }, { enrolment = 14, person = 4 }]
given.profile_now = [
  { person = 1, name = "甲", township = "昆阳镇" }, { person = 2, name = "乙", township = "昆阳镇" }, { person = 3, name = "丙", township = "昆阳镇" },
  { person = 4, name = "丁", township = "昆阳镇" }, { person = 5, name = "戊", township = "昆阳镇" },
]
given.person = [{ person = 1 }, { person = 2 }, { person = 3 }, { person = 4 }, { person = 5 }]
expect = [
  { subject = "甲", due_on = "2020-11-30", state = "overdue", detail = "death", action = "answer", from_month = "2020-11" },
  { subject = "乙", due_on = "2020-12-11", state = "soon", detail = "death" },
]
*/
SELECT due_on, CASE WHEN due_on < :as_of THEN 'overdue' WHEN due_on = :as_of THEN 'due' ELSE 'soon' END AS state,
       subject, township, kind AS detail, 'answer' AS action, 'certain' AS certainty, id_no, source, day, from_month
FROM (SELECT date(b.received_on, printf('+%d days', :days)) AS due_on, f.name AS subject, f.township, o.kind, p.id_no, o.source, o.day, o.from_month
      FROM stop_open o
      JOIN batch b ON b.batch = o.added_by
      JOIN person p ON p.person = o.person
      JOIN profile_now f ON f.person = o.person
      WHERE o.person IN (SELECT person FROM enrolment))
WHERE due_on <= :until
ORDER BY due_on, township, subject, day
