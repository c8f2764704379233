"""Proposed stops: what another office's list says is held until a clerk answers, and what follows from the answer."""

import json
from datetime import date

import pytest

from tests.payments.banking import Desk
from tests.payments.county import County
from vetctl.core.errors import NotFound
from vetctl.core.month import Month
from vetctl.payments import stoplist, stops, verify
from vetctl.store import db
from vetctl.store.journal import Actor

CLERK = Actor(name="王经办", at="2020-12-01T00:00:00Z", command="payments stops", arguments={})


def one(benefit="war-test", people=1, **given):
    county = County()
    with county.facts():
        for _ in range(people):
            county.enrol(county.person(), benefit, **given)
    return county


def decide(county, decision, person=None, **narrowed):
    """Answer one person's proposals, or all that wait; returns how many."""
    with db.transaction(county.db):
        chosen = stops.of_person(county.db, person, decision, **narrowed) if person else stops.waiting(county.db, **narrowed)
        stops.answer(county.db, CLERK, chosen, decision, "村里核实")
    return len(chosen)


def listed(county, month, as_of="2020-12-31"):
    """The list as dictionaries."""
    report = stoplist.listing(county.db, as_of=date.fromisoformat(as_of), month=Month.parse(month), benefits=county.benefits)
    (table,) = report.tables
    return [dict(zip([column.key for column in table.columns], row, strict=True)) for row in table.walk()]


@pytest.mark.parametrize("source", ["bureau", "family"])
def test_what_the_bureau_registered_stops_at_once(source):
    county = one()
    county.run("2020-01")
    with county.facts():
        county.death(1, "2020-01-20", source)
    run = county.run("2020-02")
    assert county.lines(run) == []
    assert county.held(run) == []
    assert stops.waiting(county.db) == []


@pytest.mark.parametrize("source", ["police", "health", "funeral", "village", "insurance"])
def test_what_another_list_says_is_held_from_the_month_after_the_death(source):
    county = one()
    county.run("2020-01")
    with county.facts():
        county.death(1, "2020-02-20", source)
    assert county.lines(county.run("2020-02")) != []  # the month of death is paid in any case
    run = county.run("2020-03")
    assert county.lines(run) == []
    assert county.held(run) == [(1, "2020-03", "E413")]
    assert county.db.execute("SELECT amount_fen, detail FROM held WHERE run = ?", (run,)).fetchone() == (65000, f"death {source} 2020-02-20")
    assert county.db.execute("SELECT reason FROM bridge WHERE run = ? AND movement = 'stopped'", (run,)).fetchall() == [("E413",)]


def test_refused_it_is_paid_back_by_the_next_run_and_never_counts_again():
    county = one()
    county.run("2020-01")
    with county.facts():
        county.death(1, "2020-01-20", "police")
    county.year("2020-02", "2020-03")
    assert county.paid(1) == 65000
    assert decide(county, stops.REFUSED, 1) == 1
    run = county.run("2020-04")
    assert [(month, kind) for _, month, kind, _ in county.lines(run)] == [("2020-02", "arrears"), ("2020-03", "arrears"), ("2020-04", "regular")]
    with county.facts():  # the police send the same row again: the same day needs no second answer
        county.db.execute("UPDATE death SET ended_by = ? WHERE person = 1", (county.batch,))
        county.death(1, "2020-01-20", "police")
    assert stops.waiting(county.db) == []
    assert county.held(county.run("2020-05")) == []


def test_another_day_or_another_source_asks_again():
    county = one()
    county.run("2020-01")
    with county.facts():
        county.death(1, "2020-01-20", "police")
    decide(county, stops.REFUSED, 1)
    with county.facts():
        county.death(1, "2020-01-20", "funeral")
    assert [proposal.source for proposal in stops.waiting(county.db)] == ["funeral"]
    decide(county, stops.REFUSED, 1)
    with county.facts():
        county.db.execute("UPDATE death SET ended_by = ? WHERE source = 'police'", (county.batch,))
        county.death(1, "2020-03-02", "police")
    assert [(proposal.source, proposal.day) for proposal in stops.waiting(county.db)] == [("police", "2020-03-02")]


def test_confirmed_late_what_was_paid_comes_back_by_itself_vector_37():
    county = one()
    county.year(last="2020-11")
    with county.facts():
        county.death(1, "2020-10-05", "police")
    county.run("2020-12", as_of="2020-12-05")
    assert county.held(12) == [(1, "2020-12", "E413")]
    decide(county, stops.CONFIRMED, 1)
    run = county.run("2021-01")
    assert [(month, kind) for _, month, kind, _ in county.lines(run)] == [("2020-11", "recovery")]
    assert county.db.execute("SELECT balance_fen FROM owed_now").fetchone() == (70000,)


def test_known_late_through_december_the_receivable_is_november_and_december_vector_37():
    county = one()
    county.year()
    with county.facts():
        county.death(1, "2020-10-05", "police")
    decide(county, stops.CONFIRMED, 1)
    run = county.run("2021-01")
    assert [(month, fen) for _, month, _, fen in county.lines(run)] == [("2020-11", -70000), ("2020-12", -70000)]
    assert county.db.execute("SELECT balance_fen FROM owed_now").fetchone() == (140000,)


def test_a_verdict_may_be_changed_and_money_follows():
    county = one()
    county.run("2020-01")
    with county.facts():
        county.death(1, "2020-01-20", "police")
    decide(county, stops.CONFIRMED, 1)
    county.run("2020-02")
    assert county.held(2) == []
    assert decide(county, stops.REFUSED, 1) == 1  # nothing waits, so the answer given before is turned
    county.run("2020-03")
    assert county.paid(1) == 3 * 65000
    assert decide(county, stops.REFUSED, 1) == 0  # said before


def test_the_earliest_day_that_counts_stops_and_an_earlier_proposal_still_holds_what_it_would_take():
    county = one()
    county.run("2020-01")
    with county.facts():
        county.death(1, "2020-03-03", "family")
        county.death(1, "2020-01-28", "police")
    county.year("2020-02", "2020-04")
    assert county.held(3) == [(1, "2020-02", "E413"), (1, "2020-03", "E413")]  # to the month of death that is a fact
    assert county.held(4) == [(1, "2020-02", "E413"), (1, "2020-03", "E413")]
    decide(county, stops.REFUSED, 1)
    county.run("2020-05")
    assert county.paid(1) == 3 * 65000


def test_a_later_day_of_another_source_changes_nothing_and_waits_for_nobody():
    county = one()
    county.run("2020-01")
    with county.facts():
        county.death(1, "2020-01-20", "family")
        county.death(1, "2020-02-20", "police")
    assert stops.waiting(county.db) == []
    assert county.held(county.run("2020-02")) == []


def test_a_sentence_and_a_move_from_another_list_are_proposals_too():
    county = one(people=2)
    county.run("2020-01")
    with county.facts():
        county.db.execute(
            "INSERT INTO suspension (person, kind, source, from_month, reason, added_by) VALUES (1, 'suspend', 'court', '2020-02', '服刑', ?)", (county.batch,)
        )
        county.db.execute("INSERT INTO move (person, direction, source, moved_on, added_by) VALUES (2, 'out', 'police', '2020-01-15', ?)", (county.batch,))
    run = county.run("2020-02")
    assert county.held(run) == [(1, "2020-02", "E413")]  # who moved is paid to the end of the year
    assert {(proposal.person, proposal.kind, proposal.from_month) for proposal in stops.waiting(county.db)} == {
        (1, "suspend", "2020-02"), (2, "move", "2021-01"),
    }  # fmt: skip
    decide(county, stops.CONFIRMED, 1)
    decide(county, stops.REFUSED, 2)
    county.year("2020-03", "2021-01")
    assert county.paid(1) == 65000  # suspended: the gap is not paid, not even on another day
    assert county.paid(2, "2021-01") > 0


def test_the_bureaus_own_row_of_a_suspension_goes_before_the_courts():
    county = one()
    with county.facts():
        county.db.execute(
            "INSERT INTO suspension (person, kind, source, from_month, reason, added_by) VALUES (1, 'suspend', 'court', '2020-02', '服刑', ?)", (county.batch,)
        )
        county.suspend(1, "suspend", "2020-02", "2020-04")
    county.year(last="2020-05")
    assert {month for (month,) in county.db.execute("SELECT month FROM paid_line")} == {"2020-01", "2020-04", "2020-05"}


def test_only_two_sources_that_name_one_month_agree():
    county = one(people=4)
    with county.facts():
        for person, days in ((1, ("2020-01-05", "2020-01-30")), (2, ("2020-01-31", "2020-02-01")), (3, ("2020-01-05",)), (4, ("2020-01-05", "2020-01-05"))):
            for source, day in zip(("police", "funeral"), days, strict=False):
                county.death(person, day, source)
    assert sorted({proposal.person for proposal in stops.waiting(county.db, agreeing=True)}) == [1, 4]
    assert decide(county, stops.CONFIRMED, agreeing=True) == 4
    assert {proposal.person for proposal in stops.waiting(county.db, source="police")} == {2, 3}


def test_nobody_is_confirmed_or_refused_of_whom_no_list_speaks():
    county = one()
    with county.facts():
        county.death(1, "2020-01-20", "bureau")
    with pytest.raises(NotFound, match="E450"):
        decide(county, stops.REFUSED, 1)


def test_the_list_shows_days_compared_what_was_overpaid_what_is_owed_and_what_a_funeral_sum_could_absorb():
    county = one("survivors-pension")
    county.year(last="2020-11")
    with county.facts():
        county.db.execute(
            "INSERT INTO rule (policy, key, effective_from, known_on, value, document, mark, added_by) VALUES ('funeral', 'months:survivors-pension', '2011-08-01', '2011-08-01', 6, '文号', 'S', ?)",
            (county.batch,),
        )
        county.db.execute(
            "INSERT INTO death (person, source, died_on, added_by, sheet, row_no) VALUES (1, 'police', '2020-09-02', ?, '名单', 7), (1, 'health', '2020-10-16', ?, '名单', 3)",
            (county.batch, county.batch),
        )
    late, early = sorted(listed(county, "2020-12"), key=lambda row: row["day"], reverse=True)
    assert (early["state"], early["kind"], early["source"], early["file"], early["sheet"], early["row"]) == ("proposed", "death", "police", "f", "名单", 7)
    assert (early["from_month"], early["overpaid_months"], early["overpaid_fen"]) == ("2020-10", 2, 2 * 256500)
    assert (early["other_day"], early["days_apart"]) == ("卫健 2020-10-16", 44)
    assert early["funeral_fen"] == 6 * 256500
    assert (late["from_month"], late["overpaid_fen"]) == ("2020-11", 256500)
    decide(county, stops.CONFIRMED, 1, source="police")
    county.run("2020-12")
    assert listed(county, "2020-12")[0]["state"] == "confirmed"
    (row,) = county.db.execute("SELECT balance_fen FROM owed_now").fetchall()
    assert row == (2 * 256500,)


def test_the_list_names_every_reason_to_leave_the_next_run_and_who_comes_of_age():
    county = County()
    with county.facts():
        for _ in range(4):
            county.enrol(county.person(), "war-test")
        county.enrol(county.person(), "war-test", ends="2020-03-31")
        county.enrol(county.person(born="2002-02-14"), "survivors-pension", start="2015-01")
        county.enrol(county.person(), "war-test")
    county.year(last="2020-03")
    with county.facts():
        county.death(1, "2020-03-20", "family")
        county.move(2, "out", "2019-10-01")
        county.suspend(3, "suspend", "2020-03")
        county.confirmation(4, 2020, noticed="2020-01-20")
    assert {(row["kind"], row["state"], row["from_month"], row["overpaid_months"]) for row in listed(county, "2020-04")} == {
        ("died", "fact", "2020-04", 0), ("moved", "fact", "2020-01", 3), ("suspended", "fact", "2020-03", 1), ("unconfirmed", "fact", "2020-04", 0),
        ("ended", "fact", "2020-04", 0), ("age", "look", "2020-03", 1),
    }  # fmt: skip


def test_everybody_proposed_still_lets_a_month_close_and_the_money_is_releasable():
    county = one(people=3)
    county.run("2020-01")
    with county.facts():
        for person in (1, 2, 3):
            county.death(person, "2020-01-20", "police")
    run = county.run("2020-02")
    assert county.lines(run) == []
    assert county.db.execute("SELECT SUM(amount_fen) FROM held WHERE run = ?", (run,)).fetchone() == (3 * 65000,)
    for person in (1, 2, 3):
        decide(county, stops.REFUSED, person)
    county.run("2020-03")
    assert county.paid() == 3 * 3 * 65000
    assert verify.mismatches(county.db, county.benefits) == []


def test_somebody_who_came_back_was_away_in_between_and_keeps_what_was_paid_before():
    county = one()
    county.year(last="2020-12")
    with county.facts():
        county.move(1, "out", "2020-06-10")
    county.year("2021-01", "2022-03")
    with county.facts():
        county.move(1, "in", "2022-03-01")
    county.year("2022-04", "2023-02")
    months = {month for (month,) in county.db.execute("SELECT month FROM paid_line GROUP BY month HAVING SUM(amount_fen) > 0")}
    assert months == {f"2020-{n:02d}" for n in range(1, 13)} | {"2023-01", "2023-02"}
    assert county.db.execute("SELECT COUNT(*) FROM line WHERE kind = 'recovery'").fetchone() == (0,)


@pytest.mark.parametrize(("paid_through", "first"), [(None, "2021-01"), ("2020-12", "2021-01"), ("2021-02", "2021-03"), ("2020-08", "2021-01")])
def test_who_moves_in_is_ours_from_january_or_after_the_last_month_the_other_county_paid_vector_35(paid_through, first):
    county = one(start=None)
    with county.facts():
        county.db.execute(
            "INSERT INTO move (person, direction, moved_on, paid_through, added_by) VALUES (1, 'in', '2020-06-10', ?, ?)", (paid_through, county.batch)
        )
    county.year(last="2021-04")
    assert county.db.execute("SELECT MIN(month) FROM paid_line").fetchone() == (first,)


# the commands -----------------------------------------------------------------------------------------------------


@pytest.fixture
def desk(tmp_path):
    county = one(people=3)
    county.run("2020-01")
    with county.facts():
        county.death(1, "2020-01-20", "police")
        county.death(1, "2020-01-21", "funeral")
        county.death(2, "2020-01-20", "health")
    return Desk(county, tmp_path)


def test_confirm_and_refuse_at_the_command_line(desk):
    said = json.loads(desk("payments", "stops", "--format", "json").out)
    assert [row["state"] for row in said["data"]] == ["proposed"] * 3
    assert said["summary"]["proposed"] == 3
    desk("payments", "stops", "confirm", "--agreeing", "--reason", "两个来源一致", "--no-input", status=8)  # would have to ask
    desk("payments", "stops", "confirm", "--agreeing", "--reason", "两个来源一致", "--yes", "--dry-run")
    assert desk.rows("SELECT COUNT(*) FROM verdict") == [(0,)]
    desk("payments", "stops", "confirm", "--agreeing", "--reason", "两个来源一致", "--yes")
    assert desk.rows("SELECT person, evidence, decision, reason FROM verdict ORDER BY evidence") == [
        (1, "death:1:funeral:2020-01-21", "confirmed", "两个来源一致"), (1, "death:1:police:2020-01-20", "confirmed", "两个来源一致"),
    ]  # fmt: skip
    events = desk.rows("SELECT COUNT(*) FROM journal")
    desk("payments", "stops", "confirm", "--agreeing", "--reason", "两个来源一致", "--yes")
    assert desk.rows("SELECT COUNT(*) FROM journal") == events  # repeated, it changes nothing
    desk("payments", "stops", "refuse", "#2", "--reason", "本人健在")
    desk("payments", "stops", "refuse", "#3", "--reason", "本人健在", status=5)
    desk("payments", "stops", "confirm", "--reason", "都不写", status=2)
    desk("payments", "stops", "confirm", "--all", "--source", "neighbour", "--reason", "x", status=2)
    desk("payments", "stops", "refuse", "#2", "--reason", "  ", status=2)
    assert json.loads(desk("payments", "stops", "--format", "json").out)["summary"]["proposed"] == 0


def test_all_are_listed_before_they_are_confirmed(desk):
    said = desk("payments", "stops", "confirm", "--all", "--reason", "逐人核实", "--no-input", status=8)
    assert said.err.count("police") + said.err.count("公安") >= 1  # the list, then the question
    desk("payments", "stops", "confirm", "--all", "--reason", "逐人核实", "--yes")
    assert desk.rows("SELECT COUNT(*) FROM stop_open") == [(0,)]


def test_the_run_says_what_is_withheld_and_for_whom(desk):
    said = json.loads(desk("payments", "run", "--month", "2020-02", "--as-of", "2020-02-20", "--format", "json").out)
    assert said["summary"]["withheld_fen"] == 2 * 65000
    assert [(row["code"], row["withheld_fen"]) for row in said["tables"]["held"]] == [("E413", 65000), ("E413", 65000)]
    assert "公安报 2020-01-20 去世" in said["tables"]["held"][0]["reason"]
