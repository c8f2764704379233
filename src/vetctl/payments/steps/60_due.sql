-- 4. Due: one benefit's factors turned into money, rounded once. The benefit's own SELECT stands in the middle.
-- A monthly standard: base × quantity × share. An annual one is shared cumulatively over the calendar year, so that
-- twelve months make the year to the fen. The same arithmetic as vetctl.core.money.month_share, on integers;
-- 100 is the scale of quantity_x100 and 10000 that of share_bp.

INSERT INTO due (enrolment, month, component, base_fen, per, quantity_x100, share_bp, standard, increment, missing, due_fen)
SELECT enrolment, month, component, base_fen, per, quantity_x100, share_bp, standard, increment, missing,
       CASE WHEN missing IS NOT NULL OR base_fen IS NULL THEN NULL
            WHEN per = 'year' THEN
              (2 * whole * of_year + 12000000) / 24000000 - (2 * whole * (of_year - 1) + 12000000) / 24000000
            ELSE (2 * whole + 1000000) / 2000000 END
FROM (
  SELECT answer.*, base_fen * quantity_x100 * share_bp AS whole, CAST(substr(month, 6, 2) AS INTEGER) AS of_year
  FROM (
{policy}
  ) answer
);
