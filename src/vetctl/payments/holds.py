"""Holds at the command line: which stand, and passing one once.

A hold and its release are facts of the register of suspensions, however they are entered; only the pass for one run is
written here. It retires by itself: the next run holds again.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from vetctl.core.errors import NotFound, Refused
from vetctl.core.month import Month
from vetctl.store import journal
from vetctl.store.journal import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """A hold that stands."""

    person: int
    policy: str
    """Empty for all of the person's benefits."""
    from_month: str
    reason: str


def standing(connection: sqlite3.Connection, person: int, name: str, month: str, policy: str | None = None) -> list[Hold]:
    """The holds of a person that stand in a month; with `policy` only those of one benefit (``""``: of all together).

    Raises:
        NotFound: E453 there is none.
    """
    rows = connection.execute(
        """SELECT person, policy, from_month, reason FROM suspension_best
           WHERE person = :person AND kind = 'hold' AND (resumed_month IS NULL OR resumed_month > :month) AND (:policy IS NULL OR policy = :policy)
           ORDER BY from_month, policy""",
        {"person": person, "month": month, "policy": policy},
    ).fetchall()
    if not rows:
        raise NotFound("E453", name=name)
    return [Hold(person=a, policy=b, from_month=c, reason=d) for a, b, c, d in rows]


def pass_once(connection: sqlite3.Connection, actor: Actor, person: int, name: str, *, policy: str, month: Month, reason: str, coming: Month) -> bool:
    """Let one run pay a person in spite of a hold, inside the caller's transaction; everything kept back comes out with it.

    Args:
        policy: the hold to be passed; empty for all of the person's.
        month: the month of the run.
        coming: the month whose money has not left yet.

    Returns:
        False when it was passed for this month already.

    Raises:
        NotFound: E453 nothing is held. Refused: E454 the month's money has left.
    """
    if month < coming:
        raise Refused("E454", month=month, coming=coming)
    standing(connection, person, name, str(month), policy or None)
    same = (person, policy, str(month))
    if connection.execute("SELECT 1 FROM bypass WHERE person = ? AND policy = ? AND month = ?", same).fetchone():
        return False
    connection.execute(
        "INSERT INTO bypass (person, policy, month, reason, actor, at, event) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (*same, reason, actor.name, actor.at, journal.next_event(connection)),
    )
    journal.append(connection, actor, {"person": person, "policy": policy, "month": str(month), "reason": reason})
    return True


def passed(connection: sqlite3.Connection, month: str, person: int | None = None) -> list[tuple[int, str, str, str, str]]:
    """Who is paid in spite of a hold in the run of a month: person, policy, reason, by whom, when."""
    return connection.execute(
        "SELECT person, policy, reason, actor, at FROM bypass WHERE month = :month AND (:person IS NULL OR person = :person) ORDER BY bypass",
        {"month": month, "person": person},
    ).fetchall()
