"""Opening a clerk's file: the content decides what it is, never the suffix.

Workbooks go through python-calamine in a child process, web pages and XML 2003 through a parser there, text through a
ladder of encodings. What cannot be read with certainty is refused with one clear sentence. Hidden sheets and sheets that
are no tables are named and left alone; nothing here knows registers.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from pathlib import Path
from typing import Any

from vetctl.core.catalogue import t
from vetctl.core.errors import NotFound, Unreadable
from vetctl.intake.reading import scan, sniff
from vetctl.intake.reading.child import MAX_COLUMNS, MAX_ROWS
from vetctl.intake.reading.reader import MAX_BYTES, RawSheet, Read, Reader, ReaderFailed
from vetctl.intake.reading.refusal import unreadable
from vetctl.intake.reading.seen import Scan, SheetScan

_SUFFIXES = {
    "xlsx": {".xlsx", ".xlsm", ".et", ".xltx", ".xltm"},
    "xls": {".xls", ".et", ".xlt"},
    "xlsb": {".xlsb"},
    "ods": {".ods", ".ots"},
    "csv": {".csv", ".tsv", ".txt"},
    "html": {".html", ".htm"},
    "xml": {".xml"},
}
_LONGEST_LINE = 2**20
"""Characters of a line of text; a row of 256 columns of long remarks has a tenth of it."""
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_SEPARATOR = re.compile(r"sep=([,\t;|])[\r\n]", re.IGNORECASE)
"""The line with which Excel is told how a text table is parted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet: columns of raw values and where they stand."""

    name: str
    columns: list[list[Any]]
    """All of one height; a blank cell is ``""``."""
    first_row: int = 1
    """The clerk's number of the first row."""
    first_column: int = 1
    merged: tuple[tuple[tuple[int, int], tuple[int, int]], ...] = ()
    """Merged ranges as ((row, column), (row, column)), counted from 0 on the sheet."""
    broken: Mapping[tuple[int, int], str] = field(default_factory=dict)
    """(row, column) from 1 -> text of an error cell, or ``formula`` for one that was never computed."""
    percentages: tuple[tuple[int, int], ...] = ()
    """(row, column) from 1 of the cells that show a percentage."""
    hidden_rows: tuple[int, ...] = ()
    """Numbers, from 1, of the rows that are not shown: hidden, folded away or filtered."""
    hidden_columns: tuple[int, ...] = ()
    filtered: bool = False
    """Whether a filter is set."""
    silent_formulas: tuple[tuple[int, int], ...] = ()
    """(row, column) from 1 of formulas that show nothing, where the file does not tell whether they were ever computed."""
    outside: int = 0
    """Formulas that refer to other workbooks, where the file tells."""

    @property
    def height(self) -> int:
        """How many rows there are."""
        return len(self.columns[0]) if self.columns else 0

    def row(self, index: int) -> list[Any]:
        """The cells of a row, counted from 0."""
        return [column[index] for column in self.columns]

    def head(self, count: int) -> list[list[Any]]:
        """The first rows."""
        return [self.row(index) for index in range(min(count, self.height))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A file that was opened."""

    name: str
    sha256: str
    kind: str
    """``xlsx``, ``xls``, ``xlsb``, ``ods``, ``csv``, ``html`` or ``xml`` (XML 2003)."""
    sheets: tuple[Sheet, ...]
    hidden: tuple[str, ...] = ()
    """Names of hidden sheets, which are not read."""
    others: tuple[str, ...] = ()
    """Names of charts and macro sheets, which are no tables."""
    links: tuple[str, ...] = ()
    """Other workbooks that this one refers to."""
    encoding: str = ""
    macros: bool = False
    from_1904: bool = False
    """Whether bare day counts are counted from 1904; .xlsx only, the others do not tell."""
    suffix_lies: bool = False
    path: Path | None = None
    """Where it was opened, so that a marked copy of it can be given back."""


def open_file(path: Path, *, encoding: str | None = None, reader: Reader | None = None) -> Source:
    """Read a workbook or a text table.

    Args:
        path: the file.
        encoding: of a text table, when the clerk knows better.
        reader: the child process that reads workbooks, when the caller has one already.

    Raises:
        NotFound: E506 no such file.
        Unreadable: E301 not a readable table, E302 password, E309 encoding not decidable, E314 two counts disagree,
            E316 made to do harm, E317 too large, E318 the child gave up, E319 a broken text table, E322 a page without a table.
        Refused: E315 no child process can be started.
    """
    if reader is None:
        with Reader() as own:
            return open_file(path, encoding=encoding, reader=own)
    if not path.is_file():
        raise NotFound("E514", path=path)
    try:
        return _opened(path, reader.begin(path), encoding, reader)
    finally:
        reader.forget()


def _opened(path: Path, data: bytes, encoding: str | None, reader: Reader) -> Source:
    if len(data) > MAX_BYTES:
        raise unreadable(path, "too_large")
    digest = hashlib.sha256(data).hexdigest()
    kind = kind_of(path, data)
    lies = path.suffix.lower() not in _SUFFIXES[kind]
    if kind == "csv":
        sheet, used = _text(path, data, encoding)
        return Source(path=path, name=path.name, sha256=digest, kind=kind, sheets=(sheet,), encoding=used, suffix_lies=lies)
    if kind in ("html", "xml"):
        return _marked_up(path, data, digest, kind, lies, encoding, reader)
    return _workbook(path, data, digest, kind, lies, reader)


def kind_of(path: Path, data: bytes) -> str:
    """Tell the kind of a file by its content.

    Raises:
        Unreadable: E301 empty, PDF or another thing that is no table; E302 encrypted.
    """
    match sniff.content(data):
        case "zip":
            return scan.kind_of_zip(path, data)
        case "ole":
            return "xls"
        case "text":
            return "csv"
        case "html" | "xml" as kind:
            return kind
        case other:
            raise unreadable(path, other)


def _workbook(path: Path, data: bytes, digest: str, kind: str, lies: bool, reader: Reader) -> Source:
    # The child reads while the look goes through the cells here.
    seen = _looks(kind)(path, data)
    try:
        read = reader.finish()
    except ReaderFailed as problem:
        raise unreadable(path, problem.why) from problem
    if kind == "xlsx":
        scan.compare(path, data, seen, {sheet.name: sheet.columns for sheet in read.sheets}, {*read.hidden, *read.others})
    else:
        _compare_numbers(path, seen, read, counted=kind != "ods")
    return Source(
        path=path, name=path.name, sha256=digest, kind=kind, hidden=tuple(read.hidden), others=tuple(read.others), macros=seen.macros, from_1904=seen.from_1904,
        links=seen.links, suffix_lies=lies, sheets=tuple(_sheet(path, sheet, seen.of(sheet.name, read.names)) for sheet in read.sheets),
    )  # fmt: skip


def _looks(kind: str) -> Callable[[Path, bytes], Scan]:
    """The look into a kind of workbook; only the one that is needed is imported."""
    if kind == "xlsx":
        return scan.look
    if kind == "xls":
        from vetctl.intake.reading import scan_xls as one
    elif kind == "xlsb":
        from vetctl.intake.reading import scan_xlsb as one  # type: ignore[no-redef]
    else:
        from vetctl.intake.reading import scan_ods as one  # type: ignore[no-redef]
    return one.look


def _compare_numbers(path: Path, seen: Scan, read: Read, *, counted: bool) -> None:
    """Hold the sheets and the cells with numbers that the reader delivered against those that the look saw.

    Args:
        path: the file.
        seen: what the look saw.
        read: what the reader delivered.
        counted: whether the look counts cells in this kind of file.

    Raises:
        Unreadable: E314 they differ, or one of the two knows a sheet that the other does not.
    """
    if seen.order and len(seen.order) != len(read.names):
        raise Unreadable("E314", path=path.name, sheet="、".join(read.names[:3]), seen=len(seen.order), read=len(read.names))
    for sheet in read.sheets if counted else ():
        one = seen.of(sheet.name, read.names)
        if one.numbers is None:
            raise Unreadable("E314", path=path.name, sheet=sheet.name, seen=0, read=sum(map(len, sheet.columns)))
        texts = sum(list(map(type, column)).count(str) for column in sheet.columns)
        cells = sum(map(len, sheet.columns))
        blanks = sum(column.count("") for column in sheet.columns)
        if cells - texts != one.numbers or texts - blanks > one.texts:
            raise Unreadable("E314", path=path.name, sheet=sheet.name, seen=one.numbers + one.texts, read=cells - blanks)


def _sheet(path: Path, read: RawSheet, seen: SheetScan) -> Sheet:
    # Empty rows and columns in front are skipped by the reader; the start keeps the clerk's addresses.
    return Sheet(
        name=read.name, columns=read.columns, first_row=read.start[0] + 1, first_column=read.start[1] + 1,
        merged=_inside(path, read, read.merged or seen.merged), broken={**seen.broken, **read.broken},
        percentages=seen.percentages or read.percentages, hidden_rows=seen.hidden_rows or read.hidden_rows,
        hidden_columns=seen.hidden_columns or read.hidden_columns, filtered=seen.filtered, silent_formulas=seen.silent_formulas, outside=seen.outside,
    )  # fmt: skip


_Merged = tuple[tuple[tuple[int, int], tuple[int, int]], ...]


def _inside(path: Path, read: RawSheet, merged: _Merged) -> _Merged:
    """Merged ranges as far as they lie among the cells; all together they cover no more than there is, however many there are."""
    top, left = read.start
    bottom, right = top + (len(read.columns[0]) if read.columns else 0) - 1, left + len(read.columns) - 1
    left_over = (bottom - top + 1) * (right - left + 1)
    found = []
    for (r1, c1), (r2, c2) in merged:
        if top <= r1 <= bottom and left <= c1 <= right:
            r2, c2 = min(r2, bottom), min(c2, right)  # noqa: PLW2901 - the part of it that matters
            left_over -= (r2 - r1 + 1) * (c2 - c1 + 1)
            if left_over < 0:
                raise unreadable(path, "suspicious_merged")
            found.append(((r1, c1), (r2, c2)))
    return tuple(found)


def _marked_up(path: Path, data: bytes, digest: str, kind: str, lies: bool, encoding: str | None, reader: Reader) -> Source:
    """The tables of a web page, each a sheet, or the sheets of an XML 2003 workbook."""
    text, used = decode(path, data, encoding, marked_up=True)
    try:
        read = reader.mark_up(path, kind, text)
    except ReaderFailed as problem:
        raise unreadable(path, problem.why) from problem
    sheets = tuple(_sheet(path, sheet, SheetScan()) for sheet in read.sheets)
    if kind == "html":
        sheets = tuple(replace(sheet, name=t("intake.page_table", number=sheet.name)) for sheet in sheets)
    return Source(
        path=path, name=path.name, sha256=digest, kind=kind, sheets=sheets, hidden=tuple(read.hidden), encoding=used, suffix_lies=lies
    )


def _text(path: Path, data: bytes, encoding: str | None) -> tuple[Sheet, str]:
    text, used = decode(path, data, encoding)
    if "\0" in text:
        raise unreadable(path, "nul")
    parted = delimiter(text)
    # A used range of a million blank rows is nothing but separators at the end.
    lines = _lines(path, text.rstrip(f"{parted}\r\n \t"))
    reading = csv.reader(lines, delimiter=parted, strict=True)
    rows: list[list[str]] = []
    begun = 0
    try:
        for row in reading:
            rows.append(row)
            begun = reading.line_num
            if len(row) > MAX_COLUMNS and any(row[MAX_COLUMNS:]):
                raise unreadable(path, "too_many_columns")
            if len(rows) > MAX_ROWS:
                raise unreadable(path, "too_many_rows")
    except csv.Error as problem:
        raise unreadable(path, "broken_csv", line=begun + 1) from problem
    columns = list(map(list, zip_longest(*(row[:MAX_COLUMNS] for row in rows), fillvalue="")))
    return Sheet(name=path.stem, columns=columns), used


def _lines(path: Path, text: str) -> Iterator[str]:
    """The lines with their ends; one of absurd length is refused before it becomes millions of cells."""
    for match in _LINE.finditer(text):
        line = match.group()
        if len(line) > _LONGEST_LINE:
            raise unreadable(path, "long_line", line=text.count("\n", 0, match.start()) + 1)
        yield line


def decode(path: Path, data: bytes, encoding: str | None = None, *, marked_up: bool = False) -> tuple[str, str]:
    """Text and encoding, as `sniff.decoded` finds them.

    Raises:
        Unreadable: E309 none of them fits.
    """
    found = sniff.decoded(data, encoding, marked_up=marked_up)
    if found is None:
        raise Unreadable("E309", path=path.name)
    return found


def delimiter(text: str) -> str:
    r"""The separator of a text table: the one that appears most in the first lines.

    >>> delimiter("姓名;身份证号\n张三;1")
    ';'
    """
    if told := _SEPARATOR.match(text.lstrip("\ufeff")):
        return told[1]
    head = "\n".join(text[:_LONGEST_LINE].splitlines()[:20])
    return max(",\t;|", key=head.count)
