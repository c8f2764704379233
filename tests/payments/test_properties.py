"""What must hold for any county: order of people, repetition, sums, incremental against full."""

from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.payments.county import County
from vetctl.payments import run as runs
from vetctl.payments import verify

BENEFITS = ["disability-pension", "survivors-pension", "war-test", "age-60-service", "demobilised"]

EVENT = st.one_of(
    st.tuples(st.just("death"), st.dates(date(2020, 1, 1), date(2020, 8, 31))),
    st.tuples(st.just("suspend"), st.integers(1, 6), st.integers(1, 4)),
    st.tuples(st.just("hold"), st.integers(1, 6), st.integers(1, 4)),
    st.tuples(st.just("move"), st.dates(date(2020, 1, 1), date(2020, 8, 31))),
    st.tuples(st.just("notice"), st.dates(date(2020, 1, 1), date(2020, 5, 31)), st.integers(30, 150)),
    st.tuples(st.just("grade"), st.integers(1, 8)),
)
PERSON = st.fixed_dictionaries(
    {
        "benefits": st.lists(st.sampled_from(BENEFITS), min_size=1, max_size=2, unique=True),
        "born": st.dates(date(1935, 1, 1), date(1960, 12, 31)),
        "start": st.sampled_from(["2019-01", "2020-02", "2020-05"]),
        "account": st.booleans(),
        "events": st.lists(st.tuples(st.integers(1, 7), EVENT), max_size=3),
    }
)


def settle(county, people):
    """Enrol people; returns their numbers, in the order given."""
    numbers = []
    with county.facts():
        for one in people:
            person = county.person(born=one["born"].isoformat(), account=one["account"])
            county.service(person, "1978-12-01", "1982-01-15")
            for benefit in one["benefits"]:
                county.enrol(person, benefit, grade=8, nature="duty", start=one["start"])
            numbers.append(person)
    return numbers


def happen(county, person, event):
    kind, *values = event
    if kind == "death":
        county.db.execute("UPDATE death SET ended_by = ? WHERE person = ? AND ended_by IS NULL", (county.batch, person))
        county.death(person, values[0].isoformat())
    elif kind in {"suspend", "hold"}:
        county.suspend(person, kind, f"2020-{values[0]:02d}", f"2020-{values[0] + values[1]:02d}")
    elif kind == "move":
        county.db.execute("UPDATE move SET ended_by = ? WHERE person = ? AND ended_by IS NULL", (county.batch, person))
        county.move(person, "out", values[0].isoformat())
    elif kind == "notice":
        confirmed = values[0] + timedelta(days=values[1])
        county.confirmation(person, 2020, noticed=values[0].isoformat(), confirmed=confirmed.isoformat())
    else:
        for (enrolment,) in county.db.execute(
            "SELECT enrolment FROM enrolment WHERE person = ? AND policy = 'disability-pension'", (person,)
        ).fetchall():
            county.terms(enrolment, "disability-pension", grade=values[0], nature="duty", start="2019-01")


def play(people, *, full=False, months=8):
    county = County()
    with county.facts():
        county.standard("demobilised", "other-period", "2019-08-01", "2020-04-10", 1206000, "year", "county")
        for grade in range(1, 8):
            county.standard("disability-pension", f"duty-{grade}", "2019-08-01", "2019-08-01", (10 - grade) * 950000, "year")
    numbers = settle(county, people)
    for month in range(1, months + 1):
        due = [(n, event) for n, one in zip(numbers, people, strict=True) for when, event in one["events"] if when == month]
        if due:
            with county.facts():
                for person, event in due:
                    happen(county, person, event)
        county.run(f"2020-{month:02d}", full=full)
    return county, numbers


SLOW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@SLOW
@given(st.lists(PERSON, min_size=1, max_size=4))
def test_incremental_runs_agree_with_a_full_recomputation(people):
    county, _ = play(people)
    assert verify.mismatches(county.db, county.benefits) == []
    whole, _ = play(people, full=True)
    ledger = "SELECT enrolment, month, SUM(amount_fen) FROM ledger GROUP BY enrolment, month HAVING SUM(amount_fen) <> 0 ORDER BY 1, 2"
    assert county.db.execute(ledger).fetchall() == whole.db.execute(ledger).fetchall()


@SLOW
@given(st.lists(PERSON, min_size=2, max_size=4))
def test_the_order_of_people_is_irrelevant(people):
    here, forward = play(people, months=4)
    there, backward = play(people[::-1], months=4)
    assert [here.paid(p) for p in forward] == [there.paid(p) for p in reversed(backward)]


@SLOW
@given(st.lists(PERSON, min_size=1, max_size=4))
def test_sums_agree_at_every_level_and_nobody_vanishes(people):
    county, _ = play(people)
    db = county.db
    for run, regular, arrears, recovery, net, set_off in db.execute(
        "SELECT run, regular_fen, arrears_fen, recovery_fen, net_fen, set_off_fen FROM run"
    ).fetchall():
        lines = db.execute("SELECT coalesce(SUM(amount_fen), 0) FROM line WHERE run = ?", (run,)).fetchone()[0]
        gross, paid_net, kept = db.execute(
            "SELECT coalesce(SUM(gross_fen), 0), coalesce(SUM(net_fen), 0), coalesce(SUM(set_off_fen), 0) FROM payout WHERE run = ?", (run,)
        ).fetchone()
        assert lines == regular + arrears + recovery
        assert (paid_net, kept) == (net, set_off)
        assert gross == regular + arrears == net + set_off
        bridge = dict(db.execute("SELECT movement, SUM(heads) FROM bridge WHERE run = ? GROUP BY movement", (run,)))
        moved = bridge.get("before", 0) + bridge.get("new", 0) + bridge.get("resumed", 0) - bridge.get("stopped", 0) - bridge.get("died", 0)
        assert moved == bridge.get("now", 0)
    owed, out = db.execute("SELECT (SELECT coalesce(SUM(change_fen), 0) FROM owed), (SELECT coalesce(SUM(net_fen), 0) FROM payout)").fetchone()
    assert out - county.paid() == owed  # what went out and was not due is what people owe


@SLOW
@given(st.lists(PERSON, min_size=1, max_size=3))
def test_running_twice_changes_nothing(people):
    county, _ = play(people, months=2)
    first = county.run("2020-03", close=False)
    assert county.run("2020-03", close=False) == first
    assert runs.digest(county.db, first) == county.db.execute("SELECT digest FROM run WHERE run = ?", (first,)).fetchone()[0]
