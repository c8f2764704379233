"""Data that means to do harm: it is refused with the cell's address, or kept and shown as the harmless text it is."""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.intake.conftest import DISABLED, SOLDIER, table, take
from tests.intake.hostile import files as f
from vetctl.cli import main
from vetctl.intake import importing
from vetctl.intake.plan import Plan
from vetctl.intake.reading.read import open_file

STEERING = "\u202e\u2066\x1b[2J\x07"
_FORMULAS = ('=HYPERLINK("http://192.0.2.1","x")', "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(1)", "=1+1")


def _path(tmp_path: Path, data: bytes, name: str = "表.xlsx") -> Path:
    path = tmp_path / name
    path.write_bytes(data)
    return path


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Run vetctl on a new database; gives the exit status and what was said."""
    monkeypatch.setenv("VETCTL_DB", str(tmp_path / "v.db"))
    assert main.run(["init", "--as-of", "2020-01-01", "--actor", "王经办"]) == 0

    def run(*arguments: Any) -> tuple[int, str, str]:
        capsys.readouterr()
        status = main.run([str(argument) for argument in (*arguments, "--as-of", "2020-12-01")])
        said = capsys.readouterr()
        return status, said.out, said.err

    return run


@pytest.mark.parametrize("name", ["陈\u200b国华", "陈\u202e国华", "陈\u2066国\u2069华", "陈\x1b[31m国华", "陈\ue000华", "陈\ufeff国", "陈_x0000_国", "陈\x7f国", "陈\U000e0041国"])
def test_a_name_with_characters_nobody_sees_is_refused(name: str, tmp_path: Path, connection: sqlite3.Connection) -> None:
    text = name.replace("\x1b", "_x001B_")  # as a workbook writes it
    plan = take(connection, _path(tmp_path, f.xlsx(table({**SOLDIER, "姓名": text}))))
    assert [(found.code, found.where.cell) for found in plan.findings()] == [("E115", "A2")]


@pytest.mark.parametrize(("name", "kept"), [("\u200b陈国华\u200e", "陈国华"), ("陈　国\xa0华", "陈国华"), ("𠮷𡘙", "𠮷𡘙"), ("㛃䶮", "㛃䶮"), ("阿卜杜拉•买买提", "阿卜杜拉·买买提"), ("陈国华\n", "陈国华")])
def test_names_that_only_look_strange_come_in(name: str, kept: str, tmp_path: Path, connection: sqlite3.Connection) -> None:
    take(connection, _path(tmp_path, f.xlsx(table({**SOLDIER, "姓名": name}))))
    assert connection.execute("SELECT name FROM profile").fetchall() == [(kept,)]


@pytest.mark.parametrize("formula", _FORMULAS)
def test_a_text_that_begins_like_a_formula_is_refused_and_given_back_as_text(formula: str, tmp_path: Path, call: Callable[..., tuple[int, str, str]]) -> None:
    path = _path(tmp_path, f.xlsx(table({**SOLDIER, "备注": formula}, {**DISABLED, "姓名": formula})))
    status, out, _ = call("import", "check", path, "--errors", tmp_path / "退回.xlsx")
    assert status == 3
    assert "E115" in out
    with zipfile.ZipFile(tmp_path / "退回.xlsx") as archive:
        assert not [name for name in archive.namelist() if b"<f>" in archive.read(name) or b"<hyperlink" in archive.read(name)]
    texts = {cell.value for sheet in openpyxl.load_workbook(tmp_path / "退回.xlsx") for row in sheet.iter_rows() for cell in row if cell.data_type == "s"}
    assert formula in texts


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "html", "md", "json"])
def test_a_heading_that_is_a_formula_or_steers_the_screen_is_shown_as_text(suffix: str, tmp_path: Path, call: Callable[..., tuple[int, str, str]]) -> None:
    odd = [*_FORMULAS, "[red]x[/red]", "[/注]", "<script>alert(1)</script>"]
    rows = [[str(cell) for cell in row] for row in table(SOLDIER)]
    path = _path(tmp_path, f.xlsx([[*rows[0], *odd], [*rows[1], *["x"] * len(odd)]]))
    made = tmp_path / f"结果.{suffix}"
    status, _, err = call("import", "check", path, "-o", made)
    assert status == 0, err
    if suffix == "xlsx":
        with zipfile.ZipFile(made) as archive:
            assert not [name for name in archive.namelist() if b"<f>" in archive.read(name)]
    if suffix == "csv":
        cells = [cell for row in csv.reader(io.StringIO(made.read_text(encoding="utf-8-sig"))) for cell in row]
        assert not [cell for cell in cells if cell.startswith(("=", "+", "@"))]
    if suffix == "html":
        assert "<script>alert" not in made.read_text(encoding="utf-8")


def test_what_steers_a_terminal_is_written_out(tmp_path: Path, call: Callable[..., tuple[int, str, str]]) -> None:
    heading = "备\x1b[2J注\u202e".replace("\x1b", "_x001B_")
    name = "名\u202e册"
    rows = [[str(cell) for cell in row] for row in table(SOLDIER)]
    path = _path(tmp_path, f.packed(f.xlsx_parts({name: [[*rows[0], heading], [*rows[1], "x"]]})))
    for way in ("plain", "table", "md"):
        _, out, err = call("import", "check", path, "--format", way)
        assert "E305" in out
        assert not set(STEERING) & set(out + err) - set("[2J")


@pytest.mark.parametrize("name", ["../../etc/passwd", "C:\\Windows\\x", "con", "..", "a" * 31, "[表]:*?/\\", "'表'", "history", "表\u202e", "=1+1", "#!x"])
def test_a_sheet_name_is_never_a_path(name: str, tmp_path: Path, call: Callable[..., tuple[int, str, str]]) -> None:
    folder = tmp_path / "里"
    folder.mkdir()
    bad = {**SOLDIER, "身份证号": "990326194802113418"}
    path = _path(tmp_path, f.packed(f.xlsx_parts({name: table(bad), f"{name[:20]}二": table(DISABLED)})))
    before = {one for one in tmp_path.rglob("*") if not one.name.startswith("v.db")}
    status, out, _ = call("import", "check", path, "--errors", folder / "退回.xlsx")
    assert status == 3
    assert "E102" in out
    assert {one for one in tmp_path.rglob("*") if not one.name.startswith("v.db")} - before == {folder / "退回.xlsx"}
    openpyxl.load_workbook(folder / "退回.xlsx")


def test_markup_in_data_is_data(tmp_path: Path, connection: sqlite3.Connection) -> None:
    text = "[b]x[/b][/注][link=http://192.0.2.1]y[/link]{0}{heading}%s"
    take(connection, _path(tmp_path, f.xlsx(table({**SOLDIER, "村": text}))))
    assert connection.execute("SELECT village FROM profile").fetchall() == [(text,)]


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="no limit of memory there")
def test_fifty_thousand_errors_in_one_sheet(tmp_path: Path) -> None:
    """Every row is wrong; the answer is a short list, the whole of them stands in the returned workbook, and nothing is in."""
    rows = [[str(cell) for cell in row] for row in table(SOLDIER)]
    path = _path(tmp_path, f.xlsx([rows[0], *[[*rows[1][:1], f"99032619480211{i:04d}X", *rows[1][2:]] for i in range(50_000)]]))
    (tmp_path / "run.py").write_text(
        "import resource; resource.setrlimit(resource.RLIMIT_AS, (3 * 2**30,) * 2)\nfrom vetctl.__main__ import main\nmain()\n", encoding="utf-8"
    )
    start = [sys.executable, str(tmp_path / "run.py")]
    options = ["--db", str(tmp_path / "v.db"), "--actor", "王经办"]
    subprocess.run([*start, "init", *options, "--as-of", "2020-01-01"], check=True, capture_output=True)
    done = subprocess.run([*start, "import", "run", str(path), *options, "--as-of", "2020-12-01", "--errors", str(tmp_path / "退回.xlsx")],
                          capture_output=True, text=True, timeout=300, check=False)  # fmt: skip
    assert done.returncode == 3, done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stdout) < 100_000
    with sqlite3.connect(tmp_path / "v.db") as opened:
        assert opened.execute("SELECT count(*) FROM person").fetchone() == (0,)
    source = open_file(tmp_path / "退回.xlsx")
    assert max(sheet.height for sheet in source.sheets) > 50_000


def test_no_sheet_is_ever_written_by_a_call_that_makes_formulas_or_links() -> None:
    """Texts go out by write_string alone: XlsxWriter's own ``write`` guesses, and a guess turns data into a formula."""
    guesses = re.compile(r"\.write_(?:formula|array_formula|url|rich_string|row|column)\(|\braw\.write\(")
    found = [
        f"{path.name}: {line.strip()}"
        for path in (Path(importing.__file__).parents[1]).rglob("*.py")
        for line in path.read_text(encoding="utf-8").splitlines()
        if guesses.search(line) and "raw.write(text" not in line  # a terminal, not a sheet
    ]
    assert found == []


def test_three_hundred_thousand_rows_are_within_the_limits() -> None:
    from vetctl.intake.reading.child import MAX_CELLS, MAX_ROWS

    assert MAX_ROWS > 300_000 + 100
    assert MAX_CELLS > 300_000 * 17


def test_a_file_that_cannot_be_read_stops_no_other(tmp_path: Path) -> None:
    plan = importing.opened(_path(tmp_path, b"<html></html>"))
    assert isinstance(plan, Plan)
    assert plan.refused


def test_a_file_the_system_does_not_open_stops_no_other(tmp_path: Path, call: Callable[..., tuple[int, str, str]], monkeypatch: pytest.MonkeyPatch) -> None:
    good, locked = _path(tmp_path, f.xlsx(table(SOLDIER)), "a.xlsx"), _path(tmp_path, f.xlsx(table(DISABLED)), "b.xlsx")
    opened = Path.open

    def refusing(self: Path, *arguments: Any, **options: Any) -> Any:
        if self == locked:
            raise PermissionError(13, "Permission denied")
        return opened(self, *arguments, **options)

    monkeypatch.setattr(Path, "open", refusing)
    for files in ((locked, good), (good, locked)):
        status, out, err = call("import", "check", *files, "--format", "json")
        assert status == 3, err
        report = json.loads(out)
        assert report["summary"]["accepted"] == 1
        assert "E324" in out
