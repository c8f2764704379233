"""A township roster as clerks keep it: a title above the headings, a totals row below, 17 columns, made without chance.

Eight rows in a thousand have something wrong with them, of the kinds that rosters really have. The people are nobody: their
area code was never issued.

    python bench/make_workbook.py roster.xlsx --rows 50000
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter
from make_county import Somebody

HEADINGS = (
    "姓名", "身份证号", "乡镇", "村（社区）", "优抚对象类别", "伤残等级", "伤残性质", "入伍时间", "退伍时间",
    "服义务兵开始时间", "服义务兵结束时间", "户口类别", "批准时间", "待遇开始年月", "联系电话", "开户银行", "银行账号",
)  # fmt: skip
IDENTITY, ACCOUNT = HEADINGS.index("身份证号"), HEADINGS.index("银行账号")
FIRST_ROW = 3
"""How many lines stand above the first data row: title, unit, headings."""

TOWNSHIPS = ("昆阳镇", "鳌江镇", "水头镇", "萧江镇", "腾蛟镇", "山门镇", "顺溪镇", "南雁镇", "万全镇", "海西镇")
CATEGORIES = {
    "age-60-service": "60周岁以上农村籍退役士兵", "war-test": "参战退役人员", "disability-pension": "残疾军人",
    "survivors-pension": "烈士遗属", "ill-returned": "带病回乡退伍军人", "martyrs-children": "烈士老年子女",
}  # fmt: skip
FAMILIES = ("survivors-pension", "martyrs-children")
DIGITS = "一二三四五六七八九十"
SURNAMES, GIVEN = "陈林黄李王张吴周郑叶", "国华建明永福志强德海春生金水玉兰秀英"

SPOILT = {
    100: "identity as a number", 200: "account as a number", 300: "wrong check digit", 400: "no such township",
    500: "impossible date", 600: "the row before once more", 700: "discharged before enlisted", 800: "no category",
}  # fmt: skip
"""Of a thousand rows, which one is spoilt in which way; what is wrong must neither vanish nor come in."""


def clean_row(number: int) -> list[Any]:
    """A row without fault. Accounts begin with 0 in one of ten passbooks; some have none."""
    one = Somebody(number)
    code, _ = one.benefit
    grade, nature = one.grade
    begun, left = (date.fromisoformat(day) for day in one.service) if code not in FAMILIES else ("", "")
    account = "" if number % 250 == 9 else f"{'0' if number % 10 == 3 else '6'}{number * 7919:018d}"
    return [
        SURNAMES[number % 10] + GIVEN[number // 10 % 18] + GIVEN[number // 180 % 18], one.id_no, TOWNSHIPS[number % 10], f"第{number % 37 + 1}村",
        CATEGORIES[code], f"{DIGITS[grade - 1]}级" if grade else "", {"war": "因战", "duty": "因公"}.get(nature or "", ""),
        str(begun)[:7], str(left)[:7], begun, left, "农业", date(2012 + number % 7, 1 + number % 12, 1 + number % 28),
        f"{2013 + number % 7}年{1 + number % 12}月", 13_000_000_000 + number, "农商银行", account,
    ]  # fmt: skip


def row(number: int) -> list[Any]:
    """A row as it stands in the workbook, spoilt or not."""
    cells = clean_row(number)
    match SPOILT.get(number % 1000):
        case "identity as a number":
            cells[IDENTITY] = int(cells[IDENTITY][:17]) * 10
        case "account as a number":
            cells[ACCOUNT] = int(cells[ACCOUNT] or 6)
        case "wrong check digit":
            cells[IDENTITY] = cells[IDENTITY][:17] + ("5" if cells[IDENTITY][17] != "5" else "6")
        case "no such township":
            cells[2] = "风卧镇"
        case "impossible date":
            cells[12] = "2015-02-30"
        case "the row before once more":
            cells = clean_row(number - 1)
        case "discharged before enlisted":
            cells[7:11] = ["1980-12", "1979-01", date(1980, 12, 1), date(1979, 1, 1)]
        case "no category":
            cells[4] = ""
    return cells


def rows(count: int) -> Iterator[list[Any]]:
    """All rows."""
    return (row(number) for number in range(1, count + 1))


def write(path: Path, count: int) -> None:
    """Write the workbook as such rosters look: every cell framed, empty ones too; identity and account as text."""
    with xlsxwriter.Workbook(path) as book:
        framed, text, day = (book.add_format({"border": 1, "num_format": form}) for form in ("General", "@", "yyyy-mm-dd"))
        sheet = book.add_worksheet("花名册")
        sheet.write(0, 0, "某县优抚对象花名册")
        sheet.write(1, 0, "填报单位：某镇")
        sheet.write_row(2, 0, HEADINGS, framed)
        for at, cells in enumerate(rows(count), FIRST_ROW):
            for column, value in enumerate(cells):
                if isinstance(value, date):
                    sheet.write_datetime(at, column, value, day)
                elif isinstance(value, int):
                    sheet.write_number(at, column, value, framed)
                elif value:
                    sheet.write_string(at, column, value, text if column in (IDENTITY, ACCOUNT) else framed)
                else:
                    sheet.write_blank(at, column, None, framed)
        sheet.write(FIRST_ROW + count, 0, "合计", framed)
        sheet.write(FIRST_ROW + count, 1, f"共{count}人", framed)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("path", type=Path)
    parser.add_argument("--rows", type=int, default=50_000)
    given = parser.parse_args()
    write(given.path, given.rows)


if __name__ == "__main__":
    main()
