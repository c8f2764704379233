"""Check the independent calculation itself against worked examples of the documents."""

from __future__ import annotations

from datetime import date

import pytest

from tests.independent.year2020 import (
    AGE_60,
    FIRST,
    Death,
    Enrolment,
    Facts,
    Line,
    Notice,
    Person,
    Stop,
    calculate,
    counted_years,
    month_index,
)


def run(month: int) -> int:
    return month_index(2020, month)


def lines_of(
    benefit: str,
    standard: str = "",
    *,
    years: int = 1,
    starts: int = FIRST,
    known: int = FIRST,
    person: Person | None = None,
) -> list[Line]:
    enrolment = Enrolment(
        identity="a",
        benefit=benefit,
        standard=standard,
        counted_years=years,
        starts=starts,
        known=known,
        account_known=known,
    )
    return calculate(Facts(people={"a": person or Person(identity="a")}, enrolments=(enrolment,))).lines


def fen(lines: list[Line], *, month: int = 0) -> int:
    return sum(line.fen for line in lines if not month or line.run == run(month))


@pytest.mark.parametrize(
    ("benefit", "standard", "years", "expected"),
    [
        ("disability-pension", "因战1", 1, 9_182_500),
        ("disability-pension", "因公8", 1, 1_602_167),
        ("survivors-pension", "烈士遗属", 1, 2_914_667),
        ("disability-pension", "因病6", 1, 2_914_667),
        (AGE_60, "", 4, 202_000),
    ],
)
def test_a_whole_year(benefit: str, standard: str, years: int, expected: int) -> None:
    assert fen(lines_of(benefit, standard, years=years)) == expected


def test_the_raise_known_in_november_brings_three_months_of_arrears() -> None:
    november = [line for line in lines_of("disability-pension", "因战1") if line.run == run(11)]
    assert sum(line.fen for line in november if line.kind == "arrears") == 220_500
    assert [line.fen for line in november if line.kind == "regular"] == [808_084]  # the cumulative share of November


def test_sixty_in_september() -> None:
    assert fen(lines_of(AGE_60, years=3, starts=run(9))) == 54_000


def test_late_death_is_recovered() -> None:
    person = Person(identity="a", deaths=(Death(on=date(2020, 3, 5), known=run(6)),))
    lines = lines_of("war-test", person=person)
    assert fen(lines) == 3 * 65_000
    assert fen(lines, month=6) == -2 * 65_000


def test_suspension_loses_the_gap_and_hold_does_not() -> None:
    for kind, expected in (("suspend", 9 * 65_000 + 5 * 5_000), ("hold", 12 * 65_000 + 5 * 5_000)):
        stop = Stop(kind=kind, first=run(3), known=run(3), resume=run(6), resume_known=run(6))
        lines = lines_of("war-test", person=Person(identity="a", stops=(stop,)))
        assert fen(lines) == expected
        assert fen(lines, month=4) == 0


def test_missed_confirmation_stops_after_sixty_days_until_the_month_after() -> None:
    notice = Notice(on=date(2020, 4, 1), known=run(4), confirmed=date(2020, 8, 9), confirmed_known=run(8))
    lines = lines_of("war-test", person=Person(identity="a", notices=(notice,)))
    assert {line.month for line in lines} == {run(month) for month in (1, 2, 3, 4, 5, 9, 10, 11, 12)}


def test_the_age_60_subsidy_yields_even_when_it_is_told_of_late() -> None:
    first = Enrolment(identity="a", benefit=AGE_60, counted_years=6, starts=FIRST, known=FIRST, account_known=FIRST)
    second = Enrolment(identity="a", benefit="war-test", starts=run(7), known=run(9), account_known=run(9))
    lines = calculate(Facts(people={}, enrolments=(first, second))).lines
    september = {(line.benefit, line.month): line.fen for line in lines if line.run == run(9)}
    assert september[AGE_60, run(7)] == -24_000
    assert september["war-test", run(7)] == 65_000
    assert (AGE_60, run(9)) not in september


def test_moved_in_is_paid_by_the_other_county_this_year() -> None:
    assert lines_of("war-test", person=Person(identity="a", moved_in=date(2020, 2, 18))) == []


def test_counted_years() -> None:
    assert counted_years(date(1970, 12, 1), date(1974, 1, 15)) == 4
    assert counted_years(date(1956, 10, 1), date(1961, 12, 1)) == 6
