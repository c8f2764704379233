-- What payments to one person settled of another's debt and still stands. A payment that came back settled nothing; what
-- had been handed back as too much stays handed back.
SELECT s.run, s.payee, s.debtor, s.amount_fen
FROM settled_for s
WHERE s.run NOT IN (SELECT run FROM run_step WHERE step = 'voided')
  AND (s.amount_fen < 0 OR NOT EXISTS (SELECT 1 FROM returned_payout r WHERE r.run = s.run AND r.person = s.payee))
