-- The moves that count.
SELECT person, direction, source, moved_on, place, paid_through, added_by, sheet, row_no
FROM move_claim
WHERE state IN ('fact', 'confirmed')
