-- 3. Standards resolved per month on two time axes: in force on the first of the month, and known on :as_of.
-- The rule between the two levels: a county's absolute rate wins over the national one; a county's increment is
-- added to the national rate that is in force in the same month.

CREATE TEMP TABLE standard_month (
  policy TEXT NOT NULL, key TEXT NOT NULL, month TEXT NOT NULL,
  fen INTEGER, per TEXT, standard INTEGER, increment INTEGER, PRIMARY KEY (policy, month, key)
) WITHOUT ROWID;

WITH in_force AS (
  -- MAX() fixes the row that the other columns are taken from (SQLite's rule for bare columns).
  SELECT s.policy, s.key, c.month, s.jurisdiction, MAX(s.effective_from), s.id, s.mode, s.amount_fen, s.per
  FROM standard_now s
  JOIN calendar c ON s.effective_from <= c.month || '-01'
  WHERE s.known_on <= :as_of
  GROUP BY s.policy, s.key, c.month, s.jurisdiction
),
paired AS (
  SELECT policy, key, month,
         MAX(CASE jurisdiction WHEN 'county' THEN id END) AS county,
         MAX(CASE jurisdiction WHEN 'national' THEN id END) AS national
  FROM in_force
  GROUP BY policy, key, month
)
INSERT INTO standard_month
SELECT p.policy, p.key, p.month,
       CASE WHEN c.id IS NULL THEN n.amount_fen
            WHEN c.mode = 'absolute' THEN c.amount_fen
            WHEN c.per = n.per THEN n.amount_fen + c.amount_fen END,
       CASE WHEN c.mode = 'absolute' THEN c.per ELSE n.per END,
       CASE WHEN c.mode = 'absolute' THEN c.id ELSE n.id END,
       CASE WHEN c.mode = 'increment' THEN c.id END
FROM paired p
LEFT JOIN standard c ON c.id = p.county
LEFT JOIN standard n ON n.id = p.national;
