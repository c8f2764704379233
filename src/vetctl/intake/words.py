"""How words of a spreadsheet are compared: headings, choices, place names.

Only comparison forms are made here; what a clerk wrote is kept as written.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|〔[^〔〕]*〕|<[^<>]*>")
_SPACE = re.compile(r"[\s\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]+")
_EDGE = "*★☆:、,.;·_-"
_UNIT = re.compile(r"(万元|元)(?:/|每|／)?(人)?(?:/|每)?(月|年)?")
_QUOTES = dict.fromkeys(map(ord, "“”‘’\"'「」『』《》"))
_VARIANTS = str.maketrans({"帐": "账", "証": "证", "歳": "岁"})

ASIDE = "#"
"""In place of a field: a column, counted from 0, of which nothing is taken in."""
_CHANGES = re.compile(
    r"(?P<death>死亡|去世|已故|病故(?!军人)|亡故|过世|逝世)|(?P<move>迁出|迁走|迁往|转出)|(?P<double>重复)|(?P<money>补发|扣回|多发|漏发|少发)"
    r"|(?P<stop>停发|停止发放|暂停|判刑|服刑|注销|取消)"
)


def announced(text: str) -> tuple[str, str] | None:
    """The first words of a text that announce a change, and its kind: death, move, stop, double, money.

    >>> announced("2020年3月去世"), announced("病故军人遗属"), announced("已迁出本县")
    (('去世', 'death'), None, ('迁出', 'move'))
    """
    match = _CHANGES.search(text)
    return (match.group(), str(match.lastgroup)) if match else None


@lru_cache(maxsize=65536)
def plain(text: str) -> str:
    """NFKC without any space or invisible character, in lower case.

    >>> plain(" 姓　名 "), plain("ＡＢ")
    ('姓名', 'ab')
    """
    return _SPACE.sub("", unicodedata.normalize("NFKC", text)).lower()


@lru_cache(maxsize=65536)
def term(text: str) -> str:
    """The comparison form of a word to choose: plain, without quotation marks.

    >>> term("省级“枫桥式”服务站")
    '省级枫桥式服务站'
    """
    return plain(text).translate(_QUOTES)


@lru_cache(maxsize=4096)
def heading(text: str) -> str:
    """The comparison form of a heading: no brackets with units or hints, no stars, 帐 as 账.

    >>> heading("*银行帐号 "), heading("村（社区）"), heading("标准（元/年）"), heading("账（卡）号")
    ('银行账号', '村', '标准', '账号')
    """
    found = plain(text).translate(_VARIANTS)
    return _BRACKETS.sub("", found).strip(_EDGE)


def unit_of_heading(text: str) -> str:
    """The money unit in the brackets of a heading, or meant by 月标准 and 年标准; empty when there is none.

    >>> unit_of_heading("标准（元/年）"), unit_of_heading("月标准(元)"), unit_of_heading("姓名")
    ('元/年', '元/月', '')
    """
    found = plain(text)
    unit = next((u for u in map(_unit, _BRACKETS.findall(found)) if u), "")
    if "/" not in unit and (implied := re.search(r"每?([月年])(?:度)?(?:标准|金额|补助)", found)):
        return f"{unit or '元'}/{implied.group(1)}"
    return unit


def unit_of_line(text: str) -> str:
    """The money unit named in a line above the table, such as ``单位：万元``.

    >>> unit_of_line("单位：元/月"), unit_of_line("填报单位：某局"), unit_of_line("（金额单位:万元）")
    ('元/月', '', '万元')
    """
    match = re.search(r"单位:?(.{1,8})", plain(text))
    return _unit(match.group(1)) if match else ""


def _unit(text: str) -> str:
    match = _UNIT.search(text)
    if match is None:
        return ""
    return match.group(1) + (f"/{match.group(3)}" if match.group(3) else "")


def person_name(text: str) -> str:
    """The comparison form of a person's name: no spaces, one kind of middle dot.

    >>> person_name("张 三") == person_name("张三"), person_name("阿•里")
    (True, '阿·里')
    """
    return re.sub(r"[·•・‧∙.．。]", "·", plain(text))
