"""The worked examples ("vectors") of the policy facts: what goes in as a workbook comes out of the ledger, to the fen.

Every vector has a test that goes from import through the runs of the months to the ledger. The numbers that are not
here are numbers the facts do not use.

vectors     test (of this file, where no file is named)
1           ::test_a_raise_by_the_table
2, 4–6      ::test_a_calendar_year_across_the_raise
3           ::test_a_raise_known_in_november_brings_three_months_of_arrears
7           ::test_twelve_months_of_one_yearly_amount_come_to_the_year
10          ::test_the_month_a_pension_begins_by_either_reading
11, 12      payments/test_overlays::test_the_previous_local_rate_plus_the_national_steps
13          payments/test_overlays::test_the_province_wide_rate_of_participants_in_war
14          payments/test_overlays::test_the_national_floor_by_the_month_needs_no_overlay
16          payments/test_overlays::test_natural_growth_known_late_pays_twelve_months_at_once
18          ::test_a_tenth_more_in_whole_tens
20          ::test_counted_years_by_three_readings
22          ::test_four_years_of_service_across_the_raise
23          payments/test_overlays::test_hangzhou_a_rate_by_the_month_grown_by_a_step_by_the_year
24          ::test_sixty_in_september
26          ::test_beside_another_benefit_the_age_60_subsidy_is_nothing_and_it_is_said
27, 28      ::test_who_enlisted_outside_conscription_is_refused_by_the_roster
29          ::test_years_as_a_volunteer_do_not_count
30          ::test_who_draws_an_employee_pension_gets_nothing
32          payments/test_occasions::test_six_months_of_the_survivors_pension_at_the_rate_in_force
34          payments/test_occasions::test_a_notice_effective_after_the_death_never_does
35          payments/test_stop_vectors::test_35_the_sending_county_pays_the_year_with_its_raise_and_the_receiving_one_from_january
37          payments/test_stop_vectors::test_37_a_death_reported_late_leaves_november_and_december_owed
38          payments/test_stop_vectors::test_38_in_prison_nothing_is_paid_then_or_later
39, 40      payments/test_nursing_fee::test_shares_of_the_average_wage_by_grade_and_nature
42          payments/test_nursing_fee::test_a_year_in_qingdao_is_twelve_rounded_months
43          payments/test_occasions::test_ningbo_from_two_to_eleven_years
44          payments/test_occasions::test_hubei_ncos
45, 46      payments/test_occasions::test_retirement_pay_counts_half_years
48, 49      payments/test_occasions::test_praise_money_is_thirty_times_the_income_of_the_year_before
50, 51      payments/test_occasions::test_the_one_off_pension
52          payments/test_occasions::test_the_family_allowance_is_rounded_up_and_raised
54          payments/test_occasions::test_a_share_of_a_yardstick_rounded_up_to_the_yuan
55, 56      payments/test_price_subsidy::test_rizhao_two_months_by_the_low_income_index
58, 59      payments/test_price_subsidy::test_jiangsu_a_twelfth_or_an_eighth_by_the_band_of_the_cpi
60–63       payments/test_price_subsidy::test_the_national_lines_by_index_month
64          payments/test_price_subsidy::test_the_index_months_march_to_june_2020_are_paid_twice_over
65          payments/test_price_subsidy::test_wuhan_the_higher_of_two_indices_in_whole_yuan
66          payments/test_price_subsidy::test_whoever_died_before_the_index_month_gets_nothing
67, 68, 70  payments/test_occasions::test_the_public_part_goes_to_the_insurance_office
68          payments/test_occasions::test_the_page_of_a_person_shows_what_others_pay_of_the_case
71          payments/test_occasions::test_what_insurance_left_is_paid_to_the_hospital
73          payments/test_occasions::test_bands_are_read_as_the_rule_says
74          payments/test_occasions::test_the_outpatient_quota_is_a_tenth_of_the_yearly_benefit
76          payments/test_occasions::test_the_amount_is_free_up_to_the_ceiling
78          payments/test_funding::test_the_central_share_of_those_returned_ill_by_region_vector_78
79, 80      payments/test_funding::test_fixed_sums_of_a_year_vectors_79_and_80
81, 82      ::test_a_wrong_table_stops_the_run
"""

import pytest

from tests.payments import proof
from tests.payments.office import Office
from vetctl.audit import engine as audit
from vetctl.core.errors import Refused
from vetctl.core.month import Month

PENSION, SURVIVORS, AGE_60 = "disability-pension", "survivors-pension", "age-60-service"
KNOWN = "2020-11-30"
"""A day on which the raise of August 2020, told of in November, is known."""
UNUSED = {8, 9, 15, 17, 19, 21, 25, 31, 33, 36, 41, 47, 53, 57, 69, 72, 75, 77}


@pytest.fixture
def office(tmp_path):
    return Office(tmp_path)


def disabled(office, grade, nature, **more):
    return office.roster("甲一", "残疾军人", 伤残等级=grade, 伤残性质=nature, **more)


def veteran(office, first="1970-12-01", last="1974-01-15", born="1950-03-02", **more):
    return office.roster(
        "乙一", "60周岁以上农村籍退役士兵", born=born, **{"服义务兵开始时间": first, "服义务兵结束时间": last, "入伍时间": first, "退伍时间": last, **more}
    )


def test_every_vector_is_here_and_every_test_named_exists():
    assert set(proof.contents(__doc__)) == set(range(1, 83)) - UNUSED
    assert proof.missing(__doc__, __file__) == []


# pensions by the table, and raises that are known late ----------------------------------------------------------------


def test_a_raise_by_the_table(office):
    disabled(office, "一级", "因战")
    office.months("2020-01", "2020-11")
    old, new = (
        office.db.execute("SELECT base_fen, per FROM paid_line WHERE run = ? AND kind = 'regular'", (run,)).fetchone() for run in (10, 11)
    )
    assert (old, new) == ((8815000, "year"), (9697000, "year"))
    assert (9697000 - 8815000) // 12 == 73500  # 8,820 a year, 735.00 a month


@pytest.mark.parametrize(
    ("category", "more", "benefit", "fen"),
    [
        ("残疾军人", {"伤残等级": "一级", "伤残性质": "因战"}, PENSION, 9182500),  # 2: 88,150 × 7/12 + 96,970 × 5/12
        ("残疾军人", {"伤残等级": "八级", "伤残性质": "因公"}, PENSION, 1602167),  # 4: twelve rounded months would give 16,021.69
        ("烈士遗属", {}, SURVIVORS, 2914667),  # 5
        ("残疾军人", {"伤残等级": "六级", "伤残性质": "因病"}, PENSION, 2914667),  # 6: the figures of 5 under a key of its own
    ],
)
def test_a_calendar_year_across_the_raise(office, category, more, benefit, fen):
    office.roster("甲一", category, **more)
    office.months("2020-01", "2020-12")
    assert office.paid(benefit) == fen


def test_a_raise_known_in_november_brings_three_months_of_arrears(office):
    disabled(office, "一级", "因战")
    office.months("2020-01", "2020-11")
    told = [(month, kind, fen) for run, month, _, kind, fen in office.lines(PENSION) if run == 11]
    assert [(month, kind) for month, kind, _ in told] == [
        ("2020-08", "arrears"), ("2020-09", "arrears"), ("2020-10", "arrears"), ("2020-11", "regular"),
    ]  # fmt: skip
    assert sum(fen for _, kind, fen in told if kind == "arrears") == 220500
    assert told[-1][2] in (808083, 808084)  # 8,080.83; what the twelfths leave over falls on some months of the year


def test_twelve_months_of_one_yearly_amount_come_to_the_year(office):
    disabled(office, "一级", "因战")
    office.months("2020-01", "2021-07")
    year = [office.paid(PENSION, month=str(Month.parse("2020-08").plus(step))) for step in range(12)]
    assert sum(year) == 9697000  # twelve times 8,080.83 would be 96,969.96
    assert set(year) == {808083, 808084}


@pytest.mark.parametrize(("starts", "fen"), [("month-after-approval", 1488667), ("approval-month", 1687167)])
def test_the_month_a_pension_begins_by_either_reading(tmp_path, starts, fen):
    office = Office(tmp_path, settings={"policy": {PENSION: {"starts": starts}}})
    disabled(office, "七级", "因公", 批准时间="2020-05-20", 待遇开始年月="")
    office.months("2020-01", "2020-12")
    assert office.paid(PENSION) == fen  # 16,871.67 with the month of the decision: 1,985.00 more


def test_a_tenth_more_in_whole_tens(tmp_path):
    office = Office(tmp_path, first_month="2018-08")
    disabled(office, "六级", "因公", 批准时间="2017-01-10", 待遇开始年月="2017-02")
    office.run("2018-08")
    assert office.db.execute("SELECT base_fen, per FROM paid_line").fetchall() == [(3012000, "year")]  # 27,380 × 1.1 = 30,118 → 30,120


# the subsidy of service from 60 on -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("reading", "fen"), [("ceil_total", 18000), ("calendar_years", 22500), ("half_year", 15750)])
def test_counted_years_by_three_readings(tmp_path, reading, fen):
    office = Office(tmp_path, first_month="2020-08", settings={"policy": {AGE_60: {"reading": reading}}})
    veteran(office)
    office.run("2020-08", as_of=KNOWN)
    assert office.paid(AGE_60, month="2020-08") == fen  # 3 years and a month and a half at 45


def test_four_years_of_service_across_the_raise(office):
    veteran(office)
    office.months("2020-01", "2020-12")
    assert office.paid(AGE_60) == 202000  # 4 × (40 × 7 + 45 × 5)


def test_sixty_in_september(office):
    veteran(office, "1978-12-01", "1981-12-01", born="1960-09-20", 待遇开始年月="")
    office.months("2020-01", "2020-12")
    assert office.paid(AGE_60) == 54000  # 4 × 135
    assert [line[1] for line in office.lines(AGE_60) if line[3] == "regular"] == [f"2020-{n:02d}" for n in range(9, 13)]


def test_beside_another_benefit_the_age_60_subsidy_is_nothing_and_it_is_said(office):
    who = veteran(office)
    row = {**who, "乡镇": "昆阳镇", "优抚对象类别": "参战退役人员", "批准时间": "2018-01-10", "待遇开始年月": "2018-02"}
    office.take("roster", row, expect={"E206"})
    office.run("2020-01")
    assert (office.paid(AGE_60), office.paid("war-test")) == (0, 65000)


@pytest.mark.parametrize(("enlisted", "until", "born"), [("1954-10-20", "1957-10-20", "1936-05-05"), ("2011-12-01", "2013-12-01", "1958-05-05")])
def test_who_enlisted_outside_conscription_is_refused_by_the_roster(office, enlisted, until, born):
    veteran(office)
    who = {"姓名": "乙二", "身份证号": office.identity(born), "乡镇": "昆阳镇", "优抚对象类别": "60周岁以上农村籍退役士兵", "待遇开始年月": "2018-02"}
    service = {"入伍时间": enlisted, "退伍时间": until, "服义务兵开始时间": enlisted, "服义务兵结束时间": until}
    office.take("roster", {**who, **service}, expect={"E211"})
    office.run("2020-01")
    assert len(office.lines(AGE_60)) == 1  # the other veteran's


def test_years_as_a_volunteer_do_not_count(office):
    veteran(office, "1970-12-01", "1973-12-01", 退伍时间="1978-12-01")
    office.run("2020-01")
    assert office.paid(AGE_60) == 3 * 4000


def test_who_draws_an_employee_pension_gets_nothing(office):
    veteran(office, 是否领取职工养老金="是")
    veteran(office, born="1950-03-03")
    office.run("2020-01")
    assert [line[4] for line in office.lines(AGE_60) if line[4]] == [4 * 4000]


# tables that cannot be right ------------------------------------------------------------------------------------------


def standard(words, amount, since):
    return {"待遇项目": "残疾抚恤金", "标准类别": words, "执行日期": since, "标准": amount, "单位": "元/年", "方式": "绝对", "文号": "抄件",
            "收文日期": "2023-11-01", "级别": "县"}  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "check"),
    [
        ([("因战一级", "126770"), ("因病一级", "130500")], "S01"),  # 81: illness above war
        ([("因战七级", "15270"), ("因战八级", "23280")], "S02"),  # 82: grade 7 below grade 8
    ],
)
def test_a_wrong_table_stops_the_run(tmp_path, rows, check):
    office = Office(tmp_path, first_month="2023-11")
    disabled(office, "一级", "因战")
    office.take("standards", *(standard(words, amount, "2023-08-01") for words, amount in rows), on="2023-11-01")
    with pytest.raises(Refused, match=check):
        office.run("2023-11")
    assert office.paid(PENSION) == 0
    _, found = audit.run(office.db, as_of=Month.parse("2023-11").last_day, codes=[check])
    assert [finding.severity for finding in found] == ["blocking"]
