/*
code   = "survivors-pension"
title  = { zh = "三属定期抚恤金", en = "Survivors' pension" }
short  = { zh = "三属抚恤金", en = "survivors" }   # for the narrow columns of a roster
basis  = ["军人抚恤优待条例第十六条", "烈士褒扬条例第十九条"]
starts = "approval-month"
group  = "regular-benefit"
needs  = []
standard_keys = "the category: martyr, duty-death, illness-death"

[[categories]]
code = "martyr"
short = "烈士遗属"
zh = "烈士遗属"
en = "family of a martyr"
[[categories]]
code = "duty-death"
short = "因公牺牲"
zh = "因公牺牲军人遗属"
en = "family of a soldier who died on duty"
[[categories]]
code = "illness-death"
short = "病故"
zh = "病故军人遗属"
en = "family of a soldier who died of illness"

[[example]]
name = "family of a martyr in the month before and the month of the raise of 2020-08 (vector 5)"
given.active = [
  { enrolment = 1, month = "2020-07", category = "martyr" },
  { enrolment = 1, month = "2020-08", category = "martyr" },
]
given.standard = [
  { key = "martyr", month = "2020-07", fen = 2798000, per = "year", standard = 1 },
  { key = "martyr", month = "2020-08", fen = 3078000, per = "year", standard = 2 },
  { key = "illness-death", month = "2020-08", fen = 2487000, per = "year", standard = 3 },
]
expect = [
  { enrolment = 1, month = "2020-07", base_fen = 2798000, due_fen = 233167 },
  { enrolment = 1, month = "2020-08", base_fen = 3078000, due_fen = 256500 },
]
*/
SELECT a.enrolment, a.month, 'base' AS component,
       s.fen AS base_fen, s.per, 100 AS quantity_x100, 10000 AS share_bp, s.standard, s.increment,
       NULL AS missing
FROM active a
LEFT JOIN standard s ON s.month = a.month AND s.key = a.category
