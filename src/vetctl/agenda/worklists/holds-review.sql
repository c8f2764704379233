/*
code   = "holds-review"
title  = { zh = "暂缓和挂起的发放", en = "Payments held" }
why    = { zh = "暂缓到了复核日期要重新决定；算不出来的人要尽快补齐，钱会一并补发", en = "a hold is decided anew on its day; people who could not be computed are owed the money" }

[say.hold]
zh = "从 {from_month} 起暂缓：{reason}；复核日期 {review_on}"
en = "held from {from_month}: {reason}; to be reviewed on {review_on}"
[say.undated]
zh = "从 {from_month} 起暂缓：{reason}；没有复核日期"
en = "held from {from_month}: {reason}; no day of review"
[say.stuck]
zh = "批次 {run} 中 {months} 个月没有算出（{codes}）：{why}"
en = "{months} months of run {run} could not be computed ({codes}): {why}"
[say.decide]
zh = "决定恢复或继续，在停发暂缓表登记恢复发放年月或新的复核日期"
en = "decide; enter the month of resumption or a new day of review"
[say.date]
zh = "在停发暂缓表补复核日期"
en = "enter a day of review"
[say.mend]
zh = "按原因补齐资料后重新计算"
en = "complete what is missing and compute again"

[[example]]
name = "a hold past its day, one coming, one without a day, one resumed; and who was held in the latest run"
given.parameters = { as_of = "2020-11-16", until = "2021-01-15" }
given.suspension_best = [
  { person = 1, kind = "hold", from_month = "2020-08", reason = "户名不符", review_on = "2020-11-15" },
  { person = 2, kind = "hold", from_month = "2020-08", reason = "核实中", review_on = "2021-01-15" },
  { person = 3, kind = "hold", from_month = "2020-08", reason = "核实中" },
  { person = 4, kind = "hold", from_month = "2020-08", reason = "核实中", resumed_month = "2020-11" },
  { person = 5, kind = "suspend", from_month = "2020-08", reason = "服刑", review_on = "2020-11-01" },
  { person = 6, kind = "hold", from_month = "2020-08", reason = "核实中", review_on = "2021-01-16" },
]
given.profile_now = [
  { person = 1, name = "甲", township = "昆阳镇" }, { person = 2, name = "乙", township = "昆阳镇" }, { person = 3, name = "丙", township = "昆阳镇" },
  { person = 4, name = "丁", township = "昆阳镇" }, { person = 5, name = "戊", township = "昆阳镇" }, { person = 6, name = "己", township = "昆阳镇" },
]
given.person = [{ person = 1 }, { person = 2 }, { person = 3 }, { person = 4 }, { person = 5 }, { person = 6 }]
given.run_state = [{ run = 1, month = "2020-09", state = "exported" }, { run = 2, month = "2020-10", state = "drafted" }, { run = 3, month = "2020-11", state = "voided" }]
given.held = [
  { run = 1, enrolment = 9, month = "2020-09", code = "E403", detail = "" },
  { run = 2, enrolment = 8, month = "2020-09", code = "E402", detail = "grade" }, { run = 2, enrolment = 8, month = "2020-10", code = "E402", detail = "grade" },
  { run = 2, enrolment = 7, month = "2020-10", code = "E404", detail = "户名不符" }, { run = 2, enrolment = 9, month = "2020-10", code = "E413", detail = "death police 2020-09-01" },
]
given.enrolment = [{ enrolment = 7, person = 1 }, { enrolment = 8, person = 5 }, { enrolment = 9, person = 6 }]
expect = [
  { subject = "戊", due_on = "2020-10-31", state = "overdue", detail = "stuck", action = "mend", months = 2, run = 2, codes = "E402" },
  { subject = "甲", due_on = "2020-11-15", state = "overdue", detail = "hold", action = "decide" },
  { subject = "丙", due_on = "2020-11-16", state = "due", detail = "undated", action = "date" },
  { subject = "乙", due_on = "2021-01-15", state = "soon", detail = "hold" },
]
*/
WITH latest AS (
  SELECT run, month FROM run_state WHERE state <> 'voided' ORDER BY run DESC LIMIT 1
),
standing AS (
  SELECT coalesce(review_on, :as_of) AS due_on, person, CASE WHEN review_on IS NULL THEN 'undated' ELSE 'hold' END AS detail,
         CASE WHEN review_on IS NULL THEN 'date' ELSE 'decide' END AS action,
         from_month, reason, review_on, NULL AS run, NULL AS months, NULL AS codes, NULL AS why
  FROM suspension_best
  WHERE kind = 'hold' AND (resumed_month IS NULL OR resumed_month > substr(:as_of, 1, 7))
  UNION ALL
  -- Held by decision (E404) is the list above, proposed stops (E413) have their own; here who could not be computed or paid.
  SELECT date(l.month || '-01', '+1 month', '-1 day'), e.person, 'stuck', 'mend', MIN(h.month), NULL, NULL, l.run,
         COUNT(DISTINCT h.month), group_concat(DISTINCT h.code), MAX(h.detail)
  FROM latest l
  JOIN held h ON h.run = l.run AND h.code NOT IN ('E404', 'E413')
  JOIN enrolment e ON e.enrolment = h.enrolment
  GROUP BY e.person
)
SELECT s.due_on, CASE WHEN s.due_on < :as_of THEN 'overdue' WHEN s.due_on = :as_of THEN 'due' ELSE 'soon' END AS state,
       f.name AS subject, f.township, s.detail, s.action, 'certain' AS certainty, p.id_no,
       s.from_month, s.reason, s.review_on, s.run, s.months, s.codes, s.why
FROM standing s
JOIN person p ON p.person = s.person
JOIN profile_now f ON f.person = s.person
WHERE s.due_on <= :until
ORDER BY s.due_on, f.township, f.name, s.person
