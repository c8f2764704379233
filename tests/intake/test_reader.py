"""The child that reads workbooks may die of a file; its parent answers with one sentence, and two counts must agree."""

from __future__ import annotations

import ast
import datetime as dt
import sqlite3
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.intake.conftest import DISABLED, SOLDIER, table
from vetctl.cli import main
from vetctl.core.errors import Refused, Unreadable
from vetctl.intake.reading import child, reader
from vetctl.intake.reading.read import open_file

_BOOK = (
    '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/'
    'officeDocument/2006/relationships"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
_ROOT = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>'
)
_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/>'
    '<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" '
    'Target="sharedStrings.xml"/></Relationships>'
)
_STRINGS = (
    '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>甲</t></si><si><t/></si><si><t></t></si>'
    '<si><t xml:space="preserve">  </t></si><si><r><t>乙</t></r><r><t>丙</t></r><rPh sb="0" eb="1"><t>イ</t></rPh></si>'
    "<si><rPh sb='0' eb='1'><t>イ</t></rPh></si></sst>"
)


@pytest.fixture
def by_hand(tmp_path: Path) -> Callable[..., Path]:
    """Write an .xlsx whose sheet consists of the given rows of XML."""

    def write(rows: str, *, prefix: str = "") -> Path:
        path = tmp_path / "手.xlsx"
        space = f"xmlns{prefix and ':' + prefix.rstrip(':')}"
        sheet = (
            f'<{prefix}worksheet {space}="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
            f"<{prefix}sheetData>{rows}</{prefix}sheetData></{prefix}worksheet>"
        )
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("[Content_Types].xml", "<Types/>")
            archive.writestr("_rels/.rels", _ROOT)
            archive.writestr("xl/workbook.xml", _BOOK)
            archive.writestr("xl/_rels/workbook.xml.rels", _RELATIONS)
            archive.writestr("xl/sharedStrings.xml", _STRINGS)
            archive.writestr("xl/worksheets/sheet1.xml", sheet)
        return path

    return write


@pytest.mark.parametrize(
    ("rows", "cells"),
    [
        ('<row r="1"><c r="A1"><v>1</v></c><c r="B1" s="1"/><c r="C1" t="s"><v>0</v></c></row>', ["1.0", "甲"]),
        ('<row r="1"><c r="A1" t="s"><v>1</v></c><c r="B1" t="s"><v>2</v></c><c r="C1" t="s"><v>4</v></c></row>', ["乙丙"]),
        ('<row r="1"><c r="A1" t="s"><v>5</v></c><c r="C1" t="s"><v>0</v></c></row>', ["甲"]),
        ('<row r="1"><c r="A1" t="inlineStr"><is><t>丁</t></is></c><c r="B1" t="inlineStr"><is><t></t></is></c></row>', ["丁"]),
        ('<row r="1"><c r="A1"><f>1+1</f></c><c r="B1"><f>1+1</f><v></v></c><c r="C1"><f>1+1</f><v>2</v></c></row>', ["2.0"]),
        ('<row r="1"><c r="A1" t="str"><f>B9</f><v></v></c><c r="B1" t="str"><f>B9</f><v>戊</v></c></row>', ["戊"]),
        ('<row r="1"><c r="A1" t="e"><v>#N/A</v></c><c r="B1" t="b"><v>1</v></c></row>', ["True"]),
        ('<row r="1"><!-- <c r="A1"><v>1</v></c> --><c r="B1"><v>7</v></c></row>', ["7.0"]),
        ("<row r='1'><c r='A1' t='s' ><v>0</v></c ><c r='B1'><v xml:space='preserve'>8</v></c></row>", ["甲", "8.0"]),
        ('<row r="1"><c r="A1"><v>1</v></c></row><row r="3"/><row r="4"><c r="A4"/></row>', ["1.0"]),
    ],
)
def test_every_way_to_write_a_cell_is_counted_alike(rows: str, cells: list[str], by_hand: Callable[..., Path]) -> None:
    (sheet,) = open_file(by_hand(rows)).sheets
    assert [str(cell) for column in sheet.columns for cell in column if cell != ""] == cells


def test_a_prefix_before_every_name_is_counted(by_hand: Callable[..., Path]) -> None:
    path = by_hand('<x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c><x:c r="B1" t="s"><x:v>0</x:v></x:c></x:row>', prefix="x:")
    (sheet,) = open_file(path).sheets
    assert [column[0] for column in sheet.columns] == [1.0, "甲"]


def test_a_string_of_blanks_may_be_kept_or_dropped(by_hand: Callable[..., Path]) -> None:
    open_file(by_hand('<row r="1"><c r="A1" t="s"><v>3</v></c><c r="B1" t="s"><v>0</v></c></row>'))


def test_a_cell_that_the_reader_loses_is_a_refusal_with_both_counts(by_hand: Callable[..., Path]) -> None:
    path = by_hand('<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>')
    with pytest.raises(Unreadable) as found:
        open_file(path)
    assert found.value.code == "E314"
    assert found.value.values == {"path": path.name, "sheet": "S", "seen": 2, "read": 1}


def test_a_sheet_that_the_reader_loses_is_a_refusal(workbook: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    path = workbook({"甲": table(SOLDIER), "乙": table(DISABLED)})
    finish = reader.Reader.finish

    def forgetful(self: reader.Reader) -> reader.Read:
        read = finish(self)
        return reader.Read(sheets=read.sheets[:1])

    monkeypatch.setattr(reader.Reader, "finish", forgetful)
    with pytest.raises(Unreadable) as found:
        open_file(path)
    assert (found.value.code, found.value.values["sheet"], found.value.values["read"]) == ("E314", "乙", 0)


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        "<row r='1'><c r='A1'><v>1</v></c></row><row r='1048576'><c r='XFD1048576'><v>1</v></c></row>",
        "<row r='1'><c r='A1'><v>1</v></c></row><row r='1048576'><c r='IV1048576'><v>1</v></c></row>",
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="A1048576"><v>1</v></c></row>',
    ],
)
def test_an_absurd_range_is_refused_in_bounded_time(rows: str, by_hand: Callable[..., Path]) -> None:
    path = by_hand(rows)
    assert path.stat().st_size < 3000
    begun = time.perf_counter()
    with pytest.raises(Unreadable) as found:
        open_file(path)
    assert found.value.code in ("E317", "E318")
    assert time.perf_counter() - begun < 30


def test_an_absurd_dimension_alone_does_no_harm(by_hand: Callable[..., Path], tmp_path: Path) -> None:
    path = by_hand('<row r="1"><c r="A1"><v>1</v></c></row>')
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"].replace(b"<sheetData>", b'<dimension ref="A1:XFD1048576"/><sheetData>')
    with zipfile.ZipFile(tmp_path / "宽.xlsx", "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    (sheet,) = open_file(tmp_path / "宽.xlsx").sheets
    assert sheet.columns == [[1.0]]


def test_a_child_that_is_killed_is_an_error_and_the_next_file_gets_another(workbook: Callable[..., Path]) -> None:
    path = workbook(table(SOLDIER))
    with reader.Reader() as one:
        one.begin(path)
        assert one.finish().sheets
        one.begin(path)
        assert one._child is not None
        one._child.kill()
        with pytest.raises(reader.ReaderFailed, match="crashed"):
            one.finish()
        one.begin(path)
        assert one.finish().sheets


def test_a_file_refused_before_it_is_read_leaves_nothing_behind(workbook: Callable[..., Path], by_hand: Callable[..., Path]) -> None:
    with reader.Reader() as one:
        one.begin(by_hand('<row r="1"><c r="A1"><v>1</v></c></row>'))
        one.begin(workbook(table(SOLDIER)))
        assert [sheet.name for sheet in one.finish().sheets] == ["花名册"]


@pytest.mark.skipif(sys.platform == "win32", reason="no limit of memory there")
def test_a_child_that_runs_out_of_memory(workbook: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MEMORY", 100 * 2**20)
    path = workbook([[f"{row}-{column}" for column in range(60)] for row in range(10_000)])
    with pytest.raises(Unreadable) as found:
        open_file(path)
    assert found.value.code == "E318"


def test_a_reading_that_never_ends(workbook: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "SECONDS", 0)
    with pytest.raises(Unreadable) as found:
        open_file(workbook(table(SOLDIER)))
    assert found.value.code == "E318"
    assert "读得太久" in found.value.message


def test_no_child_can_be_started(workbook: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "没有"))
    with pytest.raises(Refused) as found:
        open_file(workbook(table(SOLDIER)))
    assert found.value.code == "E315"


def test_a_child_that_cannot_begin_is_not_the_fault_of_the_file(workbook: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "__file__", "/nowhere/child.py")
    with pytest.raises(Refused) as found:
        open_file(workbook(table(SOLDIER)))
    assert found.value.code == "E315"


def test_a_file_that_kills_the_child_leaves_the_database_alone(
    by_hand: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    database = tmp_path / "v.db"
    monkeypatch.setenv("VETCTL_DB", str(database))
    assert main.run(["init", "--as-of", "2020-01-01", "--actor", "王经办"]) == 0
    before = _held(database)
    path = by_hand("<row r='1'><c r='A1'><v>1</v></c></row><row r='1048576'><c r='XFD1048576'><v>1</v></c></row>")
    capsys.readouterr()
    assert main.run(["import", "run", str(path), "--as-of", "2020-12-01", "--actor", "王经办"]) == 3
    said = "".join(capsys.readouterr())
    assert "E318" in said
    assert "Traceback" not in said
    assert _held(database) == before


def _held(database: Path) -> list[Any]:
    connection = sqlite3.connect(database)
    held = [connection.execute(f"SELECT count(*) FROM {name}").fetchone() for name in ("journal", "batch", "person", "batch_row")]
    connection.close()
    return held


def _unfolded(moment: Any) -> Any:
    return moment.replace(fold=0)


_VALUES = st.one_of(
    st.text(max_size=3), st.booleans(), st.integers(-3, 3), st.sampled_from([0.0, -0.0, 1.0, 0.1, 1e300]),
    st.dates(), st.datetimes().map(_unfolded), st.times().map(_unfolded), st.timedeltas(),
)  # fmt: skip


@given(st.lists(_VALUES, max_size=8), st.integers(1, 4))
def test_what_is_handed_over_arrives_as_it_was(values: list[Any], times: int) -> None:
    column = [*values * times, *[dt.date(2020, 1, 1)] * times]
    assert list(map(repr, child.unpacked(*child.packed(column)))) == list(map(repr, column))


def test_the_child_imports_nothing_of_vetctl() -> None:
    tree = ast.parse(Path(child.__file__).read_text(encoding="utf-8"))
    imported = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    imported |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in imported} <= {*sys.stdlib_module_names, "python_calamine"}
