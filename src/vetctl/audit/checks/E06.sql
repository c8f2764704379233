/*
code = "E06"
title = { zh = "缺少文号或材料后补", en = "No document, or evidence made later" }
why = { zh = "没有命名文号的荣誉无从查证；材料日期晚于验收日期的，疑为后补。", en = "An honour without a document number cannot be verified; evidence dated after the acceptance was made later." }
fix = { zh = "核实后更正或删去该行，重新导入荣誉表；该申报在此之前不计入完成数。", en = "Check, correct or remove the row and import the honours again; until then the claim does not count." }
detail = { zh = "{batch_year} 年{scheme}：{said}", en = "{scheme} {batch_year}: {said}" }
severity = "medium"
group = "stations"

[texts]
said = "stations.refusal.{reason}.{aspect}"
scheme = "stations.scheme.{scheme}"

[[example]]
name = "papers of 20 December for an acceptance of 1 December"
given.station_claim = [{ claim = 1, station_name = "甲村退役军人服务站", scheme = "model-city", batch_year = 2020, sheet = "荣誉", row_no = 2 }]
given.claim_refusal = [{ claim = 1, reason = 10, aspect = "evidence", detail = "2020-12-20 > 2020-12-01" }]
expect = [{ subject = "甲村退役军人服务站", aspect = "evidence", batch_year = 2020 }]

[[example]]
name = "a claim refused for another reason: silent"
given.station_claim = [{ claim = 1, station_name = "甲村退役军人服务站", scheme = "model-city", batch_year = 2020, sheet = "荣誉", row_no = 2 }]
given.claim_refusal = [{ claim = 1, reason = 1, aspect = "twice", detail = "甲村退役军人服务站" }]
expect = []
*/
SELECT c.station_name AS subject, c.scheme, c.batch_year, r.reason, r.aspect, r.detail,
       coalesce(o.file || '[' || o.sheet || ']!' || o.row_no, '-') AS other, c.batch, c.sheet, c.row_no
FROM claim_refusal r
JOIN station_claim c ON c.claim = r.claim
LEFT JOIN station_claim o ON o.claim = r.other
WHERE r.reason IN (7, 10)
ORDER BY c.claim, r.reason, r.aspect
