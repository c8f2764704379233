/*
code   = "pension-paid"
title  = { zh = "优抚对象抚恤金、定期补助金发放额", en = "Pensions and regular allowances paid" }
why    = { zh = "当年实际从银行发出的抚恤金和定期补助金，应与财政拨付和银行回单一致", en = "what really left through the bank in the year; must agree with finance and the bank" }
unit   = "fen"                    # a target for it is stated in yuan
counts = { zh = "已导出批次中的应发，减去从中扣回的多发；草稿、已复核、已作废的不计", en = "lines of exported runs less what was set off from them; drafts and voided runs do not count" }
window = "paid_month"             # the month of the run it was paid in, arrears for earlier years included
article_row = 42

[[example]]
name = "regular and arrears of exported runs of the year, less the set-off; a draft and another year do not count"
given.parameters = { year = 2020 }
given.run_state = [
  { run = 1, month = "2020-01", state = "exported" }, { run = 2, month = "2020-02", state = "approved" },
  { run = 3, month = "2019-12", state = "exported" },
]
given.paid_line = [
  { line = 1, run = 1, paid_month = "2020-01", month = "2020-01", person = 7, policy = "war-test", kind = "regular", amount_fen = 70000 },
  { line = 2, run = 1, paid_month = "2020-01", month = "2019-12", person = 7, policy = "war-test", kind = "arrears", amount_fen = 5000 },
  { line = 3, run = 1, paid_month = "2020-01", month = "2019-11", person = 7, policy = "age-60-service", kind = "recovery", amount_fen = -9000 },
  { line = 4, run = 2, paid_month = "2020-02", month = "2020-02", person = 7, policy = "war-test", kind = "regular", amount_fen = 70000 },
  { line = 5, run = 3, paid_month = "2019-12", month = "2019-12", person = 7, policy = "war-test", kind = "regular", amount_fen = 65000 },
]
given.payout = [
  { run = 1, person = 7, gross_fen = 75000, set_off_fen = 9000, net_fen = 66000 },
  { run = 2, person = 7, gross_fen = 70000, set_off_fen = 0, net_fen = 70000 },
]
given.profile_now = [{ person = 7, township = "昆阳镇" }]
expect = [
  { subject = "set-off", township = "昆阳镇", counted_on = "2020-01-31", value = -9000 },
  { subject = "war-test", township = "昆阳镇", counted_on = "2020-01-31", value = 75000 },
]
*/
-- A recovery moves no money; what is set off from a payment does, so that the sum is what left through the bank.
SELECT m.subject, '' AS level, COALESCE(f.township, '') AS township,
       date(m.paid_month || '-01', '+1 month', '-1 day') AS counted_on, SUM(m.fen) AS value
FROM (
  SELECT l.policy AS subject, l.person, l.paid_month, l.amount_fen AS fen
  FROM paid_line l
  JOIN run_state s ON s.run = l.run AND s.state = 'exported'
  WHERE l.amount_fen > 0
  UNION ALL
  SELECT 'set-off', p.person, s.month, -p.set_off_fen
  FROM payout p
  JOIN run_state s ON s.run = p.run AND s.state = 'exported'
  WHERE p.set_off_fen > 0
) m
LEFT JOIN profile_now f ON f.person = m.person
WHERE m.paid_month BETWEEN :year || '-01' AND :year || '-12'
GROUP BY m.paid_month, m.subject, f.township
ORDER BY m.paid_month, m.subject, f.township
