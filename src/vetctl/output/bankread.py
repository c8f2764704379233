"""Reading what a bank's profile describes: our own payment file back from disk, and the bank's answer.

It shares no code with the writer, so that a fault of the one shows in the other. Cells come out as text, an empty
cell as the empty text. It judges nothing but the layout and the summary line; what a row means is for payments to say.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from vetctl.core.catalogue import t
from vetctl.core.money import AmountError, parse_yuan
from vetctl.output.bankprofile import AnswerFile, Cell, Layout, PaymentFile

MAX_BYTES = 64 * 2**20
MAX_ROWS = 200_000
MAX_COLUMNS = 256
_ZIP = b"PK\x03\x04"


class NotReadableError(ValueError):
    """The bytes are no such file; the message says where, in the reader's language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row below the headings."""

    number: int
    """The line of the text, or the row of the sheet, from 1."""
    cells: Mapping[str, str]
    """Field -> text; fields the layout does not have are missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A file taken apart."""

    rows: Sequence[Row]
    summary: Mapping[str, str]
    """Field -> text of the summary line; empty without one."""


def payments(data: bytes, layout: PaymentFile) -> list[tuple[str, str, str, int]]:
    """Reference, name, account and fen of every line of a payment file, once its summary line is seen to agree.

    Raises:
        NotReadableError: a line that is none, or a count or total that the lines do not come to.
    """
    page = take_apart(data, layout)
    try:
        lines = [
            (row.cells["reference"], row.cells["name"], row.cells["account"], fen_of(row.cells["amount"], layout))
            for row in page.rows
        ]
        count = int(page.summary.get("count", len(lines)))
        total = fen_of(page.summary["total"], layout) if "total" in page.summary else None
    except ValueError as problem:
        raise NotReadableError(str(problem)) from problem
    if count != len(lines) or total not in (None, sum(line[3] for line in lines)):
        raise NotReadableError(t("bankfile.summary"))
    return lines


def take_apart(data: bytes, layout: Layout) -> Page:
    """The rows of a file and its summary line.

    Raises:
        NotReadableError: the bytes do not lie as the layout says.
    """
    if len(data) > MAX_BYTES:
        raise NotReadableError(t("bankfile.too_large"))
    table = list(_sheet(data, layout) if layout.kind == "xlsx" else _lines(data, layout))
    summary: Mapping[str, str] = {}
    if layout.summary:
        if not table:
            raise NotReadableError(t("bankfile.no_summary"))
        number, cells = table.pop(0 if layout.summary_at == "first" else -1)
        summary = _named(layout.summary, number, cells, exact=layout.kind != "xlsx")
    columns: Sequence[Cell | None] = layout.columns
    if layout.header:
        if not table:
            raise NotReadableError(t("bankfile.no_header"))
        columns = _columns(layout, table.pop(0)[1])
    exact = layout.kind != "xlsx"
    return Page(
        rows=[Row(number=n, cells=_named(columns, n, cells, exact=exact)) for n, cells in table], summary=summary
    )


def fen_of(text: str, layout: Layout) -> int:
    """An amount in the unit of the layout, as fen.

    Raises:
        AmountError: the text is no such amount.
    """
    if layout.amount == "yuan":
        return parse_yuan(text)
    plain = text.strip().removesuffix(".0")
    if not (plain.isascii() and plain.isdigit()):
        raise AmountError("E110")
    return int(plain)


def day_of(text: str, layout: AnswerFile) -> date:
    """A day as the profile writes it.

    Raises:
        ValueError: the text is no such day.
    """
    return datetime.strptime(text, layout.date_format).date()  # noqa: DTZ007 - a day, not a moment


def _columns(layout: Layout, headings: Sequence[str]) -> list[Cell | None]:
    """Which column each heading of a file means; headings the layout does not name are passed over."""
    known = {cell.heading: cell for cell in layout.columns}
    found = [known.get("".join(heading.split())) for heading in headings]
    names = [cell.heading for cell in found if cell is not None]
    lacking = [heading for heading in known if heading not in names]
    if lacking or len(set(names)) != len(names):
        raise NotReadableError(t("bankfile.headings", missing="、".join(lacking) or "-", found="、".join(headings)))
    return found


def _named(columns: Sequence[Cell | None], number: int, cells: Sequence[str], *, exact: bool) -> dict[str, str]:
    """The cells of a row by field. Text lines must have every column; a sheet's rows may end with their last cell that holds something."""
    cut = list(cells[: len(columns)])
    if (exact and len(cells) < len(columns)) or any(cells[len(columns) :]):
        raise NotReadableError(t("bankfile.columns", row=number, found=len(cells), columns=len(columns)))
    cut += [""] * (len(columns) - len(cut))
    return {
        column.field: text
        for column, text in zip(columns, cut, strict=True)
        if column is not None and column.field not in {"text", "ignore"}
    }


def _lines(data: bytes, layout: Layout) -> Iterator[tuple[int, list[str]]]:
    """Number and cells of every line that is not empty."""
    end = layout.line_end.encode(layout.encoding)
    marked = data.removeprefix(b"\xef\xbb\xbf") if layout.encoding.lower().startswith("utf") else data
    first, last = (1, 0) if layout.summary and layout.summary_at == "first" else (0, 1 if layout.summary else 0)
    lines = [(number, line) for number, line in enumerate(marked.split(end), 1) if line.strip()]
    for place, (number, line) in enumerate(lines):
        is_summary = place < first or place >= len(lines) - last
        try:
            if layout.kind == "fixed":
                yield number, _cut(line, layout.summary if is_summary else layout.columns, layout.encoding, number)
            else:
                yield number, [part.strip() for part in line.decode(layout.encoding).split(layout.separator)]
        except UnicodeDecodeError as problem:
            raise NotReadableError(t("bankfile.undecodable", row=number, encoding=layout.encoding)) from problem


def _cut(line: bytes, columns: Sequence[Cell], encoding: str, number: int) -> list[str]:
    """A line of fixed width, cut at its bytes."""
    if len(line) != sum(cell.width for cell in columns):
        raise NotReadableError(
            t("bankfile.width", row=number, found=len(line), width=sum(cell.width for cell in columns))
        )
    found, place = [], 0
    for cell in columns:
        text = line[place : place + cell.width].decode(encoding)
        place += cell.width
        found.append((text.lstrip("0") or "0") if cell.pad == "0" else text.strip())
    return found


def _sheet(data: bytes, layout: Layout) -> Iterator[tuple[int, list[str]]]:
    """Number and cells of every row of the first sheet that holds anything."""
    import python_calamine as calamine

    if not data.startswith(_ZIP):
        raise NotReadableError(t("bankfile.no_workbook"))
    try:
        with calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            sheet = book.get_sheet_by_index(0)
            if sheet.total_height > MAX_ROWS or sheet.total_width > MAX_COLUMNS:
                raise NotReadableError(t("bankfile.too_large"))
            top, left = sheet.start or (0, 0)
            rows = sheet.to_python(skip_empty_area=True)
    except (calamine.CalamineError, OSError, IndexError) as problem:
        raise NotReadableError(t("bankfile.no_workbook")) from problem
    date_format = layout.date_format if isinstance(layout, AnswerFile) else "%Y-%m-%d"
    for number, row in enumerate(rows, top + 1):
        cells = [""] * left + [_text(value, date_format) for value in row]
        if any(cells):
            yield number, cells


def _text(value: Any, date_format: str) -> str:
    """A cell as text: numbers by their shortest form, days as the profile writes them, nothing as the empty text."""
    if value is None:
        return ""
    if isinstance(value, date):
        return value.strftime(date_format)
    if isinstance(value, float):
        return repr(value).removesuffix(".0")
    return str(value).strip()
