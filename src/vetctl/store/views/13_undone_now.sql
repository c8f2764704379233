-- Batches that are undone. The undoing may itself have been undone, and so on: what counts is whether the chain is odd.
WITH RECURSIVE chain(batch, last, depth) AS (
  SELECT batch, undone_by, 1 FROM undone
  UNION ALL
  SELECT c.batch, u.undone_by, c.depth + 1 FROM chain c JOIN undone u ON u.batch = c.last
)
SELECT c.batch, c.last AS undone_by
FROM chain c
WHERE c.depth % 2 = 1 AND NOT EXISTS (SELECT 1 FROM undone u WHERE u.batch = c.last)
