-- 6. Difference: what is due now, as known today, minus what the ledger already holds. The one rule of the house.

DELETE FROM due
WHERE (enrolment, month) IN (SELECT enrolment, month FROM held_month);

DELETE FROM due
WHERE EXISTS (SELECT 1 FROM held_occasion h WHERE h.enrolment = due.enrolment AND h.month = due.month
              AND (due.component = h.reference OR substr(due.component, 1, length(h.reference) + 1) = h.reference || ':'));

CREATE TEMP TABLE paid (
  enrolment INTEGER NOT NULL, month TEXT NOT NULL, component TEXT NOT NULL, paid_fen INTEGER NOT NULL, occasion INTEGER,
  central_fen INTEGER NOT NULL, province_fen INTEGER NOT NULL, city_fen INTEGER NOT NULL,
  PRIMARY KEY (enrolment, month, component)
) WITHOUT ROWID;

INSERT INTO paid
SELECT l.enrolment, l.month, l.component, SUM(l.amount_fen), MAX(l.occasion), SUM(l.central_fen), SUM(l.province_fen), SUM(l.city_fen)
FROM ledger l
WHERE l.month = :month AND (:person IS NULL OR l.enrolment IN (SELECT enrolment FROM span))
GROUP BY l.enrolment, l.month, l.component;

INSERT INTO paid
SELECT s.enrolment, l.month, l.component, SUM(l.amount_fen), MAX(l.occasion), SUM(l.central_fen), SUM(l.province_fen), SUM(l.city_fen)
FROM span s
CROSS JOIN calendar c ON c.month >= s.scope_from AND c.month < :month
CROSS JOIN line l INDEXED BY line_key ON l.month = c.month AND l.enrolment = s.enrolment
WHERE s.scope_from < :month AND l.run NOT IN (SELECT run FROM run_step WHERE step = 'voided')
  AND NOT EXISTS (SELECT 1 FROM returned_line r WHERE r.line = l.line)
GROUP BY s.enrolment, l.month, l.component;

-- What is held is not compared at all: neither paid nor recovered until it can be worked out.
DELETE FROM paid
WHERE (enrolment, month) IN (SELECT enrolment, month FROM held_month UNION ALL SELECT enrolment, month FROM waiting);

DELETE FROM paid
WHERE EXISTS (SELECT 1 FROM held_occasion h WHERE h.enrolment = paid.enrolment AND h.month = paid.month
              AND (paid.component = h.reference OR substr(paid.component, 1, length(h.reference) + 1) = h.reference || ':'));

CREATE TEMP TABLE change (
  enrolment INTEGER NOT NULL, month TEXT NOT NULL, component TEXT NOT NULL, due_fen INTEGER NOT NULL, paid_fen INTEGER NOT NULL,
  base_fen INTEGER, per TEXT, quantity_x100 INTEGER, share_bp INTEGER, divisor INTEGER NOT NULL DEFAULT 1, round_fen INTEGER NOT NULL DEFAULT 1,
  round_up INTEGER NOT NULL DEFAULT 0, standard INTEGER, increment INTEGER, occasion INTEGER,
  central_fen INTEGER NOT NULL DEFAULT 0, province_fen INTEGER NOT NULL DEFAULT 0, city_fen INTEGER NOT NULL DEFAULT 0, reason TEXT NOT NULL
);

INSERT INTO change (enrolment, month, component, due_fen, paid_fen, base_fen, per, quantity_x100, share_bp, divisor, round_fen, round_up,
                    standard, increment, occasion, reason)
SELECT d.enrolment, d.month, d.component, d.due_fen, coalesce(p.paid_fen, 0),
       d.base_fen, d.per, d.quantity_x100, d.share_bp, d.divisor, d.round_fen, d.round_up, d.standard, d.increment, d.occasion,
       coalesce((SELECT 'yields:' || x.winner FROM excluded x WHERE x.enrolment = d.enrolment AND x.month = d.month), '')
FROM due d
LEFT JOIN paid p ON p.enrolment = d.enrolment AND p.month = d.month AND p.component = d.component
WHERE d.due_fen <> coalesce(p.paid_fen, 0);

-- Paid before, but nothing is due any more.
INSERT INTO change (enrolment, month, component, due_fen, paid_fen, occasion, reason)
SELECT p.enrolment, p.month, p.component, 0, p.paid_fen, p.occasion,
       coalesce((SELECT i.kind FROM interruption i
                 WHERE i.person = s.person AND i.from_month <= p.month AND i.until_month > p.month AND i.policy IN ('', s.policy) LIMIT 1),
                CASE WHEN p.month < s.first_month THEN 'not-started' ELSE s.end_reason END)
FROM paid p
JOIN span s ON s.enrolment = p.enrolment
WHERE p.paid_fen <> 0
  AND NOT EXISTS (SELECT 1 FROM due d WHERE d.enrolment = p.enrolment AND d.month = p.month AND d.component = p.component);

-- Money may only go out to somebody who is not held and has an account. It stays due and comes out as back-pay.
-- A proposed stop holds what it would end: benefits by the month, not what is paid once for something that happened.
INSERT OR IGNORE INTO held_month
SELECT c.enrolment, c.month, h.code, h.detail
FROM change c JOIN span s ON s.enrolment = c.enrolment
JOIN on_hold h ON h.person = s.person AND h.policy IN ('', s.policy) AND c.month >= h.from_month AND c.month < h.until_month
WHERE c.due_fen > c.paid_fen
  AND (h.code = 'E404' OR EXISTS (SELECT 1 FROM policy_rule r WHERE r.policy = s.policy AND r.kind <> 'occasion'))
ORDER BY h.from_month;

INSERT OR IGNORE INTO held_month
SELECT c.enrolment, c.month, 'E403', ''
FROM change c JOIN span s ON s.enrolment = c.enrolment
WHERE c.due_fen > c.paid_fen
  AND NOT EXISTS (SELECT 1 FROM account a WHERE a.person = s.person AND a.ended_by IS NULL)
  -- What is still due under a merged number goes to the survivor's account.
  AND s.person NOT IN (SELECT m.person FROM merged_into m JOIN account a ON a.person = m.survivor AND a.ended_by IS NULL)
  AND NOT EXISTS (SELECT 1 FROM occasion o WHERE o.id = c.occasion AND o.institution <> '');

-- What goes to a hospital or an office needs the institution's account.
INSERT OR IGNORE INTO held_occasion
SELECT c.enrolment, c.month, o.reference, 'E412', o.institution
FROM change c JOIN occasion o ON o.id = c.occasion AND o.institution <> ''
WHERE c.due_fen > c.paid_fen
  AND NOT EXISTS (SELECT 1 FROM institution_now i WHERE i.name = o.institution AND i.account <> '');

-- What is withheld: the part of the difference that is not paid now.
CREATE TEMP TABLE withheld (enrolment INTEGER NOT NULL, month TEXT NOT NULL, fen INTEGER NOT NULL, PRIMARY KEY (enrolment, month)) WITHOUT ROWID;

INSERT INTO withheld
SELECT enrolment, month, SUM(due_fen - paid_fen)
FROM change
WHERE due_fen > paid_fen
  AND ((enrolment, month) IN (SELECT enrolment, month FROM held_month)
       OR EXISTS (SELECT 1 FROM occasion o JOIN held_occasion h ON h.enrolment = o.enrolment AND h.month = change.month AND h.reference = o.reference
                  WHERE o.id = change.occasion))
GROUP BY enrolment, month;

DELETE FROM change
WHERE due_fen > paid_fen
  AND ((enrolment, month) IN (SELECT enrolment, month FROM held_month)
       OR EXISTS (SELECT 1 FROM occasion o JOIN held_occasion h ON h.enrolment = o.enrolment AND h.month = change.month AND h.reference = o.reference
                  WHERE o.id = change.occasion));

-- On the roster, but the conditions are not met: said, not paid.
INSERT OR IGNORE INTO held_month
SELECT d.enrolment, d.month, 'E410', ''
FROM due d
WHERE d.quantity_x100 = 0 AND d.month = :month AND d.enrolment NOT IN (SELECT enrolment FROM span WHERE policy IN (SELECT policy FROM policy_rule WHERE kind <> 'roster'));
