-- The versions of budget that hold today.
SELECT id, year, source, policy, reference, amount_fen, received_on, added_by, sheet, row_no
FROM budget
WHERE ended_by IS NULL
