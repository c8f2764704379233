/*
code = "R01"
title = { zh = "台账与从头重算不一致", en = "The ledger differs from a full recomputation" }
why = { zh = "每月只重算有变动的人；把所有人所有月份从头算一遍，结果必须与台账相同。不同说明有差额漏补、漏扣，或数据在程序之外被改过。最近一次计算之后又导入的资料，其差额由下一次计算补发或扣回，此时本项不判断。", en = "Each month works out only who changed; everybody's every month worked out from nothing must agree with the ledger. A difference means that back-pay or recovery was missed, or that data was changed behind the program. While batches wait for the next run, their differences are not judged." }
fix = { zh = "不要发放。用 vetctl payments explain 查看该人该月，确认原因并报告。", en = "Do not pay. Look at the person and month with vetctl payments explain, find the cause and report it." }
detail = { zh = "{month} 应发 {due}，台账 {paid}", en = "{month}: due {due}, ledger {paid}" }
severity = "blocking"
group = "system"

[[example]]
name = "one month paid too little; a person whose months agree is not in the table"
given.enrolment = [{ enrolment = 5, person = 3, policy = "war-test" }, { enrolment = 6, person = 4, policy = "war-test" }]
given.recomputed_difference = [{ enrolment = 5, month = "2020-08", component = "base", due_fen = 70000, paid_fen = 65000 }]
expect = [{ person = 3, enrolment = 5, month = "2020-08", due_fen = 70000, paid_fen = 65000, amount_fen = 5000 }]

[[example]]
name = "everything agrees: silent"
given.enrolment = [{ enrolment = 5, person = 3, policy = "war-test" }]
expect = []
*/
SELECT e.person, d.enrolment, e.policy, d.month, d.due_fen, d.paid_fen, abs(d.due_fen - d.paid_fen) AS amount_fen
FROM recomputed_difference d
JOIN enrolment e ON e.enrolment = d.enrolment
ORDER BY d.enrolment, d.month, d.component
