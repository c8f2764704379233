-- 6b. Who pays: the rules resolved per month, on the two time axes of standards. A rule for the category goes before one
-- for the benefit, and that before one for all benefits. What no rule gives is the county's.

CREATE TEMP TABLE payer_key (policy TEXT NOT NULL, key TEXT NOT NULL, PRIMARY KEY (policy, key)) WITHOUT ROWID;

INSERT INTO payer_key
SELECT r.policy, '' FROM policy_rule r WHERE EXISTS (SELECT 1 FROM funding_now f WHERE f.policy IN ('', r.policy))
UNION
SELECT f.policy, f.key FROM funding_now f JOIN policy_rule r ON r.policy = f.policy;

-- Per benefit, category and month: a sum (an annual one shared over the year as standards are), a share of the line, or
-- a share of what the line would be at the national rate. Sums paid once belong to occasions, the others to months.
CREATE TEMP TABLE payer (
  policy TEXT NOT NULL, month TEXT NOT NULL, key TEXT NOT NULL, source TEXT NOT NULL,
  mode TEXT NOT NULL, fen INTEGER, share_bp INTEGER, round_fen INTEGER NOT NULL, by_category INTEGER NOT NULL,
  PRIMARY KEY (source, policy, month, key)
) WITHOUT ROWID;

INSERT INTO payer
SELECT policy, month, key, source, mode,
       CASE per WHEN 'year' THEN (2 * amount_fen * of_year + 12) / 24 - (2 * amount_fen * (of_year - 1) + 12) / 24 ELSE amount_fen END,
       share_bp, round_fen, EXISTS (SELECT 1 FROM payer_key o WHERE o.policy = n.policy AND o.key <> '')
FROM (
  SELECT k.policy, c.month, k.key, f.source, f.mode, f.amount_fen, f.per, f.share_bp, f.round_fen,
         CAST(substr(c.month, 6, 2) AS INTEGER) AS of_year,
         ROW_NUMBER() OVER (PARTITION BY k.policy, c.month, k.key, f.source ORDER BY f.policy = '', f.key = '', f.effective_from DESC) AS place
  FROM payer_key k
  JOIN policy_rule r ON r.policy = k.policy
  JOIN calendar c
  JOIN funding_now f ON f.policy IN ('', k.policy) AND f.key IN ('', k.key)
                    AND f.effective_from <= c.month || '-01' AND f.known_on <= :as_of
                    AND (f.mode <> 'fixed' OR (f.per = 'once') = (r.kind = 'occasion'))
) n
WHERE place = 1;

-- The national rate behind every standard in use, also where the county pays its own.
CREATE TEMP TABLE national_rate (
  standard INTEGER NOT NULL, month TEXT NOT NULL, fen INTEGER NOT NULL, per TEXT NOT NULL, PRIMARY KEY (standard, month)
) WITHOUT ROWID;

INSERT OR IGNORE INTO national_rate
SELECT m.standard, m.month, n.amount_fen, n.per
FROM standard_month m
JOIN (SELECT s.policy, s.key, c.month, MAX(s.effective_from), s.mode, s.amount_fen, s.per
      FROM standard_now s JOIN calendar c ON s.effective_from <= c.month || '-01'
      WHERE s.jurisdiction = 'national' AND s.known_on <= :as_of
      GROUP BY s.policy, s.key, c.month) n ON n.policy = m.policy AND n.key = m.key AND n.month = m.month
WHERE m.standard IS NOT NULL AND n.mode = 'absolute';
