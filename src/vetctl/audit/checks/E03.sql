/*
code = "E03"
title = { zh = "层级不符", en = "Counted at the wrong level" }
why = { zh = "村级站点按乡镇申报、企业站计入村级：同一站点在两个层级各数一次。", en = "A village station claimed as township, an enterprise station in the village count: one station counts at two levels." }
fix = { zh = "核实后更正或删去该行，重新导入荣誉表；该申报在此之前不计入完成数。", en = "Check, correct or remove the row and import the honours again; until then the claim does not count." }
detail = { zh = "{batch_year} 年{scheme}：{said}", en = "{scheme} {batch_year}: {said}" }
severity = "high"
group = "stations"

[texts]
said = "stations.refusal.{reason}.{aspect}"
scheme = "stations.scheme.{scheme}"

[[example]]
name = "a village station claimed as township"
given.station_claim = [{ claim = 1, station_name = "甲村退役军人服务站", scheme = "model-city", batch_year = 2020, sheet = "荣誉", row_no = 2 }]
given.claim_refusal = [{ claim = 1, reason = 4, aspect = "level", detail = "township / village" }]
expect = [{ subject = "甲村退役军人服务站", aspect = "level", batch_year = 2020 }]

[[example]]
name = "a pseudo-township (that is E05): silent"
given.station_claim = [{ claim = 1, station_name = "甲村退役军人服务站", scheme = "model-city", batch_year = 2020, sheet = "荣誉", row_no = 2 }]
given.claim_refusal = [{ claim = 1, reason = 4, aspect = "pseudo", detail = "滨海新区" }]
expect = []
*/
SELECT c.station_name AS subject, c.scheme, c.batch_year, r.reason, r.aspect, r.detail,
       coalesce(o.file || '[' || o.sheet || ']!' || o.row_no, '-') AS other, c.batch, c.sheet, c.row_no
FROM claim_refusal r
JOIN station_claim c ON c.claim = r.claim
LEFT JOIN station_claim o ON o.claim = r.other
WHERE r.reason = 4 AND r.aspect <> 'pseudo'
ORDER BY c.claim, r.reason, r.aspect
