/*
code = "E04"
title = { zh = "不在本年度", en = "Outside the year" }
why = { zh = "批次年度、命名日期与站点成立日期对不上：把别的年度或成立之前的荣誉算进本年。", en = "Batch year, date of the award and founding of the station do not fit: honours of another year, or from before the station existed." }
fix = { zh = "核实后更正或删去该行，重新导入荣誉表；该申报在此之前不计入完成数。", en = "Check, correct or remove the row and import the honours again; until then the claim does not count." }
detail = { zh = "{batch_year} 年{scheme}：{said}", en = "{scheme} {batch_year}: {said}" }
severity = "high"
group = "stations"

[texts]
said = "stations.refusal.{reason}.{aspect}"
scheme = "stations.scheme.{scheme}"

[[example]]
name = "awarded in spring 2019, reported for 2020"
given.station_claim = [{ claim = 1, station_name = "甲村退役军人服务站", scheme = "model-city", batch_year = 2020, sheet = "荣誉", row_no = 2 }]
given.claim_refusal = [{ claim = 1, reason = 3, aspect = "outside-year", detail = "2019-03-01 / 2020" }]
expect = [{ subject = "甲村退役军人服务站", aspect = "outside-year", batch_year = 2020 }]

[[example]]
name = "a closed station (that is E15): silent"
given.station_claim = [{ claim = 1, station_name = "甲村退役军人服务站", scheme = "model-city", batch_year = 2020, sheet = "荣誉", row_no = 2 }]
given.claim_refusal = [{ claim = 1, reason = 5, aspect = "closed", detail = "2020-06-30" }]
expect = []
*/
SELECT c.station_name AS subject, c.scheme, c.batch_year, r.reason, r.aspect, r.detail,
       coalesce(o.file || '[' || o.sheet || ']!' || o.row_no, '-') AS other, c.batch, c.sheet, c.row_no
FROM claim_refusal r
JOIN station_claim c ON c.claim = r.claim
LEFT JOIN station_claim o ON o.claim = r.other
WHERE r.reason = 3
ORDER BY c.claim, r.reason, r.aspect
