/*
code = "E01"
title = { zh = "服务站重复登记", en = "A station registered twice" }
why = { zh = "同一地方同一层级有两个在用站点（如已合并的两个旧村各留一个）、统一社会信用代码相同、或去掉“退役军人服务站”后同名：一个站点会被数两次。", en = "Two active stations of one level at one place (as after villages merged), one credit code twice, or the same name once 退役军人服务站 is cut off: one station counts twice." }
fix = { zh = "核实后给多余的站点填撤销日期和合并到，重新导入服务站台账。", en = "Find out which one is real, give the other a closing date and its successor, and import the stations again." }
detail = { zh = "{reason}：{other}（{value}）", en = "{reason}: {other} ({value})" }
severity = "high"
group = "stations"

[words.reason]
place = { zh = "同一地方另有在用站点", en = "another active station at this place" }
code = { zh = "统一社会信用代码相同", en = "the same credit code" }
name = { zh = "名称实际相同", en = "really the same name" }

[[example]]
name = "two stations in one village, one code twice, one name with and without its suffix"
given.station_now = [
  { id = 1, name = "甲村退役军人服务站", level = "village", township = "昆阳镇", village = "甲村", added_by = 1, sheet = "台账", row_no = 2 },
  { id = 2, name = "甲村第二服务站", level = "village", township = "昆阳镇", village = "甲村", added_by = 1, sheet = "台账", row_no = 3 },
  { id = 3, name = "甲公司一厂", level = "enterprise", township = "鳌江镇", village = "", credit_code = "91110000600037341L", added_by = 1, sheet = "台账", row_no = 4 },
  { id = 4, name = "甲公司二厂", level = "enterprise", township = "鳌江镇", village = "", credit_code = "91110000600037341L", added_by = 1, sheet = "台账", row_no = 5 },
  { id = 5, name = "乙村", level = "village", township = "水头镇", village = "", added_by = 1, sheet = "台账", row_no = 6 },
  { id = 6, name = "乙村退役军人服务站", level = "village", township = "水头镇", village = "", added_by = 1, sheet = "台账", row_no = 7 },
]
expect = [
  { subject = "甲村第二服务站", reason = "place", other = "甲村退役军人服务站" }, { subject = "甲公司二厂", reason = "code", other = "甲公司一厂" },
  { subject = "乙村退役军人服务站", reason = "name", other = "乙村" },
]

[[example]]
name = "a closed one beside its successor, a village and a township of one name, two townships with a village of one name: silent"
given.station_now = [
  { id = 1, name = "甲村退役军人服务站", level = "village", township = "昆阳镇", village = "甲村", closed_on = "2019-12-31" },
  { id = 2, name = "甲村新站", level = "village", township = "昆阳镇", village = "甲村" },
  { id = 3, name = "水头退役军人服务站", level = "village", township = "水头镇", village = "水头" },
  { id = 4, name = "水头退役军人服务中心", level = "township", township = "水头镇", village = "" },
  { id = 5, name = "埭头村退役军人服务站(鳌江)", level = "village", township = "鳌江镇", village = "埭头村" },
  { id = 6, name = "埭头村退役军人服务站(水头)", level = "village", township = "水头镇", village = "埭头村" },
]
expect = []
*/
WITH active AS MATERIALIZED (
  SELECT id, name, level, added_by, sheet, row_no,
         CASE level WHEN 'county' THEN 'county' WHEN 'enterprise' THEN NULL
                    WHEN 'township' THEN NULLIF(township, '')
                    ELSE NULLIF(township, '') || ' ' || NULLIF(village, '') END AS place,
         NULLIF(credit_code, '') AS credit_code,
         level || ' ' || township || ' ' || replace(replace(replace(name, ' ', ''), '退役军人服务站', ''), '退役军人服务中心', '') AS word
  FROM station_now
  WHERE closed_on IS NULL AND coalesce(merged_into, '') = ''
),
pair AS (
  SELECT b.id, b.name AS subject, 'place' AS reason, a.name AS other, b.place AS value, 1 AS weight, b.added_by, b.sheet, b.row_no
  FROM active a JOIN active b ON b.level = a.level AND b.place = a.place AND b.id > a.id
  UNION ALL
  SELECT b.id, b.name, 'code', a.name, b.credit_code, 2, b.added_by, b.sheet, b.row_no
  FROM active a JOIN active b ON b.credit_code = a.credit_code AND b.id > a.id
  UNION ALL
  SELECT b.id, b.name, 'name', a.name, b.word, 3, b.added_by, b.sheet, b.row_no
  FROM active a JOIN active b ON b.word = a.word AND b.id > a.id
)
-- One row for a pair, under the strongest reason; MIN() picks the row the other columns come from.
SELECT subject, reason, other, value, added_by AS batch, sheet, row_no
FROM (SELECT id, subject, reason, other, value, MIN(weight) AS weight, added_by, sheet, row_no FROM pair GROUP BY id, other)
ORDER BY id, other
