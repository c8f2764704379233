/*
code   = "medical-aid"
title  = { zh = "优抚对象医疗补助", en = "Medical aid" }
short  = { zh = "医疗补助", en = "medical" }
basis  = ["优抚对象医疗保障办法：基本医保、大病保险、医疗救助之后，再由优抚医疗补助解决", "浙江省优抚对象医疗补助经费管理办法（2025）：住院补助职工医保与居民医保待遇差额，门诊补助不低于年抚恤补助额的10%"]
occasions = true
quantity = { zh = "次", en = " times" }
# Each bill passes insurance, serious-illness insurance and medical assistance first; what they left to the patient inside
# the scope of the insurance is the base here. Forms, chosen by rule for inpatients and outpatients:
#   share        a rate by class, in up to three bands (marginal: each band its own rate; whole-amount: the rate of the band
#                that the whole base falls into)
#   difference   what employee insurance would pay above residents' insurance, of all inside the scope, at most the base
#   quota        the base itself, until the yearly quota of outpatients, a share of the person's yearly benefit, is used up
# A yearly cap, where there is one, is used up in the order of discharge, whatever the order of the bills in the files.
# The class is what the person is enrolled as on that day; of several the one with the higher rate.

[rule.inpatient]
zh = "住院补助办法"
en = "form for inpatients"
unit = "word"
[rule.inpatient.word]
share = { zh = "按类别比例", en = "a rate by class" }
difference = { zh = "职工医保与居民医保差额", en = "difference of employee and residents' insurance" }
[rule.outpatient]
zh = "门诊补助办法"
en = "form for outpatients"
unit = "word"
[rule.outpatient.word]
share = { zh = "按类别比例", en = "a rate by class" }
quota = { zh = "年度额度内据实", en = "as spent, within a yearly quota" }
[rule.bands]
zh = "分段办法"
en = "how bands are read"
unit = "word"
[rule.bands.word]
marginal = { zh = "分段累计", en = "each band at its own rate" }
whole-amount = { zh = "全额按所在段", en = "the whole amount at the rate of its band" }
[rule.reduction]
zh = "医院减免的次序"
en = "when the hospital's reduction comes off"
unit = "word"
[rule.reduction.word]
before = { zh = "先减免后补助", en = "before this aid" }
after = { zh = "先补助后减免", en = "after this aid" }
[rule.employee-rate]
zh = "职工医保住院报销比例"
en = "rate of employee insurance"
unit = "percent"
[rule.resident-rate]
zh = "居民医保住院报销比例"
en = "rate of residents' insurance"
unit = "percent"
[rule.quota-share]
zh = "门诊年度额度（占年抚恤补助额）"
en = "outpatient quota (of the yearly benefit)"
unit = "percent"
[rule.yearly-cap]
zh = "年度封顶"
en = "yearly cap"
unit = "yuan"
[rule.rate]
zh = "补助比例"
en = "rate"
unit = "percent"
[rule.rate.each]
disabled-1 = { zh = "残疾军人一级", en = "disability grade 1" }
disabled-2 = { zh = "残疾军人二级", en = "disability grade 2" }
disabled-3 = { zh = "残疾军人三级", en = "disability grade 3" }
disabled-4 = { zh = "残疾军人四级", en = "disability grade 4" }
disabled-5 = { zh = "残疾军人五级", en = "disability grade 5" }
disabled-6 = { zh = "残疾军人六级", en = "disability grade 6" }
disabled-7 = { zh = "残疾军人七级", en = "disability grade 7" }
disabled-8 = { zh = "残疾军人八级", en = "disability grade 8" }
disabled-9 = { zh = "残疾军人九级", en = "disability grade 9" }
disabled-10 = { zh = "残疾军人十级", en = "disability grade 10" }
martyr = { zh = "烈士遗属", en = "family of a martyr" }
duty-death = { zh = "因公牺牲军人遗属", en = "family, death on duty" }
illness-death = { zh = "病故军人遗属", en = "family, death of illness" }
red-army-veteran = { zh = "在乡退伍红军老战士", en = "Red Army veteran" }
red-army-west = { zh = "西路军红军老战士", en = "veteran of the West Route Army" }
red-army-scattered = { zh = "红军失散人员", en = "scattered member of the Red Army" }
anti-japanese = { zh = "在乡复员军人(抗战时期)", en = "demobilised, war against Japan" }
other-period = { zh = "在乡复员军人(其他时期)", en = "demobilised, other period" }
ill-returned = { zh = "带病回乡退伍军人", en = "soldier returned with illness" }
war = { zh = "参战退役人员", en = "participant in war" }
test = { zh = "参试退役人员", en = "participant in tests" }
uranium = { zh = "铀矿开采退役人员", en = "uranium mines" }
martyr-child = { zh = "烈士老年子女", en = "child of a martyr" }
rehabilitated-child = { zh = "错杀平反人员子女", en = "child of a person rehabilitated" }
rural-60 = { zh = "60周岁农村籍退役士兵", en = "rural veteran of 60" }
[rule.from-2]
zh = "第二段起点"
en = "second band from"
unit = "yuan"
each = "rate"
[rule.rate-2]
zh = "第二段补助比例"
en = "rate of the second band"
unit = "percent"
each = "rate"
[rule.from-3]
zh = "第三段起点"
en = "third band from"
unit = "yuan"
each = "rate"
[rule.rate-3]
zh = "第三段补助比例"
en = "rate of the third band"
unit = "percent"
each = "rate"
[rule.class-cap]
zh = "分类年度封顶"
en = "yearly cap of a class"
unit = "yuan"
each = "rate"

[[example]]
name = "Baofeng (vector 71): 792.23 are left to a grade-4 patient, 95 % = 752.62"
given.active = [{ enrolment = 5, person = 1, month = "2021-06" }]
given.occasion_now = [{ id = 1, enrolment = 5, reference = "院 1", happened_on = "2021-05-14", decided_on = "2021-06-03", institution = "院", facts = '{"visit":"inpatient","total_fen":377580,"insurance_fen":272549,"outside_fen":25808,"personal_fen":79223}' }]
given.enrolment = [{ enrolment = 1, person = 1, policy = "disability-pension" }]
given.terms_now = [{ enrolment = 1, from_month = "2010-01", category = "disabled-soldier", grade = 4 }]
given.rule_now = [
  { id = 1, policy = "medical-aid", key = "inpatient", effective_from = "2021-01-01", word = "share" }, { id = 2, policy = "medical-aid", key = "rate:disabled-4", effective_from = "2021-01-01", value = 9500 },
]
expect = [{ enrolment = 5, component = "院 1", base_fen = 79223, share_bp = 9500, occasion = 1, due_fen = 75262 }]

[[example]]
name = "banded, martyr's family, 18,000 (vector 73): marginal 7,000 + 6,400 = 13,400; whole-amount 14,400; bands nobody chose how to read are a gap"
given.active = [{ enrolment = 5, person = 1, month = "2020-06" }, { enrolment = 5, person = 1, month = "2021-06" }, { enrolment = 5, person = 1, month = "2019-06" }]
given.occasion_now = [
  { id = 1, enrolment = 5, reference = "院 1", happened_on = "2020-05-14", decided_on = "2020-06-03", facts = '{"visit":"inpatient","total_fen":3000000,"personal_fen":1800000}' },
  { id = 2, enrolment = 5, reference = "院 2", happened_on = "2021-05-14", decided_on = "2021-06-03", facts = '{"visit":"inpatient","total_fen":3000000,"personal_fen":1800000}' },
  { id = 3, enrolment = 5, reference = "院 3", happened_on = "2019-05-14", decided_on = "2019-06-03", facts = '{"visit":"inpatient","total_fen":3000000,"personal_fen":1800000}' },
]
given.enrolment = [{ enrolment = 1, person = 1, policy = "survivors-pension" }]
given.terms_now = [{ enrolment = 1, from_month = "2010-01", category = "martyr" }]
given.rule_now = [
  { id = 1, policy = "medical-aid", key = "inpatient", effective_from = "2019-01-01", word = "share" }, { id = 2, policy = "medical-aid", key = "rate:martyr", effective_from = "2019-01-01", value = 7000 },
  { id = 3, policy = "medical-aid", key = "from-2:martyr", effective_from = "2019-01-01", value = 1000000 }, { id = 4, policy = "medical-aid", key = "rate-2:martyr", effective_from = "2019-01-01", value = 8000 },
  { id = 5, policy = "medical-aid", key = "bands", effective_from = "2020-01-01", word = "marginal" }, { id = 6, policy = "medical-aid", key = "bands", effective_from = "2021-01-01", word = "whole-amount" },
]
expect = [
  { month = "2019-06", missing = "rule:medical-aid/bands", due_fen = "gap" },
  { month = "2020-06", component = "院 1", base_fen = 1000000, share_bp = 7000, due_fen = 700000 }, { month = "2020-06", component = "院 1:2", base_fen = 800000, share_bp = 8000, due_fen = 640000 },
  { month = "2021-06", component = "院 2", base_fen = 1800000, share_bp = 8000, due_fen = 1440000 },
]

[[example]]
name = "a yearly cap of 1,000 is used up in the order of discharge, though the later stay was settled first"
given.active = [{ enrolment = 5, person = 1, month = "2020-06" }, { enrolment = 5, person = 1, month = "2020-07" }]
given.occasion_now = [
  { id = 1, enrolment = 5, reference = "院 9", happened_on = "2020-05-20", decided_on = "2020-06-03", facts = '{"visit":"inpatient","total_fen":200000,"personal_fen":100000}' },
  { id = 2, enrolment = 5, reference = "院 8", happened_on = "2020-05-01", decided_on = "2020-07-03", facts = '{"visit":"inpatient","total_fen":200000,"personal_fen":160000}' },
]
given.enrolment = [{ enrolment = 1, person = 1, policy = "war-test" }]
given.terms_now = [{ enrolment = 1, from_month = "2010-01", category = "war" }]
given.rule_now = [
  { id = 1, policy = "medical-aid", key = "inpatient", effective_from = "2020-01-01", word = "share" }, { id = 2, policy = "medical-aid", key = "rate:war", effective_from = "2020-01-01", value = 5000 },
  { id = 3, policy = "medical-aid", key = "yearly-cap", effective_from = "2020-01-01", value = 100000 },
]
expect = [{ month = "2020-06", component = "院 9", base_fen = 20000, share_bp = 10000, due_fen = 20000 }, { month = "2020-07", component = "院 8", base_fen = 160000, share_bp = 5000, due_fen = 80000 }]

[[example]]
name = "Zhejiang: inpatients the difference of 85 and 70 % of what is inside the scope; outpatients of a war participant with 12,480 a year up to 1,248.00 (vector 74)"
given.active = [{ enrolment = 5, person = 1, month = "2023-11" }, { enrolment = 5, person = 1, month = "2023-12" }]
given.occasion_now = [
  { id = 1, enrolment = 5, reference = "院 1", happened_on = "2023-10-14", decided_on = "2023-11-03", facts = '{"visit":"inpatient","insured":"resident","total_fen":1100000,"outside_fen":100000,"personal_fen":300000}' },
  { id = 2, enrolment = 5, reference = "院 2", happened_on = "2023-10-20", decided_on = "2023-11-03", facts = '{"visit":"outpatient","insured":"resident","total_fen":90000,"personal_fen":90000}' },
  { id = 3, enrolment = 5, reference = "院 3", happened_on = "2023-11-20", decided_on = "2023-12-03", facts = '{"visit":"outpatient","insured":"resident","total_fen":90000,"personal_fen":90000}' },
]
given.enrolment = [{ enrolment = 1, person = 1, policy = "war-test" }]
given.terms_now = [{ enrolment = 1, from_month = "2010-01", category = "war" }]
given.drawn = [
  { person = 1, policy = "war-test", enrolment = 1, month = "2023-10", component = "base", base_fen = 1248000, per = "year", quantity_x100 = 100, share_bp = 10000, due_fen = 104000 },
  { person = 1, policy = "war-test", enrolment = 1, month = "2023-11", component = "base", base_fen = 1248000, per = "year", quantity_x100 = 100, share_bp = 10000, due_fen = 104000 },
]
given.rule_now = [
  { id = 1, policy = "medical-aid", key = "inpatient", effective_from = "2023-01-01", word = "difference" }, { id = 2, policy = "medical-aid", key = "outpatient", effective_from = "2023-01-01", word = "quota" },
  { id = 3, policy = "medical-aid", key = "employee-rate", effective_from = "2023-01-01", value = 8500 }, { id = 4, policy = "medical-aid", key = "resident-rate", effective_from = "2023-01-01", value = 7000 },
  { id = 5, policy = "medical-aid", key = "quota-share", effective_from = "2023-01-01", value = 1000 },
]
expect = [
  { component = "院 1", base_fen = 1000000, share_bp = 1500, due_fen = 150000 }, { component = "院 2", base_fen = 90000, share_bp = 10000, due_fen = 90000 },
  { month = "2023-12", component = "院 3", base_fen = 34800, due_fen = 34800 },
]

[[example]]
name = "a hospital's reduction needs to be known as before or after; no rate for the class, and nobody's class, are gaps"
given.active = [{ enrolment = 5, person = 1, month = "2020-06" }, { enrolment = 6, person = 2, month = "2020-06" }, { enrolment = 7, person = 3, month = "2020-06" }, { enrolment = 8, person = 4, month = "2020-06" }]
given.occasion_now = [
  { id = 1, enrolment = 5, reference = "院 1", happened_on = "2020-05-20", decided_on = "2020-06-03", facts = '{"visit":"inpatient","total_fen":200000,"personal_fen":100000,"reduction_fen":20000}' },
  { id = 2, enrolment = 6, reference = "院 2", happened_on = "2020-05-01", decided_on = "2020-06-03", facts = '{"visit":"inpatient","total_fen":200000,"personal_fen":160000}' },
  { id = 3, enrolment = 7, reference = "院 3", happened_on = "2020-05-01", decided_on = "2020-06-03", facts = '{"visit":"inpatient","total_fen":200000,"personal_fen":160000}' },
  { id = 4, enrolment = 8, reference = "院 4", happened_on = "2020-05-01", decided_on = "2020-06-03", facts = '{"visit":"outpatient","total_fen":200000,"personal_fen":160000}' },
]
given.enrolment = [{ enrolment = 1, person = 1, policy = "war-test" }, { enrolment = 2, person = 2, policy = "age-60-service" }, { enrolment = 3, person = 4, policy = "war-test" }]
given.terms_now = [{ enrolment = 1, from_month = "2010-01", category = "war" }, { enrolment = 2, from_month = "2010-01", category = "rural-60" }, { enrolment = 3, from_month = "2010-01", category = "war" }]
given.rule_now = [
  { id = 1, policy = "medical-aid", key = "inpatient", effective_from = "2020-01-01", word = "share" }, { id = 2, policy = "medical-aid", key = "rate:war", effective_from = "2020-01-01", value = 5000 },
]
expect = [
  { enrolment = 5, missing = "rule:medical-aid/reduction" }, { enrolment = 6, missing = "rule:medical-aid/rate:rural-60" },
  { enrolment = 7, missing = "medical-class" }, { enrolment = 8, missing = "rule:medical-aid/outpatient" },
]
*/
WITH rules AS MATERIALIZED (SELECT key, value, word, since, until FROM rule_span WHERE policy = 'medical-aid'),
bill AS MATERIALIZED (
  -- What was decided before the ledger begins was paid from the old books; it still uses up the year.
  SELECT o.id AS occasion, o.enrolment, p.person, a.month, o.reference, o.happened_on AS day, substr(o.happened_on, 1, 4) AS year, o.facts,
         json_extract(o.facts, '$.visit') AS visit, json_extract(o.facts, '$.insured') AS insured,
         json_extract(o.facts, '$.total_fen') - coalesce(json_extract(o.facts, '$.outside_fen'), 0) AS inside_fen,
         coalesce(json_extract(o.facts, '$.reduction_fen'), 0) AS reduction_fen, json_extract(o.facts, '$.personal_fen') AS personal_fen
  FROM (SELECT DISTINCT enrolment, person FROM active) p
  JOIN occasion_now o ON o.enrolment = p.enrolment AND o.decided_on IS NOT NULL
  LEFT JOIN active a ON a.enrolment = o.enrolment AND a.month = substr(o.decided_on, 1, 7)
  WHERE a.month IS NOT NULL OR substr(o.decided_on, 1, 7) < (SELECT value FROM setting WHERE key = 'first_month')
),
class AS MATERIALIZED (
  SELECT b.occasion, e.enrolment, CASE e.policy WHEN 'disability-pension' THEN 'disabled-' || t.grade ELSE t.category END AS class
  FROM bill b
  JOIN enrolment e ON e.person = b.person
  JOIN terms_now t ON t.enrolment = e.enrolment
   AND t.from_month = coalesce((SELECT MAX(x.from_month) FROM terms_now x WHERE x.enrolment = e.enrolment AND x.from_month <= substr(b.day, 1, 7)),
                               (SELECT MIN(x.from_month) FROM terms_now x WHERE x.enrolment = e.enrolment))
),
rated AS MATERIALIZED (
  SELECT c.occasion, c.class, r.value AS rate, ROW_NUMBER() OVER (PARTITION BY c.occasion ORDER BY r.value DESC, c.class) AS place
  FROM class c
  JOIN bill b ON b.occasion = c.occasion
  LEFT JOIN rules r ON r.key = 'rate:' || c.class AND b.day BETWEEN r.since AND r.until
),
drew AS MATERIALIZED (
  -- The month whose benefit counts: that of the bill, else the last before it, else the first of the ledger.
  SELECT b.occasion, coalesce(MAX(CASE WHEN d.month <= substr(b.day, 1, 7) THEN d.month END), MIN(d.month)) AS month
  FROM bill b
  JOIN class c ON c.occasion = b.occasion
  JOIN drawn d ON d.enrolment = c.enrolment AND d.due_fen > 0
  WHERE b.visit = 'outpatient'
  GROUP BY b.occasion
),
yearly AS MATERIALIZED (
  SELECT m.occasion, SUM((d.base_fen * d.quantity_x100 * d.share_bp * CASE d.per WHEN 'year' THEN 1 ELSE 12 END + 500000) / 1000000) AS fen
  FROM drew m
  JOIN class c ON c.occasion = m.occasion
  JOIN drawn d ON d.enrolment = c.enrolment AND d.month = m.month AND d.due_fen > 0
  GROUP BY m.occasion
),
ruled AS (
  SELECT b.*, k.class, k.rate, y.fen AS yearly_fen,
         (SELECT word FROM rules WHERE key = b.visit AND b.day BETWEEN since AND until) AS form,
         (SELECT word FROM rules WHERE key = 'bands' AND b.day BETWEEN since AND until) AS bands,
         (SELECT word FROM rules WHERE key = 'reduction' AND b.day BETWEEN since AND until) AS reduction,
         (SELECT value FROM rules WHERE key = 'employee-rate' AND b.day BETWEEN since AND until) AS employee_rate,
         (SELECT value FROM rules WHERE key = 'resident-rate' AND b.day BETWEEN since AND until) AS resident_rate,
         (SELECT value FROM rules WHERE key = 'quota-share' AND b.day BETWEEN since AND until) AS quota_share,
         (SELECT value FROM rules WHERE key = 'from-2:' || k.class AND b.day BETWEEN since AND until) AS from_2,
         (SELECT value FROM rules WHERE key = 'rate-2:' || k.class AND b.day BETWEEN since AND until) AS rate_2,
         (SELECT value FROM rules WHERE key = 'from-3:' || k.class AND b.day BETWEEN since AND until) AS from_3,
         (SELECT value FROM rules WHERE key = 'rate-3:' || k.class AND b.day BETWEEN since AND until) AS rate_3,
         coalesce((SELECT value FROM rules WHERE key = 'class-cap:' || k.class AND b.day BETWEEN since AND until),
                  (SELECT value FROM rules WHERE key = 'yearly-cap' AND b.day BETWEEN since AND until)) AS cap_fen
  FROM bill b
  LEFT JOIN rated k ON k.occasion = b.occasion AND k.place = 1
  LEFT JOIN yearly y ON y.occasion = b.occasion
),
judged AS MATERIALIZED (
  SELECT r.*, personal_fen + CASE reduction WHEN 'after' THEN reduction_fen ELSE 0 END AS left_fen,
         CASE WHEN class IS NULL THEN 'medical-class'
              WHEN form IS NULL THEN 'rule:medical-aid/' || visit
              WHEN reduction_fen > 0 AND reduction IS NULL THEN 'rule:medical-aid/reduction'
              WHEN form = 'share' AND rate IS NULL THEN 'rule:medical-aid/rate:' || class
              WHEN form = 'share' AND from_2 IS NOT NULL AND bands IS NULL THEN 'rule:medical-aid/bands'
              WHEN form = 'share' AND from_2 IS NOT NULL AND rate_2 IS NULL THEN 'rule:medical-aid/rate-2:' || class
              WHEN form = 'share' AND from_3 IS NOT NULL AND rate_3 IS NULL THEN 'rule:medical-aid/rate-3:' || class
              WHEN form = 'difference' AND insured IS NULL THEN 'insured'
              WHEN form = 'difference' AND employee_rate IS NULL THEN 'rule:medical-aid/employee-rate'
              WHEN form = 'difference' AND resident_rate IS NULL THEN 'rule:medical-aid/resident-rate'
              WHEN form = 'quota' AND quota_share IS NULL THEN 'rule:medical-aid/quota-share'
              WHEN form = 'quota' AND yearly_fen IS NULL THEN 'yearly-benefit' END AS missing
  FROM ruled r
),
piece AS (
  SELECT j.occasion, n.band,
         CASE WHEN j.form = 'difference' THEN j.inside_fen
              WHEN j.form = 'quota' OR j.from_2 IS NULL OR j.bands = 'whole-amount' THEN j.left_fen
              WHEN n.band = 1 THEN MIN(j.left_fen, j.from_2)
              WHEN n.band = 2 THEN MAX(MIN(j.left_fen, coalesce(j.from_3, j.left_fen)) - j.from_2, 0)
              ELSE MAX(j.left_fen - j.from_3, 0) END AS base_fen,
         CASE WHEN j.form = 'difference' THEN CASE j.insured WHEN 'resident' THEN MAX(j.employee_rate - j.resident_rate, 0) ELSE 0 END
              WHEN j.form = 'quota' THEN 10000
              WHEN j.bands = 'whole-amount' AND j.left_fen > j.from_3 THEN j.rate_3
              WHEN j.bands = 'whole-amount' AND j.left_fen > j.from_2 THEN j.rate_2
              WHEN j.bands = 'whole-amount' THEN j.rate
              ELSE CASE n.band WHEN 1 THEN j.rate WHEN 2 THEN j.rate_2 ELSE j.rate_3 END END AS share_bp
  FROM judged j
  JOIN (SELECT 1 AS band UNION ALL SELECT 2 UNION ALL SELECT 3) n
    ON n.band = 1
    OR (j.form = 'share' AND j.bands = 'marginal' AND ((n.band = 2 AND j.left_fen > j.from_2) OR (n.band = 3 AND j.left_fen > j.from_3)))
  WHERE j.missing IS NULL
),
worked AS (
  SELECT j.*, p.band, p.base_fen, p.share_bp,
         -- As the engine rounds it. A difference never passes what is left to the patient.
         MIN((2 * p.base_fen * p.share_bp + 10000) / 20000, j.left_fen) AS fen,
         CASE j.form WHEN 'quota' THEN (2 * j.yearly_fen * j.quota_share + 10000) / 20000 ELSE j.cap_fen END AS limit_fen
  FROM judged j JOIN piece p ON p.occasion = j.occasion
),
run_up AS (
  SELECT w.*, coalesce(SUM(fen) OVER (PARTITION BY enrolment, year, form = 'quota' ORDER BY day, reference, band ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS before_fen
  FROM worked w
),
capped AS (
  SELECT u.*, CASE WHEN limit_fen IS NULL THEN fen ELSE MIN(limit_fen, before_fen + fen) - MIN(limit_fen, before_fen) END AS aid_fen
  FROM run_up u
)
SELECT c.enrolment, c.month, c.reference || CASE c.band WHEN 1 THEN '' ELSE ':' || c.band END AS component,
       CASE WHEN c.aid_fen = (2 * c.base_fen * c.share_bp + 10000) / 20000 THEN c.base_fen ELSE c.aid_fen END AS base_fen, 'once' AS per, 100 AS quantity_x100,
       CASE WHEN c.aid_fen = (2 * c.base_fen * c.share_bp + 10000) / 20000 THEN c.share_bp ELSE 10000 END AS share_bp,
       NULL AS standard, NULL AS increment, c.occasion, NULL AS missing
FROM capped c
WHERE c.month IS NOT NULL
UNION ALL
SELECT j.enrolment, j.month, j.reference, NULL, 'once', NULL, NULL, NULL, NULL, j.occasion, j.missing
FROM judged j
WHERE j.month IS NOT NULL AND j.missing IS NOT NULL
