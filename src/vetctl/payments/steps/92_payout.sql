-- 8b. What of the lines is paid out, what is kept back, and what is owed after it.
-- What a person gets is the sum of the lines, less what the person owes from earlier runs; never below zero.
-- What cannot be taken now stays owed: owed = everything paid out - everything due, for each person.

CREATE TEMP TABLE owing (person INTEGER PRIMARY KEY, owed_fen INTEGER NOT NULL);
INSERT INTO owing SELECT person, balance_fen FROM owed_now;

-- Per person: everything positive of the run, what of it is back-pay, what the run recovers, what of the payment may not be
-- touched (funeral money where the bureau chose so), the debt from before, and the most that may be taken by agreement.
CREATE TEMP TABLE person_sum (
  person INTEGER PRIMARY KEY, gross_fen INTEGER NOT NULL, arrears_fen INTEGER NOT NULL, recovery_fen INTEGER NOT NULL,
  spared_fen INTEGER NOT NULL, owed_fen INTEGER NOT NULL, most_fen INTEGER,
  settled_fen INTEGER NOT NULL DEFAULT 0,     -- taken for somebody else's debt
  handed_back_fen INTEGER NOT NULL DEFAULT 0  -- of the recovery: settled before for somebody else, whose debt it is again
);

INSERT INTO person_sum (person, gross_fen, arrears_fen, recovery_fen, spared_fen, owed_fen, most_fen)
SELECT g.person, g.gross_fen, g.arrears_fen, g.recovery_fen, g.spared_fen, coalesce(o.owed_fen, 0),
       (SELECT i.most_fen FROM instalment i WHERE i.person = g.person AND i.from_month <= :month ORDER BY i.instalment DESC LIMIT 1)
FROM (
  SELECT e.person,
         SUM(MAX(l.amount_fen, 0)) AS gross_fen,
         SUM(CASE l.kind WHEN 'arrears' THEN l.amount_fen ELSE 0 END) AS arrears_fen,
         SUM(CASE l.kind WHEN 'recovery' THEN -l.amount_fen ELSE 0 END) AS recovery_fen,
         SUM(CASE WHEN r.settles AND NOT :funeral_sets_off THEN MAX(l.amount_fen, 0) ELSE 0 END) AS spared_fen
  FROM line l
  JOIN enrolment e ON e.enrolment = l.enrolment
  LEFT JOIN policy_rule r ON r.policy = e.policy
  WHERE l.run = :run AND (l.occasion IS NULL OR NOT EXISTS (SELECT 1 FROM occasion o WHERE o.id = l.occasion AND o.institution <> ''))
  GROUP BY e.person
) g
LEFT JOIN owing o ON o.person = g.person;

-- The rule of setting off. A run's recoveries are first balanced against its own back-pay: that is one correction. What is
-- left, and the debt from before, is taken from the rest of the payment, at most as much as was agreed, and nothing while
-- all of it stays below the bureau's smallest debt.
CREATE TEMP TABLE smallest (fen INTEGER NOT NULL);
INSERT INTO smallest VALUES (:smallest_debt_fen);

CREATE TEMP VIEW keeping AS
SELECT person, gross_fen, recovery_fen, settled_fen, owed_fen,
       balanced_fen + CASE WHEN recovery_fen - balanced_fen + owed_fen < (SELECT fen FROM smallest) THEN 0
                           ELSE MIN(recovery_fen - balanced_fen + owed_fen, room_fen - balanced_fen, coalesce(most_fen, room_fen)) END AS kept_fen
FROM (
  SELECT person, gross_fen, recovery_fen - handed_back_fen AS recovery_fen, settled_fen, owed_fen, most_fen, gross_fen - settled_fen - spared_fen AS room_fen,
         MIN(recovery_fen - handed_back_fen, arrears_fen, gross_fen - settled_fen - spared_fen) AS balanced_fen
  FROM person_sum
);

-- The funeral sum, or whatever else settles (`settles = true` in the benefit's file), is set against what the deceased
-- still owes after this run; of several who receive one, in the order of their numbers. Lowered later, the debt returns.
CREATE TEMP TABLE bequest (payee INTEGER NOT NULL, debtor INTEGER NOT NULL, now_fen INTEGER NOT NULL, room_fen INTEGER NOT NULL, PRIMARY KEY (payee, debtor)) WITHOUT ROWID;

INSERT INTO bequest
SELECT b.payee, b.debtor, b.now_fen,
       (SELECT SUM(l.amount_fen) FROM enrolment e JOIN policy_rule r ON r.policy = e.policy AND r.settles
                                 JOIN occasion o ON o.enrolment = e.enrolment AND o.about = b.debtor AND o.institution = ''
                                 JOIN ledger l ON l.enrolment = e.enrolment AND l.occasion = o.id
        WHERE e.person = b.payee)
       - coalesce((SELECT SUM(s.amount_fen) FROM settled_now s WHERE s.payee = b.payee AND s.debtor = b.debtor), 0)
FROM (
  SELECT e.person AS payee, o.about AS debtor, SUM(l.amount_fen) AS now_fen
  FROM line l
  JOIN enrolment e ON e.enrolment = l.enrolment
  JOIN policy_rule r ON r.policy = e.policy AND r.settles
  JOIN occasion o ON o.id = l.occasion AND o.about <> e.person AND o.institution = ''
  WHERE l.run = :run
  GROUP BY e.person, o.about
) b;

INSERT INTO settled_for (run, payee, debtor, amount_fen)
SELECT :run, payee, debtor, amount_fen
FROM (
  SELECT b.payee, b.debtor,
         CASE WHEN b.room_fen < 0 THEN b.room_fen
              WHEN :funeral_sets_off THEN
                MIN(MAX(b.now_fen, 0), MAX(coalesce(k.owed_fen + k.recovery_fen - k.kept_fen, o.owed_fen, 0)
                                           - coalesce(SUM(MAX(b.now_fen, 0)) OVER (PARTITION BY b.debtor ORDER BY b.payee ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0), 0))
              ELSE 0 END AS amount_fen
  FROM bequest b
  LEFT JOIN keeping k ON k.person = b.debtor
  LEFT JOIN owing o ON o.person = b.debtor
)
WHERE amount_fen <> 0;

UPDATE person_sum
SET settled_fen = (SELECT coalesce(SUM(MAX(s.amount_fen, 0)), 0) FROM settled_for s WHERE s.run = :run AND s.payee = person_sum.person),
    handed_back_fen = (SELECT coalesce(SUM(MAX(-s.amount_fen, 0)), 0) FROM settled_for s WHERE s.run = :run AND s.payee = person_sum.person)
WHERE person IN (SELECT payee FROM settled_for WHERE run = :run);

INSERT INTO payout (run, person, gross_fen, set_off_fen, net_fen, account)
SELECT :run, k.person, k.gross_fen, k.kept_fen + k.settled_fen, k.gross_fen - k.kept_fen - k.settled_fen, a.id
FROM keeping k
LEFT JOIN account a ON a.person = coalesce((SELECT survivor FROM merged_into m WHERE m.person = k.person), k.person) AND a.ended_by IS NULL;

INSERT INTO owed (run, person, change_fen)
SELECT :run, person, recovery_fen - kept_fen
FROM keeping
WHERE recovery_fen <> kept_fen;

DROP VIEW keeping;

-- Institutions are paid the sum of their lines, less what they had too much before.
INSERT INTO remittance (run, institution, gross_fen, brought_fen, net_fen, account)
SELECT :run, g.institution, g.gross_fen, g.brought_fen, MAX(g.gross_fen + g.brought_fen, 0),
       (SELECT i.id FROM institution_now i WHERE i.name = g.institution)
FROM (
  SELECT o.institution, SUM(l.amount_fen) AS gross_fen,
         coalesce((SELECT SUM(m.gross_fen - m.net_fen) FROM remittance m
                   WHERE m.institution = o.institution AND m.run NOT IN (SELECT run FROM run_step WHERE step = 'voided')
                     AND NOT EXISTS (SELECT 1 FROM returned_payout r WHERE r.run = m.run AND r.institution = m.institution)), 0) AS brought_fen
  FROM line l
  JOIN occasion o ON o.id = l.occasion AND o.institution <> ''
  WHERE l.run = :run
  GROUP BY o.institution
) g;
