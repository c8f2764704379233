"""JSON lines: one object per row, for programs that read as they go.

Only rows: summary and warnings are for `json`. With several tables every object names its own under ``_table``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from vetctl.output.cells import Json, record
from vetctl.output.report import Column, Example, Look, Report, Table

CODE = "jsonl"
TITLE = {"zh": "逐行 JSON", "en": "JSON lines"}
SUFFIXES = (".jsonl", ".ndjson")
BINARY = False
EXAMPLE = Example(
    report=Report("stations list", [Table("stations", [Column("name"), Column("spent", "fen")], [("昆阳镇", 123450)])]),
    expect='{"name": "昆阳镇", "spent_fen": 123450, "spent": "1,234.50"}\n',
)


def render(report: Report, look: Look) -> Iterator[str]:
    """The lines, one at a time."""
    tables = report.every_table()
    for table in tables:
        named: dict[str, Json] = {"_table": table.name} if len(tables) > 1 else {}
        for row in table.walk():
            yield json.dumps({**named, **record(table, row, look, report)}, ensure_ascii=False) + "\n"
