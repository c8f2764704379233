"""CSV that Excel and WPS open rightly: UTF-8 with its mark, CRLF, long numbers as text.

A value that a spreadsheet would run as a formula gets an apostrophe in front; numbers that need all their digits get
a tab, which both programs take as "text" and vetctl's own import takes off. Control characters are written out. Money has no thousands separators.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from io import StringIO

from vetctl.output.cells import inert, shown_row
from vetctl.output.report import Column, Example, Look, Report, Table

CODE = "csv"
TITLE = {"zh": "CSV（Excel、WPS 可直接打开）", "en": "CSV for Excel and WPS"}
SUFFIXES = (".csv",)
BINARY = False
EXAMPLE = Example(
    report=Report(
        "stations list",
        [
            Table(
                "stations",
                [Column("name", title="站点"), Column("spent", "fen", title="金额"), Column("account", "account", title="账号")],
                [('"昆阳",镇', -5, "6228580000000000018"), ("=1+1", None, None)],
            )
        ],
    ),
    look=Look(reveal=True),
    expect='\ufeff站点,金额,账号\r\n"""昆阳"",镇",-0.05,\t6228580000000000018\r\n\'=1+1,,\r\n',
)

_FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠]")
_NUMBER = re.compile(r"-?\d+(\.\d+)?%?", re.ASCII)
_LONG_DIGITS = re.compile(r"\d{12,}[Xx]?|0\d+", re.ASCII)


def render(report: Report, look: Look) -> Iterator[str]:
    """The lines; a further table follows after an empty line and its name."""
    for index, table in enumerate(report.every_table()):
        yield f"\r\n{_line([table.title or table.name])}" if index else "\ufeff"
        yield _line([column.heading for column in table.columns])
        for row in table.walk():
            yield _line(shown_row(table, row, look, report, grouped=False))


def _line(cells: list[str]) -> str:
    page = StringIO()
    csv.writer(page, lineterminator="\r\n").writerow([_guarded(cell) for cell in cells])
    return page.getvalue()


def _guarded(cell: str) -> str:
    cell = inert(cell)
    if _LONG_DIGITS.fullmatch(cell):
        return "\t" + cell
    if _FORMULA.match(cell) and not _NUMBER.fullmatch(cell):
        return "'" + cell
    return cell
