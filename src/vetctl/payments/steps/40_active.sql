-- 2c. Active: every enrolment in every month it is to be paid for, with the terms that applied in that month.

CREATE TEMP TABLE active_month (
  policy TEXT NOT NULL, enrolment INTEGER NOT NULL, month TEXT NOT NULL, person INTEGER NOT NULL,
  terms INTEGER, category TEXT NOT NULL, grade INTEGER, nature TEXT, stated_years TEXT,
  PRIMARY KEY (policy, enrolment, month)
) WITHOUT ROWID;

INSERT INTO active_month
SELECT s.policy, s.enrolment, c.month, s.person, t.id, t.category, t.grade, t.nature, t.stated_years
FROM span s
JOIN policy_rule r ON r.policy = s.policy AND r.kind = 'roster'
JOIN calendar c ON c.month BETWEEN MAX(s.first_month, s.scope_from) AND MIN(s.last_month, :month)
JOIN terms t ON t.enrolment = s.enrolment AND t.ended_by IS NULL
WHERE (s.term_versions = 1
       OR t.from_month = coalesce((SELECT MAX(x.from_month) FROM terms x WHERE x.enrolment = s.enrolment AND x.ended_by IS NULL AND x.from_month <= c.month),
                                  (SELECT MIN(x.from_month) FROM terms x WHERE x.enrolment = s.enrolment AND x.ended_by IS NULL)))
  AND NOT EXISTS (SELECT 1 FROM interruption i
                  WHERE i.person = s.person AND i.from_month <= c.month AND i.until_month > c.month AND i.policy IN ('', s.policy));

-- An occasion is paid in the month it was decided.
INSERT INTO active_month
SELECT DISTINCT s.policy, s.enrolment, substr(o.decided_on, 1, 7), s.person, NULL, '', NULL, NULL, NULL
FROM span s
JOIN policy_rule r ON r.policy = s.policy AND r.kind = 'occasion'
JOIN occasion o ON o.enrolment = s.enrolment AND o.ended_by IS NULL
WHERE substr(o.decided_on, 1, 7) BETWEEN s.scope_from AND :month;
