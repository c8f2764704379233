"""Taking files in: all or nothing, skip, twice, corrections, held rows, and one journal event each."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.intake.conftest import DISABLED, SOLDIER, codes, counts, table, take
from vetctl.core.errors import Exit
from vetctl.intake import importing
from vetctl.store import journal

Write = Callable[..., Path]
FACTS = ("person", "profile", "service", "account", "enrolment", "terms", "batch", "journal")


def test_a_roster_feeds_six_tables(workbook: Write, connection: sqlite3.Connection) -> None:
    plan = take(connection, workbook(table(SOLDIER, DISABLED)))
    assert plan.exit() is Exit.DONE
    assert plan.counts == {"rows_in": 2, "accepted": 2, "held": 0, "rejected": 0, "new": 2, "changed": 0, "unchanged": 0}
    assert counts(connection, *FACTS) == (2, 2, 1, 2, 2, 2, 2, 1)
    row = connection.execute("SELECT from_month, category, grade, nature, approved_on FROM terms ORDER BY id").fetchall()
    assert row == [("2011-08", "rural-60", None, None, "2011-08-20"), ("1980-05", "disabled-soldier", 6, "duty", "1980-05-01")]
    sheet = connection.execute("SELECT sheet, row_no FROM terms ORDER BY id").fetchall()
    assert sheet == [("花名册", 2), ("花名册", 3)]
    (facts,) = connection.execute("SELECT facts FROM journal").fetchone()
    assert json.loads(facts)["sha256"] == plan.source.sha256
    assert not list(journal.broken_links(connection))


def test_the_same_file_twice(workbook: Write, connection: sqlite3.Connection) -> None:
    path = workbook(table(SOLDIER, DISABLED))
    first = take(connection, path)
    before = counts(connection, *FACTS)
    again = take(connection, path)
    assert again.known_already
    assert (again.earlier_batch, again.batch) == (first.batch, None)
    assert again.exit() is Exit.DONE
    assert codes(again) == {"E313"}
    assert counts(connection, *FACTS) == before


def test_the_same_content_in_another_file(workbook: Write, connection: sqlite3.Connection) -> None:
    first = take(connection, workbook(table(SOLDIER, DISABLED)))
    other = take(connection, workbook(table(SOLDIER, DISABLED), name="另存.xlsx", at=(1, 0)))
    assert other.counts["unchanged"] == 2
    assert other.batch is not None
    assert other.rows_sha256 == first.rows_sha256
    assert counts(connection, "person", "profile", "terms", "account") == (2, 2, 2, 2)


def test_nothing_is_taken_in_when_a_row_is_rejected(workbook: Write, connection: sqlite3.Connection) -> None:
    before = counts(connection, *FACTS)
    plan = take(connection, workbook(table(SOLDIER, {**DISABLED, "身份证号": "990326195507083118"})))
    assert plan.exit() is Exit.FOUND
    assert (plan.counts["accepted"], plan.counts["rejected"], plan.batch) == (1, 1, None)
    assert counts(connection, *FACTS) == before


def test_skip_takes_in_the_rest_and_keeps_the_rejected_row(workbook: Write, connection: sqlite3.Connection) -> None:
    plan = take(connection, workbook(table(SOLDIER, {**DISABLED, "身份证号": "990326195507083118"})), on_error="skip")
    assert plan.exit("skip") is Exit.PARTLY
    assert counts(connection, "person", "terms") == (1, 1)
    state, code, raw = connection.execute("SELECT state, codes, raw FROM batch_row").fetchone()
    assert (state, code, json.loads(raw)["姓名"]) == ("rejected", "E102", "林永福")
    row = connection.execute("SELECT rows_in, accepted, held, rejected FROM batch WHERE batch = ?", (plan.batch,)).fetchone()
    assert row == (2, 1, 0, 1)


def test_a_held_row_waits_and_the_rest_goes_in(workbook: Write, connection: sqlite3.Connection) -> None:
    take(connection, workbook(table(SOLDIER)))
    plan = take(connection, workbook(table({**SOLDIER, "姓名": "陈大明"}, DISABLED), name="b.xlsx"))
    assert plan.counts["held"] == 1
    assert plan.counts["accepted"] == 1
    assert plan.exit() is Exit.PARTLY
    assert connection.execute("SELECT name FROM profile WHERE ended_by IS NULL ORDER BY id").fetchall() == [("陈国华",), ("林永福",)]
    assert connection.execute("SELECT state, codes FROM batch_row").fetchall() == [("held", "E202")]


def test_a_correction_ends_the_version_held(workbook: Write, connection: sqlite3.Connection) -> None:
    take(connection, workbook(table(DISABLED)))
    plan = take(connection, workbook(table({**DISABLED, "伤残等级": "五级"}), name="b.xlsx"))
    assert plan.counts["changed"] == 1
    rows = connection.execute("SELECT from_month, grade, added_by, ended_by FROM terms ORDER BY id").fetchall()
    assert rows == [("1980-05", 6, 2, 3), ("1980-05", 5, 3, None)]


def test_a_change_from_a_month_keeps_the_older_terms(workbook: Write, connection: sqlite3.Connection) -> None:
    take(connection, workbook(table(DISABLED)))
    changed = {**DISABLED, "伤残等级": "五级", "变更起月": "2020-07"}
    take(connection, workbook(table(changed), name="b.xlsx"))
    held = "SELECT from_month, grade FROM terms WHERE ended_by IS NULL ORDER BY from_month"
    assert connection.execute(held).fetchall() == [("1980-05", 6), ("2020-07", 5)]
    # The roster of the next month says grade 5 without a month: that is what holds now, nothing changes.
    plan = take(connection, workbook(table({**DISABLED, "伤残等级": "五级"}), name="c.xlsx"))
    assert plan.counts["unchanged"] == 1
    assert connection.execute(held).fetchall() == [("1980-05", 6), ("2020-07", 5)]


def test_a_missing_column_says_nothing_and_a_blank_cell_speaks(workbook: Write, connection: sqlite3.Connection) -> None:
    take(connection, workbook(table({**SOLDIER, "待遇终止日期": "2021-05-31"})))
    fewer = {k: v for k, v in SOLDIER.items() if k not in ("联系电话", "银行账号", "入伍时间", "退伍时间")}
    fewer |= {"服义务兵开始时间": "1969-12", "服义务兵结束时间": "1973-03"}
    plan = take(connection, workbook(table({**fewer, "待遇终止日期": ""}), name="b.xlsx"))
    assert plan.batch is not None
    assert connection.execute("SELECT phone FROM profile WHERE ended_by IS NULL").fetchone() == ("11000000001",)
    assert connection.execute("SELECT ends_on FROM terms WHERE ended_by IS NULL").fetchone() == (None,)
    assert counts(connection, "account") == (1,)


def test_one_person_with_two_benefits(workbook: Write, connection: sqlite3.Connection) -> None:
    child = {**SOLDIER, "优抚对象类别": "烈士老年子女", "入伍时间": "", "退伍时间": "", "备注": "独居"}
    plan = take(connection, workbook(table(SOLDIER, child)))
    assert "E206" in codes(plan)
    assert plan.counts["accepted"] == 2
    assert counts(connection, "person", "profile", "service", "enrolment", "account") == (1, 1, 1, 2, 1)
    assert connection.execute("SELECT note FROM profile").fetchone() == ("独居",)


def test_two_rows_of_one_person_that_contradict_are_held(workbook: Write, connection: sqlite3.Connection) -> None:
    child = {**SOLDIER, "优抚对象类别": "烈士老年子女", "银行账号": "9903260000000009999"}
    plan = take(connection, workbook(table(SOLDIER, child)))
    assert (plan.counts["held"], plan.counts["accepted"]) == (2, 0)


def test_a_rejected_row_says_nothing_through_another_row(workbook: Write, connection: sqlite3.Connection) -> None:
    first = {k: v for k, v in SOLDIER.items() if k != "联系电话"}
    rejected = {**SOLDIER, "优抚对象类别": "残疾军人", "伤残等级": "", "伤残性质": "", "联系电话": "11099999999"}
    plan = take(connection, workbook(table(first, rejected)), on_error="skip")
    assert (plan.counts["accepted"], plan.counts["rejected"]) == (1, 1)
    assert connection.execute("SELECT phone FROM profile").fetchone() == ("",)


def test_the_same_row_twice(workbook: Write, connection: sqlite3.Connection) -> None:
    plan = take(connection, workbook(table(SOLDIER, SOLDIER)))
    (found,) = [f for f in plan.findings() if f.code == "E201"]
    assert found.where.row == 3
    assert plan.counts["rejected"] == 1
    plan = take(connection, workbook(table(DISABLED, {**DISABLED, "伤残等级": "五级"}), name="b.xlsx"))
    assert plan.counts["rejected"] == 2


BAD_CELLS = [
    ("身份证号", 990326194802113419, "E105"),
    ("银行账号", 9903260000000000017, "E106"),
    ("身份证号", "990326194802113418", "E102"),
    ("入伍时间", "1969-02-30", "E108"),
    ("入伍时间", 1969.1, "E108"),
    ("入伍时间", "2099-01", "E109"),
    ("乡镇", "风卧镇", "E113"),
    ("优抚对象类别", "优抚", "E112"),
    ("姓名", "=HYPERLINK(1)", "E115"),
    ("姓名", "", "E101"),
    ("待遇开始年月", "2020年13月", "E118"),
    ("退伍时间", "1968-01", "E203"),
    ("入伍时间", "1953-01", "E211"),
]


@pytest.mark.parametrize(("heading", "value", "code"), BAD_CELLS)
def test_bad_cells(heading: str, value: Any, code: str, workbook: Write, connection: sqlite3.Connection) -> None:
    plan = take(connection, workbook(table({**SOLDIER, heading: value}, DISABLED)))
    found = [f for f in plan.findings() if f.code == code]
    assert found, codes(plan)
    assert found[0].heading == heading
    assert found[0].where.row == 2
    assert "{" not in found[0].reason + found[0].remedy
    assert plan.batch is None


def test_birth_date_that_differs_is_held(workbook: Write, connection: sqlite3.Connection) -> None:
    plan = take(connection, workbook(table({**SOLDIER, "出生日期": "1948年2月"}, {**DISABLED, "出生日期": "1955-07-09"})))
    assert (plan.counts["accepted"], plan.counts["held"]) == (1, 1)
    assert "E208" in codes(plan)


def test_a_remark_is_a_warning_only(workbook: Write, connection: sqlite3.Connection) -> None:
    plan = take(connection, workbook(table({**SOLDIER, "姓名": "陈国华（已故）"})))
    assert codes(plan) == {"E214"}
    assert connection.execute("SELECT name, note FROM profile").fetchone() == ("陈国华", "已故")


def test_deaths_need_a_known_person(workbook: Write, connection: sqlite3.Connection) -> None:
    take(connection, workbook(table(SOLDIER)))
    death = {"姓名": "陈国华", "身份证号": "990326194802113419", "死亡日期": dt.date(2020, 3, 5), "信息来源": "公安"}
    stranger = {**death, "姓名": "张三", "身份证号": "990326195001013412"}
    plan = take(connection, workbook(table(death, stranger), name="死亡.xlsx"), on_error="skip")
    assert plan.register is not None
    assert plan.register.code == "deaths"
    assert "E207" in codes(plan)
    assert connection.execute("SELECT died_on, source FROM death").fetchall() == [("2020-03-05", "police")]


def test_check_writes_nothing(workbook: Write, connection: sqlite3.Connection) -> None:
    before = counts(connection, *FACTS)
    source = importing.open_file(workbook(table(SOLDIER, DISABLED)))
    plan = importing.examine(connection, source, received_on=dt.date(2020, 12, 1))
    assert plan.counts["new"] == 2
    assert counts(connection, *FACTS) == before


def test_a_failed_write_leaves_nothing(workbook: Write, connection: sqlite3.Connection) -> None:
    connection.execute("CREATE TRIGGER stop BEFORE INSERT ON terms BEGIN SELECT RAISE(ABORT, 'no'); END")
    before = counts(connection, *FACTS)
    with pytest.raises(sqlite3.IntegrityError):
        take(connection, workbook(table(SOLDIER)))
    assert counts(connection, *FACTS) == before


def test_a_large_register_is_not_read_whole_for_a_small_file(workbook: Write, connection: sqlite3.Connection) -> None:
    connection.execute("BEGIN")
    connection.executemany(
        "INSERT INTO person (person, id_no, born_on, sex, added_by) VALUES (?, ?, '1950-01-01', 'male', 1)",
        ((n, f"x{n}") for n in range(1, 200)),
    )
    connection.execute("COMMIT")
    plan = take(connection, workbook(table(SOLDIER)))
    assert plan.counts["new"] == 1
    assert connection.execute("SELECT max(person) FROM person").fetchone() == (200,)
    again = take(connection, workbook(table(SOLDIER), name="b.xlsx"))
    assert again.counts["unchanged"] == 1
