-- Everything that changed what people owe, each with its run (0: none) and, where it came after the run, the journal entry
-- it came with. What a voided run had done to a debt is undone with it. Of a payment that came back the recoveries stand,
-- what was kept back from it is owed again and what it settled for somebody else is too.
WITH own AS (SELECT run FROM run WHERE run NOT IN (SELECT run FROM run_step WHERE step = 'voided')),
back AS (
  SELECT b.run, b.person, b.event
  FROM bank_answer b
  WHERE b.outcome IN ('failed', 'returned') AND b.person IS NOT NULL AND b.run IN own
    AND b.answer = (SELECT MIN(f.answer) FROM bank_answer f WHERE f.run = b.run AND f.person = b.person AND f.outcome IN ('failed', 'returned'))
)
SELECT person, run, 0 AS event, change_fen FROM owed WHERE run IN own
UNION ALL
SELECT p.person, p.run, b.event,
       p.set_off_fen - coalesce((SELECT SUM(s.amount_fen) FROM settled_for s WHERE s.run = p.run AND s.payee = p.person AND s.amount_fen > 0), 0)
FROM back b
JOIN payout p ON p.run = b.run AND p.person = b.person
UNION ALL
SELECT debtor, run, 0, -amount_fen FROM settled_for WHERE run IN own
UNION ALL
SELECT s.debtor, s.run, b.event, s.amount_fen
FROM back b
JOIN settled_for s ON s.run = b.run AND s.payee = b.person AND s.amount_fen > 0
UNION ALL
SELECT person, 0, event, -amount_fen FROM debt_entry
