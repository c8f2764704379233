"""What a register is: its columns, its key, the facts it feeds and worked examples, all in one declaration.

From the declaration come the header matcher, the cell parsers, the template with its drop-downs and the tables it feeds.
It refuses unknown settings and never runs anything; the steps of an import are in the modules beside it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any, Literal

from vetctl.core.catalogue import language

Kind = Literal[
    "text", "name", "identity", "account", "phone", "credit", "date", "month", "year", "period", "money", "percent", "whole", "stated",
    "choice", "yes_no", "township", "village", "region", "category", "policy", "indicator",
]  # fmt: skip
"""What a cell holds; one parser each in `vetctl.intake.cells`."""

Precision = Literal["day", "month", "year"]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a register."""

    field: str
    """Name in the program and in the facts."""
    zh: str
    """The heading the template prints; the first one looked for."""
    en: str
    kind: Kind = "text"
    required: bool = False
    also: tuple[str, ...] = ()
    """Other headings clerks use for it. Compared after normalisation, never fuzzily."""
    choices: dict[str | int, tuple[str, ...]] = dataclasses.field(default_factory=dict)
    """Stored value -> the words for it; the first word is offered in the drop-down."""
    coarsest: Precision = "month"
    """The least precise date that will do."""
    future: bool = False
    """Whether a day after the day of receipt is possible."""
    zero: bool = False
    """Whether 0 is an amount here (nothing was paid by this payer), and not a slip."""
    low: int = 0
    high: int = 10_000_000
    zh_help: str = ""
    en_help: str = ""

    @property
    def title(self) -> str:
        """The heading in the reader's language."""
        return self.en if language() == "en" else self.zh

    @property
    def help(self) -> str:
        """What to fill in, in the reader's language."""
        return self.en_help if language() == "en" else self.zh_help


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """One table of facts a row feeds: key and values, table column -> field."""

    table: str
    key: dict[str, str]
    values: dict[str, str]
    needs: tuple[str, ...] = ()
    """Fields that must not be blank; otherwise the row says nothing to this table."""
    keeps: bool = False
    """Whether a blank cell leaves what is held: another row of the same person may have said it."""
    current: str = ""
    """A key column that follows the version held now, unless `explicit` is given: a change without a date corrects."""
    explicit: str = ""
    facts: dict[str, str] = dataclasses.field(default_factory=dict)
    """Name -> field of what goes into the table's JSON column ``facts``; a blank cell leaves its name out."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """Whom a row concerns when that is not who is paid: the deceased, the soldier. Becomes the column ``about``."""

    identity: str
    """Field of the identity number; a blank cell concerns nobody else."""
    name: str
    """Field of the name."""
    add: bool = False
    """Whether somebody new comes onto the register with the row; otherwise the row waits."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """A kind of spreadsheet."""

    code: str
    zh: str
    en: str
    why: str
    """What it is for, or the document that asks for it."""
    why_en: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    """Fields that make a row unique within a file."""
    people: Literal["none", "known", "add"] = "none"
    """Whether rows are about people, and whether they bring new ones onto the register."""
    policy: str = ""
    """The benefit that every row enrols its person in. Where people may be added, a column ``policy`` may say it instead."""
    about: About | None = None
    feeds: tuple[Feed, ...]
    any_of: tuple[tuple[str, ...], ...] = ()
    """Of each group at least one column must be there."""
    unused: tuple[str, ...] = ()
    """Headings that are known and not kept."""
    check: Callable[[Any, Any], None] | None = None
    """Checks over rows, and columns derived from them; gets a `Frame` and the `Known`."""
    listing: str = ""
    """SELECT of the rows held now, columns named like the fields; made from the first feed when empty."""
    arrange: Callable[[Any, Any], Any] | None = None
    """Brings the rows of the listing, given its fields, into the clerk's form where words alone do not."""

    @property
    def title(self) -> str:
        """The title in the reader's language."""
        return self.en if language() == "en" else self.zh

    @property
    def reason(self) -> str:
        """What it is for, in the reader's language."""
        return self.why_en if language() == "en" else self.why

    @property
    def required(self) -> tuple[str, ...]:
        """Fields whose column must be there."""
        return tuple(c.field for c in self.columns if c.required)

    def column(self, field: str) -> Column:
        """The column of a field."""
        return next(c for c in self.columns if c.field == field)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A worked row: what is written in the cells, and the facts or the problem codes that must come of it."""

    name: str
    cells: dict[str, str]
    """Heading -> cell text."""
    facts: dict[str, dict[str, Any]] = dataclasses.field(default_factory=dict)
    """Table -> the columns that matter."""
    codes: tuple[str, ...] = ()

    @property
    def good(self) -> bool:
        """Whether the row is meant to be taken in; such rows are shown in the template."""
        return not self.codes


NAME = Column(
    field="name", zh="姓名", en="Name", kind="name", required=True,
    also=("对象姓名", "优抚对象姓名", "人员姓名", "退役军人姓名", "领款人", "收款人", "死者姓名", "死亡人员姓名"),
    zh_help="与身份证一致，中间不要空格", en_help="As on the identity card, no spaces inside",
)  # fmt: skip
IDENTITY = Column(
    field="identity", zh="身份证号", en="Identity number", kind="identity", required=True,
    also=("身份证号码", "身份证件号码", "公民身份号码", "公民身份证号码", "证件号码", "证件号", "身份证", "身份号码"),
    zh_help="18 位，单元格格式须为文本", en_help="18 characters, cell format text",
)  # fmt: skip
TOWNSHIP = Column(
    field="township", zh="乡镇", en="Township", kind="township",
    also=("镇(乡)", "镇", "所属乡镇", "乡镇街道", "乡镇名称", "街道", "所在乡镇", "户籍乡镇", "乡(镇)", "镇乡"),
    zh_help="如 昆阳镇", en_help="Such as 昆阳镇",
)  # fmt: skip
VILLAGE = Column(
    field="village", zh="村（社区）", en="Village or community", kind="village",
    also=("村居", "行政村", "村", "社区", "户籍地", "户口所在地", "行政区划", "所属地区", "所在村", "村居社区", "村社区", "村名"),
    zh_help="如 东门社区；不能只写重名的村", en_help="The village; where two share a name, give the township too",
)  # fmt: skip
PHONE = Column(
    field="phone", zh="联系电话", en="Telephone", kind="phone",
    also=("手机", "电话号码", "手机号", "手机号码", "电话", "联系方式"),
)  # fmt: skip
NOTE = Column(field="note", zh="备注", en="Remark", also=("说明", "摘要", "附注"))
HUKOU_CHOICES: dict[str | int, tuple[str, ...]] = {
    "rural": ("农业", "农村", "农业户口", "农业户籍", "农村户口", "农"),
    "urban": ("非农业", "城镇", "非农", "非农业户口", "城镇户口", "居民"),
}
STATION_LEVELS: dict[str | int, tuple[str, ...]] = {
    "county": ("县", "县级", "中心", "县(市、区)"),
    "township": ("乡镇", "乡镇级", "镇", "乡镇(街道)", "街道"),
    "village": ("村", "村级", "社区", "村(社区)", "村社区"),
    "enterprise": ("企业", "企业级", "非公企业"),
}
PAYERS: dict[str | int, tuple[str, ...]] = {
    "central": ("中央", "中央财政", "中央级", "国家"),
    "province": ("省", "省级", "省财政", "省级财政"),
    "city": ("市", "市级", "市财政", "市级财政", "地市"),
    "county": ("县", "县级", "本县", "县财政", "区县", "本级"),
}
EVERY_BENEFIT = frozenset({"全部", "全部待遇", "所有", "所有待遇", "各项待遇", "all"})
"""What a clerk writes for money that is for all benefits together."""
PERSONAL = ("性别", "年龄")
"""Columns that follow from the identity number."""
