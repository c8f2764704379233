"""Which rows of a sheet are data: blank rows, repeated headings and totals are told apart, and totals are kept as controls.

A row is left out only for a reason that can be named; everything else is data, however odd.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from vetctl.intake.cells import shown
from vetctl.intake.header import Header, flat
from vetctl.intake.read import Sheet
from vetctl.intake.words import heading, plain

_TOTAL = re.compile(r"^(?:本页|本村|本镇|全镇|全县|全乡)?(合计|小计|总计|共计|累计|总人数|人数)(?![一-鿿]{2})")
_SIGNATURE = re.compile(
    r"^(?:制表|填表|审核|复核|审批|经办|负责|主管|分管|单位负责|单位\(?盖章|单位意见|乡镇意见|\(?盖章|领导签|签字|填报|报送|联系人|联系电话|日期|说明|注|备注)"
    r"(?:人|单位|日期|时间|领导|签字|\(?盖章\)?|人签字)*[:：_]"
)
_SIGNED = re.compile(r"^(?:单位\(盖章\)|\(?盖章\)?|制表人?|审核人?|填表人?|负责人)$")
_HEADS = re.compile(r"(\d+)(?:人|名|户|条|个|行)")
_LONG_ENOUGH = 15
"""A text of this length in the identity column is data, whatever else the row holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """A totals row, kept to check what stands above it."""

    row: int
    """The clerk's row number."""
    before: int
    """How many data rows of the sheet stand above it."""
    since: int
    """How many of these stand below the previous totals row."""
    heads: int | None
    """The number of people it states."""
    cells: Sequence[Any]


@dataclass(slots=True, kw_only=True)
class Kept:
    """The data rows of a sheet."""

    rows: list[int] = field(default_factory=list)
    """Their places in the sheet, counted from 0."""
    totals: list[Total] = field(default_factory=list)
    repeated: int = 0
    """Heading rows repeated on every printed page."""
    signatures: int = 0
    """Signature lines, remarks below the table, and titles of groups."""


def sort(sheet: Sheet, header: Header, anchor: int, is_place: Callable[[str], bool]) -> Kept:
    """Part data rows from the rest.

    Args:
        sheet: all rows.
        header: where its headings are.
        anchor: index of the column a data row cannot do without.
        is_place: tells the name of a township, which alone in a row is the title of a group.
    """
    kept = Kept()
    for index, value in enumerate(islice(sheet.columns[anchor], header.data_row, None), header.data_row):
        if type(value) is not str or len(value) < _LONG_ENOUGH:
            row = sheet.row(index)
            if _is_blank(row) or _is_other(row, header, kept, index + sheet.first_row, is_place):
                continue
        kept.rows.append(index)
    return kept


def _is_blank(row: Sequence[Any]) -> bool:
    return not any(value is not None and (not isinstance(value, str) or value.strip()) for value in row)


def _is_other(row: Sequence[Any], header: Header, kept: Kept, number: int, is_place: Callable[[str], bool]) -> bool:
    texts = [plain(shown(value)) for value in row]
    if _is_heading(row, header):
        kept.repeated += 1
        return True
    first = next(text for text in texts if text)
    if _TOTAL.match(first):
        since = kept.totals[-1].before if kept.totals else 0
        kept.totals.append(
            Total(row=number, before=len(kept.rows), since=len(kept.rows) - since, heads=_heads(texts, header), cells=row)
        )
        return True
    alone = sum(map(bool, texts)) == 1
    if _SIGNATURE.match(first) or _SIGNED.match(first) or (alone and len(header.fields) > 1 and is_place(first)):
        kept.signatures += 1
        return True
    return False


def _is_heading(row: Sequence[Any], header: Header) -> bool:
    """Whether the mapped columns of a row hold their own headings again."""
    hits = 0
    for column in header.fields.values():
        own = header.headings[column].split("/")
        text = flat(row[column]) if isinstance(row[column], str) else ""
        hits += bool(text) and heading(text) in {heading(part) for part in (*own, "/".join(own))}
    return hits * 2 > len(header.fields)


def _heads(texts: Sequence[str], header: Header) -> int | None:
    """The number of people a totals row states: ``共 35 人``, or a number under the name or identity heading."""
    if match := _HEADS.search(" ".join(texts)):
        return int(match.group(1))
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
    numbers = [int(v) for v in values if (isinstance(v, str) and v.isdecimal()) or (isinstance(v, int | float) and v == v // 1)]
    seen = set(numbers)
    if not seen or max(seen) > 10 * len(values) + 1000:
        return [], []
    repeated = sorted(n for n, count in Counter(numbers).items() if count > 1)
    return [n for n in range(min(seen), max(seen)) if n not in seen], repeated
