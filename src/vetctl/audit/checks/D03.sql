/*
code = "D03"
title = { zh = "医疗费各部分与总额不符", en = "Parts of a bill do not make the whole" }
why = { zh = "总费用应等于医保、大病、救助、减免、自费和个人自付之和；本局补助不能超过个人自付部分。", en = "Total = insurance + serious illness + assistance + reduction + outside + left to the patient; the aid cannot be more than what was left." }
fix = { zh = "对照发票更正结算单再导入，差额自动补扣。", en = "Correct the row by the invoice and import it again; the difference follows by itself." }
detail = { zh = "{hospital} 发票 {invoice}：{reason}，相差 {amount} 元", en = "{hospital}, invoice {invoice}: {reason}, {amount} yuan apart" }
severity = "high"
group = "amounts"

[words.reason]
sum = { zh = "各部分相加不等于总费用", en = "the parts are not the total" }
more = { zh = "补助超过个人自付", en = "aid above what was left to the patient" }

[[example]]
name = "a fen too much in the parts; aid above what was left"
given.occasion_now = [
  { id = 4, enrolment = 11, reference = "院 1", facts = '{"hospital":"院","invoice":"1","total_fen":10000,"insurance_fen":6000,"personal_fen":4001}' },
  { id = 5, enrolment = 12, reference = "院 2", facts = '{"hospital":"院","invoice":"2","total_fen":10000,"insurance_fen":6000,"personal_fen":4000}' },
]
given.enrolment = [{ enrolment = 11, person = 1, policy = "medical-aid" }, { enrolment = 12, person = 2, policy = "medical-aid" }]
given.occasion = [{ id = 5, enrolment = 12, reference = "院 2" }]
given.paid_line = [{ person = 2, enrolment = 12, policy = "medical-aid", component = "院 2", occasion = 5, amount_fen = 4100 }]
expect = [{ person = 1, reason = "sum", amount_fen = 1 }, { person = 2, reason = "more", amount_fen = 100 }]

[[example]]
name = "a bill that adds up, aid within the rest, the reduction taken after the aid: silent"
given.occasion_now = [{ id = 4, enrolment = 11, reference = "院 1", facts = '{"hospital":"院","invoice":"1","total_fen":10000,"insurance_fen":6000,"outside_fen":500,"reduction_fen":500,"personal_fen":3000}' }]
given.enrolment = [{ enrolment = 11, person = 1, policy = "medical-aid" }]
given.occasion = [{ id = 4, enrolment = 11, reference = "院 1" }]
given.paid_line = [{ person = 1, enrolment = 11, policy = "medical-aid", component = "院 1", occasion = 4, amount_fen = 3500 }]
expect = []
*/
WITH bill AS MATERIALIZED (
  SELECT e.person, o.enrolment, o.reference, json_extract(o.facts, '$.hospital') AS hospital, json_extract(o.facts, '$.invoice') AS invoice,
         json_extract(o.facts, '$.total_fen') AS total_fen, coalesce(json_extract(o.facts, '$.personal_fen'), 0) AS personal_fen,
         coalesce(json_extract(o.facts, '$.insurance_fen'), 0) + coalesce(json_extract(o.facts, '$.serious_fen'), 0) + coalesce(json_extract(o.facts, '$.aid_fen'), 0)
           + coalesce(json_extract(o.facts, '$.outside_fen'), 0) AS others_fen,
         coalesce(json_extract(o.facts, '$.reduction_fen'), 0) AS reduction_fen, o.added_by, o.sheet, o.row_no
  FROM occasion_now o
  JOIN enrolment e ON e.enrolment = o.enrolment AND e.policy = 'medical-aid'
  WHERE json_extract(o.facts, '$.withdrawn') IS NOT 1
),
aid AS (
  SELECT o.enrolment, o.reference, SUM(p.amount_fen) AS fen
  FROM paid_line p JOIN occasion o ON o.id = p.occasion
  WHERE p.policy = 'medical-aid'
  GROUP BY o.enrolment, o.reference
)
SELECT person, enrolment, hospital, invoice, 'sum' AS reason, abs(total_fen - others_fen - reduction_fen - personal_fen) AS amount_fen, added_by AS batch, sheet, row_no
FROM bill
WHERE total_fen <> others_fen + reduction_fen + personal_fen
UNION ALL
SELECT b.person, b.enrolment, b.hospital, b.invoice, 'more', a.fen - b.personal_fen - b.reduction_fen, b.added_by, b.sheet, b.row_no
FROM bill b
JOIN aid a ON a.enrolment = b.enrolment AND a.reference = b.reference
WHERE a.fen > b.personal_fen + b.reduction_fen
ORDER BY 2, 5
