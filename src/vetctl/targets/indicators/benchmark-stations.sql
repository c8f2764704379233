/*
code   = "benchmark-stations"
title  = { zh = "国家级“标杆型”退役军人服务站", en = "National benchmark stations" }
why    = { zh = "国家级标杆型是同一站点的另一项荣誉，单独计数，不并入示范型", en = "a national benchmark title is a further honour of a station, a figure of its own" }
unit   = "count"
counts = { zh = "站点：同一站点同一批次只计一次，被退回的申报不计", en = "stations: one station of one batch counts once, refused claims not at all" }
window = "batch_year"             # the year of the batch, not of the plaque, which often comes in the next spring
scheme = "benchmark-national"
article_row = 17

[[example]]
name = "only the year asked for, beside the same station's model title"
given.parameters = { year = 2020 }
given.station_now = [
  { id = 1, name = "甲村退役军人服务站", level = "village", township = "昆阳镇", village = "甲村", founded_on = "2019-05-01" },
  { id = 2, name = "昆阳镇退役军人服务站", level = "township", township = "昆阳镇", founded_on = "2019-05-01" },
]
given.honour_now = [
  { id = 1, station = "甲村退役军人服务站", scheme = "model-city", batch_year = 2020, document = "温〔2020〕8号", awarded_on = "2020-11-20", added_by = 1, sheet = "荣誉", row_no = 2 },
  { id = 2, station = "甲村退役军人服务站", scheme = "benchmark-national", batch_year = 2020, document = "部〔2020〕3号", awarded_on = "2021-01-15", added_by = 1, sheet = "荣誉", row_no = 3 },
  { id = 3, station = "昆阳镇退役军人服务站", scheme = "benchmark-national", batch_year = 2019, document = "部〔2019〕3号", awarded_on = "2019-12-01", added_by = 1, sheet = "荣誉", row_no = 4 },
]
expect = [{ subject = "甲村退役军人服务站", level = "village", counted_on = "2021-01-15", value = 1 }]
*/
SELECT c.name AS subject, c.level, c.township, COALESCE(c.awarded_on, c.year_end) AS counted_on, 1 AS value
FROM station_claim c
WHERE c.scheme = 'benchmark-national'
  AND c.batch_year = :year
  AND NOT EXISTS (SELECT 1 FROM claim_refusal r WHERE r.claim = c.claim)
ORDER BY c.level, c.township, c.name, c.claim
