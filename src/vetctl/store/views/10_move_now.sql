-- The versions of move that hold today.
SELECT person, direction, source, moved_on, place, paid_through, added_by, sheet, row_no
FROM move
WHERE ended_by IS NULL
