/*
code   = "enterprise-stations"
title  = { zh = "非公企业退役军人服务站", en = "Stations in non-public enterprises" }
why    = { zh = "非公企业服务站有自己的任务数，不并入三级示范型", en = "enterprise stations have a target of their own and are no part of the three levels" }
unit   = "count"
counts = { zh = "站点：同一站点同一批次只计一次，被退回的申报不计", en = "stations: one station of one batch counts once, refused claims not at all" }
window = "batch_year"             # the year of the batch, not of the plaque, which often comes in the next spring
scheme = "private-enterprise"
article_row = 13

[[example]]
name = "one firm with two plants counts once; a wrong credit code does not count"
given.parameters = { year = 2020 }
given.station_now = [
  { id = 1, name = "甲公司一厂", level = "enterprise", township = "鳌江镇", credit_code = "91110000600037341L", ownership = "private", founded_on = "2020-05-01" },
  { id = 2, name = "甲公司二厂", level = "enterprise", township = "鳌江镇", credit_code = "91110000600037341L", ownership = "private", founded_on = "2020-05-01" },
  { id = 3, name = "乙公司", level = "enterprise", township = "鳌江镇", credit_code = "911100006000373411", ownership = "private", founded_on = "2020-05-01" },
]
given.honour_now = [
  { id = 1, station = "甲公司一厂", scheme = "private-enterprise", batch_year = 2020, document = "平〔2020〕8号", awarded_on = "2020-11-20", added_by = 1, sheet = "荣誉", row_no = 2 },
  { id = 2, station = "甲公司二厂", scheme = "private-enterprise", batch_year = 2020, document = "平〔2020〕8号", awarded_on = "2020-11-20", added_by = 1, sheet = "荣誉", row_no = 3 },
  { id = 3, station = "乙公司", scheme = "private-enterprise", batch_year = 2020, document = "平〔2020〕8号", awarded_on = "2020-11-20", added_by = 1, sheet = "荣誉", row_no = 4 },
]
expect = [{ subject = "甲公司一厂", level = "enterprise", township = "鳌江镇", value = 1 }]
*/
SELECT c.name AS subject, c.level, c.township, COALESCE(c.awarded_on, c.year_end) AS counted_on, 1 AS value
FROM station_claim c
WHERE c.scheme = 'private-enterprise'
  AND c.batch_year = :year
  AND NOT EXISTS (SELECT 1 FROM claim_refusal r WHERE r.claim = c.claim)
ORDER BY c.level, c.township, c.name, c.claim
