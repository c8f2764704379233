"""Worked years: the vectors of the policy facts, and what happens when things become known late."""

import pytest

from tests.payments.county import County
from vetctl.core.errors import Refused
from vetctl.payments import verify


def one(benefit, **terms):
    county = County()
    with county.facts():
        person = county.person()
        county.enrol(person, benefit, **terms)
    return county, person


@pytest.mark.parametrize(
    ("benefit", "terms", "year_fen"),
    [
        ("disability-pension", {"grade": 1, "nature": "war"}, 9182500),  # vector 2: 91,825.00
        ("disability-pension", {"grade": 8, "nature": "duty"}, 1602167),  # vector 4: 16,021.67, not 16,021.69
        ("survivors-pension", {}, 2914667),  # vector 5: 29,146.67
        ("disability-pension", {"grade": 6, "nature": "illness"}, 2914667),  # vector 6
    ],
)
def test_calendar_2020_comes_to_the_fen_although_the_raise_was_known_only_in_november(benefit, terms, year_fen):
    county, person = one(benefit, **terms)
    county.year()
    assert county.paid(person) == year_fen


def test_the_november_run_pays_three_months_of_arrears_and_its_own_month():
    county, _ = one("disability-pension", grade=1, nature="war")
    county.year(last="2020-10")
    lines = county.lines(county.run("2020-11"))
    assert [(month, kind) for _, month, kind, _ in lines] == [
        ("2020-08", "arrears"), ("2020-09", "arrears"), ("2020-10", "arrears"), ("2020-11", "regular"),
    ]  # fmt: skip
    assert sum(fen for *_, kind, fen in lines if kind == "arrears") == 220500  # vector 3: 735.00 × 3


def test_twelve_months_of_one_annual_standard_make_the_year():
    county, person = one("disability-pension", grade=1, nature="war")
    county.year("2021-01", "2021-12")
    assert county.paid(person) == 9697000  # vector 7


def test_a_month_computed_as_it_was_known_then_does_not_know_the_raise():
    county, person = one("war-test")
    county.run("2020-08", as_of="2020-08-31")
    assert county.paid(person) == 65000
    county, person = one("war-test")
    county.run("2020-08", as_of="2020-11-09")
    assert county.paid(person) == 70000


def test_age_60_four_years_across_the_raise():
    county = County()
    with county.facts():
        person = county.person(born="1950-03-02")
        county.enrol(person, "age-60-service")
        county.service(person, "1970-12-01", "1974-01-15")
    county.year()
    assert county.paid(person) == 202000  # vector 22


@pytest.mark.parametrize(
    ("starts", "first", "fen"),
    [("birthday-month", "2020-09", 54000), ("january-of-year", "2020-01", 54000 + 13500 + 84000), ("month-after-birthday", "2020-10", 40500)],
)
def test_the_three_start_rules_of_the_age_60_subsidy(starts, first, fen):
    county = County({"policy": {"age-60-service": {"starts": starts}}})
    with county.facts():
        person = county.person(born="1960-09-20")
        county.enrol(person, "age-60-service", start=None)
        county.service(person, "1978-12-01", "1981-12-01")
    county.year()
    assert county.paid(person) == fen  # vector 24: from 2020-09, 3 years, 540.00
    assert county.db.execute("SELECT MIN(month) FROM paid_line").fetchone()[0] == first


def test_the_month_of_death_is_paid_and_the_next_is_not():
    county, person = one("survivors-pension")
    with county.facts():
        county.death(person, "2020-09-02")
    county.year()
    assert county.paid(person, "2020-09") > 0  # vector 32
    assert county.paid(person, "2020-10") == 0


def test_a_death_known_late_is_recovered_and_what_cannot_be_taken_is_owed():
    county, person = one("war-test")
    county.year(last="2020-10")
    with county.facts():
        county.death(person, "2020-08-15")
    run = county.run("2020-11")
    assert county.paid(person, "2020-09") == 0
    assert county.paid(person, "2020-08") == 70000  # the raise of August reaches the dead person's last month too
    assert [kind for *_, kind, _ in county.lines(run)] == ["arrears", "recovery", "recovery"]
    owed = county.db.execute("SELECT balance_fen FROM owed_now WHERE person = ?", (person,)).fetchone()[0]
    assert owed == 130000 - 5000


def test_a_debt_is_set_off_from_what_the_same_person_gets_later():
    county, person = one("war-test")
    county.run("2020-01")
    with county.facts():
        county.suspend(person, "suspend", "2020-01", "2020-03")
    county.run("2020-02")
    assert county.paid(person) == 0
    run = county.run("2020-03")
    net, set_off = county.db.execute("SELECT net_fen, set_off_fen FROM payout WHERE run = ?", (run,)).fetchone()
    assert (net, set_off) == (0, 65000)
    run = county.run("2020-04")
    assert county.db.execute("SELECT net_fen FROM payout WHERE run = ?", (run,)).fetchone()[0] == 65000


def test_transfer_the_sending_county_pays_to_december_and_the_receiving_one_from_january():
    county = County()
    with county.facts():
        leaving, coming = county.person(), county.person()
        county.enrol(leaving, "war-test")
        county.enrol(coming, "war-test", start=None)
        county.move(leaving, "out", "2020-06-10")
        county.move(coming, "in", "2020-06-10")
    county.year(last="2021-02")
    months = dict(county.db.execute("SELECT person, MIN(month) || ' ' || MAX(month) FROM paid_line WHERE month > '2020-11' GROUP BY person"))
    assert months == {leaving: "2020-12 2020-12", coming: "2021-01 2021-02"}  # vector 35


def test_suspension_leaves_a_gap_that_is_never_paid():
    county, person = one("war-test")
    with county.facts():
        county.suspend(person, "suspend", "2020-03", "2021-05")
    county.year(last="2021-06")
    paid = {m for (m,) in county.db.execute("SELECT month FROM paid_line WHERE person = ?", (person,))}
    assert paid == {"2020-01", "2020-02", "2021-05", "2021-06"}  # vector 38


def test_a_hold_keeps_what_is_due_and_pays_it_on_release():
    county, person = one("war-test")
    with county.facts():
        county.suspend(person, "hold", "2020-03")
    county.year(last="2020-05")
    assert county.held(5) != []
    assert county.paid(person, "2020-04") == 0
    with county.facts():
        county.suspend(person, "hold", "2020-03", "2020-06")
    county.run("2020-06")
    assert county.paid(person) == 6 * 65000


def test_everybody_held_still_lets_a_month_close():
    county, person = one("war-test")
    with county.facts():
        county.suspend(person, "hold", "2020-01")
    county.year(last="2020-03")
    assert county.paid() == 0
    with county.facts():
        county.suspend(person, "hold", "2020-01", "2020-04")
    county.run("2020-04")
    assert county.paid(person) == 4 * 65000


def test_no_account_means_held_and_paid_when_it_arrives():
    county = County()
    with county.facts():
        person = county.person(account=False)
        county.enrol(person, "war-test")
    run = county.run("2020-01")
    assert county.held(run) == [(1, "2020-01", "E403")]
    with county.facts():
        county.account(person)
    county.run("2020-02")
    assert county.paid(person) == 130000


def test_a_missed_confirmation_stops_after_sixty_days_and_the_gap_is_not_paid():
    county, person = one("war-test")
    with county.facts():
        county.confirmation(person, 2020, noticed="2020-03-10")  # 60 days: 2020-05-09, stopped from June
    county.year(last="2020-07")
    with county.facts():
        county.confirmation(person, 2020, noticed="2020-03-10", confirmed="2020-08-05")
    county.year("2020-08", "2020-10")
    paid = {m for (m,) in county.db.execute("SELECT DISTINCT month FROM paid_line WHERE person = ?", (person,))}
    assert paid == {"2020-01", "2020-02", "2020-03", "2020-04", "2020-05", "2020-09", "2020-10"}


def test_the_age_60_subsidy_yields_and_of_two_others_the_higher_is_paid():
    county = County()
    with county.facts():
        person = county.person(born="1945-01-01")
        county.service(person, "1965-01-01", "1969-01-01")
        for benefit in ("age-60-service", "war-test"):
            county.enrol(person, benefit)
        county.enrol(person, "disability-pension", grade=8, nature="duty")
    county.run("2020-01")
    assert [row[0] for row in county.db.execute("SELECT policy FROM paid_line")] == ["disability-pension"]  # 1281.67 > 650


def test_no_standard_is_a_gap_that_holds_and_is_listed():
    county, person = one("demobilised")
    run = county.run("2020-01")
    assert county.held(run) == [(1, "2020-01", "E401")]
    with county.facts():
        county.standard("demobilised", "other-period", "2019-08-01", "2020-02-10", 1206000, "year", "county")
    county.run("2020-02")
    assert county.paid(person) == 201000


def test_a_gap_in_one_benefit_holds_the_other_because_nobody_knows_which_is_higher():
    county = County()
    with county.facts():
        person = county.person()
        county.enrol(person, "war-test")
        county.enrol(person, "demobilised")
    assert [code for *_, code in county.held(county.run("2020-01"))] == ["E405", "E401"]


def test_a_county_rate_wins_and_a_county_increment_is_added():
    county = County()
    with county.facts():
        person = county.person()
        county.enrol(person, "war-test")
        county.standard("war-test", "base", "2019-08-01", "2019-09-01", 90000, "month", "county")
    county.run("2020-01")
    assert county.paid(person) == 90000
    county = County()
    with county.facts():
        person = county.person()
        county.enrol(person, "war-test")
        county.standard("war-test", "base", "2019-08-01", "2019-09-01", 5000, "month", "county", "increment")
    county.run("2020-01")
    assert county.paid(person) == 70000


def test_a_corrected_grade_is_paid_or_recovered_for_every_month():
    county, person = one("disability-pension", grade=8, nature="duty")
    county.year(last="2020-03")
    with county.facts():
        county.terms(1, "disability-pension", grade=1, nature="war")
    county.run("2020-04")
    assert county.paid(person) == 2938333  # four running shares of 88,150.00
    assert verify.mismatches(county.db, county.benefits) == []


def test_a_grade_changed_from_a_month_on_leaves_the_earlier_months_alone():
    county, _ = one("disability-pension", grade=8, nature="duty")
    county.year(last="2020-03")
    with county.facts():
        county.terms(1, "disability-pension", grade=1, nature="war", from_month="2020-03", start="2020-03")
    run = county.run("2020-04")
    assert [(month, kind) for _, month, kind, _ in county.lines(run)] == [("2020-03", "arrears"), ("2020-04", "regular")]


def test_months_go_in_order_and_a_closed_one_stays_closed():
    county, _ = one("war-test")
    county.run("2020-01", close=False)
    with pytest.raises(Refused, match="E501"):
        county.run("2020-02")
    county.run("2020-01")
    with pytest.raises(Refused, match="E501"):
        county.run("2020-03")
    with county.facts():
        county.person()
    with pytest.raises(Refused, match="E502"):
        county.run("2020-01")


def test_nobody_enrolled_is_said():
    county = County()
    with pytest.raises(Refused, match="E509"):
        county.run("2020-01")


def test_a_raise_known_before_it_takes_effect_stops_nobody_and_is_paid_from_its_month():
    county, person = one("war-test")
    county.run("2020-01")
    with county.facts():
        county.standard("war-test", "base", "2020-04-01", "2020-02-10", 66000, "month")
    county.year("2020-02", "2020-05")
    assert [county.paid(person, month=f"2020-0{n}") for n in range(1, 6)] == [65000, 65000, 65000, 66000, 66000]
