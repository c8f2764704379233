-- Proposals that wait for a clerk's answer: those that would stop something that nothing else stops already.
SELECT c.person, c.kind, c.source, c.day, c.from_month, c.until_month, c.evidence, c.added_by, c.sheet, c.row_no, c.policy
FROM stop_claim c
WHERE c.state = 'proposed'
  AND NOT EXISTS (SELECT 1 FROM stop_claim f
                  WHERE f.person = c.person AND f.state IN ('fact', 'confirmed') AND f.policy IN ('', c.policy)
                    AND f.from_month <= c.from_month AND f.until_month >= c.until_month)
