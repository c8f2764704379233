-- One row for each honour claimed: the claim as written and where it was written, and the station it means.
-- A station is found by its name; then by the name without 退役军人服务站 and the county's name; then with an old
-- name of its place. `counted` is the station that counts: one merged by the end of the batch year counts as its successor.
-- `holder` is the station that its place and level belongs to at the end of the batch year.
-- `matches` is 0 when no station is found; above 1 the name is ambiguous and `station` stays NULL.
WITH RECURSIVE
claim AS (
  SELECT h.*, replace(trim(h.station), ' ', '') AS written, h.batch_year || '-12-31' AS year_end FROM honour_now h
),
county AS (SELECT COALESCE(MIN(name), '') AS name FROM region_now WHERE level = 'county'),
place_alias AS (
  SELECT DISTINCT r.name, trim(a.value) AS alias
  FROM region_now r,
       json_each('[' || replace(replace(replace(replace(replace(replace(json_quote(r.aliases), ' ', '、'), '，', '、'), ',', '、'), '；', '、'), ';', '、'),
                                '、', '","') || ']') a
  WHERE r.aliases <> '' AND trim(a.value) <> ''
),
known_word AS (
  SELECT id AS station, replace(name, ' ', '') AS word, 1 AS rank FROM station_now
  UNION ALL
  SELECT s.id, replace(replace(replace(replace(s.name, ' ', ''), '退役军人服务中心', ''), '退役军人服务站', ''), c.name, ''), 2
  FROM station_now s, county c
  UNION ALL
  SELECT s.id, replace(replace(replace(replace(replace(s.name, ' ', ''), '退役军人服务中心', ''), '退役军人服务站', ''), c.name, ''), p.name, p.alias), 3
  FROM place_alias p JOIN station_now s ON instr(s.name, p.name), county c
),
claim_word AS (
  SELECT id AS claim, written AS word, level FROM claim
  UNION
  SELECT k.id, replace(replace(replace(k.written, '退役军人服务中心', ''), '退役军人服务站', ''), c.name, ''), k.level
  FROM claim k, county c
),
candidate AS (
  -- The level the claim names decides between two stations of one name; it never keeps a station from being found.
  SELECT w.claim, k.station, MIN(k.rank * 2 + (w.level IS NOT NULL AND w.level <> s.level)) AS rank
  FROM claim_word w
  JOIN known_word k ON k.word = w.word
  JOIN station_now s ON s.id = k.station
  WHERE w.word <> ''
  GROUP BY w.claim, k.station
),
found AS (
  SELECT claim, CASE WHEN COUNT(*) = 1 THEN MIN(station) END AS station, COUNT(*) AS matches
  FROM candidate c
  WHERE rank = (SELECT MIN(best.rank) FROM candidate best WHERE best.claim = c.claim)
  GROUP BY claim
),
year AS (SELECT DISTINCT year_end FROM claim),
heir(year_end, station, counted, depth) AS (
  SELECT y.year_end, s.id, s.id, 0 FROM year y, station_now s
  UNION
  SELECT h.year_end, h.station, n.id, h.depth + 1
  FROM heir h
  JOIN station_now o ON o.id = h.counted AND o.merged_into <> '' AND COALESCE(o.closed_on, '') <= h.year_end
  JOIN station_now n ON n.name = o.merged_into AND n.level = o.level
  WHERE h.depth < 9
),
last_heir AS (SELECT year_end, station, counted, MAX(depth) AS depth FROM heir GROUP BY year_end, station),
region_heir(year_end, region, counted, depth) AS (
  SELECT y.year_end, r.region, r.region, 0 FROM year y, region_now r
  UNION
  SELECT h.year_end, h.region, o.merged_into, h.depth + 1
  FROM region_heir h
  JOIN region_now o ON o.region = h.counted AND o.merged_into <> '' AND COALESCE(o.valid_to, '') <= h.year_end
  WHERE h.depth < 9
),
last_region AS (SELECT year_end, region, counted, MAX(depth) AS depth FROM region_heir GROUP BY year_end, region),
town AS (SELECT region, name, kind FROM region_now WHERE level = 'township'),
village AS (SELECT region, name, parent, kind FROM region_now WHERE level = 'village'),
placed AS (
  -- A station entered as township that bears the name of its village is a village's station.
  SELECT s.id, s.name, s.founded_on, s.closed_on, s.merged_into,
         CASE WHEN s.level = 'township' AND instr(s.name, NULLIF(s.village, '')) THEN 'village' ELSE s.level END AS true_level,
         COALESCE(t.name, s.township) AS township, COALESCE(t.region, NULLIF(s.township, '')) AS town,
         COALESCE(own.region, v.region, NULLIF(s.township, '') || '/' || NULLIF(s.village, '')) AS village,
         COALESCE(t.kind = 'pseudo', 0) OR COALESCE(COALESCE(own.kind, v.kind) = 'pseudo', 0) AS pseudo
  FROM station_now s
  LEFT JOIN town t ON t.region = s.township OR t.name = s.township
  LEFT JOIN village own ON own.region = s.region
  LEFT JOIN village v ON v.parent = t.region AND v.name = s.village
  GROUP BY s.id
),
standing AS (
  SELECT y.year_end, p.id, p.name, p.true_level, p.township, p.pseudo, p.founded_on,
         CASE p.true_level WHEN 'county' THEN 'county' WHEN 'township' THEN p.town WHEN 'village' THEN COALESCE(r.counted, p.village) END AS place,
         p.true_level = 'village' AND COALESCE(r.counted <> p.village, 0) AS place_merged,
         p.founded_on <= y.year_end AND (p.closed_on > y.year_end OR (p.closed_on IS NULL AND COALESCE(p.merged_into, '') = '')) AS active
  FROM year y
  CROSS JOIN placed p
  LEFT JOIN last_region r ON r.region = p.village AND r.year_end = y.year_end
),
holder AS (
  -- Of several active stations of one place and level the place's own is the first founded; that of a merged village comes last.
  SELECT year_end, id, FIRST_VALUE(id) OVER place AS holder, FIRST_VALUE(name) OVER place AS holder_name
  FROM standing
  WHERE active AND place IS NOT NULL
  WINDOW place AS (PARTITION BY year_end, true_level, place ORDER BY place_merged, founded_on, id)
)
SELECT k.id AS claim, k.station AS station_name, k.scheme, k.batch_year, k.year_end, k.level AS claimed_level,
       COALESCE(f.matches, 0) AS matches, s.id AS station, h.counted, s.name, s.level, n.true_level, n.township, s.village,
       n.place, n.place_merged, n.active, o.holder, o.holder_name, n.pseudo,
       s.credit_code, s.ownership, m.firm, s.founded_on, s.closed_on, NULLIF(s.merged_into, '') AS merged_into,
       trim(k.document) AS document, k.awarded_on, k.accepted_on, k.evidence_on,
       k.added_by AS batch, b.file_name AS file, k.sheet, k.row_no
FROM claim k
LEFT JOIN batch b ON b.batch = k.added_by
LEFT JOIN found f ON f.claim = k.id
LEFT JOIN station_now s ON s.id = f.station
LEFT JOIN last_heir h ON h.station = s.id AND h.year_end = k.year_end
LEFT JOIN standing n ON n.id = s.id AND n.year_end = k.year_end
LEFT JOIN holder o ON o.id = s.id AND o.year_end = k.year_end
LEFT JOIN same_firm m ON m.station = s.id
