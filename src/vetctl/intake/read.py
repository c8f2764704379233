"""Opening a clerk's file: the content decides what it is, never the suffix.

Workbooks go through python-calamine, text through a ladder of encodings. What cannot be read with certainty is refused
with one clear sentence. Hidden sheets are named and left alone; nothing here knows registers.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from vetctl.core.errors import NotFound, Unreadable
from vetctl.intake import scan
from vetctl.intake.memory import unswept

MAX_BYTES = 64 * 2**20
MAX_ROWS = 200_000
MAX_COLUMNS = 256
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
    """One sheet: rows of raw values and where they stand."""

    name: str
    rows: list[list[Any]]
    first_row: int = 1
    """The clerk's number of the first of `rows`."""
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


def open_file(path: Path, *, encoding: str | None = None) -> Source:
    """Read a workbook or a text table.

    Args:
        path: the file.
        encoding: of a text table, when the clerk knows better.

    Raises:
        NotFound: E506 no such file.
        Unreadable: E301 not a readable table, E302 password, E309 encoding not decidable.
    """
    if not path.is_file():
        raise NotFound("E514", path=path)
    if path.stat().st_size > MAX_BYTES:
        raise unreadable(path, "too_large")
    data = path.read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    kind = kind_of(path, data)
    lies = path.suffix.lower() not in _SUFFIXES[kind]
    if kind == "csv":
        sheet, used = _text(path, data, encoding)
        return Source(name=path.name, sha256=digest, kind=kind, sheets=(sheet,), encoding=used, suffix_lies=lies)
    return _workbook(path, data, digest, kind, lies)


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


def _workbook(path: Path, data: bytes, digest: str, kind: str, lies: bool) -> Source:
    parts = scan.unpack(path, data) if kind == "xlsx" else scan.Parts()
    # The reader lets other threads run while it parses, so the look through the cells costs no time of its own.
    with unswept(), ThreadPoolExecutor(1) as aside:
        looking = aside.submit(scan.look, parts)
        read, hidden = _calamine(path, data)
        found = looking.result()
    return Source(
        name=path.name, sha256=digest, kind=kind, hidden=tuple(hidden), macros=found.macros, suffix_lies=lies,
        sheets=tuple(_sheet(sheet, found.sheets.get(sheet.name, scan.SheetScan()), kind) for sheet in read),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Read:
    """A sheet as the reader gave it."""

    name: str
    rows: list[list[Any]]
    start: tuple[int, int]
    merged: tuple[tuple[tuple[int, int], tuple[int, int]], ...]


def _calamine(path: Path, data: bytes) -> tuple[list[_Read], list[str]]:
    """The visible sheets, and the names of the hidden ones."""
    import python_calamine as calamine

    sheets: list[_Read] = []
    hidden: list[str] = []
    try:
        with calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            for meta in book.sheets_metadata:
                if meta.typ != calamine.SheetTypeEnum.WorkSheet:
                    continue
                if meta.visible != calamine.SheetVisibleEnum.Visible:
                    hidden.append(meta.name)
                    continue
                sheets.append(_rows(path, book.get_sheet_by_name(meta.name)))
    except calamine.PasswordError as problem:
        raise Unreadable("E302", path=path.name) from problem
    except (calamine.CalamineError, OSError, ValueError) as problem:
        raise unreadable(path, "broken") from problem
    except BaseException as problem:
        # A panic inside the reader arrives as a BaseException of its own; a clerk must not see it as a crash.
        if type(problem).__name__ == "PanicException":
            raise unreadable(path, "broken") from problem
        raise
    return sheets, hidden


def _rows(path: Path, sheet: Any) -> _Read:
    if sheet.total_height > MAX_ROWS:
        raise unreadable(path, "too_many_rows")
    if sheet.total_width > MAX_COLUMNS:
        raise unreadable(path, "too_many_columns")
    return _Read(sheet.name, sheet.to_python(skip_empty_area=True), sheet.start or (0, 0), tuple(sheet.merged_cell_ranges or ()))


def _sheet(read: _Read, seen: scan.SheetScan, kind: str) -> Sheet:
    # Empty rows and columns in front are skipped by the reader; the start keeps the clerk's addresses.
    return Sheet(
        name=read.name, rows=read.rows, first_row=read.start[0] + 1, first_column=read.start[1] + 1, merged=read.merged,
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
    filled: list[list[Any]] = [row + [""] * (width - len(row)) for row in rows]
    return Sheet(name=path.stem, rows=filled), used


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
