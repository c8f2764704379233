from __future__ import annotations

import io
import re
import time
from datetime import date

import openpyxl
import pytest

from tests.output.conftest import identity, line, roster
from vetctl.core.errors import Refused
from vetctl.output import roster_sheets
from vetctl.output.capital import parse_capital
from vetctl.output.roster import AMOUNTS, add_up, write_roster
from vetctl.output.workbook import Book, NotWrittenError, checked

NET = roster_sheets.COLUMNS.index("net")


def fen(value) -> int:
    return round(value * 100)


def rows_of(sheet) -> list[list[object]]:
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


@pytest.fixture
def book(tmp_path):
    def make(data, **options):
        result = write_roster(tmp_path / "花名册.xlsx", data, **options)
        return result, openpyxl.load_workbook(tmp_path / "花名册.xlsx")

    return make


@pytest.mark.parametrize("by", ["township", "benefit"])
def test_page_subtotals_make_sheet_totals_make_the_run(book, by):
    data = roster(200)
    result, workbook = book(data, by=by)
    assert workbook.sheetnames[0] == "汇总"
    assert workbook.sheetnames[-1] == "暂缓发放"
    every = {getattr(item, by) for item in data.lines}
    assert set(workbook.sheetnames[1:-1]) == every
    run = [0] * len(AMOUNTS)
    numbers: list[int] = []
    for sheet in workbook.worksheets[1:-1]:
        sums, page, subtotals = [0] * len(AMOUNTS), [0] * len(AMOUNTS), 0
        on_page = 0
        for row in rows_of(sheet)[3:]:
            amounts = [fen(value) for value in row[NET - 4 : NET + 1] if isinstance(value, int | float)]
            if isinstance(row[0], int | float):
                numbers.append(int(row[0]))
                on_page += 1
                page = [a + b for a, b in zip(page, amounts, strict=True)]
                assert amounts[0] + amounts[1] - amounts[2] - amounts[3] == amounts[4]
            elif row[0] == "本页小计":
                assert amounts == page
                assert row[2] == f"{on_page} 笔"
                assert on_page <= roster_sheets.ROWS_PER_PAGE
                sums = [a + b for a, b in zip(sums, page, strict=True)]
                page, on_page, subtotals = [0] * len(AMOUNTS), 0, subtotals + 1
            elif row[0] == "合计":
                assert amounts == sums
                run = [a + b for a, b in zip(run, sums, strict=True)]
            elif row[0] and str(row[0]).startswith("实发合计"):
                assert parse_capital(str(row[0]).partition("：")[2]) == sums[-1]
        assert len(sheet.row_breaks.brk) == subtotals - 1
    assert numbers == list(range(1, 201))
    assert run == list(add_up(data.lines).amounts)
    assert (result.lines, result.people, result.held, result.net_fen) == (200, 200, 1, run[-1])


def test_a_page_break_follows_the_signatures_of_each_page(book):
    _, workbook = book(roster(80, lines=[line(n, township="昆阳镇") for n in range(80)]))
    sheet = workbook["昆阳镇"]
    rows = rows_of(sheet)
    for mark in sheet.row_breaks.brk:
        assert str(rows[mark.id - 1][0]) == "制表人：王经办"
        assert isinstance(rows[mark.id][0], int | float)
    signed = [row for row in rows if row[0] and str(row[0]).startswith("制表人")]
    assert len(signed) == 4
    assert [text for text in signed[0] if text] == ["制表人：王经办", "复核人：李复核", "审批人：张审批", "日期：      年    月    日"]


def test_print_set_up(book):
    _, workbook = book(roster(30))
    for sheet in workbook.worksheets:
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.paperSize == 9
        assert "第 &P 页 共 &N 页" in sheet.oddFooter.center.text or "第 &[Page] 页 共 &[Pages] 页" in sheet.oddFooter.center.text
        assert "3f2a3f2a3f2a3f2a" in sheet.oddFooter.left.text
        assert "3f2a3f2a3f2a3f2a3" not in sheet.oddFooter.left.text
        assert "99ab12cd99ab12cd" in sheet.oddFooter.right.text
    sheet = workbook.worksheets[1]
    assert sheet.print_title_rows == "$1:$3"
    # "Fit to page" would make Excel ignore the page breaks.
    assert not sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.page_setup.scale == 72
    headings = [cell.value for cell in sheet[3]]
    assert headings == [
        "序号", "乡镇", "村（社区）", "姓名", "身份证号", "待遇项目", "等级/类别",
        "本月金额", "补发", "扣回", "抵扣", "实发金额", "银行账号", "签字",
    ]  # fmt: skip
    assert "单位：元" in [cell.value for cell in sheet[2]]
    assert sheet["A1"].value == "平阳县退役军人事务局2020年11月优抚对象抚恤补助发放花名册"


def test_a_page_is_never_higher_than_the_paper(book):
    """A4 is 595 points high; what the scale leaves must hold the fullest page."""
    _, workbook = book(roster(25, lines=[line(n, township="昆阳镇") for n in range(25)]))
    sheet = workbook["昆阳镇"]
    height = sum(sheet.row_dimensions[row].height for row in range(1, sheet.max_row + 1))
    room = (595 - 72 * (sheet.page_margins.top + sheet.page_margins.bottom)) * 100 / sheet.page_setup.scale
    assert height < room
    width = sum(sheet.column_dimensions[chr(65 + n)].width * 7 for n in range(14)) * 0.75
    room = (842 - 72 * (sheet.page_margins.left + sheet.page_margins.right)) * 100 / sheet.page_setup.scale
    assert width * 1.19 < room


def test_numbers_are_text_and_money_is_a_number(book):
    _, workbook = book(roster(3))
    sheet = workbook.worksheets[1]
    cell = sheet["E4"]
    assert cell.value == identity(0)
    assert (cell.data_type, cell.number_format) == ("s", "@")
    assert sheet["M4"].data_type == "s"
    assert sheet["H4"].value == 100.01
    assert sheet["H4"].number_format == "#,##0.00"


def test_public_version_hides_the_numbers(book):
    _, workbook = book(roster(3), public=True)
    text = "".join(str(cell) for sheet in workbook.worksheets for row in rows_of(sheet) for cell in row)
    assert identity(0) not in text
    assert identity(999) not in text
    assert "6228580000000000000" not in text


def test_cover_states_the_control_totals(book):
    data = roster(50)
    _, workbook = book(data)
    cover = {str(row[0]): row for row in rows_of(workbook["汇总"]) if row[0]}
    sums = add_up(data.lines)
    assert cover["发放笔数"][1] == 50
    assert cover["发放人数（按身份证号）"][1] == 50
    assert fen(cover["实发金额"][1]) == sums.amounts[-1]
    assert parse_capital(cover["大写"][1]) == sums.amounts[-1]
    assert cover["批次摘要"][1] == "3f2a" * 16
    assert cover["日志链尾"][1] == "99ab12cd" * 8
    for rows, key in ((cover, "township"), (cover, "benefit")):
        for name in {getattr(item, key) for item in data.lines}:
            mine = [item for item in data.lines if getattr(item, key) == name]
            assert [fen(v) for v in rows[name][3:8]] == list(add_up(mine).amounts)


def test_people_of_two_benefits_are_counted_once(book):
    lines = [line(1), line(2, identity=identity(1))]
    result, workbook = book(roster(0, lines=lines))
    assert (result.lines, result.people) == (2, 1)
    cover = {str(row[0]): row for row in rows_of(workbook["汇总"]) if row[0]}
    assert cover["发放人数（按身份证号）"][1] == 1


def test_held_people_are_listed_and_an_empty_list_says_so(book):
    _, workbook = book(roster(3))
    assert rows_of(workbook["暂缓发放"])[2][6] == "没有银行账号"
    _, workbook = book(roster(3, held=[]))
    assert rows_of(workbook["暂缓发放"])[2][0] == "无"


def test_without_approval_every_sheet_says_draft(book):
    _, workbook = book(roster(3, approved_by=""))
    assert all("草稿" in sheet["A1"].value for sheet in workbook.worksheets)


def test_an_empty_run_is_a_workbook_too(book):
    result, workbook = book(roster(0))
    assert workbook.sheetnames == ["汇总", "暂缓发放"]
    assert (result.lines, result.net_fen, result.pages) == (0, 0, 0)


def test_equal_input_gives_equal_bytes(tmp_path):
    first = write_roster(tmp_path / "a.xlsx", roster(40, printed_on=date(2020, 11, 25)))
    second = write_roster(tmp_path / "b.xlsx", roster(40, printed_on=date(2020, 11, 25)))
    assert first == second
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


@pytest.mark.parametrize("changes", [{"net_fen": 1}, {"recovery_fen": -5, "net_fen": 10_156}, {"regular_fen": 0, "net_fen": -1}])
def test_a_line_that_does_not_add_up_is_refused(tmp_path, changes):
    with pytest.raises(Refused) as caught:
        write_roster(tmp_path / "x.xlsx", roster(0, lines=[line(0), line(1, **changes)]))
    assert caught.value.code == "E408"
    assert "2" in caught.value.message
    assert list(tmp_path.iterdir()) == []


def test_sheet_names_are_made_fit(book):
    names = ["红军/失散：[甲]", "红军_失散：_甲_", "很" * 40, "很" * 41, "History"]
    _, workbook = book(roster(0, lines=[line(n, township=name) for n, name in enumerate(names)]))
    titles = workbook.sheetnames[1:-1]
    assert len(set(titles)) == len(names)
    assert all(len(title) <= 31 and not re.search(r"[\[\]:*?/\\]", title) for title in titles)


def test_english_sheets_keep_chinese_capitals(book):
    _, workbook = book(roster(3), locale="en")
    assert workbook.sheetnames[0] == "Summary"


def test_the_paper_is_chinese_whatever_the_screen_speaks(book, monkeypatch):
    monkeypatch.setenv("VETCTL_LANG", "en")
    _, workbook = book(roster(3))
    assert workbook.sheetnames[0] == "汇总"


def test_footer_text_cannot_give_orders(book):
    _, workbook = book(roster(3, run="A&P12"))
    assert "A&&P12" in (workbook.worksheets[1].oddFooter.left.text or "")


def test_refused_cells_are_exceptions():
    sheet = Book().sheet("x")
    with pytest.raises(NotWrittenError):
        sheet.text(1_048_576, 0, "x", None)
    with pytest.raises(NotWrittenError):
        sheet.text(0, 0, "x" * 40_000, None)
    with pytest.raises(NotWrittenError):
        sheet.landscape(margins=(1, 1, 1, 1), footer="x" * 300)
    with pytest.raises(NotWrittenError):
        checked(-1)
    checked(0)


def test_number_that_a_spreadsheet_would_round_is_text():
    book = Book()
    sheet = book.sheet("x")
    sheet.number(0, 0, 123456789012345678, book.style())
    sheet.yuan(1, 0, 10**15 - 1, book.style())
    read = openpyxl.load_workbook(io.BytesIO(book.finish())).worksheets[0]
    assert read["A1"].value == "123456789012345678"
    assert read["A2"].value == 9999999999999.99


@pytest.mark.slow
def test_nine_thousand_lines_are_quick(tmp_path):
    data = roster(9000)
    start = time.perf_counter()
    assert write_roster(tmp_path / "x.xlsx", data).lines == 9000
    assert time.perf_counter() - start < 20
