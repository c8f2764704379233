-- The versions of account that hold today.
SELECT id, person, number, bank, holder_name, added_by, sheet, row_no
FROM account
WHERE ended_by IS NULL
