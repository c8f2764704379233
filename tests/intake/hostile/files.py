"""Workbooks of every kind written byte by byte, so that they can hold what no library would write.

Every builder takes rows of cells: text, number, None for nothing, or ``Cell`` with a value and how it is shown.
"""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


class Cell(NamedTuple):
    """A cell that is more than its value: ``percent``, ``error`` (its number), ``formula`` without a value."""

    value: Any = None
    look: str = ""


Rows = Sequence[Sequence[Any]]


def packed(parts: Mapping[str, str | bytes], *, level: int = 9) -> bytes:
    """A zip file with these members; the same ones give the same bytes."""
    page = io.BytesIO()
    with zipfile.ZipFile(page, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return page.getvalue()


def letters(column: int) -> str:
    """Column number from 0 -> its letters."""
    text = ""
    column += 1
    while column:
        column, digit = divmod(column - 1, 26)
        text = chr(65 + digit) + text
    return text


# --- .xlsx -----------------------------------------------------------------------------------------------------------

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
STYLES = (
    f'{HEAD}<styleSheet xmlns="{_MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="0.0%"/></numFmts>'
    '<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs></styleSheet>'
)
_ERRORS = {7: "#DIV/0!", 42: "#N/A", 23: "#REF!"}


def xlsx_parts(sheets: Mapping[str, Rows | str], *, hidden_rows: Iterable[int] = ()) -> dict[str, str | bytes]:
    """The members of an .xlsx; a sheet given as text is the XML of its rows."""
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": f'{HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": f'{HEAD}<Relationships xmlns="{_PACKAGE}"><Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/styles.xml": STYLES,
    }
    names = "".join(f'<sheet name="{escape(name, {chr(34): "&quot;"})}" sheetId="{i}" r:id="rId{i}"/>' for i, name in enumerate(sheets, 1))
    relations = "".join(
        f'<Relationship Id="rId{i}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{i}.xml"/>' for i, _ in enumerate(sheets, 1)
    )
    relations += f'<Relationship Id="rId9000" Type="{_OFFICE}/styles" Target="styles.xml"/>'
    parts["xl/workbook.xml"] = f'{HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{names}</sheets></workbook>'
    parts["xl/_rels/workbook.xml.rels"] = f'{HEAD}<Relationships xmlns="{_PACKAGE}">{relations}</Relationships>'
    for i, rows in enumerate(sheets.values(), 1):
        inner = rows if isinstance(rows, str) else _xlsx_rows(rows, set(hidden_rows))
        parts[f"xl/worksheets/sheet{i}.xml"] = f'{HEAD}<worksheet xmlns="{_MAIN}"><sheetData>{inner}</sheetData></worksheet>'
    return parts


def _xlsx_rows(rows: Rows, hidden: set[int]) -> str:
    lines = []
    for r, row in enumerate(rows, 1):
        cells = "".join(_xlsx_cell(f"{letters(c)}{r}", cell) for c, cell in enumerate(row) if cell is not None)
        lines.append(f'<row r="{r}"{" hidden=" + chr(34) + "1" + chr(34) if r in hidden else ""}>{cells}</row>')
    return "".join(lines)


def _xlsx_cell(at: str, cell: Any) -> str:
    value, look = cell if isinstance(cell, Cell) else (cell, "")
    if look == "error":
        return f'<c r="{at}" t="e"><v>{_ERRORS[value]}</v></c>'
    if look == "formula":
        return f'<c r="{at}"><f>{escape(value)}</f></c>'
    style = ' s="1"' if look == "percent" else ""
    if isinstance(value, bool):
        return f'<c r="{at}" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, int | float):
        return f'<c r="{at}"{style}><v>{value!r}</v></c>'
    return f'<c r="{at}" t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'


def xlsx(rows: Rows | str, name: str = "花名册", **options: Any) -> bytes:
    """An .xlsx with one sheet."""
    return packed(xlsx_parts({name: rows}, **options))


# --- compound files and .xls -----------------------------------------------------------------------------------------


def compound(streams: Mapping[str, bytes], storages: Sequence[str] = ()) -> bytes:
    """A compound file (MS-CFB, sectors of 512 bytes); streams are filled up to 4,096 bytes, so that none is a small one."""
    places, sectors, table = {}, [], []
    for name, content in streams.items():
        filled = content.ljust(4096, b"\0")
        count = -(-len(filled) // 512)
        first = len(table)
        places[name] = first, len(filled)
        table += [*range(first + 1, first + count), _END]
        sectors.append(filled.ljust(count * 512, b"\0"))
    entries = [_entry("Root Entry", 5, _END, 0)]
    entries += [_entry(name, 2, *places[name]) for name in streams] + [_entry(name, 1, 0, 0) for name in storages]
    entries += [bytes(128)] * (-len(entries) % 4)
    directory = len(table)
    count = len(entries) // 4
    table += [*range(directory + 1, directory + count), _END]
    sectors.append(b"".join(entries))
    fats = 1
    while fats * 128 < len(table) + fats:
        fats += 1
    first_fat = len(table)
    table += [_FAT] * fats
    table += [_FREE] * (fats * 128 - len(table))
    places_of_fat = [*range(first_fat, first_fat + fats), *[_FREE] * (109 - fats)]
    header = OLE + bytes(16) + struct.pack("<HHHHH6xIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, fats, directory, 0, 4096)
    header += struct.pack("<IIII", _END, 0, _END, 0) + struct.pack("<109I", *places_of_fat)
    return header + b"".join(sectors) + struct.pack(f"<{len(table)}I", *table)


def _entry(name: str, kind: int, start: int, size: int) -> bytes:
    text = (name + "\0").encode("utf-16-le")
    return text.ljust(64, b"\0") + struct.pack("<HBBIII", len(text), kind, 1, _FREE, _FREE, 1 if kind == 5 else _FREE) + bytes(36) + struct.pack("<IQ", start, size)


def record(kind: int, body: bytes = b"") -> bytes:
    """One BIFF record."""
    return struct.pack("<HH", kind, len(body)) + body


def biff(rows: Rows, name: str = "花名册", *, before: bytes = b"", hidden_rows: Iterable[int] = (), inside: bytes = b"") -> bytes:
    """The workbook stream of an .xls; `before` stands among the global records, `inside` among those of the sheet."""
    title = name.encode("utf-16-le")
    styles = b"".join(record(0xE0, struct.pack("<HH16x", 0, number)) for number in (0, 164))
    head = record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0x600)) + before
    formats = record(0x41E, struct.pack("<HHB", 164, 4, 0) + b"0.0%") + styles
    width = len(record(0x85, bytes(8) + title))
    place = len(head) + len(formats) + width + 4
    bound = record(0x85, struct.pack("<IBBBB", place, 0, 0, len(name), 1) + title)
    body = record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0x600))
    body += record(0x200, struct.pack("<IIHHH", 0, len(rows), 0, max(map(len, rows), default=0), 0))
    for r in hidden_rows:
        body += record(0x208, struct.pack("<HHHHHHI", r - 1, 0, 9, 255, 0, 0, 0x20 | 0x100))
    cells = (_biff_cell(r, c, cell) for r, row in enumerate(rows) for c, cell in enumerate(row) if cell is not None)
    return head + formats + bound + record(0x0A) + body + b"".join(cells) + inside + record(0x0A)


def _biff_cell(row: int, column: int, cell: Any) -> bytes:
    value, look = cell if isinstance(cell, Cell) else (cell, "")
    at = struct.pack("<HHH", row, column, 1 if look == "percent" else 0)
    if look == "error":
        return record(0x205, at + bytes((value, 1)))
    if look == "formula":
        return record(0x06, at + b"\x03\0\0\0\0\0\xff\xff" + struct.pack("<HIH", 0, 0, 0))
    if isinstance(value, bool):
        return record(0x205, at + bytes((value, 0)))
    if isinstance(value, int | float):
        return record(0x203, at + struct.pack("<d", value))
    text = value.encode("utf-16-le")
    return record(0x204, at + struct.pack("<HB", len(text) // 2, 1) + text)


def xls(rows: Rows, **options: Any) -> bytes:
    """An .xls with one sheet."""
    return compound({"Workbook": biff(rows, **options)})


# --- .xlsb -----------------------------------------------------------------------------------------------------------


def record12(kind: int, body: bytes = b"") -> bytes:
    """One record of an .xlsb: kind and length in bytes of seven bits."""
    head = bytes((kind,)) if kind < 128 else bytes((kind & 0x7F | 0x80, kind >> 7))
    length, size = b"", len(body)
    while True:
        size, low = size >> 7, size & 0x7F
        length += bytes((low | 0x80 if size else low,))
        if not size:
            return head + length + body


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text.encode("utf-16-le")) // 2) + text.encode("utf-16-le")


def xlsb_parts(rows: Rows, name: str = "花名册", *, hidden_rows: Iterable[int] = (), merged: Sequence[tuple[int, int, int, int]] = ()) -> dict[str, bytes]:
    """The members of an .xlsb with one sheet; merged ranges as (first row, last row, first column, last column) from 0."""
    book = record12(131) + record12(143) + record12(156, struct.pack("<II", 0, 1) + _wide("rId1") + _wide(name)) + record12(144) + record12(132)
    styles = record12(278) + record12(615, struct.pack("<I", 1)) + record12(44, struct.pack("<H", 164) + _wide("0.0%")) + record12(616)
    styles += record12(617, struct.pack("<I", 2)) + record12(47, struct.pack("<HH12x", 0, 0)) + record12(47, struct.pack("<HH12x", 0, 164)) + record12(618)
    styles += record12(279)
    height, width = len(rows), max(map(len, rows), default=0)
    sheet = record12(129) + record12(148, struct.pack("<IIII", 0, max(height - 1, 0), 0, max(width - 1, 0))) + record12(145)
    hidden = set(hidden_rows)
    for r, row in enumerate(rows):
        sheet += record12(0, struct.pack("<IIHBBBI", r, 0, 300, 0, 0x10 if r + 1 in hidden else 0, 0, 0))
        sheet += b"".join(_cell12(c, cell) for c, cell in enumerate(row) if cell is not None)
    sheet += record12(146)
    if merged:
        sheet += record12(177, struct.pack("<I", len(merged))) + b"".join(record12(176, struct.pack("<IIII", *one)) for one in merged) + record12(178)
    relations = f'{HEAD}<Relationships xmlns="{_PACKAGE}"><Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.bin"/></Relationships>'
    return {
        "[Content_Types].xml": b"<Types/>",
        "xl/workbook.bin": book,
        "xl/_rels/workbook.bin.rels": relations.encode(),
        "xl/styles.bin": styles,
        "xl/worksheets/sheet1.bin": sheet + record12(130),
    }


def _cell12(column: int, cell: Any) -> bytes:
    value, look = cell if isinstance(cell, Cell) else (cell, "")
    at = struct.pack("<II", column, 1 if look == "percent" else 0)
    if look == "error":
        return record12(3, at + bytes((value,)))
    if isinstance(value, bool):
        return record12(4, at + bytes((value,)))
    if isinstance(value, int | float):
        return record12(5, at + struct.pack("<d", value))
    return record12(6, at + _wide(value))


def xlsb(rows: Rows, **options: Any) -> bytes:
    """An .xlsb with one sheet."""
    return packed(xlsb_parts(rows, **options))


# --- .ods ------------------------------------------------------------------------------------------------------------

OPEN = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
)


def ods_parts(rows: Rows | str, name: str = "花名册", *, hidden_rows: Iterable[int] = (), prologue: str = "") -> dict[str, str | bytes]:
    """The members of an .ods with one sheet; rows given as text are their XML, `prologue` stands before the root."""
    hidden = set(hidden_rows)
    inner = rows if isinstance(rows, str) else "".join(_ods_row(row, hidden=r in hidden) for r, row in enumerate(rows, 1))
    body = f'<office:body><office:spreadsheet><table:table table:name="{escape(name)}">{inner}</table:table></office:spreadsheet></office:body>'
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    return {
        "mimetype": kind,
        "META-INF/manifest.xml": HEAD + manifest,
        "content.xml": f'{HEAD}{prologue}<office:document-content {OPEN} office:version="1.2">{body}</office:document-content>',
    }


def _ods_row(row: Sequence[Any], *, hidden: bool) -> str:
    return f'<table:table-row{" table:visibility=" + chr(34) + "collapse" + chr(34) if hidden else ""}>{"".join(map(_ods_cell, row))}</table:table-row>'


def _ods_cell(cell: Any) -> str:
    value, look = cell if isinstance(cell, Cell) else (cell, "")
    if value is None:
        return "<table:table-cell/>"
    if look == "error":
        text = _ERRORS[value]
        return f'<table:table-cell table:formula="of:=1/0" office:value-type="string" office:string-value="" calcext:value-type="error"><text:p>{text}</text:p></table:table-cell>'
    if look == "percent":
        return f'<table:table-cell office:value-type="percentage" office:value="{value!r}"><text:p>{value:.1%}</text:p></table:table-cell>'
    if isinstance(value, int | float):
        return f'<table:table-cell office:value-type="float" office:value="{value!r}"><text:p>{value}</text:p></table:table-cell>'
    return f'<table:table-cell office:value-type="string"><text:p>{escape(value)}</text:p></table:table-cell>'


def ods(rows: Rows | str, **options: Any) -> bytes:
    """An .ods with one sheet."""
    return packed(ods_parts(rows, **options))


# --- web pages and XML 2003 ------------------------------------------------------------------------------------------


def page(rows: Rows, *, before: str = "", after: str = "", hidden_rows: Iterable[int] = ()) -> str:
    """A web page with one table."""
    hidden = set(hidden_rows)
    lines = (
        f"<tr{' style=display:none' if r in hidden else ''}>{''.join(f'<td>{_html_cell(cell)}</td>' for cell in row)}</tr>"
        for r, row in enumerate(rows, 1)
    )
    return f"<html><head><title>导出</title></head><body>{before}<table border=1>{''.join(lines)}</table>{after}</body></html>"


def _html_cell(cell: Any) -> str:
    value, look = cell if isinstance(cell, Cell) else (cell, "")
    if look == "percent":
        return f"{value:.1%}"
    return escape(_ERRORS[value] if look == "error" else "" if value is None else str(value))


def xml2003(rows: Rows | str, name: str = "花名册", *, hidden_rows: Iterable[int] = (), prologue: str = "", hidden: bool = False) -> str:
    """An XML 2003 workbook with one sheet; rows given as text are their XML."""
    unseen = set(hidden_rows)
    inner = rows if isinstance(rows, str) else "".join(
        f'<Row{" ss:Hidden=" + chr(34) + "1" + chr(34) if r in unseen else ""}>{"".join(map(_xml_cell, row))}</Row>' for r, row in enumerate(rows, 1)
    )
    return (
        f'<?xml version="1.0"?>{prologue}<?mso-application progid="Excel.Sheet"?>'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:x="urn:schemas-microsoft-com:office:excel"><Styles><Style ss:ID="p"><NumberFormat ss:Format="0.0%"/></Style>'
        '<Style ss:ID="q" ss:Parent="p"/></Styles>'
        f'<Worksheet ss:Name="{escape(name)}"><Table>{inner}</Table><x:WorksheetOptions>'
        f"<x:Visible>{'SheetHidden' if hidden else 'SheetVisible'}</x:Visible></x:WorksheetOptions></Worksheet></Workbook>"
    )


def _xml_cell(cell: Any) -> str:
    value, look = cell if isinstance(cell, Cell) else (cell, "")
    if value is None:
        return "<Cell/>"
    if look == "formula":
        return f'<Cell ss:Formula="{escape(value)}"/>'
    if look == "error":
        return f'<Cell ss:Formula="=1/0"><Data ss:Type="Error">{_ERRORS[value]}</Data></Cell>'
    if isinstance(value, bool):
        return f'<Cell><Data ss:Type="Boolean">{int(value)}</Data></Cell>'
    if isinstance(value, int | float):
        return f'<Cell{" ss:StyleID=" + chr(34) + "q" + chr(34) if look == "percent" else ""}><Data ss:Type="Number">{value!r}</Data></Cell>'
    return f'<Cell><Data ss:Type="String">{escape(value)}</Data></Cell>'
