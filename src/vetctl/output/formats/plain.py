r"""Tab-separated text for pipes: a header line, then full values, one row a line.

Tabs, line breaks, backslashes and control characters inside a value are written ``\t``, ``\n``, ``\\``, ``\x1b``.
Money has no thousands separators, so that `awk` can add it up. Nothing is cut and nothing is coloured.
"""

from __future__ import annotations

from collections.abc import Iterator

from vetctl.output.cells import shown_row, summary_lines, visible
from vetctl.output.report import Column, Example, Look, Report, Table

CODE = "plain"
TITLE = {"zh": "制表符分隔的纯文本", "en": "Tab-separated text"}
SUFFIXES = (".txt", ".tsv")
BINARY = False
EXAMPLE = Example(
    report=Report(
        "stations list",
        [
            Table(
                "stations",
                [Column("name", title="站点"), Column("spent", "fen", title="金额")],
                [("昆阳\t镇", 123450), (None, -5)],
            )
        ],
    ),
    expect="站点\t金额\n昆阳\\t镇\t1234.50\n\t-0.05\n",
)


def render(report: Report, look: Look) -> Iterator[str]:
    """The lines; a further table follows after an empty line and ``# name``, the summary after ``# summary``."""
    for index, table in enumerate(report.every_table()):
        if index:
            yield f"\n# {table.name}\n"
        yield _line([column.heading for column in table.columns])
        for row in table.walk():
            yield _line(shown_row(table, row, look, report, grouped=False))
    lines = summary_lines(report.summary, look)
    if lines:
        yield ("\n" if report.every_table() else "") + "# summary\n"
        yield from (_line([key, value]) for key, value in lines)


def _line(cells: list[str]) -> str:
    return "\t".join(visible(cell.replace("\\", "\\\\")) for cell in cells) + "\n"
