-- 5. Exclusions.
-- Of a group of benefits a person draws one: a benefit that yields gives way to any other, otherwise the higher
-- amount wins (就高不就低), then the benefit's code.

CREATE TEMP TABLE claim AS
SELECT e.person, d.month, r.grp, d.enrolment, r.yields, e.policy, SUM(d.due_fen) AS due_fen, SUM(d.due_fen IS NULL) AS gaps
FROM several v
CROSS JOIN enrolment e ON e.person = v.person
CROSS JOIN policy_rule r ON r.policy = e.policy
CROSS JOIN due d ON d.enrolment = e.enrolment
WHERE r.grp <> ''
GROUP BY d.enrolment, d.month;

CREATE INDEX temp.claim_by_person ON claim (person, month, grp);

INSERT OR IGNORE INTO held_month
SELECT c.enrolment, c.month, 'E405', ''
FROM claim c
WHERE c.gaps = 0
  AND EXISTS (SELECT 1 FROM claim g WHERE g.person = c.person AND g.month = c.month AND g.grp = c.grp AND g.gaps > 0);

CREATE TEMP TABLE excluded (enrolment INTEGER NOT NULL, month TEXT NOT NULL, winner TEXT NOT NULL, PRIMARY KEY (enrolment, month)) WITHOUT ROWID;

INSERT INTO excluded
SELECT enrolment, month, winner
FROM (SELECT enrolment, month,
             FIRST_VALUE(policy) OVER ranked AS winner, ROW_NUMBER() OVER ranked AS place
      FROM claim
      WHERE due_fen > 0
      WINDOW ranked AS (PARTITION BY person, month, grp ORDER BY yields, due_fen DESC, policy))
WHERE place > 1;

UPDATE due SET due_fen = 0
WHERE (enrolment, month) IN (SELECT enrolment, month FROM excluded);

DELETE FROM due
WHERE (enrolment, month) IN (SELECT enrolment, month FROM held_month);
