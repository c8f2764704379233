"""The commands `import`, `template` and `register` through the front door: exit status, output, files."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.intake.conftest import DISABLED, SOLDIER, table
from vetctl.cli import main

BAD = {**DISABLED, "身份证号": "990326195507083118"}


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Run a command line in an initialised folder; gives status, stdout, stderr."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("VETCTL_DB", str(tmp_path / "v.db"))
    monkeypatch.setenv("VETCTL_ACTOR", "王经办")

    def run(*arguments: object) -> tuple[int, str, str]:
        status = main.run([str(a) for a in arguments])
        out, err = capsys.readouterr()
        return status, out, err

    assert run("init", "--as-of", "2020-01-01")[0] == 0
    return run


def shipped(tmp_path: Path) -> int:
    """How many batches ``init`` itself makes: the data that come with vetctl."""
    with sqlite3.connect(tmp_path / "v.db") as database:
        return int(database.execute("SELECT count(*) FROM batch WHERE file_name LIKE 'vetctl:%'").fetchone()[0])


def test_check_run_list_show(call: Callable[..., tuple[int, str, str]], workbook: Callable[..., Path], tmp_path: Path) -> None:
    path = workbook(table(SOLDIER, BAD))
    status, out, _ = call("import", "check", path, "--as-of", "2020-12-01")
    assert status == 3
    assert "E102" in out
    assert "990326195507083118" not in out
    status, out, _ = call("import", "run", path, "--as-of", "2020-12-01", "--errors", "退回.xlsx", "--format", "json")
    assert status == 3
    said = json.loads(out)
    assert said["summary"]["rejected"] == 1
    assert (tmp_path / "退回.xlsx").exists()
    assert call("import", "run", path, "--as-of", "2020-12-01", "--on-error", "skip")[0] == 7
    status, out, _ = call("import", "show", shipped(tmp_path) + 1)
    assert status == 0
    assert "E102" in out
    assert "990326********3118" in out
    assert "9903260000000000025" not in out
    status, out, _ = call("import", "list", "--format", "json")
    assert [batch["batch"] for batch in json.loads(out)["data"]] == [*range(shipped(tmp_path) + 1, 0, -1)]
    assert call("import", "show", 99)[0] == 5


def test_again_and_dry_run(call: Callable[..., tuple[int, str, str]], workbook: Callable[..., Path], tmp_path: Path) -> None:
    path = workbook(table(SOLDIER))
    assert call("import", "run", path, "--as-of", "2020-12-01", "--dry-run")[0] == 0
    with sqlite3.connect(tmp_path / "v.db") as database:
        assert database.execute("SELECT count(*) FROM person").fetchone() == (0,)
    assert call("import", "run", path, "--as-of", "2020-12-01")[0] == 0
    status, _, err = call("import", "run", path, "--as-of", "2020-12-01")
    assert status == 0
    assert f"第 {shipped(tmp_path) + 1} 批" in err
    with sqlite3.connect(tmp_path / "v.db") as database:
        assert database.execute("SELECT count(*) FROM batch").fetchone() == (shipped(tmp_path) + 1,)
        assert database.execute("SELECT count(*) FROM journal").fetchone() == (2,)


def test_several_files_one_of_them_broken(call: Callable[..., tuple[int, str, str]], workbook: Callable[..., Path], tmp_path: Path) -> None:
    good, other = workbook(table(SOLDIER)), workbook(table(DISABLED), name="b.xlsx")
    broken = tmp_path / "坏.xlsx"
    broken.write_bytes(b"<html></html>")
    status, out, _ = call("import", "run", good, broken, other, "--as-of", "2020-12-01")
    assert status == 3
    assert "E322" in out
    with sqlite3.connect(tmp_path / "v.db") as database:
        assert database.execute("SELECT count(*) FROM person").fetchone() == (2,)
    # A name that does not exist is noticed before anything is written.
    third = workbook(table({**SOLDIER, "备注": "x"}), name="c.xlsx")
    assert call("import", "run", third, tmp_path / "没有.xlsx", "--as-of", "2020-12-01")[0] == 5
    with sqlite3.connect(tmp_path / "v.db") as database:
        assert database.execute("SELECT count(*) FROM batch").fetchone() == (shipped(tmp_path) + 2,)


def test_templates(call: Callable[..., tuple[int, str, str]], tmp_path: Path) -> None:
    status, out, _ = call("template", "list", "--format", "json")
    assert status == 0
    for code in (item["code"] for item in json.loads(out)["data"]):
        assert call("template", "write", code, "-o", tmp_path / f"{code}.xlsx")[0] == 0
        assert (tmp_path / f"{code}.xlsx").stat().st_size > 0
    assert call("template", "write", "roster")[0] == 2
    assert call("template", "write", "nothing", "-o", tmp_path / "x.xlsx")[0] == 5


def test_registers(call: Callable[..., tuple[int, str, str]], workbook: Callable[..., Path]) -> None:
    call("import", "run", workbook(table(SOLDIER, DISABLED)), "--as-of", "2020-12-01")
    status, out, _ = call("register", "list", "--format", "json")
    assert status == 0
    assert {item["code"]: item["rows"] for item in json.loads(out)["data"]}["roster"] == 2
    for code in (item["code"] for item in json.loads(out)["data"]):
        assert call("register", "show", code)[0] == 0
    status, out, _ = call("register", "show", "roster")
    assert "残疾军人" in out
    assert "六级" in out
    assert "990326195507083119" not in out
    assert call("register", "show", "nothing")[0] == 5


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_help_speaks_both_languages(language: str, call: Callable[..., tuple[int, str, str]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VETCTL_LANG", language)
    for leaf in ("import check", "import run", "import list", "import show", "template list", "template write", "register list", "register show"):
        status, out, _ = call(*leaf.split(), "--help")
        assert status == 0
        assert f"vetctl {leaf}" in out
