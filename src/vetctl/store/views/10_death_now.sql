-- The versions of death that hold today.
SELECT person, source, died_on, deregistered_on, added_by, sheet, row_no
FROM death
WHERE ended_by IS NULL
