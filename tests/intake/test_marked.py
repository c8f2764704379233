"""The marked copy of the clerk's own workbook: coloured, commented, and otherwise the very workbook the clerk sent."""

from __future__ import annotations

import io
import random
import sqlite3
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.comments import Comment

from tests.intake.conftest import DISABLED, SOLDIER, table, take
from tests.intake.test_returned import BAD, GOOD_NO, correct
from vetctl.intake.giveback import marked, returned
from vetctl.intake.plan import Plan
from vetctl.output import marking

NAMELESS = {**DISABLED, "身份证号": "990326195901013418", "姓名": ""}
HEADINGS = table(SOLDIER, BAD)[0]


def give(plan: Plan, tmp_path: Path) -> tuple[Path, list[str]]:
    path = tmp_path / "标注.xlsx"
    return path, returned.write([plan], path, everything=True, form=returned.MARKED)


@pytest.fixture
def rich(tmp_path: Path) -> Path:
    """A workbook with all that a clerk may be fond of: title, merged cells, formats, a formula, a picture, a chart, a filter."""
    path = tmp_path / "花名册.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet, other = book.add_worksheet("花名册"), book.add_worksheet("图")
    bold = book.add_format({"bold": True, "font_name": "楷体", "border": 1, "align": "center"})
    text = book.add_format({"num_format": "@", "border": 2})
    headings = HEADINGS
    sheet.merge_range(0, 0, 0, len(headings), "演示县花名册", bold)
    for at, heading in enumerate(headings):
        sheet.write_string(1, at, heading, bold)
    sheet.set_column(1, 1, 25, text)
    sheet.set_column(len(headings), 40, 7)
    for row, record in enumerate((SOLDIER, BAD, NAMELESS), 2):
        for at, heading in enumerate(headings):
            if record.get(heading):
                sheet.write_string(row, at, record[heading], text)
    sheet.write_string(6, 0, "合计")
    sheet.write_formula(6, 1, "=COUNTA(B3:B5)", bold, 3)
    sheet.write_comment(2, 0, "原有的批注")
    sheet.write_comment(3, 1, "核对过？")
    sheet.autofilter(1, 0, 4, len(headings) - 1)
    sheet.conditional_format(2, 0, 4, 0, {"type": "data_bar", "data_bar_2010": True})
    sheet.data_validation(2, 2, 50, 2, {"validate": "list", "source": ["昆阳镇", "鳌江镇"]})
    sheet.repeat_rows(1)
    sheet.set_landscape()
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=花名册!$A$7:$A$7"})
    other.insert_chart(0, 0, chart)
    pie = book.add_chart({"type": "pie"})
    pie.add_series({"values": "=花名册!$A$7:$A$7"})
    sheet.insert_chart(10, 0, pie)
    book.close()
    return path


@pytest.mark.filterwarnings("ignore:.*extension is not supported")  # openpyxl would lose the data bars; the marked copy does not
def test_bad_cells_are_coloured_and_commented_and_nothing_else_changes(rich: Path, tmp_path: Path, connection: sqlite3.Connection) -> None:
    before = rich.read_bytes()
    plan = take(connection, rich)
    path, said = give(plan, tmp_path)
    assert said == [f"退回表：{path}"]
    assert rich.read_bytes() == before
    book, original = openpyxl.load_workbook(path), openpyxl.load_workbook(rich)
    sheet, own = book.worksheets[0], original.worksheets[0]
    bad, blank = sheet["B4"], sheet["A5"]
    assert bad.fill.fgColor.rgb == blank.fill.fgColor.rgb == "FFFFC7CE"
    assert (bad.number_format, bad.border.left.style, bad.font.name) == ("@", "medium", own["B4"].font.name)
    assert "核对过？" in bad.comment.text
    assert "E102" in bad.comment.text
    assert blank.comment.text.startswith("E101")
    assert sheet["A3"].comment.text == own["A3"].comment.text
    # Every cell of the original is as it was, the result of the formula included.
    values = openpyxl.load_workbook(path, data_only=True).worksheets[0]
    assert values["B7"].value == 3
    for row in own.iter_rows():
        for cell in row:
            if cell.column > len(HEADINGS):
                continue
            assert sheet[cell.coordinate].value == cell.value
            assert (sheet[cell.coordinate].fill.fgColor.rgb != cell.fill.fgColor.rgb) == (cell.coordinate in ("B4", "A5")), cell.coordinate
    assert sheet.auto_filter.ref == own.auto_filter.ref
    assert sheet.print_title_rows == own.print_title_rows
    assert sheet.merged_cells.ranges == own.merged_cells.ranges
    # The reasons stand to the right of everything, the marks behind them are hidden.
    column = len(HEADINGS) + 1
    assert [sheet.cell(2, column).value, sheet.cell(2, column + 1).value] == ["错误说明", "_vetctl"]
    assert "E102" in sheet.cell(4, column).value
    assert sheet.cell(3, column).value is None
    letter = openpyxl.utils.get_column_letter
    assert sheet.column_dimensions[letter(column + 1)].hidden
    assert not sheet.column_dimensions[letter(column)].hidden


def test_the_parts_that_are_not_concerned_keep_every_byte(rich: Path, tmp_path: Path, connection: sqlite3.Connection) -> None:
    path, _ = give(take(connection, rich), tmp_path)
    with zipfile.ZipFile(rich) as one, zipfile.ZipFile(path) as other:
        changed = {name for name in one.namelist() if one.read(name) != other.read(name)}
        assert set(other.namelist()) == set(one.namelist())
    assert changed == {"xl/styles.xml", "xl/worksheets/sheet1.xml", "xl/comments1.xml", "xl/drawings/vmlDrawing1.vml"}


def test_a_copy_without_comments_before_gets_them(workbook: Callable[..., Path], tmp_path: Path, connection: sqlite3.Connection) -> None:
    plan = take(connection, workbook({"甲": table(SOLDIER, BAD), "乙": table(NAMELESS), "丙": [["说明"]]}, at=(2, 3)))
    path, _ = give(plan, tmp_path)
    book = openpyxl.load_workbook(path)
    assert "E102" in book["甲"]["E5"].comment.text
    assert "E101" in book["乙"]["D4"].comment.text
    with zipfile.ZipFile(path) as archive:
        types = archive.read("[Content_Types].xml").decode()
        assert types.count("comments_vetctl") == 2
        assert types.count('Extension="vml"') == 1
        assert b"</sheetData>" in archive.read("xl/worksheets/sheet1.xml")


def test_a_corrected_copy_goes_in(workbook: Callable[..., Path], tmp_path: Path, connection: sqlite3.Connection) -> None:
    path, _ = give(take(connection, workbook(table(SOLDIER, BAD))), tmp_path)
    again = take(connection, correct(path, "身份证号", GOOD_NO, 3))
    assert again.counts["accepted"] == 2
    assert again.findings() == []
    # Sorted or with rows taken out, a row still knows where it came from.
    assert again.frame is not None
    assert list(again.frame.marks) == [1]


def test_comments_of_another_program_stay(workbook: Callable[..., Path], tmp_path: Path, connection: sqlite3.Connection) -> None:
    path = workbook(table(SOLDIER, BAD))
    book = openpyxl.load_workbook(path)
    book.worksheets[0]["A2"].comment = Comment("甲", "李")
    book.worksheets[0]["B3"].comment = Comment("乙", "李")
    book.save(path)
    marked, said = give(take(connection, path), tmp_path)
    assert len(said) == 1, said
    sheet = openpyxl.load_workbook(marked).worksheets[0]
    assert sheet["A2"].comment.text == "甲"
    assert sheet["B3"].comment.text.startswith("乙")
    assert "E102" in sheet["B3"].comment.text


@pytest.mark.parametrize("name", ["a.csv", "a.xls"])
def test_what_cannot_be_marked_is_listed_and_said(name: str, tmp_path: Path, connection: sqlite3.Connection) -> None:
    path = tmp_path / name
    rows = table(SOLDIER, BAD)
    if name.endswith("csv"):
        path.write_text("\n".join(",".join(row) for row in rows), encoding="utf-8")
    else:
        import xlwt

        book = xlwt.Workbook()
        sheet = book.add_sheet("花名册")
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                sheet.write(r, c, value)
        book.save(str(path))
    given, said = give(take(connection, path), tmp_path)
    assert f"不是 .xlsx，而是 {path.suffix[1:]}" in said[0]
    assert given.exists()
    assert openpyxl.load_workbook(given).worksheets[0].title == "退回"


def test_a_workbook_out_of_the_ordinary_is_left_alone(workbook: Callable[..., Path], tmp_path: Path, connection: sqlite3.Connection) -> None:
    path = workbook(table(SOLDIER, BAD))
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"].replace(b"<sheetData>", b"<!-- x --><sheetData>")
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    given, said = give(take(connection, path), tmp_path)
    assert "内部写法特殊" in said[0]
    assert openpyxl.load_workbook(given).worksheets[0].title == "退回"
    with pytest.raises(marking.UnfitError):
        marking.mark_workbook(path.read_bytes(), {"花名册": marking.SheetMarks(notes={(3, 2): marking.Note("error", "x")}, beside={}, column=30)})


def test_several_files_get_a_copy_each(workbook: Callable[..., Path], tmp_path: Path, connection: sqlite3.Connection) -> None:
    plans = [take(connection, workbook(table(SOLDIER, BAD), name=name)) for name in ("甲.xlsx", "乙.xlsx")]
    returned.write(plans, tmp_path / "退回.xlsx", everything=True, form=returned.MARKED)
    assert sorted(path.name for path in tmp_path.glob("退回*")) == ["退回_乙.xlsx", "退回_甲.xlsx"]


def test_a_returned_workbook_goes_back_as_a_list(workbook: Callable[..., Path], tmp_path: Path, connection: sqlite3.Connection) -> None:
    """Its colours are of the first round: nobody could tell old marks from new ones."""
    first, _ = give(take(connection, workbook(table(SOLDIER, BAD))), tmp_path)
    plan = take(connection, correct(first, "乡镇", "没有镇", 2))
    said = returned.write([plan], tmp_path / "再退.xlsx", everything=True, form=returned.MARKED)
    assert "它本身就是退回表" in said[0]
    sheet = openpyxl.load_workbook(tmp_path / "再退.xlsx").worksheets[0]
    assert [cell.value for cell in sheet[1]].count("_vetctl") == 1


def test_a_file_changed_meanwhile_is_not_marked(workbook: Callable[..., Path], tmp_path: Path, connection: sqlite3.Connection) -> None:
    path = workbook(table(SOLDIER, BAD))
    plan = take(connection, path)
    workbook(table(SOLDIER, BAD, NAMELESS))
    _, said = give(plan, tmp_path)
    assert "改动过" in said[0]


def test_nothing_in_a_reason_can_break_the_copy(workbook: Callable[..., Path], tmp_path: Path, connection: sqlite3.Connection) -> None:
    plan = take(connection, workbook(table({**SOLDIER, "乡镇": "<b>&\u202e]]>镇"}, BAD)))
    path, said = give(plan, tmp_path)
    assert len(said) == 1
    assert "<b>&" in openpyxl.load_workbook(path).worksheets[0]["C2"].comment.text


def test_two_hundred_damaged_workbooks_are_marked_or_refused(workbook: Callable[..., Path]) -> None:
    """Fixed seeds: a part of the sheet, the styles or the relations is cut out, doubled or overwritten."""
    path = workbook(table(SOLDIER, BAD))
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    wanted = {"花名册": marking.SheetMarks(notes={(3, 2): marking.Note("error", "x"), (2, 1): marking.Note("hold", "y")}, beside={1: ("a", "b"), 3: ("c", "d")}, column=30)}
    done = 0
    for seed in range(200):
        chance = random.Random(seed)
        name = chance.choice(["xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml"])
        data = bytearray(parts[name])
        start = chance.randrange(len(data))
        piece = data[start : start + chance.randrange(1, 60)]
        data[start : start + len(piece)] = chance.choice([b"", bytes(piece) * 2, bytes(chance.randrange(256) for _ in piece)])
        damaged = io.BytesIO()
        with zipfile.ZipFile(damaged, "w") as archive:
            for part, content in parts.items():
                archive.writestr(part, bytes(data) if part == name else content)
        try:
            marking.mark_workbook(damaged.getvalue(), wanted)
            done += 1
        except (marking.UnfitError, *marked.ODD):
            pass
    assert 20 < done < 200
