/*
code = "E11"
title = { zh = "四舍五入成百分之百", en = "Rounded up to one hundred per cent" }
why = { zh = "完成数少于任务数，却因四舍五入写成100%：差一个就是没有完成。本程序从不这样写，报送的表可能会。", en = "Fewer were built than asked for, but rounding prints 100 %: one short is not done. vetctl never writes so, a report typed by hand may." }
fix = { zh = "报告里写完成数和任务数，未完成的不写100%。", en = "Give both counts in the report, and never 100 % while one is missing." }
detail = { zh = "{year} 年 {level}：完成 {done}、任务 {value}，四舍五入会写成 100%", en = "{year}, {level}: {done} of {value}, which rounding would call 100 %" }
severity = "high"
group = "stations"

[texts]
level = "targets.part.{level}"

[parameter.indicators]
default = '[{"code": "model-stations", "zh": "市级示范型退役军人服务站", "en": "City-level model stations", "scheme": "model-city"}]'
zh = "各指标所数的荣誉（由程序填入）"
en = "the honour each figure counts (filled in by the program)"

[parameter.rounds_from_permille]
default = 995
zh = "从千分之几起会被四舍五入写成100%"
en = "the thousandths from which rounding prints 100 %"

[[example]]
name = "two of three, were 600 thousandths rounded up to all"
given.parameters = { rounds_from_permille = 600 }
given.target_in_force = [{ indicator = "市级示范型退役军人服务站", year = 2020, level = "total", value = 3 }]
given.station_claim = [
  { claim = 1, scheme = "model-city", batch_year = 2020, level = "village" }, { claim = 2, scheme = "model-city", batch_year = 2020, level = "township" },
]
given.claim_refusal = []
expect = [{ subject = "model-stations", year = 2020, done = 2, value = 3 }]

[[example]]
name = "done, and far from done: silent"
given.target_in_force = [
  { indicator = "model-stations", year = 2020, level = "village", value = 1 }, { indicator = "model-stations", year = 2020, level = "township", value = 2 },
]
given.station_claim = [
  { claim = 1, scheme = "model-city", batch_year = 2020, level = "village" }, { claim = 2, scheme = "model-city", batch_year = 2020, level = "township" },
  { claim = 3, scheme = "model-city", batch_year = 2020, level = "township" },
]
given.claim_refusal = [{ claim = 3, reason = 7 }]
expect = []
*/
WITH figure AS MATERIALIZED (
  SELECT json_extract(value, '$.code') AS code, json_extract(value, '$.zh') AS zh, json_extract(value, '$.en') AS en,
         json_extract(value, '$.scheme') AS scheme
  FROM json_each(:indicators)
  WHERE json_extract(value, '$.scheme') IS NOT NULL
),
counted AS MATERIALIZED (
  SELECT scheme, batch_year, level, COUNT(*) AS done
  FROM station_claim c
  WHERE NOT EXISTS (SELECT 1 FROM claim_refusal r WHERE r.claim = c.claim)
  GROUP BY scheme, batch_year, level
),
compared AS (
  SELECT f.code, t.year, t.level, t.value, t.sheet, t.row_no,
         coalesce((SELECT SUM(c.done) FROM counted c
                   WHERE c.scheme = f.scheme AND c.batch_year = t.year AND (t.level = 'total' OR c.level = t.level)), 0) AS done
  FROM target_in_force t
  JOIN figure f ON t.indicator IN (f.code, f.zh, f.en)
)
SELECT code AS subject, year, level, done, value, sheet, row_no
FROM compared
WHERE done < value AND 1000 * done >= :rounds_from_permille * value
ORDER BY code, year, level
