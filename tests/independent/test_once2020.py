"""Check the independent calculation of what is paid once, and of what follows a benefit, against the documents' examples."""

from __future__ import annotations

from datetime import date

import pytest

from tests.independent.once2020 import (
    Band,
    Bill,
    Case,
    Funeral,
    Service,
    bill_parts,
    discharges,
    funerals,
    half_years,
    insurance,
    medical,
    up_to_yuan,
)
from tests.independent.year2020 import (
    FIRST,
    NURSING,
    PRICE,
    Death,
    Enrolment,
    Facts,
    Person,
    calculate,
    month_index,
    nursing_fen,
    price_fen,
)


def run(month: int) -> int:
    return month_index(2020, month)


def test_the_price_subsidy_of_one_month() -> None:
    assert (price_fen(85_000, 400, 2), price_fen(85_000, 400, 1)) == (6_800, 3_400)  # vector 64
    assert (price_fen(59_000, 420, 1), price_fen(47_000, 420, 1)) == (2_478, 1_974)  # vector 55


def test_the_nursing_fee() -> None:
    assert [nursing_fen(grade, 621_600) for grade in ("因战1", "因公4", "因病2", "因战5")] == [
        310_800,
        248_600,
        186_500,
        0,
    ]  # vector 39


def test_an_index_month_is_paid_in_the_next_run_and_comes_back_with_a_late_death() -> None:
    person = Person(identity="a", deaths=(Death(on=date(2020, 2, 9), known=run(5)),))
    enrolment = Enrolment(identity="a", benefit="war-test", starts=FIRST, known=FIRST, account_known=FIRST)
    facts = Facts(people={"a": person}, enrolments=(enrolment,), price={run(month): 1000 for month in (1, 2, 3)})
    lines = [(line.run, line.month, line.fen, line.kind) for line in calculate(facts).lines if line.benefit == PRICE]
    assert lines == [
        (run(2), run(1), 1000, "regular"), (run(3), run(2), 1000, "regular"), (run(4), run(3), 1000, "regular"), (run(5), run(3), -1000, "recovery"),
    ]  # fmt: skip


def test_what_came_back_is_paid_again_with_the_next_run() -> None:
    enrolment = Enrolment(
        identity="a", benefit="disability-pension", standard="因战1", starts=FIRST, known=FIRST, account_known=FIRST
    )
    facts = Facts(
        people={},
        enrolments=(enrolment,),
        nursing=dict.fromkeys(range(run(1), run(3)), 500_000),
        returned=frozenset({("a", run(2))}),
    )
    year = calculate(facts)
    assert [(line.run, line.kind, line.returned) for line in year.lines if line.benefit == NURSING] == [
        (run(1), "regular", False), (run(2), "regular", True), (run(3), "arrears", False),
    ]  # fmt: skip
    assert year.net_fen() == 9_182_500 + 2 * 250_000


def test_bands_are_marginal_and_the_cap_is_used_up_in_order() -> None:
    band = Band(rate=70, above_fen=1_000_000, upper=80)
    late = Bill(identity="a", band=band, personal_fen=1_800_000, discharged=date(2020, 5, 2), settled=date(2020, 7, 10))
    assert bill_parts(late) == [700_000, 640_000]  # vector 73
    early = Bill(
        identity="a", band=Band(rate=50), personal_fen=100_000, discharged=date(2020, 2, 1), settled=date(2020, 7, 10)
    )
    assert [line.fen for line in medical([late, early], 1_000_000)] == [50_000, 700_000, 250_000]


@pytest.mark.parametrize(
    ("unit_pays", "poor", "expected"),
    [(False, False, [6_912_000]), (False, True, [6_912_000, 3_456_000]), (True, False, [])],
)
def test_public_parts_of_insurance(unit_pays: bool, poor: bool, expected: list[int]) -> None:
    case = Case(identity="a", gap=150, served=168, unit_pays=unit_pays, poor=poor, reviewed=date(2020, 3, 20))
    assert [line.fen for line in insurance([case], 288_000, 16, 8)] == expected  # vectors 67, 68, 70


def test_a_funeral_sum_is_opened_again_by_the_raise_from_before_the_death() -> None:
    funeral = Funeral(
        identity="b",
        benefit="survivors-pension",
        standard="烈士遗属",
        died=date(2020, 9, 2),
        decided=date(2020, 10, 12),
    )
    assert [(line.run, line.fen, line.kind) for line in funerals([funeral])] == [
        (run(10), 1_399_000, "regular"), (run(11), 140_000, "arrears"),
    ]  # fmt: skip  # together 15,390.00: vector 32


def test_service_is_counted_in_half_years() -> None:
    end = date(2020, 9, 1)
    assert [
        half_years(start, end) for start in (date(2015, 6, 1), date(2015, 2, 1), date(2015, 9, 1), date(2018, 8, 31))
    ] == [11, 12, 10, 5]


@pytest.mark.parametrize(("years", "yuan"), [(2, 67324), (3, 74056), (4, 80789), (11, 127916)])
def test_the_allowance_of_a_discharged_soldier(years: int, yuan: int) -> None:
    soldier = Service(
        identity="a",
        rank="义务兵",
        enlisted=date(2020 - years, 9, 1),
        discharged=date(2020, 9, 1),
        decided=date(2020, 11, 1),
    )
    assert [line.fen for line in discharges([soldier], {"义务兵": (6_732_400, 2, 10)})] == [yuan * 100]  # vector 43


def test_the_family_allowance_goes_up_to_the_yuan() -> None:
    assert up_to_yuan(3_700_800, 40) == 1_480_400  # vector 52
