/*
code   = "model-stations"
title  = { zh = "市级示范型退役军人服务站", en = "City-level model stations" }
why    = { zh = "县、乡镇、村三级示范型服务站创建数，是创建完成率的分子", en = "model stations of county, townships and villages: what the completion rate divides" }
unit   = "count"
counts = { zh = "站点：同一站点同一批次只计一次，被退回的申报不计", en = "stations: one station of one batch counts once, refused claims not at all" }
window = "batch_year"             # the year of the batch, not of the plaque, which often comes in the next spring
scheme = "model-city"
article_row = 15

[[example]]
name = "a plaque of the next spring counts for its batch; a second claim and one without a document do not"
given.parameters = { year = 2020 }
given.station_now = [
  { id = 1, name = "甲村退役军人服务站", level = "village", township = "昆阳镇", village = "甲村", founded_on = "2019-05-01" },
  { id = 2, name = "昆阳镇退役军人服务站", level = "township", township = "昆阳镇", founded_on = "2019-05-01" },
]
given.honour_now = [
  { id = 1, station = "甲村退役军人服务站", scheme = "model-city", batch_year = 2020, document = "温〔2020〕8号", awarded_on = "2021-04-25", added_by = 1, sheet = "荣誉", row_no = 2 },
  { id = 2, station = "甲村退役军人服务站", scheme = "model-city", batch_year = 2020, document = "温〔2020〕8号", awarded_on = "2021-04-25", added_by = 1, sheet = "荣誉", row_no = 3 },
  { id = 3, station = "昆阳镇退役军人服务站", scheme = "model-city", batch_year = 2020, document = "", added_by = 1, sheet = "荣誉", row_no = 4 },
]
expect = [{ subject = "甲村退役军人服务站", level = "village", township = "昆阳镇", counted_on = "2021-04-25", value = 1 }]
*/
SELECT c.name AS subject, c.level, c.township, COALESCE(c.awarded_on, c.year_end) AS counted_on, 1 AS value
FROM station_claim c
WHERE c.scheme = 'model-city'
  AND c.batch_year = :year
  AND NOT EXISTS (SELECT 1 FROM claim_refusal r WHERE r.claim = c.claim)
ORDER BY c.level, c.township, c.name, c.claim
