"""Markdown tables for notes and tickets: every character that Markdown or HTML would read is escaped.

Line breaks become ``<br>``; nothing in the data can become a link, a tag or a new row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from vetctl.core.catalogue import t
from vetctl.output.cells import scrub, shown_row, shown_totals, summary_lines, visible
from vetctl.output.report import Column, Example, Look, Report, Table

CODE = "md"
TITLE = {"zh": "Markdown 表格", "en": "Markdown table"}
SUFFIXES = (".md",)
BINARY = False
EXAMPLE = Example(
    report=Report(
        "stations list",
        [
            Table(
                "stations",
                [Column("name", title="站点"), Column("spent", "fen", title="金额")],
                [("昆阳|镇\n<b>", 123450)],
            )
        ],
    ),
    expect="| 站点 | 金额 |\n| --- | ---: |\n| 昆阳\\|镇<br>&lt;b&gt; | 1,234.50 |\n",
)

_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+!|~])")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def render(report: Report, look: Look) -> Iterator[str]:
    """Headings, tables, summary and warnings."""
    for index, table in enumerate(report.every_table()):
        yield "\n" if index else ""
        yield f"## {escape(table.title)}\n\n" if table.title else ""
        yield from _table(table, report, look)
        yield f"\n{escape(table.note)}\n" if table.note else ""
    lines = summary_lines(report.summary, look)
    yield "\n" if lines else ""
    yield from (f"- {escape(title)}: {escape(value)}\n" for title, value in lines)
    yield from (f"\n> {t('output.warning')}: {escape(scrub(warning))}\n" for warning in report.warnings)


def _table(table: Table, report: Report, look: Look) -> Iterator[str]:
    yield _line([escape(column.heading) for column in table.columns])
    yield _line(["---:" if column.is_number else "---" for column in table.columns])
    for row in table.walk():
        yield _line([escape(cell) for cell in shown_row(table, row, look, report)])
    totals = shown_totals(table)
    if totals is not None:
        yield _line([f"**{escape(cell)}**" if cell else "" for cell in totals])


def _line(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |\n"


def escape(text: str) -> str:
    r"""Make a text inert in Markdown.

    >>> escape("[/注] *a*")
    '\\[/注\\] \\*a\\*'
    """
    plain = visible(text, breaks=True)
    plain = _SPECIAL.sub(r"\\\1", plain)
    plain = "".join(_ENTITIES.get(c, c) for c in plain)
    # A bare address would become a link in most readers.
    return plain.replace("://", ":&#47;&#47;").replace("\n", "<br>")
