/*
code   = "nursing-fee"
title  = { zh = "护理费", en = "Nursing fee" }
short  = { zh = "护理费", en = "nursing" }   # for the narrow columns of a roster
also   = ["残疾军人护理费", "伤残护理费"]
basis  = ["军人抚恤优待条例：一级至四级分散供养的残疾军人护理费", "按当地上年度职工月平均工资的比例，由县发放"]
follows = "disability-pension"
lag    = 0
uses   = ["average-monthly-wage", "average-annual-wage"]
standard_keys = "none: a share of the published average wage (register yardsticks), by grade and nature (register rules)"
# Begins with the county's own rule start-month; before that the benefit is nobody's. Who lives in a home is registered as
# suspended from this benefit alone (停发暂缓登记表, 待遇 = 护理费). Mental illness of grade 5 or 6 is said by a row of the
# roster in the category below.
evidence = """
SELECT series, period, value, unit, document, known_on, mark FROM yardstick_now
WHERE series IN ('average-monthly-wage', 'average-annual-wage')
  AND period = CAST(substr(:month, 1, 4)
                    - (CAST(substr(:month, 6) AS INTEGER) < (SELECT value FROM rule_now WHERE policy = 'nursing-fee' AND key = 'start-month' AND effective_from <= :month || '-01' ORDER BY effective_from DESC LIMIT 1))
                    - coalesce((SELECT value FROM rule_now WHERE policy = 'nursing-fee' AND key = 'years-back' AND effective_from <= :month || '-01' ORDER BY effective_from DESC LIMIT 1), 1) AS TEXT)"""

[[categories]]
code = "mental"
short = "精神病"
zh = "护理费(精神病五至六级)"
en = "nursing fee for mental illness of grade 5 or 6"

[rule.start-month]
zh = "调整月份"
en = "month in which a new wage begins to count"
unit = "number"
[rule.years-back]
zh = "工资取前几年"
en = "years between the wage and the year it begins to count in"
unit = "number"
[rule.rounding]
zh = "取整"
en = "rounding"
unit = "word"
[rule.rounding.word]
fen = { zh = "保留到分", en = "to the fen" }
yuan = { zh = "四舍五入到元", en = "half-up to the yuan" }
yuan-up = { zh = "见角进元", en = "up to the yuan" }
five-up = { zh = "进到5元", en = "up to the next 5 yuan" }
[rule.share-injury-1-2]
zh = "因战因公一至二级比例"
en = "share, war or duty, grades 1 and 2"
unit = "percent"
[rule.share-injury-3-4]
zh = "因战因公三至四级比例"
en = "share, war or duty, grades 3 and 4"
unit = "percent"
[rule.share-illness-1-4]
zh = "因病一至四级比例"
en = "share, illness, grades 1 to 4"
unit = "percent"
[rule.share-mental-5-6]
zh = "精神病五至六级比例"
en = "share, mental illness, grades 5 and 6"
unit = "percent"

[[example]]
name = "Guangyuan 2023-07, 6,216 half-up to the yuan (vector 39): 50, 40, 30 and 25 %; grade 5 without mental illness nothing"
given.rule_now = [
  { policy = "nursing-fee", key = "start-month", value = 7, effective_from = "2023-07-01", mark = "D" },
  { policy = "nursing-fee", key = "rounding", word = "yuan", effective_from = "2023-07-01", mark = "D" },
  { policy = "nursing-fee", key = "share-injury-1-2", value = 5000, effective_from = "2018-07-01", mark = "S" },
  { policy = "nursing-fee", key = "share-injury-3-4", value = 4000, effective_from = "2018-07-01", mark = "S" },
  { policy = "nursing-fee", key = "share-illness-1-4", value = 3000, effective_from = "2018-07-01", mark = "S" },
  { policy = "nursing-fee", key = "share-mental-5-6", value = 2500, effective_from = "2022-01-01", mark = "S" },
]
given.yardstick_now = [{ series = "average-monthly-wage", period = "2022", value = 621600 }]
given.own = [{ enrolment = 4, month = "2023-07", category = "mental" }]
given.active = [
  { enrolment = 1, person = 1, month = "2023-07", grade = 1, nature = "war" }, { enrolment = 2, person = 2, month = "2023-07", grade = 4, nature = "duty" },
  { enrolment = 3, person = 3, month = "2023-07", grade = 2, nature = "illness" }, { enrolment = 4, person = 4, month = "2023-07", grade = 5, nature = "illness" },
  { enrolment = 5, person = 5, month = "2023-07", grade = 5, nature = "war" }, { enrolment = 1, person = 1, month = "2023-06", grade = 1, nature = "war" },
]
expect = [
  { enrolment = 1, month = "2023-07", due_fen = 310800 }, { enrolment = 2, due_fen = 248600 }, { enrolment = 3, due_fen = 186500 }, { enrolment = 4, due_fen = 155400 },
]

[[example]]
name = "Shanxi 2022-01, 7,080 up to the next 5 yuan (vector 40), from a wage by the year; the county's own share goes before the national; no wage is a gap"
given.rule_now = [
  { policy = "nursing-fee", key = "start-month", value = 1, effective_from = "2022-01-01", mark = "D" },
  { policy = "nursing-fee", key = "years-back", value = 2, effective_from = "2022-01-01", mark = "D" },
  { policy = "nursing-fee", key = "rounding", word = "five-up", effective_from = "2022-01-01", mark = "D" },
  { policy = "nursing-fee", key = "share-injury-3-4", value = 4500, effective_from = "2022-02-01", mark = "S" },
  { policy = "nursing-fee", key = "share-injury-3-4", value = 4000, effective_from = "2020-01-01", mark = "D" },
]
given.yardstick_now = [{ series = "average-annual-wage", period = "2020", value = 8496000 }]
given.active = [
  { enrolment = 1, person = 1, month = "2022-12", grade = 3, nature = "war" }, { enrolment = 1, person = 1, month = "2023-01", grade = 3, nature = "war" },
]
expect = [{ month = "2022-12", base_fen = 8496000, divisor = 12, due_fen = 283500 }, { month = "2023-01", missing = "yardstick:average-monthly-wage/2021", due_fen = "gap" }]
*/
WITH months AS MATERIALIZED (
  SELECT DISTINCT month FROM active WHERE grade <= 6 AND EXISTS (SELECT 1 FROM rule_now WHERE policy = 'nursing-fee' AND key = 'start-month')
),
-- Of the rules in force the bureau's own (mark D) go before the shipped ones, then the one that began last.
ranked AS (
  SELECT m.month, r.key, r.value, r.word, ROW_NUMBER() OVER (PARTITION BY m.month, r.key ORDER BY r.mark LIKE 'D%' DESC, r.effective_from DESC) AS place
  FROM months m
  JOIN rule_now r ON r.policy = 'nursing-fee' AND m.month || '-01' BETWEEN r.effective_from AND coalesce(r.effective_to, '9999-12-31')
),
rule AS MATERIALIZED (
  SELECT month,
         MAX(CASE key WHEN 'start-month' THEN value END) AS start_month,
         coalesce(MAX(CASE key WHEN 'years-back' THEN value END), 1) AS years_back,
         MAX(CASE key WHEN 'rounding' THEN word END) AS rounding,
         MAX(CASE key WHEN 'share-injury-1-2' THEN value END) AS severe_bp,
         MAX(CASE key WHEN 'share-injury-3-4' THEN value END) AS heavy_bp,
         MAX(CASE key WHEN 'share-illness-1-4' THEN value END) AS illness_bp,
         MAX(CASE key WHEN 'share-mental-5-6' THEN value END) AS mental_bp
  FROM ranked
  WHERE place = 1
  GROUP BY month
),
base AS MATERIALIZED (
  SELECT r.*, w.value AS month_fen, y.value AS year_fen
  FROM (SELECT *, CAST(substr(month, 1, 4) - (CAST(substr(month, 6) AS INTEGER) < start_month) - years_back AS TEXT) AS year FROM rule WHERE start_month IS NOT NULL) r
  LEFT JOIN yardstick_now w ON w.series = 'average-monthly-wage' AND w.period = r.year
  LEFT JOIN yardstick_now y ON y.series = 'average-annual-wage' AND y.period = r.year
)
SELECT enrolment, month, 'base' AS component, coalesce(month_fen, year_fen) AS base_fen, 'month' AS per, 100 AS quantity_x100, share_bp,
       CASE WHEN month_fen IS NULL THEN 12 ELSE 1 END AS divisor,
       CASE rounding WHEN 'yuan' THEN 100 WHEN 'yuan-up' THEN 100 WHEN 'five-up' THEN 500 ELSE 1 END AS round_fen,
       coalesce(rounding IN ('yuan-up', 'five-up'), 0) AS round_up, NULL AS standard, NULL AS increment,
       CASE WHEN share_bp IS NULL THEN 'rule:nursing-fee/' || share_key
            WHEN month_fen IS NULL AND year_fen IS NULL THEN 'yardstick:average-monthly-wage/' || year END AS missing
FROM (
  SELECT a.enrolment, b.*,
         CASE WHEN a.grade >= 5 THEN b.mental_bp WHEN a.nature = 'illness' THEN b.illness_bp WHEN a.grade <= 2 THEN b.severe_bp ELSE b.heavy_bp END AS share_bp,
         CASE WHEN a.grade >= 5 THEN 'share-mental-5-6' WHEN a.nature = 'illness' THEN 'share-illness-1-4'
              WHEN a.grade <= 2 THEN 'share-injury-1-2' ELSE 'share-injury-3-4' END AS share_key
  FROM base b
  CROSS JOIN active a ON a.month = b.month AND a.grade <= 6
  LEFT JOIN own o ON o.enrolment = a.enrolment AND o.month = a.month
  WHERE a.grade <= 4 OR o.category = 'mental'
)
