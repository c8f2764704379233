-- Moves, and whether they count. A change of household in a list of the police is a proposal until it is answered;
-- somebody who moves in is taken on by the bureau itself.
SELECT m.person, m.direction, m.source, m.moved_on, m.place, m.paid_through, m.added_by, m.sheet, m.row_no,
       printf('move:%d:%s:%s', m.person, m.source, m.moved_on) AS evidence,
       CASE WHEN m.direction = 'in' OR coalesce(m.source, '') = '' THEN 'fact'
            ELSE coalesce((SELECT v.decision FROM verdict v
                           WHERE v.evidence = printf('move:%d:%s:%s', m.person, m.source, m.moved_on)
                           ORDER BY v.verdict DESC LIMIT 1), 'proposed') END AS state
FROM move m
WHERE m.ended_by IS NULL
