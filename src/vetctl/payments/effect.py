"""What taking something in, or taking it back, means in money: the coming run without it and with it, side by side.

Both are played by the code that writes real runs, inside a transaction that the caller rolls back; nothing is kept.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from vetctl.core.catalogue import t
from vetctl.core.money import format_yuan
from vetctl.output.report import Column, Table
from vetctl.payments import ahead
from vetctl.payments import run as runs
from vetctl.payments.policy import Policy
from vetctl.payments.settlement import Settlement
from vetctl.payments.show import title_of
from vetctl.store.journal import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What the coming run would be, before and after."""

    month: str
    table: Table | None
    """By benefit, those that change; None when nothing does."""
    before_fen: int
    after_fen: int
    """What would leave the bank, after set-off."""
    heads: int
    """Afterwards."""
    gaps: int
    """Benefits that cannot be worked out afterwards and could before: something is missing."""

    @property
    def said(self) -> str:
        """In one sentence, where there is no table."""
        return t("changes.money_none", month=self.month, heads=self.heads, net=format_yuan(self.after_fen))


def worth_asking(connection: sqlite3.Connection) -> bool:
    """Whether there is a month to compare with: before the first run everything is new."""
    return bool(connection.execute("SELECT EXISTS (SELECT 1 FROM run)").fetchone()[0])


def of(
    connection: sqlite3.Connection,
    *,
    actor: Actor,
    as_of: date,
    benefits: Mapping[str, Policy],
    do: Callable[[], object],
    settlement: Settlement | None = None,
) -> Effect:
    """Play the coming month, do it, and play the month again, inside the caller's transaction.

    Args:
        do: takes in, or takes back, inside the open transaction.

    Raises:
        Refused: E509 nobody is enrolled, E511 the last run knew a later day.
    """
    before = ahead.play(connection, actor=actor, as_of=as_of, months=1, benefits=benefits, settlement=settlement)
    for run in [one for one in runs.runs(connection) if one.run in before.runs]:
        runs.void(connection, run, actor)
    do()
    after = ahead.play(connection, actor=actor, as_of=as_of, months=1, benefits=benefits, settlement=settlement)
    (one,), (other,) = before.runs, after.runs
    rows = _by_benefit(connection, one, other, benefits)
    (before_fen,) = connection.execute("SELECT net_fen FROM run WHERE run = ?", (one,)).fetchone()
    after_fen, heads = connection.execute("SELECT net_fen, heads FROM run WHERE run = ?", (other,)).fetchone()
    return Effect(
        month=after.months[0], before_fen=before_fen, after_fen=after_fen, heads=heads, gaps=_gaps(connection, one, other),
        table=Table("money", _columns(), rows, title=t("changes.money_title", month=after.months[0])) if rows else None,
    )  # fmt: skip


def _titled(key: str, kind: str = "fen", *, total: bool = True) -> Column:
    return Column(key, kind, title=t(f"changes.column.{key}"), total=total)  # type: ignore[arg-type]


def _columns() -> tuple[Column, ...]:
    return (
        _titled("policy", "text", total=False), _titled("heads_before", "int"), _titled("heads_after", "int"), _titled("before_fen"),
        _titled("after_fen"), _titled("change_fen"), _titled("back_fen"), _titled("held_change", "int"),
    )  # fmt: skip



_BY_BENEFIT = """
WITH paid AS (
  SELECT l.run, e.policy, SUM(l.kind = 'regular') AS heads, SUM(l.amount_fen) AS fen,
         SUM(CASE WHEN l.kind <> 'regular' THEN l.amount_fen ELSE 0 END) AS back_fen, 0 AS held
  FROM line l JOIN enrolment e ON e.enrolment = l.enrolment
  WHERE l.run IN (:one, :other) GROUP BY l.run, e.policy
  UNION ALL
  SELECT h.run, e.policy, 0, 0, 0, COUNT(DISTINCT h.enrolment)
  FROM held h JOIN enrolment e ON e.enrolment = h.enrolment
  WHERE h.run IN (:one, :other) GROUP BY h.run, e.policy
)
SELECT policy, SUM(CASE run WHEN :one THEN heads ELSE 0 END), SUM(CASE run WHEN :other THEN heads ELSE 0 END),
       SUM(CASE run WHEN :one THEN fen ELSE 0 END), SUM(CASE run WHEN :other THEN fen ELSE 0 END),
       SUM(CASE run WHEN :one THEN -fen ELSE fen END), SUM(CASE run WHEN :one THEN -back_fen ELSE back_fen END),
       SUM(CASE run WHEN :one THEN -held ELSE held END)
FROM paid GROUP BY policy ORDER BY abs(SUM(CASE run WHEN :one THEN -fen ELSE fen END)) DESC, policy"""


def _by_benefit(connection: sqlite3.Connection, one: int, other: int, benefits: Mapping[str, Policy]) -> list[tuple[object, ...]]:
    """Benefits that change in heads, yuan, back-pay and recoveries, or people held."""
    rows = connection.execute(_BY_BENEFIT, {"one": one, "other": other}).fetchall()
    return [(title_of(benefits, row[0]), *row[1:]) for row in rows if row[1] != row[2] or row[5] or row[6] or row[7]]


def _gaps(connection: sqlite3.Connection, one: int, other: int) -> int:
    row = connection.execute(
        """SELECT COUNT(DISTINCT enrolment) FROM held
           WHERE run = ? AND code IN ('E401', 'E402', 'E405')
             AND enrolment NOT IN (SELECT enrolment FROM held WHERE run = ? AND code IN ('E401', 'E402', 'E405'))""",
        (other, one),
    ).fetchone()
    return int(row[0])
