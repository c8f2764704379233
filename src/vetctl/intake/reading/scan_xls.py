"""A look into an old .xls (BIFF5, BIFF8) for what its reader keeps to itself: error cells, percentages, hidden rows.

The compound file and its records are walked once, in time proportional to their number; nothing is followed twice, so
that no loop in a broken file has no end. A sheet without its last record was cut off and is refused.
"""

from __future__ import annotations

import struct
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from vetctl.core.errors import Unreadable
from vetctl.intake.reading.refusal import DAMAGED, unreadable
from vetctl.intake.reading.seen import Scan, SheetScan

_FREE = 0xFFFFFFFA
"""Sector numbers from here on are marks, not places."""
_ENTRY = 128
_PERCENT = frozenset({9, 10})
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_HEAD, _WORD = struct.Struct("<HH"), struct.Struct("<H")
BOF, EOF, SHEET, FORMAT, XF, ROW, FILEPASS, CODEPAGE, LINKED = 0x809, 0x0A, 0x85, 0x41E, 0xE0, 0x208, 0x2F, 0x42, 0x1AE
LABEL_SST, LABEL, RICH, NUMBER, RK, MULTIPLE, FORMULA, BOOL_ERR, FILTER = 0xFD, 0x204, 0xD6, 0x203, 0x27E, 0xBD, 0x06, 0x205, 0x9D
COLUMNS = 0x7D


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
    except DAMAGED as problem:
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
    parts: list[bytes] = []
    place = start
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
    book, places, formats, styles = _Book(), list[int](), set[int](), list[int]()
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
    book.sheets = [_Sheet(stream, percents).go(place) for place in places]
    return book


def _linked(body: bytes) -> str:
    """The name of another workbook that formulas refer to: characters below a space part the pieces of its path."""
    count, wide = *_WORD.unpack_from(body, 2), body[4] & 1
    text = body[5 : 5 + (count * 2 if wide else count)].decode("utf-16-le" if wide else "latin-1", "replace")
    pieces = "".join(c if c >= " " and c not in "\\/" else "\n" for c in text).split("\n")
    return next((piece for piece in reversed(pieces) if piece.strip()), "")


class _Sheet:
    """Goes through the records of one sheet."""

    def __init__(self, stream: bytes, percents: frozenset[int]) -> None:
        self.stream, self.percents = stream, percents
        self.broken: dict[tuple[int, int], str] = {}
        self.shown: list[tuple[int, int]] = []
        self.hidden_rows: list[int] = []
        self.hidden_columns: set[int] = set()
        self.silent: list[tuple[int, int]] = []
        self.numbers = self.texts = 0
        self.filtered = False
        self.ways: dict[int, Callable[[int, int], None]] = {
            **dict.fromkeys((LABEL_SST, LABEL, RICH), self._text),
            **dict.fromkeys((RK, NUMBER), self._number),
            **dict.fromkeys((FORMULA, 0x206, 0x406), self._formula),
            MULTIPLE: self._several, BOOL_ERR: self._truth, ROW: self._row, COLUMNS: self._columns, FILTER: self._filter,
        }  # fmt: skip

    def go(self, start: int) -> SheetScan:
        """From its first record to its last."""
        ways = self.ways
        for kind, at, length in _records(self.stream, start):
            if (way := ways.get(kind)) is not None:
                way(at, length)
        return SheetScan(
            broken=self.broken, percentages=tuple(self.shown), hidden_rows=tuple(self.hidden_rows), filtered=self.filtered,
            hidden_columns=tuple(sorted(self.hidden_columns)), numbers=self.numbers, texts=self.texts, silent_formulas=tuple(self.silent),
        )  # fmt: skip

    def _where(self, at: int) -> tuple[int, int]:
        row, column = _HEAD.unpack_from(self.stream, at)
        return row + 1, column + 1

    def _text(self, _at: int, _length: int) -> None:
        self.texts += 1

    def _number(self, at: int, _length: int) -> None:
        self.numbers += 1
        if self.percents and _WORD.unpack_from(self.stream, at + 4)[0] in self.percents:
            self.shown.append(self._where(at))

    def _several(self, at: int, length: int) -> None:
        count = (length - 6) // 6
        self.numbers += count
        if self.percents:
            row, first = self._where(at)
            styles = (_WORD.unpack_from(self.stream, at + 4 + 6 * i)[0] for i in range(count))
            self.shown += [(row, first + i) for i, style in enumerate(styles) if style in self.percents]

    def _truth(self, at: int, _length: int) -> None:
        if self.stream[at + 7]:
            self.broken[self._where(at)] = _ERRORS.get(self.stream[at + 6], "#ERR")
        else:
            self.numbers += 1

    def _formula(self, at: int, length: int) -> None:
        result = self.stream[at + 6 : at + 14]
        if result[6:] != b"\xff\xff":
            self._number(at, length)
        elif result[0] == 1:
            self.numbers += 1
        elif result[0] == 2:
            self.broken[self._where(at)] = _ERRORS.get(result[2], "#ERR")
        elif result[0] == 3:
            self.silent.append(self._where(at))
        else:
            self.texts += 1

    def _row(self, at: int, length: int) -> None:
        if length >= 14 and self.stream[at + 12] & 0x20:
            self.hidden_rows.append(self._where(at)[0])

    def _columns(self, at: int, length: int) -> None:
        if length >= 10 and self.stream[at + 8] & 1:
            first, last = _HEAD.unpack_from(self.stream, at)
            self.hidden_columns.update(range(first + 1, min(last, 255) + 2))

    def _filter(self, _at: int, _length: int) -> None:
        self.filtered = True
