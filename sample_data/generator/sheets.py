"""Lay a table out as a clerk keeps it and write it as .xlsx, .xls or .csv.

The .xlsx and .csv files come out the same to the byte on every run. It refuses to decide what
stands in a cell, and never turns a text into a number.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from datetime import date, datetime
from io import StringIO
from pathlib import Path

import xlsxwriter
import xlwt

from .model import Cell, Error, Money, Number, Record

CREATED = datetime(2020, 1, 2, 8, 30)
Styles = tuple[xlsxwriter.format.Format, xlsxwriter.format.Format, xlsxwriter.format.Format]
SPECIAL = {"title", "info", "note", "sign"}


@dataclass(slots=True)
class Table:
    """A table with what stands above and below it."""

    title: str
    headings: dict[str, str]
    records: list[Record]
    info: str = ""
    note: str = ""
    sign: str = ""
    total: str = ""
    sheet: str = "Sheet1"
    blank_after: frozenset[int] = frozenset()
    repeat_header_every: int = 0
    sequence_gap_at: int = 0
    hidden: list[list[str]] = field(default_factory=list)


@dataclass(slots=True)
class Line:
    """One row of the sheet: its kind and its cells (one cell for the merged kinds)."""

    kind: str
    cells: list[Cell]
    record: Record | None = None


def lay_out(table: Table) -> list[Line]:
    """Return the rows of the sheet from the title to the signature line."""
    headings = list(table.headings.values())
    lines = [
        Line(kind, [text])
        for kind, text in (("title", table.title), ("info", table.info), ("note", table.note))
        if text
    ]
    header = Line("header", list(headings))
    lines.append(header)
    for at, record in enumerate(table.records):
        if table.repeat_header_every and at and at % table.repeat_header_every == 0:
            lines.append(Line("header", list(headings)))
        number = at + 1 + (1 if table.sequence_gap_at and at >= table.sequence_gap_at else 0)
        cells = record.cells | {"sequence": Number(number)}
        lines.append(Line("data", [cells.get(name, "") for name in table.headings], record))
        if at in table.blank_after:
            lines.append(Line("blank", []))
    if table.total:
        lines.append(Line("total", ["合计", table.total]))
    if table.sign:
        lines.append(Line("sign", [table.sign]))
    return lines


def write(path: Path, table: Table) -> None:
    """Write the table in the form its suffix names and tell every defect where it lies."""
    lines = lay_out(table)
    writers = {".xlsx": write_xlsx, ".xls": write_xls, ".csv": write_csv}
    writers[path.suffix](path, table, lines)
    for number, line in enumerate(lines, start=1):
        defect = line.record.defect if line.record else None
        if defect:
            defect.file, defect.sheet, defect.row = path.name, table.sheet if path.suffix != ".csv" else "", number
            defect.column = table.headings.get(defect.column, defect.column)


def text_of(cell: Cell) -> str:
    """Return what a text file shows for a cell."""
    if isinstance(cell, Number):
        return str(cell.value)
    if isinstance(cell, Money):
        return f"{cell.fen // 100}.{cell.fen % 100:02d}"
    if isinstance(cell, Error):
        return cell.text
    return cell.isoformat() if isinstance(cell, date) else cell


def width_of(lines: list[Line], column: int) -> int:
    """Return a column width in characters; a Chinese character is two wide, headings wrap."""
    widest = 6
    for line in lines:
        if line.kind in {"header", "data"} and column < len(line.cells):
            text = text_of(line.cells[column])
            width = sum(2 if ord(char) > 0x2E80 else 1 for char in text)
            widest = max(widest, min(width, 10) if line.kind == "header" else width)
    return min(widest + 2, 48)


def write_xlsx(path: Path, table: Table, lines: list[Line]) -> None:
    """Write an .xlsx workbook, the same to the byte every time."""
    book = xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"})
    book.set_properties({"title": table.title, "author": "演示数据", "comments": "虚构演示数据", "created": CREATED})
    formats = xlsx_formats(book)
    sheet = book.add_worksheet(table.sheet)
    last_column = len(table.headings) - 1
    for column in range(last_column + 1):
        sheet.set_column(column, column, width_of(lines, column))
    header_row = next(at for at, line in enumerate(lines) if line.kind == "header")
    for row, line in enumerate(lines):
        if line.kind in SPECIAL:
            sheet.merge_range(row, 0, row, last_column, line.cells[0], formats[line.kind])
            sheet.set_row(row, 30 if line.kind == "title" else 18)
            continue
        if line.kind == "header":
            sheet.set_row(row, 42 if last_column > 12 else 30)
        cells = line.cells + [""] * (last_column + 1 - len(line.cells)) if line.kind == "total" else line.cells
        for column, cell in enumerate(cells):
            put_xlsx(sheet, (row, column), cell, (formats[line.kind], formats["date"], formats["money"]))
    sheet.freeze_panes(header_row + 1, 2)
    sheet.set_landscape()
    sheet.set_paper(8 if last_column > 12 else 9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(header_row)
    if table.hidden:
        write_hidden(book, table.hidden)
    book.close()


def xlsx_formats(book: xlsxwriter.Workbook) -> dict[str, xlsxwriter.format.Format]:
    """Return the formats of an office workbook; data cells are text unless they are numbers."""
    font = {"font_name": "宋体", "font_size": 10, "valign": "vcenter"}
    return {
        "title": book.add_format(font | {"font_name": "黑体", "font_size": 16, "bold": True, "align": "center"}),
        "info": book.add_format(font | {"align": "left"}),
        "note": book.add_format(font | {"align": "left", "font_color": "#7F7F7F"}),
        "header": book.add_format(
            font | {"bold": True, "border": 1, "align": "center", "text_wrap": True, "bg_color": "#DDEBF7"}
        ),
        "data": book.add_format(font | {"border": 1, "num_format": "@", "align": "center"}),
        "date": book.add_format(font | {"border": 1, "num_format": "yyyy-mm-dd", "align": "center"}),
        "money": book.add_format(font | {"border": 1, "num_format": "#,##0.00", "align": "right"}),
        "total": book.add_format(font | {"border": 1, "bold": True}),
        "sign": book.add_format(font | {"align": "left"}),
        "blank": book.add_format(font),
    }


def put_xlsx(sheet: xlsxwriter.worksheet.Worksheet, at: tuple[int, int], cell: Cell, styles: Styles) -> None:
    """Write one cell under its own type; ``styles`` are those of the row, of a date and of money."""
    row, column = at
    style, date_style, money_style = styles
    if isinstance(cell, Number):
        sheet.write_number(row, column, cell.value, style)
    elif isinstance(cell, Money):
        sheet.write_number(row, column, cell.fen / 100, money_style)
    elif isinstance(cell, Error):
        sheet.write_formula(row, column, "=VLOOKUP(A1,ZZ1:ZZ2,1,FALSE)", style, cell.text)
    elif isinstance(cell, date):
        sheet.write_datetime(row, column, datetime(cell.year, cell.month, cell.day), date_style)
    elif cell:
        sheet.write_string(row, column, cell, style)
    else:
        sheet.write_blank(row, column, None, style)


def write_hidden(book: xlsxwriter.Workbook, rows: list[list[str]]) -> None:
    """Add a hidden sheet with an old list nobody removed."""
    sheet = book.add_worksheet("2018年旧表")
    for row, cells in enumerate(rows):
        for column, text in enumerate(cells):
            sheet.write_string(row, column, text)
    sheet.hide()


def write_xls(path: Path, table: Table, lines: list[Line]) -> None:
    """Write an old .xls workbook, the same to the cell every time."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet(table.sheet)
    border = "borders: left thin, right thin, top thin, bottom thin"
    styles = {
        "title": xlwt.easyxf("font: name 黑体, bold on, height 320; align: horiz center, vert center"),
        "info": xlwt.easyxf("font: name 宋体, height 200"),
        "note": xlwt.easyxf("font: name 宋体, height 200"),
        "sign": xlwt.easyxf("font: name 宋体, height 200"),
        "header": xlwt.easyxf(
            f"font: name 宋体, bold on, height 200; align: horiz center, vert center, wrap on; {border}"
        ),
        "data": xlwt.easyxf(f"font: name 宋体, height 200; {border}", num_format_str="@"),
        "date": xlwt.easyxf(f"font: name 宋体, height 200; {border}", num_format_str="yyyy-mm-dd"),
        "total": xlwt.easyxf(f"font: name 宋体, bold on, height 200; {border}"),
    }
    for column in range(len(table.headings)):
        sheet.col(column).width = 256 * width_of(lines, column)
    for row, line in enumerate(lines):
        if line.kind in SPECIAL:
            sheet.write_merge(row, row, 0, len(table.headings) - 1, line.cells[0], styles[line.kind])
            continue
        for column, cell in enumerate(line.cells):
            is_date = isinstance(cell, date)
            value = cell.value if isinstance(cell, Number) else cell if is_date else text_of(cell)
            sheet.write(row, column, value, styles["date" if is_date else line.kind])
    book.save(str(path))


def write_csv(path: Path, table: Table, lines: list[Line]) -> None:
    """Write a text file as a Chinese spreadsheet saves it: GB18030, CRLF, every row as wide."""
    width = len(table.headings)
    buffer = StringIO()
    out = csv.writer(buffer, lineterminator="\r\n")
    for line in lines:
        texts = [text_of(cell) for cell in line.cells]
        out.writerow(texts + [""] * (width - len(texts)))
    path.write_bytes(buffer.getvalue().encode("gb18030"))
