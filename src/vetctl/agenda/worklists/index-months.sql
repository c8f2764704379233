/*
code   = "index-months"
title  = { zh = "价格补贴：指数和发放", en = "Price subsidy: indices and payment" }
basis  = ["社会救助和保障标准与物价上涨挂钩联动机制：指数公布后20个工作日内发放到位"]
why    = { zh = "没有指数的月份不会启动也不会提示；启动后20个工作日内要发", en = "a month without its index starts nothing and says nothing; once started it is to be paid within 20 working days" }

[parameter.days]
default = 28                      # 20 working days

[say.missing]
zh = "{month} 的指数还缺：{missing}"
en = "of {month} still missing: {missing}"
[say.import]
zh = "向统计、发改部门取得指数，导入“指标数据”；看 vetctl payments index decide {month}"
en = "ask the statistics office, import the register yardsticks; see vetctl payments index decide {month}"
[say.unpaid]
zh = "{month} 已启动（{known_on} 公布），还没有发放"
en = "{month} has started (published {known_on}) and is not paid"
[say.pay]
zh = "计算 {pay_month} 的发放，价格补贴随同发放"
en = "work out {pay_month}; the subsidy is paid with it"
[say.not-kept]
zh = "库中没有任何物价指数，价格补贴未能判断"
en = "no price index is on file at all; nothing could be said of the subsidy"

[word]
cpi = { zh = "居民消费价格", en = "CPI" }
food-cpi = { zh = "食品价格", en = "food prices" }
scpi = { zh = "低收入价格指数", en = "low-income index" }
scpi-quarter = { zh = "季度低收入价格指数", en = "low-income index of the quarter" }
rule = { zh = "参数（公式、启动线或除数）", en = "a parameter (formula, line or divisor)" }

[[example]]
name = "decided and paid is done; one index missing; no index at all; started and unpaid; last month is not due yet"
given.parameters = { as_of = "2020-06-20", until = "2020-08-19" }
given.run_state = [{ run = 1, month = "2020-01", state = "exported" }]
given.rule_now = [
  { policy = "price-subsidy", key = "variant", word = "A", effective_from = "2016-01-01", mark = "S" },
  { policy = "price-subsidy", key = "trigger-cpi", value = 350, effective_from = "2016-01-01", mark = "S" },
  { policy = "price-subsidy", key = "trigger-food", value = 600, effective_from = "2016-01-01", mark = "S" },
]
given.yardstick_now = [
  { series = "cpi", period = "2020-01", value = 540, known_on = "2020-02-10" }, { series = "scpi", period = "2020-01", value = 500, known_on = "2020-02-20" },
  { series = "cpi", period = "2020-02", value = 240, known_on = "2020-03-10" },
  { series = "cpi", period = "2020-04", value = 540, known_on = "2020-05-10" }, { series = "scpi", period = "2020-04", value = 500, known_on = "2020-05-20" },
]
given.paid_line = [{ line = 1, policy = "price-subsidy", month = "2020-01" }]
expect = [
  { subject = "2020-02", due_on = "2020-03-28", state = "overdue", detail = "missing", missing = "food-cpi", action = "import" },
  { subject = "2020-03", due_on = "2020-04-28", state = "overdue", detail = "missing", missing = "cpi,food-cpi" },
  { subject = "2020-04", due_on = "2020-06-17", state = "overdue", detail = "unpaid", action = "pay", known_on = "2020-05-20", pay_month = "2020-05" },
  { subject = "2020-05", due_on = "2020-06-28", state = "soon", detail = "missing" },
]

[[example]]
name = "a county that keeps no index is told once"
given.parameters = { as_of = "2020-06-20", until = "2020-08-19" }
given.run_state = [{ run = 1, month = "2020-01", state = "exported" }]
expect = [{ subject = "", state = "info", detail = "not-kept", certainty = "needs-data" }]
*/
WITH RECURSIVE kept AS (
  SELECT COUNT(*) AS indices FROM yardstick_now WHERE series IN ('cpi', 'food-cpi', 'scpi', 'scpi-quarter')
),
month(month) AS (
  SELECT MIN(month) FROM run_state WHERE state <> 'voided'
  UNION ALL
  SELECT strftime('%Y-%m', month || '-01', '+1 month') FROM month WHERE month < strftime('%Y-%m', :as_of, 'start of month', '-1 month')
),
decided AS MATERIALIZED (SELECT month, state, variant, cpi_bp, food_bp, scpi_bp, quarter_bp, line_reached FROM index_month),
open AS (
  SELECT date(m.month || '-01', '+1 month', '-1 day', '+' || :days || ' days') AS due_on, m.month, 'missing' AS detail, 'import' AS action, NULL AS known_on,
         coalesce(nullif(CASE WHEN d.variant = 'E' THEN CASE WHEN d.quarter_bp IS NULL THEN 'scpi-quarter' ELSE '' END
                              ELSE rtrim(CASE WHEN d.cpi_bp IS NULL AND d.line_reached IS NOT 1 THEN 'cpi,' ELSE '' END
                                         || CASE WHEN d.food_bp IS NULL AND d.line_reached IS NOT 1 THEN 'food-cpi,' ELSE '' END
                                         || CASE WHEN d.scpi_bp IS NULL AND d.line_reached AND d.variant = 'A' THEN 'scpi' ELSE '' END, ',') END, ''), 'rule') AS missing
  FROM month m
  LEFT JOIN decided d ON d.month = m.month
  WHERE m.month < substr(:as_of, 1, 7) AND coalesce(d.state, 'open') = 'open'
),
unpaid AS (
  SELECT date(k.known_on, '+' || :days || ' days') AS due_on, d.month, 'unpaid' AS detail, 'pay' AS action, k.known_on, NULL AS missing
  FROM decided d
  JOIN month m ON m.month = d.month
  JOIN (SELECT period, MAX(known_on) AS known_on FROM yardstick_now WHERE series IN ('cpi', 'food-cpi', 'scpi', 'scpi-quarter') GROUP BY period) k
    ON k.period = CASE d.variant WHEN 'E' THEN substr(d.month, 1, 5) || printf('%02d', (substr(d.month, 6) - 1) / 3 * 3 + 1) ELSE d.month END
  WHERE d.state = 'started' AND NOT EXISTS (SELECT 1 FROM paid_line p WHERE p.policy = 'price-subsidy' AND p.month = d.month)
)
SELECT due_on, CASE WHEN due_on < :as_of THEN 'overdue' WHEN due_on = :as_of THEN 'due' ELSE 'soon' END AS state, month AS subject, '' AS township,
       detail, action, 'certain' AS certainty, month, missing, known_on, strftime('%Y-%m', month || '-01', '+1 month') AS pay_month
FROM (SELECT * FROM open UNION ALL SELECT * FROM unpaid), kept
WHERE due_on <= :until AND kept.indices > 0
UNION ALL
SELECT :as_of, 'info', '', '', 'not-kept', 'import', 'needs-data', substr(:as_of, 1, 7), NULL, NULL, NULL
FROM kept
WHERE kept.indices = 0 AND EXISTS (SELECT 1 FROM run_state WHERE state <> 'voided')
ORDER BY due_on, subject
