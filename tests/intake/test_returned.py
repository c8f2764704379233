"""The returned workbook: marked, without formulas, and fit to be imported again once corrected."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from tests.intake.conftest import DISABLED, SOLDIER, codes, table, take
from vetctl.intake import batches
from vetctl.intake.giveback import returned

BAD = {**DISABLED, "身份证号": "990326195507083118", "备注": "住 =A1 旁"}


def test_round_trip(workbook: Callable[..., Path], tmp_path: Path, connection: sqlite3.Connection) -> None:
    plan = take(connection, workbook(table(SOLDIER, BAD)))
    path = tmp_path / "退回.xlsx"
    assert returned.write([plan], path, everything=True)
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    headings = {sheet.cell(1, c).value: c for c in range(1, sheet.max_column + 1)}
    assert list(headings)[-5:] == ["状态", "错误说明", "处理办法", "原位置", "_vetctl"]
    assert sheet.column_dimensions[openpyxl.utils.get_column_letter(len(headings))].hidden
    assert sheet.auto_filter.ref
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
    assert "重新导入" in summary["A1"].value
    assert [summary.cell(3, c).value for c in (1, 2, 3)] == ["表.xlsx", "E102", 1]


def test_nothing_that_begins_like_a_formula_becomes_one(workbook: Callable[..., Path], tmp_path: Path, connection: sqlite3.Connection) -> None:
    payloads = ["=1+1", "+1", "-1", "@SUM(1)", '=HYPERLINK("x")', "=cmd|' /C calc'!A0"]
    plan = take(connection, workbook(table(*({**SOLDIER, "姓名": text} for text in payloads))))
    path = tmp_path / "退回.xlsx"
    returned.write([plan], path, everything=True)
    sheet = openpyxl.load_workbook(path).worksheets[0]
    values = [sheet.cell(row, 1).value for row in range(2, 2 + len(payloads))]
    assert values == payloads
    assert all(sheet.cell(row, 1).data_type == "s" for row in range(2, 2 + len(payloads)))
    # The apostrophe of a spreadsheet: a text typed over again stays a text.
    assert all(sheet.cell(row, 1).quotePrefix for row in range(2, 2 + len(payloads)))


def test_nothing_to_return(workbook: Callable[..., Path], tmp_path: Path, connection: sqlite3.Connection) -> None:
    plan = take(connection, workbook(table(SOLDIER)))
    assert not returned.write([plan], tmp_path / "退回.xlsx", everything=True)
    assert not (tmp_path / "退回.xlsx").exists()


def correct(path: Path, heading: str, value: str, row: int = 2) -> Path:
    """Type something into a cell of a returned workbook, as the clerk does, and save it under another name."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    at = next(r for r in range(1, 16) if any(cell.value == heading for cell in sheet[r]))
    column = next(cell.column for cell in sheet[at] if cell.value == heading)
    sheet.cell(row, column).value = value
    target = path.with_name(f"改{value}.xlsx")
    book.save(target)
    return target


GOOD_NO, OTHER_NO = "990326195507083119", "990326194802113419"


@pytest.mark.parametrize("form", [returned.LIST, returned.MARKED])
def test_a_corrected_row_answers_the_row_it_was(form: str, workbook: Callable[..., Path], tmp_path: Path, connection: sqlite3.Connection) -> None:
    first = take(connection, workbook(table(SOLDIER, BAD)), on_error="skip")
    assert first.batch is not None
    path = tmp_path / "退回.xlsx"
    said = returned.write([first], path, everything=False, form=form)
    assert said == [f"退回表：{path}"]
    assert batches.one(connection, first.batch)[1][0][4] is None
    second = take(connection, correct(path, "身份证号", GOOD_NO, 2 if form == returned.LIST else 3))
    assert second.batch is not None
    found, rows = batches.one(connection, first.batch)
    assert found["corrected"] == 1
    assert [(row[0], row[1], row[2], row[4]) for row in rows] == [("rejected", "花名册", 3, second.batch)]
    assert "_vetctl" not in rows[0][5]


def test_a_row_given_back_is_not_taken_in_twice_as_somebody_else(workbook: Callable[..., Path], tmp_path: Path, connection: sqlite3.Connection) -> None:
    wrong = {**BAD, "身份证号": "990326195507083118"}
    plan = take(connection, workbook(table(wrong)))
    path = tmp_path / "退回.xlsx"
    returned.write([plan], path, everything=True)
    assert take(connection, correct(path, "身份证号", GOOD_NO)).batch is not None
    # The same workbook comes back a second time, corrected into another person.
    again = take(connection, correct(path, "身份证号", OTHER_NO))
    assert codes(again) == {"E580"}
    assert again.held == [0]
    assert connection.execute("SELECT count(*) FROM person").fetchone() == (1,)
    # Corrected into the same person it is the same row, and changes nothing.
    same = take(connection, correct(correct(path, "身份证号", GOOD_NO), "姓名", "林永福"))
    assert codes(same) <= {"E313"}
    assert same.counts["unchanged"] == 1


def test_what_an_undone_batch_took_in_may_come_again(workbook: Callable[..., Path], tmp_path: Path, connection: sqlite3.Connection) -> None:
    plan = take(connection, workbook(table(BAD)))
    path = tmp_path / "退回.xlsx"
    returned.write([plan], path, everything=True)
    first = take(connection, correct(path, "身份证号", GOOD_NO))
    other = take(connection, workbook(table(SOLDIER), name="b.xlsx"))
    connection.execute("INSERT INTO undone VALUES (?, ?, '录错')", (first.batch, other.batch))
    assert "E580" not in codes(take(connection, correct(path, "身份证号", OTHER_NO)))


def test_one_row_may_become_two(workbook: Callable[..., Path], tmp_path: Path, connection: sqlite3.Connection) -> None:
    """The remedy for two people in one cell: the clerk copies the row, its hidden mark with it."""
    plan = take(connection, workbook(table({**BAD, "姓名": "林永福"})))
    path = tmp_path / "退回.xlsx"
    returned.write([plan], path, everything=True)
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    for cell in list(sheet[2]):
        sheet.cell(3, cell.column).value = cell.value
    headings = {cell.value: cell.column for cell in sheet[1]}
    sheet.cell(2, headings["身份证号"]).value = GOOD_NO
    sheet.cell(3, headings["身份证号"]).value = OTHER_NO
    sheet.cell(3, headings["银行账号"]).value = "9903260000000000017"
    book.save(path)
    assert take(connection, path).counts["accepted"] == 2
    assert take(connection, path).earlier_batch is not None


def test_the_second_round_carries_the_first_place(workbook: Callable[..., Path], tmp_path: Path, connection: sqlite3.Connection) -> None:
    first = take(connection, workbook(table(SOLDIER, BAD)), on_error="skip")
    assert first.batch is not None
    path = tmp_path / "退回.xlsx"
    returned.write([first], path, everything=False)
    second = take(connection, correct(path, "乡镇", "风卧镇"), on_error="skip")
    assert second.batch is not None
    returned.write([second], path, everything=False)
    sheet = openpyxl.load_workbook(path).worksheets[0]
    headings = [cell.value for cell in sheet[1]]
    assert headings.count("错误说明") == headings.count("_vetctl") == 1
    assert sheet.cell(2, headings.index("原位置") + 1).value == "花名册!3"
    third = take(connection, correct(correct(path, "乡镇", "鳌江镇"), "身份证号", GOOD_NO))
    for earlier in (first, second):
        assert earlier.batch is not None
        assert batches.one(connection, earlier.batch)[1][0][4] == third.batch


def test_each_kind_of_register_gets_a_workbook_of_its_own(workbook: Callable[..., Path], tmp_path: Path, connection: sqlite3.Connection) -> None:
    roster = take(connection, workbook(table(BAD)))
    deaths = take(connection, workbook(table({"姓名": "陈国华", "身份证号": OTHER_NO, "死亡日期": "2020-11-01", "信息来源": "村居"}), name="死亡.xlsx"), code="deaths")
    assert "E207" in codes(deaths)
    said = returned.write([roster, deaths], tmp_path / "退回.xlsx", everything=True)
    names = sorted(path.name for path in tmp_path.glob("退回_*.xlsx"))
    assert len(names) == 2
    assert len(said) == 3
    for name in names:
        assert take(connection, tmp_path / name).register is not None


def test_headings_on_two_levels_are_known_again_on_one(workbook: Callable[..., Path], tmp_path: Path, connection: sqlite3.Connection) -> None:
    rows = table(SOLDIER, BAD)
    upper = ["" for _ in rows[0]]
    upper[rows[0].index("入伍时间")] = "服役情况"
    upper[rows[0].index("银行账号")] = "发放（一卡通）"
    plan = take(connection, workbook([upper, *rows]))
    assert codes(plan) == {"E102"}
    path = tmp_path / "退回.xlsx"
    returned.write([plan], path, everything=True)
    again = take(connection, correct(path, "身份证号", GOOD_NO))
    assert codes(again) == set()
    assert again.counts["accepted"] == 2
    assert connection.execute("SELECT count(*) FROM account").fetchone() == (2,)


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_in_either_language_the_workbook_comes_back_without_a_word(
    language: str, workbook: Callable[..., Path], tmp_path: Path, connection: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VETCTL_LANG", language)
    plan = take(connection, workbook(table(SOLDIER, BAD)))
    path = tmp_path / "退回.xlsx"
    returned.write([plan], path, everything=True)
    again = take(connection, correct(path, "身份证号", GOOD_NO))
    assert again.findings() == []


def test_a_number_superseded_since_is_the_same_person(workbook: Callable[..., Path], tmp_path: Path, connection: sqlite3.Connection) -> None:
    plan = take(connection, workbook(table(BAD)))
    path = tmp_path / "退回.xlsx"
    returned.write([plan], path, everything=True)
    take(connection, correct(path, "身份证号", GOOD_NO))
    new = "990326195507083135"
    connection.execute(
        "INSERT INTO former_number (person, number, born_on, sex, successor, reason, actor, at, event) "
        "SELECT person, id_no, born_on, sex, ?, '重号', '王', '2020-12-01T00:00:00Z', 1 FROM person", (new,),
    )
    connection.execute("UPDATE person SET id_no = ?", (new,))
    again = take(connection, correct(path, "身份证号", new))
    assert "E580" not in codes(again)
    assert again.counts["unchanged"] == 1
