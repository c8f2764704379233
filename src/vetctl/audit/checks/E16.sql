/*
code = "E16"
title = { zh = "企业站不符合条件", en = "An enterprise station that does not qualify" }
why = { zh = "非公企业服务站须是非公企业，统一社会信用代码有效，同一企业的几个厂区只算一个。", en = "The title is for non-public enterprises with a valid credit code; several plants of one firm count once." }
fix = { zh = "核实后更正或删去该行，重新导入荣誉表；该申报在此之前不计入完成数。", en = "Check, correct or remove the row and import the honours again; until then the claim does not count." }
detail = { zh = "{batch_year} 年{scheme}：{said}", en = "{scheme} {batch_year}: {said}" }
severity = "high"
group = "stations"

[texts]
said = "stations.refusal.{reason}.{aspect}"
scheme = "stations.scheme.{scheme}"

[[example]]
name = "a state-owned enterprise"
given.station_claim = [{ claim = 1, station_name = "甲村退役军人服务站", scheme = "model-city", batch_year = 2020, sheet = "荣誉", row_no = 2 }]
given.claim_refusal = [{ claim = 1, reason = 6, aspect = "state-owned", detail = "" }]
expect = [{ subject = "甲村退役军人服务站", aspect = "state-owned", batch_year = 2020 }]

[[example]]
name = "a claim refused for another reason: silent"
given.station_claim = [{ claim = 1, station_name = "甲村退役军人服务站", scheme = "model-city", batch_year = 2020, sheet = "荣誉", row_no = 2 }]
given.claim_refusal = [{ claim = 1, reason = 1, aspect = "twice", detail = "甲公司" }]
expect = []
*/
SELECT c.station_name AS subject, c.scheme, c.batch_year, r.reason, r.aspect, r.detail,
       coalesce(o.file || '[' || o.sheet || ']!' || o.row_no, '-') AS other, c.batch, c.sheet, c.row_no
FROM claim_refusal r
JOIN station_claim c ON c.claim = r.claim
LEFT JOIN station_claim o ON o.claim = r.other
WHERE r.reason = 6
ORDER BY c.claim, r.reason, r.aspect
