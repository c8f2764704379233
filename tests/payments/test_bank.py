"""From the bank file to the closed month, by the commands a clerk types; the numbers are those of the accident list."""

import hashlib
import json

import pytest

from tests.conftest import vetctl
from tests.payments.banking import GONE, LATE, PAID, SYSTEM, Desk, take_in
from tests.payments.county import County
from vetctl.core.errors import Refused
from vetctl.payments import bank
from vetctl.store import db

ONE, TWO, THREE = "V0001P000001", "V0001P000002", "V0001P000003"


def county(people=3, **settings):
    """A few people who draw 650.00 a month each."""
    made = County(settings)
    with made.facts():
        for _ in range(people):
            made.enrol(made.person(), "war-test")
    return made


@pytest.fixture
def desk(tmp_path):
    return Desk(county(), tmp_path)


@pytest.fixture
def january(desk):
    desk.month("2020-01")
    return desk


def found(said):
    """Codes and rows of the findings on the screen (json)."""
    return [(one["code"], int(one["cell"]) if one["cell"] else None) for one in json.loads(said.out)["findings"]]


def state(desk):
    return desk.rows("SELECT outcome, COUNT(*), SUM(amount_fen) FROM bank_answer GROUP BY 1 ORDER BY 1")


def paid(desk, person, month=None):
    return desk.rows("SELECT coalesce(SUM(amount_fen), 0) FROM paid_line WHERE person = ?1 AND (?2 IS NULL OR month = ?2)", person, month)[0][0]


# sending ------------------------------------------------------------------------------------------------------


def test_every_line_has_a_reference_and_the_export_is_noted(january):
    lines = (january.folder / "2020-01" / "代发-2020-01-批次1.txt").read_bytes()
    assert [line.split("|")[-1] for line in lines.decode().splitlines()[1:]] == [ONE, TWO, THREE]
    noted = january.rows("SELECT kind, file_name, sha256, rows, total_fen FROM export WHERE kind LIKE 'bank%'")
    assert noted == [("bank@pipe-summary", "代发-2020-01-批次1.txt", hashlib.sha256(lines).hexdigest(), 3, 195000)]
    before = january.path.read_bytes()
    january("payments", "export", "--to", january.folder / "again")
    assert (january.folder / "again" / "代发-2020-01-批次1.txt").read_bytes() == lines
    assert january.path.read_bytes() == before


def test_a_rehearsal_leaves_no_bank_file(desk):
    for words in (("run", "--month", "2020-01", "--as-of", "2020-01-20"), ("review",), ("approve", "--yes")):
        desk("payments", *words, actor=f"甲{words[0]}")
    desk("payments", "export", "--to", desk.folder / "x", "--dry-run")
    assert not (desk.folder / "x").exists()
    assert desk.rows("SELECT COUNT(*) FROM export") == [(0,)]


def test_another_profile_may_replace_the_file_until_the_bank_has_answered(january):
    said = january("payments", "export", "--to", january.folder / "x", "--bank", "xlsx-list")
    assert "代发-2020-01-批次1.txt" in said.err
    assert (january.folder / "x" / "代发-2020-01-批次1.xlsx").exists()
    january.returns(january.answers(1))
    january("payments", "export", "--to", january.folder / "x", "--bank", "xlsx-list")  # the same bytes again
    january("payments", "close", "2020-01")


def test_after_an_answer_no_other_profile_is_written(january):
    january.returns(january.answers(1))
    said = january("payments", "export", "--to", january.folder / "x", "--bank", "xlsx-list", status=4)
    assert "E531" in said.err
    assert not list((january.folder / "x").glob("代发*"))


def test_the_same_profile_never_writes_two_different_files(january, monkeypatch):
    monkeypatch.chdir(january.folder)
    (january.folder / "own" / "banks").mkdir(parents=True)
    from vetctl.core import shelf

    shipped = (shelf._PACKAGE / "output" / "banks" / "pipe-summary.toml").read_text(encoding="utf-8")
    own = january.folder / "own" / "banks" / "county.toml"
    own.write_text(shipped.replace('"pipe-summary"', '"county"').replace("代发-", "县-"), encoding="utf-8")
    (january.folder / "vetctl.toml").write_text('shelves = "own"\n[payments]\nbank = "county"\n', encoding="utf-8")
    january("payments", "export", "--to", january.folder / "x")
    shelf._shelf.cache_clear()
    own.write_text(own.read_text(encoding="utf-8").replace('amount     = "yuan"', 'amount     = "fen"'), encoding="utf-8")
    said = january("payments", "export", "--to", january.folder / "x", status=4)
    shelf._shelf.cache_clear()
    assert "E530" in said.err
    assert "650.00" in (january.folder / "x" / "县-2020-01-批次1.txt").read_text(encoding="utf-8")


def test_17_zero_lines_never_reach_the_bank(tmp_path):
    made = county(2)
    made.year(last="2020-03")
    with made.facts():
        made.death(1, "2020-01-10")  # February and March come back: 1,300.00 owed, nothing to pay
    desk = Desk(made, tmp_path)
    run = desk.month("2020-04")
    assert desk.rows("SELECT person, net_fen FROM payout WHERE run = ? ORDER BY person", run) == [(1, 0), (2, 65000)]
    lines = (tmp_path / "2020-04" / f"代发-2020-04-批次{run}.txt").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "1|650.00"
    assert len(lines) == 2
    assert "V0004P000002" in lines[1]


def test_who_has_no_account_is_held_and_never_dropped_silently(tmp_path):
    made = county(1)
    with made.facts():
        made.enrol(made.person(account=False), "war-test")
    run = made.run("2020-01", close=False)
    assert [row[2] for row in made.held(run)] == ["E403"]
    with db.transaction(made.db, dry_run=True):  # were it not so, the list would not come to the run's total
        made.db.execute("PRAGMA ignore_check_constraints = ON")
        made.db.execute("PRAGMA foreign_keys = OFF")
        made.db.execute("INSERT INTO payout VALUES (?, 2, 65000, 0, 65000, NULL)", (run,))
        with pytest.raises(Refused, match="E408"):
            bank.payees(made.db, run)
    made.db.execute("PRAGMA ignore_check_constraints = OFF")


def test_9_account_numbers_survive_the_way_there_and_back(tmp_path):
    made = county(0)
    numbers = ["0000000000000000018", "9999999999999999999", "0123456789012345"]
    with made.facts():
        for number in numbers:
            person = made.person(account=False)
            made.db.execute(
                "INSERT INTO account (person, number, holder_name, added_by) VALUES (?, ?, '张三', ?)", (person, number, made.batch)
            )
            made.enrol(person, "war-test")
    desk = Desk(made, tmp_path)
    run = desk.month("2020-01", export=("--bank", "xlsx-list"))
    rows = desk.answers(run)
    assert [row[1] for row in rows] == numbers
    desk.returns(rows)
    assert state(desk) == [("paid", 3, 195000)]


def test_9_an_account_that_lost_its_zeros_is_no_match(january):
    rows = january.answers(1)
    said = january.returns([(rows[0][0], rows[0][1].lstrip("6"), *rows[0][2:]), *rows[1:]], "--format", "json", status=3)
    assert found(said) == [("E424", 2)]
    assert state(january) == []


# answers ------------------------------------------------------------------------------------------------------


def test_what_failed_is_paid_again_by_the_next_run_and_only_once(january):
    said = january.returns(january.answers(1, **{TWO: GONE}))
    assert "账户已销户" in said.out
    assert state(january) == [("failed", 1, 65000), ("paid", 2, 130000)]
    assert paid(january, 2, "2020-01") == 0
    february = january.month("2020-02")
    assert january.rows("SELECT person, net_fen FROM payout WHERE run = ? ORDER BY person", february) == [(1, 65000), (2, 130000), (3, 65000)]
    january.returns(january.answers(february, day="20200225"), name="2.txt")
    march = january.month("2020-03")
    assert january.rows("SELECT person, net_fen FROM payout WHERE run = ? ORDER BY person", march) == [(1, 65000), (2, 65000), (3, 65000)]
    assert [paid(january, person) for person in (1, 2, 3)] == [195000, 195000, 195000]
    assert json.loads(january("payments", "answers", "--format", "json").out)["tables"]["not_paid"][0]["paid_again_by"] == february


def test_6_a_return_may_come_after_success(january):
    january.returns(january.answers(1))
    late = [row for row in january.answers(1, LATE, "20200305") if row[0] == TWO]
    said = january.returns(late, name="退汇.txt")
    assert "不再算已付" in said.err
    assert state(january) == [("paid", 3, 195000), ("returned", 1, 65000)]
    assert paid(january, 2) == 0
    run = january.month("2020-02")
    assert january.rows("SELECT person, net_fen FROM payout WHERE run = ? AND person = 2", run) == [(2, 130000)]


def test_19_after_a_return_it_is_paid_again_and_never_twice(january):
    january.returns(january.answers(1))
    late = [row for row in january.answers(1, LATE, "20200305") if row[0] == TWO]
    january.returns(late, name="退汇.txt")
    before = january.path.read_bytes()
    january.returns(late, name="退汇.txt")  # the same file again
    january.returns(late, name="另存.txt")  # the same rows under another name
    assert january.path.read_bytes() == before
    said = january.returns([row for row in january.answers(1) if row[0] == TWO], "--format", "json", name="又说成功.txt", status=3)
    assert found(said) == [("E428", 2)]
    run = january.month("2020-02")
    assert january.rows("SELECT net_fen FROM payout WHERE run = ? AND person = 2", run) == [(130000,)]
    again = [row for row in january.answers(run, LATE, "20200305") if row[0].endswith("P000002")]
    january.returns(january.answers(run, day="20200225"), name="二月.txt")
    january.returns(again, name="二月退汇.txt")
    run = january.month("2020-03")
    assert january.rows("SELECT net_fen FROM payout WHERE run = ? AND person = 2", run) == [(195000,)]
    january.returns(january.answers(run, day="20200325"), name="三月.txt")
    assert paid(january, 2) == 195000
    assert vetctl("payments", "verify", "--db", january.path).status == 0


def test_7_an_unknown_reference_is_listed_and_nothing_is_taken_in(january):
    rows = [*january.answers(1), ("V0009P000001", "6200000000000000001", 65000, *PAID, "20200125"), ("X", "6200000000000000001", 1, *PAID, "20200125")]
    said = january.returns(rows, "--format", "json", status=3)
    assert found(said) == [("E422", 5), ("E422", 6)]
    assert state(january) == []
    said = january.returns(rows, "--on-error", "skip", "--format", "json", status=7)
    assert found(said) == [("E422", 5), ("E422", 6)]
    assert state(january) == [("paid", 3, 195000)]


def test_8_an_empty_result_is_empty_and_no_success(january):
    rows = january.answers(1, **{TWO: ("", "")})
    said = january.returns(rows, "--format", "json", status=3)
    assert found(said) == [("E426", 3)]
    assert json.loads(said.out)["findings"][0]["value"] == ""
    assert "nan" not in said.out.lower()
    january.returns(rows, "--on-error", "skip", status=7)
    assert state(january) == [("paid", 2, 130000)]
    assert paid(january, 2) == 65000  # no answer yet: it still counts as paid, and the month cannot be closed
    january("payments", "close", "2020-01", status=4)
    january.returns(january.answers(1), name="补.txt")  # the rest comes in a second file
    january("payments", "close", "2020-01")


def changed(row, **new):
    names = ("reference", "account", "fen", "result", "code", "day")
    return tuple(new.get(name, value) for name, value in zip(names, row, strict=True))


@pytest.mark.parametrize(
    ("new", "code"),
    [
        ({"fen": 65001}, "E423"), ({"account": "6200000000000000099"}, "E424"), ({"reference": ONE}, "E425"), ({"result": "处理中"}, "E427"),
        ({"result": "失败", "code": "Z99"}, "E427"), ({"day": "20200230"}, "E429"), ({"day": ""}, "E429"), ({"day": "20210101"}, "E429"),
    ],
)  # fmt: skip
def test_a_row_that_does_not_fit_stops_the_file(january, new, code):
    rows = january.answers(1)
    rows[1] = changed(rows[1], **new)
    said = january.returns(rows, "--format", "json", status=3)
    findings = found(said)
    assert {one for one, _ in findings} == {code}
    assert (code, 3) in findings
    assert all(one["reason"] and one["remedy"] for one in json.loads(said.out)["findings"])
    assert state(january) == []
    january.returns(rows, "--on-error", "skip", status=7)
    assert sum(count for _, count, _ in state(january)) == 3 - len(findings)


def test_a_file_of_another_run_is_told_so(january):
    january.month("2020-02")
    said = january.returns(january.answers(1), "--run", "2", "--format", "json", status=3)
    assert {code for code, _ in found(said)} == {"E420"}
    january.returns([*january.answers(1), *january.answers(2)])  # without --run one file may answer both
    assert state(january) == [("paid", 6, 390000)]
    assert january.returns([], "--run", "9", status=5)


@pytest.mark.parametrize("summary", ["4|1950.00|3|1950.00|0|0.00", "3|1950.01|3|1950.00|0|0.00", "3|1950.00|2|1300.00|1|650.00", "|||||"])
def test_a_file_whose_own_totals_differ_is_not_believed_even_with_skip(january, summary):
    said = january.returns(january.answers(1), "--on-error", "skip", "--format", "json", summary=summary, status=4)
    assert {code for code, _ in found(said)} == {"E541"}
    assert state(january) == []


def test_a_file_of_another_layout_is_refused(january):
    said = january.returns(january.answers(1), "--bank", "xlsx-list", status=4)
    assert "E540" in said.err
    assert "E514" in january("payments", "returns", january.folder / "没有.txt", status=5).err


def test_a_rehearsal_writes_nothing(january):
    before = january.path.read_bytes()
    january.returns(january.answers(1, **{TWO: GONE}), "--dry-run")
    assert january.path.read_bytes() == before


def test_the_workbook_of_the_second_profile_is_read(tmp_path):
    import openpyxl

    desk = Desk(county(2), tmp_path)
    desk.month("2020-01", export=("--bank", "xlsx-list"))
    book = openpyxl.Workbook()
    book.active.append(["业务参考号", "收款账号", "金额", "交易状态", "失败原因", "交易日期", "备注"])
    for (reference, account, fen, *_), result, why in zip(desk.answers(1), ("交易成功", "交易失败"), (None, "账户已销户"), strict=True):
        book.active.append([reference, account, fen / 100, result, why, "2020-01-25", None])
    book.active.append(["合计", 2, 1300])
    book.save(tmp_path / "回盘.xlsx")
    said = desk("payments", "returns", tmp_path / "回盘.xlsx", "--bank", "xlsx-list", "--as-of", "2020-01-31")
    assert "账户已销户" in said.out
    assert state(desk) == [("failed", 1, 65000), ("paid", 1, 65000)]


def test_the_journal_seals_what_was_taken_in(january):
    january.returns(january.answers(1, **{TWO: GONE}))
    (facts,) = january.rows("SELECT facts FROM journal WHERE command = 'payments returns'")[0]
    told = json.loads(facts)
    assert (told["paid"], told["failed"], told["returned"], told["returned_lines"], told["runs"]) == (2, 1, 0, 1, [1])
    assert told["sha256"] == hashlib.sha256((january.folder / "回盘.txt").read_bytes()).hexdigest()
    assert vetctl("journal", "verify", "--db", january.path).status == 0


def test_a_set_off_falls_out_with_the_payment_it_was_taken_from(tmp_path):
    made = county(1)
    made.year(last="2020-02")
    with made.facts():
        made.suspend(1, "suspend", "2020-02", "2020-03")  # February was paid and is lost by rule
    desk = Desk(made, tmp_path)
    march = desk.month("2020-03")
    (debt,) = desk.rows("SELECT net_fen, set_off_fen FROM payout WHERE run = ?", march)
    assert debt == (0, 65000)  # the whole of March goes into it
    april = desk.month("2020-04")
    assert desk.rows("SELECT net_fen FROM payout WHERE run = ?", april) == [(65000,)]

    other = County()
    with other.facts():
        other.enrol(other.person(), "disability-pension", grade=8, nature="duty")
    other.year(last="2020-02")
    with other.facts():
        other.suspend(1, "suspend", "2020-01", "2020-03")
    other.run("2020-03")
    owes = "SELECT coalesce(SUM(balance_fen), 0) FROM owed_now"
    before = other.db.execute(owes).fetchone()[0]
    assert before > 0
    april = other.run("2020-04")
    set_off, net = other.db.execute("SELECT set_off_fen, net_fen FROM payout WHERE run = ?", (april,)).fetchone()
    assert set_off > 0
    assert net > 0
    assert other.db.execute(owes).fetchone()[0] == 0
    (row,) = sent_of(other, april)
    take_in(other.db, tmp_path, [(*row, *GONE, "20200425")])
    assert other.db.execute(owes).fetchone()[0] == before  # taken from money that never arrived: owed again
    may = other.run("2020-05")
    assert other.db.execute("SELECT set_off_fen FROM payout WHERE run = ?", (may,)).fetchone()[0] == before
    assert other.db.execute(owes).fetchone()[0] == 0


def sent_of(made, run):
    return made.db.execute("SELECT reference, account, amount_fen FROM sent_payment WHERE run = ? ORDER BY reference", (run,)).fetchall()


def test_an_institutions_payment_comes_back_without_the_persons_own(tmp_path):
    """Lines with an institution are its own: they alone leave the ledger when its payment fails."""
    made = county(1)
    run = made.run("2020-01", close=False)
    with made.facts():
        made.db.execute(
            "INSERT INTO institution (name, kind, account, bank, holder_name, added_by) VALUES ('县人民医院', 'hospital', '33001627', '农商', '', ?)",
            (made.batch,),
        )
        enrolment = made.db.execute("INSERT INTO enrolment (person, policy, added_by) VALUES (1, 'test-aid', ?) RETURNING enrolment", (made.batch,)).fetchone()[0]
        made.db.execute(
            "INSERT INTO occasion (enrolment, reference, happened_on, decided_on, institution, added_by) VALUES (?, 'A1', '2020-01-03', '2020-01-04', '县人民医院', ?)",
            (enrolment, made.batch),
        )
    made.db.execute(
        "INSERT INTO line (run, month, enrolment, component, kind, amount_fen, due_fen, paid_before_fen, occasion) VALUES (?, '2020-01', ?, 'A1', 'regular', 30000, 30000, 0, 1)",
        (run, enrolment),
    )
    made.db.execute("INSERT INTO remittance VALUES (?, '县人民医院', 30000, 0, 30000, 1)", (run,))
    made.db.execute("INSERT INTO run_step (run, step, actor, at, digest) SELECT run, 'exported', 'x', 't', digest FROM run WHERE run = ?", (run,))
    rows = sent_of(made, run)
    assert [(reference, fen) for reference, _, fen in rows] == [("V0001I000001", 30000), ("V0001P000001", 65000)]
    take_in(made.db, tmp_path, [(*rows[0], *GONE, "20200125"), (*rows[1], *PAID, "20200125")])
    assert made.db.execute("SELECT institution, outcome FROM bank_answer ORDER BY answer").fetchall() == [("县人民医院", "failed"), (None, "paid")]
    assert made.db.execute("SELECT component FROM ledger").fetchall() == [("base",)]


# closing ------------------------------------------------------------------------------------------------------


def test_18_without_the_banks_answer_no_month_is_closed(january):
    said = january("payments", "close", "2020-01", status=4)
    assert "E535" in said.err
    assert "3 笔" in said.err
    assert "张三" in said.err
    assert january.rows("SELECT COUNT(*) FROM closing") == [(0,)]
    waiting = vetctl("agenda", "--list", "months-to-close", "--as-of", "2020-02-05", "--db", january.path, "--format", "json")
    (entry,) = json.loads(waiting.out)["data"]
    assert (entry["subject"], entry["state"], entry["due_on"]) == ("2020-01", "overdue", "2020-01-30")


def test_a_month_is_closed_opened_by_somebody_else_and_closed_again(january):
    january.returns(january.answers(1, **{TWO: SYSTEM}))
    january("payments", "close", "2020-01", "--dry-run")
    assert january.rows("SELECT COUNT(*) FROM closing") == [(0,)]
    january("payments", "close", "2020-01")
    assert january.rows("SELECT step, sent_fen, returned_fen FROM closing") == [("closed", 195000, 65000)]
    before = january.path.read_bytes()
    assert "已经封账" in january("payments", "close", "2020-01").err
    assert january.path.read_bytes() == before
    assert json.loads(january("payments", "list", "--format", "json").out)["data"][0]["stage"] == "closed"

    assert "E538" in january("payments", "reopen", "2020-01", "--reason", "退汇", status=4).err
    assert "E542" in january("payments", "reopen", "2020-01", "--reason", " ", status=2, actor="李复核").err
    assert "E539" in january("payments", "reopen", "2020-02", "--reason", "退汇", status=4, actor="李复核").err
    january("payments", "reopen", "2020-01", "--reason", "有一笔退汇", actor="李复核")
    before = january.path.read_bytes()
    january("payments", "reopen", "2020-01", "--reason", "有一笔退汇", actor="李复核")
    assert january.path.read_bytes() == before
    january("payments", "close", "2020-01", actor="李复核")
    assert january.rows("SELECT step, actor, reason FROM closing ORDER BY closing") == [
        ("closed", "王经办", ""), ("reopened", "李复核", "有一笔退汇"), ("closed", "李复核", ""),
    ]  # fmt: skip
    assert january.rows("SELECT COUNT(*) FROM journal WHERE command IN ('payments close', 'payments reopen')") == [(3,)]


def test_a_return_after_the_month_was_closed_is_taken_and_the_month_looked_at_again(january):
    january.returns(january.answers(1))
    january("payments", "close", "2020-01")
    late = [row for row in january.answers(1, LATE, "20200305") if row[0] == TWO]
    assert "已经封账" in january.returns(late, name="退汇.txt").err
    assert paid(january, 2) == 0

    def audit():
        said = vetctl("audit", "run", "--check", "B24", "--db", january.path, "--as-of", "2020-03-10", "--format", "json", "--actor", "王经办")
        return [row["code"] for row in json.loads(said.out)["data"]]

    assert audit() == ["B24"]
    waiting = vetctl("agenda", "--list", "months-to-close", "--as-of", "2020-02-05", "--db", january.path, "--format", "json")
    assert [entry["subject"] for entry in json.loads(waiting.out)["data"]] == ["2020-01"]
    january("payments", "reopen", "2020-01", "--reason", "退汇", actor="李复核")
    january("payments", "close", "2020-01")
    assert audit() == []
    assert january.rows("SELECT returned_fen FROM closing ORDER BY closing DESC LIMIT 1") == [(65000,)]


def test_a_closed_month_takes_no_first_answer(tmp_path):
    """Closing asks for every answer, so this is a month that somebody closed past the program."""
    made = county(1)
    run = made.run("2020-01")
    made.db.execute("INSERT INTO closing (month, step, actor, at, sent_fen, returned_fen, event) VALUES ('2020-01', 'closed', 'x', 't', 0, 0, 1)")
    (row,) = sent_of(made, run)
    assert [one.code for one in take_in(made.db, tmp_path, [(*row, *PAID, "20200125")]).findings] == ["E419"]
    assert made.db.execute("SELECT COUNT(*) FROM bank_answer").fetchone() == (0,)


def test_10_a_month_in_which_everybody_is_held_closes_without_a_bank(tmp_path):
    made = county(1)
    with made.facts():
        made.suspend(1, "hold", "2020-01")
    desk = Desk(made, tmp_path)
    desk.month("2020-01")
    desk("payments", "close", "2020-01")
    assert desk.rows("SELECT step, sent_fen FROM closing") == [("closed", 0)]


def test_a_month_that_was_not_exported_cannot_be_closed(desk):
    desk("payments", "close", "2020-01", status=5)
    desk("payments", "run", "--month", "2020-01", "--as-of", "2020-01-20")
    assert "E504" in desk("payments", "close", "2020-01", status=4).err
    assert "E504" in desk("payments", "answers", "--run", "1", status=4).err


def test_a_file_that_held_less_than_the_run_keeps_the_month_open(tmp_path):
    made = county(1)
    run = made.run("2020-01")
    made.db.execute("INSERT INTO export VALUES (?, 'bank@pipe-summary', 'x', 'y', 1, 64999)", (run,))
    desk = Desk(made, tmp_path)
    desk.returns(desk.answers(run))
    assert "E536" in desk("payments", "close", "2020-01", status=4).err


def test_a_bureau_may_ask_for_closing_before_the_next_month(january, monkeypatch):
    monkeypatch.chdir(january.folder)
    (january.folder / "vetctl.toml").write_text("[payments]\nclose_before_next = true\n", encoding="utf-8")
    january("payments", "run", "--month", "2020-01", "--as-of", "2020-01-20")  # the same month again is no new one
    for words in ((), ("--month", "2020-02")):
        assert "E537" in january("payments", "run", *words, "--as-of", "2020-02-20", status=4).err
    january.returns(january.answers(1))
    january("payments", "close", "2020-01")
    january("payments", "run", "--month", "2020-02", "--as-of", "2020-02-20")
    january("payments", "run", "--as-of", "2020-02-20")  # the draft in work does not wait for itself


def test_status_and_list_say_how_far_the_bank_has_come(january):
    def told():
        status = json.loads(vetctl("status", "--db", january.path, "--format", "json").out)
        listed = json.loads(january("payments", "list", "--format", "json").out)["data"]
        return listed[0]["stage"], status["summary"].get("to_close"), "stage" in status["summary"]

    assert told() == ("sent", 1, True)
    january.returns(january.answers(1))
    assert told() == ("settled", 1, True)
    assert "payments close 2020-01" in vetctl("status", "--db", january.path, "--format", "json").out
    january("payments", "close", "2020-01")
    assert told() == ("closed", None, True)


def test_the_worklist_asks_for_accounts_that_are_wrong_and_forgets_them_when_changed(january):
    january.returns(january.answers(1, **{TWO: GONE, THREE: SYSTEM}))

    def listed():
        said = vetctl("agenda", "--list", "returned-payments", "--as-of", "2020-02-01", "--db", january.path, "--format", "json")
        return [(entry["subject"], entry["due_on"]) for entry in json.loads(said.out)["data"]]

    assert listed() == [("张三", "2020-01-25")]  # the bank's own fault needs nothing of ours
    connection = db.open_database(january.path, write=True)
    connection.execute("UPDATE account SET ended_by = 1 WHERE person = 2")
    connection.execute("INSERT INTO account (person, number, holder_name, added_by) VALUES (2, '6200000000000000099', '张三', 1)")
    connection.close()
    assert listed() == []


# the played bank ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("bank", "suffix"), [("pipe-summary", "txt"), ("xlsx-list", "xlsx")])
def test_the_played_bank_answers_in_both_layouts(tmp_path, bank, suffix):
    desk = Desk(county(), tmp_path)
    desk.month("2020-01", export=("--bank", bank))
    given = tmp_path / "2020-01" / f"代发-2020-01-批次1.{suffix}"

    def play(name, *words, status=0):
        said = vetctl("demo-bank", given, "--to", tmp_path / f"{name}.{suffix}", "--bank", bank, "--db", desk.path, *words)
        assert said.status == status, said.err
        return tmp_path / f"{name}.{suffix}"

    first = play("回盘", "--fail", TWO, "--as-of", "2020-01-25")
    desk("payments", "returns", first, "--bank", bank, "--as-of", "2020-01-25")
    assert state(desk) == [("failed", 1, 65000), ("paid", 2, 130000)]
    later = play("退汇", "--fail", THREE, "--only-failed", "--as-of", "2020-03-02")
    desk("payments", "returns", later, "--bank", bank, "--as-of", "2020-03-02")
    assert state(desk) == [("failed", 1, 65000), ("paid", 2, 130000), ("returned", 1, 65000)]
    play("x", "--fail", "V0009P000009", status=5)
    if bank == "pipe-summary":
        play("x", "--fail", f"{ONE}=Z99", status=2)


def test_the_played_bank_refuses_real_people(january):
    connection = db.open_database(january.path, write=True)
    connection.execute("INSERT INTO person VALUES (99, '110101194001010019', '1940-01-01', 'male', 1)")
    connection.close()
    given = january.folder / "2020-01" / "代发-2020-01-批次1.txt"
    said = vetctl("demo-bank", given, "--to", january.folder / "回盘.txt", "--db", january.path)
    assert (said.status, "E543" in said.err) == (4, True)
    assert not (january.folder / "回盘.txt").exists()
