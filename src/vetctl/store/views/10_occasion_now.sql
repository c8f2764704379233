-- The versions of occasion that hold today.
SELECT id, enrolment, reference, happened_on, decided_on, about, category, institution, facts, document, added_by, sheet, row_no
FROM occasion
WHERE ended_by IS NULL
