-- 6c. What one source pays of what is due: what its rule says, at most what the sources before it left.
-- A fixed sum counts once a month or occasion, on the component `base` or else the first one.

UPDATE change
SET central_fen  = CASE :source WHEN 'central'  THEN n.part_fen ELSE central_fen END,
    province_fen = CASE :source WHEN 'province' THEN n.part_fen ELSE province_fen END,
    city_fen     = CASE :source WHEN 'city'     THEN n.part_fen ELSE city_fen END
FROM (
  SELECT c.rowid AS id,
         MIN(c.due_fen - c.central_fen - c.province_fen,
             CASE f.mode
               WHEN 'of-line' THEN (2 * c.due_fen * f.share_bp + 10000 * f.round_fen) / (20000 * f.round_fen) * f.round_fen
               WHEN 'fixed' THEN
                 CASE WHEN c.component = 'base'
                        OR c.component = (SELECT d.component FROM due d
                                          WHERE d.enrolment = c.enrolment AND d.month = c.month AND d.occasion IS c.occasion
                                          ORDER BY d.component <> 'base', d.component LIMIT 1)
                      THEN f.fen ELSE 0 END
               ELSE coalesce((SELECT CASE WHEN w.per = 'year' AND f.round_fen = 1
                                          THEN (2 * w.whole * w.of_year + 120000000000) / 240000000000
                                             - (2 * w.whole * (w.of_year - 1) + 120000000000) / 240000000000
                                          ELSE (2 * w.whole + w.step) / (2 * w.step) * f.round_fen END
                              -- Scales: quantity_x100, two shares in hundredths of a percent, so 10^10.
                              FROM (SELECT n.per, n.fen * c.quantity_x100 * c.share_bp * f.share_bp AS whole,
                                           10000000000 * f.round_fen * CASE n.per WHEN 'year' THEN 12 ELSE c.divisor END AS step,
                                           CAST(substr(c.month, 6, 2) AS INTEGER) AS of_year
                                    FROM national_rate n WHERE n.standard = c.standard AND n.month = c.month) w), 0)
             END) AS part_fen
  FROM change c
  CROSS JOIN span s ON s.enrolment = c.enrolment
  CROSS JOIN payer f ON f.source = :source AND f.policy = s.policy AND f.month = c.month
                    AND f.key = CASE WHEN f.by_category THEN coalesce(
                          (SELECT k.key FROM payer_key k
                           WHERE k.policy = s.policy
                             AND k.key = coalesce((SELECT o.category FROM occasion o WHERE o.id = c.occasion),
                                                  (SELECT a.category FROM active_month a
                                                   WHERE a.policy = s.policy AND a.enrolment = c.enrolment AND a.month = c.month))), '')
                        ELSE '' END
  WHERE c.due_fen > 0
) n
WHERE n.id = change.rowid;
