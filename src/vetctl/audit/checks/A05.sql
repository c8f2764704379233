/*
code = "A05"
title = { zh = "未通过年度核查仍在发放", en = "Paid without the yearly confirmation" }
why = { zh = "每年要核查本人在世并符合条件。公告或通知满60日仍联系不上的，从次月起停发；恢复后从再次确认的次月起发，中间不补。", en = "Every year it is confirmed that the person lives and still qualifies. Sixty days after the notice without contact, payment stops from the next month; once confirmed again it resumes from the next month, and the gap is not paid." }
basis = ["伤残抚恤管理办法（退役军人事务部令第1号）第二十五条"]
fix = { zh = "联系本人或村居核实。已核查的，把核查日期填进年度核查表再导入；确实没有核查的，重新计算以停发并扣回。", en = "Contact the person or the village. If the check was made, enter its date in the confirmations and import them; if not, run the month again so that payment stops and the rest is recovered." }
detail = { zh = "{reason}（{year} 年度{notice}），{first_month} 至 {last_month} 仍发 {amount} 元", en = "{reason} (year {year}{notice}); paid from {first_month} to {last_month}: {amount} yuan" }
severity = "blocking"
group = "entitlement"
gate = true

[words.reason]
lapsed = { zh = "公告期满未核查", en = "not confirmed when the notice ran out" }
never = { zh = "全年没有核查记录", en = "no confirmation in the whole year" }

[words.notice]
none = { zh = "，未公告", en = ", no notice given" }

[parameter.gate]
default = 0
zh = "1 表示发放前核查"
en = "1 while a run is being controlled"

[parameter.notice_days]
default = 60
zh = "公告后的宽限天数"
en = "days of grace after the notice"

[[example]]
name = "notice on 2020-06-10, 60 days end 2020-08-09: August is still right, September and October are not"
given.parameters = { as_of = "2020-11-01" }
given.confirmation_now = [{ person = 1, year = 2020, noticed_on = "2020-06-10" }]
given.paid_line = [
  { person = 1, enrolment = 11, month = "2020-08", component = "base", amount_fen = 70000 },
  { person = 1, enrolment = 11, month = "2020-09", component = "base", amount_fen = 70000 },
  { person = 1, enrolment = 11, month = "2020-10", component = "base", amount_fen = 70000 },
]
expect = [{ person = 1, reason = "lapsed", first_month = "2020-09", last_month = "2020-10", amount_fen = 140000, severity = "blocking" }]

[[example]]
name = "confirmed again on 2020-10-20: the gap is not paid, November is; and confirmed in time: silent"
given.parameters = { as_of = "2020-12-01" }
given.confirmation_now = [
  { person = 1, year = 2020, noticed_on = "2020-06-10", confirmed_on = "2020-10-20" },
  { person = 2, year = 2020, noticed_on = "2020-06-10", confirmed_on = "2020-07-01" },
]
given.paid_line = [
  { person = 1, enrolment = 11, month = "2020-08", component = "base", amount_fen = 70000 },
  { person = 1, enrolment = 11, month = "2020-11", component = "base", amount_fen = 70000 },
  { person = 2, enrolment = 12, month = "2020-10", component = "base", amount_fen = 70000 },
]
expect = []

[[example]]
name = "the year is over and somebody paid in December was never confirmed, though others were: high, not blocking"
given.parameters = { as_of = "2021-01-05" }
given.confirmation_now = [{ person = 2, year = 2020, confirmed_on = "2020-07-01" }]
given.paid_line = [
  { person = 1, enrolment = 11, month = "2020-12", component = "base", amount_fen = 70000 },
  { person = 2, enrolment = 12, month = "2020-12", component = "base", amount_fen = 70000 },
]
expect = [{ person = 1, reason = "never", severity = "high" }]
*/
WITH lapsed AS MATERIALIZED (
  SELECT c.person, c.year, c.noticed_on, date(c.noticed_on, printf('+%d days', :notice_days)) AS limit_on,
         (SELECT MIN(k.confirmed_on) FROM confirmation_now k
          WHERE k.person = c.person AND k.confirmed_on >= printf('%04d-01-01', c.year)) AS confirmed_on
  FROM confirmation_now c
  WHERE c.noticed_on IS NOT NULL
),
still_held AS (
  SELECT p.person, p.enrolment, l.year, p.month, SUM(p.amount_fen) AS net_fen
  FROM paid_line p
  CROSS JOIN lapsed l ON l.person = p.person AND p.month > substr(l.limit_on, 1, 7)
  WHERE p.occasion IS NULL
    AND (l.confirmed_on IS NULL OR (l.confirmed_on > l.limit_on AND p.month <= substr(l.confirmed_on, 1, 7)))
  GROUP BY p.enrolment, l.year, p.month
  HAVING SUM(p.amount_fen) > 0
),
-- Only years in which the register is kept: a county that never imported it would otherwise see everybody.
kept_year AS MATERIALIZED (
  SELECT year, MAX(confirmed_on) AS latest FROM confirmation_now WHERE confirmed_on IS NOT NULL GROUP BY year
)
SELECT person, enrolment, year, 'lapsed' AS reason, '' AS notice, 'blocking' AS severity,
       MIN(month) AS first_month, MAX(month) AS last_month, SUM(net_fen) AS amount_fen
FROM still_held
GROUP BY enrolment, year
UNION ALL
SELECT p.person, p.enrolment, y.year, 'never', 'none', 'high', p.month, p.month, SUM(p.amount_fen)
FROM paid_line p
CROSS JOIN kept_year y ON p.month = printf('%04d-12', y.year)
WHERE :gate = 0 AND :as_of > printf('%04d-12-31', y.year) AND p.occasion IS NULL
  AND NOT EXISTS (SELECT 1 FROM confirmation_now c WHERE c.person = p.person AND c.year = y.year)
GROUP BY p.enrolment, y.year
HAVING SUM(p.amount_fen) > 0
ORDER BY 2, 3
