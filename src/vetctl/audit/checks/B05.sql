/*
code = "B05"
title = { zh = "收款到已故者的账号", en = "Paid into the account of somebody dead" }
why = { zh = "收款人在世，账号却登记在已故者名下（或与已故者共用）：已故者的卡往往在别人手里。", en = "The payee lives, but the account belongs to, or is shared with, somebody dead: such a card is often in other hands." }
fix = { zh = "请本人提供自己的账号，更正花名册后重新导入。", en = "Ask for the payee's own account, correct the roster and import it again." }
detail = { zh = "账号 {account} 与已故的 {dead_name}（{died_on} 去世）共用", en = "account {account} is shared with {dead_name}, dead since {died_on}" }
severity = "high"
group = "identity"

[[example]]
name = "the widow is paid into the dead husband's account"
given.account_now = [{ person = 1, number = "6228000000000000018" }, { person = 2, number = "6228000000000000018" }]
given.profile_now = [{ person = 1, name = "甲" }, { person = 2, name = "乙" }]
given.enrolment = [{ person = 1 }, { person = 2 }]
given.death = [{ person = 2, source = "bureau", died_on = "2020-01-01" }]
expect = [{ person = 1, dead_name = "乙", died_on = "2020-01-01" }]

[[example]]
name = "both dead, or separate accounts: silent"
given.account_now = [{ person = 1, number = "6228000000000000018" }, { person = 2, number = "6228000000000000018" }, { person = 3, number = "6228000000000000026" }]
given.profile_now = [{ person = 1, name = "甲" }, { person = 2, name = "乙" }, { person = 3, name = "丙" }]
given.enrolment = [{ person = 1 }, { person = 2 }, { person = 3 }]
given.death = [{ person = 1, source = "bureau", died_on = "2020-01-01" }, { person = 2, source = "bureau", died_on = "2020-01-01" }]
expect = []
*/
SELECT a.person, a.number AS account, f.name AS dead_name, d.died_on, a.added_by AS batch, a.sheet, a.row_no
FROM death_best d
JOIN account_now b ON b.person = d.person
JOIN account_now a ON a.number = b.number AND a.person <> b.person
LEFT JOIN profile_now f ON f.person = d.person
WHERE a.person NOT IN (SELECT person FROM death_best)
  AND a.person IN (SELECT person FROM enrolment)
ORDER BY a.person, d.person
