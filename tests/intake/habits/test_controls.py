"""Totals in every nesting, one person with two benefits, and sheets that were made to be slow."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from tests.intake.conftest import codes, take
from tests.intake.habits import books
from tests.intake.habits.books import Sheet, alone, case, line, person, rows
from tests.intake.habits.test_habits import screen
from vetctl.intake.controls import listed

CASES = rows(*(case(index, 100) for index in range(1, 7)))


def total(words: str, heads: int, amount: float) -> list[Any]:
    return line(CASES, 序号=words, 姓名=f"{heads}人", 核定援助金额=amount)


def test_villages_townships_and_the_county(tmp_path: Path, connection: sqlite3.Connection) -> None:
    sheet = [
        *CASES[:2], total("东门社区小计", 1, 100), *CASES[2:4], total("西门村小计", 2, 200), total("昆阳镇合计", 3, 300),
        *CASES[4:], total("本页小计", 3, 300), total("鳌江镇合计", 3, 300), total("总计", 6, 600),
    ]  # fmt: skip
    plan = take(connection, books.xlsx(tmp_path / "a.xlsx", Sheet(sheet)))
    assert len(plan.accepted) == 6
    assert plan.reading.left_out["totals"] == 6
    assert "表中写明的合计和人数 12 处，与读到的一致" in screen(plan)
    assert "E209" not in codes(plan)


def test_the_last_sheet_states_the_total_of_all(tmp_path: Path, connection: sqlite3.Connection) -> None:
    first, second = Sheet(CASES[:4], name="一"), Sheet([CASES[0], *CASES[4:], total("总计", 6, 600)], name="二")
    plan = take(connection, books.xlsx(tmp_path / "a.xlsx", first, second))
    assert "E209" not in codes(plan)


def test_heads_are_rows_or_people(tmp_path: Path, connection: sqlite3.Connection) -> None:
    soldier = {
        "优抚对象类别": "60周岁以上农村籍退役士兵",
        "伤残等级": "",
        "伤残性质": "",
        "入伍时间": "1969-12",
        "退伍时间": "1973-03",
    }
    table = rows(person(1, 入伍时间="", 退伍时间=""), person(1, 序号=2, **soldier), person(2, 序号=3))
    for heads in (2, 3):
        plan = take(
            connection, books.xlsx(tmp_path / f"{heads}.xlsx", Sheet([*table, alone(table, f"合计 {heads}人")]))
        )
        assert not {"E209", "E130"} & codes(plan), screen(plan)
    plan = take(connection, books.xlsx(tmp_path / "4.xlsx", Sheet([*table, alone(table, "合计 4人")])))
    assert "合计行的人数是 4，表中实有 3" in screen(plan)


def test_people_of_two_benefits_are_one_head_in_the_title_too(tmp_path: Path, connection: sqlite3.Connection) -> None:
    table = rows(case(1, 100), case(1, 200, 申请日期="2020-07-01"), case(2, 300))
    plan = take(
        connection, books.xlsx(tmp_path / "a.xlsx", Sheet([alone(table, "名册：共1户2人，合计金额0.06万元"), *table]))
    )
    assert "E130" not in codes(plan), screen(plan)
    assert "2 处，与读到的一致" in screen(plan)


def test_an_amount_that_nothing_read_can_confirm_is_said(tmp_path: Path, connection: sqlite3.Connection) -> None:
    table = rows(person(1))
    plan = take(connection, books.xlsx(tmp_path / "a.xlsx", Sheet([alone(table, "合计金额1000元"), *table])))
    assert "表中写明的金额 1000.00 没有核对" in screen(plan)


@pytest.mark.parametrize("words", ["每人每月标准1440元", "60周岁以上农村籍退役士兵", "2020年12月", "民发〔2011〕110号"])
def test_other_numbers_in_a_title_are_no_totals(words: str, tmp_path: Path, connection: sqlite3.Connection) -> None:
    plan = take(connection, books.xlsx(tmp_path / "a.xlsx", Sheet([alone(CASES, words), *CASES])))
    assert not {"E130", "E131"} & codes(plan), screen(plan)


def test_choices_are_no_totals(tmp_path: Path, connection: sqlite3.Connection) -> None:
    table = rows(
        {
            "指标": "model-stations",
            "年度": "2020年",
            "层级": "合计",
            "任务数": "148",
            "文号": "演示〔2020〕5号",
            "下达日期": "2020-03-02",
        }
    )
    plan = take(connection, books.xlsx(tmp_path / "a.xlsx", Sheet(table)))
    assert plan.counts["rows_in"] == 1


def test_thousands_of_totals_and_overlapping_merged_cells(tmp_path: Path, connection: sqlite3.Connection) -> None:
    table = [*CASES, *(total("小计", number, number) for number in range(3000))]
    plan = take(connection, books.xlsx(tmp_path / "a.xlsx", Sheet(table)))
    assert len(plan.accepted) == 6
    assert plan.reading.left_out["totals"] == 3000


def test_rows_in_few_words() -> None:
    assert listed([]) == ""
    assert listed(range(1, 1000, 2)).endswith("…")
