/*
code = "A07"
title = { zh = "迁入当年就发放", en = "Paid in the year of moving in" }
why = { zh = "迁入的，当年由迁出地发，本县从次年1月起发。当年就发，两地重复。", en = "In the year of the move the county left behind pays; this county pays from January. Paying earlier pays twice." }
basis = ["伤残抚恤管理办法（退役军人事务部令第1号）第二十三条及抚恤关系迁移规定"]
fix = { zh = "看迁移登记的“原县发放至年月”。原县确实没有发的，留存说明；否则重新计算以扣回。", en = "Look at 'paid through' of the move. If the former county really did not pay, keep its statement; otherwise run the month again so that the rest is recovered." }
detail = { zh = "{moved_on} 迁入，{first_month} 至 {last_month} 本县已发 {amount} 元（{policy}）", en = "moved in on {moved_on}, this county already paid {amount} yuan from {first_month} to {last_month} ({policy})" }
severity = "high"
group = "entitlement"

[[example]]
name = "moved in during 2020-06 and paid from 2020-07"
given.move_best = [{ person = 1, direction = "in", moved_on = "2020-06-15" }]
given.paid_line = [
  { person = 1, enrolment = 11, month = "2020-07", component = "base", amount_fen = 70000 },
  { person = 1, enrolment = 11, month = "2021-01", component = "base", amount_fen = 70000 },
]
expect = [{ person = 1, first_month = "2020-07", last_month = "2020-07", amount_fen = 70000 }]

[[example]]
name = "the other county says it paid through February of the next year: January is paid twice"
given.move_best = [{ person = 1, direction = "in", moved_on = "2020-06-15", paid_through = "2021-02" }]
given.paid_line = [
  { person = 1, enrolment = 11, month = "2021-01", component = "base", amount_fen = 70000 },
  { person = 1, enrolment = 11, month = "2021-03", component = "base", amount_fen = 70000 },
]
expect = [{ person = 1, first_month = "2021-01", last_month = "2021-01", amount_fen = 70000 }]

[[example]]
name = "paid from January, and one who had left only the same year: silent"
given.move_best = [
  { person = 1, direction = "in", moved_on = "2020-06-15" }, { person = 2, direction = "out", moved_on = "2020-02-01" },
  { person = 2, direction = "in", moved_on = "2020-09-01" },
]
given.paid_line = [
  { person = 1, enrolment = 11, month = "2021-01", component = "base", amount_fen = 70000 },
  { person = 2, enrolment = 12, month = "2020-10", component = "base", amount_fen = 70000 },
]
expect = []
*/
WITH arrived AS MATERIALIZED (
  SELECT i.person, i.moved_on,
         MAX(printf('%04d-01', substr(i.moved_on, 1, 4) + 1), coalesce(strftime('%Y-%m', i.paid_through || '-01', '+1 month'), '')) AS from_month,
         coalesce((SELECT printf('%04d-01', substr(MAX(o.moved_on), 1, 4) + 1) FROM move_best o
                   WHERE o.person = i.person AND o.direction = 'out' AND o.moved_on <= i.moved_on
                   HAVING COUNT(*) > 0), '') AS gone_from
  FROM move_best i
  WHERE i.direction = 'in'
),
too_early AS (
  SELECT p.person, p.enrolment, p.policy, a.moved_on, p.month, SUM(p.amount_fen) AS net_fen
  FROM paid_line p
  CROSS JOIN arrived a ON a.person = p.person AND p.month < a.from_month AND p.month >= a.gone_from
  WHERE p.occasion IS NULL
  GROUP BY p.enrolment, a.moved_on, p.month
  HAVING SUM(p.amount_fen) > 0
)
SELECT person, enrolment, policy, moved_on, MIN(month) AS first_month, MAX(month) AS last_month, SUM(net_fen) AS amount_fen
FROM too_early
GROUP BY enrolment, moved_on
ORDER BY enrolment, moved_on
