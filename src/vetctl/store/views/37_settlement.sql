-- How far the bank's answers have come: one row for each exported run that sent something to the bank.
-- sent = paid + failed + returned + open, in payees and in fen. `stage`: sent (answers are missing), settled (all are in),
-- closed (its month is closed). A run that held everybody sent nothing and is not here.
SELECT run, month,
       COUNT(*) AS sent_count, SUM(amount_fen) AS sent_fen,
       SUM(outcome IS 'paid') AS paid_count, SUM(CASE WHEN outcome = 'paid' THEN amount_fen ELSE 0 END) AS paid_fen,
       SUM(outcome IS 'failed') AS failed_count, SUM(CASE WHEN outcome = 'failed' THEN amount_fen ELSE 0 END) AS failed_fen,
       SUM(outcome IS 'returned') AS returned_count, SUM(CASE WHEN outcome = 'returned' THEN amount_fen ELSE 0 END) AS returned_fen,
       SUM(outcome IS NULL) AS open_count, SUM(CASE WHEN outcome IS NULL THEN amount_fen ELSE 0 END) AS open_fen,
       CASE WHEN month IN (SELECT month FROM closed_month) THEN 'closed' WHEN SUM(outcome IS NULL) = 0 THEN 'settled' ELSE 'sent' END AS stage
FROM sent_payment
GROUP BY run, month
