-- The versions of yardstick that hold today, or held and were known where the horizon stands (store/db.look_back).
SELECT id, series, period, value, unit, known_on, document, mark, added_by, sheet, row_no
FROM yardstick
WHERE added_by <= (SELECT batch FROM horizon) AND (ended_by IS NULL OR ended_by > (SELECT batch FROM horizon))
  AND known_on <= (SELECT day FROM horizon)
