-- The versions of funding that hold today.
SELECT id, policy, key, source, mode, amount_fen, per, share_bp, round_fen, effective_from, known_on, document, mark, added_by, sheet, row_no
FROM funding
WHERE ended_by IS NULL
