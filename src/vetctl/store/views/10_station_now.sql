-- The versions of station that hold today.
SELECT id, name, level, township, village, region, credit_code, ownership, founded_on, founding_document, closed_on, merged_into, head, staff, area_m2, veterans, added_by, sheet, row_no
FROM station
WHERE ended_by IS NULL
