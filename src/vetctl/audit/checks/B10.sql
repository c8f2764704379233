/*
code = "B10"
title = { zh = "年龄或服役时间不合常理", en = "Implausible age or service" }
why = { zh = "超过105岁仍在册、14岁前或60岁后入伍、退伍早于入伍、服役超过45年，多是录入错误或死亡未登记。", en = "Over 105 and alive, enlisted before 14 or after 60, discharged before enlisted, or over 45 years of service: mostly typing errors or a death not recorded." }
fix = { zh = "对照档案更正日期；高龄的入户核实是否在世。", en = "Correct the dates by the file; visit the very old." }
detail = { zh = "{reason}：{value}", en = "{reason}: {value}" }
severity = "low"
group = "identity"

[words.reason]
old = { zh = "年龄过大（出生）", en = "too old (born)" }
enlisted_age = { zh = "入伍年龄异常（入伍）", en = "odd age at enlistment (enlisted)" }
order = { zh = "退伍早于入伍（入伍、退伍）", en = "discharged before enlisted" }
long = { zh = "服役过长（入伍、退伍）", en = "service too long (enlisted, discharged)" }

[parameter.oldest]
default = 105
zh = "在世的最大年龄"
en = "highest age of the living"

[[example]]
name = "born 1900 and alive; enlisted at ten; discharged first; fifty years"
given.parameters = { as_of = "2020-12-31" }
given.person = [
  { person = 1, born_on = "1900-01-01" }, { person = 2, born_on = "1950-05-01" },
  { person = 3, born_on = "1950-05-01" }, { person = 4, born_on = "1940-05-01" },
]
given.enrolment = [{ person = 1 }, { person = 2 }]
given.service_now = [
  { person = 2, enlisted_on = "1960-12-01", discharged_on = "1964-12-01" }, { person = 3, enlisted_on = "1970-12-01", discharged_on = "1969-12-01" },
  { person = 4, enlisted_on = "1958-12-01", discharged_on = "2008-12-01" },
]
expect = [{ person = 1, reason = "old" }, { person = 2, reason = "enlisted_age" }, { person = 3, reason = "order" }, { person = 4, reason = "long" }]

[[example]]
name = "dead at 110, an ordinary soldier, nobody's discharge known: silent"
given.parameters = { as_of = "2020-12-31" }
given.person = [{ person = 1, born_on = "1900-01-01" }, { person = 2, born_on = "1950-05-01" }, { person = 3, born_on = "1950-05-01" }]
given.enrolment = [{ person = 1 }, { person = 2 }, { person = 3 }]
given.death = [{ person = 1, source = "bureau", died_on = "2010-01-01" }]
given.service_now = [{ person = 2, enlisted_on = "1968-12-01", discharged_on = "1972-12-01" }, { person = 3, enlisted_on = "1968-12-01" }]
expect = []
*/
SELECT h.person, 'old' AS reason, h.born_on AS value
FROM person h
WHERE h.born_on < printf('%04d%s', substr(:as_of, 1, 4) - :oldest, substr(:as_of, 5))
  AND h.person IN (SELECT person FROM enrolment)
  AND h.person NOT IN (SELECT person FROM death_best)
UNION ALL
SELECT s.person, 'enlisted_age', s.enlisted_on
FROM service_now s
JOIN person h ON h.person = s.person
WHERE s.enlisted_on < printf('%04d%s', substr(h.born_on, 1, 4) + 14, substr(h.born_on, 5))
   OR s.enlisted_on > printf('%04d%s', substr(h.born_on, 1, 4) + 60, substr(h.born_on, 5))
UNION ALL
SELECT person, 'order', enlisted_on || ', ' || discharged_on
FROM service_now
WHERE discharged_on < enlisted_on
UNION ALL
SELECT person, 'long', enlisted_on || ', ' || discharged_on
FROM service_now
WHERE discharged_on > printf('%04d%s', substr(enlisted_on, 1, 4) + 45, substr(enlisted_on, 5))
ORDER BY 1, 2
