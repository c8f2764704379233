"""What ``stations validate`` and ``stations list`` say."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.targets.county import County, credit_code
from vetctl.core.catalogue import catalogue
from vetctl.output.report import Table
from vetctl.targets import stations


def records(table: Table) -> list[dict[str, Any]]:
    return [dict(zip([c.key for c in table.columns], row, strict=True)) for row in table.walk()]


def test_every_claim_is_judged_and_every_refusal_has_its_place(county: County) -> None:
    county.station("甲村退役军人服务站", village="甲村")
    county.honour("甲村退役军人服务站", row_no=5)
    county.honour("甲村退役军人服务站", row_no=7, document="")
    county.target("model-stations", "total", 1)
    report = stations.validate(county.connection, year=2020)
    claims, schemes, refusals = (records(table) for table in report.tables)
    assert [(c["result"], c["reasons"], c["row"]) for c in claims] == [("accepted", "", 5), ("refused", "1、7", 7)]
    assert schemes == [{"scheme": "model-city", "claims": 2, "accepted": 1, "refused": 1}]
    assert [(r["reason"], r["file"], r["sheet"], r["row"]) for r in refusals] == [
        (1, "荣誉.xlsx", "荣誉", 7),
        (7, "荣誉.xlsx", "荣誉", 7),
    ]
    assert "荣誉.xlsx［荣誉］5" in refusals[0]["text"]
    assert report.summary == {"year": 2020, "claims": 2, "accepted": 1, "refused": 1}
    assert (report.exit_code, report.warnings) == (3, [])


@pytest.mark.parametrize(("fail_on", "exit_code"), [("error", 0), ("warning", 3), ("never", 0)])
def test_9_a_figure_without_target_is_a_remark(county: County, fail_on: str, exit_code: int) -> None:
    county.station("甲村退役军人服务站", village="甲村")
    county.honour("甲村退役军人服务站")
    report = stations.validate(county.connection, year=2020, fail_on=fail_on)
    assert report.summary["accepted"] == 1
    assert [w for w in report.warnings if "无目标" in w]
    assert report.exit_code == exit_code


def test_3_a_stray_claim_of_another_batch_is_shown_in_the_year_it_was_awarded(county: County) -> None:
    county.station("甲村退役军人服务站", village="甲村")
    county.honour("甲村退役军人服务站", batch_year=2018, awarded_on="2020-05-01")
    county.honour("甲村退役军人服务站", batch_year=2019, awarded_on="2020-04-01")
    shown = records(stations.validate(county.connection, year=2020).tables[0])
    assert [(c["batch_year"], c["result"]) for c in shown] == [(2018, "refused")]


def test_3_a_stray_of_another_year_in_the_sheet_of_this_one(county: County) -> None:
    for number in range(11):
        county.station(f"村{number}退役军人服务站", village=f"村{number}")
        county.honour(f"村{number}退役军人服务站")
    county.station("甲村退役军人服务站", village="甲村")
    county.honour("甲村退役军人服务站", batch_year=2019, awarded_on="2019-12-20")
    report = stations.validate(county.connection, year=2020)
    assert [(r["reason"], r["station_name"]) for r in records(report.tables[2])] == [(3, "甲村退役军人服务站")]
    assert report.summary["refused"] == 1
    # In its own year the claim stands, and the sheet of 2020 is no stray of 2019.
    assert stations.validate(county.connection, year=2019).summary["accepted"] == 1


def test_every_ground_has_its_sentence_in_both_languages() -> None:
    view = Path(stations.__file__).parents[1] / "store/views/51_claim_refusal.sql"
    pattern = r"SELECT (?:c\.)?claim, (\d+), (?:CASE WHEN .*? THEN '([a-z-]+)' ELSE '([a-z-]+)' END|'([a-z-]+)'),"
    found = re.findall(pattern, view.read_text(encoding="utf-8"))
    keys = {f"stations.refusal.{number}.{word}" for number, *words in found for word in words if word}
    keys |= {"stations.refusal.9.no-target", "stations.refusal.3.other-year"}
    assert {int(key.split(".")[2]) for key in keys} == set(range(1, 12))
    assert keys == {key for key in catalogue("zh_CN") if key.startswith("stations.refusal.")}
    for locale in ("zh_CN", "en"):
        assert not keys - set(catalogue(locale))


def test_list_shows_the_honours_that_stand(county: County) -> None:
    county.station("甲村退役军人服务站", village="甲村")
    county.station("乙公司", "enterprise", township="鳌江镇", credit_code=credit_code(1))
    county.station("平阳县退役军人服务中心", "county", township="")
    county.honour("甲村退役军人服务站")
    county.honour("甲村退役军人服务站", "fengqiao-province", document="")
    every = records(stations.list_stations(county.connection).tables[0])
    assert [(s["level"], s["honours"]) for s in every] == [("county", None), ("village", "市级示范型 2020"), ("enterprise", None)]
    one = stations.list_stations(county.connection, level="enterprise", township="鳌江镇")
    assert one.summary == {"stations": 1}
