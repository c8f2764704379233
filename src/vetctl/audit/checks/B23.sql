/*
code = "B23"
title = { zh = "退汇后没有重发，也没有暂缓", en = "Came back, and neither paid again nor held" }
why = { zh = "退回来的钱应当在下一次计算时重发，或者有暂缓的原因；都没有的，可能从此再没人管。", en = "What came back is paid again by the next run, or there is a reason to hold it; with neither, nobody may ever look at it again." }
fix = { zh = "用 vetctl payments explain 看这个月为什么不再应发；确实不该发的不用处理，该发的补齐资料重新计算。", en = "Look with vetctl payments explain why the month is no longer due; if it is due, complete what is missing and run again." }
detail = { zh = "批次 {run}（{month}）{answered_on} 退回 {amount} 元，之后的批次 {since_run} 没有重发也没有暂缓", en = "run {run} ({month}): {amount} yuan came back on {answered_on}; run {since_run} neither paid nor held it" }
severity = "medium"
group = "amounts"

[[example]]
name = "the run after it did nothing"
given.bank_answer = [{ answer = 1, run = 1, person = 1, outcome = "failed", answered_on = "2020-01-25", event = 5 }]
given.returned_line = [{ line = 1, answer = 1 }, { line = 2, answer = 1 }]
given.line = [
  { line = 1, run = 1, enrolment = 11, month = "2020-01", component = "base", amount_fen = 100 },
  { line = 2, run = 1, enrolment = 11, month = "2019-12", component = "base", amount_fen = -30 },
]
given.enrolment = [{ enrolment = 11, person = 1 }]
given.run_state = [{ run = 1, month = "2020-01", state = "exported" }, { run = 2, month = "2020-02", state = "drafted" }]
given.run = [{ run = 1, month = "2020-01", seen_event = 1 }, { run = 2, month = "2020-02", seen_event = 6 }]
expect = [{ run = 1, person = 1, month = "2020-01", amount_fen = 100, since_run = 2, answered_on = "2020-01-25" }]

[[example]]
name = "paid again; held; dead before that month; no run since: silent"
given.bank_answer = [
  { answer = 1, run = 1, person = 1, outcome = "failed", answered_on = "2020-01-25", event = 5 }, { answer = 2, run = 1, person = 2, outcome = "failed", answered_on = "2020-01-25", event = 5 },
  { answer = 3, run = 1, person = 3, outcome = "failed", answered_on = "2020-01-25", event = 5 }, { answer = 4, run = 1, person = 4, outcome = "failed", answered_on = "2020-01-25", event = 9 },
]
given.returned_line = [{ line = 1, answer = 1 }, { line = 2, answer = 2 }, { line = 3, answer = 3 }, { line = 4, answer = 4 }]
given.line = [
  { line = 1, run = 1, enrolment = 11, month = "2020-01", component = "base", amount_fen = 100 }, { line = 2, run = 1, enrolment = 12, month = "2020-01", component = "base", amount_fen = 100 },
  { line = 3, run = 1, enrolment = 13, month = "2020-01", component = "base", amount_fen = 100 }, { line = 4, run = 1, enrolment = 14, month = "2020-01", component = "base", amount_fen = 100 },
  { line = 5, run = 2, enrolment = 11, month = "2020-01", component = "base", amount_fen = 100 },
]
given.enrolment = [{ enrolment = 11, person = 1 }, { enrolment = 12, person = 2 }, { enrolment = 13, person = 3 }, { enrolment = 14, person = 4 }]
given.held = [{ run = 2, enrolment = 12, month = "2020-01", code = "E403" }]
given.death_best = [{ person = 3, died_on = "2019-12-03" }]
given.run_state = [{ run = 1, month = "2020-01", state = "exported" }, { run = 2, month = "2020-02", state = "drafted" }]
given.run = [{ run = 1, month = "2020-01", seen_event = 1 }, { run = 2, month = "2020-02", seen_event = 6 }]
expect = []
*/
WITH newest AS (
  SELECT r.run, r.seen_event FROM run r JOIN run_state s ON s.run = r.run WHERE s.state <> 'voided' ORDER BY r.run DESC LIMIT 1
)
SELECT a.run, r.month, e.person, a.institution, n.run AS since_run, MAX(a.answered_on) AS answered_on, SUM(l.amount_fen) AS amount_fen
FROM bank_answer a
CROSS JOIN returned_line b ON b.answer = a.answer
CROSS JOIN line l ON l.line = b.line
JOIN enrolment e ON e.enrolment = l.enrolment
JOIN run r ON r.run = a.run
JOIN newest n ON n.seen_event >= a.event
LEFT JOIN death_best d ON d.person = e.person
WHERE l.amount_fen > 0 AND coalesce(substr(d.died_on, 1, 7), '9999') >= l.month
  AND NOT EXISTS (SELECT 1 FROM line x
                  JOIN run q ON q.run = x.run AND q.seen_event >= a.event
                  JOIN run_state z ON z.run = x.run AND z.state <> 'voided'
                  WHERE x.month = l.month AND x.enrolment = l.enrolment AND x.component = l.component)
  AND NOT EXISTS (SELECT 1 FROM held h WHERE h.run = n.run AND h.enrolment = l.enrolment AND h.month = l.month)
GROUP BY a.run, e.person, a.institution
ORDER BY a.run, e.person
