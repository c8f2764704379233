"""The many ways clerks write a date, read into an ISO day with its precision.

A month stands on its first day and says so. What has two meanings (the number 1953.1 is January or October)
is refused, not chosen.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Any, NamedTuple

from vetctl.intake.words import plain

_DAY = re.compile(r"(\d{4})(?:[-./]|年)(\d{1,2})(?:[-./]|月)(\d{1,2})日?(?:t?0{1,2}:00(?::00)?(?:\.0+)?)?", re.ASCII)
_MONTH = re.compile(r"(\d{4})(?:[-./]|年)(\d{1,2})月?", re.ASCII)
_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})?", re.ASCII)
_YEAR = re.compile(r"(\d{4})年?", re.ASCII)
_SHORT_YEAR = re.compile(r"\d{2}(?:[-./]|年)\d{1,2}(?:(?:[-./]|月)\d{1,2})?[月日]?", re.ASCII)
_EPOCH = dt.date(1899, 12, 30)
SERIALS = range(10_000, 80_000)
"""Day counts of a spreadsheet from 1927 to 2119."""
DAYS_TO_1904 = 1462
"""So many days later is day 0 in a workbook that counts from 1904."""
_OLDEST = "1840-01-01"
_RANK = {"day": 0, "month": 1, "year": 2}


class Day(NamedTuple):
    """A date and how precisely it was written."""

    iso: str
    precision: str


class DateProblem(ValueError):
    """What could not be read as a date; `why` is the tail of a catalogue key, ``intake.date.<why>``."""

    def __init__(self, code: str, why: str) -> None:
        super().__init__(code)
        self.code = code
        self.why = why


def parse_date(value: Any, coarsest: str = "month") -> Day:
    """Read a date.

    Args:
        value: text, number, date or datetime as a reader gives it.
        coarsest: ``day``, ``month`` or ``year``: the least precise date accepted.

    Raises:
        DateProblem: E108 unreadable, impossible or ambiguous; E109 before 1840 or a day counter's zero.

    >>> parse_date("1953.2"), parse_date("1953年2月15日").iso, parse_date(19530215.0).iso
    (Day(iso='1953-02-01', precision='month'), '1953-02-15', '1953-02-15')
    """
    if isinstance(value, dt.datetime):
        value = value.date()
    if isinstance(value, dt.date):
        day = Day(value.isoformat(), "day")
        # The spreadsheet's day 0 to 60 (1900) is an empty or mistyped cell, not a date.
        if value < dt.date(1900, 3, 1):
            raise DateProblem("E109", "zero")
    elif isinstance(value, bool) or not isinstance(value, str | int | float):
        raise DateProblem("E108", "form")
    else:
        day = _from_text(plain(value)) if isinstance(value, str) else _from_number(value)
    if _RANK[day.precision] > _RANK[coarsest]:
        raise DateProblem("E108", f"needs_{coarsest}")
    if day.iso < _OLDEST:
        raise DateProblem("E109", "old")
    return day


def _from_text(text: str) -> Day:
    for pattern in (_DAY, _MONTH, _DIGITS, _YEAR):
        if match := pattern.fullmatch(text):
            return _built(*match.groups())
    raise DateProblem("E108", "short_year" if _SHORT_YEAR.fullmatch(text) else "form")


def _from_number(value: float) -> Day:
    number = Decimal(repr(value))
    if not number.is_finite():
        raise DateProblem("E108", "form")
    whole = int(number)
    if whole in SERIALS:
        return Day((_EPOCH + dt.timedelta(days=whole)).isoformat(), "day")
    if number == whole:
        return _from_text(str(whole))
    text = format(number, "f")
    if re.fullmatch(r"\d{4}\.1", text):
        raise DateProblem("E108", "january_or_october")
    if re.fullmatch(r"\d{4}\.\d{1,2}", text):
        return _from_text(text)
    raise DateProblem("E108", "form")


def _built(year: str, month: str | None = None, day: str | None = None) -> Day:
    try:
        built = dt.date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        raise DateProblem("E108", "impossible") from None
    return Day(built.isoformat(), "day" if day else "month" if month else "year")
