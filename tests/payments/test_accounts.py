"""An account that the bank refused does not come back with an old list, unless somebody says that it was checked."""

import pytest

from tests.payments.banking import GONE, PAID, SYSTEM, answer_all, take_in
from tests.payments.office import Office

ROSTER = {"乡镇": "昆阳镇", "优抚对象类别": "参战退役人员", "批准时间": "2018-01-10", "待遇开始年月": "2018-02", "批准文号": "演示〔2018〕1号"}
OLD, NEW = "6200000000000000011", "6200000000000000022"


@pytest.fixture
def office(tmp_path):
    return Office(tmp_path)


def drawing(office):
    who = {"姓名": "甲一", "身份证号": office.identity(), **ROSTER}
    office.take("roster", {**who, "银行账号": OLD})
    return who


def account(office):
    return office.db.execute("SELECT number FROM account_now").fetchone()[0]


def answered(office, tmp_path, month, outcome, day):
    run = office.run(month)
    take_in(office.db, tmp_path, answer_all(office.db, run, outcome, day), name=f"{month}.txt")


def test_an_old_list_does_not_bring_back_what_the_bank_refused(office, tmp_path):
    who = drawing(office)
    answered(office, tmp_path, "2020-01", GONE, "20200125")
    office.take("roster", {**who, "银行账号": NEW}, on="2020-02-03")
    plan = office.take("roster", {**who, "银行账号": OLD, "备注": "旧表"}, on="2020-02-10", expect={"E250"})
    (finding,) = plan.findings()
    assert "2020-01-25" in finding.reason
    assert "账户已销户" in finding.reason
    assert account(office) == NEW
    assert office.db.execute("SELECT note FROM profile_now").fetchone() == ("旧表",)  # the rest of the row was taken in
    again = office.run("2020-02")
    assert office.db.execute("SELECT account, amount_fen FROM sent_payment WHERE run = ?", (again,)).fetchall() == [(NEW, 2 * 65000)]


def test_somebodys_word_takes_it_again_and_what_arrives_there_clears_it(office, tmp_path):
    who = drawing(office)
    answered(office, tmp_path, "2020-01", GONE, "20200125")
    office.take("roster", {**who, "银行账号": NEW}, on="2020-02-03")
    office.take("roster", {**who, "银行账号": OLD, "账号已核实": "是"}, on="2020-02-10")
    assert account(office) == OLD
    answered(office, tmp_path, "2020-02", PAID, "20200225")
    office.take("roster", {**who, "银行账号": NEW}, on="2020-03-03")
    office.take("roster", {**who, "银行账号": OLD}, on="2020-03-04")
    assert account(office) == OLD


def test_the_banks_own_fault_speaks_against_no_account(office, tmp_path):
    who = drawing(office)
    answered(office, tmp_path, "2020-01", SYSTEM, "20200125")
    office.take("roster", {**who, "银行账号": NEW}, on="2020-02-03")
    office.take("roster", {**who, "银行账号": OLD}, on="2020-02-10")
    assert account(office) == OLD


def test_a_number_that_is_still_held_stays_until_another_comes(office, tmp_path):
    who = drawing(office)
    answered(office, tmp_path, "2020-01", GONE, "20200125")
    office.take("roster", {**who, "银行账号": OLD, "备注": "未变"}, on="2020-02-03")
    assert account(office) == OLD


def test_a_claim_of_a_payee_keeps_to_the_same_rule(office, tmp_path):
    who = drawing(office)
    answered(office, tmp_path, "2020-01", GONE, "20200125")
    office.take("roster", {**who, "银行账号": NEW}, on="2020-02-03")
    claim = {
        "姓名": "甲一", "身份证号": who["身份证号"], "乡镇": "昆阳镇", "救助类别": "重大疾病", "自付或损失金额": "62000", "家庭类别": "一般", "核定援助金额": "500",
        "申请日期": "2020-02-05", "经办人": "王经办", "审批人": "张审批", "批准日期": "2020-02-06", "银行账号": OLD,
    }  # fmt: skip
    office.take("hardship", claim, on="2020-02-10", expect={"E250"})
    assert account(office) == NEW
    assert office.db.execute("SELECT COUNT(*) FROM occasion_now").fetchone() == (1,)
