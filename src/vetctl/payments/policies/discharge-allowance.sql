/*
code   = "discharge-allowance"
title  = { zh = "自主就业退役士兵一次性补助", en = "One-off allowance of discharged soldiers" }
short  = { zh = "退役一次性补助", en = "discharge" }
basis  = ["退役士兵安置条例第十九条至第二十一条：一次性退役金按服役年限计发，不满6个月按6个月、6个月以上不满1年按1年；荣誉立功增发，只取最高一项；地方可另给一次性经济补助"]
occasions = true
uses   = ["*"]
quantity = { zh = "年", en = " years" }
# Two sums (`category` of the occasion): retirement-pay, the national rate for every year of service, and
# local-allowance, the county's own by one of three forms that a rule chooses for each rank:
#   per-year         an amount for every year
#   base-and-share   an amount for the first years, and a share of it for every further year
#   yardstick        a share of last year's figure of a series

[rule.per-year]
zh = "一次性退役金每年标准"
en = "retirement pay for a year"
unit = "yuan"
[rule.honour]
zh = "退役金荣誉立功增发"
en = "increase of the retirement pay for an honour"
unit = "percent"
[rule.honour.each]
title-cmc = { zh = "中央军委荣誉称号", en = "title of the Central Military Commission" }
title-region = { zh = "军区级荣誉称号", en = "title of a military region" }
first = { zh = "一等功", en = "merit of the first class" }
second = { zh = "二等功", en = "merit of the second class" }
third = { zh = "三等功", en = "merit of the third class" }
[rule.form]
zh = "地方经济补助算法"
en = "form of the local allowance"
unit = "word"
[rule.form.word]
per-year = { zh = "每年定额", en = "an amount for every year" }
base-and-share = { zh = "基数加超期比例", en = "a base and a share of it for every further year" }
yardstick = { zh = "上年指标的比例", en = "a share of last year's yardstick" }
[rule.form.each]
conscript = { zh = "义务兵", en = "conscripts" }
nco = { zh = "士官", en = "non-commissioned officers" }
[rule.amount]
zh = "地方经济补助基数或每年标准"
en = "base of the local allowance, or amount for a year"
unit = "yuan"
[rule.amount.each]
conscript = { zh = "义务兵", en = "conscripts" }
nco = { zh = "士官", en = "non-commissioned officers" }
[rule.base-years]
zh = "基数所含年数"
en = "years the base stands for"
unit = "number"
[rule.base-years.each]
conscript = { zh = "义务兵", en = "conscripts" }
nco = { zh = "士官", en = "non-commissioned officers" }
[rule.share]
zh = "每多一年或指标的比例"
en = "share for a further year, or of the yardstick"
unit = "percent"
[rule.share.each]
conscript = { zh = "义务兵", en = "conscripts" }
nco = { zh = "士官", en = "non-commissioned officers" }
[rule.series]
zh = "地方经济补助所用指标"
en = "yardstick of the local allowance"
unit = "word"
[rule.series.word]
urban-consumption = { zh = "城镇居民人均消费支出", en = "consumption of urban households" }
urban-income = { zh = "城镇居民人均可支配收入", en = "income of urban households" }
rural-income = { zh = "农村居民人均可支配收入", en = "income of rural households" }
[rule.rounding]
zh = "地方经济补助取整"
en = "rounding of the local allowance"
unit = "word"
[rule.rounding.word]
fen = { zh = "到分", en = "to the fen" }
yuan = { zh = "四舍五入到元", en = "half-up to the yuan" }

[[example]]
name = "5 years 3 months, third class (vector 45): 5.5 × 4,500 × 1.05 = 25,987.50; 5 years 7 months (vector 46): 6 × 4,500 = 27,000; 5 years to the day: 5"
given.active = [{ enrolment = 1, person = 1, month = "2020-10" }, { enrolment = 2, person = 2, month = "2020-10" }, { enrolment = 3, person = 3, month = "2020-10" }]
given.occasion_now = [
  { id = 1, enrolment = 1, reference = "退役金 2020", happened_on = "2020-09-01", decided_on = "2020-10-12", category = "retirement-pay", facts = '{"enlisted_on":"2015-06-01","discharged_on":"2020-09-01","rank":"nco","honour":"third"}' },
  { id = 2, enrolment = 2, reference = "退役金 2020", happened_on = "2020-09-01", decided_on = "2020-10-12", category = "retirement-pay", facts = '{"enlisted_on":"2015-02-01","discharged_on":"2020-09-01","rank":"nco"}' },
  { id = 3, enrolment = 3, reference = "退役金 2020", happened_on = "2020-09-01", decided_on = "2020-10-12", category = "retirement-pay", facts = '{"enlisted_on":"2015-09-01","discharged_on":"2020-09-01","rank":"nco"}' },
]
given.rule_now = [
  { id = 1, policy = "discharge-allowance", key = "per-year", effective_from = "2011-11-01", value = 450000 },
  { id = 2, policy = "discharge-allowance", key = "honour:third", effective_from = "2011-11-01", value = 500 },
]
expect = [{ enrolment = 1, quantity_x100 = 550, share_bp = 10500, due_fen = 2598750 }, { enrolment = 2, quantity_x100 = 600, due_fen = 2700000 }, { enrolment = 3, quantity_x100 = 500, due_fen = 2250000 }]

[[example]]
name = "Ningbo 2020 (vector 43): 67,324 for two years, a tenth more for each further year, to the yuan: 3 years 74,056, 4 years 80,789; Hubei (vector 44): NCO 9,000 × (1 + 0.2 × 3) = 14,400"
given.active = [{ enrolment = 1, person = 1, month = "2020-10" }, { enrolment = 2, person = 2, month = "2020-10" }, { enrolment = 3, person = 3, month = "2020-10" }, { enrolment = 4, person = 4, month = "2020-10" }]
given.occasion_now = [
  { id = 1, enrolment = 1, reference = "经济补助 2020", happened_on = "2020-09-01", decided_on = "2020-10-12", category = "local-allowance", facts = '{"enlisted_on":"2018-09-01","discharged_on":"2020-09-01","rank":"conscript"}' },
  { id = 2, enrolment = 2, reference = "经济补助 2020", happened_on = "2020-09-01", decided_on = "2020-10-12", category = "local-allowance", facts = '{"enlisted_on":"2017-09-01","discharged_on":"2020-09-01","rank":"conscript"}' },
  { id = 3, enrolment = 3, reference = "经济补助 2020", happened_on = "2020-09-01", decided_on = "2020-10-12", category = "local-allowance", facts = '{"enlisted_on":"2016-09-01","discharged_on":"2020-09-01","rank":"conscript"}' },
  { id = 4, enrolment = 4, reference = "经济补助 2020", happened_on = "2020-09-01", decided_on = "2020-10-12", category = "local-allowance", facts = '{"enlisted_on":"2015-09-01","discharged_on":"2020-09-01","rank":"nco"}' },
]
given.rule_now = [
  { id = 1, policy = "discharge-allowance", key = "form:conscript", effective_from = "2020-01-01", word = "base-and-share" }, { id = 2, policy = "discharge-allowance", key = "amount:conscript", effective_from = "2020-01-01", value = 6732400 },
  { id = 3, policy = "discharge-allowance", key = "base-years:conscript", effective_from = "2020-01-01", value = 2 }, { id = 4, policy = "discharge-allowance", key = "share:conscript", effective_from = "2020-01-01", value = 1000 },
  { id = 5, policy = "discharge-allowance", key = "rounding", effective_from = "2020-01-01", word = "yuan" },
  { id = 6, policy = "discharge-allowance", key = "form:nco", effective_from = "2020-01-01", word = "base-and-share" }, { id = 7, policy = "discharge-allowance", key = "amount:nco", effective_from = "2020-01-01", value = 900000 },
  { id = 8, policy = "discharge-allowance", key = "base-years:nco", effective_from = "2020-01-01", value = 2 }, { id = 9, policy = "discharge-allowance", key = "share:nco", effective_from = "2020-01-01", value = 2000 },
]
expect = [{ due_fen = 6732400 }, { share_bp = 11000, due_fen = 7405600 }, { share_bp = 12000, due_fen = 8078900 }, { enrolment = 4, share_bp = 16000, due_fen = 1440000 }]

[[example]]
name = "Hubei conscripts: 4,500 a year; Gansu: the whole of last year's consumption; a form nobody chose is a gap"
given.active = [{ enrolment = 1, person = 1, month = "2020-10" }, { enrolment = 2, person = 2, month = "2021-10" }, { enrolment = 3, person = 3, month = "2018-10" }]
given.occasion_now = [
  { id = 1, enrolment = 1, reference = "经济补助 2020", happened_on = "2020-09-01", decided_on = "2020-10-12", category = "local-allowance", facts = '{"enlisted_on":"2018-09-01","discharged_on":"2020-09-01","rank":"conscript"}' },
  { id = 2, enrolment = 2, reference = "经济补助 2021", happened_on = "2021-09-01", decided_on = "2021-10-12", category = "local-allowance", facts = '{"enlisted_on":"2019-09-01","discharged_on":"2021-09-01","rank":"conscript"}' },
  { id = 3, enrolment = 3, reference = "经济补助 2018", happened_on = "2018-09-01", decided_on = "2018-10-12", category = "local-allowance", facts = '{"enlisted_on":"2016-09-01","discharged_on":"2018-09-01","rank":"conscript"}' },
]
given.rule_now = [
  { id = 1, policy = "discharge-allowance", key = "form:conscript", effective_from = "2020-01-01", word = "per-year" }, { id = 2, policy = "discharge-allowance", key = "amount:conscript", effective_from = "2020-01-01", value = 450000 },
  { id = 3, policy = "discharge-allowance", key = "form:conscript", effective_from = "2021-01-01", word = "yardstick" }, { id = 4, policy = "discharge-allowance", key = "share:conscript", effective_from = "2021-01-01", value = 10000 },
  { id = 5, policy = "discharge-allowance", key = "series", effective_from = "2021-01-01", word = "urban-consumption" },
]
given.yardstick_now = [{ series = "urban-consumption", period = "2020", value = 2461500, unit = "fen" }]
expect = [{ enrolment = 1, due_fen = 900000 }, { enrolment = 2, due_fen = 2461500 }, { enrolment = 3, missing = "rule:discharge-allowance/form:conscript", due_fen = "gap" }]
*/
WITH rules AS MATERIALIZED (SELECT key, value, word, since, until FROM rule_span WHERE policy = 'discharge-allowance'),
asked AS MATERIALIZED (
  SELECT a.enrolment, a.month, o.id AS occasion, o.reference, o.category, o.happened_on AS day, json_extract(o.facts, '$.rank') AS rank,
         json_extract(o.facts, '$.honour') AS honour,
         json_extract(o.facts, '$.enlisted_on') AS enlisted_on, json_extract(o.facts, '$.discharged_on') AS discharged_on
  FROM active a
  JOIN occasion_now o ON o.enrolment = a.enrolment AND substr(o.decided_on, 1, 7) = a.month
),
served AS (
  SELECT q.*,
         (substr(discharged_on, 1, 4) - substr(enlisted_on, 1, 4)) * 12 + substr(discharged_on, 6, 2) - substr(enlisted_on, 6, 2)
           - (substr(discharged_on, 9, 2) < substr(enlisted_on, 9, 2)) AS months,
         substr(discharged_on, 9, 2) <> substr(enlisted_on, 9, 2) AS days_over
  FROM asked q
),
counted AS (
  -- Less than half a year counts as half a year, half a year and more as a year.
  SELECT s.*, 100 * (months / 12) + CASE WHEN months % 12 >= 6 THEN 100 WHEN months % 12 > 0 OR days_over THEN 50 ELSE 0 END AS years_x100
  FROM served s
),
ruled AS (
  SELECT c.*,
         (SELECT value FROM rules WHERE key = 'per-year' AND c.day BETWEEN since AND until) AS per_year_fen,
         CASE WHEN c.honour IS NULL THEN 0 ELSE (SELECT value FROM rules WHERE key = 'honour:' || c.honour AND c.day BETWEEN since AND until) END AS more_bp,
         (SELECT word FROM rules WHERE key = 'form:' || c.rank AND c.day BETWEEN since AND until) AS form,
         (SELECT value FROM rules WHERE key = 'amount:' || c.rank AND c.day BETWEEN since AND until) AS amount_fen,
         (SELECT value FROM rules WHERE key = 'base-years:' || c.rank AND c.day BETWEEN since AND until) AS base_years,
         (SELECT value FROM rules WHERE key = 'share:' || c.rank AND c.day BETWEEN since AND until) AS share,
         (SELECT word FROM rules WHERE key = 'series' AND c.day BETWEEN since AND until) AS series,
         (SELECT word FROM rules WHERE key = 'rounding' AND c.day BETWEEN since AND until) AS rounding
  FROM counted c
)
SELECT r.enrolment, r.month, r.reference AS component, r.per_year_fen AS base_fen, 'once' AS per, r.years_x100 AS quantity_x100,
       10000 + r.more_bp AS share_bp, 1 AS round_fen, NULL AS standard, NULL AS increment, r.occasion,
       CASE WHEN r.per_year_fen IS NULL THEN 'rule:discharge-allowance/per-year'
            WHEN r.more_bp IS NULL THEN 'rule:discharge-allowance/honour:' || r.honour END AS missing
FROM ruled r
WHERE r.category = 'retirement-pay'
UNION ALL
SELECT r.enrolment, r.month, r.reference, CASE r.form WHEN 'yardstick' THEN y.value ELSE r.amount_fen END, 'once',
       CASE r.form WHEN 'per-year' THEN r.years_x100 ELSE 100 END,
       CASE r.form WHEN 'per-year' THEN 10000
                   WHEN 'base-and-share' THEN 10000 + r.share * MAX(r.years_x100 - 100 * r.base_years, 0) / 100
                   ELSE r.share END,
       CASE r.rounding WHEN 'yuan' THEN 100 ELSE 1 END, NULL, NULL, r.occasion,
       CASE WHEN r.form IS NULL THEN 'rule:discharge-allowance/form:' || r.rank
            WHEN r.form <> 'yardstick' AND r.amount_fen IS NULL THEN 'rule:discharge-allowance/amount:' || r.rank
            WHEN r.form <> 'per-year' AND r.share IS NULL THEN 'rule:discharge-allowance/share:' || r.rank
            WHEN r.form = 'base-and-share' AND r.base_years IS NULL THEN 'rule:discharge-allowance/base-years:' || r.rank
            WHEN r.form = 'yardstick' AND r.series IS NULL THEN 'rule:discharge-allowance/series'
            WHEN r.form = 'yardstick' AND y.value IS NULL THEN 'yardstick:' || r.series || '/' || (substr(r.day, 1, 4) - 1) END
FROM ruled r
LEFT JOIN yardstick_now y ON y.series = r.series AND y.period = CAST(substr(r.day, 1, 4) - 1 AS TEXT)
WHERE r.category = 'local-allowance'
