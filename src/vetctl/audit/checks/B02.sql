/*
code = "B02"
title = { zh = "证件号有误或被截断", en = "Identity number wrong or cut off" }
why = { zh = "校验位不符、以000结尾（表格软件把15位以后的数字变成零）、出生日期不存在、性别位与登记不符的号码，银行和公安比对都会落空。", en = "A number with a wrong check digit, ending in 000 (spreadsheets turn digits past the 15th into zeros), with an impossible birth date or another sex than registered fails every comparison with bank and police." }
fix = { zh = "按身份证原件改正后，用正确的号码重新导入花名册，终止错误号码下的待遇。", en = "Correct it from the identity card, import the roster with the right number, and end the benefit under the wrong one." }
detail = { zh = "{reason}", en = "{reason}" }
severity = "high"
group = "identity"

[words.reason]
form = { zh = "不是18位号码", en = "not 18 characters of an identity number" }
zeros = { zh = "以000结尾，可能被表格软件截断", en = "ends in 000, perhaps cut by a spreadsheet" }
check = { zh = "校验位不符", en = "wrong check digit" }
birth = { zh = "号码中的出生日期不存在", en = "the birth date in the number does not exist" }
sex = { zh = "性别位与登记性别不符", en = "the sex digit differs from the register" }

[[example]]
name = "one of each"
given.person = [
  { person = 1, id_no = "330326530215123", sex = "male" }, { person = 2, id_no = "330326195302151000", sex = "male" },
  { person = 3, id_no = "330326195302151235", sex = "male" }, { person = 4, id_no = "330326195302301238", sex = "male" },
  { person = 5, id_no = "330326195302151234", sex = "female" },
]
given.enrolment = [{ person = 1 }, { person = 2 }, { person = 3 }, { person = 4 }, { person = 5 }]
expect = [
  { person = 1, reason = "form" }, { person = 2, reason = "zeros" }, { person = 3, reason = "check" },
  { person = 4, reason = "birth" }, { person = 5, reason = "sex" },
]

[[example]]
name = "right numbers, one with X, and a wrong one of somebody who draws nothing: silent"
given.person = [
  { person = 1, id_no = "330326195302151234", sex = "male" }, { person = 2, id_no = "33032619600101001X", sex = "male" },
  { person = 3, id_no = "11010519491231002X", sex = "female" },
]
given.enrolment = [{ person = 1 }, { person = 3 }]
expect = []
*/
WITH number AS (
  SELECT person, id_no, sex,
         length(id_no) = 18 AND substr(id_no, 1, 17) NOT GLOB '*[^0-9]*' AND substr(id_no, 18) GLOB '[0-9X]' AS well_formed,
         date(printf('%s-%s-%s', substr(id_no, 7, 4), substr(id_no, 11, 2), substr(id_no, 13, 2)), '+0 days') AS born,
         printf('%s-%s-%s', substr(id_no, 7, 4), substr(id_no, 11, 2), substr(id_no, 13, 2)) AS written,
         -- The check character of GB 11643: the weighted sum of 17 digits, modulo 11, names the 18th.
         substr('10X98765432', 1 + (
           7 * substr(id_no, 1, 1) + 9 * substr(id_no, 2, 1) + 10 * substr(id_no, 3, 1) + 5 * substr(id_no, 4, 1)
           + 8 * substr(id_no, 5, 1) + 4 * substr(id_no, 6, 1) + 2 * substr(id_no, 7, 1) + 1 * substr(id_no, 8, 1)
           + 6 * substr(id_no, 9, 1) + 3 * substr(id_no, 10, 1) + 7 * substr(id_no, 11, 1) + 9 * substr(id_no, 12, 1)
           + 10 * substr(id_no, 13, 1) + 5 * substr(id_no, 14, 1) + 8 * substr(id_no, 15, 1) + 4 * substr(id_no, 16, 1)
           + 2 * substr(id_no, 17, 1)) % 11, 1) AS due
  FROM person
  WHERE person IN (SELECT person FROM enrolment)
),
judged AS (
  SELECT person,
         CASE WHEN NOT well_formed THEN 'form'
              WHEN substr(id_no, -3) = '000' THEN 'zeros'
              -- date() rolls 30 February over to March, so the text must come back unchanged.
              WHEN born IS NULL OR born <> written THEN 'birth'
              WHEN substr(id_no, 18) <> due THEN 'check'
              WHEN (substr(id_no, 17, 1) % 2 = 1) <> (sex = 'male') THEN 'sex' END AS reason
  FROM number
)
SELECT person, reason
FROM judged
WHERE reason IS NOT NULL
ORDER BY person
