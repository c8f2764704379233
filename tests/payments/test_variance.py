"""Every change between two months has its reason, found in the data or written by somebody, and the parts add up to it."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.payments.banking import GONE, Desk, answer_all, take_in
from tests.payments.county import County
from tests.payments.test_properties import PERSON, play
from vetctl.core.errors import Refused
from vetctl.core.month import Month
from vetctl.payments import people, variance
from vetctl.store import db
from vetctl.store.journal import Actor

DEATH_CORRECTED = {
    "benefits": ["disability-pension"], "born": dt.date(1960, 1, 1), "start": "2019-01", "account": True,
    "events": [(1, ("death", dt.date(2020, 1, 1))), (3, ("death", dt.date(2020, 2, 1)))],
}  # fmt: skip
"""February was not paid for a death in January; that it was in February came to light in March."""
ACTOR = Actor(name="王经办", at="2020-03-02T00:00:00Z", command="payments reason", arguments={})
ANY = variance.Limit()


def changes(county, month):
    """The heads of a month's run that differ from the month before."""
    return variance.of_run(county.db, variance.run_of(county.db, month), county.benefits, ANY)


def reasons(county, month):
    """Part and reason of each change, person by person."""
    return [(c.movement, sorted((p.part, p.reason) for p in c.parts)) for c in changes(county, month)]


def drawing(benefit="war-test", **terms):
    county = County()
    with county.facts():
        person = county.person()
        county.enrol(person, benefit, **terms)
    return county, person


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(PERSON, min_size=1, max_size=4))
@example([DEATH_CORRECTED])
def test_the_parts_add_up_and_the_data_explain_every_change(people):
    county, _ = play(people)
    for month in range(2, 9):
        found = changes(county, f"2020-{month:02d}")
        two = variance.run_of(county.db, f"2020-{month:02d}")
        sums = dict(
            county.db.execute(
                "SELECT enrolment, SUM(CASE run WHEN ? THEN amount_fen ELSE -amount_fen END) FROM line WHERE run IN (?, ?) GROUP BY enrolment",
                (two, two, two - 1),
            )
        )
        assert sum(c.now_fen - c.before_fen for c in found) == sum(sums.values())
        assert len(found) == sum(fen != 0 for fen in sums.values())
        for change in found:
            assert sum(part.fen for part in change.parts) == change.now_fen - change.before_fen
            assert change.explained, variance.in_words(change)


def test_a_raise_names_its_document_and_what_does_not_come_again():
    county, _ = drawing()
    county.year(last="2020-12")
    assert reasons(county, "2020-10") == []
    assert reasons(county, "2020-11") == [("changed", [("arrears", "standard"), ("regular", "standard")])]
    (change,) = changes(county, "2020-11")
    assert "标准 650.00 → 700.00 元，文号" in variance.in_words(change)
    assert "补发 2020-08—2020-10 +150.00" in variance.in_words(change)
    assert reasons(county, "2020-12") == [("changed", [("not-again", "not-again")])]


def test_a_change_of_grade_says_from_what_to_what():
    county = County()
    with county.facts():
        county.enrol(county.person(), "disability-pension", grade=8, nature="duty")
    county.run("2020-01")
    with county.facts():
        county.terms(1, "disability-pension", grade=1, nature="war")
    county.run("2020-02")
    (change,) = changes(county, "2020-02")
    assert [(p.part, p.reason) for p in change.parts] == [("regular", "terms"), ("arrears", "terms")]
    assert "因公 8 → 残疾军人 因战 1" in variance.in_words(change)


def test_coming_going_and_coming_back():
    county, person = drawing(start="2020-02")
    with county.facts():
        other = county.person()
        county.enrol(other, "war-test")
    county.run("2020-01")
    county.run("2020-02")
    assert reasons(county, "2020-02") == [("new", [("regular", "started")])]
    with county.facts():
        county.death(person, "2020-02-10")
        county.suspend(other, "suspend", "2020-03", "2020-05")
    county.run("2020-03")
    assert reasons(county, "2020-03") == [("gone", [("regular", "stopped")]), ("gone", [("regular", "stopped")])]
    told = sorted(variance.in_words(change) for change in changes(county, "2020-03"))
    assert ["中止" in told[0] or "死亡" in told[0], "死亡" in told[1] or "中止" in told[1]] == [True, True]
    county.run("2020-04")
    county.run("2020-05")
    assert reasons(county, "2020-05") == [("new", [("regular", "resumed")])]
    assert "中止" in variance.in_words(changes(county, "2020-05")[0])


def test_a_death_told_late_is_a_recovery_with_its_reason():
    county, person = drawing()
    county.year(last="2020-03")
    with county.facts():
        county.death(person, "2020-01-10")
    county.run("2020-04")
    (change,) = changes(county, "2020-04")
    assert change.movement == "gone"
    assert sorted((p.part, p.reason, p.detail) for p in change.parts) == [
        ("recovery", "stopped", "died"),
        ("regular", "stopped", "died"),
    ]


def test_an_old_month_whose_facts_were_corrected_since_still_has_its_reason():
    county, person = drawing()
    with county.facts():
        county.death(person, "2020-01-10")
    county.run("2020-01")
    county.run("2020-02")
    assert reasons(county, "2020-02") == [("gone", [("regular", "stopped")])]
    with county.facts():
        county.db.execute("UPDATE death SET ended_by = ? WHERE person = ?", (county.batch, person))
        county.death(person, "2020-02-10")
    county.run("2020-03")
    assert reasons(county, "2020-02") == [("gone", [("regular", "corrected-since")])]
    assert "后来更正：" in variance.in_words(changes(county, "2020-02")[0])


def test_a_hold_released_and_an_account_that_arrived():
    county = County()
    with county.facts():
        held, without = county.person(), county.person(account=False)
        for person in (held, without):
            county.enrol(person, "war-test")
        county.suspend(held, "hold", "2020-01")
    county.run("2020-01")
    with county.facts():
        county.suspend(held, "hold", "2020-01", "2020-02")
        county.account(without)
    county.run("2020-02")
    assert reasons(county, "2020-02") == [("new", [("arrears", "released"), ("regular", "released")])] * 2
    assert {part.detail for change in changes(county, "2020-02") for part in change.parts} == {"E403", "E404"}


def test_what_the_bank_sent_back_is_paid_again_for_that_reason(tmp_path):
    county, _ = drawing()
    run = county.run("2020-01")
    take_in(county.db, tmp_path, answer_all(county.db, run, GONE))
    with county.facts():
        county.db.execute("UPDATE account SET ended_by = ?", (county.batch,))
        county.db.execute(
            "INSERT INTO account (person, number, holder_name, added_by) VALUES (1, '6299', '张三', ?)", (county.batch,)
        )
    county.run("2020-02")
    (change,) = changes(county, "2020-02")
    assert ("arrears", "reissued") in [(p.part, p.reason) for p in change.parts]
    assert change.explained


def without_reason():
    """A county in which a head changed and nothing says why: its standard was exchanged behind everybody's back."""
    county, _ = drawing()
    county.run("2020-01")
    run = county.run("2020-02", close=False)
    county.db.execute("DROP TRIGGER line_no_update")
    county.db.execute("UPDATE line SET amount_fen = 60000, due_fen = 60000, base_fen = 65000 WHERE run = ?", (run,))
    return county


def test_what_nothing_explains_is_unexplained_until_somebody_writes_why():
    county = without_reason()
    (change,) = changes(county, "2020-02")
    assert not change.explained
    assert "没有找到原因" in variance.in_words(change)
    with pytest.raises(Refused, match="E564"):
        variance.check([change], variance.Limit(refuses=True))
    who = people.find(county.db, "#1")
    with db.transaction(county.db):
        assert variance.write_reason(county.db, who, Month.parse("2020-02"), "war-test", "市局批复重新核算", ACTOR)
    with db.transaction(county.db):
        assert not variance.write_reason(county.db, who, Month.parse("2020-02"), "war-test", "市局批复重新核算", ACTOR)
    (change,) = changes(county, "2020-02")
    assert change.explained
    assert "书面原因：市局批复重新核算" in variance.in_words(change)
    assert variance.check([change], variance.Limit(refuses=True)) is None
    assert (
        county.db.execute("SELECT event FROM verdict").fetchall()
        == county.db.execute("SELECT MAX(seq) FROM journal").fetchall()
    )


def test_small_changes_are_passed_over_as_the_bureau_says():
    county, _ = drawing()
    county.year(last="2020-11")
    run = variance.run_of(county.db, "2020-11")
    for limit, count in (
        (variance.Limit(least_fen=20000), 1),
        (variance.Limit(least_fen=20001), 0),
        (variance.Limit(least_bp=3000), 1),
        (variance.Limit(least_bp=3100), 0),
    ):
        assert len(variance.of_run(county.db, run, county.benefits, limit)) == count


def test_a_run_is_refused_for_it_on_the_command_line_and_the_reason_lets_it_pass(tmp_path, monkeypatch):
    county, _ = drawing()
    county.run("2020-10")
    desk = Desk(county, tmp_path)
    blind = "INSERT INTO head_part (enrolment, part, month, component, fen) SELECT enrolment, 'regular', '2020-11', '', now_fen - before_fen FROM head_change;\n"
    sql = (variance.STEPS / "97_variance.sql").read_text(encoding="utf-8").split("-- 9a.")[0] + blind
    (tmp_path / "97_variance.sql").write_text(sql, encoding="utf-8")
    monkeypatch.setattr(variance, "STEPS", tmp_path)
    monkeypatch.chdir(tmp_path)
    month = ["--month", "2020-11", "--as-of", "2020-11-20"]
    said = desk("payments", "run", *month, "--dry-run")
    assert "有 1 处变动没有从资料中找到原因：张三 100.00" in said.err
    (tmp_path / "vetctl.toml").write_text("[payments]\nvariance_bp = 0\n", encoding="utf-8")
    assert "E564" in desk("payments", "run", *month, status=4).err
    assert len(desk.rows("SELECT run FROM run")) == 1
    desk("payments", "reason", "#1", "查过，无误", "--month", "2020-11")
    desk("payments", "run", *month)
    assert len(desk.rows("SELECT run FROM run")) == 2


def test_the_months_of_one_annual_standard_may_differ_by_a_fen():
    county, _ = drawing("survivors-pension")
    county.year(last="2020-04")
    found = [change for month in ("2020-02", "2020-03", "2020-04") for change in changes(county, month)]
    assert found
    assert {part.reason for change in found for part in change.parts} == {"year-share"}
