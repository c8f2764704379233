"""From the bank's answers to the closed month: how far it has come, closing, opening again.

A month closes when every payment of it has an answer and what was sent is what was paid, failed or came back, to the fen;
no silence counts as a success. Who opens it again is somebody else, with a reason. Every entry stays.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from vetctl.core.catalogue import t
from vetctl.core.errors import NotFound, Refused, Usage
from vetctl.core.money import format_yuan
from vetctl.output.report import Column, Kind, Report, Table
from vetctl.store import journal
from vetctl.store.journal import Actor

_MOST_NAMED = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """Where a run stands with the bank: (payees, fen) each."""

    sent: tuple[int, int]
    paid: tuple[int, int]
    failed: tuple[int, int]
    returned: tuple[int, int]
    open: tuple[int, int]

    @property
    def stage(self) -> str:
        """``sent`` while answers are missing, then ``settled``."""
        return "sent" if self.open[0] else "settled"


def settlement(connection: sqlite3.Connection, run: int) -> Settlement:
    """Count what was sent for a run, by the bank's last word."""
    rows = connection.execute(
        "SELECT coalesce(outcome, 'open'), COUNT(*), SUM(amount_fen) FROM sent_payment WHERE run = ? GROUP BY 1", (run,)
    )
    by = {outcome: (int(count), int(fen)) for outcome, count, fen in rows}
    parts = {name: by.get(name, (0, 0)) for name in ("paid", "failed", "returned", "open")}
    return Settlement(sent=(sum(p[0] for p in parts.values()), sum(p[1] for p in parts.values())), **parts)


def stages(connection: sqlite3.Connection, runs: Iterable[tuple[int, str]]) -> dict[int, str]:
    """``sent``, ``settled`` or ``closed`` for exported runs, given as (run, month)."""
    closed = {row[0] for row in connection.execute("SELECT month FROM closed_month")}
    return {run: "closed" if month in closed else settlement(connection, run).stage for run, month in runs}


def to_close(connection: sqlite3.Connection) -> list[str]:
    """The exported months that are not closed, oldest first."""
    rows = connection.execute(
        "SELECT DISTINCT month FROM run_state WHERE state = 'exported' AND month NOT IN (SELECT month FROM closed_month) ORDER BY month"
    )
    return [row[0] for row in rows]


def overview(connection: sqlite3.Connection, run: int | None) -> Report:
    """Every exported run, or one: sent, paid, failed, returned, no answer yet; and the payments to look after.

    Raises:
        NotFound: E506. Refused: E504 the run was not exported.
    """
    if run is not None:
        from vetctl.payments import lifecycle  # the engine comes with it, which `vetctl status` does without

        number, state = lifecycle.find(connection, run)
        if state != "exported":
            raise Refused("E504", run=number, state=t(f"state.{state}"), step=t("step.answered"))
        chosen = [(number, *_of_run(connection, number))]
    else:
        chosen = _exported(connection)
    stage = stages(connection, [(number, month) for number, month in chosen])
    rows = []
    for number, month in chosen:
        found = settlement(connection, number)
        rows.append(
            (number, month, stage[number], *found.sent, *found.paid, *found.failed, *found.returned, *found.open)
        )
    pairs = [
        one
        for name in ("sent", "paid", "failed", "returned", "open")
        for one in (column(f"{name}_count", "int", total=True), column(f"{name}_fen", "fen", total=True))
    ]
    columns = (column("run", "int"), column("month", "month"), column("stage", words="stage"), *pairs)
    tables = [Table("runs", columns, rows), _unanswered(connection, chosen), _came_back(connection, chosen)]
    to_close = sorted({month for number, month in chosen if stage[number] == "settled"})
    return Report(
        command="payments answers",
        tables=[tables[0], *(table for table in tables[1:] if table.rows)],
        summary={
            "runs": len(rows),
            "open_count": sum(row[-2] for row in rows),
            "open_fen": sum(row[-1] for row in rows),
        },
        next_step=f"vetctl payments close {to_close[0]}" if to_close else None,
    )


def column(key: str, kind: Kind = "text", *, total: bool = False, words: str | None = None) -> Column:
    """A column of the reports on payments sent and answered, under its heading ``bank.column.<key>``."""
    return Column(key, kind, title=t(f"bank.column.{key.removesuffix('_fen')}"), total=total, words=words)


def close(connection: sqlite3.Connection, actor: Actor, month: str) -> bool:
    """Close a month inside the caller's transaction.

    Returns:
        False when it is closed already (nothing is written).

    Raises:
        NotFound: E506 the month was never run. Refused: E504 not exported, E535 payments without an answer, E536 totals differ.
    """
    if _is_closed(connection, month):
        return False
    runs = connection.execute(
        "SELECT run, state FROM run_state WHERE month = ? AND state <> 'voided' ORDER BY run", (month,)
    ).fetchall()
    if not runs:
        raise NotFound("E506", what=month)
    sent_fen = back_fen = 0
    for run, state in runs:
        if state != "exported":
            raise Refused("E504", run=run, state=t(f"state.{state}"), step=t("step.closed"))
        found = settlement(connection, run)
        if found.open[0]:
            raise Refused(
                "E535",
                month=month,
                run=run,
                count=found.open[0],
                amount=format_yuan(found.open[1]),
                names=_names(connection, run),
            )
        _compare_totals(connection, month, run, found)
        sent_fen += found.sent[1]
        back_fen += found.failed[1] + found.returned[1]
    _enter(connection, actor, month, "closed", sent_fen=sent_fen, returned_fen=back_fen)
    return True


def reopen(connection: sqlite3.Connection, actor: Actor, month: str, reason: str) -> bool:
    """Open a closed month again, inside the caller's transaction; never by who closed it.

    Returns:
        False when it stands open again already (nothing is written).

    Raises:
        Usage: E542 no reason. Refused: E538 the same person, E539 never closed.
    """
    if not reason.strip():
        raise Usage("E542", month=month)
    row = connection.execute(
        "SELECT step, actor, sent_fen, returned_fen FROM closing WHERE month = ? ORDER BY closing DESC LIMIT 1",
        (month,),
    ).fetchone()
    if row is None:
        raise Refused("E539", month=month)
    step, closed_by, sent_fen, returned_fen = row
    if step == "reopened":
        return False
    if closed_by == actor.name:
        raise Refused("E538", month=month, actor=actor.name)
    _enter(connection, actor, month, "reopened", sent_fen=sent_fen, returned_fen=returned_fen, reason=reason.strip())
    return True


def check_before_next(connection: sqlite3.Connection, month: str | None) -> None:
    """Where ``[payments] close_before_next`` asks for it: no new month while an earlier one is not closed.

    Args:
        month: the month to be run; None for the one that follows.

    Raises:
        Refused: E537, naming the first month that is open.
    """
    standing = connection.execute("SELECT month, state FROM run_state WHERE state <> 'voided' ORDER BY run").fetchall()
    if standing and standing[-1][1] != "exported":
        standing.pop()  # a draft in work is the month itself
    waiting = [m for m, _ in standing if (month is None or m < month) and not _is_closed(connection, m)]
    if waiting:
        raise Refused("E537", month=month or t("bank.next_month"), earlier=waiting[0])


def shown(connection: sqlite3.Connection, month: str, command: str) -> Report:
    """A month's entries: who closed and opened it, when, with which totals."""
    rows = connection.execute(
        "SELECT step, actor, at, reason, sent_fen, returned_fen FROM closing WHERE month = ? ORDER BY closing", (month,)
    ).fetchall()
    columns = (
        column("step", words="closing"), column("actor"), column("at"), column("reason"), column("sent_fen", "fen"), column("returned_fen", "fen"),
    )  # fmt: skip
    return Report(command=command, tables=[Table("closing", columns, rows, title=month)], summary={"month": month})


def _enter(
    connection: sqlite3.Connection,
    actor: Actor,
    month: str,
    step: str,
    *,
    sent_fen: int,
    returned_fen: int,
    reason: str = "",
) -> None:
    event = journal.next_event(connection)
    connection.execute(
        "INSERT INTO closing (month, step, actor, at, reason, sent_fen, returned_fen, event) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (month, step, actor.name, actor.at, reason, sent_fen, returned_fen, event),
    )
    journal.append(
        connection,
        actor,
        {"month": month, "step": step, "reason": reason, "sent_fen": sent_fen, "returned_fen": returned_fen},
    )


def _compare_totals(connection: sqlite3.Connection, month: str, run: int, found: Settlement) -> None:
    """Sent = paid + failed + returned, and what was sent is what the bank files held."""
    answered = found.paid[1] + found.failed[1] + found.returned[1]
    files: dict[str, int] = {}
    for kind, total_fen in connection.execute(
        "SELECT kind, total_fen FROM export WHERE run = ? AND kind GLOB 'bank@*'", (run,)
    ).fetchall():
        profile = kind.partition("#")[0]
        files[profile] = files.get(profile, 0) + total_fen
    (net_fen,) = connection.execute("SELECT net_fen FROM run WHERE run = ?", (run,)).fetchone()
    if found.sent[1] == answered == net_fen and all(total == net_fen for total in files.values()):
        return
    values = {"sent": found.sent[1], "answered": answered, "net": net_fen, "files": sum(files.values())}
    raise Refused("E536", month=month, run=run, **{name: format_yuan(fen) for name, fen in values.items()})


def _is_closed(connection: sqlite3.Connection, month: str) -> bool:
    return connection.execute("SELECT 1 FROM closed_month WHERE month = ?", (month,)).fetchone() is not None


def _exported(connection: sqlite3.Connection) -> list[tuple[int, str]]:
    return connection.execute("SELECT run, month FROM run_state WHERE state = 'exported' ORDER BY run").fetchall()


def _of_run(connection: sqlite3.Connection, run: int) -> tuple[str]:
    return (str(connection.execute("SELECT month FROM run WHERE run = ?", (run,)).fetchone()[0]),)


def _names(connection: sqlite3.Connection, run: int) -> str:
    """The payees without an answer, the first few by name."""
    rows = connection.execute(
        "SELECT name, amount_fen FROM sent_payment WHERE run = ? AND outcome IS NULL ORDER BY reference", (run,)
    ).fetchall()
    named = "、".join(f"{name} {format_yuan(fen)}" for name, fen in rows[:_MOST_NAMED])
    return named + ("…" if len(rows) > _MOST_NAMED else "")


def _unanswered(connection: sqlite3.Connection, chosen: list[tuple[int, str]]) -> Table:
    rows = []
    for run, _ in chosen:
        rows += connection.execute(
            "SELECT run, month, reference, name, account, amount_fen FROM sent_payment WHERE run = ? AND outcome IS NULL ORDER BY reference",
            (run,),
        ).fetchall()
    columns = (
        column("run", "int"), column("month", "month"), column("reference"), column("person", "name"), column("account", "account"),
        column("amount_fen", "fen", total=True),
    )  # fmt: skip
    return Table("no_answer", columns, rows, title=t("bank.no_answer"))


_CAME_BACK = """
SELECT s.run, s.month, s.reference, s.name, s.account, s.amount_fen, s.outcome, s.answered_on, s.reason,
       (SELECT MIN(l.run) FROM returned_line r
                          JOIN line gone ON gone.line = r.line
                          JOIN line l ON l.month = gone.month AND l.enrolment = gone.enrolment AND l.component = gone.component
                          JOIN run n ON n.run = l.run AND n.seen_event >= s.event
        WHERE r.answer = s.answer AND l.run NOT IN (SELECT run FROM run_step WHERE step = 'voided')) AS paid_again_by
FROM sent_payment s
WHERE s.run = ? AND s.outcome IN ('failed', 'returned')
ORDER BY s.reference"""


def _came_back(connection: sqlite3.Connection, chosen: list[tuple[int, str]]) -> Table:
    rows = []
    for run, _ in chosen:
        rows += connection.execute(_CAME_BACK, (run,)).fetchall()
    columns = (
        column("run", "int"), column("month", "month"), column("reference"), column("person", "name"), column("account", "account"),
        column("amount_fen", "fen", total=True),
        column("outcome", words="outcome"), column("answered_on", "date"), column("reason"), column("paid_again_by", "int"),
    )  # fmt: skip
    return Table("not_paid", columns, rows, title=t("bank.not_paid"))
