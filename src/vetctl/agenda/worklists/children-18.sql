/*
code   = "children-18"
title  = { zh = "三属子女、弟妹快满 18 周岁", en = "Survivors' children and siblings turning 18" }
basis  = ["军人抚恤优待条例第十六条"]
why    = { zh = "满 18 周岁停发，在校就读或者残疾的除外", en = "the pension ends at 18 unless at school or disabled" }

[say.turning]
zh = "{turned_on} 满 18 周岁，享受三属定期抚恤金"
en = "18 on {turned_on}, draws a survivors' pension"
[say.check]
zh = "核实在校或残疾证明；没有的在花名册填待遇终止日期"
en = "check proof of school or disability; without it enter the day the benefit ends"

[[example]]
name = "children only, before and after their day; born on 29 February; an end date settles it; an adult from the start is not meant"
given.parameters = { as_of = "2022-02-20", until = "2022-04-21" }
given.enrolled_now = [
  { enrolment = 1, person = 1, policy = "survivors-pension", name = "甲", township = "昆阳镇", born_on = "2004-02-29", start_month = "2015-01" },
  { enrolment = 2, person = 2, policy = "survivors-pension", name = "乙", township = "昆阳镇", born_on = "2004-02-19", start_month = "2015-01" },
  { enrolment = 3, person = 3, policy = "survivors-pension", name = "丙", township = "昆阳镇", born_on = "2004-03-10", start_month = "2015-01", ends_on = "2022-03-31" },
  { enrolment = 4, person = 4, policy = "survivors-pension", name = "丁", township = "昆阳镇", born_on = "1980-03-10", start_month = "2015-01" },
  { enrolment = 5, person = 5, policy = "war-test", name = "戊", township = "昆阳镇", born_on = "2004-03-10", start_month = "2015-01" },
  { enrolment = 6, person = 6, policy = "survivors-pension", name = "己", township = "昆阳镇", born_on = "2004-04-22", start_month = "2015-01" },
  { enrolment = 7, person = 7, policy = "survivors-pension", name = "庚", township = "昆阳镇", born_on = "2004-03-10", start_month = "2015-01" },
]
given.death_best = [{ person = 7, died_on = "2021-01-01" }]
expect = [
  { subject = "乙", due_on = "2022-02-19", state = "overdue" },
  { subject = "甲", due_on = "2022-02-28", state = "soon", turned_on = "2022-02-28" },
]
*/
WITH child AS (
  -- Of a year without 29 February the 28th, as months and years are added everywhere in vetctl.
  SELECT e.*, coalesce(date((substr(born_on, 1, 4) + 18) || substr(born_on, 5, 3) || '-01', '+1 month', '-1 day'), '') AS month_end,
         (substr(born_on, 1, 4) + 18) || substr(born_on, 5) AS birthday
  FROM enrolled_now e
  WHERE policy = 'survivors-pension' AND person NOT IN (SELECT person FROM death_best)
),
turning AS (
  SELECT *, MIN(birthday, month_end) AS turned_on FROM child
)
SELECT turned_on AS due_on, CASE WHEN turned_on < :as_of THEN 'overdue' WHEN turned_on = :as_of THEN 'due' ELSE 'soon' END AS state,
       name AS subject, township, 'turning' AS detail, 'check' AS action,
       CASE WHEN coalesce(start_month, approved_on) IS NULL THEN 'likely' ELSE 'certain' END AS certainty, id_no, turned_on
FROM turning
WHERE turned_on <= :until
  -- Only who was under 18 when the pension began draws it as a child; without a beginning, those turned 18 within a year.
  AND turned_on > coalesce(start_month || '-01', approved_on, date(:as_of, '-1 year'))
  AND (ends_on IS NULL OR ends_on > month_end)
ORDER BY due_on, township, subject, person
