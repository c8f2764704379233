-- Months that are closed now: the newest entry of the month says so. A reopened month is not here.
SELECT c.month, c.actor, c.at, c.sent_fen, c.returned_fen, c.event
FROM closing c
WHERE c.step = 'closed'
  AND NOT EXISTS (SELECT 1 FROM closing later WHERE later.month = c.month AND later.closing > c.closing)
