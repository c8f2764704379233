/*
code   = "price-subsidy-paid"
title  = { zh = "基本生活价格补贴发放额", en = "Price-linked subsidy paid" }
why    = { zh = "当年各批次发放的价格补贴，应与财政拨付和银行回单一致", en = "price-linked subsidy the runs of the year paid; must agree with finance and the bank" }
unit   = "fen"
counts = { zh = "已导出批次的价格补贴，不论哪个指数月份，减去扣回；退汇的不计", en = "price subsidy of exported runs, whatever the index month, less recoveries; returned payments do not count" }
window = "paid_month"
article_row = 43

[[example]]
name = "an index month of the year before counts in the year it is paid in; a draft, another year and another benefit do not"
given.parameters = { year = 2020 }
given.run_state = [{ run = 1, month = "2020-01", state = "exported" }, { run = 2, month = "2020-02", state = "approved" }, { run = 3, month = "2019-12", state = "exported" }]
given.paid_line = [
  { line = 1, run = 1, paid_month = "2020-01", month = "2019-12", person = 7, enrolment = 1, policy = "price-subsidy", kind = "regular", amount_fen = 3400 },
  { line = 2, run = 1, paid_month = "2020-01", month = "2019-11", person = 7, enrolment = 1, policy = "price-subsidy", kind = "recovery", amount_fen = -1000 },
  { line = 3, run = 1, paid_month = "2020-01", month = "2020-01", person = 7, enrolment = 2, policy = "war-test", kind = "regular", amount_fen = 65000 },
  { line = 4, run = 2, paid_month = "2020-02", month = "2020-01", person = 7, enrolment = 1, policy = "price-subsidy", kind = "regular", amount_fen = 3500 },
  { line = 5, run = 3, paid_month = "2019-12", month = "2019-11", person = 7, enrolment = 1, policy = "price-subsidy", kind = "regular", amount_fen = 3300 },
]
given.profile_now = [{ person = 7, township = "330326100" }]
expect = [{ subject = "price-subsidy", township = "330326100", counted_on = "2020-01-31", value = 2400 }]
*/
SELECT l.policy AS subject, '' AS level, COALESCE(f.township, '') AS township,
       date(l.paid_month || '-01', '+1 month', '-1 day') AS counted_on, SUM(l.amount_fen) AS value
FROM paid_line l
JOIN run_state s ON s.run = l.run AND s.state = 'exported'
LEFT JOIN profile_now f ON f.person = l.person
WHERE l.policy = 'price-subsidy' AND l.paid_month BETWEEN :year || '-01' AND :year || '-12'
GROUP BY l.paid_month, f.township
ORDER BY l.paid_month, f.township
