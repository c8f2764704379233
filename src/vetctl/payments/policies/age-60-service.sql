/*
code   = "age-60-service"
title  = { zh = "60周岁农村籍退役士兵老年生活补助", en = "Age-60 service subsidy" }
short  = { zh = "60周岁兵龄补助", en = "age 60" }   # for the narrow columns of a roster
basis  = ["民发〔2011〕110号"]
starts = "birthday-month"         # also january-of-year, month-after-birthday: local readings differ
group  = "regular-benefit"
yields = true                     # 民发〔2011〕110号: not beside any other regular benefit
needs  = ["conscript_service"]
enlisted_from = "1954-11-01"      # the first day of the trial conscription
enlisted_until = "2011-10-31"     # 退役士兵安置条例 took effect on 2011-11-01
standard_keys = "per-year: the monthly rate for one counted service year"
quantity = { zh = " 年", en = " years" }   # what the quantity counts, in the working sentence
# Who will come by what is on file, for the forecast: whoever begins within these months by the rule in force.
newcomers = '''
SELECT v.person, 'rural-60' AS category
FROM (SELECT person, MIN(coalesce(rural_at_discharge, 1)) AS rural FROM service_now GROUP BY person) v
JOIN person p ON p.person = v.person
WHERE v.rural = 1
  AND NOT EXISTS (SELECT 1 FROM enrolment e WHERE e.person = v.person AND e.policy = 'age-60-service')
  AND CASE :starts WHEN 'january-of-year'      THEN (substr(p.born_on, 1, 4) + 60) || '-01'
                   WHEN 'month-after-birthday' THEN strftime('%Y-%m', (substr(p.born_on, 1, 4) + 60) || substr(p.born_on, 5, 3) || '-01', '+1 month')
                   ELSE (substr(p.born_on, 1, 4) + 60) || substr(p.born_on, 5, 3) END BETWEEN :first_month AND :last_month
ORDER BY v.person'''

[[categories]]
code = "rural-60"
also = ["60周岁以上农村籍退役人员", "60周岁农村籍退役士兵"]
zh = "60周岁以上农村籍退役士兵"
en = "rural veteran of 60 and more"

[parameter.reading]
default = "ceil_total"
choices = ["ceil_total", "calendar_years", "half_year", "years_dot_months"]
zh = "服役年限折算口径：ceil_total 不满一年按一年（全国口径）；calendar_years 两头年；half_year 不满半年按半年；years_dot_months 按花名册“年.月”文字"
en = "how service becomes counted years: ceil_total counts a part year as a year (national text); calendar_years counts both end years; half_year counts half years; years_dot_months reads the roster's text Y.M as years and months"

[[example]]
name = "enlisted 1970-12-01, discharged 1974-01-15, rate 45 (vector 20): 4 years and 180 yuan by the national reading"
given.active = [{ enrolment = 1, person = 7, month = "2020-08" }]
given.service_now = [{ person = 7, enlisted_on = "1970-12-01", conscript_from = "1970-12-01", conscript_to = "1974-01-15", date_precision = "day" }]
given.standard = [{ key = "per-year", month = "2020-08", fen = 4500, per = "month", standard = 1 }]
expect = [{ enrolment = 1, month = "2020-08", base_fen = 4500, quantity_x100 = 400, due_fen = 18000 }]

[[example]]
name = "the same by calendar years: 5 years, 225 yuan"
given.parameters = { reading = "calendar_years" }
given.active = [{ enrolment = 1, person = 7, month = "2020-08" }]
given.service_now = [{ person = 7, enlisted_on = "1970-12-01", conscript_from = "1970-12-01", conscript_to = "1974-01-15", date_precision = "day" }]
given.standard = [{ key = "per-year", month = "2020-08", fen = 4500, per = "month", standard = 1 }]
expect = [{ quantity_x100 = 500, due_fen = 22500 }]

[[example]]
name = "the same by half years: 3.5 years, 157.50 yuan"
given.parameters = { reading = "half_year" }
given.active = [{ enrolment = 1, person = 7, month = "2020-08" }]
given.service_now = [{ person = 7, enlisted_on = "1970-12-01", conscript_from = "1970-12-01", conscript_to = "1974-01-15", date_precision = "day" }]
given.standard = [{ key = "per-year", month = "2020-08", fen = 4500, per = "month", standard = 1 }]
expect = [{ quantity_x100 = 350, due_fen = 15750 }]

[[example]]
name = "the text 3.1 is three years and one month, never three and a tenth: 4 counted years"
given.parameters = { reading = "years_dot_months" }
given.active = [{ enrolment = 1, person = 7, month = "2020-08", stated_years = "3.1" }]
given.standard = [{ key = "per-year", month = "2020-08", fen = 4500, per = "month", standard = 1 }]
expect = [{ quantity_x100 = 400, due_fen = 18000 }]

[[example]]
name = "1956-10 to 1961-12 is 62 months and counts as 6 years; later years as 志愿兵 lie outside conscript_to and do not count (vector 29)"
given.active = [{ enrolment = 1, person = 7, month = "2020-01" }]
given.service_now = [{ person = 7, enlisted_on = "1956-10-01", conscript_from = "1956-10-01", conscript_to = "1961-12-01", discharged_on = "1970-01-01", date_precision = "month" }]
given.standard = [{ key = "per-year", month = "2020-01", fen = 4000, per = "month", standard = 1 }]
expect = [{ quantity_x100 = 600, due_fen = 24000 }]

[[example]]
name = "two services add up: 1 year 6 months and 1 year 6 months are 3 years"
given.active = [{ enrolment = 1, person = 7, month = "2020-01" }]
given.service_now = [
  { person = 7, enlisted_on = "1970-01-01", conscript_from = "1970-01-01", conscript_to = "1971-07-01", date_precision = "day" },
  { person = 7, enlisted_on = "1973-01-01", conscript_from = "1973-01-01", conscript_to = "1974-07-01", date_precision = "day" },
]
given.standard = [{ key = "per-year", month = "2020-01", fen = 4000, per = "month", standard = 1 }]
expect = [{ quantity_x100 = 300, due_fen = 12000 }]

[[example]]
name = "enlisted 1954-10-20 or 2011-12-01, or drawing an employee pension: not eligible (vectors 27, 28, 30), so nothing is due"
given.active = [
  { enrolment = 1, person = 7, month = "2020-01" }, { enrolment = 2, person = 8, month = "2020-01" },
  { enrolment = 3, person = 9, month = "2020-01" },
]
given.service_now = [
  { person = 7, enlisted_on = "1954-10-20", conscript_from = "1954-10-20", conscript_to = "1957-10-20" },
  { person = 8, enlisted_on = "2011-12-01", conscript_from = "2011-12-01", conscript_to = "2013-12-01" },
  { person = 9, enlisted_on = "1970-12-01", conscript_from = "1970-12-01", conscript_to = "1973-12-01", draws_pension = 1 },
]
given.standard = [{ key = "per-year", month = "2020-01", fen = 4000, per = "month", standard = 1 }]
expect = [
  { enrolment = 1, quantity_x100 = 0, due_fen = 0 }, { enrolment = 2, quantity_x100 = 0, due_fen = 0 },
  { enrolment = 3, quantity_x100 = 0, due_fen = 0 },
]

[[example]]
name = "no service on file is a gap"
given.active = [{ enrolment = 1, person = 7, month = "2020-01" }]
given.standard = [{ key = "per-year", month = "2020-01", fen = 4000, per = "month", standard = 1 }]
expect = [{ enrolment = 1, missing = "conscript_service", due_fen = "gap" }]
*/
WITH span AS (
  -- Whole months of each conscript service, and whether days are left over.
  SELECT person, conscript_from, conscript_to, draws_pension,
         enlisted_on BETWEEN '1954-11-01' AND '2011-10-31' AS in_window,
         (substr(conscript_to, 1, 4) - substr(conscript_from, 1, 4)) * 12
           + substr(conscript_to, 6, 2) - substr(conscript_from, 6, 2)
           - (substr(conscript_to, 9, 2) < substr(conscript_from, 9, 2)) AS months,
         substr(conscript_to, 9, 2) <> substr(conscript_from, 9, 2) AS days_over
  FROM service_now
  WHERE conscript_from IS NOT NULL AND conscript_to IS NOT NULL
),
served AS (
  SELECT person, SUM(months) AS months, MAX(days_over) AS days_over,
         SUM(substr(conscript_to, 1, 4) - substr(conscript_from, 1, 4) + 1) AS calendar_years,
         MIN(in_window) AND MAX(coalesce(draws_pension, 0)) = 0 AS eligible
  FROM span
  GROUP BY person
),
counted AS (
  SELECT a.enrolment, a.month,
         CASE
           WHEN :reading = 'years_dot_months' AND a.stated_years IS NOT NULL THEN
             100 * (CAST(a.stated_years AS INTEGER)
                    + (instr(a.stated_years, '.') > 0
                       AND CAST(substr(a.stated_years, instr(a.stated_years, '.') + 1) AS INTEGER) > 0))
           WHEN v.person IS NULL THEN NULL
           WHEN NOT v.eligible THEN 0
           WHEN :reading = 'calendar_years' THEN 100 * v.calendar_years
           WHEN :reading = 'half_year' THEN
             100 * (v.months / 12) + CASE WHEN v.months % 12 >= 6 THEN 100
                                          WHEN v.months % 12 > 0 OR v.days_over THEN 50 ELSE 0 END
           ELSE 100 * (v.months / 12 + (v.months % 12 > 0 OR v.days_over))
         END AS quantity_x100
  FROM active a
  LEFT JOIN served v ON v.person = a.person
)
SELECT c.enrolment, c.month, 'base' AS component,
       s.fen AS base_fen, s.per, c.quantity_x100, 10000 AS share_bp, s.standard, s.increment,
       CASE WHEN c.quantity_x100 IS NULL THEN 'conscript_service' END AS missing
FROM counted c
LEFT JOIN standard s ON s.month = c.month AND s.key = 'per-year'
