"""Which rows of a sheet are data: blank rows, repeated headings, totals and lines of text are told apart.

A row is left out only for a reason that can be named; everything else is data, however odd. Totals are kept as controls,
and every other line is kept with its reason and its words, so that the clerk can be told.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice
from typing import Any

from vetctl.intake.cells import decimal_text, is_number, shown
from vetctl.intake.header import Header, flat
from vetctl.intake.reading.read import Sheet
from vetctl.intake.words import heading, plain

_GROUP = (
    r"(?:本页|本村|本镇|全镇|全县|全乡|全表|本表|以上|.{1,10}(?:村|社区|镇|乡|街道|组|县|站|局|类|人员|军人|士兵))?"
)
_TOTAL = re.compile(
    rf"^\(?{_GROUP}(?:(?:合计|小计|总计|共计|累计|总人数|人数)(?![一-鿿]{{2}})|(?:合计|共计|总计)(?:金额|人数|人民币|发放|资金)|共有?\d[\d,]*(?:人|名|户))"
)
_SIGNATURE = re.compile(
    r"^(?:制表|填表|制单|审核|复核|审批|经办|经手|负责|主管|分管|单位负责|单位\(?盖章|单位意见|乡镇意见|\(?盖章|领导签|签字|填报|报送|联系人|联系电话|日期|说明|注|备注|大写|人民币\(?大写)"
    r"(?:人|单位|日期|时间|领导|签字|说明|\(?盖章\)?|人签字)*\)?[:：_]"
)
_SIGNED = re.compile(
    r"^(?:单位\(盖章\)|\(?盖章\)?|制表人?|审核人?|填表人?|负责人|[(-]*第\d+页.*|\d+/\d+页?|[-—]*(?:以下空白|本页完|完)[-—]*|\d{4}年\d{1,2}月(?:\d{1,2}日)?(?:制|填|报)?)$"
)
_HEADS = re.compile(r"(\d[\d,]*)(?:人|名)")
_COUNTED = re.compile(r"(\d[\d,]*)(?:户|条|个|行)")
_NAME_LIKE = re.compile(r"[一-鿿㐀-䶿·•.]{2,5}")
_LONG_ENOUGH = 15
"""A number of this length in the identity column is data, whatever else the row holds."""
_NUMBER = re.compile(r"[¥￥]?(-?\d+(?:,\d{3})*(?:\.\d+)?)(?:元|人|名)?", re.ASCII)
_LABELLED = frozenset({"name", "identity", "township", "village", "text"})
"""Kinds of columns in which a totals row may have its word."""
_SPREAD = 3
"""A cell merged over so many columns is a line of text, no field of a row."""
_LATEST = 50
"""Of so many totals rows before it a totals row may be the sum since."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """A totals row, kept to check what stands above it."""

    row: int
    """The clerk's row number."""
    before: int
    """How many data rows of the sheet stand above it."""
    starts: tuple[int, ...]
    """The places among the data rows from which it may count: the first row, and those below earlier totals rows."""
    heads: int | None
    """The number of people it states."""
    text: str
    """Its words."""
    cells: Sequence[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A row that is neither data nor a total."""

    row: int
    """The clerk's row number."""
    kind: str
    """``repeated`` heading, ``signatures``, ``group`` title, ``numbered`` but blank, ``text``."""
    text: str


@dataclass(slots=True, kw_only=True)
class Kept:
    """The data rows of a sheet, and what the others are."""

    rows: list[int] = field(default_factory=list)
    """Their places in the sheet, counted from 0."""
    totals: list[Total] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)


class Running:
    """Sums of columns over the data rows so far, added up only when a totals row asks."""

    def __init__(self, sheet: Sheet, rows: Sequence[int]) -> None:
        self._sheet = sheet
        self._rows = rows
        self._sums: dict[int, list[Decimal]] = {}

    def sums(self, column: int) -> list[Decimal]:
        """The sum of a column before each data row, and at last over all of them."""
        sums = self._sums.setdefault(column, [Decimal()])
        cells = self._sheet.columns[column]
        for index in islice(self._rows, len(sums) - 1, None):
            sums.append(sums[-1] + (number(cells[index]) or 0))
        return sums

    def agrees(self, column: int, stated: Decimal, before: int, starts: Sequence[int]) -> bool:
        """Whether a stated sum is that of the rows above it, or of those below an earlier totals row."""
        sums = self.sums(column)
        return any(sums[before] - sums[start] == stated for start in starts)


def number(value: Any) -> Decimal | None:
    """The number in a cell, if it is one.

    >>> number(1440.0), number("1,440.00元"), number("昆阳镇")
    (Decimal('1440'), Decimal('1440.00'), None)
    """
    if is_number(value):
        return Decimal(decimal_text(value)) if value - value == 0 else None
    match = _NUMBER.fullmatch(plain(value)) if isinstance(value, str) and value else None
    return Decimal(match.group(1).replace(",", "")) if match else None


def sort(sheet: Sheet, header: Header, anchor: int, is_place: Callable[[str], bool]) -> Kept:
    """Part data rows from the rest.

    Args:
        sheet: all rows.
        header: where its headings are.
        anchor: index of the column a data row cannot do without.
        is_place: tells the name of a township, which alone in a row is the title of a group.
    """
    kept = Kept()
    sorter = _Sorter(sheet, header, kept, is_place)
    for index, value in enumerate(islice(sheet.columns[anchor], header.data_row, None), header.data_row):
        # A long text in Chinese may be a line over the whole width; a long number is somebody's.
        if type(value) is not str or len(value) < _LONG_ENOUGH or not value[0].isascii():
            row = sheet.row(index)
            if _is_blank(row) or sorter.is_other(index, row):
                continue
        kept.rows.append(index)
    return kept


def _is_blank(row: Sequence[Any]) -> bool:
    return not any(value is not None and (not isinstance(value, str) or value.strip()) for value in row)


class _Sorter:
    """What the rows that are no data are known by."""

    def __init__(self, sheet: Sheet, header: Header, kept: Kept, is_place: Callable[[str], bool]) -> None:
        self.sheet = sheet
        self.header = header
        self.kept = kept
        self.is_place = is_place
        self.running = Running(sheet, kept.rows)
        self.parts = {heading(part) for text in header.headings for part in (*text.split("/"), text) if text}
        top = sheet.first_row - 1
        self.spread = {r1 - top for (r1, c1), (_, c2) in sheet.merged if c2 - c1 + 1 >= _SPREAD}
        kinds = {column: header.register.column(name).kind for name, column in header.fields.items()}
        self.chosen = {column for column, kind in kinds.items() if kind not in _LABELLED}
        self.own = [header.fields[name] for name in ("name", "identity") if name in header.fields]

    def is_other(self, index: int, row: Sequence[Any]) -> bool:
        """Note a row that is no data, with its reason; False for data."""
        texts = [plain(shown(value)) for value in row]
        filled = [column for column, text in enumerate(texts) if text]
        if not filled:
            return True
        number_ = index + self.sheet.first_row
        if self._is_total(texts, filled, row):
            self._total(number_, texts, row)
            return True
        kind = self._kind(index, texts, filled, row)
        if kind:
            words = " ".join(shown(row[column]).strip() for column in filled)
            self.kept.lines.append(Line(row=number_, kind=kind, text=words))
        return bool(kind)

    def _kind(self, index: int, texts: Sequence[str], filled: Sequence[int], row: Sequence[Any]) -> str:
        first = texts[filled[0]]
        if self._is_heading(row):
            return "repeated"
        if _SIGNATURE.match(first) or (
            _SIGNED.match(first) and not any(texts[column] for column in self.own if column != filled[0])
        ):
            return "signatures"
        if len(filled) > 1 or len(self.header.fields) == 1:
            return ""
        if filled[0] == self.header.sequence and first.isdigit():
            return "numbered"
        if self.is_place(first):
            return "group"
        return "text" if index in self.spread or self._is_sentence(filled[0], first) else ""

    def _is_sentence(self, column: int, text: str) -> bool:
        """Whether a text alone in its row can be no one's name and no number, where rows are about people."""
        if len(self.own) < 2 or column == self.own[1]:
            return False
        return not _NAME_LIKE.fullmatch(text) and sum(c.isdigit() for c in text) * 2 < len(text) and len(text) > 1

    def _is_heading(self, row: Sequence[Any]) -> bool:
        """Whether a row holds the headings again: its mapped columns their own, or all of its cells some of them."""
        hits = 0
        for column in self.header.fields.values():
            own = self.header.headings[column].split("/")
            text = flat(row[column]) if isinstance(row[column], str) else ""
            hits += bool(text) and heading(text) in {heading(part) for part in (*own, "/".join(own))}
        if hits * 2 > len(self.header.fields):
            return True
        words = [cell for cell in row if cell is not None and cell != ""]
        # Of two levels of headings the lower one fills only a few columns.
        return len(words) > 1 and all(isinstance(cell, str) and heading(flat(cell)) in self.parts for cell in words)

    def _is_total(self, texts: Sequence[str], filled: Sequence[int], row: Sequence[Any]) -> bool:
        # 合计 under a heading of choices, such as 层级, is a choice.
        labels = {filled[0], *(set(filled[:3]) - self.chosen), *(column for column in self.own if texts[column])}
        if any(_TOTAL.match(texts[column]) for column in labels):
            return True
        return self._is_sum(filled, row)

    def _is_sum(self, filled: Sequence[int], row: Sequence[Any]) -> bool:
        """Whether a row without a label holds nothing but sums of the rows above it."""
        if len(self.kept.rows) < 2 or any(column in filled for column in self.own) or self.header.sequence in filled:
            return False
        stated = {column: number(row[column]) for column in filled}
        if not all(stated.values()):
            return False
        starts = self._starts()
        return all(
            self.running.agrees(column, value, len(self.kept.rows), starts) for column, value in stated.items() if value
        )

    def _starts(self) -> tuple[int, ...]:
        return tuple(dict.fromkeys((0, *(total.before for total in self.kept.totals[-_LATEST:]))))

    def _total(self, row_number: int, texts: Sequence[str], row: Sequence[Any]) -> None:
        words = " ".join(text for text in texts if text)
        total = Total(
            row=row_number,
            before=len(self.kept.rows),
            starts=self._starts(),
            heads=_heads(texts, self.header),
            text=words,
            cells=row,
        )
        self.kept.totals.append(total)


def _heads(texts: Sequence[str], header: Header) -> int | None:
    """The number of people a totals row states: ``共 35 人``, or a number under the name or identity heading."""
    words = " ".join(texts)
    if match := _HEADS.search(words) or _COUNTED.search(words):
        return int(match.group(1).replace(",", ""))
    for name in ("identity", "name"):
        column = header.fields.get(name)
        if column is not None and texts[column].isdigit():
            return int(texts[column])
    if any(text.startswith(("人数", "总人数")) for text in texts):
        return next((int(text) for text in texts if text.isdigit()), None)
    return None


def gaps(values: Sequence[Any]) -> tuple[list[int], list[int]]:
    """Numbers missing from and repeated in a sequence column.

    >>> gaps([1.0, 2.0, 4.0, 4.0])
    ([3], [4])
    """
    numbers = [
        int(v) for v in values if (isinstance(v, str) and v.isdecimal()) or (isinstance(v, int | float) and v == v // 1)
    ]
    seen = set(numbers)
    if not seen or max(seen) > 10 * len(values) + 1000:
        return [], []
    repeated = sorted(n for n, count in Counter(numbers).items() if count > 1)
    return [n for n in range(min(seen), max(seen)) if n not in seen], repeated
