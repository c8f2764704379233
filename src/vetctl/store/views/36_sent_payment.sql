-- What was sent to the bank: one row per payee of an exported run, under the reference its line in the bank file carries,
-- to the account as it was then, with the bank's last word (`outcome` NULL: none yet). Nothing of zero is ever sent.
SELECT s.run, s.month, s.person, s.institution, s.reference, s.name, s.account_id, s.account, s.bank, s.amount_fen,
       b.answer, b.outcome, b.answered_on, b.reason_code, b.reason, b.account_wrong, b.event
FROM (
  SELECT p.run, r.month, p.person, NULL AS institution, printf('V%04dP%06d', p.run, p.person) AS reference,
         a.holder_name AS name, a.id AS account_id, a.number AS account, a.bank, p.net_fen AS amount_fen
  FROM payout p
  JOIN run r ON r.run = p.run
  JOIN account a ON a.id = p.account
  WHERE p.net_fen > 0
  UNION ALL
  SELECT m.run, r.month, NULL, m.institution, printf('V%04dI%06d', m.run, i.id),
         coalesce(nullif(i.holder_name, ''), i.name), i.id, i.account, i.bank, m.net_fen
  FROM remittance m
  JOIN run r ON r.run = m.run
  JOIN institution i ON i.id = m.account
  WHERE m.net_fen > 0
) s
LEFT JOIN bank_answer b ON b.answer = (SELECT l.answer FROM bank_answer l
                                       WHERE l.run = s.run AND l.person IS s.person AND l.institution IS s.institution
                                       ORDER BY l.answer DESC LIMIT 1)
WHERE s.run IN (SELECT run FROM run_step WHERE step = 'exported')
