/*
code   = "ill-returned"
title  = { zh = "带病回乡退伍军人生活补助", en = "Allowance of soldiers returned with illness" }
short  = { zh = "带病回乡补助", en = "returned ill" }   # for the narrow columns of a roster
basis  = ["军人抚恤优待条例第四十四条", "各地标准不得低于国家下限、不得高于十级残疾抚恤金"]
starts = "month-after-approval"
group  = "regular-benefit"
needs  = []
standard_keys = "base; the national figure is a floor, a county rate may lie above it, up to the grade-10 pension"

[[categories]]
code = "ill-returned"
short = "带病回乡"
zh = "带病回乡退伍军人"
en = "soldier returned with illness"

[[example]]
name = "the national floor of 2023 gives 787.50 a month (vector 14)"
given.active = [{ enrolment = 1, month = "2023-08", category = "ill-returned" }]
given.standard = [{ key = "base", month = "2023-08", fen = 78750, per = "month", standard = 3 }]
expect = [{ enrolment = 1, month = "2023-08", base_fen = 78750, due_fen = 78750 }]
*/
SELECT a.enrolment, a.month, 'base' AS component,
       s.fen AS base_fen, s.per, 100 AS quantity_x100, 10000 AS share_bp, s.standard, s.increment,
       NULL AS missing
FROM active a
LEFT JOIN standard s ON s.month = a.month AND s.key = 'base'
