/*
code = "A06"
title = { zh = "迁出后仍在发放", en = "Paid after moving out" }
why = { zh = "户口迁出的，迁出当年由迁出地发到12月，次年1月起由迁入地发。次年以后本县再发就是两地重复。", en = "The county a person leaves pays to December of that year; from January the receiving county pays. Anything later is paid twice." }
basis = ["伤残抚恤管理办法（退役军人事务部令第1号）第二十三条及抚恤关系迁移规定"]
fix = { zh = "核对迁移登记；属实的，重新计算以停发并扣回，并与迁入地核对发放至年月。", en = "Check the move; if it is true, run the month again so that payment stops and the rest is recovered, and compare 'paid through' with the receiving county." }
detail = { zh = "{moved_on} 迁出，{first_month} 至 {last_month} 仍发 {amount} 元（{policy}）", en = "moved out on {moved_on}, still paid from {first_month} to {last_month}: {amount} yuan ({policy})" }
severity = "blocking"
group = "entitlement"
gate = true

[[example]]
name = "moved out in June 2020: paid in January 2021"
given.move_best = [{ person = 1, direction = "out", moved_on = "2020-06-15" }]
given.paid_line = [
  { person = 1, enrolment = 11, month = "2020-12", component = "base", amount_fen = 70000 },
  { person = 1, enrolment = 11, month = "2021-01", component = "base", amount_fen = 70000 },
]
expect = [{ person = 1, first_month = "2021-01", last_month = "2021-01", amount_fen = 70000 }]

[[example]]
name = "the year of the move, and a person who came back in 2022 and is paid from 2023: silent"
given.move_best = [
  { person = 1, direction = "out", moved_on = "2020-06-15" }, { person = 2, direction = "out", moved_on = "2020-06-15" },
  { person = 2, direction = "in", moved_on = "2022-03-01" },
]
given.paid_line = [
  { person = 1, enrolment = 11, month = "2020-12", component = "base", amount_fen = 70000 },
  { person = 2, enrolment = 12, month = "2020-12", component = "base", amount_fen = 70000 },
  { person = 2, enrolment = 12, month = "2023-01", component = "base", amount_fen = 70000 },
]
expect = []
*/
WITH away AS MATERIALIZED (
  SELECT o.person, o.moved_on, printf('%04d-01', substr(o.moved_on, 1, 4) + 1) AS from_month,
         (SELECT printf('%04d-01', substr(MIN(i.moved_on), 1, 4) + 1) FROM move_best i
          WHERE i.person = o.person AND i.direction = 'in' AND i.moved_on >= o.moved_on
          HAVING COUNT(*) > 0) AS until_month
  FROM move_best o
  WHERE o.direction = 'out'
),
still_held AS (
  SELECT p.person, p.enrolment, p.policy, a.moved_on, p.month, SUM(p.amount_fen) AS net_fen
  FROM paid_line p
  CROSS JOIN away a ON a.person = p.person AND p.month >= a.from_month
  WHERE p.occasion IS NULL AND (a.until_month IS NULL OR p.month < a.until_month)
  GROUP BY p.enrolment, a.moved_on, p.month
  HAVING SUM(p.amount_fen) > 0
)
SELECT person, enrolment, policy, moved_on, MIN(month) AS first_month, MAX(month) AS last_month, SUM(net_fen) AS amount_fen
FROM still_held
GROUP BY enrolment, moved_on
ORDER BY enrolment, moved_on
