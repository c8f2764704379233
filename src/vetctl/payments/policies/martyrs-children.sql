/*
code   = "martyrs-children"
title  = { zh = "烈士老年子女生活补助", en = "Allowance of elderly children of martyrs" }
short  = { zh = "烈士子女补助", en = "martyrs' children" }   # for the narrow columns of a roster
basis  = ["民政部、财政部关于给部分烈士子女发放定期生活补助的通知及历年提标通知"]
starts = "month-after-approval"
group  = "regular-benefit"
needs  = []
standard_keys = "base"

[[categories]]
code = "martyr-child"
short = "烈士子女"
zh = "烈士老年子女"
en = "elderly child of a martyr"
[[categories]]
code = "rehabilitated-child"
short = "平反子女"
zh = "错杀平反人员子女"
en = "child of a person killed in error and rehabilitated"

[[example]]
name = "540 a month from 2020-08"
given.active = [{ enrolment = 1, month = "2020-08", category = "martyr-child" }]
given.standard = [{ key = "base", month = "2020-08", fen = 54000, per = "month", standard = 1 }]
expect = [{ enrolment = 1, month = "2020-08", due_fen = 54000 }]
*/
SELECT a.enrolment, a.month, 'base' AS component,
       s.fen AS base_fen, s.per, 100 AS quantity_x100, 10000 AS share_bp, s.standard, s.increment,
       NULL AS missing
FROM active a
LEFT JOIN standard s ON s.month = a.month AND s.key = 'base'
