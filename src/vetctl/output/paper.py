"""A paper to print, sign and file: sheets, and on them tables with what stands above, under and beside them.

This is the one description of a page; `vetctl.output.paper_sheets` is its one writer, for rosters, notices, summaries
and letters alike. It works nothing out: amounts come in as whole fen. Equal input gives equal bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

from vetctl.output.files import workshop, write_whole
from vetctl.output.report import Column, Row, Table

Style = Literal["fit", "wrap", "label"]
"""How a text that is too long is dealt with: smaller letters, or a higher row; a label is bold on grey."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One column as printed."""

    column: Column
    span: int = 1
    """How many columns of the sheet it covers."""
    style: Style = "fit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One table, with everything that belongs to it. Longer than a page, it goes on overleaf under the same head."""

    fields: Sequence[Field]
    rows: Sequence[Row]
    title: str = ""
    """In large letters across the page."""
    left: str = ""
    right: str = ""
    """Under the title, to the left and to the right."""
    heading: str = ""
    """A bold line above the table."""
    above: Sequence[str] = ()
    """Sentences between title and table, each a paragraph; on the first page only."""
    named: bool = True
    """Whether the headings of the columns are printed."""
    together: int | None = None
    """Neighbouring rows that are equal in this column stay on one page: the rows of a person."""
    subtotals: bool = False
    """Whether every page ends with its own sums and signatures."""
    in_words: str = ""
    """Key of the column whose total is also written in capital characters; empty for none."""
    below: Sequence[str] = ()
    """Sentences after the table, each a paragraph."""
    signatures: Sequence[str] = ()

    @property
    def table(self) -> Table:
        """Columns and rows, whose cells it checks."""
        return Table("paper", [one.column for one in self.fields], self.rows)

    @property
    def totals(self) -> bool:
        """Whether anything is added up."""
        return any(one.column.total for one in self.fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet of the workbook."""

    name: str
    widths: Sequence[int]
    """Of its columns, in characters."""
    parts: Sequence[Sequence[Block]]
    """Blocks of one part begin on one page when that page can hold them all."""
    landscape: bool = True
    each_on_its_own: bool = False
    """Every part begins a page."""
    cut: bool = False
    """Whether a line shows where to cut between parts on one page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A workbook to print."""

    title: str
    sheets: Sequence[Sheet]
    mark: str = ""
    """Large and grey over every page: 草稿 不得发放."""
    copy: str = ""
    """In the corner of every page: 副本."""
    foot_left: str = ""
    foot_right: str = ""
    created: date | None = None
    """The day in the file's properties."""
    reveal: bool = False
    """Identity and account numbers in full."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """What was written."""

    pages: int
    sha256: str
    sheets: dict[str, int] = field(default_factory=dict)
    """Pages of each sheet, in order."""


def write_paper(path: Path, paper: Paper) -> Printed:
    """Write a paper in one piece.

    Args:
        path: the ``.xlsx`` file; an ordinary file there is replaced.
        paper: what to print.

    Raises:
        Refused: E906, E907, E912 the file cannot be written.
        NotWrittenError: the workbook library refused something, or a sheet is too wide to be read on A4.
    """
    from vetctl.output.paper_sheets import build

    with workshop(path) as pieces:
        data, sheets = build(paper, pieces)
        return Printed(pages=sum(sheets.values()), sheets=sheets, sha256=write_whole(path, [data]))


def count_pages(paper: Paper) -> int:
    """Make a paper without writing it, and say how many pages it has."""
    from vetctl.output.paper_sheets import build

    return sum(build(paper)[1].values())
