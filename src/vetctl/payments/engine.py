"""The heart: what is due in which month, as known today, against what the ledger holds.

A few set-based SQL steps (``payments/steps``, read in order) over temporary tables; no loop over people.
Everything up to the difference can be done on a read-only connection; only `vetctl.payments.run` writes.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from vetctl.core.month import Month, months_between
from vetctl.payments import policy as policies
from vetctl.payments.policy import ACTIVE_COLUMNS, STANDARD_COLUMNS, STEPS, Policy
from vetctl.store.migrate import statements

_TEMPORARY = (
    "changed_person", "changed_policy", "several", "death_day", "moved", "span", "interruption", "on_hold",
    "active_month", "standard_month", "due", "held_month", "claim", "excluded", "paid", "change", "calendar", "policy_rule",
    "gone", "come", "head_before", "head_now",
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
    seen_as_of: str = ""
    """The last run's `as_of`; empty for none."""
    previous_run: int = 0
    """The last run, whose held people are looked at again."""
    full: bool = False
    """Work out every month of everybody."""
    person: int | None = None
    """Only this person (for explanations)."""


def compute(connection: sqlite3.Connection, scope: Scope, benefits: Mapping[str, Policy]) -> None:
    """Fill the temporary tables from ``changed_person`` to ``change`` for a scope.

    Raises:
        Integrity: E902 a benefit's file cannot be used.
    """
    clear(connection)
    _lay_calendar(connection, scope)
    connection.execute("CREATE TEMP TABLE policy_rule (policy TEXT PRIMARY KEY, starts TEXT NOT NULL, grp TEXT NOT NULL, yields INTEGER NOT NULL)")
    connection.executemany(
        "INSERT INTO policy_rule VALUES (?, ?, ?, ?)",
        [(b.code, b.starts, b.group, int(b.yields)) for b in benefits.values()],
    )
    for name in ("10_scope", "20_span", "30_interruption", "40_active", "50_standard"):
        step(connection, name, scope)
    policies.prepare_due(connection)
    for benefit in benefits.values():
        _see_only(connection, benefit.code)
        policies.answer(connection, benefit)
    _see_only(connection, None)
    for name in ("70_exclusion", "80_change"):
        step(connection, name, scope)


def step(connection: sqlite3.Connection, name: str, scope: Scope, **more: object) -> None:
    """Run the statements of one step."""
    parameters = {
        "month": str(scope.month),
        "first_month": str(scope.first_month),
        "as_of": scope.as_of.isoformat(),
        "seen_batch": scope.seen_batch,
        "seen_as_of": scope.seen_as_of,
        "previous_run": scope.previous_run,
        "full": int(scope.full),
        "person": scope.person,
        **more,
    }
    for statement in statements((STEPS / f"{name}.sql").read_text(encoding="utf-8")):
        connection.execute(statement, parameters)


def clear(connection: sqlite3.Connection) -> None:
    """Drop the temporary tables of an earlier computation on this connection."""
    _see_only(connection, None)
    for name in _TEMPORARY:
        connection.execute(f"DROP TABLE IF EXISTS temp.{name}")


def _lay_calendar(connection: sqlite3.Connection, scope: Scope) -> None:
    connection.execute("CREATE TEMP TABLE calendar (month TEXT PRIMARY KEY)")
    months = months_between(scope.first_month, scope.month)
    connection.executemany("INSERT INTO calendar VALUES (?)", [(str(m),) for m in months])


def _see_only(connection: sqlite3.Connection, code: str | None) -> None:
    """Narrow ``active`` and ``standard`` to one benefit (codes are file names, so quoting is safe), or remove them."""
    connection.execute("DROP VIEW IF EXISTS temp.active")
    connection.execute("DROP VIEW IF EXISTS temp.standard")
    if code is not None:
        quoted = "'" + code.replace("'", "''") + "'"
        connection.execute(f"CREATE TEMP VIEW active AS SELECT {ACTIVE_COLUMNS} FROM active_month WHERE policy = {quoted}")
        connection.execute(f"CREATE TEMP VIEW standard AS SELECT {STANDARD_COLUMNS} FROM standard_month WHERE policy = {quoted}")
