"""The nursing fee: the vectors through import, run and ledger; a home, mental illness, a wage that is put right."""

import pytest

from tests.payments.office import Office
from vetctl.payments import verify

FEE = "nursing-fee"


class Ward(Office):
    """An office with disabled soldiers of every grade that draws a fee."""

    def __init__(self, folder, first_month, *, start, rounding, back="1"):
        super().__init__(folder, first_month=first_month)
        grades = [("因战", "一级"), ("因公", "三级"), ("因病", "二级"), ("因病", "五级"), ("因公", "七级")]
        self.who = {f"甲{grade}": self.roster(f"甲{grade}", "残疾军人", 伤残性质=nature, 伤残等级=grade) for nature, grade in grades}
        self.rules(
            "护理费", ("调整月份", "数值", start), ("工资取前几年", "数值", back), ("取整", "取值", rounding), since=f"{first_month[:4]}-01-01",
        )  # fmt: skip

    def wage(self, year, amount, on=None, series="职工月平均工资"):
        day = on or f"{int(year) + 1}-01-01"
        self.take("yardsticks", {"指标": series, "所属期": year, "金额（元）": amount, "来源文件": "演示统计", "公布日期": day}, on=day)

    def mental(self, name, since):
        """A second row of the roster says what only the fee asks for."""
        self.take("roster", {**self.who[name], "乡镇": "昆阳镇", "优抚对象类别": "护理费(精神病五至六级)", "待遇开始年月": since, "批准时间": "2018-01-10"})

    def each(self, month):
        return dict(self.db.execute(
            "SELECT f.name, SUM(l.amount_fen) FROM paid_line l JOIN profile_now f ON f.person = l.person WHERE l.policy = ? AND l.month = ? GROUP BY f.name HAVING SUM(l.amount_fen) <> 0",
            (FEE, month),
        ))  # fmt: skip


@pytest.mark.parametrize(
    ("month", "start", "rounding", "wage", "fen"),
    [
        ("2023-07", "7", "四舍五入到元", "6216", [310800, 248600, 186500, 155400]),  # vector 39, Guangyuan
        ("2022-01", "1", "进到5元", "7080", [354000, 283500, 212500, 177000]),  # vector 40, Shanxi
        ("2022-01", "1", "四舍五入到元", "7244", [362200, 289800, 217300, 181100]),  # vector 42 by the month, Qingdao
    ],
)
def test_shares_of_the_average_wage_by_grade_and_nature(tmp_path, month, start, rounding, wage, fen):
    ward = Ward(tmp_path, month, start=start, rounding=rounding)
    ward.wage(str(int(month[:4]) - 1), wage)
    ward.mental("甲五级", "2018-02")
    ward.run(month)
    assert ward.each(month) == dict(zip(["甲一级", "甲三级", "甲二级", "甲五级"], fen, strict=True))


def test_a_year_in_qingdao_is_twelve_rounded_months(tmp_path):
    ward = Ward(tmp_path, "2022-01", start="1", rounding="四舍五入到元")
    ward.wage("2021", "86,928", series="职工年平均工资")  # 7,244 a month
    ward.months("2022-01", "2022-12")
    by_name = dict(ward.db.execute(
        "SELECT f.name, SUM(l.amount_fen) FROM paid_line l JOIN profile_now f ON f.person = l.person WHERE l.policy = ? GROUP BY f.name", (FEE,)
    ))  # fmt: skip
    assert by_name == {"甲一级": 4346400, "甲三级": 3477600, "甲二级": 2607600}  # vector 42
    assert verify.mismatches(ward.db, ward.benefits) == []


def test_the_wage_changes_in_its_month_and_a_correction_is_paid_back_to_it(tmp_path):
    ward = Ward(tmp_path, "2020-05", start="7", rounding="四舍五入到元")
    ward.wage("2018", "6000")
    ward.wage("2019", "6400", on="2020-08-10")
    ward.months("2020-05", "2020-06")
    held = ward.run("2020-07")
    assert {code for _, code, _ in ward.held(FEE, held)} == {"E402"}  # the wage of 2019 is not out: nobody is paid by a guess
    ward.run("2020-08")
    assert [ward.each(f"2020-{n:02d}")["甲一级"] for n in (5, 6, 7, 8)] == [300000, 300000, 320000, 320000]
    ward.wage("2019", "6500", on="2020-09-20")
    run = ward.run("2020-09")
    corrected = [(month, kind, fen) for number, month, _, kind, fen in ward.lines(FEE) if number == run and fen in (5000, 325000)]
    assert corrected == [("2020-07", "arrears", 5000), ("2020-08", "arrears", 5000), ("2020-09", "regular", 325000)]


def test_in_a_home_the_fee_stops_and_the_pension_goes_on(tmp_path):
    ward = Ward(tmp_path, "2020-01", start="1", rounding="四舍五入到元")
    ward.wage("2019", "6000")
    row = {**ward.who["甲一级"], "类型": "中止", "停发起始年月": "2020-02", "待遇": "护理费", "原因": "入住荣军休养院集中供养"}
    ward.run("2020-01")
    ward.take("suspensions", row, on="2020-02-05")
    ward.months("2020-02", "2020-03")
    ward.take("suspensions", {**row, "恢复发放年月": "2020-04"}, on="2020-04-05")
    ward.run("2020-04")
    assert [ward.each(f"2020-{n:02d}").get("甲一级") for n in (1, 2, 3, 4)] == [300000, None, None, 300000]  # the gap is not paid back
    assert all(ward.paid("disability-pension", month=f"2020-{n:02d}") == ward.paid("disability-pension", month="2020-01") for n in (2, 3))


def test_a_county_without_a_rule_of_its_own_pays_no_fee_and_holds_nobody(tmp_path):
    office = Office(tmp_path)
    office.roster("甲一", "残疾军人", 伤残性质="因战", 伤残等级="一级")
    run = office.run("2020-01")
    assert office.paid(FEE) == 0
    assert office.held(FEE, run) == []


def test_a_better_grade_from_a_month_on_changes_the_fee_with_the_pension(tmp_path):
    ward = Ward(tmp_path, "2020-01", start="1", rounding="四舍五入到元")
    ward.wage("2019", "6000")
    ward.months("2020-01", "2020-03")
    ward.take(
        "roster",
        {**ward.who["甲三级"], "乡镇": "昆阳镇", "优抚对象类别": "残疾军人", "伤残性质": "因公", "伤残等级": "二级", "变更起月": "2020-02", "批准时间": "2018-01-10"},
        on="2020-04-02",
    )  # fmt: skip
    ward.run("2020-04")
    assert [ward.each(f"2020-{n:02d}")["甲三级"] for n in (1, 2, 3, 4)] == [240000, 300000, 300000, 300000]
