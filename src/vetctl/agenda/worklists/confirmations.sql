/*
code   = "confirmations"
title  = { zh = "年度核查：到期和逾期", en = "Yearly confirmation: due and overdue" }
basis  = ["伤残抚恤管理办法第二十五条"]
why    = { zh = "每年确认一次；公告满 60 日仍联系不上的，从次月起停发", en = "once a year; no contact 60 days after the notice stops payment from the next month" }

[parameter.notice_days]
default = 60
[parameter.cut_off]
default = "12-31"                 # day of the year by which everybody is to be confirmed

[say.open]
zh = "{year} 年度尚未核查，应在 {due_on} 前完成"
en = "not yet confirmed for {year}, due by {due_on}"
[say.noticed]
zh = "{year} 年度未核查，{noticed_on} 已公告，{due_on} 满 60 日"
en = "not confirmed for {year}, noticed on {noticed_on}, sixty days end on {due_on}"
[say.not-kept]
zh = "没有任何 {year} 年度核查记录，这一年度未能检查"
en = "no confirmation of {year} is on file at all; that year could not be checked"
[say.confirm]
zh = "上门、人脸识别或视频核查；联系不上的发公告"
en = "visit, face check or video call; publish a notice when there is no contact"
[say.last-call]
zh = "期满前联系上即可；否则从 {stop_month} 起停发"
en = "contact before the term ends, otherwise stopped from {stop_month}"
[say.stop]
zh = "已满 60 日，从 {stop_month} 起停发；恢复核查后次月恢复，停发期间不补"
en = "the term has ended: stopped from {stop_month}; paid again from the month after confirmation, no back-pay"
[say.import]
zh = "导入该年度的年度核查表"
en = "import the confirmations of that year"

[[example]]
name = "confirmed is done; open is due at the year's end; a notice gives sixty days, also across the year's end"
given.parameters = { as_of = "2020-12-15", until = "2021-02-13" }
given.enrolled_now = [
  { enrolment = 1, person = 1, policy = "war-test", name = "甲", township = "昆阳镇", start_month = "2018-01" },
  { enrolment = 2, person = 2, policy = "war-test", name = "乙", township = "昆阳镇", start_month = "2018-01" },
  { enrolment = 3, person = 3, policy = "war-test", name = "丙", township = "昆阳镇", start_month = "2018-01" },
  { enrolment = 4, person = 4, policy = "war-test", name = "丁", township = "昆阳镇", start_month = "2018-01" },
  { enrolment = 5, person = 5, policy = "war-test", name = "戊", township = "昆阳镇", start_month = "2020-06" },
]
given.confirmation_now = [
  { person = 1, year = 2020, confirmed_on = "2020-08-01" }, { person = 3, year = 2020, noticed_on = "2020-12-10" },
  { person = 4, year = 2020, noticed_on = "2020-10-01" },
  { person = 1, year = 2019, confirmed_on = "2019-08-01" }, { person = 2, year = 2019, confirmed_on = "2019-08-01" },
  { person = 3, year = 2019, confirmed_on = "2019-08-01" }, { person = 4, year = 2019, confirmed_on = "2019-08-01" },
]
expect = [
  { subject = "丁", due_on = "2020-11-30", state = "overdue", detail = "noticed", action = "stop", stop_month = "2020-12" },
  { subject = "乙", due_on = "2020-12-31", state = "soon", detail = "open", action = "confirm" },
  { subject = "丙", due_on = "2021-02-08", state = "soon", detail = "noticed", action = "last-call", stop_month = "2021-03" },
]

[[example]]
name = "early in the year the year before still counts, and a year without any record is said so"
given.parameters = { as_of = "2021-01-05", until = "2021-03-06" }
given.enrolled_now = [{ enrolment = 1, person = 1, policy = "war-test", name = "甲", township = "昆阳镇", start_month = "2018-01" }]
expect = [{ subject = "2020", state = "info", detail = "not-kept", action = "import" }]

[[example]]
name = "dead, moved away or ended: nobody to confirm"
given.parameters = { as_of = "2021-01-05", until = "2021-03-06" }
given.enrolled_now = [
  { enrolment = 1, person = 1, name = "甲", start_month = "2018-01" }, { enrolment = 2, person = 2, name = "乙", start_month = "2018-01" },
  { enrolment = 3, person = 3, name = "丙", start_month = "2018-01", ends_on = "2020-11-30" },
  { enrolment = 4, person = 4, name = "丁", start_month = "2018-01", township = "鳌江镇" },
]
given.death_best = [{ person = 1, died_on = "2020-10-01" }]
given.move_best = [{ person = 2, direction = "out", moved_on = "2020-05-01" }]
given.confirmation_now = [{ person = 3, year = 2020, confirmed_on = "2020-02-01" }]
expect = [{ subject = "丁", due_on = "2020-12-31", state = "overdue", detail = "open", certainty = "certain" }]
*/
WITH year AS (
  SELECT CAST(substr(:as_of, 1, 4) AS INTEGER) AS year
  UNION ALL
  SELECT substr(:as_of, 1, 4) - 1
),
gone AS (
  SELECT person FROM death_best
  UNION
  SELECT person FROM move_best GROUP BY person
  HAVING MAX(CASE direction WHEN 'out' THEN moved_on ELSE '' END) > MAX(CASE direction WHEN 'in' THEN moved_on ELSE '' END)
),
drawing AS (
  SELECT person, MAX(name) AS name, MAX(township) AS township, MAX(id_no) AS id_no,
         MIN(coalesce(start_month, substr(approved_on, 1, 7), '')) AS start_month
  FROM enrolled_now
  WHERE coalesce(ends_on, '9999-12-31') >= :as_of AND person NOT IN (SELECT person FROM gone)
  GROUP BY person
),
open AS (
  SELECT w.person, w.name, w.township, w.id_no, y.year, c.noticed_on,
         CASE WHEN c.noticed_on IS NULL THEN y.year || '-' || :cut_off
              ELSE date(c.noticed_on, '+' || :notice_days || ' days') END AS due_on
  FROM drawing w
  JOIN year y ON w.start_month < y.year || '-01'
  LEFT JOIN confirmation_now c ON c.person = w.person AND c.year = y.year
  WHERE c.confirmed_on IS NULL
    -- Someone confirmed since needs no confirmation for the year before; a year nobody kept is said once, below.
    AND NOT EXISTS (SELECT 1 FROM confirmation_now n WHERE n.person = w.person AND n.year > y.year AND n.confirmed_on IS NOT NULL)
    AND (y.year = CAST(substr(:as_of, 1, 4) AS INTEGER) OR EXISTS (SELECT 1 FROM confirmation_now n WHERE n.year = y.year))
)
SELECT due_on, CASE WHEN due_on < :as_of THEN 'overdue' WHEN due_on = :as_of THEN 'due' ELSE 'soon' END AS state,
       name AS subject, township, CASE WHEN noticed_on IS NULL THEN 'open' ELSE 'noticed' END AS detail,
       CASE WHEN noticed_on IS NULL THEN 'confirm' WHEN due_on < :as_of THEN 'stop' ELSE 'last-call' END AS action,
       'certain' AS certainty, id_no, year, noticed_on, strftime('%Y-%m', due_on, 'start of month', '+1 month') AS stop_month
FROM open
WHERE due_on <= :until
UNION ALL
SELECT y.year || '-' || :cut_off, 'info', CAST(y.year AS TEXT), '', 'not-kept', 'import', 'needs-data', NULL, y.year, NULL, NULL
FROM year y
WHERE y.year < CAST(substr(:as_of, 1, 4) AS INTEGER)
  AND NOT EXISTS (SELECT 1 FROM confirmation_now n WHERE n.year = y.year)
  AND EXISTS (SELECT 1 FROM drawing w WHERE w.start_month < y.year || '-01')
ORDER BY due_on, township, subject, year
