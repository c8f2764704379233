/*
code = "R02"
title = { zh = "应收账与发放对不上", en = "The ledger of what is owed does not close" }
why = { zh = "每一批里，实付与明细之差就是应收的增减；应收账上记的不是这个数，或余额小于零，不是少追就是多扣。", en = "In every run, what was paid out less the lines is what the debt grows or shrinks by. If the file says otherwise, or a debt is below zero, too little is reclaimed or too much withheld." }
fix = { zh = "不要发放。这是程序缺陷或有人绕过程序改过数据库：运行 vetctl journal verify，并报告维护者。", en = "Do not pay. Either the program is at fault or somebody changed the database from outside: run vetctl journal verify and tell the maintainer." }
detail = { zh = "应收增减记为 {stated} 元，按发放应为 {counted} 元", en = "change of the debt on file {stated} yuan, by the payments {counted} yuan" }
severity = "blocking"
group = "system"

[[example]]
name = "700 were recovered, but the debt never entered; a set-off that was not noted; a debt below zero"
given.line = [
  { line = 1, run = 1, enrolment = 11, amount_fen = -700 }, { line = 2, run = 1, enrolment = 12, amount_fen = -500 },
  { line = 3, run = 2, enrolment = 12, amount_fen = 500 },
]
given.enrolment = [{ enrolment = 11, person = 1 }, { enrolment = 12, person = 2 }]
given.payout = [
  { run = 1, person = 1, net_fen = 0 }, { run = 1, person = 2, net_fen = 0 }, { run = 2, person = 2, net_fen = 0 },
]
given.owed = [{ run = 1, person = 2, change_fen = 500 }]
given.owed_now = [{ person = 2, balance_fen = 500 }, { person = 3, balance_fen = -100 }]
expect = [
  { person = 1, run = 1, stated_fen = 0, counted_fen = 700, amount_fen = 700 },
  { person = 2, run = 2, stated_fen = 0, counted_fen = -500, amount_fen = 500 },
  { person = 3, stated_fen = -100, counted_fen = 0 },
]

[[example]]
name = "a debt that was set off, one settled from a funeral sum, and a run that was voided: silent"
given.run_step = [{ run = 3, step = "voided" }]
given.line = [
  { line = 1, run = 1, enrolment = 11, amount_fen = -700 }, { line = 2, run = 2, enrolment = 11, amount_fen = 1000 },
  { line = 3, run = 3, enrolment = 11, amount_fen = 900 }, { line = 4, run = 2, enrolment = 14, amount_fen = 800, occasion = 5 },
]
given.enrolment = [{ enrolment = 11, person = 1 }, { enrolment = 14, person = 4 }]
given.occasion = [{ id = 5, institution = "" }]
given.payout = [
  { run = 1, person = 1, net_fen = 0 }, { run = 2, person = 1, net_fen = 300 }, { run = 3, person = 1, net_fen = 900 },
  { run = 2, person = 4, net_fen = 600 },
]
given.settled_for = [{ run = 2, payee = 4, debtor = 9, amount_fen = 200 }]
given.owed = [{ run = 1, person = 1, change_fen = 700 }, { run = 2, person = 1, change_fen = -700 }]
given.owed_now = []
expect = []
*/
WITH lines AS (
  SELECT l.run, e.person, SUM(l.amount_fen) AS fen
  FROM line l
  JOIN enrolment e ON e.enrolment = l.enrolment
  WHERE l.run NOT IN (SELECT run FROM run_step WHERE step = 'voided')
    AND NOT EXISTS (SELECT 1 FROM occasion o WHERE o.id = l.occasion AND o.institution <> '')
  GROUP BY l.run, e.person
),
counted AS (
  SELECT n.person, n.run, coalesce(o.change_fen, 0) AS stated_fen,
         coalesce(p.net_fen, 0) - n.fen
         + coalesce((SELECT SUM(s.amount_fen) FROM settled_for s WHERE s.run = n.run AND s.payee = n.person), 0) AS counted_fen
  FROM lines n
  LEFT JOIN payout p ON p.run = n.run AND p.person = n.person
  LEFT JOIN owed o ON o.run = n.run AND o.person = n.person
)
SELECT person, run, stated_fen, counted_fen, abs(counted_fen - stated_fen) AS amount_fen
FROM counted
WHERE counted_fen <> stated_fen
UNION ALL
SELECT person, NULL, balance_fen, 0, -balance_fen
FROM owed_now
WHERE balance_fen < 0
ORDER BY 1, 2
