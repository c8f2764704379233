"""What happens in 2020: newcomers, deaths, stops, holds, confirmations, moves, late accounts.

Every event carries the month in which a workbook tells of it (``known``), which is what makes
arrears and recoveries. It refuses to let two kinds of event meet in one person.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from tests.independent.year2020 import AGE_60, Notice, Stop, month_index

from .model import RUN_DAYS, Enrolment, Person, run
from .people import (
    AGE_60_CATEGORY,
    TURNING_60_PER_MONTH,
    WAR,
    Population,
    add_age_60,
    add_other,
    draw_service,
    set_grade,
)

# Chance of death in the year, in thousandths.
DEATHS = {
    "demobilised": 125,
    "red-army": 0,
    "survivors-pension": 55,
    "disability-pension": 22,
    "ill-returned": 30,
    "war-test": 11,
    "martyrs-children": 22,
}
SOURCES = ("公安", "公安", "公安", "卫健", "殡仪馆", "殡仪馆", "村居", "家属")
# kind, first month, known, resume month, resume known; months of 2020, 0 = December 2019.
STOPS = (
    ("suspend", 3, 3, None, None),
    ("suspend", 2, 4, None, None),
    ("suspend", 4, 4, 9, 9),
    ("suspend", 0, 2, 7, 6),
    ("suspend", 6, 8, 10, 10),
    ("suspend", 5, 5, 8, 10),
    ("suspend", 10, 10, None, None),
    ("hold", 2, 2, 5, 5),
    ("hold", 4, 4, 12, 12),
    ("hold", 6, 6, None, None),
    ("hold", 8, 8, 11, 11),
    ("hold", 9, 9, None, None),
    ("hold", 3, 3, 4, 4),
    ("hold", 7, 7, 9, 9),
)
# notice, known, confirmed, confirmed known
NOTICES = (
    (date(2020, 3, 10), 3, None, None),
    (date(2020, 3, 12), 3, date(2020, 8, 12), 8),
    (date(2020, 4, 1), 4, date(2020, 10, 9), 10),
    (date(2020, 4, 2), 4, date(2020, 6, 18), 6),
    (date(2020, 5, 8), 5, date(2020, 6, 15), 6),
    (date(2020, 3, 16), 3, date(2020, 7, 10), 9),
    (date(2019, 10, 25), 1, date(2020, 4, 10), 4),
    (date(2020, 9, 3), 9, None, None),
)
ACCOUNTS_ARRIVE = (2, 3, 3, 5, 7, 9, 11, 12, None, None, None)
# benefit, decision, known
NEW_DECISIONS = (
    ("disability-pension", date(2020, 1, 15), 2),
    ("disability-pension", date(2020, 3, 18), 3),
    ("disability-pension", date(2020, 4, 9), 5),
    ("disability-pension", date(2020, 6, 11), 6),
    ("disability-pension", date(2020, 7, 3), 10),
    ("disability-pension", date(2020, 9, 16), 11),
    ("survivors-pension", date(2020, 2, 12), 2),
    ("survivors-pension", date(2020, 5, 14), 7),
    ("survivors-pension", date(2020, 10, 12), 10),
    ("war-test", date(2020, 3, 5), 3),
    ("war-test", date(2020, 5, 7), 5),
    ("war-test", date(2020, 6, 4), 8),
    ("war-test", date(2020, 9, 8), 9),
    ("war-test", date(2020, 10, 13), 12),
)
MOVED_OUT = 18
# day of moving in, known, benefit
MOVED_IN = (
    (date(2020, 2, 18), 3, AGE_60),
    (date(2020, 3, 9), 3, "war-test"),
    (date(2020, 4, 21), 6, AGE_60),
    (date(2020, 5, 12), 6, "disability-pension"),
    (date(2020, 6, 2), 6, AGE_60),
    (date(2020, 7, 20), 9, AGE_60),
    (date(2020, 9, 1), 9, "survivors-pension"),
    (date(2020, 10, 22), 11, "war-test"),
)
MOVE_FILES = (3, 6, 9, 11)
OTHER_COUNTIES = ("苍南县", "瑞安市", "文成县", "泰顺县", "鹿城区", "龙港市", "福鼎市", "上海市浦东新区")


@dataclass(slots=True)
class Move:
    """One row of the moves register."""

    person: Person
    direction: str
    on: date
    place: str
    paid_through: str
    known: int


@dataclass(slots=True)
class Story:
    """The population and the events that have no place on a person."""

    population: Population
    rng: Random
    moves: list[Move] = field(default_factory=list)
    late_accounts: list[Enrolment] = field(default_factory=list)
    pairs: dict[str, Enrolment] = field(default_factory=dict)

    def take(self, benefit: str = "", *, town: str = "", known: int = 1) -> Enrolment:
        """Draw an enrolment of somebody to whom nothing else happens, and mark it."""
        rng, everybody = self.rng, self.population.enrolments
        while True:
            enrolment = rng.choice(everybody)
            person = enrolment.person
            fits = (not benefit or enrolment.benefit == benefit) and (not town or person.town.name == town)
            if fits and not person.busy and enrolment.known == known and enrolment.starts <= run(known):
                person.busy = True
                return enrolment


def add_newcomers(story: Story) -> None:
    """Add those who turn sixty in 2020 (three in ten are told of late) and new decisions."""
    rng = story.rng
    for month in range(1, 13):
        for _ in range(TURNING_60_PER_MONTH):
            born = date(1960, month, rng.randrange(1, monthrange(1960, month)[1] + 1))
            known = min(12, month + rng.choice((0, 0, 0, 0, 0, 0, 0, 1, 1, 2)))
            enrolment = add_age_60(story.population, born, known=known)
            enrolment.approved = date(2020, month, rng.randrange(1, 16))
            enrolment.document = f"演示优抚〔2020〕{month * 10}号"
            enrolment.show_start = rng.randrange(2) == 0
    for benefit, approved, known in NEW_DECISIONS:
        category = WAR if benefit == "war-test" else ""
        enrolment = add_other(story.population, benefit, category, approved=approved, known=known)
        enrolment.show_start = True


def add_pairs(story: Story) -> None:
    """Give a few people a second benefit; exclusion has to leave one of them."""
    war = ("war-test", WAR)
    first = story.take("disability-pension", town="昆阳镇")
    set_grade(first, "因公", 7)
    second(story, "disability-war", first, war)
    second(story, "age-60-child", story.take(AGE_60, town="水头镇"), ("martyrs-children", "烈士老年子女"))
    first = story.take("ill-returned", town="鳌江镇")
    while not is_young_enough(first):
        first = story.take("ill-returned", town="鳌江镇")
    second(story, "ill-age-60", first, (AGE_60, AGE_60_CATEGORY))
    second(story, "age-60-war", story.take(AGE_60, town="腾蛟镇"), war, approved=date(2020, 6, 10), known=6)
    second(story, "age-60-war-late", story.take(AGE_60, town="麻步镇"), war, approved=date(2020, 6, 17), known=9)


def second(
    story: Story,
    label: str,
    first: Enrolment,
    kind: tuple[str, str],
    *,
    approved: date | None = None,
    known: int = 1,
) -> None:
    """Enrol the person of one enrolment in another benefit (code, category); keep both under the label."""
    benefit, category = kind
    person = first.person
    added = story.population.enrol(person, category, benefit, approved=approved, known=known)
    added.service, added.standard, added.account = first.service, category, first.account
    added.show_start = approved is not None
    if benefit == AGE_60:
        added.standard, added.starts = "", month_index(person.born.year + 60, person.born.month)
        added.service = first.service = draw_service(story.rng, person.born, counted=4)
    story.pairs[label], story.pairs[label + "/second"] = first, added


def is_young_enough(enrolment: Enrolment) -> bool:
    """Tell whether somebody enlisted in the window of the age-60 subsidy and is sixty by now."""
    return 1940 <= enrolment.person.born.year <= 1958


def add_deaths(story: Story) -> None:
    """Let people die between December 2019 and December 2020; four in ten are reported late."""
    rng = story.rng
    for enrolment in list(story.population.enrolments):
        person = enrolment.person
        chance = DEATHS.get(enrolment.benefit) or max(4, (2020 - person.born.year - 58) * 2)
        if person.busy or rng.randrange(1000) >= chance or enrolment.benefit == "red-army":
            continue
        on = date(2019, 12, 1) + timedelta(days=rng.randrange(385))
        late = rng.choice((0, 0, 0, 0, 0, 0, 1, 1, 1, 2, 3))
        known = max(1, on.month + late + (1 if on.day > 14 else 0)) if on.year == 2020 else 1 + late
        known = max(known, enrolment.known)
        died_before_known = enrolment.known > 1 and on < date(2020, enrolment.known, 1)
        if known > 12 or died_before_known:
            continue
        deregistered = min(on + timedelta(days=rng.randrange(1, 26)), RUN_DAYS[known])
        person.busy = True
        person.deaths.append((on, known, rng.choice(SOURCES), deregistered))
        if rng.randrange(9) == 0 and known < 12 and on.day < 28:
            other = "家属" if person.deaths[0][2] != "家属" else "公安"
            person.deaths.append((on + timedelta(days=1), known + 1, other, deregistered))


def add_stops(story: Story) -> None:
    """Suspend and hold a few people."""
    for kind, first, known, resume, resume_known in STOPS:
        for benefit in (AGE_60, "war-test"):
            person = story.take(benefit).person
            person.stops.append(
                Stop(
                    kind=kind,
                    first=run(1) - 1 if first == 0 else run(first),
                    known=run(known),
                    resume=run(resume) if resume else None,
                    resume_known=run(resume_known) if resume_known else None,
                )
            )


def add_notices(story: Story) -> None:
    """Let a few people miss the yearly confirmation."""
    for on, known, confirmed, confirmed_known in NOTICES:
        for benefit in (AGE_60, "disability-pension"):
            person = story.take(benefit).person
            person.notices.append(
                Notice(
                    on=on,
                    known=run(known),
                    confirmed=confirmed,
                    confirmed_known=run(confirmed_known) if confirmed_known else None,
                )
            )


def add_late_accounts(story: Story) -> None:
    """Leave some people without a bank account until the given month."""
    for arrives in ACCOUNTS_ARRIVE:
        enrolment = story.take(AGE_60)
        enrolment.account_known = arrives
        story.late_accounts.append(enrolment)


def add_moves(story: Story) -> None:
    """Move people out (paid to December) and in (paid from January 2021)."""
    rng = story.rng
    for at in range(MOVED_OUT):
        known = MOVE_FILES[at % 4]
        on = RUN_DAYS[known] - timedelta(days=rng.randrange(3, 60))
        place = rng.choice(OTHER_COUNTIES)
        story.moves.append(Move(story.take().person, "迁出", on, place, "2020-12", known))
    for on, known, benefit in MOVED_IN:
        if benefit == AGE_60:
            enrolment = add_age_60(story.population, date(1950 + known, 4, 4 + known), known=known)
        else:
            enrolment = add_other(story.population, benefit, approved=date(2015, 6, 3), known=known)
        enrolment.show_start = on.month % 2 == 0
        if enrolment.show_start:
            enrolment.starts = month_index(2021, 1)
        enrolment.person.moved_in, enrolment.person.busy = on, True
        story.moves.append(Move(enrolment.person, "迁入", on, rng.choice(OTHER_COUNTIES), "2020-12", known))


def tell(population: Population) -> Story:
    """Let the year happen."""
    story = Story(population, Random("vetctl/events"))
    add_newcomers(story)
    add_pairs(story)
    add_stops(story)
    add_notices(story)
    add_late_accounts(story)
    add_moves(story)
    add_deaths(story)
    return story
