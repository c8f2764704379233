/*
code   = "insurance-continuation"
title  = { zh = "部分退役士兵社会保险接续", en = "Insurance continuation" }
short  = { zh = "社保接续", en = "insurance" }
basis  = ["中办、国办关于解决部分退役士兵社会保险问题的意见（2019）：补缴年限不超过军龄，基数为上年平均工资的60%，单位缴不了的由财政补助，低保和特困人员个人部分由政府补助"]
occasions = true
uses   = ["average-monthly-wage", "average-annual-wage"]
quantity = { zh = "个月", en = " months" }
# Months = the shorter of gap and service. Unit and person each pay their share of the base; what a unit cannot pay, and
# what low-income and destitute people would pay, is public. Only the public parts are due here, to the insurance office;
# the others are worked out and shown (payer). The rates are those of the day of decision.

[rule.base-share]
zh = "缴费基数比例"
en = "base as a share of the average wage"
unit = "percent"
[rule.series]
zh = "缴费基数指标"
en = "yardstick of the base"
unit = "word"
[rule.series.word]
average-monthly-wage = { zh = "职工月平均工资", en = "average monthly wage" }
average-annual-wage = { zh = "职工年平均工资", en = "average annual wage" }
[rule.rate]
zh = "缴费比例"
en = "rate"
unit = "percent"
[rule.rate.each]
pension-unit = { zh = "养老单位", en = "pension, unit" }
pension-person = { zh = "养老个人", en = "pension, person" }
medical-unit = { zh = "医疗单位", en = "medical, unit" }
medical-person = { zh = "医疗个人", en = "medical, person" }
[rule.discharged-until]
zh = "退役截止年月（如201901）"
en = "discharged until (such as 201901)"
unit = "number"

[[example]]
name = "Enshi (vectors 67 and 68): 4,800 × 60 % = 2,880; 150 of 168 months; the unit is gone, so its 16 % are public, the person pays the 8 %"
given.active = [{ enrolment = 5, person = 1, month = "2020-03" }]
given.occasion_now = [{ id = 1, enrolment = 5, reference = "2020-1", happened_on = "2019-12-10", decided_on = "2020-03-20", institution = "社保", facts = '{"pension_months":150,"service_from":"1984-10","service_to":"1998-10","unit":"dissolved"}' }]
given.yardstick_now = [{ series = "average-monthly-wage", period = "2019", value = 480000, unit = "fen" }]
given.rule_now = [
  { id = 1, policy = "insurance-continuation", key = "base-share", effective_from = "2019-01-21", value = 6000 }, { id = 2, policy = "insurance-continuation", key = "series", effective_from = "2019-01-21", word = "average-monthly-wage" },
  { id = 3, policy = "insurance-continuation", key = "rate:pension-unit", effective_from = "2019-05-01", value = 1600 }, { id = 4, policy = "insurance-continuation", key = "rate:pension-person", effective_from = "2019-05-01", value = 800 },
  { id = 5, policy = "insurance-continuation", key = "discharged-until", effective_from = "2019-01-21", value = 201901 },
]
expect = [{ enrolment = 5, component = "2020-1:pension-unit", base_fen = 288000, per = "month", quantity_x100 = 15000, share_bp = 1600, occasion = 1, due_fen = 6912000 }]

[[example]]
name = "a low-income household whose unit is gone (vector 70): both parts are public; a unit in business pays its own; service is the limit"
given.active = [{ enrolment = 5, person = 1, month = "2020-03" }, { enrolment = 6, person = 2, month = "2020-03" }, { enrolment = 7, person = 3, month = "2020-03" }]
given.occasion_now = [
  { id = 1, enrolment = 5, reference = "2020-1", happened_on = "2019-12-10", decided_on = "2020-03-20", institution = "社保", facts = '{"pension_months":150,"service_from":"1984-10","service_to":"1998-10","unit":"dissolved","household":"low-income","base_fen":288000}' },
  { id = 2, enrolment = 6, reference = "2020-1", happened_on = "2019-12-10", decided_on = "2020-03-20", institution = "社保", facts = '{"pension_months":200,"service_from":"1984-10","service_to":"1998-10","unit":"solvent","household":"extreme-poverty","base_fen":288000}' },
  { id = 3, enrolment = 7, reference = "2020-1", happened_on = "2019-12-10", decided_on = "2020-03-20", institution = "社保", facts = '{"medical_months":20,"service_from":"1984-10","service_to":"2019-03","unit":"none","base_fen":288000}' },
]
given.rule_now = [
  { id = 3, policy = "insurance-continuation", key = "rate:pension-unit", effective_from = "2019-05-01", value = 1600 }, { id = 4, policy = "insurance-continuation", key = "rate:pension-person", effective_from = "2019-05-01", value = 800 },
  { id = 5, policy = "insurance-continuation", key = "discharged-until", effective_from = "2019-01-21", value = 201901 },
]
expect = [
  { enrolment = 5, component = "2020-1:pension-person", share_bp = 800, due_fen = 3456000 }, { enrolment = 5, component = "2020-1:pension-unit", due_fen = 6912000 },
  { enrolment = 6, component = "2020-1:pension-person", quantity_x100 = 16800, due_fen = 3870720 },
  { enrolment = 7, component = "2020-1:medical-unit", missing = "E434 2019-03", due_fen = "gap" },
]
*/
WITH rules AS MATERIALIZED (SELECT key, value, word, since, until FROM rule_span WHERE policy = 'insurance-continuation'),
asked AS MATERIALIZED (
  SELECT a.enrolment, a.month, o.id AS occasion, o.reference, o.decided_on AS day, CAST(substr(o.decided_on, 1, 4) - 1 AS TEXT) AS year,
         json_extract(o.facts, '$.base_fen') AS stated_fen, json_extract(o.facts, '$.unit') AS unit, json_extract(o.facts, '$.household') AS household,
         json_extract(o.facts, '$.service_to') AS service_to,
         (substr(json_extract(o.facts, '$.service_to'), 1, 4) - substr(json_extract(o.facts, '$.service_from'), 1, 4)) * 12
           + substr(json_extract(o.facts, '$.service_to'), 6, 2) - substr(json_extract(o.facts, '$.service_from'), 6, 2) AS served,
         json_extract(o.facts, '$.pension_months') AS pension_months, json_extract(o.facts, '$.medical_months') AS medical_months
  FROM active a
  JOIN occasion_now o ON o.enrolment = a.enrolment AND substr(o.decided_on, 1, 7) = a.month
),
ruled AS (
  SELECT q.*, (SELECT word FROM rules WHERE key = 'series' AND q.day BETWEEN since AND until) AS series,
         (SELECT value FROM rules WHERE key = 'base-share' AND q.day BETWEEN since AND until) AS base_share,
         (SELECT value FROM rules WHERE key = 'discharged-until' AND q.day BETWEEN since AND until) AS discharged_until
  FROM asked q
),
based AS MATERIALIZED (
  SELECT r.*,
         coalesce(stated_fen, (2 * y.value * base_share + 10000 * CASE r.series WHEN 'average-annual-wage' THEN 12 ELSE 1 END)
                              / (20000 * CASE r.series WHEN 'average-annual-wage' THEN 12 ELSE 1 END)) AS base_fen,
         CASE WHEN discharged_until IS NULL THEN 'rule:insurance-continuation/discharged-until'
              WHEN CAST(replace(service_to, '-', '') AS INTEGER) > discharged_until THEN 'E434 ' || service_to
              WHEN stated_fen IS NOT NULL THEN NULL
              WHEN r.series IS NULL THEN 'rule:insurance-continuation/series'
              WHEN base_share IS NULL THEN 'rule:insurance-continuation/base-share'
              WHEN y.value IS NULL THEN 'yardstick:' || r.series || '/' || r.year END AS missing
  FROM ruled r
  LEFT JOIN yardstick_now y ON y.series = r.series AND y.period = r.year
),
part AS (
  SELECT b.*, p.kind || '-' || p.who AS part, MIN(CASE p.kind WHEN 'pension' THEN b.pension_months ELSE b.medical_months END, b.served) AS months,
         (SELECT value FROM rules WHERE key = 'rate:' || p.kind || '-' || p.who AND b.day BETWEEN since AND until) AS rate,
         CASE WHEN p.who = 'unit' AND b.unit = 'solvent' THEN 'unit'
              WHEN p.who = 'person' AND coalesce(b.household, '') NOT IN ('low-income', 'extreme-poverty') THEN 'person' END AS payer
  FROM based b
  CROSS JOIN (SELECT 'pension' AS kind, 'unit' AS who UNION ALL SELECT 'pension', 'person' UNION ALL SELECT 'medical', 'unit' UNION ALL SELECT 'medical', 'person') p
  WHERE CASE p.kind WHEN 'pension' THEN b.pension_months ELSE b.medical_months END IS NOT NULL
)
SELECT enrolment, month, reference || ':' || part AS component, base_fen, 'month' AS per, 100 * months AS quantity_x100, rate AS share_bp,
       NULL AS standard, NULL AS increment, occasion, payer,
       coalesce(missing, CASE WHEN rate IS NULL THEN 'rule:insurance-continuation/rate:' || part END) AS missing
FROM part
