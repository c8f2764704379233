"""What a possible notice would cost: the coming runs with today's standards, and again with the notice's.

Both sides are played in one transaction by the code that writes real runs, the first month over the full scope, so that
back-pay from the day of effect is in it; then the lines are compared and everything is rolled back.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from datetime import date

from vetctl.core.catalogue import t
from vetctl.core.errors import Refused
from vetctl.output.report import Chart, Column, Report, Table
from vetctl.payments import ahead
from vetctl.payments import run as runs
from vetctl.payments.budget import SOURCES
from vetctl.payments.forecast import money_columns
from vetctl.payments.policy import Policy
from vetctl.payments.settlement import Settlement
from vetctl.payments.show import title_of
from vetctl.store.journal import Actor

_SIGN = "(CASE side WHEN 'after' THEN 1 ELSE -1 END)"
_MORE = ", ".join(f"SUM({name} * {_SIGN})" for name in (*(f"{source}_fen" for source in SOURCES), "amount_fen"))
"""What the notice adds, by source and in all."""
_BACK_PAY = f"SUM(CASE WHEN place = 0 AND (kind <> 'regular') THEN amount_fen * {_SIGN} ELSE 0 END)"
"""For months before the first one played: paid in its run, at once."""
_MONTH = f"SUM(CASE WHEN place = 0 AND kind = 'regular' THEN amount_fen * {_SIGN} ELSE 0 END)"

TakeIn = Callable[[], int]
"""Take the notice's standards in, inside the open transaction, and return their batch."""


def report(
    connection: sqlite3.Connection,
    *,
    actor: Actor,
    as_of: date,
    months: int,
    benefits: Mapping[str, Policy],
    take_in: TakeIn,
    settlement: Settlement | None = None,
    leave_out: bool = False,
) -> Report:
    """The cost of a notice, worked out inside the caller's transaction.

    Args:
        as_of: the day whose knowledge holds; moved to the day of receipt of the notice when that is later, on both sides.
        months: how many months to play, the first included.
        leave_out: go on when somebody has a gap, without them, and say how many.

    Raises:
        Refused: E566 somebody whom the notice touches has a gap.
    """
    day = max(as_of, _received_on(connection, take_in))
    before = ahead.play(
        connection, actor=actor, as_of=day, months=months, benefits=benefits, settlement=settlement, full=True
    )
    for run in [r for r in runs.runs(connection) if r.run in before.runs]:
        runs.void(connection, run, actor)
    batch = take_in()
    after = ahead.play(
        connection, actor=actor, as_of=day, months=months, benefits=benefits, settlement=settlement, full=True
    )
    ahead.lay_out(connection, {"before": before, "after": after})
    gaps = _gaps(connection, batch)
    if gaps and not leave_out:
        raise Refused("E566", count=len(gaps), who="、".join(gaps[:20]))
    first, last = after.months[0], after.months[-1]
    by_benefit = _table(connection, "policy", benefits, t("planning.whatif_by_benefit", first=first, last=last))
    heads, back_pay, month_fen, *_, more = (by_benefit.totals() or [])[1:]
    said = Report(
        command="payments what-if",
        tables=[
            by_benefit,
            _table(connection, "township", benefits, t("planning.whatif_by_township", first=first, last=last)),
            _years(connection, t("planning.whatif_by_year")),
            _first_run(connection, first),
            _standards(connection, batch, benefits),
        ],
        summary={
            "from_month": first, "to_month": last, "heads_touched": heads, "back_pay_fen": back_pay, "first_month_fen": month_fen, "total_fen": more,
            "left_out": len(gaps),
        },
        as_of=day,
    )  # fmt: skip
    if day > as_of:
        said.warnings.append(t("planning.whatif_day", day=day.isoformat()))
    if gaps:
        said.warnings.append(t("planning.whatif_left_out", count=len(gaps), who="、".join(gaps[:20])))
    said.warnings.append(t("planning.whatif_nothing"))
    return said


def _received_on(connection: sqlite3.Connection, take_in: TakeIn) -> date:
    """The latest day of receipt in the notice: take it in, look, and take it back."""
    connection.execute("SAVEPOINT notice")
    batch = take_in()
    (day,) = connection.execute("SELECT MAX(known_on) FROM standard WHERE added_by = ?", (batch,)).fetchone()
    connection.execute("ROLLBACK TO notice")
    connection.execute("RELEASE notice")
    return date.fromisoformat(day)


def _gaps(connection: sqlite3.Connection, batch: int) -> list[str]:
    """Who cannot be worked out under the notice in a benefit it touches, by name."""
    rows = connection.execute(
        """SELECT DISTINCT f.name, e.person, h.code, h.detail
           FROM played p
           JOIN held h ON h.run = p.run AND h.code IN ('E401', 'E402', 'E405')
           JOIN enrolment e ON e.enrolment = h.enrolment
           JOIN profile_now f ON f.person = e.person
           WHERE p.side = 'after' AND e.policy IN (SELECT policy FROM standard WHERE added_by = ?)
           GROUP BY h.enrolment ORDER BY f.township, f.name, e.person""",
        (batch,),
    ).fetchall()
    return [f"{name} #{person}（{t(f'reason.{code}')}）" for name, person, code, _ in rows]


def _table(connection: sqlite3.Connection, key: str, benefits: Mapping[str, Policy], title: str) -> Table:
    """Heads whose money changes, back-pay, the first month and the whole time played, by benefit or township."""
    rows = connection.execute(
        f"""SELECT {key}, SUM(more <> 0), SUM(back_pay), SUM(month_fen), SUM(central), SUM(province), SUM(city), SUM(county), SUM(more)
            FROM (SELECT {key}, enrolment, {_BACK_PAY} AS back_pay, {_MONTH} AS month_fen,
                         {", ".join(f"SUM({source}_fen * {_SIGN}) AS {source}" for source in SOURCES)}, SUM(amount_fen * {_SIGN}) AS more
                  FROM played_line GROUP BY {key}, enrolment)
            GROUP BY {key} HAVING SUM(more <> 0) > 0 ORDER BY SUM(more) DESC, {key}"""
    ).fetchall()
    columns = (
        Column(key),
        Column("heads", "int", total=True),
        Column("back_pay_fen", "fen", total=True),
        Column("first_month_fen", "fen", total=True),
        *money_columns(),
    )
    shown = [(title_of(benefits, row[0]) if key == "policy" else row[0], *row[1:]) for row in rows]
    return Table(f"by_{key}", columns, shown, title=title, chart=Chart(key, "total_fen"))


def _years(connection: sqlite3.Connection, title: str) -> Table:
    """What is paid more in each calendar year."""
    rows = connection.execute(
        f"SELECT substr(month, 1, 4) AS year, {_BACK_PAY}, {_MORE} FROM played_line GROUP BY year ORDER BY year"
    ).fetchall()
    return Table(
        "by_year", (Column("year"), Column("back_pay_fen", "fen", total=True), *money_columns()), rows, title=title
    )


def _first_run(connection: sqlite3.Connection, month: str) -> Table:
    """The first run as it would be without and with the notice."""
    rows = connection.execute(
        """SELECT p.side, r.heads, r.regular_fen, r.arrears_fen, r.recovery_fen, r.regular_fen + r.arrears_fen + r.recovery_fen, r.net_fen
           FROM played p JOIN run r ON r.run = p.run WHERE p.place = 0 ORDER BY p.side = 'after'"""
    ).fetchall()
    columns = (
        Column("side", words="planning.side"), Column("heads", "int"), Column("regular_fen", "fen"), Column("arrears_fen", "fen"),
        Column("recovery_fen", "fen"), Column("total_fen", "fen"), Column("net_fen", "fen"),
    )  # fmt: skip
    return Table("first_run", columns, rows, title=t("planning.whatif_first_run", month=month))


def _standards(connection: sqlite3.Connection, batch: int, benefits: Mapping[str, Policy]) -> Table:
    """What the notice says."""
    rows = connection.execute(
        "SELECT policy, key, effective_from, known_on, mode, amount_fen, per, document FROM standard WHERE added_by = ? ORDER BY policy, key, effective_from",
        (batch,),
    ).fetchall()
    columns = (
        Column("policy"), Column("key"), Column("effective_from", "date"), Column("known_on", "date"), Column("mode", words="planning.mode"),
        Column("standard_fen", "fen"), Column("per", words="planning.per"), Column("document"),
    )  # fmt: skip
    return Table(
        "standards",
        columns,
        [(title_of(benefits, policy), *rest) for policy, *rest in rows],
        title=t("planning.whatif_standards"),
    )
