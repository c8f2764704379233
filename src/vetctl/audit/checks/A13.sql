/*
code = "A13"
title = { zh = "伤残等级与性质不符", en = "Disability grade does not fit its nature" }
why = { zh = "因病评残只有一级至六级；残疾抚恤金没有等级或性质就无法对应标准。", en = "Disability by illness has grades 1 to 6 only; without grade and nature no standard applies." }
basis = ["军人抚恤优待条例（2011）第二十二条"]
fix = { zh = "查伤残证件，更正花名册中的等级或性质后重新导入。", en = "Look at the certificate, correct grade or nature in the roster and import it again." }
detail = { zh = "{reason}：等级 {grade}，性质 {nature}", en = "{reason}: grade {grade}, nature {nature}" }
severity = "medium"
group = "entitlement"

[words.reason]
illness = { zh = "因病评残没有七级至十级", en = "no grades 7 to 10 by illness" }
missing = { zh = "缺等级或性质", en = "grade or nature is missing" }

[words.nature]
war = { zh = "因战", en = "war" }
duty = { zh = "因公", en = "duty" }
illness = { zh = "因病", en = "illness" }

[parameter.graded_policy]
default = "disability-pension"
zh = "按伤残等级发放的待遇"
en = "the benefit paid by grade"

[[example]]
name = "grade 8 by illness, and a pension without a grade"
given.enrolled_now = [
  { person = 1, enrolment = 11, policy = "disability-pension", grade = 8, nature = "illness" },
  { person = 2, enrolment = 12, policy = "disability-pension", nature = "war" },
]
expect = [{ person = 1, reason = "illness", grade = 8 }, { person = 2, reason = "missing" }]

[[example]]
name = "grade 6 by illness, grade 10 by war, another benefit: silent"
given.enrolled_now = [
  { person = 1, enrolment = 11, policy = "disability-pension", grade = 6, nature = "illness" },
  { person = 2, enrolment = 12, policy = "disability-pension", grade = 10, nature = "war" },
  { person = 3, enrolment = 13, policy = "war-test" },
]
expect = []
*/
SELECT person, enrolment, policy, CASE WHEN grade > 6 AND nature = 'illness' THEN 'illness' ELSE 'missing' END AS reason,
       coalesce(grade, '-') AS grade, coalesce(nature, '-') AS nature, added_by AS batch, sheet, row_no
FROM enrolled_now
WHERE policy = :graded_policy
  AND ((grade > 6 AND nature = 'illness') OR grade IS NULL OR nature IS NULL)
ORDER BY enrolment
