-- What the price indices of each month come to (policy price-subsidy): which line was reached, whether the subsidy runs,
-- and the factors of its amount. `state`: started; not-started; open, while an index or parameter that decides is missing.
-- CPI and food reach their lines (>=), the low-income index of a quarter must pass its own (>).
-- Where a rule says so, it stops only after so many months in a row below the lines, or runs at most so many in a row.
WITH RECURSIVE rule AS MATERIALIZED (
  SELECT month,
         MAX(CASE key WHEN 'variant' THEN word END) AS variant,
         MAX(CASE key WHEN 'rounding' THEN word END) AS rounding,
         MAX(CASE key WHEN 'trigger-cpi' THEN value END) AS trigger_cpi_bp,
         MAX(CASE key WHEN 'trigger-food' THEN value END) AS trigger_food_bp,
         MAX(CASE key WHEN 'trigger-quarter' THEN value END) AS trigger_quarter_bp,
         coalesce(MAX(CASE key WHEN 'multiplier' THEN value END), 10000) AS multiplier_bp,
         MAX(CASE key WHEN 'divisor' THEN value END) AS low_divisor,
         MAX(CASE key WHEN 'high-from' THEN value END) AS high_from_bp,
         MAX(CASE key WHEN 'high-divisor' THEN value END) AS high_divisor,
         coalesce(MAX(CASE key WHEN 'stop-after' THEN value END), 1) AS stop_after,
         coalesce(MAX(CASE key WHEN 'most-months' THEN value END), 1000000) AS most_months
  FROM index_rule
  GROUP BY month
),
rise AS (
  SELECT r.*, c.value AS cpi_bp, f.value AS food_bp, s.value AS scpi_bp, q.value AS quarter_bp,
         c.value >= r.trigger_cpi_bp AS by_cpi, f.value >= r.trigger_food_bp AS by_food, q.value > r.trigger_quarter_bp AS by_quarter
  FROM rule r
  LEFT JOIN yardstick_now c ON c.series = 'cpi' AND c.period = r.month
  LEFT JOIN yardstick_now f ON f.series = 'food-cpi' AND f.period = r.month
  LEFT JOIN yardstick_now s ON s.series = 'scpi' AND s.period = r.month
  LEFT JOIN yardstick_now q ON q.series = 'scpi-quarter' AND q.period = substr(r.month, 1, 5) || printf('%02d', (substr(r.month, 6) - 1) / 3 * 3 + 1)
),
judged AS MATERIALIZED (
  -- With one line reached the other does not matter; with one missed and the other unknown nothing is known.
  SELECT *, CASE variant WHEN 'E' THEN by_quarter ELSE by_cpi OR by_food END AS reached,
         CASE variant
           WHEN 'A' THEN scpi_bp
           WHEN 'B' THEN CASE WHEN by_cpi AND NOT by_food THEN cpi_bp WHEN by_food AND NOT by_cpi THEN food_bp ELSE MAX(cpi_bp, food_bp) END
           WHEN 'E' THEN quarter_bp
           WHEN 'C' THEN CASE WHEN cpi_bp IS NOT NULL THEN 10000 END
           WHEN 'D' THEN 10000 END AS rise_bp,
         CASE WHEN variant <> 'C' THEN 1 WHEN cpi_bp >= high_from_bp THEN high_divisor ELSE low_divisor END AS divisor
  FROM rise
),
-- `below`: months in a row below the lines, this one included; `before`: months in a row it has run up to the one before.
chain(month, runs, below, before) AS (
  SELECT month, reached, CASE reached WHEN 0 THEN 1 ELSE 0 END, 0 FROM judged WHERE month = (SELECT MIN(month) FROM judged)
  UNION ALL
  SELECT j.month,
         CASE WHEN CASE WHEN c.runs THEN c.before + 1 ELSE 0 END >= j.most_months THEN 0
              WHEN j.reached THEN 1
              WHEN j.reached = 0 THEN j.stop_after > 1 AND c.runs AND c.below + 1 < j.stop_after END,
         CASE j.reached WHEN 1 THEN 0 WHEN 0 THEN c.below + 1 END,
         CASE WHEN c.runs THEN c.before + 1 ELSE 0 END
  FROM chain c
  JOIN judged j ON j.month = strftime('%Y-%m', c.month || '-01', '+1 month')
)
SELECT j.month, CASE WHEN NOT c.runs THEN 'not-started' WHEN c.runs AND j.rise_bp IS NOT NULL AND j.divisor IS NOT NULL THEN 'started' ELSE 'open' END AS state,
       CASE WHEN j.variant = 'E' THEN CASE WHEN j.by_quarter THEN 'quarter' WHEN c.runs THEN 'continued' ELSE '' END
            WHEN j.by_cpi AND j.by_food THEN 'both' WHEN j.by_cpi THEN 'cpi' WHEN j.by_food THEN 'food'
            WHEN c.runs THEN 'continued' ELSE '' END AS reached,
       j.variant, j.cpi_bp, j.food_bp, j.scpi_bp, j.quarter_bp, j.trigger_cpi_bp, j.trigger_food_bp, j.trigger_quarter_bp, j.multiplier_bp,
       j.multiplier_bp / 100 AS quantity_x100, MAX(j.rise_bp, 0) AS share_bp, j.divisor,
       CASE j.rounding WHEN 'jiao' THEN 10 WHEN 'yuan' THEN 100 WHEN 'yuan-up' THEN 100 ELSE 1 END AS round_fen, coalesce(j.rounding = 'yuan-up', 0) AS round_up,
       j.reached AS line_reached, c.runs
FROM judged j
JOIN chain c ON c.month = j.month
