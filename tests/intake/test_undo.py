"""Taking a batch back: everything as it was before, or refused with what stands on it; receipts and histories."""

from __future__ import annotations

import json
import random
import sqlite3
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.payments.office import Office
from vetctl.core.errors import NotFound, Refused
from vetctl.core.finding import Severity
from vetctl.core.shelf import load_python_shelf
from vetctl.intake import history, importing, shelf, undo
from vetctl.intake.giveback import receipt
from vetctl.intake.people.dossier import Words
from vetctl.payments import effect, stops, verify
from vetctl.store import db, journal
from vetctl.store.journal import Actor

CLERK = Actor(name="王经办", at="2020-12-01T00:00:00Z", command="import undo", arguments={})
DAY = date(2020, 12, 1)
WAR = "参战退役人员"


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setenv("VETCTL_LANG", "zh_CN")
    return Office(tmp_path)


def newest(office: Office) -> int:
    return int(office.db.execute("SELECT MAX(batch) FROM batch").fetchone()[0])


def take_back(office: Office, batch: int | None = None) -> int:
    batch = batch or newest(office)
    with db.transaction(office.db):
        found = undo.plan(office.db, batch, list(shelf.registers()), shelf.titles())
        return undo.commit(office.db, CLERK, found, "报错了表", DAY)


def refused(office: Office, batch: int) -> Refused:
    with pytest.raises(Refused) as caught:
        undo.plan(office.db, batch, list(shelf.registers()), shelf.titles())
    return caught.value


def standing(connection: sqlite3.Connection) -> dict[str, list[tuple[Any, ...]]]:
    """Everything that holds, without numbers and origins."""
    found = {}
    for table in undo.versioned(connection):
        columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})") if row[1] not in ("id", "added_by", "ended_by")]
        found[table] = sorted(connection.execute(f"SELECT {', '.join(columns)} FROM main.{table} WHERE ended_by IS NULL").fetchall(), key=str)
    return found


def test_what_came_goes_and_what_was_there_is_back(office: Office) -> None:
    who = office.roster("赵国华", WAR)
    before = standing(office.db)
    office.take("roster", {**who, "乡镇": "鳌江镇", "优抚对象类别": WAR, "批准时间": "2018-01-10", "待遇开始年月": "2018-03", "银行账号": "6200000000000000999"})
    office.roster("钱国华", WAR)
    take_back(office)
    take_back(office, newest(office) - 2)
    assert standing(office.db) == before
    assert not list(journal.broken_links(office.db))


SHELF = load_python_shelf("registers")


@pytest.mark.parametrize("code", sorted(SHELF))
def test_every_register_can_be_taken_back(office: Office, code: str) -> None:
    """The worked examples of each register, over a full office: afterwards everything is as it was."""
    examples = SHELF[code].EXAMPLES
    if code != "roster":
        office.take("roster", *(e.cells for e in SHELF["roster"].EXAMPLES if e.good))
    if any(feed.table == "occasion" for feed in SHELF[code].REGISTER.feeds):
        office.take("institutions", *(e.cells for e in SHELF["institutions"].EXAMPLES if e.good))
    if code == "honours":
        office.take("stations", SHELF["stations"].EXAMPLES[0].cells)
    before = standing(office.db)
    done = []
    for example in examples:
        if example.good:
            path = office.folder / f"{len(done)}-{code}.xlsx"
            _write(path, example.cells)
            with db.transaction(office.db):
                plan = importing.run(office.db, CLERK, path, received_on=DAY, code=code, on_error="skip")
            assert not any(f.severity is Severity.ERROR for f in plan.findings()), [f.reason for f in plan.findings()]
            done += [plan.batch] if plan.batch and plan.stage.touched else []
    assert done
    for batch in reversed(done):
        take_back(office, batch)
    assert standing(office.db) == before


def _write(path: Path, cells: dict[str, str]) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for column, (heading, value) in enumerate(cells.items(), 1):
        sheet.cell(1, column).value = heading
        cell = sheet.cell(2, column)
        cell.value, cell.number_format = value, "@"
    book.save(path)


def test_the_corrected_file_comes_in_again(office: Office) -> None:
    who = office.roster("赵国华", WAR)
    take_back(office)
    assert office.db.execute("SELECT COUNT(*) FROM enrolled_now").fetchone() == (0,)
    office.take("deaths", {**who, "死亡日期": "2020-01-03", "信息来源": "家属"}, on_error="skip", expect={"E207"})
    row = {**who, "乡镇": "昆阳镇", "优抚对象类别": WAR, "批准时间": "2018-01-10", "待遇开始年月": "2018-02", "银行账号": "6200000000000000999"}
    plan = office.take("roster", row)
    assert plan.batch is not None
    assert office.db.execute("SELECT COUNT(*) FROM person").fetchone() == (1,), "the number of the person is kept"
    assert office.db.execute("SELECT name FROM enrolled_now").fetchall() == [("赵国华",)]


def test_the_same_bytes_come_in_again_after_they_were_taken_back(office: Office, tmp_path: Path) -> None:
    cells = {**_first_good("roster")}
    _write(tmp_path / "a.xlsx", cells)
    for _ in range(2):
        with db.transaction(office.db):
            plan = importing.run(office.db, CLERK, tmp_path / "a.xlsx", received_on=DAY, code="roster")
        assert plan.batch is not None
        take_back(office)


def _first_good(code: str) -> dict[str, str]:
    return dict(next(e.cells for e in SHELF[code].EXAMPLES if e.good))


def test_an_undo_can_be_undone(office: Office) -> None:
    office.roster("赵国华", WAR)
    before = standing(office.db)
    first = newest(office)
    take_back(office)
    take_back(office)
    assert standing(office.db) == before
    assert undo.undone_by(office.db, first) is None, "it holds again"
    take_back(office, first)
    assert office.db.execute("SELECT COUNT(*) FROM enrolled_now").fetchone() == (0,)
    take_back(office)
    assert standing(office.db) == before
    assert not list(journal.broken_links(office.db))


def test_batches_are_taken_back_one_after_the_other(office: Office) -> None:
    who = office.roster("赵国华", WAR)
    row = {**who, "乡镇": "昆阳镇", "优抚对象类别": WAR, "批准时间": "2018-01-10", "待遇开始年月": "2018-02", "批准文号": "演示〔2018〕1号"}
    stages = [standing(office.db)]
    for month in ("2018-03", "2018-04", "2018-05"):
        office.take("roster", {**row, "待遇开始年月": month})
        stages.append(standing(office.db))
    for batch in (8, 7, 6):
        assert standing(office.db) == stages.pop()
        take_back(office, batch)
    assert standing(office.db) == stages.pop()
    take_back(office, 5)
    assert office.db.execute("SELECT COUNT(*) FROM enrolled_now").fetchone() == (0,)


def test_once_is_enough(office: Office) -> None:
    office.roster("赵国华", WAR)
    batch = newest(office)
    by = take_back(office, batch)
    assert undo.undone_by(office.db, batch) == by
    assert refused(office, batch).code == "E597"
    with pytest.raises(sqlite3.IntegrityError), db.transaction(office.db):
        office.db.execute("INSERT OR REPLACE INTO undone VALUES (?, ?, 'x')", (batch, by))


# -- what stands on a batch -----------------------------------------------------------------------------------------


def test_a_later_correction_stands_on_it(office: Office) -> None:
    who = office.roster("赵国华", WAR)
    batch = newest(office)
    office.take("roster", {**who, "乡镇": "昆阳镇", "优抚对象类别": WAR, "批准时间": "2018-01-10", "待遇开始年月": "2018-05"})
    found = refused(office, batch)
    assert found.code == "E590"
    assert "赵国华：待遇已由第 6 批更正" in found.message
    take_back(office)
    take_back(office, batch)


def test_a_death_of_somebody_the_batch_brought_stands_on_it(office: Office) -> None:
    who = office.roster("赵国华", WAR)
    batch = newest(office)
    office.take("deaths", {**who, "死亡日期": "2020-01-03", "信息来源": "家属"})
    found = refused(office, batch)
    assert (found.code, "赵国华：第 6 批登记了死亡" in found.message) == ("E590", True)


def test_a_clerks_answer_stands_on_a_list(office: Office) -> None:
    who = office.roster("赵国华", WAR)
    office.take("deaths", {**who, "死亡日期": "2020-01-03", "信息来源": "公安"})
    batch = newest(office)
    with db.transaction(office.db):
        stops.answer(office.db, CLERK, stops.waiting(office.db), stops.CONFIRMED, "村里核实")
    assert "停发建议已由王经办答复" in refused(office, batch).message


def test_what_is_no_import_cannot_be_undone(office: Office) -> None:
    assert refused(office, 1).code == "E592"
    with pytest.raises(NotFound):
        undo.plan(office.db, 99, list(shelf.registers()), shelf.titles())


# -- money ----------------------------------------------------------------------------------------------------------


def test_money_that_left_stands_on_a_roster(office: Office) -> None:
    office.roster("赵国华", WAR)
    batch = newest(office)
    office.run("2020-01", close=False)
    assert undo.plan(office.db, batch, list(shelf.registers()), shelf.titles()).ended, "a draft is worked out again"
    office.run("2020-01")
    found = refused(office, batch)
    assert found.code == "E591"
    assert "赵国华：2020-01 参战参试退役人员生活补助 650.00 元（2020-01 发放）" in found.message


def test_a_telephone_number_moves_no_money(office: Office) -> None:
    who = office.roster("赵国华", WAR)
    row = {**who, "乡镇": "昆阳镇", "优抚对象类别": WAR, "批准时间": "2018-01-10", "待遇开始年月": "2018-02", "批准文号": "演示〔2018〕1号"}
    office.take("roster", {**row, "联系电话": "11000000009"})
    office.run("2020-01")
    take_back(office)
    assert office.db.execute("SELECT phone FROM profile_now").fetchone() == ("",)
    office.take("roster", {**row, "乡镇": "鳌江镇"})
    moved = newest(office)
    office.run("2020-02")
    assert refused(office, moved).code == "E591"


def test_a_new_account_that_was_paid_into_stands(office: Office) -> None:
    who = office.roster("赵国华", WAR)
    office.run("2020-01")
    row = {**who, "乡镇": "昆阳镇", "优抚对象类别": WAR, "批准时间": "2018-01-10", "待遇开始年月": "2018-02", "批准文号": "演示〔2018〕1号"}
    office.take("roster", {**row, "银行账号": "6200000000000000999"})
    batch = newest(office)
    office.run("2020-02", close=False)
    assert undo.plan(office.db, batch, list(shelf.registers()), shelf.titles()).back == {"account": 1}
    office.run("2020-02")
    assert "2020-02 付款 650.00 元到这个账户" in refused(office, batch).message


def test_a_standard_that_was_paid_by_stands(office: Office) -> None:
    office.roster("赵国华", WAR)
    row = {"待遇项目": "参战参试退役人员生活补助", "标准档次": "", "级别": "县", "方式": "绝对", "执行日期": "2020-01-01", "收文日期": "2020-01-02", "标准（元/月）": "700", "文号": "演示〔2020〕1号"}
    plan = office.take("standards", row)
    office.run("2020-01")
    assert plan.batch
    assert "700.00" in refused(office, plan.batch).message


def test_a_wrong_death_is_undone_and_the_months_are_paid(office: Office) -> None:
    """Nothing was paid because of it, so no money stands on it; the next run pays what was withheld."""
    who = office.roster("赵国华", WAR)
    office.run("2020-01")
    office.take("deaths", {**who, "死亡日期": "2020-01-03", "信息来源": "家属"})
    office.run("2020-02")
    assert office.paid("war-test", month="2020-02") == 0
    take_back(office)
    office.run("2020-03")
    assert office.paid("war-test") == 3 * 65000
    assert verify.mismatches(office.db, office.benefits) == []


def test_a_death_whose_recovery_was_taken_stands(office: Office) -> None:
    who = office.roster("赵国华", WAR)
    office.months("2020-01", "2020-03")
    office.take("deaths", {**who, "死亡日期": "2020-01-03", "信息来源": "家属"})
    batch = newest(office)
    office.run("2020-04")
    assert "-650.00" in refused(office, batch).message


# -- what it means for the next payment -----------------------------------------------------------------------------


def play(office: Office, do: Any) -> effect.Effect:
    with db.transaction(office.db, dry_run=True):
        return effect.of(office.db, actor=CLERK, as_of=DAY, benefits=office.benefits, do=do)


def test_the_money_of_a_file_is_that_of_the_run_after_it(office: Office, tmp_path: Path) -> None:
    office.roster("赵国华", WAR)
    office.run("2020-01")
    path = tmp_path / "b.xlsx"
    _write(path, _first_good("roster"))
    plan = importing.examine(office.db, importing.open_file(path), received_on=date(2020, 2, 10), code="roster")
    before = standing(office.db)
    found = play(office, lambda: importing.replay(office.db, CLERK, plan))
    assert (standing(office.db), plan.batch) == (before, None), "nothing is kept"
    assert found.month == "2020-02"
    assert found.table is not None
    ((_, *figures),) = [row for row in found.table.rows if row[0] == "60周岁农村籍退役士兵老年生活补助"]
    with db.transaction(office.db):
        importing.run(office.db, CLERK, path, received_on=date(2020, 2, 10), code="roster")
    run = office.run("2020-02", as_of="2020-12-01")
    lines = [line for line in office.lines("age-60-service") if line[0] == run]
    paid = sum(line[4] for line in lines)
    assert figures[:5] == [0, 1, 0, paid, paid]
    assert figures[5] == sum(line[4] for line in lines if line[3] != "regular")
    assert found.after_fen == office.db.execute("SELECT net_fen FROM run WHERE run = ?", (run,)).fetchone()[0]


def test_what_changes_no_payment_says_so(office: Office) -> None:
    office.roster("赵国华", WAR)
    office.run("2020-01")
    found = play(office, lambda: None)
    assert found.table is None
    assert "1 人" in found.said


# -- histories and receipts -----------------------------------------------------------------------------------------


def test_every_version_names_batch_sheet_and_row(office: Office) -> None:
    who = office.roster("赵国华", WAR)
    office.take("roster", {**who, "乡镇": "昆阳镇", "优抚对象类别": WAR, "批准时间": "2018-01-10", "待遇开始年月": "2018-05", "批准文号": "演示〔2018〕1号"})
    take_back(office)
    report = history.of_entry(office.db, shelf.register("roster"), [who["身份证号"]], Words())
    (table,) = report.tables
    at = {key: table.position(key) for key in ("batch", "table", "after", "file", "sheet", "row", "ended")}
    terms = [row for row in table.rows if row[at["table"]] == "待遇"]
    assert [(row[at["batch"]], row[at["ended"]], row[at["sheet"]], row[at["row"]]) for row in terms] == [(5, 6, "表", 2), (6, 7, "表", 2), (7, None, "表", 2)]
    assert ["2018-02" in str(terms[0][at["after"]]), terms[2][at["file"]]] == [True, "撤销第 6 批"]
    with pytest.raises(NotFound) as caught:
        history.of_entry(office.db, shelf.register("roster"), ["无此人"], Words())
    assert "无此人" in caught.value.message


def test_a_standard_has_a_history_too(office: Office) -> None:
    report = history.of_entry(office.db, shelf.register("standards"), ["war-test", "2019-08-01"], Words())
    assert all(row[0] == 2 for row in report.tables[0].rows)


def test_a_batch_shows_what_it_replaced(office: Office) -> None:
    who = office.roster("赵国华", WAR)
    office.take("roster", {**who, "乡镇": "昆阳镇", "优抚对象类别": WAR, "批准时间": "2018-01-10", "待遇开始年月": "2018-05", "批准文号": "演示〔2018〕1号"})
    table = history.of_batch(office.db, newest(office), Words())
    ((movement, what, name, _, benefit, before, after, sheet, row),) = table.rows
    assert (movement, what, name, benefit, sheet, row) == ("changed", "待遇", "赵国华", "参战参试退役人员生活补助", "表", 2)
    assert ("2018-02" in str(before), "2018-05" in str(after), "演示" in str(after)) == (True, True, False)


def test_a_receipt_states_rows_and_amounts_and_can_be_signed(office: Office, tmp_path: Path) -> None:
    rows = [{"指标文号": f"演财〔2020〕{n}号", "年度": year, "资金来源": "中央", "指标金额": yuan, "下达日期": "2020-01-01"} for n, year, yuan in ((1, "2020", "100.50"), (2, "二〇", "200"))]
    plan = office.take("budgets", *rows, on_error="skip", expect={"E116"})
    assert plan.batch
    found = receipt.read(office.db, plan.batch)
    assert found.amounts == [("指标金额", 30050, 10050, 0, 20000)]
    said = receipt.report(found).summary
    assert (said["rows_in"], said["accepted"], said["held"], said["rejected"]) == (2, 1, 0, 1)
    assert said["sha256"] == plan.source.sha256
    path = tmp_path / "回执.xlsx"
    assert receipt.write(found, path) == 1
    sheet = openpyxl.load_workbook(path).worksheets[0]
    texts = " ".join(str(cell.value) for line in sheet.iter_rows() for cell in line if cell.value is not None)
    assert sheet.page_setup.paperSize == "9" or int(sheet.page_setup.paperSize) == 9
    for piece in (plan.source.sha256, "表内 2 行 = 登记 1 行 + 暂缓 0 行 + 退回 1 行", "报送人：", "经办人：", "复核人：", "300.5", "E116"):
        assert piece in texts, piece


def test_a_receipt_of_a_batch_taken_back_says_so(office: Office, tmp_path: Path) -> None:
    office.roster("赵国华", WAR)
    batch = newest(office)
    by = take_back(office)
    found = receipt.read(office.db, batch)
    assert found.undone == (by, "报错了表")
    assert "报错了表" in " ".join(receipt.report(found).warnings)
    assert json.loads(json.dumps(dict(receipt.report(found).summary)))["batch"] == batch
    with pytest.raises(NotFound):
        receipt.read(office.db, 99)


@pytest.mark.parametrize("seed", range(5))
def test_any_row_of_batches_can_be_taken_back_and_done_again(office: Office, seed: int) -> None:
    """Rosters in any order, each undone or done again at random: what holds is what the batches in force say, replayed."""
    choose = random.Random(seed)
    people = [{"姓名": name, "身份证号": office.identity()} for name in ("赵国华", "钱国华", "孙国华")]
    states = [standing(office.db)]
    batches: list[int] = []
    for _ in range(6):
        rows = [
            {**who, "乡镇": choose.choice(["昆阳镇", "鳌江镇"]), "优抚对象类别": WAR, "批准时间": "2018-01-10", "待遇开始年月": f"2018-0{choose.randint(2, 5)}",
             "银行账号": f"620000000000000000{choose.randint(1, 3)}"}
            for who in choose.sample(people, choose.randint(1, 3))
        ]  # fmt: skip
        plan = office.take("roster", *rows)
        if plan.batch is None or not plan.stage.touched:
            continue
        batches.append(plan.batch)
        states.append(standing(office.db))
        if choose.random() < 0.5:  # a slip: taken back, and back again
            take_back(office)
            assert standing(office.db) == states[-2]
            take_back(office)
            assert standing(office.db) == states[-1]
    for batch in reversed(batches):
        assert standing(office.db) == states.pop()
        take_back(office, batch)
    assert standing(office.db) == states.pop()
    assert not list(journal.broken_links(office.db))
