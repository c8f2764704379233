"""A calendar month, the unit of entitlement.

Text form ``YYYY-MM``, which also sorts. No clock: the current month comes from the front door.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

_FORMS = re.compile(r"(\d{4})\s*(?:[-./年]\s*)?(\d{1,2})\s*月?", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A month of a year."""

    year: int
    month: int

    def __post_init__(self) -> None:
        if not (1840 <= self.year <= 2199 and 1 <= self.month <= 12):
            raise ValueError(f"no such month: {self.year}-{self.month}")

    @classmethod
    def parse(cls, text: str) -> Month:
        """Read ``2020-11``, ``202011``, ``2020.11``, ``2020/11`` or ``2020年11月``.

        Raises:
            ValueError: the text names no month.

        >>> str(Month.parse("2020年3月")), str(Month.parse("202011"))
        ('2020-03', '2020-11')
        """
        match = _FORMS.fullmatch(text.strip())
        if match is None:
            raise ValueError(f"no month: {text!r}")
        return cls(int(match.group(1)), int(match.group(2)))

    @classmethod
    def of(cls, day: date) -> Month:
        """The month a day lies in."""
        return cls(day.year, day.month)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"

    @property
    def number(self) -> int:
        """Months since year 0, for arithmetic."""
        return self.year * 12 + self.month - 1

    def plus(self, months: int) -> Month:
        """The month so many months later (earlier when negative).

        >>> str(Month(2020, 1).plus(-1)), str(Month(2020, 11).plus(3))
        ('2019-12', '2021-02')
        """
        year, index = divmod(self.number + months, 12)
        return Month(year, index + 1)

    @property
    def first_day(self) -> date:
        """The first day of the month."""
        return date(self.year, self.month, 1)

    @property
    def last_day(self) -> date:
        """The last day of the month."""
        return date(self.year, self.month, calendar.monthrange(self.year, self.month)[1])


def months_between(first: Month, last: Month) -> list[Month]:
    """All months from `first` to `last`, both included; empty when `last` is earlier."""
    return [first.plus(step) for step in range(last.number - first.number + 1)]


def add_years(day: date, years: int) -> date:
    """The same day so many years later; 29 February becomes 28 February where there is none.

    >>> add_years(date(1960, 2, 29), 60)
    datetime.date(2020, 2, 29)
    """
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
