"""The made-up people, rows and defects of the demo county.

Holds values only: it refuses to draw random numbers, to write files and to know vetctl.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from tests.independent import year2020

AREA = "990326"  # never issued to any place, so no number in here belongs to anybody
RUN_DAYS = {month: date(2020, month, 20) for month in range(1, 12)} | {12: date(2020, 12, 31)}


@dataclass(frozen=True, slots=True)
class Number:
    """A cell stored as a number."""

    value: int


@dataclass(frozen=True, slots=True)
class Error:
    """A cell that shows an error of the spreadsheet program."""

    text: str


@dataclass(frozen=True, slots=True)
class Money:
    """A cell that holds an amount of money as a number with two decimals."""

    fen: int


Cell = str | date | Number | Money | Error
Row = dict[str, Cell]


@dataclass(frozen=True, slots=True)
class Town:
    """One of the sixteen townships; ``units_2016`` is its number of villages, for the size."""

    code: str
    name: str
    units_2016: int
    demo_villages: int
    style: str
    suffix: str = ".xlsx"

    @property
    def roster(self) -> str:
        """Return the file name of its roster."""
        return f"花名册_{self.name}{self.suffix}"


@dataclass(frozen=True, slots=True)
class Village:
    """A made-up village or community."""

    code: str
    name: str
    town: Town


@dataclass(slots=True, eq=False)
class Person:
    """A made-up person and what happens to him or her. ``known`` months are 1..12 of 2020."""

    name: str
    identity: str
    born: date
    village: Village
    phone: str
    deaths: list[tuple[date, int, str, date]] = field(default_factory=list)
    stops: list[year2020.Stop] = field(default_factory=list)
    notices: list[year2020.Notice] = field(default_factory=list)
    moved_in: date | None = None
    busy: bool = False

    @property
    def town(self) -> Town:
        """Return the township lived in."""
        return self.village.town


@dataclass(slots=True)
class Service:
    """Military service. ``remainder`` is (months, days) over the last full counted year."""

    enlisted: date
    counted: int
    remainder: tuple[int, int]
    later_years: int = 0

    @property
    def conscript_to(self) -> date:
        """Return the end of conscript service."""
        months, days = self.remainder
        index = year2020.month_of(self.enlisted) + 12 * (self.counted - 1) + months
        return date(index // 12, index % 12 + 1, min(28, max(1, days)))

    @property
    def discharged(self) -> date:
        """Return the day of discharge; years as a volunteer come after conscript service."""
        end = self.conscript_to
        return end.replace(year=end.year + self.later_years)


@dataclass(slots=True, eq=False)
class Enrolment:
    """A person in one benefit, as the truth has it."""

    person: Person
    category: str
    benefit: str
    standard: str
    service: Service | None
    approved: date
    document: str
    certificate: str
    account: str
    starts: int
    known: int = 1
    account_known: int | None = 1
    grade: int = 0
    nature: str = ""
    show_start: bool = False
    remark: str = ""

    def fact(self) -> year2020.Enrolment:
        """Return what the independent calculation needs."""
        is_age_60 = self.benefit == year2020.AGE_60
        account_known = None if self.account_known is None else run(self.account_known)
        return year2020.Enrolment(
            identity=self.person.identity,
            benefit=self.benefit,
            standard=self.standard,
            counted_years=self.service.counted if is_age_60 and self.service else 1,
            starts=self.starts,
            known=run(self.known),
            account_known=account_known,
        )


@dataclass(slots=True, eq=False)
class Defect:
    """One deliberate defect, as tests/demo_defects.toml lists it."""

    code: str
    column: str
    found_by: str
    outcome: str
    description: str
    file: str = ""
    sheet: str = ""
    row: int = 0


@dataclass(slots=True, eq=False)
class Record:
    """One row of a workbook; ``field`` of a defect is turned into the heading when written."""

    cells: Row
    defect: Defect | None = None
    enrolment: Enrolment | None = None


def run(month: int) -> int:
    """Return the month index of a month of 2020."""
    return year2020.month_index(2020, month)


def facts(
    enrolments: list[Enrolment],
    *,
    price: dict[int, int] | None = None,
    nursing: dict[int, int] | None = None,
    returned: frozenset[tuple[str, int]] = frozenset(),
) -> year2020.Facts:
    """Turn the truth into the input of the independent calculation; without more, of the roster's benefits alone."""
    people = {
        e.person.identity: year2020.Person(
            identity=e.person.identity,
            deaths=tuple(year2020.Death(on=on, known=run(known)) for on, known, _, _ in e.person.deaths),
            stops=tuple(e.person.stops),
            notices=tuple(e.person.notices),
            moved_in=e.person.moved_in,
        )
        for e in enrolments
    }
    return year2020.Facts(
        people=people,
        enrolments=tuple(e.fact() for e in enrolments),
        price=price or {},
        nursing=nursing or {},
        returned=returned,
    )
