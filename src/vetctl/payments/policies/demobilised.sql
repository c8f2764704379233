/*
code   = "demobilised"
title  = { zh = "在乡复员军人定期定量补助", en = "Allowance of demobilised soldiers in the countryside" }
short  = { zh = "在乡复员补助", en = "demobilised" }   # for the narrow columns of a roster
basis  = ["军人抚恤优待条例第四十四条", "退役军人部发〔2021〕36号（中央补助）；标准由县按上年标准加国家提标额确定"]
starts = "approval-month"
group  = "regular-benefit"
needs  = []
standard_keys = "the category: anti-japanese (抗战时期入伍), other-period (其他时期入伍); there is no national rate, only the county's own"

[[categories]]
code = "anti-japanese"
short = "抗战时期"
zh = "在乡复员军人(抗战时期)"
en = "demobilised soldier, enlisted in the war against Japan"
[[categories]]
code = "other-period"
short = "其他时期"
zh = "在乡复员军人(其他时期)"
en = "demobilised soldier, enlisted in another period"

[[example]]
name = "the county's rate is paid; without one there is a gap"
given.active = [
  { enrolment = 1, month = "2020-01", category = "other-period" },
  { enrolment = 2, month = "2020-01", category = "anti-japanese" },
]
given.standard = [{ key = "other-period", month = "2020-01", fen = 1206000, per = "year", standard = 7 }]
expect = [
  { enrolment = 1, base_fen = 1206000, due_fen = 100500 },
  { enrolment = 2, due_fen = "gap" },
]
*/
SELECT a.enrolment, a.month, 'base' AS component,
       s.fen AS base_fen, s.per, 100 AS quantity_x100, 10000 AS share_bp, s.standard, s.increment,
       NULL AS missing
FROM active a
LEFT JOIN standard s ON s.month = a.month AND s.key = a.category
