"""A database with the regions of the county, and workbooks made on the spot."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from vetctl.intake import importing, shipped
from vetctl.intake.plan import Plan
from vetctl.store import db, journal

DAY = dt.date(2020, 12, 1)
ACTOR = journal.Actor(name="王经办", at="2020-12-01T00:00:00Z", command="import run", arguments={})

SOLDIER = {
    "姓名": "陈国华", "身份证号": "990326194802113419", "乡镇": "昆阳镇", "优抚对象类别": "60周岁以上农村籍退役士兵",
    "入伍时间": "1969-12", "退伍时间": "1973-03", "批准时间": "2011-08-20", "待遇开始年月": "2011-08",
    "联系电话": "11000000001", "银行账号": "9903260000000000017",
}  # fmt: skip
DISABLED = {
    "姓名": "林永福", "身份证号": "990326195507083119", "乡镇": "鳌江镇", "优抚对象类别": "残疾军人", "伤残等级": "六级",
    "伤残性质": "因公", "批准时间": "1980年5月", "银行账号": "9903260000000000025",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VETCTL_LANG", "zh_CN")


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    opened = db.memory()
    opened.execute("INSERT INTO setting (key, value) VALUES ('database_uuid', 'test')")
    with db.transaction(opened):
        shipped.load_regions(opened, "王经办", DAY)
    yield opened
    opened.close()


Rows = list[list[Any]]


def table(*records: dict[str, Any]) -> Rows:
    """Heading row and rows of some records."""
    headings = list(dict.fromkeys(heading for record in records for heading in record))
    return [headings, *([record.get(heading, "") for heading in headings] for record in records)]


@pytest.fixture
def workbook(tmp_path: Path) -> Callable[..., Path]:
    """Write sheets (name -> rows) to an .xlsx; a cell is text, number, date or ("formula", text, value)."""

    def write(sheets: dict[str, Rows] | Rows, name: str = "表.xlsx", at: tuple[int, int] = (0, 0), hidden: tuple[str, ...] = ()) -> Path:
        path = tmp_path / name
        book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for title, rows in (sheets if isinstance(sheets, dict) else {"花名册": sheets}).items():
            sheet = book.add_worksheet(title)
            if title in hidden:
                sheet.hide()
            for r, row in enumerate(rows, at[0]):
                for c, value in enumerate(row, at[1]):
                    if isinstance(value, tuple):
                        sheet.write_formula(r, c, value[1], None, value[2])
                    elif isinstance(value, dt.date):
                        sheet.write_datetime(r, c, value, day)
                    elif value != "":
                        sheet.write(r, c, value)
        book.close()
        return path

    return write


def take(connection: sqlite3.Connection, path: Path, **options: Any) -> Plan:
    """Import a file as the front door does."""
    with db.transaction(connection):
        return importing.run(connection, ACTOR, path, received_on=options.pop("received_on", DAY), **options)


def codes(plan: Plan) -> set[str]:
    """The codes of everything found."""
    return {found.code for found in plan.findings()}


def counts(connection: sqlite3.Connection, *tables: str) -> tuple[int, ...]:
    """Rows of some tables."""
    return tuple(connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in tables)
