-- 5a. A person with several hosts of one follower is followed once, by way of the one that pays more.

DELETE FROM passed_over;

INSERT INTO passed_over
SELECT enrolment, month
FROM (
  SELECT d.enrolment, d.month, ROW_NUMBER() OVER (PARTITION BY t.person, d.month ORDER BY SUM(d.due_fen) DESC, e.policy) AS place
  FROM (SELECT e.person FROM policy_follows f JOIN enrolment e ON e.policy = f.host WHERE f.policy = :policy GROUP BY e.person HAVING COUNT(*) > 1) t
  CROSS JOIN enrolment e ON e.person = t.person
  CROSS JOIN policy_follows f ON f.policy = :policy AND f.host = e.policy
  CROSS JOIN due d ON d.enrolment = e.enrolment
  WHERE d.due_fen > 0
  GROUP BY d.enrolment, d.month
)
WHERE place > 1;
