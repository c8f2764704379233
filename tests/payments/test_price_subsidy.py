"""The price-linked subsidy: the vectors through import, run and ledger; indices that come late, early, twice or wrong."""

import json

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import vetctl
from tests.payments.county import County
from tests.payments.office import Office
from vetctl.payments import engine, verify
from vetctl.payments.run import runs

SUBSIDY = "price-subsidy"
SERIES = {
    "cpi": "居民消费价格同比涨幅",
    "food": "食品价格同比涨幅",
    "scpi": "低收入居民基本生活费用价格指数",
    "quarter": "季度低收入居民基本生活费用价格指数",
}


class Prices(Office):
    """An office that also takes in indices and living standards."""

    def index(self, period, on, **rises):
        rows = [
            {"指标": SERIES[name], "所属期": period, "同比涨幅（%）": rise, "来源文件": "演示统计", "公布日期": on}
            for name, rise in rises.items()
        ]
        self.take("yardsticks", *rows, on=on)

    def living(self, since="2019-01-01", **amounts):
        words = {
            "urban": "城镇低保",
            "rural": "农村低保",
            "both": "城乡低保",
            "flat_urban": "城镇定额",
            "flat_rural": "农村定额",
        }
        rows = [
            {
                "待遇项目": "价格补贴",
                "标准类别": words[name],
                "执行日期": since,
                "标准": amount,
                "单位": "元/月",
                "文号": "演示民政〔2019〕1号",
                "收文日期": since,
            }
            for name, amount in amounts.items()
        ]
        self.take("standards", *rows)

    def two(self):
        """One of the town and one of the country, both drawing a regular benefit."""
        return self.roster("陈城", "参战退役人员", 户口类别="城镇"), self.roster(
            "林乡", "参战退役人员", 户口类别="农村"
        )

    def each(self, month):
        """What the people were paid for an index month, by name, as the ledger stands."""
        return dict(self.db.execute(
            "SELECT f.name, SUM(l.amount_fen) FROM paid_line l JOIN profile_now f ON f.person = l.person WHERE l.policy = ? AND l.month = ? GROUP BY f.name HAVING SUM(l.amount_fen) <> 0",
            (SUBSIDY, month),
        ))  # fmt: skip


def county_rules(office, *rows):
    office.rules("基本生活价格补贴", *rows)


# the vectors ----------------------------------------------------------------------------------------------------


def test_rizhao_two_months_by_the_low_income_index(tmp_path):
    office = Prices(tmp_path, first_month="2019-07")
    office.two()
    office.living(urban="590", rural="470")
    office.run("2019-07")
    office.index("2019-07", "2019-08-12", cpi="2.8%", food="9.1%", scpi="4.2%")
    office.run("2019-08")
    office.index("2019-08", "2019-09-12", cpi="2.8%", food="10%", scpi="4.0%")
    office.run("2019-09")
    assert office.each("2019-07") == {"陈城": 2478, "林乡": 1974}  # vector 55
    assert office.each("2019-08") == {"陈城": 2360, "林乡": 1880}  # vector 56
    assert {kind for *_, kind, _ in office.lines(SUBSIDY)} == {"regular"}  # paid in the month after, which is its time


@pytest.mark.parametrize(
    ("living", "cpi", "rounding", "fen"),
    [("900", "5.3%", "保留到分", 11250), ("850", "3.4%", "四舍五入到元", 7100)],  # vectors 58 and 59
)
def test_jiangsu_a_twelfth_or_an_eighth_by_the_band_of_the_cpi(tmp_path, living, cpi, rounding, fen):
    office = Prices(tmp_path, first_month="2019-08")
    office.two()
    office.living(both=living)
    county_rules(
        office, ("计算公式", "取值", "低保标准÷分档除数"), ("居民消费价格启动线", "比例（%）", "3%"), ("除数", "数值", "12"),
        ("高档起点", "比例（%）", "5%"), ("高档除数", "数值", "8"), ("取整", "取值", rounding),
    )  # fmt: skip
    office.run("2019-08")
    office.index("2019-08", "2019-09-12", cpi=cpi)
    office.run("2019-09")
    assert office.each("2019-08") == {"陈城": fen, "林乡": fen}


@pytest.mark.parametrize(
    ("month", "cpi", "food", "started"),
    [
        ("2020-05", "3.4%", "5.9%", False),  # vector 60
        ("2020-08", "3.5%", "0.0%", True),  # vector 61: reaching is enough
        ("2020-09", "1.7%", "7.9%", True),  # vector 62
        ("2020-10", "3.49%", "6%", True),
        (
            "2022-07",
            "3.2%",
            "2.0%",
            False,
        ),  # vector 63: the temporary line of 3.0 % is for index months 2022-08 to 2023-02
        ("2022-09", "3.2%", "2.0%", True),
        ("2023-02", "3.0%", "2.0%", True),
        ("2023-03", "3.2%", "2.0%", False),
    ],
)
def test_the_national_lines_by_index_month(tmp_path, month, cpi, food, started):
    office = Prices(tmp_path, first_month=month)
    office.two()
    office.living(both="850")
    following = engine.Month.parse(month).plus(1)
    office.run(month)
    office.index(month, f"{following}-12", cpi=cpi, food=food, scpi="4.0%")
    office.run(str(following))
    assert office.each(month) == ({"陈城": 3400, "林乡": 3400} if started else {})


def test_the_index_months_march_to_june_2020_are_paid_twice_over(tmp_path):
    office = Prices(tmp_path)
    office.two()
    office.living(both="850")
    for month in range(1, 9):
        office.run(f"2020-{month:02d}")
        office.index(f"2020-{month:02d}", f"2020-{month + 1:02d}-12", cpi="4.3%", food="14.8%", scpi="4.0%")
    office.run("2020-09")
    paid = {month: office.each(month).get("陈城") for month in (f"2020-{n:02d}" for n in range(1, 9))}
    assert paid == {f"2020-{n:02d}": 6800 if 3 <= n <= 6 else 3400 for n in range(1, 9)}  # vector 64


def test_wuhan_the_higher_of_two_indices_in_whole_yuan(tmp_path):
    office = Prices(tmp_path, first_month="2019-12")
    office.two()
    office.living(both="900")
    county_rules(
        office, ("计算公式", "取值", "低保标准×达线指数涨幅（取高）"), ("居民消费价格启动线", "比例（%）", "3%"), ("食品价格启动线", "比例（%）", "5.5%"),
        ("取整", "取值", "四舍五入到元"),
    )  # fmt: skip
    office.run("2019-12")
    office.index("2019-12", "2020-01-12", cpi="3.1%", food="5.6%")
    office.run("2020-01")
    assert office.each("2019-12") == {"陈城": 5000, "林乡": 5000}  # vector 65


def test_flat_amounts_and_the_quarterly_index_of_zhejiang(tmp_path):
    office = Prices(tmp_path, first_month="2020-12")
    office.two()
    office.living(flat_urban="25", flat_rural="15", urban="400", rural="300")
    county_rules(office, ("计算公式", "取值", "定额"))
    office.take("rules", *(
        {"待遇项目": "价格补贴", "参数": name, "执行日期": "2021-01-01", column: value, "文号": "演示〔2021〕2号", "收文日期": "2021-01-02"}
        for name, column, value in (("计算公式", "取值", "E"), ("季度低收入价格指数启动线（超过）", "比例（%）", "3%"))
    ), on="2021-01-02")  # fmt: skip
    office.run("2020-12")
    office.index("2020-12", "2021-01-12", cpi="4.5%", food="17%")
    office.months("2021-01", "2021-04")
    office.index("2021年一季度", "2021-04-20", quarter="3.1%")
    office.run("2021-05")
    office.run("2021-06")
    office.index("2021-Q2", "2021-07-20", quarter="3.0%")
    office.run("2021-07")
    office.run("2021-08")
    assert office.each("2020-12") == {"陈城": 2500, "林乡": 1500}
    assert [office.each(f"2021-{n:02d}") for n in (1, 2, 3)] == [{"陈城": 1240, "林乡": 930}] * 3
    assert [office.each(f"2021-{n:02d}") for n in (4, 5, 6)] == [{}] * 3  # 3 % is not above 3 %


def test_whoever_died_before_the_index_month_gets_nothing(tmp_path):
    office = Prices(tmp_path)
    dead, _ = office.two()
    office.living(both="850")
    office.months("2020-01", "2020-02")
    office.take("deaths", {**dead, "死亡日期": "2020-02-10", "信息来源": "局登记"}, on="2020-03-02")
    for month in (1, 2):
        office.index(f"2020-{month:02d}", "2020-03-12", cpi="5.2%", food="21.9%", scpi="4.0%")
    office.run("2020-03")
    office.index("2020-03", "2020-04-12", cpi="4.3%", food="18.3%", scpi="4.0%")
    office.run("2020-04")
    assert office.each("2020-02") == {"陈城": 3400, "林乡": 3400}  # the month of death is still drawn
    assert office.each("2020-03") == {"林乡": 6800}  # vector 66


# what comes late, early, twice or wrong -------------------------------------------------------------------------


def measured(*, living=85000):
    """A county of three drawing a regular benefit, with the national rules of the subsidy."""
    county = County()
    with county.facts():
        for key, value in (("variant", "A"), ("trigger-cpi", 350), ("trigger-food", 600)):
            rule(county, key, value)
        rule(county, "multiplier", 20000, "2020-03-01", "2020-06-30")
        if living:
            county.standard(SUBSIDY, "base", "2019-01-01", "2019-01-01", living, "month", "county")
        for benefit in ("war-test", "survivors-pension"):
            county.enrol(county.person(), benefit)
        both = county.person()
        county.enrol(both, "war-test")
        county.enrol(both, "survivors-pension")
    return county


def rule(county, key, value, since="2019-01-01", until=None, mark="S"):
    county.db.execute(
        "INSERT INTO rule (policy, key, effective_from, effective_to, known_on, value, word, document, mark, added_by) VALUES (?, ?, ?, ?, '2019-01-01', ?, ?, '文号', ?, ?)",
        (
            SUBSIDY,
            key,
            since,
            until,
            None if isinstance(value, str) else value,
            value if isinstance(value, str) else None,
            mark,
            county.batch,
        ),
    )


def index(county, month, cpi, food, scpi, known="2019-01-01"):
    for series, value in (("cpi", cpi), ("food-cpi", food), ("scpi", scpi)):
        if value is not None:
            county.db.execute(
                "UPDATE yardstick SET ended_by = ? WHERE series = ? AND period = ? AND ended_by IS NULL",
                (county.batch, series, month),
            )
            county.db.execute(
                "INSERT INTO yardstick (series, period, value, unit, known_on, document, mark, added_by) VALUES (?, ?, ?, 'bp', ?, '统计', 'D', ?)",
                (series, month, value, known, county.batch),
            )


def subsidy(county, month=None, run=None):
    return county.db.execute(
        "SELECT coalesce(SUM(amount_fen), 0) FROM paid_line WHERE policy = ?1 AND (?2 IS NULL OR month = ?2) AND (?3 IS NULL OR run = ?3)",
        (SUBSIDY, month, run),
    ).fetchone()[0]


def test_a_person_with_two_benefits_is_followed_once():
    county = measured()
    with county.facts():
        index(county, "2020-01", 540, 2060, 400)
    county.year(last="2020-02")
    assert subsidy(county, "2020-01") == 3 * 3400
    assert verify.mismatches(county.db, county.benefits) == []


def test_an_index_known_before_its_months_own_run_is_paid_in_the_next():
    county = measured()
    with county.facts():
        index(county, "2020-01", 540, 2060, 400)
    assert subsidy(county, run=county.run("2020-01", as_of="2020-02-20")) == 0
    run = county.run("2020-02")
    assert subsidy(county, run=run) == 3 * 3400
    assert {kind for _, month, kind, _ in county.lines(run) if month == "2020-01"} == {"regular"}


def test_an_index_published_after_the_day_of_the_run_does_not_count_yet():
    county = measured()
    with county.facts():
        index(county, "2020-01", 540, 2060, 400, known="2020-03-05")
    county.run("2020-01")
    assert subsidy(county, run=county.run("2020-02")) == 0
    run = county.run("2020-03")
    assert subsidy(county, run=run) == 3 * 3400
    assert {kind for _, month, kind, _ in county.lines(run) if month == "2020-01"} == {"arrears"}


@pytest.mark.parametrize(
    ("first", "second", "kind", "more"),
    [
        ((540, 2060, 400), (540, 2060, 420), "arrears", 3 * 170),
        ((540, 2060, 420), (540, 2060, 400), "recovery", -3 * 170),
        ((540, 2060, 400), (340, 590, 400), "recovery", -3 * 3400),  # it should never have started
        ((340, 590, 400), (540, 590, 400), "arrears", 3 * 3400),
    ],
)
def test_a_corrected_index_makes_back_pay_or_recovery(first, second, kind, more):
    county = measured()
    county.run("2020-01")
    with county.facts():
        index(county, "2020-01", *first)
    county.year("2020-02", "2020-03")
    before = subsidy(county)
    with county.facts():
        index(county, "2020-01", *second)
    run = county.run("2020-04")
    assert subsidy(county) - before == more
    assert {(month, what) for _, month, what, _ in county.lines(run) if month == "2020-01"} == {("2020-01", kind)}
    assert verify.mismatches(county.db, county.benefits) == []
    again = county.run("2020-05")
    assert subsidy(county, run=again) == 0


def test_a_month_that_starts_nothing_works_nobody_out_again():
    county = measured()
    county.run("2020-01")
    with county.facts():
        index(county, "2020-01", 340, 590, 400)
    scope = _scope(county, "2020-02")
    engine.compute(county.db, scope, county.benefits)
    assert county.db.execute("SELECT COUNT(*) FROM changed_policy").fetchone()[0] == 0
    assert county.db.execute("SELECT MIN(scope_from) FROM span").fetchone()[0] == "2020-02"
    engine.clear(county.db)
    with county.facts():
        index(county, "2020-01", 350, 590, 400)
    engine.compute(county.db, scope, county.benefits)
    assert dict(county.db.execute("SELECT policy, from_month FROM changed_policy"))[SUBSIDY] == "2020-01"
    assert county.db.execute("SELECT MIN(scope_from) FROM span").fetchone()[0] == "2020-01"
    engine.clear(county.db)


def _scope(county, month):
    last = runs(county.db)[-1]
    wanted = engine.Month.parse(month)
    return engine.Scope(
        month=wanted, first_month=engine.Month(2020, 1), as_of=wanted.last_day, seen_batch=last.seen_batch, seen_event=last.seen_event,
        seen_as_of=last.as_of, previous_run=last.run,
    )  # fmt: skip


def test_no_living_standard_holds_everybody_and_comes_out_as_back_pay():
    county = measured(living=0)
    county.run("2020-01")
    with county.facts():
        index(county, "2020-01", 540, 2060, 400)
    run = county.run("2020-02")
    assert {(month, code) for _, month, code in county.held(run)} == {
        ("2020-01", "E402")
    }  # no kind of household either
    assert len(county.held(run)) == 3
    with county.facts():
        county.standard(SUBSIDY, "base", "2019-01-01", "2019-01-01", 85000, "month", "county")
    run = county.run("2020-03")
    assert subsidy(county, "2020-01", run) == 3 * 3400
    assert county.held(run) == []


def test_a_suspended_month_draws_no_subsidy_and_a_suspension_of_the_subsidy_alone_stops_nothing_else():
    county = measured()
    with county.facts():
        county.suspend(1, "suspend", "2020-01", "2020-02")
        county.db.execute(
            "INSERT INTO suspension (person, kind, policy, from_month, reason, added_by) VALUES (2, 'suspend', ?, '2020-01', '放弃', ?)",
            (SUBSIDY, county.batch),
        )
        index(county, "2020-01", 540, 2060, 400)
    county.year(last="2020-02")
    assert county.db.execute("SELECT person FROM paid_line WHERE policy = ?", (SUBSIDY,)).fetchall() == [(3,)]
    assert county.paid(2, "2020-01") > 0


@pytest.mark.parametrize(
    ("rules", "rises", "paid"),
    [
        ({}, [400, 300, 400, 300], [1, 0, 1, 0]),
        ({"stop-after": 2}, [300, 400, 300, 400, 300, 300, 300], [0, 1, 1, 1, 1, 0, 0]),
        ({"most-months": 3}, [400, 400, 400, 400, 400], [1, 1, 1, 0, 1]),
        ({"stop-after": 2, "most-months": 2}, [400, 300, 300, 400], [1, 1, 0, 1]),
    ],
)
def test_old_hebei_it_stops_after_two_months_below_and_runs_at_most_so_many_in_a_row(rules, rises, paid):
    county = measured()
    with county.facts():
        for key, value in rules.items():
            rule(county, key, value, mark="D")
        rule(
            county, "multiplier", 10000, mark="D"
        )  # the county's own goes before the doubling, though that began later
        for number, rise in enumerate(rises, 1):
            index(county, f"2020-{number:02d}", rise, 0, 400)
    county.year(last=f"2020-{len(rises) + 1:02d}")
    assert [subsidy(county, f"2020-{number:02d}") // (3 * 3400) for number in range(1, len(rises) + 1)] == paid


def test_an_unknown_index_leaves_what_hangs_on_it_open():
    county = measured()
    with county.facts():
        rule(county, "stop-after", 2)
        index(county, "2020-01", 400, 0, 400)
        index(county, "2020-03", 300, 0, 400)
        index(county, "2020-04", 400, 0, None)
    states = dict(county.db.execute("SELECT month, state FROM index_month"))
    assert states == {"2020-01": "started", "2020-02": "open", "2020-03": "open", "2020-04": "open"}


RISE = st.tuples(
    st.sampled_from([300, 340, 350, 520]), st.sampled_from([200, 590, 600, 1500]), st.sampled_from([0, 150, 420])
)
HISTORY = st.lists(
    st.tuples(RISE, st.lists(st.tuples(st.integers(1, 4), RISE), max_size=2), st.integers(1, 5)), min_size=1, max_size=5
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(HISTORY)
def test_the_order_in_which_indices_become_known_does_not_matter(history):
    """Each month: its last figures, wrong ones before them and how long each stood, and when the first came."""
    late, at_once = measured(), measured()
    arrivals, last = {}, 8
    for number, (final, wrong, delay) in enumerate(history, 1):
        when = number + delay
        for stood, rises in [*((stood, rises) for stood, rises in wrong), (0, final)]:
            arrivals.setdefault(min(when, last), []).append((f"2020-{number:02d}", rises))
            when += stood
    with at_once.facts():
        for number, (final, *_) in enumerate(history, 1):
            index(at_once, f"2020-{number:02d}", *final)
    for month in range(1, last + 1):
        with late.facts():
            for period, rises in arrivals.get(month, ()):
                index(late, period, *rises)
        for county in (late, at_once):
            county.run(f"2020-{month:02d}")
    ledger = "SELECT e.person, l.month, SUM(l.amount_fen) FROM ledger l JOIN enrolment e USING (enrolment) WHERE e.policy = 'price-subsidy' GROUP BY 1, 2 HAVING SUM(l.amount_fen) <> 0 ORDER BY 1, 2"
    assert late.db.execute(ledger).fetchall() == at_once.db.execute(ledger).fetchall()
    assert verify.mismatches(late.db, late.benefits) == []
    twice = late.run("2020-09", close=False)
    assert late.run("2020-09", close=False) == twice


# the commands ---------------------------------------------------------------------------------------------------


def workbook(path, *rows):
    """A sheet as a clerk types it into Excel: a cell given as ("%", number) is formatted as percentage."""
    book = xlsxwriter.Workbook(str(path))
    sheet, percent = book.add_worksheet("表"), book.add_format({"num_format": "0.0%"})
    for line, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, tuple):
                sheet.write_number(line, column, cell[1], percent)
            else:
                sheet.write(line, column, cell)
    book.close()
    return path


def test_from_workbooks_to_the_question_why(tmp_path):
    database = tmp_path / "v.db"
    told = ["--db", str(database), "--actor", "王经办"]
    assert vetctl("init", "--db", database, "--first-month", "2020-03", "--as-of", "2020-03-01").status == 0
    heading = ("指标", "所属期", "同比涨幅（%）", "来源文件", "公布日期")
    indices = workbook(
        tmp_path / "指数.xlsx", heading,
        ("CPI", "2020-03", ("%", 0.043), "演示统计〔2020〕3号", "2020-04-10"),
        ("食品", "2020-03", ("%", 0.183), "演示统计〔2020〕3号", "2020-04-10"),
        ("低收入居民基本生活费用价格指数", "2020-03", 4.0, "演示统计〔2020〕4号", "2020-04-15"),
    )  # fmt: skip
    living = workbook(
        tmp_path / "低保.xlsx", ("待遇项目", "标准类别", "执行日期", "标准", "单位", "文号", "收文日期"),
        ("基本生活价格补贴", "城镇", "2019-01-01", 850, "元/月", "演示民政〔2019〕1号", "2019-01-05"),
        ("基本生活价格补贴", "农村", "2019-01-01", 680, "元/月", "演示民政〔2019〕1号", "2019-01-05"),
    )  # fmt: skip
    answer = vetctl("import", "run", indices, living, "--as-of", "2020-04-15", *told)
    assert answer.status == 0, answer.out + answer.err
    why = json.loads(
        vetctl(
            "payments", "index", "decide", "2020-03", "--as-of", "2020-04-20", "--db", database, "--format", "json"
        ).out
    )
    assert (why["summary"]["urban_fen"], why["summary"]["rural_fen"]) == (6800, 5440)
    assert "4.3%" in why["summary"]["why"]
    assert "200%" in why["summary"]["why"]
    inputs, amounts = why["data"], why["tables"]["amounts"]
    assert [(row["value"], row["line"], row["reached"], row["document"]) for row in inputs] == [
        ("4.3%", "3.5%", "yes", "演示统计〔2020〕3号"), ("18.3%", "6%", "yes", "演示统计〔2020〕3号"), ("4%", "", "", "演示统计〔2020〕4号"),
    ]  # fmt: skip
    assert [row["document"] for row in amounts] == ["演示民政〔2019〕1号"] * 2
    assert "850.00" in amounts[0]["working"]
    early = json.loads(
        vetctl(
            "payments", "index", "decide", "2020-03", "--as-of", "2020-04-12", "--db", database, "--format", "json"
        ).out
    )
    assert early["summary"]["urban_fen"] == 0
    assert "低收入价格指数" in early["summary"]["why"]  # reached, but the index of the amount is not out yet
    roster = workbook(
        tmp_path / "花名册.xlsx", ("姓名", "身份证号", "乡镇", "优抚对象类别", "户口类别", "批准时间", "待遇开始年月", "银行账号"),
        ("陈国华", "990326194802113419", "昆阳镇", "参战退役人员", "农村", "2018-01-10", "2018-02", "9903260000000000017"),
    )  # fmt: skip
    assert vetctl("import", "run", roster, "--as-of", "2020-03-20", *told).status == 0
    assert vetctl("payments", "run", "--month", "2020-03", "--as-of", "2020-03-25", *told).status == 0
    for who, step in (
        ("李复核", ("review",)),
        ("张审批", ("approve", "--yes")),
        ("王经办", ("export", "--to", str(tmp_path))),
    ):
        answer = vetctl("payments", *step, "--db", database, "--actor", who)
        assert answer.status == 0, answer.err
    assert vetctl("payments", "run", "--month", "2020-04", "--as-of", "2020-04-25", *told).status == 0
    page = json.loads(vetctl("payments", "explain", "陈国华", "2020-03", "--db", database, "--format", "json").out)
    (line,) = [row for row in page["data"] if row["amount_fen"] == 5440]
    assert line["working"].startswith("680.00元/月 × 2倍 × 4% = 54.40")
    assert {(row["series"], row["value"], row["document"]) for row in page["tables"]["measures"]} == {
        ("cpi", "4.3%", "演示统计〔2020〕3号"), ("food-cpi", "18.3%", "演示统计〔2020〕3号"), ("scpi", "4%", "演示统计〔2020〕4号"),
    }  # fmt: skip
    listed = json.loads(
        vetctl(
            "payments", "index", "list", "--year", "2020", "--as-of", "2020-05-01", "--db", database, "--format", "json"
        ).out
    )
    assert [row["state"] for row in listed["data"]] == ["open", "open", "started", "open", "open"]
