/*
code   = "price-subsidy"
title  = { zh = "基本生活价格补贴", en = "Price-linked subsidy" }
short  = { zh = "价格补贴", en = "price subsidy" }   # for the narrow columns of a roster
also   = ["价格临时补贴", "价格补贴", "物价补贴"]
basis  = ["发改价格〔2021〕1553号", "社会救助和保障标准与物价上涨挂钩联动机制：按月测算、按月发放，指数公布后20个工作日内完成"]
follows = "group:regular-benefit" # whoever draws a regular pension or subsidy in the index month
lag    = 1                        # the index of a month is published in the next
uses   = ["cpi", "food-cpi", "scpi", "scpi-quarter"]
quantity = { zh = "倍", en = " times" }
alive  = "SELECT month FROM index_month WHERE state = 'started'"
evidence = """
SELECT y.series, y.period, y.value, y.unit, y.document, y.known_on, y.mark
FROM index_month m
JOIN yardstick_now y ON CASE WHEN m.variant = 'E' THEN y.series = 'scpi-quarter' AND y.period = substr(m.month, 1, 5) || printf('%02d', (substr(m.month, 6) - 1) / 3 * 3 + 1)
                             ELSE y.series IN ('cpi', 'food-cpi', 'scpi') AND y.period = m.month END
WHERE m.month = :month ORDER BY y.series"""
standard_keys = "urban, rural or base (the minimum-living standard 低保, per month); flat-urban, flat-rural or flat for flat amounts"
# A month is the index month, whenever it is paid. View index_month decides it; `vetctl payments index decide` shows how.
# Multiplied and rounded once, at the end.

[rule.variant]
zh = "计算公式"
en = "formula"
unit = "word"
[rule.variant.word]
A = { zh = "低保标准×低收入价格指数涨幅", en = "living standard × rise of the low-income index" }
B = { zh = "低保标准×达线指数涨幅（取高）", en = "living standard × rise of the index that reached its line (the higher)" }
C = { zh = "低保标准÷分档除数", en = "living standard / a divisor by band of the CPI" }
D = { zh = "定额", en = "flat amounts" }
E = { zh = "低保标准×季度低收入价格指数涨幅", en = "living standard × rise of the quarter's low-income index" }
[rule.rounding]
zh = "取整"
en = "rounding"
unit = "word"
[rule.rounding.word]
fen = { zh = "保留到分", en = "to the fen" }
jiao = { zh = "四舍五入到角", en = "half-up to the jiao" }
yuan = { zh = "四舍五入到元", en = "half-up to the yuan" }
yuan-up = { zh = "见角进元", en = "up to the yuan" }
[rule.trigger-cpi]
zh = "居民消费价格启动线"
en = "line of the CPI"
unit = "percent"
[rule.trigger-food]
zh = "食品价格启动线"
en = "line of food prices"
unit = "percent"
[rule.trigger-quarter]
zh = "季度低收入价格指数启动线（超过）"
en = "line of the quarter's low-income index (above)"
unit = "percent"
[rule.multiplier]
zh = "发放倍数（%）"
en = "multiple paid (%)"
unit = "percent"
[rule.divisor]
zh = "除数"
en = "divisor"
unit = "number"
[rule.high-from]
zh = "高档起点"
en = "higher band from"
unit = "percent"
[rule.high-divisor]
zh = "高档除数"
en = "divisor of the higher band"
unit = "number"
[rule.stop-after]
zh = "连续未达线停发月数"
en = "stops after so many months below the lines"
unit = "number"
[rule.most-months]
zh = "连续发放最多月数"
en = "runs for at most so many months in a row"
unit = "number"

[[example]]
name = "A: Rizhao 2019-07, 590 and 470 × 4.2 % (vector 55); CPI and food below their lines in 2019-09 start nothing; no household kind is a gap"
given.rule_now = [
  { policy = "price-subsidy", key = "variant", word = "A", effective_from = "2016-01-01", mark = "S" },
  { policy = "price-subsidy", key = "trigger-cpi", value = 350, effective_from = "2016-01-01", mark = "S" },
  { policy = "price-subsidy", key = "trigger-food", value = 600, effective_from = "2016-01-01", mark = "S" },
]
given.yardstick_now = [
  { series = "cpi", period = "2019-07", value = 280 }, { series = "food-cpi", period = "2019-07", value = 910 }, { series = "scpi", period = "2019-07", value = 420 },
  { series = "cpi", period = "2019-09", value = 340 }, { series = "food-cpi", period = "2019-09", value = 590 }, { series = "scpi", period = "2019-09", value = 400 },
]
given.profile_now = [{ person = 1, hukou = "urban" }, { person = 2, hukou = "rural" }, { person = 3 }]
given.active = [
  { enrolment = 1, person = 1, month = "2019-07" }, { enrolment = 2, person = 2, month = "2019-07" }, { enrolment = 3, person = 3, month = "2019-07" },
  { enrolment = 1, person = 1, month = "2019-09" }, { enrolment = 1, person = 1, month = "2019-08" },
]
given.standard = [
  { key = "urban", month = "2019-07", fen = 59000, per = "month", standard = 1 }, { key = "rural", month = "2019-07", fen = 47000, per = "month", standard = 2 },
  { key = "urban", month = "2019-09", fen = 59000, per = "month", standard = 1 },
]
expect = [
  { enrolment = 1, month = "2019-07", base_fen = 59000, share_bp = 420, due_fen = 2478, standard = 1 },
  { enrolment = 2, month = "2019-07", due_fen = 1974, standard = 2 },
  { enrolment = 3, month = "2019-07", missing = "hukou", due_fen = "gap" },
]

[[example]]
name = "doubled in 2020-04 (vector 64), one standard for town and country, also stated by the year"
given.rule_now = [
  { policy = "price-subsidy", key = "variant", word = "A", effective_from = "2016-01-01", mark = "S" },
  { policy = "price-subsidy", key = "trigger-cpi", value = 350, effective_from = "2016-01-01", mark = "S" },
  { policy = "price-subsidy", key = "trigger-food", value = 600, effective_from = "2016-01-01", mark = "S" },
  { policy = "price-subsidy", key = "multiplier", value = 20000, effective_from = "2020-03-01", effective_to = "2020-06-30", mark = "S" },
]
given.yardstick_now = [
  { series = "food-cpi", period = "2020-04", value = 1480 }, { series = "scpi", period = "2020-04", value = 400 },
  { series = "food-cpi", period = "2020-07", value = 1320 }, { series = "scpi", period = "2020-07", value = 400 },
]
given.active = [{ enrolment = 1, person = 1, month = "2020-04" }, { enrolment = 1, person = 1, month = "2020-07" }]
given.standard = [
  { key = "base", month = "2020-04", fen = 85000, per = "month", standard = 1 }, { key = "base", month = "2020-07", fen = 1020000, per = "year", standard = 2 },
]
expect = [
  { month = "2020-04", quantity_x100 = 200, due_fen = 6800 },
  { month = "2020-07", quantity_x100 = 100, divisor = 12, due_fen = 3400 },
]

[[example]]
name = "B: Wuhan, both lines of its own reached, the higher rise, whole yuan (vector 65); its own lines go before the national ones"
given.rule_now = [
  { policy = "price-subsidy", key = "variant", word = "A", effective_from = "2016-01-01", mark = "S" },
  { policy = "price-subsidy", key = "trigger-cpi", value = 350, effective_from = "2020-01-01", mark = "S" },
  { policy = "price-subsidy", key = "trigger-food", value = 600, effective_from = "2020-01-01", mark = "S" },
  { policy = "price-subsidy", key = "variant", word = "B", effective_from = "2017-01-01", mark = "D" },
  { policy = "price-subsidy", key = "trigger-cpi", value = 300, effective_from = "2017-01-01", mark = "D" },
  { policy = "price-subsidy", key = "trigger-food", value = 550, effective_from = "2017-01-01", mark = "D" },
  { policy = "price-subsidy", key = "rounding", word = "yuan", effective_from = "2017-01-01", mark = "D" },
]
given.yardstick_now = [{ series = "cpi", period = "2020-05", value = 310 }, { series = "food-cpi", period = "2020-05", value = 560 }]
given.active = [{ enrolment = 1, person = 1, month = "2020-05" }]
given.standard = [{ key = "base", month = "2020-05", fen = 90000, per = "month", standard = 1 }]
expect = [{ share_bp = 560, round_fen = 100, due_fen = 5000 }]

[[example]]
name = "C: Jiangsu, an eighth of 900 at 5.3 % (vector 58), a twelfth of it at 3.4 %"
given.rule_now = [
  { policy = "price-subsidy", key = "variant", word = "C", effective_from = "2017-01-01", mark = "D" },
  { policy = "price-subsidy", key = "trigger-cpi", value = 300, effective_from = "2017-01-01", mark = "D" },
  { policy = "price-subsidy", key = "divisor", value = 12, effective_from = "2017-01-01", mark = "D" },
  { policy = "price-subsidy", key = "high-from", value = 500, effective_from = "2017-01-01", mark = "D" },
  { policy = "price-subsidy", key = "high-divisor", value = 8, effective_from = "2017-01-01", mark = "D" },
]
given.yardstick_now = [{ series = "cpi", period = "2020-01", value = 530 }, { series = "cpi", period = "2020-02", value = 340 }]
given.active = [{ enrolment = 1, person = 1, month = "2020-01" }, { enrolment = 1, person = 1, month = "2020-02" }]
given.standard = [{ key = "base", month = "2020-01", fen = 90000, per = "month" }, { key = "base", month = "2020-02", fen = 90000, per = "month" }]
expect = [{ month = "2020-01", divisor = 8, due_fen = 11250 }, { month = "2020-02", divisor = 12, due_fen = 7500 }]

[[example]]
name = "D: flat amounts by town and country; E: a quarter above 3 % pays its three months, one at 3 % none"
given.rule_now = [
  { policy = "price-subsidy", key = "variant", word = "D", effective_from = "2007-01-01", effective_to = "2009-12-31", mark = "D" },
  { policy = "price-subsidy", key = "trigger-cpi", value = 350, effective_from = "2007-01-01", mark = "D" },
  { policy = "price-subsidy", key = "variant", word = "E", effective_from = "2010-01-01", mark = "D" },
  { policy = "price-subsidy", key = "trigger-quarter", value = 300, effective_from = "2010-01-01", mark = "D" },
]
given.yardstick_now = [
  { series = "cpi", period = "2009-12", value = 400 }, { series = "scpi-quarter", period = "2010-01", value = 310 }, { series = "scpi-quarter", period = "2010-04", value = 300 },
]
given.profile_now = [{ person = 1, hukou = "urban" }, { person = 2, hukou = "rural" }]
given.active = [
  { enrolment = 1, person = 1, month = "2009-12" }, { enrolment = 2, person = 2, month = "2009-12" },
  { enrolment = 1, person = 1, month = "2010-01" }, { enrolment = 1, person = 1, month = "2010-03" }, { enrolment = 1, person = 1, month = "2010-04" },
]
given.standard = [
  { key = "flat-urban", month = "2009-12", fen = 2500, per = "month" }, { key = "flat-rural", month = "2009-12", fen = 1500, per = "month" },
  { key = "urban", month = "2010-01", fen = 40000, per = "month" }, { key = "urban", month = "2010-03", fen = 40000, per = "month" },
]
expect = [
  { enrolment = 1, month = "2009-12", due_fen = 2500 },
  { enrolment = 1, month = "2010-01", share_bp = 310, due_fen = 1240 },
  { enrolment = 1, month = "2010-03", due_fen = 1240 },
  { enrolment = 2, month = "2009-12", due_fen = 1500 },
]
*/
WITH decided AS MATERIALIZED (
  SELECT month, variant, quantity_x100, share_bp, divisor, round_fen, round_up FROM index_month WHERE state = 'started'
)
SELECT a.enrolment, a.month, 'base' AS component, coalesce(o.fen, b.fen) AS base_fen, 'month' AS per, d.quantity_x100, d.share_bp,
       d.divisor * CASE coalesce(o.per, b.per) WHEN 'year' THEN 12 ELSE 1 END AS divisor, d.round_fen, d.round_up,
       coalesce(o.standard, b.standard) AS standard, NULL AS increment,
       CASE WHEN p.hukou IS NULL AND b.fen IS NULL THEN 'hukou' END AS missing
FROM decided d
CROSS JOIN active a ON a.month = d.month
LEFT JOIN profile_now p ON p.person = a.person
-- The standard for town or country; where there is one for both, that.
LEFT JOIN standard o ON o.month = a.month AND o.key = CASE d.variant WHEN 'D' THEN 'flat-' ELSE '' END || p.hukou
LEFT JOIN standard b ON b.month = a.month AND b.key = CASE d.variant WHEN 'D' THEN 'flat' ELSE 'base' END
