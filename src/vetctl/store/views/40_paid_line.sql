-- The ledger with person, benefit and the month it was paid in: what checks and figures read.
-- While a run is being controlled, this view is narrowed to the lines of that run.
SELECT l.line, l.run, r.month AS paid_month, l.month, l.enrolment, e.person, e.policy, l.component, l.kind,
       l.amount_fen, l.due_fen, l.base_fen, l.per, l.quantity_x100, l.share_bp, l.divisor, l.round_fen, l.round_up, l.standard, l.increment, l.terms,
       l.occasion, l.central_fen, l.province_fen, l.city_fen, l.amount_fen - l.central_fen - l.province_fen - l.city_fen AS county_fen
FROM ledger l
JOIN run r ON r.run = l.run
JOIN enrolment e ON e.enrolment = l.enrolment
