/*
code   = "pension-paid"
title  = { zh = "优抚对象抚恤金、定期补助金发放额", en = "Pensions and regular allowances paid" }
why    = { zh = "当年各批次发放的抚恤金和定期补助金，应与财政拨付和银行回单一致", en = "what the runs of the year paid; must agree with finance and the bank" }
unit   = "fen"                    # a target for it is stated in yuan
counts = { zh = "按花名册按月发放的待遇：已导出批次的本月发放加补发，减去扣回；草稿、作废、退汇的不计", en = "benefits paid by the month to people on the roster: regular lines and arrears of exported runs less recoveries; drafts, voided runs and returned payments do not count" }
window = "paid_month"             # the month of the run it was paid in, arrears for earlier years included
article_row = 42

[[example]]
name = "regular, arrears and recoveries of exported runs of the year; a draft, another year and what is not by the roster do not count"
given.parameters = { year = 2020 }
given.run_state = [
  { run = 1, month = "2020-01", state = "exported" }, { run = 2, month = "2020-02", state = "approved" },
  { run = 3, month = "2019-12", state = "exported" },
]
given.paid_line = [
  { line = 1, run = 1, paid_month = "2020-01", month = "2020-01", person = 7, enrolment = 1, policy = "war-test", kind = "regular", amount_fen = 70000 },
  { line = 2, run = 1, paid_month = "2020-01", month = "2019-12", person = 7, enrolment = 1, policy = "war-test", kind = "arrears", amount_fen = 5000 },
  { line = 3, run = 1, paid_month = "2020-01", month = "2019-11", person = 7, enrolment = 2, policy = "age-60-service", kind = "recovery", amount_fen = -9000 },
  { line = 4, run = 2, paid_month = "2020-02", month = "2020-02", person = 7, enrolment = 1, policy = "war-test", kind = "regular", amount_fen = 70000 },
  { line = 6, run = 1, paid_month = "2020-01", month = "2020-01", person = 7, enrolment = 3, policy = "price-subsidy", kind = "regular", amount_fen = 3400 },
  { line = 5, run = 3, paid_month = "2019-12", month = "2019-12", person = 7, enrolment = 1, policy = "war-test", kind = "regular", amount_fen = 65000 },
]
given.terms = [{ enrolment = 1 }, { enrolment = 2 }]
given.profile_now = [{ person = 7, township = "330326100" }]
expect = [
  { subject = "age-60-service", township = "330326100", counted_on = "2020-01-31", value = -9000 },
  { subject = "war-test", township = "330326100", counted_on = "2020-01-31", value = 75000 },
]
*/
SELECT l.policy AS subject, '' AS level, COALESCE(f.township, '') AS township,
       date(l.paid_month || '-01', '+1 month', '-1 day') AS counted_on, SUM(l.amount_fen) AS value
FROM paid_line l
JOIN run_state s ON s.run = l.run AND s.state = 'exported'
LEFT JOIN profile_now f ON f.person = l.person
WHERE l.enrolment IN (SELECT enrolment FROM terms)
  AND l.paid_month BETWEEN :year || '-01' AND :year || '-12'
GROUP BY l.paid_month, l.policy, f.township
ORDER BY l.paid_month, l.policy, f.township
