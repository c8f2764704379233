/*
code = "A09"
title = { zh = "没有批准就发放", en = "Paid without a decision" }
why = { zh = "在发放，却既没有批准时间也没有批准文号（只有证书不算批准），或者开始发放早于规定（残疾抚恤从批准的次月起）。没有依据的钱，审计时要追回。", en = "Paid although neither date nor document of a decision is on record (a certificate is no decision), or from before the decision allows (disability: from the month after it). Money without a basis is reclaimed by an audit." }
basis = ["伤残抚恤管理办法（退役军人事务部令第1号）第二十三条"]
fix = { zh = "调档案，在花名册补上批准时间、文号；确无批准的，填待遇终止日期后重新计算。", en = "Look at the file and add date and document of the decision to the roster; if there is none, enter an end date and run the month again." }
detail = { zh = "{reason}（{policy}），已发 {amount} 元", en = "{reason} ({policy}), {amount} yuan paid" }
severity = "high"
group = "entitlement"

[words.reason]
none = { zh = "没有批准时间和文号", en = "neither date nor document of a decision" }
early = { zh = "早于批准的次月", en = "before the month after the decision" }

[parameter.policies]
default = '[{"code": "disability-pension", "starts": "month-after-approval"}, {"code": "survivors-pension", "starts": "approval-month"}]'
zh = "各待遇的起始规则（由程序填入）"
en = "the start rules of the benefits (filled in by the program)"

[[example]]
name = "paid and nothing on record; approved in June and paid for June"
given.enrolled_now = [
  { person = 1, enrolment = 11, policy = "disability-pension", document = "", certificate = "军残001" },
  { person = 2, enrolment = 12, policy = "disability-pension", document = "平评〔2020〕3号", certificate = "", approved_on = "2020-06-15" },
]
given.paid_line = [
  { enrolment = 11, month = "2020-08", component = "base", amount_fen = 70000 },
  { enrolment = 12, month = "2020-06", component = "base", amount_fen = 70000 }, { enrolment = 12, month = "2020-07", component = "base", amount_fen = 70000 },
]
expect = [{ person = 1, reason = "none", amount_fen = 70000 }, { person = 2, reason = "early", amount_fen = 70000 }]

[[example]]
name = "a document is enough, the month after is right, approval-month benefits start at once, a start month of its own counts: silent"
given.enrolled_now = [
  { person = 1, enrolment = 11, policy = "disability-pension", document = "平评〔2010〕1号", certificate = "" },
  { person = 2, enrolment = 12, policy = "disability-pension", document = "", certificate = "", approved_on = "2020-06-15" },
  { person = 3, enrolment = 13, policy = "survivors-pension", document = "", certificate = "", approved_on = "2020-06-15" },
  { person = 4, enrolment = 14, policy = "disability-pension", document = "x", certificate = "", approved_on = "2020-06-15", start_month = "2020-04" },
  { person = 5, enrolment = 15, policy = "disability-pension", document = "", certificate = "" },
]
given.paid_line = [
  { enrolment = 11, month = "2020-08", component = "base", amount_fen = 70000 }, { enrolment = 12, month = "2020-07", component = "base", amount_fen = 70000 },
  { enrolment = 13, month = "2020-06", component = "base", amount_fen = 70000 }, { enrolment = 14, month = "2020-05", component = "base", amount_fen = 70000 },
]
expect = []
*/
WITH rule AS MATERIALIZED (
  SELECT json_extract(value, '$.code') AS policy, json_extract(value, '$.starts') AS starts FROM json_each(:policies)
),
doubtful AS MATERIALIZED (
  SELECT e.person, e.enrolment, e.policy, 'none' AS reason, '9999-99' AS due_from, e.added_by, e.sheet, e.row_no
  FROM enrolled_now e
  WHERE e.approved_on IS NULL AND coalesce(e.document, '') = ''
  UNION ALL
  SELECT e.person, e.enrolment, e.policy, 'early',
         CASE r.starts WHEN 'month-after-approval' THEN strftime('%Y-%m', e.approved_on, 'start of month', '+1 month')
                       ELSE substr(e.approved_on, 1, 7) END, e.added_by, e.sheet, e.row_no
  FROM enrolled_now e
  JOIN rule r ON r.policy = e.policy AND r.starts IN ('month-after-approval', 'approval-month')
  WHERE e.approved_on IS NOT NULL AND e.start_month IS NULL
)
SELECT d.person, d.enrolment, d.policy, d.reason, MIN(p.month) AS first_month, SUM(p.amount_fen) AS amount_fen,
       d.added_by AS batch, d.sheet, d.row_no
FROM paid_line p
CROSS JOIN doubtful d ON d.enrolment = p.enrolment AND p.month < d.due_from
GROUP BY d.enrolment, d.reason
HAVING SUM(p.amount_fen) > 0
ORDER BY d.enrolment, d.reason
