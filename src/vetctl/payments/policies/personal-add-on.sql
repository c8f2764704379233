/*
code   = "personal-add-on"
title  = { zh = "历史定额增发", en = "Grandfathered add-on" }
short  = { zh = "定额增发", en = "add-on" }   # for the narrow columns of a roster
also   = ["老人老办法增发", "历史增发"]
basis  = ["甬民计〔2012〕60号及此前文件：原已享受增发的人员予以保留，按人按年定额"]
follows = "group:regular-benefit" # only beside the benefit it once came with
lag    = 0
standard_keys = "the category: disabled-anti-japanese, disabled-other, demobilised-anti-japanese, demobilised-other, ill-returned"
# Whoever kept one is on the roster with a row in one of these categories beside the row of the benefit itself.

[[categories]]
code = "disabled-anti-japanese"
short = "残疾抗战"
zh = "定额增发(残疾军人抗战时期)"
en = "add-on of disabled soldiers, war against Japan"
[[categories]]
code = "disabled-other"
short = "残疾其他"
zh = "定额增发(残疾军人其他时期)"
en = "add-on of disabled soldiers, other periods"
[[categories]]
code = "demobilised-anti-japanese"
short = "复员抗战"
zh = "定额增发(在乡复员抗战时期)"
en = "add-on of demobilised soldiers, war against Japan"
[[categories]]
code = "demobilised-other"
short = "复员其他"
zh = "定额增发(在乡复员其他时期)"
en = "add-on of demobilised soldiers, other periods"
[[categories]]
code = "ill-returned"
short = "带病回乡"
zh = "定额增发(带病回乡)"
en = "add-on of soldiers returned with illness"

[[example]]
name = "Ningbo: 1,200 a year beside the pension; who has no row gets none; a class without a standard is a gap"
given.own = [
  { enrolment = 1, month = "2021-03", category = "disabled-anti-japanese" }, { enrolment = 1, month = "2021-04", category = "disabled-anti-japanese" },
  { enrolment = 3, month = "2021-03", category = "demobilised-other" },
]
given.active = [
  { enrolment = 1, person = 1, month = "2021-03" }, { enrolment = 2, person = 2, month = "2021-03" }, { enrolment = 3, person = 3, month = "2021-03" },
]
given.standard = [{ key = "disabled-anti-japanese", month = "2021-03", fen = 120000, per = "year", standard = 1 }]
expect = [{ enrolment = 1, month = "2021-03", due_fen = 10000 }, { enrolment = 3, due_fen = "gap" }]
*/
SELECT a.enrolment, a.month, 'base' AS component, s.fen AS base_fen, s.per, 100 AS quantity_x100, 10000 AS share_bp, s.standard, s.increment,
       NULL AS missing
FROM own o
CROSS JOIN active a ON a.enrolment = o.enrolment AND a.month = o.month
LEFT JOIN standard s ON s.month = a.month AND s.key = o.category
