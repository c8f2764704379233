-- The target in force for each figure, year and level: the latest decision. A later decision may lower it;
-- when one does so after 1 November of the year, `lowered_late` is 1 (a target cut in December makes 104 % out of 96 %).
SELECT indicator, year, level, value, document, decided_on, revisions, first_value, lowered_late, sheet, row_no
FROM (
  SELECT indicator, year, level, value, document, decided_on, sheet, row_no,
         COUNT(*) OVER whole AS revisions,
         FIRST_VALUE(value) OVER sequence AS first_value,
         MAX(lowered) OVER whole AS lowered_late,
         ROW_NUMBER() OVER (PARTITION BY indicator, year, level ORDER BY decided_on DESC) AS age
  FROM (
    SELECT indicator, year, level, value, document, decided_on, sheet, row_no,
           COALESCE(decided_on > year || '-11-01'
                    AND value < LAG(value) OVER (PARTITION BY indicator, year, level ORDER BY decided_on), 0) AS lowered
    FROM target_now
  )
  WINDOW whole AS (PARTITION BY indicator, year, level),
         sequence AS (PARTITION BY indicator, year, level ORDER BY decided_on)
)
WHERE age = 1
