/*
code = "E09"
title = { zh = "任务数没有文号，或年底调低", en = "A target without a document, or lowered late" }
why = { zh = "完成率的分母要有文件；11月以后调低任务数，会把九成说成超额。", en = "The denominator of a rate needs a document; a target lowered after 1 November turns nine tenths into more than all." }
fix = { zh = "补上下达文件的文号；年底调整的，附调整文件并在报告里同时写出原任务数。", en = "Add the document; for a late change attach the decision and give the former target in the report too." }
detail = { zh = "{year} 年 {level} 任务数 {value}：{reason}（原为 {first_value}，{decided_on} 下达）", en = "{year}, {level}, target {value}: {reason} (first {first_value}, decided {decided_on})" }
severity = "high"
group = "stations"

[words.reason]
document = { zh = "没有文号", en = "no document" }
lowered = { zh = "11月以后调低", en = "lowered after 1 November" }

[texts]
level = "targets.part.{level}"

[[example]]
name = "lowered from 160 to 148 on 10 December, and one without a document"
given.target_now = [
  { indicator = "model-stations", year = 2020, level = "total", value = 160, document = "平退〔2020〕3号", decided_on = "2020-03-01" },
  { indicator = "model-stations", year = 2020, level = "total", value = 148, document = "平退〔2020〕30号", decided_on = "2020-12-10" },
  { indicator = "fengqiao-stations", year = 2020, level = "total", value = 5, document = "", decided_on = "2020-03-01" },
]
expect = [
  { subject = "fengqiao-stations", reason = "document" }, { subject = "model-stations", reason = "lowered", value = 148, first_value = 160 },
]

[[example]]
name = "lowered in May by a document, raised in December: silent"
given.target_now = [
  { indicator = "model-stations", year = 2020, level = "total", value = 160, document = "平退〔2020〕3号", decided_on = "2020-03-01" },
  { indicator = "model-stations", year = 2020, level = "total", value = 148, document = "平退〔2020〕9号", decided_on = "2020-05-10" },
  { indicator = "model-stations", year = 2020, level = "total", value = 150, document = "平退〔2020〕31号", decided_on = "2020-12-10" },
]
expect = []
*/
SELECT indicator AS subject, year, level, value, first_value, decided_on,
       CASE WHEN document NOT GLOB '*[0-9]*' THEN 'document' ELSE 'lowered' END AS reason, sheet, row_no
FROM target_in_force
WHERE document NOT GLOB '*[0-9]*' OR lowered_late
ORDER BY indicator, year, level
