"""A careful script: frictionless reads by a schema (text, shapes of numbers), and only rows that fit it are inserted.

    python bench/rival_frictionless.py roster.xlsx roster.db
"""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from typing import Any

from frictionless import Dialect, Resource, Schema, fields, formats
from make_workbook import FIRST_ROW, HEADINGS

SHAPES = {"身份证号": r"\d{17}[\dX]", "银行账号": r"[0-9A-Z]{8,32}"}
DAYS = frozenset({"服义务兵开始时间", "服义务兵结束时间", "批准时间"})


def schema() -> Schema:
    """Days as whatever stands there, because both day cells and text occur; the rest as text."""
    columns = []
    for heading in HEADINGS:
        if heading in DAYS or heading == "联系电话":
            columns.append(fields.AnyField(name=heading))
        else:
            columns.append(fields.StringField(name=heading, constraints={"pattern": SHAPES[heading]} if heading in SHAPES else {}))
    return Schema(fields=columns)


def sound_rows(path: str) -> Iterator[tuple[Any, ...]]:
    """The number of every row that fits the schema, and its cells."""
    dialect = Dialect(header_rows=[FIRST_ROW], controls=[formats.ExcelControl()])
    with Resource(path=path, dialect=dialect, schema=schema()) as resource:
        for row in resource.row_stream:
            if row.valid:
                yield row.row_number - FIRST_ROW, *(None if value is None else str(value) for value in row.to_list())


def main() -> None:
    names = ", ".join(HEADINGS).replace("（", "_").replace("）", "_")
    with closing(sqlite3.connect(sys.argv[2])) as connection:
        connection.execute(f"CREATE TABLE roster ({names})")
        connection.executemany(f"INSERT INTO roster (rowid, {names}) VALUES ({', '.join('?' * (len(HEADINGS) + 1))})", sound_rows(sys.argv[1]))
        connection.commit()


if __name__ == "__main__":
    main()
