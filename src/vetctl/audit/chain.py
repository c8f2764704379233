"""Is the record what it was: the journal's chain, the head on paper, and the rows the events sealed.

It only reads and compares. That nobody changed the file cannot be proved from the file alone: without a head
kept outside, a chain that was rewritten as a whole looks sound, and the report says which head to compare.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from vetctl.core.catalogue import t
from vetctl.core.errors import Exit, Integrity, Usage
from vetctl.output.report import Column, Report, Table
from vetctl.store import journal

SHORTEST_HEAD = 8
"""Hexadecimal digits of a head that must at least be given: fewer would fit by chance."""

RunDigest = Callable[[sqlite3.Connection, int], str]
"""How the payments room seals the lines of a run; handed in, because rooms do not know each other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokenRows:
    """Rows that are not what their event sealed."""

    what: str
    """``run 3`` or ``audit 2``."""
    sealed: str
    counted: str


def list_report(connection: sqlite3.Connection, limit: int) -> Report:
    """The newest events with their place in the chain."""
    columns = [
        Column("seq", "int"),
        Column("at"),
        Column("actor"),
        Column("command"),
        Column("arguments"),
        Column("facts", title=t("audit.column.facts")),
        Column("digest"),
    ]
    seq, digest = journal.head(connection)
    return Report(
        command="journal list",
        tables=[Table("events", columns, journal.events(connection, limit), title=t("audit.events"))],
        summary={"events": seq, "head": digest},
    )


def verify_report(
    connection: sqlite3.Connection, *, head: str | None = None, rows: Sequence[BrokenRows] | None = None
) -> Report:
    """Recompute the chain; compare with a head from paper; name every event and every row that does not fit.

    Args:
        connection: an open database.
        head: the digest, or its beginning, as printed on a roster.
        rows: what `broken_rows` found; None when it was not asked for.

    Returns:
        A report with exit status 9 when anything does not fit.

    Raises:
        Usage: E533 `head` is no digest.
    """
    if head is not None:
        head = _cleaned(head)
    broken = list(journal.broken_links(connection))
    seq, digest = journal.head(connection)
    problems: list[tuple[str, str, str]] = [("chain", str(number), t("audit.broken_event")) for number in broken]
    problems += [
        ("rows", one.what, t("audit.broken_rows", sealed=one.sealed[:16], counted=one.counted[:16]))
        for one in rows or []
    ]
    summary: dict[str, object] = {"events": seq, "head": digest, "broken": len(broken)}
    if rows is not None:
        summary["broken_rows"] = len(rows)
    warnings = [_said("E909", seq=broken[0])] if broken else [] if problems else [t("audit.sound", events=seq)]
    if head is not None:
        found = _place_of(connection, head)
        summary["paper_head_at"] = found
        if found is None:
            problems.append(("head", head, t("audit.head_unknown")))
            warnings.append(_said("E911", head=head))
    columns = [
        Column("kind", words="audit.broken"),
        Column("what", title=t("audit.column.subject")),
        Column("detail"),
    ]
    return Report(
        command="journal verify",
        tables=[
            Table("problems", columns, problems, title=t("audit.verify"), note=t("audit.verify_note", head=digest[:16]))
        ],
        summary=summary,
        warnings=warnings,
        exit_code=int(Exit.INTEGRITY if problems else Exit.DONE),
    )


def broken_rows(connection: sqlite3.Connection, run_digest: RunDigest) -> list[BrokenRows]:
    """Recompute what the events sealed: the lines of every run, the findings of every audit.

    A run is compared three ways: its lines, the digest it carries, and the digest its event carries.
    """
    from vetctl.audit import archive

    found: list[BrokenRows] = []
    stated = dict(connection.execute("SELECT run, digest FROM run ORDER BY run"))
    sealed_runs: dict[int, str] = {}
    for (text,) in connection.execute("SELECT facts FROM journal ORDER BY seq").fetchall():
        facts = json.loads(text)
        if "run" in facts and "line_count" in facts:
            sealed_runs[int(facts["run"])] = str(facts["digest"])
        elif "audit_run" in facts and "rows_sha256" in facts:
            number = int(facts["audit_run"])
            counted = archive.digest(connection, number)
            if counted != facts["rows_sha256"]:
                found.append(BrokenRows(what=f"audit {number}", sealed=facts["rows_sha256"], counted=counted))
    for run in sorted(stated.keys() | sealed_runs.keys()):
        counted = run_digest(connection, run)
        sealed = sealed_runs.get(run, "-")
        if not counted == stated.get(run) == sealed:
            found.append(BrokenRows(what=f"run {run}", sealed=sealed, counted=counted))
    return found


def _cleaned(head: str) -> str:
    plain = "".join(head.split()).lower().removesuffix("…").removesuffix("...")
    if not SHORTEST_HEAD <= len(plain) <= 64 or any(c not in "0123456789abcdef" for c in plain):
        raise Usage("E533", head=head, shortest=SHORTEST_HEAD)
    return plain


def _place_of(connection: sqlite3.Connection, head: str) -> int | None:
    """The number of the event whose digest begins so; 0 for the seal of the empty journal, None for nothing."""
    row = connection.execute(
        "SELECT seq FROM journal WHERE substr(digest, 1, length(:head)) = :head ORDER BY seq DESC LIMIT 1",
        {"head": head},
    ).fetchone()
    if row:
        return int(row[0])
    return 0 if journal.seal(connection).startswith(head) else None


def _said(code: str, **values: object) -> str:
    failure = Integrity(code, **values)
    return f"{failure.message} {failure.hint}"
