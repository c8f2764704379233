-- Why a claimed honour does not count: reason 1 to 10 of the ten grounds for refusing a completion claim, one row each.
-- Ground 9 (no target) belongs to a figure and is not here; 11 is ours: the station is not on the register.
-- Of several claims for one thing the first that stands by itself stays; `other` names it.
WITH
claim AS MATERIALIZED (SELECT * FROM station_claim),
single(claim, reason, aspect, detail) AS (
  -- Two active stations of one place and level: only the place's own counts, whether it is claimed or not.
  SELECT c.claim, 2, 'merged-place', c.village || COALESCE(' → ' || r.name, '') FROM claim c LEFT JOIN region_now r ON r.region = c.place
  WHERE c.active AND c.place_merged
  UNION ALL
  SELECT claim, 2, 'place', holder_name FROM claim
  WHERE holder <> station AND NOT place_merged
    AND NOT (scheme = 'model-city' AND (instr(name, '枫桥') OR instr(name, '标杆')))
  UNION ALL
  SELECT claim, 8, 'extra-station', holder_name FROM claim
  WHERE holder <> station AND NOT place_merged AND scheme = 'model-city' AND (instr(name, '枫桥') OR instr(name, '标杆'))
  UNION ALL
  SELECT claim, 11, CASE WHEN matches = 0 THEN 'unknown' ELSE 'ambiguous' END, station_name FROM claim WHERE station IS NULL
  UNION ALL
  SELECT claim, 3, 'before-founding', awarded_on || ' < ' || founded_on FROM claim WHERE awarded_on < founded_on
  UNION ALL
  SELECT claim, 3, 'founded-later', founded_on FROM claim WHERE founded_on > year_end AND awarded_on IS NULL
  UNION ALL
  -- The plaque of a batch may come in the next spring; half a year is allowed.
  SELECT claim, 3, 'outside-year', awarded_on || ' / ' || batch_year FROM claim
  WHERE awarded_on NOT BETWEEN batch_year || '-01-01' AND (batch_year + 1) || '-06-30'
  UNION ALL
  SELECT claim, 4, 'level', claimed_level || ' / ' || level FROM claim WHERE claimed_level <> level
  UNION ALL
  SELECT claim, 4, 'village-named', village FROM claim WHERE level <> true_level
  UNION ALL
  SELECT claim, 4, 'scheme', scheme || ' / ' || level FROM claim
  WHERE (scheme = 'private-enterprise') <> (level = 'enterprise') AND scheme IN ('private-enterprise', 'model-city')
  UNION ALL
  SELECT claim, 4, 'pseudo', township FROM claim WHERE pseudo
  UNION ALL
  SELECT claim, 5, CASE WHEN merged_into IS NULL THEN 'closed' ELSE 'merged' END,
         COALESCE(closed_on, '') || COALESCE(' → ' || merged_into, '') FROM claim
  WHERE closed_on <= year_end OR (closed_on IS NULL AND merged_into IS NOT NULL)
  UNION ALL
  SELECT claim, 6, CASE WHEN COALESCE(credit_code, '') = '' THEN 'code-missing' ELSE 'code-invalid' END, COALESCE(credit_code, '')
  FROM claim WHERE level = 'enterprise' AND NOT credit_code_valid(credit_code)
  UNION ALL
  SELECT claim, 6, 'state-owned', '' FROM claim WHERE level = 'enterprise' AND ownership = 'state'
  UNION ALL
  -- A document number holds a figure; 无, / or 待补 is none.
  SELECT claim, 7, 'document', document FROM claim WHERE document NOT GLOB '*[0-9]*'
  UNION ALL
  SELECT c.claim, 8, 'higher', h.scheme || ' ' || h.document
  FROM claim c
  JOIN claim h ON h.counted = c.counted AND h.document = c.document AND h.scheme IN ('fengqiao-province', 'benchmark-national')
  WHERE c.scheme = 'model-city' AND c.document <> ''
    AND EXISTS (SELECT 1 FROM claim own WHERE own.counted = c.counted AND own.scheme = c.scheme
                  AND own.batch_year <= c.batch_year AND own.document <> c.document)
  GROUP BY c.claim
  UNION ALL
  SELECT claim, 10, 'evidence', evidence_on || ' > ' || accepted_on FROM claim WHERE evidence_on > accepted_on
),
ranked AS MATERIALIZED (
  SELECT c.*, NOT EXISTS (SELECT 1 FROM single s WHERE s.claim = c.claim) AS stands
  FROM claim c
  WHERE station IS NOT NULL
),
shared(claim, reason, aspect, other, same) AS (
  SELECT claim, 1, 'twice', FIRST_VALUE(claim) OVER thing, 0
  FROM ranked
  WINDOW thing AS (PARTITION BY scheme, batch_year, counted ORDER BY stands DESC, batch, sheet, row_no, claim)
  UNION ALL
  SELECT claim, 6, 'same-firm', FIRST_VALUE(claim) OVER thing, counted = FIRST_VALUE(counted) OVER thing
  FROM ranked
  WHERE level = 'enterprise'
  WINDOW thing AS (PARTITION BY scheme, batch_year, firm ORDER BY stands DESC, batch, sheet, row_no, claim)
)
SELECT claim, reason, aspect, detail, NULL AS other FROM single
UNION ALL
SELECT s.claim, s.reason, s.aspect, o.station_name, s.other
FROM shared s
JOIN claim o ON o.claim = s.other
WHERE s.claim <> s.other AND NOT s.same
