"""The heart: what is due in which month, as known today, against what the ledger holds.

A few set-based SQL steps (``payments/steps``, read in order) over temporary tables; no loop over people.
Everything up to the difference can be done on a read-only connection; only `vetctl.payments.run` writes.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date

from vetctl.core.month import Month, months_between
from vetctl.payments import policy as policies
from vetctl.payments.policy import ACTIVE_COLUMNS, OWN_TERMS, STANDARD_COLUMNS, STEPS, Policy
from vetctl.payments.settlement import Settlement
from vetctl.store.db import EVERYTHING, look_back
from vetctl.store.migrate import statements

_TEMPORARY = (
    "changed_person", "changed_policy", "several", "death_day", "arrival", "moved", "span", "interruption", "on_hold",
    "active_month", "standard_month", "growing", "due", "answer", "borne", "held_month", "held_occasion", "waiting", "claim", "excluded", "passed_over", "new_enrolment",
    "paid", "change", "withheld", "payer_key", "payer", "national_rate", "calendar", "alive", "alive_policy", "policy_rule", "policy_follows", "policy_uses", "owing", "person_sum", "smallest", "bequest", "gone", "come", "head_before", "head_now",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What is to be worked out."""

    month: Month
    """The month of the run."""
    first_month: Month
    """The first month of the ledger; nothing before it is ours to pay."""
    as_of: date
    """Standards count once their notice had arrived by this day."""
    seen_batch: int = 0
    """Newest batch the last run knew; facts of later batches make their people be worked out again."""
    seen_event: int = 0
    """Newest journal event the last run knew; what was decided or answered since is looked at again."""
    seen_as_of: str = ""
    """The last run's `as_of`; empty for none."""
    previous_run: int = 0
    """The last run, whose held people are looked at again."""
    full: bool = False
    """Work out every month of everybody."""
    person: int | None = None
    """Only this person (for explanations)."""
    settlement: Settlement = field(default_factory=Settlement)
    """How debts are set off when the run is written."""


def compute(connection: sqlite3.Connection, scope: Scope, benefits: Mapping[str, Policy]) -> None:
    """Fill the temporary tables from ``changed_person`` to ``change`` for a scope.

    Raises:
        Integrity: E902 a benefit's file cannot be used.
    """
    clear(connection)
    with _known_by(connection, scope.as_of.isoformat()):
        _compute(connection, scope, benefits)


def _compute(connection: sqlite3.Connection, scope: Scope, benefits: Mapping[str, Policy]) -> None:
    _lay_calendar(connection, scope)
    _lay_rules(connection, scope, benefits)
    _lay_alive(connection, scope, benefits)
    for name in ("10_scope", "20_span", "30_interruption", "40_active", "50_standard"):
        step(connection, name, scope)
    policies.prepare_due(connection)
    by_kind = {kind: [b for b in benefits.values() if b.kind == kind] for kind in policies.KINDS}
    for benefit in by_kind["roster"]:
        _see_only(connection, benefit)
        policies.answer(connection, benefit, "due")
    step(connection, "65_gap", scope, kind="roster")
    step(connection, "70_exclusion", scope)
    for benefit in by_kind["follower"]:
        _follow(connection, scope, benefit)
    for benefit in by_kind["occasion"]:
        _see_only(connection, benefit)
        policies.answer(connection, benefit, "due")
    step(connection, "65_gap", scope, kind="occasion")
    _see_only(connection, None)
    step(connection, "80_change", scope)
    _part(connection, scope)


def spans(connection: sqlite3.Connection, scope: Scope, benefits: Mapping[str, Policy]) -> None:
    """Only from which month to which month every enrolment runs and what interrupts it: for saying why somebody is not there."""
    clear(connection)
    with _known_by(connection, scope.as_of.isoformat()):
        _lay_calendar(connection, scope)
        _lay_rules(connection, scope, benefits)
        _lay_alive(connection, scope, benefits)
        for name in ("10_scope", "20_span", "30_interruption"):
            step(connection, name, scope)


def _part(connection: sqlite3.Connection, scope: Scope) -> None:
    """Part every difference between those who pay. Where no rule was ever laid all of it is the county's."""
    if connection.execute("SELECT 1 FROM funding LIMIT 1").fetchone() is None:
        return
    step(connection, "85_funding", scope)
    laid = {source for (source,) in connection.execute("SELECT DISTINCT source FROM payer")}
    for source in ("central", "province", "city"):
        if source in laid:
            step(connection, "86_part", scope, source=source)
    step(connection, "87_parted", scope)


@contextmanager
def _known_by(connection: sqlite3.Connection, day: str, batch: int = EVERYTHING[1]) -> Iterator[None]:
    """Narrow ``rule_now`` and ``yardstick_now`` to what was known on a day, as standards are."""
    look_back(connection, day, batch)
    try:
        yield
    finally:
        look_back(connection)


def _follow(connection: sqlite3.Connection, scope: Scope, benefit: Policy) -> None:
    """Let a benefit answer over what its hosts are due, and put the answers under its own enrolments."""
    until = scope.month.plus(-benefit.lag)
    connection.execute("DELETE FROM answer")
    due_at_all = "SELECT 1 FROM alive WHERE policy = ? AND since = 1 AND month <= ?"
    if not benefit.alive or connection.execute(due_at_all, (benefit.code, str(until))).fetchone():
        step(connection, "72_host", scope, policy=benefit.code)
        _see_only(connection, benefit, until)
        policies.answer(connection, benefit, "answer")
    step(connection, "75_follow", scope, policy=benefit.code, until=str(until))


def try_out(
    connection: sqlite3.Connection, benefit: Policy, *, first: Month, last: Month, as_of: date, people: Sequence[Mapping[str, object]]
) -> list[dict[str, object]]:
    """What a follower would answer for people who do not exist, in every month from `first` to `last`; nothing is kept.

    Args:
        people: rows of ``profile_now``, each with a ``person``, whose number is their enrolment's as well.

    Returns:
        Rows of ``due``.

    Raises:
        Integrity: E902 the benefit's file cannot be used.
    """
    from vetctl.store.shelfsql import lay_out

    connection.execute("SAVEPOINT trial")
    try:
        clear(connection)
        scope = Scope(month=last, first_month=first, as_of=as_of, full=True)
        _lay_calendar(connection, scope)
        with _known_by(connection, as_of.isoformat()):
            step(connection, "50_standard", scope)
            _see_only(connection, benefit)
            connection.execute("DROP VIEW temp.active")
            connection.execute(f"CREATE TEMP TABLE active ({ACTIVE_COLUMNS})")
            lay_out(connection, "profile_now", [dict(person) for person in people])
            connection.executemany(
                "INSERT INTO active (enrolment, person, month, category) SELECT ?1, ?1, month, '' FROM calendar", [(person["person"],) for person in people]
            )
            policies.prepare_due(connection)
            policies.answer(connection, benefit, "due")
            cursor = connection.execute("SELECT * FROM due ORDER BY month, enrolment")
            return [dict(zip((column[0] for column in cursor.description), row, strict=True)) for row in cursor.fetchall()]
    finally:
        connection.execute("ROLLBACK TO trial")
        connection.execute("RELEASE trial")


def step(connection: sqlite3.Connection, name: str, scope: Scope, **more: object) -> None:
    """Run the statements of one step."""
    parameters = {
        "month": str(scope.month),
        "first_month": str(scope.first_month),
        "as_of": scope.as_of.isoformat(),
        "seen_batch": scope.seen_batch,
        "seen_event": scope.seen_event,
        "seen_as_of": scope.seen_as_of,
        "previous_run": scope.previous_run,
        "full": int(scope.full),
        "person": scope.person,
        "funeral_sets_off": int(scope.settlement.funeral_sets_off),
        "smallest_debt_fen": scope.settlement.smallest_debt_fen,
        **more,
    }
    for statement in statements((STEPS / f"{name}.sql").read_text(encoding="utf-8")):
        connection.execute(statement, parameters)


def clear(connection: sqlite3.Connection) -> None:
    """Drop the temporary tables of an earlier computation on this connection."""
    _see_only(connection, None)
    for name in ("rate", "drawn"):
        connection.execute(f"DROP VIEW IF EXISTS temp.{name}")
    for name in _TEMPORARY:
        connection.execute(f"DROP TABLE IF EXISTS temp.{name}")


def _lay_calendar(connection: sqlite3.Connection, scope: Scope) -> None:
    connection.execute("CREATE TEMP TABLE calendar (month TEXT PRIMARY KEY)")
    months = months_between(scope.first_month, scope.month)
    connection.executemany("INSERT INTO calendar VALUES (?)", [(str(m),) for m in months])


def _lay_rules(connection: sqlite3.Connection, scope: Scope, benefits: Mapping[str, Policy]) -> None:
    """What the steps must know of each benefit; `regular_month` is the first month a run pays as regular, not as arrears."""
    connection.execute(
        """CREATE TEMP TABLE policy_rule (policy TEXT PRIMARY KEY, kind TEXT NOT NULL, starts TEXT NOT NULL, grp TEXT NOT NULL,
                                          yields INTEGER NOT NULL, regular_month TEXT NOT NULL, settles INTEGER NOT NULL)"""
    )
    connection.executemany(
        "INSERT INTO policy_rule VALUES (?, ?, ?, ?, ?, ?, ?)",
        [(b.code, b.kind, b.starts, b.group, int(b.yields), str(scope.month.plus(-b.lag)), int(b.settles)) for b in benefits.values()],
    )
    connection.execute("CREATE TEMP TABLE policy_follows (policy TEXT, host TEXT, PRIMARY KEY (policy, host)) WITHOUT ROWID")
    connection.executemany("INSERT INTO policy_follows VALUES (?, ?)", policies.hosts(benefits))
    connection.execute("CREATE TEMP TABLE policy_uses (series TEXT, policy TEXT, PRIMARY KEY (series, policy)) WITHOUT ROWID")
    connection.executemany("INSERT INTO policy_uses VALUES (?, ?)", [(series, b.code) for b in benefits.values() for series in b.uses])


def _lay_alive(connection: sqlite3.Connection, scope: Scope, benefits: Mapping[str, Policy]) -> None:
    """The months in which a benefit can be due at all, for benefits that name them: as known now, and as the last run knew them.

    Whatever comes in for other months changes nothing, so their hosts need not be worked out again.
    """
    connection.execute("CREATE TEMP TABLE alive_policy (policy TEXT PRIMARY KEY) WITHOUT ROWID")
    connection.execute("CREATE TEMP TABLE alive (policy TEXT, month TEXT, since INTEGER, PRIMARY KEY (policy, month, since)) WITHOUT ROWID")
    for benefit in benefits.values():
        if not benefit.alive:
            continue
        connection.execute("INSERT INTO alive_policy VALUES (?)", (benefit.code,))
        for since, day, batch in ((0, scope.seen_as_of, scope.seen_batch), (1, scope.as_of.isoformat(), EVERYTHING[1])):
            with _known_by(connection, day, batch):
                months = policies.alive_months(connection, benefit)
            connection.executemany("INSERT INTO alive VALUES (?, ?, ?)", [(benefit.code, month, since) for month in months])
    look_back(connection, scope.as_of.isoformat())


def _see_only(connection: sqlite3.Connection, benefit: Policy | None, until: Month | None = None) -> None:
    """Narrow ``active`` and ``standard`` to one benefit (codes are file names, so quoting is safe), or remove them.

    A follower sees the months of its hosts, up to `until`, in which money is due, and as ``own`` the terms that the roster states
    for the follower itself.
    """
    connection.execute("DROP VIEW IF EXISTS temp.active")
    connection.execute("DROP VIEW IF EXISTS temp.standard")
    connection.execute("DROP VIEW IF EXISTS temp.own")
    if benefit is None:
        return
    quoted = "'" + benefit.code.replace("'", "''") + "'"
    where = f"policy = {quoted}"
    if until is not None:
        where = f"""policy IN (SELECT host FROM policy_follows WHERE policy = {quoted}) AND month <= '{until}'
            AND EXISTS (SELECT 1 FROM due d WHERE d.enrolment = a.enrolment AND d.month = a.month AND d.due_fen > 0)
            AND NOT EXISTS (SELECT 1 FROM passed_over p WHERE p.enrolment = a.enrolment AND p.month = a.month)"""
        connection.execute(f"CREATE TEMP VIEW own AS {OWN_TERMS.format(policy=quoted)}")
    connection.execute(f"CREATE TEMP VIEW active AS SELECT {ACTIVE_COLUMNS} FROM active_month a WHERE {where}")
    connection.execute(f"CREATE TEMP VIEW standard AS SELECT {STANDARD_COLUMNS} FROM standard_month WHERE policy = {quoted}")
