/*
code = "E14"
title = { zh = "申报的站点台账里没有", en = "A claimed station that is not on the register" }
why = { zh = "报上来的数字要有台账里的站点支撑；找不到、或有几个同名站点的，不能计数。", en = "A reported number needs a station on the register behind it; one that is not found, or found several times, cannot count." }
fix = { zh = "核实后更正或删去该行，重新导入荣誉表；该申报在此之前不计入完成数。", en = "Check, correct or remove the row and import the honours again; until then the claim does not count." }
detail = { zh = "{batch_year} 年{scheme}：{said}", en = "{scheme} {batch_year}: {said}" }
severity = "high"
group = "stations"

[texts]
said = "stations.refusal.{reason}.{aspect}"
scheme = "stations.scheme.{scheme}"

[[example]]
name = "no such station"
given.station_claim = [{ claim = 1, station_name = "甲村退役军人服务站", scheme = "model-city", batch_year = 2020, sheet = "荣誉", row_no = 2 }]
given.claim_refusal = [{ claim = 1, reason = 11, aspect = "unknown", detail = "甲村退役军人服务站" }]
expect = [{ subject = "甲村退役军人服务站", aspect = "unknown", batch_year = 2020 }]

[[example]]
name = "a claim refused for another reason: silent"
given.station_claim = [{ claim = 1, station_name = "甲村退役军人服务站", scheme = "model-city", batch_year = 2020, sheet = "荣誉", row_no = 2 }]
given.claim_refusal = [{ claim = 1, reason = 7, aspect = "document", detail = "" }]
expect = []
*/
SELECT c.station_name AS subject, c.scheme, c.batch_year, r.reason, r.aspect, r.detail,
       coalesce(o.file || '[' || o.sheet || ']!' || o.row_no, '-') AS other, c.batch, c.sheet, c.row_no
FROM claim_refusal r
JOIN station_claim c ON c.claim = r.claim
LEFT JOIN station_claim o ON o.claim = r.other
WHERE r.reason = 11
ORDER BY c.claim, r.reason, r.aspect
