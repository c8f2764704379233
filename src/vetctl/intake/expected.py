"""What a clerk expects a file to hold, and the sums a receipt states: rows, and amounts column by column.

Sums are taken of the cells as parsed, before any check looks at them. A file that does not hold what was expected is refused.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from vetctl.core.errors import Usage
from vetctl.core.money import AmountError, format_yuan, parse_yuan
from vetctl.intake import cells
from vetctl.intake.frame import Frame, Reading
from vetctl.intake.plan import Plan
from vetctl.intake.words import heading, unit_of_heading


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """What a file must come to; None says nothing."""

    rows: int | None = None
    sum_fen: int | None = None
    heading: str = ""
    """The column that is added up; empty: the only amount there is."""

    @classmethod
    def of(cls, rows: int | None, total: str | None) -> Expectation:
        """From the command line: ``185965.05``, or ``发放金额=185965.05`` where there are several amounts.

        Raises:
            Usage: E525 the sum is no amount.
        """
        if total is None:
            return cls(rows=rows)
        named, _, amount = total.rpartition("=")
        try:
            return cls(rows=rows, sum_fen=parse_yuan(amount), heading=named.strip())
        except AmountError as wrong:
            raise Usage("E525", name=f"--expect-sum {total}", known="185965.05, 18.6万元, 发放金额=185965.05") from wrong


def amounts(frame: Frame) -> dict[str, list[Any]]:
    """Field -> parsed amounts (fen, None for none) of every money column of the file."""
    return {column.field: list(frame.columns[column.field]) for column in frame.register.columns if column.kind == "money" and column.field in frame.headings}


def sums(found: Mapping[str, Sequence[Any]], rows: Sequence[int] | None = None) -> dict[str, int]:
    """Field -> sum in fen of some rows, or of all."""
    return {
        field: sum(value for value in (values if rows is None else (values[row] for row in rows)) if isinstance(value, int))
        for field, values in found.items()
    }


def compare(plan: Plan, expectation: Expectation) -> None:
    """Refuse a file that does not hold what was expected."""
    frame = plan.frame
    if frame is None:
        return
    if expectation.rows is not None and expectation.rows != len(frame):
        plan.reading.report("E244", value=str(expectation.rows), found=len(frame))
    if expectation.sum_fen is None:
        return
    offered = {frame.headings[field]: fen for field, fen in sums(plan.amounts).items()}
    name, fen = _chosen(plan.reading, frame, offered, expectation.heading)
    if fen is None:
        listed = "、".join(f"{text} {format_yuan(total)}" for text, total in offered.items()) or "—"
        plan.reading.report("E246", value=expectation.heading or "?", list=listed)
    elif fen != expectation.sum_fen:
        plan.reading.report("E245", heading=name, value=format_yuan(expectation.sum_fen), found=format_yuan(fen))


def _chosen(reading: Reading, frame: Frame, offered: Mapping[str, int], wanted: str) -> tuple[str, int | None]:
    """Heading and sum of the column meant; no sum when it cannot be told which one is."""
    if not wanted:
        return next(iter(offered.items())) if len(offered) == 1 else ("", None)
    for text, fen in offered.items():
        if heading(text) == heading(wanted):
            return text, fen
    return wanted, _sum_unread(reading, frame, wanted)


def _sum_unread(reading: Reading, frame: Frame, wanted: str) -> int | None:
    """The sum of a column that is in the file and not kept, such as the amounts of a roster; None when there is none."""
    places = {
        name: next((at for at, text in enumerate(header.headings) if heading(text) == heading(wanted)), None)
        for name, header in reading.headers.items()
    }
    if all(at is None for at in places.values()):
        return None
    units = {name: unit_of_heading(reading.headers[name].headings[at]) for name, at in places.items() if at is not None}
    parsers = {name: cells.money_parser(unit, zero=True) for name, unit in units.items()}
    total = 0
    for row, origin in enumerate(frame.origins):
        at = places.get(origin.sheet)
        cell = frame.raw(row)[at] if at is not None else None
        found = parsers[origin.sheet](cell) if cell not in (None, "") else None
        total += found if isinstance(found, int) else 0
    return total
