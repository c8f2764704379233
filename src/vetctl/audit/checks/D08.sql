/*
code = "D08"
title = { zh = "社保接续先付后审", en = "Insurance paid before it was reviewed" }
why = { zh = "缴费或办结在审核之前：审核成了走过场。", en = "Paid or completed before the review: the review was for show." }
fix = { zh = "查明实际审核日期；登记错的更正，确实先付后审的留存说明。", en = "Find the true day of review; correct it, or keep a note." }
detail = { zh = "批次 {case_batch}：审核 {reviewed_on}，{reason} {other_on}", en = "batch {case_batch}: reviewed {reviewed_on}, {reason} {other_on}" }
severity = "medium"
group = "amounts"

[words.reason]
completed = { zh = "办结", en = "completed" }
paid = { zh = "支付月份", en = "paid in" }

[[example]]
name = "completed before the review; paid in the month before it"
given.occasion_now = [
  { id = 4, enrolment = 11, reference = "2020-1", facts = '{"batch":"2020-1","reviewed_on":"2020-03-20","completed_on":"2020-03-01"}' },
  { id = 5, enrolment = 12, reference = "2020-1", facts = '{"batch":"2020-1","reviewed_on":"2020-05-20"}' },
]
given.occasion = [{ id = 5, enrolment = 12, reference = "2020-1" }]
given.enrolment = [{ enrolment = 11, person = 1, policy = "insurance-continuation" }, { enrolment = 12, person = 2, policy = "insurance-continuation" }]
given.paid_line = [{ person = 2, enrolment = 12, policy = "insurance-continuation", paid_month = "2020-04", component = "2020-1:pension-unit", occasion = 5, amount_fen = 100 }]
expect = [{ person = 1, reason = "completed", other_on = "2020-03-01" }, { person = 2, reason = "paid", other_on = "2020-04" }]

[[example]]
name = "in order: silent"
given.occasion_now = [{ id = 4, enrolment = 11, reference = "2020-1", facts = '{"batch":"2020-1","reviewed_on":"2020-03-20","completed_on":"2020-06-01"}' }]
given.occasion = [{ id = 4, enrolment = 11, reference = "2020-1" }]
given.enrolment = [{ enrolment = 11, person = 1, policy = "insurance-continuation" }]
given.paid_line = [{ person = 1, enrolment = 11, policy = "insurance-continuation", paid_month = "2020-03", component = "2020-1:pension-unit", occasion = 4, amount_fen = 100 }]
expect = []
*/
WITH stated AS MATERIALIZED (
  SELECT e.person, o.enrolment, o.reference, json_extract(o.facts, '$.batch') AS case_batch, json_extract(o.facts, '$.reviewed_on') AS reviewed_on,
         json_extract(o.facts, '$.completed_on') AS completed_on, o.added_by, o.sheet, o.row_no
  FROM occasion_now o
  JOIN enrolment e ON e.enrolment = o.enrolment AND e.policy = 'insurance-continuation'
  WHERE json_extract(o.facts, '$.withdrawn') IS NOT 1
),
paid AS (
  SELECT o.enrolment, o.reference, MIN(p.paid_month) AS month, SUM(p.amount_fen) AS fen
  FROM paid_line p JOIN occasion o ON o.id = p.occasion
  WHERE p.policy = 'insurance-continuation'
  GROUP BY o.enrolment, o.reference
  HAVING SUM(p.amount_fen) > 0
)
SELECT person, enrolment, case_batch, 'completed' AS reason, reviewed_on, completed_on AS other_on, NULL AS amount_fen, added_by AS batch, sheet, row_no
FROM stated
WHERE completed_on < reviewed_on
UNION ALL
SELECT s.person, s.enrolment, s.case_batch, 'paid', s.reviewed_on, p.month, p.fen, s.added_by, s.sheet, s.row_no
FROM stated s JOIN paid p ON p.enrolment = s.enrolment AND p.reference = s.reference
WHERE p.month < substr(coalesce(s.reviewed_on, '9999-12'), 1, 7)
ORDER BY 2, 4
