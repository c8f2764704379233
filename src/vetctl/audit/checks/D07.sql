/*
code = "D07"
title = { zh = "社保补缴月数超过军龄", en = "More months made up than served" }
why = { zh = "补缴年限不能超过军龄：同一险种分几批补缴的，各批合计也不能超过；中断月数不会多于退役至今的月数。", en = "No more months may be made up than were served, batches of one kind of insurance together; and a gap cannot be longer than the time since discharge." }
basis = ["中办、国办关于解决部分退役士兵社会保险问题的意见（2019）"]
fix = { zh = "核对军龄和中断月数，多出的一批作废或更正后再导入。", en = "Compare service and gap; withdraw or correct the case too many." }
detail = { zh = "{kind}：{reason}，{months} 个月，上限 {most} 个月", en = "{kind}: {reason}, {months} months, at most {most}" }
severity = "high"
group = "amounts"

[words.kind]
pension = { zh = "养老", en = "pension" }
medical = { zh = "医疗", en = "medical" }
[words.reason]
service = { zh = "各批合计超过军龄", en = "all batches together above the service" }
gap = { zh = "中断月数多于退役至受理的月数", en = "the gap is longer than the time since discharge" }

[[example]]
name = "100 and 100 months of 168 served; a gap of 300 months within 252"
given.occasion_now = [
  { id = 4, enrolment = 11, reference = "2020-1", facts = '{"pension_months":100,"service_from":"1984-10","service_to":"1998-10","applied_on":"2019-12-10"}' },
  { id = 5, enrolment = 11, reference = "2020-2", facts = '{"pension_months":100,"service_from":"1984-10","service_to":"1998-10","applied_on":"2019-12-10"}' },
  { id = 6, enrolment = 12, reference = "2020-1", facts = '{"medical_months":300,"service_from":"1984-10","service_to":"1998-12","applied_on":"2019-12-10"}' },
]
given.enrolment = [{ enrolment = 11, person = 1, policy = "insurance-continuation" }, { enrolment = 12, person = 2, policy = "insurance-continuation" }]
expect = [{ person = 1, kind = "pension", reason = "service", months = 200, most = 168 }, { person = 2, kind = "medical", reason = "gap", months = 300, most = 252 }]

[[example]]
name = "within the service, a longer gap of which only the service is paid, one withdrawn: silent"
given.occasion_now = [
  { id = 4, enrolment = 11, reference = "2020-1", facts = '{"pension_months":100,"service_from":"1984-10","service_to":"1998-10","applied_on":"2019-12-10"}' },
  { id = 5, enrolment = 11, reference = "2020-2", facts = '{"pension_months":100,"withdrawn":1,"service_from":"1984-10","service_to":"1998-10","applied_on":"2019-12-10"}' },
  { id = 6, enrolment = 12, reference = "2020-1", facts = '{"pension_months":200,"service_from":"1984-10","service_to":"1998-10","applied_on":"2019-12-10"}' },
]
given.enrolment = [{ enrolment = 11, person = 1, policy = "insurance-continuation" }, { enrolment = 12, person = 2, policy = "insurance-continuation" }]
expect = []
*/
WITH stated AS MATERIALIZED (
  SELECT e.person, o.enrolment, o.id, k.kind, CASE k.kind WHEN 'pension' THEN json_extract(o.facts, '$.pension_months') ELSE json_extract(o.facts, '$.medical_months') END AS gap,
         (substr(json_extract(o.facts, '$.service_to'), 1, 4) - substr(json_extract(o.facts, '$.service_from'), 1, 4)) * 12
           + substr(json_extract(o.facts, '$.service_to'), 6, 2) - substr(json_extract(o.facts, '$.service_from'), 6, 2) AS served,
         (substr(json_extract(o.facts, '$.applied_on'), 1, 4) - substr(json_extract(o.facts, '$.service_to'), 1, 4)) * 12
           + substr(json_extract(o.facts, '$.applied_on'), 6, 2) - substr(json_extract(o.facts, '$.service_to'), 6, 2) AS since,
         o.added_by, o.sheet, o.row_no
  FROM occasion_now o
  JOIN enrolment e ON e.enrolment = o.enrolment AND e.policy = 'insurance-continuation'
  CROSS JOIN (SELECT 'pension' AS kind UNION ALL SELECT 'medical') k
  WHERE json_extract(o.facts, '$.withdrawn') IS NOT 1 AND json_extract(o.facts, '$.result') IS NOT 'rejected'
)
SELECT person, enrolment, kind, 'service' AS reason, SUM(MIN(gap, served)) AS months, MAX(served) AS most, MAX(added_by) AS batch, MAX(sheet) AS sheet, MAX(row_no) AS row_no
FROM stated
WHERE gap IS NOT NULL
GROUP BY enrolment, kind
HAVING SUM(MIN(gap, served)) > MAX(served)
UNION ALL
SELECT person, enrolment, kind, 'gap', gap, since, added_by, sheet, row_no
FROM stated
WHERE gap > since
ORDER BY 2, 3, 4
