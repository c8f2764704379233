"""Targets as decided by documents: the one in force for each figure and level, and rates against it.

A target is never guessed: where none was set the rate is "no target", never 100 % and never a division error.
A later decision replaces an earlier one, and one that lowers a target late in the year is said so.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from vetctl.core import money
from vetctl.core.shelf import Item

TOTAL = "total"
"""The level of a target for all levels together (合计)."""
LEVELS = ("county", "township", "village", "enterprise")
FEN_PER_YUAN = 100
HIGH_RATE = 1500
"""Thousandths; above it a reader should look at the target, though 180 % was real in 2020 (registers 5.6)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """The target in force for one figure and level."""

    value: int
    """Number of things, or fen for figures of money."""
    document: str = ""
    decided_on: str = ""
    lowered_late: bool = False
    """Lowered by a decision after 1 November of the year."""


def in_force(connection: sqlite3.Connection, year: int, items: Iterable[Item]) -> dict[str, dict[str, Goal]]:
    """The targets of a year: indicator code → level → target.

    A target names its indicator by code or by title; a target that names no item of the shelf is kept under
    the word it uses, so that the caller can say so.
    """
    codes = {word: item.code for item in items for word in (item.code, *item.meta["title"].values())}
    money_codes = {item.code for item in items if item.meta.get("unit") == "fen"}
    query = """
        SELECT indicator, level, value, document, decided_on, lowered_late
        FROM target_in_force WHERE year = :year ORDER BY indicator, level, decided_on"""
    goals: dict[str, dict[str, Goal]] = {}
    for word, level, value, document, decided_on, lowered in connection.execute(query, {"year": year}):
        code = codes.get(word, word)
        scale = FEN_PER_YUAN if code in money_codes else 1
        goal = Goal(value=value * scale, document=document, decided_on=decided_on, lowered_late=bool(lowered))
        goals.setdefault(code, {})[level] = goal
    return goals


def overall(goals: Mapping[str, Goal]) -> Goal | None:
    """The target for all levels together: the one decided, else the sum of the levels, else None."""
    if TOTAL in goals or not goals:
        return goals.get(TOTAL)
    documents = sorted({goal.document for goal in goals.values() if goal.document})
    return Goal(
        value=sum(goal.value for goal in goals.values()),
        document="、".join(documents),
        decided_on=max(goal.decided_on for goal in goals.values()),
        lowered_late=any(goal.lowered_late for goal in goals.values()),
    )


def levels_differ(goals: Mapping[str, Goal]) -> bool:
    """Whether the targets of the levels do not add up to the total that was decided."""
    levels = [goal.value for level, goal in goals.items() if level != TOTAL]
    return TOTAL in goals and bool(levels) and sum(levels) != goals[TOTAL].value


def permille(done: int, target: int) -> int | None:
    """A completion rate in thousandths, half-up, never 1000 unless done >= target; None without a target.

    >>> permille(154, 148), permille(9, 5), permille(1999, 2000), permille(1, 0)
    (1041, 1800, 999, None)
    """
    # One place rounds (core.money); here its text only becomes a number again.
    shown = money.percent(done, target)
    return None if shown is None else int(shown.rstrip("%").replace(".", ""))
