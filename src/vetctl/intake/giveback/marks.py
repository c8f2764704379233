"""Where a corrected row came from: the hidden mark of every row given back, read again when the workbook returns.

A mark names file, row and sheet of the row, first the place where it stood at the very first. A row that another batch took
in already under another key waits: one row given back must not become two people. What a row says is not judged here.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from vetctl.core.identity import mask
from vetctl.intake.frame import Frame
from vetctl.intake.header import Header
from vetctl.intake.known import Known
from vetctl.intake.reading.read import Sheet

_APART, _BETWEEN = "/", "\n"
"""No sheet of a workbook can have a slash in its name, nor a line break."""
_HEX = 64


class Came(NamedTuple):
    """A place a row stood at."""

    sha256: str
    row: int
    sheet: str


def written(sha256: str, row: int, sheet: str, earlier: str = "") -> str:
    """The mark of a row: the places of its earlier mark, then this one.

    >>> written("0" * 64, 17, "花名册")[60:]
    '0000/17/花名册'
    """
    here = _APART.join((sha256, str(row), sheet.replace(_BETWEEN, " ")))
    return f"{earlier}{_BETWEEN}{here}" if earlier else here


def of_row(sha256: str, frame: Frame, row: int, *, bad: bool) -> str:
    """The mark of a row that is given back: of a bad one with this place added, of a good one as it came."""
    earlier = frame.marks.get(row, "")
    origin = frame.origins[row]
    return written(sha256, origin.row, origin.sheet, earlier) if bad else earlier


def places(mark: str) -> list[Came]:
    """The places a mark names, the first one first; a mark that somebody spoilt names none.

    >>> places(written("0" * 64, 17, "花名册"))[0][1:], places("oops"), places("x/1/y")
    ((17, '花名册'), [], [])
    """
    found = []
    for line in mark.split(_BETWEEN):
        sha256, _, rest = line.strip().partition(_APART)
        row, _, sheet = rest.partition(_APART)
        if len(sha256) == _HEX and row.isdecimal() and sheet:
            found.append(Came(sha256, int(row), sheet))
    return found


def collect(frame: Frame, sheet: Sheet, header: Header, rows: Sequence[int], start: int) -> None:
    """Note the marks of a sheet's rows.

    Args:
        frame: gets them.
        sheet: the sheet.
        header: its headings; without a column of marks nothing is done.
        rows: places of the data rows in the sheet.
        start: number of the first of them in the frame.
    """
    if header.mark is None:
        return
    column = sheet.columns[header.mark]
    for row, place in enumerate(rows, start):
        if isinstance(column[place], str) and places(column[place]):
            frame.marks[row] = column[place]


def check(frame: Frame, known: Known) -> None:
    """Hold the rows that another batch took in already as something else."""
    taken = _taken(known.connection, {came.sha256 for mark in frame.marks.values() for came in places(mark)})
    if not taken:
        return
    for row, mark in frame.marks.items():
        key = _key(frame, row)
        for came in places(mark):
            others = taken.get(came, {})
            # A number superseded since then is still the same person's.
            if others and _now(key, known.superseded) not in {_now(other, known.superseded) for other in others}:
                other, batch = next(iter(others.items()))
                place = f"{came.sheet}!{came.row}"
                frame.add(row, "E580", _anchor(frame), value=_readable(key), place=place, batch=batch, held=mask(_readable(other)))
                break


def _taken(connection: sqlite3.Connection, files: Iterable[str]) -> dict[Came, dict[str, int]]:
    """Place -> what was taken in from there (key -> batch), batches undone left out."""
    found: dict[Came, dict[str, int]] = {}
    for sha256 in files:
        rows = connection.execute(
            "SELECT row_no, sheet, key, batch FROM answered_row WHERE file_sha256 = ? AND batch NOT IN (SELECT batch FROM undone_now) ORDER BY answer",
            (sha256,),
        )
        for row, sheet, key, batch in rows:
            found.setdefault(Came(sha256, row, sheet), {}).setdefault(key, batch)
    return found


def _key(frame: Frame, row: int) -> str:
    return _APART.join(str(frame.get(name)[row] or "") for name in frame.register.key)


def _now(key: str, current: Mapping[str, str]) -> str:
    return _APART.join(current.get(part, part) for part in key.split(_APART))


def _readable(key: str) -> str:
    return "、".join(part for part in key.split(_APART) if part)


def _anchor(frame: Frame) -> str:
    return "identity" if "identity" in frame.present else frame.register.key[0]


def keep(connection: sqlite3.Connection, frame: Frame, accepted: Iterable[int], batch: int) -> None:
    """Note which rows given back a batch took in."""
    if not frame.marks:
        return
    taken = _taken(connection, {came.sha256 for mark in frame.marks.values() for came in places(mark)})
    answers = dict.fromkeys(
        (*came, key)
        for row in accepted
        if row in frame.marks
        for came in places(frame.marks[row])
        if (key := _key(frame, row)) not in taken.get(came, {})
    )
    connection.executemany(
        "INSERT INTO answered_row (file_sha256, row_no, sheet, key, batch) VALUES (?, ?, ?, ?, ?)", [(*answer, batch) for answer in answers]
    )


def answers(connection: sqlite3.Connection, batch: int) -> Mapping[tuple[str, int], int]:
    """Which batch took in corrected what a batch left out: (sheet, row) -> the last such batch that was not undone."""
    rows = connection.execute(
        "SELECT a.sheet, a.row_no, MAX(a.batch) FROM batch b JOIN answered_row a USING (file_sha256) "
        "WHERE b.batch = ? AND a.batch NOT IN (SELECT batch FROM undone_now) GROUP BY a.sheet, a.row_no",
        (batch,),
    )
    return {(sheet, row): answered for sheet, row, answered in rows}


def answered_by(connection: sqlite3.Connection, batch: int) -> list[tuple[int, int]]:
    """Of which earlier batches a batch took in corrected rows, and how many."""
    rows = connection.execute(
        "SELECT r.batch, COUNT(DISTINCT a.answer) FROM answered_row a JOIN batch b USING (file_sha256) "
        "JOIN batch_row r ON r.batch = b.batch AND r.sheet = a.sheet AND r.row_no = a.row_no "
        "WHERE a.batch = ? GROUP BY r.batch ORDER BY r.batch",
        (batch,),
    )
    return [(earlier, count) for earlier, count in rows]


def corrections(frame: Frame) -> tuple[int, list[str]]:
    """How many rows of a file were given back before, and the digests of the files they first stood in."""
    return len(frame.marks), sorted({places(mark)[0].sha256 for mark in frame.marks.values()})
