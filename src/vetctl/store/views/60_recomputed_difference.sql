-- Where the ledger and a full recomputation differ. Empty here: the engine of payments fills a table of this name
-- in its place before the audit reads it (vetctl.payments.verify.lay_out), because no SELECT alone can work it out.
SELECT NULL AS enrolment, NULL AS month, NULL AS component, NULL AS due_fen, NULL AS paid_fen
WHERE 0
