-- The versions of terms that hold today.
SELECT id, enrolment, from_month, category, grade, nature, approved_on, start_month, ends_on, end_reason, stated_years, document, certificate, added_by, sheet, row_no
FROM terms
WHERE ended_by IS NULL
