-- How far each run has come. A voided run keeps its lines, but they no longer count.
SELECT r.run, r.month, r.as_of, r.prepared_by, r.digest, r.heads, r.line_count,
       r.regular_fen, r.arrears_fen, r.recovery_fen, r.set_off_fen, r.net_fen,
       CASE WHEN EXISTS (SELECT 1 FROM run_step s WHERE s.run = r.run AND s.step = 'voided')   THEN 'voided'
            WHEN EXISTS (SELECT 1 FROM run_step s WHERE s.run = r.run AND s.step = 'exported') THEN 'exported'
            WHEN EXISTS (SELECT 1 FROM run_step s WHERE s.run = r.run AND s.step = 'approved') THEN 'approved'
            WHEN EXISTS (SELECT 1 FROM run_step s WHERE s.run = r.run AND s.step = 'reviewed') THEN 'reviewed'
            ELSE 'drafted' END AS state
FROM run r
