"""Templates: fit to be filled in, and filled with what is held they come back as unchanged."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from tests.intake.conftest import DAY, DISABLED, SOLDIER, codes, table, take
from tests.intake.test_registers import SHELF, _ready
from vetctl.core.errors import NotFound, Usage
from vetctl.core.finding import Severity
from vetctl.intake import known, reports
from vetctl.intake.giveback import filled, template


@pytest.mark.parametrize("code", sorted(SHELF))
def test_every_template_has_what_a_clerk_needs(code: str, tmp_path: Path) -> None:
    register = SHELF[code].REGISTER
    path = tmp_path / f"{code}.xlsx"
    template.write(SHELF[code], path, known.offered(), ["昆阳镇", "鳌江镇"])
    book = openpyxl.load_workbook(path)
    sheet, examples = book.worksheets[0], book.worksheets[1]
    lists = {str(area) for rule in sheet.data_validations.dataValidation for area in str(rule.sqref).split()}
    for place, column in enumerate(register.columns, 1):
        head = sheet.cell(3, place)
        assert head.value == (f"*{column.zh}" if column.required else column.zh)
        assert head.fill.fgColor.rgb == ("FFFFE699" if column.required else "FFE7E6E6")
        assert head.comment is not None
        if column.kind in ("identity", "account", "phone", "credit", "region", "date", "month"):
            assert sheet.cell(4, place).number_format == sheet.cell(5003, place).number_format == "@"
        if column.kind == "identity":
            cell = f"{openpyxl.utils.get_column_letter(place)}4"
            assert any(rule.type == "custom" and f"LEN({cell})=18" in rule.formula1 and cell in rule.sqref for rule in sheet.data_validations.dataValidation)
        if column.choices or column.kind in ("township", "category", "policy", "yes_no"):
            letter = openpyxl.utils.get_column_letter(place)
            assert f"{letter}4:{letter}5003" in lists, column.field
    for rule in sheet.data_validations.dataValidation:
        assert len(rule.formula1) <= 257
        if rule.type == "custom":  # the check character of an identity number
            continue
        name = rule.formula1.lstrip("=")
        assert name.startswith('"') or name in book.defined_names
    assert examples.title == "示例"
    assert examples.max_row >= 3
    setup = sheet.page_setup
    assert (setup.orientation, setup.paperSize, sheet.print_title_rows) == ("landscape", 9, "$3:$3")
    assert sheet.freeze_panes is not None
    assert all(other.sheet_state == "hidden" for other in book.worksheets[2:])


@pytest.mark.parametrize("code", sorted(SHELF))
def test_filled_with_what_is_held_it_comes_back_unchanged(
    code: str, tmp_path: Path, connection: sqlite3.Connection, workbook: Callable[..., Path]
) -> None:
    _ready(code, connection, workbook)
    taken = [
        take(connection, workbook(table(example.cells), name=f"{number}.xlsx"), code=code, received_on=dt.date(2026, 11, 24))
        for number, example in enumerate(SHELF[code].EXAMPLES)
        if example.good
    ]
    assert any(plan.batch is not None for plan in taken)
    path = tmp_path / "filled.xlsx"
    reports.template_filled(connection, code, path, township=None, as_of=dt.date(2026, 11, 24), bureau_shelves=None)
    plan = take(connection, path, received_on=dt.date(2026, 11, 24))
    assert plan.register is not None
    assert plan.register.code == code
    weighty = [f.reason for f in plan.findings() if f.severity in (Severity.ERROR, Severity.HOLD)]
    assert not weighty
    counts = plan.counts
    assert counts["rows_in"] == counts["unchanged"] > 0
    assert plan.stage.empty


def test_a_changed_cell_is_the_only_change(tmp_path: Path, connection: sqlite3.Connection, workbook: Callable[..., Path]) -> None:
    take(connection, workbook(table(SOLDIER, DISABLED)))
    path = tmp_path / "filled.xlsx"
    report = reports.template_filled(connection, "roster", path, township="鳌江", as_of=DAY, bureau_shelves=None)
    assert report.summary["rows"] == 1
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    headings = {cell.value: cell.column for cell in sheet[3]}
    assert sheet.cell(4, headings["*姓名"]).value == "林永福"
    assert "2020-12-01" in sheet["A2"].value
    sheet.cell(4, headings["伤残等级"]).value = "五级"
    book.save(path)
    plan = take(connection, path)
    assert (plan.counts["changed"], plan.counts["new"]) == (1, 0)
    held = connection.execute("SELECT grade, nature, approved_on FROM terms WHERE ended_by IS NULL AND category = 'disabled-soldier'").fetchall()
    assert held == [(5, "duty", "1980-05-01")]


def test_a_month_stays_a_month(connection: sqlite3.Connection, workbook: Callable[..., Path]) -> None:
    take(connection, workbook(table(SOLDIER)))
    register = SHELF["roster"].REGISTER
    found = filled.fill(connection, register, as_of=DAY)
    place = [column.field for column in found.columns].index("enlisted_on")
    assert [row[place] for row in found.rows] == ["1969-12"]


def test_what_the_program_brings_itself_is_not_filled_in(connection: sqlite3.Connection, workbook: Callable[..., Path]) -> None:
    row = next(e for e in SHELF["standards"].EXAMPLES if e.good).cells
    take(connection, workbook(table(row)), code="standards")
    connection.execute(
        "INSERT INTO standard (policy, key, jurisdiction, effective_from, mode, known_on, amount_fen, per, document, mark, added_by) "
        "SELECT policy, key, 'national', effective_from, mode, known_on, amount_fen, per, document, 'S:ZL1', added_by FROM standard"
    )
    found = filled.fill(connection, SHELF["standards"].REGISTER, as_of=dt.date(2026, 1, 1))
    assert (len(found.rows), found.left_out) == (1, 1)
    early = filled.fill(connection, SHELF["standards"].REGISTER, as_of=dt.date(2000, 1, 1))
    assert (len(early.rows), early.left_out) == (0, 2)


def test_a_township_that_is_none(tmp_path: Path, connection: sqlite3.Connection) -> None:
    for code, name, wanted in (("roster", "没有镇", NotFound), ("standards", "昆阳镇", Usage)):
        with pytest.raises(wanted):
            reports.template_filled(connection, code, tmp_path / "x.xlsx", township=name, as_of=DAY, bureau_shelves=None)
    assert not (tmp_path / "x.xlsx").exists()


def test_nothing_begins_a_formula(tmp_path: Path, connection: sqlite3.Connection, workbook: Callable[..., Path]) -> None:
    take(connection, workbook(table({**SOLDIER, "批准文号": "演示文〔2011〕1号"})))
    connection.execute("UPDATE terms SET ended_by = added_by")
    connection.execute(
        "INSERT INTO terms (enrolment, from_month, category, document, added_by) SELECT enrolment, from_month, category, '=1+1', added_by FROM terms"
    )
    path = tmp_path / "filled.xlsx"
    reports.template_filled(connection, "roster", path, township=None, as_of=DAY, bureau_shelves=None)
    sheet = openpyxl.load_workbook(path).worksheets[0]
    found = [cell for cell in sheet[4] if cell.value == "=1+1"]
    assert [cell.data_type for cell in found] == ["s"]
    assert found[0].quotePrefix
    assert "E580" not in codes(take(connection, path))
