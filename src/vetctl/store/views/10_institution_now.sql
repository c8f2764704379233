-- The versions of institution that hold today.
SELECT id, name, kind, account, bank, holder_name, public, one_stop_since, added_by, sheet, row_no
FROM institution
WHERE ended_by IS NULL
