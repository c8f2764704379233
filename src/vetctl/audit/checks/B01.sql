/*
code = "B01"
title = { zh = "一人两个证件号", en = "One person under two identity numbers" }
why = { zh = "同名、同出生日期、同性别而证件号不同，或同一号码的15位与18位两种写法：一个人可能以两个身份领两份钱。只凭同名同生日可能是巧合，所以只有两个号码都在领、且账号、电话或村（社区）也相同的才拦住发放。", en = "Same name, birth date and sex under different numbers, or the 15- and 18-digit form of one number: one person may draw twice under two identities. Name and birthday alone may be chance, so only those who both draw and also share account, phone or village stop a run." }
fix = { zh = "核对身份证和档案。确是一人的，没有重复领取的用 vetctl people merge 合并，重复领取的先终止错误证件号下的待遇、重新计算以扣回；确是两人的，改正相同的账号或电话，用 vetctl people decide --different 记下决定，不再列出。", en = "Compare identity card and file. If it is one person who was not paid twice, use vetctl people merge; if paid twice, end the benefit under the wrong number and run the month again; if two, correct the shared account or phone and record it with vetctl people decide --different." }
detail = { zh = "{reason}：{others}", en = "{reason}: {others}" }
severity = "blocking"
group = "identity"
gate = true

[words.reason]
namesake = { zh = "同名、同出生日期、同性别的另有", en = "same name, birth date and sex as" }
linked = { zh = "同名、同出生日期、同性别，且账号、电话或村（社区）相同的另有", en = "same name, birth date and sex, and the same account, phone or village as" }
digits = { zh = "同一号码的15位与18位写法", en = "the 15- and 18-digit form of one number" }

[parameter.gate]
default = 0
zh = "1 表示发放前核查"
en = "1 while a run is being controlled"

[[example]]
name = "two numbers, one account: blocking; two numbers and nothing else in common: high"
given.person = [
  { person = 1, id_no = "990326195001010014", born_on = "1950-01-01", sex = "male" }, { person = 2, id_no = "990326195001010030", born_on = "1950-01-01", sex = "male" },
  { person = 3, id_no = "990326195102020013", born_on = "1951-02-02", sex = "male" }, { person = 4, id_no = "990326195102020030", born_on = "1951-02-02", sex = "male" },
]
given.profile_now = [
  { person = 1, name = "王建国", village = "", phone = "" }, { person = 2, name = "王建国", village = "", phone = "" },
  { person = 3, name = "李卫东", village = "甲村", phone = "1" }, { person = 4, name = "李卫东", village = "乙村", phone = "2" },
]
given.account_now = [{ person = 1, number = "6228000000000000018" }, { person = 2, number = "6228000000000000018" }]
given.enrolment = [{ enrolment = 1, person = 1 }, { enrolment = 2, person = 2 }, { enrolment = 3, person = 3 }, { enrolment = 4, person = 4 }]
expect = [
  { person = 1, reason = "linked", severity = "blocking", others = "990326195001010030" },
  { person = 3, reason = "namesake", severity = "high", others = "990326195102020030" },
]

[[example]]
name = "decided to be two people, and an entry merged into the other: silent"
given.person = [
  { person = 1, id_no = "990326195001010014", born_on = "1950-01-01", sex = "male" }, { person = 2, id_no = "990326195001010030", born_on = "1950-01-01", sex = "male" },
  { person = 3, id_no = "990326195102020013", born_on = "1951-02-02", sex = "male" }, { person = 4, id_no = "990326195102020030", born_on = "1951-02-02", sex = "male" },
]
given.profile_now = [
  { person = 1, name = "王建国", village = "甲村", phone = "" }, { person = 2, name = "王建国", village = "甲村", phone = "" },
  { person = 3, name = "李卫东", village = "甲村", phone = "1" }, { person = 4, name = "李卫东", village = "甲村", phone = "1" },
]
given.enrolment = [{ enrolment = 1, person = 1 }, { enrolment = 2, person = 2 }, { enrolment = 3, person = 3 }, { enrolment = 4, person = 4 }]
given.duplicate_decision = [
  { decision = 1, one = "990326195001010014", other = "990326195001010030", said = "same" },
  { decision = 2, one = "990326195001010014", other = "990326195001010030", said = "different" },
]
given.merged = [{ absorbed = 4, survivor = 3 }]
expect = []

[[example]]
name = "15 and 18 digits"
given.person = [
  { person = 1, id_no = "330326530215123", born_on = "1953-02-15", sex = "male" }, { person = 2, id_no = "330326195302151234", born_on = "1953-02-15", sex = "male" },
]
given.profile_now = [{ person = 1, name = "王", village = "", phone = "" }, { person = 2, name = "王建国", village = "", phone = "" }]
given.enrolment = [{ enrolment = 1, person = 1 }, { enrolment = 2, person = 2 }]
expect = [{ person = 1, reason = "digits", severity = "blocking" }]

[[example]]
name = "another birthday, another sex, and two of whom nobody draws anything: silent"
given.person = [
  { person = 1, id_no = "990326195001010014", born_on = "1950-01-01", sex = "male" }, { person = 2, id_no = "990326195001020010", born_on = "1950-01-02", sex = "male" },
  { person = 3, id_no = "990326195001010022", born_on = "1950-01-01", sex = "female" }, { person = 4, id_no = "990326196001010016", born_on = "1960-01-01", sex = "male" },
  { person = 5, id_no = "990326196001010032", born_on = "1960-01-01", sex = "male" },
]
given.profile_now = [
  { person = 5, name = "王建国", village = "甲村", phone = "" },
  { person = 1, name = "王建国", village = "甲村", phone = "" }, { person = 2, name = "王建国", village = "甲村", phone = "" },
  { person = 3, name = "王建国", village = "甲村", phone = "" }, { person = 4, name = "王建国", village = "甲村", phone = "" },
]
given.enrolment = [{ enrolment = 1, person = 1 }, { enrolment = 2, person = 2 }, { enrolment = 3, person = 3 }]
expect = []
*/
WITH looked_for AS MATERIALIZED (
  SELECT DISTINCT f.name, h.born_on FROM fresh_payee n CROSS JOIN person h ON h.person = n.person CROSS JOIN profile_now f ON f.person = n.person
),
known AS (
  SELECT f.name, h.born_on, h.sex, h.person, h.id_no, f.village, f.phone, f.added_by, f.sheet, f.row_no, h.person IN (SELECT person FROM payee) AS draws
  FROM profile_now f
  CROSS JOIN person h ON h.person = f.person
  WHERE f.name IN (SELECT name FROM looked_for) AND (f.name, h.born_on) IN (SELECT name, born_on FROM looked_for)
    AND (:gate = 0 OR f.person IN (SELECT person FROM payee))
    AND f.person NOT IN (SELECT absorbed FROM merged)
),
twin AS MATERIALIZED (
  SELECT name, born_on, sex, MIN(person) AS person
  FROM known
  GROUP BY name, born_on, sex
  HAVING COUNT(*) > 1 AND MAX(draws)
),
undecided AS (
  -- Those of whom a clerk decided, pair by pair, that they are different people (vetctl people decide) are not asked again.
  SELECT DISTINCT t.person AS first
  FROM twin t
  JOIN known a ON a.name = t.name AND a.born_on = t.born_on AND a.sex = t.sex
  JOIN known b ON b.name = t.name AND b.born_on = t.born_on AND b.sex = t.sex AND b.person > a.person
  WHERE (SELECT d.said FROM duplicate_decision d WHERE d.one = MIN(a.id_no, b.id_no) AND d.other = MAX(a.id_no, b.id_no)
         ORDER BY d.decision DESC LIMIT 1) IS NOT 'different'
),
member AS (
  SELECT t.person AS first, k.person, k.id_no, k.draws, NULLIF(k.village, '') AS village, NULLIF(k.phone, '') AS phone, a.number,
         k.added_by, k.sheet, k.row_no
  FROM twin t
  JOIN known k ON k.name = t.name AND k.born_on = t.born_on AND k.sex = t.sex
  LEFT JOIN account_now a ON a.person = k.person
),
judged AS (
  SELECT first, group_concat(CASE WHEN person <> first THEN id_no END, '、') AS others, SUM(draws) AS drawing,
         COUNT(DISTINCT village) < COUNT(village) OR COUNT(DISTINCT phone) < COUNT(phone)
           OR COUNT(DISTINCT number) < COUNT(number) AS linked,
         MAX(person), added_by, sheet, row_no
  FROM member
  GROUP BY first
)
SELECT first AS person, CASE WHEN linked THEN 'linked' ELSE 'namesake' END AS reason,
       CASE WHEN linked AND drawing > 1 THEN 'blocking' ELSE 'high' END AS severity, others,
       added_by AS batch, sheet, row_no
FROM judged
WHERE first IN (SELECT first FROM undecided)
UNION ALL
SELECT s.person, 'digits', 'blocking', l.id_no, s.added_by, NULL, NULL
FROM person s
JOIN person l ON l.id_no >= substr(s.id_no, 1, 6) || '19' || substr(s.id_no, 7)
             AND l.id_no < substr(s.id_no, 1, 6) || '19' || substr(s.id_no, 7) || 'Z'
WHERE length(s.id_no) = 15 AND length(l.id_no) = 18
  AND (s.person IN (SELECT person FROM payee) OR l.person IN (SELECT person FROM payee))
ORDER BY 1, 2
