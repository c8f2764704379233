-- Rules with the days they apply on: from their own day until the next version of the same key, or their own last day.
SELECT id AS rule, policy, key, value, word, document, effective_from AS since,
       MIN(coalesce(effective_to, '9999-12-31'), coalesce(date(LEAD(effective_from) OVER versions, '-1 day'), '9999-12-31')) AS until
FROM rule_now
WINDOW versions AS (PARTITION BY policy, key ORDER BY effective_from)
