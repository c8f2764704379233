/*
code   = "one-stop-hospitals"
title  = { zh = "一站式结算公立医院", en = "Public hospitals on one-stop settlement" }
why    = { zh = "一站式结算覆盖率的分子：任务数填公立医院数", en = "what the coverage of one-stop settlement divides; its target is the number of public hospitals" }
unit   = "count"
counts = { zh = "年底前已开通一站式结算的公立医院", en = "public hospitals on one-stop settlement by the end of the year" }
window = "one_stop_since"
article_row = 4

[[example]]
name = "open by the end of the year; private, later and never do not count"
given.parameters = { year = 2020 }
given.institution_now = [
  { name = "县人民医院", kind = "hospital", public = 1, one_stop_since = "2020-03-01" }, { name = "县中医院", kind = "hospital", public = 1, one_stop_since = "2021-03-01" },
  { name = "民营医院", kind = "hospital", public = 0, one_stop_since = "2020-03-01" }, { name = "县妇幼保健院", kind = "hospital", public = 1 }, { name = "县社保中心", kind = "insurance" },
]
expect = [{ subject = "县人民医院", counted_on = "2020-03-01", value = 1 }]
*/
SELECT name AS subject, '' AS level, '' AS township, one_stop_since AS counted_on, 1 AS value
FROM institution_now
WHERE kind = 'hospital' AND public = 1 AND one_stop_since <= :year || '-12-31'
ORDER BY one_stop_since, name
