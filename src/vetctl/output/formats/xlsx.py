"""An Excel workbook: one sheet per table, ready to print on A4 landscape; summary and warnings on a last sheet.

Numbers are numbers (money with two decimals, exact), everything else is text that no program turns into a formula
or into 3.3E+17. No macro, no outside link.
"""

from __future__ import annotations

from itertools import islice, zip_longest
from typing import TYPE_CHECKING

from vetctl.core.catalogue import t
from vetctl.output.cells import scrub, shown_row, shown_totals, summary_lines
from vetctl.output.report import Chart, Column, Example, Look, Report, Table
from vetctl.output.workbook import display_width

if TYPE_CHECKING:
    from xlsxwriter.format import Format

    from vetctl.output.workbook import Book, Sheet

CODE = "xlsx"
TITLE = {"zh": "Excel 工作簿", "en": "Excel workbook"}
SUFFIXES = (".xlsx",)
BINARY = True
EXAMPLE = Example(
    report=Report(
        "stations list",
        [Table("stations", [Column("name"), Column("spent", "fen", total=True)], [("昆阳镇", 123450)])],
    ),
    contains=(b"PK\x03\x04", b"xl/worksheets/sheet1.xml"),
)

_MIN_WIDTH, _MAX_WIDTH, _SAMPLE = 6, 42, 500
_NUMBER_FORMATS = {"fen": "#,##0.00", "int": "0", "permille-rate": "0.0%"}


def render(report: Report, look: Look) -> bytes:
    """The workbook as bytes; equal reports give equal bytes."""
    from vetctl.output.workbook import Book

    tables = report.every_table()
    title = tables[0].title if tables and tables[0].title else report.command
    book = Book(title=title, created=report.as_of)
    for table in tables:
        _write_table(book, table, report, look)
    _write_summary(book, report, look, force=not tables)
    return book.finish()


def _write_table(book: Book, table: Table, report: Report, look: Look) -> None:
    sheet = book.sheet(table.title or table.name)
    top = _write_heading(book, sheet, table, report)
    head = book.style(bold=True, border=1, bg_color="#E6ECF3", align="center", text_wrap=True, num_format="@")
    for index, column in enumerate(table.columns):
        sheet.text(top, index, column.heading, head)
    last = _write_rows(book, sheet, table, top, report=report, look=look)
    end = _write_totals(book, sheet, table, last)
    if last > top:
        sheet.raw.autofilter(top, 0, last, len(table.columns) - 1)
    sheet.raw.freeze_panes(top + 1, 0)
    sheet.raw.repeat_rows(top)
    _set_page(sheet)
    if table.note:
        sheet.text(end + 1, 0, table.note, book.style(italic=True, num_format="@"))
    if table.chart is not None and last > top:
        _add_chart(book, sheet, table, table.chart, (top + 1, last))


def _widths(table: Table, report: Report, look: Look) -> list[int]:
    """Column widths from the headings, the totals and the first rows; what is wider wraps."""
    lines = [[column.heading for column in table.columns], shown_totals(table) or []]
    lines += [shown_row(table, row, look, report) for row in islice(table.walk(), _SAMPLE)]
    columns = zip_longest(*lines, fillvalue="")
    return [min(max(max(map(display_width, column)) + 2, _MIN_WIDTH), _MAX_WIDTH) for column in columns]


def _write_rows(book: Book, sheet: Sheet, table: Table, top: int, *, report: Report, look: Look) -> int:
    """Set the widths, write the data below the header; returns the last row."""
    widths = _widths(table, report, look)
    sheet.widths(widths)
    last = top
    styles = [_style(book, column) for column in table.columns]
    for row in table.walk():
        last += 1
        texts = shown_row(table, row, look, report)
        for index, (text, value) in enumerate(zip(texts, row, strict=True)):
            _write_cell(sheet, (last, index), table.columns[index].kind, value, text, style=styles[index])
        sheet.fit_height(last, texts, widths)
    return last


def _write_heading(book: Book, sheet: Sheet, table: Table, report: Report) -> int:
    """Title, unit and day above the table; returns the row of the header."""
    top = 0
    if table.title:
        sheet.text(top, 0, table.title, book.style(bold=True, font_size=14, num_format="@"))
        sheet.height(top, 24)
        top += 1
    said = [t("output.unit_yuan")] if any(column.kind == "fen" for column in table.columns) else []
    if report.as_of is not None:
        said.append(t("output.as_of", day=report.as_of.isoformat()))
    if said:
        sheet.text(top, 0, "    ".join(said), book.style(num_format="@"))
        top += 1
    return top


def _style(book: Book, column: Column, **more: object) -> Format:
    number = _NUMBER_FORMATS.get(column.kind)
    if number is not None:
        return book.style(border=1, num_format=number, align="right", **more)
    wrap = column.kind in {"text", "name"}
    return book.style(border=1, num_format="@", text_wrap=wrap, align="left", **more)


def _write_cell(sheet: Sheet, at: tuple[int, int], kind: str, value: object, text: str, *, style: Format) -> None:
    """Write one cell: a number as a number, anything else as `text`."""
    row, index = at
    if isinstance(value, int) and kind == "fen":
        sheet.yuan(row, index, value, style)
    elif isinstance(value, int) and kind == "permille-rate":
        sheet.scaled(row, index, value, 3, style)
    elif isinstance(value, int) and kind == "int":
        sheet.number(row, index, value, style)
    else:
        sheet.text(row, index, text, style)


def _write_totals(book: Book, sheet: Sheet, table: Table, last: int) -> int:
    totals = table.totals()
    if totals is None:
        return last
    for index, (column, total) in enumerate(zip(table.columns, totals, strict=True)):
        word = t("output.total") if index == 0 else ""
        _write_cell(sheet, (last + 1, index), column.kind, total, word, style=_style(book, column, bold=True, top=6))
    return last + 1


def _write_summary(book: Book, report: Report, look: Look, *, force: bool) -> None:
    lines = summary_lines(report.summary, look) + [(t("output.warning"), scrub(text)) for text in report.warnings]
    if not lines and not force:
        return
    sheet = book.sheet(t("output.summary"))
    name, cell = book.style(bold=True, border=1, num_format="@"), book.style(border=1, num_format="@", text_wrap=True)
    for row, (title, value) in enumerate(lines):
        sheet.text(row, 0, title, name)
        sheet.text(row, 1, value, cell)
    if not lines:
        sheet.text(0, 0, t("output.no_rows"), name)
    sheet.widths([24, 60])
    _set_page(sheet)


def _set_page(sheet: Sheet) -> None:
    sheet.a4(margins=(0.5, 0.5, 0.6, 0.7), footer=f"&L&A&R{t('output.page')}")
    sheet.raw.fit_to_pages(1, 0)


def _add_chart(book: Book, sheet: Sheet, table: Table, chart: Chart, rows: tuple[int, int]) -> None:
    """A native bar chart on a page of its own, the first row on top."""
    first, last = rows
    label, value = table.position(chart.label), table.position(chart.value)
    name = sheet.raw.get_name()
    drawn = book.raw.add_chart({"type": "bar"})
    drawn.add_series(
        {
            "name": table.columns[value].heading,
            "categories": [name, first, label, last, label],
            "values": [name, first, value, last, value],
            "data_labels": {"value": True},
            "fill": {"color": "#3B6EA5"},
            "gap": 60,
        }
    )
    drawn.set_title({"name": chart.title or table.title or table.columns[value].heading, "name_font": {"size": 14}})
    drawn.set_legend({"none": True})
    drawn.set_y_axis({"reverse": True})
    drawn.set_x_axis({"num_format": _NUMBER_FORMATS[table.columns[value].kind], "major_gridlines": {"visible": False}})
    book.chart_page(t("output.chart", title=table.title or table.name), drawn)
