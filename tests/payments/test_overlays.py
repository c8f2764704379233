"""County rates that grow by the nation's steps, add-ons that people kept, and who has a table of their own: Zhejiang."""

import json

import pytest

from tests.conftest import vetctl
from tests.payments.office import Office
from vetctl.core.money import month_share
from vetctl.payments import verify


class Zhejiang(Office):
    """An office whose county sets its own rates."""

    def rate(self, benefit, since, amount, *, klass="", per="元/年", mode="绝对", known=None):
        row = {
            "待遇项目": benefit, "标准类别": klass, "执行日期": since, "标准": amount, "单位": per, "方式": mode,
            "文号": f"演示〔{since[:4]}〕{amount}号", "收文日期": known or since, "级别": "县",
        }  # fmt: skip
        self.take("standards", row, on=known or since)

    def grows(self, benefit, way, since="2010-01-01"):
        self.take("rules", {"待遇项目": benefit, "参数": "县标准增长办法", "执行日期": since, "取值": way, "文号": "浙退役军人厅发〔2023〕53号", "收文日期": since})

    def month(self, benefit, month):
        """What the benefit paid for a month, per head, as the ledger stands."""
        return self.paid(benefit, month=month)

    def base(self, benefit, month):
        """The rate of the lines of a month: fen and unit."""
        (row,) = self.db.execute("SELECT DISTINCT base_fen, per FROM paid_line WHERE policy = ? AND month = ? AND base_fen IS NOT NULL AND kind = 'regular'", (benefit, month))
        return tuple(row)


@pytest.fixture
def office(tmp_path):
    def open_in(month):
        return Zhejiang(tmp_path, first_month=month)

    return open_in


@pytest.mark.parametrize(
    ("category", "begun", "grown"),
    [("烈士遗属", "36910", 4185600), ("病故军人遗属", "29280", 3196800)],  # vectors 11 and 12: 36,910 + 2,580 + 2,366; 29,280 + 1,460 + 1,228
)
def test_the_previous_local_rate_plus_the_national_steps(office, category, begun, grown):
    county = office("2025-03")
    county.grows("三属定期抚恤金", "上年标准加国家提标额")
    county.rate("三属定期抚恤金", "2022-08-01", begun, klass=category)
    county.roster("甲一", category)
    county.run("2025-03", as_of="2025-03-31")
    assert county.base("survivors-pension", "2025-03") == (grown, "year")


def test_a_higher_local_base_keeps_its_distance(office):
    county = office("2020-07")
    county.grows("三属定期抚恤金", "上年标准加国家提标额")
    county.rate("三属定期抚恤金", "2019-08-01", "33000", klass="烈士遗属")
    county.roster("甲一", "烈士遗属")
    county.months("2020-07", "2020-11")  # the step of August, 30,780 - 27,980, is known on 2020-11-09
    assert county.month("survivors-pension", "2020-07") == 275000
    assert county.base("survivors-pension", "2020-11") == (3580000, "year")
    assert county.month("survivors-pension", "2020-09") == month_share(3580000, 9)
    arrears = [month for _, month, _, kind, _ in county.lines("survivors-pension") if kind == "arrears"]
    assert arrears == ["2020-08", "2020-09", "2020-10"]
    assert verify.mismatches(county.db, county.benefits) == []


def test_the_countys_own_notice_begins_a_new_base(office):
    county = office("2020-11")
    county.grows("三属定期抚恤金", "上年标准加国家提标额")
    county.rate("三属定期抚恤金", "2019-08-01", "33000", klass="烈士遗属")
    county.rate("三属定期抚恤金", "2020-08-01", "36000", klass="烈士遗属", known="2020-10-20")
    county.roster("甲一", "烈士遗属")
    county.run("2020-11")
    assert county.base("survivors-pension", "2020-11") == (3600000, "year")  # the national step of the same day is in it


def test_the_province_wide_rate_of_participants_in_war(office):
    county = office("2023-11")
    county.grows("参战参试退役人员生活补助", "上年标准加国家提标额")
    county.rate("参战参试退役人员生活补助", "2022-08-01", "12000")
    county.roster("甲一", "参战退役人员")
    county.run("2023-11")
    assert county.base("war-test", "2023-11") == (1248000, "year")  # vector 13: 12,000 + 480; the step is 40 a month here
    assert county.month("war-test", "2023-11") == 104000


def test_the_national_floor_by_the_month_needs_no_overlay(office):
    county = office("2023-11")
    county.roster("甲一", "带病回乡退伍军人")
    county.run("2023-11")
    assert county.month("ill-returned", "2023-11") == 78750  # vector 14


def test_hangzhou_a_rate_by_the_month_grown_by_a_step_by_the_year(office):
    county = office("2023-01")
    county.grows("60周岁农村籍退役士兵老年生活补助", "上年标准加国家提标额")
    county.rate("60周岁农村籍退役士兵老年生活补助", "2023-01-01", "87.05", per="元/月")
    county.roster("甲一", "60周岁以上农村籍退役士兵", 服义务兵开始时间="1970-12-01", 服义务兵结束时间="1971-11-01", 户口类别="农业", 入伍时间="1970-12-01", 退伍时间="1971-11-01")
    county.months("2023-01", "2023-07")
    assert county.month("age-60-service", "2023-07") == 8705  # vector 23
    for month in ("2023-08", "2023-09", "2023-10", "2023-11", "2023-12"):
        county.run(month)
    fen, per = county.base("age-60-service", "2023-12")
    assert (fen, per) == (8705 * 12 + 4000, "year")
    assert fen // 12 == 9038  # vector 23: 90.38 a month
    assert verify.mismatches(county.db, county.benefits) == []


def test_natural_growth_known_late_pays_twelve_months_at_once(office):
    county = office("2024-01")
    county.grows("三属定期抚恤金", "自然增长与国家提标取高")
    county.rate("三属定期抚恤金", "2023-08-01", "45000", klass="烈士遗属")
    county.roster("甲一", "烈士遗属")
    county.months("2024-01", "2024-12")
    county.rate("三属定期抚恤金", "2024-01-01", "3000", klass="烈士遗属", mode="自然增长", known="2024-12-31")
    run = county.run("2025-01")
    arrears = [(month, fen) for number, month, _, kind, fen in county.lines("survivors-pension") if number == run and kind == "arrears"]
    assert [month for month, _ in arrears] == [f"2024-{n:02d}" for n in range(1, 13)]  # vector 16
    assert sum(fen for _, fen in arrears) == 300000


@pytest.mark.parametrize(("growth", "rate"), [("2000", 3300000 + 280000), ("3000", 3300000 + 300000), ("", 3300000 + 280000)])
def test_ningbo_growth_is_topped_up_to_the_national_step_of_its_year(office, growth, rate):
    county = office("2020-07")
    county.grows("三属定期抚恤金", "自然增长与国家提标取高")
    county.rate("三属定期抚恤金", "2019-08-01", "33000", klass="烈士遗属")
    if growth:
        county.rate("三属定期抚恤金", "2020-07-01", growth, klass="烈士遗属", mode="自然增长")
    county.roster("甲一", "烈士遗属")
    county.run("2020-07")
    county.months("2020-08", "2020-11")
    assert county.base("survivors-pension", "2020-07") == (3300000 + int(growth or 0) * 100, "year")  # from July, before the nation's
    assert county.base("survivors-pension", "2020-11") == (rate, "year")


def test_demobilised_soldiers_have_no_national_rate_but_national_increments(office):
    county = office("2021-01")
    county.roster("甲一", "在乡复员军人(其他时期)")
    held = county.run("2021-01")
    assert county.month("demobilised", "2021-01") == 0
    assert [code for _, code, _ in county.held("demobilised", held)] == ["E401"]  # an increment alone is no rate
    county.rate("在乡复员军人定期定量补助", "2019-08-01", "1,500", klass="其他时期", per="元/月", known="2021-01-20")
    county.run("2021-02")
    assert county.base("demobilised", "2021-02") == (150000, "month")  # as it stands, unless the rule says that it grows
    county.grows("在乡复员军人定期定量补助", "上年标准加国家提标额")
    county.run("2021-03")
    assert county.base("demobilised", "2021-03") == (165000, "month")  # 1,500 + 150 a month from 2020-08
    assert county.month("demobilised", "2021-01") == 165000


def test_disabled_with_and_without_a_work_unit(office):
    county = office("2020-07")
    county.grows("残疾抚恤金", "上年标准加国家提标额")
    county.rate("残疾抚恤金", "2019-08-01", "18000", klass="无工作单位因公八级")
    county.roster("甲一", "残疾军人", 伤残性质="因公", 伤残等级="八级")
    county.roster("甲二", "残疾军人(无工作单位)", 伤残性质="因公", 伤残等级="八级")
    county.roster("甲三", "残疾军人(无工作单位)", 伤残性质="因公", 伤残等级="九级")
    county.months("2020-07", "2020-11")
    rates = dict(county.db.execute(
        "SELECT f.name, l.base_fen FROM paid_line l JOIN profile_now f ON f.person = l.person WHERE l.month = '2020-11' AND l.policy = 'disability-pension'"
    ))  # fmt: skip
    assert rates == {"甲一": 1692000, "甲二": 1800000 + 1692000 - 1538000}  # 甲三 has no table and is held
    assert {code for _, code, _ in county.held("disability-pension")} == {"E401"}


def test_a_grandfathered_add_on_follows_the_pension(office):
    county = office("2021-01")
    county.rate("历史定额增发", "2012-01-01", "1200", klass="定额增发(残疾军人抗战时期)")
    kept = county.roster("甲一", "残疾军人", 伤残性质="因公", 伤残等级="八级")
    county.roster("甲二", "残疾军人", 伤残性质="因公", 伤残等级="八级")
    county.take("roster", {**kept, "乡镇": "昆阳镇", "优抚对象类别": "定额增发(残疾军人抗战时期)", "待遇开始年月": "2012-01", "批准时间": "2012-01-10"})
    county.months("2021-01", "2021-06")
    assert county.paid("personal-add-on") == 60000
    county.take("deaths", {**kept, "死亡日期": "2021-06-10", "信息来源": "局登记"}, on="2021-07-02")
    county.months("2021-07", "2021-08")
    assert county.paid("personal-add-on") == 60000  # the month of death is paid, the next is not
    assert verify.mismatches(county.db, county.benefits) == []


def test_explain_names_base_and_step(tmp_path):
    database, told = tmp_path / "v.db", ("--actor", "王经办")
    assert vetctl("init", "--db", database, "--first-month", "2020-11", "--as-of", "2020-01-01").status == 0
    sheets = {
        "标准": "待遇项目,标准类别,执行日期,标准,单位,文号,收文日期\n三属定期抚恤金,烈士遗属,2019-08-01,33000,元/年,演示优抚〔2019〕7号,2019-09-01\n",
        "参数": "待遇项目,参数,执行日期,取值,文号,收文日期\n三属定期抚恤金,县标准增长办法,2020-01-01,上年标准加国家提标额,演示优抚〔2020〕1号,2020-01-05\n",
        "花名册": "姓名,身份证号,乡镇,优抚对象类别,批准时间,待遇开始年月,银行账号\n陈国华,990326194802113419,昆阳镇,烈士遗属,2018-01-10,2018-02,9903260000000000017\n",
    }
    for name, text in sheets.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    answer = vetctl("import", "run", *(tmp_path / f"{name}.csv" for name in sheets), "--as-of", "2020-11-20", "--db", database, *told)
    assert answer.status == 0, answer.out + answer.err
    assert vetctl("payments", "run", "--month", "2020-11", "--as-of", "2020-11-30", "--db", database, *told).status == 0
    told = json.loads(vetctl("payments", "explain", "陈国华", "2020-11", "--db", database, "--format", "json").out)
    document = told["data"][0]["document"]
    assert "演示优抚〔2019〕7号" in document
    assert "+2,800.00" in document
