"""Finding the heading row: habits of clerks, synonyms without guessing, units, and what stands around the data."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from tests.intake.conftest import DISABLED, SOLDIER, codes, table, take
from vetctl.intake import shelf
from vetctl.intake.header import Lexicon, find
from vetctl.intake.words import heading

REGISTERS = shelf.registers()
LEXICON = Lexicon(REGISTERS.values())


def header(rows: list[list[Any]], merged: list[tuple[int, int, int]] | None = None) -> Any:
    return find(rows, LEXICON, merged or [])


def test_titles_above_and_stars_and_hints() -> None:
    rows = [
        ["平阳县优抚对象花名册", "", "", ""],
        ["填报单位：昆阳镇", "", "", "单位：元"],
        ["序号", "* 姓　名", "身份证号码（18位）", "优抚对象\n类别", "所属乡镇", "银行帐号"],
        [1, "张三", "", "", "", ""],
    ]
    found = header(rows)
    assert (found.register.code, found.row, found.levels) == ("roster", 2, 1)
    assert found.fields == {"name": 1, "identity": 2, "category": 3, "township": 4, "account": 5}
    assert found.sequence == 0


def test_two_levels_are_joined() -> None:
    rows = [
        ["优抚花名册", "", "", "", "", "", ""],
        ["姓名", "身份证号", "优抚类别", "乡镇", "伤残情况", "", "服役情况", ""],
        ["", "", "", "", "等级", "性质", "入伍时间", "退伍时间"],
    ]
    rows[0].append("")
    found = header(rows, merged=[(1, 4, 5), (1, 6, 7)])
    assert (found.row, found.levels, found.data_row) == (1, 2, 3)
    assert {"grade": 4, "nature": 5, "enlisted_on": 6, "discharged_on": 7}.items() <= found.fields.items()
    assert found.headings[4] == "伤残情况/等级"


def test_a_title_line_is_no_level_of_headings() -> None:
    rows = [["填报单位：某站", "", "", "", ""], ["姓名", "身份证号", "优抚类别", "乡镇", "备注"], ["张三", "1", "2", "3", ""]]
    found = header(rows)
    assert (found.row, found.levels) == (1, 1)
    assert found.headings[0] == "姓名"


@pytest.mark.parametrize("one", sorted({w for r in REGISTERS.values() for c in r.columns for w in (c.zh, *c.also)}))
def test_every_declared_word_means_one_field_of_a_register(one: str) -> None:
    for register in REGISTERS.values():
        fields = {c.field for c in register.columns for w in (c.zh, c.en, *c.also) if heading(w) == heading(one)}
        assert len(fields) <= 1, (register.code, one, fields)


def test_discharge_is_never_taken_for_enlistment() -> None:
    words = LEXICON.fields["roster"]
    assert words[heading("退伍时间")] == "discharged_on"
    assert words[heading("入伍时间")] == "enlisted_on"
    assert "入五时间" not in words


@pytest.mark.parametrize("code", sorted(REGISTERS))
def test_every_register_is_recognised_by_its_own_headings(code: str) -> None:
    found = header([[column.zh for column in REGISTERS[code].columns]])
    assert found.register.code == code
    assert found.usable
    english = header([[column.en for column in REGISTERS[code].columns]])
    assert english.register.code == code


def test_no_header(workbook: Callable[..., Path], connection: sqlite3.Connection) -> None:
    assert codes(take(connection, workbook([["张三", 1], ["李四", 2]]))) == {"E304"}


def test_the_wrong_kind_of_workbook(workbook: Callable[..., Path], connection: sqlite3.Connection) -> None:
    plan = take(connection, workbook([["品名", "规格", "单价", "数量"], ["纸", "A4", 20, 3]]))
    assert codes(plan) == {"E303"}
    assert plan.exit().value == 3


def test_unknown_double_and_missing_headings(workbook: Callable[..., Path], connection: sqlite3.Connection) -> None:
    plan = take(connection, workbook(table({**SOLDIER, "银行帐号码": "x"})))
    (found,) = [f for f in plan.findings() if f.code == "E305"]
    assert "银行账号" in found.reason
    assert plan.batch is not None
    doubled = table(DISABLED)
    doubled[0].append("身份证号码")
    doubled[1].append("x")
    assert "E306" in codes(take(connection, workbook(doubled)))
    plan = take(connection, workbook(table({"姓名": "张三", "优抚对象类别": "残疾军人", "乡镇": "昆阳镇", "伤残等级": "一级"})))
    assert [f.heading for f in plan.findings() if f.code == "E307"] == ["身份证号"]
    assert plan.batch is None


def test_two_registers_in_one_workbook(workbook: Callable[..., Path], connection: sqlite3.Connection) -> None:
    death = {"姓名": "陈国华", "身份证号": "990326194802113419", "死亡日期": "2020-03-05", "信息来源": "公安"}
    path = workbook({"花名册": table(SOLDIER), "死亡": table(death)})
    assert codes(take(connection, path)) == {"E308"}
    plan = take(connection, path, code="roster")
    assert plan.batch is not None
    assert plan.counts["accepted"] == 1
    assert plan.reading.skipped == {"死亡": "header"}


def test_totals_signatures_blank_rows_and_repeated_headings(workbook: Callable[..., Path], connection: sqlite3.Connection) -> None:
    rows = table({"序号": 1, **SOLDIER}, {"序号": 2, **DISABLED})
    top, first, second = rows
    width = len(top)
    sheet = [
        ["花名册", *[""] * (width - 1)], top, first, [""] * width, top, second, ["合计", "3人", *[""] * (width - 2)],
        ["制表人：王经办", *[""] * (width - 1)], ["单位（盖章）", *[""] * (width - 1)],
    ]  # fmt: skip
    plan = take(connection, workbook(sheet))
    assert plan.counts["accepted"] == 2
    assert plan.reading.left_out == {"totals": 1, "repeated": 1, "signatures": 2}
    (found,) = [f for f in plan.findings() if f.code == "E209"]
    assert "3" in found.reason
    assert "2" in found.reason


def test_a_township_alone_in_a_row_is_the_title_of_a_group(workbook: Callable[..., Path], connection: sqlite3.Connection) -> None:
    rows = table(SOLDIER, DISABLED)
    rows.insert(1, ["昆阳镇", *[""] * (len(rows[0]) - 1)])
    plan = take(connection, workbook(rows))
    assert (plan.counts["rows_in"], plan.counts["accepted"]) == (2, 2)


def test_headings_without_rows_write_nothing(workbook: Callable[..., Path], connection: sqlite3.Connection) -> None:
    plan = take(connection, workbook([list(SOLDIER)]))
    assert (plan.batch, plan.counts["rows_in"]) == (None, 0)


def test_a_right_total_and_gaps_in_the_sequence(workbook: Callable[..., Path], connection: sqlite3.Connection) -> None:
    rows = table({"序号": 1, **SOLDIER}, {"序号": 3, **DISABLED})
    plan = take(connection, workbook([*rows, ["合计", "2人", *[""] * (len(rows[0]) - 2)]]))
    assert "E209" not in codes(plan)
    (found,) = [f for f in plan.findings() if f.code == "E215"]
    assert "缺 2" in found.reason


def test_a_row_without_identity_is_a_row_and_not_a_footer(workbook: Callable[..., Path], connection: sqlite3.Connection) -> None:
    plan = take(connection, workbook(table(SOLDIER, {**DISABLED, "身份证号": ""})))
    assert plan.counts["rows_in"] == 2
    assert "E101" in codes(plan)


def test_the_sum_of_a_column_is_checked(workbook: Callable[..., Path], connection: sqlite3.Connection) -> None:
    station = {"站点名称": "昆阳镇退役军人服务站", "层级": "乡镇", "乡镇": "昆阳镇", "成立日期": "2019-04-30", "工作人员数": 3}
    total = {"站点名称": "合计", "层级": "", "乡镇": "", "成立日期": "", "工作人员数": 4}
    plan = take(connection, workbook(table(station, total)))
    assert plan.counts["accepted"] == 1
    assert [f.code for f in plan.findings()] == ["E209"]


def test_merged_townships_are_filled_down(tmp_path: Path, connection: sqlite3.Connection) -> None:
    rows = table({"乡镇": "昆阳镇", **SOLDIER}, {**DISABLED, "乡镇": ""})
    path = tmp_path / "merged.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            if value != "":
                sheet.write_string(r, c, value)
    place = rows[0].index("乡镇")
    sheet.merge_range(1, place, 2, place, "昆阳镇")
    book.close()
    plan = take(connection, path)
    assert plan.counts["accepted"] == 2
    assert connection.execute("SELECT DISTINCT township FROM profile").fetchall() == [("昆阳镇",)]


@pytest.mark.parametrize(
    ("title", "amount", "fen", "per"),
    [("单位：元/月", "标准", 60000, "month"), ("", "标准（元/年）", 60000, "year"), ("", "月标准（元）", 60000, "month"), ("单位：万元/年", "标准", 600000000, "year")],
)
def test_money_units(title: str, amount: str, fen: int, per: str, workbook: Callable[..., Path], connection: sqlite3.Connection) -> None:
    rows = [
        [title, "", "", "", ""],
        ["待遇项目", amount, "执行日期", "文号", "收文日期"],
        ["在乡复员军人(抗战时期)", 600, "2020-08-01", "演示〔2020〕1号", "2020-11-01"],
    ]
    plan = take(connection, workbook(rows))
    assert plan.counts["accepted"] == 1, [f.reason for f in plan.findings()]
    assert connection.execute("SELECT amount_fen, per, key FROM standard").fetchone() == (fen, per, "anti-japanese")


def test_an_unclear_unit_is_refused(workbook: Callable[..., Path], connection: sqlite3.Connection) -> None:
    rows = [
        ["待遇项目", "标准", "执行日期", "文号", "收文日期"],
        ["在乡复员军人(抗战时期)", 600, "2020-08-01", "演示〔2020〕1号", "2020-11-01"],
    ]
    assert "E311" in codes(take(connection, workbook(rows)))
