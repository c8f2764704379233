-- The versions of standard that hold today.
SELECT id, policy, key, jurisdiction, mode, effective_from, known_on, amount_fen, per, document, mark, added_by, sheet, row_no
FROM standard
WHERE ended_by IS NULL
