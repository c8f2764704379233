/*
code = "B09"
title = { zh = "没有任何旁证的对象", en = "A person nothing else knows of" }
why = { zh = "既没有服役记录、证书、批准文号和时间，也没有年度核查和电话的领取人，可能是虚列。", en = "A payee without service, certificate, decision, confirmation or phone may be invented." }
fix = { zh = "调档案、入户核实；属实的，在花名册补上证书编号或批准文号。", en = "Look at the file and visit; if real, add certificate or decision to the roster." }
detail = { zh = "{policy}：无服役、证书、批准、核查、电话", en = "{policy}: no service, certificate, decision, confirmation or phone" }
severity = "high"
group = "identity"

[[example]]
name = "a name and an account, nothing else"
given.enrolled_now = [{ person = 1, enrolment = 11, policy = "war-test", document = "", certificate = "" }]
given.profile_now = [{ person = 1, name = "甲", phone = "" }]
expect = [{ person = 1, enrolment = 11 }]

[[example]]
name = "any one of them is enough: silent"
given.enrolled_now = [
  { person = 1, enrolment = 11, policy = "war-test", document = "", certificate = "浙军字001" },
  { person = 2, enrolment = 12, policy = "war-test", document = "", certificate = "" },
  { person = 3, enrolment = 13, policy = "war-test", document = "", certificate = "", approved_on = "2010-01-01" },
  { person = 4, enrolment = 14, policy = "war-test", document = "", certificate = "" },
]
given.profile_now = [{ person = 1, phone = "" }, { person = 2, phone = "" }, { person = 3, phone = "" }, { person = 4, phone = "13800000000" }]
given.confirmation_now = [{ person = 2, year = 2020, confirmed_on = "2020-06-01" }]
expect = []
*/
SELECT e.person, e.enrolment, e.policy, e.added_by AS batch, e.sheet, e.row_no
FROM enrolled_now e
JOIN profile_now f ON f.person = e.person
WHERE coalesce(e.document, '') = '' AND coalesce(e.certificate, '') = '' AND e.approved_on IS NULL AND f.phone = ''
  AND NOT EXISTS (SELECT 1 FROM service_now s WHERE s.person = e.person)
  AND NOT EXISTS (SELECT 1 FROM confirmation_now c WHERE c.person = e.person AND c.confirmed_on IS NOT NULL)
ORDER BY e.enrolment
