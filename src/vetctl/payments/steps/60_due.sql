-- 4. Due: one benefit's factors turned into money, rounded once. The benefit's own SELECT stands in the middle.
-- A monthly standard or a single sum: base × quantity × share / divisor, in whole multiples of round_fen, half-up or up.
-- An annual one is shared cumulatively over the calendar year, so that twelve months make the year to the fen; the same
-- arithmetic as vetctl.core.money.month_share, on integers. 100 is the scale of quantity_x100 and 10000 that of share_bp.

INSERT INTO {table} (enrolment, month, component, base_fen, per, quantity_x100, share_bp, divisor, round_fen, round_up,
                     standard, increment, occasion, payer, missing, due_fen)
SELECT enrolment, month, component, base_fen, per, quantity_x100, share_bp, divisor, round_fen, round_up,
       standard, increment, occasion, payer, missing,
       CASE WHEN missing IS NOT NULL OR base_fen IS NULL THEN NULL
            WHEN per = 'year' THEN
              (2 * whole * of_year + 12000000) / 24000000 - (2 * whole * (of_year - 1) + 12000000) / 24000000
            WHEN round_up THEN (whole + step - 1) / step * round_fen
            ELSE (2 * whole + step) / (2 * step) * round_fen END
FROM (
  SELECT enrolment, month, component, base_fen, per, quantity_x100, share_bp, {divisor} AS divisor, {round_fen} AS round_fen,
         {round_up} AS round_up, standard, increment, {occasion} AS occasion, {payer} AS payer, missing,
         base_fen * quantity_x100 * share_bp AS whole, 1000000 * {divisor} * {round_fen} AS step,
         CAST(substr(month, 6, 2) AS INTEGER) AS of_year
  FROM (
{policy}
  )
)
