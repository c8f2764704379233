-- Payments whose money came back or never left the bank.
SELECT DISTINCT run, person, institution
FROM bank_answer
WHERE outcome IN ('failed', 'returned')
