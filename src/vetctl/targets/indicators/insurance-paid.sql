/*
code   = "insurance-paid"
title  = { zh = "社保接续财政补助额", en = "Public part of insurance continuation" }
why    = { zh = "当年各批次付给社保经办机构的财政承担部分，应与拨付资金一致", en = "what the runs of the year paid to the insurance office; must agree with the funds obtained" }
unit   = "fen"
counts = { zh = "已导出批次的社保接续财政承担部分，减去扣回；单位和个人缴纳的不计", en = "public parts in exported runs less recoveries; what units and persons pay does not count" }
window = "paid_month"
article_row = 5

[[example]]
name = "exported runs of the year"
given.parameters = { year = 2020 }
given.run_state = [{ run = 1, month = "2020-06", state = "exported" }, { run = 2, month = "2020-07", state = "approved" }]
given.paid_line = [
  { line = 1, run = 1, paid_month = "2020-06", person = 7, policy = "insurance-continuation", amount_fen = 6912000 },
  { line = 2, run = 1, paid_month = "2020-06", person = 7, policy = "insurance-continuation", amount_fen = 3456000 },
  { line = 3, run = 2, paid_month = "2020-07", person = 8, policy = "insurance-continuation", amount_fen = 1 },
]
given.profile_now = [{ person = 7, township = "昆阳镇" }]
expect = [{ subject = "insurance-continuation", township = "昆阳镇", value = 10368000 }]
*/
SELECT l.policy AS subject, '' AS level, COALESCE(f.township, '') AS township,
       date(l.paid_month || '-01', '+1 month', '-1 day') AS counted_on, SUM(l.amount_fen) AS value
FROM paid_line l
JOIN run_state s ON s.run = l.run AND s.state = 'exported'
LEFT JOIN profile_now f ON f.person = l.person
WHERE l.policy = 'insurance-continuation' AND l.paid_month BETWEEN :year || '-01' AND :year || '-12'
GROUP BY l.paid_month, f.township
ORDER BY l.paid_month, f.township
