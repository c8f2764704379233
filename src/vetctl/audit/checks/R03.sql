/*
code = "R03"
title = { zh = "人数桥不闭合", en = "The headcount bridge does not close" }
why = { zh = "上月＋新增＋恢复－停发－死亡＝本月；上月应等于前一批次的本月，合计应等于批次人数。差一个人，就是有人无缘无故消失或出现。", en = "Before + new + resumed − stopped − died = now; 'before' is the 'now' of the previous run, and the sum is the head count of the run. One head of difference is a person who vanished or appeared without a reason." }
fix = { zh = "不要发放。用 vetctl payments diff 找出是谁；作废草稿后重新计算。", en = "Do not pay. Find out who with vetctl payments diff; void the draft and calculate again." }
detail = { zh = "批次 {run}（{policy}）{what}：{stated} 与 {counted}", en = "run {run} ({policy}), {what}: {stated} against {counted}" }
severity = "blocking"
group = "system"

[parameter.policies]
default = "[]"
zh = "各待遇的起始规则（由程序填入）"
en = "the start rules of the benefits (filled in by the program)"

[words.what]
bridge = { zh = "桥的两端", en = "the two ends of the bridge" }
before = { zh = "上月人数与前一批次的本月", en = "before, and the former run's now" }
heads = { zh = "批次人数与各待遇之和", en = "heads of the run, and the sum of the benefits" }

[words.policy]
all = { zh = "全部", en = "all" }

[[example]]
name = "ten new, one dead, and eight now"
given.run = [{ run = 1, month = "2020-08", heads = 8 }]
given.bridge = [
  { run = 1, policy = "war-test", movement = "new", heads = 10 },
  { run = 1, policy = "war-test", movement = "died", reason = "died", heads = 1 }, { run = 1, policy = "war-test", movement = "now", heads = 8 },
]
expect = [{ run = 1, policy = "war-test", what = "bridge", stated = 8, counted = 9 }]

[[example]]
name = "the next month starts with one less than the last one ended, and the run counts another number"
given.run = [{ run = 1, month = "2020-08", heads = 9 }, { run = 3, month = "2020-09", heads = 9 }]
given.bridge = [
  { run = 1, policy = "war-test", movement = "new", heads = 9 }, { run = 1, policy = "war-test", movement = "now", heads = 9 },
  { run = 3, policy = "war-test", movement = "before", heads = 8 }, { run = 3, policy = "war-test", movement = "now", heads = 8 },
]
expect = [{ run = 3, what = "heads", stated = 9, counted = 8 }, { run = 3, what = "before", stated = 8, counted = 9 }]

[[example]]
name = "a price subsidy goes to heads that are counted already: silent"
given.parameters = { policies = '[{"code": "war-test", "starts": "approval-month"}, {"code": "price-subsidy", "starts": null}]' }
given.run = [{ run = 1, month = "2020-08", heads = 9 }]
given.bridge = [
  { run = 1, policy = "war-test", movement = "new", heads = 9 }, { run = 1, policy = "war-test", movement = "now", heads = 9 },
  { run = 1, policy = "price-subsidy", movement = "new", heads = 7 }, { run = 1, policy = "price-subsidy", movement = "now", heads = 7 },
]
expect = []

[[example]]
name = "two closed months, two reasons of stopping, and a voided run between: silent"
given.run = [{ run = 1, month = "2020-08", heads = 9 }, { run = 2, month = "2020-09", heads = 99 }, { run = 3, month = "2020-09", heads = 8 }]
given.run_step = [{ run = 2, step = "voided" }]
given.bridge = [
  { run = 1, policy = "war-test", movement = "new", heads = 9 }, { run = 1, policy = "war-test", movement = "now", heads = 9 },
  { run = 3, policy = "war-test", movement = "before", heads = 9 }, { run = 3, policy = "war-test", movement = "resumed", heads = 2 },
  { run = 3, policy = "war-test", movement = "stopped", reason = "E403", heads = 1 }, { run = 3, policy = "war-test", movement = "stopped", reason = "hold", heads = 1 },
  { run = 3, policy = "war-test", movement = "died", reason = "died", heads = 1 }, { run = 3, policy = "war-test", movement = "now", heads = 8 },
]
expect = []
*/
WITH standing AS MATERIALIZED (
  SELECT run, month, heads, LAG(run) OVER (ORDER BY run) AS previous
  FROM run
  WHERE run NOT IN (SELECT run FROM run_step WHERE step = 'voided')
),
side AS MATERIALIZED (
  SELECT run, policy,
         SUM(CASE movement WHEN 'now' THEN heads ELSE 0 END) AS now,
         SUM(CASE movement WHEN 'before' THEN heads ELSE 0 END) AS before,
         SUM(CASE movement WHEN 'now' THEN 0 WHEN 'stopped' THEN -heads WHEN 'died' THEN -heads ELSE heads END) AS carried
  FROM bridge
  GROUP BY run, policy
),
compared AS (
  SELECT s.run, b.policy, 'bridge' AS what, b.now AS stated, b.carried AS counted
  FROM standing s JOIN side b ON b.run = s.run
  UNION ALL
  SELECT s.run, b.policy, 'before', b.before, coalesce(p.now, 0)
  FROM standing s JOIN side b ON b.run = s.run LEFT JOIN side p ON p.run = s.previous AND p.policy = b.policy
  UNION ALL
  SELECT s.run, p.policy, 'before', 0, p.now
  FROM standing s JOIN side p ON p.run = s.previous LEFT JOIN side b ON b.run = s.run AND b.policy = p.policy
  WHERE b.run IS NULL
  UNION ALL
  -- A run counts those who draw a benefit of the roster; what follows another benefit is paid to the same heads.
  SELECT s.run, 'all', 'heads', s.heads,
         coalesce((SELECT SUM(b.now) FROM side b WHERE b.run = s.run
                     AND b.policy NOT IN (SELECT json_extract(value, '$.code') FROM json_each(:policies) WHERE json_extract(value, '$.starts') IS NULL)), 0)
  FROM standing s
)
SELECT c.run, s.month, c.policy, c.what, c.stated, c.counted
FROM compared c
JOIN standing s ON s.run = c.run
WHERE c.stated <> c.counted
ORDER BY c.run, c.policy, c.what
