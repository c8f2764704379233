-- 1. Scope: who has to be worked out again, and from which month on.
-- Everybody for the month of the run; for people whose facts changed since the last run, and for benefits whose
-- standards became known since then, every earlier month too. With :full everything from the first month on.

CREATE TEMP TABLE changed_person (person INTEGER PRIMARY KEY);

INSERT OR IGNORE INTO changed_person
SELECT e.person FROM terms t JOIN enrolment e ON e.enrolment = t.enrolment WHERE t.added_by > :seen_batch OR t.ended_by > :seen_batch
UNION SELECT person FROM service      WHERE added_by > :seen_batch OR ended_by > :seen_batch
UNION SELECT person FROM account      WHERE added_by > :seen_batch OR ended_by > :seen_batch
UNION SELECT person FROM death        WHERE added_by > :seen_batch OR ended_by > :seen_batch
UNION SELECT person FROM move         WHERE added_by > :seen_batch OR ended_by > :seen_batch
UNION SELECT person FROM suspension   WHERE added_by > :seen_batch OR ended_by > :seen_batch
UNION SELECT person FROM confirmation WHERE added_by > :seen_batch OR ended_by > :seen_batch;

-- Whoever was held last time may be released by the mere passing of time.
INSERT OR IGNORE INTO changed_person
SELECT e.person FROM held h JOIN enrolment e ON e.enrolment = h.enrolment
WHERE h.run = :previous_run;

CREATE TEMP TABLE changed_policy (policy TEXT PRIMARY KEY, from_month TEXT NOT NULL);

INSERT INTO changed_policy
SELECT policy, MIN(substr(effective_from, 1, 7))
FROM standard
WHERE added_by > :seen_batch OR ended_by > :seen_batch OR (known_on > :seen_as_of AND known_on <= :as_of)
GROUP BY policy;

-- People with several benefits are judged as a whole: if one benefit is worked out again, all are.
CREATE TEMP TABLE several (person INTEGER PRIMARY KEY);

INSERT INTO several
SELECT person FROM enrolment GROUP BY person HAVING COUNT(*) > 1;

INSERT OR IGNORE INTO changed_person
SELECT v.person FROM several v
WHERE EXISTS (SELECT 1 FROM enrolment e JOIN changed_policy c ON c.policy = e.policy WHERE e.person = v.person);
