-- 1. Scope: who has to be worked out again, and from which month on.
-- Everybody for the month of the run; for people whose facts changed since the last run, and for benefits whose
-- standards became known since then, every earlier month too. With :full everything from the first month on.

CREATE TEMP TABLE changed_person (person INTEGER PRIMARY KEY);

INSERT OR IGNORE INTO changed_person
SELECT e.person FROM terms t JOIN enrolment e ON e.enrolment = t.enrolment WHERE t.added_by > :seen_batch OR t.ended_by > :seen_batch
UNION SELECT person FROM profile      WHERE added_by > :seen_batch OR ended_by > :seen_batch
UNION SELECT person FROM service      WHERE added_by > :seen_batch OR ended_by > :seen_batch
UNION SELECT person FROM account      WHERE added_by > :seen_batch OR ended_by > :seen_batch
UNION SELECT person FROM death        WHERE added_by > :seen_batch OR ended_by > :seen_batch
UNION SELECT person FROM move         WHERE added_by > :seen_batch OR ended_by > :seen_batch
UNION SELECT person FROM suspension   WHERE added_by > :seen_batch OR ended_by > :seen_batch
UNION SELECT person FROM confirmation WHERE added_by > :seen_batch OR ended_by > :seen_batch
UNION SELECT e.person FROM occasion o JOIN enrolment e ON e.enrolment = o.enrolment WHERE o.added_by > :seen_batch OR o.ended_by > :seen_batch
-- What was decided or answered since the last run, outside the registers.
UNION SELECT person FROM verdict WHERE event > :seen_event
UNION SELECT person FROM bypass  WHERE event > :seen_event
-- Another number may state another day of birth.
UNION SELECT person FROM former_number WHERE event > :seen_event
UNION SELECT e.person FROM bank_answer a
      CROSS JOIN returned_line r ON r.answer = a.answer
      CROSS JOIN line l ON l.line = r.line
      CROSS JOIN enrolment e ON e.enrolment = l.enrolment
      WHERE a.event > :seen_event;

-- An occasion of this month may hang on what was drawn in any month before.
INSERT OR IGNORE INTO changed_person
SELECT e.person FROM occasion o JOIN enrolment e ON e.enrolment = o.enrolment WHERE o.ended_by IS NULL AND substr(o.decided_on, 1, 7) = :month
UNION SELECT o.about FROM occasion o WHERE o.about IS NOT NULL AND o.ended_by IS NULL AND substr(o.decided_on, 1, 7) = :month;

-- Whoever was held last time may be released by the mere passing of time.
INSERT OR IGNORE INTO changed_person
SELECT e.person FROM held h JOIN enrolment e ON e.enrolment = h.enrolment
WHERE h.run = :previous_run;

CREATE TEMP TABLE changed_policy (policy TEXT PRIMARY KEY, from_month TEXT NOT NULL);

WITH touched AS (
  SELECT policy, substr(effective_from, 1, 7) AS from_month FROM standard
  WHERE added_by > :seen_batch OR ended_by > :seen_batch OR (known_on > :seen_as_of AND known_on <= :as_of)
  UNION ALL
  SELECT policy, substr(effective_from, 1, 7) FROM rule
  WHERE added_by > :seen_batch OR ended_by > :seen_batch OR (known_on > :seen_as_of AND known_on <= :as_of)
  UNION ALL
  SELECT u.policy, CASE length(y.period) WHEN 4 THEN y.period || '-01' ELSE y.period END
  FROM yardstick y JOIN policy_uses u ON u.series = y.series
  WHERE y.added_by > :seen_batch OR y.ended_by > :seen_batch OR (y.known_on > :seen_as_of AND y.known_on <= :as_of)
)
INSERT INTO changed_policy
SELECT policy, MIN(from_month)
FROM (
  SELECT policy, from_month FROM touched WHERE policy NOT IN (SELECT policy FROM alive_policy)
  UNION ALL
  -- Of a benefit that names its months: those touched, and those in which it has begun or ceased to be due.
  SELECT a.policy, a.month
  FROM alive a JOIN policy_rule r ON r.policy = a.policy
  WHERE a.month BETWEEN :first_month AND r.regular_month
    AND (a.month >= (SELECT MIN(t.from_month) FROM touched t WHERE t.policy = a.policy)
         OR NOT EXISTS (SELECT 1 FROM alive o WHERE o.policy = a.policy AND o.month = a.month AND o.since <> a.since))
  UNION ALL
  -- A benefit paid some months later: its regular month, even where everything about it was known long ago.
  SELECT r.policy, r.regular_month FROM policy_rule r
  WHERE r.regular_month < :month
    AND (r.policy NOT IN (SELECT policy FROM alive_policy)
         OR EXISTS (SELECT 1 FROM alive a WHERE a.policy = r.policy AND a.month = r.regular_month))
)
GROUP BY policy;

-- A follower is worked out over what its hosts are due, so they are worked out again with it.
INSERT INTO changed_policy
SELECT f.host, c.from_month FROM changed_policy c JOIN policy_follows f ON f.policy = c.policy WHERE true
ON CONFLICT (policy) DO UPDATE SET from_month = MIN(from_month, excluded.from_month);

-- People with several benefits that exclude each other are judged as a whole: if one is worked out again, all are.
CREATE TEMP TABLE several (person INTEGER PRIMARY KEY);

INSERT INTO several
SELECT e.person FROM enrolment e JOIN policy_rule r ON r.policy = e.policy WHERE r.grp <> '' GROUP BY e.person HAVING COUNT(*) > 1;

INSERT OR IGNORE INTO changed_person
SELECT v.person FROM several v
WHERE EXISTS (SELECT 1 FROM enrolment e JOIN changed_policy c ON c.policy = e.policy WHERE e.person = v.person);

-- An occasion hangs on what was drawn in other months, by the payee or by whom it concerns: a change of any of their
-- benefits, or of the occasion's own, has them worked out whole.
INSERT OR IGNORE INTO changed_person
SELECT x.person
FROM (SELECT e.person FROM occasion o JOIN enrolment e ON e.enrolment = o.enrolment WHERE o.ended_by IS NULL
      UNION SELECT about FROM occasion WHERE about IS NOT NULL AND ended_by IS NULL) x
WHERE EXISTS (SELECT 1 FROM enrolment e JOIN changed_policy c ON c.policy = e.policy WHERE e.person = x.person);

-- Whom an occasion concerns and who is paid for it are judged together: a funeral sum hangs on what the deceased drew.
INSERT OR IGNORE INTO changed_person
SELECT e.person FROM changed_person c CROSS JOIN occasion o ON o.about = c.person AND o.ended_by IS NULL CROSS JOIN enrolment e ON e.enrolment = o.enrolment
UNION SELECT o.about FROM occasion o JOIN enrolment e ON e.enrolment = o.enrolment WHERE o.about IS NOT NULL AND e.person IN (SELECT person FROM changed_person);
