-- 3. Standards resolved per month on two time axes: in force on the first of the month, and known on :as_of.
-- The rule between the two levels: a county's absolute rate wins over the national one; a county's increment is
-- added to the national rate that is in force in the same month. Where a benefit's rule `overlay` says so, a county's
-- absolute rate is a base that grows (below).

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
       CASE WHEN c.mode = 'absolute' THEN c.amount_fen
            -- A national increment is no rate: where the nation sets none, only the county's own is one.
            WHEN n.mode = 'increment' THEN NULL
            WHEN c.id IS NULL THEN n.amount_fen
            WHEN c.per = n.per THEN n.amount_fen + c.amount_fen END,
       CASE WHEN c.mode = 'absolute' THEN c.per ELSE n.per END,
       CASE WHEN c.mode = 'absolute' THEN c.id ELSE n.id END,
       CASE WHEN c.mode = 'increment' THEN c.id END
FROM paired p
LEFT JOIN standard c ON c.id = p.county
LEFT JOIN standard n ON n.id = p.national;

-- 3b. County rates that grow (Zhejiang): the last absolute rate of the county, and since then
--   previous-plus-step  every national step and every increment of the county's own;
--   growth-or-step      in each calendar year the larger of the two: local growth, topped up to the national step.
-- A national step is the difference between two national rates, or an increment where the nation sets no rate. A rate of
-- `local-<key>` (disabled without a work unit) follows the nation's <key>. Rates in months are counted as twelfths of a
-- year; a whole year has no fraction to lose. `increment` names the notice of the last step.
CREATE TEMP TABLE growing (policy TEXT NOT NULL, month TEXT NOT NULL, way TEXT NOT NULL, PRIMARY KEY (policy, month)) WITHOUT ROWID;

INSERT INTO growing
SELECT policy, month, way
FROM (SELECT r.policy, c.month, r.word AS way, MAX(r.effective_from)
      FROM rule_now r
      JOIN calendar c ON c.month || '-01' BETWEEN r.effective_from AND coalesce(r.effective_to, '9999-12-31')
      WHERE r.key = 'overlay'
      GROUP BY r.policy, c.month)
WHERE way IN ('previous-plus-step', 'growth-or-step');

WITH notice AS (
  SELECT id, policy, key, jurisdiction, mode, effective_from, per, amount_fen * CASE per WHEN 'month' THEN 12 ELSE 1 END AS year_fen
  FROM standard_now
  WHERE known_on <= :as_of AND policy IN (SELECT policy FROM growing)
),
step AS (
  SELECT policy, key, 'national' AS side, effective_from, per, effective_from || id AS named,
         CASE mode WHEN 'increment' THEN year_fen ELSE year_fen - LAG(year_fen) OVER (PARTITION BY policy, key, mode ORDER BY effective_from) END AS step_fen
  FROM notice
  WHERE jurisdiction = 'national'
  UNION ALL
  SELECT policy, key, 'county', effective_from, per, effective_from || id, year_fen
  FROM notice
  WHERE jurisdiction = 'county' AND mode = 'increment'
),
base AS (
  SELECT g.policy, n.key, g.month, g.way, MAX(n.effective_from) AS since, n.id, n.year_fen, n.per,
         CASE WHEN n.key LIKE 'local-%' THEN substr(n.key, 7) ELSE n.key END AS national_key
  FROM growing g
  JOIN notice n ON n.policy = g.policy AND n.jurisdiction = 'county' AND n.mode = 'absolute' AND n.effective_from <= g.month || '-01'
  GROUP BY g.policy, n.key, g.month
),
year AS (
  SELECT b.policy, b.key, b.month, b.way, MAX(s.per = 'year') AS by_year,
         coalesce(SUM(CASE s.side WHEN 'county' THEN s.step_fen END), 0) AS local_fen, MAX(CASE s.side WHEN 'county' THEN s.named ELSE '' END) AS local_named,
         coalesce(SUM(CASE s.side WHEN 'national' THEN s.step_fen END), 0) AS nation_fen, MAX(CASE s.side WHEN 'national' THEN s.named ELSE '' END) AS nation_named
  FROM base b
  JOIN step s ON s.policy = b.policy AND s.effective_from > b.since AND s.effective_from <= b.month || '-01'
             AND s.key = CASE s.side WHEN 'national' THEN b.national_key ELSE b.key END
  GROUP BY b.policy, b.key, b.month, substr(s.effective_from, 1, 4)
),
grown AS (
  SELECT policy, key, month, MAX(by_year) AS by_year,
         SUM(CASE way WHEN 'growth-or-step' THEN MAX(local_fen, nation_fen) ELSE local_fen + nation_fen END) AS more_fen,
         MAX(CASE WHEN way = 'previous-plus-step' THEN MAX(local_named, nation_named)
                  WHEN local_fen >= nation_fen THEN local_named ELSE nation_named END) AS named
  FROM year
  GROUP BY policy, key, month
)
INSERT OR REPLACE INTO standard_month
SELECT b.policy, b.key, b.month,
       (b.year_fen + g.more_fen) / CASE WHEN b.per = 'year' OR g.by_year THEN 1 ELSE 12 END,
       CASE WHEN b.per = 'year' OR g.by_year THEN 'year' ELSE 'month' END,
       b.id, CAST(substr(g.named, 11) AS INTEGER)
FROM base b
JOIN grown g ON g.policy = b.policy AND g.key = b.key AND g.month = b.month;

-- What every benefit's rate is, for those that are a multiple of another's.
CREATE TEMP VIEW rate AS SELECT policy, key, month, fen, per, standard, increment FROM standard_month;
