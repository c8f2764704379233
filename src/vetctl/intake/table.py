"""From the sheets of a file to one frame of parsed columns.

Decides which sheets are used and says why the others are not; reports what is wrong with the file as a whole.
It looks at cells one by one; what rows mean together is judged elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import repeat
from typing import Any

from vetctl.core.catalogue import t
from vetctl.core.finding import Finding, Severity, Where
from vetctl.intake import cells, rows
from vetctl.intake.codes import weight
from vetctl.intake.frame import Frame, Origin, Problem
from vetctl.intake.header import SEARCHED_ROWS, Header, Lexicon, find, looks_like_header
from vetctl.intake.known import Known
from vetctl.intake.read import Sheet, Source
from vetctl.intake.register import Column, Register
from vetctl.intake.words import plain, term

_NOT_DATA = ("示例", "样例", "填写说明", "填表说明", "说明", "选项", "汇总", "封面", "目录", "example", "错误汇总")
_OPTIONS = ("选项", "options")
_NOT_FILLED = frozenset({"identity", "account", "name", "phone", "credit"})
"""Kinds of columns in which a merged cell is never copied downwards."""


@dataclass(slots=True, kw_only=True)
class Reading:
    """What a file holds, before rows are checked."""

    source: Source
    register: Register | None = None
    frame: Frame | None = None
    headers: dict[str, Header] = field(default_factory=dict)
    """Sheet -> its heading row."""
    skipped: dict[str, str] = field(default_factory=dict)
    """Sheet -> why it was not used: ``empty``, ``name``, ``header``, ``hidden``."""
    findings: list[Finding] = field(default_factory=list)
    """Problems of the file as a whole."""
    left_out: dict[str, int] = field(default_factory=dict)
    """Rows that are no data: ``totals``, ``repeated``, ``signatures``."""

    def report(self, code: str, *, sheet: str = "", row: int | None = None, column: int | None = None, heading: str = "",
               value: str = "", severity: Severity | None = None, **details: Any) -> None:  # fmt: skip
        """Note a problem of the file."""
        where = Where(file=self.source.name, sheet=sheet, row=row, column=column)
        self.findings.append(
            Finding(code=code, severity=severity or weight(code), where=where, heading=heading, value=value, details=details)
        )

    @property
    def refused(self) -> bool:
        """Whether the file as a whole cannot be used."""
        return any(f.severity is Severity.ERROR for f in self.findings)


def read_table(source: Source, registers: Mapping[str, Register], known: Known) -> Reading:
    """Find the headings of every sheet and parse the rows below them.

    Args:
        source: the opened file.
        registers: those it may be; one when the clerk named it.
        known: what cells are compared with.
    """
    reading = Reading(source=source)
    if source.macros:
        reading.report("E312")
    for name in source.hidden:
        reading.skipped[name] = "hidden"
        # The hidden lists behind a template's drop-downs are ours.
        if plain(name) not in _OPTIONS:
            reading.report("E310", sheet=name, what=name, count=0)
    used = _headers(reading, Lexicon(registers.values()))
    if reading.refused or reading.register is None:
        return reading
    _parse(reading, reading.register, used, known)
    return reading


def _headers(reading: Reading, lexicon: Lexicon) -> list[tuple[Sheet, Header]]:
    used: list[tuple[Sheet, Header]] = []
    filled = [s for s in reading.source.sheets if s.height]
    for sheet in reading.source.sheets:
        header = None
        if not sheet.height:
            reading.skipped[sheet.name] = "empty"
        elif len(filled) > 1 and plain(sheet.name).startswith(_NOT_DATA):
            reading.skipped[sheet.name] = "name"
        elif (header := find(sheet.head(SEARCHED_ROWS + 1), lexicon, _wide(sheet))) is None:
            reading.skipped[sheet.name] = "header"
        else:
            used.append((sheet, header))
            reading.headers[sheet.name] = header
    if not used:
        strange = any(looks_like_header(s.head(SEARCHED_ROWS)) for s in filled)
        known = "、".join(r.title for r in lexicon.registers.values())
        reading.report("E303" if strange else "E304", list=known)
        return []
    if len(lexicon.registers) == 1 and any(h.usable for _, h in used):
        # The clerk named the register: sheets of another kind in the same workbook are said and left alone.
        for sheet, header in used:
            if header.missing:
                reading.skipped[sheet.name] = "header"
                del reading.headers[sheet.name]
        used = [(sheet, header) for sheet, header in used if not header.missing]
    _judge_headers(reading, used)
    return used


def _wide(sheet: Sheet) -> list[tuple[int, int, int]]:
    top, left = sheet.first_row - 1, sheet.first_column - 1
    return [(r1 - top, c1 - left, c2 - left) for (r1, c1), (_, c2) in sheet.merged if c2 > c1]


def _judge_headers(reading: Reading, used: Sequence[tuple[Sheet, Header]]) -> None:
    for name, why in reading.skipped.items():
        if why == "header":
            reading.report("E304", sheet=name, severity=Severity.WARNING, list="")
    rivals = {code for _, h in used for code in (h.rivals or (h.register.code,))}
    if len(rivals) > 1:
        reading.report("E308", list="、".join(sorted(rivals)))
        return
    reading.register = used[0][1].register
    for sheet, header in used:
        row = header.row + sheet.first_row
        for title in header.missing:
            reading.report("E307", sheet=sheet.name, row=row, heading=title)
        for title, first, second in header.doubled:
            reading.report("E306", sheet=sheet.name, row=row, heading=title, first=first, second=second)
        for column, text, suggestion in header.unknown:
            reading.report(
                "E305", sheet=sheet.name, row=row, column=column + sheet.first_column, heading=text,
                suggestion=t("intake.suggestion", word=suggestion) if suggestion else "",
            )
        if sheet.hidden_rows:
            reading.report("E310", sheet=sheet.name, what=sheet.name, count=sheet.hidden_rows)


def _parse(reading: Reading, register: Register, used: Sequence[tuple[Sheet, Header]], known: Known) -> None:
    frame = Frame(
        register=register, origins=[], sheets={sheet.name: sheet for sheet, _ in used}, columns={c.field: [] for c in register.columns},
        present=frozenset.intersection(*(frozenset(h.fields) for _, h in used)), units={}, headings={},
    )  # fmt: skip
    memos: dict[tuple[str, str], cells.Memo] = {}
    for sheet, header in used:
        _fill_merged(sheet, header)
        _show_broken(sheet)
        _show_percentages(sheet, header)
        units = header.units if sheet.plain_numbers else _uncertain(header)
        kept = rows.sort(sheet, header, _anchor(register, header), known.places.is_township)
        start = len(frame.origins)
        frame.origins += map(Origin, repeat(sheet.name), (index + sheet.first_row for index in kept.rows))
        frame.headings.update({name: header.headings[column] for name, column in header.fields.items()})
        frame.units.update(units)
        _columns(frame, sheet, header, units, kept.rows, start, known, memos)
        _controls(reading, frame, sheet, header, kept, start, memos)
    reading.frame = frame


def _anchor(register: Register, header: Header) -> int:
    """The column a data row cannot do without: the identity number, else the first part of the key."""
    for name in ("identity", *register.key, *register.required):
        if name in header.fields:
            return header.fields[name]
    return 0


def _fill_merged(sheet: Sheet, header: Header) -> None:
    """Copy a cell merged over several rows into each of them; identity and account cells are never copied."""
    kinds = {column: header.register.column(name).kind for name, column in header.fields.items()}
    top, left = sheet.first_row - 1, sheet.first_column - 1
    for (r1, c1), (r2, c2) in sheet.merged:
        row, column = r1 - top, c1 - left
        if c1 == c2 and r2 > r1 and row >= header.data_row and kinds.get(column, "identity") not in _NOT_FILLED:
            for below in range(row + 1, min(r2 - top + 1, sheet.height)):
                sheet.columns[column][below] = sheet.columns[column][row]


def _show_broken(sheet: Sheet) -> None:
    """Put the words of error cells where the reader left nothing."""
    for (row, column), text in sheet.broken.items():
        at, across = row - sheet.first_row, column - sheet.first_column
        if 0 <= at < sheet.height and 0 <= across < len(sheet.columns):
            sheet.columns[across][at] = text if text.startswith("#") else cells.NEVER_COMPUTED


def _uncertain(header: Header) -> dict[str, str]:
    """The units of a workbook that does not tell how its numbers are shown: no percentage is certain without its sign."""
    return {name: "" if unit == "%" else unit for name, unit in header.units.items()}


def _show_percentages(sheet: Sheet, header: Header) -> None:
    """Numbers of a percentage column as the clerk sees them: 0.054 in a cell formatted as percentage is 5.4%."""
    places = [place for name, place in header.fields.items() if header.register.column(name).kind == "percent"]
    for row, column in sheet.percentages if places else ():
        at, across = row - sheet.first_row, column - sheet.first_column
        if across in places and header.data_row <= at < sheet.height and cells.is_number(sheet.columns[across][at]):
            sheet.columns[across][at] = cells.percent_text(sheet.columns[across][at])


def _columns(
    frame: Frame, sheet: Sheet, header: Header, units: Mapping[str, str], kept: Sequence[int], start: int, known: Known,
    memos: dict[tuple[str, str], cells.Memo],
) -> None:  # fmt: skip
    """Parse the columns of one sheet and append them to the frame."""
    whole = bool(kept) and kept[-1] - kept[0] + 1 == len(kept)
    for column in frame.register.columns:
        target = frame.columns[column.field]
        place = header.fields.get(column.field)
        if place is None or not kept:
            target += [None] * len(kept)
            continue
        every = sheet.columns[place]
        values = _without_booleans(every[kept[0] : kept[-1] + 1] if whole else [every[index] for index in kept])
        memo = _memo(memos, column, units.get(column.field, ""), known)
        parsed = list(map(memo.__getitem__, values))
        if memo.doubtful:
            _pull_doubts(frame, column, parsed, values, start)
        target += parsed
        if column.required and None in parsed:
            for row, value in enumerate(parsed, start):
                if value is None and not _complained(frame, row, column.field):
                    frame.add(row, "E101", column.field)


def _complained(frame: Frame, row: int, name: str) -> bool:
    return any(p.field == name for p in frame.problems.get(row, ()))


def _without_booleans(values: Sequence[Any]) -> Sequence[Any]:
    """TRUE and FALSE as words: as dictionary keys they would be 1 and 0."""
    if bool not in set(map(type, values)):
        return values
    return [("是" if v else "否") if isinstance(v, bool) else v for v in values]


def _pull_doubts(frame: Frame, column: Column, parsed: list[Any], values: Sequence[Any], start: int) -> None:
    for row in [row for row, found in enumerate(parsed) if type(found) is cells.Doubt]:
        found = parsed[row]
        problem = Problem(found.code, found.severity, column.field, values[row], found.details)
        frame.problems.setdefault(start + row, []).append(problem)
        parsed[row] = found.value


def _memo(memos: dict[tuple[str, str], cells.Memo], column: Column, unit: str, known: Known) -> cells.Memo:
    found = memos.get((column.field, unit))
    if found is None:
        found = memos[column.field, unit] = cells.Memo(parser_of(column, unit, known))
    return found


_PLAIN: Mapping[str, cells.Parser] = {
    "text": cells.text_cell,
    "village": cells.text_cell,
    "name": cells.name_cell,
    "identity": cells.identity_cell,
    "account": cells.account_cell,
    "phone": cells.phone_cell,
    "credit": cells.credit_cell,
    "stated": cells.stated_cell,
    "yes_no": cells.yes_no_cell,
    "region": cells.region_cell,
}


def parser_of(column: Column, unit: str, known: Known) -> cells.Parser:
    """The parser of a column; `unit` is the unit of its heading: of money, or %."""
    if column.kind in _PLAIN:
        return _PLAIN[column.kind]
    makers: Mapping[str, Callable[[], cells.Parser]] = {
        "date": lambda: cells.date_parser(column, known.received_on),
        "month": lambda: cells.month_parser(column, known.received_on),
        "year": lambda: cells.whole_parser(1900, 2199),
        "whole": lambda: cells.whole_parser(column.low, column.high),
        "period": lambda: cells.period_parser(column, known.received_on),
        "percent": lambda: cells.percent_parser(unit, column.low, column.high),
        "money": lambda: cells.money_parser(unit, zero=column.zero),
        "township": lambda: known.places.township,
        "choice": lambda: cells.word_parser(choice_words(column), tuple(words[0] for words in column.choices.values())),
    }
    if column.kind in makers:
        return makers[column.kind]()
    return cells.word_parser(known.words[column.kind], known.offered[column.kind])


def choice_words(column: Column) -> dict[str, Any]:
    """Comparison form of every word of a column's choices -> stored value."""
    return {term(word): value for value, words in column.choices.items() for word in (str(value), *words)}


def _controls(
    reading: Reading, frame: Frame, sheet: Sheet, header: Header, kept: rows.Kept, start: int,
    memos: Mapping[tuple[str, str], cells.Memo],
) -> None:  # fmt: skip
    """Compare totals rows with the rows above them, and report gaps in the sequence numbers."""
    for name, count in (("totals", len(kept.totals)), ("repeated", kept.repeated), ("signatures", kept.signatures)):
        if count:
            reading.left_out[name] = reading.left_out.get(name, 0) + count
    for total in kept.totals:
        if total.heads is not None and total.heads not in (total.before, total.since):
            reading.report("E209", sheet=sheet.name, row=total.row, value=str(total.heads), heading=t("intake.heads"), found=total.before)
        for column in frame.register.columns:
            if column.kind in ("money", "whole") and column.field in header.fields:
                _control_sum(reading, frame, sheet, header, total, column, start, memos)
    if header.sequence is not None:
        missing, repeated = rows.gaps([sheet.columns[header.sequence][index] for index in kept.rows])
        if missing or repeated:
            listed = "、".join(map(str, missing[:10])) or "-"
            reading.report("E215", sheet=sheet.name, missing=listed, repeated="、".join(map(str, repeated[:10])) or "-", count=len(missing))


def _control_sum(
    reading: Reading, frame: Frame, sheet: Sheet, header: Header, total: rows.Total, column: Column, start: int,
    memos: Mapping[tuple[str, str], cells.Memo],
) -> None:  # fmt: skip
    memo = memos.get((column.field, header.units.get(column.field, "")))
    stated = memo and memo[total.cells[header.fields[column.field]]]
    if not isinstance(stated, int):
        return
    values = [v or 0 for v in frame.columns[column.field][start : start + total.before]]
    if stated not in (sum(values), sum(values[total.before - total.since :])):
        reading.report("E209", sheet=sheet.name, row=total.row, heading=column.title, value=str(stated), found=sum(values))
