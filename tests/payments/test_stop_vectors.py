"""The vectors of policy facts 11.3 from workbook to ledger, and the accidents of others that concern stops."""

import pytest

from tests.payments.office import Office
from vetctl.payments import stops
from vetctl.store import db
from vetctl.store.journal import Actor

CLERK = Actor(name="王经办", at="2020-12-01T00:00:00Z", command="payments stops", arguments={})
PENSION, TESTS = "survivors-pension", "war-test"


@pytest.fixture
def office(tmp_path):
    return Office(tmp_path)


def confirm_all(office):
    with db.transaction(office.db):
        stops.answer(office.db, CLERK, stops.waiting(office.db), stops.CONFIRMED, "村里核实")


def months_paid(office, benefit):
    return {month for (month,) in office.db.execute("SELECT month FROM paid_line WHERE policy = ? GROUP BY month HAVING SUM(amount_fen) > 0", (benefit,))}


def test_35_the_sending_county_pays_the_year_with_its_raise_and_the_receiving_one_from_january(office):
    leaving, coming = office.roster("甲一", "烈士遗属"), office.roster("甲二", "烈士遗属")
    office.take(
        "moves",
        {**leaving, "方向": "迁出", "迁移日期": "2020-06-10", "迁往（来）地": "苍南县", "原县发放至年月": "2020-12"},
        {**coming, "方向": "迁入", "迁移日期": "2020-06-10", "迁往（来）地": "苍南县", "原县发放至年月": "2020-12"},
        on="2020-06-15",
    )
    office.months("2020-01", "2021-02")
    paid = dict(
        office.db.execute(
            "SELECT f.name, MIN(p.month) || ' ' || MAX(p.month) || ' ' || SUM(p.amount_fen) FROM paid_line p JOIN profile_now f ON f.person = p.person GROUP BY p.person"
        )
    )
    assert paid["甲一"] == "2020-01 2020-12 2914667"  # 27,980 × 7/12 + 30,780 × 5/12, the August rise included
    assert paid["甲二"].startswith("2021-01 2021-02")


def test_37_a_death_reported_late_leaves_november_and_december_owed(office):
    who = office.roster("甲一", "参战退役人员")
    office.months("2020-01", "2020-12")
    office.take("deaths", {**who, "死亡日期": "2020-10-05", "信息来源": "公安"}, on="2021-01-05")
    run = office.run("2021-01")
    assert [(month, code) for month, code, _ in office.held(TESTS, run)] == [("2021-01", "E413")]
    assert office.paid(TESTS, run) == 0
    confirm_all(office)
    run = office.run("2021-02")
    rate = office.paid(TESTS, month="2020-10")
    assert [line[1:] for line in office.lines(TESTS) if line[0] == run] == [("2020-11", "base", "recovery", -rate), ("2020-12", "base", "recovery", -rate)]
    assert office.db.execute("SELECT balance_fen FROM owed_now").fetchone() == (2 * rate,)


def test_38_in_prison_nothing_is_paid_then_or_later(office):
    who = office.roster("甲一", "参战退役人员")
    row = {**who, "类型": "中止", "停发起始年月": "2020-03", "原因": "服刑"}
    office.take("suspensions", row, on="2020-03-10")
    office.months("2020-01", "2021-04")
    office.take("suspensions", {**row, "恢复发放年月": "2021-05"}, on="2021-05-10")
    office.months("2021-05", "2021-06")
    assert months_paid(office, TESTS) == {"2020-01", "2020-02", "2021-05", "2021-06"}


def test_38_the_same_by_a_list_of_the_court_once_a_clerk_has_confirmed_it(office):
    who = office.roster("甲一", "参战退役人员")
    row = {**who, "类型": "中止", "停发起始年月": "2020-03", "原因": "服刑", "信息来源": "法院"}
    office.run("2020-01")
    office.months("2020-02", "2020-03")
    office.take("suspensions", row, on="2020-04-10")
    office.run("2020-04")
    confirm_all(office)
    office.months("2020-05", "2021-04")
    office.take("suspensions", {**row, "恢复发放年月": "2021-05"}, on="2021-05-10")
    office.months("2021-05", "2021-06")
    assert months_paid(office, TESTS) == {"2020-01", "2020-02", "2021-05", "2021-06"}


def test_5_a_grade_cut_from_the_past_makes_a_debt(office):
    who = office.roster("甲一", "残疾军人", 伤残等级="一级", 伤残性质="因战")
    office.months("2020-01", "2020-03")
    office.take(
        "roster",
        {**who, "乡镇": "昆阳镇", "优抚对象类别": "残疾军人", "批准时间": "2018-01-10", "待遇开始年月": "2018-02", "批准文号": "演示〔2018〕1号", "伤残等级": "八级", "伤残性质": "因公"},
        on="2020-04-05",
    )
    office.run("2020-04")
    paid, due = 8815000 * 3 // 12, 1538000 * 3 // 12
    april = office.paid("disability-pension", month="2020-04")
    assert office.db.execute("SELECT balance_fen FROM owed_now").fetchone() == (paid - due - april,)


def test_14_a_row_of_a_second_file_with_an_earlier_day_is_not_skipped(office):
    who = office.roster("甲一", "参战退役人员")
    office.months("2020-01", "2020-05")
    office.take("deaths", {**who, "死亡日期": "2020-04-20", "信息来源": "公安"}, on="2020-06-01")
    confirm_all(office)
    office.run("2020-06")
    office.take("deaths", {**who, "死亡日期": "2020-02-20", "信息来源": "公安"}, on="2020-07-01")
    assert [proposal.day for proposal in stops.waiting(office.db)] == ["2020-02-20"]
    office.run("2020-07")
    # The day that was confirmed is no longer said by anybody; May, taken back for it, is held and not paid again.
    assert months_paid(office, TESTS) == {f"2020-0{n}" for n in range(1, 5)}
    confirm_all(office)
    office.run("2020-08")
    assert months_paid(office, TESTS) == {"2020-01", "2020-02"}


def test_11_what_waits_is_said_once_whatever_day_is_asked(office):
    from datetime import date

    from vetctl.audit import engine

    who = office.roster("甲一", "参战退役人员")
    office.run("2020-01")
    office.take("deaths", {**who, "死亡日期": "2020-01-20", "信息来源": "公安"}, on="2020-02-01")
    office.run("2020-02")
    for day, findings in ((date(2020, 3, 2), 0), (date(2020, 3, 3), 1), (date(2020, 3, 7), 1), (date(2020, 9, 1), 1)):
        _, found = engine.run(office.db, as_of=day, codes=["A17"])
        assert len(found) == findings, day
