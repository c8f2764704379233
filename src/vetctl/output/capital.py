"""Amounts in capital characters (人民币大写), on whole fen.

Rules: 支付结算办法 附件一 正确填写票据和结算凭证的基本规定. 整 stands after 元 and, our choice, after 角; never after 分.
The optional 零 between 元 and 角 is left out; the one that keeps 壹亿零柒仟 from reading as 1.7亿 is written.
The prefix 人民币 is the caller's. No float, and no sum beyond `MAX_FEN`.
"""

from __future__ import annotations

import re

from vetctl.core.money import MAX_FEN

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_SECTION_UNITS = ("", "拾", "佰", "仟")
_WAN = 10_000
_YI = 100_000_000

_OPTIONAL = str.maketrans("", "", "零整正")
_SHAPE = re.compile(r"(?:人民币)?(负)?(?:(.+?)元)?(零)?(?:([壹贰叁肆伍陆柒捌玖])角)?(零)?(?:([壹贰叁肆伍陆柒捌玖])分)?[整正]?")
_SMALL = re.compile(
    r"零?(?:([壹贰叁肆伍陆柒捌玖])仟)?零?(?:([壹贰叁肆伍陆柒捌玖])佰)?零?(?:([壹贰叁肆伍陆柒捌玖])拾)?零?([壹贰叁肆伍陆柒捌玖])?零?"
)


def capital(fen: int) -> str:
    """Write an amount of fen in capital characters.

    Args:
        fen: the amount; its size at most `MAX_FEN`.

    Raises:
        ValueError: the amount is larger.

    >>> capital(10700053), capital(1050), capital(10_000_700_000), capital(0)
    ('壹拾万柒仟元伍角叁分', '壹拾元伍角整', '壹亿零柒仟元整', '零元整')
    """
    if abs(fen) > MAX_FEN:
        raise ValueError(f"amount beyond {MAX_FEN} fen")
    if fen < 0:
        return "负" + capital(-fen)
    yuan, rest = divmod(fen, 100)
    jiao, cents = divmod(rest, 10)
    text = _whole(yuan) + "元" if yuan or not rest else ""
    if jiao:
        text += _DIGITS[jiao] + "角"
    elif cents and yuan:
        text += "零"
    return text + (_DIGITS[cents] + "分" if cents else "整")


def _whole(number: int) -> str:
    """A whole number below 10**16, read in sections of 亿, 万 and ones."""
    if number == 0:
        return _DIGITS[0]
    if number >= _YI:
        return _joined(number, _YI, "亿")
    if number >= _WAN:
        return _joined(number, _WAN, "万")
    return _section(number)


def _joined(number: int, unit: int, name: str) -> str:
    high, low = divmod(number, unit)
    if low == 0:
        return _whole(high) + name
    # 零 when the next section does not begin right below: 壹亿零柒仟, 壹拾万零壹.
    gap = _DIGITS[0] if low * 10 < unit else ""
    return _whole(high) + name + gap + _whole(low)


def _section(number: int) -> str:
    """1 to 9999, inner zeros written once."""
    text, gap = "", False
    for power in (3, 2, 1, 0):
        digit = number // 10**power % 10
        if digit == 0:
            gap = bool(text)
            continue
        text += (_DIGITS[0] if gap else "") + _DIGITS[digit] + _SECTION_UNITS[power]
        gap = False
    return text


def parse_capital(text: str) -> int:
    """Read an amount in capital characters and return fen.

    A leading 人民币, 正 for 整, a missing 整 and the optional 零 are accepted; anything whose digits and units do not
    stand in order is not.

    Raises:
        ValueError: the text is no such amount.

    >>> parse_capital("人民币壹拾万零柒仟元伍角叁分"), parse_capital("负伍分")
    (10700053, -5)
    """
    plain = text.strip()
    match = _SHAPE.fullmatch(plain)
    if match is None:
        raise ValueError(f"no amount in capital characters: {text!r}")
    sign, yuan, _, jiao, _, cents = match.groups()
    fen = _parse_whole(yuan or "零") * 100 + _digit(jiao) * 10 + _digit(cents)
    fen = -fen if sign else fen
    if _bones(capital(fen)) != _bones(plain.removeprefix("人民币")):
        raise ValueError(f"no amount in capital characters: {text!r}")
    return fen


def _bones(text: str) -> str:
    """The text without what may be written or left out; a bare zero keeps its name."""
    return text.translate(_OPTIONAL)


def _digit(character: str | None) -> int:
    return _DIGITS.index(character) if character else 0


def _parse_whole(text: str) -> int:
    for name, unit in (("亿", _YI), ("万", _WAN)):
        high, mark, low = text.rpartition(name) if name == "亿" else text.partition(name)
        if mark:
            return _parse_whole(high) * unit + (_parse_whole(low) if low else 0)
    match = _SMALL.fullmatch(text)
    if match is None or not text:
        raise ValueError(f"no number in capital characters: {text!r}")
    total = 0
    for character in match.groups():
        total = total * 10 + _digit(character)
    return total
