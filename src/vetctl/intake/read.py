"""Opening a clerk's file: the content decides what it is, never the suffix.

Workbooks go through python-calamine in a child process, text through a ladder of encodings. What cannot be read with
certainty is refused with one clear sentence. Hidden sheets are named and left alone; nothing here knows registers.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from typing import Any

from vetctl.core.errors import NotFound, Unreadable
from vetctl.intake import scan
from vetctl.intake.child import MAX_COLUMNS, MAX_ROWS
from vetctl.intake.reader import MAX_BYTES, RawSheet, Reader, ReaderFailed

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_ZIP = b"PK\x03\x04"
_SUFFIXES = {
    "xlsx": {".xlsx", ".xlsm", ".et", ".xltx"},
    "xls": {".xls", ".et", ".xlt"},
    "ods": {".ods"},
    "csv": {".csv", ".tsv", ".txt"},
}


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
    plain_numbers: bool = True
    """Whether a number outside `percentages` is known to be shown as it is; old workbooks do not say."""
    hidden_rows: int = 0

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
    """``xlsx``, ``xls``, ``ods`` or ``csv``."""
    sheets: tuple[Sheet, ...]
    hidden: tuple[str, ...] = ()
    """Names of hidden sheets, which are not read."""
    encoding: str = ""
    macros: bool = False
    suffix_lies: bool = False


def open_file(path: Path, *, encoding: str | None = None, reader: Reader | None = None) -> Source:
    """Read a workbook or a text table.

    Args:
        path: the file.
        encoding: of a text table, when the clerk knows better.
        reader: the child process that reads workbooks, when the caller has one already.

    Raises:
        NotFound: E506 no such file.
        Unreadable: E301 not a readable table, E302 password, E309 encoding not decidable, E314 two counts disagree.
        Refused: E315 no child process can be started.
    """
    if reader is None:
        with Reader() as own:
            return open_file(path, encoding=encoding, reader=own)
    if not path.is_file():
        raise NotFound("E514", path=path)
    if path.stat().st_size > MAX_BYTES:
        raise unreadable(path, "too_large")
    data = reader.begin(path)
    digest = hashlib.sha256(data).hexdigest()
    kind = kind_of(path, data)
    lies = path.suffix.lower() not in _SUFFIXES[kind]
    if kind == "csv":
        sheet, used = _text(path, data, encoding)
        return Source(name=path.name, sha256=digest, kind=kind, sheets=(sheet,), encoding=used, suffix_lies=lies)
    return _workbook(path, data, digest, kind, lies, reader)


def kind_of(path: Path, data: bytes) -> str:
    """Tell the kind of a file by its first bytes.

    Raises:
        Unreadable: E301 empty, HTML, PDF or another thing that is no table; E302 encrypted.
    """
    if not data.strip():
        raise unreadable(path, "empty")
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise Unreadable("E302", path=path.name)
        return "xls"
    if data.startswith(_ZIP):
        return scan.kind_of_zip(path, data)
    head = data[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<!doctype html", b"<html", b"<table", b"<meta", b"<head", b"<style", b"<div")):
        raise unreadable(path, "html")
    if head.startswith((b"<?xml", b"{\\rtf", b"%pdf", b"\x89png", b"\xff\xd8\xff", b"gif8", b"rar!", b"7z\xbc\xaf", b"\x1f\x8b")):
        raise unreadable(path, "other")
    return "csv"


def unreadable(path: Path, why: str) -> Unreadable:
    """The refusal of a file; `why` is the tail of a catalogue key, ``intake.unreadable.<why>``."""
    from vetctl.core.catalogue import t

    return Unreadable("E301", path=path.name, why=t(f"intake.unreadable.{why}"))


def _workbook(path: Path, data: bytes, digest: str, kind: str, lies: bool, reader: Reader) -> Source:
    # The child reads while the look goes through the cells here.
    seen = scan.look(path, data) if kind == "xlsx" else None
    try:
        read = reader.finish()
    except ReaderFailed as problem:
        raise Unreadable("E302", path=path.name) if problem.why == "password" else unreadable(path, problem.why) from problem
    if seen is not None:
        scan.compare(path, data, seen, {sheet.name: sheet.columns for sheet in read.sheets}, {*read.hidden, *read.others})
    return Source(
        name=path.name, sha256=digest, kind=kind, hidden=tuple(read.hidden), macros=seen is not None and seen.macros,
        suffix_lies=lies, sheets=tuple(_sheet(sheet, seen.sheets[sheet.name] if seen else scan.SheetScan(), kind) for sheet in read.sheets),
    )  # fmt: skip


def _sheet(read: RawSheet, seen: scan.SheetScan, kind: str) -> Sheet:
    # Empty rows and columns in front are skipped by the reader; the start keeps the clerk's addresses.
    return Sheet(
        name=read.name, columns=read.columns, first_row=read.start[0] + 1, first_column=read.start[1] + 1, merged=read.merged,
        broken=seen.broken, percentages=seen.percentages, plain_numbers=kind == "xlsx", hidden_rows=seen.hidden_rows,
    )  # fmt: skip


def _text(path: Path, data: bytes, encoding: str | None) -> tuple[Sheet, str]:
    text, used = decode(path, data, encoding)
    if "\0" in text:
        raise unreadable(path, "other")
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter(text), strict=True))
    except csv.Error as problem:
        raise unreadable(path, "broken_csv") from problem
    if len(rows) > MAX_ROWS:
        raise unreadable(path, "too_many_rows")
    width = max((len(row) for row in rows), default=0)
    if width > MAX_COLUMNS:
        raise unreadable(path, "too_many_columns")
    columns = list(map(list, zip_longest(*rows, fillvalue="")))
    return Sheet(name=path.stem, columns=columns), used


def decode(path: Path, data: bytes, encoding: str | None = None) -> tuple[str, str]:
    """Text and encoding: the one given, else byte order mark, then strict UTF-8, then GB18030.

    Raises:
        Unreadable: E309 none of them fits.
    """
    if encoding is not None:
        ladder = [encoding]
    elif data.startswith((b"\xff\xfe", b"\xfe\xff")):
        ladder = ["utf-16"]
    else:
        ladder = ["utf-8-sig", "gb18030"]
    for name in ladder:
        try:
            return data.decode(name), name
        except (UnicodeDecodeError, LookupError):
            continue
    raise Unreadable("E309", path=path.name)


def delimiter(text: str) -> str:
    r"""The separator of a text table: the one that appears most in the first lines.

    >>> delimiter("姓名;身份证号\n张三;1")
    ';'
    """
    head = "\n".join(text.splitlines()[:20])
    return max(",\t;|", key=head.count)
