"""The rows of one file while they are being checked: columns of parsed values, and the problems found.

Columns, not rows, are kept, because fifty thousand rows are parsed and compared column by column.
It judges nothing itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from vetctl.core.finding import RANK, Finding, Severity, Where
from vetctl.intake.codes import weight
from vetctl.intake.header import Header
from vetctl.intake.reading.read import Sheet, Source
from vetctl.intake.register import Register


class Origin(NamedTuple):
    """Where a row stands in the clerk's workbook; `row` counts from 1."""

    sheet: str
    row: int


class Problem(NamedTuple):
    """One problem of one row."""

    code: str
    severity: Severity
    field: str
    value: Any
    details: dict[str, Any]


@dataclass(slots=True, kw_only=True)
class Frame:
    """All data rows of a file."""

    register: Register
    origins: list[Origin]
    sheets: Mapping[str, Sheet]
    """The sheets the rows come from, by name."""
    columns: dict[str, list[Any]]
    """Field -> parsed values; a blank cell is None. Derived columns are added by the checks."""
    present: frozenset[str]
    """Fields whose column is in the file: a missing column says nothing, a blank cell says "blank"."""
    units: dict[str, str]
    """Field -> unit from its heading or the lines above, such as ``元/年``."""
    headings: dict[str, str]
    """Field -> heading as written."""
    problems: dict[int, list[Problem]] = field(default_factory=dict)
    marks: dict[int, str] = field(default_factory=dict)
    """Row -> its mark, of the rows that were given back for correction before."""

    def __len__(self) -> int:
        return len(self.origins)

    def raw(self, row: int) -> list[Any]:
        """The cells of a row as read, in the order of its sheet."""
        name, number = self.origins[row]
        sheet = self.sheets[name]
        return sheet.row(number - sheet.first_row)

    def get(self, name: str) -> list[Any]:
        """The column of a field; all blank when the file has no such column."""
        found = self.columns.get(name)
        if found is None:
            found = self.columns[name] = [None] * len(self)
        return found

    def several(self, *names: str) -> Iterator[tuple[Any, ...]]:
        """The values of some fields, row by row."""
        return zip(*[self.get(name) for name in names], strict=True)

    def add(self, row: int, code: str, name: str = "", *, value: Any = None, severity: Severity | None = None, **details: Any) -> None:
        """Note a problem of a row."""
        problem = Problem(code, severity or weight(code), name, value, details)
        self.problems.setdefault(row, []).append(problem)

    def worst(self, row: int) -> Severity | None:
        """The heaviest problem of a row."""
        found = self.problems.get(row)
        return max((p.severity for p in found), key=RANK.__getitem__) if found else None

    def sound(self) -> list[int]:
        """Rows that are neither rejected nor held."""
        bad = {row for row in self.problems if self.worst(row) in (Severity.ERROR, Severity.HOLD)}
        return [row for row in range(len(self)) if row not in bad] if bad else list(range(len(self)))

    def doubles(self, names: Sequence[str]) -> Iterator[list[int]]:
        """Groups of rows that agree in all of `names`; rows with a blank among them are left out."""
        columns = [self.get(name) for name in names]
        keys = columns[0] if len(columns) == 1 else list(zip(*columns, strict=True))
        if len(set(keys)) == len(keys):
            return
        groups: dict[Any, list[int]] = {key: [] for key, count in Counter(keys).items() if count > 1 and not _blank(key)}
        for row, key in enumerate(keys):
            if key in groups:
                groups[key].append(row)
        yield from groups.values()


@dataclass(slots=True, kw_only=True)
class Reading:
    """What a file holds, before rows are checked."""

    source: Source
    register: Register | None = None
    frame: Frame | None = None
    headers: dict[str, Header] = field(default_factory=dict)
    """Sheet -> its heading row."""
    skipped: dict[str, str] = field(default_factory=dict)
    """Sheet -> why it was not used: ``empty``, ``name``, ``header``, ``hidden``."""
    findings: list[Finding] = field(default_factory=list)
    """Problems of the file as a whole."""
    left_out: dict[str, int] = field(default_factory=dict)
    """Rows that are no data: ``totals``, ``repeated``, ``signatures``."""
    remarks: list[str] = field(default_factory=list)
    """What was done with the file that is no problem: figures that agree, columns that are known and not kept."""

    def report(self, code: str, *, sheet: str = "", row: int | None = None, column: int | None = None, heading: str = "",
               value: str = "", severity: Severity | None = None, **details: Any) -> None:  # fmt: skip
        """Note a problem of the file."""
        where = Where(file=self.source.name, sheet=sheet, row=row, column=column)
        self.findings.append(
            Finding(code=code, severity=severity or weight(code), where=where, heading=heading, value=value, details=details)
        )

    @property
    def refused(self) -> bool:
        """Whether the file as a whole cannot be used."""
        return any(f.severity is Severity.ERROR for f in self.findings)


def _blank(key: Any) -> bool:
    return None in key if isinstance(key, tuple) else key is None
