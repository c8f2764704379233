"""Workbooks as clerks make them: merged cells, hidden rows, formulas, old formats. All made on the spot, all people invented."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import xlsxwriter
import xlwt

from vetctl.core.identity import check_character

Row = list[Any]

_NAMES = (
    "陈国华",
    "林永福",
    "徐建国",
    "黄志强",
    "吴明德",
    "周小兰",
    "郑阿妹",
    "王福来",
    "杨大海",
    "叶春生",
    "蔡文忠",
    "李成功",
)


@dataclass(frozen=True)
class Formula:
    """A formula, with the value the spreadsheet program left behind; None when none ever did."""

    text: str
    value: Any = None


@dataclass(frozen=True)
class Long:
    """A number whose text in the file is this very text, as Excel leaves an 18-digit number."""

    text: str


@dataclass
class Sheet:
    """A sheet: its rows, and what is done to them. Rows and columns count from 1, as the clerk sees them."""

    rows: list[Row]
    name: str = "花名册"
    merged: Sequence[tuple[int, int, int, int]] = ()
    """(first row, first column, last row, last column)."""
    hidden_rows: Sequence[int] = ()
    hidden_columns: Sequence[int] = ()
    filtered: bool = False
    hidden: bool = False
    formats: dict[int, str] = field(default_factory=dict)
    """Column -> number format."""


def number(index: int, *, born: str = "19500101", woman: bool = False) -> str:
    """An identity number of the demonstration area, which was never issued."""
    body = f"990326{born}{index * 2 + (0 if woman else 1):03d}"
    return body + check_character(body)


def ending_in(check: str, born: str = "19500101") -> str:
    """An identity number with a given check character."""
    return next(n for n in (number(i, born=born) for i in range(1, 400)) if n[-1] == check and not n.endswith("000"))


def person(index: int, **cells: Any) -> dict[str, Any]:
    """A disabled soldier, all cells as they should be; `cells` says what this clerk writes instead."""
    record = {
        "序号": index, "姓名": _NAMES[index % len(_NAMES)], "身份证号": number(index), "乡镇": "昆阳镇", "优抚对象类别": "残疾军人", "伤残等级": "六级",
        "伤残性质": "因公", "批准时间": "1980年5月", "银行账号": f"99032600000000{index:05d}",
    }  # fmt: skip
    return {**record, **cells}


def case(index: int, amount: Any, **cells: Any) -> dict[str, Any]:
    """Somebody in hardship with an amount in yuan."""
    record = {
        "序号": index, "姓名": _NAMES[index % len(_NAMES)], "身份证号": number(index), "乡镇": "昆阳镇", "救助类别": "重大疾病", "核定援助金额": amount,
        "申请日期": "2020-06-01", "批准日期": "2020-06-20",
    }  # fmt: skip
    return {**record, **cells}


def rows(*records: dict[str, Any]) -> list[Row]:
    """Heading row and rows of some records."""
    headings = list(dict.fromkeys(heading for record in records for heading in record))
    return [headings, *([record.get(heading, "") for heading in headings] for record in records)]


def line(like: list[Row], **cells: Any) -> Row:
    """A row under the headings of some rows, blank but for some cells."""
    return [cells.get(str(heading), "") for heading in like[0]]


def alone(like: list[Row], text: Any, at: int = 0) -> Row:
    """A row with one cell."""
    return [text if column == at else "" for column in range(len(like[0]))]


def xlsx(path: Path, *sheets: Sheet, date_1904: bool = False) -> Path:
    """Write an .xlsx."""
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "date_1904": date_1904,
    }
    book = xlsxwriter.Workbook(str(path), options)
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    text = book.add_format({"num_format": "@"})
    longs: dict[str, str] = {}
    for sheet in sheets:
        page = book.add_worksheet(sheet.name)
        if sheet.hidden:
            page.hide()
        formats = {column - 1: book.add_format({"num_format": shape}) for column, shape in sheet.formats.items()}
        for r, row in enumerate(sheet.rows):
            for c, value in enumerate(row):
                _cell(
                    page,
                    r,
                    c,
                    value,
                    formats.get(c, day if isinstance(value, dt.date) else text if isinstance(value, str) else None),
                    longs,
                )
        for first_row, first_column, last_row, last_column in sheet.merged:
            page.merge_range(first_row - 1, first_column - 1, last_row - 1, last_column - 1, "")
            value = sheet.rows[first_row - 1][first_column - 1]
            _cell(page, first_row - 1, first_column - 1, value, None, longs)
        if sheet.filtered:
            page.autofilter(0, 0, len(sheet.rows) - 1, 1)
            page.filter_column(1, "x == 林永福")
        for row_number in sheet.hidden_rows:
            page.set_row(row_number - 1, None, None, {"hidden": True})
        for column in sheet.hidden_columns:
            page.set_column(column - 1, column - 1, None, None, {"hidden": True})
    book.close()
    if longs:
        _put_longs(path, longs)
    return path


def _cell(page: Any, r: int, c: int, value: Any, shape: Any, longs: dict[str, str]) -> None:
    if isinstance(value, Formula):
        page.write_formula(r, c, value.text, shape, "" if value.value is None else value.value)
    elif isinstance(value, Long):
        mark = 777000 + len(longs)
        longs[f"<v>{mark}</v>"] = f"<v>{value.text}</v>"
        page.write_number(r, c, mark, shape)
    elif isinstance(value, dt.date):
        page.write_datetime(r, c, value, shape)
    elif value != "":
        page.write(r, c, value, shape)


def _put_longs(path: Path, longs: dict[str, str]) -> None:
    import zipfile

    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            text = data
            for old, new in longs.items():
                text = text.replace(old.encode(), new.encode())
            archive.writestr(name, text)


def xls(path: Path, sheet: Sheet) -> Path:
    """Write an old .xls."""
    book = xlwt.Workbook()
    page = book.add_sheet(sheet.name)
    for r, row in enumerate(sheet.rows):
        for c, value in enumerate(row):
            if value != "":
                page.write(r, c, value)
    book.save(str(path))
    return path


def csv(path: Path, table: list[Row], encoding: str) -> Path:
    """Write a text table."""
    path.write_bytes("\r\n".join(",".join(map(str, row)) for row in table).encode(encoding))
    return path
