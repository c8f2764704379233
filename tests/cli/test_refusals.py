"""What goes wrong gets one clear answer, its own exit status, and leaves the database as it was."""

import json
import shutil
import sqlite3

import pytest

from tests.conftest import SAMPLE, vetctl


@pytest.fixture(scope="module")
def small_town(tmp_path_factory):
    """A database with one small township, January drafted by 王经办."""
    database = tmp_path_factory.mktemp("town") / "t.db"
    assert vetctl("init", "--db", database, "--first-month", "2020-01", "--as-of", "2020-01-01").status == 0
    assert vetctl("import", "run", SAMPLE / "花名册_南麂镇.xlsx", "--db", database, "--actor", "王经办").status == 0
    run = vetctl("payments", "run", "--month", "2020-01", "--as-of", "2020-01-20", "--db", database, "--actor", "王经办")
    assert run.status == 0, run.err
    return database


@pytest.fixture
def town(small_town, tmp_path):
    return shutil.copy(small_town, tmp_path / "t.db")


def refused(town, status, code, *arguments, **environment):
    before = town.read_bytes()
    answer = vetctl(*arguments, "--db", town, **environment)
    assert (answer.status, code in answer.err, answer.out) == (status, True, ""), answer
    assert len(answer.err.splitlines()) >= 2, "a remedy, please"
    assert town.read_bytes() == before
    return answer


def close(town, run="1"):
    for step, actor in (("review", "李复核"), ("approve", "张审批")):
        assert vetctl("payments", step, "--run", run, "--yes", "--db", town, "--actor", actor).status == 0
    assert vetctl("payments", "export", "--run", run, "--to", town.parent / "out", "--db", town, "--actor", "王经办").status == 0


def test_a_month_out_of_order(town):
    refused(town, 4, "E501", "payments", "run", "--month", "2020-02", "--as-of", "2020-02-20", "--actor", "王经办")
    refused(town, 4, "E502", "payments", "run", "--month", "2019-12", "--as-of", "2020-02-20", "--actor", "王经办")


def test_a_closed_month(town):
    close(town)
    assert vetctl("payments", "run", "--month", "2020-01", "--as-of", "2020-01-31", "--db", town, "--actor", "王经办").status == 0  # as before
    assert vetctl("import", "run", SAMPLE / "死亡名单_2020-01.xlsx", "--on-error", "skip", "--db", town, "--actor", "王经办").status in {0, 7}
    refused(town, 4, "E502", "payments", "run", "--month", "2020-01", "--as-of", "2020-01-31", "--actor", "王经办")


@pytest.mark.parametrize(("step", "actor", "code"), [("review", "王经办", "E503"), ("approve", "张审批", "E504"), ("export", "王经办", "E504")])
def test_three_people_and_the_order_of_steps(town, step, actor, code):
    refused(town, 4, code, "payments", step, "--actor", actor, *(["--yes"] if step == "approve" else []))


def test_the_reviewer_cannot_approve_either(town):
    assert vetctl("payments", "review", "--db", town, "--actor", "李复核").status == 0
    for actor in ("王经办", "李复核"):
        refused(town, 4, "E503", "payments", "approve", "--yes", "--actor", actor)


def test_nobody_may_be_asked(town):
    assert vetctl("payments", "review", "--db", town, "--actor", "李复核").status == 0
    refused(town, 8, "E508", "payments", "approve", "--no-input", "--actor", "张审批")


def test_a_step_taken_twice_by_the_same_person_changes_nothing(town):
    assert vetctl("payments", "review", "--db", town, "--actor", "李复核").status == 0
    before = town.read_bytes()
    assert vetctl("payments", "review", "--db", town, "--actor", "李复核").status == 0
    assert town.read_bytes() == before


def test_a_line_changed_after_review_voids_the_approval(town):
    assert vetctl("payments", "review", "--db", town, "--actor", "李复核").status == 0
    connection = sqlite3.connect(town)
    for (trigger,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'line'").fetchall():
        connection.execute(f"DROP TRIGGER {trigger}")
    connection.execute("UPDATE line SET amount_fen = amount_fen + 1, due_fen = due_fen + 1 WHERE line = 1")
    connection.commit()
    connection.close()
    refused(town, 9, "E505", "payments", "approve", "--yes", "--actor", "张审批")


def test_the_database_is_locked(town, monkeypatch):
    from vetctl.store import db

    real = db._connect
    monkeypatch.setattr(db, "_connect", lambda path, *, mode, wait: real(path, mode=mode, wait=0))
    other = sqlite3.connect(town, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        refused(town, 6, "E905", "payments", "review", "--actor", "李复核")
    finally:
        other.close()


def test_a_database_from_a_newer_version(town):
    connection = sqlite3.connect(town)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    refused(town, 9, "E904", "status")
    refused(town, 9, "E904", "payments", "run", "--actor", "王经办")


def test_no_database_and_no_database_of_ours(tmp_path):
    assert "E510" in (answer := vetctl("status", "--db", tmp_path / "none.db")).err
    assert answer.status == 5
    (tmp_path / "x.db").write_text("<html>", encoding="utf-8")
    refused(tmp_path / "x.db", 9, "E908", "status")


def test_a_folder_that_cannot_be_written(town, tmp_path):
    close(town)
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    refused(town, 4, "E906", "payments", "export", "--run", "1", "--to", blocked, "--actor", "王经办")
    refused(town, 4, "E906", "status", "-o", tmp_path / "nowhere" / "x.json")


def test_a_missing_standard_holds_and_says_so(town):
    connection = sqlite3.connect(town)
    connection.execute("DROP TRIGGER standard_only_ends")
    connection.execute("UPDATE standard SET known_on = '2021-01-01' WHERE policy = 'ill-returned'")
    connection.commit()
    connection.close()
    answer = vetctl("payments", "run", "--month", "2020-01", "--as-of", "2020-01-20", "--db", town, "--actor", "王经办", "--format", "json")
    assert answer.status == 0
    held = json.loads(answer.out)["tables"]["held"]
    assert {row["code"] for row in held} >= {"E401"}
    assert any("带病回乡" in row["policy"] for row in held if row["code"] == "E401")


@pytest.mark.parametrize(
    ("arguments", "status", "code"),
    [
        (["payments", "run", "--month", "abc"], 2, "E522"),
        (["payments", "run", "--as-of", "2020-02-30"], 2, "E521"),
        (["payments", "show", "--format", "xml"], 2, "E524"),
        (["payments", "show", "--run", "77"], 5, "E506"),
        (["payments", "explain", "没有此人", "2020-01"], 5, "E506"),
        (["import", "run", "nofile.xlsx"], 5, "E514"),
        (["nonsense"], 2, "E525"),
        (["payments", "nonsense"], 2, "E523"),
        (["shelf", "list", "nonsense"], 2, "E525"),
    ],
)
def test_a_command_that_cannot_be_understood(town, arguments, status, code):
    answer = vetctl(*arguments, VETCTL_DB=str(town))
    assert (answer.status, code in answer.err) == (status, True), answer


def test_an_error_in_json_is_one_object_on_stderr(town):
    answer = vetctl("payments", "show", "--run", "77", "--format", "json", "--db", town)
    assert answer.out == ""
    error = json.loads(answer.err)["error"]
    assert (error["code"], error["exit"]) == ("E506", 5)
    assert error["message"]
    assert error["hint"]


def test_a_dry_run_writes_nothing_and_shows_the_same(town):
    close(town)
    before = town.read_bytes()
    dry = vetctl("payments", "run", "--month", "2020-02", "--as-of", "2020-02-20", "--dry-run", "--format", "json", "--db", town, "--actor", "王经办")
    assert dry.status == 0
    assert town.read_bytes() == before
    real = vetctl("payments", "run", "--month", "2020-02", "--as-of", "2020-02-20", "--format", "json", "--db", town, "--actor", "王经办")
    assert json.loads(dry.out)["data"] == json.loads(real.out)["data"]


def test_an_export_repeated_gives_the_same_bytes(town):
    close(town)
    folder = town.parent / "out"
    first = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert vetctl("payments", "export", "--run", "1", "--to", folder, "--db", town, "--actor", "王经办").status == 0
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == first


def test_identity_numbers_are_masked_everywhere_unless_revealed(town):
    number = sqlite3.connect(town).execute("SELECT id_no FROM person LIMIT 1").fetchone()[0]
    for arguments in (["register", "show", "roster"], ["payments", "explain", number, "2020-01"], ["journal", "list"]):
        for form in ("plain", "json", "csv"):
            answer = vetctl(*arguments, "--format", form, "--db", town)
            assert number not in answer.out + answer.err, arguments
    shown = vetctl("register", "show", "roster", "--format", "plain", "--reveal", "--db", town)
    assert number in shown.out
