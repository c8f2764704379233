/*
code   = "disability-pension"
title  = { zh = "残疾抚恤金", en = "Disability pension" }
short  = { zh = "残疾抚恤金", en = "disability" }   # for the narrow columns of a roster
basis  = ["伤残抚恤管理办法（退役军人事务部令第1号）第二十三条、第二十六条", "军人抚恤优待条例"]
starts = "month-after-approval"   # art. 23: from the month after the grade is approved
group  = "regular-benefit"
needs  = ["grade", "nature"]
standard_keys = "nature-grade, such as war-1 (因战一级) or illness-6 (因病六级); illness stops at grade 6; local- before it for those without a work unit"

[[categories]]
code = "disabled-soldier"
zh = "残疾军人"
en = "disabled soldier"
[[categories]]
code = "disabled-no-unit"         # Zhejiang: a county table of their own; elsewhere they are disabled-soldier
also = ["无工作单位残疾军人"]
short = "残疾无单位"
zh = "残疾军人(无工作单位)"
en = "disabled soldier without a work unit"
[[categories]]
code = "disabled-police"
zh = "伤残人民警察"
en = "disabled police officer"
[[categories]]
code = "disabled-official"
zh = "伤残国家机关工作人员"
en = "disabled official of a state organ"
[[categories]]
code = "disabled-militia"
zh = "伤残民兵民工"
en = "disabled militiaman or labourer"

[[example]]
name = "war grade 1 across the raise of 2020-08 (vectors 2 and 7): July is the 7th share of 88,150, August the 8th of 96,970"
given.active = [
  { enrolment = 1, month = "2020-07", grade = 1, nature = "war" },
  { enrolment = 1, month = "2020-08", grade = 1, nature = "war" },
]
given.standard = [
  { key = "war-1", month = "2020-07", fen = 8815000, per = "year", standard = 11 },
  { key = "war-1", month = "2020-08", fen = 9697000, per = "year", standard = 12 },
]
expect = [
  { enrolment = 1, month = "2020-07", base_fen = 8815000, due_fen = 734583 },
  { enrolment = 1, month = "2020-08", base_fen = 9697000, due_fen = 808084 },
]

[[example]]
name = "a grade that is not known is a gap, not zero"
given.active = [{ enrolment = 2, month = "2020-07", nature = "duty" }]
given.standard = [{ key = "duty-8", month = "2020-07", fen = 1538000, per = "year", standard = 11 }]
expect = [{ enrolment = 2, month = "2020-07", missing = "grade", due_fen = "gap" }]

[[example]]
name = "without a work unit the county's own table counts, and nothing in its place"
given.active = [
  { enrolment = 1, month = "2020-07", grade = 8, nature = "duty", category = "disabled-no-unit" },
  { enrolment = 2, month = "2020-07", grade = 9, nature = "duty", category = "disabled-no-unit" },
  { enrolment = 3, month = "2020-07", grade = 8, nature = "duty", category = "disabled-soldier" },
]
given.standard = [
  { key = "duty-8", month = "2020-07", fen = 1538000, per = "year", standard = 11 }, { key = "local-duty-8", month = "2020-07", fen = 1800000, per = "year", standard = 12 },
  { key = "duty-9", month = "2020-07", fen = 1258000, per = "year", standard = 13 },
]
expect = [{ enrolment = 1, base_fen = 1800000, due_fen = 150000 }, { enrolment = 2, due_fen = "gap" }, { enrolment = 3, base_fen = 1538000 }]
*/
SELECT a.enrolment, a.month, 'base' AS component,
       s.fen AS base_fen, s.per, 100 AS quantity_x100, 10000 AS share_bp, s.standard, s.increment,
       CASE WHEN a.grade IS NULL THEN 'grade' WHEN a.nature IS NULL THEN 'nature' END AS missing
FROM active a
LEFT JOIN standard s ON s.month = a.month AND s.key = CASE a.category WHEN 'disabled-no-unit' THEN 'local-' ELSE '' END || a.nature || '-' || a.grade
