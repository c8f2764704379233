"""What a register holds, as the cells of its template: a clerk changes a few and imports it again.

Every cell is written so that the parser of its column reads the very fact held: a day known to the month as a month, money in
yuan, a code as its first word. A field the listing does not show gets no column, as a missing column leaves what is held.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vetctl.core.errors import NotFound, Usage
from vetctl.core.shelf import load_sql_shelf
from vetctl.intake import batches, known
from vetctl.intake.places import Places
from vetctl.intake.register import TOWNSHIP, Column, Register

NUMBERS = frozenset({"money", "whole", "year"})
"""Kinds of columns whose cells are numbers in the workbook; all else is text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """Columns and rows for a template."""

    columns: tuple[Column, ...]
    left_out: int
    """Rows that cannot come back as they are: what the program brings itself, and what became known after the day."""
    rows: Sequence[Sequence[str | int]]
    """A whole number is a number of the column's kind, of money in fen."""


def fill(
    connection: sqlite3.Connection, register: Register, *, as_of: dt.date, township: str | None = None, bureau_shelves: Path | None = None
) -> Filled:
    """The rows a register holds now, as text cells.

    Args:
        connection: the database.
        register: the register.
        as_of: the day of the knowledge; later notices are left out, as they could not be received yet.
        township: only rows of this township, by its full name; None for all.
        bureau_shelves: folder of the bureau's own shelf items.
    """
    fields, rows = batches.held(connection, register)
    columns = [column for column in register.columns if column.field in fields]
    if "township" in fields and all(column.field != "township" for column in columns):
        columns.append(TOWNSHIP)  # known and not kept: for the clerk's eye
    places = [fields.index(column.field) for column in columns]
    written = [_writing(register, column, bureau_shelves) for column in columns]
    if township is not None and "township" in fields:
        where = fields.index("township")
        rows = [row for row in rows if row[where] == township]
    known_rows = [row for row in rows if _own(register, fields, row, as_of.isoformat())]
    cells = [[write(row[place]) for write, place in zip(written, places, strict=True)] for row in known_rows]
    return Filled(columns=tuple(columns), rows=cells, left_out=len(rows) - len(known_rows))


def township(register: Register, places: Places, name: str | None) -> str | None:
    """The full name of a township that a clerk names.

    Raises:
        NotFound: E584 no such township. Usage: E585 the rows of the register belong to no township.
    """
    if name is None:
        return None
    if register.people == "none" and all(column.field != "township" for column in register.columns):
        raise Usage("E585", register=register.title)
    found = places.township(name)
    if not isinstance(found, str):
        raise NotFound("E584", name=name, known="、".join(places.codes))
    return found


_MARKED = "D"
"""How the mark of what a bureau entered itself begins; its remark follows (``D:remark``)."""


def _own(register: Register, fields: Sequence[str], row: Sequence[Any], as_of: str) -> bool:
    """Whether the bureau itself could have entered a row by the day."""
    if "known_on" in fields and (row[fields.index("known_on")] or "") > as_of:
        return False
    return not _marks(register) or "note" not in fields or str(row[fields.index("note")]).startswith(_MARKED)


def _marks(register: Register) -> bool:
    return any("mark" in feed.values for feed in register.feeds)


def _writing(register: Register, column: Column, bureau_shelves: Path | None) -> Callable[[Any], str | int]:
    """How the values of a column are written."""
    if column.kind in NUMBERS:
        return lambda value: value if isinstance(value, int) else str(value or "")
    if column.field == "note" and _marks(register):
        return lambda value: str(value or "").removeprefix(_MARKED).removeprefix(":")
    words = _words("category" if column.field == "class" else column.kind, bureau_shelves)
    return lambda value: "" if value is None else words.get(value, str(value))


def _words(kind: str, bureau_shelves: Path | None) -> Mapping[Any, str]:
    """Stored code -> the word a clerk writes, of the kinds that take theirs from a shelf."""
    if kind in ("policy", "category"):
        policies = load_sql_shelf("policies", bureau_shelves)
        titles = {code: str(item.meta["title"]["zh"]) for code, item in policies.items()}
        categories = {entry["code"]: str(entry["zh"]) for item in policies.values() for entry in item.meta.get("categories", [])}
        return titles if kind == "policy" else categories
    if kind == "indicator":
        return {code: str(item.meta["title"]["zh"]) for code, item in known.indicators(bureau_shelves).items()}
    return {}
