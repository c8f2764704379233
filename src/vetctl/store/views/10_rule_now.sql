-- The versions of rule that hold today, or held and were known where the horizon stands (store/db.look_back).
SELECT id, policy, key, effective_from, effective_to, known_on, value, word, document, mark, added_by, sheet, row_no
FROM rule
WHERE added_by <= (SELECT batch FROM horizon) AND (ended_by IS NULL OR ended_by > (SELECT batch FROM horizon))
  AND known_on <= (SELECT day FROM horizon)
