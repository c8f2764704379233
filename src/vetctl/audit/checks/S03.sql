/*
code = "S03"
title = { zh = "标准表：不存在的等级或性质", en = "Standards: a grade or nature that does not exist" }
why = { zh = "因病只有一级至六级，因战、因公一级至十级；其他写法的标准永远对不上任何人。", en = "Illness has grades 1 to 6, war and duty 1 to 10; a standard under any other key never meets anybody." }
basis = ["军人抚恤优待条例（2011）第二十二条"]
fix = { zh = "更正标准表中的标准类别，重新导入。", en = "Correct the key in the standards and import them again." }
detail = { zh = "{effective_from} {key}", en = "{effective_from} {key}" }
severity = "high"
group = "standards"

[parameter.graded_policy]
default = "disability-pension"
zh = "按伤残等级定标准的待遇"
en = "the benefit whose standards go by grade"

[[example]]
name = "illness grade 7, war grade 11, and a typing error"
given.standard_now = [
  { policy = "disability-pension", key = "illness-7", effective_from = "2020-08-01" }, { policy = "disability-pension", key = "war-11", effective_from = "2020-08-01" },
  { policy = "disability-pension", key = "wars-1", effective_from = "2020-08-01" },
]
expect = [{ key = "illness-7" }, { key = "war-11" }, { key = "wars-1" }]

[[example]]
name = "the edges of the table, and another benefit: silent"
given.standard_now = [
  { policy = "disability-pension", key = "illness-6", effective_from = "2020-08-01" }, { policy = "disability-pension", key = "duty-10", effective_from = "2020-08-01" },
  { policy = "disability-pension", key = "local-war-1", effective_from = "2020-08-01" }, { policy = "war-test", key = "base", effective_from = "2020-08-01" },
]
expect = []
*/
SELECT policy || ' ' || key AS subject, effective_from, key, added_by AS batch, sheet, row_no
FROM standard_now
WHERE policy = :graded_policy
  -- local-: the county's table for those without a work unit.
  AND NOT (replace(key, 'local-', '') GLOB 'war-[1-9]' OR replace(key, 'local-', '') GLOB 'duty-[1-9]'
           OR replace(key, 'local-', '') IN ('war-10', 'duty-10') OR replace(key, 'local-', '') GLOB 'illness-[1-6]')
ORDER BY effective_from, key
