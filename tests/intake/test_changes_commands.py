"""Changes, full rosters, receipts and undoing at the command line, and what they do to the next payment."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.intake.conftest import ACTOR, DISABLED, SOLDIER, table
from tests.payments.office import Office
from vetctl.cli import main
from vetctl.intake import importing
from vetctl.intake.modes import Way
from vetctl.payments import stops, verify
from vetctl.store import db

Call = Callable[..., tuple[int, str, str]]
Write = Callable[..., Path]
DAY = ("--as-of", "2020-02-10")


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    """Run a command line over a database in which January 2020 of two people was paid; gives status, stdout, stderr."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("VETCTL_DB", str(tmp_path / "v.db"))
    monkeypatch.setenv("VETCTL_ACTOR", "王经办")

    def run(*arguments: object) -> tuple[int, str, str]:
        status = main.run([str(a) for a in arguments])
        out, err = capsys.readouterr()
        return status, out, err

    assert run("init", "--as-of", "2020-01-01", "--first-month", "2020-01")[0] == 0
    return run


@pytest.fixture
def paid(call: Call, workbook: Write) -> Call:
    assert call("import", "run", workbook(table(SOLDIER, DISABLED), name="一月.xlsx"), "--as-of", "2020-01-10")[0] == 0
    assert call("payments", "run", "--month", "2020-01", "--as-of", "2020-01-20")[0] == 0
    assert call("payments", "review", "--actor", "李复核")[0] == 0
    assert call("payments", "approve", "--yes", "--actor", "张审批")[0] == 0
    assert call("payments", "export", "--to", "out")[0] == 0
    return call


def tables(answer: tuple[int, str, str]) -> dict[str, Any]:
    said = json.loads(answer[1])
    return {**said.get("tables", {}), "warnings": said["warnings"], "summary": said["summary"]}


def february(workbook: Write) -> Path:
    return workbook(table({**SOLDIER, "银行账号": "9903260000000000033"}, {**DISABLED, "伤残等级": "五级"}), name="二月.xlsx")


def test_a_check_says_what_changes_and_what_it_means(paid: Call, workbook: Write, tmp_path: Path) -> None:
    before = (tmp_path / "v.db").read_bytes()
    answer = paid("import", "check", february(workbook), *DAY, "--format", "json")
    assert answer[0] == 0
    said = tables(answer)
    assert [(row["movement"], row["field"], row["before"], row["after"]) for row in said["changes"]][1] == ("changed", "伤残等级", "六级", "五级")
    assert "9903260000000000033" not in answer[1], "numbers are masked"
    (money,) = said["money"]
    assert (money["heads_before"], money["heads_after"]) == (1, 1)
    assert money["change_fen"] > 0
    assert abs(money["back_fen"] * 2 - money["change_fen"]) <= 1, "January is paid again at the new rate, and February"
    assert (tmp_path / "v.db").read_bytes() == before


def test_what_was_said_of_the_money_is_what_the_run_pays(paid: Call, workbook: Write) -> None:
    path = february(workbook)
    (money,) = tables(paid("import", "check", path, *DAY, "--format", "json"))["money"]
    assert paid("import", "run", path, *DAY)[0] == 0
    run = paid("payments", "run", "--month", "2020-02", "--as-of", "2020-02-10", "--format", "json")
    found = json.loads(run[1])
    rows = found["data"]
    (row,) = [row for row in rows if row["policy"] == money["policy"]]
    assert row["total_fen"] == money["after_fen"]


def test_no_money_before_the_first_run_and_none_when_not_asked(call: Call, workbook: Write) -> None:
    path = workbook(table(SOLDIER, DISABLED))
    assert "money" not in tables(call("import", "check", path, "--as-of", "2020-01-10", "--format", "json"))


def test_money_can_be_left_out(paid: Call, workbook: Write) -> None:
    assert "money" not in tables(paid("import", "check", february(workbook), *DAY, "--no-money", "--format", "json"))


def test_money_that_cannot_be_worked_out_is_said(paid: Call, workbook: Write, tmp_path: Path) -> None:
    holder = sqlite3.connect(tmp_path / "v.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    try:
        said = tables(paid("import", "check", february(workbook), "--as-of", "2020-01-02", "--format", "json", "--no-money"))
        assert said["changes"]
    finally:
        holder.close()
    said = tables(paid("import", "check", february(workbook), "--as-of", "2020-01-02", "--format", "json"))
    assert any("没有推算" in line for line in said["warnings"]), said["warnings"]


def test_two_files_are_played_in_one_after_the_other(paid: Call, workbook: Write) -> None:
    """Both bring the same new person: the second may not clash with the first."""
    third = {**DISABLED, "姓名": "赵新", "身份证号": "990326195001013412", "银行账号": "9903260000000000041"}
    first = workbook(table(third), name="新增1.xlsx")
    second = workbook(table({**third, "联系电话": "11000000077"}), name="新增2.xlsx")
    said = tables(paid("import", "check", first, second, *DAY, "--format", "json"))
    (money,) = said["money"]
    assert (money["heads_before"], money["heads_after"]) == (1, 2)


def test_expectations_refuse_with_their_own_status(paid: Call, workbook: Write) -> None:
    path = february(workbook)
    for verb in ("check", "run"):
        status, out, _ = paid("import", verb, path, *DAY, "--expect-rows", "3")
        assert (status, "E244" in out) == (4, True)
    assert paid("import", "run", path, path, "--expect-rows", "2")[0] == 2
    assert paid("import", "run", path, *DAY, "--expect-sum", "很多")[0] == 2
    assert paid("import", "run", path, *DAY, "--expect-rows", "2")[0] == 0


def test_add_and_full_at_the_command_line(paid: Call, workbook: Write) -> None:
    status, out, _ = paid("import", "run", february(workbook), *DAY, "--mode", "add")
    assert (status, "E240" in out) == (7, True)
    only = workbook(table(SOLDIER), name="全员.xlsx")
    status, out, err = paid("import", "run", only, *DAY, "--mode", "full", "--township", "鳌江镇")
    assert status == 0
    assert "1 人已提出停发（自 2020-02 起暂缓）" in err
    status, out, _ = paid("payments", "stops", "--as-of", "2020-02-10")
    assert "不在全员花名册" in out
    assert paid("payments", "stops", "refuse", "林永福", "--reason", "表漏了")[0] == 0


def test_undo_asks_first_and_can_be_repeated(paid: Call, workbook: Write, tmp_path: Path) -> None:
    assert paid("import", "run", february(workbook), *DAY)[0] == 0
    status, out, _ = paid("import", "list", "--format", "json")
    batch = json.loads(out)["data"][0]["batch"]
    before = (tmp_path / "v.db").read_bytes()
    status, out, err = paid("import", "undo", batch, "--reason", "报错了")
    assert (status, out) == (8, "")
    assert "对 2020-02 发放的影响" in err or "money" in err
    assert paid("import", "undo", batch, "--reason", "报错了", "--dry-run")[0] == 0
    assert paid("import", "undo", batch, "--reason", " ")[0] == 2
    assert (tmp_path / "v.db").read_bytes() == before
    assert paid("import", "undo", batch, "--reason", "报错了", "--yes", *DAY)[0] == 0
    after = (tmp_path / "v.db").read_bytes()
    status, out, err = paid("import", "undo", batch, "--reason", "报错了", "--yes", *DAY)
    assert (status, f"第 {batch} 批已由第 {batch + 1} 批撤销" in err) == (0, True)
    assert (tmp_path / "v.db").read_bytes() == after
    listed = json.loads(paid("import", "list", "--format", "json")[1])["data"]
    assert (listed[0]["file"], listed[1]["undone_by"]) == (f"撤销第 {batch} 批", batch + 1)
    status, _, err = paid("import", "undo", batch - 1, "--reason", "报错了", "--yes")
    assert (status, "E591" in err, "林永福：2020-01" in err) == (4, True, True)
    assert paid("import", "undo", 999, "--reason", "x", "--yes")[0] == 5


def test_receipt_show_rows_and_history(paid: Call, workbook: Write, tmp_path: Path) -> None:
    assert paid("import", "run", february(workbook), *DAY)[0] == 0
    batch = json.loads(paid("import", "list", "--format", "json")[1])["data"][0]["batch"]
    status, out, _ = paid("import", "receipt", batch, "--format", "json")
    assert (status, json.loads(out)["summary"]["rows_in"]) == (0, 2)
    status, out, err = paid("import", "receipt", batch, "-o", "回执.xlsx")
    assert (status, "回执.xlsx" in err) == (0, True)
    assert openpyxl.load_workbook(tmp_path / "回执.xlsx").worksheets[0].page_setup.orientation in ("portrait", None)
    status, out, _ = paid("import", "show", batch, "--rows")
    assert "伤残等级 五级" in out
    status, out, _ = paid("register", "history", "roster", "林永福")
    assert (status, "伤残等级 六级" in out, "伤残等级 五级" in out) == (0, True, True)
    assert DISABLED["身份证号"] not in out
    assert paid("register", "history", "roster", "无此人")[0] == 5


# -- a full roster and the payments after it --------------------------------------------------------------------------


def full(office: Office, *rows: dict[str, str], day: str) -> None:
    """Take a whole roster of the township in."""
    import xlsxwriter

    path = office.folder / f"full-{day}.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("表")
    for at, line in enumerate([list(rows[0]), *(list(row.values()) for row in rows)]):
        sheet.write_row(at, 0, line)
    book.close()
    with db.transaction(office.db):
        source = importing.open_file(path)
        plan = importing.examine(office.db, source, received_on=date.fromisoformat(day), way=Way(mode="full", townships=["昆阳镇"]))
        assert importing.commit(office.db, ACTOR, plan) is not None, [f.reason for f in plan.findings()]


def row_of(office: Office, name: str) -> dict[str, str]:
    who = office.roster(name, "参战退役人员")
    return {**who, "乡镇": "昆阳镇", "优抚对象类别": "参战退役人员", "批准时间": "2018-01-10", "待遇开始年月": "2018-02"}


@pytest.mark.parametrize(("decision", "months"), [(stops.REFUSED, 3), (stops.CONFIRMED, 1), (None, 1)])
def test_a_missing_person_is_held_until_answered(tmp_path: Path, decision: str | None, months: int) -> None:
    office = Office(tmp_path)
    rows = [row_of(office, name) for name in ("赵国华", "钱国华")]
    office.run("2020-01")
    full(office, rows[1], day="2020-02-10")
    run = office.run("2020-02")
    assert [code for _, code, _ in office.held("war-test", run)] == ["E413"]
    if decision:
        with db.transaction(office.db):
            stops.answer(office.db, ACTOR, stops.waiting(office.db), decision, "村里核实")
    office.run("2020-03")
    assert office.paid("war-test") == (months + 3) * 65000
    assert verify.mismatches(office.db, office.benefits) == []


def test_one_benefit_missing_holds_that_benefit_alone(tmp_path: Path) -> None:
    office = Office(tmp_path)
    row = row_of(office, "赵国华")
    office.take("roster", {**row, "优抚对象类别": "烈士老年子女"}, expect={"E206"})
    office.run("2020-01")
    drawn = {policy for (policy,) in office.db.execute("SELECT DISTINCT policy FROM paid_line")}
    full(office, row, day="2020-02-10")
    run = office.run("2020-02")
    held = office.db.execute("SELECT DISTINCT e.policy FROM held h JOIN enrolment e ON e.enrolment = h.enrolment WHERE h.run = ? AND h.code = 'E413'", (run,))
    assert {policy for (policy,) in held} <= {"martyrs-children"}
    assert drawn
    with db.transaction(office.db):
        stops.answer(office.db, ACTOR, stops.waiting(office.db), stops.CONFIRMED, "已停")
    assert office.db.execute("SELECT policy, source FROM suspension_best").fetchall() == [("martyrs-children", "roster")]
