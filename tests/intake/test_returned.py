"""The returned workbook: marked, without formulas, and fit to be imported again once corrected."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import openpyxl

from tests.intake.conftest import DISABLED, SOLDIER, table, take
from vetctl.intake import returned

BAD = {**DISABLED, "身份证号": "990326195507083118", "备注": "住 =A1 旁"}


def test_round_trip(workbook: Callable[..., Path], tmp_path: Path, connection: sqlite3.Connection) -> None:
    plan = take(connection, workbook(table(SOLDIER, BAD)))
    path = tmp_path / "退回.xlsx"
    assert returned.write([plan], path, everything=True)
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    headings = {sheet.cell(1, c).value: c for c in range(1, sheet.max_column + 1)}
    assert list(headings)[-4:] == ["状态", "错误说明", "处理办法", "原位置"]
    # The bad row comes first, its bad cell is red and explained; the good row follows because nothing was taken in.
    bad = sheet.cell(2, headings["身份证号"])
    assert bad.value == "990326195507083118"
    assert bad.fill.fgColor.rgb == "FFFFC7CE"
    assert "E102" in bad.comment.text
    assert "E102" in sheet.cell(2, headings["错误说明"]).value
    assert sheet.cell(2, headings["原位置"]).value == "花名册!3"
    assert sheet.cell(3, headings["姓名"]).value == "陈国华"
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "d"}
    assert bad.number_format == "@"
    bad.value = "990326195507083119"
    book.save(path)
    again = take(connection, path)
    assert again.batch is not None
    assert again.counts["accepted"] == 2
    assert again.findings() == []


def test_only_the_bad_rows_when_the_rest_went_in(workbook: Callable[..., Path], tmp_path: Path, connection: sqlite3.Connection) -> None:
    plan = take(connection, workbook(table(SOLDIER, BAD)), on_error="skip")
    path = tmp_path / "退回.xlsx"
    returned.write([plan], path, everything=False)
    sheet = openpyxl.load_workbook(path).worksheets[0]
    assert sheet.max_row == 2
    summary = openpyxl.load_workbook(path).worksheets[1]
    assert [summary.cell(2, c).value for c in (1, 2, 3)] == ["表.xlsx", "E102", 1]


def test_nothing_that_begins_like_a_formula_becomes_one(workbook: Callable[..., Path], tmp_path: Path, connection: sqlite3.Connection) -> None:
    payloads = ["=1+1", "+1", "-1", "@SUM(1)", '=HYPERLINK("x")', "=cmd|' /C calc'!A0"]
    plan = take(connection, workbook(table(*({**SOLDIER, "姓名": text} for text in payloads))))
    path = tmp_path / "退回.xlsx"
    returned.write([plan], path, everything=True)
    sheet = openpyxl.load_workbook(path).worksheets[0]
    values = [sheet.cell(row, 1).value for row in range(2, 2 + len(payloads))]
    assert values == payloads
    assert all(sheet.cell(row, 1).data_type == "s" for row in range(2, 2 + len(payloads)))


def test_nothing_to_return(workbook: Callable[..., Path], tmp_path: Path, connection: sqlite3.Connection) -> None:
    plan = take(connection, workbook(table(SOLDIER)))
    assert not returned.write([plan], tmp_path / "退回.xlsx", everything=True)
    assert not (tmp_path / "退回.xlsx").exists()
