"""Every register of the shelf: its worked examples, its template, its listing."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.intake.conftest import DAY, DISABLED, SOLDIER, codes, table, take
from vetctl.core.finding import Severity
from vetctl.core.shelf import load_python_shelf, load_sql_shelf
from vetctl.intake import batches, known, shipped
from vetctl.intake.giveback import template
from vetctl.store import db

SHELF = load_python_shelf("registers")
EXAMPLES = [(code, example) for code, item in SHELF.items() for example in item.EXAMPLES]


@pytest.fixture
def peopled(connection: sqlite3.Connection, workbook: Callable[..., Path]) -> sqlite3.Connection:
    """A database with the people and the station other registers' examples are about."""
    take(connection, workbook(table(SOLDIER, DISABLED), name="people.xlsx"))
    return connection


def _ready(code: str, connection: sqlite3.Connection, workbook: Callable[..., Path]) -> None:
    register = SHELF[code].REGISTER
    if register.people == "known" or register.about is not None:
        take(connection, workbook(table(SOLDIER, DISABLED), name="people.xlsx"))
    if code == "honours":
        take(connection, workbook(table(SHELF["stations"].EXAMPLES[0].cells), name="stations.xlsx"))
    if any(feed.table == "occasion" and "institution" in feed.values for feed in register.feeds):
        take(connection, workbook(table(*(e.cells for e in SHELF["institutions"].EXAMPLES if e.good)), name="institutions.xlsx"))


@pytest.mark.parametrize(("code", "example"), EXAMPLES, ids=lambda v: v if isinstance(v, str) else v.name)
def test_examples(code: str, example: Any, connection: sqlite3.Connection, workbook: Callable[..., Path]) -> None:
    _ready(code, connection, workbook)
    plan = take(connection, workbook(table(example.cells), name="example.xlsx"), code=code)
    weighty = {f.code for f in plan.findings() if f.severity in (Severity.ERROR, Severity.HOLD)}
    assert weighty == set(example.codes)
    assert (plan.batch is None) == bool(example.codes) or plan.held
    for name, wanted in example.facts.items():
        columns = ", ".join(wanted)
        ended = "" if name in ("person", "enrolment") else " AND ended_by IS NULL"
        found = connection.execute(f"SELECT {columns} FROM {name} WHERE added_by = ?{ended}", (plan.batch,)).fetchall()
        assert found == [tuple(wanted.values())], name


@pytest.mark.parametrize("code", sorted(SHELF))
def test_declarations(code: str) -> None:
    register = SHELF[code].REGISTER
    assert register.code == code
    fields = [column.field for column in register.columns]
    assert len(set(fields)) == len(fields)
    assert any(e.good for e in SHELF[code].EXAMPLES)
    assert any(not e.good for e in SHELF[code].EXAMPLES)
    schema = db.memory()
    for feed in register.feeds:
        columns = {row[1] for row in schema.execute(f"PRAGMA table_info({feed.table})")}
        assert columns >= {*feed.key, *feed.values}, feed.table
    headings = {column.zh for column in register.columns}
    assert all(headings >= set(e.cells) for e in SHELF[code].EXAMPLES)


@pytest.mark.parametrize("code", sorted(SHELF))
def test_a_filled_template_goes_in(code: str, tmp_path: Path, connection: sqlite3.Connection, workbook: Callable[..., Path]) -> None:
    _ready(code, connection, workbook)
    path = tmp_path / f"{code}.xlsx"
    known_now = known.load(connection, received_on=DAY)
    template.write(SHELF[code], path, known.offered(), list(known_now.places.codes))
    book = openpyxl.load_workbook(path)
    data, examples = book.worksheets[0], book.worksheets[1]
    for row in range(3, examples.max_row + 1):
        for column in range(1, examples.max_column + 1):
            data.cell(row + 1, column).value = examples.cell(row, column).value
    book.save(path)
    good = [e for e in SHELF[code].EXAMPLES if e.good]
    plan = take(connection, path)
    assert plan.register is not None
    assert plan.register.code == code
    # Two examples of one row (a hold, then its end) are the same key twice: the template shows both, a file may not.
    doubles = {"E201"} if code in ("suspensions", "confirmations") else set()
    assert codes(plan) <= doubles | {"E206"}, [f.reason for f in plan.findings()]
    assert plan.counts["rows_in"] == len(good)
    assert codes(plan) or plan.batch is not None


@pytest.mark.parametrize("code", sorted(SHELF))
def test_an_empty_template_is_no_row(code: str, tmp_path: Path, connection: sqlite3.Connection) -> None:
    path = tmp_path / "empty.xlsx"
    template.write(SHELF[code], path, known.offered(), ["昆阳镇"])
    plan = take(connection, path)
    assert plan.counts["rows_in"] == 0
    assert not plan.reading.refused


def test_template_details(tmp_path: Path) -> None:
    path = tmp_path / "roster.xlsx"
    template.write(SHELF["roster"], path, known.offered(), [f"演示第{n:02d}镇" for n in range(60)])
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    headings = {sheet.cell(3, c).value: c for c in range(1, sheet.max_column + 1)}
    assert {"*姓名", "*身份证号", "*优抚对象类别"} <= set(headings)
    assert sheet.cell(3, headings["*身份证号"]).comment is not None
    assert sheet.cell(5003, headings["*身份证号"]).number_format == "@"
    assert sheet.cell(5003, headings["银行账号"]).number_format == "@"
    sources = [rule.formula1 for rule in sheet.data_validations.dataValidation]
    assert "options_township" in sources
    assert all(len(source) <= 257 for source in sources)
    assert book.worksheets[-1].sheet_state == "hidden"
    assert "options_township" in book.defined_names
    assert sheet.print_title_rows == "$3:$3"


@pytest.mark.parametrize("code", sorted(SHELF))
def test_listings_run(code: str, peopled: sqlite3.Connection) -> None:
    register = SHELF[code].REGISTER
    fields, rows = batches.held(peopled, register)
    assert set(fields) <= {"township", *(column.field for column in register.columns)}
    assert batches.count(peopled, register) == len(rows)
    if code == "roster":
        assert dict(zip(fields, rows[0], strict=True))["name"] in ("陈国华", "林永福")


def test_shipped_data(connection: sqlite3.Connection) -> None:
    with db.transaction(connection):
        assert shipped.load_national_standards(connection, "王经办", DAY) == 313
        assert shipped.load_national_rules(connection, "王经办", DAY) > 12
        assert shipped.load_national_yardsticks(connection, "王经办", DAY) >= 2
    with db.transaction(connection):
        assert shipped.load_national_standards(connection, "王经办", DAY) == 0
        assert shipped.load_national_rules(connection, "王经办", DAY) == 0
        assert shipped.load_national_yardsticks(connection, "王经办", DAY) == 0
        assert shipped.load_regions(connection, "王经办", DAY) == 0
    policies = load_sql_shelf("policies")
    held = dict(connection.execute("SELECT policy, count(*) FROM standard GROUP BY policy"))
    assert set(held) <= set(policies)
    for policy, key in connection.execute("SELECT policy, key FROM rule").fetchall():
        assert key in known.parameters(policies[policy]), key  # what is shipped can be corrected by the register
    row = connection.execute(
        "SELECT amount_fen, per, known_on, document FROM standard WHERE policy = 'disability-pension' AND key = 'war-1' AND effective_from = '2020-08-01'"
    ).fetchone()
    assert row == (9697000, "year", "2020-11-09", "国家标准（文号未查到）2020-08-01")
    row = connection.execute("SELECT amount_fen, per, document FROM standard WHERE policy = 'age-60-service' AND effective_from = '2023-08-01'").fetchone()
    assert row == (68800, "year", "退役军人部发〔2023〕39号")
    kinds = connection.execute("SELECT level, kind, count(*) FROM region GROUP BY level, kind ORDER BY level, kind").fetchall()
    assert kinds == [("county", "real", 1), ("township", "pseudo", 1), ("township", "real", 16)]
