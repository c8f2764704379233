/*
code   = "months-to-close"
title  = { zh = "没有封账的月份", en = "Months to close" }
why    = { zh = "银行没有回盘不等于都到账了；回盘要追，退汇要重发，封账后又退汇的要重新看", en = "no answer of the bank is not success; answers must be asked for, and a closed month that a payment came back to must be looked at again" }

[parameter.days]
default = 10
zh = "计算后多少天应当封账"
en = "days after the run by which a month should be closed"

[say.waiting]
zh = "批次 {run}：发出 {sent_count} 笔、{sent_fen} 元，{open_count} 笔、{open_fen} 元没有回盘"
en = "run {run}: {sent_count} payments sent, {sent_fen} yuan; {open_count} without answer, {open_fen} yuan"
[say.ready]
zh = "批次 {run}：发出 {sent_count} 笔、{sent_fen} 元，回盘齐全"
en = "run {run}: {sent_count} payments sent, {sent_fen} yuan, all answered"
[say.late]
zh = "批次 {run}：封账后又有 {open_count} 笔、{open_fen} 元退汇"
en = "run {run}: {open_count} payments, {open_fen} yuan, came back after the month was closed"
[say.ask]
zh = "向银行要回盘，读入：vetctl payments returns 文件"
en = "ask the bank for its answer and read it: vetctl payments returns FILE"
[say.close]
zh = "封账：vetctl payments close {month}"
en = "close it: vetctl payments close {month}"
[say.reopen]
zh = "由另一人重新开账再封：vetctl payments reopen {month} --reason …"
en = "somebody else opens it, then close it again: vetctl payments reopen {month} --reason …"

[[example]]
name = "late, ready, not due yet, closed, and closed with a payment that came back since"
given.parameters = { as_of = "2020-12-01", until = "2020-12-31", days = 10 }
given.run_state = [
  { run = 1, month = "2020-09", state = "exported", as_of = "2020-09-20" }, { run = 2, month = "2020-10", state = "exported", as_of = "2020-10-20" },
  { run = 3, month = "2020-11", state = "exported", as_of = "2020-11-20" }, { run = 4, month = "2020-12", state = "exported", as_of = "2020-12-20" },
  { run = 5, month = "2021-01", state = "exported", as_of = "2021-01-20" }, { run = 6, month = "2020-08", state = "exported", as_of = "2020-08-20" },
]
given.sent_payment = [
  { run = 1, month = "2020-09", reference = "A", amount_fen = 100, outcome = "paid", event = 3 },
  { run = 2, month = "2020-10", reference = "B", amount_fen = 100, outcome = "paid", event = 4 }, { run = 2, month = "2020-10", reference = "C", amount_fen = 50 },
  { run = 4, month = "2020-12", reference = "D", amount_fen = 100 }, { run = 5, month = "2021-01", reference = "E", amount_fen = 100 },
  { run = 6, month = "2020-08", reference = "F", amount_fen = 70, outcome = "returned", event = 9 },
]
given.closed_month = [{ month = "2020-09", event = 5 }, { month = "2020-08", event = 6 }]
expect = [
  { subject = "2020-08", state = "overdue", due_on = "2020-12-01", detail = "late", action = "reopen", open_fen = 70 },
  { subject = "2020-10", state = "overdue", due_on = "2020-10-30", detail = "waiting", action = "ask", open_count = 1, open_fen = 50, sent_fen = 150 },
  { subject = "2020-11", state = "overdue", due_on = "2020-11-30", detail = "ready", action = "close", sent_count = 0 },
  { subject = "2020-12", state = "soon", due_on = "2020-12-30", detail = "waiting" },
]
*/
WITH late AS (
  SELECT p.run, p.month, COUNT(*) AS open_count, SUM(p.amount_fen) AS open_fen
  FROM sent_payment p
  JOIN closed_month c ON c.month = p.month
  WHERE p.outcome = 'returned' AND p.event > c.event
  GROUP BY p.run
),
listed AS (
  SELECT date(r.as_of, '+' || :days || ' days') AS due_on, r.run, r.month, CASE WHEN coalesce(s.open_count, 0) > 0 THEN 'waiting' ELSE 'ready' END AS detail,
         coalesce(s.sent_count, 0) AS sent_count, coalesce(s.sent_fen, 0) AS sent_fen, coalesce(s.open_count, 0) AS open_count,
         coalesce(s.open_fen, 0) AS open_fen
  FROM run_state r
  LEFT JOIN settlement s ON s.run = r.run
  WHERE r.state = 'exported' AND r.month NOT IN (SELECT month FROM closed_month)
  UNION ALL
  SELECT :as_of, run, month, 'late', NULL, NULL, open_count, open_fen FROM late
)
SELECT due_on, CASE WHEN detail = 'late' OR due_on < :as_of THEN 'overdue' WHEN due_on = :as_of THEN 'due' ELSE 'soon' END AS state,
       month AS subject, '' AS township, detail, CASE detail WHEN 'waiting' THEN 'ask' WHEN 'ready' THEN 'close' ELSE 'reopen' END AS action,
       'certain' AS certainty, month, run, sent_count, sent_fen, open_count, open_fen
FROM listed
WHERE due_on <= :until
ORDER BY month, run
