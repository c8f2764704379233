-- Which enterprise stations belong to one firm: the same credit code, or the same firm name with several plants.
-- `firm` is the smallest station id that can be reached, so the order of rows decides nothing.
WITH RECURSIVE firm_word AS (
  SELECT id, 'code ' || credit_code AS word FROM station_now WHERE level = 'enterprise' AND credit_code <> ''
  UNION ALL
  SELECT id, 'name ' || substr(name, 1, instr(name, '公司') + 1) FROM station_now
  WHERE level = 'enterprise' AND instr(name, '公司') > 1
),
reached(station, other) AS (
  SELECT id, id FROM station_now WHERE level = 'enterprise'
  UNION
  SELECT r.station, b.id
  FROM reached r
  JOIN firm_word a ON a.id = r.other
  JOIN firm_word b ON b.word = a.word
)
SELECT station, MIN(other) AS firm
FROM reached
GROUP BY station
