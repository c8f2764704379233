-- The versions of honour that hold today.
SELECT id, station, scheme, batch_year, level, document, awarded_on, accepted_on, evidence_on, added_by, sheet, row_no
FROM honour
WHERE ended_by IS NULL
