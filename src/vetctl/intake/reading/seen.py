"""What a look into a workbook sees beside what the reader delivers, whatever kind of file it is. Nothing is looked at here."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
CDATA = re.compile(rb"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetScan:
    """What was seen in one sheet."""

    part: str = ""
    """The member of the zip file it is in."""
    filled: int = 0
    """Cells with content, as far as a count of tags tells."""
    broken: dict[tuple[int, int], str] = field(default_factory=dict)
    percentages: tuple[tuple[int, int], ...] = ()
    hidden_rows: tuple[int, ...] = ()
    """Numbers, from 1, of the rows that are not shown: hidden, folded away or filtered."""
    hidden_columns: tuple[int, ...] = ()
    """Numbers, from 1, of the columns that are not shown."""
    filtered: bool = False
    """Whether a filter is set, which may be why rows are not shown."""
    merged: tuple[tuple[tuple[int, int], tuple[int, int]], ...] = ()
    """Merged ranges from 0, where the reader does not tell them."""
    numbers: int | None = None
    """Cells with a number, a day or a truth value; None when they were not counted."""
    texts: int = 0
    """Cells with text, which may be blank."""
    silent_formulas: tuple[tuple[int, int], ...] = ()
    """Formulas that show nothing, of a kind of file that does not tell whether they were ever computed."""
    outside: int = 0
    """Formulas that refer to other workbooks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """What was seen in a workbook."""

    sheets: dict[str, SheetScan] = field(default_factory=dict)
    order: Sequence[SheetScan] = ()
    """The sheets in the order of the workbook, of kinds of files whose names are the reader's business."""
    macros: bool = False
    links: tuple[str, ...] = ()
    """Other workbooks that this one refers to."""
    from_1904: bool = False
    """Whether days are counted from 1904, as older Macintosh programs did."""

    def of(self, name: str, names: Sequence[str]) -> SheetScan:
        """What was seen of a sheet; `names` are those of all sheets in order."""
        if name in self.sheets:
            return self.sheets[name]
        return self.order[names.index(name)] if len(self.order) == len(names) else SheetScan()


def column_number(letters: bytes) -> int:
    """The number of a column from its letters.

    >>> column_number(b"A"), column_number(b"AB")
    (1, 28)
    """
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
