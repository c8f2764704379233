"""Taking a file in: read, check, compare, and write all of it in one transaction, or nothing.

Rows in = accepted + held + rejected, always. A rejected row keeps the whole file out unless the clerk asks to skip it;
a held row waits in the batch for a decision. The same file again changes nothing.
It opens no transaction and prints nothing; the front door does both.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import sqlite3
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from vetctl.core.errors import Unreadable
from vetctl.core.finding import Finding, Severity, Where
from vetctl.intake import checks, expected, modes, stage
from vetctl.intake.aliases import EVERYBODY
from vetctl.intake.cells import shown
from vetctl.intake.expected import Expectation
from vetctl.intake.frame import Frame, Reading
from vetctl.intake.giveback import marks
from vetctl.intake.known import Known, load
from vetctl.intake.memory import unswept
from vetctl.intake.modes import Way
from vetctl.intake.plan import SKIP, STOP, Plan
from vetctl.intake.reading.read import Source, open_file
from vetctl.intake.reading.reader import Reader
from vetctl.intake.register import Register
from vetctl.intake.shelf import register, registers
from vetctl.intake.table import read_table
from vetctl.store import journal


def examine(
    connection: sqlite3.Connection, source: Source, *, received_on: dt.date, code: str | None = None,
    bureau_shelves: Path | None = None, way: Way | None = None, expect: Expectation | None = None, sender: str = EVERYBODY,
) -> Plan:  # fmt: skip
    """Check an opened file against the database, writing nothing.

    Args:
        connection: the database; temporary tables are made on it.
        source: from `read.open_file`.
        received_on: the day the file came in.
        code: the register, when the clerk names it.
        bureau_shelves: folder of the bureau's own shelf items.
        way: how the file is to be taken; None corrects and adds.
        expect: what the file must come to.
        sender: who sent the file; the headings kept for it hold.

    Raises:
        NotFound: E525 no such register, E594 no such township. Integrity: E901 to E903.
    """
    possible = registers() if code is None else {code: register(code)}
    known = load(connection, received_on=received_on, bureau_shelves=bureau_shelves, sender=sender)
    return judge(connection, source, possible, known, way, expect)


def judge(
    connection: sqlite3.Connection, source: Source, possible: Mapping[str, Register], known: Known,
    way: Way | None = None, expect: Expectation | None = None,
) -> Plan:  # fmt: skip
    """The same with registers and knowledge given."""
    with unswept():
        plan = _judge(connection, source, possible, known, way or Way())
        if expect is not None:
            expected.compare(plan, expect)
        return plan


def _judge(
    connection: sqlite3.Connection, source: Source, possible: Mapping[str, Register], known: Known, way: Way
) -> Plan:
    plan = Plan(reading=read_table(source, possible, known), received_on=known.received_on, mode=way.mode)
    row = connection.execute("SELECT max(batch) FROM batch WHERE file_sha256 = ?", (source.sha256,)).fetchone()
    plan.earlier_batch = row[0]
    frame = plan.frame
    if plan.refused or frame is None:
        return plan
    plan.rows_sha256 = digest(frame)
    plan.amounts = expected.amounts(frame)
    checks.check(frame, known)
    if frame.marks:
        marks.check(frame, known)
    plan.sort_rows()
    plan.stage = stage.prepare(frame, known, plan.accepted)
    modes.apply(plan, known, way)
    if plan.known_already:
        plan.reading.report("E313", batch=plan.earlier_batch)
    return plan


def digest(frame: Frame) -> str:
    """SHA-256 over the parsed cells, column by column: the same for the same content in another file."""
    seal = hashlib.sha256(frame.register.code.encode())
    for column in frame.register.columns:
        if column.field not in frame.headings:
            continue
        values = frame.columns[column.field]
        if column.kind == "identity":
            values = [value and value.number for value in values]
        elif not {str, type(None)}.issuperset(map(type, values)):
            text = " ".join if column.kind in ("name", "date") else str
            texts = {value: text(value) for value in set(values) if value is not None}
            values = list(map(texts.get, values))
        seal.update(f"\n{column.field}\n".encode())
        seal.update("\x1f".join([value or "" for value in values]).encode("utf-8", "surrogatepass"))
    return seal.hexdigest()


def commit(connection: sqlite3.Connection, actor: journal.Actor, plan: Plan, *, on_error: str = STOP) -> int | None:
    """Write a checked file inside the open transaction: batch, held rows, facts and one journal event.

    Args:
        connection: the database with a transaction begun before `examine`, so that nobody wrote in between.
        actor: who imports.
        plan: the checked file.
        on_error: `STOP` or `SKIP`.

    Returns:
        The batch number; None when nothing was written: refused, rows rejected, already taken in, or no rows at all.
    """
    if plan.refused or (plan.rejected and on_error != SKIP) or plan.known_already or plan.frame is None or not len(plan.frame):
        return None
    (batch,) = connection.execute("SELECT coalesce(max(batch), 0) + 1 FROM batch").fetchone()
    counts = plan.counts
    facts = {
        "batch": batch,
        "register": plan.frame.register.code,
        "file": plan.source.name,
        "sha256": plan.source.sha256,
        "rows_sha256": plan.rows_sha256,
        "received_on": plan.received_on.isoformat(),
        **counts,
        "facts": {change.table: [len(change), len(change.ended)] for change in plan.stage.changes},
    }
    connection.execute(
        "INSERT INTO batch (batch, register, file_name, file_sha256, rows_sha256, received_on, actor, rows_in, accepted, "
        "held, rejected, unchanged, summary) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            batch, facts["register"], plan.source.name, plan.source.sha256, plan.rows_sha256, facts["received_on"], actor.name,
            counts["rows_in"], counts["accepted"], counts["held"], counts["rejected"], counts["unchanged"], _summary(plan),
        ),
    )  # fmt: skip
    _keep_rows(connection, plan, batch)
    marks.keep(connection, plan.frame, plan.accepted, batch)
    with unswept():
        stage.write(connection, plan.stage, batch)
    journal.append(connection, actor, facts)
    plan.batch = batch
    return int(batch)


def replay(connection: sqlite3.Connection, actor: journal.Actor, plan: Plan, *, bureau_shelves: Path | None = None) -> None:
    """Write the good rows of a checked file on another connection, as that one stands: to see what would come of them.

    The plan stays as it is.
    """
    frame = plan.frame
    if frame is None:
        return
    known = load(connection, received_on=plan.received_on, bureau_shelves=bureau_shelves)
    if frame.register.people != "none":
        known.load_people(number for name in ("id_no", "about_id_no") for number in frame.columns.get(name, ()) if number is not None)
    with unswept():
        again = stage.prepare(frame, known, plan.accepted)
    again.changes += [change for change in plan.stage.changes if change.feed is None]
    commit(connection, actor, replace(plan, stage=again), on_error=SKIP)


def _summary(plan: Plan) -> str:
    counts = plan.counts
    found = Counter(finding.code for finding in plan.reading.findings)
    if plan.frame is not None:
        found.update(problem.code for problems in plan.frame.problems.values() for problem in problems)
    return json.dumps(
        {
            "new": counts["new"],
            "changed": counts["changed"],
            "mode": plan.mode,
            "gone": len(plan.gone),
            "sums": {
                name: expected.sums(plan.amounts, rows)
                for name, rows in (("accepted", plan.accepted), ("held", plan.held), ("rejected", plan.rejected))
            },
            "codes": dict(sorted(found.items())),
            "sheets": sorted(plan.reading.headers),
            "skipped": plan.reading.skipped,
            "left_out": plan.reading.left_out,
        },
        ensure_ascii=False,
        sort_keys=True,
    )


def _keep_rows(connection: sqlite3.Connection, plan: Plan, batch: int) -> None:
    """Keep held and rejected rows with their cells as read."""
    frame = plan.frame
    if frame is None:
        return
    added = {name: header.returned for name, header in plan.reading.headers.items()}
    kept = []
    for state, rows in (("held", plan.held), ("rejected", plan.rejected)):
        for row in rows:
            sheet, number = frame.origins[row]
            header = plan.reading.headers[sheet]
            cells = zip(header.headings, frame.raw(row), strict=False)
            raw = {heading or f"#{at}": shown(cell) for at, (heading, cell) in enumerate(cells, 1) if at - 1 not in added[sheet] and shown(cell)}
            kept.append((batch, sheet, number, state, " ".join(plan.codes(row)), json.dumps(raw, ensure_ascii=False)))
    connection.executemany("INSERT INTO batch_row (batch, sheet, row_no, state, codes, raw) VALUES (?, ?, ?, ?, ?, ?)", kept)


def run(
    connection: sqlite3.Connection, actor: journal.Actor, path: Path, *, received_on: dt.date, on_error: str = STOP,
    code: str | None = None, encoding: str | None = None, bureau_shelves: Path | None = None,
) -> Plan:  # fmt: skip
    """Open, check and write one file inside the caller's transaction; the whole import in one call.

    Raises:
        NotFound: E506 no such file, E525 no such register. Unreadable: E301, E302, E309. Integrity: a shelf.
    """
    source = open_file(path, encoding=encoding)
    plan = examine(connection, source, received_on=received_on, code=code, bureau_shelves=bureau_shelves)
    commit(connection, actor, plan, on_error=on_error)
    return plan


def opened(path: Path, *, encoding: str | None = None, reader: Reader | None = None) -> Source | Plan:
    """Open a file; one that cannot be read becomes a refused plan, so that the other files of a command go on.

    Raises:
        NotFound: E506 no such file. Refused: E315 no child process can be started.
    """
    try:
        return open_file(path, encoding=encoding, reader=reader)
    except Unreadable as problem:
        reading = Reading(source=Source(name=path.name, sha256="", kind="", sheets=()))
        where = Where(file=path.name)
        reading.findings.append(Finding(code=problem.code, severity=Severity.ERROR, where=where, details=problem.values))
        return Plan(reading=reading, received_on=dt.date.max)
