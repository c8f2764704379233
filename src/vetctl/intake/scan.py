"""A look into an .xlsx before it is parsed: limits, and the cells a reader would lose without a word.

python-calamine gives an error cell such as #DIV/0! and a formula that was never computed as an empty cell; here they
are found by address. A type definition (the way of entity bombs) is refused. Nothing is unpacked to disk.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

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


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetScan:
    """What was seen in one sheet."""

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
    from vetctl.core.errors import Unreadable
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


def unpack(path: Path, data: bytes) -> Parts:
    """The sheets of an .xlsx as XML, its percentage styles, and whether there are macros; what would break a reader is refused first.

    Raises:
        Unreadable: E301 a type definition, a cell far outside, a damaged member.
    """
    from vetctl.intake.read import unreadable

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            sheets: dict[str, bytes] = {}
            for sheet, part in _parts(archive).items():
                if part not in names:
                    continue
                xml = archive.read(part)
                if b"<!DOCTYPE" in xml[:4096] or _FAR_COLUMN.search(xml):
                    raise unreadable(path, "suspicious_zip")
                sheets[sheet] = xml
            styles = _percent_styles(archive.read("xl/styles.xml")) if "xl/styles.xml" in names else ()
    except (zipfile.BadZipFile, KeyError, EOFError, OSError, ValueError, NotImplementedError) as problem:
        raise unreadable(path, "broken") from problem
    return Parts(sheets=sheets, percent_styles=styles, macros="xl/vbaProject.bin" in names)


def look(parts: Parts) -> Scan:
    """Find error cells, formulas without a value, percentages and hidden rows in unpacked sheets."""
    return Scan(sheets={name: _look(xml, parts.percent_styles) for name, xml in parts.sheets.items()}, macros=parts.macros)


def _percent_styles(xml: bytes) -> tuple[bytes, ...]:
    """The numbers of the cell styles whose format shows a percentage."""
    own = {given.get(b"numFmtId") for given in (dict(_ATTRIBUTE.findall(tag)) for tag in _FORMAT.findall(xml)) if b"%" in given.get(b"formatCode", b"")}
    formats = _CELL_FORMATS.search(xml)
    tags = _CELL_FORMAT.findall(formats.group(0)) if formats else []
    numbers = [dict(_ATTRIBUTE.findall(tag)).get(b"numFmtId", b"") for tag in tags]
    return tuple(str(style).encode() for style, number in enumerate(numbers) if number in _PERCENT_FORMATS or number in own)


def _look(xml: bytes, percent_styles: tuple[bytes, ...]) -> SheetScan:
    broken: dict[tuple[int, int], str] = {}
    if b' t="e"' in xml:
        for column, row, text in _ERROR_CELL.findall(xml):
            broken[int(row), _number(column)] = text.decode() or "#ERR"
    if b"</f>" in xml or b"<f " in xml or b"<f/>" in xml:
        for column, row in _FORMULA_CELL.findall(xml):
            broken.setdefault((int(row), _number(column)), "formula")
    hidden = len(_HIDDEN_ROW.findall(xml)) if b' hidden="' in xml else 0
    shown: tuple[tuple[int, int], ...] = ()
    if percent_styles:
        cell = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"[^>]*? s="(?:' + b"|".join(percent_styles) + rb')"')
        shown = tuple((int(row), _number(column)) for column, row in cell.findall(xml))
    return SheetScan(broken=broken, percentages=shown, hidden_rows=hidden)


def _parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Sheet name -> member of the zip file."""
    import html

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
