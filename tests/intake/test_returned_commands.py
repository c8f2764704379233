"""Giving back through the front door: names, forms, exit statuses, and the way round to the corrected batch."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.intake.conftest import DISABLED, SOLDIER, table
from tests.intake.test_returned import BAD, GOOD_NO, correct
from vetctl.cli import main


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """An initialised folder; runs a command line and gives status, stdout, stderr."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("VETCTL_DB", str(tmp_path / "v.db"))
    monkeypatch.setenv("VETCTL_ACTOR", "王经办")

    def run(*arguments: object) -> tuple[int, str, str]:
        status = main.run([str(a) for a in arguments])
        return status, *capsys.readouterr()

    assert run("init", "--as-of", "2020-01-01")[0] == 0
    return run


def test_out_corrected_and_in_again(desk: Callable[..., tuple[int, str, str]], workbook: Callable[..., Path], tmp_path: Path) -> None:
    path = workbook(table(SOLDIER, BAD))
    status, out, err = desk("import", "run", path, "--as-of", "2020-12-01", "--on-error", "skip", "--errors", "退回.xlsx")
    assert status == 7
    assert "退回表：退回.xlsx" in err
    listed = json.loads(desk("import", "list", "--format", "json")[1])["data"]
    first = listed[0]["batch"]
    fixed = correct(tmp_path / "退回.xlsx", "身份证号", GOOD_NO)
    status, _, err = desk("import", "run", fixed, "--as-of", "2020-12-02")
    assert status == 0
    assert "退回过" in err
    shown = json.loads(desk("import", "show", first, "--format", "json")[1])
    assert [row["answered_by"] for row in shown["data"]] == [first + 1]
    assert shown["summary"]["corrected"] == 1
    shown = json.loads(desk("import", "show", first + 1, "--format", "json")[1])
    assert shown["summary"]["corrects"] == f"#{first}×1"
    # The first file once more is all unchanged but for the row that was never right in it.
    status, out, _ = desk("import", "run", path, "--as-of", "2020-12-03", "--on-error", "skip", "--format", "json")
    assert json.loads(out)["summary"]["unchanged"] == 1


def test_a_marked_copy_of_each_file(desk: Callable[..., tuple[int, str, str]], workbook: Callable[..., Path], tmp_path: Path) -> None:
    files = [workbook(table(SOLDIER, BAD), name="甲.xlsx"), workbook(table(DISABLED, {**SOLDIER, "乡镇": "没有镇"}), name="乙.xlsx")]
    before = [path.read_bytes() for path in files]
    assert desk("import", "check", *files, "--as-of", "2020-12-01", "--errors", "标注.xlsx", "--errors-as", "marked")[0] == 3
    assert [path.read_bytes() for path in files] == before
    for name in ("甲", "乙"):
        with zipfile.ZipFile(tmp_path / f"标注_{name}.xlsx") as archive:
            assert archive.testzip() is None


@pytest.mark.parametrize(("name", "code"), [("退回.csv", "E583"), ("表.xlsx", "E582")])
def test_never_over_the_clerks_own_file(name: str, code: str, desk: Callable[..., tuple[int, str, str]], workbook: Callable[..., Path]) -> None:
    path = workbook(table(SOLDIER, BAD))
    before = path.read_bytes()
    status, _, err = desk("import", "run", path, "--as-of", "2020-12-01", "--errors", name)
    assert status == 2
    assert code in err
    assert path.read_bytes() == before


def test_a_filled_template(desk: Callable[..., tuple[int, str, str]], workbook: Callable[..., Path]) -> None:
    desk("import", "run", workbook(table(SOLDIER, DISABLED)), "--as-of", "2020-12-01")
    assert desk("template", "write", "roster", "--filled", "--township", "鳌江", "-o", "鳌江.xlsx", "--as-of", "2020-12-01")[0] == 0
    status, out, _ = desk("import", "check", "鳌江.xlsx", "--as-of", "2020-12-01", "--format", "json")
    assert status == 0
    assert json.loads(out)["summary"]["unchanged"] == 1
    status, _, err = desk("template", "write", "roster", "--filled", "--township", "没有镇", "-o", "x.xlsx")
    assert (status, "E584" in err) == (5, True)
    assert desk("template", "write", "standards", "--filled", "--township", "鳌江镇", "-o", "x.xlsx")[0] == 2
