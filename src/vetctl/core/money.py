"""Money as whole fen: reading, writing and the one way to round.

No float is accepted or returned. Division of money happens in `half_up` and `month_share` here and in
the one SQL step that mirrors them (`payments/steps`), nowhere else.
"""

from __future__ import annotations

import re

MAX_FEN = 10**15
"""Ten thousand milliard yuan: far above any budget, so anything larger is a mistake."""

_AMOUNT = re.compile(r"(-)?(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d+))?", re.ASCII)
_UNITS = {"元": 100, "万元": 1_000_000, "万": 1_000_000, "": 100, "角": 10, "分": 1}


class AmountError(ValueError):
    """A text that is no amount; `code` is E110 (unreadable), E111 (below a fen) or E120 (out of bounds)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def parse_yuan(text: str, unit: str = "元") -> int:
    """Read an amount written in yuan (or in `unit`) and return fen.

    Accepts thousands separators, a leading ￥ and a trailing unit; refuses exponents, more than two
    decimals of a yuan and anything else, never guessing.

    >>> parse_yuan("1,234.50"), parse_yuan("￥720元"), parse_yuan("7.2", unit="万元")
    (123450, 72000, 7200000)
    """
    body = text.strip().lstrip("¥￥").strip()
    for name in ("万元", "元", "万"):
        if body.endswith(name):
            unit, body = name, body[: -len(name)].strip()
            break
    match = _AMOUNT.fullmatch(body)
    if match is None:
        raise AmountError("E110")
    sign, whole, decimals = match.group(1), match.group(2).replace(",", ""), (match.group(3) or "")
    scale = _UNITS[unit]
    places = len(decimals.rstrip("0"))
    digits = int(whole + decimals.rstrip("0")) * scale
    fen, below_a_fen = divmod(digits, int(10**places))
    if below_a_fen:
        raise AmountError("E111")
    if fen >= MAX_FEN:
        raise AmountError("E120")
    return -fen if sign else fen


def format_yuan(fen: int) -> str:
    """Write fen as yuan with separators and two decimals.

    >>> format_yuan(-123450), format_yuan(5)
    ('-1,234.50', '0.05')
    """
    yuan, rest = divmod(abs(fen), 100)
    return f"{'-' if fen < 0 else ''}{yuan:,}.{rest:02d}"


def plain_yuan(fen: int) -> str:
    """Write fen as yuan without separators, for files that programs read.

    >>> plain_yuan(123450)
    '1234.50'
    """
    yuan, rest = divmod(abs(fen), 100)
    return f"{'-' if fen < 0 else ''}{yuan}.{rest:02d}"


def format_bp(bp: int) -> str:
    """Write hundredths of a percent as a percentage, without zeros that say nothing.

    >>> format_bp(350), format_bp(-5), format_bp(20000)
    ('3.5%', '-0.05%', '200%')
    """
    whole, rest = divmod(abs(bp), 100)
    decimals = f".{rest:02d}".rstrip("0") if rest else ""
    return f"{'-' if bp < 0 else ''}{whole}{decimals}%"


def half_up(numerator: int, denominator: int) -> int:
    """Divide and round half away from zero, on integers.

    >>> half_up(5, 2), half_up(-5, 2), half_up(7, 3)
    (3, -3, 2)
    """
    if denominator <= 0:
        raise ValueError("denominator must be positive")
    quotient = (2 * abs(numerator) + denominator) // (2 * denominator)
    return -quotient if numerator < 0 else quotient


def month_share(annual_fen: int, month_of_year: int) -> int:
    """Give month `month_of_year` (1 to 12) its share of an annual standard, in fen.

    Cumulative sharing: the twelve months of a year add up to the annual figure to the fen
    (plain monthly rounding of 96,970 yuan would lose 4 fen a year).

    >>> sum(month_share(9697000, k) for k in range(1, 13))
    9697000
    """
    return half_up(annual_fen * month_of_year, 12) - half_up(annual_fen * (month_of_year - 1), 12)


def percent(done: int, target: int) -> str | None:
    """Write a completion rate with one decimal, half-up; None when there is no target.

    Never says 100.0 % unless done >= target (design rule: a rate is not rounded into success).

    >>> percent(154, 148), percent(9, 5), percent(1999, 2000), percent(1, 0)
    ('104.1%', '180.0%', '99.9%', None)
    """
    if target <= 0:
        return None
    tenths = half_up(done * 1000, target)
    if done < target:
        tenths = min(tenths, 999)
    return f"{tenths // 10}.{tenths % 10}%"


def whole_percent(done: int, target: int) -> str | None:
    """Write a completion rate as the article prints it, half-up to whole per cent.

    >>> whole_percent(154, 148), whole_percent(155, 148), whole_percent(199, 200), whole_percent(9, 8)
    ('104%', '105%', '99%', '113%')
    """
    if target <= 0:
        return None
    whole = half_up(done * 100, target)
    if done < target:
        whole = min(whole, 99)
    return f"{whole}%"
