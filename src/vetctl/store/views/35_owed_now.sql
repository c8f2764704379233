-- What people owe: recoveries that could not be taken, less what was set off since, settled from another's payment, paid
-- back by hand or written off. What a returned payment had paid off is owed again, so that a debt never falls below zero.
SELECT person, SUM(change_fen) AS balance_fen
FROM debt_change
GROUP BY person
HAVING SUM(change_fen) <> 0
