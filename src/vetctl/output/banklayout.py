"""Rows of text laid out as a bank's profile says: separated, fixed width, or a workbook of text.

Nothing is cut, rounded or replaced: a character the encoding lacks and a text too long for its place are refused.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from vetctl.core.catalogue import t
from vetctl.core.errors import VetctlError
from vetctl.output.bankprofile import Cell, Layout

Refuse = Callable[[int | None, str], VetctlError]
"""Makes the refusal of a row (counted from 0 among the rows proper; None for summary and headings), with its reason."""


def render(layout: Layout, rows: Sequence[Sequence[str]], summary: Sequence[str], refuse: Refuse) -> bytes:
    """The bytes of a file: summary line, headings and rows, in the order the layout asks for.

    Args:
        layout: how the file lies.
        rows: one text for each of the layout's columns.
        summary: one text for each place of the summary line; not looked at when the layout has none.
        refuse: what to raise for a row that cannot be laid out.
    """
    whole: list[tuple[int | None, Sequence[Cell], Sequence[str]]] = [
        (number, layout.columns, row) for number, row in enumerate(rows)
    ]
    if layout.header:
        whole.insert(0, (None, layout.columns, [cell.heading for cell in layout.columns]))
    if layout.summary:
        whole.insert(0 if layout.summary_at == "first" else len(whole), (None, layout.summary, summary))
    if layout.kind == "xlsx":
        return _workbook(layout, [texts for _, _, texts in whole])
    return b"".join(_line(layout, cells, texts, partial(refuse, number)) for number, cells, texts in whole)


def _line(layout: Layout, cells: Sequence[Cell], texts: Sequence[str], refusal: Callable[[str], VetctlError]) -> bytes:
    try:
        encoded = [text.encode(layout.encoding) for text in texts]
    except UnicodeEncodeError as problem:
        character = problem.object[problem.start]
        point = f"U+{ord(character):04X}"
        raise refusal(t("bankfile.encoding", character=character, point=point, encoding=layout.encoding)) from problem
    if layout.kind == "fixed":
        encoded = [_placed(cell, raw, refusal) for cell, raw in zip(cells, encoded, strict=True)]
    separator = layout.separator.encode(layout.encoding) if layout.kind == "separated" else b""
    return separator.join(encoded) + layout.line_end.encode(layout.encoding)


def _placed(cell: Cell, raw: bytes, refusal: Callable[[str], VetctlError]) -> bytes:
    """A text in its place of so many bytes, filled up at the side the bank wants."""
    if len(raw) > cell.width:
        field = t(f"bankfile.field.{cell.field}")
        raise refusal(t("bankfile.too_wide", field=field, width=cell.width, needs=len(raw)))
    pad = cell.pad.encode() * (cell.width - len(raw))
    return raw + pad if cell.align == "left" else pad + raw


def _workbook(layout: Layout, rows: Sequence[Sequence[str]]) -> bytes:
    """All cells as text: a spreadsheet must not round an account or drop a zero."""
    from vetctl.output.workbook import TEXT, Book

    book = Book(title=layout.sheet)
    sheet = book.sheet(layout.sheet)
    style = book.style(num_format=TEXT, border=1)
    for row, texts in enumerate(rows):
        for column, text in enumerate(texts):
            sheet.text(row, column, text, style)
    sheet.widths(cell.width or 14 for cell in layout.columns)
    return book.finish()
