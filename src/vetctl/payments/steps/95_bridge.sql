-- 7. The headcount bridge, per benefit: before + new + resumed - stopped - died = now.
-- A head is an enrolment with a regular line of the run. Everybody who left has a reason; "unexplained" stops the run.
-- What is paid on an occasion comes once and has no bridge.

CREATE TEMP TABLE head_before (enrolment INTEGER PRIMARY KEY);
INSERT INTO head_before
SELECT DISTINCT l.enrolment FROM line l
WHERE l.run = :previous_run AND l.kind = 'regular' AND l.component = 'base' AND l.occasion IS NULL;

CREATE TEMP TABLE head_now (enrolment INTEGER PRIMARY KEY);
INSERT INTO head_now
SELECT DISTINCT l.enrolment FROM line l
WHERE l.run = :run AND l.kind = 'regular' AND l.component = 'base' AND l.occasion IS NULL;

CREATE TEMP TABLE gone AS
SELECT b.enrolment,
       coalesce((SELECT 'merged' FROM enrolment e JOIN merged_into m ON m.person = e.person WHERE e.enrolment = b.enrolment),
                (SELECT MIN(h.code) FROM held_month h WHERE h.enrolment = b.enrolment AND h.month = :month),
                (SELECT 'yields' FROM excluded x WHERE x.enrolment = b.enrolment AND x.month = :month),
                CASE WHEN s.last_month < :month THEN s.end_reason END,
                (SELECT i.kind FROM interruption i
                 WHERE i.person = s.person AND i.from_month <= :month AND i.until_month > :month AND i.policy IN ('', s.policy) LIMIT 1),
                CASE WHEN s.first_month > :month THEN 'not-started' END,
                (SELECT 'not-due' FROM enrolment e JOIN policy_rule r ON r.policy = e.policy WHERE e.enrolment = b.enrolment AND r.kind = 'follower'),
                'unexplained') AS reason
FROM head_before b
LEFT JOIN span s ON s.enrolment = b.enrolment
WHERE NOT EXISTS (SELECT 1 FROM head_now n WHERE n.enrolment = b.enrolment);

CREATE TEMP TABLE come AS
SELECT n.enrolment,
       CASE WHEN EXISTS (SELECT 1 FROM calendar c
                         CROSS JOIN line l ON l.month = c.month AND l.enrolment = n.enrolment
                         WHERE c.month < :month AND l.run <= :previous_run AND l.kind = 'regular')
            THEN 'resumed' ELSE 'new' END AS movement
FROM head_now n
WHERE NOT EXISTS (SELECT 1 FROM head_before b WHERE b.enrolment = n.enrolment);

INSERT INTO bridge (run, policy, movement, reason, heads)
SELECT :run, policy, movement, reason, COUNT(*)
FROM (
  SELECT e.policy, 'now' AS movement, '' AS reason
  FROM head_now n JOIN enrolment e ON e.enrolment = n.enrolment
  UNION ALL
  SELECT e.policy, c.movement, '' FROM come c JOIN enrolment e ON e.enrolment = c.enrolment
  UNION ALL
  SELECT e.policy, CASE g.reason WHEN 'died' THEN 'died' ELSE 'stopped' END, g.reason
  FROM gone g JOIN enrolment e ON e.enrolment = g.enrolment
)
GROUP BY policy, movement, reason;

INSERT INTO bridge (run, policy, movement, reason, heads)
SELECT :run, policy, 'before', '', heads
FROM bridge
WHERE run = :previous_run AND movement = 'now';
