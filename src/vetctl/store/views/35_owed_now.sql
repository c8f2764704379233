-- What people owe: recoveries that could not be taken, less what was set off since, settled from another's payment, paid
-- back by hand or written off. What a voided run had done to a debt is undone with it. Of a payment that came back the
-- recoveries stand and what was kept back from it is owed again, so that a debt never falls below zero.
SELECT person, SUM(change_fen) AS balance_fen
FROM (
  SELECT o.person, o.change_fen
  FROM owed o
  WHERE o.run NOT IN (SELECT run FROM run_step WHERE step = 'voided')
    AND NOT EXISTS (SELECT 1 FROM returned_payout r WHERE r.run = o.run AND r.person = o.person)
  UNION ALL
  SELECT p.person, coalesce(o.change_fen, 0) + p.set_off_fen
                   - coalesce((SELECT SUM(s.amount_fen) FROM settled_for s WHERE s.run = p.run AND s.payee = p.person AND s.amount_fen > 0), 0)
  FROM returned_payout r
  JOIN payout p ON p.run = r.run AND p.person = r.person
  LEFT JOIN owed o ON o.run = p.run AND o.person = p.person
  UNION ALL
  SELECT debtor, -amount_fen FROM settled_now
  UNION ALL
  SELECT person, -amount_fen FROM debt_entry
)
GROUP BY person
HAVING SUM(change_fen) <> 0
