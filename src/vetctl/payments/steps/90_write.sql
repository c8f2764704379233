-- 8. The run's lines, written from the differences, and who is held with what is withheld.

INSERT INTO enrolment (enrolment, person, policy, added_by)
SELECT n.enrolment, n.person, n.policy, (SELECT MAX(batch) FROM batch)
FROM new_enrolment n
WHERE n.enrolment IN (SELECT enrolment FROM change UNION SELECT enrolment FROM held_month);

INSERT INTO line (run, month, enrolment, component, kind, amount_fen, due_fen, paid_before_fen,
                  base_fen, per, quantity_x100, share_bp, divisor, round_fen, round_up, standard, increment, terms, occasion,
                  central_fen, province_fen, city_fen, reason)
SELECT :run, c.month, c.enrolment, c.component,
       CASE WHEN c.due_fen < c.paid_fen THEN 'recovery'
            WHEN r.kind = 'occasion' THEN CASE WHEN c.paid_fen = 0 THEN 'regular' ELSE 'arrears' END
            WHEN c.month >= r.regular_month THEN 'regular' ELSE 'arrears' END,
       c.due_fen - c.paid_fen, c.due_fen, c.paid_fen,
       c.base_fen, c.per, c.quantity_x100, c.share_bp, c.divisor, c.round_fen, c.round_up, c.standard, c.increment, a.terms, c.occasion,
       c.central_fen, c.province_fen, c.city_fen, c.reason
FROM change c
LEFT JOIN span s ON s.enrolment = c.enrolment
LEFT JOIN policy_rule r ON r.policy = s.policy
LEFT JOIN active_month a ON a.policy = s.policy AND a.enrolment = c.enrolment AND a.month = c.month
ORDER BY c.month, c.enrolment, c.component;

-- What is withheld of a month stands with the first of its reasons, so that it can be added up.
INSERT INTO held (run, enrolment, month, code, detail, amount_fen)
SELECT :run, h.enrolment, h.month, h.code, group_concat(h.detail, '；'),
       CASE WHEN w.fen IS NULL THEN CASE h.code WHEN 'E410' THEN 0 END
            WHEN h.code = MIN(h.code) OVER (PARTITION BY h.enrolment, h.month) THEN w.fen ELSE 0 END
FROM (SELECT enrolment, month, code, detail FROM held_month
      UNION SELECT enrolment, month, code, detail FROM held_occasion
      ORDER BY enrolment, month, code, detail) h
LEFT JOIN withheld w ON w.enrolment = h.enrolment AND w.month = h.month
GROUP BY h.enrolment, h.month, h.code
ORDER BY h.enrolment, h.month, h.code;
