"""A look into an .xlsx before it is parsed: limits, and the cells a reader would lose without a word.

python-calamine gives an error cell such as #DIV/0! and a formula that was never computed as an empty cell; here they
are found by address, and cells with content are counted. A type definition (the way of entity bombs) is refused.
Nothing is unpacked to disk. The usual way to write a sheet is searched as it stands; any other is walked tag by tag.
"""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from vetctl.core.errors import Unreadable
from vetctl.intake.reading.refusal import DAMAGED, unreadable
from vetctl.intake.reading.seen import CDATA, COMMENT, Scan, SheetScan, column_number

MAX_MEMBERS = 2000
MAX_UNPACKED = 512 * 2**20
MAX_RATIO = 200
"""How much smaller packing makes a part at most; real sheets, even blank ones, stay below a hundred."""
_SMALL = 2**23
"""A part of this size harms nobody, however well it was packed."""
_MOST_STYLES = 65_490
"""Excel's own limit of cell formats."""
_FEW_STYLES = 64
_TELLING = 2**20
_MOST_COLUMNS = 256
"""Columns to the right of these are never read."""

# No attribute holds a bare "<": a search that stops there costs no more than the file is long.
_SHEET = re.compile(rb"<(?:\w+:)?sheet\b[^<>]*?>")
_RELATION = re.compile(rb"<Relationship\b[^<>]*?>")
_ATTRIBUTE = re.compile(rb'([\w:]{1,80})\s*=\s*"([^"]*)"')
_ERROR_CELL = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"[^<>]*? t="e"[^<>]*>(?:<f[^<>]*?(?:/>|>[^<]*</f>))?(?:<v>([^<]*)</v>)?')
_FORMULA_CELL = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"([^<>]*)>\s*<f[^<>]*?(?:/>|>[^<]*</f>)\s*(<v\s*/>|<v></v>)?\s*</c>')
_OUTSIDE = re.compile(rb"<f[^<>]*>[^<]*\[\d+\]")
_ROW = re.compile(rb"<row\b([^<>]*)>")
_ROW_NUMBER = re.compile(rb'\sr="(\d{1,7})"')
_NOT_SHOWN = re.compile(rb'\shidden="(?:1|true)"|\sht="0"')
_COLUMN_RANGE = re.compile(rb"<col\b([^<>]*?)/?>")
_ENDS = re.compile(rb'\s(min|max)="(\d{1,5})"')
_FROM_1904 = re.compile(rb"""<(?:\w+:)?workbookPr\b[^<>]*\sdate1904\s*=\s*["'](?:1|true)["']""")
_FORMAT = re.compile(rb"<numFmt\b[^<>]*?>")
_CELL_FORMAT = re.compile(rb"<xf\b[^<>]*?>")
_PERCENT_FORMATS = frozenset({b"9", b"10"})
"""0% and 0.00%, which every workbook has without saying so (ECMA-376 18.8.30)."""
_FAR_COLUMN = re.compile(rb'<c r="[A-Z]{3}\d')
# For the count one by one any prefix of a name will do, as some writers put one before every name.
_CELL = re.compile(rb"<(?:\w+:)?c(\s[^<>]*?)?(?:/>|>(.*?)</(?:\w+:)?c\s*>)", re.DOTALL)
_CELLS_END = re.compile(rb"</(?:\w+:)?sheetData\s*>")
_STRINGS_END = re.compile(rb"</(?:\w+:)?sst\s*>")
_TYPE = re.compile(rb"""\st\s*=\s*["'](\w+)["']""")
_INDEX = re.compile(r"[0-9]{1,9}")
_STRING = re.compile(rb"<(?:\w+:)?si(?:\s[^<>]*?)?(?:/>|>(.*?)</(?:\w+:)?si\s*>)", re.DOTALL)
_PHONETIC = re.compile(rb"<(?:\w+:)?rPh\b.*?</(?:\w+:)?rPh\s*>", re.DOTALL)
_VALUE = re.compile(rb"<(?:\w+:)?[vt](?:\s[^<>]*)?>(.*?)</(?:\w+:)?[vt]\s*>", re.DOTALL)


def kind_of_zip(path: Path, data: bytes) -> str:
    """Tell ``xlsx``, ``xlsb`` or ``ods`` from the members of a zip file, after checking its limits.

    Raises:
        Unreadable: E301 damaged, or no workbook; E302 encrypted members; E316 not the contents of a workbook.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            names = {m.filename for m in members}
            if any(m.flag_bits & 1 for m in members):
                raise Unreadable("E302", path=path.name)
            if len(members) > MAX_MEMBERS or len(names) < len(members) or any(map(_suspicious, members)):
                raise unreadable(path, "suspicious_zip")
            if sum(m.file_size for m in members) > MAX_UNPACKED:
                raise unreadable(path, "suspicious_zip")
            if "mimetype" in names and b"opendocument.spreadsheet" in archive.read("mimetype"):
                return "ods"
    except DAMAGED as problem:
        raise unreadable(path, "broken") from problem
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "xl/workbook.bin" in names:
        return "xlsb"
    raise unreadable(path, "document" if {"word/document.xml", "ppt/presentation.xml"} & names else "not_a_workbook")


def _suspicious(member: zipfile.ZipInfo) -> bool:
    """A part packed tighter than any sheet, or one that wants to be unpacked elsewhere."""
    bomb = member.file_size > _SMALL and member.file_size > MAX_RATIO * member.compress_size
    strange = member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
    return bomb or strange or member.filename.startswith("/") or ".." in member.filename.replace("\\", "/").split("/")


def look(path: Path, data: bytes) -> Scan:
    """Look through the sheets of an .xlsx: error cells, formulas without a value, percentages, hidden rows, cells with content.

    Raises:
        Unreadable: E301 a damaged member, E316 a type definition, E317 a cell far outside.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            sheets = {}
            for sheet, part in _parts(archive).items():
                if part not in names:
                    continue
                xml = _innocent(path, archive.read(part))
                if _FAR_COLUMN.search(xml):
                    raise unreadable(path, "too_many_columns")
                sheets[sheet] = part, xml
            styles = _percent_styles(_innocent(path, archive.read("xl/styles.xml"))) if "xl/styles.xml" in names else ()
            for part in names & {"xl/workbook.xml", "xl/sharedStrings.xml", "xl/_rels/workbook.xml.rels"}:
                _innocent(path, archive.read(part))  # read to its end, so that its checksum is held against it as well
            links = _links(archive, names)
            from_1904 = _FROM_1904.search(archive.read("xl/workbook.xml")) is not None
    except DAMAGED as problem:
        raise unreadable(path, "broken") from problem
    if len(styles) > _MOST_STYLES:
        raise unreadable(path, "too_many_styles")
    seen = {sheet: _look(part, xml, styles, outside=bool(links)) for sheet, (part, xml) in sheets.items()}
    return Scan(sheets=seen, macros="xl/vbaProject.bin" in names, links=links, from_1904=from_1904)


def _innocent(path: Path, xml: bytes) -> bytes:
    """A part without a type definition, in which alone entities could be defined."""
    # An exclamation mark is rare in a sheet and found ten times as fast as the word.
    if xml.find(b"!") >= 0:
        if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
            raise unreadable(path, "suspicious_xml")
        if xml.rfind(b"<!--") > xml.rfind(b"-->") or xml.rfind(b"<![CDATA[") > xml.rfind(b"]]>"):
            raise unreadable(path, "broken")
    return xml


def _links(archive: zipfile.ZipFile, names: Collection[str]) -> tuple[str, ...]:
    """The names of other workbooks that formulas may refer to."""
    found = []
    for name in sorted(names):
        if name.startswith("xl/externalLinks/_rels/"):
            for tag in _RELATION.findall(archive.read(name)):
                target = html.unescape(dict(_ATTRIBUTE.findall(tag)).get(b"Target", b"").decode("utf-8", "replace"))
                found.append(re.split(r"[/\\]", target)[-1])
    return tuple(dict.fromkeys(found))


def _percent_styles(xml: bytes) -> tuple[bytes, ...]:
    """The numbers of the cell styles whose format shows a percentage."""
    own = {given.get(b"numFmtId") for given in (dict(_ATTRIBUTE.findall(tag)) for tag in _FORMAT.findall(xml)) if b"%" in given.get(b"formatCode", b"")}
    begin = xml.find(b"<cellXfs")
    tags = _CELL_FORMAT.findall(xml, begin, max(xml.find(b"</cellXfs>", begin), 0)) if begin >= 0 else []
    numbers = [dict(_ATTRIBUTE.findall(tag)).get(b"numFmtId", b"") for tag in tags]
    return tuple(str(style).encode() for style, number in enumerate(numbers) if number in _PERCENT_FORMATS or number in own)


def _look(part: str, xml: bytes, percent_styles: tuple[bytes, ...], *, outside: bool = False) -> SheetScan:
    if not _usual(xml):
        from vetctl.intake.reading.scan_tags import walk

        return walk(part, xml, frozenset(percent_styles))
    cells = max(xml.find(b"sheetData"), 0), max(xml.rfind(b"sheetData"), 0)
    broken: dict[tuple[int, int], str] = {}
    if _holds(xml, cells, b' t="e"', b"e"):
        for column, row, text in _ERROR_CELL.findall(xml):
            broken[int(row), column_number(column)] = text.decode() or "#ERR"
    # An error cell has a value that the reader keeps to itself.
    filled = xml.count(b"<v>") - len(broken)
    if _holds(xml, cells, b"<is>", b"i"):
        filled += xml.count(b"<is>")
    if _holds(xml, cells, b"<f", b"f"):
        for column, row, attributes, blank in _FORMULA_CELL.findall(xml):
            # A blank value that is said to be text was computed: =IF(A1=0,"",A1).
            if not (blank and b' t="str"' in attributes):
                broken.setdefault((int(row), column_number(column)), "formula")
    unseen = _holds(xml, cells, b' hidden="', b"d") or _holds(xml, cells, b' ht="0"', b"h")
    shown: tuple[tuple[int, int], ...] = ()
    if percent_styles:
        # Few styles are searched for; of many, every cell's style is looked up.
        style = b"|".join(percent_styles) if len(percent_styles) <= _FEW_STYLES else rb"\d+"
        cell = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"[^<>]*? s="(' + style + rb')"')
        wanted = frozenset(percent_styles)
        shown = tuple((int(row), column_number(column)) for column, row, own in cell.findall(xml) if own in wanted)
    return SheetScan(
        part=part, broken=broken, percentages=shown, hidden_rows=_hidden_rows(xml) if unseen else (), filled=filled,
        hidden_columns=_hidden_columns(xml[: cells[0]]), filtered=b"<filterColumn" in xml[cells[1] :],
        outside=len(_OUTSIDE.findall(xml)) if outside else 0,
    )  # fmt: skip


def _usual(xml: bytes) -> bool:
    """Whether cells begin as spreadsheet programs write them, without a prefix and with the address first.

    A program writes all its cells alike, so the first megabyte tells.
    """
    head = xml[:_TELLING]
    cells = head.count(b'<c r="')
    return cells == head.count(b"<c ") and b"<c>" not in head and (cells > 0 or b":c" not in head)


def _hidden_rows(xml: bytes) -> tuple[int, ...]:
    hidden, number = [], 0
    for attributes in _ROW.findall(xml):
        own = _ROW_NUMBER.search(attributes)
        # A row without a number follows the one before it (ECMA-376 18.3.1.73).
        number = int(own[1]) if own else number + 1
        if _NOT_SHOWN.search(attributes):
            hidden.append(number)
    return tuple(hidden)


def _hidden_columns(head: bytes) -> tuple[int, ...]:
    hidden: set[int] = set()
    for attributes in _COLUMN_RANGE.findall(head):
        if _NOT_SHOWN.search(attributes):
            ends = dict(_ENDS.findall(attributes))
            if len(ends) > 1:
                hidden.update(range(int(ends[b"min"]), min(int(ends[b"max"]), _MOST_COLUMNS) + 1))
    return tuple(sorted(hidden))


def _holds(xml: bytes, cells: tuple[int, int], word: bytes, rare: bytes) -> bool:
    """Whether a word stands among the cells. Most sheets lack even its rare letter, which is found ten times as fast."""
    return xml.find(rare, *cells) >= 0 and xml.find(word, *cells) >= 0


def compare(path: Path, data: bytes, seen: Scan, read: Mapping[str, Sequence[Sequence[Any]]], aside: Collection[str]) -> None:
    """Hold what the reader delivered against what stands in the file: two counts of cells with content must agree.

    Args:
        path: the file.
        data: its bytes.
        seen: what the look saw.
        read: sheet -> its columns as delivered.
        aside: the sheets that were not read.

    Raises:
        Unreadable: E314 they differ, or one of the two knows a sheet that the other does not.
    """
    for name in seen.sheets.keys() | read.keys():
        if name in aside:
            continue
        sheet = seen.sheets.get(name, SheetScan())
        delivered = sum(len(column) - column.count("") for column in read.get(name, ()))
        if delivered == sheet.filled and name in read:
            continue
        sure, unsure = _recount(data, sheet.part) if sheet.part else (0, 0)
        if name not in read or not sure <= delivered <= sure + unsure:
            raise Unreadable("E314", path=path.name, sheet=name, seen=sure + unsure, read=delivered)


def _recount(data: bytes, part: str) -> tuple[int, int]:
    """Count the cells with content of a sheet one by one, for files in which a count of tags is not enough.

    Returns:
        Cells that surely have content, and those with nothing but blanks, which a reader may keep or drop.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        strings = [_text(item) for item in _STRING.findall(_bare(archive, "xl/sharedStrings.xml", _STRINGS_END))]
        cells = _CELL.findall(_bare(archive, part, _CELLS_END))
    sure = unsure = 0
    for attributes, content in cells:
        kind = _TYPE.search(attributes)
        text = _text(content)
        if kind and kind[1] == b"s" and _INDEX.fullmatch(text.strip()):
            text = strings[int(text)] if int(text) < len(strings) else ""
        elif kind and kind[1] == b"e":
            continue
        if text.strip():
            sure += 1
        elif text:
            unsure += 1
    return sure, unsure


def _bare(archive: zipfile.ZipFile, part: str, end: re.Pattern[bytes]) -> bytes:
    """A part as far as the reader reads it, without comments and marks of character data; nothing when it is not there."""
    if part not in archive.namelist():
        return b""
    xml = COMMENT.sub(b"", archive.read(part))
    last = end.search(xml)
    return CDATA.sub(rb"\1", xml[: last.start()] if last else xml)


def _text(xml: bytes) -> str:
    """What stands in the values of a cell or in the runs of a string; phonetic runs are no part of it."""
    return html.unescape(b"".join(_VALUE.findall(_PHONETIC.sub(b"", xml))).decode("utf-8", "replace"))


def _parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Sheet name -> member of the zip file."""
    relations = {}
    for tag in _RELATION.findall(archive.read("xl/_rels/workbook.xml.rels")):
        given = dict(_ATTRIBUTE.findall(tag))
        relations[given.get(b"Id", b"")] = given.get(b"Target", b"").decode()
    found = {}
    for tag in _SHEET.findall(archive.read("xl/workbook.xml")):
        given = dict(_ATTRIBUTE.findall(tag))
        target = next((relations.get(value, "") for name, value in given.items() if name.endswith(b":id")), "")
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        found[html.unescape(given.get(b"name", b"").decode())] = part
    return found
