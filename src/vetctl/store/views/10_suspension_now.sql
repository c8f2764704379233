-- The versions of suspension that hold today.
SELECT person, kind, policy, source, from_month, resumed_month, reason, review_on, document, added_by, sheet, row_no
FROM suspension
WHERE ended_by IS NULL
