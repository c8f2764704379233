/*
code = "E02"
title = { zh = "荣誉重复申报", en = "An honour claimed twice" }
why = { zh = "同一站点同一荣誉报了两次（含曾用名、已合并的旧村），或把更高荣誉另算一站：完成数虚高。", en = "One station claimed twice for one honour (also under an old name or a merged village), or a higher honour counted as another station: the figure is inflated." }
fix = { zh = "核实后更正或删去该行，重新导入荣誉表；该申报在此之前不计入完成数。", en = "Check, correct or remove the row and import the honours again; until then the claim does not count." }
detail = { zh = "{batch_year} 年{scheme}：{said}", en = "{scheme} {batch_year}: {said}" }
severity = "high"
group = "stations"

[texts]
said = "stations.refusal.{reason}.{aspect}"
scheme = "stations.scheme.{scheme}"

[[example]]
name = "the same station a second time"
given.station_claim = [{ claim = 1, station_name = "甲村退役军人服务站", scheme = "model-city", batch_year = 2020, sheet = "荣誉", row_no = 2 }]
given.claim_refusal = [{ claim = 1, reason = 1, aspect = "twice", detail = "甲村退役军人服务站" }]
expect = [{ subject = "甲村退役军人服务站", aspect = "twice", batch_year = 2020 }]

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
WHERE r.reason IN (1, 8)
ORDER BY c.claim, r.reason, r.aspect
