"""One person, one month: what is due, who pays it, and what the ledger must hold after every run.

This module refuses to import vetctl: it is the other side of the comparison, written from the documents and not from the
SQL, slowly and one month at a time. It knows nothing of files, databases or the clock.

Everything that is told has the number of the run from which it is known. A run of month R looks at the newest word on
each thing known by then, works out every month from the first one to R anew, and pays what is due now less what was paid
and did not come back. The sections named below are those of the policy facts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from tests.independent.year2020 import counted_years, half_up, month_index, month_of, month_text

FIRST_OF_SERVICE, LAST_OF_SERVICE = date(1954, 11, 1), date(2011, 10, 31)
GRACE = timedelta(days=60)
SOURCES = ("central", "province", "city")

AGE_60 = "age-60-service"
FROM_THE_MONTH = frozenset({"demobilised", "survivors-pension", "red-army"})
"""Paid from the month of approval (2.1b); the other benefits that are approved begin a month later (2.1)."""
BY_NATURE_AND_GRADE = "disability-pension"
BY_CATEGORY = frozenset({"demobilised", "survivors-pension"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a benefit was granted on, from a month on."""

    benefit: str
    from_month: int
    category: str
    grade: int | None = None
    nature: str | None = None
    approved: date | None = None
    start: int | None = None
    ends: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Death:
    """One report of a death. What another office's list says counts once it was confirmed; until then it holds."""

    source: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A clerk's answer to another office's report."""

    source: str
    on: date
    confirmed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A change of county, out or in."""

    direction: str
    on: date
    paid_through: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """A suspension, whose gap is lost (2.8), or a hold, whose gap is paid later. An empty benefit means all."""

    kind: str
    benefit: str
    first: int
    resumed: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bypass:
    """A hold passed once, in the run of one month."""

    benefit: str
    run: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """The yearly confirmation: the day of the notice to whoever missed it, and the day it was made good."""

    year: int
    noticed: date | None = None
    confirmed: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A bank account."""

    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """Conscript service."""

    enlisted: date
    first: date
    last: date
    draws_pension: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """What a run paid the person came back from the bank: everything it paid, not what it took back."""

    run: int


Fact = Terms | Death | Verdict | Move | Stop | Bypass | Confirmation | Account | Service | Returned


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A fact of a person, and the run it is first known to."""

    known: int
    fact: Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class Standard:
    """A rate: of the nation or of the county, absolute or added to the national one (1.6)."""

    benefit: str
    key: str
    level: str
    mode: str
    effective: date
    received: date
    fen: int
    per: str
    known: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What a source pays (8): a fixed sum, a share of the national rate, or a share of the line."""

    benefit: str
    category: str
    source: str
    mode: str
    effective: date
    received: date
    fen: int = 0
    per: str = ""
    share_bp: int = 0
    step: int = 1
    known: int


@dataclass(slots=True, kw_only=True)
class Person:
    """Somebody, and all that is ever told of them, in the order it is told."""

    number: int
    born: date
    told: list[Told] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class World:
    """A county."""

    first: int
    standards: list[Standard] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What a month is worth; `fen` None is a gap. The rest says from what, for who pays."""

    fen: int | None
    quantity: int = 1
    category: str = ""
    key: str = ""


Parts = tuple[int, int, int, int]
"""The whole, and of it what central, province and city pay; the county pays the rest."""
NOTHING: Parts = (0, 0, 0, 0)


def newest(facts: Iterable[Fact], kind: type, *names: str) -> list[Fact]:
    """The newest fact of a kind for each value of some of its fields."""
    found: dict[tuple[object, ...], Fact] = {}
    for fact in facts:
        if isinstance(fact, kind):
            found[tuple(getattr(fact, name) for name in names)] = fact
    return list(found.values())


@dataclass(slots=True)
class Known:
    """What is known of a person at a run."""

    facts: list[Fact]
    run: int

    def deaths(self) -> tuple[list[date], list[date]]:
        """Days of death that count, and those that wait for an answer."""
        verdicts = {(v.source, v.on): v.confirmed for v in newest(self.facts, Verdict, "source", "on")}
        counting, waiting = [], []
        for death in newest(self.facts, Death, "source"):
            confirmed = True if death.source in {"bureau", "family"} else verdicts.get((death.source, death.on))
            if confirmed:
                counting.append(death.on)
            elif confirmed is None:
                waiting.append(death.on)
        return counting, waiting

    def ours(self, month: int) -> bool:
        """Who lives here at the end of a year is paid by this county in the next one (2.9).

        Except for months the other county has paid, by the sheet the person came with (2.10).
        """
        moves = sorted(newest(self.facts, Move, "direction", "on"), key=lambda move: move.on)
        here = not moves or moves[0].direction == "out"
        gone = 0
        for move in moves:
            if move.direction == "out":
                gone = month_index(move.on.year + 1, 1)
            elif move.paid_through is not None and gone <= month <= move.paid_through:
                return False
            if move.on.year < month // 12:
                here = move.direction == "in"
        return here

    def interrupted(self, benefit: str, month: int) -> bool:
        """Whether the month lies in a suspension (2.8) or after a missed confirmation (2.6); both are lost."""
        for stop in newest(self.facts, Stop, "kind", "benefit", "first"):
            covers = stop.first <= month and (stop.resumed is None or month < stop.resumed)
            if stop.kind == "suspend" and stop.benefit in {"", benefit} and covers:
                return True
        for one in newest(self.facts, Confirmation, "year"):
            if one.noticed is None:
                continue
            lapsed = one.noticed + GRACE
            late = one.confirmed is None or one.confirmed > lapsed
            if late and month > month_of(lapsed) and (one.confirmed is None or month <= month_of(one.confirmed)):
                return True
        return False

    def held(self, benefit: str, month: int) -> bool:
        """Whether money for the month must wait: no account, a hold, or a reported death nobody has answered yet."""
        if not newest(self.facts, Account):
            return True
        if any(month_of(day) < month for day in self.deaths()[1]):
            return True
        passed = {one.benefit for one in newest(self.facts, Bypass, "benefit", "run") if one.run == self.run}
        for stop in newest(self.facts, Stop, "kind", "benefit", "first"):
            if stop.kind != "hold" or stop.benefit not in {"", benefit} or month < stop.first or self.run < stop.first:
                continue
            if (stop.resumed is None or self.run < stop.resumed) and not passed & {"", stop.benefit}:
                return True
        return False

    def terms(self, benefit: str) -> list[Terms]:
        """The versions of a benefit's terms, oldest first."""
        found = [one for one in newest(self.facts, Terms, "benefit", "from_month") if one.benefit == benefit]
        return sorted(found, key=lambda one: one.from_month)


def first_month(terms: Terms, born: date) -> int:
    """The first month paid under some terms."""
    if terms.benefit == AGE_60:
        return max(terms.start or 0, month_index(born.year + 60, born.month))
    if terms.start is not None:
        return terms.start
    if terms.approved is not None:
        return month_of(terms.approved) + (terms.benefit not in FROM_THE_MONTH)
    return terms.from_month


def rate(world: World, benefit: str, key: str, level: str, month: int, run: int, as_of: date) -> Standard | None:
    """The rate in force on the first of a month, of those received by a day; a later version of the same replaces it."""
    first = date(month // 12, month % 12 + 1, 1)
    versions = {
        one.effective: one
        for one in sorted(world.standards, key=lambda one: one.known)
        if (one.benefit, one.key, one.level) == (benefit, key, level) and one.known <= run
    }
    usable = [one for one in versions.values() if one.effective <= first and one.received <= as_of]
    return max(usable, key=lambda one: one.effective, default=None)


def key_of(terms: Terms) -> str | None:
    """Which rate applies; None when the grade or its nature is not known."""
    if terms.benefit == BY_NATURE_AND_GRADE:
        return f"{terms.nature}-{terms.grade}" if terms.nature and terms.grade else None
    if terms.benefit in BY_CATEGORY:
        return terms.category
    if terms.benefit == "red-army":
        return "scattered" if terms.category == "red-army-scattered" else "veteran"
    return "per-year" if terms.benefit == AGE_60 else "base"


def share_of_year(annual: int, month: int, scale: int = 1) -> int:
    """A month's share of a yearly sum over `scale`, so that twelve months make the year (2.17)."""
    number = month % 12 + 1
    return half_up(annual * number, 12 * scale) - half_up(annual * (number - 1), 12 * scale)


def worth(world: World, person: Person, known: Known, benefit: str, month: int, as_of: date) -> Due | None:
    """What a month is worth before other benefits are looked at; None when the benefit does not run then."""
    versions = known.terms(benefit)
    if not versions or month < min(first_month(one, person.born) for one in versions):
        return None
    if versions[-1].ends is not None and month > month_of(versions[-1].ends):
        return None
    if any(month > month_of(day) for day in known.deaths()[0]) or not known.ours(month) or known.interrupted(benefit, month):
        return None
    terms = next((one for one in reversed(versions) if one.from_month <= month), versions[0])
    quantity = 1
    if benefit == AGE_60:
        services = newest(known.facts, Service, "enlisted")
        if not services:
            return Due(fen=None)
        fit = all(FIRST_OF_SERVICE <= one.enlisted <= LAST_OF_SERVICE and not one.draws_pension for one in services)
        quantity = sum(counted_years(one.first, one.last) for one in services) if fit else 0
    key = key_of(terms)
    if key is None:
        return Due(fen=None)
    fen, per = amount(world, benefit, key, month, known.run, as_of)
    if fen is None:
        return Due(fen=None)
    paid = share_of_year(fen * quantity, month) if per == "year" else fen * quantity
    return Due(fen=paid, quantity=quantity, category=terms.category, key=key)


def amount(world: World, benefit: str, key: str, month: int, run: int, as_of: date) -> tuple[int | None, str]:
    """A county's absolute rate wins over the nation's; a county's increment is added to it."""
    county = rate(world, benefit, key, "county", month, run, as_of)
    nation = rate(world, benefit, key, "national", month, run, as_of)
    if county is not None and county.mode == "absolute":
        return county.fen, county.per
    if nation is None or (county is not None and county.per != nation.per):
        return None, ""
    return nation.fen + (county.fen if county is not None else 0), nation.per


def one_of_several(due: dict[str, Due]) -> dict[str, Due]:
    """Of several regular benefits one is drawn: any before the one at sixty, then the highest, then the first by name (2.11).

    As long as one of them cannot be worked out, none of them can be judged.
    """
    if len(due) > 1 and any(one.fen is None for one in due.values()):
        return dict.fromkeys(due, Due(fen=None))
    paying = sorted((one for one in due.items() if one[1].fen), key=lambda one: (one[0] == AGE_60, -(one[1].fen or 0), one[0]))
    losers = {benefit for benefit, _ in paying[1:]}
    return {benefit: Due(fen=0) if benefit in losers else one for benefit, one in due.items()}


def parts(world: World, benefit: str, due: Due, month: int, run: int, as_of: date) -> Parts:
    """Who pays what is due: central, province and city in turn, each at most what is left (8)."""
    whole = due.fen or 0
    left, shares = whole, []
    for source in SOURCES:
        rule = ruling(world, benefit, due.category, source, month, run, as_of)
        asked = 0 if rule is None or not whole else asked_of(world, rule, benefit, due, month, run, as_of)
        shares.append(min(asked, left))
        left -= shares[-1]
    return whole, *shares


def ruling(world: World, benefit: str, category: str, source: str, month: int, run: int, as_of: date) -> Rule | None:
    """The rule that counts: the one nearest to the case, then the newest in force and received."""
    first = date(month // 12, month % 12 + 1, 1)
    versions = {(one.benefit, one.category, one.source, one.effective): one for one in sorted(world.rules, key=lambda one: one.known) if one.known <= run}
    usable = [
        one
        for one in versions.values()
        if one.source == source and one.benefit in {"", benefit} and one.category in {"", category}
        and one.effective <= first and one.received <= as_of
    ]  # fmt: skip
    return max(usable, key=lambda one: (one.benefit != "", one.category != "", one.effective), default=None)


def asked_of(world: World, rule: Rule, benefit: str, due: Due, month: int, run: int, as_of: date) -> int:
    """What a rule asks of its source for a month, before it is seen what is left."""
    if rule.mode == "fixed":
        return share_of_year(rule.fen, month) if rule.per == "year" else rule.fen
    if rule.mode == "of-line":
        return half_up((due.fen or 0) * rule.share_bp, 10_000 * rule.step) * rule.step
    nation = rate(world, benefit, due.key, "national", month, run, as_of)
    if nation is None:
        return 0
    shared = nation.fen * due.quantity * rule.share_bp
    if nation.per == "year" and rule.step == 1:
        return share_of_year(shared, month, 10_000)
    return half_up(shared, 10_000 * rule.step * (12 if nation.per == "year" else 1)) * rule.step


Line = tuple[int, str, int, Parts]
"""Run, benefit, month, and what the line pays and who."""


def lines_of(world: World, person: Person, last: int) -> list[Line]:
    """Every line of a person in the runs up to a month."""
    lines: list[Line] = []
    benefits = sorted({told.fact.benefit for told in person.told if isinstance(told.fact, Terms)})
    for run in range(world.first, last + 1):
        known = Known([told.fact for told in person.told if told.known <= run], run)
        as_of = date((run + 1) // 12, (run + 1) % 12 + 1, 1) - timedelta(days=1)
        paid = ledger(lines, known.facts)
        for month in range(world.first, run + 1):
            lines += month_lines(world, person, known, benefits, month, as_of, paid)
    return lines


def month_lines(
    world: World, person: Person, known: Known, benefits: Sequence[str], month: int, as_of: date, paid: dict[tuple[str, int], Parts]
) -> list[Line]:
    """The lines of one month in one run: due now, less what the ledger holds, unless it must wait."""
    running = {benefit: one for benefit in benefits if (one := worth(world, person, known, benefit, month, as_of))}
    due = one_of_several(running)
    found: list[Line] = []
    for benefit in benefits:
        one = due.get(benefit, Due(fen=0))
        before = paid.get((benefit, month), NOTHING)
        if one.fen is None or one.fen == before[0] or (one.fen > before[0] and known.held(benefit, month)):
            continue
        now = parts(world, benefit, one, month, known.run, as_of)
        found.append((known.run, benefit, month, minus(now, before)))
    return found


def minus(one: Parts, other: Parts) -> Parts:
    """The difference, part by part."""
    return one[0] - other[0], one[1] - other[1], one[2] - other[2], one[3] - other[3]


def ledger(lines: Iterable[Line], facts: Iterable[Fact]) -> dict[tuple[str, int], Parts]:
    """Benefit and month, and what was paid and did not come back; nothing that comes to nothing.

    What a run took back stands, even when its payment came back: it had been paid once.
    """
    back = {fact.run for fact in facts if isinstance(fact, Returned)}
    sums: defaultdict[tuple[str, int], Parts] = defaultdict(lambda: NOTHING)
    for run, benefit, month, fen in lines:
        if run not in back or fen[0] < 0:
            sums[benefit, month] = minus(sums[benefit, month], tuple(-part for part in fen))  # type: ignore[arg-type]
    return {key: value for key, value in sums.items() if value != NOTHING}


__all__ = ["FIRST_OF_SERVICE", "Person", "World", "half_up", "ledger", "lines_of", "month_text"]
