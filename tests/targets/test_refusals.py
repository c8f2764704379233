"""The ten grounds for refusing a claim: each with a case that it must find, beside a clean one it must not."""

from __future__ import annotations

import itertools

import pytest

from tests.targets.county import KUNYANG, County, credit_code

HIGHER = "省双拥办〔2020〕3号"


def test_a_clean_claim_of_each_scheme_is_accepted(county: County) -> None:
    county.station("甲村退役军人服务站", village="甲村")
    county.station("乙公司退役军人服务站", "enterprise", credit_code=credit_code(1), ownership="private")
    county.honour("甲村退役军人服务站")
    county.honour("甲村退役军人服务站", "fengqiao-province", document=HIGHER)
    county.honour("甲村退役军人服务站", "benchmark-national", document="部〔2020〕1号", awarded_on="2021-04-25")
    county.honour("乙公司退役军人服务站", "private-enterprise")
    assert county.refusals() == []


def test_1_same_station_twice_in_scheme_and_batch(county: County) -> None:
    county.station("甲村退役军人服务站", village="甲村")
    county.honour("甲村退役军人服务站")
    second = county.honour("甲村退役军人服务站")
    county.honour("甲村退役军人服务站", batch_year=2019, awarded_on="2019-12-01")
    assert county.refusals() == [(second, 1, "twice")]


def test_1_also_under_short_name_old_place_name_and_predecessor(county: County) -> None:
    county.station("昆阳镇退役军人服务站", "township")
    county.station("昆北退役军人服务站", "township", township="鳌江镇", closed_on="2019-12-31", merged_into="昆阳镇退役军人服务站")
    first = county.honour("昆阳镇退役军人服务站")
    short = county.honour("平阳县昆阳镇")
    alias = county.honour("昆阳区退役军人服务站")
    old = county.honour("昆北退役军人服务站")
    assert county.refusals() == [(short, 1, "twice"), (alias, 1, "twice"), (old, 1, "twice"), (old, 5, "merged")]
    assert first not in {claim for claim, _, _ in county.refusals()}


def test_1_the_claim_that_stands_stays_whatever_its_row(county: County) -> None:
    county.station("甲村退役军人服务站", village="甲村")
    bare = county.honour("甲村退役军人服务站", document="")
    county.honour("甲村退役军人服务站")
    assert county.refusals() == [(bare, 1, "twice"), (bare, 7, "document")]


def test_2_two_active_stations_of_one_place_and_level(county: County) -> None:
    """The first founded is the place's own, claimed or not; a closed one is no rival."""
    county.station("甲村退役军人服务站", village="甲村", founded_on="2019-03-01")
    county.station("甲村退役军人服务点", village="甲村", founded_on="2019-06-01")
    county.station("乙村退役军人服务站", village="乙村", founded_on="2019-03-01", closed_on="2019-12-31")
    county.station("乙村退役军人服务点", village="乙村", founded_on="2019-06-01")
    county.station("昆阳镇退役军人服务站", "township")
    county.station("昆阳镇第二退役军人服务站", "township")
    surplus = county.honour("甲村退役军人服务点")
    county.honour("乙村退役军人服务点")
    county.honour("昆阳镇退役军人服务站")
    town = county.honour("昆阳镇第二退役军人服务站")
    assert county.refusals() == [(surplus, 2, "place"), (town, 2, "place")]


def test_2_a_village_merged_before_the_year_ended(county: County) -> None:
    county.region("330326100210", "甲村", "village", parent=KUNYANG, valid_to="2019-06-30", merged_into="330326100211")
    county.region("330326100211", "新甲村", "village", parent=KUNYANG)
    county.region("330326100212", "丙村", "village", parent=KUNYANG, valid_to="2021-06-30", merged_into="330326100211")
    for village in ("甲村", "新甲村", "丙村"):
        county.station(f"{village}退役军人服务站", village=village, founded_on="2019-05-01" if village == "甲村" else "2019-09-01")
    old = county.honour("甲村退役军人服务站")
    county.honour("新甲村退役军人服务站")
    county.honour("丙村退役军人服务站")
    assert county.refusals() == [(old, 2, "merged-place")]


def test_2_the_code_of_the_township_is_not_the_place_of_a_village(county: County) -> None:
    """An import that does not know the village leaves the township's code."""
    for village in ("甲村", "乙村"):
        county.station(f"{village}退役军人服务站", village=village, region=KUNYANG)
        county.honour(f"{village}退役军人服务站")
    assert county.refusals() == []


def test_2_villages_not_named_are_not_one_place(county: County) -> None:
    for name in ("甲村退役军人服务站", "乙村退役军人服务站"):
        county.station(name)
        county.honour(name)
    assert county.refusals() == []


def test_3_other_year_or_before_founding(county: County) -> None:
    county.station("甲村退役军人服务站", village="甲村")
    county.station("乙村退役军人服务站", village="乙村", founded_on="2020-11-21")
    county.station("丙村退役军人服务站", village="丙村", founded_on="2021-01-01")
    late = county.honour("甲村退役军人服务站", awarded_on="2021-07-01")
    county.honour("甲村退役军人服务站", "fengqiao-province", document=HIGHER, awarded_on="2021-06-30")
    early = county.honour("乙村退役军人服务站")
    future = county.honour("丙村退役军人服务站", awarded_on=None)
    assert county.refusals() == [(late, 3, "outside-year"), (early, 3, "before-founding"), (future, 3, "founded-later")]


def test_4_level_scheme_and_pseudo_township(county: County) -> None:
    county.station("甲村退役军人服务站", village="甲村")
    county.station("滨海新区退役军人服务站", "township", township="滨海新区")
    county.station("乙公司退役军人服务站", "enterprise", credit_code=credit_code(1), ownership="private")
    level = county.honour("甲村退役军人服务站", level="township")
    county.honour("甲村退役军人服务站", "fengqiao-province", document=HIGHER, level="village")
    pseudo = county.honour("滨海新区退役军人服务站")
    model = county.honour("乙公司退役军人服务站")
    firm = county.honour("甲村退役军人服务站", "private-enterprise")
    assert county.refusals() == [(level, 4, "level"), (pseudo, 4, "pseudo"), (model, 4, "scheme"), (firm, 4, "scheme")]


def test_4_a_village_station_entered_as_township(county: County) -> None:
    county.station("昆阳镇退役军人服务站", "township", village="东门社区")
    county.station("昆阳镇甲村退役军人服务站", "township", village="甲村")
    county.honour("昆阳镇退役军人服务站")
    lifted = county.honour("昆阳镇甲村退役军人服务站")
    assert county.refusals() == [(lifted, 4, "village-named")]


@pytest.mark.parametrize(
    ("closed_on", "refused"), [("2020-12-31", True), ("2020-06-30", True), ("2021-01-01", False), (None, False)]
)
def test_5_closed_before_the_year_ends(county: County, closed_on: str | None, refused: bool) -> None:
    county.station("甲村退役军人服务站", village="甲村", closed_on=closed_on)
    claim = county.honour("甲村退役军人服务站")
    assert county.refusals() == ([(claim, 5, "closed")] if refused else [])


def test_6_enterprises(county: County) -> None:
    code = credit_code(7)
    firms = {
        "甲公司一厂": {"credit_code": code, "ownership": "private"},
        "乙厂": {"credit_code": code, "ownership": "private"},
        "甲公司二厂": {"credit_code": credit_code(8), "ownership": "private"},
        "丙公司": {"credit_code": code[:-1] + ("0" if code[-1] != "0" else "1"), "ownership": "private"},
        "丁公司": {"credit_code": None, "ownership": "private"},
        "戊公司": {"credit_code": credit_code(9), "ownership": "state"},
        "己公司": {"credit_code": credit_code(10), "ownership": "private"},
    }
    for name, facts in firms.items():
        county.station(name, "enterprise", **facts)
    claims = {name: county.honour(name, "private-enterprise") for name in firms}
    assert county.refusals() == [
        (claims["乙厂"], 6, "same-firm"),
        (claims["甲公司二厂"], 6, "same-firm"),
        (claims["丙公司"], 6, "code-invalid"),
        (claims["丁公司"], 6, "code-missing"),
        (claims["戊公司"], 6, "state-owned"),
    ]


@pytest.mark.parametrize("document", ["", "无", "/", "待补"])
def test_7_no_document_number(county: County, document: str) -> None:
    county.station("甲村退役军人服务站", village="甲村")
    claim = county.honour("甲村退役军人服务站", document=document)
    assert county.refusals() == [(claim, 7, "document")]


def test_8_a_higher_honour_counted_as_one_more_station(county: County) -> None:
    county.station("甲村退役军人服务站", village="甲村")
    county.honour("甲村退役军人服务站", batch_year=2019, awarded_on="2019-12-01")
    county.honour("甲村退役军人服务站", "fengqiao-province", document=HIGHER)
    again = county.honour("甲村退役军人服务站", document=HIGHER)
    assert county.refusals() == [(again, 8, "higher")]


def test_8_a_higher_honour_entered_as_a_station_of_its_own(county: County) -> None:
    county.station("甲村退役军人服务站", village="甲村")
    county.station("甲村枫桥式退役军人服务站", village="甲村", founded_on="2020-08-01")
    county.station("乙村枫桥式退役军人服务站", village="乙村")
    county.honour("甲村退役军人服务站")
    extra = county.honour("甲村枫桥式退役军人服务站")
    county.honour("乙村枫桥式退役军人服务站")
    assert county.refusals() == [(extra, 8, "extra-station")]


def test_8_one_document_for_both_honours_is_no_double_count(county: County) -> None:
    county.station("甲村退役军人服务站", village="甲村")
    county.honour("甲村退役军人服务站", "fengqiao-province", document=HIGHER)
    county.honour("甲村退役军人服务站", document=HIGHER)
    assert county.refusals() == []


def test_10_evidence_after_acceptance(county: County) -> None:
    county.station("甲村退役军人服务站", village="甲村")
    county.station("乙村退役军人服务站", village="乙村")
    late = county.honour("甲村退役军人服务站", evidence_on="2020-10-31")
    county.honour("乙村退役军人服务站", evidence_on="2020-10-30")
    assert county.refusals() == [(late, 10, "evidence")]


def test_11_a_station_not_on_the_register_or_not_decidable(county: County) -> None:
    county.station("甲村退役军人服务站", "village", village="甲村")
    county.station("甲村退役军人服务中心", "township")
    unknown = county.honour("乙村退役军人服务站")
    unclear = county.honour("甲村")
    county.honour("甲村", level="village", scheme="fengqiao-province", document=HIGHER)
    assert county.refusals() == [(unknown, 11, "unknown"), (unclear, 11, "ambiguous")]


def test_the_order_of_rows_decides_nothing(county: County) -> None:
    """How many claims stand must not depend on how the clerk sorted the sheet."""
    code = credit_code(7)
    county.station("甲公司一厂", "enterprise", credit_code=code, ownership="private")
    county.station("乙厂", "enterprise", credit_code=code, ownership="private")
    county.station("甲公司二厂", "enterprise", credit_code=credit_code(8), ownership="private")
    county.station("甲村退役军人服务站", village="甲村")
    county.station("甲村第二退役军人服务站", village="甲村")
    claims = [
        {"station": "甲公司一厂", "scheme": "private-enterprise"},
        {"station": "乙厂", "scheme": "private-enterprise"},
        {"station": "甲公司二厂", "scheme": "private-enterprise"},
        {"station": "甲村退役军人服务站"},
        {"station": "甲村", "document": "无"},
        {"station": "甲村第二退役军人服务站"},
    ]
    for order in itertools.permutations(claims):
        county.connection.execute("DROP TRIGGER IF EXISTS honour_no_delete")
        county.connection.execute("DELETE FROM honour")
        for claim in order:
            county.honour(**claim)
        standing = county.connection.execute(
            "SELECT scheme, COUNT(*) FROM station_claim WHERE claim NOT IN (SELECT claim FROM claim_refusal) GROUP BY scheme ORDER BY 1"
        ).fetchall()
        assert standing == [("model-city", 1), ("private-enterprise", 1)]
