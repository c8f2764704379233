"""The sheets of the payment roster: where each cell stands, how high a row is, where a page ends.

Page breaks are explicit, so the print scale is fixed: "fit to width" would make Excel ignore them.
Measured so that 25 rows, the subtotal, the total in words and the signatures fit one A4 page, landscape.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import count
from typing import TYPE_CHECKING

from vetctl.core.identity import mask_account, mask_identity
from vetctl.core.month import Month
from vetctl.output.capital import capital
from vetctl.output.roster import AMOUNTS, HeldLine, Roster, RosterLine, Sums, Words, add_up, groups
from vetctl.output.workbook import MONEY, TEXT, Book, NotWrittenError, Sheet, display_width, in_footer

if TYPE_CHECKING:
    from xlsxwriter.format import Format

ROWS_PER_PAGE = 25
COLUMNS = (
    "seq", "township", "village", "name", "identity", "benefit", "grade", *AMOUNTS, "account", "signature",
)  # fmt: skip
_WIDTHS = (5, 8, 13, 8.5, 19, 17, 9, 11.5, 10.5, 9.5, 9.5, 11.5, 19.5, 9)
_FIRST_AMOUNT = COLUMNS.index("regular")
_LAST = len(COLUMNS) - 1
_SCALE = 72
"""Per cent. Leaves a fifth of the page's width, for machines that replace the font by a wider one."""
_MARGINS = (0.4, 0.4, 0.5, 0.75)
_TITLE_ROWS = 3
_MAX_BREAKS = 1023
_SHORT_DIGEST = 16

_ONE_PAGE = 60
_COVER_COLUMNS = ("people", "lines", *AMOUNTS)
_COVER_WIDTHS = (40, 10, 10, 17, 17, 17, 17, 18)
_HELD_COLUMNS = ("seq", "township", "village", "name", "identity", "benefit", "reason", "remedy")
_HELD_WIDTHS = (6, 11, 16, 11, 21, 24, 42, 42)


def build(
    roster: Roster, sheets: Mapping[str, Sequence[RosterLine]], words: Words, *, public: bool
) -> tuple[bytes, int]:
    """Build the workbook; returns its bytes and the number of pages of payment lines."""
    book = Book(title=_title("title", roster, words), created=roster.printed_on)
    _cover(book, roster, words)
    pages = 0
    numbers = count(1)
    for title, lines in sheets.items():
        pages += _Pages(book, roster, words, public=public).write(title, lines, numbers)
    _held(book, roster, words, public=public)
    return book.finish(), pages


def _title(key: str, roster: Roster, words: Words) -> str:
    month = Month.parse(roster.month)
    title = words(key, bureau=roster.bureau, month=words("month", year=month.year, month=month.month))
    return title if roster.approved_by else title + words("draft")


def _page_setup(sheet: Sheet, roster: Roster, words: Words) -> None:
    run = words("run_mark", run=roster.run, digest=roster.run_digest[:_SHORT_DIGEST])
    head = words("journal_mark", head=roster.journal_head[:_SHORT_DIGEST])
    sheet.landscape(margins=_MARGINS, footer=f"&L{in_footer(run)}&C{words('page')}&R{in_footer(head)}")


def _signatures(roster: Roster, words: Words) -> tuple[str, str, str, str]:
    day = roster.printed_on
    dated = words("long_day", year=day.year, month=day.month, day=day.day) if day else ""
    return (
        words("prepared_by", name=roster.prepared_by),
        words("reviewed_by", name=roster.reviewed_by),
        words("approved_by", name=roster.approved_by),
        words("day", day=dated) if day else words("blank_day"),
    )


class _Pages:
    """One sheet of payment lines, page by page."""

    def __init__(self, book: Book, roster: Roster, words: Words, *, public: bool) -> None:
        self.book, self.roster, self.words, self.public = book, roster, words, public
        self.small = book.style(font_size=8, border=1, num_format=TEXT, align="center", text_wrap=True)
        self.middle = book.style(font_size=11, border=1, num_format=TEXT, align="center", shrink=True)
        self.order = book.style(font_size=11, border=1, num_format="0", align="center")
        self.money = book.style(font_size=11, border=1, num_format=MONEY, shrink=True)
        self.bold = book.style(font_size=11, border=1, num_format=TEXT, bold=True, shrink=True)
        self.bold_money = book.style(font_size=11, border=1, num_format=MONEY, bold=True, shrink=True)
        self.bare = book.style(font_size=11, num_format=TEXT)

    def write(self, title: str, lines: Sequence[RosterLine], numbers: Iterator[int]) -> int:
        """Write the sheet and return its number of pages."""
        self.sheet = sheet = self.book.sheet(title)
        _page_setup(sheet, self.roster, self.words)
        sheet.raw.set_print_scale(_SCALE)
        sheet.widths(_WIDTHS)
        self._head(title, len(lines))
        row, breaks = _TITLE_ROWS, []
        for start in range(0, len(lines), ROWS_PER_PAGE):
            part = lines[start : start + ROWS_PER_PAGE]
            for line in part:
                self._line(row, line, next(numbers))
                row += 1
            row = self._sums(row, "subtotal", add_up(part))
            if start + ROWS_PER_PAGE >= len(lines):
                row = self._end(row, add_up(lines))
            row = self._sign(row)
            breaks.append(row)
        # The last break would only begin an empty page.
        self._break(breaks[:-1])
        sheet.raw.print_area(0, 0, row - 1, _LAST)
        return len(breaks)

    def _break(self, breaks: list[int]) -> None:
        if len(breaks) > _MAX_BREAKS:
            raise NotWrittenError(f"{len(breaks)} page breaks on one sheet")
        self.sheet.raw.set_h_pagebreaks(breaks)

    def _head(self, title: str, lines: int) -> None:
        sheet, words = self.sheet, self.words
        big = self.book.style(font_size=18, bold=True, align="center", num_format=TEXT)
        sheet.across(0, 0, _LAST, _title("title", self.roster, words), big)
        sheet.height(0, 30)
        sheet.across(1, 0, _FIRST_AMOUNT - 1, words("group", title=title, count=lines), self.bare)
        right = self.book.style(font_size=11, num_format=TEXT, align="right")
        sheet.across(1, _FIRST_AMOUNT, _LAST, words("unit"), right)
        sheet.height(1, 19)
        head = self.book.style(font_size=11, bold=True, border=1, align="center", bg_color="#EDEDED", num_format=TEXT)
        for index, key in enumerate(COLUMNS):
            sheet.text(2, index, words(key), head)
        sheet.height(2, 23)
        sheet.raw.repeat_rows(0, 2)
        sheet.raw.freeze_panes(_TITLE_ROWS, 4)

    def _line(self, row: int, line: RosterLine, number: int) -> None:
        sheet = self.sheet
        sheet.number(row, 0, number, self.order)
        identity = mask_identity(line.identity) if self.public else line.identity
        texts = (line.township, line.village, line.name, identity, line.benefit, line.grade)
        for index, text in enumerate(texts, 1):
            sheet.text(row, index, text, self._fitting(text, _WIDTHS[index]))
        for index, fen in enumerate(line.amounts, _FIRST_AMOUNT):
            sheet.yuan(row, index, fen, self.money)
        sheet.text(row, _LAST - 1, mask_account(line.account) if self.public else line.account, self.middle)
        sheet.text(row, _LAST, "", self.middle)
        sheet.height(row, 21)

    def _fitting(self, text: str, width: float) -> Format:
        """One line at full size, else two small ones, else one line shrunk to fit."""
        wanted = display_width(text)
        return self.small if 1.3 * width < wanted <= 2.2 * width else self.middle

    def _sums(self, row: int, key: str, sums: Sums) -> int:
        sheet = self.sheet
        sheet.across(row, 0, 1, self.words(key), self.bold)
        sheet.text(row, 2, self.words("carried", count=sums.lines), self.bold)
        for index in range(3, _FIRST_AMOUNT):
            sheet.text(row, index, "", self.bold)
        for index, fen in enumerate(sums.amounts, _FIRST_AMOUNT):
            sheet.yuan(row, index, fen, self.bold_money)
        for index in (_LAST - 1, _LAST):
            sheet.text(row, index, "", self.bold)
        sheet.height(row, 19)
        return row + 1

    def _end(self, row: int, sums: Sums) -> int:
        row = self._sums(row, "total", sums)
        self.sheet.across(row, 0, _LAST, self.words("in_words", words=capital(sums.amounts[-1])), self.bold)
        self.sheet.height(row, 23)
        return row + 1

    def _sign(self, row: int) -> int:
        places = ((0, 3), (4, 6), (7, 10), (11, _LAST))
        for (first, last), text in zip(places, _signatures(self.roster, self.words), strict=True):
            self.sheet.across(row, first, last, text, self.bare)
        self.sheet.height(row, 30)
        return row + 1


_Place = tuple[Book, Sheet, Words, int]
"""Where to go on writing: the last is the row."""


def _cover(book: Book, roster: Roster, words: Words) -> None:
    """Totals by benefit and by township, and the control totals."""
    sheet = book.sheet(words("cover"))
    _page_setup(sheet, roster, words)
    sheet.widths(_COVER_WIDTHS)
    last = len(_COVER_WIDTHS) - 1
    big = book.style(font_size=18, bold=True, align="center", num_format=TEXT)
    sheet.across(0, 0, last, _title("cover_title", roster, words), big)
    sheet.height(0, 32)
    sheet.across(1, 0, last, words("unit"), book.style(font_size=11, align="right", num_format=TEXT))
    total = add_up(roster.lines)
    row = _cover_table((book, sheet, words, 2), "benefit", groups(roster.lines, "benefit"), total)
    row = _cover_table((book, sheet, words, row + 1), "township", groups(roster.lines, "township"), total)
    row = _controls((book, sheet, words, row + 1), roster, total)
    bare = book.style(font_size=11, num_format=TEXT)
    for (first, end), text in zip(((0, 0), (1, 3), (4, 5), (6, last)), _signatures(roster, words), strict=True):
        sheet.across(row + 1, first, end, text, bare)
    sheet.height(row + 1, 32)
    sheet.raw.fit_to_pages(1, 1 if row < _ONE_PAGE else 0)
    sheet.raw.print_area(0, 0, row + 1, last)


def _cover_table(place: _Place, first: str, parts: Mapping[str, Sequence[RosterLine]], total: Sums) -> int:
    book, sheet, words, row = place
    sheet.text(row, 0, words(f"by_{first}"), book.style(font_size=12, bold=True, num_format=TEXT))
    head = book.style(font_size=11, bold=True, border=1, align="center", bg_color="#EDEDED", num_format=TEXT)
    for index, key in enumerate((first, *_COVER_COLUMNS)):
        sheet.text(row + 1, index, words(key), head)
    row += 2
    named = [(title, add_up(lines), False) for title, lines in parts.items()]
    for title, sums, bold in [*named, (words("total"), total, True)]:
        sheet.text(row, 0, title, book.style(font_size=11, border=1, bold=bold, num_format=TEXT, shrink=True))
        whole = book.style(font_size=11, border=1, bold=bold, num_format="0", align="right")
        money = book.style(font_size=11, border=1, bold=bold, num_format=MONEY, shrink=True)
        sheet.number(row, 1, sums.people, whole)
        sheet.number(row, 2, sums.lines, whole)
        for index, fen in enumerate(sums.amounts, 3):
            sheet.yuan(row, index, fen, money)
        row += 1
    return row


def _controls(place: _Place, roster: Roster, total: Sums) -> int:
    book, sheet, words, row = place
    last = len(_COVER_WIDTHS) - 1
    sheet.text(row, 0, words("controls"), book.style(font_size=12, bold=True, num_format=TEXT))
    name = book.style(font_size=11, border=1, num_format=TEXT)
    whole = book.style(font_size=11, border=1, num_format="0", align="left")
    money = book.style(font_size=11, border=1, num_format=MONEY, align="left")
    writers: list[tuple[str, Callable[[int], None]]] = [
        ("control_lines", lambda at: sheet.number(at, 1, total.lines, whole)),
        ("control_people", lambda at: sheet.number(at, 1, total.people, whole)),
        ("control_held", lambda at: sheet.number(at, 1, len(roster.held), whole)),
        ("control_net", lambda at: sheet.yuan(at, 1, total.amounts[-1], money)),
        ("control_words", lambda at: sheet.text(at, 1, "人民币" + capital(total.amounts[-1]), name)),
        ("control_run", lambda at: sheet.text(at, 1, roster.run, name)),
        ("control_digest", lambda at: sheet.text(at, 1, roster.run_digest, name)),
        ("control_head", lambda at: sheet.text(at, 1, roster.journal_head, name)),
    ]
    for key, write in writers:
        row += 1
        sheet.text(row, 0, words(key), name)
        # The merge draws the frame; the value is written over its first cell, as a number where it is one.
        sheet.across(row, 1, last, "", name)
        write(row)
    return row + 1


def _held(book: Book, roster: Roster, words: Words, *, public: bool) -> None:
    """The people not paid this month, with reasons; present also when it is empty, so that its absence means a fault."""
    sheet = book.sheet(words("held"))
    _page_setup(sheet, roster, words)
    sheet.raw.fit_to_pages(1, 0)
    sheet.widths(_HELD_WIDTHS)
    last = len(_HELD_COLUMNS) - 1
    big = book.style(font_size=18, bold=True, align="center", num_format=TEXT)
    sheet.across(0, 0, last, _title("held_title", roster, words), big)
    sheet.height(0, 32)
    head = book.style(font_size=11, bold=True, border=1, align="center", bg_color="#EDEDED", num_format=TEXT)
    for index, key in enumerate(_HELD_COLUMNS):
        sheet.text(1, index, words(key), head)
    sheet.raw.repeat_rows(0, 1)
    sheet.raw.freeze_panes(2, 0)
    order = book.style(font_size=11, border=1, num_format="0", align="center")
    cell = book.style(font_size=11, border=1, num_format=TEXT, text_wrap=True)
    for number, line in enumerate(roster.held, 1):
        sheet.number(number + 1, 0, number, order)
        texts = _held_texts(line, public=public)
        for index, text in enumerate(texts, 1):
            sheet.text(number + 1, index, text, cell)
        sheet.fit_height(number + 1, texts, [width * 0.9 for width in _HELD_WIDTHS[1:]])
    if not roster.held:
        sheet.across(2, 0, last, words("none"), cell)


def _held_texts(line: HeldLine, *, public: bool) -> tuple[str, ...]:
    identity = mask_identity(line.identity) if public else line.identity
    return (line.township, line.village, line.name, identity, line.benefit, line.reason, line.remedy)
