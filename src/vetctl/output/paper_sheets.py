"""The one writer of papers: where each cell stands, how high a row is, where a page ends.

Page breaks are explicit, so the print scale is fixed: "fit to width" would make Excel ignore them. The scale is worked
out from the widths with a sixth to spare, for machines that replace the fonts by wider ones, and the height of every
row is set, because programs differ in the heights they choose.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vetctl.core.catalogue import t
from vetctl.core.money import plain_yuan
from vetctl.output.capital import capital
from vetctl.output.cells import shown
from vetctl.output.paper import Block, Field, Paper, Sheet
from vetctl.output.report import Column, Look, Row
from vetctl.output.workbook import HEAD_FONT, TEXT, Book, Cell, NotWrittenError, display_width, in_footer
from vetctl.output.workbook import Sheet as Raw

if TYPE_CHECKING:
    from xlsxwriter.format import Format

_PAPER = (595, 842)
"""A4 in points, the short side first."""
_SIDES, _TOP, _BOTTOM = 0.45, 0.75, 0.7
"""Margins in inches. The room for a mark is always left, so that draft, original and copy have the same pages."""
_SPARE = 1.22
_SMALLEST_SCALE = 62
"""Per cent; letters of 11 points are then 7 points high, the smallest that are read without effort."""
_MAX_BREAKS = 1023
_KEEP = 3
"""Rows that stand on a last page at least."""

_MONEY = "#,##0.00_ "
_QUIET = '#,##0.00_ ;-#,##0.00_ ;"-"_ '
"""Money with a blank before the frame; in a row a stroke stands for nothing, so that what is not nothing is seen."""
_TITLE, _LINE, _HEADING, _HEAD, _ROW, _SUM, _WORDS, _SIGN, _GAP = 32, 19, 23, 25, 21, 20, 24, 32, 24
_SENTENCE = 17


def build(paper: Paper, pieces: Path | None = None) -> tuple[bytes, dict[str, int]]:
    """Build the workbook; returns its bytes and the number of pages of each sheet."""
    book = Book(title=paper.title, created=paper.created, pieces=pieces)
    pages: dict[str, int] = {}
    for sheet in paper.sheets:
        writer = _Writer(book, paper, sheet)
        pages[writer.raw.raw.get_name()] = writer.write()
    return book.finish(), pages


_Tall = tuple[Row, int]
"""A row and its height."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """A column where it stands on the sheet, with the formats its cells may take."""

    column: Column
    at: int
    last: int
    """Its first and its last column of the sheet."""
    width: int
    """In characters."""
    wrapped: bool
    """Whether a long text makes the row higher."""
    number: Format | None
    """Of a whole number; None where every cell is text."""
    usual: Format
    small: Format | None
    """Of a text that takes two lines in small letters; None where that is not done."""

    def digits(self, value: int) -> str:
        """Of a whole number; fen as yuan with two decimals."""
        return plain_yuan(value) if self.column.kind == "fen" else str(value)

    def style(self, text: str) -> Format:
        """Of a text: one line at full size, else two small ones, else one line shrunk to fit; or as many as it needs."""
        if self.small is not None and 13 * self.width < display_width(text) * 10 <= 22 * self.width:
            return self.small
        return self.usual


@dataclass(frozen=True, slots=True, kw_only=True)
class _Laid:
    """A block with its rows seen through once."""

    block: Block
    places: Sequence[_Place]
    rows: Sequence[_Tall]


class _Writer:
    """One sheet, from the top to the bottom."""

    def __init__(self, book: Book, paper: Paper, sheet: Sheet) -> None:
        self.paper, self.sheet = paper, sheet
        self.book = book
        self.look = Look(reveal=paper.reveal)
        self.raw: Raw = book.sheet(sheet.name)
        self.last = len(sheet.widths) - 1
        self.row = 0
        self.breaks: list[int] = []
        # Of a single table the program itself repeats the head; of several each has its own.
        self.single = len(sheet.parts) == 1 and len(sheet.parts[0]) == 1 and not sheet.parts[0][0].above
        self.room = self._set_page()
        self.left = self.room
        self.raw.widths(sheet.widths)

    def write(self) -> int:
        """Write everything and return the number of pages."""
        for number, part in enumerate(self.sheet.parts):
            laid = [self._lay(block) for block in part]
            self._begin_part(laid, first=number == 0)
            for one in laid:
                self._block(one)
        if len(self.breaks) > _MAX_BREAKS:
            raise NotWrittenError(f"{self.sheet.name}: {len(self.breaks)} page breaks on one sheet")
        self.raw.raw.set_h_pagebreaks(self.breaks)
        self.raw.raw.print_area(0, 0, max(self.row - 1, 0), self.last)
        return len(self.breaks) + 1

    # -- the page ------------------------------------------------------------------------------------------------

    def _set_page(self) -> int:
        """Set paper, margins, scale, header and footer; returns the points that a page holds at that scale."""
        paper = self.paper
        short, long = _PAPER
        across, down = (long, short) if self.sheet.landscape else (short, long)
        # A column of n characters is n * 7 + 5 pixels wide, a pixel three quarters of a point.
        wanted = sum(width * 7 + 5 for width in self.sheet.widths) * 0.75 * _SPARE
        scale = min(100, int((across - 2 * _SIDES * 72) * 100 / wanted))
        if scale < _SMALLEST_SCALE:
            raise NotWrittenError(f"{self.sheet.name}: too wide for A4 ({scale} %)")
        self.raw.a4(
            margins=(_SIDES, _SIDES, _TOP, _BOTTOM), header=_header(paper), landscape=self.sheet.landscape,
            footer=f"&L{in_footer(paper.foot_left)}&C{t('paper.page')}&R{in_footer(paper.foot_right)}",
        )  # fmt: skip
        self.raw.raw.set_print_scale(scale)
        return int((down - (_TOP + _BOTTOM) * 72) * 100 / scale * 0.98)

    def _turn(self) -> None:
        self.breaks.append(self.row)
        self.left = self.room

    def _begin_part(self, part: Sequence[_Laid], *, first: bool) -> None:
        """Go to a new page when the part must have one, or would be torn without need; else leave a gap."""
        if first:
            return
        if self.sheet.each_on_its_own or self._torn(2 * _GAP + sum(self._whole_height(laid) for laid in part)):
            self._turn()
            return
        row = self._next(_GAP)
        if self.sheet.cut:
            self.raw.across(row, 0, self.last, "", self._plain(bottom=3, bottom_color="#808080"))
            self._next(_GAP // 3)

    def _torn(self, height: int) -> bool:
        """Whether something of this height would be torn here, and a new page would help."""
        return self.left < self.room and height > self.left and (height <= self.room or self.left < self.room // 3)

    def _next(self, height: int) -> int:
        """Take the next row and make it so high."""
        row = self._take(height)
        self.raw.height(row, height)
        return row

    def _take(self, height: int) -> int:
        row = self.row
        self.row += 1
        self.left -= height
        return row

    # -- a block -------------------------------------------------------------------------------------------------

    def _block(self, laid: _Laid) -> None:
        block, rows = laid.block, laid.rows
        head, above = self._head_height(block), self._sentences_height(block.above)
        tail = (_SUM + _SIGN) if block.subtotals else 0
        if self._torn(self._whole_height(laid)):
            self._turn()
        pages = _divide(
            _bound(rows, block.together, self.room // 2), first=self.left - head - above - tail,
            following=self.room - head - tail, end=self._end_height(block),
        )  # fmt: skip
        for number, part in enumerate(pages, 1):
            if number > 1:
                self._turn()
            if number == 1 or not self.single:
                self._head(laid, first=number == 1)
            for row, height in part:
                self._cells(laid.places, row, height)
            if not rows and block.named:
                self.raw.across(self._next(_ROW), 0, self.last, t("paper.none"), self._plain(border=1, align="center"))
            if block.subtotals:
                said = t("paper.subtotal", count=len(part), page=number, pages=len(pages))
                self._sums(laid.places, said, [row for row, _ in part])
            if number == len(pages):
                self._end(laid)
            if block.subtotals or number == len(pages):
                self._sign(block)

    def _head(self, laid: _Laid, *, first: bool) -> None:
        block = laid.block
        if block.title:
            style = self._plain(font_name=HEAD_FONT, font_size=18, align="center", shrink=True)
            self.raw.across(self._next(_TITLE), 0, self.last, block.title, style)
        if block.left or block.right:
            row, middle = self._next(_LINE), self._column_at(55) if block.right else self.last
            self.raw.across(row, 0, middle, block.left, self._plain(shrink=True))
            if block.right:
                self.raw.across(row, middle + 1, self.last, block.right, self._plain(align="right", shrink=True))
        if first:
            self._sentences(block.above)
        if block.heading:
            self.raw.across(
                self._next(_HEADING), 0, self.last, block.heading, self._plain(font_name=HEAD_FONT, font_size=12)
            )
        if block.named:
            row = self._next(_HEAD)
            for place in laid.places:
                self.raw.across(row, place.at, place.last, place.column.heading, self._label())
        if first and self.single:
            self.raw.raw.repeat_rows(0, self.row - 1)
            self.raw.raw.freeze_panes(self.row, 0)

    def _cells(self, places: Sequence[_Place], row: Row, height: int) -> None:
        cells: list[Cell] = []
        for place, value in zip(places, row, strict=True):
            if place.number is not None and isinstance(value, int):
                cells.append((place.at, place.last, place.digits(value), True, place.number))
            else:
                text = shown(place.column, value, self.look)
                cells.append((place.at, place.last, text, False, place.style(text)))
        self.raw.line(self._take(height), height, cells)

    def _sums(self, places: Sequence[_Place], said: str, rows: Sequence[Row]) -> None:
        """A row of sums; what it is stands over the columns before the first one that is added up."""
        first = next(index for index, place in enumerate(places) if place.column.total)
        bold = self._plain(border=1, bold=True, shrink=True, indent=1)
        cells: list[Cell] = [(0, places[first].at - 1, said, False, bold)]
        for index, place in enumerate(places[first:], first):
            if not place.column.total:
                cells.append((place.at, place.last, "", False, bold))
                continue
            total = sum(value for row in rows if isinstance(value := row[index], int))
            style = (
                self._framed(_MONEY, bold=True, align="right")
                if place.column.kind == "fen"
                else self._framed("0", bold=True, align="center")
            )
            cells.append((place.at, place.last, place.digits(total), True, style))
        self.raw.line(self._take(_SUM), _SUM, cells)

    def _end(self, laid: _Laid) -> None:
        block = laid.block
        if block.totals:
            said = t("paper.total_of", count=len(block.rows)) if block.subtotals else t("paper.total")
            self._sums(laid.places, said, block.rows)
        if block.in_words:
            at = block.table.position(block.in_words)
            fen = sum(value for row in block.rows if isinstance(value := row[at], int))
            said = t("paper.in_words", what=block.fields[at].column.heading, words=capital(fen))
            self.raw.across(
                self._next(_WORDS), 0, self.last, said, self._plain(border=1, bold=True, indent=1, text_wrap=True)
            )
        self._sentences(block.below)

    def _sign(self, block: Block) -> None:
        if not block.signatures:
            return
        row, start = self._next(_SIGN), 0
        for number, text in enumerate(block.signatures, 1):
            end = (
                self.last if number == len(block.signatures) else self._column_at(100 * number // len(block.signatures))
            )
            end = min(max(end, start), self.last)
            self.raw.across(row, start, end, text, self._plain(shrink=True))
            start = end + 1

    def _sentences(self, sentences: Sequence[str]) -> None:
        for text in sentences:
            self.raw.across(self._next(self._sentence_height(text)), 0, self.last, text, self._plain(text_wrap=True))

    # -- heights -------------------------------------------------------------------------------------------------

    def _head_height(self, block: Block) -> int:
        return (
            (_TITLE if block.title else 0) + (_LINE if block.left or block.right else 0)
            + (_HEADING if block.heading else 0) + (_HEAD if block.named else 0)
        )  # fmt: skip

    def _end_height(self, block: Block) -> int:
        """What the last page holds beyond its rows and what every page has."""
        once = _SIGN if block.signatures and not block.subtotals else 0
        return (
            (_SUM if block.totals else 0)
            + (_WORDS if block.in_words else 0)
            + self._sentences_height(block.below)
            + once
        )

    def _whole_height(self, laid: _Laid) -> int:
        block = laid.block
        rows = sum(height for _, height in laid.rows) or (_ROW if block.named else 0)
        tail = (_SUM + _SIGN) if block.subtotals else 0
        return self._head_height(block) + self._sentences_height(block.above) + rows + tail + self._end_height(block)

    def _sentences_height(self, sentences: Sequence[str]) -> int:
        return sum(self._sentence_height(text) for text in sentences)

    def _sentence_height(self, text: str) -> int:
        return _SENTENCE * _lines(text, sum(self.sheet.widths)) + 3

    def _row_height(self, wrapped: Sequence[tuple[int, _Place]], row: Row) -> int:
        lines = max((_lines(shown(place.column, row[index], self.look), place.width) for index, place in wrapped), default=1)
        return _ROW if lines == 1 else 16 * lines + 4

    # -- places and styles ---------------------------------------------------------------------------------------

    def _lay(self, block: Block) -> _Laid:
        """Work out once what every row of a block asks for: the places of its columns, their styles, the heights."""
        places: list[_Place] = []
        for one in block.fields:
            places.append(self._place(one, places[-1].last + 1 if places else 0))
        wrapped = [(index, place) for index, place in enumerate(places) if place.wrapped]
        return _Laid(
            block=block,
            places=places,
            rows=[(row, self._row_height(wrapped, row)) for row in block.table.walk()],
        )

    def _place(self, one: Field, at: int) -> _Place:
        kind = one.column.kind
        number = self._framed(_QUIET) if kind == "fen" else self._framed("0", align="center") if kind == "int" else None
        small = None
        if one.style == "label":
            usual = self._label()
        elif one.style == "wrap":
            usual = self._plain(border=1, text_wrap=True, indent=1)
        else:
            usual = self._plain(border=1, align="center", shrink=True)
            small = self._plain(font_size=8, border=1, align="center", text_wrap=True)
        return _Place(
            column=one.column,
            at=at,
            last=at + one.span - 1,
            width=sum(self.sheet.widths[at : at + one.span]),
            wrapped=one.style == "wrap",
            number=number,
            usual=usual,
            small=small,
        )

    def _column_at(self, percent: int) -> int:
        """The last column that lies within so much of the width."""
        limit, reached = sum(self.sheet.widths) * percent, 0
        for index, width in enumerate(self.sheet.widths):
            reached += width * 100
            if reached >= limit:
                return index
        return self.last

    def _plain(self, **properties: Any) -> Format:
        return self.book.style(**{"font_size": 11, "num_format": TEXT, **properties})

    def _framed(self, number_format: str, **properties: Any) -> Format:
        return self.book.style(**{"font_size": 11, "border": 1, "num_format": number_format, "shrink": True, **properties})

    def _label(self) -> Format:
        return self._plain(font_name=HEAD_FONT, border=1, align="center", bg_color="#EDEDED", text_wrap=True)


def _header(paper: Paper) -> str:
    mark = f'&C&"{HEAD_FONT},常规"&28&KA6A6A6{in_footer(paper.mark)}' if paper.mark else ""
    return mark + (f'&R&"{HEAD_FONT},常规"&12{in_footer(paper.copy)}' if paper.copy else "")


def _lines(text: str, width: int) -> int:
    """Lines a text of 11 points takes in a column, whose width counts digits of 10 points and holds the indent too."""
    room = max((width - 2) * 10 // 11, 2)
    return sum(max(1, -(-display_width(line) // room)) for line in text.split("\n"))


def _bound(rows: Sequence[_Tall], together: int | None, most: int) -> list[list[_Tall]]:
    """Rows in bundles that are not torn by a page's end, unless a bundle is higher than a page."""
    bundles = (
        [[row] for row in rows]
        if together is None
        else [list(same) for _, same in groupby(rows, key=lambda tall: tall[0][together])]
    )
    return [
        piece
        for bundle in bundles
        for piece in ([bundle] if sum(height for _, height in bundle) <= most else [[row] for row in bundle])
    ]


def _divide(bundles: Sequence[list[_Tall]], *, first: int, following: int, end: int) -> list[list[_Tall]]:
    """Lay bundles on pages, so that the end of the table has room on the last and a few rows for company.

    Args:
        bundles: rows that stay together.
        first: points for rows on the first page.
        following: points for rows on each further one.
        end: points that the last page needs beside its rows.
    """
    pages: list[list[list[_Tall]]] = [[]]
    left = first
    for bundle in bundles:
        height = sum(height for _, height in bundle)
        if height > left and pages[-1]:
            pages.append([])
            left = following
        pages[-1].append(bundle)
        left -= height
    if left < end and bundles:
        pages.append([])
    while len(pages) > 1 and len(pages[-2]) > 1 and sum(len(bundle) for bundle in pages[-1]) < _KEEP:
        pages[-1].insert(0, pages[-2].pop())
    return [[row for bundle in page for row in bundle] for page in pages if page] or [[]]
