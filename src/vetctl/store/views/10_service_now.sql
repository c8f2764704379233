-- The versions of service that hold today.
SELECT person, enlisted_on, discharged_on, conscript_from, conscript_to, date_precision, rural_at_discharge, draws_pension, source, added_by, sheet, row_no
FROM service
WHERE ended_by IS NULL
