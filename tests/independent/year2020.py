"""What every enrolment of the made-up county is due in 2020, worked out a second time.

This module refuses to import vetctl: it is the other side of the comparison. It is a plain loop
over people, months and runs with whole fen only; it knows nothing of files, SQL or the clock.

One run of month R looks at everything known by R (``known <= R``) and pays, for every month of
2020 up to R, what is due now minus what earlier runs have paid. A payment that the bank sends back counts as not paid.
What follows a benefit (price subsidy, nursing fee) is worked out beside it; what is paid once stands in once2020.py.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TypedDict

AGE_60 = "age-60-service"
PRICE = "price-subsidy"
NURSING = "nursing-fee"
CONFIRMATION_GRACE = timedelta(days=60)


def month_index(year: int, month: int) -> int:
    """Count months, so that neighbouring months differ by one."""
    return year * 12 + month - 1


def month_of(day: date) -> int:
    """Return the month index of a day."""
    return month_index(day.year, day.month)


def month_text(index: int) -> str:
    """Write a month index as YYYY-MM."""
    return f"{index // 12:04d}-{index % 12 + 1:02d}"


FIRST = month_index(2020, 1)
LAST = month_index(2020, 12)
RAISE_EFFECTIVE = month_index(2020, 8)
RAISE_KNOWN = month_index(2020, 11)

# Yuan per year, (2019-08-01, 2020-08-01); policy facts section 1.1.
DISABILITY = {
    ("因战", 1): (88150, 96970),
    ("因战", 2): (79770, 87750),
    ("因战", 3): (70000, 77000),
    ("因战", 4): (57370, 63110),
    ("因战", 5): (44810, 49290),
    ("因战", 6): (35010, 38510),
    ("因战", 7): (26610, 29270),
    ("因战", 8): (16800, 18480),
    ("因战", 9): (13950, 15350),
    ("因战", 10): (9800, 10780),
    ("因公", 1): (85370, 93910),
    ("因公", 2): (75580, 83140),
    ("因公", 3): (65780, 72360),
    ("因公", 4): (51790, 56970),
    ("因公", 5): (39180, 43100),
    ("因公", 6): (33130, 36440),
    ("因公", 7): (23820, 26200),
    ("因公", 8): (15380, 16920),
    ("因公", 9): (11210, 12330),
    ("因公", 10): (8380, 9220),
    ("因病", 1): (82570, 90830),
    ("因病", 2): (72750, 80030),
    ("因病", 3): (61610, 67770),
    ("因病", 4): (47590, 52350),
    ("因病", 5): (36390, 40030),
    ("因病", 6): (27980, 30780),
}

# Yuan per year; sections 1.2 and 1.3, and the made-up county rates of the demobilised (演示值).
BY_YEAR = {
    ("survivors-pension", "烈士遗属"): (27980, 30780),
    ("survivors-pension", "因公牺牲军人遗属"): (24040, 26440),
    ("survivors-pension", "病故军人遗属"): (22610, 24870),
    ("red-army", "在乡退伍红军老战士"): (61130, 67240),
    ("red-army", "西路军红军老战士"): (61130, 67240),
    ("red-army", "红军失散人员"): (27580, 30340),
    ("demobilised", "抗战时期"): (17760, 19560),
    ("demobilised", "其他时期"): (17280, 19080),
} | {("disability-pension", f"{nature}{grade}"): pair for (nature, grade), pair in DISABILITY.items()}

# Yuan per month; section 1.4. The age-60 subsidy is per counted year of conscript service.
BY_MONTH = {
    "ill-returned": (600, 650),
    "war-test": (650, 700),
    "martyrs-children": (490, 540),
    AGE_60: (40, 45),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Death:
    """One report of a death; of several reports the earliest day counts."""

    on: date
    known: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """A suspension (中止, the gap is lost) or a hold (暂缓, the gap is paid once it is lifted)."""

    kind: str
    first: int
    known: int
    resume: int | None = None
    resume_known: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Public notice to somebody who missed the yearly confirmation, and the later confirmation."""

    on: date
    known: int
    confirmed: date | None = None
    confirmed_known: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """What concerns the whole person. ``moved_in`` is the day of moving in from another county."""

    identity: str
    deaths: tuple[Death, ...] = ()
    stops: tuple[Stop, ...] = ()
    notices: tuple[Notice, ...] = ()
    moved_in: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolment:
    """One person in one benefit. Months are indexes; ``account_known`` None = never any account."""

    identity: str
    benefit: str
    standard: str = ""
    counted_years: int = 1
    starts: int
    known: int
    account_known: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything the twelve runs can learn.

    ``price`` is the subsidy of one person per index month and ``nursing`` the yardstick of the nursing fee per month, both
    in fen; a month that is not named brings nothing. ``returned`` names payments (identity, run) the bank sent back.
    """

    people: dict[str, Person]
    enrolments: tuple[Enrolment, ...]
    price: Mapping[int, int] = field(default_factory=dict)
    nursing: Mapping[int, int] = field(default_factory=dict)
    returned: frozenset[tuple[str, int]] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a run: regular of the run's month, arrears or recovery of an earlier month.

    ``regular`` is the month whose money is regular in that run. ``returned`` = the bank sent it back.
    """

    run: int
    identity: str
    benefit: str
    month: int
    fen: int
    regular: int
    returned: bool = False

    @property
    def kind(self) -> str:
        """Say whether the line is regular, arrears or recovery."""
        if self.fen < 0:
            return "recovery"
        return "regular" if self.month == self.regular else "arrears"


class Totals(TypedDict):
    """Sums of some lines, all in fen; recovery is given as a positive number."""

    heads: int
    lines: int
    regular_fen: int
    arrears_fen: int
    recovery_fen: int
    net_fen: int


def half_up(numerator: int, denominator: int) -> int:
    """Divide two non-negative whole numbers and round half up."""
    return (2 * numerator + denominator) // (2 * denominator)


def counted_years(start: date, end: date) -> int:
    """Count whole years of conscript service, any remainder being one more (ceil_total)."""
    years = end.year - start.year
    anniversary_passed = (end.month, end.day) >= (start.month, start.day)
    whole = years if anniversary_passed else years - 1
    has_remainder = (end.month, end.day) != (start.month, start.day)
    return whole + 1 if has_remainder else whole


def standard_fen(enrolment: Enrolment, month: int, run: int) -> int:
    """Return what one month is worth under the standards known at the run, in fen."""
    raised = 1 if month >= RAISE_EFFECTIVE and run >= RAISE_KNOWN else 0
    if enrolment.benefit in BY_MONTH:
        return BY_MONTH[enrolment.benefit][raised] * 100 * enrolment.counted_years
    annual = BY_YEAR[enrolment.benefit, enrolment.standard][raised] * 100
    number = month % 12 + 1
    return half_up(annual * number, 12) - half_up(annual * (number - 1), 12)


def is_dead(person: Person, month: int, run: int) -> bool:
    """Tell whether the month lies after the month of the earliest death known at the run."""
    known = [death.on for death in person.deaths if death.known <= run]
    return bool(known) and month > month_of(min(known))


def is_stopped(person: Person, month: int, run: int) -> bool:
    """Tell whether a suspension or an open hold known at the run covers the month."""
    for stop in person.stops:
        if stop.known > run or month < stop.first:
            continue
        lifted = stop.resume is not None and stop.resume_known is not None and stop.resume_known <= run
        if not lifted:
            return True
        if stop.kind == "suspend" and stop.resume is not None and month < stop.resume:
            return True
    return False


def is_unconfirmed(person: Person, month: int, run: int) -> bool:
    """Tell whether the month falls into the gap of a missed yearly confirmation."""
    for notice in person.notices:
        if notice.known > run:
            continue
        deadline = notice.on + CONFIRMATION_GRACE
        if month <= month_of(deadline):
            continue
        confirmed = notice.confirmed
        if confirmed is None or notice.confirmed_known is None or notice.confirmed_known > run:
            return True
        if confirmed > deadline and month <= month_of(confirmed):
            return True
    return False


def worth_fen(enrolment: Enrolment, person: Person, month: int, run: int) -> int:
    """Return what the month is worth before exclusion and before the missing account, in fen."""
    if enrolment.known > run or month < enrolment.starts:
        return 0
    moved = person.moved_in
    if moved is not None and month < month_index(moved.year + 1, 1):
        return 0
    if is_dead(person, month, run) or is_stopped(person, month, run) or is_unconfirmed(person, month, run):
        return 0
    return standard_fen(enrolment, month, run)


def due_fen(person: Person, enrolments: list[Enrolment], month: int, run: int) -> list[int]:
    """Return what each enrolment of one person is due for the month, after exclusion, in fen."""
    worth = [worth_fen(enrolment, person, month, run) for enrolment in enrolments]
    if sum(1 for fen in worth if fen) > 1:
        # The age-60 subsidy yields to any other regular benefit; among the others the highest wins.
        rank = [(fen > 0, e.benefit != AGE_60, fen) for fen, e in zip(worth, enrolments, strict=True)]
        winner = rank.index(max(rank))
        worth = [fen if at == winner else 0 for at, fen in enumerate(worth)]
    return [
        fen if e.account_known is not None and e.account_known <= run else 0
        for fen, e in zip(worth, enrolments, strict=True)
    ]


def price_fen(living_fen: int, rise_bp: int, times: int) -> int:
    """Return the price subsidy of one person and index month: living standard x rise of the low-income index x multiple."""
    return half_up(living_fen * rise_bp * times, 10_000)


def nursing_fen(standard: str, wage_fen: int) -> int:
    """Return a month of the nursing fee for a grade such as 因战1, to the yuan, half up; nothing from grade five on."""
    nature, grade = standard[:2], int(standard[2:])
    if grade > 4:
        return 0
    share = 30 if nature == "因病" else 50 if grade <= 2 else 40
    return half_up(wage_fen * share, 10_000) * 100


@dataclass(slots=True)
class Year:
    """The lines of the twelve runs."""

    lines: list[Line] = field(default_factory=list)

    def net_fen(self) -> int:
        """Return regular + arrears - recovery of all runs without what the bank sent back, in fen."""
        return sum(line.fen for line in self.lines if not line.returned)


def calculate(facts: Facts) -> Year:
    """Run the twelve months of 2020, one person after the other."""
    by_person: dict[str, list[Enrolment]] = defaultdict(list)
    for enrolment in facts.enrolments:
        by_person[enrolment.identity].append(enrolment)
    year = Year()
    for identity, enrolments in by_person.items():
        person = facts.people.get(identity, Person(identity=identity))
        year.lines.extend(calculate_person(person, enrolments, facts))
    year.lines.sort(key=lambda line: (line.run, line.benefit, line.identity, line.month))
    return year


def streams(
    person: Person, enrolments: list[Enrolment], month: int, run: int, facts: Facts
) -> Iterator[tuple[str, int, int]]:
    """Yield (benefit, fen due, months of delay) for one month as known at a run, what follows a benefit included."""
    dues = due_fen(person, enrolments, month, run)
    for enrolment, fen in zip(enrolments, dues, strict=True):
        yield enrolment.benefit, fen, 0
        if month in facts.nursing and enrolment.benefit == "disability-pension":
            yield NURSING, nursing_fen(enrolment.standard, facts.nursing[month]) if fen else 0, 0
    if month in facts.price and month < run:  # the index of a month is published in the next
        yield PRICE, facts.price[month] if any(dues) else 0, 1


def calculate_person(person: Person, enrolments: list[Enrolment], facts: Facts) -> list[Line]:
    """Run the twelve months of 2020 for one person."""
    paid: dict[tuple[str, int], int] = defaultdict(int)
    lines: list[Line] = []
    for run in range(FIRST, LAST + 1):
        came_back = (person.identity, run) in facts.returned
        before = len(lines)
        for month in range(FIRST, run + 1):
            for benefit, fen, lag in streams(person, enrolments, month, run, facts):
                difference = fen - paid[benefit, month]
                if difference:
                    lines.append(
                        Line(
                            run=run,
                            identity=person.identity,
                            benefit=benefit,
                            month=month,
                            fen=difference,
                            regular=run - lag,
                            returned=came_back,
                        )
                    )
        for line in lines[before:]:
            if not came_back:
                paid[line.benefit, line.month] += line.fen
    return lines


def totals(lines: list[Line]) -> Totals:
    """Add lines up. Heads are the distinct people with a regular line."""
    by_kind = {"regular": 0, "arrears": 0, "recovery": 0}
    for line in lines:
        by_kind[line.kind] += abs(line.fen)
    return Totals(
        heads=len({line.identity for line in lines if line.kind == "regular"}),
        lines=len(lines),
        regular_fen=by_kind["regular"],
        arrears_fen=by_kind["arrears"],
        recovery_fen=by_kind["recovery"],
        net_fen=by_kind["regular"] + by_kind["arrears"] - by_kind["recovery"],
    )


def by_benefit(lines: list[Line]) -> dict[str, Totals]:
    """Add lines up per benefit code."""
    groups: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        groups[line.benefit].append(line)
    return {benefit: totals(groups[benefit]) for benefit in sorted(groups)}
