/*
code = "C13"
title = { zh = "经办、复核、审批不是三个人", en = "Prepared, reviewed and approved by fewer than three people" }
why = { zh = "一个批次的经办、复核、审批必须是三个不同的人；一人包办，前两道核对就是空的。", en = "Preparer, reviewer and approver of a run must be three different people; where one does all, the checks before are empty." }
fix = { zh = "查操作日志；由另外的人重新复核、审批，或说明原因存档。", en = "Look into the journal; have others review and approve again, or put the reason on file." }
detail = { zh = "批次 {run}：{actor} 担任了 {roles}", en = "run {run}: {actor} did {roles}" }
severity = "high"
group = "amounts"

[[example]]
name = "one person prepared and approved"
given.run = [{ run = 1, month = "2020-08", prepared_by = "王经办" }]
given.run_step = [
  { run = 1, step = "drafted", actor = "王经办" }, { run = 1, step = "reviewed", actor = "李复核" }, { run = 1, step = "approved", actor = "王经办" },
]
expect = [{ run = 1, actor = "王经办", roles = "approved,drafted" }]

[[example]]
name = "three people, the preparer exports: silent"
given.run = [{ run = 1, month = "2020-08", prepared_by = "王经办" }]
given.run_step = [
  { run = 1, step = "drafted", actor = "王经办" }, { run = 1, step = "reviewed", actor = "李复核" }, { run = 1, step = "approved", actor = "张审批" },
  { run = 1, step = "exported", actor = "王经办" },
]
expect = []
*/
SELECT run, month, actor, group_concat(step) AS roles
FROM (SELECT s.run, r.month, s.actor, s.step FROM run_step s JOIN run_state r ON r.run = s.run
      WHERE s.step IN ('drafted', 'reviewed', 'approved') AND r.state <> 'voided'
      ORDER BY s.run, s.actor, s.step)
GROUP BY run, actor
HAVING COUNT(*) > 1
ORDER BY run, actor
