"""The result of a command: tables, a summary, warnings and findings, as plain values.

Every room may return one; `vetctl.output.emit` shows it. Nothing here formats, masks or prints, and no float
is let in: money is whole fen, a rate is a whole number of thousandths.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from vetctl.core.catalogue import t
from vetctl.core.finding import Finding

Kind = Literal["text", "int", "fen", "permille-rate", "month", "date", "identity", "account", "name", "bool"]
"""How a cell is shown: ``fen`` is money, ``permille-rate`` thousandths (1041 is 104.1 %); the rest as named."""

Row = Sequence[object]

KINDS: frozenset[str] = frozenset(Kind.__args__)  # type: ignore[attr-defined]
NUMBERS: frozenset[str] = frozenset({"int", "fen", "permille-rate"})
_SUFFIX = {"fen": "_fen", "permille-rate": "_permille"}


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table."""

    key: str
    """English snake_case name: the JSON key, and ``column.<key>`` in the catalogue. A trailing ``_fen`` or ``_permille`` is optional."""
    kind: Kind = "text"
    title: str | None = None
    """The heading; None takes it from the catalogue."""
    total: bool = False
    """Whether the column is added up (``int`` and ``fen`` only)."""
    words: str | None = None
    """Catalogue prefix that turns a code into a word for people (``severity`` makes ``error`` 错误); programs get the code."""

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"column {self.key}: no such kind: {self.kind}")
        if self.total and self.kind not in {"int", "fen"}:
            raise ValueError(f"column {self.key}: only int and fen can be added up")

    @property
    def base(self) -> str:
        """The key without its unit."""
        return self.key.removesuffix(_SUFFIX.get(self.kind, "")) if self.kind in _SUFFIX else self.key

    @property
    def exact_key(self) -> str:
        """The JSON key of the whole number of a money or rate column."""
        return self.base + _SUFFIX.get(self.kind, "")

    @property
    def heading(self) -> str:
        """The title in the reader's language."""
        return self.title if self.title is not None else t(f"column.{self.base}")

    @property
    def is_number(self) -> bool:
        """Whether the cells stand at the right."""
        return self.kind in NUMBERS


@dataclass(frozen=True, slots=True)
class Chart:
    """A hint that a bar chart helps: one bar per row."""

    label: str
    """Key of the column that names the bars."""
    value: str
    """Key of the ``int``, ``fen`` or ``permille-rate`` column that gives their length."""
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns. Rows may be any sequence, also one that reads from a cursor as it is walked."""

    name: str
    """English snake_case name, the key under ``tables`` in JSON."""
    columns: Sequence[Column]
    rows: Sequence[Row] = ()
    title: str | None = None
    note: str | None = None
    chart: Chart | None = None

    def __post_init__(self) -> None:
        bases = [column.base for column in self.columns]
        if len(set(bases)) != len(bases):
            raise ValueError(f"table {self.name}: a column occurs twice: {bases}")

    @classmethod
    def pick(
        cls, name: str, columns: Sequence[Column], records: Iterable[Any], *, title: str | None = None, note: str | None = None
    ) -> Table:
        """Build a table from mappings (dicts, database rows) by column key; a missing key raises KeyError."""
        keys = [column.key for column in columns]
        return cls(name, columns, [tuple(record[key] for key in keys) for record in records], title=title, note=note)

    def walk(self) -> Iterator[Row]:
        """The rows, each checked against the columns.

        Raises:
            ValueError: a row of the wrong length.
            TypeError: a float anywhere, or something else than a whole number where one is due.
        """
        seen: set[tuple[type, ...]] = set()  # what a cell may be depends on its type alone
        for row in self.rows:
            types = tuple(map(type, row))
            if types not in seen:
                if len(row) != len(self.columns):
                    raise ValueError(f"table {self.name}: {len(row)} cells under {len(self.columns)} columns")
                for column, value in zip(self.columns, row, strict=True):
                    _check_cell(column, value)
                seen.add(types)
            yield row

    def position(self, key: str) -> int:
        """Where a column stands; `key` with or without its unit."""
        for index, column in enumerate(self.columns):
            if key in (column.key, column.base):
                return index
        raise KeyError(f"table {self.name}: no column {key}")

    def totals(self) -> list[int | None] | None:
        """The sum of each column that asks for it, None elsewhere; None as a whole when no column asks."""
        if not any(column.total for column in self.columns):
            return None
        sums = [0 if column.total else None for column in self.columns]
        for row in self.walk():
            for index, value in enumerate(row):
                if sums[index] is not None and isinstance(value, int):
                    sums[index] = (sums[index] or 0) + value
        return sums


def _check_cell(column: Column, value: object) -> None:
    if isinstance(value, float):
        raise TypeError(f"column {column.key}: a float reached the output")
    exact = column.kind in {"int", "fen"}
    if exact and value is not None and (not isinstance(value, int) or isinstance(value, bool)):
        raise TypeError(f"column {column.key}: a whole number is due, not {type(value).__name__}")


@dataclass(frozen=True, slots=True)
class Report:
    """What a command has to say."""

    command: str
    """The words that were typed: ``payments run``."""
    tables: Sequence[Table] = ()
    """The first is the result proper (``data`` in JSON), further ones accompany it."""
    summary: Mapping[str, object] = field(default_factory=dict)
    """Counts and sums; money under a key ending in ``_fen``."""
    warnings: list[str] = field(default_factory=list)
    findings: Sequence[Finding] = ()
    next_step: str | None = None
    """The command to type next, if there is an obvious one."""
    exit_code: int = 0
    as_of: date | None = None
    """The day whose knowledge the report shows; printed on pages."""
    public: bool = False
    """A list for the notice board: names and numbers are masked, ``--reveal`` or not."""

    def every_table(self) -> list[Table]:
        """All tables, the findings as the last one when there are any."""
        return [*self.tables, *([findings_table(self.findings)] if self.findings else [])]


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How a report is to be shown."""

    reveal: bool = False
    """Identity and account numbers in full."""
    width: int | None = None
    """Cells of the terminal; None means as wide as the data."""
    color: bool = False
    ascii_only: bool = False
    """No line-drawing characters (old Windows consoles draw them two cells wide)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """The worked example of a format: a report, and what must come out."""

    report: Report
    look: Look = field(default_factory=Look)
    expect: str | None = None
    """The exact text (formats of text)."""
    contains: Sequence[bytes] = ()
    """Pieces the result must hold (formats whose bytes are not worth writing out)."""


FINDING_COLUMNS = (
    Column("severity", words="severity"),
    Column("code"),
    Column("file"),
    Column("sheet"),
    Column("cell"),
    Column("heading"),
    Column("value"),
    Column("reason"),
    Column("remedy"),
)


def findings_table(findings: Sequence[Finding]) -> Table:
    """Show findings as a table: where, what was read, why it is wrong, what to do."""
    rows = [
        (
            finding.severity.value,
            finding.code,
            finding.where.file,
            finding.where.sheet,
            finding.where.cell,
            finding.heading,
            finding.value,
            finding.reason,
            finding.remedy,
        )
        for finding in findings
    ]
    return Table("findings", FINDING_COLUMNS, rows, title=t("output.findings"))
