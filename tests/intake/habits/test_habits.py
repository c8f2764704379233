"""Every habit of the table, with its workbook: what comes in, what waits, what comes back, and what the clerk reads."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from tests.intake.conftest import DAY, take
from tests.intake.habits.table import HABITS, Habit
from vetctl.intake import reports
from vetctl.intake.plan import Plan
from vetctl.store import db

_ALWAYS = {"E129", "E213"}


def screen(plan: Plan) -> str:
    """All that a check says of a file."""
    report = reports.checked([plan], errors=None, as_of=DAY)
    return "\n".join(
        [*report.warnings, *(f"{f.where.sheet} {f.where.cell} {f.reason} {f.remedy}" for f in plan.findings())]
    )


def _add_villages(connection: sqlite3.Connection, names: tuple[str, ...]) -> None:
    with db.transaction(connection):
        for index, name in enumerate(names):
            township, village = name[:3], name[3:]
            (parent,) = connection.execute(
                "SELECT region FROM region WHERE name = ? AND ended_by IS NULL", (township,)
            ).fetchone()
            connection.execute(
                "INSERT INTO region (region, name, level, kind, parent, added_by) VALUES (?, ?, 'village', 'real', ?, 1)",
                (f"{parent[:9]}9{index:02d}", village, parent),
            )


@pytest.mark.parametrize("habit", HABITS, ids=[habit.habit for habit in HABITS])
def test_habit(habit: Habit, tmp_path: Path, connection: sqlite3.Connection) -> None:
    _add_villages(connection, habit.villages)
    plan = take(connection, habit.make(tmp_path), on_error="skip")
    said = screen(plan)
    assert (len(plan.accepted), len(plan.held), len(plan.rejected)) == habit.counts, said
    assert {found.code for found in plan.findings()} - _ALWAYS == habit.codes - _ALWAYS, said
    for words in habit.sees:
        assert words in said, said
    for words in habit.unseen:
        assert words not in said
    for select, expected in habit.facts.items():
        assert connection.execute(select).fetchall() == expected, select
    for kind, count in habit.left_out.items():
        assert plan.reading.left_out[kind] == count


def test_every_habit_says_what_it_detects_and_what_becomes_of_it() -> None:
    assert len({habit.habit for habit in HABITS}) == len(HABITS)
    assert all(habit.detects and habit.treatment for habit in HABITS)


def test_rows_in_are_accepted_held_or_rejected(tmp_path: Path, connection: sqlite3.Connection) -> None:
    for habit in HABITS[:12]:
        counts = take(connection, habit.make(tmp_path), on_error="skip").counts
        assert counts["rows_in"] == counts["accepted"] + counts["held"] + counts["rejected"]
