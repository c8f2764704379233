-- 6d. Like the line itself, a part is a difference: due now, less what was recorded for the month before. What a source
-- has paid of a month is then what its rule says of what is due, whatever came late and in which order. The county's
-- part is the rest of the line; it may run against the line's sign when a rule arrived after the month was paid.

UPDATE change
SET central_fen = change.central_fen - n.central_fen, province_fen = change.province_fen - n.province_fen, city_fen = change.city_fen - n.city_fen
FROM (
  SELECT c.rowid AS id, p.central_fen, p.province_fen, p.city_fen
  FROM change c
  CROSS JOIN paid p ON p.enrolment = c.enrolment AND p.month = c.month AND p.component = c.component
  WHERE c.paid_fen <> 0 OR c.month < :month
) n
WHERE n.id = change.rowid;
