/*
code   = "turning-60"
title  = { zh = "60周岁兵龄补助：快满和漏办", en = "Age-60 subsidy: coming and missed" }
basis  = ["民发〔2011〕110号"]
why    = { zh = "不用本人跑一趟：先找到人，再上门核实", en = "no visit needed: the bureau finds the person first" }

[parameter.starts]
policy = "age-60-service"         # the payment's own choice of start, so that both always agree
[parameter.reading]
policy = "age-60-service"
[parameter.enlisted_from]
policy = "age-60-service"
[parameter.enlisted_until]
policy = "age-60-service"
[parameter.begins]
default = "2011-08"               # the subsidy exists since 2011-08-01; nobody missed it before
[parameter.exclude_pension]
default = 1                       # 1: an employee pension excludes
[parameter.archive]
default = "archive"               # the source of dates read in the personal file

[say.coming]
zh = "{turned_on} 满 60 周岁，从 {start_month} 起享受；折算 {years} 年"
en = "60 on {turned_on}, due from {start_month}; {years} counted years"
[say.missed]
zh = "{turned_on} 满 60 周岁，应从 {start_month} 起享受，已漏 {months_lost} 个月；折算 {years} 年"
en = "60 on {turned_on}, due since {start_month}, {months_lost} months lost; {years} counted years"
[say.left-out]
zh = "{turned_on} 满 60 周岁，不列入：{reason}"
en = "60 on {turned_on}, left out: {reason}"
[say.offer]
zh = "主动联系，预填申请，确认银行账号"
en = "contact, prefill the form, confirm the account"
[say.complete]
zh = "先补齐：{missing}"
en = "first complete: {missing}"
[say.none]
zh = "不用办理"
en = "nothing to do"

[word]
unknown = { zh = "？", en = "?" }
died = { zh = "已去世", en = "died" }
moved-out = { zh = "已迁出", en = "moved away" }
other-benefit = { zh = "已享受其他定期抚恤补助", en = "draws another regular benefit" }
window = { zh = "入伍日期不在 1954-11-01 至 2011-10-31 之间", en = "enlisted outside 1954-11-01 to 2011-10-31" }
urban = { zh = "退役时不是农村户籍", en = "not of rural household at discharge" }
pension = { zh = "领取职工养老金", en = "draws an employee pension" }
rural-at-discharge = { zh = "退役时户口类别", en = "household kind at discharge" }
draws-pension = { zh = "是否领取职工养老金", en = "whether an employee pension is drawn" }
service-end = { zh = "服义务兵结束时间或退伍时间", en = "end of conscript service or discharge" }
conscript-period = { zh = "服义务兵起止时间（服役超过 5 年）", en = "conscript period (served above 5 years)" }
exact-dates = { zh = "入伍、退伍的年月", en = "months of enlistment and discharge" }

[[example]]
name = "coming, due now, missed; born on 29 February; already drawing it is not listed"
given.parameters = { as_of = "2020-11-16", until = "2021-01-15", starts = "birthday-month", reading = "ceil_total", enlisted_from = "1954-11-01", enlisted_until = "2011-10-31" }
given.person = [
  { person = 1, id_no = "1", born_on = "1961-01-15" }, { person = 2, id_no = "2", born_on = "1960-11-30" },
  { person = 3, id_no = "3", born_on = "1960-02-29" }, { person = 4, id_no = "4", born_on = "1961-02-01" },
  { person = 5, id_no = "5", born_on = "1960-12-01" },
]
given.profile_now = [
  { person = 1, name = "甲", township = "昆阳镇" }, { person = 2, name = "乙", township = "昆阳镇" }, { person = 3, name = "丙", township = "鳌江镇" },
  { person = 4, name = "丁", township = "鳌江镇" }, { person = 5, name = "戊", township = "鳌江镇" },
]
given.service_now = [
  { person = 1, enlisted_on = "1978-12-01", discharged_on = "1982-12-01", conscript_from = "1978-12-01", conscript_to = "1982-12-01", date_precision = "day", rural_at_discharge = 1, draws_pension = 0, source = "archive" },
  { person = 2, enlisted_on = "1978-12-01", discharged_on = "1982-12-15", date_precision = "day", rural_at_discharge = 1, draws_pension = 0, source = "self" },
  { person = 3, enlisted_on = "1978-01-01", discharged_on = "1981-01-01", date_precision = "year", rural_at_discharge = 1, source = "self" },
  { person = 4, enlisted_on = "1978-12-01", discharged_on = "1982-12-01", date_precision = "day", rural_at_discharge = 1, draws_pension = 0, source = "archive" },
  { person = 5, enlisted_on = "1978-12-01", discharged_on = "1982-12-01", date_precision = "day", rural_at_discharge = 1, draws_pension = 0, source = "archive" },
]
given.enrolled_now = [{ enrolment = 9, person = 5, policy = "age-60-service" }]
expect = [
  { subject = "丙", state = "overdue", due_on = "2020-02-01", turned_on = "2020-02-29", months_lost = 9, years = "3–4", certainty = "needs-data", missing = "draws-pension,exact-dates" },
  { subject = "乙", state = "due", due_on = "2020-11-01", years = "5", certainty = "likely" },
  { subject = "甲", state = "soon", due_on = "2021-01-01", years = "4", certainty = "certain" },
]

[[example]]
name = "left out with the reason, when the month of 60 lies in the window; a long service needs the conscript period"
given.parameters = { as_of = "2020-11-16", until = "2021-01-15", starts = "month-after-birthday", reading = "ceil_total", enlisted_from = "1954-11-01", enlisted_until = "2011-10-31" }
given.person = [
  { person = 1, born_on = "1960-11-15" }, { person = 2, born_on = "1960-11-15" }, { person = 3, born_on = "1960-11-15" },
  { person = 4, born_on = "1960-11-15" }, { person = 5, born_on = "1960-11-15" }, { person = 6, born_on = "1960-11-15" },
  { person = 7, born_on = "1960-11-15" }, { person = 8, born_on = "1960-09-15" },
]
given.profile_now = [
  { person = 1, name = "a" }, { person = 2, name = "b" }, { person = 3, name = "c" }, { person = 4, name = "d" }, { person = 5, name = "e" },
  { person = 6, name = "f" }, { person = 7, name = "g" }, { person = 8, name = "h" },
]
given.service_now = [
  { person = 1, enlisted_on = "1978-12-01", discharged_on = "1982-12-01", rural_at_discharge = 1, draws_pension = 0 },
  { person = 2, enlisted_on = "1978-12-01", discharged_on = "1982-12-01", rural_at_discharge = 1, draws_pension = 0 },
  { person = 3, enlisted_on = "1978-12-01", discharged_on = "1982-12-01", rural_at_discharge = 1, draws_pension = 0 },
  { person = 4, enlisted_on = "2011-11-01", discharged_on = "2013-12-01", rural_at_discharge = 1, draws_pension = 0 },
  { person = 5, enlisted_on = "1978-12-01", discharged_on = "1982-12-01", rural_at_discharge = 0, draws_pension = 0 },
  { person = 6, enlisted_on = "1978-12-01", discharged_on = "1982-12-01", rural_at_discharge = 1, draws_pension = 1 },
  { person = 7, enlisted_on = "1978-12-01", discharged_on = "1990-12-01", rural_at_discharge = 1, draws_pension = 0 },
  { person = 8, enlisted_on = "1978-12-01", discharged_on = "1982-12-01", rural_at_discharge = 0, draws_pension = 0 },
]
given.death_best = [{ person = 1, died_on = "2019-01-01" }]
given.move_best = [{ person = 2, direction = "out", moved_on = "2018-05-01" }]
given.enrolled_now = [{ enrolment = 9, person = 3, policy = "war-test" }]
expect = [
  { subject = "a", state = "info", reason = "died", certainty = "excluded", due_on = "2020-12-01" },
  { subject = "b", state = "info", reason = "moved-out" },
  { subject = "c", state = "info", reason = "other-benefit" },
  { subject = "d", state = "info", reason = "window" },
  { subject = "e", state = "info", reason = "urban" },
  { subject = "f", state = "info", reason = "pension" },
  { subject = "g", state = "soon", missing = "conscript-period", certainty = "needs-data" },
]

[[example]]
name = "January of the year; 1956-10 to 1961-12 counts six years; two services add up; moved in counts from next January; nothing before 2011-08"
given.parameters = { as_of = "2020-01-01", until = "2020-02-29", starts = "january-of-year", reading = "ceil_total", enlisted_from = "1954-11-01", enlisted_until = "2011-10-31" }
given.person = [
  { person = 1, born_on = "1936-05-01" }, { person = 2, born_on = "1960-12-31" }, { person = 3, born_on = "1950-06-01" }, { person = 4, born_on = "1961-01-01" },
]
given.profile_now = [{ person = 1, name = "a" }, { person = 2, name = "b" }, { person = 3, name = "c" }, { person = 4, name = "d" }]
given.service_now = [
  { person = 1, enlisted_on = "1956-10-01", conscript_from = "1956-10-01", conscript_to = "1961-12-01", discharged_on = "1970-01-01", date_precision = "month", rural_at_discharge = 1, draws_pension = 0, source = "archive" },
  { person = 2, enlisted_on = "1978-01-01", conscript_to = "1979-07-01", date_precision = "day", rural_at_discharge = 1, draws_pension = 0, source = "archive" },
  { person = 2, enlisted_on = "1980-01-01", conscript_to = "1981-07-01", date_precision = "day", rural_at_discharge = 1, draws_pension = 0, source = "archive" },
  { person = 3, enlisted_on = "1970-01-01", conscript_to = "1973-01-02", date_precision = "day", rural_at_discharge = 1, draws_pension = 0, source = "archive" },
  { person = 4, enlisted_on = "1978-01-01", conscript_to = "1979-07-01", date_precision = "day", rural_at_discharge = 1, draws_pension = 0, source = "archive" },
]
given.move_best = [{ person = 3, direction = "in", moved_on = "2018-03-01" }]
expect = [
  { subject = "a", due_on = "2011-08-01", months_lost = 101, years = "6", state = "overdue", certainty = "certain" },
  { subject = "c", due_on = "2019-01-01", months_lost = 12, years = "4" },
  { subject = "b", due_on = "2020-01-01", months_lost = 0, years = "3", state = "due" },
]
*/
WITH stretch AS (
  -- Each service with its conscript years; the end of service stands in where the conscript end is not on file.
  SELECT person, enlisted_on, rural_at_discharge, draws_pension, source, date_precision, conscript_to IS NULL AS end_assumed,
         coalesce(conscript_from, enlisted_on) AS a, coalesce(conscript_to, discharged_on) AS z,
         ROW_NUMBER() OVER (PARTITION BY person ORDER BY enlisted_on DESC) AS age
  FROM service_now
  WHERE person NOT IN (SELECT absorbed FROM merged)   -- counted with whom it was merged into
),
measured AS (
  SELECT *, substr(z, 1, 4) - substr(a, 1, 4) AS years_apart,
         (substr(z, 1, 4) - substr(a, 1, 4)) * 12 + substr(z, 6, 2) - substr(a, 6, 2) - (substr(z, 9, 2) < substr(a, 9, 2)) AS whole,
         substr(z, 9, 2) <> substr(a, 9, 2) AS days_over
  FROM stretch
),
served AS (
  -- Of a date known to the year only, the shortest and the longest service it can mean.
  SELECT person,
         SUM(CASE WHEN date_precision = 'year' THEN MAX(12 * (years_apart - 1), 0) ELSE whole END) AS low,
         MAX(CASE WHEN date_precision = 'year' THEN 1 ELSE days_over END) AS low_over,
         SUM(CASE WHEN date_precision = 'year' THEN 12 * (years_apart + 1) ELSE whole END) AS high,
         MAX(CASE WHEN date_precision = 'year' THEN 0 ELSE days_over END) AS high_over,
         SUM(years_apart + 1) AS calendar_years,
         MAX(z IS NULL) AS open, MAX(end_assumed AND whole > 60) AS long, MAX(date_precision = 'year') AS rough,
         MIN(enlisted_on BETWEEN :enlisted_from AND :enlisted_until) AS in_window,
         MAX(draws_pension) AS draws_pension, MIN(source = :archive) AS from_file,
         MAX(CASE WHEN age = 1 THEN rural_at_discharge END) AS rural
  FROM measured
  GROUP BY person
),
moved AS (
  SELECT person,
         MAX(CASE direction WHEN 'in' THEN moved_on ELSE '' END) AS came,
         MAX(CASE direction WHEN 'out' THEN moved_on ELSE '' END) AS went
  FROM move_best
  GROUP BY person
),
enrolled AS (
  SELECT person, MAX(policy = 'age-60-service') AS own,
         MAX(policy <> 'age-60-service' AND coalesce(ends_on, '9999-12-31') >= :as_of) AS other
  FROM enrolled_now
  GROUP BY person
),
dated AS (
  SELECT p.person, p.id_no, f.name, f.township, (substr(p.born_on, 1, 4) + 60) || substr(p.born_on, 5) AS turned_on, s.*,
         d.died_on, coalesce(v.went > v.came, 0) AS gone, coalesce(e.other, 0) AS other,
         MAX(CASE :starts
               WHEN 'january-of-year' THEN (substr(p.born_on, 1, 4) + 60) || '-01'
               WHEN 'month-after-birthday' THEN strftime('%Y-%m', (substr(p.born_on, 1, 4) + 60) || substr(p.born_on, 5, 3) || '-01', '+1 month')
               ELSE (substr(p.born_on, 1, 4) + 60) || substr(p.born_on, 5, 3)
             END,
             :begins, CASE WHEN v.came <> '' THEN (substr(v.came, 1, 4) + 1) || '-01' ELSE '' END) AS start_month
  FROM served s
  JOIN person p ON p.person = s.person
  JOIN profile_now f ON f.person = s.person
  LEFT JOIN death_best d ON d.person = s.person
  LEFT JOIN moved v ON v.person = s.person
  LEFT JOIN enrolled e ON e.person = s.person
  WHERE coalesce(e.own, 0) = 0
),
judged AS (
  SELECT *,
         CASE WHEN died_on IS NOT NULL THEN 'died' WHEN gone THEN 'moved-out' WHEN other THEN 'other-benefit'
              WHEN NOT in_window THEN 'window' WHEN rural = 0 THEN 'urban'
              WHEN draws_pension = 1 AND :exclude_pension THEN 'pension' END AS reason,
         ltrim(CASE WHEN rural IS NULL THEN ',rural-at-discharge' ELSE '' END
               || CASE WHEN draws_pension IS NULL AND :exclude_pension THEN ',draws-pension' ELSE '' END
               || CASE WHEN open THEN ',service-end' ELSE '' END
               || CASE WHEN long THEN ',conscript-period' ELSE '' END
               || CASE WHEN rough THEN ',exact-dates' ELSE '' END, ',') AS missing,
         CASE WHEN open THEN NULL
              WHEN :reading = 'calendar_years' THEN 100 * calendar_years
              WHEN :reading = 'half_year' THEN 100 * (low / 12) + CASE WHEN low % 12 >= 6 THEN 100 WHEN low % 12 > 0 OR low_over THEN 50 ELSE 0 END
              ELSE 100 * (low / 12 + (low % 12 > 0 OR low_over)) END AS low_x100,
         CASE WHEN :reading = 'calendar_years' THEN 100 * calendar_years
              WHEN :reading = 'half_year' THEN 100 * (high / 12) + CASE WHEN high % 12 >= 6 THEN 100 WHEN high % 12 > 0 OR high_over THEN 50 ELSE 0 END
              ELSE 100 * (high / 12 + (high % 12 > 0 OR high_over)) END AS high_x100,
         (substr(:as_of, 1, 4) - substr(start_month, 1, 4)) * 12 + substr(:as_of, 6, 2) - substr(start_month, 6, 2) AS months_past
  FROM dated
)
SELECT start_month || '-01' AS due_on,
       CASE WHEN reason IS NOT NULL THEN 'info' WHEN months_past > 0 THEN 'overdue' WHEN months_past = 0 THEN 'due' ELSE 'soon' END AS state,
       name AS subject, township,
       CASE WHEN reason IS NOT NULL THEN 'left-out' WHEN months_past > 0 THEN 'missed' ELSE 'coming' END AS detail,
       CASE WHEN reason IS NOT NULL THEN 'none' WHEN missing <> '' THEN 'complete' ELSE 'offer' END AS action,
       CASE WHEN reason IS NOT NULL THEN 'excluded' WHEN missing <> '' THEN 'needs-data' WHEN from_file THEN 'certain' ELSE 'likely' END AS certainty,
       id_no, turned_on, start_month, MAX(months_past, 0) AS months_lost, reason, missing,
       CASE WHEN low_x100 IS NULL THEN 'unknown'
            ELSE (low_x100 / 100) || CASE WHEN low_x100 % 100 THEN '.5' ELSE '' END
                 || CASE WHEN high_x100 > low_x100 THEN '–' || (high_x100 / 100) || CASE WHEN high_x100 % 100 THEN '.5' ELSE '' END ELSE '' END
       END AS years
FROM judged
WHERE start_month || '-01' <= :until
  -- Those left out are shown once, when their time comes, and not for ever.
  AND (reason IS NULL OR months_past <= 0)
ORDER BY due_on, township, name, person
