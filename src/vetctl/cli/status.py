"""``vetctl status``: where things stand, and the next command."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vetctl.cli.frame import Call, command, group
from vetctl.core.catalogue import t

if TYPE_CHECKING:
    import sqlite3

    from vetctl.output.report import Report

app = group("status", alone=True)


_COUNTS = """
SELECT (SELECT value FROM setting WHERE key = 'bureau') AS bureau,
       (SELECT COUNT(*) FROM person WHERE person NOT IN (SELECT absorbed FROM merged)) AS people,
       (SELECT COUNT(*) FROM enrolment) AS enrolments,
       (SELECT COUNT(*) FROM batch) AS batches,
       (SELECT COUNT(*) FROM journal) AS journal_events"""


def _counts(connection: sqlite3.Connection) -> dict[str, object]:
    cursor = connection.execute(_COUNTS)
    return dict(zip([column[0] for column in cursor.description], cursor.fetchone(), strict=True))


def _demo_people(connection: sqlite3.Connection) -> int:
    """How many people bear numbers of the demo area, which belong to nobody: they must never meet real money."""
    from vetctl.core.identity import DEMO_AREA

    following = str(int(DEMO_AREA) + 1)
    return int(connection.execute("SELECT COUNT(*) FROM person WHERE id_no >= ? AND id_no < ?", (DEMO_AREA, following)).fetchone()[0])


@command(app, "status", path="status")
def status(call: Call) -> Report:
    """Count what is held and say what comes next."""
    from vetctl.core.month import Month
    from vetctl.output.report import Report
    from vetctl.payments import closing

    with call.database() as connection:
        summary = {"database": str(call.database_path), **_counts(connection)}
        last = connection.execute(
            "SELECT run, month, state, heads, net_fen FROM run_state WHERE state <> 'voided' ORDER BY run DESC LIMIT 1"
        ).fetchone()
        demo_people = _demo_people(connection)
        stage = closing.stages(connection, [last[:2]])[last[0]] if last and last[2] == "exported" else None
        waiting = closing.to_close(connection)
    if last:
        summary |= {"run": last[0], "month": last[1], "state": last[2], "heads": last[3], "net_fen": last[4]}
        summary |= {"stage": stage} if stage else {}
        summary |= {"to_close": len(waiting)} if waiting else {}
    if not summary["enrolments"]:
        following = "vetctl import check FILE.xlsx"
    elif last is None or last[2] == "exported":
        following = "vetctl payments run" + (f" --month {Month.parse(last[1]).plus(1)}" if last else "")
        if stage == "settled":
            following = f"vetctl payments close {last[1]}"
    else:
        verb = {"drafted": "review", "reviewed": "approve", "approved": "export"}[last[2]]
        following = f"vetctl payments {verb} --run {last[0]}"
    warnings = [t("setup.demo_people", count=demo_people)] if demo_people else []
    return Report(command="status", summary=summary, warnings=warnings, next_step=following)
