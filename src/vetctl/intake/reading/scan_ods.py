"""A look into an .ods for what its reader keeps to itself: error cells, percentages, hidden rows, merged cells.

The content is unpacked piece by piece and searched for the few words that matter; only where one of them stands are the
cells walked one by one. A type definition (the way of entity bombs) is refused before any parser sees it.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sized
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from xml.parsers import expat

from vetctl.intake.reading.refusal import DAMAGED, unreadable
from vetctl.intake.reading.seen import Scan, SheetScan

_PIECE = 2**22
_LONGEST = 64
"""Longer than any word looked for."""
_WORDS = re.compile(rb"""value-type=["'](?:error|percentage)|rows-spanned=["'](?!1["'])|columns-spanned=["'](?!1["'])|visibility=["'](?:coll|filt)""")
_OUTSIDE = re.compile(rb"""formula=["'][^"']{0,40}(?:&apos;|')(?:file|https?|ftp):|<table:table-source\b|<table:dde-link""")
_MOST = 1000
"""Cells or rows repeated more often than this are blank paper."""
_ALL = 5_000_000
"""Of hidden rows, percentages or errors; a file with more is no register, and the reader refuses it, too."""


def look(path: Path, data: bytes) -> Scan:
    """Look through an .ods.

    Raises:
        Unreadable: E301 damaged, E302 encrypted, E316 a type definition.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = archive.namelist()
            if "META-INF/manifest.xml" in names and b"encryption-data" in archive.read("META-INF/manifest.xml"):
                raise unreadable(path, "password")
            walk, outside = _searched(path, archive)
            sheets = _walked(archive) if walk else ()
    except (*DAMAGED, expat.ExpatError) as problem:
        raise unreadable(path, "broken") from problem
    macros = any(name.startswith(("Basic/", "Scripts/")) and not name.endswith("/") for name in names)
    return Scan(order=sheets, macros=macros, links=("…",) if outside else ())


def _searched(path: Path, archive: zipfile.ZipFile) -> tuple[bool, bool]:
    """Whether the cells need a walk, and whether something comes from outside."""
    walk = outside = False
    tail = b""
    with archive.open("content.xml") as part:
        while piece := part.read(_PIECE):
            seen = tail + piece
            if b"<!DOCTYPE" in seen or b"<!ENTITY" in seen:
                raise unreadable(path, "suspicious_xml")
            walk = walk or _WORDS.search(seen) is not None
            outside = outside or _OUTSIDE.search(seen) is not None
            tail = seen[-_LONGEST:]
    return walk, outside


@dataclass(slots=True)
class _Table:
    broken: dict[tuple[int, int], str] = field(default_factory=dict)
    percentages: list[tuple[int, int]] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)
    merged: list[tuple[tuple[int, int], tuple[int, int]]] = field(default_factory=list)
    filtered: bool = False

    def scan(self) -> SheetScan:
        """What was seen."""
        return SheetScan(
            broken=self.broken, percentages=tuple(self.percentages), hidden_rows=tuple(self.hidden_rows),
            hidden_columns=tuple(self.hidden_columns), filtered=self.filtered, merged=tuple(self.merged),
        )  # fmt: skip


class _Walk:
    """Follows rows and cells through the repetitions they are written in."""

    def __init__(self) -> None:
        self.tables: list[_Table] = []
        self.depth = 0
        """Tables inside cells of tables do not count."""
        self.row = self.rows = self.column = self.columns = self.across = 0
        self.words: list[str] | None = None

    def start(self, tag: str, given: dict[str, str]) -> None:
        name = _local(tag)
        if name == "table":
            self.depth += 1
            if self.depth == 1:
                self.tables.append(_Table())
                self.row = self.rows = self.across = 0
        if self.depth != 1:
            return
        if name == "table-row":
            self._row({_local(key): value for key, value in given.items()})
        elif name == "table-column":
            self._columns({_local(key): value for key, value in given.items()})
        elif name in ("table-cell", "covered-table-cell"):
            self._cell({_local(key): value for key, value in given.items()}, given)

    def _row(self, given: dict[str, str]) -> None:
        self.row += self.rows
        self.rows, self.column, self.columns = _count(given, "number-rows-repeated"), 0, 0
        seen = given.get("visibility", "visible")
        if seen != "visible" and self.rows <= _MOST:
            table = self.tables[-1]
            _bounded(table.hidden_rows)
            table.hidden_rows += range(self.row + 1, self.row + self.rows + 1)
            table.filtered = table.filtered or seen == "filter"

    def _columns(self, given: dict[str, str]) -> None:
        first, self.across = self.across + 1, self.across + _count(given, "number-columns-repeated")
        if given.get("visibility", "visible") != "visible":
            self.tables[-1].hidden_columns += range(first, min(self.across, _MOST) + 1)

    def _cell(self, given: dict[str, str], full: dict[str, str]) -> None:
        self.column += self.columns
        self.columns = _count(given, "number-columns-repeated")
        kinds = {value for key, value in full.items() if _local(key) == "value-type"}
        table = self.tables[-1]
        if "percentage" in kinds and max(self.columns, self.rows) <= _MOST:
            table.percentages += self._places()
        if "error" in kinds:
            self.words = []
        down, across = _count(given, "number-rows-spanned"), _count(given, "number-columns-spanned")
        if down > 1 or across > 1:
            table.merged.append(((self.row, self.column), (self.row + down - 1, self.column + across - 1)))

    def _places(self) -> list[tuple[int, int]]:
        _bounded(self.tables[-1].percentages)
        _bounded(self.tables[-1].broken)
        return [(self.row + r, self.column + c) for r in range(1, self.rows + 1) for c in range(1, self.columns + 1)]

    def text(self, text: str) -> None:
        if self.words is not None:
            self.words.append(text)

    def end(self, tag: str) -> None:
        name = _local(tag)
        if name == "table":
            self.depth -= 1
        elif name == "table-cell" and self.words is not None and self.depth == 1:
            said = "".join(self.words).strip()
            if max(self.columns, self.rows) <= _MOST:
                self.tables[-1].broken.update(dict.fromkeys(self._places(), said if said.startswith("#") else "#ERR"))
            self.words = None


def _bounded(found: Sized) -> None:
    if len(found) > _ALL:
        raise ValueError


def _local(tag: str) -> str:
    return tag.rpartition(":")[2]


def _count(given: dict[str, str], name: str) -> int:
    text = given.get(name, "1")
    return int(text) if text.isdecimal() and len(text) < 9 else 1


def _walked(archive: zipfile.ZipFile) -> tuple[SheetScan, ...]:
    walk, parser = _Walk(), expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = walk.start, walk.end
    parser.CharacterDataHandler = walk.text
    with archive.open("content.xml") as part:
        parser.ParseFile(part)
    return tuple(table.scan() for table in walk.tables)
