"""A look into an .xlsb for what its reader keeps to itself: error cells, percentages, hidden rows, merged cells.

The parts are records in a row (MS-XLSB 2.1.4): kind and length in bytes of seven bits, then the body. They are walked
once. A sheet without its last record was cut off and is refused.
"""

from __future__ import annotations

import posixpath
import re
import struct
import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

from vetctl.intake.reading.refusal import DAMAGED, unreadable
from vetctl.intake.reading.seen import Scan, SheetScan

_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A", 43: "#GETTING_DATA"}
_PERCENT = frozenset({9, 10})
_RELATION = re.compile(rb"<Relationship\b[^<>]*?>")
_ATTRIBUTE = re.compile(rb'([\w:]+)\s*=\s*"([^"]*)"')
_LONG, _SHORT = struct.Struct("<I"), struct.Struct("<H")
_RANGE = struct.Struct("<IIII")
ROW, CELL_ERROR, FORMULA_ERROR, COLUMNS = 0, 3, 11, 60
_TEXTS = frozenset({6, 7, 8, 62})
"""Text in the cell, in the table of strings, of a formula, with runs."""
_NUMBERS = frozenset({2, 5, 9})
_BOOLEANS = frozenset({4, 10})
FORMAT, XF, SHEET, MERGED = 44, 47, 156, 176
BEGIN_XFS, END_XFS, END_SHEET = 617, 618, 130
FILTER_COLUMN = 163


def look(path: Path, data: bytes) -> Scan:
    """Look through an .xlsb.

    Raises:
        Unreadable: E301 damaged.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = set(archive.namelist())
            targets = _targets(archive, "xl/_rels/workbook.bin.rels")
            percents = _percents(archive.read("xl/styles.bin")) if "xl/styles.bin" in names else frozenset()
            parts = {name: targets.get(key, "") for key, name in _sheets(archive.read("xl/workbook.bin"))}
            sheets = {name: _Sheet(archive.read(part), percents).go() for name, part in parts.items() if part in names and "worksheet" in part}
            links = tuple(
                posixpath.basename(target)
                for name in sorted(names)
                if name.startswith("xl/externalLinks/_rels/")
                for target in _targets(archive, name).values()
            )
    except DAMAGED as problem:
        raise unreadable(path, "broken") from problem
    return Scan(sheets=sheets, macros="xl/vbaProject.bin" in names, links=links)


def _targets(archive: zipfile.ZipFile, name: str) -> dict[str, str]:
    """Relation -> part of the zip file, or the address outside."""
    found = {}
    for tag in _RELATION.findall(archive.read(name)):
        given = dict(_ATTRIBUTE.findall(tag))
        target = given.get(b"Target", b"").decode()
        outside = given.get(b"TargetMode") == b"External"
        found[given.get(b"Id", b"").decode()] = target if outside else target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return found


def _records(part: bytes) -> Iterator[tuple[int, int, int]]:
    """(kind, place, length) of each record."""
    at, end = 0, len(part)
    while at < end:
        kind = part[at]
        at += 1
        if kind & 0x80:
            kind = kind & 0x7F | (part[at] & 0x7F) << 7
            at += 1
        length = shift = 0
        while True:
            byte = part[at]
            at += 1
            length |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80 or shift > 21:
                break
        if at + length > end:
            raise ValueError
        yield kind, at, length
        at += length


def _text(part: bytes, at: int) -> tuple[str, int]:
    (count,) = _LONG.unpack_from(part, at)
    if count == 0xFFFFFFFF:
        return "", at + 4
    end = at + 4 + 2 * count
    if end > len(part):
        raise ValueError
    return part[at + 4 : end].decode("utf-16-le", "replace"), end


def _sheets(part: bytes) -> Iterator[tuple[str, str]]:
    """(relation, name) of the sheets."""
    for kind, at, _ in _records(part):
        if kind == SHEET:
            relation, after = _text(part, at + 8)
            yield relation, _text(part, after)[0]


def _percents(part: bytes) -> frozenset[int]:
    own: set[int] = set()
    styles: list[int] = []
    inside = False
    for kind, at, _ in _records(part):
        if kind == FORMAT and "%" in _text(part, at + 2)[0]:
            own.add(_SHORT.unpack_from(part, at)[0])
        elif kind in (BEGIN_XFS, END_XFS):
            inside = kind == BEGIN_XFS
        elif kind == XF and inside:
            styles.append(_SHORT.unpack_from(part, at + 2)[0])
    return frozenset(style for style, number in enumerate(styles) if number in _PERCENT or number in own)


class _Sheet:
    """Goes through the records of one sheet."""

    def __init__(self, part: bytes, percents: frozenset[int]) -> None:
        self.part, self.percents = part, percents
        self.broken: dict[tuple[int, int], str] = {}
        self.shown: list[tuple[int, int]] = []
        self.hidden_rows: list[int] = []
        self.hidden_columns: set[int] = set()
        self.merged: list[tuple[tuple[int, int], tuple[int, int]]] = []
        self.row = self.numbers = self.texts = 0
        self.filtered = self.ended = False
        self.ways: dict[int, Callable[[int], None]] = {
            **dict.fromkeys(_NUMBERS, self._number),
            **dict.fromkeys(_BOOLEANS, self._boolean),
            **dict.fromkeys(_TEXTS, self._text),
            **dict.fromkeys((CELL_ERROR, FORMULA_ERROR), self._error),
            ROW: self._row, COLUMNS: self._columns, MERGED: self._merge, FILTER_COLUMN: self._filter, END_SHEET: self._end,
        }  # fmt: skip

    def go(self) -> SheetScan:
        """From its first record to its last.

        Raises:
            ValueError: the last one is not there.
        """
        for kind, at, _ in _records(self.part):
            if (way := self.ways.get(kind)) is not None:
                way(at)
        if not self.ended:
            raise ValueError
        return SheetScan(
            broken=self.broken, percentages=tuple(self.shown), hidden_rows=tuple(self.hidden_rows), filtered=self.filtered,
            hidden_columns=tuple(sorted(self.hidden_columns)), numbers=self.numbers, texts=self.texts, merged=tuple(self.merged),
        )  # fmt: skip

    def _column(self, at: int) -> int:
        return int(_LONG.unpack_from(self.part, at)[0]) + 1

    def _number(self, at: int) -> None:
        self.numbers += 1
        if self.percents and int.from_bytes(self.part[at + 4 : at + 7], "little") in self.percents:
            self.shown.append((self.row, self._column(at)))

    def _boolean(self, _at: int) -> None:
        self.numbers += 1

    def _text(self, _at: int) -> None:
        self.texts += 1

    def _error(self, at: int) -> None:
        self.broken[self.row, self._column(at)] = _ERRORS.get(self.part[at + 8], "#ERR")

    def _row(self, at: int) -> None:
        self.row = self._column(at)  # a row begins with its number as a cell does
        if self.part[at + 11] & 0x10:
            self.hidden_rows.append(self.row)

    def _columns(self, at: int) -> None:
        first, last = _LONG.unpack_from(self.part, at)[0], _LONG.unpack_from(self.part, at + 4)[0]
        if self.part[at + 16] & 1:
            self.hidden_columns.update(range(first + 1, min(last, 255) + 2))

    def _merge(self, at: int) -> None:
        top, bottom, left, right = _RANGE.unpack_from(self.part, at)
        self.merged.append(((top, left), (bottom, right)))

    def _filter(self, _at: int) -> None:
        self.filtered = True

    def _end(self, _at: int) -> None:
        self.ended = True
