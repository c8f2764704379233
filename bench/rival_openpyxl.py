"""A clerk's script: openpyxl reads row by row, sqlite-utils makes the table and inserts. Nothing is checked.

    python bench/rival_openpyxl.py roster.xlsx roster.db
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import openpyxl
import sqlite_utils


def records(path: str) -> Iterator[dict[str, Any]]:
    """Dictionaries by heading; the two lines above the headings are skipped."""
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    lines = book.worksheets[0].iter_rows(min_row=3, values_only=True)
    headings = next(lines)
    for line in lines:
        yield dict(zip(headings, line, strict=True))


def main() -> None:
    sqlite_utils.Database(sys.argv[2])["roster"].insert_all(records(sys.argv[1]))


if __name__ == "__main__":
    main()
