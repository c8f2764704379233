-- The parameters of the price subsidy in force in each index month: a month counts by its first day. Of those in force the
-- bureau's own (mark D) go before the shipped ones, then the one that began last.
-- Index months run from the first to the last month of which any index is known.
WITH RECURSIVE known AS (
  SELECT period AS first, CASE series WHEN 'scpi-quarter' THEN strftime('%Y-%m', period || '-01', '+2 months') ELSE period END AS last
  FROM yardstick_now
  WHERE series IN ('cpi', 'food-cpi', 'scpi', 'scpi-quarter')
),
month(month) AS (
  SELECT MIN(first) FROM known
  UNION ALL
  SELECT strftime('%Y-%m', month || '-01', '+1 month') FROM month WHERE month < (SELECT MAX(last) FROM known)
)
SELECT month, id, key, value, word, effective_from, effective_to, known_on, document, mark
FROM (SELECT m.month, r.id, r.key, r.value, r.word, r.effective_from, r.effective_to, r.known_on, r.document, r.mark,
             ROW_NUMBER() OVER (PARTITION BY m.month, r.key ORDER BY r.mark LIKE 'D%' DESC, r.effective_from DESC) AS place
      FROM month m
      LEFT JOIN rule_now r ON r.policy = 'price-subsidy' AND m.month || '-01' BETWEEN r.effective_from AND coalesce(r.effective_to, '9999-12-31'))
WHERE place = 1 AND month IS NOT NULL
