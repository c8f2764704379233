/*
code = "R02"
title = { zh = "应收账与发放对不上", en = "The ledger of what is owed does not close" }
why = { zh = "一个人欠的钱＝已经付给他的合计－应发给他的合计。应收账上的余额不等于这个差，不是少追就是多扣。", en = "What a person owes is everything paid out less everything due. If the balance on file is another, too little is reclaimed or too much withheld." }
fix = { zh = "不要发放。这是程序缺陷或有人绕过程序改过数据库：运行 vetctl journal verify，并报告维护者。", en = "Do not pay. Either the program is at fault or somebody changed the database from outside: run vetctl journal verify and tell the maintainer." }
detail = { zh = "应收余额记为 {stated} 元，按发放应为 {counted} 元", en = "balance on file {stated} yuan, by the payments {counted} yuan" }
severity = "blocking"
group = "system"

[[example]]
name = "700 were recovered, but the debt never entered; and a balance that forgot a set-off"
given.line = [
  { line = 1, run = 1, enrolment = 11, amount_fen = -700 }, { line = 2, run = 1, enrolment = 12, amount_fen = -500 },
  { line = 3, run = 2, enrolment = 12, amount_fen = 500 },
]
given.enrolment = [{ enrolment = 11, person = 1 }, { enrolment = 12, person = 2 }]
given.payout = [
  { run = 1, person = 1, net_fen = 0 }, { run = 1, person = 2, net_fen = 0 }, { run = 2, person = 2, net_fen = 0 },
]
given.owed = [{ run = 1, person = 2, change_fen = 500, balance_fen = 500 }]
expect = [{ person = 1, stated_fen = 0, counted_fen = 700, amount_fen = 700 }, { person = 2, stated_fen = 500, counted_fen = 0 }]

[[example]]
name = "a debt that was set off, and a run that was voided: silent"
given.run_step = [{ run = 3, step = "voided" }]
given.line = [
  { line = 1, run = 1, enrolment = 11, amount_fen = -700 }, { line = 2, run = 2, enrolment = 11, amount_fen = 1000 },
  { line = 3, run = 3, enrolment = 11, amount_fen = 900 },
]
given.enrolment = [{ enrolment = 11, person = 1 }]
given.payout = [{ run = 1, person = 1, net_fen = 0 }, { run = 2, person = 1, net_fen = 300 }, { run = 3, person = 1, net_fen = 900 }]
given.owed = [{ run = 1, person = 1, change_fen = 700, balance_fen = 700 }, { run = 2, person = 1, change_fen = -700, balance_fen = 0 }]
expect = []
*/
WITH voided AS (
  SELECT run FROM run_step WHERE step = 'voided'
),
movement AS (
  SELECT e.person, -SUM(l.amount_fen) AS fen
  FROM line l
  JOIN enrolment e ON e.enrolment = l.enrolment
  WHERE l.run NOT IN (SELECT run FROM voided)
  GROUP BY e.person
  UNION ALL
  SELECT person, SUM(net_fen) FROM payout WHERE run NOT IN (SELECT run FROM voided) GROUP BY person
),
counted AS (
  SELECT person, SUM(fen) AS counted_fen FROM movement GROUP BY person
),
-- MAX() picks the row that the balance comes from: the newest standing run.
stated AS MATERIALIZED (
  SELECT person, MAX(run) AS run, balance_fen AS stated_fen, SUM(change_fen) AS changes_fen
  FROM owed
  WHERE run NOT IN (SELECT run FROM voided)
  GROUP BY person
)
SELECT c.person, coalesce(s.stated_fen, 0) AS stated_fen, c.counted_fen, abs(c.counted_fen - coalesce(s.stated_fen, 0)) AS amount_fen
FROM counted c
LEFT JOIN stated s ON s.person = c.person
WHERE c.counted_fen <> coalesce(s.stated_fen, 0) OR c.counted_fen <> coalesce(s.changes_fen, 0)
UNION ALL
SELECT s.person, s.stated_fen, 0, abs(s.stated_fen)
FROM stated s
LEFT JOIN counted c ON c.person = s.person
WHERE c.person IS NULL AND s.stated_fen <> 0
ORDER BY 1
