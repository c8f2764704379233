-- What has been paid or is about to be: every line of a run that was not voided, less those whose money came back.
SELECT l.line, l.run, l.month, l.enrolment, l.component, l.kind, l.amount_fen, l.due_fen, l.paid_before_fen,
       l.base_fen, l.per, l.quantity_x100, l.share_bp, l.divisor, l.round_fen, l.round_up, l.standard, l.increment, l.terms,
       l.occasion, l.central_fen, l.province_fen, l.city_fen, l.reason
FROM line l
WHERE l.run NOT IN (SELECT run FROM run_step WHERE step = 'voided')
  AND NOT EXISTS (SELECT 1 FROM returned_line r WHERE r.line = l.line)
