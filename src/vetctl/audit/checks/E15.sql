/*
code = "E15"
title = { zh = "已撤并的站点申报", en = "A closed or merged station claimed" }
why = { zh = "年底前已撤销、合并，或所在村已并入他村而与另一站同处一地的，不应再计。", en = "A station closed or merged before the year's end, or at one place with another since its village was merged, must not count." }
fix = { zh = "核实后更正或删去该行，重新导入荣誉表；该申报在此之前不计入完成数。", en = "Check, correct or remove the row and import the honours again; until then the claim does not count." }
detail = { zh = "{batch_year} 年{scheme}：{said}", en = "{scheme} {batch_year}: {said}" }
severity = "medium"
group = "stations"

[texts]
said = "stations.refusal.{reason}.{aspect}"
scheme = "stations.scheme.{scheme}"

[[example]]
name = "merged in June"
given.station_claim = [{ claim = 1, station_name = "甲村退役军人服务站", scheme = "model-city", batch_year = 2020, sheet = "荣誉", row_no = 2 }]
given.claim_refusal = [{ claim = 1, reason = 5, aspect = "merged", detail = "2020-06-30 → 乙村退役军人服务站" }]
expect = [{ subject = "甲村退役军人服务站", aspect = "merged", batch_year = 2020 }]

[[example]]
name = "an award of another year (that is E04): silent"
given.station_claim = [{ claim = 1, station_name = "甲村退役军人服务站", scheme = "model-city", batch_year = 2020, sheet = "荣誉", row_no = 2 }]
given.claim_refusal = [{ claim = 1, reason = 3, aspect = "outside-year", detail = "2019-03-01 / 2020" }]
expect = []
*/
SELECT c.station_name AS subject, c.scheme, c.batch_year, r.reason, r.aspect, r.detail,
       coalesce(o.file || '[' || o.sheet || ']!' || o.row_no, '-') AS other, c.batch, c.sheet, c.row_no
FROM claim_refusal r
JOIN station_claim c ON c.claim = r.claim
LEFT JOIN station_claim o ON o.claim = r.other
WHERE r.reason IN (2, 5)
ORDER BY c.claim, r.reason, r.aspect
