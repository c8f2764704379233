-- The versions of confirmation that hold today.
SELECT person, year, confirmed_on, noticed_on, method, added_by, sheet, row_no
FROM confirmation
WHERE ended_by IS NULL
