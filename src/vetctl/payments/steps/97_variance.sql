-- 9. What changed between two runs, and why: every head whose payment differs, in parts that add up to the difference,
-- each with the reason found in the data. A part that keeps no reason is unexplained.
-- :one and :two are the runs, :least_fen and :least_bp the smallest difference looked at, absolute and of the earlier
-- amount, :only_open leaves out heads that need no reason. temp.person_news and temp.measure_news are laid by vetctl.payments.variance.

INSERT INTO head_change
SELECT enrolment, before_fen, now_fen, seen_before, seen_now
FROM (
  SELECT enrolment,
         SUM(CASE run WHEN :one THEN amount_fen ELSE 0 END) AS before_fen, SUM(CASE run WHEN :two THEN amount_fen ELSE 0 END) AS now_fen,
         MAX(run = :one AND kind = 'regular' AND occasion IS NULL) AS seen_before, MAX(run = :two AND kind = 'regular' AND occasion IS NULL) AS seen_now,
         SUM(CASE WHEN kind = 'regular' AND occasion IS NULL THEN CASE run WHEN :two THEN amount_fen ELSE -amount_fen END ELSE 0 END) AS regular_fen,
         MAX(run = :two AND (kind <> 'regular' OR occasion IS NOT NULL)) AS beside
  FROM line
  WHERE run IN (:one, :two)
  GROUP BY enrolment
)
WHERE before_fen <> now_fen
  AND (seen_before <> seen_now OR (abs(now_fen - before_fen) >= :least_fen AND abs(now_fen - before_fen) * 10000 >= abs(before_fen) * :least_bp))
  -- What does not come again is explained by itself, and in the month after a raise that is everybody.
  AND (NOT :only_open OR regular_fen <> 0 OR beside);

-- Most months few heads differ, so the lines of both runs are gone through once for them.
INSERT INTO head_line
SELECT line, run, enrolment, month, component, kind, amount_fen, occasion FROM line WHERE run IN (:one, :two) AND enrolment IN (SELECT enrolment FROM head_change);

-- Why a head that was there is not any more.
INSERT INTO leaving
SELECT h.enrolment,
       coalesce(CASE WHEN s.last_month < :month THEN s.end_reason END,
                (SELECT i.kind FROM interruption i
                 WHERE i.person = s.person AND i.policy IN ('', e.policy) AND i.from_month <= :month AND i.until_month > :month LIMIT 1),
                CASE WHEN s.first_month > :month THEN 'not-started' END,
                (SELECT 'yields' FROM enrolment o CROSS JOIN policy_rule x ON x.policy = o.policy AND x.grp = r.grp AND r.grp <> ''
                 CROSS JOIN line l ON l.run = :two AND l.month = :month AND l.enrolment = o.enrolment AND l.kind = 'regular'
                 WHERE o.person = e.person AND o.enrolment <> e.enrolment LIMIT 1),
                CASE WHEN EXISTS (SELECT 1 FROM held d WHERE d.run = :two AND d.enrolment = h.enrolment) THEN 'held' END,
                CASE r.kind WHEN 'follower' THEN 'not-due' END, 'unexplained')
FROM head_change h
JOIN enrolment e ON e.enrolment = h.enrolment
LEFT JOIN policy_rule r ON r.policy = e.policy
LEFT JOIN span s ON s.enrolment = h.enrolment
WHERE h.seen_before AND NOT h.seen_now;

-- 9a. The parts. The regular payment of both runs, occasions aside, component by component.
INSERT INTO head_part (enrolment, part, month, component, fen, old_line, new_line)
SELECT enrolment, 'regular', MAX(month), component, SUM(CASE run WHEN :two THEN amount_fen ELSE -amount_fen END) AS fen,
       MAX(CASE run WHEN :one THEN line END), MAX(CASE run WHEN :two THEN line END)
FROM head_line
WHERE kind = 'regular' AND occasion IS NULL
GROUP BY enrolment, component
HAVING fen <> 0;

-- What the later run pays or takes beside, with the newest earlier line for the same month.
INSERT INTO head_part (enrolment, part, month, component, fen, old_line, new_line)
SELECT l.enrolment, CASE WHEN l.kind = 'regular' THEN 'occasion' ELSE l.kind END, l.month, l.component, l.amount_fen,
       (SELECT MAX(x.line) FROM line x
        WHERE x.month = l.month AND x.enrolment = l.enrolment AND x.component = l.component AND x.run < :two
          AND x.run NOT IN (SELECT run FROM run_step WHERE step = 'voided')),
       l.line
FROM head_line l
WHERE l.run = :two AND (l.kind <> 'regular' OR l.occasion IS NOT NULL);

-- What the earlier run paid or took beside does not come again.
INSERT INTO head_part (enrolment, part, month, component, fen, reason, detail)
SELECT enrolment, 'not-again', MAX(month), '', -SUM(amount_fen) AS fen, 'not-again', MAX(CASE WHEN occasion IS NULL THEN kind ELSE 'occasion' END)
FROM head_line
WHERE run = :one AND (kind <> 'regular' OR occasion IS NOT NULL)
GROUP BY enrolment
HAVING fen <> 0;

-- 9b. The reasons that stand in the line itself: sent back by the bank, nothing due any more, an occasion.
UPDATE head_part SET reason = 'reissued',
  detail = (SELECT a.answered_on || ' ' || a.reason FROM returned_line r JOIN bank_answer a ON a.answer = r.answer WHERE r.line = head_part.old_line)
WHERE reason IS NULL AND part = 'arrears' AND old_line IN (SELECT line FROM returned_line);

UPDATE head_part SET reason = 'stopped', detail = (SELECT substr(l.reason || ':', 1, instr(l.reason || ':', ':') - 1) FROM line l WHERE l.line = head_part.new_line)
WHERE reason IS NULL AND part = 'recovery' AND (SELECT l.reason FROM line l WHERE l.line = head_part.new_line) <> '';

UPDATE head_part SET reason = 'occasion', (detail, document) = (
  SELECT o.happened_on, o.document FROM line l JOIN occasion o ON o.id = l.occasion WHERE l.line = head_part.new_line)
WHERE reason IS NULL AND part = 'occasion';

-- 9c. Two lines for the same thing: the first factor that differs is the reason.
INSERT INTO compared
SELECT h.part_id, p.category IS NOT q.category OR p.grade IS NOT q.grade OR p.nature IS NOT q.nature,
       coalesce(p.category, '') || '|' || coalesce(p.nature, '') || '|' || coalesce(p.grade, '') || '|'
         || coalesce(q.category, '') || '|' || coalesce(q.nature, '') || '|' || coalesce(q.grade, ''),
       q.document,
       a.standard IS NOT b.standard OR a.increment IS NOT b.increment, a.base_fen || '|' || b.base_fen,
       CASE WHEN a.standard IS NOT b.standard AND s.id IS NOT NULL THEN s.document ELSE coalesce(i.document, s.document) END,
       a.quantity_x100 IS NOT b.quantity_x100, a.quantity_x100 || '|' || b.quantity_x100,
       a.share_bp IS NOT b.share_bp, a.share_bp || '|' || b.share_bp,
       a.base_fen IS NOT b.base_fen OR a.per IS NOT b.per OR a.divisor <> b.divisor OR a.round_fen <> b.round_fen OR a.round_up <> b.round_up,
       b.per = 'year' AND a.base_fen IS b.base_fen, b.paid_before_fen
FROM head_part h
JOIN line a ON a.line = h.old_line
JOIN line b ON b.line = h.new_line
LEFT JOIN terms p ON p.id = a.terms
LEFT JOIN terms q ON q.id = b.terms
LEFT JOIN standard s ON s.id = b.standard
LEFT JOIN standard i ON i.id = b.increment
WHERE h.reason IS NULL;

UPDATE head_part SET (reason, detail, document) = (
  SELECT CASE WHEN c.terms_differ    THEN 'terms'    WHEN c.standard_differs THEN 'standard' WHEN c.quantity_differs THEN 'quantity'
              WHEN c.share_differs   THEN 'share'    WHEN m.policy IS NOT NULL AND c.base_differs THEN 'measure'
              WHEN c.monthly AND abs(head_part.fen) <= 2 THEN 'year-share'
              WHEN c.before_fen <> 0 AND head_part.part = 'regular' THEN 'paid-before' END,
         CASE WHEN c.terms_differ    THEN c.terms_words    WHEN c.standard_differs THEN c.base_words WHEN c.quantity_differs THEN c.quantity_words
              WHEN c.share_differs   THEN c.share_words    WHEN c.base_differs THEN c.base_words END,
         CASE WHEN c.terms_differ    THEN c.terms_document WHEN c.standard_differs THEN c.standard_document
              WHEN c.base_differs OR c.share_differs THEN m.document END
  FROM compared c
  JOIN enrolment e ON e.enrolment = head_part.enrolment
  LEFT JOIN (SELECT policy, MAX(day), document FROM measure_news GROUP BY policy) m ON m.policy = e.policy
  WHERE c.part_id = head_part.part_id)
WHERE reason IS NULL AND part_id IN (SELECT part_id FROM compared);

-- 9d. One line only. Held until now; a head that comes or comes back; a head that goes; a component that comes or goes.
UPDATE head_part SET (reason, detail) = (
  SELECT 'released', h.code FROM run r CROSS JOIN held h ON h.run = r.run AND h.enrolment = head_part.enrolment
  WHERE r.run < :two AND (h.month = head_part.month OR head_part.part = 'regular') AND h.code <> 'E410'
  ORDER BY h.run DESC, h.code LIMIT 1)
WHERE reason IS NULL AND old_line IS NULL
  AND (part = 'arrears' OR (part = 'regular' AND enrolment IN (SELECT enrolment FROM held WHERE run = :one AND code <> 'E410')));

UPDATE head_part SET (reason, detail, document) = (
  SELECT CASE WHEN i.kind IS NOT NULL THEN 'resumed'
              WHEN EXISTS (SELECT 1 FROM calendar c CROSS JOIN line l ON l.month = c.month AND l.enrolment = head_part.enrolment WHERE l.run < :two) THEN 'again'
              ELSE 'started' END,
         coalesce(i.kind, t.start_month, substr(t.approved_on, 1, 7), ''), t.document
  FROM enrolment e
  LEFT JOIN terms_now t ON t.enrolment = e.enrolment
  LEFT JOIN interruption i ON i.person = e.person AND i.policy IN ('', e.policy)
                          AND i.from_month <= substr(:day_one, 1, 7) AND i.until_month > substr(:day_one, 1, 7)
  WHERE e.enrolment = head_part.enrolment
  ORDER BY t.from_month DESC LIMIT 1)
WHERE reason IS NULL AND part = 'regular' AND old_line IS NULL AND enrolment IN (SELECT enrolment FROM head_change WHERE NOT seen_before);

UPDATE head_part SET (reason, detail) = (
  SELECT 'stopped', coalesce((SELECT MIN(h.code) FROM held h WHERE h.run = :two AND h.enrolment = w.enrolment), w.reason)
  FROM leaving w WHERE w.enrolment = head_part.enrolment AND w.reason <> 'unexplained')
WHERE reason IS NULL AND part = 'regular' AND new_line IS NULL AND enrolment IN (SELECT enrolment FROM head_change WHERE NOT seen_now);

UPDATE head_part SET reason = 'component', detail = component, document = (
  SELECT s.document FROM line l JOIN standard s ON s.id = coalesce(l.increment, l.standard) WHERE l.line = coalesce(head_part.new_line, head_part.old_line))
WHERE reason IS NULL AND part = 'regular' AND (old_line IS NULL OR new_line IS NULL)
  AND enrolment IN (SELECT enrolment FROM head_change WHERE seen_before AND seen_now);

-- 9e. What is left: news of the person that the earlier run did not know; another benefit it follows; another reading of
-- the benefit; facts that the later run went by and that were corrected since.
UPDATE head_part SET (reason, detail) = (
  SELECT 'late-news', n.file_name || ' [' || n.sheet || '] ' || n.row_no
  FROM person_news n JOIN enrolment e ON e.person = n.person WHERE e.enrolment = head_part.enrolment AND n.batch <= :seen_two
  ORDER BY n.batch DESC LIMIT 1)
WHERE reason IS NULL;

UPDATE head_part SET (reason, detail) = (
  SELECT 'host', f.host
  FROM enrolment e JOIN policy_follows f ON f.policy = e.policy
  JOIN enrolment o ON o.person = e.person AND o.policy = f.host
  JOIN head_change h ON h.enrolment = o.enrolment
  WHERE e.enrolment = head_part.enrolment LIMIT 1)
WHERE reason IS NULL;

UPDATE head_part SET reason = 'policy'
WHERE reason IS NULL
  AND (SELECT e.policy FROM enrolment e WHERE e.enrolment = head_part.enrolment)
      IN (SELECT n.key
          FROM json_each((SELECT parameters FROM run WHERE run = :two)) n
          LEFT JOIN json_each((SELECT parameters FROM run WHERE run = :one)) o ON o.key = n.key
          WHERE n.value IS NOT o.value);

UPDATE head_part SET (reason, detail) = (
  SELECT 'corrected-since', n.file_name || ' [' || n.sheet || '] ' || n.row_no
  FROM person_news n JOIN enrolment e ON e.person = n.person WHERE e.enrolment = head_part.enrolment AND n.batch > :seen_two
  ORDER BY n.batch LIMIT 1)
WHERE reason IS NULL;
