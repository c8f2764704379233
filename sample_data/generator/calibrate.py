"""Bring the year to 4,398.0 万元 by composition: grades and counted years of made-up people.

Refuses any balancing line: every fen is the standard of somebody's grade or service.
"""

from __future__ import annotations

from itertools import combinations, permutations

from tests.independent.year2020 import AGE_60, BY_YEAR, LAST, calculate, half_up

from .events import Story
from .model import Enrolment, facts, run
from .people import set_grade

TARGET_FEN = 4_398_000_000
YEAR_OF_ONE_FEN = (40 * 7 + 45 * 5) * 100  # one counted year, all of 2020
DECEMBER_OF_ONE_FEN = 45 * 100
STEP_FEN = 500  # greatest common divisor of the two above
MOST_YEARS = 6
NEAR_FEN = 1_000_000  # a change of grade moves the year by less than 10,000 yuan


def year_fen(standard: str) -> int:
    """Return what a disability grade is paid over the whole of 2020, in fen."""
    old, new = (yuan * 100 for yuan in BY_YEAR["disability-pension", standard])
    return half_up(old * 7, 12) + new - half_up(new * 7, 12)


def settle(story: Story) -> int:
    """Change grades and counted years until the year meets the target to a few jiao; return the gap at the start."""
    enrolments = story.population.enrolments
    start_gap = gap = TARGET_FEN - calculate(facts(enrolments)).net_fen()
    if abs(start_gap) > 900 * YEAR_OF_ONE_FEN:
        raise ValueError(f"composition is {start_gap} fen off: change the heads in people.py")
    gap -= swap_grade(enrolments, gap)
    gap = (gap + STEP_FEN // 2) // STEP_FEN * STEP_FEN
    gap -= lengthen_late_starters(enrolments, gap)
    change_full_years(enrolments, gap // YEAR_OF_ONE_FEN)
    left = TARGET_FEN - calculate(facts(enrolments)).net_fen()
    if abs(left) > STEP_FEN:
        raise ValueError(f"{left} fen are left over")
    return start_gap


def undisturbed(enrolments: list[Enrolment], benefit: str) -> list[Enrolment]:
    """Return those of one benefit to whom nothing happens in 2020."""
    return [e for e in enrolments if e.benefit == benefit and e.known == 1 and not e.person.busy and e.starts <= run(1)]


def swap_grade(enrolments: list[Enrolment], gap: int) -> int:
    """Give two disability pensions another grade, so that nearly whole steps are left."""
    pool = undisturbed(enrolments, "disability-pension")
    standards = sorted({e.standard for e in pool})
    changes = sorted((year_fen(new) - year_fen(old), old, new) for old, new in permutations(standards, 2))
    near = [change for change in changes if abs(change[0]) < NEAR_FEN]

    def distance(pair: tuple[tuple[int, str, str], ...]) -> tuple[int, int]:
        left = (gap - sum(change for change, _, _ in pair)) % STEP_FEN
        return min(left, STEP_FEN - left), sum(abs(change) for change, _, _ in pair)

    best = min(combinations(near, 2), key=distance)
    for _, old, new in best:
        regrade(pool, old, new)
    return sum(change for change, _, _ in best)


def regrade(pool: list[Enrolment], old: str, new: str) -> None:
    """Move one person from a grade to another one."""
    enrolment = next(e for e in pool if e.standard == old)
    pool.remove(enrolment)
    set_grade(enrolment, new[:2], int(new[2:]))


def lengthen_late_starters(enrolments: list[Enrolment], gap: int) -> int:
    """Add counted years to people who start in November or December; return what that adds."""
    steps_per_year = YEAR_OF_ONE_FEN // STEP_FEN
    steps_per_december = DECEMBER_OF_ONE_FEN // STEP_FEN
    needed = gap // STEP_FEN * pow(steps_per_december, -1, steps_per_year) % steps_per_year
    left = needed
    while left:
        before = left
        for enrolment in enrolments:
            months = LAST - enrolment.starts + 1
            starts_late = enrolment.benefit == AGE_60 and months in {1, 2} and enrolment.known > 1
            is_free = enrolment.service and enrolment.service.counted < MOST_YEARS and not enrolment.person.busy
            if starts_late and is_free and enrolment.service and months <= left:
                enrolment.service.counted += 1
                left -= months
        if left == before:
            raise ValueError("too few late starters")
    return needed * DECEMBER_OF_ONE_FEN


def change_full_years(enrolments: list[Enrolment], years: int) -> None:
    """Add (or take away) counted years, one for each of ``years`` people who draw all of 2020."""
    step = 1 if years > 0 else -1
    pool = [e for e in undisturbed(enrolments, AGE_60) if e.service and e.service.counted in {3, 4}]
    for enrolment in pool[: abs(years)]:
        if enrolment.service:
            enrolment.service.counted += step
    if len(pool) < abs(years):
        raise ValueError("too few people to change")
