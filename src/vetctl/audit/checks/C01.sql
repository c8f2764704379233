/*
code = "C01"
title = { zh = "金额与标准不符", en = "Amount off the standard" }
why = { zh = "每一行的应发都要能由它自己记下的标准、数量和比例重新算出来。惠来县审计：10.38万元的标准或金额有误。年标准按月累计分摊：第k月＝四舍五入(年×k÷12)－四舍五入(年×(k－1)÷12)。", en = "What each line says is due must come out again from the standard, quantity and share it carries. The audit of Huilai County found 103,800 yuan at wrong standards or amounts. An annual standard is shared cumulatively: month k pays half-up(annual×k/12) − half-up(annual×(k−1)/12)." }
basis = ["各年抚恤补助标准通知"]
fix = { zh = "看 vetctl payments explain 的计算过程；标准录错的，更正标准表再导入并重新计算，差额自动补扣。", en = "Look at the working with vetctl payments explain; if the standard was entered wrongly, correct it, import it and run the month again: the difference is paid or recovered." }
detail = { zh = "{reason}：{month} 应发 {due} 元，按标准应为 {expected} 元（标准 {base}×数量 {quantity}×比例 {share}）", en = "{reason}: {month} says {due} yuan due, by the standard it is {expected} (standard {base} × quantity {quantity} × share {share})" }
severity = "blocking"
group = "amounts"
gate = true

[words.reason]
over = { zh = "超过标准", en = "over the standard" }
under = { zh = "低于标准", en = "under the standard" }
base = { zh = "所记标准与标准表不同", en = "the standard noted differs from the table" }
wrong = { zh = "用了别的待遇或尚未执行的标准", en = "a standard of another benefit, or not yet in force" }

[[example]]
name = "war grade 1, August 2020: 8,080.84 is the 8th share of 96,970; a fen more is over, a fen less under"
given.standard = [{ id = 12, policy = "disability-pension", amount_fen = 9697000, effective_from = "2020-08-01" }]
given.paid_line = [
  { line = 1, run = 8, person = 1, enrolment = 11, policy = "disability-pension", month = "2020-08", due_fen = 808084, amount_fen = 808084, base_fen = 9697000, per = "year", quantity_x100 = 100, share_bp = 10000, standard = 12 },
  { line = 2, run = 8, person = 2, enrolment = 12, policy = "disability-pension", month = "2020-08", due_fen = 808085, amount_fen = 808085, base_fen = 9697000, per = "year", quantity_x100 = 100, share_bp = 10000, standard = 12 },
  { line = 3, run = 8, person = 3, enrolment = 13, policy = "disability-pension", month = "2020-08", due_fen = 808083, amount_fen = 808083, base_fen = 9697000, per = "year", quantity_x100 = 100, share_bp = 10000, standard = 12 },
]
expect = [
  { person = 2, reason = "over", severity = "blocking", expected_fen = 808084, amount_fen = 1 },
  { person = 3, reason = "under", severity = "high", amount_fen = -1 },
]

[[example]]
name = "the line notes another base than the table holds; or a standard that is not yet in force"
given.standard = [
  { id = 12, policy = "war-test", amount_fen = 70000, effective_from = "2020-08-01" }, { id = 13, policy = "war-test", amount_fen = 5000, effective_from = "2020-08-01" },
]
given.paid_line = [
  { line = 1, run = 8, person = 1, enrolment = 11, policy = "war-test", month = "2020-08", due_fen = 80000, amount_fen = 80000, base_fen = 80000, per = "month", quantity_x100 = 100, share_bp = 10000, standard = 12, increment = 13 },
  { line = 2, run = 8, person = 2, enrolment = 12, policy = "war-test", month = "2020-07", due_fen = 70000, amount_fen = 70000, base_fen = 70000, per = "month", quantity_x100 = 100, share_bp = 10000, standard = 12 },
]
expect = [{ person = 1, reason = "base", amount_fen = 5000 }, { person = 2, reason = "wrong" }]

[[example]]
name = "four service years at 45 yuan, a county increment on the national rate, half a year, a recovery: silent"
given.standard = [
  { id = 12, policy = "age-60-service", amount_fen = 4500, effective_from = "2020-08-01" },
  { id = 13, policy = "war-test", amount_fen = 70000, effective_from = "2020-08-01" }, { id = 14, policy = "war-test", amount_fen = 5000, effective_from = "2020-08-01" },
]
given.paid_line = [
  { line = 1, run = 8, person = 1, enrolment = 11, policy = "age-60-service", month = "2020-08", due_fen = 18000, amount_fen = 18000, base_fen = 4500, per = "month", quantity_x100 = 400, share_bp = 10000, standard = 12 },
  { line = 2, run = 8, person = 2, enrolment = 12, policy = "war-test", month = "2020-08", due_fen = 75000, amount_fen = 5000, base_fen = 75000, per = "month", quantity_x100 = 100, share_bp = 10000, standard = 13, increment = 14 },
  { line = 3, run = 8, person = 3, enrolment = 13, policy = "age-60-service", month = "2020-08", due_fen = 15750, amount_fen = 15750, base_fen = 4500, per = "month", quantity_x100 = 350, share_bp = 10000, standard = 12 },
  { line = 4, run = 8, person = 4, enrolment = 14, policy = "war-test", month = "2020-07", due_fen = 0, amount_fen = -65000 },
]
expect = []

[[example]]
name = "a grown county rate, one below its base, an eighth of 900 in fen, 40 % of 7,080 up to the next five yuan: only the second is found"
given.rule_now = [{ policy = "survivors-pension", key = "overlay", word = "previous-plus-step" }]
given.standard = [
  { id = 12, policy = "survivors-pension", amount_fen = 3300000, per = "year", effective_from = "2019-08-01" },
  { id = 13, policy = "survivors-pension", amount_fen = 3078000, per = "year", effective_from = "2020-08-01" },
  { id = 14, policy = "price-subsidy", amount_fen = 90000, per = "month", effective_from = "2020-01-01" },
]
given.paid_line = [
  { line = 1, run = 8, person = 1, policy = "survivors-pension", month = "2020-08", due_fen = 298334, base_fen = 3580000, per = "year", quantity_x100 = 100, share_bp = 10000, standard = 12, increment = 13 },
  { line = 2, run = 8, person = 2, policy = "survivors-pension", month = "2020-08", due_fen = 250000, base_fen = 3000000, per = "year", quantity_x100 = 100, share_bp = 10000, standard = 12, increment = 13 },
  { line = 3, run = 8, person = 3, policy = "price-subsidy", month = "2020-01", due_fen = 11250, base_fen = 90000, per = "month", quantity_x100 = 100, share_bp = 10000, divisor = 8, round_fen = 1, round_up = 0, standard = 14 },
  { line = 4, run = 8, person = 4, policy = "nursing-fee", month = "2022-01", due_fen = 283500, base_fen = 708000, per = "month", quantity_x100 = 100, share_bp = 4000, divisor = 1, round_fen = 500, round_up = 1 },
]
expect = [{ person = 2, reason = "base", amount_fen = -300000 }]

[[example]]
name = "six months of the survivors' pension as a funeral sum: silent; the same without an occasion is not"
given.standard = [{ id = 12, policy = "survivors-pension", amount_fen = 3078000, per = "year", effective_from = "2020-08-01" }]
given.paid_line = [
  { line = 1, run = 8, person = 1, policy = "funeral", month = "2020-10", due_fen = 1539000, base_fen = 3078000, per = "once", quantity_x100 = 600, share_bp = 10000, divisor = 12, standard = 12, occasion = 4 },
  { line = 2, run = 8, person = 2, policy = "funeral", month = "2020-10", due_fen = 1539000, base_fen = 3078000, per = "once", quantity_x100 = 600, share_bp = 10000, divisor = 12, standard = 12 },
]
expect = [{ person = 2, reason = "wrong" }]
*/
WITH factor AS (
  SELECT line, run, person, enrolment, policy, month, due_fen, base_fen, per, quantity_x100, share_bp, standard, increment, occasion,
         base_fen * quantity_x100 * share_bp AS whole, coalesce(round_fen, 1) AS round_fen, coalesce(round_up, 0) AS round_up,
         1000000 * coalesce(divisor, 1) * coalesce(round_fen, 1) AS step
  FROM paid_line
  WHERE due_fen > 0 AND base_fen IS NOT NULL
),
worked AS (
  SELECT p.line, p.run, p.person, p.enrolment, p.policy, p.month, p.occasion, p.due_fen, p.base_fen, p.quantity_x100, p.share_bp,
         s.policy AS standard_policy, s.effective_from,
         -- A county rate that grows (rule overlay) is noted with its base and its last step; it is never below its base.
         CASE WHEN s.policy IN (SELECT policy FROM rule_now WHERE key = 'overlay')
              THEN MAX(p.base_fen, s.amount_fen * CASE WHEN p.per = 'year' AND s.per = 'month' THEN 12 ELSE 1 END)
              ELSE s.amount_fen + coalesce(i.amount_fen, 0) END AS table_fen,
         -- On integers; 100 is the scale of the quantity and 10000 that of the share.
         CASE WHEN p.per = 'year' THEN
                (2 * p.whole * CAST(substr(p.month, 6, 2) AS INTEGER) + 12000000) / 24000000
                - (2 * p.whole * (substr(p.month, 6, 2) - 1) + 12000000) / 24000000
              WHEN p.round_up THEN (p.whole + p.step - 1) / p.step * p.round_fen
              ELSE (2 * p.whole + p.step) / (2 * p.step) * p.round_fen END AS expected_fen
  FROM factor p
  LEFT JOIN standard s ON s.id = p.standard
  LEFT JOIN standard i ON i.id = p.increment
),
judged AS (
  SELECT line, run, person, enrolment, policy, month, due_fen, base_fen, quantity_x100, share_bp, expected_fen,
         -- What is paid on an occasion may go by another benefit's standard: the funeral sum by what was drawn.
         CASE WHEN (occasion IS NULL AND standard_policy <> policy) OR effective_from > month || '-01' THEN 'wrong'
              WHEN table_fen <> base_fen THEN 'base'
              WHEN due_fen > expected_fen THEN 'over'
              WHEN due_fen < expected_fen THEN 'under' END AS reason,
         CASE WHEN table_fen <> base_fen THEN base_fen - table_fen ELSE due_fen - expected_fen END AS amount_fen
  FROM worked
)
SELECT person, enrolment, policy, run, month, reason, CASE reason WHEN 'under' THEN 'high' ELSE 'blocking' END AS severity,
       due_fen, expected_fen, base_fen, printf('%d.%02d', quantity_x100 / 100, quantity_x100 % 100) AS quantity,
       printf('%d.%02d%%', share_bp / 100, share_bp % 100) AS share, amount_fen
FROM judged
WHERE reason IS NOT NULL
ORDER BY line
