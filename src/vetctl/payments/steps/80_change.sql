-- 6. Difference: what is due now, as known today, minus what the ledger already holds. The one rule of the house.

CREATE TEMP TABLE paid (
  enrolment INTEGER NOT NULL, month TEXT NOT NULL, component TEXT NOT NULL, paid_fen INTEGER NOT NULL,
  PRIMARY KEY (enrolment, month, component)
) WITHOUT ROWID;

INSERT INTO paid
SELECT l.enrolment, l.month, l.component, SUM(l.amount_fen)
FROM ledger l
WHERE l.month = :month AND (:person IS NULL OR l.enrolment IN (SELECT enrolment FROM span))
GROUP BY l.enrolment, l.month, l.component;

INSERT INTO paid
SELECT s.enrolment, l.month, l.component, SUM(l.amount_fen)
FROM span s
CROSS JOIN calendar c ON c.month >= s.scope_from AND c.month < :month
CROSS JOIN line l INDEXED BY line_key ON l.month = c.month AND l.enrolment = s.enrolment
WHERE s.scope_from < :month AND l.run NOT IN (SELECT run FROM run_step WHERE step = 'voided')
GROUP BY s.enrolment, l.month, l.component;

-- What is held is not compared at all: neither paid nor recovered until it can be worked out.
DELETE FROM paid
WHERE (enrolment, month) IN (SELECT enrolment, month FROM held_month);

CREATE TEMP TABLE change (
  enrolment INTEGER NOT NULL, month TEXT NOT NULL, component TEXT NOT NULL, due_fen INTEGER NOT NULL, paid_fen INTEGER NOT NULL,
  base_fen INTEGER, per TEXT, quantity_x100 INTEGER, share_bp INTEGER, standard INTEGER, increment INTEGER, reason TEXT NOT NULL
);

INSERT INTO change
SELECT d.enrolment, d.month, d.component, d.due_fen, coalesce(p.paid_fen, 0),
       d.base_fen, d.per, d.quantity_x100, d.share_bp, d.standard, d.increment,
       coalesce((SELECT 'yields:' || x.winner FROM excluded x WHERE x.enrolment = d.enrolment AND x.month = d.month), '')
FROM due d
LEFT JOIN paid p ON p.enrolment = d.enrolment AND p.month = d.month AND p.component = d.component
WHERE d.due_fen <> coalesce(p.paid_fen, 0);

-- Paid before, but nothing is due any more.
INSERT INTO change
SELECT p.enrolment, p.month, p.component, 0, p.paid_fen, NULL, NULL, NULL, NULL, NULL, NULL,
       coalesce((SELECT i.kind FROM interruption i WHERE i.person = s.person AND i.from_month <= p.month AND i.until_month > p.month LIMIT 1),
                CASE WHEN p.month < s.first_month THEN 'not-started' ELSE s.end_reason END)
FROM paid p
JOIN span s ON s.enrolment = p.enrolment
WHERE p.paid_fen <> 0
  AND NOT EXISTS (SELECT 1 FROM due d WHERE d.enrolment = p.enrolment AND d.month = p.month AND d.component = p.component);

-- Money may only go out to somebody who is not held and has an account. It stays due and comes out as back-pay.
INSERT OR IGNORE INTO held_month
SELECT c.enrolment, c.month, 'E404', h.detail
FROM change c JOIN span s ON s.enrolment = c.enrolment JOIN on_hold h ON h.person = s.person AND c.month >= h.from_month
WHERE c.due_fen > c.paid_fen;

INSERT OR IGNORE INTO held_month
SELECT c.enrolment, c.month, 'E403', ''
FROM change c JOIN span s ON s.enrolment = c.enrolment
WHERE c.due_fen > c.paid_fen
  AND NOT EXISTS (SELECT 1 FROM account a WHERE a.person = s.person AND a.ended_by IS NULL);

DELETE FROM change
WHERE due_fen > paid_fen AND (enrolment, month) IN (SELECT enrolment, month FROM held_month);

-- On the roster, but the conditions are not met: said, not paid.
INSERT OR IGNORE INTO held_month
SELECT d.enrolment, d.month, 'E410', ''
FROM due d
WHERE d.quantity_x100 = 0 AND d.month = :month;
