/*
code = "B04"
title = { zh = "多人共用一个账号", en = "One bank account for several people" }
why = { zh = "两个以上的人收款到同一账号：可能是代领、亲属冒领或录入串行。三人以上共用的拦住发放。", en = "Several people are paid into one account: a proxy, kin drawing in another's name, or rows shifted by one when typed. Three or more stop a run." }
fix = { zh = "逐人核对银行卡。代领的要有委托手续，并尽量改为本人账号；录入错误的，更正花名册后重新导入。", en = "Check the card of each person. A proxy needs written authority and should give way to an own account; correct typing errors in the roster and import it again." }
detail = { zh = "账号 {account} 由 {people} 人共用：{others}", en = "account {account} is shared by {people} people: {others}" }
severity = "high"
group = "identity"
gate = true

[parameter.gate]
default = 0
zh = "1 表示发放前核查"
en = "1 while a run is being controlled"

[parameter.blocking_people]
default = 3
zh = "达到几人共用就拦住发放"
en = "so many people on one account stop a run"

[[example]]
name = "three on one account block, two are high"
given.account_now = [
  { person = 1, number = "6228000000000000018" }, { person = 2, number = "6228000000000000018" }, { person = 3, number = "6228000000000000018" },
  { person = 4, number = "6228000000000000026" }, { person = 5, number = "6228000000000000026" },
]
given.profile_now = [{ person = 1, name = "甲" }, { person = 2, name = "乙" }, { person = 3, name = "丙" }, { person = 4, name = "丁" }, { person = 5, name = "戊" }]
given.enrolment = [{ person = 1 }, { person = 2 }, { person = 3 }, { person = 4 }, { person = 5 }]
expect = [{ person = 1, people = 3, severity = "blocking", others = "甲、乙、丙" }, { person = 4, people = 2, severity = "high" }]

[[example]]
name = "own accounts, and one shared with somebody dead (that is B05): silent"
given.account_now = [{ person = 1, number = "6228000000000000018" }, { person = 2, number = "6228000000000000026" }, { person = 3, number = "6228000000000000026" }]
given.profile_now = [{ person = 1, name = "甲" }, { person = 2, name = "乙" }, { person = 3, name = "丙" }]
given.enrolment = [{ person = 1 }, { person = 2 }, { person = 3 }]
given.death = [{ person = 3, source = "bureau", died_on = "2020-01-01" }]
expect = []
*/
WITH looked_for AS MATERIALIZED (
  SELECT DISTINCT a.number FROM fresh_payee n CROSS JOIN account_now a ON a.person = n.person
),
shared AS (
  SELECT a.number, COUNT(*) AS people, MIN(a.person) AS person
  FROM looked_for l
  CROSS JOIN account_now a ON a.number = l.number
  WHERE a.person IN (SELECT person FROM payee) AND a.person NOT IN (SELECT person FROM death_best)
  GROUP BY a.number
  HAVING COUNT(*) > 1
)
SELECT s.person, CASE WHEN s.people >= :blocking_people THEN 'blocking' ELSE 'high' END AS severity,
       s.number AS account, s.people, group_concat(f.name, '、') AS others,
       MAX(a.id) AS account_row, a.added_by AS batch, a.sheet, a.row_no
FROM shared s
CROSS JOIN account_now a ON a.number = s.number
CROSS JOIN profile_now f ON f.person = a.person
WHERE a.person IN (SELECT person FROM payee) AND a.person NOT IN (SELECT person FROM death_best)
GROUP BY s.number
ORDER BY s.person
