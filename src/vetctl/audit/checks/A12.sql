/*
code = "A12"
title = { zh = "同时享受互斥的待遇", en = "Two benefits of which only one may be drawn" }
why = { zh = "同一组的定期待遇就高享受一项；60周岁农村籍退役士兵老年生活补助不能与其他国家定期抚恤补助同时领取。", en = "Of one group of regular benefits a person draws the highest; the age-60 subsidy may not be drawn beside any other regular state benefit." }
basis = ["民发〔2011〕110号", "军人抚恤优待条例"]
fix = { zh = "重新计算当月：程序按就高或让位规则留一项，其余扣回。登记有误的，在花名册填待遇终止日期。", en = "Run the month again: one benefit is kept by rule, the others are recovered. If the register is wrong, enter an end date in the roster." }
detail = { zh = "{reason}：{policies}（{first_month}）", en = "{reason}: {policies} ({first_month})" }
severity = "blocking"
group = "entitlement"
gate = true

[words.reason]
paid = { zh = "同一月份发了两项", en = "two paid for the same month" }
enrolled = { zh = "登记中并存，由计算时决定", en = "both on the register; the calculation decides" }

[parameter.gate]
default = 0
zh = "1 表示发放前核查"
en = "1 while a run is being controlled"

[parameter.policies]
default = '[{"code": "age-60-service", "group": "regular-benefit", "yields": true}, {"code": "war-test", "group": "regular-benefit", "yields": null}, {"code": "nursing", "group": null, "yields": null}]'
zh = "各待遇所属的互斥组（由程序填入）"
en = "the exclusive groups of the benefits (filled in by the program)"

[[example]]
name = "the age-60 subsidy and the war allowance for the same month (vector 26): the smaller is at stake"
given.paid_line = [
  { person = 1, enrolment = 11, policy = "war-test", month = "2020-08", component = "base", amount_fen = 70000 },
  { person = 1, enrolment = 12, policy = "age-60-service", month = "2020-08", component = "base", amount_fen = 18000 },
]
expect = [{ person = 1, reason = "paid", months = 1, first_month = "2020-08", amount_fen = 18000, severity = "blocking" }]

[[example]]
name = "both enrolled, nothing paid twice: low, for the clerk to know"
given.enrolled_now = [
  { person = 1, enrolment = 11, policy = "war-test" }, { person = 1, enrolment = 12, policy = "age-60-service", start_month = "2020-05" },
]
expect = [{ person = 1, reason = "enrolled", severity = "low" }]

[[example]]
name = "different months, a recovered payment, a benefit outside the group, and an ended enrolment: silent"
given.paid_line = [
  { person = 1, enrolment = 11, policy = "war-test", month = "2020-08", component = "base", amount_fen = 70000 },
  { person = 1, enrolment = 12, policy = "age-60-service", month = "2020-07", component = "base", amount_fen = 18000 },
  { person = 2, enrolment = 21, policy = "war-test", month = "2020-08", component = "base", amount_fen = 70000 },
  { person = 2, enrolment = 22, policy = "age-60-service", month = "2020-08", component = "base", amount_fen = 18000 },
  { person = 2, enrolment = 22, policy = "age-60-service", month = "2020-08", component = "base", amount_fen = -18000 },
  { person = 3, enrolment = 31, policy = "war-test", month = "2020-08", component = "base", amount_fen = 70000 },
  { person = 3, enrolment = 33, policy = "nursing", month = "2020-08", component = "base", amount_fen = 18000 },
]
given.enrolled_now = [
  { person = 1, enrolment = 11, policy = "war-test" }, { person = 1, enrolment = 12, policy = "age-60-service", ends_on = "2020-07-31" },
]
expect = []
*/
WITH rule AS MATERIALIZED (
  SELECT json_extract(value, '$.code') AS policy, json_extract(value, '$.group') AS exclusive,
         coalesce(json_extract(value, '$.yields'), 0) AS yields
  FROM json_each(:policies)
  WHERE json_extract(value, '$.group') IS NOT NULL
),
-- Only people with more than one of these benefits can clash: that keeps a million lines out of the sort.
several AS MATERIALIZED (
  SELECT person FROM enrolment WHERE policy IN (SELECT policy FROM rule) GROUP BY person HAVING COUNT(*) > 1
  UNION
  SELECT person FROM paid_line WHERE :gate = 0 GROUP BY person HAVING MIN(policy) <> MAX(policy)
),
drawn AS (
  SELECT p.person, p.month, p.policy, r.exclusive, SUM(p.amount_fen) AS net_fen
  FROM paid_line p
  CROSS JOIN rule r ON r.policy = p.policy
  WHERE p.person IN (SELECT person FROM several) AND p.occasion IS NULL
  GROUP BY p.person, p.month, p.policy
  HAVING SUM(p.amount_fen) > 0
),
clash AS (
  SELECT person, month, exclusive, group_concat(policy) AS policies, SUM(net_fen) - MAX(net_fen) AS risk_fen
  FROM (SELECT person, month, exclusive, policy, net_fen FROM drawn ORDER BY person, month, policy)
  GROUP BY person, month, exclusive
  HAVING COUNT(*) > 1
)
SELECT person, 'paid' AS reason, policies, MIN(month) AS first_month, COUNT(*) AS months, 'blocking' AS severity,
       SUM(risk_fen) AS amount_fen, NULL AS batch, NULL AS sheet, NULL AS row_no
FROM clash
GROUP BY person, exclusive, policies
UNION ALL
SELECT y.person, 'enrolled', y.policy || ',' || o.policy, '-', 0, 'low', NULL,
       y.added_by, y.sheet, y.row_no
FROM enrolled_now y
JOIN rule ry ON ry.policy = y.policy AND ry.yields
JOIN enrolled_now o ON o.person = y.person AND o.policy <> y.policy AND o.ends_on IS NULL
JOIN rule ro ON ro.policy = o.policy AND ro.exclusive = ry.exclusive
WHERE :gate = 0 AND y.ends_on IS NULL
  AND NOT EXISTS (SELECT 1 FROM clash c WHERE c.person = y.person)
ORDER BY 1, 2
