/*
code = "B03"
title = { zh = "同一月份重复发放", en = "The same month twice" }
why = { zh = "同一人同一待遇同一月份，在一个批次里出现两行，或在两个批次里都作为当月正常发放。", en = "One person, benefit and month stands twice in one run, or in two runs as the regular payment of the month." }
fix = { zh = "不要发放。作废后一个批次并重新计算；已经发出的，重新计算以扣回。", en = "Do not pay. Void the later run and calculate again; what has left is recovered by running the month again." }
detail = { zh = "{policy} {month} 出现 {lines} 行（批次 {first_run}、{last_run}），合计 {total} 元", en = "{policy} {month} stands {lines} times (runs {first_run}, {last_run}), {total} yuan together" }
severity = "blocking"
group = "identity"

[[example]]
name = "regular in two runs, and twice as arrears in one"
given.paid_line = [
  { run = 1, person = 1, enrolment = 11, policy = "war-test", month = "2020-08", component = "base", kind = "regular", amount_fen = 70000 },
  { run = 2, person = 1, enrolment = 11, policy = "war-test", month = "2020-08", component = "base", kind = "regular", amount_fen = 70000 },
  { run = 2, person = 2, enrolment = 12, policy = "war-test", month = "2020-07", component = "base", kind = "arrears", amount_fen = 5000 },
  { run = 2, person = 2, enrolment = 12, policy = "war-test", month = "2020-07", component = "base", kind = "arrears", amount_fen = 5000 },
]
expect = [{ person = 1, month = "2020-08", lines = 2, amount_fen = 70000 }, { person = 2, month = "2020-07", lines = 2, amount_fen = 5000 }]

[[example]]
name = "regular once and arrears later, two benefits, two components: silent"
given.paid_line = [
  { run = 1, person = 1, enrolment = 11, policy = "war-test", month = "2020-08", component = "base", kind = "regular", amount_fen = 65000 },
  { run = 2, person = 1, enrolment = 11, policy = "war-test", month = "2020-08", component = "base", kind = "arrears", amount_fen = 5000 },
  { run = 3, person = 1, enrolment = 11, policy = "war-test", month = "2020-08", component = "base", kind = "arrears", amount_fen = 5000 },
  { run = 1, person = 1, enrolment = 12, policy = "nursing", month = "2020-08", component = "base", kind = "regular", amount_fen = 65000 },
  { run = 1, person = 1, enrolment = 11, policy = "war-test", month = "2020-08", component = "local", kind = "regular", amount_fen = 65000 },
]
expect = []
*/
SELECT person, enrolment, policy, month, component, COUNT(*) AS lines, MIN(run) AS first_run, MAX(run) AS last_run,
       SUM(amount_fen) AS total_fen, SUM(amount_fen) - MAX(amount_fen) AS amount_fen
FROM paid_line
WHERE kind <> 'recovery'
GROUP BY month, enrolment, component, CASE kind WHEN 'regular' THEN 0 ELSE run END
HAVING COUNT(*) > 1
ORDER BY enrolment, month
