from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from vetctl.core.money import MAX_FEN
from vetctl.output.capital import capital, parse_capital

VECTORS = [
    (0, "零元整"),
    (5, "伍分"),
    (50, "伍角整"),
    (55, "伍角伍分"),
    (100, "壹元整"),
    (105, "壹元零伍分"),
    (1050, "壹拾元伍角整"),
    (10000001, "壹拾万元零壹分"),
    (100000000110, "壹拾亿零壹元壹角整"),
    (10_000_700_000, "壹亿零柒仟元整"),
    (10700053, "壹拾万柒仟元伍角叁分"),
    (140950, "壹仟肆佰零玖元伍角整"),
    (600714, "陆仟零柒元壹角肆分"),
    (1632_50, "壹仟陆佰叁拾贰元伍角整"),
    (1_000_000_000, "壹仟万元整"),
    (100_070_00, "壹拾万零柒拾元整"),
    (1_0001_0000_00, "壹亿零壹万元整"),
    (4398_0000_01, "肆仟叁佰玖拾捌万元零壹分"),
    (10**13, "壹仟亿元整"),
    (MAX_FEN, "壹拾万亿元整"),
    (-5, "负伍分"),
    (-10700053, "负壹拾万柒仟元伍角叁分"),
]


@pytest.mark.parametrize(("fen", "text"), VECTORS)
def test_vectors(fen, text):
    assert capital(fen) == text
    assert parse_capital(text) == fen
    assert parse_capital("人民币" + text) == fen


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("壹拾万零柒仟元伍角叁分", 10700053),
        ("壹拾万柒仟元零伍角叁分", 10700053),
        ("壹拾元伍角", 1050),
        ("壹元正", 100),
    ],
)
def test_optional_characters_are_accepted(text, fen):
    assert parse_capital(text) == fen


@pytest.mark.parametrize(
    "text", ["", "元", "整", "负", "壹", "壹佰壹仟元整", "壹元壹拾", "壹拾壹", "一元整", "壹元壹分壹角", "壹万万元整", "1元整", "人民币"]
)
def test_what_is_no_amount_is_refused(text):
    with pytest.raises(ValueError):
        parse_capital(text)


def test_too_large_is_refused():
    with pytest.raises(ValueError):
        capital(MAX_FEN + 1)


@given(st.integers(-MAX_FEN, MAX_FEN))
@example(100_000_000_000_000)
def test_round_trip(fen):
    text = capital(fen)
    assert parse_capital(text) == fen
    assert "零零" not in text
    assert text.endswith(("整", "分"))


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_different_amounts_read_differently(one, other):
    assert (capital(one) == capital(other)) == (one == other)
