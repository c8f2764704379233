/*
code = "B06"
title = { zh = "户名与本人姓名不符", en = "Account holder is not the payee" }
why = { zh = "银行按户名和账号入账，户名不符的整笔退回（户名不符是最常见的退汇原因），也可能是冒领。一个人的户名不符不拦住全县的批次，但发出之前应当改好。", en = "The bank credits by holder and number; a holder that differs sends the money back (the most frequent reason of a return), or is a sign of fraud. One wrong holder does not stop the run of the whole county, but should be mended before it leaves." }
fix = { zh = "核对银行卡户名。姓名录错的更正姓名，账号不是本人的换成本人账号，再导入花名册。", en = "Check the holder on the card. Correct the name or take the payee's own account, and import the roster again." }
detail = { zh = "户名“{holder_name}”，账号 {account}", en = "holder '{holder_name}', account {account}" }
severity = "blocking"
group = "identity"

[[example]]
name = "the son's account"
given.account_now = [{ person = 1, number = "6228000000000000018", holder_name = "王小明" }]
given.profile_now = [{ person = 1, name = "王建国" }]
given.enrolment = [{ person = 1 }]
expect = [{ person = 1, holder_name = "王小明" }]

[[example]]
name = "spaces and dots in a name do not count, an unknown holder is not judged, the dead are paid nothing: silent"
given.account_now = [
  { person = 1, number = "6228000000000000018", holder_name = "买买提·吐逊" }, { person = 2, number = "6228000000000000026", holder_name = "张  三" },
  { person = 3, number = "6228000000000000034", holder_name = "" }, { person = 4, number = "6228000000000000042", holder_name = "他人" },
]
given.profile_now = [{ person = 1, name = "买买提．吐逊" }, { person = 2, name = "张三" }, { person = 3, name = "李四" }, { person = 4, name = "赵六" }]
given.enrolment = [{ person = 1 }, { person = 2 }, { person = 3 }, { person = 4 }]
given.death = [{ person = 4, source = "bureau", died_on = "2020-01-01" }]
expect = []
*/
SELECT a.person, a.number AS account, a.holder_name, a.added_by AS batch, a.sheet, a.row_no
FROM account_now a
JOIN profile_now f ON f.person = a.person
WHERE a.holder_name <> f.name AND a.holder_name <> ''
  AND replace(replace(replace(replace(replace(replace(a.holder_name, ' ', ''), '　', ''), '·', ''), '．', ''), '.', ''), '•', '')
   <> replace(replace(replace(replace(replace(replace(f.name, ' ', ''), '　', ''), '·', ''), '．', ''), '.', ''), '•', '')
  AND a.person IN (SELECT person FROM enrolment)
  AND a.person NOT IN (SELECT person FROM death_best)
ORDER BY a.person
