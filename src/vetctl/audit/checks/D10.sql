/*
code = "D10"
title = { zh = "已发的一次性款项现在算不出来", en = "Paid, but not as known today" }
why = { zh = "款项已经发出，之后资料或规则变了：超过上限、超过次数、不符合条件，或缺少依据。程序不会自动扣回，要由人决定。", en = "A sum was paid, and what is known now would hold it: above the ceiling, too often, not entitled, or no rule. It is not taken back by itself; somebody has to decide." }
fix = { zh = "资料有误的更正；确实不该发的，把这一行作废，会自动扣回。", en = "Correct the facts; if it should not have been paid, withdraw the row and it is taken back." }
detail = { zh = "{policy}：{held_code} {held_detail}，已发 {amount} 元", en = "{policy}: {held_code} {held_detail}, {amount} yuan paid" }
severity = "high"
group = "amounts"

[[example]]
name = "the ceiling was lowered after the aid was paid"
given.run_state = [{ run = 1, month = "2020-06", state = "exported" }, { run = 2, month = "2020-07", state = "exported" }]
given.held = [{ run = 2, enrolment = 11, month = "2020-06", code = "E430", detail = "甲 10000.00" }]
given.occasion = [{ id = 4, enrolment = 11, reference = "甲" }]
given.paid_line = [{ run = 1, person = 1, enrolment = 11, policy = "hardship-aid", month = "2020-06", component = "甲", occasion = 4, amount_fen = 2000000 }]
expect = [{ person = 1, held_code = "E430", amount_fen = 2000000 }]

[[example]]
name = "held and never paid; held by an earlier run only: silent"
given.run_state = [{ run = 1, month = "2020-06", state = "exported" }, { run = 2, month = "2020-07", state = "exported" }]
given.held = [{ run = 2, enrolment = 11, month = "2020-06", code = "E430", detail = "乙 10000.00" }, { run = 1, enrolment = 12, month = "2020-06", code = "E402", detail = "丙 x" }]
given.occasion = [{ id = 4, enrolment = 11, reference = "甲" }, { id = 5, enrolment = 12, reference = "丙" }]
given.paid_line = [
  { run = 1, person = 1, enrolment = 11, policy = "hardship-aid", month = "2020-06", component = "甲", occasion = 4, amount_fen = 2000000 },
  { run = 2, person = 2, enrolment = 12, policy = "hardship-aid", month = "2020-06", component = "丙", occasion = 5, amount_fen = 2000000 },
]
expect = []
*/
SELECT p.person, p.enrolment, p.policy, h.code AS held_code, h.detail AS held_detail, p.month, SUM(p.amount_fen) AS amount_fen
FROM held h
JOIN paid_line p ON p.enrolment = h.enrolment AND p.month = h.month
JOIN occasion o ON o.id = p.occasion
WHERE h.run = (SELECT MAX(run) FROM run_state WHERE state <> 'voided')
  AND (h.code GLOB 'E43[0-9]' OR h.code IN ('E401', 'E402'))
  AND instr('；' || h.detail || ' ', '；' || o.reference || ' ') > 0
GROUP BY p.enrolment, o.reference, h.code
HAVING SUM(p.amount_fen) > 0
ORDER BY p.enrolment, o.reference
