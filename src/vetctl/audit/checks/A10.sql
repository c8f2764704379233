/*
code = "A10"
title = { zh = "未到年龄就领取60周岁补助，或出生日期对不上", en = "Age-60 subsidy drawn too young, or birth dates that differ" }
why = { zh = "60周岁农村籍退役士兵老年生活补助从规定的起始月发放；证件号中的出生日期与登记的出生日期不符，往往是为提前领取改了年龄。", en = "The subsidy begins with the month the rule names; a birth date that differs from the identity number is often an age that was changed to draw early." }
basis = ["民发〔2011〕110号"]
fix = { zh = "以身份证和档案为准更正出生日期；提前发放的，重新计算以扣回。", en = "Correct the birth date by identity card and file; money drawn early is recovered by running the month again." }
detail = { zh = "{reason}：出生 {born_on}，{other}", en = "{reason}: born {born_on}, {other}" }
severity = "blocking"
group = "entitlement"
gate = true

[words.reason]
early = { zh = "起始月之前已发放（应从、已发）", en = "paid before the first due month (due from, paid)" }
birth = { zh = "与证件号中的出生日期不符", en = "differs from the identity number" }

[parameter.gate]
default = 0
zh = "1 表示发放前核查"
en = "1 while a run is being controlled"

[parameter.policies]
default = '[{"code": "age-60-service", "group": "regular-benefit", "starts": "birthday-month", "yields": true}]'
zh = "各待遇的起始规则（由程序填入）"
en = "the start rules of the benefits (filled in by the program)"

[parameter.age_policy]
default = "age-60-service"
zh = "以60周岁为条件的待遇"
en = "the benefit that needs the age of 60"

[parameter.days_apart]
default = 31
zh = "出生日期允许相差的天数"
en = "days that birth dates may differ"

[[example]]
name = "born 1960-09-20, paid for August 2020: one month early (vector 24)"
given.person = [{ person = 1, id_no = "990326196009200018", born_on = "1960-09-20" }]
given.paid_line = [
  { person = 1, enrolment = 11, policy = "age-60-service", month = "2020-08", component = "base", amount_fen = 13500 },
  { person = 1, enrolment = 11, policy = "age-60-service", month = "2020-09", component = "base", amount_fen = 13500 },
]
given.enrolment = [{ enrolment = 11, person = 1, policy = "age-60-service" }]
expect = [{ person = 1, reason = "early", other = "2020-09, 2020-08", amount_fen = 13500 }]

[[example]]
name = "where January of the year counts, the same payment is right: silent; so is another benefit"
given.parameters = { policies = '[{"code": "age-60-service", "group": "regular-benefit", "starts": "january-of-year", "yields": true}]' }
given.person = [{ person = 1, id_no = "990326196009200018", born_on = "1960-09-20" }]
given.paid_line = [
  { person = 1, enrolment = 11, policy = "age-60-service", month = "2020-01", component = "base", amount_fen = 13500 },
  { person = 1, enrolment = 12, policy = "war-test", month = "2005-01", component = "base", amount_fen = 13500 },
]
given.enrolment = [{ enrolment = 11, person = 1, policy = "age-60-service" }]
expect = []

[[example]]
name = "the register says 1958, the identity number 1960"
given.person = [{ person = 1, id_no = "990326196009200018", born_on = "1958-09-20" }]
given.enrolment = [{ enrolment = 11, person = 1, policy = "age-60-service" }]
expect = [{ person = 1, reason = "birth", born_on = "1958-09-20", other = "1960-09-20" }]
*/
WITH rule AS (
  SELECT json_extract(value, '$.code') AS policy, json_extract(value, '$.starts') AS starts
  FROM json_each(:policies)
  WHERE json_extract(value, '$.code') = :age_policy
),
paid AS (
  SELECT p.person, p.enrolment, p.policy, h.born_on, p.month, p.amount_fen,
         CASE r.starts
           WHEN 'january-of-year' THEN (substr(h.born_on, 1, 4) + 60) || '-01'
           WHEN 'month-after-birthday' THEN strftime('%Y-%m', printf('%04d-%s-01', substr(h.born_on, 1, 4) + 60, substr(h.born_on, 6, 2)), '+1 month')
           ELSE (substr(h.born_on, 1, 4) + 60) || substr(h.born_on, 5, 3)
         END AS due_from
  FROM rule r
  CROSS JOIN paid_line p ON p.policy = r.policy
  CROSS JOIN person h ON h.person = p.person
),
early AS (
  SELECT person, enrolment, policy, born_on, due_from, month, SUM(amount_fen) AS net_fen
  FROM paid
  WHERE month < due_from
  GROUP BY enrolment, month
  HAVING SUM(amount_fen) > 0
),
born AS (
  SELECT h.person, h.born_on, substr(h.id_no, 7, 4) || '-' || substr(h.id_no, 11, 2) || '-' || substr(h.id_no, 13, 2) AS by_number
  FROM fresh_payee n
  CROSS JOIN person h ON h.person = n.person
  WHERE length(h.id_no) = 18
)
SELECT person, enrolment, policy, 'early' AS reason, born_on, due_from || ', ' || MIN(month) AS other, SUM(net_fen) AS amount_fen
FROM early
GROUP BY enrolment
UNION ALL
SELECT b.person, NULL, NULL, 'birth', b.born_on, b.by_number, NULL
FROM born b
WHERE b.born_on <> b.by_number
  AND coalesce(abs(julianday(b.born_on) - julianday(b.by_number)), 99999) > :days_apart
ORDER BY 1, 4
