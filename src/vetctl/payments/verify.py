"""The ledger against a full recomputation: what the months together paid must be what the rules say, for everybody.

The runs work incrementally; this works out every month of everybody from nothing and compares, people one by one.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import date

from vetctl.core.errors import NotFound
from vetctl.core.month import Month
from vetctl.payments import engine
from vetctl.payments import run as runs
from vetctl.payments.policy import Policy


def mismatches(connection: sqlite3.Connection, benefits: Mapping[str, Policy]) -> list[tuple[int, str, str, int, int]]:
    """Enrolment, month, component, due and paid of everything in which ledger and rules differ, as the newest run knew them.

    Empty when incremental and full computation agree. What is held (gaps, holds, no account) does not differ.

    Raises:
        NotFound: E506 there is no run yet.
    """
    standing = runs.runs(connection)
    if not standing:
        raise NotFound("E506", what="run")
    last = standing[-1]
    first = Month.parse(standing[0].month)
    scope = engine.Scope(
        month=Month.parse(last.month), first_month=first, as_of=date.fromisoformat(last.as_of), full=True
    )
    engine.compute(connection, scope, benefits)
    found = connection.execute(
        "SELECT enrolment, month, component, due_fen, paid_fen FROM change ORDER BY enrolment, month, component"
    ).fetchall()
    engine.clear(connection)
    return [tuple(row) for row in found]


def lay_out(connection: sqlite3.Connection, benefits: Mapping[str, Policy]) -> int:
    """Put the differences where the audit reads them (check R01), for this connection.

    Returns:
        How many batches and decisions wait for the next run; while there are any, nothing is laid out, because their
        differences are no fault yet.
    """
    waiting = sum(pending(connection))
    found = mismatches(connection, benefits) if runs.runs(connection) and not waiting else []
    for (kind,) in connection.execute("SELECT type FROM sqlite_temp_master WHERE name = 'recomputed_difference'").fetchall():
        connection.execute(f"DROP {kind} temp.recomputed_difference")
    connection.execute("CREATE TEMP TABLE recomputed_difference (enrolment, month, component, due_fen, paid_fen)")
    connection.executemany("INSERT INTO recomputed_difference VALUES (?, ?, ?, ?, ?)", found)
    return waiting


def pending(connection: sqlite3.Connection) -> tuple[int, int]:
    """What came in since the newest run and is the next run's to pay or take: batches, and decisions or answers of the bank.

    A written reason for a change (``variance:…``) pays nobody anything and is no such decision.
    """
    standing = runs.runs(connection)
    batch, event = (standing[-1].seen_batch, standing[-1].seen_event) if standing else (0, 0)
    batches = connection.execute("SELECT COUNT(*) FROM batch WHERE batch > ?", (batch,)).fetchone()[0]
    decisions = connection.execute(
        """SELECT COUNT(*) FROM (
             SELECT event FROM verdict WHERE evidence NOT LIKE 'variance:%'
             UNION SELECT event FROM bypass
             UNION SELECT a.event FROM bank_answer a JOIN returned_line r ON r.answer = a.answer)
           WHERE event > ?""",
        (event,),
    ).fetchone()[0]
    return int(batches), int(decisions)
