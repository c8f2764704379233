"""A file under check: what it would do to the registers, and what became of each of its rows.

It holds what reading and checks found; nothing is judged, compared or written here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from vetctl.core.errors import Exit
from vetctl.core.finding import Finding, Severity, Where
from vetctl.intake import stage
from vetctl.intake.cells import shown
from vetctl.intake.frame import Frame, Problem, Reading
from vetctl.intake.reading.read import Source
from vetctl.intake.register import Register
from vetctl.intake.words import ASIDE

SKIP, STOP = "skip", "stop"
"""What to do with rejected rows: leave them out, or leave the file out."""
ADD, UPDATE, FULL = "add", "update", "full"
"""What a file is taken for; the words are those of ``--mode``."""
DIFFERS = frozenset({"E244", "E245", "E246"})
"""Codes of a file that is not what was expected."""

Outcome = Literal["propose", "known", "unclear"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """A benefit on the register whose person, or which itself, is missing from a full roster."""

    person: int
    id_no: str
    name: str
    township: str
    policy: str
    outcome: Outcome
    place: tuple[int, str | None, int | None]
    """Batch, sheet and row where the register has it from."""


@dataclass(slots=True, kw_only=True)
class Plan:
    """A checked file: what it would do, and what is wrong with it."""

    reading: Reading
    received_on: dt.date
    stage: stage.Stage = field(default_factory=stage.Stage)
    accepted: list[int] = field(default_factory=list)
    held: list[int] = field(default_factory=list)
    rejected: list[int] = field(default_factory=list)
    gone: list[Gone] = field(default_factory=list)
    """Of a full roster: what the register holds in its townships and the file does not."""
    amounts: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    """Field -> amount of every row in fen, for the columns of money."""
    mode: str = UPDATE
    rows_sha256: str = ""
    earlier_batch: int | None = None
    """The batch that took in the same bytes before."""
    batch: int | None = None
    """The batch it became; None while nothing is written."""
    _found: list[Finding] | None = None

    @property
    def source(self) -> Source:
        """The file."""
        return self.reading.source

    @property
    def frame(self) -> Frame | None:
        """The rows; None when the file as a whole was refused."""
        return self.reading.frame

    @property
    def register(self) -> Register | None:
        """What kind of file it is."""
        return self.reading.register

    @property
    def refused(self) -> bool:
        """Whether the file as a whole cannot be used."""
        return self.reading.refused or self.frame is None

    @property
    def known_already(self) -> bool:
        """Whether the same bytes were taken in before and would change nothing now."""
        return self.earlier_batch is not None and self.stage.empty

    @property
    def counts(self) -> dict[str, int]:
        """Rows in, and what became of them; `unchanged`, `new` and `changed` are part of `accepted`."""
        touched = self.stage.touched
        return {
            "rows_in": len(self.frame) if self.frame is not None else 0,
            "accepted": len(self.accepted),
            "held": len(self.held),
            "rejected": len(self.rejected),
            "new": len(self.stage.new - self.stage.changed),
            "changed": len(self.stage.changed),
            "unchanged": len(self.accepted) - len(touched),
        }

    def findings(self) -> list[Finding]:
        """Everything found: of the file first, then of its rows in order. Made once, when the checks are done."""
        if self._found is None:
            self._found = list(self.reading.findings)
            if self.frame is not None:
                for row in sorted(self.frame.problems):
                    self._found += [self.finding(row, problem) for problem in self.frame.problems[row]]
        return self._found

    def finding(self, row: int, problem: Problem) -> Finding:
        """A problem of a row, with its place in the clerk's workbook."""
        frame = self.frame
        if frame is None:
            raise ValueError("no rows were read")
        origin = frame.origins[row]
        column = self.column_of(origin.sheet, problem.field)
        heading = frame.headings.get(problem.field, "").strip("*＊ ")
        if not heading and problem.field:
            heading = next((c.title for c in frame.register.columns if c.field == problem.field), "")
        return Finding(
            code=problem.code,
            severity=problem.severity,
            where=Where(file=self.source.name, sheet=origin.sheet, row=origin.row, column=column),
            heading=heading,
            value=shown(problem.value),
            details=problem.details,
        )

    def column_of(self, sheet: str, name: str) -> int | None:
        """The clerk's column number of a field in a sheet."""
        header = self.reading.headers.get(sheet)
        if header is None or (name not in header.fields and not name.startswith(ASIDE)):
            return None
        first = next(s.first_column for s in self.source.sheets if s.name == sheet)
        return (int(name.removeprefix(ASIDE)) if name.startswith(ASIDE) else header.fields[name]) + first

    def sort_rows(self) -> None:
        """Part the rows into accepted, held and rejected, by what was found in them."""
        frame = self.frame
        if frame is None:
            return
        self.accepted, self.held, self.rejected = frame.sound(), [], []
        for number in sorted(frame.problems):
            worst = frame.worst(number)
            if worst is Severity.ERROR:
                self.rejected.append(number)
            elif worst is Severity.HOLD:
                self.held.append(number)

    def codes(self, row: int) -> list[str]:
        """The codes that kept a row out or waiting."""
        weighty = (Severity.ERROR, Severity.HOLD)
        problems = self.frame.problems.get(row, ()) if self.frame is not None else ()
        return sorted({p.code for p in problems if p.severity in weighty})

    def exit(self, on_error: str = STOP) -> Exit:
        """The exit status an import of this file ends with."""
        if any(found.code in DIFFERS for found in self.reading.findings):
            return Exit.REFUSED
        if self.refused or (self.rejected and on_error == STOP):
            return Exit.FOUND
        if self.rejected or (self.held and not self.known_already):
            return Exit.PARTLY
        return Exit.DONE


def first_places(findings: Sequence[Finding], limit: int = 3) -> Mapping[str, list[str]]:
    """The first cells of each code, for a short listing."""
    places: dict[str, list[str]] = {}
    for found in findings:
        cell = f"{found.where.sheet}!{found.where.cell}" if found.where.cell else found.where.sheet
        places.setdefault(found.code, [])
        if cell and len(places[found.code]) < limit:
            places[found.code].append(cell)
    return places
