-- Suspensions and holds, and whether they count. A hold is always the bureau's own decision; a suspension from the list
-- of a court or a prison, or of somebody missing from a whole roster, is a proposal until it is answered.
SELECT s.person, s.kind, s.policy, s.source, s.from_month, s.resumed_month, s.reason, s.review_on, s.document, s.added_by, s.sheet, s.row_no,
       printf('suspend:%d:%s:%s', s.person, s.source, s.from_month) || CASE s.policy WHEN '' THEN '' ELSE ':' || s.policy END AS evidence,
       CASE WHEN s.kind = 'hold' OR coalesce(s.source, '') = '' THEN 'fact'
            ELSE coalesce((SELECT v.decision FROM verdict v
                           WHERE v.evidence = printf('suspend:%d:%s:%s', s.person, s.source, s.from_month) || CASE s.policy WHEN '' THEN '' ELSE ':' || s.policy END
                           ORDER BY v.verdict DESC LIMIT 1), 'proposed') END AS state
FROM suspension s
WHERE s.ended_by IS NULL
