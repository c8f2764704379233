-- The versions of region that hold today.
SELECT region, name, level, kind, parent, aliases, valid_from, valid_to, merged_into, added_by
FROM region
WHERE ended_by IS NULL
