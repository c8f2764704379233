"""``vetctl import map``: a sender's own headings are kept once, used when the sender is named, and suggested otherwise."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.intake.conftest import DAY
from tests.intake.habits import books
from tests.intake.habits.books import Sheet, person, rows
from vetctl.cli.main import run

Call = Callable[..., tuple[int, Any]]


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    """Run vetctl in an empty folder with a new database; the answer is the exit status and the JSON."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("VETCTL_DB", str(tmp_path / "v.db"))
    monkeypatch.setenv("VETCTL_ACTOR", "王经办")
    monkeypatch.delenv("VETCTL_CONFIG", raising=False)

    def vetctl(*arguments: str) -> tuple[int, Any]:
        status = run([*arguments, "--format", "json", "--as-of", DAY.isoformat()])
        captured = capsys.readouterr()
        return status, json.loads(captured.out or captured.err)

    assert vetctl("init")[0] == 0
    books.xlsx(tmp_path / "表.xlsx", Sheet(TABLE))
    return vetctl


TABLE = rows(person(1), person(2))
TABLE[0] = [{"银行账号": "领款卡", "批准时间": "何时批的"}.get(text, text) for text in TABLE[0]]


def meanings(answer: Any) -> dict[str, str]:
    return {row["heading"]: row["meaning"] for row in answer["data"]}


def accounts(folder: Path) -> int:
    with sqlite3.connect(folder / "v.db") as connection:
        return int(connection.execute("SELECT count(*) FROM account").fetchone()[0])


def test_shown_then_kept_then_used(call: Call, tmp_path: Path) -> None:
    status, answer = call("import", "map", "表.xlsx")
    assert status == 0
    assert (meanings(answer)["姓名"], meanings(answer)["领款卡"]) == ("姓名", "")
    status, answer = call("import", "map", "表.xlsx", "--sender", "昆阳镇", "--set", "领款卡=银行账号")
    assert meanings(answer)["领款卡"] == "银行账号"
    assert "没有保存" in answer["warnings"][0]
    status, answer = call(
        "import",
        "map",
        "表.xlsx",
        "--sender",
        "昆阳镇",
        "--set",
        "领款卡=银行账号",
        "--set",
        "何时批的=approved_on",
        "--save",
    )
    assert (status, answer["summary"]["saved"]) == (0, 2)

    status, answer = call("import", "check", "表.xlsx", "--sender", "昆阳镇")
    assert "E305" not in str(answer)
    status, answer = call("import", "run", "表.xlsx", "--sender", "昆阳镇")
    assert (status, accounts(tmp_path)) == (0, 2)


def test_another_senders_headings_are_suggested_and_never_applied(call: Call, tmp_path: Path) -> None:
    call("import", "map", "表.xlsx", "--sender", "昆阳镇", "--set", "领款卡=银行账号", "--save")
    for more in ([], ["--sender", "鳌江镇"]):
        _, answer = call("import", "check", "表.xlsx", *more)
        (reason,) = [found["reason"] for found in answer["findings"] if found["heading"] == "领款卡"]
        assert "昆阳镇的对照里是“银行账号”：加 --sender 昆阳镇" in reason
    assert "E138" in str(answer), "a sender without headings of its own is said"
    call("import", "run", "表.xlsx")
    assert accounts(tmp_path) == 0


def test_headings_for_everybody_and_columns_nobody_wants(call: Call, tmp_path: Path) -> None:
    call("import", "map", "表.xlsx", "--set", "领款卡=银行账号", "--set", "何时批的=-", "--save")
    status, answer = call("import", "run", "表.xlsx")
    assert (status, accounts(tmp_path)) == (0, 2)
    assert "E305" not in str(answer)
    assert "认得但不保存的列：何时批的" in str(answer["warnings"])


def test_kept_once_and_taken_back(call: Call, tmp_path: Path) -> None:
    given = ("import", "map", "表.xlsx", "--sender", "昆阳镇", "--save", "--set")
    assert call(*given, "领款卡=银行账号")[1]["summary"]["saved"] == 1
    assert call(*given, "领款卡=银行账号")[1]["summary"]["saved"] == 0
    assert call(*given, "领款卡=?")[1]["summary"]["saved"] == 1
    assert meanings(call("import", "map", "表.xlsx", "--sender", "昆阳镇")[1])["领款卡"] == ""
    with sqlite3.connect(tmp_path / "v.db") as connection:
        kept = connection.execute(
            "SELECT sender, register, heading, field, actor FROM heading_alias ORDER BY alias"
        ).fetchall()
        assert kept == [
            ("昆阳镇", "roster", "领款卡", "account", "王经办"),
            ("昆阳镇", "roster", "领款卡", "", "王经办"),
        ]
        (events,) = connection.execute("SELECT count(*) FROM journal WHERE command = 'import map'").fetchone()
        assert events == 2
        for change in ("UPDATE heading_alias SET field = 'phone'", "DELETE FROM heading_alias"):
            with pytest.raises(sqlite3.IntegrityError):
                connection.execute(change)


def test_nothing_is_written_without_save_nor_in_a_dry_run(call: Call, tmp_path: Path) -> None:
    call("import", "map", "表.xlsx", "--set", "领款卡=银行账号")
    call("import", "map", "表.xlsx", "--set", "领款卡=银行账号", "--save", "--dry-run")
    with sqlite3.connect(tmp_path / "v.db") as connection:
        assert connection.execute("SELECT count(*) FROM heading_alias").fetchone() == (0,)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("领款卡", "E135"),
        ("=银行账号", "E135"),
        ("领款卡=", "E135"),
        ("领款卡=存折", "E136"),
        ("姓名=银行账号", "E137"),
        ("没有的=银行账号", "E139"),
    ],
)
def test_mappings_that_cannot_be(given: str, code: str, call: Call) -> None:
    status, answer = call("import", "map", "表.xlsx", "--set", given)
    assert status == 2
    assert code in str(answer)


def test_a_required_column_is_found_by_its_mapping(call: Call, tmp_path: Path) -> None:
    table = rows(person(1))
    table[0] = [{"身份证号": "公民号", "乡镇": "哪里人"}.get(text, text) for text in table[0]]
    books.xlsx(tmp_path / "别.xlsx", Sheet(table))
    assert call("import", "check", "别.xlsx")[0] == 3
    status, answer = call(
        "import", "map", "别.xlsx", "--sender", "水头镇", "--set", "公民号=身份证号", "--set", "哪里人=乡镇", "--save"
    )
    assert (status, answer["summary"]["saved"]) == (0, 2)
    assert call("import", "check", "别.xlsx", "--sender", "水头镇")[0] == 0
