-- The suspensions and holds that count. Where the bureau registered one of its own, a confirmed one from another list steps back.
SELECT c.person, c.kind, c.policy, c.source, c.from_month, c.resumed_month, c.reason, c.review_on, c.document, c.added_by, c.sheet, c.row_no
FROM suspension_claim c
WHERE c.state IN ('fact', 'confirmed')
  AND (coalesce(c.source, '') = ''
       OR NOT EXISTS (SELECT 1 FROM suspension o
                      WHERE o.person = c.person AND o.kind = c.kind AND o.policy = c.policy AND o.from_month = c.from_month
                        AND o.source = '' AND o.ended_by IS NULL))
