"""Who pays, to the fen, and whether it was promised: vectors 78 to 80, and runs that would take more than there is."""

import json

import pytest
import xlsxwriter

from tests.conftest import vetctl
from tests.payments.county import County
from vetctl.core.errors import Refused
from vetctl.core.month import Month
from vetctl.payments import budget as budgets
from vetctl.store import db

PARTS = "SUM(amount_fen), SUM(central_fen), SUM(province_fen), SUM(city_fen), SUM(county_fen)"
RETURNED_ILL = {
    "姓名": "林永福", "身份证号": "990326195507083119", "乡镇": "鳌江镇", "优抚对象类别": "带病回乡退伍军人",
    "批准时间": "2015-05-06", "待遇开始年月": "2015-06", "银行账号": "9903260000000000025",
}  # fmt: skip
RULE = {"分担方式": "定额", "单位": "元/年", "执行日期": "2023-08-01", "收文日期": "2023-11-06", "文号": "鄂财社〔2023〕1号（测试）"}


def book(path, *records):
    """A workbook with one sheet of records."""
    workbook = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False})
    sheet = workbook.add_worksheet("表")
    headings = list(dict.fromkeys(heading for record in records for heading in record))
    sheet.write_row(0, 0, headings)
    for number, record in enumerate(records, 1):
        for column, heading in enumerate(headings):
            sheet.write_string(number, column, record.get(heading, ""))
    workbook.close()
    return path


class Bureau:
    """A database, and the commands of a clerk."""

    def __init__(self, folder, *init):
        self.folder, self.place, self.actors = folder, folder / "t.db", iter(range(1000))
        self("init", *init)

    def __call__(self, *arguments, status=0, **environment):
        answer = vetctl(*arguments, "--db", self.place, **environment)
        assert answer.status == status, answer.err
        return answer

    def take(self, as_of, *records):
        path = book(self.folder / f"{next(self.actors)}.xlsx", *records)
        self("import", "run", path, "--as-of", as_of, "--actor", "王经办")

    def year(self, first):
        for month in (Month.parse(first).plus(step) for step in range(12)):
            day = ["--as-of", month.last_day.isoformat()]
            self("payments", "run", "--month", str(month), *day, "--actor", "王经办")
            self("payments", "review", *day, "--actor", "李复核")
            self("payments", "approve", *day, "--actor", "张审批", "--yes")
            self("payments", "export", *day, "--to", self.folder / str(month), "--actor", "王经办")

    def ask(self, sql):
        connection = db.open_database(self.place)
        found = connection.execute(sql).fetchall()
        connection.close()
        return found


@pytest.mark.parametrize(("group", "central"), [("east", 393600), ("middle", 589200), ("west", 786000)])
def test_the_central_share_of_those_returned_ill_by_region_vector_78(tmp_path, group, central):
    bureau = Bureau(tmp_path, "--first-month", "2025-04", "--region-group", group)
    bureau.take("2025-04-10", RETURNED_ILL)
    bureau.year("2025-04")
    assert bureau.ask(f"SELECT {PARTS} FROM paid_line") == [(982800, central, 0, 0, 982800 - central)]
    assert bureau.ask("SELECT DISTINCT central_fen FROM paid_line") == [(central // 12,)]


def test_the_group_of_a_county_is_known_by_its_region_code_and_else_asked_for(tmp_path):
    assert Bureau(tmp_path).ask("SELECT share_bp FROM funding_now WHERE policy = 'war-test'") == [(4000,)]
    from vetctl.intake import shipped

    connection = db.memory()
    connection.execute("INSERT INTO batch VALUES (1, 't', 'f', 's', 'r', '2020-01-01', 't', 0, 0, 0, 0, 0, '{}')")
    connection.execute("INSERT INTO region (region, name, level, kind, added_by) VALUES ('420100000000', '某县', 'county', 'real', 1)")
    assert shipped.region_group(connection) is None
    with db.transaction(connection):
        shipped.load_national_funding(connection, "王经办", Month(2020, 1).first_day, None)
    assert connection.execute("SELECT COUNT(*) FROM funding_now WHERE policy IN ('war-test', 'ill-returned')").fetchone() == (0,)
    assert connection.execute("SELECT COUNT(*) FROM funding_now WHERE policy = 'disability-pension'").fetchone() == (1,)


@pytest.mark.parametrize(
    ("person", "rules", "parts"),
    [
        (
            {"优抚对象类别": "参战退役人员"},
            [("参战参试退役人员生活补助", "中央", "6050"), ("参战参试退役人员生活补助", "省", "2255")],
            (1008000, 605000, 225500, 0, 177500),
        ),
        (
            {"优抚对象类别": "在乡复员军人(抗战时期)"},
            [("在乡复员军人(抗战时期)", "省", "2352")],  # what central pays comes with vetctl: 22,860
            (2562000, 2286000, 235200, 0, 40800),
        ),
    ],
    ids=["79: 6050 + 2255 + 1775 = 10080", "80: 22860 + 2352 + 408 = 25620"],
)
def test_fixed_sums_of_a_year_vectors_79_and_80(tmp_path, person, rules, parts):
    bureau = Bureau(tmp_path, "--first-month", "2024-01")
    standard = {
        "待遇项目": "在乡复员军人定期定量补助", "标准类别": "抗战时期", "执行日期": "2023-08-01", "标准": "25620", "单位": "元/年", "方式": "绝对",
        "文号": "鄂民政〔2023〕1号（测试）", "收文日期": "2023-11-06", "级别": "县",
    }  # fmt: skip
    bureau.take("2024-01-10", standard)
    bureau.take("2024-01-10", *({**RULE, "待遇项目": benefit, "资金来源": source, "定额": fixed} for benefit, source, fixed in rules))
    bureau.take("2024-01-10", {**RETURNED_ILL, **person})
    bureau.year("2024-01")
    assert bureau.ask(f"SELECT {PARTS} FROM paid_line") == [parts]
    shown = json.loads(bureau("payments", "show", "--by", "source", "--format", "json").out)
    assert {row["source"]: row["total_fen"] for row in shown["data"]}.keys() == {"central", "province", "city", "county"}
    assert sum(row["total_fen"] for row in shown["data"]) == sum(shown["summary"][f"{s}_fen"] for s in budgets.SOURCES) == parts[0] // 12
    assert shown["summary"]["net_fen"] == parts[0] // 12


def test_a_budget_that_falls_short_stops_the_whole_run_and_leaves_no_row(tmp_path):
    bureau = Bureau(tmp_path, "--first-month", "2020-01")
    bureau.take("2020-01-10", RETURNED_ILL, {**RETURNED_ILL, "姓名": "陈国华", "身份证号": "990326194802113419", "银行账号": "9903260000000000017"})
    budget = {"年度": "2020", "资金来源": "中央", "指标文号": "甲", "指标金额": "700", "收到日期": "2020-01-05"}
    bureau.take("2020-01-10", budget)
    day = ["--month", "2020-01", "--as-of", "2020-01-25", "--actor", "王经办"]
    tried = bureau("payments", "run", *day)  # 2 × 240 of central
    assert "未下达指标（未登记）：县" in tried.err
    for step, who in (("review", "李复核"), ("approve", "张审批")):
        bureau("payments", step, "--actor", who, *(["--yes"] if step == "approve" else []))
    bureau("payments", "export", "--to", tmp_path / "2020-01", "--actor", "王经办")
    before = bureau.ask("SELECT (SELECT COUNT(*) FROM run), (SELECT COUNT(*) FROM line), (SELECT MAX(seq) FROM journal)")
    second = ["--month", "2020-02", "--as-of", "2020-02-25", "--actor", "王经办"]
    refused = json.loads(bureau("payments", "run", *second, "--format", "json", status=4).err)["error"]
    assert refused["code"] == "E480"
    wanted = {"source": "central", "policy": "", "budget_fen": 70000, "committed_fen": 48000, "run_fen": 48000, "missing_fen": 26000}
    assert {name: refused[name] for name in wanted} == wanted
    assert bureau.ask("SELECT (SELECT COUNT(*) FROM run), (SELECT COUNT(*) FROM line), (SELECT MAX(seq) FROM journal)") == before
    (tmp_path / "vetctl.toml").write_text('[payments]\nbudget = "warn"\n', encoding="utf-8")
    warned = bureau("payments", "run", *second, VETCTL_CONFIG=str(tmp_path / "vetctl.toml"))
    assert "资金指标不足：中央：指标 700.00 元，已占用 480.00 元，本批 480.00 元，缺 260.00 元" in warned.err
    bureau.take("2020-03-05", {**budget, "指标文号": "乙", "指标金额": "100万元", "收到日期": "2020-03-05"})
    # The supplement counts once it has arrived.
    bureau("payments", "run", "--month", "2020-02", "--as-of", "2020-03-05", "--actor", "王经办")
    left = json.loads(bureau("payments", "budget", "--year", "2020", "--as-of", "2020-03-05", "--format", "json").out)
    assert left["data"][0] | {"policy": ""} == {
        "source": "central", "policy": "", "received": "1,000,700.00", "received_fen": 100070000, "committed": "960.00", "committed_fen": 96000,
        "paid": "480.00", "paid_fen": 48000, "left": "999,740.00", "left_fen": 99974000,
    }  # fmt: skip
    (tmp_path / "vetctl.toml").write_text('[payments]\nbudget = "never"\n', encoding="utf-8")
    assert "E525" in bureau("payments", "run", status=2, VETCTL_CONFIG=str(tmp_path / "vetctl.toml")).err


class Funded(County):
    """A county with funding rules and budgets, written straight into the tables."""

    def rule(self, policy, source, mode, *, key="", amount=None, per=None, bp=None, rounded=1, since="2016-01-01", known="2016-01-01"):
        self.db.execute(
            "INSERT INTO funding (policy, key, source, mode, amount_fen, per, share_bp, round_fen, effective_from, known_on, document, mark, added_by)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '文号', 'S', ?)",
            (policy, key, source, mode, amount, per, bp, rounded, since, known, self.batch),
        )

    def budget(self, source, fen, policy="", received="2020-01-01", year=2020):
        self.db.execute(
            "INSERT INTO budget (year, source, policy, reference, amount_fen, received_on, added_by) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (year, source, policy, f"{received} {fen}", fen, received, self.batch),
        )

    def parts(self, where="1"):
        return self.db.execute(f"SELECT {PARTS} FROM paid_line WHERE {where}").fetchone()

    def give_back(self, run, person):
        """The bank returns what a run paid somebody."""
        self.db.execute(
            "INSERT INTO bank_answer (run, person, outcome, amount_fen, answered_on, file_name, file_sha256, row_no, event) VALUES (?, ?, 'failed', 1, '2020-01-31', 'f', 's', 1, (SELECT MAX(seq) + 1 FROM journal))",
            (run, person),
        )
        self.db.execute(
            "INSERT INTO returned_line SELECT l.line, (SELECT MAX(answer) FROM bank_answer) FROM line l JOIN enrolment e USING (enrolment) WHERE l.run = ? AND e.person = ?",
            (run, person),
        )


def test_a_county_increment_is_the_countys_and_the_national_rate_central_whatever_becomes_known_late():
    county = Funded()
    with county.facts():
        county.enrol(county.person(), "disability-pension", grade=8, nature="duty")
        county.standard("disability-pension", "duty-8", "2020-01-01", "2020-01-01", 120001, "year", "county", "increment")
        county.rule("disability-pension", "central", "of-national", bp=10000)
    county.year()
    assert county.parts() == (1722167, 1602167, 0, 0, 120000)  # vector 4 is central; the rest takes the rounding
    assert county.db.execute("SELECT COUNT(*) FROM line WHERE central_fen = 0").fetchone() == (0,)


def test_sources_pay_in_turn_and_never_more_than_is_left():
    county = Funded()
    with county.facts():
        county.enrol(county.person(), "war-test")
        county.rule("war-test", "central", "of-national", bp=4000, rounded=100)
        county.rule("", "province", "fixed", amount=30000, per="month")
        county.rule("", "city", "of-line", bp=5000)
    county.run("2020-01")
    assert county.parts() == (65000, 26000, 30000, 9000, 0)


def test_a_rule_for_a_category_goes_before_one_for_the_benefit_and_that_before_one_for_all():
    county = Funded()
    with county.facts():
        county.standard("demobilised", "anti-japanese", "2019-01-01", "2019-01-01", 240000, "year", "county")
        county.standard("demobilised", "other-period", "2019-01-01", "2019-01-01", 240000, "year", "county")
        for category in ("anti-japanese", "other-period"):
            county.enrol(county.person(), "demobilised", category=category)
        county.enrol(county.person(), "war-test")
        county.rule("", "province", "of-line", bp=1000, since="2019-06-01")
        county.rule("demobilised", "province", "of-line", bp=2000)
        county.rule("demobilised", "province", "fixed", key="anti-japanese", amount=60000, per="year")
    county.run("2020-01")
    assert [county.parts(f"person = {n}")[2] for n in (1, 2, 3)] == [5000, 4000, 6500]


def test_percentages_follow_the_share_and_quantity_of_the_line():
    county = Funded()
    with county.facts():
        person = county.person(born="1950-03-02")
        county.service(person, "1970-01-01", "1974-01-01")
        county.enrol(person, "age-60-service")
        county.standard("age-60-service", "per-year", "2020-01-01", "2020-01-01", 5000, "month", "county")
        county.rule("age-60-service", "central", "of-national", bp=5000)
    county.run("2020-01")
    assert county.parts() == (20000, 8000, 0, 0, 12000)  # four years: 50 yuan paid, 40 national, half of it central


def test_a_rule_is_known_from_its_day_and_a_late_one_is_made_good_when_the_month_changes():
    county = Funded()
    with county.facts():
        county.enrol(county.person(), "war-test")
        county.rule("war-test", "province", "of-line", bp=3000, since="2020-01-01", known="2020-11-01")
    county.year("2020-01", "2020-10")
    assert county.parts()[2] == 0
    county.run("2020-11")  # the raise of August changes August to October, so their split is made good
    assert county.parts("month = '2020-07'")[2] == 0
    assert county.parts("month = '2020-08'") == (70000, 0, 21000, 0, 49000)
    assert county.parts("month = '2020-11'") == (70000, 0, 21000, 0, 49000)


def test_a_recovery_gives_every_source_its_own_back():
    county = Funded()
    with county.facts():
        county.enrol(county.person(), "war-test")
        county.rule("war-test", "central", "fixed", amount=312000, per="year")
        county.rule("war-test", "province", "of-line", bp=3333)
    county.year("2020-01", "2020-05")
    with county.facts():
        county.terms(1, "war-test", ends="2020-02-29")
    county.run("2020-06")
    assert county.parts("kind = 'recovery'") == (-195000, -78000, -64995, 0, -52005)
    assert county.parts("month > '2020-02'") == (0, 0, 0, 0, 0)


def test_money_that_came_back_is_no_longer_committed_and_is_parted_anew():
    county = Funded()
    with county.facts():
        county.enrol(county.person(), "war-test")
        county.rule("war-test", "central", "of-national", bp=4000, rounded=100)
        county.budget("central", 26000 * 2)
    first = county.run("2020-01")
    county.give_back(first, 1)
    (pot,) = [p for p in budgets.pots(county.db, 2020, Month(2020, 1).last_day) if p.source == "central"]
    assert (pot.received_fen, pot.committed_fen, pot.paid_fen, pot.left_fen) == (52000, 0, 0, 52000)
    second = county.run("2020-02")
    assert county.parts(f"run = {second}") == (130000, 52000, 0, 0, 78000)
    with pytest.raises(Refused, match="E480"):
        county.run("2020-03")


def test_a_budget_of_one_benefit_is_its_own():
    county = Funded()
    with county.facts():
        county.enrol(county.person(), "war-test")
        county.enrol(county.person(), "disability-pension", grade=8, nature="duty")
        county.rule("", "city", "of-line", bp=1000)
        county.budget("city", 6499, policy="war-test")
        county.budget("city", 1000000)
    with pytest.raises(Refused, match="E480") as refused:
        county.run("2020-01")
    assert refused.value.values["policy"] == "war-test"
    assert refused.value.values["missing_fen"] == 1
    with county.facts():
        county.budget("city", 1, policy="war-test", received="2020-01-31")
    county.run("2020-01")


def test_no_rule_no_part_and_the_sums_are_kept():
    county = Funded()
    with county.facts():
        county.enrol(county.person(), "war-test")
    run = county.run("2020-01")
    assert county.parts() == (65000, 0, 0, 0, 65000)
    assert budgets.parts(county.db, run) == {"central_fen": 0, "province_fen": 0, "city_fen": 0, "county_fen": 65000}
    assert budgets.warnings(county.db, run, Month(2020, 1).last_day, "off", county.benefits) == []
