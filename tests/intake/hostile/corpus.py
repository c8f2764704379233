"""Files made to do harm, or broken on the way: what each of them is, and how it must end.

Everything is made here, with fixed content; nothing was downloaded. ``READ`` means that the file is no danger and its
rows come in; a code means that the file is refused with it, in bounded time and memory.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from typing import NamedTuple

from tests.intake.hostile import files as f

READ = "read"
_MIB = 2**20
ROWS = [["姓名", "身份证号"], ["陈国华", "990326194802113419"]]


class Hostile(NamedTuple):
    """One file: what it is, its suffix, how it is made, and what may become of it."""

    what: str
    suffix: str
    make: Callable[[], bytes]
    ends: str | tuple[str, ...]


def _changed(part: str, old: str, new: str, *, rows: f.Rows | str = ROWS) -> Callable[[], bytes]:
    """An .xlsx in one part of which something is replaced."""

    def make() -> bytes:
        parts = f.xlsx_parts({"花名册": rows})
        text = str(parts[part])
        assert old in text
        return f.packed({**parts, part: text.replace(old, new, 1)})

    return make


def _added(**parts: str | bytes) -> Callable[[], bytes]:
    return lambda: f.packed({**f.xlsx_parts({"花名册": ROWS}), **{name.replace("__", "/").replace("_DOT_", "."): text for name, text in parts.items()}})


def _sheet(rows: str) -> Callable[[], bytes]:
    return lambda: f.xlsx(rows)


_SHEET = "xl/worksheets/sheet1.xml"
_LAUGHS = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
_BILLION = f'<!DOCTYPE x [<!ENTITY l0 "lol">{_LAUGHS}]>'
_OUTSIDE = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
_ONE = '<row r="1"><c r="A1" t="inlineStr"><is><t>姓名</t></is></c></row>'


# --- zip files -------------------------------------------------------------------------------------------------------


def _lying(size: int) -> Callable[[], bytes]:
    """A sheet whose size is not the one the directory names."""

    def make() -> bytes:
        parts = f.xlsx_parts({"花名册": ROWS})
        parts[_SHEET] = str(parts[_SHEET]).replace("<sheetData>", f"<!--{'x' * 4 * _MIB}--><sheetData>")
        data = f.packed(parts)
        true = struct.pack("<I", len(parts[_SHEET].encode()))
        return data.replace(true, struct.pack("<I", size))

    return make


def _twice() -> bytes:
    import io
    import warnings
    import zipfile

    page = io.BytesIO(f.xlsx(ROWS))
    with warnings.catch_warnings(), zipfile.ZipFile(page, "a") as archive:
        warnings.simplefilter("ignore")
        archive.writestr(_SHEET, "<worksheet/>")
    return page.getvalue()


def _encrypted_member() -> bytes:
    data = bytearray(f.xlsx(ROWS))
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        data[at + 8] |= 1
        at = data.find(b"PK\x01\x02", at + 4)
    return bytes(data)


def _cut(share: float, make: Callable[[], bytes]) -> Callable[[], bytes]:
    return lambda: (data := make())[: int(len(data) * share)]


_ZIPS = [
    Hostile("a sheet of 100 MB of blanks", ".xlsx", _changed(_SHEET, "</sheetData>", "</sheetData>" + " " * (100 * _MIB)), "E316"),
    Hostile("a string of 100 MB", ".xlsx", _added(xl__sharedStrings_DOT_xml="x" * (100 * _MIB)), "E316"),
    Hostile("a part that says it has 3 GB", ".xlsx", _lying(3 * 2**30), ("E316", "E301")),
    Hostile("a part that says it has 100 bytes", ".xlsx", _lying(100), ("E301", "E314", "E318")),
    Hostile("the same part twice", ".xlsx", _twice, "E316"),
    Hostile("a part that wants to lie outside", ".xlsx", lambda: f.packed({**f.xlsx_parts({"表": ROWS}), "../../etc/passwd": "x"}), "E316"),
    Hostile("3,000 parts", ".xlsx", lambda: f.packed({**f.xlsx_parts({"表": ROWS}), **{f"xl/{i}": "x" for i in range(3000)}}), "E316"),
    Hostile("a workbook inside an archive", ".xlsx", lambda: f.packed({"花名册.xlsx": f.xlsx(ROWS)}), "E301"),
    Hostile("an empty archive", ".xlsx", lambda: f.packed({}), "E301"),
    Hostile("a Word document", ".xlsx", lambda: f.packed({"word/document.xml": "<x/>"}), "E301"),
    Hostile("encrypted parts", ".xlsx", _encrypted_member, "E302"),
    *(Hostile(f"cut off after {share:.0%}", ".xlsx", _cut(share, lambda: f.xlsx(ROWS)), "E301") for share in (0.1, 0.5, 0.9, 0.99)),
    Hostile("a shorter .xls", ".xls", _cut(0.5, lambda: f.xls([["甲"]] * 2000)), "E301"),
    Hostile("a shorter .ods", ".ods", _cut(0.7, lambda: f.ods(ROWS)), "E301"),
    Hostile("a shorter .xlsb", ".xlsb", _cut(0.7, lambda: f.xlsb(ROWS)), "E301"),
]  # fmt: skip


# --- XML -------------------------------------------------------------------------------------------------------------

_XMLS = [
    Hostile("a billion laughs in the sheet", ".xlsx", _changed(_SHEET, "<worksheet", f"{_BILLION}<worksheet"), "E316"),
    Hostile("a billion laughs in the workbook", ".xlsx", _changed("xl/workbook.xml", "<workbook", f"{_BILLION}<workbook"), "E316"),
    Hostile("a billion laughs in the strings", ".xlsx", _added(xl__sharedStrings_DOT_xml=f"{_BILLION}<sst/>"), "E316"),
    Hostile("a billion laughs in the styles", ".xlsx", _changed("xl/styles.xml", "<styleSheet", f"{_BILLION}<styleSheet"), "E316"),
    Hostile("a file of this computer as an entity", ".xlsx", _changed(_SHEET, "<worksheet", f"{_OUTSIDE}<worksheet"), "E316"),
    Hostile("a type definition behind 100 kB of comment", ".xlsx",
            _changed(_SHEET, "<worksheet", f"<!--{'x' * 100_000}-->{_OUTSIDE}<worksheet"), "E316"),
    Hostile("a type definition in an .ods", ".ods", lambda: f.ods(ROWS, prologue=_OUTSIDE), "E316"),
    Hostile("a billion laughs in XML 2003", ".xls", lambda: f.xml2003(ROWS, prologue=_BILLION).encode(), "E316"),
    Hostile("a file of this computer in XML 2003", ".xml", lambda: f.xml2003(ROWS, prologue=_OUTSIDE).encode(), "E316"),
    Hostile("a sheet in UTF-16, where no search finds anything", ".xlsx",
            lambda: f.packed({**f.xlsx_parts({"表": ROWS}), _SHEET: ("\ufeff" + str(f.xlsx_parts({"表": ROWS})[_SHEET])).replace("UTF-8", "UTF-16").encode("utf-16")}),
            ("E301", "E314")),
    Hostile("a million comments without an end", ".xlsx", _changed(_SHEET, "</sheetData>", "</sheetData>" + "<!--" * 10**6), "E301"),
    Hostile("a million tags without an end", ".xlsx", _changed(_SHEET, "</sheetData>", '</sheetData><c r="A1" t="e"' + '<c r="A1"' * 800_000), ("E301", "E314", READ)),
    Hostile("a tag with a name of a megabyte", ".xlsx", _changed("xl/styles.xml", "<numFmts", f"<numFmt {'a' * _MIB}/><numFmts"), (READ, "E301")),
    Hostile("200,000 tags in each other", ".xlsx", _sheet('<row r="1"><c r="A1"><v>' + "<a>" * 200_000 + "</a>" * 200_000 + "1</v></c></row>"), (READ, "E301", "E314", "E318")),
    Hostile("200,000 tags in each other in an .ods", ".ods",
            lambda: f.ods("<table:table-row><table:table-cell office:value-type='string'>" + "<text:p>" * 200_000 + "x" + "</text:p>" * 200_000 + "</table:table-cell></table:table-row>"),
            (READ, "E301", "E318")),
    Hostile("elements in each other in XML 2003", ".xml", lambda: f.xml2003("<Row>" + "<Cell>" * 1000 + "</Cell>" * 1000 + "</Row>").encode(), "E316"),
    Hostile("text that is no XML", ".xlsx", _changed(_SHEET, "<worksheet", "\x00\x01<<&&worksheet"), ("E301", READ)),
    Hostile("a million styles", ".xlsx", _changed("xl/styles.xml", "</cellXfs>", '<xf numFmtId="0"/>' * 10**6 + "</cellXfs>"), (READ, "E316")),
    Hostile("a million styles of percentages", ".xlsx", _changed("xl/styles.xml", "</cellXfs>", '<xf numFmtId="10"/>' * 10**6 + "</cellXfs>"), "E316"),
    Hostile("60,000 styles of percentages", ".xlsx", _changed("xl/styles.xml", "</cellXfs>", '<xf numFmtId="10"/>' * 60_000 + "</cellXfs>"), (READ, "E316")),
    Hostile("100,000 hidden columns told many times", ".xlsx",
            _changed(_SHEET, "<sheetData>", "<cols>" + '<col min="1" max="16384" hidden="1"/>' * 100_000 + "</cols><sheetData>"), READ),
]  # fmt: skip


# --- ranges ----------------------------------------------------------------------------------------------------------


def _corners(row: int, column: str) -> Callable[[], bytes]:
    return _sheet(f'{_ONE}<row r="{row}"><c r="{column}{row}"><v>1</v></c></row>')


def _merged(refs: Sequence[str]) -> Callable[[], bytes]:
    cells = "".join(f'<mergeCell ref="{ref}"/>' for ref in refs)
    return _changed(_SHEET, "</sheetData>", f"</sheetData><mergeCells>{cells}</mergeCells>", rows=[["甲", "乙"]] * 1000)


_RANGES = [
    Hostile("two cells, A1 and XFD1048576", ".xlsx", _corners(1048576, "XFD"), "E317"),
    Hostile("two cells in one column, a million rows apart", ".xlsx", _corners(1048576, "A"), "E317"),
    Hostile("a cell beyond every grid", ".xlsx", _corners(16777217, "XFE"), "E317"),
    Hostile("a row number of ten digits", ".xlsx", _corners(4294967295, "B"), ("E301", "E317", "E318", READ)),
    Hostile("a used range at both limits", ".xlsx", _corners(399_999, "IV"), ("E317", "E318")),
    Hostile("a dimension of the whole sheet", ".xlsx", _changed(_SHEET, "<sheetData>", '<dimension ref="A1:XFD1048576"/><sheetData>'), READ),
    Hostile("a dimension of one cell", ".xlsx", _changed(_SHEET, "<sheetData>", '<dimension ref="A1"/><sheetData>'), READ),
    Hostile("everything merged", ".xlsx", _merged(["A1:XFD1048576"]), READ),
    Hostile("20,000 merged ranges over each other", ".xlsx", _merged(["A1:A1000"] * 20_000), "E316"),
    Hostile("merged backwards", ".xlsx", _merged(["B9:A1"]), (READ, "E301", "E318")),
    Hostile("both corners of an .xls", ".xls", lambda: f.compound({"Workbook": f.biff([["甲"]], inside=f.record(0x203, struct.pack("<HHHd", 65535, 255, 0, 1.0)))}), (READ, "E317")),
    Hostile("an .ods that repeats one cell everywhere", ".ods",
            lambda: f.ods('<table:table-row table:number-rows-repeated="1048576"><table:table-cell table:number-columns-repeated="16384" office:value-type="float" office:value="1"/></table:table-row>'),
            ("E317", "E318", "E301")),
    Hostile("an .ods with two thousand million blanks in a cell", ".ods",
            lambda: f.ods('<table:table-row><table:table-cell office:value-type="string"><text:p>a<text:s text:c="2000000000"/></text:p></table:table-cell></table:table-row>'),
            ("E318", "E301", READ)),
    Hostile("an .ods with a thousand million hidden rows", ".ods",
            lambda: f.ods('<table:table-row table:visibility="collapse" table:number-rows-repeated="1000"/>' * 80_000), ("E301", "E317", "E318", READ)),
    Hostile("an .ods with a thousand million percentages", ".ods",
            lambda: f.ods('<table:table-row table:number-rows-repeated="1000"><table:table-cell table:number-columns-repeated="1000" office:value-type="percentage" office:value="1"/></table:table-row>' * 1000),
            ("E301", "E317", "E318")),
    Hostile("a row a hundred million rows below in XML 2003", ".xml", lambda: f.xml2003('<Row ss:Index="99999999"><Cell><Data ss:Type="Number">1</Data></Cell></Row>').encode(), "E317"),
    Hostile("a column far right in XML 2003", ".xml", lambda: f.xml2003('<Row><Cell ss:Index="99999999"><Data ss:Type="Number">1</Data></Cell></Row>').encode(), "E317"),
    Hostile("a cell over a hundred million columns of a page", ".xls", lambda: b"<table><tr><td colspan=99999999>x</td></tr></table>", "E317"),
    Hostile("a cell over a hundred million rows of a page", ".xls", lambda: b"<table><tr><td rowspan=99999999>x</td><td>y</td></tr></table>", READ),
    Hostile("half a million rows of a page", ".xls", lambda: b"<table>" + b"<tr><td>x</td></tr>" * 500_000, "E317"),
    Hostile("a thousand sheets", ".xlsx", lambda: f.packed(f.xlsx_parts({f"表{i}": ROWS for i in range(1000)})), READ),
]  # fmt: skip


# --- compound files and records --------------------------------------------------------------------------------------


def _patched(at: int, value: bytes, make: Callable[[], bytes] = lambda: f.xls(ROWS)) -> Callable[[], bytes]:
    return lambda: (data := make())[:at] + value + data[at + len(value) :]


def _looped() -> bytes:
    """A stream whose table of sectors leads back to its beginning."""
    data = bytearray(f.xls([["甲" * 100]] * 100))
    fat = (int.from_bytes(data[76:80], "little") + 1) * 512
    data[fat + 20 : fat + 24] = struct.pack("<I", 0)
    return bytes(data)


_RECORDS = [
    Hostile("a compound file with nothing in it", ".xls", lambda: f.OLE + bytes(4096), "E301"),
    Hostile("a table of sectors that leads in a circle", ".xls", _looped, ("E301", "E318")),
    Hostile("a directory outside the file", ".xls", _patched(48, struct.pack("<I", 10**6)), "E301"),
    Hostile("a sector of 2^65535 bytes", ".xls", _patched(30, b"\xff\xff"), "E301"),
    Hostile("tables of sectors without end", ".xls", _patched(68, struct.pack("<II", 0, 10**9)), ("E301", READ)),
    Hostile("a record longer than the file", ".xls", lambda: f.compound({"Workbook": f.biff(ROWS, inside=struct.pack("<HH", 0x3C, 65000))}), "E301"),
    Hostile("a sheet without an end", ".xls", lambda: f.compound({"Workbook": f.biff(ROWS)[:-4]}), "E301"),
    Hostile("an old workbook with a password", ".xls", lambda: f.compound({"Workbook": f.biff(ROWS, before=f.record(0x2F, bytes(54)))}), "E302"),
    Hostile("a new workbook with a password", ".xlsx", lambda: f.compound({"EncryptionInfo": b"", "EncryptedPackage": b""}), "E302"),
    Hostile("an .ods with a password", ".ods", lambda: f.packed({
        **f.ods_parts(ROWS), "content.xml": bytes(range(256)) * 4,
        "META-INF/manifest.xml": f.HEAD + '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry '
        'manifest:full-path="content.xml"><manifest:encryption-data manifest:checksum="x"/></manifest:file-entry></manifest:manifest>'}), "E302"),
    Hostile("an old Word document", ".xls", lambda: f.compound({"WordDocument": b"x"}), "E301"),
    Hostile("an .xlsb record longer than its part", ".xlsb", lambda: f.packed({**f.xlsb_parts(ROWS), "xl/worksheets/sheet1.bin": b"\x00\xff\xff\xff\x7f"}), "E301"),
    Hostile("an .xlsb sheet without an end", ".xlsb", lambda: f.packed({**f.xlsb_parts(ROWS), "xl/worksheets/sheet1.bin": f.xlsb_parts(ROWS)["xl/worksheets/sheet1.bin"][:-3]}), "E301"),
]  # fmt: skip


# --- text and pages --------------------------------------------------------------------------------------------------

_TEXTS = [
    Hostile("a zero byte", ".csv", "姓名,身份证号\n张\0三,1\n".encode, "E319"),
    Hostile("a line of 60 MB", ".csv", lambda: b"a,b\n" + b"1," * (30 * _MIB), ("E317", "E319")),
    Hostile("a line of 60 MB of text", ".csv", lambda: b"a,b\n" + b"x" * (60 * _MIB), "E319"),
    Hostile("a line of 100 MB", ".csv", lambda: b"a,b\n" + b"x" * (100 * _MIB), "E317"),
    Hostile("a cell of a megabyte", ".csv", lambda: "姓名,备注\n张三,".encode() + b'"' + b"x\n" * (_MIB // 2) + b'"', "E319"),
    Hostile("a quote without its other", ".csv", '姓名,身份证号\n"张三,1\n李四,2\n'.encode, "E319"),
    Hostile("thirty million blank lines before the last", ".csv", lambda: b"a,b\n" + b"\n" * (30 * _MIB) + b"c,d\n", "E317"),
    Hostile("a million blank rows below", ".csv", lambda: "姓名,身份证号\r\n陈国华,1\r\n".encode() + b",,,\r\n" * 10**6, READ),
    Hostile("half a million rows", ".csv", lambda: b"a,b\n" * 500_000, "E317"),
    Hostile("300 columns", ".csv", lambda: b",".join(b"%d" % i for i in range(300)), "E317"),
    Hostile("bytes of no encoding", ".csv", lambda: b"\x81\x20\xff\xff", "E309"),
    Hostile("the first three bytes of a workbook", ".xlsx", lambda: b"PK\x03", "E301"),
    Hostile("nothing but blanks", ".csv", lambda: b" \r\n" * 1000, "E301"),
    Hostile("tables in tables", ".xls", lambda: b"<table><tr><td>" * 1000 + b"x", "E316"),
    Hostile("a hundred thousand cells that never end", ".xls", lambda: b"<table>" + b"<tr><td>x" * 100_000, READ),
    Hostile("a million quotes that never end", ".xls", lambda: b"<table><tr><td>x</td></tr></table>" + b'<a b="' * 10**6, (READ, "E301", "E318")),
    Hostile("a cell whose quote never ends", ".xls", lambda: b'<table><tr><td class="x>1</td></tr></table>', "E301"),
    Hostile("a million comments without an end in a page", ".xls", lambda: b"<table><tr><td>x</td></tr></table>" + b"<!--" * 10**6, READ),
    Hostile("a page that fetches things", ".xls", lambda: b'<html><link rel=stylesheet href="http://192.0.2.1/a.css"><table background="http://192.0.2.1/x.png"><tr><td>x<img src="file:///etc/passwd"></td></tr></table><script src="http://192.0.2.1/x.js"></script>', READ),
    Hostile("a billion laughs in a page", ".xls", f"{_BILLION}<html><table><tr><td>&l9;</td></tr></table></html>".encode, READ),
    Hostile("a page of frames", ".xls", lambda: b'<html><frameset><frame src="sheet001.htm"></frameset></html>', "E322"),
    Hostile("a login page", ".xls", "<html><body><form>请登录<input name=u></form></body></html>".encode, "E322"),
    Hostile("a web archive", ".xls", lambda: b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n<html><table><tr><td>x", "E301"),
    Hostile("another XML", ".xls", lambda: b'<?xml version="1.0"?><invoice><line>1</line></invoice>', "E301"),
    Hostile("an open document in one piece", ".fods", f"{f.HEAD}<office:document {f.OPEN} xmlns:x='http://www.w3.org/1999/xhtml'/>".encode, "E301"),
    Hostile("a PDF", ".xlsx", lambda: b"%PDF-1.7\n...", "E301"),
    Hostile("a picture", ".xlsx", lambda: b"\x89PNG\r\n\x1a\n....", "E301"),
    Hostile("a RAR archive", ".xlsx", lambda: b"Rar!\x1a\x07\x00", "E301"),
    Hostile("a database", ".xlsx", lambda: b"SQLite format 3\0" + bytes(100), "E301"),
]  # fmt: skip

HOSTILE = (*_ZIPS, *_XMLS, *_RANGES, *_RECORDS, *_TEXTS)
