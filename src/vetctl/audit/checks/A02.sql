/*
code = "A02"
title = { zh = "死亡日期对不上", en = "Dates of death that differ" }
why = { zh = "两个来源的死亡日期相差一个月以上，或停发日期早于死亡日期：多发、少发的月数取决于哪一个是真的。", en = "Two sources give dates of death more than a month apart, or payment was ended for death before the date of death: how many months are paid too much or too little depends on which is true." }
basis = ["伤残抚恤管理办法（退役军人事务部令第1号）第二十六条"]
fix = { zh = "以公安注销或死亡证明为准：错误的一条用 vetctl payments stops refuse 驳回，或更正死亡名单后重新导入。", en = "Take the police deregistration or the death certificate as true: refuse the wrong one with vetctl payments stops refuse, or correct the list of deaths and import it again." }
detail = { zh = "{reason}：{died_on} 与 {other_on}，相差 {days} 天", en = "{reason}: {died_on} and {other_on}, {days} days apart" }
severity = "high"
group = "entitlement"

[words.reason]
sources = { zh = "各来源死亡日期不一致", en = "sources differ" }
stop = { zh = "因死亡停发的日期早于死亡日期", en = "ended for death before the death" }

[parameter.days_apart]
default = 31
zh = "允许相差的天数"
en = "days that sources may differ"

[[example]]
name = "hospital and police 45 days apart"
given.death = [{ person = 1, source = "health", died_on = "2020-09-01" }, { person = 1, source = "police", died_on = "2020-10-16" }]
expect = [{ person = 1, reason = "sources", died_on = "2020-09-01", other_on = "2020-10-16", days = 45 }]

[[example]]
name = "ended on 2020-05-31 because of death, but died in August"
given.death = [{ person = 1, source = "family", died_on = "2020-08-15" }]
given.enrolled_now = [{ person = 1, enrolment = 5, policy = "war-test", ends_on = "2020-05-31", end_reason = "死亡" }]
expect = [{ person = 1, reason = "stop", died_on = "2020-08-15", other_on = "2020-05-31" }]

[[example]]
name = "one of the two days was refused: silent"
given.death = [{ person = 1, source = "health", died_on = "2020-09-01" }, { person = 1, source = "police", died_on = "2020-10-16" }]
given.verdict = [{ verdict = 1, person = 1, evidence = "death:1:health:2020-09-01", decision = "refused" }]
expect = []

[[example]]
name = "two sources a few days apart: silent"
given.death = [{ person = 1, source = "health", died_on = "2020-09-01" }, { person = 1, source = "police", died_on = "2020-09-20" }]
expect = []
*/
WITH said AS (
  SELECT person, MIN(died_on) AS died_on, MAX(died_on) AS latest_died_on
  FROM death_claim
  WHERE state <> 'refused'
  GROUP BY person
)
SELECT s.person, 'sources' AS reason, s.died_on, s.latest_died_on AS other_on,
       CAST(julianday(s.latest_died_on) - julianday(s.died_on) AS INTEGER) AS days, d.added_by AS batch, d.sheet, d.row_no
FROM said s
JOIN death_claim d ON d.person = s.person AND d.died_on = s.latest_died_on
WHERE julianday(s.latest_died_on) - julianday(s.died_on) > :days_apart
GROUP BY s.person
UNION ALL
SELECT e.person, 'stop', d.died_on, e.ends_on, CAST(julianday(d.died_on) - julianday(e.ends_on) AS INTEGER), e.added_by, e.sheet, e.row_no
FROM death_best d
JOIN enrolled_now e ON e.person = d.person
WHERE e.end_reason LIKE '%死亡%' AND julianday(d.died_on) - julianday(e.ends_on) > :days_apart
ORDER BY 1, 2
