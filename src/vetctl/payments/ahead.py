"""Runs of months to come, played inside a transaction that is rolled back: what forecast and what-if look at.

The runs are written by the very code that writes real ones, without the controls at the gate; nothing else computes money.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from vetctl.core.errors import Integrity
from vetctl.core.month import Month
from vetctl.payments import run as runs
from vetctl.payments.policy import Policy
from vetctl.payments.settlement import Settlement
from vetctl.store.journal import Actor
from vetctl.store.shelfsql import guarded

BY_SOURCE = "SUM(central_fen), SUM(province_fen), SUM(city_fen), SUM(county_fen), SUM(amount_fen)"
"""Columns over ``played_line``: the four sources in the order of `vetctl.payments.plan.SOURCES`, and their sum."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """The runs that were played ahead."""

    runs: Sequence[int]
    months: Sequence[str]


def play(
    connection: sqlite3.Connection,
    *,
    actor: Actor,
    as_of: date,
    months: int,
    benefits: Mapping[str, Policy],
    settlement: Settlement | None = None,
    full: bool = False,
) -> Played:
    """Write the runs of the coming months, one after the other.

    The first is the month whose money has not left yet; a draft of it is worked out anew.

    Args:
        as_of: the day whose knowledge of standards holds for every month.
        settlement: how debts are set off.
        full: work out every earlier month of everybody in the first run.

    Raises:
        Refused: E509 nobody is enrolled, E511 the last run knew a later day.
    """
    standing = runs.runs(connection)
    month = runs.coming_month(connection, as_of)
    if standing and standing[-1].month == str(month):
        runs.void(connection, standing[-1], actor)
    played: list[int] = []
    names: list[str] = []
    for _ in range(months):
        earlier = runs.runs(connection)
        number = runs.work_out(
            connection, month=month, as_of=as_of, previous=earlier[-1] if earlier else None,
            benefits=benefits, actor=actor, full=full and not played, settlement=settlement,
        )  # fmt: skip
        played.append(number)
        names.append(str(month))
        month = month.plus(1)
    return Played(runs=played, months=names)


def lay_out(connection: sqlite3.Connection, sides: Mapping[str, Played]) -> None:
    """Lay the lines of the played runs out as ``played_line``, each with its side, month and place in the row of months."""
    connection.execute("DROP VIEW IF EXISTS temp.played_line")
    connection.execute("DROP TABLE IF EXISTS temp.played")
    connection.execute(
        "CREATE TEMP TABLE played (run INTEGER PRIMARY KEY, side TEXT NOT NULL, month TEXT NOT NULL, place INTEGER NOT NULL)"
    )
    connection.execute(
        "CREATE TEMP TABLE IF NOT EXISTS newcomer (enrolment INTEGER PRIMARY KEY, person INTEGER NOT NULL, batch INTEGER NOT NULL)"
    )
    for side, played in sides.items():
        rows = [
            (run, side, month, place) for place, (run, month) in enumerate(zip(played.runs, played.months, strict=True))
        ]
        connection.executemany("INSERT INTO played VALUES (?, ?, ?, ?)", rows)
    connection.execute(
        """CREATE TEMP VIEW played_line AS
           SELECT p.side, p.month, p.place, e.policy, r.kind = 'roster' AS by_roster, coalesce(f.township, '') AS township, l.enrolment, l.kind, l.occasion, l.amount_fen,
                  l.central_fen, l.province_fen, l.city_fen, l.amount_fen - l.central_fen - l.province_fen - l.city_fen AS county_fen,
                  EXISTS (SELECT 1 FROM newcomer n WHERE n.enrolment = l.enrolment OR (n.person = e.person AND n.batch = e.added_by)) AS likely
           FROM played p
           JOIN line l ON l.run = p.run
           JOIN enrolment e ON e.enrolment = l.enrolment
           LEFT JOIN policy_rule r ON r.policy = e.policy
           LEFT JOIN profile_now f ON f.person = e.person"""
    )


def enrol_likely(connection: sqlite3.Connection, benefits: Mapping[str, Policy], *, first: Month, last: Month) -> None:
    """Enrol those who are likely to come, as each benefit's own ``newcomers`` names them, and list them in ``newcomer``.

    Nobody gets money for a month before `first`. Who has no account gets one made up, since nobody knows it yet.

    Raises:
        Integrity: E902 a benefit's ``newcomers`` cannot be run.
    """
    connection.execute("DROP TABLE IF EXISTS temp.newcomer")
    connection.execute(
        "CREATE TEMP TABLE newcomer (enrolment INTEGER PRIMARY KEY, person INTEGER NOT NULL, batch INTEGER NOT NULL)"
    )
    coming = []
    for policy in benefits.values():
        # Who draws a benefit that this one excludes is no newcomer, and must not be held for a fact that is missing here.
        drawing = _drawing(
            connection,
            [other.code for other in benefits.values() if other.group and other.group == policy.group],
            first,
        )
        coming += [
            (policy.code, person, category)
            for person, category in _foreseen(connection, policy, first, last)
            if person not in drawing
        ]
    if not coming:
        return
    (batch,) = connection.execute("SELECT coalesce(MAX(batch), 0) + 1 FROM batch").fetchone()
    connection.execute(
        "INSERT INTO batch (batch, register, file_name, file_sha256, rows_sha256, received_on, actor, rows_in, accepted, held, rejected, unchanged, summary) "
        "VALUES (?, 'forecast', '', '', '', ?, '', 0, 0, 0, 0, 0, '{}')",
        (batch, first.first_day.isoformat()),
    )
    for code, person, category in coming:
        row = connection.execute(
            "INSERT INTO enrolment (person, policy, added_by) VALUES (?, ?, ?) RETURNING enrolment",
            (person, code, batch),
        )
        (enrolment,) = row.fetchone()
        connection.execute(
            "INSERT INTO terms (enrolment, from_month, category, start_month, added_by) VALUES (?, ?, ?, ?, ?)",
            (enrolment, str(first), category, str(first), batch),
        )
        connection.execute("INSERT INTO newcomer VALUES (?, ?, ?)", (enrolment, person, batch))
    connection.execute(
        "INSERT INTO account (person, number, holder_name, added_by) SELECT DISTINCT person, '-', '', ? FROM newcomer WHERE person NOT IN (SELECT person FROM account_now)",
        (batch,),
    )


def _drawing(connection: sqlite3.Connection, codes: Sequence[str], first: Month) -> set[int]:
    """Everybody enrolled in one of these benefits and not ended before `first`."""
    rows = connection.execute(
        f"SELECT person FROM enrolled_now WHERE policy IN ({', '.join('?' * len(codes))}) AND coalesce(ends_on, '9999-12-31') >= ?",
        (*codes, first.first_day.isoformat()),
    )
    return {row[0] for row in rows.fetchall()}


def _foreseen(connection: sqlite3.Connection, policy: Policy, first: Month, last: Month) -> list[tuple[Any, ...]]:
    """Person and category of everybody a benefit expects in these months."""
    sql = policy.item.meta.get("newcomers")
    if not sql:
        return []
    try:
        with guarded(connection):
            return connection.execute(
                sql, {"first_month": str(first), "last_month": str(last), "starts": policy.starts, **policy.parameters}
            ).fetchall()
    except sqlite3.Error as problem:
        raise Integrity("E902", shelf="policies", path=policy.code, why=f"newcomers: {problem}") from problem
