"""Accidents that befell other payment systems, each with the test that it does not happen here.

accident  test (of this file, where no file is named)
1         ::test_1_a_run_twice_pays_nothing_twice payments/test_properties::test_running_twice_changes_nothing
2         ::test_2_interruptions_that_overlap_take_each_month_once
3         payments/test_funding::test_a_budget_that_falls_short_stops_the_whole_run_and_leaves_no_row
4         ::test_4_who_cannot_be_worked_out_is_held_and_said_and_the_others_are_paid
5         payments/test_stop_vectors::test_5_a_grade_cut_from_the_past_makes_a_debt
6         payments/test_bank::test_6_a_return_may_come_after_success
7         payments/test_bank::test_7_an_unknown_reference_is_listed_and_nothing_is_taken_in
8         payments/test_bank::test_8_an_empty_result_is_empty_and_no_success
9         ::test_9_numbers_go_from_the_workbook_to_the_bank_as_they_were_written
9         payments/test_bank::test_9_account_numbers_survive_the_way_there_and_back
10        payments/test_bank::test_10_a_month_in_which_everybody_is_held_closes_without_a_bank
10        ::test_10_what_everybody_was_refused_is_paid_when_it_is_released
11        payments/test_stop_vectors::test_11_what_waits_is_said_once_whatever_day_is_asked
12        cli/test_refusals::test_three_people_and_the_order_of_steps
12        cli/test_refusals::test_the_reviewer_cannot_approve_either
13        ::test_13_a_rate_of_the_future_changes_nothing_before_its_day
14        payments/test_stop_vectors::test_14_a_row_of_a_second_file_with_an_earlier_day_is_not_skipped
15        ::test_15_two_rows_are_never_two_payments_to_one_person
16        audit/test_chain::test_a_forged_chain_is_caught_by_the_head_on_paper_only
17        payments/test_bank::test_17_zero_lines_never_reach_the_bank
18        payments/test_bank::test_18_without_the_banks_answer_no_month_is_closed
19        payments/test_bank::test_19_after_a_return_it_is_paid_again_and_never_twice
20        ::test_20_forty_four_million_yuan_are_right_to_the_fen

In words: 1 a second run, 2 periods that overlap without being equal, 3 money that runs out in the middle, 4 a rule that
fails, 5 a cut from the past, 6 a return after success, 7 an unknown reference, 8 an empty cell of the bank's answer,
9 long numbers and leading zeros, 10 everybody held, 11 days on which nobody looked, 12 one person with two roles, 13 a
rate of the future, 14 a late row in a second file, 15 two rows for one person, 16 a chain of evidence rewritten as a
whole, 17 amounts of zero, 18 a bank file that never came, 19 paying again after a return, 20 large totals.
"""

import pytest

from tests.payments import proof
from tests.payments.banking import sent
from tests.payments.office import Office
from vetctl.payments import verify

WAR = "war-test"
RATE = 65000
"""A month of the national rate for participants in war before August 2020."""


@pytest.fixture
def office(tmp_path):
    return Office(tmp_path)


def months_paid(office):
    return dict(office.db.execute("SELECT month, SUM(amount_fen) FROM paid_line GROUP BY month"))


def test_every_accident_is_here_and_every_test_named_exists():
    assert set(proof.contents(__doc__)) == set(range(1, 21))
    assert proof.missing(__doc__, __file__) == []


def test_1_a_run_twice_pays_nothing_twice(office):
    office.roster("甲一", "参战退役人员")
    first = office.run("2020-01", close=False)
    again = office.run("2020-01")
    assert again == first
    assert office.paid(WAR) == RATE
    office.run("2020-02")
    assert office.paid(WAR, month="2020-01") == RATE


def test_2_interruptions_that_overlap_take_each_month_once(office):
    who = office.roster("甲一", "参战退役人员")
    rows = [("2020-02", "2020-05"), ("2020-04", "2020-07"), ("2020-05", "2020-06")]
    office.take(
        "suspensions",
        *({**who, "类型": "暂缓", "停发起始年月": first, "恢复发放年月": until, "原因": "资料不全"} for first, until in rows),
        on="2020-01-20",
    )
    office.months("2020-01", "2020-06")
    assert months_paid(office) == {"2020-01": RATE, "2020-02": RATE, "2020-03": RATE}  # the first hold was over in May
    assert {month for month, _, _ in office.held(WAR)} == {"2020-04", "2020-05", "2020-06"}
    office.run("2020-07")
    assert months_paid(office) == {f"2020-0{n}": RATE for n in range(1, 8)}


def test_4_who_cannot_be_worked_out_is_held_and_said_and_the_others_are_paid(office):
    office.roster("甲一", "参战退役人员")
    office.roster("甲二", "在乡复员军人(其他时期)")  # the county's rate was never imported
    run = office.run("2020-01")
    assert office.paid(WAR) == RATE
    assert [(month, code) for month, code, _ in office.held("demobilised", run)] == [("2020-01", "E401")]
    assert office.db.execute("SELECT heads FROM run WHERE run = ?", (run,)).fetchone() == (1,)


def test_9_numbers_go_from_the_workbook_to_the_bank_as_they_were_written(office):
    numbers = ["0000000000000000018", "9999999999999999999", "0123456789012345"]
    for place, number in enumerate(numbers):
        office.roster(f"甲{'一二三'[place]}", "参战退役人员", account=False, 银行账号=number)
    run = office.run("2020-01")
    assert [account for _, account, _ in sent(office.db, run)] == numbers


def test_10_what_everybody_was_refused_is_paid_when_it_is_released(office):
    people = [office.roster(name, "参战退役人员") for name in ("甲一", "甲二")]
    hold = [{**who, "类型": "暂缓", "停发起始年月": "2020-01", "原因": "核查"} for who in people]
    office.take("suspensions", *hold)
    office.months("2020-01", "2020-02")
    assert office.paid(WAR) == 0
    office.take("suspensions", *({**row, "恢复发放年月": "2020-03"} for row in hold), on="2020-03-02")
    run = office.run("2020-03")
    assert office.paid(WAR, run) == 2 * 3 * RATE


def test_13_a_rate_of_the_future_changes_nothing_before_its_day(office):
    office.roster("甲一", "参战退役人员")
    row = {"待遇项目": "参战参试退役人员生活补助", "执行日期": "2020-05-01", "标准": "900", "单位": "元/月", "方式": "绝对", "文号": "演示〔2020〕5号",
           "收文日期": "2020-02-03", "级别": "县"}  # fmt: skip
    office.take("standards", row, on="2020-02-03")
    office.months("2020-01", "2020-05")
    assert [line[4] for line in office.lines(WAR)] == [RATE] * 4 + [90000]
    assert verify.mismatches(office.db, office.benefits) == []


def test_15_two_rows_are_never_two_payments_to_one_person(office):
    who = {"姓名": "甲一", "身份证号": office.identity(), "乡镇": "昆阳镇", "优抚对象类别": "参战退役人员", "待遇开始年月": "2018-02"}
    account = {"银行账号": "6200000000000000011"}
    office.take("roster", {**who, **account}, {**who, **account}, on_error="skip", expect={"E201"})
    office.take("roster", {**who, **account, "备注": "另一张表"})
    office.run("2020-01")
    assert office.db.execute("SELECT (SELECT COUNT(*) FROM person), (SELECT COUNT(*) FROM enrolment)").fetchone() == (1, 1)
    assert office.paid(WAR) == RATE


def test_20_forty_four_million_yuan_are_right_to_the_fen(office):
    office.roster("甲一", "参战退役人员")
    row = {"待遇项目": "参战参试退役人员生活补助", "执行日期": "2020-01-01", "标准": "43979999.99", "单位": "元/年", "方式": "绝对", "文号": "演示〔2020〕1号",
           "收文日期": "2020-01-02", "级别": "县"}  # fmt: skip
    office.take("standards", row)
    office.months("2020-01", "2020-12")
    assert office.paid(WAR) == 4397999999
    assert office.db.execute("SELECT SUM(net_fen) FROM payout").fetchone() == (4397999999,)
    tables = [name for (name,) in office.db.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'")]
    kinds = {kind for name in tables for _, column, kind, *_ in office.db.execute(f"PRAGMA table_info({name})") if column.endswith("_fen")}
    assert kinds == {"INTEGER"}
