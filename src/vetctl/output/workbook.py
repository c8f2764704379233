"""A workbook being written: XlsxWriter with every return code checked and every text kept as text.

XlsxWriter says "not written" by a negative number that is easily overlooked; here it is an exception.
A workbook is built in memory, or, when it may be large, row by row in a private folder that its maker removes:
no half of a roster ever lies in the system's temporary folder.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xlsxwriter.chart import Chart
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from vetctl.output.inline import InlineSheet

A4 = 9
MONEY = "#,##0.00"
TEXT = "@"
FONT = "宋体"
HEAD_FONT = "黑体"
EPOCH = datetime(1980, 1, 1)  # noqa: DTZ001 - a fixed mark in the file, not a time
"""Stands in the file when the caller names no day, so that equal content gives equal bytes."""
_BAD_SHEET_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_MAX_SHEET_NAME = 31
_EDGE = 0.25
"""Inches between the paper's edge and the header."""
_SAFE_INTEGER = 10**15
_LINE, _MAX_HEIGHT = 15, 400


Cell = tuple[int, int, str, bool, "Format"]
"""Its first and its last column, its text, whether that is a number (its digits stand as they are), its format."""


class NotWrittenError(RuntimeError):
    """XlsxWriter refused a cell, a width or a merge; the workbook must not be used."""


def checked(code: object) -> None:
    """Turn a negative return code into an exception; anything else is success."""
    if isinstance(code, int) and code < 0:
        raise NotWrittenError(f"XlsxWriter returned {code}")


class Book:
    """A workbook; `finish` gives its bytes.

    Args:
        title: stands in the file's properties.
        created: the day that stands there.
        pieces: a private folder for finished rows. Memory then no longer grows with the rows, and every sheet must be
            written from the top, one sheet after the other.
    """

    def __init__(self, *, title: str = "", created: date | None = None, pieces: Path | None = None) -> None:
        import xlsxwriter

        self._page = BytesIO()
        self.raw: Workbook = xlsxwriter.Workbook(
            self._page,
            {
                **({"in_memory": True} if pieces is None else {"constant_memory": True, "tmpdir": str(pieces)}),
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                # Column widths count in digits of this font: one that every Chinese office has, 7 pixels a digit.
                "default_format_properties": {"font_name": FONT, "font_size": 10},
            },
        )
        when = datetime(created.year, created.month, created.day) if created else EPOCH  # noqa: DTZ001
        self.raw.set_properties({"title": title, "author": "vetctl", "created": when})
        self._in_rows = pieces is not None
        self._formats: dict[tuple[tuple[str, Any], ...], Format] = {}
        self._asked: dict[tuple[tuple[str, Any], ...], Format] = {}
        self._names: set[str] = set()

    def style(self, **properties: Any) -> Format:
        """A cell format; equal properties share one."""
        asked = tuple(properties.items())  # asked for once a cell, nearly always in the same words
        if (found := self._asked.get(asked)) is not None:
            return found
        wanted = {"font_name": FONT, "font_size": 10, "valign": "vcenter", **properties}
        key = tuple(sorted(wanted.items()))
        if key not in self._formats:
            self._formats[key] = self.raw.add_format(wanted)
        self._asked[asked] = self._formats[key]
        return self._formats[key]

    def sheet(self, name: str) -> Sheet:
        """Add a sheet; the name is made fit for Excel and unlike the others."""
        if not self._in_rows:
            return Sheet(self.raw.add_worksheet(self._free_name(name)))
        from vetctl.output.inline import InlineSheet

        inline: InlineSheet = self.raw.add_worksheet(self._free_name(name), worksheet_class=InlineSheet)
        return Sheet(inline, inline)

    def chart_page(self, name: str, chart: Chart) -> None:
        """Add a page that holds one chart, A4 landscape."""
        page = self.raw.add_chartsheet(self._free_name(name))
        page.set_chart(chart)
        page.set_landscape()
        page.set_paper(A4)

    def _free_name(self, name: str) -> str:
        plain = _BAD_SHEET_NAME.sub("_", name).strip("' ")[:_MAX_SHEET_NAME] or "Sheet"
        if plain.lower() == "history":
            plain = "history_"
        free, number = plain, 1
        while free.lower() in self._names:
            number += 1
            tail = f" ({number})"
            free = plain[: _MAX_SHEET_NAME - len(tail)] + tail
        self._names.add(free.lower())
        return free

    def finish(self) -> bytes:
        """Close the workbook and give its bytes."""
        self.raw.close()
        return self._page.getvalue()


class Sheet:
    """A sheet whose every write is checked."""

    def __init__(self, raw: Worksheet, inline: InlineSheet | None = None) -> None:
        self.raw = raw
        self._inline = inline

    def text(self, row: int, column: int, text: str, style: Format) -> None:
        """Write a text, also when it looks like a formula, a number or an address."""
        if text:
            checked(self.raw.write_string(row, column, text, style))
        else:
            checked(self.raw.write_blank(row, column, None, style))

    def number(self, row: int, column: int, number: int, style: Format) -> None:
        """Write a whole number; one that a spreadsheet would round is written as text."""
        if abs(number) < _SAFE_INTEGER:
            checked(self.raw.write_number(row, column, number, style))
        else:
            self.text(row, column, str(number), style)

    def scaled(self, row: int, column: int, number: int, places: int, style: Format) -> None:
        """Write `number` divided by ten to the power of `places`, exactly as those digits stand."""
        checked(self.raw.write_number(row, column, Decimal(number).scaleb(-places), style))

    def yuan(self, row: int, column: int, fen: int, style: Format) -> None:
        """Write fen as a number of yuan with two decimals."""
        self.scaled(row, column, fen, 2, style)

    def across(self, row: int, first: int, last: int, text: str, style: Format) -> None:
        """Write a text over several cells of one row (never over several rows: that loses cells)."""
        if first == last:
            self.text(row, first, text, style)
        else:
            checked(self.raw.merge_range(row, first, row, last, text, style))

    def line(self, row: int, points: int, cells: Sequence[Cell]) -> None:
        """Write a row of its own height, from the left; of one cell after the other, this is the quick way."""
        if self._inline is not None and all(first == last for first, last, _, _, _ in cells):
            checked(self._inline.write_line(row, points, [(first, *rest) for first, _, *rest in cells]))
            return
        self.height(row, points)
        for first, last, text, is_number, style in cells:
            self.across(row, first, last, "" if is_number else text, style)
            if is_number:
                checked(self.raw.write_number(row, first, Decimal(text), style))

    def height(self, row: int, points: float) -> None:
        """Set the height of a row."""
        checked(self.raw.set_row(row, points))

    def fit_height(self, row: int, texts: Iterable[str], widths: Iterable[float]) -> None:
        """Make a row high enough for wrapped texts; LibreOffice does not do so by itself."""
        lines = 1
        for text, width in zip(texts, widths, strict=False):
            lines = max(lines, sum(1 + int(display_width(line) // max(width - 1, 1)) for line in text.split("\n")))
        if lines > 1:
            self.height(row, min(_LINE * lines, _MAX_HEIGHT))

    def widths(self, widths: Iterable[float]) -> None:
        """Set the widths of the columns from the left, in characters."""
        for column, width in enumerate(widths):
            checked(self.raw.set_column(column, column, width))

    def a4(
        self, *, margins: tuple[float, float, float, float], header: str = "", footer: str, landscape: bool = True
    ) -> None:
        """A4, centred; margins left, right, top, bottom in inches."""
        if landscape:
            self.raw.set_landscape()
        self.raw.set_paper(A4)
        left, right, top, bottom = margins
        self.raw.set_margins(left=left, right=right, top=top, bottom=bottom)
        self.raw.center_horizontally()
        for text in (header, footer):
            if len(text) > 255:  # Excel's limit; XlsxWriter would drop the line with a warning
                raise NotWrittenError(f"header or footer of {len(text)} characters")
        if header:
            self.raw.set_header(header, {"margin": _EDGE})
        self.raw.set_footer(footer)


@lru_cache(maxsize=65536)
def display_width(text: str) -> int:
    r"""Cells of the widest line; a Chinese character takes two.

    >>> display_width("张三\nabc")
    4
    """
    if text.isascii() and "\n" not in text:
        return len(text)
    return max(sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line) for line in text.split("\n"))


def in_footer(text: str) -> str:
    """Make data safe for a header or footer, where ``&`` gives orders."""
    return text.replace("&", "&&")
