/*
code = "A15"
title = { zh = "应享未享：已满60周岁未纳入", en = "Missed: 60 years old and not enrolled" }
why = { zh = "错保之外还有漏保。采集表里已满60周岁、农村户口退伍、入伍日期在规定区间的退役士兵，没有任何定期待遇。", en = "Besides paying wrongly there is not paying at all: a discharged soldier of 60 with rural residence, enlisted within the window, draws no regular benefit." }
basis = ["民发〔2011〕110号"]
fix = { zh = "主动联系本人或村居，核对档案与养老金情况；符合的，列入花名册导入。", en = "Contact the person or the village, check file and pension; if entitled, add to the roster and import it." }
detail = { zh = "{reason}：出生 {born_on}，{enlisted_on} 入伍，{due_from} 起应享受，至今没有登记", en = "{reason}: born {born_on}, enlisted {enlisted_on}; due from {due_from}, not on the register" }
severity = "medium"
group = "entitlement"

[words.reason]
complete = { zh = "条件齐全", en = "everything on file" }
unproven = { zh = "资料不全，待核实", en = "file incomplete, to be verified" }

[parameter.begins]
default = "2011-08"
zh = "补助开始实行的月份"
en = "the month the subsidy began"

[parameter.enlisted_from]
default = "1954-11-01"
zh = "入伍日期下限"
en = "earliest day of enlistment"

[parameter.enlisted_until]
default = "2011-10-31"
zh = "入伍日期上限"
en = "latest day of enlistment"

[[example]]
name = "60 since September and on no roster"
given.parameters = { as_of = "2020-12-31" }
given.person = [{ person = 1, born_on = "1960-09-20" }]
given.service_now = [{ person = 1, enlisted_on = "1978-12-01", conscript_from = "1978-12-01", conscript_to = "1981-12-01", rural_at_discharge = 1, draws_pension = 0 }]
expect = [{ person = 1, reason = "complete", severity = "medium", due_from = "2020-09" }]

[[example]]
name = "the end of the conscript service is not on file; and due since the subsidy began"
given.parameters = { as_of = "2020-12-31" }
given.person = [{ person = 1, born_on = "1936-06-08" }]
given.service_now = [{ person = 1, enlisted_on = "1957-02-21", conscript_from = "1957-02-21", rural_at_discharge = 1, draws_pension = 0 }]
expect = [{ person = 1, reason = "unproven", severity = "low", due_from = "2011-08" }]

[[example]]
name = "enrolled, too young, dead, moved away, urban, drawing a pension, enlisted too early: silent"
given.parameters = { as_of = "2020-12-31" }
given.person = [
  { person = 1, born_on = "1960-09-20" }, { person = 2, born_on = "1961-09-20" }, { person = 3, born_on = "1950-09-20" },
  { person = 4, born_on = "1950-09-20" }, { person = 5, born_on = "1950-09-20" }, { person = 6, born_on = "1950-09-20" },
  { person = 7, born_on = "1934-09-20" },
]
given.enrolment = [{ enrolment = 11, person = 1, policy = "war-test" }]
given.death = [{ person = 3, source = "bureau", died_on = "2020-01-01" }]
given.move_best = [{ person = 4, direction = "out", moved_on = "2019-01-01" }]
given.service_now = [
  { person = 1, enlisted_on = "1978-12-01", rural_at_discharge = 1 }, { person = 2, enlisted_on = "1978-12-01", rural_at_discharge = 1 },
  { person = 3, enlisted_on = "1970-12-01", rural_at_discharge = 1 }, { person = 4, enlisted_on = "1970-12-01", rural_at_discharge = 1 },
  { person = 5, enlisted_on = "1970-12-01", rural_at_discharge = 0 }, { person = 6, enlisted_on = "1970-12-01", rural_at_discharge = 1, draws_pension = 1 },
  { person = 7, enlisted_on = "1954-10-20", rural_at_discharge = 1 },
]
expect = []
*/
WITH served AS (
  SELECT person, MIN(enlisted_on) AS enlisted_on, MAX(coalesce(draws_pension, 0)) AS draws_pension,
         MIN(conscript_to IS NOT NULL AND draws_pension IS NOT NULL) AS complete,
         MAX(added_by) AS added_by, MAX(sheet) AS sheet, MAX(row_no) AS row_no
  FROM service_now
  WHERE rural_at_discharge = 1
  GROUP BY person
)
SELECT h.person, CASE WHEN s.complete THEN 'complete' ELSE 'unproven' END AS reason, CASE WHEN s.complete THEN 'medium' ELSE 'low' END AS severity,
       h.born_on, s.enlisted_on, MAX(printf('%04d-%s', substr(h.born_on, 1, 4) + 60, substr(h.born_on, 6, 2)), :begins) AS due_from,
       s.added_by AS batch, s.sheet, s.row_no
FROM served s
JOIN person h ON h.person = s.person
WHERE s.draws_pension = 0 AND s.enlisted_on BETWEEN :enlisted_from AND :enlisted_until
  AND printf('%04d%s', substr(h.born_on, 1, 4) + 60, substr(h.born_on, 5)) <= :as_of
  AND h.person NOT IN (SELECT person FROM enrolment)
  AND h.person NOT IN (SELECT person FROM death_best)
  AND NOT EXISTS (SELECT 1 FROM move_best m
                  WHERE m.person = h.person AND m.direction = 'out'
                    AND NOT EXISTS (SELECT 1 FROM move_best b
                                    WHERE b.person = m.person AND b.direction = 'in' AND b.moved_on >= m.moved_on))
ORDER BY h.person
