"""Colour and comment cells of an .xlsx that somebody else wrote, by changing a few places in its zip file.

Everything that is not named here stays byte by byte. Only plain parts are changed: a part with comments, character data marks,
a prefix before its names or another dialect of the format is refused (`UnfitError`), as a change by pattern could damage it.
Cells come and go by number from 1; which cells and what is said of them is the caller's business.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html import escape, unescape
from posixpath import dirname, join, normpath, relpath
from typing import NamedTuple

from vetctl.output.cells import inert

_MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_FILLS = {"error": "FFFFC7CE", "hold": "FFFFEB9C"}
_ROW = re.compile(rb"<row\b([^>]*?)(?:/>|>(.*?)</row>)", re.DOTALL)
_CELL = re.compile(rb"<c\b([^>]*?)(/>|>.*?</c>)", re.DOTALL)
_XF = re.compile(rb"<xf\b[^>]*?/>|<xf\b[^>]*?>.*?</xf>", re.DOTALL)
_TAG = re.compile(rb"<(/?)([\w:.-]+)[^>]*?(/?)>")
_AFTER_COMMENTS = {b"legacyDrawingHF", b"drawingHF", b"picture", b"oleObjects", b"controls", b"webPublishItems", b"tableParts", b"extLst"}
"""Elements of a sheet that stand behind the one that names its comments (ECMA-376 18.3.1.99)."""
_WIDE, _NARROW = 60, 9
_BLOCK = 1024
"""Shapes of a sheet have numbers in blocks of so many; the sheet lists its blocks."""


class UnfitError(Exception):
    """The workbook is written in a way that cannot be changed with certainty."""


class Note(NamedTuple):
    """What is said of a cell; `kind` is a colour: ``error`` or ``hold``."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetMarks:
    """What is to be written into a sheet."""

    notes: Mapping[tuple[int, int], Note]
    """(row, column) -> note."""
    beside: Mapping[int, tuple[str, str]]
    """Row -> what goes into the two added columns."""
    column: int
    """The first of the two added columns; the second is hidden."""


@dataclass(slots=True, kw_only=True)
class _Styles:
    """The cell styles of a workbook, with those added for marks."""

    xml: bytes
    count: int = 0
    fills: int = 0
    formats: list[bytes] = field(default_factory=list)
    added: list[bytes] = field(default_factory=list)
    known: dict[tuple[int, str], int] = field(default_factory=dict)

    def marked(self, style: int, kind: str) -> int:
        """The number of a style with the colour of a mark, or with wrapped text (``wrap``)."""
        if (style, kind) not in self.known:
            if style >= len(self.formats):
                raise UnfitError
            self.known[style, kind] = self.count + len(self.added)
            self.added.append(self._wrapped() if kind == "wrap" else self._filled(self.formats[style], kind))
        return self.known[style, kind]

    def _filled(self, xf: bytes, kind: str) -> bytes:
        head, end, rest = xf.partition(b">")
        closed = head.endswith(b"/")
        head = re.sub(rb'\s(?:fillId|applyFill)="[^"]*"', b"", head.removesuffix(b"/"))
        number = self.fills + list(_FILLS).index(kind)
        return head + b' fillId="%d" applyFill="1"' % number + (b"/" if closed else b"") + end + rest

    @staticmethod
    def _wrapped() -> bytes:
        return b'<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>'

    def finish(self) -> bytes:
        """The part with the fills and styles added."""
        fills = b"".join(
            b'<fill><patternFill patternType="solid"><fgColor rgb="%s"/><bgColor indexed="64"/></patternFill></fill>' % color.encode()
            for color in _FILLS.values()
        )
        xml = _grown(self.xml, b"fills", self.fills + len(_FILLS), fills)
        return _grown(xml, b"cellXfs", self.count + len(self.added), b"".join(self.added))


def mark_workbook(data: bytes, sheets: Mapping[str, SheetMarks]) -> bytes:
    """Mark cells of a workbook.

    Args:
        data: the bytes of an .xlsx.
        sheets: sheet name -> what to write into it.

    Returns:
        The bytes of the marked copy.

    Raises:
        UnfitError: the workbook is not plain enough.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {info.filename: info for info in archive.infolist()}
        if any(name.startswith("_xmlsignatures") for name in parts):
            raise UnfitError
        changed: dict[str, bytes] = {}
        styles = _styles(_plain(archive, "xl/styles.xml"))
        types = _plain(archive, "[Content_Types].xml")
        for number, (name, part) in enumerate(_sheet_parts(archive).items()):
            if name in sheets and (sheets[name].notes or len(sheets[name].beside) > 1):
                types = _mark_sheet(archive, part, number, sheets[name], styles, types, changed)
        changed["xl/styles.xml"] = styles.finish()
        changed["[Content_Types].xml"] = types
        return _rewritten(archive, parts, changed)


def _rewritten(archive: zipfile.ZipFile, parts: Mapping[str, zipfile.ZipInfo], changed: Mapping[str, bytes]) -> bytes:
    page = io.BytesIO()
    with zipfile.ZipFile(page, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as copy:
        for name, info in parts.items():
            copy.writestr(info, changed[name] if name in changed else archive.read(name), zipfile.ZIP_DEFLATED)
        for name in changed.keys() - parts.keys():
            copy.writestr(zipfile.ZipInfo(name), changed[name], zipfile.ZIP_DEFLATED)
    return page.getvalue()


def _plain(archive: zipfile.ZipFile, part: str) -> bytes:
    """A part that may be changed by pattern.

    Raises:
        UnfitError: there is none, or it is not plain.
    """
    if part not in archive.namelist():
        raise UnfitError
    xml = archive.read(part)
    if b"<!" in xml or not xml.lstrip(b"\xef\xbb\xbf").startswith(b"<") or re.search(rb'encoding="(?!utf-8)', xml[:200], re.IGNORECASE):
        raise UnfitError
    return xml


def _sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Sheet name -> part."""
    relations = {found["Id"]: found["Target"] for found in _relations(_plain(archive, "xl/_rels/workbook.xml.rels"))}
    found = {}
    for tag in re.findall(rb"<sheet\b[^>]*>", _plain(archive, "xl/workbook.xml")):
        given = _attributes(tag)
        target = relations.get(next((value for name, value in given.items() if name.endswith(":id")), ""), "")
        found[unescape(given.get("name", ""))] = target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))
    return found


def _relations(xml: bytes) -> list[dict[str, str]]:
    return [_attributes(tag) for tag in re.findall(rb"<Relationship\b[^>]*>", xml)]


def _attributes(tag: bytes) -> dict[str, str]:
    return {name.decode(): value.decode("utf-8", "replace") for name, value in re.findall(rb'([\w:.-]+)\s*=\s*"([^"]*)"', tag)}


def _styles(xml: bytes) -> _Styles:
    fills, cells = _element(xml, b"fills"), _element(xml, b"cellXfs")
    formats = _XF.findall(cells)
    return _Styles(xml=xml, formats=formats, count=len(formats), fills=len(re.findall(rb"<fill\b", fills)))


def _element(xml: bytes, name: bytes) -> bytes:
    """An element with its content.

    Raises:
        UnfitError: it is not there just once.
    """
    found = re.findall(rb"<" + name + rb"\b[^>]*>.*?</" + name + rb">", xml, re.DOTALL)
    if len(found) != 1:
        raise UnfitError
    return bytes(found[0])


def _grown(xml: bytes, name: bytes, count: int, added: bytes) -> bytes:
    """The XML with something added at the end of a counted list."""
    old = _element(xml, name)
    head, _, body = old.partition(b">")
    head = re.sub(rb'\scount="[^"]*"', b"", head) + b' count="%d">' % count
    return xml.replace(old, head + body.removesuffix(b"</" + name + b">") + added + b"</" + name + b">")


def _mark_sheet(
    archive: zipfile.ZipFile, part: str, number: int, wanted: SheetMarks, styles: _Styles, types: bytes, changed: dict[str, bytes]
) -> bytes:
    """Change one sheet, and the parts with its comments; gives the content types with those parts."""
    xml = _plain(archive, part)
    if _MAIN not in xml[:4096] or b"<sheetData" not in xml:
        raise UnfitError
    xml = _with_columns(_with_cells(xml, wanted, styles), wanted.column)
    last = f"{letters(wanted.column + 1)}".encode()
    xml = re.sub(rb'(<dimension ref="[A-Z]+\d+):[A-Z]+(\d+")', rb"\1:" + last + rb"\2", xml, count=1)
    rels = _beside(part)
    relations = _plain(archive, rels) if rels in archive.namelist() else None
    held = {found["Type"].rsplit("/", 1)[-1]: normpath(join(dirname(part), found["Target"])).lstrip("/") for found in _relations(relations or b"")}
    if "comments" in held and "vmlDrawing" in held:
        comments, drawing = held["comments"], held["vmlDrawing"]
        changed[comments] = _more_comments(_plain(archive, comments), wanted)
        changed[drawing] = _more_shapes(archive.read(drawing), wanted)
    elif "comments" in held or "vmlDrawing" in held or b"<legacyDrawing " in xml:
        raise UnfitError
    else:
        comments, drawing = f"xl/comments_vetctl{number}.xml", f"xl/drawings/vmlDrawing_vetctl{number}.vml"
        changed[comments], changed[drawing] = _comments(wanted), _shapes(wanted)
        added = f'<Relationship Id="vetctl1" Type="{_RELATIONS}/vmlDrawing" Target="{_from(part, drawing)}"/>'
        added += f'<Relationship Id="vetctl2" Type="{_RELATIONS}/comments" Target="{_from(part, comments)}"/>'
        changed[rels] = _with_relations(relations, added)
        xml = _with_drawing(xml)
        types = _with_types(types, comments)
    changed[part] = xml
    return types


def _with_cells(xml: bytes, wanted: SheetMarks, styles: _Styles) -> bytes:
    """The sheet with its marked cells coloured and the two added columns filled."""
    notes: dict[int, dict[int, Note]] = {}
    for (row, column), note in wanted.notes.items():
        notes.setdefault(row, {})[column] = note
    columns = _column_styles(xml)
    pieces: list[bytes] = []
    at, left = 0, {*notes, *wanted.beside}
    for match in _ROW.finditer(xml):
        number = _attributes(b"<row" + match[1] + b">").get("r", "")
        if number.isdecimal() and int(number) in left:
            row = int(number)
            left.discard(row)
            pieces += [xml[at : match.start()], _marked_row(match, row, notes.get(row, {}), wanted, styles, columns)]
            at = match.end()
    if left:
        raise UnfitError  # rows without their numbers, or fewer rows than were read
    return b"".join([*pieces, xml[at:]])


def _marked_row(
    match: re.Match[bytes], row: int, notes: Mapping[int, Note], wanted: SheetMarks, styles: _Styles, columns: Mapping[int, int]
) -> bytes:
    cells: dict[int, bytes] = {}
    for cell in _CELL.finditer(match[2] or b""):
        place = re.search(rb'\br="([A-Z]{1,3})\d+"', cell[1])
        if place is None:
            raise UnfitError
        cells[_number(place[1])] = cell[0]
    for column, note in notes.items():
        held = cells.get(column)
        style = re.search(rb'\bs="(\d+)"', held.partition(b">")[0]) if held else None
        number = styles.marked(int(style[1]) if style else columns.get(column, 0), note.kind)
        address = f"{letters(column)}{row}"
        cells[column] = _restyled(held, number) if held else f'<c r="{address}" s="{number}"/>'.encode()
    if row in wanted.beside:
        for column, text in zip((wanted.column, wanted.column + 1), wanted.beside[row], strict=True):
            if text:
                cells[column] = f'<c r="{letters(column)}{row}" s="{styles.marked(0, "wrap")}" t="inlineStr"><is><t xml:space="preserve">{_safe(text)}</t></is></c>'.encode()
    head = re.sub(rb'\sspans="[^"]*"', b"", match[1])
    return b"<row" + head + b">" + b"".join(cells[column] for column in sorted(cells)) + b"</row>"


def _restyled(cell: bytes, style: int) -> bytes:
    head, end, rest = cell.partition(b">")
    closed = head.endswith(b"/")
    head = re.sub(rb'\ss="\d+"', b"", head.removesuffix(b"/").rstrip()) + b' s="%d"' % style
    return head + (b"/" if closed else b"") + end + rest


def _column_styles(xml: bytes) -> dict[int, int]:
    """Column -> style of its blank cells."""
    found: dict[int, int] = {}
    for given in map(_attributes, re.findall(rb"<col\b[^>]*>", xml.partition(b"<sheetData")[0])):
        if "style" in given:
            found |= dict.fromkeys(range(int(given["min"]), min(int(given["max"]), 1024) + 1), int(given["style"]))
    return found


def _with_columns(xml: bytes, first: int) -> bytes:
    """The sheet with a width for the reasons and the column of marks hidden."""
    ours = f'<col min="{first}" max="{first}" width="{_WIDE}" customWidth="1"/><col min="{first + 1}" max="{first + 1}" width="{_NARROW}" hidden="1" customWidth="1"/>'.encode()
    head, data, rest = xml.partition(b"<sheetData")
    if b"<cols>" not in head:
        return head + b"<cols>" + ours + b"</cols>" + data + rest
    before, after = [], []
    for tag in re.findall(rb"<col\b[^>]*?/>", _element(head, b"cols")):
        given = _attributes(tag)
        low, high = int(given["min"]), int(given["max"])
        if low < first:
            before.append(_ranged(tag, low, min(high, first - 1)))
        if high > first + 1:
            after.append(_ranged(tag, max(low, first + 2), high))
    cols = b"<cols>" + b"".join([*before, ours, *after]) + b"</cols>"
    return head.replace(_element(head, b"cols"), cols) + data + rest


def _ranged(tag: bytes, low: int, high: int) -> bytes:
    return re.sub(rb'\bmax="\d+"', b'max="%d"' % high, re.sub(rb'\bmin="\d+"', b'min="%d"' % low, tag))


def _with_drawing(xml: bytes) -> bytes:
    """The sheet with the element that names its comments, in the place the format wants it."""
    start = xml.rindex(b"</sheetData>") + len(b"</sheetData>") if b"</sheetData>" in xml else xml.rindex(b"<sheetData/>") + len(b"<sheetData/>")
    depth = 0
    for tag in _TAG.finditer(xml, start):
        if depth == 0 and (tag[2] in _AFTER_COMMENTS or tag[1]):
            element = f'<legacyDrawing xmlns:r="{_RELATIONS}" r:id="vetctl1"/>'.encode()
            return xml[: tag.start()] + element + xml[tag.start() :]
        depth += -1 if tag[1] else 0 if tag[3] else 1
    raise UnfitError


def _beside(part: str) -> str:
    return join(dirname(part), "_rels", f"{part.rsplit('/', 1)[-1]}.rels")


def _from(part: str, target: str) -> str:
    return relpath(target, dirname(part))


def _with_relations(xml: bytes | None, added: str) -> bytes:
    if xml is None:
        xml = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
    xml = re.sub(rb"<Relationships([^>]*?)/>", rb"<Relationships\1></Relationships>", xml)
    if b"</Relationships>" not in xml:
        raise UnfitError
    return xml.replace(b"</Relationships>", added.encode() + b"</Relationships>")


def _with_types(types: bytes, comments: str) -> bytes:
    if b"</Types>" not in types:
        raise UnfitError
    added = f'<Override PartName="/{comments}" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"/>'
    types = types.replace(b"</Types>", added.encode() + b"</Types>")
    if not re.search(rb'Extension="vml"', types, re.IGNORECASE):
        vml = b'<Default Extension="vml" ContentType="application/vnd.openxmlformats-officedocument.vmlDrawing"/>'
        types = re.sub(rb"(<Types\b[^>]*>)", rb"\1" + vml, types, count=1)
    return types


def _comments(wanted: SheetMarks) -> bytes:
    return (
        b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<comments xmlns="' + _MAIN + b'"><authors><author>vetctl</author></authors><commentList>'
        + b"".join(_comment(place, note, 0) for place, note in sorted(wanted.notes.items())) + b"</commentList></comments>"
    )  # fmt: skip


def _comment(place: tuple[int, int], note: Note, author: int) -> bytes:
    return f'<comment ref="{letters(place[1])}{place[0]}" authorId="{author}"><text><t xml:space="preserve">{_safe(note.text)}</t></text></comment>'.encode()


def _more_comments(xml: bytes, wanted: SheetMarks) -> bytes:
    """The comments of a sheet with ours; a cell that has one already gets both."""
    authors = _element(xml, b"authors")
    number = len(re.findall(rb"<author\b", authors))
    xml = xml.replace(authors, authors.replace(b"</authors>", b"<author>vetctl</author></authors>"))
    added = []
    for place, note in sorted(wanted.notes.items()):
        held = re.search(rb'<comment\b[^>]*?\bref="' + f"{letters(place[1])}{place[0]}".encode() + rb'".*?</comment>', xml, re.DOTALL)
        if held is None:
            added.append(_comment(place, note, number))
        else:
            more = f'<r><t xml:space="preserve">\n{_safe(note.text)}</t></r></text>'.encode()
            xml = xml.replace(held[0], held[0].replace(b"</text>", more))
    if b"</commentList>" not in xml:
        raise UnfitError
    return xml.replace(b"</commentList>", b"".join(added) + b"</commentList>")


def _shapes(wanted: SheetMarks) -> bytes:
    shapes = _boxes(wanted.notes, 1)
    blocks = ",".join(str(block) for block in _blocks(len(wanted.notes), 1))
    return (
        f'<xml {_NAMES}><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="{blocks}"/></o:shapelayout>{_SHAPE_TYPE}{shapes}</xml>'
    ).encode()


def _more_shapes(xml: bytes, wanted: SheetMarks) -> bytes:
    """The shapes of a sheet with ours; a cell that has one keeps it. Our names bring their meaning along."""
    if b"</xml>" not in xml or b"urn:schemas-microsoft-com:vml" not in xml:
        raise UnfitError
    held = {(int(row) + 1, int(column) + 1) for row, column in re.findall(rb"<\w+:Row>(\d+)</\w+:Row>\s*<\w+:Column>(\d+)</\w+:Column>", xml)}
    fresh = [place for place in wanted.notes if place not in held]
    taken = [int(shape) // _BLOCK for shape in re.findall(rb'"_x0000_s(\d+)"', xml)]
    taken += [int(block) for data in re.findall(rb'<\w+:idmap\b[^>]*?data="([\d,]*)"', xml) for block in data.split(b",") if block]
    first = max(taken, default=0) + 1
    blocks = "".join(f",{block}" for block in _blocks(len(fresh), first)).encode()
    xml = re.sub(rb'(<\w+:idmap\b[^>]*?data="[^"]*)', rb"\1" + blocks, xml, count=1)
    added = ("" if b'id="_x0000_t202"' in xml else _SHAPE_TYPE) + _boxes(fresh, first)
    return xml.replace(b"</xml>", re.sub(r"<(v:shape(?:type)?) ", rf"<\1 {_NAMES} ", added).encode() + b"</xml>")


_NAMES = 'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:x="urn:schemas-microsoft-com:office:excel"'
_SHAPE_TYPE = (
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)


def _blocks(count: int, first: int) -> range:
    """The blocks that so many shapes need, from one on; the first number of a block stays free."""
    return range(first, first + count // _BLOCK + 1)


def _boxes(notes: Iterable[tuple[int, int]], first: int) -> str:
    return "".join(_box(first * _BLOCK + at, row, column) for at, (row, column) in enumerate(sorted(notes), 1))


def _box(shape: int, row: int, column: int) -> str:
    top = max(row - 2, 0)
    return (
        f'<v:shape id="_x0000_s{shape}" type="#_x0000_t202" style="position:absolute;width:260pt;height:80pt;z-index:1;visibility:hidden" '
        'fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
        '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"/></v:textbox><x:ClientData ObjectType="Note"><x:MoveWithCells/>'
        f"<x:SizeWithCells/><x:Anchor>{column}, 15, {top}, 2, {column + 4}, 31, {top + 6}, 4</x:Anchor><x:AutoFill>False</x:AutoFill>"
        f"<x:Row>{row - 1}</x:Row><x:Column>{column - 1}</x:Column></x:ClientData></v:shape>"
    )


def _safe(text: str) -> str:
    return escape(inert(text), quote=False)


def letters(number: int) -> str:
    """Name a column as spreadsheets do.

    >>> letters(1), letters(28)
    ('A', 'AB')
    """
    from vetctl.core.finding import column_letters

    return column_letters(number)


def _number(name: bytes) -> int:
    number = 0
    for letter in name:
        number = number * 26 + letter - 64
    return number
