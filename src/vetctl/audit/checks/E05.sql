/*
code = "E05"
title = { zh = "虚拟区划计入", en = "A pseudo region counted" }
why = { zh = "功能区、新区等不是行政区划，按乡镇申报会多出一个乡镇。", en = "A development zone is no administrative region; claimed as a township it adds one too many." }
fix = { zh = "核实后更正或删去该行，重新导入荣誉表；该申报在此之前不计入完成数。", en = "Check, correct or remove the row and import the honours again; until then the claim does not count." }
detail = { zh = "{batch_year} 年{scheme}：{said}", en = "{scheme} {batch_year}: {said}" }
severity = "high"
group = "stations"

[texts]
said = "stations.refusal.{reason}.{aspect}"
scheme = "stations.scheme.{scheme}"

[[example]]
name = "滨海新区 as a township"
given.station_claim = [{ claim = 1, station_name = "甲村退役军人服务站", scheme = "model-city", batch_year = 2020, sheet = "荣誉", row_no = 2 }]
given.claim_refusal = [{ claim = 1, reason = 4, aspect = "pseudo", detail = "滨海新区" }]
expect = [{ subject = "甲村退役军人服务站", aspect = "pseudo", batch_year = 2020 }]

[[example]]
name = "a level mismatch (that is E03): silent"
given.station_claim = [{ claim = 1, station_name = "甲村退役军人服务站", scheme = "model-city", batch_year = 2020, sheet = "荣誉", row_no = 2 }]
given.claim_refusal = [{ claim = 1, reason = 4, aspect = "level", detail = "township / village" }]
expect = []
*/
SELECT c.station_name AS subject, c.scheme, c.batch_year, r.reason, r.aspect, r.detail,
       coalesce(o.file || '[' || o.sheet || ']!' || o.row_no, '-') AS other, c.batch, c.sheet, c.row_no
FROM claim_refusal r
JOIN station_claim c ON c.claim = r.claim
LEFT JOIN station_claim o ON o.claim = r.other
WHERE r.reason = 4 AND r.aspect = 'pseudo'
ORDER BY c.claim, r.reason, r.aspect
