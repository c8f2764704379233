"""A table for a terminal, drawn by Rich.

It never cuts a value: long texts fold, and rows that cannot stand side by side are shown one under the other.
All data goes through `Text`, so markup in it stays text. Not for pipes: those get `plain`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import StringIO
from itertools import islice
from typing import TYPE_CHECKING

from vetctl.core.catalogue import t
from vetctl.output.cells import shown_row, shown_totals, summary_lines, visible
from vetctl.output.report import Column, Example, Look, Report, Table

if TYPE_CHECKING:
    from rich.box import Box

CODE = "table"
TITLE = {"zh": "终端表格", "en": "Table for a terminal"}
SUFFIXES: tuple[str, ...] = ()
BINARY = False
EXAMPLE = Example(
    report=Report(
        "stations list",
        [
            Table(
                "stations",
                [Column("name", title="站点"), Column("staff", "int", title="人数"), Column("spent", "fen", title="金额")],
                [("昆阳镇[b]站", 3, 123450), ("鳌江镇站", 12, -5)],
            )
        ],
    ),
    look=Look(width=60, ascii_only=True),
    expect="  站点          人数       金额\n -------------------------------\n  昆阳镇[b]站      3   1,234.50\n  鳌江镇站        12      -0.05\n",
)

MAX_ROWS = 200
"""Rich takes milliseconds per row, and nobody reads more on a screen; the rest is announced."""
_TEXT_ROOM = 16
"""Cells a text column needs before folding makes it unreadable."""
_FRAME, _EDGES = 3, 2
"""Cells Rich spends around each column, and at the two ends."""
_ASCII_BOX = "    \n    \n -- \n    \n    \n -- \n    \n    \n"


def render(report: Report, look: Look) -> Iterator[str]:
    """The tables, then the summary, piece by piece."""
    for index, table in enumerate(report.every_table()):
        yield "\n" if index else ""
        yield _render_table(table, report, look)
    lines = summary_lines(report.summary, look)
    if lines:
        yield "\n" if report.every_table() else ""
        yield "".join(f"{title}: {visible(value)}\n" for title, value in lines)


def _render_table(table: Table, report: Report, look: Look) -> str:
    rows = [
        [visible(cell, breaks=True) for cell in shown_row(table, row, look, report)]
        for row in islice(table.walk(), MAX_ROWS)
    ]
    left = len(table.rows) - len(rows)
    text = f"{table.title}\n" if table.title else ""
    if not rows:
        text += t("output.no_rows") + "\n"
    elif look.width is not None and _needed(table.columns, rows) > look.width:
        text += _stacked(table, rows)
    else:
        text += _side_by_side(table, rows, look)
    if left > 0:
        text += t("output.more_rows", shown=len(rows), left=left) + "\n"
    return text + (f"{visible(table.note, breaks=True)}\n" if table.note else "")


def _whole(column: Column) -> bool:
    """Whether folding would spoil the value."""
    return column.kind not in {"text", "name"}


def _needed(columns: Sequence[Column], rows: list[list[str]]) -> int:
    """Cells below which a value would have to be spoilt."""
    from rich.cells import cell_len

    total = _EDGES
    for index, column in enumerate(columns):
        natural = max(cell_len(column.heading), *(cell_len(part) for row in rows for part in row[index].split("\n")))
        total += _FRAME + (natural if _whole(column) else min(natural, _TEXT_ROOM))
    return total


def _side_by_side(table: Table, rows: list[list[str]], look: Look) -> str:
    from rich.console import Console
    from rich.table import Table as RichTable
    from rich.text import Text

    totals = shown_totals(table)
    drawn = RichTable(box=_box(look), show_footer=totals is not None, header_style="bold", footer_style="bold")
    for index, column in enumerate(table.columns):
        drawn.add_column(
            Text(column.heading),
            Text(totals[index]) if totals else "",
            justify="right" if column.is_number else "left",
            no_wrap=_whole(column),
            overflow="fold",
        )
    for row in rows:
        drawn.add_row(*(Text(cell) for cell in row))
    page = StringIO()
    width = look.width or max(_needed_full(table, rows, totals), 20)
    console = Console(
        file=page,
        width=width,
        force_terminal=look.color,
        color_system="standard" if look.color else None,
        no_color=not look.color,
        legacy_windows=False,
        _environ={},
    )
    console.print(drawn)
    # Rich pads every line to the frame; the padding would only get in the way of copying.
    return "".join(f"{line.rstrip()}\n" for line in page.getvalue().splitlines() if line.strip())


def _needed_full(table: Table, rows: list[list[str]], totals: list[str] | None) -> int:
    from rich.cells import cell_len

    lines = [[column.heading for column in table.columns], *rows, *([totals] if totals else [])]
    widest = [max(cell_len(part) for line in lines for part in line[i].split("\n")) for i in range(len(table.columns))]
    return sum(widest) + _FRAME * len(widest) + _EDGES


def _box(look: Look) -> Box:
    from rich import box

    return box.Box(_ASCII_BOX, ascii=True) if look.ascii_only else box.SIMPLE


def _stacked(table: Table, rows: list[list[str]]) -> str:
    """One line per value, for rows that are wider than the terminal."""
    from rich.cells import cell_len

    headings = [column.heading for column in table.columns]
    room = max(cell_len(heading) for heading in headings)
    totals = shown_totals(table)
    blocks = [f"[{number}]\n" + _block(headings, row, room) for number, row in enumerate(rows, 1)]
    if totals is not None:
        named = [(h, cell) for h, cell, c in zip(headings, totals, table.columns, strict=True) if c.total]
        blocks.append(f"[{t('output.total')}]\n" + _block([h for h, _ in named], [cell for _, cell in named], room))
    return "\n".join(blocks)


def _block(headings: list[str], cells: list[str], room: int) -> str:
    from rich.cells import cell_len

    indent = "\n" + " " * (room + 4)
    return "".join(
        f"  {heading}{' ' * (room - cell_len(heading))}  {cell.replace(chr(10), indent)}\n"
        for heading, cell in zip(headings, cells, strict=True)
        if cell
    )
