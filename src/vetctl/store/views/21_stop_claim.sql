-- Everything said of people that stops their benefits, in one form: from which month on nothing would be paid, and until
-- which (9999-12: for good), of which benefit (empty: all). The month of death is still paid, the year of moving away to its end.
SELECT person, 'death' AS kind, source, died_on AS day,
       strftime('%Y-%m', substr(died_on, 1, 7) || '-01', '+1 month') AS from_month, '9999-12' AS until_month,
       evidence, state, added_by, sheet, row_no, '' AS policy
FROM death_claim
UNION ALL
SELECT person, CASE source WHEN 'roster' THEN 'absent' ELSE 'suspend' END, source, from_month, from_month, coalesce(resumed_month, '9999-12'),
       evidence, state, added_by, sheet, row_no, policy
FROM suspension_claim
WHERE kind = 'suspend'
UNION ALL
SELECT o.person, 'move', o.source, o.moved_on, (substr(o.moved_on, 1, 4) + 1) || '-01',
       coalesce((SELECT MIN((substr(i.moved_on, 1, 4) + 1) || '-01') FROM move_claim i
                 WHERE i.person = o.person AND i.direction = 'in' AND i.moved_on >= o.moved_on), '9999-12'),
       o.evidence, o.state, o.added_by, o.sheet, o.row_no, ''
FROM move_claim o
WHERE o.direction = 'out'
