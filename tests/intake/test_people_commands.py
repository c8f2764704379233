"""``vetctl people`` through the front door: exit status, what is on the screen, what is asked, what is repeated."""

import json
import sqlite3

import pytest

from tests.conftest import vetctl
from tests.intake.conftest import DISABLED, SOLDIER, table
from vetctl.core.identity import check_character

OLD = SOLDIER["身份证号"]
BODY = "99032619480211563"
NEW = BODY + check_character(BODY)
TWIN = {**SOLDIER, "身份证号": NEW, "乡镇": "水头镇", "银行账号": "9903260000000000033"}


@pytest.fixture
def desk(tmp_path, monkeypatch, workbook):
    """An initialised folder with three people, of whom two may be one."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("VETCTL_DB", str(tmp_path / "v.db"))
    monkeypatch.setenv("VETCTL_ACTOR", "王经办")
    assert vetctl("init", "--as-of", "2020-01-01").status == 0
    assert vetctl("import", "run", workbook(table(SOLDIER, DISABLED, TWIN)), "--as-of", "2020-12-01").status == 0
    return tmp_path


def rows(desk, sql):
    with sqlite3.connect(desk / "v.db") as database:
        return database.execute(sql).fetchall()


def test_show_masks_numbers_unless_they_are_revealed(desk):
    answer = vetctl("people", "show", OLD)
    assert answer.status == 0
    assert OLD not in answer.out
    assert "990326********3419" in answer.out
    assert OLD in vetctl("people", "show", OLD, "--reveal").out


def test_history_in_json_has_the_row_of_every_version(desk):
    answer = vetctl("people", "history", OLD, "--format", "json")
    said = json.loads(answer.out)
    assert {row["row"] for row in said["data"]} == {2, None}
    assert said["summary"]["versions"] == len(said["data"])


def test_nobody_and_several(desk):
    assert vetctl("people", "show", "王无名").status == 5
    assert vetctl("people", "show", "陈国华").status == 4
    assert "E512" in vetctl("people", "show", "陈国华").err


def test_a_pair_is_listed_decided_once_and_not_asked_again(desk):
    answer = vetctl("people", "duplicates", "--format", "json")
    (pair,) = json.loads(answer.out)["data"]
    assert {pair["one"], pair["other"]} == {"#1", "#3"}
    assert vetctl("people", "decide", "#1", "#3", "--reason", "核实").status == 2
    assert vetctl("people", "decide", "#1", "#3", "--different", "--reason", "  ").status == 2
    assert vetctl("people", "decide", "#1", "#1", "--different", "--reason", "核实").status == 4
    assert vetctl("people", "decide", "#1", "#3", "--different", "--reason", "核实").status == 0
    events = rows(desk, "SELECT COUNT(*) FROM journal")
    assert vetctl("people", "decide", "#3", "#1", "--different", "--reason", "再核实").status == 0
    assert rows(desk, "SELECT COUNT(*) FROM journal") == events
    assert json.loads(vetctl("people", "duplicates", "--format", "json").out)["data"] == []
    assert len(json.loads(vetctl("people", "duplicates", "--all", "--format", "json").out)["data"]) == 1
    assert vetctl("people", "merge", "#3", "#1", "--reason", "核实", "--yes").status == 4


def test_a_decision_may_name_a_number_that_only_a_held_row_has(desk):
    body = "99032619480211587"
    assert vetctl("people", "decide", OLD, body + check_character(body), "--different", "--reason", "核实").status == 0
    assert vetctl("people", "decide", OLD, "王无名", "--different", "--reason", "核实").status == 5


def test_a_merge_asks_first_and_is_done_once(desk):
    answer = vetctl("people", "merge", "#3", "#1", "--reason", "公安机关确认", "--no-input")
    assert answer.status == 8
    assert "到此为止" in answer.err
    assert vetctl("people", "merge", "#3", "#1", "--reason", "公安机关确认", "--dry-run").status == 0
    assert rows(desk, "SELECT * FROM merged") == []
    assert vetctl("people", "merge", "#3", "#1", "--reason", "公安机关确认", "--yes").status == 0
    before = rows(desk, "SELECT (SELECT COUNT(*) FROM journal), (SELECT COUNT(*) FROM batch), (SELECT COUNT(*) FROM profile)")
    again = vetctl("people", "merge", "#3", "#1", "--reason", "公安机关确认", "--yes")
    assert again.status == 0
    assert "已经并入" in again.err
    assert rows(desk, "SELECT (SELECT COUNT(*) FROM journal), (SELECT COUNT(*) FROM batch), (SELECT COUNT(*) FROM profile)") == before
    for text in (OLD, NEW, "陈国华", "#3"):
        assert json.loads(vetctl("people", "show", text, "--format", "json").out)["summary"]["number"] == "#1"
    assert vetctl("people", "merge", "#1", "#3", "--reason", "反过来", "--yes").status == 4
    assert "E237" in vetctl("people", "merge", "#3", "#2", "--reason", "再并一次", "--yes").err


def test_the_batch_of_a_merge_is_listed_like_any_other(desk):
    vetctl("people", "merge", "#3", "#1", "--reason", "公安机关确认", "--yes", "--as-of", "2020-12-09")
    newest = json.loads(vetctl("import", "list", "--format", "json").out)["data"][0]
    assert (newest["file"], newest["received_on"], newest["accepted"]) == ("people merge", "2020-12-09", 1)
    assert vetctl("import", "show", newest["batch"]).status == 0
    assert "#3 → #1" in vetctl("people", "history", "#1").out
    assert vetctl("journal", "verify").status == 0
    listed = json.loads(vetctl("register", "show", "roster", "--format", "json", "--reveal").out)["data"]
    assert sorted(row["identity"] for row in listed) == sorted([OLD, DISABLED["身份证号"]])


def test_a_number_is_changed_with_a_reason_and_a_question(desk):
    body = "99032619550708577"
    number = body + check_character(body)
    assert vetctl("people", "renumber", "#2", number, "--reason", "更正", "--no-input").status == 8
    assert vetctl("people", "renumber", "#2", number, "--reason", "公安机关更正", "--yes").status == 0
    again = vetctl("people", "renumber", "#2", number, "--reason", "公安机关更正", "--yes")
    assert again.status == 0
    assert rows(desk, "SELECT COUNT(*) FROM former_number") == [(1,)]
    for text in (number, DISABLED["身份证号"]):
        assert json.loads(vetctl("people", "show", text, "--format", "json", "--reveal").out)["summary"]["identity"] == number
    assert "E233" in vetctl("people", "renumber", "#1", number, "--reason", "x", "--yes").err
    assert "E235" in vetctl("people", "renumber", "#1", "12345", "--reason", "x", "--yes").err


def test_another_birth_is_said(desk):
    body = "99032619560709577"
    answer = vetctl("people", "renumber", "#2", body + check_character(body), "--reason", "公安机关更正", "--yes")
    assert answer.status == 0
    assert "1956-07-09" in answer.err


@pytest.mark.parametrize("verb", ["show", "history", "duplicates", "decide", "merge", "renumber"])
def test_help_has_two_examples(verb):
    said = vetctl("people", verb, "--help").out
    assert said.count("  vetctl people") >= 2
    assert "help." not in said
