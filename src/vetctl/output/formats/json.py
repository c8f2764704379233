"""One JSON document: schema, command, data, summary, warnings.

Keys are English and never translated; further tables, findings and the next step are added only when there are any.
Money is a whole number of fen under ``*_fen`` beside its text in yuan. No number is ever a float.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from vetctl.output.cells import Json, json_summary, record, scrub
from vetctl.output.report import Column, Example, Look, Report, Table, findings_table

CODE = "json"
TITLE = {"zh": "JSON 文档", "en": "JSON document"}
SUFFIXES = (".json",)
BINARY = False
SCHEMA = "vetctl/1"
EXAMPLE = Example(
    report=Report(
        "stations list",
        [Table("stations", [Column("name"), Column("spent", "fen")], [("昆阳镇", 123450)])],
        summary={"total_fen": 123450},
    ),
    expect=(
        '{\n"schema": "vetctl/1",\n"command": "stations list",\n"data": [\n'
        '{"name": "昆阳镇", "spent_fen": 123450, "spent": "1,234.50"}\n],\n'
        '"summary": {"total_fen": 123450, "total": "1,234.50"},\n"warnings": []\n}\n'
    ),
)


def render(report: Report, look: Look) -> Iterator[str]:
    """The document, one row a line, so that large results can be streamed and compared."""
    yield f'{{\n"schema": {dump(SCHEMA)},\n"command": {dump(report.command)},\n"data": '
    yield from _rows(report.tables[0], report, look) if report.tables else iter(["[]"])
    yield f',\n"summary": {dump(json_summary(report.summary, look))}'
    yield f',\n"warnings": {dump([scrub(warning) for warning in report.warnings])}'
    if len(report.tables) > 1:
        yield ',\n"tables": {'
        for index, table in enumerate(report.tables[1:]):
            yield (",\n" if index else "\n") + dump(table.name) + ": "
            yield from _rows(table, report, look)
        yield "}"
    if report.findings:
        yield ',\n"findings": '
        yield from _rows(findings_table(report.findings), report, look)
    if report.next_step:
        yield f',\n"next_step": {dump(report.next_step)}'
    yield "\n}\n"


def dump(value: Json) -> str:
    """One value as JSON on one line, Chinese characters as they are."""
    return json.dumps(value, ensure_ascii=False)


def _rows(table: Table, report: Report, look: Look) -> Iterator[str]:
    mark = "["
    for row in table.walk():
        yield f"{mark}\n{dump(record(table, row, look, report))}"
        mark = ","
    yield "[]" if mark == "[" else "\n]"
