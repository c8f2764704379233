/*
code   = "war-test"
title  = { zh = "参战参试退役人员生活补助", en = "Allowance of participants in war and nuclear tests" }
short  = { zh = "参战参试补助", en = "war/tests" }   # for the narrow columns of a roster
basis  = ["民政部、财政部关于参战退役人员、参加核试验退役人员生活补助的通知及历年提标通知"]
starts = "month-after-approval"
group  = "regular-benefit"
needs  = []
standard_keys = "base"

[[categories]]
code = "war"
also = ["参战退役军人"]
short = "参战"
zh = "参战退役人员"
en = "participant in war"
[[categories]]
code = "test"
also = ["原8023部队", "原8023部队退役人员", "其他参加核试验", "参试退役人员"]
short = "参试"
zh = "参试退役人员(核试验)"
en = "participant in nuclear tests"
[[categories]]
code = "uranium"
short = "铀矿"
zh = "铀矿开采军队退役人员"
en = "soldier of the uranium mines"

[[example]]
name = "700 a month from 2020-08, 650 before"
given.active = [{ enrolment = 1, month = "2020-07", category = "war" }, { enrolment = 1, month = "2020-08", category = "war" }]
given.standard = [
  { key = "base", month = "2020-07", fen = 65000, per = "month", standard = 1 },
  { key = "base", month = "2020-08", fen = 70000, per = "month", standard = 2 },
]
expect = [{ month = "2020-07", due_fen = 65000 }, { month = "2020-08", due_fen = 70000 }]
*/
SELECT a.enrolment, a.month, 'base' AS component,
       s.fen AS base_fen, s.per, 100 AS quantity_x100, 10000 AS share_bp, s.standard, s.increment,
       NULL AS missing
FROM active a
LEFT JOIN standard s ON s.month = a.month AND s.key = 'base'
