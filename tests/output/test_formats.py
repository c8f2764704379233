"""Every format against one nasty report, its own example, and each other.

`UPDATE_GOLDEN=1` writes the golden files anew; look at the difference before you keep it.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
from html.parser import HTMLParser

import openpyxl
import pytest

from tests.output.conftest import GOLDEN
from tests.output.nasty import COLUMNS, REPORT, ROWS, TEXTS
from vetctl.core.shelf import load_python_shelf
from vetctl.output.report import Column, Look, Report, Table

FORMATS = load_python_shelf("formats")
GENERAL = [code for code, item in FORMATS.items() if not hasattr(item, "NEEDS")]
"""Formats that show any report; the others need a table of their own and are tested where that table is made."""
TEXT_FORMATS = sorted(code for code in GENERAL if not FORMATS[code].BINARY)
MASKED = "990326********123X"


def text_of(code: str, report: Report = REPORT, **look: object) -> str:
    return "".join(FORMATS[code].render(report, Look(**look)))


@pytest.fixture(autouse=True)
def _fixed_messages(monkeypatch):
    """Finding texts belong to another room; golden files must not change with them."""
    monkeypatch.setattr("vetctl.core.finding.t", lambda key, **_values: f"<{key}>")


@pytest.mark.parametrize("code", sorted(FORMATS))
def test_item_is_complete(code):
    item = FORMATS[code]
    assert {"zh", "en"} <= set(item.TITLE)
    assert all(suffix.startswith(".") for suffix in item.SUFFIXES)
    suffixes = [suffix for other in FORMATS.values() for suffix in other.SUFFIXES]
    assert len(suffixes) == len(set(suffixes))


@pytest.mark.parametrize("code", sorted(FORMATS))
def test_example_runs(code):
    item, example = FORMATS[code], FORMATS[code].EXAMPLE
    result = item.render(example.report, example.look)
    if not item.BINARY:
        result = "".join(result)
        assert example.expect is None or result == example.expect
        result = result.encode()
    assert example.expect is not None or example.contains
    for piece in example.contains:
        assert piece in result


@pytest.mark.parametrize("code", TEXT_FORMATS)
def test_golden(code):
    found = text_of(code, width=120 if code == "table" else None).encode("utf-8", "surrogatepass")
    path = GOLDEN / f"nasty.{code}"
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_bytes(found)
    assert found == path.read_bytes()


@pytest.mark.parametrize("code", TEXT_FORMATS)
@pytest.mark.parametrize("reveal", [False, True])
def test_numbers_are_hidden_unless_revealed(code, reveal):
    text = text_of(code, reveal=reveal)
    for number in ("99032619500101123X", "6228580000000000018", "330326195302151234"):
        if not reveal:
            assert number not in text
    if reveal:
        assert "99032619500101123X" in text
    assert "3f2a" * 16 in text


@pytest.mark.parametrize("code", TEXT_FORMATS)
def test_public_list_hides_names_too_and_cannot_be_revealed(code):
    report = Report("x", [Table("t", COLUMNS, ROWS)], public=True)
    text = text_of(code, report, reveal=True)
    assert "99032619500101123X" not in text
    assert "王䶮" not in text


@pytest.mark.parametrize("code", sorted(set(TEXT_FORMATS) - {"json", "jsonl"}))
def test_no_control_character_survives(code):
    text = text_of(code).replace("\r\n", "\n")
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", text)


def test_csv_cells_are_inert_and_complete():
    text = text_of("csv", reveal=True)
    assert text.startswith("\ufeff")
    assert "\n" not in re.sub(r'"[^"]*"', "", text).replace("\r\n", "")
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))[1 : len(ROWS) + 1]
    for row in rows:
        for cell in row:
            assert not cell.startswith(("=", "+", "@")), cell
            assert not cell.startswith("-") or re.fullmatch(r"-\d+\.\d\d", cell), cell
    assert rows[0][1] == "\t99032619500101123X"
    assert rows[11][-1] == "\t007"
    assert rows[1][3] == "-1234.50"
    assert rows[12][-1] == "x" * 200


def test_plain_is_one_line_per_row_with_full_values():
    lines = text_of("plain").split("\n")
    assert len(lines[0].split("\t")) == len(COLUMNS)
    data = lines[1 : len(ROWS) + 1]
    assert all(len(row.split("\t")) == len(COLUMNS) for row in data)
    assert data[1].endswith("制表\\t符\\n换行\\n反斜 C:\\\\temp\\\\new")
    assert data[12].endswith("x" * 200)


def test_json_envelope():
    document = json.loads(text_of("json"))
    assert list(document)[:5] == ["schema", "command", "data", "summary", "warnings"]
    assert document["schema"] == "vetctl/1"
    assert len(document["data"]) == len(ROWS)
    first = document["data"][0]
    assert (first["amount_fen"], first["amount"]) == (10**12, "10,000,000,000.00")
    assert (first["rate_permille"], first["rate"]) == (1041, "104.1%")
    assert first["identity"] == MASKED
    assert first["severity"] == "error"
    assert first["done"] is True
    assert document["data"][3]["amount_fen"] is None
    assert set(document["tables"]) == {"gaps", "none"}
    assert document["tables"]["none"] == []
    assert document["findings"][0]["value"] == "330326********1230"
    assert document["summary"]["total"] == "-1,234.50"
    assert document["summary"]["identity"] == MASKED
    assert document["summary"]["per_benefit"] == {"sum_fen": 5, "sum": "0.05", "lines": [1, 2]}
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", key) for key in first)


def test_json_says_nothing_found_as_an_empty_list():
    document = json.loads(text_of("json", Report("audit run")))
    assert document == {"schema": "vetctl/1", "command": "audit run", "data": [], "summary": {}, "warnings": []}


def test_jsonl_and_json_hold_the_same_rows():
    document = json.loads(text_of("json"))
    lines = [json.loads(line) for line in text_of("jsonl").splitlines()]
    data = [{k: v for k, v in line.items() if k != "_table"} for line in lines if line["_table"] == "lines"]
    assert data == document["data"]


class Cells(HTMLParser):
    def __init__(self):
        super().__init__()
        self.rows, self.tags, self.inside = [], set(), False

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in {"td", "th"}:
            self.inside = True
            self.rows[-1].append("")

    def handle_endtag(self, tag):
        if tag in {"td", "th"}:
            self.inside = False

    def handle_data(self, data):
        if self.inside:
            self.rows[-1][-1] += data


def test_html_holds_no_active_content_and_the_same_cells_as_plain():
    page = text_of("html")
    parser = Cells()
    parser.feed(page)
    assert not parser.tags & {"script", "i", "a", "img", "link", "iframe"}
    assert "http" not in re.sub(r"http-equiv|http://x", "", page)
    for html_row, plain_row in zip(parser.rows[1:], text_of("plain").split("\n")[1 : len(ROWS) + 1], strict=False):
        plain = [cell.replace("\\\\", "\\") for cell in plain_row.split("\t")]
        assert [cell.replace(",", "") for cell in html_row[:10]] == plain[:10]


def test_table_is_never_cut():
    for width in (40, 80, 120, 400):
        text = text_of("table", width=width)
        assert "…" not in text
        assert re.sub(r"[\s─]", "", text).count("x" * 200) == 1 or width > 40
        assert MASKED in text
        assert "[/注] [b]粗[/b]" in re.sub(r"\n +", "", text) or width <= 120


def test_table_numbers_stand_at_the_right_and_chinese_is_aligned():
    from rich.cells import cell_len

    report = Report("x", [Table("t", [Column("a", title="名"), Column("b", "fen", title="元")], [("昆阳镇", 5), ("ab", 123456)])])
    lines = text_of("table", report, width=60).splitlines()
    assert {cell_len(line.rstrip()) for line in lines if "." in line} == {cell_len(lines[3].rstrip())}


def test_table_says_how_many_rows_it_leaves_out():
    report = Report("x", [Table("t", [Column("code")], [(str(n),) for n in range(450)])])
    text = text_of("table", report, width=80)
    assert "199" in text
    assert "还有 250 行" in text


def test_same_cells_in_workbook_and_csv():
    book = openpyxl.load_workbook(io.BytesIO(FORMATS["xlsx"].render(REPORT, Look(reveal=True))))
    sheet = book.worksheets[0]
    header = next(row for row in range(1, 6) if sheet.cell(row, 1).value == "姓名")
    written = list(csv.reader(io.StringIO(text_of("csv", reveal=True).removeprefix("\ufeff"), newline="")))
    for index in range(len(ROWS)):
        for column, spec in enumerate(COLUMNS):
            cell = sheet.cell(header + 1 + index, column + 1)
            expected = written[index + 1][column]
            if spec.kind == "fen" and cell.value is not None:
                assert f"{cell.value:.2f}" == expected
                assert cell.number_format == "#,##0.00"
            elif spec.kind == "permille-rate" and cell.value is not None:
                assert f"{cell.value * 100:.1f}%" == expected
            elif spec.kind == "int" and cell.value is not None:
                assert str(cell.value) == expected
            elif index not in {1, 8}:
                assert (cell.value or "") == re.sub(r"^['\t]", "", expected)
                assert cell.data_type in {"s", "n"}
                assert cell.number_format == "@" or spec.is_number


def test_workbook_is_ready_to_print():
    data = FORMATS["xlsx"].render(REPORT, Look())
    assert data == FORMATS["xlsx"].render(REPORT, Look())
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book.worksheets[0]
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.page_setup.paperSize == 9
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows == "$3:$3"
    assert sheet.freeze_panes == "A4"
    assert sheet.cell(3, 1).value == "姓名"
    total = sheet.cell(4 + len(ROWS), 4)
    assert total.value == pytest.approx(sum(row[3] or 0 for row in ROWS) / 100)
    assert book.sheetnames[-1] == "摘要"
    assert "明细 _b_（图）" in book.sheetnames
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f" or cell.hyperlink]


def test_headings_follow_the_language(monkeypatch):
    report = Report("x", [Table("t", [Column("amount", "fen"), Column("done", "bool")], [(5, False)])])
    assert text_of("plain", report) == "金额\t完成数\n0.05\t否\n"
    monkeypatch.setenv("VETCTL_LANG", "en")
    assert text_of("plain", report) == "Amount\tDone\n0.05\tno\n"


@pytest.mark.parametrize("kind", ["fen", "int", "text"])
def test_a_float_is_refused_everywhere(kind):
    report = Report("x", [Table("t", [Column("a", kind)], [(0.1,)])])
    for code in GENERAL:
        with pytest.raises(TypeError):
            b"".join(FORMATS["xlsx"].render(report, Look())) if code == "xlsx" else text_of(code, report)


def test_model_refuses_what_does_not_fit():
    with pytest.raises(ValueError):
        list(Table("t", [Column("a")], [(1, 2)]).walk())
    with pytest.raises(TypeError):
        list(Table("t", [Column("a", "int")], [("1",)]).walk())
    with pytest.raises(ValueError):
        Column("a", "money")
    with pytest.raises(ValueError):
        Column("a", "text", total=True)
    with pytest.raises(ValueError):
        Table("t", [Column("a_fen", "fen"), Column("a")])
    with pytest.raises(KeyError):
        Table.pick("t", [Column("a")], [{"b": 1}])
    assert Table.pick("t", [Column("a")], [{"a": 1, "b": 2}]).rows == [(1,)]


def test_nasty_report_has_every_kind():
    assert {column.kind for column in COLUMNS} == set(Column.__annotations__ and __import__("vetctl.output.report", fromlist=["KINDS"]).KINDS)
    assert len(TEXTS) == len(ROWS)
