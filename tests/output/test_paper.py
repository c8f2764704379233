"""The writer of papers: every page fits its paper, ends with its sums and signatures, and begins with its head."""

import io
import re
import tempfile
from itertools import pairwise
from pathlib import Path

import openpyxl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from vetctl.core.identity import check_character
from vetctl.core.money import plain_yuan
from vetctl.output import paper_sheets
from vetctl.output.capital import parse_capital
from vetctl.output.paper import Block, Field, Paper, Sheet, count_pages, write_paper
from vetctl.output.report import Column
from vetctl.output.workbook import Book, NotWrittenError, checked

ODD = st.one_of(
    st.text(st.characters(codec="utf-8"), max_size=8).filter(lambda text: not text.startswith("<r>")),
    st.sampled_from(["=1+1", " a", "a ", "a\nb", "_x0041_", "A&B<C>", '"', "\ufffe", "张三", "007", "http://a"]),
)
"""Texts; those that begin with <r> the library takes for markup of its own, which no text of ours is."""
WIDTHS = (5, 9, 20, 18, 12, 12, 21, 12)


def identity(number):
    body = f"9903261950{number // 1000 % 12 + 1:02d}01{number % 1000:03d}"
    return body + check_character(body)


def fields():
    text = [("seq", "int"), ("person", "name"), ("identity", "identity"), ("benefit", "text")]
    money = [("regular_fen", "fen"), ("net_fen", "fen")]
    return [
        *(Field(column=Column(key, kind, title=key)) for key, kind in text),
        *(Field(column=Column(key, kind, title=key, total=True)) for key, kind in money),
        Field(column=Column("account", "account", title="account")),
        Field(column=Column("signature", title="signature")),
    ]


def row(number, person=None, benefit="残疾军人抚恤金"):
    who = number if person is None else person
    return (number + 1, "王䶮", identity(who), benefit, 10_001 + number, 10_000, f"6228580000000{who:06d}", "")


def block(count, **changes):
    given = {
        "title": "发放花名册", "left": "昆阳镇", "right": "单位：元", "fields": fields(), "rows": [row(n) for n in range(count)],
        "subtotals": True, "in_words": "net_fen", "signatures": ["经办：甲", "复核：乙", "审批：丙"],
    }  # fmt: skip
    return Block(**{**given, **changes})


def sheet(*blocks, **changes):
    return Sheet(**{"name": "昆阳镇", "widths": WIDTHS, "parts": [[one] for one in blocks], **changes})


@pytest.fixture
def printed(tmp_path):
    def make(*sheets, **changes):
        given = {"title": "t", "foot_left": "批次 12  摘要 3f2a3f2a", "foot_right": "日志 99ab", "reveal": True}
        paper = Paper(sheets=sheets, **{**given, **changes})
        result = write_paper(tmp_path / "x.xlsx", paper)
        assert [path.name for path in tmp_path.iterdir()] == ["x.xlsx"]  # nothing of the workshop stays
        assert count_pages(paper) == result.pages
        return result, openpyxl.load_workbook(tmp_path / "x.xlsx")

    return make


def fen(value):
    return round(value * 100)


def text_of(book):
    return "\n".join(
        str(cell)
        for one in book.worksheets
        for line in one.iter_rows(values_only=True)
        for cell in line
        if cell is not None
    )


def pages(one):
    """The rows of each page of a sheet, as the page breaks cut it."""
    cuts = [0, *(mark.id for mark in one.row_breaks.brk), one.max_row]
    lines = list(one.iter_rows())
    return [lines[start:end] for start, end in pairwise(cuts)]


@pytest.mark.parametrize("count", [1, 22, 23, 24, 25, 26, 27, 80])
def test_every_page_ends_with_its_sums_and_signatures_and_the_last_with_the_total_in_words(printed, count):
    result, book = printed(sheet(block(count)))
    one = book["昆阳镇"]
    found = pages(one)
    assert result.pages == len(found)
    net = people = 0
    for number, page in enumerate(found, 1):
        labels = [str(line[0].value) for line in page]
        rows = [line for line in page if isinstance(line[0].value, int)]
        assert rows, "no page without people"
        (sums,) = [line for line in page if str(line[0].value).startswith("本页小计")]
        assert sums[0].value == f"本页小计（{len(rows)} 笔，第 {number}/{len(found)} 页）"
        assert fen(sums[5].value) == sum(fen(line[5].value) for line in rows)
        net, people = net + fen(sums[5].value), people + len(rows)
        assert labels[-1] == "经办：甲"
        assert [cell.value for cell in page[-1] if cell.value] == ["经办：甲", "复核：乙", "审批：丙"]
    total, words = found[-1][-3], str(found[-1][-2][0].value)
    assert total[0].value == f"合计（{count} 笔）"
    assert fen(total[5].value) == net == 10_000 * count
    assert parse_capital(words.partition("：")[2]) == net
    assert people == count


def test_a_page_is_never_larger_than_the_paper(printed):
    """A4 is 595 by 842 points; what the scale leaves must hold the fullest page, with a fifth to spare in width."""
    for landscape, (across, down) in ((True, (842, 595)), (False, (595, 842))):
        _, book = printed(sheet(block(90), landscape=landscape), mark="草 稿", copy="副本")
        one = book["昆阳镇"]
        scale, margins = (one.page_setup.scale or 100) / 100, one.page_margins
        head = sum(one.row_dimensions[number].height for number in (1, 2, 3))
        for number, page in enumerate(pages(one)):
            height = sum(one.row_dimensions[line[0].row].height for line in page) + (head if number else 0)
            assert height * scale < down - 72 * (margins.top + margins.bottom)
        width = sum(letter.width * 7 + 5 for letter in one.column_dimensions.values()) * 0.75
        assert width * scale * 1.19 < across - 72 * (margins.left + margins.right)


def test_print_set_up(printed):
    _, book = printed(sheet(block(30)), sheet(block(3), name="鳌江镇", landscape=False))
    first, second = book.worksheets
    assert (first.page_setup.orientation, first.page_setup.paperSize) == ("landscape", 9)
    assert (second.page_setup.orientation, second.page_setup.paperSize) == ("portrait", 9)
    assert first.print_title_rows == "$1:$3"
    assert first.print_area == f"'昆阳镇'!$A$1:$H${first.max_row}"
    # "Fit to page" would make Excel ignore the page breaks.
    assert not first.sheet_properties.pageSetUpPr.fitToPage
    assert re.fullmatch(r"第 &\[?P(age)?\]? 页 共 &\[?(N|Pages)\]? 页", first.oddFooter.center.text)
    assert first.oddFooter.left.text == "批次 12  摘要 3f2a3f2a"
    assert first.oddFooter.right.text == "日志 99ab"
    assert first.oddHeader.center.text is None


def test_marks_stand_large_over_every_page(printed):
    _, book = printed(sheet(block(30)), mark="草 稿　不 得 发 放", copy="副本（第 2 次打印）")
    header = book.worksheets[0].oddHeader
    assert (header.center.text, header.center.size, header.center.color) == ("草 稿　不 得 发 放", 28, "A6A6A6")
    assert header.right.text == "副本（第 2 次打印）"


def test_a_text_in_a_footer_cannot_give_orders(printed):
    _, book = printed(sheet(block(1)), foot_left="A&P12")
    assert "A&&P12" in book.worksheets[0].oddFooter.left.text


def test_the_rows_of_a_person_stay_on_one_page(printed):
    rows = [row(n, person=n // 3) for n in range(90)]
    _, book = printed(sheet(block(90, rows=rows, together=2)))
    seen: set[str] = set()
    for page in pages(book["昆阳镇"]):
        here = {line[2].value for line in page if isinstance(line[0].value, int)}
        assert not here & seen
        seen |= here
    assert len(seen) == 30


def test_several_tables_repeat_their_own_heads(printed):
    """The program repeats the head of a single table; where there are several, the writer does."""
    _, book = printed(sheet(block(40), block(5, title="第二张"), each_on_its_own=True))
    one = book["昆阳镇"]
    assert one.print_title_rows is None
    tops = [page[0][0].value for page in pages(one)]
    assert len(tops) > 2
    assert tops == ["发放花名册"] * (len(tops) - 1) + ["第二张"]
    assert all(page[2][0].value == "seq" for page in pages(one))


def test_small_parts_share_a_page_and_are_not_torn(printed):
    letter = [
        Block(fields=fields(), rows=[row(0), row(1)], title=f"通知单 {n}", signatures=["签收："]) for n in range(9)
    ]
    _, book = printed(sheet(*letter, landscape=False, cut=True))
    for page in pages(book["昆阳镇"]):
        text = [str(line[0].value) for line in page]
        assert sum(one.startswith("通知单") for one in text) == sum(one == "签收：" for one in text) > 1


def test_sentences_above_and_below_stand_once(printed):
    _, book = printed(sheet(block(60, above=["现将情况公示如下。"], below=["注：" + "很长的说明" * 60])))
    one = book["昆阳镇"]
    found = pages(one)
    assert text_of(book).count("现将情况公示如下。") == 1
    assert text_of(book).count("注：") == 1
    assert str(found[-1][-2][0].value).startswith("注：")
    assert one.row_dimensions[found[-1][-2][0].row].height > 60


def test_long_texts_make_the_letters_smaller_or_the_row_higher(printed):
    wrapped = [*fields()[:3], Field(column=fields()[3].column, style="wrap"), *fields()[4:]]
    rows = [row(0), row(1, benefit="60周岁农村籍退役士兵老年"), row(2, benefit="很" * 90)]
    _, book = printed(sheet(block(3, rows=rows)), sheet(block(3, rows=rows, fields=wrapped), name="b"))
    small, high = book.worksheets
    assert [small[f"D{n}"].font.size for n in (4, 5, 6)] == [11, 8, 11]
    assert small["D6"].alignment.shrink_to_fit
    assert high.row_dimensions[4].height == 21
    assert high.row_dimensions[6].height > 150


def test_numbers_are_text_and_money_is_a_number(printed):
    _, book = printed(sheet(block(3)))
    one = book["昆阳镇"]
    assert (one["C4"].value, one["C4"].data_type, one["C4"].number_format) == (identity(0), "s", "@")
    assert one["G4"].data_type == "s"
    assert one["E4"].value == 100.01
    assert one["E4"].number_format.startswith("#,##0.00")


def test_numbers_are_masked_unless_they_are_to_be_shown(printed):
    _, book = printed(sheet(block(3)), reveal=False)
    text = text_of(book)
    assert identity(0) not in text
    assert "6228580000000000000" not in text
    assert "990326********" in text
    assert "****0000" in text


def test_an_empty_table_says_so(printed):
    result, book = printed(sheet(block(0)))
    assert result.pages == 1
    assert book["昆阳镇"]["A4"].value == "无"
    assert "零元整" in text_of(book)


def test_equal_papers_give_equal_bytes(tmp_path):
    paper = Paper(title="t", sheets=[sheet(block(60))])
    first, second = write_paper(tmp_path / "a.xlsx", paper), write_paper(tmp_path / "b.xlsx", paper)
    assert first == second
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_sheet_names_are_made_fit(printed):
    names = ["红军/失散：[甲]", "红军_失散：_甲_", "很" * 40, "很" * 41, "History"]
    result, book = printed(*(sheet(block(1), name=name) for name in names))
    assert len(set(book.sheetnames)) == len(names)
    assert list(result.sheets) == book.sheetnames
    assert all(len(title) <= 31 and not re.search(r"[\[\]:*?/\\]", title) for title in book.sheetnames)


def test_what_cannot_be_read_on_a4_is_refused(tmp_path):
    with pytest.raises(NotWrittenError, match="too wide"):
        write_paper(tmp_path / "x.xlsx", Paper(title="t", sheets=[sheet(block(1), widths=(40,) * 8)]))
    assert list(tmp_path.iterdir()) == []


@given(
    heights=st.lists(st.integers(1, 4), max_size=200),
    first=st.integers(100, 700),
    end=st.integers(0, 90),
)
def test_pages_are_filled_in_order_and_none_overflows(heights, first, end):
    """Bundles of 1 to 4 rows of 21 points, pages of 700. What fits a page is begun where it fits."""
    whole = 21 * sum(heights) + end
    assume(whole <= first or whole > 700)
    bundles = [[((number, piece), 21) for piece in range(count)] for number, count in enumerate(heights)]
    found = paper_sheets._divide(bundles, first=first, following=700, end=end)
    flat = [row for bundle in bundles for row in bundle]
    assert [row for page in found for row in page] == flat
    for number, page in enumerate(found):
        used = sum(height for _, height in page) + (end if number == len(found) - 1 else 0)
        assert used <= (first if number == 0 else 700)
        if len(found) > 1:
            assert page
    if len(found) > 1 and len(flat) >= 6:
        assert len(found[-1]) >= min(paper_sheets._KEEP, len(flat) - 1)
    ends = {id(page[-1][0]) for page in found if page}
    for bundle in bundles:
        assert not {id(row[0]) for row in bundle[:-1]} & ends, "a bundle is torn"


def test_refused_cells_are_exceptions():
    one = Book().sheet("x")
    with pytest.raises(NotWrittenError):
        one.text(1_048_576, 0, "x", None)
    with pytest.raises(NotWrittenError):
        one.text(0, 0, "x" * 40_000, None)
    with pytest.raises(NotWrittenError):
        one.a4(margins=(1, 1, 1, 1), footer="x" * 300)
    with pytest.raises(NotWrittenError):
        checked(-1)
    checked(0)


def test_number_that_a_spreadsheet_would_round_is_text():
    book = Book()
    one = book.sheet("x")
    one.number(0, 0, 123456789012345678, book.style())
    one.yuan(1, 0, 10**15 - 1, book.style())
    read = openpyxl.load_workbook(io.BytesIO(book.finish())).worksheets[0]
    assert read["A1"].value == "123456789012345678"
    assert read["A2"].value == 9999999999999.99


@given(st.lists(st.lists(st.one_of(ODD, st.integers(-10**13, 10**13)), min_size=1, max_size=5), min_size=1, max_size=6))
@settings(deadline=None)
def test_a_row_at_once_is_what_the_library_writes_cell_by_cell(rows):
    def written(write):
        with tempfile.TemporaryDirectory() as pieces:
            book = Book(pieces=Path(pieces))
            one, style = book.sheet("x"), book.style(border=1)
            one.across(0, 0, 3, "head", book.style(bold=True))
            for number, row in enumerate(rows, 1):
                write(one, number, 21 + number, row, style)
            one.across(len(rows) + 1, 0, 3, "foot", book.style(bold=True))
            return book.finish()

    def at_once(one, number, points, row, style):
        one.line(number, points, [(at, at, plain_yuan(v) if isinstance(v, int) else v, isinstance(v, int), style) for at, v in enumerate(row)])

    def singly(one, number, points, row, style):
        one.height(number, points)
        for at, value in enumerate(row):
            (one.yuan if isinstance(value, int) else one.text)(number, at, value, style)

    assert written(at_once) == written(singly)


def test_a_row_at_once_is_refused_above_what_is_written(tmp_path):
    book = Book(pieces=tmp_path)
    one, style = book.sheet("x"), book.style()
    one.line(3, 20, [(0, 0, "x", False, style)])
    for row in (3, 1_048_576):
        with pytest.raises(NotWrittenError):
            one.line(row, 20, [(0, 0, "x", False, style)])
    with pytest.raises(NotWrittenError):
        one.line(4, 20, [(0, 0, "x" * 40_000, False, style)])
    book.finish()
