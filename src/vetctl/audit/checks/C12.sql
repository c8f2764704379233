/*
code = "C12"
title = { zh = "同一文件导入两次", en = "The same file imported twice" }
why = { zh = "内容相同的文件第二次导入时又写入了记录：同一批人可能被算了两次。正常情况下重复导入什么也不改变。", en = "A file of the same content wrote rows a second time: the same people may count twice. Importing again should change nothing." }
fix = { zh = "撤销后一个批次（vetctl import undo），再看差异；若是有意重做，留存说明。", en = "Undo the later batch (vetctl import undo) and look at the difference; if it was meant, keep a note." }
detail = { zh = "批次 {later_batch}（{file_name}）与批次 {earlier_batch}（{earlier_file}）内容相同，又写入 {rows_written} 行", en = "batch {later_batch} ({file_name}) has the content of batch {earlier_batch} ({earlier_file}) and wrote {rows_written} rows again" }
severity = "blocking"
group = "amounts"

[[example]]
name = "the same rows under another file name, written again"
given.batch = [
  { batch = 1, register = "roster", file_name = "花名册.xlsx", rows_sha256 = "aa", accepted = 10, unchanged = 0 },
  { batch = 2, register = "roster", file_name = "花名册(1).xlsx", rows_sha256 = "aa", accepted = 10, unchanged = 0 },
]
expect = [{ later_batch = 2, earlier_batch = 1, rows_written = 10 }]

[[example]]
name = "nothing changed the second time, another register, an empty file, or changed back after a correction: silent"
given.batch = [
  { batch = 1, register = "roster", file_name = "甲.xlsx", rows_sha256 = "aa", accepted = 10, unchanged = 0 },
  { batch = 2, register = "roster", file_name = "甲.xlsx", rows_sha256 = "aa", accepted = 10, unchanged = 10 },
  { batch = 3, register = "deaths", file_name = "甲.xlsx", rows_sha256 = "aa", accepted = 10, unchanged = 0 },
  { batch = 4, register = "moves", file_name = "空.xlsx", rows_sha256 = "00", accepted = 0, unchanged = 0 },
  { batch = 5, register = "moves", file_name = "空.xlsx", rows_sha256 = "00", accepted = 0, unchanged = 0 },
  { batch = 6, register = "moves", file_name = "甲.xlsx", rows_sha256 = "bb", accepted = 1, unchanged = 0 },
  { batch = 7, register = "moves", file_name = "乙.xlsx", rows_sha256 = "cc", accepted = 1, unchanged = 0 },
  { batch = 8, register = "moves", file_name = "甲.xlsx", rows_sha256 = "bb", accepted = 1, unchanged = 0 },
]
expect = []
*/
SELECT 'batch ' || b.batch AS subject, b.batch AS later_batch, b.file_name, MAX(a.batch) AS earlier_batch, a.file_name AS earlier_file,
       b.accepted - b.unchanged AS rows_written
FROM batch b
JOIN batch a ON a.register = b.register AND a.rows_sha256 = b.rows_sha256 AND a.batch < b.batch
WHERE b.accepted > b.unchanged AND a.accepted > a.unchanged
  -- A file may come back on purpose after another one of its register (or an undo) stood between.
  AND NOT EXISTS (SELECT 1 FROM batch m
                  WHERE m.register = b.register AND m.batch > a.batch AND m.batch < b.batch
                    AND m.rows_sha256 <> b.rows_sha256 AND m.accepted > m.unchanged)
GROUP BY b.batch
ORDER BY b.batch
