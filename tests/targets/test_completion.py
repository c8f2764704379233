"""Completion rates: the article's figures, rounding, missing targets, revisions, and parts that add up."""

from __future__ import annotations

import random
from typing import Any

import pytest

from tests.targets.county import County, credit_code
from vetctl.core.money import whole_percent
from vetctl.core.shelf import load_sql_shelf
from vetctl.output.report import Report, Table
from vetctl.targets import goals, listing
from vetctl.targets.completion import completion


def records(table: Table) -> list[dict[str, Any]]:
    return [dict(zip([c.key for c in table.columns], row, strict=True)) for row in table.walk()]


def line(report: Report, indicator: str, **parts: str) -> dict[str, Any]:
    """The one line of an indicator, and of a part of it."""
    found = [
        record
        for table in report.tables
        for record in records(table)
        if record["indicator"] == indicator and all(record.get(k) == v for k, v in parts.items())
    ]
    assert len(found) == 1, found
    return found[0]


def article(county: County, rng: random.Random) -> None:
    """1 county + 10 townships + 143 villages, 3 Fengqiao, 1 benchmark, 9 firms, in any order of rows."""
    models = ["平阳县退役军人服务中心", *(f"镇{n}退役军人服务站" for n in range(10)), *(f"村{n}退役军人服务站" for n in range(143))]
    county.station(models[0], "county", township="")
    for name in models[1:11]:
        county.station(name, "township", township=name[:2])
    for number, name in enumerate(models[11:]):
        county.station(name, "village", township=f"镇{number % 10}", village=name[:-8])
    firms = [f"第{n}公司" for n in range(9)]
    for number, name in enumerate(firms):
        county.station(name, "enterprise", township=f"镇{number}", credit_code=credit_code(number), ownership="private")
    claims = [
        *((name, "model-city", {}) for name in models),
        *((name, "private-enterprise", {}) for name in firms),
        *((name, "fengqiao-province", {"document": "省〔2021〕1号", "awarded_on": "2021-04-25"}) for name in models[1:4]),
        (models[0], "benchmark-national", {"document": "部〔2021〕1号", "awarded_on": "2021-01-15"}),
    ]
    rng.shuffle(claims)
    for name, scheme, more in claims:
        county.honour(name, scheme, **more)


@pytest.mark.parametrize("seed", range(3))
def test_the_figures_of_2020_whatever_the_order_of_rows(county: County, seed: int) -> None:
    article(county, random.Random(seed))
    for level, value in (("total", 148), ("county", 1), ("township", 10), ("village", 137)):
        county.target("model-stations", level, value)
    county.target("非公企业退役军人服务站", "enterprise", 5)
    report = completion(county.connection, year=2020)
    models = line(report, "model-stations")
    assert (models["done"], models["target"], models["rate"], models["whole_percent"]) == (154, 148, 1041, "104%")
    firms = line(report, "enterprise-stations")
    assert (firms["done"], firms["target"], firms["rate"], firms["whole_percent"]) == (9, 5, 1800, "180%")
    assert line(report, "fengqiao-stations")["done"] == 3
    assert line(report, "benchmark-stations")["rate"] == "no-target"
    shelf = len(load_sql_shelf("indicators"))
    assert report.summary == {"year": 2020, "indicators": shelf, "reached": 2, "missed": 0, "without_target": shelf - 2}


@pytest.mark.parametrize("by", ["level", "township"])
def test_levels_and_townships_add_up_to_the_total(county: County, by: str) -> None:
    article(county, random.Random(9))
    county.target("model-stations", "village", 137)
    report = completion(county.connection, year=2020, by=by)
    for table in report.tables:
        for indicator in {record["indicator"] for record in records(table)}:
            ours = [record for record in records(table) if record["indicator"] == indicator]
            done = "done" if "done" in ours[0] else "done_fen"
            total = next(record for record in ours if record[by] == "total")
            assert sum(record[done] for record in ours if record is not total) == total[done]
    if by == "level":
        assert line(report, "model-stations", level="village")["rate"] == 1044
        assert line(report, "model-stations", level="township")["rate"] == "no-target"


@pytest.mark.parametrize(
    ("done", "target", "permille", "whole"),
    [
        (154, 148, 1041, "104%"), (155, 148, 1047, "105%"), (9, 8, 1125, "113%"), (27, 27, 1000, "100%"),
        (199, 200, 995, "99%"), (999, 1000, 999, "99%"), (9999, 10000, 999, "99%"), (9, 5, 1800, "180%"),
        (0, 5, 0, "0%"), (1, 0, None, None), (143, 137, 1044, "104%"), (143, 138, 1036, "104%"), (154, 149, 1034, "103%"),
        (154, 147, 1048, "105%"),
    ],
)  # fmt: skip
def test_rounding_vectors(done: int, target: int, permille: int | None, whole: str | None) -> None:
    assert goals.permille(done, target) == permille
    assert whole_percent(done, target) == whole


def test_the_latest_decision_counts_and_a_late_cut_is_said(county: County) -> None:
    county.target("model-stations", "total", 160, "2020-03-01")
    county.target("model-stations", "total", 148, "2020-12-15", document="")
    county.target("fengqiao-stations", "total", 5, "2020-03-01")
    county.target("fengqiao-stations", "total", 3, "2020-11-01")
    county.target("benchmark-stations", "total", 1, "2020-03-01")
    county.target("benchmark-stations", "total", 2, "2020-12-01")
    report = completion(county.connection, year=2020)
    notes = {name: line(report, name) for name in ("model-stations", "fengqiao-stations", "benchmark-stations")}
    assert [notes[name]["target"] for name in notes] == [148, 3, 2]
    assert "11 月 1 日" in notes["model-stations"]["notes"]
    assert "文号" in notes["model-stations"]["notes"]
    assert notes["fengqiao-stations"]["notes"] == notes["benchmark-stations"]["notes"] == ""
    assert len(report.warnings) == 2
    listed = records(listing.list_targets(county.connection, year=2020).tables[0])
    assert [(r["target"], r["in_force"], r["lowered_late"]) for r in listed if r["indicator"] == "model-stations"] == [
        (160, False, False),
        (148, True, True),
    ]


def test_levels_that_do_not_add_up_are_said(county: County) -> None:
    county.target("model-stations", "total", 148)
    county.target("model-stations", "village", 130)
    county.target("fengqiao-stations", "village", 2)
    county.target("fengqiao-stations", "township", 1)
    report = completion(county.connection, year=2020)
    assert "不符" in line(report, "model-stations")["notes"]
    assert line(report, "fengqiao-stations")["target"] == 3
    assert "相加" in line(report, "fengqiao-stations")["notes"]


def test_no_target_is_neither_an_error_nor_100_percent(county: County) -> None:
    county.target("model-stations", "total", 0)
    county.target("something-else", "total", 3)
    report = completion(county.connection, year=2020)
    for indicator in ("model-stations", "fengqiao-stations"):
        assert line(report, indicator)["rate"] == "no-target"
        assert line(report, indicator)["whole_percent"] is None
    assert any("something-else" in warning for warning in report.warnings)


def test_a_target_of_money_is_stated_in_yuan(county: County) -> None:
    county.target("pension-paid", "total", 43_980_000)
    paid = line(completion(county.connection, year=2020), "pension-paid")
    assert (paid["done_fen"], paid["target_fen"], paid["rate"]) == (0, 4_398_000_000, 0)
