"""The month end: one run, worked out, controlled and written in one transaction, state draft.

Order is kept (a month begins when the one before it was exported); a draft whose inputs changed is voided and
written anew; the same inputs give the same digest and write nothing. Nothing here prints or asks.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from vetctl.core.catalogue import t
from vetctl.core.errors import Refused
from vetctl.core.month import Month
from vetctl.payments import budget as budgets
from vetctl.payments import engine
from vetctl.payments.policy import Policy, seals
from vetctl.payments.settlement import Settlement
from vetctl.store import journal
from vetctl.store.journal import Actor

LINE_TEXT = (
    "printf('%s|%d|%s|%s|%d|%d|%d|%s|%s|%s|%s|%s|%s|%s|%s', month, enrolment, component, kind, amount_fen, due_fen, paid_before_fen, "
    "base_fen, per, quantity_x100, share_bp, standard, increment, terms, reason) || "
    "printf('|%d|%d|%d|%s|%d|%d|%d', divisor, round_fen, round_up, occasion, central_fen, province_fen, city_fen)"
)
PAYOUT_TEXT = "printf('%d|%d|%d|%d|%s', person, gross_fen, set_off_fen, net_fen, account)"
SETTLED_TEXT = "printf('%d|%d|%d', payee, debtor, amount_fen)"
REMITTANCE_TEXT = "printf('%s|%d|%d|%d|%s', institution, gross_fen, brought_fen, net_fen, account)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """A run that stands (was not voided)."""

    run: int
    month: str
    state: str
    as_of: str
    seen_batch: int
    seen_event: int
    parameters: str


def prepare(
    connection: sqlite3.Connection,
    *,
    actor: Actor,
    as_of: date,
    month: Month | None,
    benefits: Mapping[str, Policy],
    bureau_shelves: Path | None = None,
    thresholds: Mapping[str, Any] | None = None,
    full: bool = False,
    settlement: Settlement | None = None,
    budget: str = "refuse",
) -> tuple[int, bool]:
    """Work out a month and write it as a draft run, inside the caller's transaction.

    Args:
        month: the month of the run; None takes the one after the last exported run, or that of `as_of`.
        thresholds: the bureau's own limits for the checks at the gate.
        full: work out every month of everybody again, not only what changed.
        settlement: how debts are set off; None for the usual way.
        budget: what a budget that falls short does, one of `vetctl.payments.budget.MODES`.

    Returns:
        The run's number, and whether it was written now (False: the same draft stood already).

    Raises:
        Refused: E501, E502, E507, E509 by the order of months; E406 heads unexplained; E407 blocking findings;
            E480 a budget falls short.
    """
    standing = runs(connection)
    month = month or _next_month(standing, as_of)
    draft, previous = _in_order(connection, standing, month)
    if draft is not None and draft.state == "exported":
        return draft.run, False
    connection.execute("SAVEPOINT draft")
    if draft is not None:
        void(connection, draft, actor)
    number = work_out(
        connection, actor=actor, as_of=as_of, month=month, previous=previous, benefits=benefits, full=full, settlement=settlement
    )
    budgets.control(connection, number, as_of, budget)
    if draft is not None and _same(connection, draft.run, number):
        connection.execute("ROLLBACK TO draft")
        connection.execute("RELEASE draft")
        return draft.run, False
    _control(
        connection, number, as_of=as_of, benefits=benefits, thresholds=thresholds, bureau_shelves=bureau_shelves
    )
    connection.execute("RELEASE draft")
    _record(connection, actor, number, voided=draft.run if draft else None)
    return number, True


def work_out(
    connection: sqlite3.Connection,
    *,
    actor: Actor,
    as_of: date,
    month: Month,
    previous: Earlier | None,
    benefits: Mapping[str, Policy],
    full: bool = False,
    settlement: Settlement | None = None,
) -> int:
    """Work a month out after `previous` and write it, without order, controls and journal: for `prepare`, and for looking ahead.

    Raises:
        Refused: E511 the previous run knew a later day.
    """
    scope = _scope(connection, month=month, as_of=as_of, previous=previous, benefits=benefits, full=full)
    if settlement is not None:
        scope = replace(scope, settlement=settlement)
    return _write(connection, scope, benefits, actor)


def coming_month(connection: sqlite3.Connection, as_of: date) -> Month:
    """The month whose money has not left yet: the draft's, else the one after the last exported, else the first of this database.

    Raises:
        Refused: E509 nobody is enrolled.
    """
    standing = runs(connection)
    first = _setting(connection, "first_month")
    month = Month.parse(first) if first and not standing else _next_month(standing, as_of)
    if not connection.execute("SELECT 1 FROM enrolment LIMIT 1").fetchone():
        raise Refused("E509", month=month)
    return month


def void(connection: sqlite3.Connection, run: Earlier, actor: Actor) -> None:
    """Make a run void that is to be worked out again."""
    _step(connection, run.run, "voided", actor, note=f"{run.state}: worked out again")


def runs(connection: sqlite3.Connection) -> list[Earlier]:
    """The runs that stand, oldest first."""
    rows = connection.execute(
        "SELECT s.run, s.month, s.state, s.as_of, r.seen_batch, r.seen_event, r.parameters FROM run_state s JOIN run r ON r.run = s.run "
        "WHERE s.state <> 'voided' ORDER BY s.run"
    )
    return [
        Earlier(run=a, month=b, state=c, as_of=d, seen_batch=e, seen_event=f, parameters=g)
        for a, b, c, d, e, f, g in rows.fetchall()
    ]


def digest(connection: sqlite3.Connection, run: int) -> str:
    """The digest of a run: of every line, payout, remittance and debt settled, in order. Reviewer and approver sign this."""
    lines = journal.rows_digest(connection, f"SELECT {LINE_TEXT} FROM line WHERE run = ? ORDER BY line", (run,))
    payouts = journal.rows_digest(connection, f"SELECT {PAYOUT_TEXT} FROM payout WHERE run = ? ORDER BY person", (run,))
    sent = journal.rows_digest(connection, f"SELECT {REMITTANCE_TEXT} FROM remittance WHERE run = ? ORDER BY institution", (run,))
    settled = journal.rows_digest(connection, f"SELECT {SETTLED_TEXT} FROM settled_for WHERE run = ? ORDER BY payee, debtor", (run,))
    return hashlib.sha256(f"{lines}\n{payouts}\n{sent}\n{settled}".encode()).hexdigest()


def held_digest(connection: sqlite3.Connection, run: int) -> str:
    """A digest of who is held in a run, for which months, why and with how much."""
    held = "SELECT enrolment||'|'||month||'|'||code||'|'||detail||'|'||coalesce(amount_fen, '') FROM held WHERE run = ? ORDER BY enrolment, month, code"
    return journal.rows_digest(connection, held, (run,))


def voided_for(connection: sqlite3.Connection, run: int) -> int | None:
    """The draft that a run was written in place of, because its inputs had changed."""
    row = connection.execute(
        "SELECT json_extract(facts, '$.voided_run') FROM journal WHERE command = 'payments run' AND json_extract(facts, '$.run') = ? ORDER BY seq LIMIT 1", (run,)
    ).fetchone()
    return row[0] if row else None


def _next_month(standing: Sequence[Earlier], as_of: date) -> Month:
    if not standing:
        return Month.of(as_of)
    last = standing[-1]
    return Month.parse(last.month).plus(1 if last.state == "exported" else 0)


def _in_order(
    connection: sqlite3.Connection, standing: Sequence[Earlier], month: Month
) -> tuple[Earlier | None, Earlier | None]:
    """The run of this month that already stands, and the one before; refuses a month out of order."""
    if not connection.execute("SELECT 1 FROM enrolment LIMIT 1").fetchone():
        raise Refused("E509", month=month)
    if not standing:
        first = _setting(connection, "first_month")
        if first and str(month) != first:
            raise Refused("E501" if str(month) > first else "E507", month=month, earlier=first, first=first, state=t("state.missing"))
        return None, None
    last = standing[-1]
    if last.month == str(month):
        if last.state == "exported" and _newest_batch(connection) > last.seen_batch:
            raise Refused("E502", month=month, run=last.run)
        return last, standing[-2] if len(standing) > 1 else None
    if str(month) < last.month:
        closed = next((r for r in standing if r.month == str(month)), last)
        raise Refused("E502", month=month, run=closed.run)
    if last.state != "exported":
        raise Refused("E501", month=month, earlier=last.month, state=t(f"state.{last.state}"))
    following = Month.parse(last.month).plus(1)
    if month != following:
        raise Refused("E501", month=month, earlier=following, state=t("state.missing"))
    return None, last


def _scope(
    connection: sqlite3.Connection,
    *,
    month: Month,
    as_of: date,
    previous: Earlier | None,
    benefits: Mapping[str, Policy],
    full: bool,
) -> engine.Scope:
    """Everybody for this month; earlier months where something changed since the previous run."""
    if previous is None:
        return engine.Scope(month=month, first_month=month, as_of=as_of, full=True)
    if as_of.isoformat() < previous.as_of:
        raise Refused("E511", as_of=as_of, earlier=previous.as_of)
    return engine.Scope(
        month=month,
        first_month=Month.parse(str(_setting(connection, "first_month"))),
        as_of=as_of,
        seen_batch=previous.seen_batch,
        seen_event=previous.seen_event,
        seen_as_of=previous.as_of,
        previous_run=previous.run,
        full=full or previous.parameters != seals(benefits),
    )


def _write(
    connection: sqlite3.Connection, scope: engine.Scope, benefits: Mapping[str, Policy], actor: Actor
) -> int:
    connection.execute("PRAGMA defer_foreign_keys = ON")  # lines are written before the run that sums them up
    number = int(connection.execute("SELECT coalesce(MAX(run), 0) + 1 FROM run").fetchone()[0])
    engine.compute(connection, scope, benefits)
    engine.step(connection, "90_write", scope, run=number)
    engine.step(connection, "92_source", scope, run=number)
    engine.step(connection, "92_payout", scope, run=number)
    engine.step(connection, "95_bridge", scope, run=number)
    connection.execute(
        """
        INSERT INTO run (run, month, as_of, prepared_by, seen_batch, seen_event, parameters, digest, heads, line_count,
                         regular_fen, arrears_fen, recovery_fen, set_off_fen, net_fen)
        SELECT :run, :month, :as_of, :actor, :seen, :seen_event, :parameters, :digest,
               coalesce((SELECT SUM(b.heads) FROM bridge b JOIN policy_rule r ON r.policy = b.policy
                         WHERE b.run = :run AND b.movement = 'now' AND r.kind = 'roster'), 0),
               COUNT(*), coalesce(SUM(CASE kind WHEN 'regular' THEN amount_fen END), 0),
               coalesce(SUM(CASE kind WHEN 'arrears' THEN amount_fen END), 0),
               coalesce(SUM(CASE kind WHEN 'recovery' THEN amount_fen END), 0),
               coalesce((SELECT SUM(set_off_fen) FROM payout WHERE run = :run), 0),
               coalesce((SELECT SUM(net_fen) FROM payout WHERE run = :run), 0)
               + coalesce((SELECT SUM(net_fen) FROM remittance WHERE run = :run), 0)
        FROM line WHERE run = :run""",
        {
            "run": number,
            "month": str(scope.month),
            "as_of": scope.as_of.isoformat(),
            "actor": actor.name,
            "seen": _newest_batch(connection),
            "seen_event": journal.head(connection)[0],
            "parameters": seals(benefits),
            "digest": digest(connection, number),
        },
    )
    if _setting(connection, "first_month") is None:
        connection.execute("INSERT INTO setting (key, value) VALUES ('first_month', ?)", (str(scope.first_month),))
    _step(connection, number, "drafted", actor)
    return number


def _control(
    connection: sqlite3.Connection,
    run: int,
    *,
    as_of: date,
    benefits: Mapping[str, Policy],
    thresholds: Mapping[str, Any] | None,
    bureau_shelves: Path | None,
) -> None:
    """What must hold before a draft may stand: every head explained, and no blocking finding in its lines."""
    from vetctl.audit import engine as audit

    lost = connection.execute(
        "SELECT COUNT(*) FROM temp.gone WHERE reason = 'unexplained'",
    ).fetchone()[0]
    if lost:
        raise Refused("E406", detail=f"{lost}")
    choices = {code: {"starts": b.starts, "group": b.group, "yields": b.yields} for code, b in benefits.items() if b.kind == "roster"}
    found = audit.gate(
        connection, run=run, as_of=as_of, parameters=thresholds, choices=choices, bureau_shelves=bureau_shelves
    )
    if found:
        codes = ", ".join(sorted({finding.code for finding in found}))
        raise Refused("E407", count=len(found), codes=codes)


def _same(connection: sqlite3.Connection, one: int, other: int) -> bool:
    """Whether two runs pay the same and hold the same people."""
    return digest(connection, one) == digest(connection, other) and held_digest(connection, one) == held_digest(connection, other)


def _record(connection: sqlite3.Connection, actor: Actor, run: int, voided: int | None) -> None:
    row = connection.execute(
        "SELECT month, as_of, digest, heads, line_count, regular_fen, arrears_fen, recovery_fen, net_fen FROM run WHERE run = ?",
        (run,),
    )
    names = [column[0] for column in row.description]
    facts: dict[str, Any] = {"run": run, **dict(zip(names, row.fetchone(), strict=True))}
    if voided is not None:
        facts["voided_run"] = voided
    journal.append(connection, actor, facts)


def _step(connection: sqlite3.Connection, run: int, step: str, actor: Actor, note: str = "") -> None:
    connection.execute(
        "INSERT INTO run_step (run, step, actor, at, digest, note) SELECT run, ?, ?, ?, digest, ? FROM run WHERE run = ?",
        (step, actor.name, actor.at, note, run),
    )


def _newest_batch(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT coalesce(MAX(batch), 0) FROM batch").fetchone()[0])


def _setting(connection: sqlite3.Connection, key: str) -> str | None:
    row = connection.execute("SELECT value FROM setting WHERE key = ?", (key,)).fetchone()
    return row[0] if row else None
