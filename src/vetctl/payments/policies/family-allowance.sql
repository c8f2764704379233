/*
code   = "family-allowance"
title  = { zh = "义务兵家庭优待金", en = "Family allowance of conscripts" }
short  = { zh = "优待金", en = "family" }
basis  = ["军人抚恤优待条例（2011）第三十三条：义务兵服役期间，由批准入伍地人民政府发给其家庭优待金", "财社〔2024〕5号"]
occasions = true
uses   = ["*"]
quantity = { zh = "户", en = " households" }
# A share of last year's figure of a series, rounded by rule; zone, education and merit are parts of their own, each a
# share of the rounded sum. Parts add up, they do not multiply. The rules are those in force at the end of the year.

[rule.series]
zh = "优待金基数指标"
en = "yardstick of the allowance"
unit = "word"
[rule.series.word]
urban-income = { zh = "城镇居民人均可支配收入", en = "income of urban households" }
rural-income = { zh = "农村居民人均可支配收入", en = "income of rural households" }
urban-consumption = { zh = "城镇居民人均消费支出", en = "consumption of urban households" }
minimum-wage = { zh = "最低月工资标准", en = "minimum monthly wage" }
[rule.share]
zh = "优待金比例"
en = "share of the yardstick"
unit = "percent"
[rule.rounding]
zh = "优待金取整"
en = "rounding of the allowance"
unit = "word"
[rule.rounding.word]
fen = { zh = "到分", en = "to the fen" }
yuan = { zh = "四舍五入到元", en = "half-up to the yuan" }
yuan-up = { zh = "见分进元", en = "up to the yuan" }
[rule.zone]
zh = "地区倍数（占优待金）"
en = "factor of a zone (of the allowance)"
unit = "percent"
[rule.zone.each]
tibet = { zh = "西藏", en = "Tibet" }
xinjiang = { zh = "新疆", en = "Xinjiang" }
plateau = { zh = "高原", en = "plateau" }
[rule.education]
zh = "学历加发"
en = "add-on for education"
unit = "percent"
[rule.education.each]
bachelor = { zh = "本科", en = "bachelor" }
college = { zh = "大专", en = "college" }
student = { zh = "在校生", en = "student" }
[rule.merit]
zh = "立功加发"
en = "add-on for a merit"
unit = "percent"
[rule.merit.each]
first = { zh = "一等功", en = "merit of the first class" }
second = { zh = "二等功", en = "merit of the second class" }
third = { zh = "三等功", en = "merit of the third class" }
excellent = { zh = "优秀士兵", en = "excellent soldier" }

[[example]]
name = "De'an 2020 (vector 52): 37,008 × 40 % = 14,803.20, up to 14,804; 20 % more for college, three times in Tibet"
given.active = [{ enrolment = 1, person = 1, month = "2020-10" }, { enrolment = 2, person = 2, month = "2020-10" }]
given.occasion_now = [
  { id = 1, enrolment = 1, reference = "2020 甲", happened_on = "2020-01-01", decided_on = "2020-10-15", facts = '{"year":2020}' },
  { id = 2, enrolment = 2, reference = "2020 乙", happened_on = "2020-01-01", decided_on = "2020-10-15", facts = '{"year":2020,"education":"college","zone":"tibet"}' },
]
given.yardstick_now = [{ series = "urban-income", period = "2019", value = 3700800, unit = "fen" }]
given.rule_now = [
  { id = 1, policy = "family-allowance", key = "series", effective_from = "2020-01-01", word = "urban-income" }, { id = 2, policy = "family-allowance", key = "share", effective_from = "2020-08-01", value = 4000 },
  { id = 3, policy = "family-allowance", key = "rounding", effective_from = "2020-01-01", word = "yuan-up" }, { id = 4, policy = "family-allowance", key = "education:college", effective_from = "2020-01-01", value = 2000 },
  { id = 5, policy = "family-allowance", key = "zone:tibet", effective_from = "2020-01-01", value = 30000 },
]
expect = [
  { component = "2020 甲", base_fen = 3700800, share_bp = 4000, round_fen = 100, round_up = 1, due_fen = 1480400 }, { component = "2020 乙", due_fen = 1480400 },
  { component = "2020 乙:education", base_fen = 1480400, share_bp = 2000, due_fen = 296080 }, { component = "2020 乙:zone", base_fen = 1480400, share_bp = 20000, due_fen = 2960800 },
]

[[example]]
name = "765 × 85 % = 650.25, up to 651 (the rule shape of vector 54); a merit without a rule, and rounding nobody chose, are gaps"
given.active = [{ enrolment = 1, person = 1, month = "2016-12" }, { enrolment = 2, person = 2, month = "2016-12" }, { enrolment = 3, person = 3, month = "2015-12" }]
given.occasion_now = [
  { id = 1, enrolment = 1, reference = "2016 甲", happened_on = "2016-01-01", decided_on = "2016-12-01", facts = '{"year":2016}' },
  { id = 2, enrolment = 2, reference = "2016 乙", happened_on = "2016-01-01", decided_on = "2016-12-01", facts = '{"year":2016,"merit":"third"}' },
  { id = 3, enrolment = 3, reference = "2015 丙", happened_on = "2015-01-01", decided_on = "2015-12-01", facts = '{"year":2015}' },
]
given.yardstick_now = [{ series = "urban-income", period = "2015", value = 76500, unit = "fen" }, { series = "urban-income", period = "2014", value = 76500, unit = "fen" }]
given.rule_now = [
  { id = 1, policy = "family-allowance", key = "series", effective_from = "2015-01-01", word = "urban-income" }, { id = 2, policy = "family-allowance", key = "share", effective_from = "2015-01-01", value = 8500 },
  { id = 3, policy = "family-allowance", key = "rounding", effective_from = "2016-01-01", word = "yuan-up" },
]
expect = [
  { enrolment = 1, due_fen = 65100 }, { enrolment = 2, component = "2016 乙", due_fen = 65100 },
  { enrolment = 2, component = "2016 乙:merit", missing = "rule:family-allowance/merit:third", due_fen = "gap" },
  { enrolment = 3, missing = "rule:family-allowance/rounding", due_fen = "gap" },
]
*/
WITH rules AS MATERIALIZED (SELECT key, value, word, since, until FROM rule_span WHERE policy = 'family-allowance'),
asked AS MATERIALIZED (
  SELECT a.enrolment, a.month, o.id AS occasion, o.reference, o.facts, substr(o.happened_on, 1, 4) || '-12-31' AS day,
         CAST(substr(o.happened_on, 1, 4) - 1 AS TEXT) AS year
  FROM active a
  JOIN occasion_now o ON o.enrolment = a.enrolment AND substr(o.decided_on, 1, 7) = a.month
),
ruled AS (
  SELECT q.*,
         (SELECT word FROM rules WHERE key = 'series' AND q.day BETWEEN since AND until) AS series,
         (SELECT value FROM rules WHERE key = 'share' AND q.day BETWEEN since AND until) AS share,
         (SELECT word FROM rules WHERE key = 'rounding' AND q.day BETWEEN since AND until) AS rounding
  FROM asked q
),
based AS MATERIALIZED (
  SELECT r.*, y.value AS base_fen, CASE r.rounding WHEN 'fen' THEN 1 ELSE 100 END AS round_fen, r.rounding IS 'yuan-up' AS round_up,
         CASE WHEN r.series IS NULL THEN 'rule:family-allowance/series' WHEN r.share IS NULL THEN 'rule:family-allowance/share'
              WHEN r.rounding IS NULL THEN 'rule:family-allowance/rounding' WHEN y.value IS NULL THEN 'yardstick:' || r.series || '/' || r.year END AS missing
  FROM ruled r
  LEFT JOIN yardstick_now y ON y.series = r.series AND y.period = r.year
),
whole AS (
  -- The sum as the engine rounds it, for the parts that are shares of it.
  SELECT b.*,
         CASE WHEN round_up THEN (base_fen * share + 10000 * round_fen - 1) / (10000 * round_fen) * round_fen
              ELSE (2 * base_fen * share + 10000 * round_fen) / (20000 * round_fen) * round_fen END AS whole_fen
  FROM based b
),
part AS (
  SELECT w.*, p.name AS part, json_extract(w.facts, '$.' || p.name) AS class
  FROM whole w
  CROSS JOIN (SELECT 'zone' AS name UNION ALL SELECT 'education' UNION ALL SELECT 'merit') p
  WHERE json_extract(w.facts, '$.' || p.name) IS NOT NULL
),
added AS (
  SELECT p.*, (SELECT value FROM rules WHERE key = p.part || ':' || p.class AND p.day BETWEEN since AND until) AS class_bp
  FROM part p
)
SELECT b.enrolment, b.month, b.reference AS component, b.base_fen, 'once' AS per, 100 AS quantity_x100, b.share AS share_bp, b.round_fen, b.round_up,
       NULL AS standard, NULL AS increment, b.occasion, b.missing
FROM based b
UNION ALL
SELECT d.enrolment, d.month, d.reference || ':' || d.part, d.whole_fen, 'once', 100,
       -- A zone's factor is of the whole allowance; what it adds is the factor less one.
       CASE d.part WHEN 'zone' THEN MAX(d.class_bp - 10000, 0) ELSE d.class_bp END, 1, 0, NULL, NULL, d.occasion,
       CASE WHEN d.missing IS NOT NULL THEN d.missing WHEN d.class_bp IS NULL THEN 'rule:family-allowance/' || d.part || ':' || d.class END
FROM added d
