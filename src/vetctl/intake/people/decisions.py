"""What clerks decided of two identity numbers: one person's, or two people's. Recorded once; the newest counts."""

from __future__ import annotations

import sqlite3

from vetctl.store import journal

SAME, DIFFERENT = "same", "different"


def pair(one: str, other: str) -> tuple[str, str]:
    """Two numbers in the order in which decisions keep them."""
    return (one, other) if one < other else (other, one)


def newest(connection: sqlite3.Connection, one: str, other: str) -> dict[str, str] | None:
    """The decision that counts about two numbers: ``said``, ``reason``, ``actor`` and ``at``."""
    row = connection.execute(
        "SELECT said, reason, actor, at FROM duplicate_decision WHERE one = ? AND other = ? ORDER BY decision DESC LIMIT 1", pair(one, other)
    ).fetchone()
    return dict(zip(("said", "reason", "actor", "at"), row, strict=True)) if row else None


def every(connection: sqlite3.Connection) -> dict[tuple[str, str], tuple[str, str]]:
    """Every pair of numbers decided -> what was said, and why."""
    rows = connection.execute("SELECT one, other, said, reason FROM duplicate_decision ORDER BY decision").fetchall()
    return {(one, other): (said, reason) for one, other, said, reason in rows}


def record(connection: sqlite3.Connection, actor: journal.Actor, numbers: tuple[str, str], said: str, reason: str) -> bool:
    """Record a decision inside the open transaction, as part of its journal event; False when the newest says so already."""
    before = newest(connection, *numbers)
    if before is not None and before["said"] == said:
        return False
    connection.execute(
        "INSERT INTO duplicate_decision (one, other, said, reason, actor, at, event) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (*pair(*numbers), said, reason, actor.name, actor.at, journal.next_event(connection)),
    )
    return True
