-- 5b. A follower's answers, which stand under its hosts' enrolments, are put under its own: one for each person.
-- Enrolments that do not exist yet get a number now and are written with the run.

INSERT INTO new_enrolment (enrolment, person, policy)
SELECT (SELECT coalesce(MAX(enrolment), 0) FROM enrolment) + (SELECT COUNT(*) FROM new_enrolment) + ROW_NUMBER() OVER (ORDER BY s.person),
       s.person, :policy
FROM (SELECT DISTINCT h.person FROM answer a JOIN span h ON h.enrolment = a.enrolment) s
WHERE NOT EXISTS (SELECT 1 FROM enrolment e WHERE e.person = s.person AND e.policy = :policy);

CREATE TEMP TABLE followed (host INTEGER PRIMARY KEY, enrolment INTEGER NOT NULL, person INTEGER NOT NULL);

-- Every enrolment of a host in scope, whether anything is due or not: what was paid may have to come back.
INSERT INTO followed
SELECT h.enrolment, coalesce(e.enrolment, n.enrolment), h.person
FROM span h
JOIN policy_follows f ON f.policy = :policy AND f.host = h.policy
LEFT JOIN enrolment e ON e.person = h.person AND e.policy = :policy
LEFT JOIN new_enrolment n ON n.person = h.person AND n.policy = :policy
WHERE h.scope_from <= :until AND (e.enrolment IS NOT NULL OR n.enrolment IS NOT NULL);

INSERT OR IGNORE INTO span
SELECT w.enrolment, w.person, :policy, MIN(h.first_month), MAX(h.last_month), h.end_reason, MIN(h.scope_from), 0
FROM followed w JOIN span h ON h.enrolment = w.host
GROUP BY w.enrolment;

INSERT INTO due (enrolment, month, component, base_fen, per, quantity_x100, share_bp, divisor, round_fen, round_up,
                 standard, increment, occasion, missing, due_fen)
SELECT w.enrolment, a.month, a.component, a.base_fen, a.per, a.quantity_x100, a.share_bp, a.divisor, a.round_fen, a.round_up,
       a.standard, a.increment, a.occasion, a.missing, a.due_fen
FROM answer a JOIN followed w ON w.host = a.enrolment
WHERE NOT EXISTS (SELECT 1 FROM interruption i   -- its own; those of its host are left out of `active`
                  WHERE i.person = w.person AND i.from_month <= a.month AND i.until_month > a.month AND i.policy = :policy);

-- While a host is held, what follows it is neither paid nor taken back.
INSERT OR IGNORE INTO waiting
SELECT w.enrolment, h.month FROM followed w JOIN held_month h ON h.enrolment = w.host;

-- What it answered without an amount is a gap, as with any benefit.
INSERT OR IGNORE INTO held_month
SELECT d.enrolment, d.month, CASE WHEN d.missing IS NULL THEN 'E401' ELSE 'E402' END, coalesce(d.missing, :policy)
FROM due d JOIN followed w ON w.enrolment = d.enrolment
WHERE d.due_fen IS NULL;

DELETE FROM due WHERE due_fen IS NULL AND enrolment IN (SELECT enrolment FROM followed);

DROP TABLE followed;
