"""Looking ahead is playing the runs: what is foreseen is what is later paid, and nothing of it stays in the file."""

import json
import re

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.payments.banking import Desk
from tests.payments.county import County
from tests.payments.test_plan import contents
from tests.payments.test_properties import PERSON, play
from vetctl.core.errors import Refused
from vetctl.core.month import Month
from vetctl.payments import forecast, whatif
from vetctl.store import db
from vetctl.store.journal import Actor

ACTOR = Actor(name="王经办", at="2020-01-01T00:00:00Z", command="payments forecast", arguments={})
SLOW = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def rows(report, name):
    """The rows of one table of a report as dictionaries."""
    table = next(table for table in report.tables if table.name == name)
    return [dict(zip([column.key for column in table.columns], row, strict=True)) for row in table.rows]


def foresee(county, months, as_of="2020-12-31", deaths=0):
    from datetime import date

    with db.transaction(county.db, dry_run=True):
        return forecast.report(
            county.db,
            actor=ACTOR,
            as_of=date.fromisoformat(as_of),
            months=months,
            benefits=county.benefits,
            deaths_permille=deaths,
        )


def paid_by_run(county, first):
    return county.db.execute(
        "SELECT r.month, SUM(l.amount_fen) FROM run r JOIN line l ON l.run = r.run WHERE r.month >= ? GROUP BY r.month ORDER BY r.month",
        (first,),
    ).fetchall()


@SLOW
@given(st.lists(PERSON, min_size=1, max_size=4), st.integers(1, 5))
def test_what_is_foreseen_is_paid_when_nothing_comes_between(people, months):
    county, _ = play(people, months=months)
    before = contents(county.db)
    told = {row["month"]: row["total_fen"] for row in rows(foresee(county, 4), "by_month")}
    assert contents(county.db) == before
    for step in range(1, 5):
        county.run(f"2020-{months + step:02d}", as_of="2020-12-31")
    assert {month: fen for month, fen in told.items() if fen} == {
        month: fen for month, fen in paid_by_run(county, f"2020-{months + 1:02d}") if fen
    }


def raise_of(
    county,
    benefit="war-test",
    key="base",
    effective="2020-03-01",
    known="2020-06-15",
    fen=72000,
    per="month",
    jurisdiction="county",
):
    """What taking a notice in does; returns its batch."""
    county.facts()
    county.standard(benefit, key, effective, known, fen, per, jurisdiction)
    return county.batch


def try_notice(county, months=3, as_of="2020-06-20", leave_out=False, **notice):
    from datetime import date

    with db.transaction(county.db, dry_run=True):
        return whatif.report(
            county.db, actor=ACTOR, as_of=date.fromisoformat(as_of), months=months, benefits=county.benefits,
            take_in=lambda: raise_of(county, **notice), leave_out=leave_out,
        )  # fmt: skip


@SLOW
@given(st.lists(PERSON, min_size=1, max_size=4), st.integers(60000, 80000), st.integers(1, 6))
def test_the_cost_of_a_notice_is_what_the_run_pays_after_taking_it_in(people, fen, month):
    county, _ = play(people, months=5)
    before = contents(county.db)
    notice = {"fen": fen, "effective": f"2020-{month:02d}-01"}
    without, with_notice = (row for row in rows(try_notice(county, months=1, **notice), "first_run"))
    assert contents(county.db) == before
    raise_of(county, **notice)
    run = county.run("2020-06", as_of="2020-06-20")
    regular, arrears, recovery, net = county.db.execute(
        "SELECT regular_fen, arrears_fen, recovery_fen, net_fen FROM run WHERE run = ?", (run,)
    ).fetchone()
    assert (
        with_notice["regular_fen"],
        with_notice["arrears_fen"],
        with_notice["recovery_fen"],
        with_notice["net_fen"],
    ) == (regular, arrears, recovery, net)
    assert without["total_fen"] <= with_notice["total_fen"] or fen < 65000


def three():
    county = County()
    with county.facts():
        for _ in range(2):
            county.enrol(county.person(), "war-test")
        county.enrol(county.person(), "disability-pension", grade=8, nature="duty")
    county.year(last="2020-05")
    return county


def test_the_notice_is_counted_by_benefit_township_source_and_year():
    county = three()
    report = try_notice(county, months=9, effective="2020-03-01", fen=72000)
    (benefit,) = rows(report, "by_policy")
    more = 7000 * 2
    assert (benefit["heads"], benefit["back_pay_fen"], benefit["first_month_fen"], benefit["total_fen"]) == (
        2,
        3 * more,
        more,
        12 * more,
    )
    assert benefit["county_fen"] == 12 * more
    assert [row["total_fen"] for row in rows(report, "by_township")] == [12 * more]
    assert [(row["year"], row["back_pay_fen"], row["total_fen"]) for row in rows(report, "by_year")] == [
        ("2020", 3 * more, 10 * more),
        ("2021", 0, 2 * more),
    ]
    assert report.summary["heads_touched"] == 2


def test_a_notice_that_arrives_later_is_judged_as_of_that_day_on_both_sides():
    county = three()
    report = try_notice(county, as_of="2020-06-10", known="2020-06-15")
    assert "2020-06-15" in " ".join(report.warnings)
    assert report.summary["back_pay_fen"] == 3 * 14000


def test_a_notice_under_which_somebody_has_a_gap_is_refused_by_name():
    county = County()
    with county.facts():
        county.enrol(county.person(name="李四"), "war-test")
        county.enrol(county.person(name="张三"), "disability-pension", grade=2, nature="duty")
    county.run("2020-01")
    notice = {
        "benefit": "disability-pension",
        "key": "duty-8",
        "effective": "2020-01-01",
        "known": "2020-01-15",
        "fen": 1700000,
        "per": "year",
    }
    with pytest.raises(Refused, match="E566") as refused:
        try_notice(county, as_of="2020-02-20", **notice)
    assert "张三 #2" in refused.value.message
    assert "李四" not in refused.value.message
    report = try_notice(county, as_of="2020-02-20", leave_out=True, **notice)
    assert report.summary["left_out"] == 1
    assert "张三 #2" in " ".join(report.warnings)


def test_a_raise_already_known_is_in_the_forecast_from_its_day():
    county = three()
    with county.facts():
        county.standard("war-test", "base", "2020-08-01", "2020-06-01", 90000, "month", "county")
    report = foresee(county, 4, as_of="2020-06-20")
    war = [row["total_fen"] for row in rows(report, "by_month_and_policy") if "参战" in row["policy"]]
    assert war == [130000, 130000, 180000, 180000]
    assert [(row["effective_from"], row["standard_fen"]) for row in rows(report, "known_raises")] == [
        ("2020-08-01", 90000)
    ]


def test_people_age_in_and_out_and_likely_newcomers_stand_apart():
    county = three()
    with county.facts():
        soon, enrolled, drawing = (
            county.person(born="1960-08-20"),
            county.person(born="1960-07-05"),
            county.person(born="1960-07-15"),
        )
        for person in (soon, enrolled, drawing):
            county.service(person, "1978-12-01", "1981-12-01")
        county.enrol(enrolled, "age-60-service", start=None)
        county.enrol(drawing, "war-test", start="2020-01", ends="2020-07-31")
        incomplete = county.person(born="1960-09-09")
        county.db.execute(
            "INSERT INTO service (person, enlisted_on, added_by) VALUES (?, '1978-12-01', ?)",
            (incomplete, county.batch),
        )
        urban = county.person(born="1960-09-09")
        county.db.execute(
            "INSERT INTO service (person, enlisted_on, rural_at_discharge, added_by) VALUES (?, '1978-12-01', 0, ?)",
            (urban, county.batch),
        )
    report = foresee(county, 5, as_of="2020-06-20")
    likely = rows(report, "likely_newcomers")
    assert [(row["month"], row["heads"], row["total_fen"]) for row in likely] == [
        ("2020-08", 1, 12000),
        ("2020-09", 1, 12000),
        ("2020-10", 1, 12000),
    ]
    note = next(table.note for table in report.tables if table.name == "likely_newcomers")
    assert "1 人缺资料" in note
    known = {row["month"]: row["total_fen"] for row in rows(report, "by_month")}
    county.run("2020-06", as_of="2020-06-20")
    for month in ("2020-07", "2020-08", "2020-09", "2020-10"):
        county.run(month, as_of="2020-06-20")
    assert known == dict(paid_by_run(county, "2020-06"))
    moves = {(row["month"], row["movement"]): row["heads"] for row in rows(report, "movements")}
    assert moves["2020-07", "new"] == 1
    assert moves["2020-08", "stopped"] == 1


def test_expected_deaths_are_counted_only_when_asked_for_and_the_month_of_death_is_paid():
    county = three()
    assert "expected_deaths" not in [table.name for table in foresee(county, 3).tables]
    months = rows(foresee(county, 3, as_of="2020-06-20"), "by_month")
    less = rows(foresee(county, 3, as_of="2020-06-20", deaths=120), "expected_deaths")
    # 120 of 1,000 a year are one in a hundred a month.
    assert [-row["total_fen"] for row in less] == [
        0,
        (months[1]["total_fen"] + 50) // 100,
        (months[2]["total_fen"] * 2 + 50) // 100,
    ]


def test_the_money_of_a_draft_has_not_left_yet():
    county = three()
    county.run("2020-06", close=False)
    report = foresee(county, 2, as_of="2020-06-30")
    assert [row["month"] for row in rows(report, "by_month")] == ["2020-06", "2020-07"]


def test_held_people_are_said_and_in_no_sum():
    county = three()
    with county.facts():
        county.enrol(county.person(account=False), "war-test")
    report = foresee(county, 2, as_of="2020-06-30")
    assert report.summary["held"] == 1
    assert len(report.warnings) == 2


def notice_book(path, **cells):
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("标准")
    row = {
        "待遇项目": "参战参试退役人员生活补助", "执行日期": "2020-03-01", "标准": "720", "单位": "元/月", "方式": "绝对",
        "文号": "设想〔2020〕1号", "收文日期": "2020-07-15", "级别": "县", **cells,
    }  # fmt: skip
    for column, (heading, value) in enumerate(row.items()):
        sheet.write_string(0, column, heading)
        sheet.write_string(1, column, value)
    book.close()
    return path


def test_forecast_and_what_if_on_the_command_line_write_nothing(tmp_path):
    desk = Desk(three(), tmp_path)
    before = desk.path.read_bytes()
    told = json.loads(desk("payments", "forecast", "--as-of", "2020-06-20", "--months", "2", "--format", "json").out)
    assert [row["month"] for row in told["data"]] == ["2020-06", "2020-07"]
    assert told["summary"]["total_fen"] == sum(row["total_fen"] for row in told["data"])
    book = notice_book(tmp_path / "通知.xlsx")
    told = json.loads(
        desk("payments", "what-if", book, "--as-of", "2020-06-20", "--months", "2", "--format", "json").out
    )
    assert (told["summary"]["back_pay_fen"], told["summary"]["first_month_fen"]) == (3 * 14000, 14000)
    desk("payments", "forecast", "--as-of", "2020-06-20", "-o", tmp_path / "预测.xlsx")
    assert desk.path.read_bytes() == before


def test_a_notice_that_cannot_be_read_or_says_nothing_new_is_refused(tmp_path):
    desk = Desk(three(), tmp_path)
    wrong = notice_book(tmp_path / "错.xlsx", 标准="720.125")
    said = desk("payments", "what-if", wrong, "--as-of", "2020-06-20", status=4)
    assert "E568" in said.err
    assert "E111" in said.err
    assert "E514" in desk("payments", "what-if", tmp_path / "无.xlsx", status=5).err


def test_the_forecast_comes_as_a_workbook_with_a_chart(tmp_path):
    import openpyxl

    desk = Desk(three(), tmp_path)
    desk("payments", "forecast", "--as-of", "2020-06-20", "--months", "3", "-o", tmp_path / "预测.xlsx")
    book = openpyxl.load_workbook(tmp_path / "预测.xlsx")
    assert len(book.chartsheets) == 2
    sheet = book.worksheets[0]
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    heading = next(row for row in cells if "月份" in row)
    totals = next(row for row in cells if row[0] == "合计")
    total = heading.index("合计")
    assert totals[total] == pytest.approx(sum(row[total] for row in cells if re.fullmatch(r"2020-\d\d", str(row[0]))))


def test_what_if_needs_the_first_month_of_a_database_without_runs():
    county = County()
    with county.facts():
        county.enrol(county.person(), "war-test")
    county.db.execute("INSERT INTO setting VALUES ('first_month', '2020-01')")
    report = foresee(county, 2, as_of="2020-01-31")
    assert [row["month"] for row in rows(report, "by_month")] == ["2020-01", "2020-02"]
    assert str(Month(2020, 1)) == report.summary["from_month"]
    with pytest.raises(Refused, match="E509"):
        foresee(County(), 2)
