"""Percentages and periods in the ways clerks write them: what is certain is taken, what is not is refused."""

from datetime import date

import pytest
import xlsxwriter
import xlwt

from tests.intake.conftest import codes, take
from vetctl.intake import cells
from vetctl.intake.register import Column

HEAD = ("指标", "所属期", "同比涨幅（%）", "来源文件", "公布日期")
BARE = ("指标", "所属期", "同比涨幅", "来源文件", "公布日期")


def row(cell):
    return ("CPI", "2020-03", cell, "演示统计〔2020〕3号", "2020-04-10")


@pytest.fixture
def sheet(tmp_path):
    """Write one row; a cell given as (format, number) is a number shown in that format."""

    def write(cell, heading=HEAD):
        path = tmp_path / "指标.xlsx"
        book = xlsxwriter.Workbook(str(path))
        page = book.add_worksheet("表")
        page.write_row(0, 0, heading)
        for column, value in enumerate(row(cell)):
            if isinstance(value, tuple):
                page.write_number(1, column, value[1], book.add_format({"num_format": value[0]}))
            else:
                page.write(1, column, value)
        book.close()
        return path

    return write


@pytest.mark.parametrize(
    ("cell", "bp"),
    [
        ("5.4%", 540), ("５.４％", 540), ("5.4", 540), ("-0.5%", -50), ("0", 0), ("+2.05%", 205), (5.4, 540), (0.2, 20), (-0.5, -50), (2, 200),
        (("0.0%", 0.054), 540), (("0.00%", 0.0205), 205), (("0%", 0.2), 2000), (("0.0%;[Red]-0.0%", -0.005), -50), (("0.0%", 0.1 + 0.2 - 0.1), 2000),
        (("0.00", 0.2), 20), (("General", 5.4), 540),
    ],
)  # fmt: skip
def test_a_percentage_is_what_the_clerk_sees(connection, sheet, cell, bp):
    plan = take(connection, sheet(cell))
    assert codes(plan) == set(), [f.reason for f in plan.findings()]
    assert connection.execute("SELECT value FROM yardstick").fetchall() == [(bp,)]


@pytest.mark.parametrize(
    ("cell", "heading", "code"),
    [
        (0.054, BARE, "E121"), (5.4, BARE, "E121"), ("5.4", BARE, "E121"),  # nothing says per cent
        (0.054, HEAD, "E122"), ("5.433%", HEAD, "E122"), (("0.0%", 0.05433), HEAD, "E122"),
        ("上涨5.4%", HEAD, "E121"), ("5,4%", HEAD, "E121"), ("105.4%", HEAD, "E120"), (True, HEAD, "E121"),
    ],
)  # fmt: skip
def test_what_is_uncertain_is_refused(connection, sheet, cell, heading, code):
    plan = take(connection, sheet(cell, heading))
    assert code in codes(plan)
    assert plan.batch is None


def test_a_sign_in_the_cell_needs_none_in_the_heading(connection, sheet):
    assert codes(take(connection, sheet(("0.0%", 0.054), BARE))) == set()
    assert connection.execute("SELECT value FROM yardstick").fetchall() == [(540,)]


@pytest.mark.parametrize(("number", "shown", "bp"), [(0.2, "General", 20), (5.4, "0.00", 540), (0.2, "0.0%", 2000), ("0.2%", "General", 20)])
def test_an_old_workbook_tells_how_a_number_is_shown(connection, tmp_path, number, shown, bp):
    book = xlwt.Workbook()
    page = book.add_sheet("表")
    for line, values in enumerate((HEAD, row(number))):
        for column, value in enumerate(values):
            page.write(line, column, value, xlwt.easyxf(num_format_str=shown) if value is number else xlwt.Style.default_style)
    book.save(str(tmp_path / "old.xls"))
    assert codes(take(connection, tmp_path / "old.xls")) == set()
    assert connection.execute("SELECT value FROM yardstick").fetchall() == [(bp,)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2020-03", "2020-03"), ("2020年3月", "2020-03"), ("202003", "2020-03"), ("2020", "2020"), ("2020年", "2020"),
        ("2020年一季度", "2020-Q1"), ("2020年第4季度", "2020-Q4"), ("2020Q2", "2020-Q2"), ("2020-q3", "2020-Q3"),
    ],
)  # fmt: skip
def test_periods(text, found):
    column = Column(field="period", zh="所属期", en="Period", kind="period")
    assert cells.period_parser(column, date(2021, 1, 15))(text) == found


def test_a_period_to_come_is_a_slip():
    parse = cells.period_parser(Column(field="period", zh="所属期", en="Period", kind="period"), date(2020, 4, 15))
    assert parse("2020-05").code == "E109"
    assert parse("2020年二季度") == "2020-Q2"  # it has begun
    assert parse("2020年三季度").code == "E109"
    assert parse("三月").code == "E108"
