"""Holds and passes: what is held stays due, comes out in whole on release, and once by permission."""

import json

import pytest

from tests.payments.banking import Desk
from tests.payments.county import County
from vetctl.core.errors import NotFound, Refused
from vetctl.core.month import Month
from vetctl.payments import holds, verify
from vetctl.store import db
from vetctl.store.journal import Actor

CLERK = Actor(name="王经办", at="2020-12-01T00:00:00Z", command="payments pass", arguments={})


def held(policy="", start="2020-02", benefits=("war-test",)):
    """Somebody held from a month on, paid in January."""
    county = County()
    with county.facts():
        county.person()
        for benefit in benefits:
            county.enrol(1, benefit, grade=8, nature="duty")
    county.run("2020-01")
    with county.facts():
        county.db.execute(
            "INSERT INTO suspension (person, kind, policy, from_month, reason, added_by) VALUES (1, 'hold', ?, ?, '核查', ?)", (policy, start, county.batch)
        )
    return county


def pass_once(county, month, policy=""):
    with db.transaction(county.db):
        return holds.pass_once(
            county.db, CLERK, 1, "张三", policy=policy, month=Month.parse(month), reason="重病", coming=Month.parse("2020-02")
        )


def withheld(county, run):
    return county.db.execute("SELECT month, code, amount_fen FROM held WHERE run = ? ORDER BY month, code", (run,)).fetchall()


def test_what_is_withheld_is_listed_with_its_amount_every_month():
    county = held()
    county.run("2020-02")
    assert withheld(county, county.run("2020-03")) == [("2020-02", "E404", 65000), ("2020-03", "E404", 65000)]


def test_of_two_reasons_one_carries_the_amount_and_a_gap_has_none():
    county = County()
    with county.facts():
        county.enrol(county.person(account=False), "war-test")
        county.suspend(1, "hold", "2020-01")
        county.enrol(county.person(), "demobilised")
    run = county.run("2020-01")
    assert withheld(county, run) == [("2020-01", "E401", None), ("2020-01", "E403", 65000), ("2020-01", "E404", 0)]


def test_a_hold_of_one_benefit_stops_just_that():
    county = County({"policy": {"war-test": {"group": ""}}})  # two benefits that do not exclude each other
    with county.facts():
        county.enrol(county.person(), "war-test")
        county.enrol(1, "disability-pension", grade=8, nature="duty")
        county.db.execute(
            "INSERT INTO suspension (person, kind, policy, from_month, reason, added_by) VALUES (1, 'hold', 'war-test', '2020-01', '核查', ?)", (county.batch,)
        )
    run = county.run("2020-01")
    assert {policy for (policy,) in county.db.execute("SELECT policy FROM paid_line WHERE run = ?", (run,))} == {"disability-pension"}
    assert withheld(county, run) == [("2020-01", "E404", 65000)]


def test_a_suspension_of_one_benefit_ends_just_that():
    county = County({"policy": {"war-test": {"group": ""}}})
    with county.facts():
        county.enrol(county.person(), "war-test")
        county.enrol(1, "disability-pension", grade=8, nature="duty")
        county.db.execute(
            "INSERT INTO suspension (person, kind, policy, from_month, resumed_month, reason, added_by) VALUES (1, 'suspend', 'war-test', '2020-02', '2020-03', '住院供养', ?)",
            (county.batch,),
        )
    county.year(last="2020-03")
    assert sorted(county.db.execute("SELECT policy, COUNT(*) FROM paid_line GROUP BY policy")) == [("disability-pension", 3), ("war-test", 2)]


def test_a_pass_pays_everything_kept_back_once_and_retires_by_itself():
    county = held()
    county.run("2020-02")
    assert pass_once(county, "2020-03")
    assert not pass_once(county, "2020-03")
    run = county.run("2020-03")
    assert [(month, kind) for _, month, kind, _ in county.lines(run)] == [("2020-02", "arrears"), ("2020-03", "regular")]
    assert withheld(county, county.run("2020-04")) == [("2020-04", "E404", 65000)]
    assert verify.mismatches(county.db, county.benefits) == []


def test_a_pass_for_one_hold_leaves_another():
    county = held(policy="war-test")
    assert pass_once(county, "2020-02", "war-test")
    with county.facts():
        county.suspend(1, "hold", "2020-02")
    assert withheld(county, county.run("2020-02")) == [("2020-02", "E404", 65000)]
    with pytest.raises(NotFound, match="E453"):
        pass_once(county, "2020-02", "disability-pension")


def test_a_pass_for_money_that_has_left_or_without_a_hold_is_refused():
    county = held()
    with pytest.raises(Refused, match="E454"):
        pass_once(county, "2020-01")
    with county.facts():
        county.suspend(1, "hold", "2020-02", "2020-02")
    with pytest.raises(NotFound, match="E453"):
        pass_once(county, "2020-02")


def test_a_proposed_stop_cannot_be_passed():
    county = held()
    with county.facts():
        county.suspend(1, "hold", "2020-02", "2020-02")
        county.death(1, "2020-01-10", "police")
    with pytest.raises(NotFound, match="E453"):
        pass_once(county, "2020-02")
    county.db.execute("INSERT INTO bypass (person, policy, month, reason, actor, at, event) VALUES (1, '', '2020-02', 'x', 'x', 't', 99)")
    assert withheld(county, county.run("2020-02")) == [("2020-02", "E413", 65000)]


# the commands -----------------------------------------------------------------------------------------------------


@pytest.fixture
def desk(tmp_path):
    county = County()
    with county.facts():
        county.enrol(county.person(), "war-test")
        county.enrol(county.person(name="李四"), "war-test")
    county.run("2020-01")
    return Desk(county, tmp_path)


def test_hold_pass_and_release_at_the_command_line(desk):
    words = ("payments", "hold", "#1", "--reason", "人脸识别未通过", "--review-on", "2020-06-30", "--as-of", "2020-02-10")
    desk(*words, "--dry-run")
    assert desk.rows("SELECT COUNT(*) FROM suspension") == [(0,)]
    desk(*words)
    again = desk(*words)
    assert desk.rows("SELECT kind, policy, source, from_month, reason, review_on, resumed_month FROM suspension") == [
        ("hold", "", "", "2020-02", "人脸识别未通过", "2020-06-30", None)
    ]
    assert "没有写入" in again.err
    assert desk.rows("SELECT register, file_name, accepted FROM batch ORDER BY batch DESC LIMIT 1") == [("suspensions", "payments hold", 1)]
    desk.month("2020-02")
    desk("payments", "pass", "#1", "--reason", "重病急用", "--month", "2020-01", status=4)
    desk("payments", "pass", "#1", "--reason", "重病急用")
    said = json.loads(desk("payments", "run", "--month", "2020-03", "--as-of", "2020-03-20", "--format", "json").out)
    assert said["summary"]["arrears_fen"] == 65000
    desk.month("2020-03")
    desk.month("2020-04")
    desk("payments", "release", "#2", "--as-of", "2020-05-10", status=5)
    desk("payments", "release", "#1", "--as-of", "2020-05-10")
    assert desk.rows("SELECT resumed_month, reason, review_on FROM suspension WHERE ended_by IS NULL") == [("2020-05", "人脸识别未通过", "2020-06-30")]
    run = desk.month("2020-05")
    assert desk.rows("SELECT SUM(amount_fen) FROM paid_line WHERE run = ? AND person = 1", run) == [(2 * 65000,)]


def test_a_hold_of_something_that_is_no_benefit_is_said_as_an_import_says_it(desk):
    said = desk("payments", "hold", "#1", "--policy", "beer-money", "--reason", "x", "--as-of", "2020-02-10", "--format", "json", status=3)
    assert [finding["code"] for finding in json.loads(said.out)["findings"]] == ["E112"]
    assert desk.rows("SELECT COUNT(*) FROM suspension") == [(0,)]


def test_who_is_paid_by_permission_stands_on_the_roster(desk):
    desk("payments", "hold", "#1", "--reason", "核查", "--as-of", "2020-02-10")
    desk("payments", "pass", "#1", "--reason", "重病急用", "--as-of", "2020-02-10")
    desk.month("2020-02")
    import openpyxl

    (path,) = (desk.folder / "2020-02").glob("花名册*.xlsx")
    cells = {str(cell.value) for sheet in openpyxl.load_workbook(path) for row in sheet.iter_rows() for cell in row}
    assert any("重病急用" in cell and "王经办" in cell for cell in cells)
