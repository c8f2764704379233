"""A look into an old .xls (BIFF5, BIFF8) for what its reader keeps to itself: error cells, percentages, hidden rows.

The compound file and its records are walked once, in time proportional to their number; nothing is followed twice, so
that no loop in a broken file has no end. A sheet without its last record was cut off and is refused.
"""

from __future__ import annotations

import struct
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from vetctl.core.errors import Unreadable
from vetctl.intake.refusal import unreadable
from vetctl.intake.scan import Scan, SheetScan

_FREE = 0xFFFFFFFA
"""Sector numbers from here on are marks, not places."""
_ENTRY = 128
_PERCENT = frozenset({9, 10})
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_HEAD, _WORD = struct.Struct("<HH"), struct.Struct("<H")
_CELL = struct.Struct("<HHH")
BOF, EOF, SHEET, FORMAT, XF, ROW, FILEPASS, CODEPAGE, LINKED = 0x809, 0x0A, 0x85, 0x41E, 0xE0, 0x208, 0x2F, 0x42, 0x1AE
LABEL_SST, LABEL, RICH, NUMBER, RK, MULTIPLE, FORMULA, BOOL_ERR, FILTER = 0xFD, 0x204, 0xD6, 0x203, 0x27E, 0xBD, 0x06, 0x205, 0x9D
_CELLS = frozenset({LABEL_SST, LABEL, RICH, NUMBER, RK, MULTIPLE, FORMULA, BOOL_ERR, 0x406, 0x206})


class Damaged(ValueError):
    """The file breaks the rules of its own format."""


def look(path: Path, data: bytes) -> Scan:
    """Look through an .xls.

    Raises:
        Unreadable: E301 damaged, or no workbook; E302 encrypted.
    """
    try:
        entries, stream = workbook(data)
        if "EncryptedPackage" in entries:
            raise Unreadable("E302", path=path.name)
        if stream is None:
            raise unreadable(path, "not_a_workbook")
        found = _globals(path, stream)
    except (Damaged, struct.error, IndexError, UnicodeError) as problem:
        raise unreadable(path, "broken") from problem
    return Scan(order=found.sheets, macros="_VBA_PROJECT_CUR" in entries, links=tuple(found.links))


# --- the compound file -----------------------------------------------------------------------------------------------


def workbook(data: bytes) -> tuple[set[str], bytes | None]:
    """The names in a compound file and its workbook stream.

    Raises:
        Damaged, struct.error: it breaks its own rules.
    """
    size = 1 << _power(data, 30, 9, 12)
    fat = _fat(data, size)
    directory = _chained(data, fat, _number(data, 48), size, size)
    entries: dict[str, tuple[int, int, int]] = {}
    for at in range(0, len(directory) - _ENTRY + 1, _ENTRY):
        length, kind = *_WORD.unpack_from(directory, at + 64), directory[at + 66]
        if kind in (1, 2, 5) and 2 <= length <= 64:
            name = directory[at : at + length - 2].decode("utf-16-le", "replace")
            entries.setdefault(name, (kind, _number(directory, at + 116), _number(directory, at + 120)))
    found = next((entries[name] for name in ("Workbook", "WORKBOOK", "Book", "BOOK") if name in entries), None)
    if found is None:
        return set(entries), None
    _, start, length = found
    if length >= _number(data, 56):
        return set(entries), _chained(data, fat, start, size, size)[:length]
    _, root, root_length = next((entry for entry in entries.values() if entry[0] == 5), (5, _FREE, 0))
    small = _chained(data, fat, root, size, size)[:root_length]
    mini = _numbers(_chained(data, fat, _number(data, 60), size, size))
    return set(entries), _chained(small, mini, start, 1 << _power(data, 32, 6, 6), 0)[:length]


def _power(data: bytes, at: int, low: int, high: int) -> int:
    (power,) = _WORD.unpack_from(data, at)
    if not low <= power <= high:
        raise Damaged
    return int(power)


def _number(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 4], "little")


def _numbers(data: bytes) -> array[int]:
    found = array("I")
    found.frombytes(data[: len(data) // 4 * 4])
    return found


def _fat(data: bytes, size: int) -> array[int]:
    """The table of sectors; its own places stand in the header and in a chain of sectors behind it."""
    places = [place for place in _numbers(data[76:512]) if place < _FREE]
    extra, seen = _number(data, 68), set[int]()
    while extra < _FREE and extra not in seen:
        seen.add(extra)
        sector = _numbers(_sector(data, extra, size, size))
        places += [place for place in sector[:-1] if place < _FREE]
        extra = sector[-1]
    return _numbers(b"".join(_sector(data, place, size, size) for place in places))


def _sector(data: bytes, place: int, size: int, before: int) -> bytes:
    found = data[place * size + before : (place + 1) * size + before]
    if not found:
        raise Damaged
    return found


def _chained(data: bytes, table: Sequence[int], start: int, size: int, before: int) -> bytes:
    """The sectors of a stream one after the other; a chain longer than the table has no end and is refused."""
    parts, place = [], start
    while place < _FREE:
        if place >= len(table) or len(parts) > len(table):
            raise Damaged
        parts.append(_sector(data, place, size, before))
        place = table[place]
    return b"".join(parts)


# --- the records of the workbook -------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Book:
    sheets: list[SheetScan] = field(default_factory=list)
    links: list[str] = field(default_factory=list)


def _records(stream: bytes, start: int) -> Iterator[tuple[int, int, int]]:
    """(kind, place, length) of the records from one place to the end of its part; parts inside parts are passed over."""
    at, depth = start, 0
    while True:
        kind, length = _HEAD.unpack_from(stream, at)
        at += 4
        if at + length > len(stream):
            raise Damaged
        if kind == BOF:
            depth += 1
        elif kind == EOF:
            depth -= 1
            if depth <= 0:
                return
        elif depth == 1:
            yield kind, at, length
        at += length


def _globals(path: Path, stream: bytes) -> _Book:
    if stream[:2] != b"\x09\x08":
        raise Damaged
    book, places, formats, styles = _Book(), [], set[int](), list[int]()
    for kind, at, length in _records(stream, 0):
        if kind == FILEPASS:
            raise Unreadable("E302", path=path.name)
        if kind == SHEET:
            places.append(_number(stream, at))
        elif kind == FORMAT and b"%" in stream[at + 2 : at + length]:
            formats.add(_WORD.unpack_from(stream, at)[0])
        elif kind == XF:
            styles.append(_WORD.unpack_from(stream, at + 2)[0])
        elif kind == LINKED and length > 4 and (name := _linked(stream[at : at + length])):
            book.links.append(name)
    percents = frozenset(style for style, number in enumerate(styles) if number in _PERCENT or number in formats)
    book.sheets = [_sheet(stream, place, percents) for place in places]
    return book


def _linked(body: bytes) -> str:
    """The name of another workbook that formulas refer to: characters below a space part the pieces of its path."""
    count, wide = *_WORD.unpack_from(body, 2), body[4] & 1
    text = body[5 : 5 + (count * 2 if wide else count)].decode("utf-16-le" if wide else "latin-1", "replace")
    pieces = "".join(c if c >= " " and c not in "\\/" else "\n" for c in text).split("\n")
    return next((piece for piece in reversed(pieces) if piece.strip()), "")


def _sheet(stream: bytes, start: int, percents: frozenset[int]) -> SheetScan:
    broken: dict[tuple[int, int], str] = {}
    shown, hidden, empty = [], [], []
    numbers = texts = 0
    filtered = False
    for kind, at, length in _records(stream, start):
        if kind not in _CELLS:
            if kind == ROW:
                if length >= 14 and stream[at + 12] & 0x20:
                    hidden.append(_WORD.unpack_from(stream, at)[0] + 1)
            elif kind == FILTER:
                filtered = True
            continue
        row, column, style = _CELL.unpack_from(stream, at)
        where = row + 1, column + 1
        if kind in (LABEL_SST, LABEL, RICH):
            texts += 1
        elif kind in (RK, NUMBER):
            numbers += 1
            if style in percents:
                shown.append(where)
        elif kind == MULTIPLE:
            several = (length - 6) // 6
            numbers += several
            if percents:
                shown += [
                    (row + 1, column + 1 + i) for i in range(several) if _WORD.unpack_from(stream, at + 4 + 6 * i)[0] in percents
                ]
        elif kind == BOOL_ERR:
            if stream[at + 7]:
                broken[where] = _ERRORS.get(stream[at + 6], "#ERR")
            else:
                numbers += 1
        else:
            result = stream[at + 6 : at + 14]
            if result[6:] != b"\xff\xff" or result[0] == 1:
                numbers += 1
                if style in percents:
                    shown.append(where)
            elif result[0] == 2:
                broken[where] = _ERRORS.get(result[2], "#ERR")
            elif result[0] == 3:
                empty.append(where)
            else:
                texts += 1
    return SheetScan(
        broken=broken, percentages=tuple(shown), hidden_rows=tuple(hidden), filtered=filtered, numbers=numbers, texts=texts,
        silent_formulas=tuple(empty),
    )  # fmt: skip
