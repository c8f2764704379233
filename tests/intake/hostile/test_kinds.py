"""Every kind of file gives the same cells, and the same is seen in each: errors, percentages, hidden rows, macros."""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.intake.conftest import DISABLED, SOLDIER, codes, table, take
from tests.intake.hostile import files as f
from vetctl.core.errors import Unreadable
from vetctl.intake.reading.read import open_file

_TEXT = [[str(cell) for cell in row] for row in table(SOLDIER, DISABLED)]
KINDS: dict[str, Callable[..., bytes]] = {
    "xlsx": f.xlsx,
    "xls": f.xls,
    "xlsb": f.xlsb,
    "ods": f.ods,
    "html": lambda rows, **options: f.page(rows, **options).encode("gb18030"),
    "xml": lambda rows, **options: f.xml2003(rows, **options).encode(),
}


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Path]:
    """Write bytes to a file."""

    def write(data: bytes | str, name: str = "表.xls") -> Path:
        path = tmp_path / name
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return path

    return write


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("suffix", ["xlsx", "et", "csv"])
def test_the_content_decides_and_not_the_suffix(kind: str, suffix: str, written: Callable[..., Path], connection: sqlite3.Connection) -> None:
    path = written(KINDS[kind](_TEXT), f"花名册.{suffix}")
    assert open_file(path).kind == kind
    plan = take(connection, path)
    assert plan.counts["accepted"] == 2, [found.reason for found in plan.findings()]
    assert connection.execute("SELECT name, township FROM profile ORDER BY name").fetchall() == [("林永福", "鳌江镇"), ("陈国华", "昆阳镇")]


@pytest.mark.parametrize("kind", [*KINDS])
def test_what_a_reader_keeps_to_itself_is_seen(kind: str, written: Callable[..., Path]) -> None:
    rows = [["姓名", "比例", "金额"], ["甲", f.Cell(0.054, "percent"), 5.5], ["乙", f.Cell(7, "error"), 3], ["丙", 0.2, f.Cell(42, "error")]]
    (sheet,) = open_file(written(KINDS[kind](rows, hidden_rows=[3]))).sheets
    assert sheet.hidden_rows == (3,)
    if kind == "html":  # a page shows text, and text it is
        assert sheet.columns[1] == ["比例", "5.4%", "#DIV/0!", "0.2"]
        return
    assert sheet.broken == {(3, 2): "#DIV/0!", (4, 3): "#N/A"}
    assert sheet.percentages == ((2, 2),)
    assert sheet.columns[1] == ["比例", 0.054, "", 0.2]


@pytest.mark.parametrize("kind", ["xlsx", "xls", "xml", "ods", "xlsb"])
def test_an_error_cell_is_never_a_blank(kind: str, written: Callable[..., Path], connection: sqlite3.Connection) -> None:
    rows: list[list[Any]] = [*map(list, _TEXT)]
    rows[1][2] = f.Cell(42, "error")
    plan = take(connection, written(KINDS[kind](rows)))
    assert codes(plan) == {"E119"}
    assert plan.batch is None


@pytest.mark.parametrize("kind", ["xlsx", "xml"])
def test_a_formula_never_computed_is_never_a_blank(kind: str, written: Callable[..., Path], connection: sqlite3.Connection) -> None:
    rows: list[list[Any]] = [*map(list, _TEXT)]
    rows[1][2] = f.Cell("=A9", "formula")
    assert codes(take(connection, written(KINDS[kind](rows)))) == {"E119"}


def test_a_formula_computed_to_nothing_is_a_blank(written: Callable[..., Path]) -> None:
    inner = '<row r="1"><c r="A1" t="str"><f>IF(B1="","",B1)</f><v></v></c><c r="B1"><f>A1</f><v></v></c><c r="C1" t="str"><f>A1</f></c><c r="D1"><v>1</v></c></row>'
    (sheet,) = open_file(written(f.xlsx(inner))).sheets
    assert sheet.broken == {(1, 2): "formula", (1, 3): "formula"}


def test_an_old_workbook_does_not_tell_whether_a_formula_was_computed(written: Callable[..., Path], connection: sqlite3.Connection) -> None:
    rows: list[list[Any]] = [*map(list, _TEXT)]
    rows[0].append("备注")
    rows[1].append(f.Cell("A9", "formula"))
    plan = take(connection, written(f.xls(rows)))
    (found,) = plan.findings()
    assert (found.code, found.where.row) == ("E323", 2)
    assert plan.counts["accepted"] == 2


@pytest.mark.parametrize("number", [990326194802113419, 9.90326194802113e17])
@pytest.mark.parametrize("kind", ["xlsx", "xls", "xlsb", "ods", "xml"])
def test_a_number_that_lost_its_digits_is_refused_in_every_kind(kind: str, number: float, written: Callable[..., Path], connection: sqlite3.Connection) -> None:
    rows: list[list[Any]] = [*map(list, _TEXT)]
    rows[1][1] = float(number)
    assert "E105" in codes(take(connection, written(KINDS[kind](rows))))


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.xlsm", f.packed({**f.xlsx_parts({"花名册": _TEXT}), "xl/vbaProject.bin": b"x"})),
        ("a.xlsb", f.packed({**f.xlsb_parts(_TEXT), "xl/vbaProject.bin": b"x"})),
        ("a.xls", f.compound({"Workbook": f.biff(_TEXT)}, storages=["_VBA_PROJECT_CUR"])),
        ("a.ods", f.packed({**f.ods_parts(_TEXT), "Basic/Standard/Module1.xml": "x"})),
    ],
    ids=["xlsm", "xlsb", "xls", "ods"],
)
def test_macros_are_ignored_and_said(name: str, data: bytes, written: Callable[..., Path], connection: sqlite3.Connection) -> None:
    plan = take(connection, written(data, name))
    assert codes(plan) == {"E312"}
    assert plan.counts["accepted"] == 2
    assert not plan.source.suffix_lies


def test_values_from_other_workbooks_are_used_and_said(written: Callable[..., Path], connection: sqlite3.Connection) -> None:
    parts = f.xlsx_parts({"花名册": _TEXT})
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = str(parts[sheet]).replace('<c r="A2" t="inlineStr"><is><t xml:space="preserve">陈国华</t></is></c>', '<c r="A2" t="str"><f>[1]Sheet1!A2</f><v>陈国华</v></c>')
    parts["xl/externalLinks/_rels/externalLink1.xml.rels"] = (
        '<Relationships><Relationship Id="rId1" Target="file:///C:\\Users\\x\\往年花名册.xlsx" TargetMode="External"/></Relationships>'
    )
    plan = take(connection, written(f.packed(parts)))
    (found,) = plan.findings()
    assert found.code == "E321"
    assert "（往年花名册.xlsx）" in found.reason
    assert plan.counts["accepted"] == 2


def test_other_workbooks_of_an_old_workbook(written: Callable[..., Path], connection: sqlite3.Connection) -> None:
    target = "\x01\x05http:\x03旧表.xls"
    link = f.record(0x1AE, struct.pack("<HHB", 1, len(target), 1) + target.encode("utf-16-le"))
    plan = take(connection, written(f.xls(_TEXT, before=link)))
    (found,) = plan.findings()
    assert (found.code, found.details["list"]) == ("E321", "旧表.xls")


def test_a_chart_sheet_is_no_table_and_said(written: Callable[..., Path], connection: sqlite3.Connection) -> None:
    parts = f.xlsx_parts({"花名册": _TEXT, "图": _TEXT})
    for name in ("xl/_rels/workbook.xml.rels",):
        text = str(parts[name])
        parts[name] = text.replace('relationships/worksheet" Target="worksheets/sheet2.xml"', 'relationships/chartsheet" Target="chartsheets/sheet2.xml"')
    parts["xl/chartsheets/sheet2.xml"] = parts.pop("xl/worksheets/sheet2.xml")
    plan = take(connection, written(f.packed(parts), "a.xlsx"))
    assert [(found.code, found.where.sheet) for found in plan.findings()] == [("E320", "图")]
    assert plan.counts["accepted"] == 2


def test_a_prefix_before_every_tag_hides_no_error_cell(written: Callable[..., Path]) -> None:
    space = 'xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    inner = '<x:row r="1"><x:c r="A1" t="e"><x:v>#N/A</x:v></x:c><x:c r="B1"><x:f>A1</x:f></x:c><x:c s="1" r="C1"><x:v>0.5</x:v></x:c></x:row><x:row r="2" hidden="1"><x:c><x:v>1</x:v></x:c></x:row>'
    parts = f.xlsx_parts({"花名册": []})
    parts["xl/worksheets/sheet1.xml"] = f"{f.HEAD}<x:worksheet {space}><x:sheetData>{inner}</x:sheetData></x:worksheet>"
    (sheet,) = open_file(written(f.packed(parts))).sheets
    assert sheet.broken == {(1, 1): "#N/A", (1, 2): "formula"}
    assert sheet.percentages == ((1, 3),)
    assert sheet.hidden_rows == (2,)


# --- web pages and XML 2003 ------------------------------------------------------------------------------------------


def test_a_page_gives_its_lines_spans_and_several_tables(written: Callable[..., Path]) -> None:
    page = (
        "<html><meta charset=utf-8><style>td{}</style><h2>发放表</h2><p>单位：元</p><table><caption>说明</caption>"
        "<tr><th colspan=2>人员</th><th rowspan=2>金额</th></tr><tr><th>姓名<br>（全称）</th><th>&nbsp;身份证号 </th></tr>"
        "<tr><td rowspan='2'>甲 &amp; 乙</td><td>1</td><td>720.00<tr><td>2<td>&#20859;</table>"
        "<p>制表人：某</p><table><tr><td>x</td></tr></table><p>末行</p></html>"
    )
    first, second = open_file(written(page)).sheets
    assert [first.row(i) for i in range(first.height)] == [
        ["发放表", "", ""],
        ["单位：元", "", ""],
        ["说明", "", ""],
        ["人员", "", "金额"],
        ["姓名\n（全称）", "身份证号", ""],
        ["甲 & 乙", "1", "720.00"],
        ["", "2", "养"],
    ]
    assert first.merged == (((3, 0), (3, 1)), ((3, 2), (4, 2)), ((5, 0), (6, 0)))
    assert [second.row(i)[0] for i in range(second.height)] == ["制表人：某", "x", "末行"]


def test_a_table_that_only_lays_out_another(written: Callable[..., Path]) -> None:
    outer, inner = open_file(written("<table><tr><td>菜单<table><tr><td>姓名</td></tr></table></td></tr></table>")).sheets
    assert (outer.columns, inner.columns) == ([["菜单"]], [["姓名"]])


@pytest.mark.parametrize(("encoding", "meta"), [("gb18030", "gb2312"), ("utf-8", "gb2312"), ("utf-8-sig", ""), ("utf-16", ""), ("big5", "big5")])
def test_the_encoding_of_a_page(encoding: str, meta: str, written: Callable[..., Path]) -> None:
    page = f"<html><meta charset={meta or 'x'}><table><tr><td>縣鄉姓名</td></tr></table></html>"
    (sheet,) = open_file(written(page.encode(encoding))).sheets
    assert sheet.columns == [["縣鄉姓名"]]


def test_xml_2003_places_cells_by_their_numbers(written: Callable[..., Path]) -> None:
    rows = (
        '<Row ss:Index="2"><Cell ss:Index="2"><Data ss:Type="String">甲<B>乙</B></Data><Comment><Data>批注</Data></Comment></Cell>'
        '<Cell ss:MergeAcross="1" ss:MergeDown="1"><Data ss:Type="DateTime">2020-03-01T00:00:00.000</Data></Cell><Cell><Data ss:Type="Boolean">1</Data></Cell></Row>'
        '<Row ss:Span="2" ss:Hidden="1"/><Row><Cell><Data ss:Type="Number">5</Data></Cell></Row>'
    )
    (sheet,) = open_file(written(f.xml2003(rows))).sheets
    assert [[str(cell) for cell in row] for row in map(sheet.row, range(sheet.height))] == [
        [""] * 5,
        ["", "甲乙", "2020-03-01 00:00:00", "", "True"],
        *[[""] * 5] * 3,
        ["5", "", "", "", ""],
    ]
    assert sheet.merged == (((1, 2), (2, 3)),)
    assert sheet.hidden_rows == (3, 4, 5)


def test_a_hidden_sheet_of_xml_2003_is_not_read(written: Callable[..., Path], connection: sqlite3.Connection) -> None:
    source = open_file(written(f.xml2003(_TEXT, hidden=True)))
    assert (source.sheets, source.hidden) == ((), ("花名册",))


def test_two_values_for_one_cell_are_no_table(written: Callable[..., Path]) -> None:
    with pytest.raises(Unreadable):
        open_file(written(f.xml2003('<Row><Cell><Data ss:Type="Number">1</Data></Cell><Cell ss:Index="1"><Data ss:Type="Number">2</Data></Cell></Row>')))


def test_cells_merged_in_an_open_document(written: Callable[..., Path]) -> None:
    rows = (
        '<table:table-row><table:table-cell office:value-type="string" table:number-rows-spanned="2"><text:p>昆阳镇</text:p></table:table-cell>'
        '<table:table-cell office:value-type="string"><text:p>甲</text:p></table:table-cell></table:table-row>'
        '<table:table-row><table:covered-table-cell/><table:table-cell office:value-type="string"><text:p>乙</text:p></table:table-cell></table:table-row>'
    )
    (sheet,) = open_file(written(f.ods(rows))).sheets
    assert sheet.merged == (((0, 0), (1, 0)),)


# --- text ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le-bom"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("parted", [",", "\t", ";", "|"])
def test_text_tables(encoding: str, end: str, parted: str, written: Callable[..., Path]) -> None:
    text = end.join([f"姓名{parted}备注", f'甲{parted}"一{end}二""{parted}"', f"乙{parted}", ""])
    data = "\ufeff".encode("utf-16-le") + text.encode("utf-16-le") if encoding == "utf-16-le-bom" else text.encode(encoding)
    (sheet,) = open_file(written(data, "a.csv")).sheets
    assert sheet.columns == [["姓名", "甲", "乙"], ["备注", f'一{end}二"{parted}', ""]]


def test_an_encoding_the_clerk_names(written: Callable[..., Path]) -> None:
    path = written("縣鄉,姓名\n一,二\n".encode("big5"), "a.csv")
    assert open_file(path, encoding="big5").sheets[0].columns == [["縣鄉", "一"], ["姓名", "二"]]
    for name in ("klingon", "idna", "undefined", "punycode", "utf-8", "zip", "hex"):
        with pytest.raises(Unreadable) as found:
            open_file(path, encoding=name)
        assert found.value.code == "E309"


def test_the_line_that_tells_how_a_text_table_is_parted(written: Callable[..., Path]) -> None:
    (sheet,) = open_file(written("sep=;\n姓名;备注,备注,备注\n甲;乙\n", "a.csv")).sheets
    assert sheet.columns[0] == ["sep=", "姓名", "甲"]


# --- hidden columns --------------------------------------------------------------------------------------------------


def _xls_columns() -> bytes:
    return f.xls(_TEXT, inside=f.record(0x7D, struct.pack("<HHHHH2x", 1, 2, 2560, 0, 1)))


def _xlsb_columns() -> bytes:
    parts = f.xlsb_parts(_TEXT)
    sheet = parts["xl/worksheets/sheet1.bin"]
    columns = f.record12(390) + f.record12(60, struct.pack("<IIIIH", 1, 2, 2560, 0, 1)) + f.record12(391)
    return f.packed({**parts, "xl/worksheets/sheet1.bin": sheet.replace(f.record12(145), columns + f.record12(145), 1)})


def _ods_columns() -> bytes:
    inner = str(f.ods_parts(_TEXT)["content.xml"]).split("<table:table ", 1)[1].split(">", 1)[1].split("</table:table>", 1)[0]
    return f.ods('<table:table-column/><table:table-column table:number-columns-repeated="2" table:visibility="collapse"/>' + inner)


def _xml_columns() -> bytes:
    inner = f.xml2003(_TEXT).split("<Table>", 1)[1].split("</Table>", 1)[0]
    return f.xml2003('<Column ss:Index="2" ss:Span="1" ss:Hidden="1"/>' + inner).encode()


def _xlsx_columns() -> bytes:
    parts = f.xlsx_parts({"花名册": _TEXT})
    sheet = "xl/worksheets/sheet1.xml"
    return f.packed({**parts, sheet: str(parts[sheet]).replace("<sheetData>", '<cols><col min="2" max="3" hidden="1"/></cols><sheetData>')})


@pytest.mark.parametrize("make", [_xlsx_columns, _xls_columns, _xlsb_columns, _ods_columns, _xml_columns])
def test_hidden_columns_are_seen(make: Callable[[], bytes], written: Callable[..., Path]) -> None:
    (sheet,) = open_file(written(make())).sheets
    assert sheet.hidden_columns == (2, 3)
    assert sheet.columns[0] == ["姓名", "陈国华", "林永福"]
