"""What the made-up county pays once in 2020, worked out a second time: bills, cases, aids, funerals and the like.

Beside year2020.py, which does what is paid by the month; like it, this module refuses to import vetctl. Every function
takes the facts of one kind and returns the lines of the runs: the first payment is regular, a later rise is arrears.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from tests.independent.year2020 import BY_YEAR, LAST, RAISE_EFFECTIVE, RAISE_KNOWN, Line, half_up, month_of

MEDICAL = "medical-aid"
INSURANCE = "insurance-continuation"
HARDSHIP = "hardship-aid"
FUNERAL = "funeral"
PRAISE = "martyr-praise"
ONE_OFF = "one-off-pension"
DISCHARGE = "discharge-allowance"
FAMILY = "family-allowance"
MERIT = "merit-award"
ONCE = (MEDICAL, INSURANCE, HARDSHIP, FUNERAL, PRAISE, ONE_OFF, DISCHARGE, FAMILY, MERIT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """Rates of one class of people for hospital bills: ``upper`` in percent holds above ``above_fen``."""

    rate: int
    above_fen: int = 0
    upper: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill:
    """A hospital bill: what was left to the patient inside the scope of the insurance, and the day it was settled."""

    identity: str
    band: Band
    personal_fen: int
    discharged: date
    settled: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A case of insurance continuation that was approved."""

    identity: str
    gap: int
    served: int
    unit_pays: bool
    poor: bool
    reviewed: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """A sum of a known amount, decided on a day."""

    identity: str
    fen: int
    decided: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Funeral:
    """A funeral sum for somebody who drew a yearly benefit."""

    identity: str
    benefit: str
    standard: str
    died: date
    decided: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A discharged soldier."""

    identity: str
    rank: str
    enlisted: date
    discharged: date
    decided: date


def line(benefit: str, identity: str, decided: date, fen: int) -> Line:
    """Return the regular line of something that is paid in the run of the month in which it was decided."""
    month = month_of(decided)
    return Line(run=month, identity=identity, benefit=benefit, month=month, fen=fen, regular=month)


def bill_parts(bill: Bill) -> list[int]:
    """Return the aid for one bill before the cap, band by band: each band at its own rate."""
    band = bill.band
    if not band.upper or bill.personal_fen <= band.above_fen:
        return [half_up(bill.personal_fen * band.rate, 100)]
    return [half_up(band.above_fen * band.rate, 100), half_up((bill.personal_fen - band.above_fen) * band.upper, 100)]


def medical(bills: Iterable[Bill], cap_fen: int) -> list[Line]:
    """Return the aid for the bills of a year; the yearly cap is used up in the order of discharge."""
    lines: list[Line] = []
    used: dict[str, int] = defaultdict(int)
    for bill in sorted(bills, key=lambda one: (one.identity, one.discharged)):
        for part in bill_parts(bill):
            fen = min(part, cap_fen - used[bill.identity])
            used[bill.identity] += fen
            if fen:
                lines.append(line(MEDICAL, bill.identity, bill.settled, fen))
    return lines


def insurance(cases: Iterable[Case], base_fen: int, unit_percent: int, person_percent: int) -> list[Line]:
    """Return the public parts: the unit's where no unit pays, the person's where the household is poor."""
    lines: list[Line] = []
    for case in cases:
        months = min(case.gap, case.served)
        shares = ([] if case.unit_pays else [unit_percent]) + ([person_percent] if case.poor else [])
        lines += [
            line(INSURANCE, case.identity, case.reviewed, half_up(base_fen * months * share, 100)) for share in shares
        ]
    return lines


def sums(benefit: str, found: Iterable[Sum]) -> list[Line]:
    """Return sums of a known amount."""
    return [line(benefit, one.identity, one.decided, one.fen) for one in found]


def funeral_fen(funeral: Funeral, run: int) -> int:
    """Return the sum as known at a run: twelve months of the disability pension, six of any other, at the rate at death."""
    died = month_of(funeral.died)
    raised = 1 if died >= RAISE_EFFECTIVE and run >= RAISE_KNOWN else 0
    months = 12 if funeral.benefit == "disability-pension" else 6
    return half_up(BY_YEAR[funeral.benefit, funeral.standard][raised] * 100 * months, 12)


def funerals(found: Iterable[Funeral]) -> list[Line]:
    """Return the funeral sums; a raise from before the death that is told of later opens them again."""
    lines: list[Line] = []
    for funeral in found:
        decided, paid = month_of(funeral.decided), 0
        for run in range(decided, LAST + 1):
            fen = funeral_fen(funeral, run)
            if fen != paid:
                lines.append(
                    Line(
                        run=run,
                        identity=funeral.identity,
                        benefit=FUNERAL,
                        month=decided,
                        fen=fen - paid,
                        regular=decided if run == decided else 0,
                    )
                )
            paid = fen
    return lines


def half_years(start: date, end: date) -> int:
    """Count service in half years: a rest below half a year is one half, from half a year on it is a whole year."""
    months = (end.year - start.year) * 12 + end.month - start.month - (1 if end.day < start.day else 0)
    rest = months % 12
    more = 2 if rest >= 6 else 1 if rest or end.day != start.day else 0
    return months // 12 * 2 + more


def discharges(found: Iterable[Service], amounts: Mapping[str, tuple[int, int, int]]) -> list[Line]:
    """Return the county's allowances: an amount for the first years and a share of it for each further year, to the yuan.

    ``amounts``: rank -> (fen, years it stands for, percent for a further year).
    """
    lines = []
    for soldier in found:
        fen, years, share = amounts[soldier.rank]
        more = max(half_years(soldier.enlisted, soldier.discharged) - 2 * years, 0)
        lines.append(
            line(DISCHARGE, soldier.identity, soldier.decided, half_up(fen * (200 + share * more), 20_000) * 100)
        )
    return lines


def up_to_yuan(fen: int, percent: int) -> int:
    """Return a share of an amount, up to the whole yuan."""
    return -(-fen * percent // 10_000) * 100
