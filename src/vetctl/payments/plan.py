"""What a run would be, before it is one: the run's own code, inside a transaction that its caller rolls back.

A saved plan is the JSON of its report: the result's digest and the inputs it was made from. A run that is given a plan
stands only when both are still the same; so what was looked at is what is written, or nothing is.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from vetctl.core.catalogue import t
from vetctl.core.errors import Exit, NotFound, Refused
from vetctl.core.money import format_yuan
from vetctl.core.month import Month
from vetctl.output.report import Column, Report, Table
from vetctl.payments import budget, variance
from vetctl.payments import run as runs
from vetctl.payments import show as shows
from vetctl.payments.policy import Policy, seals
from vetctl.store import journal
from vetctl.store.journal import Actor

COMMAND = "payments plan"
SCHEMA = "vetctl/1"

_DECISIONS = ("bank_answer", "closing", "verdict", "bypass", "debt_entry", "instalment")
"""Tables that runs look at and that no batch fills; each row names its journal event."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """A plan as it was saved."""

    month: Month
    as_of: date
    digest: str
    """Of every line, payout and remittance."""
    held: str
    """Digest of who is held."""
    heads: int
    net_fen: int
    full: bool
    inputs: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """What somebody says a run must come to; None says nothing."""

    plan: Saved | None = None
    sum_fen: int | None = None
    """What leaves the bank, after set-off."""
    heads: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A run tried out."""

    run: int
    written: bool
    """False when the same draft stands already."""
    refusal: Refused | None = field(default=None)
    """Why the run would not be allowed to stand; its lines are there to be looked at all the same."""


def try_out(
    connection: sqlite3.Connection,
    *,
    actor: Actor,
    as_of: date,
    month: Month | None,
    benefits: Mapping[str, Policy],
    **more: Any,
) -> Trial:
    """Prepare the run inside the caller's transaction. What a control at the gate refuses is kept for a look.

    Args:
        more: as for `vetctl.payments.run.prepare`.

    Raises:
        Refused: the month is out of order; there is nothing to look at.
    """
    newest = _newest_run(connection)
    try:
        number, written = runs.prepare(connection, actor=actor, as_of=as_of, month=month, benefits=benefits, **more)
    except Refused as refusal:
        if (number := _newest_run(connection)) == newest:
            raise
        return Trial(run=number, written=True, refusal=refusal)
    return Trial(run=number, written=written)


def report(
    connection: sqlite3.Connection,
    trial: Trial,
    benefits: Mapping[str, Policy],
    *,
    inputs: Mapping[str, str],
    full: bool,
    limit: variance.Limit,
    budget_mode: str = "refuse",
    refusals: Sequence[Refused] = (),
) -> Report:
    """The plan: what the run would be by benefit and source, the bridge, who is held, what changed, and the inputs.

    Args:
        connection: inside the transaction in which the run was tried out.
        trial: the run.
        benefits: the benefits.
        inputs: from `inputs_of`, before the run was tried out.
        full: whether every month was worked out.
        limit: which changes since last month must have a reason.
        budget_mode: what a budget that falls short does.
        refusals: what else would keep the run from being written.
    """
    row = connection.execute("SELECT * FROM run WHERE run = ?", (trial.run,))
    names = [column[0] for column in row.description]
    facts = dict(zip(names, row.fetchone(), strict=True))
    changes = variance.of_run(connection, trial.run, benefits, limit, fresh=trial.written, only_open=True)
    said = Report(
        command=COMMAND,
        tables=[
            shows.sums(connection, trial.run, benefits, "policy"),
            budget.by_source(connection, trial.run),
            shows.bridge(connection, trial.run, benefits),
            shows.held(connection, trial.run, benefits),
            variance.table(changes, title=t("planning.unexplained"), only_unexplained=True),
            Table(
                "inputs",
                (Column("input", words="planning.input"), Column("value")),
                list(inputs.items()),
                title=t("planning.inputs"),
            ),
        ],
        summary={
            "month": facts["month"],
            "as_of": facts["as_of"],
            **{
                key: facts[key]
                for key in ("heads", "regular_fen", "arrears_fen", "recovery_fen", "set_off_fen", "net_fen")
            },
            "held": connection.execute(
                "SELECT COUNT(DISTINCT enrolment) FROM held WHERE run = ?", (trial.run,)
            ).fetchone()[0],
            "unexplained": sum(not change.explained for change in changes),
            "full": full,
            "digest": facts["digest"],
            "held_digest": runs.held_digest(connection, trial.run),
        },
        as_of=date.fromisoformat(facts["as_of"]),
    )
    if not trial.written:
        said.warnings.append(t("planning.stands", run=trial.run))
    said.warnings.extend(
        budget.warnings(connection, trial.run, date.fromisoformat(facts["as_of"]), budget_mode, benefits)
    )
    stopping = [*refusals, *([trial.refusal] if trial.refusal else [])]
    try:
        if unexplained := variance.check(changes, limit):
            said.warnings.append(unexplained)
    except Refused as refusal:
        stopping.append(refusal)
    said.warnings.extend(t("planning.would_refuse", code=one.code, why=one.message) for one in stopping)
    return replace(said, exit_code=int(Exit.REFUSED)) if stopping else said


def inputs_of(
    connection: sqlite3.Connection,
    benefits: Mapping[str, Policy],
    *,
    month: Month,
    as_of: date,
    settings: Mapping[str, Any],
    full: bool,
) -> dict[str, str]:
    """Everything that decides a run, by name: a difference in any of them is a reason to look at the plan again.

    Args:
        settings: the bureau's limits and choices that the controls use.
    """
    earlier = [r for r in runs.runs(connection) if r.month < str(month)]
    previous = earlier[-1] if earlier else None
    seq, head = journal.head(connection)
    # A written reason for a change is a verdict too, but moves no money.
    decisions = " UNION ALL ".join(
        f"SELECT MAX(event) AS event FROM {name}"
        + (" WHERE evidence NOT LIKE 'variance:%'" if name == "verdict" else "")
        for name in _DECISIONS
    )
    return {
        "database": str(connection.execute("SELECT value FROM setting WHERE key = 'database_uuid'").fetchone()[0]),
        "month": str(month),
        "as_of": as_of.isoformat(),
        "full": "1" if full else "0",
        "previous_run": f"{previous.run} {runs.digest(connection, previous.run)}" if previous else "-",
        "batch": str(connection.execute("SELECT coalesce(MAX(batch), 0) FROM batch").fetchone()[0]),
        "decision": str(connection.execute(f"SELECT coalesce(MAX(event), 0) FROM ({decisions})").fetchone()[0]),
        "policies": hashlib.sha256(seals(benefits).encode()).hexdigest(),
        "settings": hashlib.sha256(json.dumps(settings, sort_keys=True, default=str).encode()).hexdigest(),
        "journal": f"{seq} {head}",
    }


def read(path: Path) -> Saved:
    """Read a saved plan.

    Raises:
        NotFound: E514. Refused: E560 it is no plan.
    """
    if not path.is_file():
        raise NotFound("E514", path=path)
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        if (document["schema"], document["command"]) != (SCHEMA, COMMAND):
            raise ValueError(document["command"])
        summary = document["summary"]
        return Saved(
            month=Month.parse(summary["month"]),
            as_of=date.fromisoformat(summary["as_of"]),
            digest=str(summary["digest"]),
            held=str(summary["held_digest"]),
            heads=int(summary["heads"]),
            net_fen=int(summary["net_fen"]),
            full=bool(summary["full"]),
            inputs={str(row["input"]): str(row["value"]) for row in document["tables"]["inputs"]},
        )
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise Refused("E560", path=path) from problem


def check_inputs(connection: sqlite3.Connection, saved: Saved, now: Mapping[str, str]) -> None:
    """Refuse a plan whose inputs are no longer those of the database.

    The journal may have gone on, but must still hold the event the plan saw: otherwise it is another or an older copy.

    Raises:
        Refused: E561 with what changed.
    """
    changed = [
        t(
            "planning.changed",
            what=t(f"planning.input.{name}"),
            before=_short(saved.inputs.get(name, "-")),
            now=_short(value),
        )
        for name, value in now.items()
        if name != "journal" and saved.inputs.get(name) != value
    ]
    if not changed and not _journal_goes_on(connection, saved.inputs.get("journal", "")):
        changed = [t("planning.other_journal")]
    if changed:
        raise Refused("E561", changes="；".join(changed))


def hold_to(connection: sqlite3.Connection, run: int, expected: Expectation) -> None:
    """Refuse a run that is not what was planned or expected; called before its transaction is committed.

    Raises:
        Refused: E562 the plan came to something else, E563 sum or heads are not those expected.
    """
    heads, net_fen, digest = connection.execute(
        "SELECT heads, net_fen, digest FROM run WHERE run = ?", (run,)
    ).fetchone()
    plan = expected.plan
    if plan is not None and (plan.digest, plan.held) != (digest, runs.held_digest(connection, run)):
        raise Refused(
            "E562", planned=format_yuan(plan.net_fen), planned_heads=plan.heads, found=format_yuan(net_fen), heads=heads
        )
    wrong = []
    if expected.sum_fen is not None and expected.sum_fen != net_fen:
        wrong.append(t("planning.sum_differs", expected=format_yuan(expected.sum_fen), found=format_yuan(net_fen)))
    if expected.heads is not None and expected.heads != heads:
        wrong.append(t("planning.heads_differ", expected=expected.heads, found=heads))
    if wrong:
        raise Refused("E563", differences="；".join(wrong))


def _journal_goes_on(connection: sqlite3.Connection, seen: str) -> bool:
    seq, _, head = seen.partition(" ")
    if seq == "0":
        return journal.seal(connection) == head
    found = connection.execute("SELECT digest FROM journal WHERE seq = ?", (seq,)).fetchone()
    return bool(found and found[0] == head)


def _newest_run(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT coalesce(MAX(run), 0) FROM run").fetchone()[0])


def _short(value: str) -> str:
    """A digest by its beginning, anything else as it is."""
    number, _, digest = value.rpartition(" ")
    return f"{number} {digest[:12]}".strip() if len(digest) == 64 else value
