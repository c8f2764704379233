/*
code   = "months-open"
title  = { zh = "没有办完的发放月份", en = "Months not finished" }
why    = { zh = "按月份顺序办理，一个月没有导出，后面的月份不能计算", en = "months go in order: one that is not exported keeps the later ones waiting" }

[say.step]
zh = "批次 {run}：{stage}，{heads} 人，实发 {net_fen} 元"
en = "run {run}: {stage}, {heads} people, {net_fen} yuan net"
[say.missing]
zh = "还没有计算"
en = "not computed yet"
[say.compute]
zh = "计算：vetctl payments run --month {month}"
en = "compute: vetctl payments run --month {month}"
[say.review]
zh = "复核：vetctl payments review --run {run}"
en = "review: vetctl payments review --run {run}"
[say.approve]
zh = "审批：vetctl payments approve --run {run}"
en = "approve: vetctl payments approve --run {run}"
[say.export]
zh = "导出银行文件：vetctl payments export --run {run}"
en = "export the bank file: vetctl payments export --run {run}"

[word]
drafted = { zh = "已计算待复核", en = "computed, to be reviewed" }
reviewed = { zh = "已复核待审批", en = "reviewed, to be approved" }
approved = { zh = "已审批待导出", en = "approved, to be exported" }

[[example]]
name = "exported months are done; a missing month, one in work and this month are listed, across the year's end"
given.parameters = { as_of = "2021-01-10", until = "2021-03-11" }
given.run_state = [
  { run = 1, month = "2020-10", state = "exported", heads = 5, net_fen = 100 }, { run = 2, month = "2020-12", state = "voided", heads = 5, net_fen = 100 },
  { run = 3, month = "2020-12", state = "reviewed", heads = 5, net_fen = 123450 },
]
given.enrolled_now = [{ enrolment = 1, person = 1 }]
expect = [
  { subject = "2020-11", due_on = "2020-11-30", state = "overdue", detail = "missing", action = "compute", month = "2020-11" },
  { subject = "2020-12", due_on = "2020-12-31", state = "overdue", detail = "step", action = "approve", stage = "reviewed", net_fen = 123450, run = 3 },
  { subject = "2021-01", due_on = "2021-01-31", state = "due", detail = "missing", action = "compute" },
]

[[example]]
name = "before the first run only this month is due, and nothing when nobody is enrolled"
given.parameters = { as_of = "2020-03-31", until = "2020-05-30" }
given.enrolled_now = [{ enrolment = 1, person = 1 }]
expect = [{ subject = "2020-03", due_on = "2020-03-31", state = "due" }]
*/
WITH RECURSIVE valid AS (
  SELECT run, month, state, heads, net_fen FROM run_state WHERE state <> 'voided'
),
month(month) AS (
  SELECT MIN(coalesce((SELECT MIN(month) FROM valid), substr(:as_of, 1, 7)), substr(:as_of, 1, 7))
  UNION ALL
  SELECT strftime('%Y-%m', month || '-01', '+1 month') FROM month WHERE month < substr(:as_of, 1, 7)
),
wanted AS (
  SELECT month FROM month WHERE EXISTS (SELECT 1 FROM enrolled_now)
  UNION
  SELECT month FROM valid
)
SELECT date(w.month || '-01', '+1 month', '-1 day') AS due_on,
       CASE WHEN w.month < substr(:as_of, 1, 7) THEN 'overdue' WHEN w.month = substr(:as_of, 1, 7) THEN 'due' ELSE 'soon' END AS state,
       w.month AS subject, '' AS township,
       CASE WHEN v.run IS NULL THEN 'missing' ELSE 'step' END AS detail,
       CASE v.state WHEN 'drafted' THEN 'review' WHEN 'reviewed' THEN 'approve' WHEN 'approved' THEN 'export' ELSE 'compute' END AS action,
       'certain' AS certainty, w.month, v.run, v.state AS stage, v.heads, v.net_fen
FROM wanted w
LEFT JOIN valid v ON v.month = w.month
WHERE coalesce(v.state, '') <> 'exported'
ORDER BY due_on, v.run
