/*
code = "A08"
title = { zh = "中止或暂缓期间仍在发放", en = "Paid while suspended or held" }
why = { zh = "服刑、被通缉、剥夺政治权利的，中止抚恤优待，恢复后中间不补；暂缓的，登记之后到恢复之前不发。", en = "While a person serves a sentence, is wanted or deprived of political rights, benefits are suspended and the gap is never paid; while held by decision, nothing is paid from the entry of the hold until it is lifted." }
basis = ["军人抚恤优待条例（2011）第五十条"]
fix = { zh = "核对停发暂缓登记的起止年月；属实的，重新计算以停发并扣回。", en = "Check the months of the suspension; if they are right, run the month again so that payment stops and the rest is recovered." }
detail = { zh = "{kind}自 {from_month}（{reason}），{first_month} 至 {last_month} 仍发 {amount} 元", en = "{kind} from {from_month} ({reason}), still paid from {first_month} to {last_month}: {amount} yuan" }
severity = "blocking"
group = "entitlement"
gate = true

[words.kind]
suspend = { zh = "中止", en = "suspended" }
hold = { zh = "暂缓", en = "held" }

[[example]]
name = "in prison from 2020-03, resumed 2021-06: May 2020 and May 2021 are not due, February 2020 and June 2021 are (vector 38)"
given.suspension_best = [{ person = 1, kind = "suspend", from_month = "2020-03", resumed_month = "2021-06", reason = "服刑" }]
given.paid_line = [
  { run = 1, person = 1, enrolment = 11, month = "2020-02", component = "base", amount_fen = 70000 },
  { run = 1, person = 1, enrolment = 11, month = "2020-05", component = "base", amount_fen = 70000 },
  { person = 1, enrolment = 11, month = "2021-05", component = "base", amount_fen = 70000 },
  { person = 1, enrolment = 11, month = "2021-06", component = "base", amount_fen = 70000 },
]
expect = [{ person = 1, kind = "suspend", first_month = "2020-05", last_month = "2021-05", amount_fen = 140000 }]

[[example]]
name = "held and not yet lifted: run 8 knew of it, run 7 did not"
given.suspension_best = [{ person = 1, kind = "hold", from_month = "2020-03", reason = "账户待核", added_by = 5 }]
given.run = [{ run = 7, seen_batch = 4 }, { run = 8, seen_batch = 6 }]
given.paid_line = [
  { run = 7, person = 1, enrolment = 11, month = "2020-03", component = "base", amount_fen = 70000 },
  { run = 8, person = 1, enrolment = 11, month = "2020-04", component = "base", amount_fen = 70000 },
]
expect = [{ person = 1, kind = "hold", amount_fen = 70000 }]

[[example]]
name = "a hold of one benefit leaves the others alone, and one that was passed for the month of the run is kept by nobody"
given.suspension_best = [
  { person = 1, kind = "hold", policy = "disability-pension", from_month = "2020-03", reason = "账户待核", added_by = 5 },
  { person = 2, kind = "hold", policy = "", from_month = "2020-03", reason = "账户待核", added_by = 5 },
]
given.run = [{ run = 8, month = "2020-04", seen_batch = 6 }, { run = 9, month = "2020-05", seen_batch = 6 }]
given.bypass = [{ person = 2, policy = "", month = "2020-04" }]
given.paid_line = [
  { run = 8, person = 1, enrolment = 11, policy = "war-test", month = "2020-04", component = "base", amount_fen = 70000 },
  { run = 8, person = 2, enrolment = 12, policy = "war-test", month = "2020-04", component = "base", amount_fen = 70000 },
  { run = 9, person = 2, enrolment = 12, policy = "war-test", month = "2020-05", component = "base", amount_fen = 70000 },
]
expect = [{ person = 2, kind = "hold", first_month = "2020-05", last_month = "2020-05", amount_fen = 70000 }]

[[example]]
name = "a hold that was lifted is paid back in full, and money recovered is no finding: silent"
given.suspension_best = [
  { person = 1, kind = "hold", from_month = "2020-03", resumed_month = "2020-05", reason = "账户待核" },
  { person = 2, kind = "suspend", from_month = "2020-03", reason = "服刑" },
]
given.paid_line = [
  { run = 1, person = 1, enrolment = 11, month = "2020-04", component = "base", amount_fen = 70000 },
  { person = 2, enrolment = 12, month = "2020-04", component = "base", amount_fen = 70000 },
  { person = 2, enrolment = 12, month = "2020-04", component = "base", amount_fen = -70000 },
]
expect = []
*/
WITH stopped AS MATERIALIZED (
  SELECT person, kind, coalesce(policy, '') AS policy, from_month, resumed_month, reason, added_by, sheet, row_no FROM suspension_best
),
still_held AS (
  SELECT p.person, p.enrolment, s.kind, s.from_month, s.reason, s.added_by, s.sheet, s.row_no,
         p.month, SUM(p.amount_fen) AS net_fen
  FROM paid_line p
  CROSS JOIN stopped s ON s.person = p.person AND p.month >= s.from_month AND s.policy IN ('', p.policy)
  WHERE p.occasion IS NULL
    AND CASE s.kind
          WHEN 'suspend' THEN s.resumed_month IS NULL OR p.month < s.resumed_month
          -- Money paid before the hold was entered was right then, and a lifted hold is paid in full.
          ELSE s.resumed_month IS NULL AND s.added_by <= (SELECT r.seen_batch FROM run r WHERE r.run = p.run)
               AND NOT EXISTS (SELECT 1 FROM bypass b JOIN run r ON r.run = p.run AND r.month = b.month
                               WHERE b.person = s.person AND b.policy IN ('', s.policy)) END
  GROUP BY p.enrolment, s.kind, s.from_month, p.month
  HAVING SUM(p.amount_fen) > 0
)
SELECT person, enrolment, kind, from_month, reason, MIN(month) AS first_month, MAX(month) AS last_month,
       SUM(net_fen) AS amount_fen, added_by AS batch, sheet, row_no
FROM still_held
GROUP BY enrolment, kind, from_month
ORDER BY enrolment, kind, from_month
