/*
code = "R04"
title = { zh = "复核、审批的不是这一份", en = "Reviewed or approved something else" }
why = { zh = "复核、审批、导出都绑定批次内容的指纹；指纹与批次现有的不同，说明签过字的不是现在这一份。", en = "Review, approval and export are bound to the digest of the run; another digest means that what was signed is not what stands here." }
fix = { zh = "不要发放。运行 vetctl journal verify，用备份和纸质花名册上的指纹对照。", en = "Do not pay. Run vetctl journal verify and compare with a backup and the digest on the paper roster." }
detail = { zh = "批次 {run}：{step}（{actor}）的指纹与批次不同", en = "run {run}: the digest of {step} ({actor}) differs from the run's" }
severity = "blocking"
group = "system"

[words.step]
drafted = { zh = "计算", en = "draft" }
reviewed = { zh = "复核", en = "review" }
approved = { zh = "审批", en = "approval" }
exported = { zh = "导出", en = "export" }

[[example]]
name = "approved under another digest"
given.run = [{ run = 1, month = "2020-08", digest = "aa" }]
given.run_step = [{ run = 1, step = "reviewed", actor = "李复核", digest = "aa" }, { run = 1, step = "approved", actor = "张审批", digest = "bb" }]
expect = [{ run = 1, step = "approved", actor = "张审批" }]

[[example]]
name = "all the same, and a voiding, which signs nothing: silent"
given.run = [{ run = 1, month = "2020-08", digest = "aa" }]
given.run_step = [{ run = 1, step = "drafted", actor = "王经办", digest = "aa" }, { run = 1, step = "voided", actor = "王经办", digest = "" }]
expect = []
*/
SELECT s.run, r.month, s.step, s.actor
FROM run_step s
JOIN run r ON r.run = s.run
WHERE s.digest <> r.digest AND s.step <> 'voided'
ORDER BY s.run, s.step
