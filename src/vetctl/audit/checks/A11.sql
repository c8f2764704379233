/*
code = "A11"
title = { zh = "遗属子女年满18周岁仍在发放", en = "Survivor's child past 18 and still paid" }
why = { zh = "子女、弟妹未满18周岁，或已满18周岁但在校、残疾而无收入的才发。登记里看得出是未成年时开始、现已年满18周岁的，要有在校或残疾证明。", en = "Children and siblings draw the pension under 18, or beyond it only at school or disabled without income. Who began as a minor and is now of age needs such proof." }
basis = ["军人抚恤优待条例（2011）第十六条"]
fix = { zh = "有在校或残疾证明的，在备注写明；没有的，在花名册填待遇终止日期后重新计算。", en = "With proof of school or disability, say so in the remark; without, enter the end date in the roster and run the month again." }
detail = { zh = "出生 {born_on}，{adult_from} 年满18周岁，此后已发 {amount} 元", en = "born {born_on}, 18 from {adult_from}; {amount} yuan paid since" }
severity = "high"
group = "entitlement"

[parameter.child_policy]
default = "survivors-pension"
zh = "适用的待遇"
en = "the benefit this applies to"

[[example]]
name = "began at 12, paid after the 18th birthday"
given.enrolled_now = [{ person = 1, enrolment = 11, policy = "survivors-pension", born_on = "2002-05-04", start_month = "2014-06" }]
given.paid_line = [
  { person = 1, enrolment = 11, month = "2020-05", amount_fen = 233167 },
  { person = 1, enrolment = 11, month = "2020-06", amount_fen = 233166 },
]
expect = [{ person = 1, adult_from = "2020-06", amount_fen = 233166 }]

[[example]]
name = "a parent, a child still under age, and one that was ended in time: silent"
given.enrolled_now = [
  { person = 1, enrolment = 11, policy = "survivors-pension", born_on = "1948-05-04", start_month = "2014-06" },
  { person = 2, enrolment = 12, policy = "survivors-pension", born_on = "2010-05-04", start_month = "2014-06" },
  { person = 3, enrolment = 13, policy = "survivors-pension", born_on = "2002-05-04", start_month = "2014-06", ends_on = "2020-05-31" },
]
given.paid_line = [
  { person = 1, enrolment = 11, month = "2020-06", amount_fen = 233166 },
  { person = 2, enrolment = 12, month = "2020-06", amount_fen = 233166 },
  { person = 3, enrolment = 13, month = "2020-05", amount_fen = 233167 },
]
expect = []
*/
WITH child AS MATERIALIZED (
  SELECT person, enrolment, policy, born_on, added_by, sheet, row_no,
         strftime('%Y-%m', born_on, 'start of month', '+217 months') AS adult_from
  FROM enrolled_now
  WHERE policy = :child_policy
    AND coalesce(start_month, substr(approved_on, 1, 7)) < strftime('%Y-%m', born_on, 'start of month', '+216 months')
)
SELECT c.person, c.enrolment, c.policy, c.born_on, c.adult_from, MAX(p.month) AS last_month,
       SUM(p.amount_fen) AS amount_fen, c.added_by AS batch, c.sheet, c.row_no
FROM paid_line p
CROSS JOIN child c ON c.enrolment = p.enrolment AND p.month >= c.adult_from
GROUP BY c.enrolment
HAVING SUM(p.amount_fen) > 0
ORDER BY c.enrolment
