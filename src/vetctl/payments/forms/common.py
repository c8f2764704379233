"""What every paper of a run needs: the run's own figures, who signed and when, and the people as they were then.

Everything is read as the run knew it (batch and event it had seen), so that a paper printed again years later says the
same although somebody has moved since.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from vetctl.core.catalogue import t
from vetctl.core.errors import Refused
from vetctl.core.money import format_yuan
from vetctl.core.month import Month
from vetctl.output.paper import Field, Paper, Sheet, Style
from vetctl.output.report import Column, Kind
from vetctl.payments.policy import Policy

Benefits = Mapping[str, Policy]

CHINA = timedelta(hours=8)
SHORT = 16
"""Characters of a digest that stand on every page."""
_PROFILE_THEN = (
    "DROP TABLE IF EXISTS temp.profile_then",
    "CREATE TEMP TABLE profile_then (person INTEGER PRIMARY KEY, name TEXT, township TEXT, village TEXT)",
    """INSERT INTO temp.profile_then SELECT person, name, township, village FROM profile
       WHERE added_by <= :seen AND (ended_by IS NULL OR ended_by > :seen)""",
)
"""The version of every person's profile that the run saw."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """A run as its papers state it."""

    run: int
    month: Month
    as_of: date
    state: str
    bureau: str
    digest: str
    journal_head: str
    """At approval; empty before."""
    seen_event: int
    figures: Mapping[str, int]
    """``heads``, ``line_count``, ``regular_fen``, ``arrears_fen``, ``recovery_fen``, ``set_off_fen``, ``net_fen``."""
    steps: Mapping[str, tuple[str, str]]
    """Of ``drafted``, ``reviewed``, ``approved``: who, and the day as printed."""

    @property
    def approved(self) -> bool:
        """Whether the money may go out."""
        return self.state not in {"drafted", "reviewed", "voided"}

    @property
    def then(self) -> dict[str, Any]:
        """What the queries ask for."""
        return {"run": self.run, "seen_event": self.seen_event}


def facts(connection: sqlite3.Connection, run: int) -> Facts:
    """Read a run's figures, steps and seals, and lay out ``profile_then``: the people as it saw them."""
    cursor = connection.execute(
        "SELECT s.state, r.* FROM run r JOIN run_state s ON s.run = r.run WHERE r.run = ?", (run,)
    )
    row = dict(zip([column[0] for column in cursor.description], cursor.fetchone(), strict=True))
    for statement in _PROFILE_THEN:
        connection.execute(statement, {"seen": row["seen_batch"]} if ":seen" in statement else ())
    steps = connection.execute("SELECT step, actor, at FROM run_step WHERE run = ?", (run,)).fetchall()
    return Facts(
        run=run,
        month=Month.parse(row["month"]),
        as_of=date.fromisoformat(row["as_of"]),
        state=row["state"],
        bureau=bureau(connection),
        digest=row["digest"],
        journal_head=_head_at_approval(connection, run),
        seen_event=row["seen_event"],
        figures={
            key: row[key]
            for key in ("heads", "line_count", "regular_fen", "arrears_fen", "recovery_fen", "set_off_fen", "net_fen")
        },
        steps={step: (actor, moment(at)) for step, actor, at in steps},
    )


def bureau(connection: sqlite3.Connection) -> str:
    """The name of the bureau, as it was given when the database was made."""
    row = connection.execute("SELECT value FROM setting WHERE key = 'bureau'").fetchone()
    return str(row[0]) if row else ""


def moment(at: str) -> str:
    """The day in China of a moment written in UTC, as printed; empty when it is none.

    >>> moment("2020-11-25T17:00:00Z")
    '2020年11月26日'
    """
    try:
        return long_day((datetime.fromisoformat(at) + CHINA).date())
    except ValueError:
        return ""


def long_day(day: date) -> str:
    """A day as papers write it."""
    return t("paper.day", year=day.year, month=day.month, day=day.day)


def long_month(month: Month) -> str:
    """A month as papers write it."""
    return t("paper.month", year=month.year, month=month.month)


def field(key: str, kind: Kind = "text", *, span: int = 1, style: Style = "fit", total: bool = False) -> Field:
    """A column whose heading is ``paper.column.<key>``."""
    column = Column(key, kind, total=total)
    return Field(column=Column(key, kind, title=t(f"paper.column.{column.base}"), total=total), span=span, style=style)


def title(run: Facts, kind: str, **more: object) -> str:
    """The title of a paper; one that may not be paid from says so."""
    said = t(f"paper.title.{kind}", bureau=run.bureau, month=long_month(run.month), **more)
    return said if run.approved else said + t("paper.draft")


def signatures(run: Facts) -> tuple[str, str, str]:
    """Who prepared, reviewed and approved, and when, with room to sign."""
    first, second, third = (
        t(f"paper.{step}", name=name or t("paper.blank_name"), day=day or t("paper.blank_day"))
        for step in ("drafted", "reviewed", "approved")
        for name, day in [run.steps.get(step, ("", ""))]
    )
    return first, second, third


def paper(
    run: Facts, kind: str, sheets: Sequence[Sheet], *, reveal: bool = False, mark: str = "", copy: str = ""
) -> Paper:
    """A run's sheets with marks, footer and seals.

    Args:
        mark: large and grey over every page; a run that is not approved has its own.
        copy: in the corner of every page.
    """
    return Paper(
        title=title(run, kind),
        sheets=sheets,
        mark=mark if run.approved else t("paper.draft_mark"),
        copy=copy,
        foot_left=t("paper.run_mark", run=run.run, digest=run.digest[:SHORT]),
        foot_right=t("paper.journal_mark", head=run.journal_head[:SHORT]) if run.journal_head else "",
        created=run.as_of,
        reveal=reveal,
    )


def must_agree(what: str, found: int, expected: int) -> None:
    """Refuse a paper whose sums differ from the run's.

    Raises:
        Refused: E550.
    """
    if found != expected:
        raise Refused("E550", what=t(f"paper.column.{what}"), found=format_yuan(found), expected=format_yuan(expected))


def _head_at_approval(connection: sqlite3.Connection, run: int) -> str:
    """The journal's head when the run was approved; a later one would change with every export."""
    row = connection.execute(
        """SELECT digest FROM journal
           WHERE json_extract(facts, '$.run') = ? AND json_extract(facts, '$.step') = 'approved'
           ORDER BY seq DESC LIMIT 1""",
        (run,),
    ).fetchone()
    return row[0] if row else ""
