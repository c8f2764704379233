/*
code   = "medical-paid"
title  = { zh = "重点优抚对象医疗费补助发放额", en = "Medical aid paid" }
why    = { zh = "当年各批次支付的优抚医疗补助，应与各医院结算单一致", en = "medical aid the runs of the year paid; must agree with the hospitals' statements" }
unit   = "fen"
counts = { zh = "已导出批次的医疗补助，付给医院的和付给本人的都计，减去扣回", en = "medical aid of exported runs, to hospitals and to persons, less recoveries" }
window = "paid_month"
article_row = 44

[[example]]
name = "exported runs of the year; a draft, another year and another benefit do not count"
given.parameters = { year = 2020 }
given.run_state = [{ run = 1, month = "2020-06", state = "exported" }, { run = 2, month = "2020-07", state = "drafted" }, { run = 3, month = "2019-12", state = "exported" }]
given.paid_line = [
  { line = 1, run = 1, paid_month = "2020-06", person = 7, policy = "medical-aid", occasion = 4, amount_fen = 75262 },
  { line = 2, run = 1, paid_month = "2020-06", person = 7, policy = "medical-aid", occasion = 5, amount_fen = -5000 },
  { line = 3, run = 1, paid_month = "2020-06", person = 7, policy = "war-test", amount_fen = 65000 },
  { line = 4, run = 2, paid_month = "2020-07", person = 7, policy = "medical-aid", occasion = 6, amount_fen = 10000 },
  { line = 5, run = 3, paid_month = "2019-12", person = 7, policy = "medical-aid", occasion = 3, amount_fen = 10000 },
]
given.occasion = [{ id = 4, institution = "县人民医院" }, { id = 5, institution = "县人民医院" }]
given.profile_now = [{ person = 7, township = "昆阳镇" }]
expect = [{ subject = "县人民医院", township = "昆阳镇", counted_on = "2020-06-30", value = 70262 }]
*/
SELECT COALESCE(o.institution, '') AS subject, '' AS level, COALESCE(f.township, '') AS township,
       date(l.paid_month || '-01', '+1 month', '-1 day') AS counted_on, SUM(l.amount_fen) AS value
FROM paid_line l
JOIN run_state s ON s.run = l.run AND s.state = 'exported'
LEFT JOIN occasion o ON o.id = l.occasion
LEFT JOIN profile_now f ON f.person = l.person
WHERE l.policy = 'medical-aid' AND l.paid_month BETWEEN :year || '-01' AND :year || '-12'
GROUP BY l.paid_month, o.institution, f.township
ORDER BY l.paid_month, o.institution, f.township
