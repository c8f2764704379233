"""Files of every kind, honest and broken: the content decides, and what is unsure is refused in one sentence."""

from __future__ import annotations

import io
import sqlite3
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

from tests.intake.conftest import DISABLED, SOLDIER, codes, table, take
from tests.intake.hostile import files
from vetctl.core.errors import NotFound, Unreadable
from vetctl.intake import importing
from vetctl.intake.plan import Plan
from vetctl.intake.reading.read import open_file

ROWS = table(SOLDIER, DISABLED)


def _xls(path: Path) -> Path:
    book = xlwt.Workbook()
    sheet = book.add_sheet("花名册")
    for r, row in enumerate(ROWS):
        for c, value in enumerate(row):
            sheet.write(r, c, value)
    book.save(str(path))
    return path


def _ods(path: Path) -> Path:
    book = OpenDocumentSpreadsheet()
    sheet = Table(name="花名册")
    for row in ROWS:
        line = TableRow()
        for value in row:
            cell = TableCell(valuetype="string")
            cell.addElement(P(text=value))
            line.addElement(cell)
        sheet.addElement(line)
    book.spreadsheet.addElement(sheet)
    book.save(str(path))
    return path


def _csv(path: Path, encoding: str, delimiter: str = ",") -> Path:
    path.write_bytes("\r\n".join(delimiter.join(map(str, row)) for row in ROWS).encode(encoding))
    return path


@pytest.mark.parametrize(
    ("kind", "make"),
    [
        ("xls", lambda p: _xls(p / "a.xls")),
        ("xls", lambda p: _xls(p / "a.xlsx")),
        ("ods", lambda p: _ods(p / "a.ods")),
        ("csv", lambda p: _csv(p / "a.csv", "utf-8")),
        ("csv", lambda p: _csv(p / "a.csv", "utf-8-sig")),
        ("csv", lambda p: _csv(p / "a.csv", "gb18030")),
        ("csv", lambda p: _csv(p / "a.csv", "utf-16")),
        ("csv", lambda p: _csv(p / "a.txt", "gb18030", "\t")),
        ("csv", lambda p: _csv(p / "a.xls", "gb18030", ";")),
    ],
)
def test_every_kind_of_file_gives_the_same_rows(kind: str, make: Callable[[Path], Path], tmp_path: Path, connection: sqlite3.Connection) -> None:
    path = make(tmp_path)
    source = open_file(path)
    assert source.kind == kind
    plan = take(connection, path)
    assert plan.counts["accepted"] == 2
    names = connection.execute("SELECT name, township FROM profile ORDER BY name").fetchall()
    assert names == [("林永福", "鳌江镇"), ("陈国华", "昆阳镇")]


def test_the_suffix_lies_and_is_said(tmp_path: Path) -> None:
    assert open_file(_xls(tmp_path / "a.xlsx")).suffix_lies
    assert not open_file(_xls(tmp_path / "a.xls")).suffix_lies


def _encrypted() -> bytes:
    return files.compound({"EncryptionInfo": b"", "EncryptedPackage": b""})


def _docx() -> bytes:
    page = io.BytesIO()
    with zipfile.ZipFile(page, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    return page.getvalue()


def _bomb() -> bytes:
    page = io.BytesIO()
    with zipfile.ZipFile(page, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * (600 * 2**20))
    return page.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "E301"),
        (b"   \r\n", "E301"),
        (b"<html><p>no table</p></html>", "E322"),
        (b"\xef\xbb\xbf<!DOCTYPE html><html></html>", "E322"),
        (b"%PDF-1.4 ...", "E301"),
        (b"PK\x03\x04 broken zip", "E301"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(2000), "E301"),
        (_encrypted(), "E302"),
        (_docx(), "E301"),
        (b"a,b\n\x00,c\n", "E319"),
        ('姓名,身份证号\n"张三,1\n'.encode(), "E319"),
        (b"\x81\x20\xff\xff", "E309"),
    ],
)
def test_what_is_no_table_is_refused(content: bytes, code: str, tmp_path: Path) -> None:
    path = tmp_path / "坏.xlsx"
    path.write_bytes(content)
    with pytest.raises(Unreadable) as found:
        open_file(path)
    assert found.value.code == code
    assert "坏.xlsx" in found.value.message
    plan = importing.opened(path)
    assert isinstance(plan, Plan)
    assert plan.refused
    assert codes(plan) == {code}


@pytest.mark.slow
def test_a_zip_bomb_is_refused_unopened(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    path.write_bytes(_bomb())
    with pytest.raises(Unreadable) as found:
        open_file(path)
    assert found.value.code == "E316"


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        open_file(tmp_path / "没有.xlsx")


def test_addresses_survive_empty_rows_and_columns_in_front(workbook: Callable[..., Path], connection: sqlite3.Connection) -> None:
    bad = {**SOLDIER, "身份证号": "990326194802113418"}
    path = workbook(table(DISABLED, bad), at=(2, 1))
    plan = take(connection, path)
    (found,) = [f for f in plan.findings() if f.code == "E102"]
    # Heading row in row 3, first column B: the bad identity number stands in C5.
    assert found.where.cell == "C5"


def test_hidden_sheets_are_named_and_left_alone(workbook: Callable[..., Path], connection: sqlite3.Connection) -> None:
    path = workbook({"花名册": table(SOLDIER), "旧表": table(DISABLED)}, hidden=("旧表",))
    plan = take(connection, path)
    assert plan.counts["rows_in"] == 1
    assert [f.where.sheet for f in plan.findings() if f.code == "E310"] == ["旧表"]


def test_several_sheets_of_one_register(workbook: Callable[..., Path], connection: sqlite3.Connection) -> None:
    path = workbook({"昆阳镇": table(SOLDIER), "鳌江镇": table(DISABLED), "填写说明": [["请如实填写"]], "汇总": [["合计", 2]]})
    plan = take(connection, path)
    assert plan.counts["accepted"] == 2
    assert plan.reading.skipped == {"填写说明": "name", "汇总": "name"}


def test_error_cells_and_formulas_never_computed(workbook: Callable[..., Path], connection: sqlite3.Connection) -> None:
    broken = {**DISABLED, "优抚对象类别": ("formula", "=VLOOKUP(1,A1:B2,2)", "#N/A"), "备注": ("formula", "=A1", "")}
    plan = take(connection, workbook(table(SOLDIER, broken)))
    found = {f.where.cell: f.code for f in plan.findings() if f.code == "E119"}
    assert len(found) == 2
    assert plan.counts["rejected"] == 1
