"""The fill-in template of a register: headings, drop-downs and text columns, all from its declaration.

Examples stand on a second sheet, never among the data. There is no macro in it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from vetctl.core.catalogue import language, t
from vetctl.core.finding import column_letters
from vetctl.intake.giveback.filled import Filled
from vetctl.intake.register import Column, Example, Register
from vetctl.output.files import write_whole
from vetctl.output.workbook import Book, Sheet, checked, display_width

if TYPE_CHECKING:
    from xlsxwriter.format import Format

ROWS = 5000
"""Rows prepared with formats and drop-downs."""
ACTIVE = ("=", "+", "-", "@", "\t", "\r")
"""What a text begins with that a spreadsheet takes for a formula when it is typed again."""
_WIDEST = 40
_ONE_PAGE = 200
"""Characters in a row beyond which one page of A4 is too narrow to be read."""
_PRINTED, _SPARE = 40, 500
"""Rows of a blank template that are printed, and blank rows behind a filled one."""
HEADING_ROW = 2
"""Index of the heading row: above it stand the title and the legend."""
_LONGEST_LIST = 255
"""A longer list inside a validation is silently broken in Excel; it goes to a hidden sheet instead."""
_TEXT_KINDS = frozenset({"identity", "account", "phone", "credit", "region", "date", "month", "period", "percent", "text", "name", "stated"})


def write(
    module: ModuleType, path: Path, offered: Mapping[str, Sequence[str]], townships: Sequence[str], *, filled: Filled | None = None,
    legend: str = "",
) -> None:  # fmt: skip
    """Write the template of a register.

    Args:
        module: an item of the registers shelf, with ``REGISTER`` and ``EXAMPLES``.
        path: the workbook to write.
        offered: words of the kinds of column that take theirs from the shelves.
        townships: names for the drop-down of townships; none when the database is not at hand.
        filled: columns and rows to put in: what is held now.
        legend: what the second line says instead of the usual words.

    Raises:
        Refused: E906, E907, E912, the file cannot be written.
    """
    register: Register = module.REGISTER
    if filled is not None:
        register = dataclasses.replace(register, columns=filled.columns)
    book = Book(title=register.title)
    sheet = book.sheet(register.title)
    lists = {**offered, "township": townships, "yes_no": ("是", "否")}
    rows = filled.rows if filled is not None else ()
    _write_head(book, sheet, register, legend)
    _write_examples(book, register, module.EXAMPLES)
    _prepare_columns(book, sheet, register, lists, rows)
    _page(sheet, register, max(len(rows), _PRINTED))
    write_whole(path, [book.finish()])


def _write_head(book: Book, sheet: Sheet, register: Register, said: str) -> None:
    last = len(register.columns) - 1
    title = t("intake.sheet.template", title=register.title)
    sheet.across(0, 0, last, title, book.style(bold=True, font_size=14, align="center"))
    legend = said or t("intake.sheet.legend")
    if any(column.kind == "money" for column in register.columns):
        legend = t("intake.sheet.legend_unit") + legend
    sheet.across(1, 0, last, legend, book.style(font_color="#595959"))
    for place, column in enumerate(register.columns):
        _write_heading(book, sheet, HEADING_ROW, place, column)
        checked(sheet.raw.write_comment(HEADING_ROW, place, _explain(column), {"x_scale": 1.6}))


def _write_heading(book: Book, sheet: Sheet, row: int, place: int, column: Column) -> None:
    color = "#FFE699" if column.required else "#E7E6E6"
    style = book.style(bold=True, border=1, align="center", text_wrap=True, bg_color=color)
    sheet.text(row, place, f"*{column.title}" if column.required else column.title, style)


def _explain(column: Column) -> str:
    """What the comment on a heading says."""
    parts = [t("intake.sheet.required")] if column.required else []
    parts += [column.help] if column.help else []
    if column.choices or column.kind in ("yes_no", "category", "policy", "indicator", "township"):
        parts.append(t("intake.sheet.pick_one"))
    if column.kind in ("date", "month"):
        parts.append(t("intake.sheet.date_form"))
    elif column.kind in _TEXT_KINDS - {"text", "name"}:
        parts.append(t("intake.sheet.text_only"))
    return "\n".join(parts) or column.title


def _write_examples(book: Book, register: Register, examples: Sequence[Example]) -> None:
    sheet = book.sheet(t("intake.sheet.examples"))
    sheet.text(0, 0, t("intake.sheet.example_note"), book.style(font_color="#595959"))
    text = book.style(num_format="@")
    for place, column in enumerate(register.columns):
        _write_heading(book, sheet, 1, place, column)
    for line, example in enumerate((e for e in examples if e.good), 2):
        for place, column in enumerate(register.columns):
            sheet.text(line, place, example.cells.get(column.zh, ""), text)
    sheet.widths([width(column) for column in register.columns])
    sheet.a4(margins=(0.4, 0.4, 0.5, 0.6), footer="&C&P / &N")
    sheet.raw.fit_to_pages(1, 0)


def _prepare_columns(
    book: Book, sheet: Sheet, register: Register, lists: Mapping[str, Sequence[str]], rows: Sequence[Sequence[str | int]]
) -> None:
    options: list[tuple[str, Sequence[str]]] = []
    last = HEADING_ROW + max(ROWS, len(rows) + _SPARE)
    text, plain = book.style(num_format="@"), book.style()
    framed_text, framed = book.style(num_format="@", border=1), book.style(border=1)
    guard = book.style(num_format="@", border=1, quote_prefix=True)
    for place, column in enumerate(register.columns):
        is_text = column.kind in _TEXT_KINDS
        # The format belongs to the whole column, so that a cell typed later keeps its digits as well.
        needed = max((display_width(str(cells[place])) for cells in rows), default=0) + 2
        checked(sheet.raw.set_column(place, place, max(width(column), min(needed, _WIDEST)), text if is_text else plain))
        for row, cells in enumerate(rows, HEADING_ROW + 1):
            value = cells[place]
            guarded = isinstance(value, str) and value.startswith(ACTIVE)
            _write_held(sheet, row, place, column, value, guard if guarded else framed_text if is_text else framed)
        if is_text:
            for row in range(HEADING_ROW + 1 + len(rows), last + 1):
                checked(sheet.raw.write_blank(row, place, None, text))
        words = [w[0] for w in column.choices.values()] if column.choices else list(lists.get(column.kind, ()))
        if words:
            _validate(sheet, place, column, words, options, last)
        elif column.kind == "identity":
            _validate_number(sheet, place, column, last)
    if options:
        _write_options(book, options)


def _write_held(sheet: Sheet, row: int, place: int, column: Column, value: str | int, style: Format) -> None:
    if isinstance(value, str):
        sheet.text(row, place, value, style)
    elif column.kind == "money":
        sheet.yuan(row, place, value, style)
    else:
        sheet.number(row, place, value, style)


def _validate(sheet: Sheet, place: int, column: Column, words: list[str], options: list[tuple[str, Sequence[str]]], last: int) -> None:
    source: Any = words
    if len(",".join(words)) > _LONGEST_LIST or any("," in word for word in words):
        name = f"options_{column.field}"
        options.append((name, words))
        source = f"={name}"
    rule = {
        "validate": "list",
        "source": source,
        "ignore_blank": True,
        "error_type": "warning",
        "error_title": column.title[:32],
        "error_message": t("intake.sheet.not_in_list"),
    }
    checked(sheet.raw.data_validation(HEADING_ROW + 1, place, last, place, rule))


_FITS = (
    '=IF(LEN({0})=15,TRUE,IF(LEN({0})=18,MID("10X98765432",MOD(SUMPRODUCT(MID({0},ROW(INDIRECT("1:17")),1)'
    '*MOD(2^(18-ROW(INDIRECT("1:17"))),11)),11)+1,1)=UPPER(RIGHT({0},1)),FALSE))'
)
"""Whether the number in a cell has 18 characters and the right check character (GB 11643-1999), or is an old one of 15."""


def _validate_number(sheet: Sheet, place: int, column: Column, last: int) -> None:
    """Warn at once of an identity number whose check character does not fit."""
    rule = {
        "validate": "custom",
        "value": _FITS.format(f"{column_letters(place + 1)}{HEADING_ROW + 2}"),
        "ignore_blank": True,
        "error_type": "warning",
        "error_title": column.title[:32],
        "error_message": t("intake.filled.wrong_number"),
    }
    checked(sheet.raw.data_validation(HEADING_ROW + 1, place, last, place, rule))


def _write_options(book: Book, options: Sequence[tuple[str, Sequence[str]]]) -> None:
    """Lay long lists on a hidden sheet, each under a defined name."""
    sheet = book.sheet(t("intake.sheet.options"))
    plain = book.style()
    for place, (name, words) in enumerate(options):
        for row, word in enumerate(words):
            sheet.text(row, place, word, plain)
        letter = chr(ord("A") + place)
        checked(book.raw.define_name(name, f"='{sheet.raw.get_name()}'!${letter}$1:${letter}${len(words)}"))
    sheet.raw.hide()


def width(column: Column) -> int:
    """Wide enough for what a column holds and for its heading, in characters."""
    by_kind = {"identity": 21, "account": 22, "category": 26, "policy": 30, "credit": 21, "date": 12, "name": 10}
    return max(by_kind.get(column.kind, 0), display_width(column.title) + 4)


def _page(sheet: Sheet, register: Register, rows: int) -> None:
    sheet.raw.freeze_panes(HEADING_ROW + 1, min(2, len(register.columns)))
    sheet.raw.repeat_rows(HEADING_ROW)
    page, pages = ("Page &P of &N", "") if language() == "en" else ("第 &P 页 共 &N 页", "")
    sheet.a4(margins=(0.4, 0.4, 0.5, 0.6), footer=f"&C{page}{pages}")
    wide = sum(map(width, register.columns)) > _ONE_PAGE
    sheet.raw.fit_to_pages(2 if wide else 1, 0)
    if wide:
        checked(sheet.raw.repeat_columns(0, 1))  # whose row it is, on the second page too
    sheet.raw.hide_gridlines(0)  # blank rows are printed with their lines, to be written on
    # Only what is filled should be printed, not five thousand prepared rows.
    checked(sheet.raw.print_area(0, 0, HEADING_ROW + rows, len(register.columns) - 1))
