/*
code   = "red-army"
title  = { zh = "三红生活补助", en = "Red Army veterans' allowance" }
short  = { zh = "三红生活补助", en = "Red Army" }   # for the narrow columns of a roster
basis  = ["民政部、财政部关于调整部分优抚对象等人员抚恤和生活补助标准的历年通知"]
starts = "approval-month"
group  = "regular-benefit"
needs  = []
standard_keys = "veteran (在乡退伍红军老战士 and 西路军红军老战士 draw the same), scattered (红军失散人员)"

[[categories]]
code = "red-army-veteran"
short = "老战士"
zh = "在乡退伍红军老战士"
en = "Red Army veteran in the countryside"
[[categories]]
code = "red-army-west"
short = "西路军"
zh = "西路军红军老战士"
en = "veteran of the West Route Army"
[[categories]]
code = "red-army-scattered"
short = "失散人员"
zh = "红军失散人员"
en = "scattered member of the Red Army"

[[example]]
name = "the West Route Army draws the veterans' rate, scattered members their own"
given.active = [
  { enrolment = 1, month = "2020-12", category = "red-army-west" },
  { enrolment = 2, month = "2020-12", category = "red-army-scattered" },
]
given.standard = [
  { key = "veteran", month = "2020-12", fen = 6724000, per = "year", standard = 1 },
  { key = "scattered", month = "2020-12", fen = 3034000, per = "year", standard = 2 },
]
expect = [
  { enrolment = 1, base_fen = 6724000, due_fen = 560333 },
  { enrolment = 2, base_fen = 3034000, due_fen = 252833 },
]
*/
SELECT a.enrolment, a.month, 'base' AS component,
       s.fen AS base_fen, s.per, 100 AS quantity_x100, 10000 AS share_bp, s.standard, s.increment,
       NULL AS missing
FROM active a
LEFT JOIN standard s ON s.month = a.month
                    AND s.key = CASE a.category WHEN 'red-army-scattered' THEN 'scattered' ELSE 'veteran' END
