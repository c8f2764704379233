/*
code   = "returned-payments"
title  = { zh = "退汇未改账号", en = "Payments that came back" }
why    = { zh = "账号不改，下一次重发还会退回来；家里等着这笔钱", en = "with the same account the money will come back again, and the family waits for it" }

[say.wrong]
zh = "{month} 的 {amount_fen} 元没有到账：{reason}"
en = "{amount_fen} yuan of {month} did not arrive: {reason}"
[say.account]
zh = "联系本人取得可用的账号，更正后导入；下一次计算时重发"
en = "get an account that works and import it; the next run pays again"
[say.look]
zh = "看银行的原因；是账号问题的，更正后导入"
en = "read the bank's reason; if it is the account, correct it and import it"

[[example]]
name = "wrong account; reason in words; the bank's own fault; account changed since; arrived at the second try; an institution"
given.parameters = { as_of = "2020-12-01", until = "2020-12-31" }
given.sent_payment = [
  { run = 1, month = "2020-10", person = 1, reference = "A", name = "甲", account_id = 11, amount_fen = 5000, outcome = "failed", answered_on = "2020-10-25", reason = "账户已销户", account_wrong = 1 },
  { run = 1, month = "2020-10", person = 2, reference = "B", name = "乙", account_id = 12, amount_fen = 6000, outcome = "returned", answered_on = "2020-12-01", reason = "查无此户" },
  { run = 1, month = "2020-10", person = 3, reference = "C", name = "丙", account_id = 13, amount_fen = 7000, outcome = "failed", answered_on = "2020-10-25", reason = "系统原因", account_wrong = 0 },
  { run = 1, month = "2020-10", person = 4, reference = "D", name = "丁", account_id = 14, amount_fen = 8000, outcome = "failed", answered_on = "2020-10-25", reason = "户名不符", account_wrong = 1 },
  { run = 1, month = "2020-10", person = 5, reference = "E", name = "戊", account_id = 15, amount_fen = 9000, outcome = "failed", answered_on = "2020-10-25", reason = "睡眠户", account_wrong = 1 },
  { run = 2, month = "2020-11", person = 5, reference = "F", name = "戊", account_id = 15, amount_fen = 9000, outcome = "paid", answered_on = "2020-11-25" },
  { run = 1, month = "2020-10", institution = "县人民医院", reference = "G", name = "县人民医院", account_id = 3, amount_fen = 100, outcome = "failed", answered_on = "2020-10-25", reason = "户名不符", account_wrong = 1 },
]
given.account_now = [{ id = 11, person = 1 }, { id = 12, person = 2 }, { id = 13, person = 3 }, { id = 24, person = 4 }, { id = 15, person = 5 }]
given.institution_now = [{ id = 3, name = "县人民医院" }]
given.profile_now = [{ person = 1, name = "甲", township = "昆阳镇" }, { person = 2, name = "乙", township = "昆阳镇" }]
given.person = [{ person = 1, id_no = "1" }, { person = 2, id_no = "2" }]
expect = [
  { subject = "县人民医院", state = "overdue", due_on = "2020-10-25", action = "account" },
  { subject = "甲", state = "overdue", due_on = "2020-10-25", detail = "wrong", action = "account", amount_fen = 5000, reason = "账户已销户" },
  { subject = "乙", state = "due", due_on = "2020-12-01", action = "look" },
]
*/
SELECT s.answered_on AS due_on, CASE WHEN s.answered_on < :as_of THEN 'overdue' ELSE 'due' END AS state,
       coalesce(f.name, s.name) AS subject, coalesce(f.township, '') AS township, 'wrong' AS detail,
       CASE WHEN s.account_wrong = 1 THEN 'account' ELSE 'look' END AS action, 'certain' AS certainty,
       p.id_no, s.month, s.amount_fen, s.reason
FROM sent_payment s
LEFT JOIN person p ON p.person = s.person
LEFT JOIN profile_now f ON f.person = s.person
WHERE s.outcome IN ('failed', 'returned') AND s.account_wrong IS NOT 0 AND s.answered_on <= :until
  AND (EXISTS (SELECT 1 FROM account_now a WHERE a.id = s.account_id AND a.person = s.person)
       OR EXISTS (SELECT 1 FROM institution_now i WHERE i.id = s.account_id AND i.name = s.institution))
  AND NOT EXISTS (SELECT 1 FROM sent_payment n
                  WHERE n.run > s.run AND n.person IS s.person AND n.institution IS s.institution AND n.account_id = s.account_id AND n.outcome = 'paid')
ORDER BY s.answered_on, township, s.reference DESC
