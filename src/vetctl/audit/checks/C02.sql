/*
code = "C02"
title = { zh = "合计不平", en = "Totals that do not agree" }
why = { zh = "批次的合计、明细之和、每人实发之和、导出文件的笔数和金额，四者必须一分不差；差一分，银行文件就不能发。", en = "The totals of a run, the sum of its lines, of what each person gets, and the rows and total of the exported files must agree to the fen; with one fen off the bank file must not leave." }
fix = { zh = "不要发放。这是程序缺陷或有人绕过程序改过数据库：运行 vetctl journal verify，并报告维护者。", en = "Do not pay. Either the program is at fault or somebody changed the database from outside: run vetctl journal verify and tell the maintainer." }
detail = { zh = "批次 {run} {what}：记为 {stated}，实为 {counted}", en = "run {run}, {what}: stated {stated}, counted {counted}" }
severity = "blocking"
group = "amounts"

[words.what]
lines = { zh = "明细行数", en = "number of lines" }
regular = { zh = "正常发放（分）", en = "regular (fen)" }
arrears = { zh = "补发（分）", en = "arrears (fen)" }
recovery = { zh = "扣回（分）", en = "recovery (fen)" }
net = { zh = "实发（分）", en = "net (fen)" }
set_off = { zh = "抵扣（分）", en = "set off (fen)" }
payee = { zh = "个人应发（分）", en = "one person's gross (fen)" }
payout = { zh = "个人应发减抵扣不等于实发（分）", en = "gross less set-off is not net (fen)" }
bank_rows = { zh = "代发文件笔数", en = "rows of the bank file" }
bank_total = { zh = "代发文件金额（分）", en = "total of the bank file (fen)" }

[parameter.bank_kind]
default = "bank"
zh = "银行代发文件的种类"
en = "the kind of the file for the bank"

[[example]]
name = "the bank file is one fen short, and a person's gross is off"
given.run = [{ run = 1, line_count = 1, regular_fen = 100, arrears_fen = 0, recovery_fen = 0, set_off_fen = 0, net_fen = 100 }]
given.line = [{ line = 1, run = 1, enrolment = 11, kind = "regular", amount_fen = 100 }]
given.enrolment = [{ enrolment = 11, person = 1 }]
given.payout = [{ run = 1, person = 1, gross_fen = 99, set_off_fen = -1, net_fen = 100 }]
given.export = [{ run = 1, kind = "bank", rows = 1, total_fen = 99 }]
expect = [
  { run = 1, what = "bank_total", stated = 99, counted = 100 }, { run = 1, what = "payee", person = 1, stated = 99, counted = 100 },
  { run = 1, what = "set_off", stated = 0, counted = -1 },
]

[[example]]
name = "everything agrees, a debtor who gets nothing is no row of the bank file, and a voided run is not looked at: silent"
given.run = [
  { run = 1, line_count = 2, regular_fen = 0, arrears_fen = 0, recovery_fen = 0, set_off_fen = 0, net_fen = 999 },
  { run = 2, line_count = 3, regular_fen = 300, arrears_fen = 50, recovery_fen = -70, set_off_fen = 50, net_fen = 300 },
]
given.run_step = [{ run = 1, step = "voided" }]
given.line = [
  { line = 1, run = 2, enrolment = 11, kind = "regular", amount_fen = 300 }, { line = 2, run = 2, enrolment = 12, kind = "arrears", amount_fen = 50 },
  { line = 3, run = 2, enrolment = 12, kind = "recovery", amount_fen = -70 },
]
given.enrolment = [{ enrolment = 11, person = 1 }, { enrolment = 12, person = 2 }]
given.payout = [{ run = 2, person = 1, gross_fen = 300, set_off_fen = 0, net_fen = 300 }, { run = 2, person = 2, gross_fen = 50, set_off_fen = 50, net_fen = 0 }]
given.export = [{ run = 2, kind = "bank@a", rows = 1, total_fen = 300 }, { run = 2, kind = "bank@b", rows = 1, total_fen = 100 }, { run = 2, kind = "bank@b#2", rows = 0, total_fen = 200 }]
expect = []
*/
WITH stated AS (
  SELECT run, line_count, regular_fen, arrears_fen, recovery_fen, set_off_fen, net_fen
  FROM run
  WHERE run NOT IN (SELECT run FROM run_step WHERE step = 'voided')
),
summed AS MATERIALIZED (
  SELECT run, COUNT(*) AS lines, SUM(CASE kind WHEN 'regular' THEN amount_fen ELSE 0 END) AS regular_fen,
         SUM(CASE kind WHEN 'arrears' THEN amount_fen ELSE 0 END) AS arrears_fen,
         SUM(CASE kind WHEN 'recovery' THEN amount_fen ELSE 0 END) AS recovery_fen
  FROM line
  GROUP BY run
),
given_out AS MATERIALIZED (
  SELECT run, SUM(set_off_fen) AS set_off_fen, SUM(net_fen) AS net_fen, SUM(net_fen > 0) AS payees
  FROM (SELECT run, set_off_fen, net_fen FROM payout UNION ALL SELECT run, 0, net_fen FROM remittance)
  GROUP BY run
),
gross AS (
  -- What an institution is paid for a person is no money of the person's.
  SELECT l.run, e.person, SUM(MAX(l.amount_fen, 0)) AS gross_fen
  FROM line l
  JOIN enrolment e ON e.enrolment = l.enrolment
  LEFT JOIN occasion o ON o.id = l.occasion AND o.institution <> ''
  WHERE o.id IS NULL
  GROUP BY l.run, e.person
),
bank_file AS (
  -- One list may be split over several files (bank@profile#2); each profile's files together are the whole list.
  SELECT run, CASE WHEN instr(kind, '#') THEN substr(kind, 1, instr(kind, '#') - 1) ELSE kind END AS list, SUM(rows) AS rows, SUM(total_fen) AS total_fen
  FROM export
  WHERE kind = :bank_kind OR kind GLOB :bank_kind || '@*'
  GROUP BY run, list
),
compared AS (
  SELECT r.run, 'lines' AS what, NULL AS person, r.line_count AS stated, coalesce(s.lines, 0) AS counted
  FROM stated r LEFT JOIN summed s ON s.run = r.run
  UNION ALL
  SELECT r.run, 'regular', NULL, r.regular_fen, coalesce(s.regular_fen, 0) FROM stated r LEFT JOIN summed s ON s.run = r.run
  UNION ALL
  SELECT r.run, 'arrears', NULL, r.arrears_fen, coalesce(s.arrears_fen, 0) FROM stated r LEFT JOIN summed s ON s.run = r.run
  UNION ALL
  SELECT r.run, 'recovery', NULL, r.recovery_fen, coalesce(s.recovery_fen, 0) FROM stated r LEFT JOIN summed s ON s.run = r.run
  UNION ALL
  SELECT r.run, 'net', NULL, r.net_fen, coalesce(g.net_fen, 0) FROM stated r LEFT JOIN given_out g ON g.run = r.run
  UNION ALL
  SELECT r.run, 'set_off', NULL, r.set_off_fen, coalesce(g.set_off_fen, 0) FROM stated r LEFT JOIN given_out g ON g.run = r.run
  UNION ALL
  SELECT p.run, 'payee', p.person, p.gross_fen, coalesce(g.gross_fen, 0)
  FROM payout p LEFT JOIN gross g ON g.run = p.run AND g.person = p.person
  UNION ALL
  SELECT g.run, 'payee', g.person, 0, g.gross_fen
  FROM gross g LEFT JOIN payout p ON p.run = g.run AND p.person = g.person
  WHERE p.run IS NULL
  UNION ALL
  SELECT run, 'payout', person, net_fen, gross_fen - set_off_fen FROM payout
  UNION ALL
  SELECT x.run, 'bank_rows', NULL, x.rows, coalesce(g.payees, 0) FROM bank_file x LEFT JOIN given_out g ON g.run = x.run
  UNION ALL
  SELECT x.run, 'bank_total', NULL, x.total_fen, coalesce(g.net_fen, 0) FROM bank_file x LEFT JOIN given_out g ON g.run = x.run
)
SELECT c.run, r.month, c.person, c.what, c.stated, c.counted,
       CASE WHEN c.what IN ('lines', 'bank_rows') THEN NULL ELSE abs(c.stated - c.counted) END AS amount_fen
FROM compared c
JOIN stated s ON s.run = c.run
JOIN run_state r ON r.run = c.run
WHERE c.stated <> c.counted
ORDER BY c.run, c.what, c.person
