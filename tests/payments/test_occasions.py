"""What is paid on an occasion: the vectors of the policy facts through import, run and ledger, and what happens afterwards."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.payments.office import HOSPITAL, Office
from vetctl.core.errors import Usage
from vetctl.core.shelf import load_sql_shelf
from vetctl.intake import known as intake_words
from vetctl.payments import claims, explain, lacking, people, policy, verify
from vetctl.store import shelfsql


@pytest.fixture
def office(tmp_path):
    return Office(tmp_path)


def funeral_of(office, dead, died, decided, **more):
    return {"死者姓名": dead["姓名"], "死者身份证号": dead["身份证号"], "死亡日期": died, "死亡原因": "因病", "批准日期": decided, **office.payee(), **more}


# funeral sums ---------------------------------------------------------------------------------------------------


def test_six_months_of_the_survivors_pension_at_the_rate_in_force(office):
    dead = office.roster("甲一", "烈士遗属")
    office.months("2020-01", "2020-09", as_of="2020-11-20")
    office.take("funerals", funeral_of(office, dead, "2020-09-02", "2020-10-12"), on="2020-10-15")
    office.run("2020-10", as_of="2020-11-20")
    assert office.paid("funeral") == 1539000  # vector 32: 6 × 30780 / 12 = 15,390.00
    assert office.paid("survivors-pension", month="2020-09") == 256500
    assert office.paid("survivors-pension", month="2020-10") == 0


def test_a_notice_effective_before_the_death_opens_the_sum_again_and_pays_the_difference(office):
    dead = office.roster("甲一", "烈士遗属")
    office.months("2020-01", "2020-09")  # the raise of August is known only on 2020-11-09
    office.take("funerals", funeral_of(office, dead, "2020-09-02", "2020-10-12"), on="2020-10-15")
    office.run("2020-10")
    assert office.paid("funeral") == 6 * 2798000 // 12
    run = office.run("2020-11")
    assert [line for line in office.lines("funeral") if line[0] == run] == [(run, "2020-10", "甲一", "arrears", 1539000 - 1399000)]


def test_a_notice_effective_after_the_death_never_does(office):
    dead = office.roster("甲一", "烈士遗属")
    office.months("2020-01", "2020-07")
    office.take("funerals", funeral_of(office, dead, "2020-07-20", "2020-08-12"), on="2020-08-15")
    office.months("2020-08", "2020-12")
    assert office.paid("funeral") == 1399000  # vector 34: 6 × 27980 / 12, whatever was announced later
    assert office.paid("survivors-pension", month="2020-08") == 0


def test_twelve_months_for_a_disabled_soldier_and_the_overpaid_months_stay_owed(office):
    dead = office.roster("甲二", "残疾军人", 伤残等级="八级", 伤残性质="因公")
    office.months("2020-01", "2020-12")
    office.take("funerals", funeral_of(office, dead, "2020-10-05", "2021-01-12"), on="2021-01-15")
    office.run("2021-01")
    assert office.paid("funeral") == 1692000  # 12 × 16920 / 12
    assert office.paid("disability-pension", month="2020-11") == 0  # vector 37: November and December come back
    assert office.paid("disability-pension", month="2020-12") == 0
    (owed,) = office.db.execute(
        "SELECT SUM(change_fen) FROM owed o JOIN person p ON p.person = o.person WHERE p.id_no = ?", (dead["身份证号"],)
    ).fetchone()
    before = office.db.execute("SELECT SUM(amount_fen) FROM line WHERE month IN ('2020-11', '2020-12') AND amount_fen > 0").fetchone()[0]
    assert owed == before > 0


def test_who_died_of_what_matters_and_a_benefit_without_funeral_rule_is_a_gap_not_zero(office):
    dead = office.roster("甲三", "残疾军人", 伤残等级="八级", 伤残性质="因公")
    other = office.roster("甲四", "参战退役人员")
    office.run("2020-01")
    office.take(
        "funerals", funeral_of(office, dead, "2020-01-20", "2020-02-12", 死亡原因="旧伤复发"), funeral_of(office, other, "2020-01-20", "2020-02-12"),
        on="2020-02-13",
    )  # fmt: skip
    office.run("2020-02")
    assert office.paid("funeral") == 0
    assert {detail.split(" ", 1)[1] for _, code, detail in office.held("funeral") if code == "E402"} == {
        "rule:funeral/months:disability-pension:old-wound", "rule:funeral/months:war-test",
    }  # fmt: skip
    office.rules("丧葬补助费", ("增发月数：参战参试补助", "数值", "0"))
    with_none = office.run("2020-03")
    assert [code for _, code, detail in office.held("funeral", with_none) if "war-test" in detail] == []
    assert office.paid("funeral") == 0


def test_the_funeral_of_a_deceased_is_asked_for_once(office):
    dead = office.roster("甲五", "烈士遗属")
    first = funeral_of(office, dead, "2020-01-20", "2020-02-12")
    office.take("funerals", first, on="2020-02-13")
    second = funeral_of(office, dead, "2020-01-20", "2020-02-12")
    office.take("funerals", second, on="2020-02-14", expect={"E225"})
    # Withdrawn first, then asked for by another relative, in two files because one row stands for one deceased.
    office.take("funerals", {**first, "是否作废": "是"}, on="2020-02-15")
    office.take("funerals", second, on="2020-02-16")
    office.months("2020-01", "2020-02")
    assert [line[4] for line in office.lines("funeral")] == [1399000]


def test_nobody_without_a_regular_benefit_has_a_funeral_sum(office):
    office.roster("甲六", "烈士遗属")
    stranger = {"姓名": "路人", "身份证号": office.identity("1961-03-04")}
    office.take("veterans", {**stranger, "乡镇": "昆阳镇", "入伍时间": "1979-12", "退伍时间": "1983-01"})
    office.take("funerals", funeral_of(office, stranger, "2020-01-10", "2020-01-12"), expect={"E219"})


# one-off sums ---------------------------------------------------------------------------------------------------


def one_off(office, **more):
    dead = {"牺牲病故军人姓名": "乙一", "牺牲病故军人身份证号": office.identity("1990-01-01")}
    return {**dead, **office.payee(), **more}


@pytest.mark.parametrize(("died", "fen"), [("2021-03-02", 131502000), ("2022-03-02", 142236000)])
def test_praise_money_is_thirty_times_the_income_of_the_year_before(tmp_path, died, fen):
    office = Office(tmp_path, first_month=f"{died[:4]}-06")
    row = one_off(office, 抚恤项目="烈士褒扬金", 死亡性质="烈士", 死亡日期=died, 批准日期=f"{died[:4]}-06-10")
    office.take("one-off", row, on=f"{died[:4]}-06-15")
    office.run(f"{died[:4]}-06")
    assert office.paid("martyr-praise") == fen  # vectors 48 and 49


@pytest.mark.parametrize(
    ("nature", "honour", "fen"),
    [("因公牺牲", "", 119668000), ("因公牺牲", "二等功", 137618200), ("病故", "", 40766800)],  # vectors 50 and 51
)
def test_the_one_off_pension(tmp_path, nature, honour, fen):
    office = Office(tmp_path, first_month="2021-06")
    row = one_off(office, 抚恤项目="一次性抚恤金", 死亡性质=nature, 死亡日期="2021-03-02", 月工资="8000", 荣誉立功=honour, 批准日期="2021-06-10")
    office.take("one-off", row, on="2021-06-15")
    office.run("2021-06")
    assert office.paid("one-off-pension") == 0
    assert {detail.split(" ", 1)[1] for *_, detail in office.held("one-off-pension")} == {"rule:one-off-pension/pay-floor"}
    office.rules("一次性抚恤金", ("月工资下限（排职少尉）", "金额（元）", "5000"))
    office.run("2021-07")
    assert office.paid("one-off-pension") == fen


def test_two_payees_share_one_sum_and_never_more_than_the_whole(tmp_path):
    office = Office(tmp_path, first_month="2021-06")
    row = one_off(office, 抚恤项目="烈士褒扬金", 死亡性质="烈士", 死亡日期="2021-03-02", 批准日期="2021-06-10", 领取份额="60")
    other = {**row, **office.payee("另一人"), "领取份额": "50"}
    office.take("one-off", row, other, on="2021-06-15", expect={"E227"})
    office.take("one-off", row, {**other, "领取份额": "40"}, on="2021-06-15")
    office.run("2021-06")
    assert sorted(line[4] for line in office.lines("martyr-praise")) == [52600800, 78901200]
    office.take("one-off", {**row, **office.payee("第三人"), "领取份额": "1"}, on="2021-07-15", expect={"E227"})


def discharged(office, enlisted, left, kind="一次性退役金", rank="士官", **more):
    who = {"姓名": office.another("丙"), "身份证号": office.identity("1995-01-01")}
    return {**who, "乡镇": "昆阳镇", "补助项目": kind, "兵役类别": rank, "批准入伍日期": enlisted, "批准退役日期": left, "批准日期": "2020-10-12",
            "银行账号": f"62{next(office.numbers):017d}", **more}  # fmt: skip


def test_retirement_pay_counts_half_years(tmp_path):
    office = Office(tmp_path, first_month="2020-10")
    office.take("discharge", discharged(office, "2015-06-01", "2020-09-01", 荣誉立功="三等功"), on="2020-10-15")
    office.run("2020-10")
    assert office.paid("discharge-allowance") == 2598750  # vector 45
    office.take("discharge", discharged(office, "2015-02-01", "2020-09-01", 批准日期="2020-11-12"), on="2020-11-15")
    office.run("2020-11")
    assert office.paid("discharge-allowance", month="2020-11") == 2700000  # vector 46


NINGBO = [67324, 74056, 80789, 87521, 94254, 100986, 107718, 114451, 121183, 127916]


def test_ningbo_from_two_to_eleven_years(tmp_path):
    office = Office(tmp_path, first_month="2020-10")
    office.rules(
        "自主就业退役士兵一次性补助",
        ("地方经济补助算法：义务兵", "取值", "基数加超期比例"), ("地方经济补助基数或每年标准：义务兵", "金额（元）", "67324"),
        ("基数所含年数：义务兵", "数值", "2"), ("每多一年或指标的比例：义务兵", "比例（%）", "10%"), ("地方经济补助取整", "取值", "四舍五入到元"),
    )  # fmt: skip
    rows = [discharged(office, f"{2020 - years}-09-01", "2020-09-01", "地方一次性经济补助", "义务兵") for years in range(2, 12)]
    office.take("discharge", *rows, on="2020-10-15")
    office.run("2020-10")
    assert sorted(line[4] for line in office.lines("discharge-allowance")) == [100 * yuan for yuan in NINGBO]  # vector 43


def test_hubei_ncos(tmp_path):
    office = Office(tmp_path, first_month="2020-10")
    office.rules(
        "自主就业退役士兵一次性补助",
        ("地方经济补助算法：士官", "取值", "基数加超期比例"), ("地方经济补助基数或每年标准：士官", "金额（元）", "9000"),
        ("基数所含年数：士官", "数值", "2"), ("每多一年或指标的比例：士官", "比例（%）", "20%"),
    )  # fmt: skip
    office.take("discharge", discharged(office, "2015-09-01", "2020-09-01", "地方一次性经济补助"), on="2020-10-15")
    office.run("2020-10")
    assert office.paid("discharge-allowance") == 1440000  # vector 44


def family(office, year="2020", **more):
    soldier = {"义务兵姓名": office.another("丁"), "义务兵身份证号": office.identity("2001-01-01")}
    return {"优待年度": year, **soldier, **office.payee(), "批准日期": f"{year}-10-15", **more}


def test_the_family_allowance_is_rounded_up_and_raised(tmp_path):
    office = Office(tmp_path, first_month="2020-10")
    office.rules(
        "义务兵家庭优待金",
        ("优待金基数指标", "取值", "城镇居民人均可支配收入"), ("优待金比例", "比例（%）", "40%"), ("优待金取整", "取值", "见分进元"),
        ("地区倍数（占优待金）：新疆", "比例（%）", "200%"), ("学历加发：本科", "比例（%）", "30%"),
    )  # fmt: skip
    office.yardstick("城镇居民人均可支配收入", "2019", "37008")
    office.take("family-allowance", family(office), on="2020-10-20")
    office.run("2020-10")
    assert office.paid("family-allowance") == 1480400  # vector 52
    office.take("family-allowance", family(office, 服役地区="新疆", 入伍学历="本科"), on="2020-11-05")
    office.run("2020-11")
    assert office.paid("family-allowance") - 1480400 == 1480400 * 2 + 444120


def test_a_share_of_a_yardstick_rounded_up_to_the_yuan(tmp_path):
    office = Office(tmp_path, first_month="2016-10")
    office.rules(
        "义务兵家庭优待金",
        ("优待金基数指标", "取值", "城镇居民人均可支配收入"), ("优待金比例", "比例（%）", "85%"), ("优待金取整", "取值", "见分进元"),
        since="2015-01-01",
    )  # fmt: skip
    office.yardstick("城镇居民人均可支配收入", "2015", "765")
    office.take("family-allowance", family(office, "2016"), on="2016-10-20")
    office.run("2016-10")
    assert office.paid("family-allowance") == 65100  # vector 54's rule: 765 × 85 % = 650.25, up to 651


def test_merits_by_table_or_by_share(tmp_path):
    office = Office(tmp_path, first_month="2020-10")
    office.rules("立功受奖奖励金", ("奖励定额：二等功", "金额（元）", "30000"), ("奖励占优待金比例：三等功", "比例（%）", "50%"), ("当年优待金标准", "金额（元）", "14804"))
    row = {"立功人姓名": "丁一", "立功人身份证号": office.identity("2001-01-01"), "立功时间": "2020-07-20", **office.payee(), "批准日期": "2020-10-05"}
    office.take("merits", {**row, "立功等级": "二等功"}, {**row, "立功等级": "三等功", "立功时间": "2020-08-01"}, on="2020-10-15")
    office.run("2020-10")
    assert sorted(line[4] for line in office.lines("merit-award")) == [740200, 3000000]


# medical aid ----------------------------------------------------------------------------------------------------

AID = "优抚对象医疗补助"


def bill(who, invoice, left, *, day="2020-05-14", settled="2020-06-03", visit="住院", **more):
    row = {"医院名称": HOSPITAL["单位名称"], **who, "就诊类型": visit, "出院（就诊）日期": day, "发票号": invoice, "总费用": left}
    return {**row, "医保统筹支付": "0", "个人自付": left, "结算日期": settled, **more}


def test_what_insurance_left_is_paid_to_the_hospital(office):
    office.institutions()
    who = office.roster("戊一", "残疾军人", 伤残等级="四级", 伤残性质="因公")
    office.rules(AID, ("住院补助办法", "取值", "按类别比例"), ("补助比例：残疾军人四级", "比例（%）", "95%"))
    row = bill(who, "00120456", "792.23", 总费用="3775.80", 医保统筹支付="2725.49", **{"自费（范围外）": "258.08", "入院日期": "2020-05-06"})
    office.take("medical-claims", row, on="2020-06-05")
    office.months("2020-01", "2020-06")
    assert office.paid("medical-aid") == 75262  # vector 71: 752.62, the patient pays 39.61 + 258.08
    run, institution, net = office.db.execute("SELECT run, institution, net_fen FROM remittance").fetchone()
    assert (institution, net) == ("演示县人民医院", 75262)
    assert office.db.execute("SELECT gross_fen FROM payout WHERE run = ?", (run,)).fetchone()[0] == office.paid("disability-pension", month="2020-06")


@pytest.mark.parametrize(("reading", "fen"), [("分段累计", 1340000), ("全额按所在段", 1440000)])
def test_bands_are_read_as_the_rule_says(office, reading, fen):
    office.institutions()
    who = office.roster("戊二", "烈士遗属")
    office.rules(
        AID, ("住院补助办法", "取值", "按类别比例"), ("分段办法", "取值", reading), ("补助比例：烈士遗属", "比例（%）", "70%"),
        ("第二段起点：烈士遗属", "金额（元）", "10000"), ("第二段补助比例：烈士遗属", "比例（%）", "80%"),
    )  # fmt: skip
    office.take("medical-claims", bill(who, "1", "18000"), on="2020-06-05")
    office.months("2020-01", "2020-06")
    assert office.paid("medical-aid") == fen  # vector 73 marginal: 7,000 + 6,400 = 13,400.00


def test_the_outpatient_quota_is_a_tenth_of_the_yearly_benefit(tmp_path):
    office = Office(tmp_path, first_month="2023-08")
    office.institutions()
    who = office.roster("戊三", "参战退役人员")
    office.take(
        "standards",
        {"待遇项目": "参战参试退役人员生活补助", "执行日期": "2023-08-01", "标准": "12480", "单位": "元/年", "方式": "绝对", "文号": "浙退役军人厅发〔2023〕53号",
         "收文日期": "2023-08-01", "级别": "县"},
    )  # fmt: skip
    office.rules(AID, ("门诊补助办法", "取值", "年度额度内据实"), ("门诊年度额度（占年抚恤补助额）", "比例（%）", "10%"))
    rows = [bill(who, str(n), "500", day=f"2023-0{n}-10", settled="2023-10-02", visit="门诊") for n in (8, 9)]
    late = bill(who, "10", "900", day="2023-10-10", settled="2023-11-02", visit="门诊")
    office.take("medical-claims", *rows, on="2023-10-05")
    office.months("2023-08", "2023-10")
    assert office.paid("medical-aid") == 100000
    office.take("medical-claims", late, on="2023-11-05")
    office.run("2023-11")
    assert office.paid("medical-aid") == 124800  # vector 74: 1,248.00 a year


def capped(office):
    office.institutions()
    who = office.roster("戊四", "参战退役人员")
    office.rules(AID, ("住院补助办法", "取值", "按类别比例"), ("补助比例：参战退役人员", "比例（%）", "50%"), ("年度封顶", "金额（元）", "1000"))
    return who


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2)])
@pytest.mark.parametrize("together", [True, False])
def test_the_order_of_bills_and_files_does_not_matter_to_the_cap(office, order, together):
    who = capped(office)
    bills = [bill(who, str(n), str(800 + n), day=f"2020-0{n}-10", settled=f"2020-0{4 + n % 2}-03") for n in (1, 2, 3)]
    files = [[bills[n] for n in order]] if together else [[bills[n]] for n in order]
    for month, rows in zip(("2020-05", "2020-06", "2020-07"), [*files, [], []], strict=False):
        if rows:
            office.take("medical-claims", *rows, on=f"{month}-05")
        office.months("2020-01" if month == "2020-05" else month, month)
    by_bill = dict(office.db.execute("SELECT component, SUM(amount_fen) FROM paid_line WHERE policy = 'medical-aid' GROUP BY component HAVING SUM(amount_fen) <> 0"))
    assert by_bill == {"演示县人民医院 1": 40050, "演示县人民医院 2": 40100, "演示县人民医院 3": 19850}
    assert verify.mismatches(office.db, office.benefits) == []


def test_twice_changes_nothing_and_a_corrected_bill_makes_a_difference_line(office):
    who = capped(office)
    row = bill(who, "1", "800")
    office.take("medical-claims", row, on="2020-06-05")
    office.months("2020-01", "2020-06")
    office.take("medical-claims", row, on="2020-07-05", expect={"E313"})
    assert office.lines("medical-aid") == [(6, "2020-06", "演示县人民医院 1", "regular", 40000)]
    run = office.run("2020-07")
    assert office.paid("medical-aid", run=run) == 0
    office.take("medical-claims", {**row, "总费用": "700", "个人自付": "700"}, on="2020-07-20")
    run = office.run("2020-08")
    assert office.lines("medical-aid")[-1] == (run, "2020-06", "演示县人民医院 1", "recovery", -5000)
    # The hospital had too much; it is taken from what it gets next, never from the patient.
    office.take("medical-claims", bill(who, "2", "300", settled="2020-09-03"), on="2020-09-05")
    run = office.run("2020-09")
    assert office.db.execute("SELECT gross_fen, brought_fen, net_fen FROM remittance WHERE run = ?", (run,)).fetchone() == (15000, -5000, 10000)
    office.take("medical-claims", {**row, "总费用": "700", "个人自付": "700", "是否作废": "是"}, on="2020-09-20")
    office.run("2020-10")
    assert office.paid("medical-aid", month="2020-06") == 0


def test_bills_that_must_be_refused(office):
    who = capped(office)
    office.take("medical-claims", bill(who, "1", "800"), on="2020-06-05")
    other = office.roster("戊五", "参战退役人员")
    office.take("medical-claims", bill(other, "1", "800"), on="2020-06-06", expect={"E217"})
    office.take("medical-claims", bill(other, "2", "800"), bill(other, "2", "900"), on="2020-06-06", expect={"E201"})
    office.take("deaths", {**who, "死亡日期": "2020-05-01", "信息来源": "家属"}, on="2020-06-07")
    office.take("medical-claims", bill(who, "3", "800"), on="2020-06-08", expect={"E218"})
    office.take("medical-claims", bill(other, "4", "800", 医院名称="外县医院"), on="2020-06-08", expect={"E220"})
    office.take("medical-claims", bill(other, "5", "800", 总费用="900"), on="2020-06-08", expect={"E216"})
    office.take("medical-claims", bill({"姓名": "无名氏", "身份证号": office.identity()}, "6", "800"), on="2020-06-08", expect={"E207"})
    office.take("medical-claims", bill({**other, "身份证号": office.identity()}, "7", "800"), on="2020-06-08", expect={"E230"})


def test_one_bill_that_cannot_be_worked_out_does_not_hold_the_others(office):
    who = capped(office)
    office.take("medical-claims", bill(who, "1", "800"), bill(who, "2", "300", visit="门诊"), on="2020-06-05")
    office.months("2020-01", "2020-06")
    assert office.paid("medical-aid") == 40000
    assert office.held("medical-aid") == [("2020-06", "E402", "演示县人民医院 2 rule:medical-aid/outpatient")]
    office.rules(AID, ("门诊补助办法", "取值", "按类别比例"))
    office.run("2020-07")
    assert office.paid("medical-aid") == 55000


def test_paid_by_hand_it_goes_to_the_person(office):
    who = capped(office)
    office.take("medical-claims", bill(who, "1", "800", 结算方式="手工报销"), on="2020-06-05")
    office.months("2020-01", "2020-06")
    assert office.db.execute("SELECT COUNT(*) FROM remittance").fetchone()[0] == 0
    assert office.db.execute("SELECT gross_fen FROM payout WHERE run = 6").fetchone()[0] == 65000 + 40000


def test_what_the_old_books_paid_this_year_uses_up_the_cap_and_is_not_paid_again(tmp_path):
    office = Office(tmp_path, first_month="2020-06")
    who = capped(office)
    office.take("medical-claims", bill(who, "1", "1600", day="2020-03-10", settled="2020-04-03"), on="2020-06-05", expect={"E222"})
    office.take("medical-claims", bill(who, "2", "1600"), on="2020-06-05")
    office.run("2020-06")
    assert office.lines("medical-aid") == [(1, "2020-06", "演示县人民医院 2", "regular", 20000)]


# insurance ------------------------------------------------------------------------------------------------------

CONTINUED = "部分退役士兵社会保险接续"


def case(office, **more):
    who = {"姓名": "己一", "身份证号": office.identity("1965-03-03")}
    return {"批次": "2020-1", **who, "乡镇": "昆阳镇", "入伍年月": "1984-10", "退役年月": "1998-10", "养老中断月数": "150", "单位状态": "破产",
            "经办机构": "演示县社保中心", "受理日期": "2019-12-10", "审核日期": "2020-03-20", "审核结果": "通过", **more}  # fmt: skip


def insured(tmp_path):
    office = Office(tmp_path, first_month="2020-03")
    office.institutions()
    office.rules(CONTINUED, ("缴费基数指标", "取值", "职工月平均工资"), ("缴费比例：养老单位", "比例（%）", "16%"), ("缴费比例：养老个人", "比例（%）", "8%"))
    office.yardstick("职工月平均工资", "2019", "4800")
    return office


@pytest.mark.parametrize(
    ("more", "fen"),
    [
        ({}, 6912000),  # vectors 67 and 68: 4,800 × 60 % = 2,880; 150 months × 16 %; the person pays the 34,560.00
        ({"困难类别": "低保"}, 6912000 + 3456000),  # vector 70: nothing is left to the person
        ({"单位状态": "存续"}, 0),
        ({"养老中断月数": "200"}, 168 * 46080),  # the shorter of gap and service
        ({"缴费基数": "3000"}, 150 * 48000),
    ],
)
def test_the_public_part_goes_to_the_insurance_office(tmp_path, more, fen):
    office = insured(tmp_path)
    office.take("insurance-cases", case(office, **more), on="2020-03-25")
    office.run("2020-03")
    assert office.held("insurance-continuation") == []
    assert office.paid("insurance-continuation") == fen
    assert office.db.execute("SELECT coalesce(SUM(net_fen), 0) FROM remittance WHERE institution = '演示县社保中心'").fetchone()[0] == fen


def test_the_page_of_a_person_shows_what_others_pay_of_the_case(tmp_path):
    office = insured(tmp_path)
    office.take("insurance-cases", case(office, 单位状态="存续", 困难类别="低保"), case(office), on="2020-03-25")
    office.run("2020-03")
    expected = {
        "#1": ["unit", 6912000, "2,880.00元/月 × 150个月 × 16% = 69,120.00"],  # the person's part is public
        "#2": ["person", 3456000, "2,880.00元/月 × 150个月 × 8% = 34,560.00"],  # vector 68
    }
    for number, row in expected.items():
        for span in ({"month": "2020-03"}, {"year": 2020}):
            report = explain.explain(office.db, people.find(office.db, number), **span, as_of=dt.date(2020, 3, 31), benefits=office.benefits)
            (borne,) = [table for table in report.tables if table.name == "borne"]
            assert list(borne.walk()) == [("部分退役士兵社会保险接续", "2020-03", "2020-1", *row)]
    report = explain.explain(office.db, people.find(office.db, "#1"), year=2021, as_of=dt.date(2020, 3, 31), benefits=office.benefits)
    assert [table for table in report.tables if table.name == "borne"] == []


def test_a_case_grows_from_application_to_completion(tmp_path):
    office = insured(tmp_path)
    row = case(office, 审核日期="", 审核结果="")
    office.take("insurance-cases", row, on="2020-03-10")
    office.run("2020-03")
    assert office.paid("insurance-continuation") == 0
    row |= {"审核日期": "2020-04-20", "审核结果": "通过"}
    office.take("insurance-cases", row, on="2020-04-25")
    office.run("2020-04")
    assert office.paid("insurance-continuation") == 6912000
    office.take("insurance-cases", {key: cell for key, cell in {**row, "办结日期": "2020-05-20"}.items() if key != "养老中断月数"} | {"医疗中断月数": ""},
                on="2020-05-25", expect={"E101"})  # fmt: skip
    office.take("insurance-cases", {**row, "办结日期": "2020-05-20"}, on="2020-05-25")
    office.run("2020-05")
    assert len(office.lines("insurance-continuation")) == 1
    office.take("insurance-cases", {key: cell for key, cell in row.items() if not key.startswith("审核")}, on="2020-06-02", expect={"E307"})


def test_rejected_withdrawn_and_unlawful_cases_pay_nothing(tmp_path):
    office = insured(tmp_path)
    late = case(office, 退役年月="2019-03")
    rejected = case(office, 审核结果="不符合")
    good = case(office)
    office.take("insurance-cases", late, rejected, good, on="2020-03-25")
    office.run("2020-03")
    assert office.held("insurance-continuation") == [("2020-03", "E434", "2020-1 2019-03")]
    assert office.paid("insurance-continuation") == 6912000
    office.take("insurance-cases", {**good, "是否作废": "是"}, on="2020-04-02")
    office.run("2020-04")
    assert office.paid("insurance-continuation") == 0


# hardship aid ---------------------------------------------------------------------------------------------------

HARDSHIP = "困难退役军人帮扶援助金"


def aid(office, amount, **more):
    who = {"姓名": office.another("庚"), "身份证号": office.identity("1960-03-03")}
    return {**who, "乡镇": "昆阳镇", "救助类别": "重大疾病", "自付或损失金额": "62000", "家庭类别": "一般", "核定援助金额": amount, "申请日期": "2020-06-01",
            "经办人": "王经办", "审批人": "张审批", "批准日期": "2020-06-20", "银行账号": f"62{next(office.numbers):017d}", **more}  # fmt: skip


@pytest.fixture
def hunan(tmp_path):
    office = Office(tmp_path, first_month="2020-06")
    office.rules(
        HARDSHIP,
        *((f"第{c}档起点（自付或损失）", "金额（元）", a) for c, a in zip("一二三", ("20000", "50000", "100000"), strict=True)),
        *((f"第{c}档上限", "金额（元）", a) for c, a in zip("一二三", ("10000", "20000", "30000"), strict=True)),
        ("困难家庭上限（不设起点）：低保", "金额（元）", "10000"), ("每年最多次数", "数值", "1"),
    )  # fmt: skip
    return office


def test_the_amount_is_free_up_to_the_ceiling(hunan):
    hunan.take("hardship", aid(hunan, "20000"), aid(hunan, "20000.01"), aid(hunan, "10000", 自付或损失金额="", 家庭类别="低保"), on="2020-06-25")
    run = hunan.run("2020-06")
    assert sorted(line[4] for line in hunan.lines("hardship-aid")) == [1000000, 2000000]  # vector 76: 62,000 → 20,000
    assert hunan.held("hardship-aid", run) == [("2020-06", "E430", "2020-06-01 重大疾病 20000.00")]


def test_not_oftener_not_without_a_second_name_and_not_against_the_rule(hunan):
    first = aid(hunan, "8000")
    again = {**first, "申请日期": "2020-06-10", "批准日期": "2020-06-28"}
    alone = aid(hunan, "8000", 审批人="王经办")
    hunan.take("hardship", first, again, alone, on="2020-06-29")
    hunan.run("2020-06")
    assert hunan.paid("hardship-aid") == 800000
    assert {(code, detail.split(" ", 2)[2]) for _, code, detail in hunan.held("hardship-aid")} == {("E431", "2 > 1"), ("E433", "王经办 / 王经办")}
    hunan.take("hardship", aid(hunan, "8000", 是否失信被执行人="是"), on="2020-06-29", expect={"E224"})


def test_a_payee_who_is_dead_is_refused(office):
    who = office.roster("庚二", "参战退役人员")
    office.take("deaths", {**who, "死亡日期": "2020-01-05", "信息来源": "家属"}, on="2020-01-10")
    office.take("hardship", {**aid(office, "8000", 申请日期="2020-01-02", 批准日期="2020-01-12"), **who}, on="2020-01-15", expect={"E223"})


def test_incremental_and_full_agree_with_every_occasion_on(office):
    who = capped(office)
    dead = office.roster("辛一", "烈士遗属")
    office.months("2020-01", "2020-04")
    office.take("medical-claims", bill(who, "1", "800", day="2020-04-14", settled="2020-05-03"), on="2020-05-05")
    office.take("funerals", funeral_of(office, dead, "2020-04-20", "2020-05-12"), on="2020-05-13")
    office.take("hardship", aid(office, "500", 申请日期="2020-05-01", 批准日期="2020-06-02"), on="2020-06-05")
    office.months("2020-05", "2020-12")
    assert verify.mismatches(office.db, office.benefits) == []
    before = office.db.execute("SELECT COUNT(*) FROM line").fetchone()[0]
    office.run("2021-01", full=True)
    later = office.db.execute("SELECT COUNT(*) FROM line WHERE month < '2021-01'").fetchone()[0]
    assert later == before


# what is counted ------------------------------------------------------------------------------------------------


def counted(office, kind, year, by=None):
    report = claims.report(office.db, kind=kind, year=year, by=by, as_of=dt.date(year, 12, 31), benefits=office.benefits)
    table = report.tables[0]
    keys = [column.key for column in table.columns]
    return report.summary, [dict(zip(keys, row, strict=True)) for row in table.walk()]


def test_insurance_is_counted_with_both_numbers_behind_each_rate(tmp_path):
    office = insured(tmp_path)
    done = case(office, 办结日期="2020-05-20")
    waiting = case(office, 困难类别="低保")
    second = {**case(office, 审核结果="不符合"), "批次": "2020-2"}
    office.take("insurance-cases", done, waiting, second, on="2020-06-01")
    office.months("2020-03", "2020-06")
    summary, rows = counted(office, "insurance", 2020)
    assert rows[0] == {
        "batch": "2020-1", "heads": 2, "times": 2, "unit_fen": 0, "person_fen": 3456000, "paid_fen": 2 * 6912000 + 3456000,
        "whole_fen": 2 * (6912000 + 3456000), "reviewed": 2, "review_rate": "100.0% (2/2)", "completed": 1, "completion_rate": "50.0% (1/2)",
    }  # fmt: skip
    assert rows[1]["paid_fen"] == 0
    assert (summary["heads"], summary["heads_completed"], summary["review_rate"], summary["first_batch_rate"]) == (3, 1, "100.0% (3/3)", "50.0% (1/2)")


def test_medical_aid_is_counted_by_payer_and_the_hospitals_by_coverage(office):
    who = capped(office)
    row = bill(who, "1", "800", 总费用="2000", 医保统筹支付="1000", 大病保险支付="100", **{"自费（范围外）": "100"})
    office.take("medical-claims", row, bill(who, "2", "300", visit="门诊"), on="2020-06-05")
    office.take("institutions", {"单位名称": "演示县中医院", "单位类型": "医院", "是否公立": "是"}, on="2020-06-06")
    office.months("2020-01", "2020-06")
    summary, rows = counted(office, "medical", 2020)
    assert rows == [
        {"hospital": "演示县人民医院", "heads": 1, "times": 2, "insurance_fen": 100000, "serious_fen": 10000, "aid_fen": 0, "reduction_fen": 0,
         "patient_fen": 80000 - 40000 + 10000 + 30000, "paid_fen": 40000, "whole_fen": 230000}
    ]  # fmt: skip
    assert (summary["times"], summary["times_paid"], summary["one_stop_coverage"]) == (2, 1, "50.0% (1/2)")


def test_aid_is_counted_by_ground_in_person_times(hunan):
    first = aid(hunan, "8000")
    hunan.take("hardship", first, aid(hunan, "5000", 救助类别="子女就学"), on="2020-06-25")
    hunan.run("2020-06")
    _, rows = counted(hunan, "hardship", 2020)
    assert {(row["ground"], row["times"], row["paid_fen"]) for row in rows} == {("疾病", 1, 800000), ("子女就学", 1, 500000)}
    with pytest.raises(Usage):
        counted(hunan, "hardship", 2020, by="batch")


def test_the_figures_of_the_article_are_indicators(tmp_path):
    office = insured(tmp_path)
    office.take("insurance-cases", case(office, 办结日期="2020-05-20"), case(office), on="2020-06-01")
    office.months("2020-03", "2020-06")
    found = {
        code: sum(row["value"] for row in shelfsql.rows(office.db, item, {"year": 2020}))
        for code, item in load_sql_shelf("indicators").items()
        if code.startswith(("insurance-", "one-stop-", "pension-"))
    }
    assert found == {
        "insurance-paid": 2 * 6912000, "insurance-persons": 1, "insurance-reviewed": 2, "insurance-first-batch": 1, "one-stop-hospitals": 1, "pension-paid": 0,
    }  # fmt: skip


def test_an_institution_without_an_account_is_waited_for(office):
    who = capped(office)
    office.take("institutions", {"单位名称": "演示县中医院", "单位类型": "医院", "是否公立": "是", "一站式开通日期": "2019-01-01"})
    office.take("medical-claims", bill(who, "1", "800", 医院名称="演示县中医院"), bill(who, "2", "800", day="2020-05-20"), on="2020-06-05")
    office.months("2020-01", "2020-06")
    assert office.paid("medical-aid") == 40000
    assert [code for _, code, _ in office.held("medical-aid")] == ["E412"]
    office.take("institutions", {"单位名称": "演示县中医院", "单位类型": "医院", "收款账号": "9903260000000009009"}, on="2020-07-05")
    office.run("2020-07")
    assert office.paid("medical-aid") == 80000


BILLS = st.lists(
    st.tuples(st.integers(1, 9), st.integers(0, 60000), st.sampled_from(["住院", "门诊"]), st.integers(0, 2)), min_size=1, max_size=7
)  # fmt: skip


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(bills=BILLS, seed=st.randoms(use_true_random=False))
def test_whatever_the_order_of_files_the_year_comes_to_the_same(tmp_path_factory, bills, seed):
    def played(order, split):
        office = Office(tmp_path_factory.mktemp("bills"))
        who = capped(office)
        office.rules(AID, ("门诊补助办法", "取值", "按类别比例"))
        rows = [
            bill(who, str(n), f"{1 + bills[n][1] / 100:.2f}", day=f"2020-01-{10 + bills[n][0]:02d}", settled="2020-02-10", visit=bills[n][2]) for n in order
        ]
        first, later = (rows[:split], rows[split:]) if split else (rows, [])
        office.take("medical-claims", *first, on="2020-02-15")
        office.months("2020-01", "2020-02")
        if later:
            office.take("medical-claims", *later, on="2020-03-15")
        office.run("2020-03")
        assert verify.mismatches(office.db, office.benefits) == []
        return dict(office.db.execute("SELECT component, SUM(amount_fen) FROM paid_line WHERE policy = 'medical-aid' GROUP BY component HAVING SUM(amount_fen) <> 0"))

    plain = list(range(len(bills)))
    mixed = list(plain)
    seed.shuffle(mixed)
    together = played(plain, 0)
    assert together == played(mixed, seed.randrange(len(bills)))
    assert sum(together.values()) <= 100000


def test_a_bill_decided_in_another_month_is_moved_and_nothing_is_paid_twice(office):
    who = capped(office)
    row = bill(who, "1", "800")
    office.take("medical-claims", row, on="2020-06-05")
    office.months("2020-01", "2020-06")
    office.take("medical-claims", {**row, "结算日期": "2020-07-08"}, on="2020-07-10")
    run = office.run("2020-07")
    assert [line[1:] for line in office.lines("medical-aid") if line[0] == run] == [
        ("2020-06", "演示县人民医院 1", "recovery", -40000), ("2020-07", "演示县人民医院 1", "regular", 40000),
    ]  # fmt: skip
    assert office.db.execute("SELECT net_fen FROM remittance WHERE run = ?", (run,)).fetchone() == (0,)


def test_what_is_missing_is_said_in_words(office):
    assert lacking.words("甲一 rule:funeral/months:war-test；乙二 yardstick:urban-income/2019", office.benefits) == (
        "甲一 丧葬补助费的参数“增发月数：参战参试补助”；乙二 指标数据 城镇居民人均可支配收入 2019"
    )
    assert lacking.words("hukou", office.benefits) == "户口类别"
    assert lacking.words("老人外出", office.benefits) == "老人外出"


def test_no_roster_enrols_anybody_in_what_is_paid_on_an_occasion(tmp_path, hunan):
    """A bureau's own file may name categories by mistake: the roster does not know the word, and terms that are there do no harm."""
    own = tmp_path / "policies"
    own.mkdir()
    text = (policy.STEPS.parent / "policies" / "merit-award.sql").read_text(encoding="utf-8")
    text = text.replace('code   = "merit-award"', 'code   = "own-award"').replace("[[example]]", '[[categories]]\ncode = "own"\nzh = "获奖人员"\nen = "own"\n\n[[example]]', 1)
    (own / "own-award.sql").write_text(text, encoding="utf-8")
    assert "own-award" in load_sql_shelf("policies", tmp_path)
    assert "获奖人员" not in intake_words.offered(tmp_path)["category"]
    hunan.take("hardship", aid(hunan, "8000"), on="2020-06-25")
    hunan.db.execute("INSERT INTO terms (enrolment, from_month, category, start_month, added_by) SELECT enrolment, '2020-01', 'x', '2020-01', 1 FROM enrolment")
    hunan.run("2020-06")
    assert [line[4] for line in hunan.lines("hardship-aid")] == [800000]
