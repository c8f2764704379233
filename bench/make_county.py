"""A county of N enrolments with its months of history, made without chance: the same call gives the same county.

The facts go straight into the tables (importing has a bench of its own); every month of history is worked out by the
real engine, so the ledger is what a county's ledger is. The people are nobody: their area code was never issued.

Every month something is reported of eight people in a thousand: newcomers two months late (back-pay), deaths known in time
and deaths known late (recovery), better grades, people suspended or held back; a few never get an account. In November
2020 the standards of August arrive, and everybody is paid the difference. Disabled soldiers of grades 1 to 4 have a nursing
fee, prices are high enough for the price-linked subsidy from January to May, and the province bears a fifth. With ``--high-prices`` they are so again in the
month before the one measured, and everybody is paid the subsidy in it. The month to be measured is left open, with
its reports waiting.

    python bench/make_county.py county.db --enrolments 20000 --months 12 --month 2020-12
"""

from __future__ import annotations

import argparse
import contextlib
import io
import sqlite3
import time
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from common import say

from vetctl.cli.main import run as front_door
from vetctl.core.identity import DEMO_AREA, check_character
from vetctl.core.month import Month
from vetctl.payments import policy, run
from vetctl.store import db
from vetctl.store.journal import Actor

FIRST_BIRTH = date(1930, 1, 1)
BIRTHS = 10_950
"""Days of birth in use; everybody is 60 by the end of 2019."""

SHARES = (
    (55, "age-60-service", "rural-60"),
    (75, "war-test", "war"),
    (85, "disability-pension", "disabled-soldier"),
    (90, "survivors-pension", "martyr"),
    (97, "ill-returned", "ill-returned"),
    (100, "martyrs-children", "martyr-child"),
)
"""Of a hundred people, up to which one draws which benefit, in which category."""
SECOND = ("ill-returned", "ill-returned")
"""What every fiftieth has beside the age-60 subsidy, which then yields."""

CHANGES = {100: "died", 200: "died late", 300: "suspended", 400: "held"}
"""Of a thousand people, from which one on somebody is reported each month, and with what."""


@dataclass(frozen=True, slots=True)
class Somebody:
    """One person; everything about a person follows from the number."""

    number: int

    @property
    def born_on(self) -> date:
        return FIRST_BIRTH + timedelta(days=self.number % BIRTHS)

    @property
    def id_no(self) -> str:
        seventeen = f"{DEMO_AREA}{self.born_on:%Y%m%d}{1 + self.number // BIRTHS:03d}"
        return seventeen + check_character(seventeen)

    @property
    def sex(self) -> str:
        return "male" if int(self.id_no[16]) % 2 else "female"

    @property
    def benefit(self) -> tuple[str, str]:
        return next((code, category) for limit, code, category in SHARES if self.number % 100 < limit)

    @property
    def grade(self) -> tuple[int | None, str | None]:
        if self.benefit[0] != "disability-pension":
            return None, None
        return 3 + self.number // 100 % 7, ("war", "duty")[self.number % 2]

    @property
    def service(self) -> tuple[str, str]:
        """Conscript service: from about twenty, never before conscription began, for three to seven years."""
        enlisted = max(self.born_on.replace(year=self.born_on.year + 20, day=1), date(1954, 12, 1))
        left = enlisted.replace(year=enlisted.year + 3 + self.number % 5, month=1 + self.number % 12, day=1 + self.number % 28)
        return enlisted.isoformat(), left.isoformat()

    @property
    def joins(self) -> int:
        """The step that reports the person; 0 for those there from the beginning."""
        return self.number % 1000 if self.number % 1000 <= 13 else 0

    def change(self, step: int) -> str | None:
        """What a step reports of somebody already known, if anything."""
        if self.benefit[0] == "disability-pension" and self.number // 100 % 40 == step:
            return "better grade"
        return CHANGES.get(self.number % 1000 - step)


def make(path: Path, *, enrolments: int, months: int, measured: Month, high_prices: bool) -> None:
    """Make the county in a new file, with only the month to be measured still to be worked out."""
    first = measured.plus(-months)
    everybody = [Somebody(n) for n in range(1, enrolments - enrolments // 51 + 1)]
    with contextlib.redirect_stdout(io.StringIO()):
        status = front_door(["init", "--db", str(path), "--first-month", str(first), "--as-of", f"{first}-01"])
    if status:
        raise SystemExit(status)
    connection = db.open_database(path, write=True)
    connection.execute("PRAGMA synchronous = OFF")  # while it is being made, a power cut costs nothing
    benefits = policy.load({})
    for step in range(months + 1):
        started = time.perf_counter()
        month = first.plus(step)
        with db.transaction(connection):
            report(connection, everybody, step, month, high=month.plus(-1).month <= 5 or (high_prices and month == measured))
        if month < measured:
            pay(connection, month, benefits)
        say(f"  county of {enrolments:,}: {month} made in {time.perf_counter() - started:.1f} s")
    connection.close()


def report(connection: sqlite3.Connection, everybody: list[Somebody], step: int, month: Month, *, high: bool) -> None:
    """Write what becomes known before a month's run, as one batch; `high` are the prices of the month before."""
    new = [one for one in everybody if one.joins == step]
    changed = [(one, what) for one in everybody if step and one.joins < step and (what := one.change(step))]
    (batch,) = connection.execute("SELECT MAX(batch) + 1 FROM batch").fetchone()
    rows = len(new) + len(changed)
    connection.execute(
        "INSERT INTO batch (batch, register, file_name, file_sha256, rows_sha256, received_on, actor, rows_in, accepted, held, rejected, unchanged, summary) "
        "VALUES (?, 'roster', ?, '', '', ?, 'bench', ?, ?, 0, 0, 0, '{}')",
        (batch, f"step {step}", f"{month}-05", rows, rows),
    )
    if step == 0:
        insert_measures(connection, batch)
    insert_prices(connection, batch, month.plus(-1), high=high)
    insert_people(connection, batch, new)
    enrol(connection, batch, new, str(month.plus(-2 if step else -12)))
    insert_changes(connection, batch, changed, month)


def insert_measures(connection: sqlite3.Connection, batch: int) -> None:
    """What the nursing fee, the price subsidy and the province's share go by, all as the county's own notices."""
    notice = ("2019-01-01", "县财社〔2019〕1号", "D", batch)
    connection.executemany(
        "INSERT INTO rule (policy, key, value, word, effective_from, known_on, document, mark, added_by) VALUES (?1, ?2, ?3, ?4, ?5, ?5, ?6, ?7, ?8)",
        [("nursing-fee", "start-month", 7, None, *notice), ("nursing-fee", "rounding", None, "yuan", *notice)],
    )
    connection.executemany(
        "INSERT INTO yardstick (series, period, value, unit, known_on, document, mark, added_by) VALUES ('average-monthly-wage', ?1, ?2, 'fen', ?3, ?4, ?5, ?6)",
        [("2017", 520_000, *notice), ("2018", 560_000, *notice), ("2019", 600_000, *notice)],
    )
    connection.executemany(
        "INSERT INTO standard (policy, key, jurisdiction, mode, effective_from, known_on, amount_fen, per, document, mark, added_by) "
        "VALUES ('price-subsidy', ?1, 'county', 'absolute', ?3, ?3, ?2, 'month', ?4, ?5, ?6)",
        [("urban", 81_000, *notice), ("rural", 81_000, *notice)],
    )
    connection.execute(
        "INSERT INTO funding (policy, key, source, mode, share_bp, effective_from, known_on, document, mark, added_by) "
        "VALUES ('', '', 'province', 'of-line', 2000, ?1, ?1, ?2, ?3, ?4)",
        notice,
    )


def insert_prices(connection: sqlite3.Connection, batch: int, month: Month, *, high: bool) -> None:
    """The price indices of a month, known in the next."""
    connection.executemany(
        "INSERT INTO yardstick (series, period, value, unit, known_on, document, mark, added_by) VALUES (?, ?, ?, 'bp', ?, '统计月报', 'D', ?)",
        [(series, str(month), value, f"{month.plus(1)}-12", batch) for series, value in (("cpi", 380 if high else 150), ("food-cpi", 650), ("scpi", 420)) if high or series == "cpi"],
    )


def insert_people(connection: sqlite3.Connection, batch: int, new: list[Somebody]) -> None:
    """Persons with profile, account, confirmation and service."""
    towns = [town for (town,) in connection.execute("SELECT name FROM region_now WHERE level = 'township' AND kind = 'real' ORDER BY region")]
    many = connection.executemany
    many(
        "INSERT INTO person (person, id_no, born_on, sex, added_by) VALUES (?, ?, ?, ?, ?)",
        ((p.number, p.id_no, p.born_on.isoformat(), p.sex, batch) for p in new),
    )
    many(
        "INSERT INTO profile (person, name, township, hukou, added_by, sheet, row_no) VALUES (?, ?, ?, 'rural', ?, '花名册', ?)",
        ((p.number, f"测{p.number}", towns[p.number % len(towns)], batch, p.number + 1) for p in new),
    )
    many(
        "INSERT INTO account (person, number, bank, holder_name, added_by) VALUES (?, ?, '农商银行', ?, ?)",
        ((p.number, f"62{p.number:017d}", f"测{p.number}", batch) for p in new if p.number % 500 != 250),
    )
    many(
        "INSERT INTO confirmation (person, year, noticed_on, confirmed_on, method, added_by) VALUES (?, 2020, ?, '2020-04-20', '上门', ?)",
        ((p.number, "2020-03-01" if p.number % 50 == 7 else None, batch) for p in new),
    )
    many(
        "INSERT INTO service (person, enlisted_on, conscript_from, conscript_to, discharged_on, rural_at_discharge, draws_pension, added_by) "
        "VALUES (?1, ?2, ?2, ?3, ?3, 1, 0, ?4)",
        ((p.number, *p.service, batch) for p in new if p.benefit[0] == "age-60-service"),
    )


def enrol(connection: sqlite3.Connection, batch: int, new: list[Somebody], start: str) -> None:
    """Enrolments and their terms from a month on; the number is twice the person's, plus one for a second benefit."""
    rows = [(2 * p.number, p.number, *p.benefit, *p.grade) for p in new]
    rows += [(2 * p.number + 1, p.number, *SECOND, None, None) for p in new if p.number % 50 == 0]
    connection.executemany(
        "INSERT INTO enrolment (enrolment, person, policy, added_by) VALUES (?, ?, ?, ?)",
        ((number, person, code, batch) for number, person, code, *_ in rows),
    )
    connection.executemany(
        "INSERT INTO terms (enrolment, from_month, category, grade, nature, approved_on, start_month, document, added_by, sheet, row_no) "
        "VALUES (?1, ?2, ?3, ?4, ?5, ?2 || '-01', ?2, '县优抚〔2019〕1号', ?6, '花名册', ?1)",
        ((number, start, category, grade, nature, batch) for number, _, _, category, grade, nature in rows),
    )


def insert_changes(connection: sqlite3.Connection, batch: int, changed: list[tuple[Somebody, str]], month: Month) -> None:
    """Deaths, suspensions, holds and better grades."""
    day = {"died": f"{month.plus(-1)}-15", "died late": f"{month.plus(-3)}-15"}
    connection.executemany(
        "INSERT INTO death (person, source, died_on, added_by) VALUES (?, 'bureau', ?, ?)",
        ((p.number, day[what], batch) for p, what in changed if what in day),
    )
    kind = {"suspended": ("suspend", str(month.plus(3))), "held": ("hold", str(month.plus(3)))}
    connection.executemany(
        "INSERT INTO suspension (person, kind, from_month, resumed_month, reason, added_by) VALUES (?, ?, ?, ?, '核查', ?)",
        ((p.number, kind[what][0], str(month), kind[what][1], batch) for p, what in changed if what in kind),
    )
    connection.executemany(
        "INSERT INTO terms (enrolment, from_month, category, grade, nature, approved_on, start_month, document, added_by, sheet, row_no) "
        "SELECT enrolment, ?1, category, grade - 1, nature, ?2, start_month, '县优抚〔2020〕2号', ?3, sheet, row_no "
        "FROM terms WHERE enrolment = ?4 AND ended_by IS NULL",
        ((str(month.plus(-1)), f"{month.plus(-2)}-20", batch, 2 * p.number) for p, what in changed if what == "better grade"),
    )


def pay(connection: sqlite3.Connection, month: Month, benefits: dict[str, policy.Policy]) -> None:
    """Take a month from calculation to export, without the files."""
    actor = Actor(name="bench", at=f"{month}-25T01:00:00Z", command="payments run", arguments={})
    with db.transaction(connection):
        number, _ = run.prepare(connection, actor=actor, as_of=date(month.year, month.month, 25), month=month, benefits=benefits)
        for step in ("reviewed", "approved", "exported"):
            connection.execute(
                "INSERT INTO run_step (run, step, actor, at, digest) SELECT run, ?, ?, ?, digest FROM run WHERE run = ?",
                (step, step, actor.at, number),
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("path", type=Path)
    parser.add_argument("--enrolments", type=int, default=20_000)
    parser.add_argument("--months", type=int, default=12, help="months of history")
    parser.add_argument("--month", default="2020-12", help="the month that is left to be worked out")
    parser.add_argument("--high-prices", action="store_true", help="everybody is paid the price-linked subsidy in it")
    given = parser.parse_args()
    make(given.path, enrolments=given.enrolments, months=given.months, measured=Month.parse(given.month), high_prices=given.high_prices)


if __name__ == "__main__":
    main()
