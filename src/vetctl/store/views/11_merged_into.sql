-- Whoever was found to be somebody else, and who that is now: a survivor may later have been merged too.
WITH RECURSIVE heir(person, survivor) AS (
  SELECT absorbed, survivor FROM merged
  UNION
  SELECT h.person, m.survivor FROM heir h JOIN merged m ON m.absorbed = h.survivor
)
SELECT person, survivor FROM heir WHERE survivor NOT IN (SELECT absorbed FROM merged)
