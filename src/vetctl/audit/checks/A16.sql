/*
code = "A16"
title = { zh = "暂缓过了复核日期还在执行", en = "Held beyond the day of review" }
why = { zh = "暂缓是为了核实，到了复核日期没有结论，应发的钱一直压着；说不清理由的暂缓，等于无故停发。", en = "A hold is for finding something out. Past its day of review without a result, what is due lies there; a hold nobody reviews is a stop without a reason." }
fix = { zh = "复核：恢复的办理 vetctl payments release；继续的在停发暂缓登记表写新的复核日期；应停发的登记停发。", en = "Review it: vetctl payments release, a new day of review in the register of suspensions, or a stop on the register." }
detail = { zh = "批次 {run} 仍按 {from_month} 起的暂缓执行（{reason}），复核日期 {review_on} 已过，已暂缓 {amount} 元", en = "run {run} still holds from {from_month} ({reason}); to be reviewed on {review_on}; {amount} yuan withheld" }
severity = "medium"
group = "entitlement"

[[example]]
name = "reviewed on the day, three days late all the same, and one whose day is to come"
given.run_state = [{ run = 4, month = "2020-05", state = "exported", as_of = "2020-05-20" }, { run = 5, month = "2020-06", state = "drafted", as_of = "2020-06-20" }]
given.suspension_best = [
  { person = 1, kind = "hold", policy = "", from_month = "2020-03", reason = "户名不符", review_on = "2020-06-17", added_by = 1 },
  { person = 2, kind = "hold", policy = "", from_month = "2020-03", reason = "户名不符", review_on = "2020-06-20" },
]
given.enrolment = [{ enrolment = 11, person = 1, policy = "war-test" }, { enrolment = 12, person = 2, policy = "war-test" }]
given.held = [
  { run = 4, enrolment = 11, month = "2020-05", code = "E404", amount_fen = 65000 }, { run = 5, enrolment = 11, month = "2020-05", code = "E404", amount_fen = 65000 },
  { run = 5, enrolment = 11, month = "2020-06", code = "E404", amount_fen = 65000 }, { run = 5, enrolment = 12, month = "2020-06", code = "E404", amount_fen = 65000 },
]
expect = [{ person = 1, run = 5, review_on = "2020-06-17", amount_fen = 130000 }]

[[example]]
name = "a hold of another benefit, one without a day, and one released: silent"
given.run_state = [{ run = 5, month = "2020-06", state = "exported", as_of = "2020-06-20" }]
given.suspension_best = [
  { person = 1, kind = "hold", policy = "disability-pension", from_month = "2020-03", reason = "甲", review_on = "2020-04-01" },
  { person = 1, kind = "hold", policy = "war-test", from_month = "2020-03", reason = "乙" },
  { person = 2, kind = "hold", policy = "", from_month = "2020-03", reason = "丙", review_on = "2020-04-01", resumed_month = "2020-06" },
]
given.enrolment = [{ enrolment = 11, person = 1, policy = "war-test" }, { enrolment = 12, person = 2, policy = "war-test" }]
given.held = [{ run = 5, enrolment = 11, month = "2020-06", code = "E404", amount_fen = 65000 }]
expect = []
*/
WITH latest AS (
  SELECT run, month, as_of FROM run_state WHERE state <> 'voided' ORDER BY run DESC LIMIT 1
)
SELECT s.person, l.run, l.month, s.from_month, s.reason, s.review_on, SUM(h.amount_fen) AS amount_fen, s.added_by AS batch, s.sheet, s.row_no
FROM latest l
JOIN held h ON h.run = l.run AND h.code = 'E404'
JOIN enrolment e ON e.enrolment = h.enrolment
JOIN suspension_best s ON s.person = e.person AND s.kind = 'hold' AND s.policy IN ('', e.policy) AND s.from_month <= h.month
WHERE s.review_on < l.as_of AND (s.resumed_month IS NULL OR s.resumed_month > l.month)
GROUP BY s.person, s.policy, s.from_month
ORDER BY s.person, s.from_month
