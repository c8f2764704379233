/*
code   = "aid-times"
title  = { zh = "困难帮扶援助人次", en = "Hardship aid, person-times" }
why    = { zh = "社会化帮扶援助按人次计：一人一年受助两次计两次", en = "aid is counted by person-times: two aids of one person count twice" }
unit   = "count"
counts = { zh = "已导出批次中发放、未扣回的援助", en = "aids paid in exported runs and not taken back" }
window = "paid_month"
article_row = 48

[[example]]
name = "two aids of one person are two; one taken back again and one in a draft are none"
given.parameters = { year = 2020 }
given.run_state = [{ run = 1, month = "2020-06", state = "exported" }, { run = 2, month = "2020-07", state = "exported" }, { run = 3, month = "2020-08", state = "drafted" }]
given.paid_line = [
  { line = 1, run = 1, paid_month = "2020-06", enrolment = 1, person = 7, policy = "hardship-aid", component = "甲", amount_fen = 500000 },
  { line = 2, run = 2, paid_month = "2020-07", enrolment = 1, person = 7, policy = "hardship-aid", component = "乙", amount_fen = 300000 },
  { line = 3, run = 1, paid_month = "2020-06", enrolment = 2, person = 8, policy = "hardship-aid", component = "丙", amount_fen = 300000 },
  { line = 4, run = 2, paid_month = "2020-07", enrolment = 2, person = 8, policy = "hardship-aid", component = "丙", amount_fen = -300000 },
  { line = 5, run = 3, paid_month = "2020-08", enrolment = 1, person = 7, policy = "hardship-aid", component = "丁", amount_fen = 300000 },
]
given.profile_now = [{ person = 7, township = "昆阳镇" }]
expect = [{ subject = "甲", township = "昆阳镇", counted_on = "2020-06-30", value = 1 }, { subject = "乙", counted_on = "2020-07-31", value = 1 }]
*/
SELECT l.component AS subject, '' AS level, COALESCE(f.township, '') AS township,
       date(MIN(l.paid_month) || '-01', '+1 month', '-1 day') AS counted_on, 1 AS value
FROM paid_line l
JOIN run_state s ON s.run = l.run AND s.state = 'exported'
LEFT JOIN profile_now f ON f.person = l.person
WHERE l.policy = 'hardship-aid' AND l.paid_month BETWEEN :year || '-01' AND :year || '-12'
GROUP BY l.enrolment, l.component
HAVING SUM(l.amount_fen) > 0
ORDER BY counted_on, l.enrolment, l.component
