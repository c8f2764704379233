-- The versions of target that hold today.
SELECT indicator, year, level, value, document, decided_on, added_by, sheet, row_no
FROM target
WHERE ended_by IS NULL
