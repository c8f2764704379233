"""Cell parsers: pure functions from what a spreadsheet holds to what vetctl stores, or to a problem code.

Nothing is guessed and no digit is repaired: an identity number stored as a number has lost its end and is refused.
No float is computed with; a number cell becomes text by its shortest decimal form first.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

from vetctl.core.catalogue import t
from vetctl.core.finding import Severity
from vetctl.core.identity import IdentityProblem, credit_code_valid, parse_identity
from vetctl.core.identity import clean as clean_number
from vetctl.core.money import MAX_FEN
from vetctl.intake.codes import weight
from vetctl.intake.dates import DAYS_TO_1904, SERIALS, DateProblem, Day, parse_date
from vetctl.intake.register import Column
from vetctl.intake.words import plain, term

Parser = Callable[[Any], Any]

BLANKS = frozenset({"", "/", "\\", "-", "--", "—", "——", "－", "无", "空", "(空)", "null", "n/a"})
"""What clerks write into a cell that has nothing to say."""

_ACCOUNT = re.compile(r"(?!.*[OoIl])[0-9A-Za-z]{8,32}", re.ASCII)
"""Letters O, I and l in an account are a mistyped 0 or 1."""
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?[eE]\+\d+", re.ASCII)
_AMOUNT = re.compile(r"[¥￥]?(-)?(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(万元|元|万)?", re.ASCII)
_WHOLE = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+)(?:\.0+)?(?:人|名|个|家|户|年|年度|岁|㎡|m2|平方米)?", re.ASCII)
_STATED = re.compile(r"\d{1,2}(?:\.\d{1,2})?年?", re.ASCII)
_PERCENT = re.compile(r"([+-])?(\d{1,6}(?:\.\d+)?)(%)?", re.ASCII)
_QUARTER = re.compile(r"(\d{4})(?:年|-)?(?:第?([一二三四1-4])季度?|q([1-4]))", re.ASCII)
_REMARK = re.compile(r"(.+?)\s*[（(](.*)[)）]?\s*")
_SEPARATOR = re.compile(r"[、，,；;/／\\|&＆]|夫妇$|夫妻$|等\d+[人名户]")
"""What stands between several people in one cell, or for them."""
_COMPOUND_SURNAMES = frozenset(
    {
        "欧阳", "太史", "端木", "上官", "司马", "东方", "独孤", "南宫", "万俟", "闻人", "夏侯", "诸葛", "尉迟", "公羊",
        "赫连", "澹台", "皇甫", "宗政", "濮阳", "公冶", "太叔", "申屠", "公孙", "慕容", "仲孙", "钟离", "长孙", "宇文",
        "司徒", "鲜于", "司空", "令狐", "第五",
    }
)  # fmt: skip
_SINGLE_NUMBER = re.compile(r"(?<![0-9A-Za-z])\d{8,}[0-9Xx]?(?![0-9A-Za-z])")
_HAN = re.compile(r"[㐀-鿿豈-﫿\U00020000-\U0003ffff]+")
_LOOSE_DIGITS = 10**15
_LONGEST_SERVICE = 30
"""Counted years of conscript service are a few; more is a slip of the pen."""
NEVER_COMPUTED = "#未计算"
"""Stands for a formula whose value no spreadsheet program has computed yet."""
_ERROR = re.compile(r"#(?:DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!|GETTING_DATA|SPILL!|CALC!|ERR|未计算)")
_YES: Mapping[str, int] = {
    **dict.fromkeys(("是", "有", "y", "yes", "true", "1", "√", "✓", "已领取", "领取"), 1),
    **dict.fromkeys(("否", "没有", "n", "no", "false", "0", "×", "x", "未领取", "未"), 0),
}


@dataclass(frozen=True, slots=True)
class Doubt:
    """A cell with a problem; `value` is None unless the row may pass."""

    code: str
    value: Any = None
    details: dict[str, Any] = field(default_factory=dict)

    @property
    def severity(self) -> Severity:
        """How much it weighs."""
        return weight(self.code)


class Named(NamedTuple):
    """A person's name and the remark a clerk wrote behind it in brackets."""

    name: str
    remark: str


class Memo(dict[Any, Any]):
    """Parses each different cell once: townships, categories and dates repeat thousands of times."""

    def __init__(self, parse: Parser) -> None:
        super().__init__()
        self.parse = parse
        self.doubtful = False
        """Whether any cell so far had a problem."""

    def __missing__(self, value: Any) -> Any:
        if is_blank(value):
            found = None
        elif isinstance(value, str) and value[0] == "#" and _ERROR.fullmatch(value):
            found = Doubt("E119")
        else:
            found = self.parse(value)
        self[value] = found
        if type(found) is Doubt:
            self.doubtful = True
        return found


def is_blank(value: Any) -> bool:
    """Whether a cell says nothing."""
    if value is None:
        return True
    if not isinstance(value, str):
        return False
    return plain(value) in BLANKS if len(value) <= 6 else not value.strip()


def shown(value: Any) -> str:
    """A cell as the clerk sees it, near enough: whole numbers without ``.0``, days as days."""
    if value is None:
        return ""
    if isinstance(value, float):
        return decimal_text(value)
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date().isoformat()
    return str(value)


def decimal_text(value: Any) -> str:
    """A number by its shortest decimal form, without exponent.

    >>> decimal_text(720.0), decimal_text(0.1), decimal_text(3)
    ('720', '0.1', '3')
    """
    if type(value) is float and value.is_integer() and 1 <= abs(value) < _LOOSE_DIGITS:
        return str(int(value))
    number = value if isinstance(value, Decimal) else Decimal(repr(value))
    if not number.is_finite():
        return repr(value)
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def is_number(value: Any) -> bool:
    """Whether a cell is a number; TRUE and FALSE are not."""
    return type(value) is float or type(value) is int


def printable(text: str) -> Any:
    """Text with line breaks as spaces, or E115: control, bidirectional or invisible characters, or a formula's first letter.

    >>> printable("甲村"), printable("=1+1").code
    ('甲村', 'E115')
    """
    body = (text if text.isprintable() else _readable(text)).strip()
    if body[:1] in ("=", "+", "-", "@"):
        return Doubt("E115", details={"why": body[0]})
    if not body.isprintable():
        for c in body:
            # Zs is a space of some width; U+3000 is what Chinese input methods type.
            if not c.isprintable() and unicodedata.category(c) != "Zs":
                return Doubt("E115", details={"why": f"U+{ord(c):04X}"})
    return body


def _readable(text: str) -> str:
    """Line breaks and tabs as spaces; invisible characters at the ends are no part of the text."""
    body = re.sub(r"[\r\n\t\v\f]+", " ", text)
    return body.strip("\u200b\u200c\u200d\u200e\u200f\ufeff\u2060 \u3000\u00a0")


def text_cell(value: Any) -> Any:
    """Any text; a number by its digits when none can be lost."""
    if is_number(value):
        return Doubt("E120") if abs(value) >= _LOOSE_DIGITS else decimal_text(value)
    body = printable(shown(value))
    if isinstance(body, str) and len(body) > 500:
        return Doubt("E120")
    return body


def name_cell(value: Any) -> Any:
    """A person's name: inner spaces of short Chinese names go, 张三（已故） gives name and remark."""
    if not isinstance(value, str):
        return Doubt("E115", details={"why": shown(value)})
    body = printable(value)
    if isinstance(body, Doubt):
        return body
    remark = ""
    if ("(" in body or "（" in body) and (match := _REMARK.fullmatch(body)):
        body, remark = match.group(1), match.group(2).rstrip(")）")
    if not body.isalnum() or body.endswith(("夫妇", "夫妻")):
        if _SEPARATOR.search(body) or _several_names(body.split()):
            return Doubt("E123")
        joined = "".join(body.split())
        if _HAN.fullmatch(joined):
            body = joined
    body = re.sub(r"[•・‧∙.．]", "·", body)
    if not 2 <= len(body) <= 50 or any(c.isdigit() for c in body):
        return Doubt("E123" if _SEPARATOR.search(body) else "E120")
    return Named(body, remark)


def _several_names(parts: list[str]) -> bool:
    """Whether a cell parted by spaces or line breaks holds whole names: 张三 李四, but not 张 三, nor 欧阳 娜娜."""
    whole = [part for part in parts if len(part) > 1 and _HAN.fullmatch(part)]
    return len(whole) > 1 and not (len(parts) == 2 and parts[0] in _COMPOUND_SURNAMES)


def _several_numbers(text: str) -> bool:
    return len(_SINGLE_NUMBER.findall(text)) > 1


def identity_cell(value: Any) -> Any:
    """An identity number (GB 11643); a number cell is E105 whatever its digits are."""
    if not isinstance(value, str):
        return Doubt("E105" if is_number(value) else "E103")
    try:
        found = parse_identity(value)
    except IdentityProblem as problem:
        if _several_numbers(value):
            return Doubt("E123")
        # 3.30326E+17 in a text table was a number cell once.
        return Doubt("E105" if _SCIENTIFIC.fullmatch(value.strip()) else problem.code)
    if found.suspicious:
        return Doubt("E117", found)
    return Doubt("E213", found) if found.converted else found


def account_cell(value: Any) -> Any:
    """A bank account: 8 to 32 letters and digits without the spaces people group them by."""
    if not isinstance(value, str):
        return Doubt("E106" if is_number(value) else "E107")
    if value.isascii() and value.isdigit() and 8 <= len(value) <= 32:
        return value
    if _SCIENTIFIC.fullmatch(value.strip()):
        return Doubt("E106")
    body = clean_number(value).replace("-", "")
    if _several_numbers(value) and (not _ACCOUNT.fullmatch(body) or _SEPARATOR.search(value) or "\n" in value):
        return Doubt("E123")
    return body.upper() if _ACCOUNT.fullmatch(body) else Doubt("E107")


def phone_cell(value: Any) -> Any:
    """A telephone number as text; eleven digits survive as a number, more do not."""
    if is_number(value):
        return decimal_text(value) if 10**6 <= value < 10**11 else Doubt("E120")
    if not isinstance(value, str):
        return Doubt("E120")
    if value.isascii() and value.isdigit():
        return value if 3 <= len(value) <= 20 else Doubt("E120")
    body = clean_number(value).removeprefix("+86")
    return body if re.fullmatch(r"[\d\-/,、;转()]{3,40}", body) else Doubt("E120")


def credit_cell(value: Any) -> Any:
    """A unified social credit code (GB 32100)."""
    if not isinstance(value, str):
        return Doubt("E105" if is_number(value) else "E103")
    body = clean_number(value).upper()
    if len(body) != 18:
        return Doubt("E103")
    return body if credit_code_valid(body) else Doubt("E102")


def whole_parser(low: int, high: int) -> Parser:
    """A whole number between bounds."""

    def parse(value: Any) -> Any:
        text = decimal_text(value) if is_number(value) else plain(shown(value))
        match = _WHOLE.fullmatch(text)
        if match is None:
            return Doubt("E116")
        number = int(match.group(1).replace(",", ""))
        return number if low <= number <= high else Doubt("E120", details={"low": low, "high": high})

    return parse


def stated_cell(value: Any) -> Any:
    """A stated number of years, kept as text because 3.1 may mean three years and one month."""
    text = decimal_text(value) if is_number(value) else plain(shown(value))
    if not _STATED.fullmatch(text):
        return Doubt("E116")
    years = text.removesuffix("年")
    return years if int(years.split(".")[0]) <= _LONGEST_SERVICE else Doubt("E120")


def money_parser(unit: str, *, zero: bool = False) -> Parser:
    """An amount in `unit` (元 or 万元, with or without /月) as fen; 0 is a slip unless `zero`."""
    column_scale = 6 if unit.startswith("万") else 2

    def parse(value: Any) -> Any:
        if is_number(value):
            amount, scale = Decimal(repr(value)), column_scale
        else:
            match = _AMOUNT.fullmatch(plain(shown(value)))
            if match is None:
                return Doubt("E110")
            sign, whole, decimals, own = match.groups()
            amount = Decimal(f"{sign or ''}{whole.replace(',', '')}{decimals or ''}")
            scale = column_scale if own is None else (6 if own.startswith("万") else 2)
        return 0 if zero and amount == 0 else _fen(amount, scale)

    return parse


def _fen(amount: Decimal, scale: int) -> Any:
    if not amount.is_finite():
        return Doubt("E110")
    exact = amount.scaleb(scale)
    if abs(exact) >= MAX_FEN:
        return Doubt("E120", details={"low": "0.01", "high": "10,000,000,000,000"})
    fen = exact.to_integral_value(ROUND_HALF_UP)
    # A computed cell such as 0.1+0.2 carries noise far below a fen; a real third decimal does not pass.
    if abs(exact - fen) > Decimal("1e-7"):
        return Doubt("E111")
    return int(fen) if fen > 0 else Doubt("E120", details={"low": "0.01", "high": ""})


def percent_parser(unit: str, low: int, high: int) -> Parser:
    """A percentage as hundredths of a percent (bp); `low` and `high` in bp.

    The unit must be stated, in the cell or in the heading (`unit`): 0.2 alone may be 0.2 % or a cell that shows 20 %.
    """

    def parse(value: Any) -> Any:
        match = _PERCENT.fullmatch(decimal_text(value) if is_number(value) else plain(shown(value)))
        if match is None or not (match.group(3) or unit):
            return Doubt("E121")
        exact = Decimal(f"{match.group(1) or ''}{match.group(2)}").scaleb(2)
        bp = exact.to_integral_value(ROUND_HALF_UP)
        # As with money: noise of a computed cell passes, a real third decimal does not.
        if abs(exact - bp) > Decimal("1e-7"):
            return Doubt("E122")
        return int(bp) if low <= bp <= high else Doubt("E120", details={"low": low, "high": high})

    return parse


def percent_text(value: Any) -> str:
    """What a number cell shows that is formatted as a percentage.

    >>> percent_text(0.054), percent_text(-0.005), percent_text(2)
    ('5.4%', '-0.5%', '200%')
    """
    # A computed cell holds 0.05400000000000001; nobody states a percentage to the ninth decimal.
    exact = Decimal(repr(value)).scaleb(2)
    return f"{decimal_text(exact.quantize(Decimal('1e-9'), ROUND_HALF_UP))}%" if exact.is_finite() else repr(value)


def period_parser(column: Column, received_on: dt.date) -> Parser:
    """A year, a quarter or a month: ``YYYY``, ``YYYY-Q1`` or ``YYYY-MM``."""

    def parse(value: Any) -> Any:
        if isinstance(value, str) and (match := _QUARTER.fullmatch(plain(value))):
            quarter = match.group(3) or str("一二三四1234".index(match.group(2)) % 4 + 1)
            start, found = f"{match.group(1)}-{int(quarter) * 3 - 2:02d}", f"{match.group(1)}-Q{quarter}"
        else:
            try:
                day = parse_date(value, coarsest="year")
            except DateProblem as problem:
                return Doubt(problem.code, details=_date_details(problem))
            start = found = day.iso[:4] if day.precision == "year" else day.iso[:7]
        return found if column.future or start <= received_on.isoformat() else Doubt("E109", details={"limit": received_on.isoformat()})

    return parse


def date_parser(column: Column, received_on: dt.date, *, from_1904: bool = False) -> Parser:
    """A day with the precision it was written in; a bare day count is doubtful, and may be counted from 1904."""

    def parse(value: Any) -> Any:
        bare = is_number(value) and value - value == 0 and int(value) in SERIALS
        try:
            day = parse_date(value + DAYS_TO_1904 if bare and from_1904 else value, coarsest=column.coarsest)
        except DateProblem as problem:
            return Doubt(problem.code, details=_date_details(problem))
        if not column.future and day.iso > received_on.isoformat():
            return Doubt("E109", details={"limit": received_on.isoformat()})
        # A cell that lost its date format: the workbook shows the number, not the day.
        return Doubt("E125", day, {"day": day.iso}) if bare else day

    return parse


def month_parser(column: Column, received_on: dt.date) -> Parser:
    """A month, ``YYYY-MM``; a day will do and its month is taken."""

    def parse(value: Any) -> Any:
        try:
            month = parse_date(value, coarsest="month").iso[:7]
        except DateProblem as problem:
            return Doubt("E109" if problem.code == "E109" else "E118", details=_date_details(problem))
        if not column.future and month > received_on.isoformat()[:7]:
            return Doubt("E109", details={"limit": received_on.isoformat()[:7]})
        return month

    return parse


def _date_details(problem: DateProblem) -> dict[str, Any]:
    return {"why": t(f"intake.date.{problem.why}"), "limit": "1840"}


def word_parser(words: Mapping[str, Any], offered: tuple[str, ...]) -> Parser:
    """One of some words; what is near is suggested in the message, never taken."""

    def parse(value: Any) -> Any:
        text = decimal_text(value) if is_number(value) else shown(value)
        found = words.get(term(text))
        return found if found is not None else Doubt("E112", details={"list": "、".join(offered[:20]), **nearest(text, offered)})

    return parse


def nearest(text: str, offered: tuple[str, ...]) -> dict[str, str]:
    """The offered word closest to a text, as a sentence detail; empty when nothing is close."""
    from difflib import get_close_matches

    close = get_close_matches(text, offered, n=1, cutoff=0.6)
    return {"suggestion": t("intake.suggestion", word=close[0]) if close else ""}


def region_cell(value: Any) -> Any:
    """An administrative code of 6, 9 or 12 digits, brought to 12; the code of a county counts zeros behind."""
    text = decimal_text(value) if is_number(value) else plain(shown(value))
    return text.ljust(12, "0") if re.fullmatch(r"\d{6}|\d{9}|\d{12}", text) else Doubt("E113", details={"suggestion": ""})


def yes_no_cell(value: Any) -> Any:
    """1 or 0."""
    text = decimal_text(value) if is_number(value) else plain(shown(value))
    found = _YES.get(text)
    return Doubt("E112", details={"list": "是、否", "suggestion": ""}) if found is None else found


__all__ = ["BLANKS", "Day", "Doubt", "Memo", "Named", "Parser", "shown"]
