"""The page of one person: why this amount, under which document, who signed, what the bank said, what is owed.

`UPDATE_GOLDEN=1` writes the golden pages anew; look at the difference before you keep it.
"""

import json
import os
import re
from datetime import date
from pathlib import Path

import pytest

from tests.payments.banking import GONE, PAID, Desk, answer_all, take_in
from tests.payments.county import County
from tests.payments.test_ahead import foresee, three
from vetctl.core.shelf import load_python_shelf
from vetctl.output.report import Look
from vetctl.payments import explain, people
from vetctl.payments.working import Factors, sentence

GOLDEN = Path(__file__).parent / "golden"


def page(report, look=None):
    """The report as a reader gets it on a terminal, so wide that nothing is broken; digests change with every new column."""
    text = "".join(load_python_shelf("formats")["table"].render(report, look or Look(width=400)))
    return re.sub(r"\b[0-9a-f]{16}\b", "<digest>", text)


def compare(name, text):
    path = GOLDEN / name
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


@pytest.fixture
def county(tmp_path):
    """A pension raised late, a payment sent back and paid again, a hold, a debt."""
    county = County()
    with county.facts():
        one, other = county.person(name="张建国"), county.person(name="李秀英")
        county.service(one, "1965-12-01", "1969-03-01")
        county.enrol(one, "disability-pension", grade=8, nature="duty")
        county.enrol(other, "war-test")
    first = county.run("2020-07")
    take_in(county.db, tmp_path, answer_all(county.db, first, GONE, "20200725"), name="七月.txt")
    with county.facts():
        county.db.execute("UPDATE account SET ended_by = ? WHERE person = 1", (county.batch,))
        county.db.execute(
            "INSERT INTO account (person, number, holder_name, added_by) VALUES (1, '6299000000000000001', '张建国', ?)",
            (county.batch,),
        )
        county.db.execute("UPDATE account SET ended_by = ? WHERE person = 2", (county.batch,))
        county.db.execute(
            "INSERT INTO account (person, number, holder_name, added_by) VALUES (2, '6299000000000000002', '李秀英', ?)",
            (county.batch,),
        )
    august = county.run("2020-08")
    take_in(county.db, tmp_path, answer_all(county.db, august, PAID, "20200825"), name="八月.txt")
    county.year("2020-09", "2020-11")
    with county.facts():
        county.death(other, "2020-09-20")
        county.suspend(one, "hold", "2020-12")
    county.run("2020-12")
    return county


def told(county, number, **asked):
    return explain.explain(
        county.db, people.find(county.db, number), as_of=date(2020, 12, 31), benefits=county.benefits, **asked
    )


def table(report, name):
    found = next(table for table in report.tables if table.name == name)
    return [dict(zip([column.key for column in found.columns], row, strict=True)) for row in found.rows]


def test_the_page_of_a_month(county):
    compare("explain-month.txt", page(told(county, "#1", month="2020-08")))


def test_the_page_of_a_year(county):
    compare("explain-year.txt", page(told(county, "#1", year=2020)))


def test_the_page_of_somebody_who_owes(county):
    compare("explain-owing.txt", page(told(county, "#2", year=2020)))


def test_the_forecast_table():
    county = three()
    with county.facts():
        county.standard("war-test", "base", "2020-08-01", "2020-06-01", 90000, "month", "county")
        county.service(county.person(born="1960-08-20"), "1978-12-01", "1981-12-01")
        county.enrol(county.person(), "war-test", start="2020-07", ends="2020-08-31")
    compare("forecast.txt", page(foresee(county, 4, as_of="2020-06-20", deaths=30)))


def test_who_signed_and_what_the_bank_said_of_march(county):
    """The one command of the brief, on the command line."""
    report = told(county, "#1", month="2020-07")
    signed = table(report, "signed")
    assert [(row["run"], row["prepared_by"].split()[0], row["reviewed_by"].split()[0], row["approved_by"].split()[0], row["exported_by"].split()[0]) for row in signed] == [
        (1, "王经办", "李复核", "张审批", "王经办"), (2, "王经办", "李复核", "张审批", "王经办"),
    ]  # fmt: skip
    assert "失败 2020-07-25" in signed[0]["bank_answer"]
    assert "成功 2020-08-25" in signed[1]["bank_answer"]
    assert [row["run"] for row in table(report, "lines")] == [2]  # paid again, once; what came back stands apart
    assert [row["run"] for row in table(report, "came_back")] == [1]
    assert report.summary["paid_fen"] == county.paid(1, "2020-07")


def test_a_month_shows_what_was_paid_for_it_and_what_else_in_it(county):
    report = told(county, "#1", month="2020-11")
    assert [row["kind"] for row in table(report, "lines")] == ["regular"]
    assert {row["month"] for row in table(report, "beside")} == {"2020-08", "2020-09", "2020-10"}
    assert {row["document"] for row in table(report, "standards")} == {"文号"}
    assert len(table(report, "standards")) == 1


def test_the_sums_of_the_page_are_those_of_the_ledger(county):
    for person in (1, 2):
        report = told(county, f"#{person}", year=2020)
        assert report.summary["paid_fen"] == report.summary["year_paid_fen"] == county.paid(person)
        owed = county.db.execute(
            "SELECT coalesce(SUM(balance_fen), 0) FROM owed_now WHERE person = ?", (person,)
        ).fetchone()[0]
        assert report.summary["owed_fen"] == owed
        if owed:
            assert sum(row["owed_fen"] for row in table(report, "debts")) == owed
    assert told(county, "#2", year=2020).summary["owed_fen"] > 0


def test_the_year_is_that_of_the_newest_run_when_nothing_is_asked(county):
    assert told(county, "#1").summary["year"] == "2020"
    assert told(county, "#1", year=2019).summary["paid_fen"] == 0


def test_the_command_takes_the_month_in_its_place_or_as_an_option(county, tmp_path):
    desk = Desk(county, tmp_path)
    here = desk("payments", "explain", "张建国", "2020-08", "--format", "json", "--as-of", "2020-12-31").out
    assert (
        here
        == desk("payments", "explain", "张建国", "--month", "2020-08", "--format", "json", "--as-of", "2020-12-31").out
    )
    assert json.loads(here)["summary"]["month"] == "2020-08"
    assert "6299000000000000001" not in here
    assert "6299000000000000001" in desk("payments", "explain", "#1", "--month", "2020-08", "--reveal").out
    whole = json.loads(desk("payments", "explain", "#1", "--year", "2020", "--format", "json").out)
    assert whole["summary"]["year_paid_fen"] == county.paid(1)


@pytest.mark.parametrize(
    ("factors", "said"),
    [
        (
            Factors("2020-08", 4500, "month", 350, 10000, due_fen=15750, amount_fen=15750),
            "45.00元/月 × 3.5 年 = 157.50",
        ),
        (
            Factors("2020-08", 900000, "month", 100, 5000, divisor=12, round_fen=100, due_fen=37500, amount_fen=37500),
            "9,000.00元/月 × 50% ÷ 12，取整到 1 元 = 375.00",
        ),
        (
            Factors(
                "2020-08", 123456, "once", 600, 10000, round_fen=500, round_up=1, due_fen=741000, amount_fen=741000
            ),
            "1,234.56元（一次性） × 6 年，进位到 5 元 = 7,410.00",
        ),
        (
            Factors(
                "2020-08", 70000, "month", 100, 10000, due_fen=70000, amount_fen=5000, central_fen=2000, city_fen=500
            ),
            "700.00元/月 = 700.00；其中中央 20.00、市 5.00、县 25.00",
        ),
        (
            Factors("2020-08", None, None, None, None, amount_fen=-70000, central_fen=-70000, reason="died"),
            "不再应发：死亡；其中中央 -700.00",
        ),
    ],
)
def test_the_sentence_shows_every_factor_that_is_not_one_and_who_pays(factors, said):
    assert sentence(factors, " 年") == said
