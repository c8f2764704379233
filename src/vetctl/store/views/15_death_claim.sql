-- What is said of deaths, and whether it counts. What the bureau registered itself, or the family declared there with the
-- certificate, is a fact; what stands in somebody else's list is a proposal until a clerk confirms or refuses it.
-- The evidence is named by what it says: the same day from the same source needs no second answer, another day does.
SELECT d.person, d.source, d.died_on, d.deregistered_on, d.added_by, d.sheet, d.row_no,
       printf('death:%d:%s:%s', d.person, d.source, d.died_on) AS evidence,
       CASE WHEN d.source IN ('bureau', 'family') THEN 'fact'
            ELSE coalesce((SELECT v.decision FROM verdict v
                           WHERE v.evidence = printf('death:%d:%s:%s', d.person, d.source, d.died_on)
                           ORDER BY v.verdict DESC LIMIT 1), 'proposed') END AS state
FROM death d
WHERE d.ended_by IS NULL
