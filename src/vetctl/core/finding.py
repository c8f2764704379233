"""Problems in data, as values that are collected and shown, never raised.

A finding says where (file, sheet, row, column), what was read, why it is wrong and what to do.
It does not decide what happens to the row; intake does.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from vetctl.core.catalogue import t
from vetctl.core.identity import mask


class Severity(StrEnum):
    """How much a finding weighs; the order is the rank."""

    NOTE = "note"
    WARNING = "warning"
    HOLD = "hold"
    ERROR = "error"


RANK = {severity: rank for rank, severity in enumerate(Severity)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """A place in a workbook; `row` counts from 1 as the clerk's program shows it."""

    file: str
    sheet: str = ""
    row: int | None = None
    column: int | None = None
    """Column number from 1; shown as a letter."""

    @property
    def cell(self) -> str:
        """The address in the clerk's words, such as ``D17``; empty when there is none."""
        if self.row is None:
            return ""
        return f"{column_letters(self.column)}{self.row}" if self.column else str(self.row)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One problem."""

    code: str
    severity: Severity
    where: Where
    heading: str = ""
    value: str = ""
    """What was read, as text."""
    details: dict[str, object] = field(default_factory=dict)
    """What the catalogue texts of the code name."""

    @property
    def reason(self) -> str:
        """Why it is wrong, in the reader's language."""
        return t(f"error.{self.code}.message", **self._values())

    @property
    def remedy(self) -> str:
        """What to do about it, in the reader's language."""
        return t(f"error.{self.code}.hint", **self._values())

    @property
    def shown_value(self) -> str:
        """The value with identity and account numbers masked."""
        return mask(self.value)

    def _values(self) -> dict[str, object]:
        return {"heading": self.heading, "value": self.shown_value, **self.details}


def column_letters(number: int | None) -> str:
    """Name a column as spreadsheets do.

    >>> column_letters(1), column_letters(28)
    ('A', 'AB')
    """
    letters = ""
    rest = number or 0
    while rest > 0:
        rest, digit = divmod(rest - 1, 26)
        letters = chr(65 + digit) + letters
    return letters
