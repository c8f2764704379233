"""Whatever is proposed, answered, held, passed, repaid, agreed and returned, in whatever order: the books close every month.

What arrived at the accounts, less what was paid back, is what was due and not held, plus what is still owed or was written
off. No debt is ever below zero, and months worked out one by one give what all of them together give.
"""

import tempfile
from datetime import date
from pathlib import Path

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.payments.banking import LATE, answer_all, take_in
from tests.payments.county import County
from vetctl.core.errors import NotFound, Refused
from vetctl.core.month import Month
from vetctl.payments import debts, holds, stops, verify
from vetctl.store import db
from vetctl.store.journal import Actor

MONTHS = 8
CLERK = Actor(name="王经办", at="2020-12-01T00:00:00Z", command="x", arguments={})

DAY = st.dates(date(2020, 1, 1), date(2020, 8, 28)).map(date.isoformat)
ACT = st.one_of(
    st.tuples(st.just("reported"), st.sampled_from(["police", "health", "village"]), DAY),
    st.tuples(st.just("registered"), DAY),
    st.tuples(st.just("answered"), st.sampled_from([stops.CONFIRMED, stops.REFUSED])),
    st.tuples(st.just("held"), st.sampled_from(["", "war-test", "disability-pension"])),
    st.tuples(st.just("released")),
    st.tuples(st.just("passed")),
    st.tuples(st.just("sentenced"), st.sampled_from(["", "court"]), st.integers(1, 3)),
    st.tuples(st.just("regraded"), st.integers(1, 8)),
    st.tuples(st.just("agreed"), st.sampled_from([None, 0, 5000, 40000])),
    st.tuples(st.just("repaid"), st.integers(1, 4)),
    st.tuples(st.just("came back")),
)
PEOPLE = st.lists(
    st.fixed_dictionaries(
        {
            "benefits": st.sampled_from([["war-test"], ["disability-pension"], ["war-test", "disability-pension"]]),
            "acts": st.lists(st.tuples(st.integers(2, MONTHS), ACT), max_size=6),
        }
    ),
    min_size=1,
    max_size=2,
)


class Books:
    """A county through some months, with everything that arrived at its people's accounts and was paid back."""

    def __init__(self, people, folder, *, full=False):
        self.county, self.folder, self.full = County({"policy": {"war-test": {"group": ""}}}), Path(folder), full
        self.people, self.given_back = people, {}
        county = self.county
        with county.facts():
            for grade in range(1, 8):
                county.standard("disability-pension", f"duty-{grade}", "2019-08-01", "2019-08-01", (10 - grade) * 950000, "year")
            for one in people:
                person = county.person()
                for benefit in one["benefits"]:
                    county.enrol(person, benefit, grade=8, nature="duty")

    def play(self):
        for month in range(1, MONTHS + 1):
            for number, one in enumerate(self.people, 1):
                for _, act in [act for act in one["acts"] if act[0] == month]:
                    getattr(self, act[0].replace(" ", "_"))(number, month, *act[1:])
            self.county.run(f"2020-{month:02d}", full=self.full)
            self.check()

    def check(self):
        county = self.county
        for person in range(1, len(self.people) + 1):
            owed = debts.balance(county.db, person)
            moved = debts.movements(county.db, person)
            assert owed >= 0
            assert owed == (moved[-1][4] if moved else 0)
            arrived = county.db.execute(
                "SELECT coalesce(SUM(net_fen), 0) FROM payout p WHERE person = ? AND NOT EXISTS (SELECT 1 FROM returned_payout r WHERE r.run = p.run AND r.person = p.person)",
                (person,),
            ).fetchone()[0]
            assert arrived - self.given_back.get(person, 0) == county.paid(person) + owed
        assert verify.mismatches(county.db, county.benefits) == []  # paid + held = due, everything worked out anew

    # what may happen to one person before the run of a month

    def _end(self, table, person, **key):
        where = " AND ".join(f"{name} = ?" for name in key)
        self.county.db.execute(f"UPDATE {table} SET ended_by = ? WHERE person = ? AND {where} AND ended_by IS NULL", (self.county.batch, person, *key.values()))

    def reported(self, person, month, source, day):
        with self.county.facts():
            self._end("death", person, source=source)
            self.county.death(person, min(day, f"2020-{month:02d}-01"), source)

    def registered(self, person, month, day):
        self.reported(person, month, "bureau", day)

    def answered(self, person, _, decision):
        with db.transaction(self.county.db):
            try:
                stops.answer(self.county.db, CLERK, stops.of_person(self.county.db, person, decision), decision, "核实")
            except NotFound:
                return

    def held(self, person, month, policy):
        with self.county.facts():
            self._end("suspension", person, kind="hold", policy=policy)
            self.county.db.execute(
                "INSERT INTO suspension (person, kind, policy, from_month, reason, added_by) VALUES (?, 'hold', ?, ?, '核查', ?)",
                (person, policy, f"2020-{month - 1:02d}", self.county.batch),
            )

    def released(self, person, month):
        with self.county.facts():
            rows = self.county.db.execute("SELECT policy, from_month FROM suspension WHERE person = ? AND kind = 'hold' AND ended_by IS NULL", (person,)).fetchall()
            for policy, start in rows:
                self._end("suspension", person, kind="hold", policy=policy)
                self.county.db.execute(
                    "INSERT INTO suspension (person, kind, policy, from_month, resumed_month, reason, added_by) VALUES (?, 'hold', ?, ?, ?, '核查', ?)",
                    (person, policy, start, f"2020-{month:02d}", self.county.batch),
                )

    def passed(self, person, month):
        coming = Month(2020, month)
        with db.transaction(self.county.db):
            try:
                holds.pass_once(self.county.db, CLERK, person, "张三", policy="", month=coming, reason="重病", coming=coming)
            except NotFound:
                return

    def sentenced(self, person, month, source, months):
        with self.county.facts():
            self._end("suspension", person, kind="suspend", source=source)
            self.county.db.execute(
                "INSERT INTO suspension (person, kind, source, from_month, resumed_month, reason, added_by) VALUES (?, 'suspend', ?, ?, ?, '服刑', ?)",
                (person, source, f"2020-{month - 1:02d}", f"2020-{month - 1 + months:02d}", self.county.batch),
            )

    def regraded(self, person, _, grade):
        with self.county.facts():
            for (enrolment,) in self.county.db.execute("SELECT enrolment FROM enrolment WHERE person = ? AND policy = 'disability-pension'", (person,)).fetchall():
                self.county.terms(enrolment, "disability-pension", grade=grade, nature="duty")

    def agreed(self, person, month, most):
        with db.transaction(self.county.db):
            debts.agree(self.county.db, CLERK, person, from_month=f"2020-{month:02d}", most_fen=most, document="协议")

    def repaid(self, person, month, part):
        fen = debts.balance(self.county.db, person) // part
        entry = debts.Entry(person=person, amount_fen=fen, on=date(2020, month, 1), document=f"收据{month}-{part}")
        with db.transaction(self.county.db):
            try:
                if debts.enter(self.county.db, CLERK, entry):
                    self.given_back[person] = self.given_back.get(person, 0) + fen
            except Refused:
                assert fen == 0

    def came_back(self, person, month):
        (run,) = self.county.db.execute("SELECT MAX(run) FROM run").fetchone()
        rows = [(*row[:3], *LATE, f"2020{month:02d}02") for row in answer_all(self.county.db, run) if int(row[0][-6:]) == person]
        if rows:
            take_in(self.county.db, self.folder, rows, name=f"{person}-{month}.txt")



def ledger(county):
    return county.db.execute("SELECT enrolment, month, SUM(amount_fen) FROM ledger GROUP BY enrolment, month HAVING SUM(amount_fen) <> 0 ORDER BY 1, 2").fetchall()


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(PEOPLE)
@example([{"benefits": ["war-test"], "acts": [(3, ("reported", "police", "2020-01-10")), (5, ("answered", "confirmed")), (6, ("came back",)), (7, ("answered", "refused"))]}])
@example(
    [{"benefits": ["disability-pension"], "acts": [(2, ("regraded", 1)), (4, ("regraded", 8)), (4, ("agreed", 5000)), (5, ("came back",)), (6, ("repaid", 2)), (7, ("regraded", 1))]}]
)
def test_the_books_close_every_month_whatever_happens(people):
    with tempfile.TemporaryDirectory() as folder:
        books = Books(people, folder)
        books.play()
    with tempfile.TemporaryDirectory() as folder:
        whole = Books(people, folder, full=True)
        whole.play()
    assert ledger(books.county) == ledger(whole.county)
    balances = "SELECT person, balance_fen FROM owed_now ORDER BY person"
    assert books.county.db.execute(balances).fetchall() == whole.county.db.execute(balances).fetchall()
