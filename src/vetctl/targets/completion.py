"""How far each target is reached: done, target, rate and the document behind the target.

Done is the sum of the rows an indicator's SELECT returns, nothing typed in by hand. A rate always stands beside
both counts, is rounded half-up once, and is never 100 % unless the target is reached.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from vetctl.core import money
from vetctl.core.catalogue import known, t
from vetctl.core.shelf import Item, load_sql_shelf
from vetctl.output.report import Chart, Column, Report, Row, Table
from vetctl.store import shelfsql
from vetctl.targets import goals
from vetctl.targets.goals import LEVELS, TOTAL, Goal

NO_TARGET = "no-target"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the report."""

    item: Item
    part: str
    """A level, a township, or `TOTAL`."""
    done: int
    """Number of things, or fen."""
    goal: Goal | None
    rated: bool = True
    """Whether a rate is asked for at all: townships have no targets of their own."""
    notes: tuple[str, ...] = ()
    """Codes of what a reader must know (``targets.note.<code>`` in the catalogue)."""


def completion(
    connection: sqlite3.Connection, *, year: int, by: str | None = None, bureau_shelves: Path | None = None
) -> Report:
    """Report every indicator of the shelf for a year.

    Args:
        connection: the open database.
        year: batch year of honours, calendar year of payments.
        by: ``level`` or ``township`` to see the parts; they always add up to the total line.
        bureau_shelves: the bureau's own shelf folder.
    """
    items = load_sql_shelf("indicators", bureau_shelves)
    decided = goals.in_force(connection, year, items.values())
    lines: list[Line] = []
    for item in items.values():
        done = achieved(connection, item, year)
        lines += _lines(item, done, decided.get(item.code, {}), by)
    unknown = sorted(set(decided) - set(items))
    counted = [line for line in lines if line.item.meta.get("unit") != "fen"]
    paid = [line for line in lines if line.item.meta.get("unit") == "fen"]
    tables = [_table("completion", counted, by, "int"), *([_table("completion_money", paid, by, "fen")] if paid else [])]
    return Report(
        command="targets completion",
        tables=tables,
        summary={"year": year, **_summary(lines)},
        warnings=[t("targets.unknown_indicator", name=name, year=year) for name in unknown] + _warnings(lines),
    )


def achieved(connection: sqlite3.Connection, item: Item, year: int) -> dict[tuple[str, str], int]:
    """What was done, by level and township: the summed ``value`` of the rows that count."""
    grouped = replace(item, sql=f"SELECT level, township, SUM(value) AS done FROM (\n{item.sql.rstrip().rstrip(';')}\n) GROUP BY level, township")
    return {(row["level"] or "", row["township"] or ""): int(row["done"]) for row in shelfsql.rows(connection, grouped, {"year": year})}


def _lines(item: Item, done: Mapping[tuple[str, str], int], decided: Mapping[str, Goal], by: str | None) -> list[Line]:
    total = Line(item=item, part=TOTAL, done=sum(done.values()), goal=goals.overall(decided))
    return [*_parts(item, done, decided, by), _noted(total, decided)]


def _parts(item: Item, done: Mapping[tuple[str, str], int], decided: Mapping[str, Goal], by: str | None) -> list[Line]:
    if by == "level":
        there = ({level for level, _ in done} | set(decided)) - {TOTAL, ""}
        order = [*(level for level in LEVELS if level in there), *sorted(there - set(LEVELS))]
        return [
            _noted(Line(item=item, part=level, done=_sum(done, 0, level), goal=decided.get(level)), {})
            for level in order
        ]
    if by == "township":
        return [
            # What has no township is the county's own.
            Line(item=item, part=township or "county", done=_sum(done, 1, township), goal=None, rated=False)
            for township in sorted({township for _, township in done})
        ]
    return []


def _sum(done: Mapping[tuple[str, str], int], position: int, part: str) -> int:
    return sum(count for key, count in done.items() if key[position] == part)


def _noted(line: Line, decided: Mapping[str, Goal]) -> Line:
    """The line with what a reader must know about its target."""
    goal = line.goal
    rate = _rate(line)
    notes = {
        "no-document": goal is not None and not goal.document,
        "lowered-late": goal is not None and goal.lowered_late,
        "high": rate is not None and rate > goals.HIGH_RATE,
        "levels-differ": goals.levels_differ(decided),
        "summed": len(decided) > 1 and TOTAL not in decided,
    }
    return replace(line, notes=tuple(code for code, holds in notes.items() if holds))


def _rate(line: Line) -> int | None:
    return goals.permille(line.done, line.goal.value) if line.goal else None


def _table(name: str, lines: Iterable[Line], by: str | None, kind: str) -> Table:
    unit: str = "_fen" if kind == "fen" else ""
    columns = [
        Column("indicator", title=t("targets.column.indicator")),
        Column("figure", title=t("targets.column.figure" if by else "targets.column.title")),
        *([Column(by, title=t(f"targets.column.{by}"), words="targets.part")] if by else []),
        Column(f"done{unit}", "fen" if unit else "int", title=t("targets.column.done")),
        Column(f"target{unit}", "fen" if unit else "int", title=t("targets.column.target")),
        Column("rate", "permille-rate", title=t("targets.column.rate"), words="targets.rate"),
        Column("whole_percent", title=t("targets.column.whole_percent")),
        Column("document", title=t("targets.column.document")),
        Column("notes", title=t("targets.column.notes")),
    ]
    rows = [_row(line, by) for line in lines]
    if by == "township":
        chart = Chart(label="figure", value=f"done{unit}", title=t("targets.chart_township"))
        return Table(name, columns, rows, title=t(f"targets.{name}"), note=t("targets.township_note"), chart=chart)
    chart = Chart(label="figure", value="rate", title=t("targets.chart"))
    return Table(name, columns, rows, title=t(f"targets.{name}"), note=t("targets.counts_note"), chart=chart)


def _word(part: str) -> str:
    """A level as a word; a township's name is its own."""
    return t(f"targets.part.{part}") if known(f"targets.part.{part}") else part


def _row(line: Line, by: str | None) -> Row:
    goal = line.goal
    rate = _rate(line)
    return (
        line.item.code,
        f"{line.item.title}·{_word(line.part)}" if by else line.item.title,
        *([line.part] if by else []),
        line.done,
        goal.value if goal else None,
        (NO_TARGET if rate is None else rate) if line.rated else None,
        money.whole_percent(line.done, goal.value) if goal else None,
        goal.document if goal else None,
        "；".join(t(f"targets.note.{code}") for code in line.notes),
    )


def _summary(lines: Iterable[Line]) -> dict[str, object]:
    totals = [line for line in lines if line.part == TOTAL]
    with_target = [line for line in totals if _rate(line) is not None]
    return {
        "indicators": len(totals),
        "reached": sum(1 for line in with_target if line.goal and line.done >= line.goal.value),
        "missed": sum(1 for line in with_target if line.goal and line.done < line.goal.value),
        "without_target": len(totals) - len(with_target),
    }


def _warnings(lines: Iterable[Line]) -> list[str]:
    """What must not be overlooked about a target, each thing once: the total line comes after its parts."""
    said: dict[tuple[str, str], str] = {}
    for line in lines:
        for code in line.notes:
            if code != "summed":
                note = t(f"targets.note.{code}")
                said[line.item.code, code] = t("targets.warning", title=line.item.title, part=_word(line.part), note=note)
    return list(said.values())
