"""Findings on file: an audit that ran is kept with everything it found, and can be read back.

It never changes an audit that was kept; a finding that is mended is simply not in the next one.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from vetctl.audit.findings import AuditFinding
from vetctl.core.errors import NotFound
from vetctl.core.shelf import Item
from vetctl.store import journal

_ROWS = """
SELECT json_array(number, code, severity, subject, detail, amount_fen)
FROM finding WHERE audit_run = ? ORDER BY number
"""


def store(
    connection: sqlite3.Connection,
    actor: journal.Actor,
    *,
    as_of: date,
    ran: Sequence[Item],
    found: Sequence[AuditFinding],
) -> int:
    """Keep an audit inside the open transaction, with its one journal event, and return its number.

    The event carries the digest of the findings, so that a finding cannot vanish without a trace.
    """
    codes = [item.code for item in ran]
    cursor = connection.execute(
        "INSERT INTO audit_run (at, actor, as_of, checks, findings) VALUES (?, ?, ?, ?, ?)",
        (actor.at, actor.name, as_of.isoformat(), json.dumps(codes), len(found)),
    )
    number = int(cursor.lastrowid or 0)
    connection.executemany(
        "INSERT INTO finding (audit_run, number, code, severity, subject, detail, amount_fen) VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            (number, place, one.code, one.severity, one.subject, _facts(one), one.amount_fen)
            for place, one in enumerate(found, start=1)
        ],
    )
    journal.append(
        connection,
        actor,
        {
            "audit_run": number,
            "as_of": as_of.isoformat(),
            "checks": codes,
            "findings": len(found),
            "by_severity": dict(sorted(Counter(one.severity for one in found).items())),
            "amount_fen": sum(one.amount_fen or 0 for one in found),
            "rows_sha256": digest(connection, number),
        },
    )
    return number


def digest(connection: sqlite3.Connection, number: int) -> str:
    """The digest of the findings of an audit, in order; its event carries it."""
    return journal.rows_digest(connection, _ROWS, (number,))


def latest(connection: sqlite3.Connection, number: int | None = None) -> dict[str, Any]:
    """The audit of that number, or the last one.

    Raises:
        NotFound: E506 none.
    """
    row = connection.execute(
        "SELECT audit_run, at, actor, as_of, checks, findings FROM audit_run "
        "WHERE ? IS NULL OR audit_run = ? ORDER BY audit_run DESC LIMIT 1",
        (number, number),
    ).fetchone()
    if row is None:
        raise NotFound("E506", what=f"audit {number}" if number is not None else "audit")
    names = ("audit_run", "at", "actor", "as_of", "checks", "findings")
    return {**dict(zip(names, row, strict=True)), "checks": json.loads(row[4])}


def read_back(connection: sqlite3.Connection, number: int) -> list[AuditFinding]:
    """The findings of a kept audit, in their order."""
    rows = connection.execute(
        "SELECT code, severity, subject, detail, amount_fen FROM finding WHERE audit_run = ? ORDER BY number", (number,)
    )
    return [_from_row(*row) for row in rows]


def _from_row(code: str, severity: str, subject: str, detail: str, amount_fen: int | None) -> AuditFinding:
    kept: Mapping[str, Any] = json.loads(detail)
    facts = kept["facts"]
    return AuditFinding(
        code=code,
        severity=severity,
        subject=subject,
        amount_fen=amount_fen,
        person=kept.get("person"),
        enrolment=facts.get("enrolment"),
        run=facts.get("run"),
        month=facts.get("month"),
        source=kept.get("source", ""),
        facts=facts,
    )


def _facts(one: AuditFinding) -> str:
    """The facts as text; sentences are made when they are read, in the reader's language."""
    kept = {"facts": dict(one.facts), "person": one.person, "source": one.source}
    return json.dumps(kept, ensure_ascii=False, sort_keys=True)
