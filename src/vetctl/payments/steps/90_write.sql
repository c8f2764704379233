-- 8. The run's lines, payouts and what is owed, written from the differences.

INSERT INTO line (run, month, enrolment, component, kind, amount_fen, due_fen, paid_before_fen,
                  base_fen, per, quantity_x100, share_bp, standard, increment, terms, reason)
SELECT :run, c.month, c.enrolment, c.component,
       CASE WHEN c.due_fen < c.paid_fen THEN 'recovery' WHEN c.month = :month THEN 'regular' ELSE 'arrears' END,
       c.due_fen - c.paid_fen, c.due_fen, c.paid_fen,
       c.base_fen, c.per, c.quantity_x100, c.share_bp, c.standard, c.increment, a.terms, c.reason
FROM change c
LEFT JOIN span s ON s.enrolment = c.enrolment
LEFT JOIN active_month a ON a.policy = s.policy AND a.enrolment = c.enrolment AND a.month = c.month
ORDER BY c.month, c.enrolment, c.component;

-- What a person gets is the sum of the lines, less what the person owes from earlier runs; never below zero.
-- What cannot be taken now stays owed: owed = everything paid out - everything due, for each person.
INSERT INTO payout (run, person, gross_fen, set_off_fen, net_fen, account)
SELECT :run, g.person, g.gross_fen, g.gross_fen - MAX(g.sum_fen - g.owed_fen, 0), MAX(g.sum_fen - g.owed_fen, 0), a.id
FROM (
  SELECT e.person, SUM(MAX(l.amount_fen, 0)) AS gross_fen, SUM(l.amount_fen) AS sum_fen,
         coalesce((SELECT o.balance_fen FROM owed o
                   WHERE o.person = e.person AND o.run NOT IN (SELECT run FROM run_step WHERE step = 'voided')
                   ORDER BY o.run DESC LIMIT 1), 0) AS owed_fen
  FROM line l
  JOIN enrolment e ON e.enrolment = l.enrolment
  WHERE l.run = :run
  GROUP BY e.person
) g
LEFT JOIN account_now a ON a.person = g.person;

INSERT INTO owed (run, person, change_fen, balance_fen)
SELECT run, person, change_fen, balance_fen
FROM (
  SELECT p.run, p.person, p.net_fen - s.sum_fen AS change_fen, p.net_fen - s.sum_fen + s.owed_fen AS balance_fen
  FROM payout p
  JOIN (SELECT e.person, SUM(l.amount_fen) AS sum_fen,
               coalesce((SELECT o.balance_fen FROM owed o
                         WHERE o.person = e.person AND o.run NOT IN (SELECT run FROM run_step WHERE step = 'voided')
                         ORDER BY o.run DESC LIMIT 1), 0) AS owed_fen
        FROM payout q
        CROSS JOIN enrolment e ON e.person = q.person
        CROSS JOIN line l INDEXED BY line_key ON l.enrolment = e.enrolment AND l.run = :run AND l.month IN (SELECT month FROM calendar)
        WHERE q.run = :run AND (q.set_off_fen > 0 OR q.gross_fen = 0)   -- only where something was not paid out in full
        GROUP BY e.person) s ON s.person = p.person
  WHERE p.run = :run
)
WHERE change_fen <> 0;

INSERT INTO held (run, enrolment, month, code, detail)
SELECT :run, enrolment, month, code, detail FROM held_month ORDER BY enrolment, month, code;
