"""Whatever comes back and in whichever order: in the end everybody has what is due, and nothing was paid twice.

The bank of these tests keeps its own books: what really arrived at each account. They are compared with what is due,
which is worked out apart from the ledger, so that an error of the ledger cannot hide itself.
"""

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.payments.banking import GONE, LATE, PAID, SYSTEM, sent, take_in
from tests.payments.county import County
from vetctl.payments import verify

MONTHS = 6
RATE = 65000

FATE = st.sampled_from(["paid", "paid", "paid", "failed", "bank", "late", "later"])
"""What becomes of one payment: it arrives, fails at once, or comes back one or two months after it had arrived."""
HAPPENING = st.tuples(st.integers(2, MONTHS), st.sampled_from(["death", "suspend", "hold"]), st.integers(1, 2))
PEOPLE = st.lists(
    st.fixed_dictionaries({"fates": st.lists(FATE, min_size=MONTHS, max_size=MONTHS), "happens": st.none() | HAPPENING}), min_size=1, max_size=3
)


class Bank:
    """Accounts of the payees, and what will still come back."""

    def __init__(self):
        self.arrived = {}
        self.coming_back = []

    def answers(self, rows, people, month):
        """Rows of the answer to a run's payments, and of what comes back this month."""
        told = []
        for reference, account, fen in rows:
            person = int(reference[-6:])
            fate = people[person - 1]["fates"][month - 1]
            self.arrived[person] = self.arrived.get(person, 0) + (0 if fate in {"failed", "bank"} else fen)
            told.append((reference, account, fen, *{"failed": GONE, "bank": SYSTEM}.get(fate, PAID), f"2020{month:02d}25"))
            if fate in {"late", "later"}:
                self.coming_back.append((month + (1 if fate == "late" else 2), person, (reference, account, fen)))
        back = [(person, row) for due, person, row in self.coming_back if due == month]
        for person, (_, _, fen) in back:
            self.arrived[person] -= fen
        return told, [(*row, *LATE, f"2020{month:02d}26") for _, row in back]


def play(people, folder):
    """Six months with their answers, then months in which everything arrives; returns the county, the bank and the last run."""
    county, bank = County(), Bank()
    with county.facts():
        for _ in people:
            county.enrol(county.person(), "war-test")
    calm = [{**one, "fates": one["fates"] + ["paid"] * 4} for one in people]
    for month in range(1, MONTHS + 5):
        happened = [(n, one["happens"]) for n, one in enumerate(people, 1) if one["happens"] and one["happens"][0] == month]
        if happened:
            with county.facts():
                for person, (when, kind, months) in happened:
                    happen(county, person, when, kind, months)
        run = county.run(f"2020-{month:02d}")
        told, back = bank.answers(sent(county.db, run), calm, month)
        for name, rows in (("回盘", told), ("退汇", back)):
            if rows:
                judged = take_in(county.db, folder, rows, name=f"{name}{month}.txt")
                assert judged.findings == []
                assert take_in(county.db, folder, rows, name=f"{name}{month}.txt").unchanged == len(rows)
        for person in range(1, len(people) + 1):
            assert bank.arrived.get(person, 0) <= month * RATE, "more arrived than could ever be due"
    return county, bank, MONTHS + 4


def happen(county, person, when, kind, months):
    if kind == "death":
        county.death(person, f"2020-{max(when - months, 1):02d}-15")
    else:
        county.suspend(person, kind, f"2020-{when:02d}", f"2020-{when + months:02d}")


def due(one, months):
    """What is due to a person over all months: the rate, less what death or suspension takes; a hold only delays it.

    The raise of August 2020 is known in November, after these months, so one rate holds throughout.
    """
    if one["happens"] is None or one["happens"][1] == "hold":
        return months * RATE
    when, kind, length = one["happens"]
    if kind == "death":
        return max(when - length, 1) * RATE  # the month of death is still due
    return (months - length) * RATE


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(PEOPLE)
@example([{"fates": ["paid", "late", "paid", "paid", "paid", "paid"], "happens": (3, "death", 2)}])  # recovered, then what it was taken from came back
def test_returns_and_reissues_end_with_everybody_having_exactly_what_is_due(people):
    with tempfile.TemporaryDirectory() as folder:
        county, bank, months = play(people, Path(folder))
        for person, one in enumerate(people, 1):
            owed = county.db.execute("SELECT coalesce(SUM(balance_fen), 0) FROM owed_now WHERE person = ?", (person,)).fetchone()[0]
            assert owed >= 0
            assert bank.arrived.get(person, 0) - owed == due(one, months)
            # The ledger says the same, and no payment counts twice: what is on file as arrived is what arrived.
            assert county.paid(person) == due(one, months)
            on_file = county.db.execute(
                "SELECT coalesce(SUM(amount_fen), 0) FROM sent_payment WHERE person = ? AND outcome = 'paid'", (person,)
            ).fetchone()[0]
            assert on_file == bank.arrived.get(person, 0)
        assert verify.mismatches(county.db, county.benefits) == []
        counted = county.db.execute(
            "SELECT COUNT(*) FROM (SELECT 1 FROM ledger GROUP BY month, enrolment, component HAVING SUM(amount_fen) > ?)", (RATE,)
        ).fetchone()[0]
        assert counted == 0
