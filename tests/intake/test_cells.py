"""Cell parsers: the habits of clerks, one line each, and what no parser may ever do."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vetctl.core.identity import check_character
from vetctl.intake import cells
from vetctl.intake.cells import Doubt, Memo
from vetctl.intake.dates import DateProblem, parse_date
from vetctl.intake.places import build, village_form

DATES = [
    ("1953.2", "1953-02-01", "month"),
    ("195302", "1953-02-01", "month"),
    ("1953年2月", "1953-02-01", "month"),
    ("1953-2-15", "1953-02-15", "day"),
    ("1953/02/15", "1953-02-15", "day"),
    ("1953.02.15", "1953-02-15", "day"),
    ("19530215", "1953-02-15", "day"),
    ("1953年2月15日", "1953-02-15", "day"),
    ("１９５３年２月１５日", "1953-02-15", "day"),
    (" 1953 - 2 - 15 ", "1953-02-15", "day"),
    ("1953-02-15 00:00:00", "1953-02-15", "day"),
    ("1953/2/15 0:00", "1953-02-15", "day"),
    ("1953.10", "1953-10-01", "month"),
    ("1953.1", "1953-01-01", "month"),
    (19530215.0, "1953-02-15", "day"),
    (195302.0, "1953-02-01", "month"),
    (1953.2, "1953-02-01", "month"),
    (1953.12, "1953-12-01", "month"),
    (19405.0, "1953-02-15", "day"),
    (43881, "2020-02-20", "day"),
    (dt.date(1953, 2, 15), "1953-02-15", "day"),
    (dt.datetime(1953, 2, 15, 0, 0), "1953-02-15", "day"),  # noqa: DTZ001
]


@pytest.mark.parametrize(("written", "iso", "precision"), DATES)
def test_dates(written: Any, iso: str, precision: str) -> None:
    assert tuple(parse_date(written)) == (iso, precision)


@pytest.mark.parametrize(
    ("written", "code", "why"),
    [
        (1953.1, "E108", "january_or_october"),
        ("1953-2-30", "E108", "impossible"),
        ("2020-13-01", "E108", "impossible"),
        ("19531301", "E108", "impossible"),
        ("53.2", "E108", "short_year"),
        ("去年", "E108", "form"),
        ("19405", "E108", "form"),
        ("1953", "E108", "needs_month"),
        (1953.0, "E108", "needs_month"),
        (True, "E108", "form"),
        (dt.time(8, 0), "E108", "form"),
        ("1839-12", "E109", "old"),
        (dt.date(1900, 1, 1), "E109", "zero"),
        (dt.datetime(1899, 12, 31), "E109", "zero"),  # noqa: DTZ001
        (float("nan"), "E108", "form"),
        (float("inf"), "E108", "form"),
    ],
)
def test_dates_refused(written: Any, code: str, why: str) -> None:
    with pytest.raises(DateProblem) as found:
        parse_date(written)
    assert (found.value.code, found.value.why) == (code, why)


def test_a_year_will_do_where_declared() -> None:
    assert tuple(parse_date("1969年", coarsest="year")) == ("1969-01-01", "year")
    with pytest.raises(DateProblem):
        parse_date("1969-12", coarsest="day")


@given(st.dates(min_value=dt.date(1900, 3, 1), max_value=dt.date(2190, 1, 1)), st.sampled_from(["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%Y年%m月%d日"]))
def test_every_day_survives_every_form(day: dt.date, form: str) -> None:
    assert parse_date(day.strftime(form)).iso == day.isoformat()


@given(st.one_of(st.text(), st.floats(), st.integers(), st.booleans(), st.dates(), st.datetimes()))
def test_no_cell_crashes_a_parser(value: Any) -> None:
    parsers = [
        cells.text_cell, cells.name_cell, cells.identity_cell, cells.account_cell, cells.phone_cell, cells.credit_cell,
        cells.stated_cell, cells.yes_no_cell, cells.region_cell, cells.money_parser("元"), cells.money_parser("万元/年"),
        cells.whole_parser(0, 100), cells.word_parser({}, ()), build([]).township,
    ]  # fmt: skip
    for parse in parsers:
        Memo(parse)[value]


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (330326195302151234.0, "E105"),
        (330326195302151234, "E105"),
        (1.0, "E105"),
        ("3.30326E+17", "E105"),
        ("330326195302151233", "E102"),
        ("33032619530215123", "E103"),
        ("33032619530230123X", "E104"),
        ("33032618390215123X", "E104"),
        (dt.date(2020, 1, 1), "E103"),
        ("身份证丢失", "E103"),
    ],
)
def test_identity_refused(value: Any, code: str) -> None:
    found = cells.identity_cell(value)
    assert isinstance(found, Doubt)
    assert (found.code, found.value) == (code, None)


@pytest.mark.parametrize("written", ["330326195302151234", " 3303261953 02151234", "'330326195302151234", "３３０３２６１９５３０２１５１２３４", "330326195302151234\u200b\u00a0"])
def test_identity_in_disguise(written: str) -> None:
    assert cells.identity_cell(written).number == "330326195302151234"


def test_identity_with_a_doubt_keeps_its_value() -> None:
    lengthened = cells.identity_cell("330326530215123")
    assert (lengthened.code, lengthened.value.number) == ("E213", "330326195302151234")
    body = next(f"33032619530215{n:03d}" for n in range(1000) if (check_character(f"33032619530215{n:03d}")) == "0" and n % 100 == 0)
    assert cells.identity_cell(body + "0").code == "E117"


@given(st.floats(min_value=1e14, max_value=1e18))
def test_a_number_is_never_an_identity_or_account(value: float) -> None:
    assert cells.identity_cell(value).code == "E105"
    assert cells.account_cell(value).code == "E106"


@pytest.mark.parametrize(
    ("written", "kept"),
    [("6228 5800 0000 0000 018", "6228580000000000018"), ("6228-5800-0018", "622858000018"), ("６２２８５８００", "62285800"), ("nra12345678", "NRA12345678")],
)
def test_accounts(written: str, kept: str) -> None:
    assert cells.account_cell(written) == kept


@pytest.mark.parametrize("written", ["622858", "62285800000000O018", "账号待补充1234567", "6" * 33])
def test_accounts_refused(written: str) -> None:
    assert cells.account_cell(written).code == "E107"


@pytest.mark.parametrize(
    ("written", "unit", "fen"),
    [
        ("720元", "元", 72000), ("1,440.00", "元", 144000), ("￥720", "元", 72000), ("7.2", "万元", 7200000),
        ("7.2万", "元", 7200000), (787.5, "元/月", 78750), (0.1 + 0.2, "元", 30), (19560.0, "元", 1956000), ("１２０", "元", 12000),
        ("0.01", "元", 1),
    ],
)  # fmt: skip
def test_amounts(written: Any, unit: str, fen: int) -> None:
    assert cells.money_parser(unit)(written) == fen


@pytest.mark.parametrize(
    ("written", "code"),
    [("0.125", "E111"), (0.125, "E111"), ("1e3", "E110"), ("壹仟", "E110"), ("1,44", "E110"), (float("nan"), "E110"), ("-5", "E120"), (0.0, "E120"), ("99999999999999", "E120")],
)
def test_amounts_refused(written: Any, code: str) -> None:
    assert cells.money_parser("元")(written).code == code


@given(st.integers(min_value=1, max_value=10**11))
def test_every_fen_survives_a_spreadsheet(fen: int) -> None:
    as_cell = float(Decimal(fen) / 100)
    assert cells.money_parser("元")(as_cell) == fen


@pytest.mark.parametrize(
    ("written", "name", "remark"),
    [("张 三", "张三", ""), ("张　三", "张三", ""), ("张三（已故）", "张三", "已故"), ("张三(配偶)", "张三", "配偶"), ("阿卜杜拉•买买提", "阿卜杜拉·买买提", ""), ("John Smith", "John Smith", ""), ("䶮𠮷", "䶮𠮷", "")],
)
def test_names(written: str, name: str, remark: str) -> None:
    assert tuple(cells.name_cell(written)) == (name, remark)


@pytest.mark.parametrize("written", ["张\u200b三", "张\u202e三", "=张三", "@张三", "+张三", "-张三", "张\x07三", "张\ue000三"])
def test_forbidden_characters(written: str) -> None:
    assert cells.name_cell(written).code == "E115"
    assert cells.text_cell(written).code == "E115"


def test_text_keeps_what_was_written() -> None:
    assert cells.text_cell("甲村\n二组") == "甲村 二组"
    assert cells.text_cell(5.0) == "5"
    assert cells.text_cell(1e17).code == "E120"


@pytest.mark.parametrize("written", ["", "  ", "\u3000", "/", "-", "——", "无", None])
def test_blanks(written: Any) -> None:
    assert Memo(cells.text_cell)[written] is None


@pytest.mark.parametrize("written", ["#DIV/0!", "#N/A", "#REF!", "#未计算"])
def test_error_cells(written: str) -> None:
    assert Memo(cells.text_cell)[written].code == "E119"


def test_words_are_suggested_not_taken() -> None:
    found = cells.word_parser({"因公": "duty"}, ("因公",))("因工")
    assert found.code == "E112"
    assert found.value is None


REGIONS = [
    ("330326000000", "平阳县", "county", None, ""),
    ("330326101000", "鳌江镇", "township", "330326000000", ""),
    ("330326102000", "水头镇", "township", "330326000000", ""),
    ("330326121000", "凤卧镇", "township", "330326000000", ""),
    ("330326214000", "青街畲族乡", "township", "330326000000", "青街"),
    ("330326101201", "埭头村", "village", "330326101000", ""),
    ("330326102201", "埭头村", "village", "330326102000", ""),
    ("330326102001", "溪南社区", "village", "330326102000", "溪南居"),
]


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("鳌江镇", "鳌江镇"), ("鳌江", "鳌江镇"), ("鳌江镇人民政府", "鳌江镇"), ("平阳县鳌江镇", "鳌江镇"),
        ("浙江省温州市平阳县鳌江镇", "鳌江镇"), ("鳌江街道", "鳌江镇"), ("青街乡", "青街畲族乡"), ("330326101", "鳌江镇"),
        (330326101.0, "鳌江镇"), ("330326101000", "鳌江镇"), (" 鳌 江 镇 ", "鳌江镇"),
    ],
)  # fmt: skip
def test_townships(written: Any, name: str) -> None:
    assert build(REGIONS).township(written) == name


def test_a_typo_is_a_suggestion_only() -> None:
    found = build(REGIONS).township("风卧镇")
    assert (found.code, found.value) == ("E113", None)
    assert "凤卧镇" in found.details["suggestion"]


def test_villages() -> None:
    places = build(REGIONS)
    assert places.village(None, "埭头村").code == "E114"
    assert places.village("鳌江镇", "埭头村").code == "330326101201"
    assert places.village(None, "平阳县水头镇埭头村").code == "330326102201"
    assert places.village(None, "溪南社区居委会").township == "水头镇"
    assert places.village("水头镇", "溪南居").name == "溪南社区"
    assert places.village("水头镇", "不知村").code == "E113"
    assert places.village("凤卧镇", "不知村").code == ""
    assert village_form("埭头村民委员会") == "埭头村"
