"""A look into an .xlsx before it is parsed: limits, and the cells a reader would lose without a word.

python-calamine gives an error cell such as #DIV/0! and a formula that was never computed as an empty cell; here they
are found by address, and cells with content are counted. A type definition (the way of entity bombs) is refused.
Nothing is unpacked to disk.
"""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from vetctl.core.errors import Unreadable

MAX_MEMBERS = 2000
MAX_UNPACKED = 512 * 2**20

_SHEET = re.compile(rb"<(?:\w+:)?sheet\b[^>]*?>")
_RELATION = re.compile(rb"<Relationship\b[^>]*?>")
_ATTRIBUTE = re.compile(rb'([\w:]+)\s*=\s*"([^"]*)"')
_ERROR_CELL = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"[^>]*? t="e"[^>]*>(?:<f[^>]*?(?:/>|>[^<]*</f>))?(?:<v>([^<]*)</v>)?')
_FORMULA_CELL = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"[^>]*>\s*<f[^>]*?(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>')
_HIDDEN_ROW = re.compile(rb'<row\b[^>]*? hidden="(?:1|true)"')
_FORMAT = re.compile(rb"<numFmt\b[^>]*?>")
_CELL_FORMATS = re.compile(rb"<cellXfs\b.*?</cellXfs>", re.DOTALL)
_CELL_FORMAT = re.compile(rb"<xf\b[^>]*?>")
_PERCENT_FORMATS = frozenset({b"9", b"10"})
"""0% and 0.00%, which every workbook has without saying so (ECMA-376 18.8.30)."""
_FAR_COLUMN = re.compile(rb'<c r="[A-Z]{3}\d')
# For the count one by one any prefix of a name will do, as some writers put one before every name.
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_CDATA = re.compile(rb"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_CELL = re.compile(rb"<(?:\w+:)?c(\s[^>]*?)?(?:/>|>(.*?)</(?:\w+:)?c\s*>)", re.DOTALL)
_TYPE = re.compile(rb"""\st\s*=\s*["'](\w+)["']""")
_STRING = re.compile(rb"<(?:\w+:)?si(?:\s[^>]*?)?(?:/>|>(.*?)</(?:\w+:)?si\s*>)", re.DOTALL)
_PHONETIC = re.compile(rb"<(?:\w+:)?rPh\b.*?</(?:\w+:)?rPh\s*>", re.DOTALL)
_VALUE = re.compile(rb"<(?:\w+:)?[vt](?:\s[^>]*)?>(.*?)</(?:\w+:)?[vt]\s*>", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetScan:
    """What was seen in one sheet."""

    part: str = ""
    """The member of the zip file it is in."""
    filled: int = 0
    """Cells with content, as far as a count of tags tells."""
    broken: dict[tuple[int, int], str] = field(default_factory=dict)
    percentages: tuple[tuple[int, int], ...] = ()
    hidden_rows: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What was taken out of a workbook's zip file to be looked through."""

    sheets: Mapping[str, bytes] = field(default_factory=dict)
    percent_styles: tuple[bytes, ...] = ()
    """The cell styles that show a percentage."""
    macros: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """What was seen in a workbook."""

    sheets: dict[str, SheetScan] = field(default_factory=dict)
    macros: bool = False


def kind_of_zip(path: Path, data: bytes) -> str:
    """Tell ``xlsx`` or ``ods`` from the members of a zip file, after checking its limits.

    Raises:
        Unreadable: E301 damaged, too large when unpacked, or no workbook; E302 encrypted members.
    """
    from vetctl.intake.read import unreadable

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            names = {m.filename for m in members}
            if any(m.flag_bits & 1 for m in members):
                raise Unreadable("E302", path=path.name)
            if len(members) > MAX_MEMBERS or len(names) < len(members) or sum(m.file_size for m in members) > MAX_UNPACKED:
                raise unreadable(path, "suspicious_zip")
            if "mimetype" in names and b"opendocument.spreadsheet" in archive.read("mimetype"):
                return "ods"
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError) as problem:
        raise unreadable(path, "broken") from problem
    if "xl/workbook.xml" in names:
        return "xlsx"
    raise unreadable(path, "not_a_workbook")


def look(path: Path, data: bytes) -> Scan:
    """Look through the sheets of an .xlsx: error cells, formulas without a value, percentages, hidden rows, cells with content.

    Raises:
        Unreadable: E301 a type definition, a cell far outside, a damaged member.
    """
    from vetctl.intake.read import unreadable

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            sheets = {}
            for sheet, part in _parts(archive).items():
                if part not in names:
                    continue
                xml = archive.read(part)
                if b"<!DOCTYPE" in xml[:4096] or _FAR_COLUMN.search(xml):
                    raise unreadable(path, "suspicious_zip")
                sheets[sheet] = part, xml
            styles = _percent_styles(archive.read("xl/styles.xml")) if "xl/styles.xml" in names else ()
    except (zipfile.BadZipFile, KeyError, EOFError, OSError, ValueError, NotImplementedError) as problem:
        raise unreadable(path, "broken") from problem
    return Scan(sheets={sheet: _look(part, xml, styles) for sheet, (part, xml) in sheets.items()}, macros="xl/vbaProject.bin" in names)


def _percent_styles(xml: bytes) -> tuple[bytes, ...]:
    """The numbers of the cell styles whose format shows a percentage."""
    own = {given.get(b"numFmtId") for given in (dict(_ATTRIBUTE.findall(tag)) for tag in _FORMAT.findall(xml)) if b"%" in given.get(b"formatCode", b"")}
    formats = _CELL_FORMATS.search(xml)
    tags = _CELL_FORMAT.findall(formats.group(0)) if formats else []
    numbers = [dict(_ATTRIBUTE.findall(tag)).get(b"numFmtId", b"") for tag in tags]
    return tuple(str(style).encode() for style, number in enumerate(numbers) if number in _PERCENT_FORMATS or number in own)


def _look(part: str, xml: bytes, percent_styles: tuple[bytes, ...]) -> SheetScan:
    cells = max(xml.find(b"sheetData"), 0), max(xml.rfind(b"sheetData"), 0)
    broken: dict[tuple[int, int], str] = {}
    if _holds(xml, cells, b' t="e"', b"e"):
        for column, row, text in _ERROR_CELL.findall(xml):
            broken[int(row), _number(column)] = text.decode() or "#ERR"
    # An error cell has a value that the reader keeps to itself.
    filled = xml.count(b"<v>") - len(broken)
    if _holds(xml, cells, b"<is>", b"i"):
        filled += xml.count(b"<is>")
    if _holds(xml, cells, b"<f", b"f"):
        for column, row in _FORMULA_CELL.findall(xml):
            broken.setdefault((int(row), _number(column)), "formula")
    hidden = len(_HIDDEN_ROW.findall(xml)) if _holds(xml, cells, b' hidden="', b"d") else 0
    shown: tuple[tuple[int, int], ...] = ()
    if percent_styles:
        cell = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"[^>]*? s="(?:' + b"|".join(percent_styles) + rb')"')
        shown = tuple((int(row), _number(column)) for column, row in cell.findall(xml))
    return SheetScan(part=part, broken=broken, percentages=shown, hidden_rows=hidden, filled=filled)


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
        strings = [_text(item) for item in _STRING.findall(_bare(archive, "xl/sharedStrings.xml"))]
        cells = _CELL.findall(_bare(archive, part))
    sure = unsure = 0
    for attributes, content in cells:
        kind = _TYPE.search(attributes)
        text = _text(content)
        if kind and kind[1] == b"s" and text.strip().isdigit():
            text = strings[int(text)] if int(text) < len(strings) else ""
        elif kind and kind[1] == b"e":
            continue
        if text.strip():
            sure += 1
        elif text:
            unsure += 1
    return sure, unsure


def _bare(archive: zipfile.ZipFile, part: str) -> bytes:
    """A part without comments and marks of character data; nothing when there is no such part."""
    if part not in archive.namelist():
        return b""
    return _CDATA.sub(rb"\1", _COMMENT.sub(b"", archive.read(part)))


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


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
