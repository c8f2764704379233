"""What a workbook says of itself, held against what was read of it: totals, counts, summary sheets, numbering, names of sheets.

Everything that is no data is told: which rows were left out, and what was hidden or filled down. Nothing here changes a value
or keeps a row out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate

from vetctl.core.catalogue import t
from vetctl.core.identity import mask
from vetctl.core.money import plain_yuan
from vetctl.intake import cells, rows
from vetctl.intake.frame import Frame, Reading
from vetctl.intake.header import SEARCHED_ROWS, Header
from vetctl.intake.reading.read import Sheet
from vetctl.intake.register import Column
from vetctl.intake.words import heading, plain, unit_of_heading

_HEADS = re.compile(r"(?:共|合计|总计|人数|总数|\()[^。;()]{0,20}?(?<![\d,.])(\d[\d,]*)(?:人|名)(?!次)")
_AMOUNT = re.compile(
    r"(?:合计|共计|总计|总额|金额|资金)[^。;标每]{0,12}?(?<![\d,.])(\d[\d,]*(?:\.\d+)?)(万?)元(?![/每])"
)
_SUMMED_HEADS = frozenset(
    {"人数", "合计人数", "总人数", "发放人数", "对象人数", "优抚对象人数", "享受人数", "户数", "合计"}
)
_NUMBERED_LIKE_PEOPLE = re.compile(r"\d{17}[\dXx]", re.ASCII)
_SHOWN = 10
_LINES_SHOWN = 5
_PAGE = re.compile(r"小计|本页|本村")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One sheet of the file, its rows parted, and where they begin in the frame."""

    sheet: Sheet
    header: Header
    kept: rows.Kept
    start: int


def control(
    reading: Reading,
    frame: Frame,
    parts: Sequence[Part],
    memos: Mapping[tuple[str, str], cells.Memo],
    is_place: Callable[[str], str | None],
) -> None:
    """Compare what the sheets state with what was read, and tell what was left out.

    Args:
        reading: gets the findings.
        frame: all rows.
        parts: the sheets they come from.
        memos: the parsers of the columns, by field and unit.
        is_place: the township a text names, if any.
    """
    control = _Control(reading, frame, parts, memos)
    for part in parts:
        _left_out(reading, part)
        for total in part.kept.totals:
            control.total(part, total)
        control.declared(part)
        _sequence(reading, part)
        _hidden(reading, part)
        _above(reading, part)
        _unit_above(reading, part)
        _township_of_name(reading, frame, part, is_place(part.sheet.name))
    if control.agreed:
        reading.remarks.append(t("intake.controls.agreed", count=control.agreed))
    for sheet in reading.source.sheets:
        if sheet.name in reading.skipped:
            _summary(reading, frame, sheet, is_place)


class _Control:
    """Counts and sums of one file, stated and found."""

    def __init__(
        self, reading: Reading, frame: Frame, parts: Sequence[Part], memos: Mapping[tuple[str, str], cells.Memo]
    ) -> None:
        self.reading = reading
        self.frame = frame
        self.parts = parts
        self.memos = memos
        self.agreed = 0
        """How many stated figures were found right."""
        self._sums: dict[str, list[int]] = {}
        self._different: dict[int, list[int]] = {}
        self._running: dict[str, rows.Running] = {}

    # totals rows

    def total(self, part: Part, total: rows.Total) -> None:
        """Check one totals row: the people it counts, and every sum in it."""
        if total.heads is not None:
            self._judge_heads(part, total, total.heads)
        for name, place in part.header.fields.items():
            column = self.frame.register.column(name)
            if column.kind in ("money", "whole"):
                self._judge_sum(part, total, column, place)
        read = {*part.header.fields.values(), part.header.sequence}
        for place, cell in enumerate(total.cells):
            if place not in read and (stated := rows.number(cell)) is not None:
                self._judge_unread(part, total, place, stated)

    def _judge_heads(self, part: Part, total: rows.Total, stated: int) -> None:
        end = part.start + total.before
        latest = part.start + total.starts[-1]
        counts = [end - (part.start + start) for start in total.starts]
        people = (self._people(part.start, end, part), self._people(0, end), len(set(self._numbers(latest, end))))
        if stated in (*counts, end, *people):
            self.agreed += 1
            return
        self._differs(part, total.row, t("intake.heads"), stated, counts[-1 if _PAGE.search(total.text) else 0])

    def _people(self, start: int, end: int, part: Part | None = None) -> int:
        """How many different people stand in some rows: one person may have two benefits. Counted once for each start."""
        found = self._different.get(start)
        if found is None:
            seen: set[object] = set()
            found = self._different[start] = [0]
            # Whoever asks for a sheet asks for no row behind it.
            for number in self._numbers(start, part.start + len(part.kept.rows) if part and start else len(self.frame)):
                seen.add(number)
                found.append(len(seen))
        return found[end - start]

    def _numbers(self, start: int, end: int) -> list[object]:
        """The identity numbers of some rows; a row without one is somebody else."""
        cells_of = self.frame.columns.get("identity") or [None] * len(self.frame)
        return [found.number if found else row for row, found in enumerate(cells_of[start:end])]

    def _judge_sum(self, part: Part, total: rows.Total, column: Column, place: int) -> None:
        cell = total.cells[place]
        memo = self.memos.get((column.field, part.header.units.get(column.field, "")))
        if memo is None or cells.is_blank(cell):
            return
        stated = memo[cell]
        if not isinstance(stated, int):
            if isinstance(cell, str) and cell.startswith("#"):
                self.reading.report("E131", sheet=part.sheet.name, row=total.row, heading=column.title, value=cell)
            return
        sums = self.sums(column.field)
        end = part.start + total.before
        found = [sums[end] - sums[part.start + start] for start in total.starts]
        if stated in (*found, sums[end]):
            self.agreed += 1
            return
        nearest = found[-1] if _PAGE.search(total.text) else found[0]
        self._differs(part, total.row, column.title, _worded(column, stated), _worded(column, nearest), place)

    def _judge_unread(self, part: Part, total: rows.Total, place: int, stated: Decimal) -> None:
        """A sum under a column that is not taken in still tells whether rows are missing."""
        running = self._running.setdefault(part.sheet.name, rows.Running(part.sheet, part.kept.rows))
        sums = running.sums(place)
        title = part.header.headings[place] if place < len(part.header.headings) else ""
        if not sums[total.before] or not title:
            return
        if running.agrees(place, stated, total.before, total.starts):
            self.agreed += 1
        else:
            self._differs(
                part,
                total.row,
                title,
                stated,
                sums[total.before] - sums[total.starts[-1] if _PAGE.search(total.text) else 0],
                place,
            )

    def sums(self, name: str) -> list[int]:
        """The sum of a field before each row of the frame, and at last over all."""
        if name not in self._sums:
            self._sums[name] = list(accumulate((value or 0 for value in self.frame.columns[name]), initial=0))
        return self._sums[name]

    def _differs(
        self, part: Part, row: int, title: str, stated: object, found: object, place: int | None = None
    ) -> None:
        column = None if place is None else place + part.sheet.first_column
        self.reading.report(
            "E209", sheet=part.sheet.name, row=row, column=column, heading=title, value=str(stated), found=found
        )

    # titles and foot lines

    def declared(self, part: Part) -> None:
        """Check the counts and amounts that lines above and below the table state: 共 35 人，金额 25,200 元."""
        above = [(index + part.sheet.first_row, part.sheet.row(index)) for index in range(part.header.row)]
        lines = [
            (number, " ".join(cells.shown(cell) for cell in row if not cells.is_blank(cell))) for number, row in above
        ]
        lines += [(line.row, line.text) for line in part.kept.lines if line.kind in ("signatures", "text")]
        for number, text in lines:
            words = plain(text)
            if match := _HEADS.search(words):
                self._declared_heads(part, number, text, int(match.group(1).replace(",", "")))
            if match := _AMOUNT.search(words):
                amount = Decimal(match.group(1).replace(",", "")).scaleb(6 if match.group(2) else 2)
                self._declared_amount(part, number, text, int(amount))

    def _declared_heads(self, part: Part, row: int, text: str, stated: int) -> None:
        end = part.start + len(part.kept.rows)
        whole = len(self.frame)
        if stated in (end - part.start, whole, self._people(part.start, end, part), self._people(0, whole)):
            self.agreed += 1
        else:
            self.reading.report(
                "E130",
                sheet=part.sheet.name,
                row=row,
                heading=t("intake.heads"),
                value=str(stated),
                found=end - part.start,
                text=mask(text[:60]),
            )

    def _declared_amount(self, part: Part, row: int, text: str, stated: int) -> None:
        money = [
            column
            for column in self.frame.register.columns
            if column.kind == "money" and column.field in part.header.fields
        ]
        if not money:
            self.reading.report(
                "E131", sheet=part.sheet.name, row=row, heading=t("intake.controls.amount"), value=plain_yuan(stated)
            )
            return
        end = part.start + len(part.kept.rows)
        found = [sums[end] - sums[part.start] for sums in (self.sums(column.field) for column in money)]
        if stated in found or stated in [self.sums(column.field)[-1] for column in money]:
            self.agreed += 1
        else:
            self.reading.report(
                "E130",
                sheet=part.sheet.name,
                row=row,
                heading=money[0].title,
                value=plain_yuan(stated),
                found=plain_yuan(found[0]),
                text=mask(text[:60]),
            )


def _worded(column: Column, value: int) -> str:
    return plain_yuan(value) if column.kind == "money" else str(value)


def _left_out(reading: Reading, part: Part) -> None:
    """Count and tell the rows that are no data, one finding for each kind and sheet."""
    kinds: dict[str, list[rows.Line]] = {}
    for line in part.kept.lines:
        kinds.setdefault(line.kind, []).append(line)
    for name, count in (("totals", len(part.kept.totals)), ("repeated", len(kinds.get("repeated", ())))):
        if count:
            reading.left_out[name] = reading.left_out.get(name, 0) + count
    others = sum(len(kinds.get(kind, ())) for kind in ("signatures", "group", "text"))
    if others:
        reading.left_out["signatures"] = reading.left_out.get("signatures", 0) + others
    for kind, lines in kinds.items():
        texts = "；".join(list(dict.fromkeys(line.text[:40] for line in lines))[:_LINES_SHOWN])
        reading.report(
            "E129",
            sheet=part.sheet.name,
            row=lines[0].row,
            kind=t(f"intake.line.{kind}"),
            list=listed(line.row for line in lines),
            text=mask(texts),
        )


def listed(numbers: Iterable[int]) -> str:
    """Row numbers in few words.

    >>> listed([4, 5, 6, 9])
    '4–6、9'
    """
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    words = [str(first) if first == last else f"{first}–{last}" for first, last in runs[:_SHOWN]]
    return "、".join(words) + ("…" if len(runs) > _SHOWN else "")


def _sequence(reading: Reading, part: Part) -> None:
    if part.header.sequence is None or part.header.mark is not None:
        return  # of a workbook given back only the bad rows may be there
    column = part.sheet.columns[part.header.sequence]
    missing, repeated = rows.gaps([column[index] for index in part.kept.rows])
    if missing or repeated:
        reading.report(
            "E215",
            sheet=part.sheet.name,
            missing=listed(missing) or "-",
            repeated=listed(repeated) or "-",
            count=len(missing),
        )


def _hidden(reading: Reading, part: Part) -> None:
    """Tell the data rows and the columns read that are not shown; they are read all the same."""
    sheet = part.sheet
    if sheet.hidden_rows:
        data = {index + sheet.first_row for index in part.kept.rows}
        hidden = sorted(data.intersection(sheet.hidden_rows))
        if hidden:
            why = t("intake.hidden.filtered" if sheet.filtered else "intake.hidden.rows", list=listed(hidden))
            reading.report("E310", sheet=sheet.name, row=hidden[0], what=why, count=len(hidden))
    columns = [place + sheet.first_column for place in part.header.fields.values()]
    unseen = sorted({*columns}.intersection(sheet.hidden_columns))
    if unseen:
        titles = "、".join(part.header.headings[column - sheet.first_column] for column in unseen)
        reading.report(
            "E310", sheet=sheet.name, column=unseen[0], what=t("intake.hidden.columns", list=titles), count=0
        )


def _above(reading: Reading, part: Part) -> None:
    """Warn of rows above the headings that hold an identity number: they are not read."""
    found = [
        index + part.sheet.first_row
        for index in range(part.header.row)
        if any(isinstance(cell, str) and _NUMBERED_LIKE_PEOPLE.fullmatch(plain(cell)) for cell in part.sheet.row(index))
    ]
    if found:
        reading.report("E133", sheet=part.sheet.name, row=found[0], list=listed(found))


def _unit_above(reading: Reading, part: Part) -> None:
    """Say where a money unit was taken from the lines above the table: it may be a factor of ten thousand."""
    taken: dict[str, list[str]] = {}
    for name, unit in part.header.units.items():
        title = part.header.headings[part.header.fields[name]]
        if unit not in ("", "%", unit_of_heading(title)):
            taken.setdefault(unit, []).append(title)
    for unit, titles in taken.items():
        reading.remarks.append(t("intake.controls.unit", sheet=part.sheet.name, unit=unit, list="、".join(titles)))


def _township_of_name(reading: Reading, frame: Frame, part: Part, named: str | None) -> None:
    """Warn where a sheet named after one township holds people of another: the rows count, not the name."""
    if named is None or "township" not in part.header.fields:
        return
    stated = Counter(frame.columns["township"][part.start : part.start + len(part.kept.rows)])
    others = {town: count for town, count in stated.items() if town is not None and town != named}
    if others:
        words = "、".join(f"{town} {count}" for town, count in sorted(others.items()))
        reading.report("E132", sheet=part.sheet.name, value=named, list=words, count=sum(others.values()))


def _summary(reading: Reading, frame: Frame, sheet: Sheet, is_place: Callable[[str], str | None]) -> None:
    """Compare a sheet that counts people by township with the rows read; it is no source of data."""
    found = _summed_heads(sheet)
    if found is None or "township" not in frame.columns:
        return
    top, place = found
    counted = Counter(frame.columns["township"])
    numbers = frame.columns.get("identity") or [None] * len(frame)
    different = {(town, n and n.number) for town, n in zip(frame.columns["township"], numbers, strict=True)}
    people = Counter(town for town, _ in different)
    compared = 0
    for index in range(top + 1, sheet.height):
        row = sheet.row(index)
        town = next((named for cell in row if isinstance(cell, str) and (named := is_place(cell))), None)
        stated = rows.number(row[place])
        if town is None or stated is None:
            continue
        compared += 1
        if stated not in (counted[town], people[town]):
            reading.report(
                "E127", sheet=sheet.name, row=index + sheet.first_row, column=place + sheet.first_column, heading=town,
                value=cells.decimal_text(stated), found=counted[town],
            )  # fmt: skip
    if compared:
        reading.remarks.append(t("intake.controls.summary", sheet=sheet.name, count=compared))


def _summed_heads(sheet: Sheet) -> tuple[int, int] | None:
    """The row and the column of the one heading that counts people; None where none or several do."""
    for index, row in enumerate(sheet.head(SEARCHED_ROWS)):
        places = [place for place, cell in enumerate(row) if isinstance(cell, str) and heading(cell) in _SUMMED_HEADS]
        if places:
            return (index, places[0]) if len(places) == 1 else None
    return None
