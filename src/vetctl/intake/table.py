"""From the sheets of a file to one frame of parsed columns.

Decides which sheets are used and says why the others are not; reports what is wrong with the file as a whole.
It looks at cells one by one; what rows mean together is judged elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import islice, repeat
from typing import Any

from vetctl.core.catalogue import t
from vetctl.core.finding import Severity
from vetctl.core.identity import mask
from vetctl.core.shelf import load_python_shelf
from vetctl.intake import cells, controls, rows
from vetctl.intake.frame import Frame, Origin, Problem, Reading
from vetctl.intake.giveback import marks
from vetctl.intake.header import SEARCHED_ROWS, Header, Lexicon, find, looks_like_header
from vetctl.intake.known import Known
from vetctl.intake.reading.read import Sheet, Source
from vetctl.intake.register import Column, Register
from vetctl.intake.words import ASIDE, announced, plain, term

_NOT_DATA = ("示例", "样例", "填写说明", "填表说明", "说明", "选项", "汇总", "封面", "目录", "example", "summary", "错误汇总")
_FROM_1904 = "1904"
_MOST_WIDE = 2000
"""More merged ranges than this no heading has."""
_OPTIONS = ("选项", "options")
_NOT_FILLED = frozenset({"identity", "account", "name", "phone", "credit"})
"""Kinds of columns in which a merged cell is never copied downwards."""


def read_table(source: Source, registers: Mapping[str, Register], known: Known) -> Reading:
    """Find the headings of every sheet and parse the rows below them.

    Args:
        source: the opened file.
        registers: those it may be; one when the clerk named it.
        known: what cells are compared with.
    """
    reading = Reading(source=source)
    _say_container(reading)
    for name in source.hidden:
        reading.skipped[name] = "hidden"
        # The hidden lists behind a template's drop-downs are ours.
        if plain(name) not in _OPTIONS:
            reading.report("E310", sheet=name, what=name, count=0)
    if known.aliases.stranger:
        reading.report("E138", sender=known.aliases.sender, list="、".join(known.aliases.senders) or "-")
    used = _headers(reading, Lexicon(registers.values(), known.aliases))
    if reading.refused or reading.register is None:
        return reading
    _parse(reading, reading.register, used, known)
    return reading


def recognise(source: Source, lexicon: Lexicon) -> Reading:
    """Find the headings of every sheet, and no more."""
    reading = Reading(source=source)
    _headers(reading, lexicon)
    return reading


def _say_container(reading: Reading) -> None:
    """What there is in the file beside its cells: macros, charts, other workbooks, formulas that show nothing."""
    source = reading.source
    if source.macros:
        reading.report("E312")
    for name in source.others:
        reading.skipped[name] = "no_table"
        reading.report("E320", sheet=name)
    outside = sum(sheet.outside for sheet in source.sheets)
    if source.links and (outside or source.kind != "xlsx"):
        reading.report("E321", list="、".join(source.links[:5]), count=outside or "")
    for sheet in source.sheets:
        if sheet.silent_formulas:
            row, column = sheet.silent_formulas[0]
            reading.report("E323", sheet=sheet.name, row=row, column=column, count=len(sheet.silent_formulas))


def _headers(reading: Reading, lexicon: Lexicon) -> list[tuple[Sheet, Header]]:
    used: list[tuple[Sheet, Header]] = []
    filled = [s for s in reading.source.sheets if s.height]
    named = []
    for sheet in reading.source.sheets:
        header = None
        if not sheet.height:
            reading.skipped[sheet.name] = "empty"
        elif len(filled) > 1 and plain(sheet.name).startswith(_NOT_DATA):
            reading.skipped[sheet.name] = "name"
            named.append(sheet)
        elif (header := find(sheet.head(SEARCHED_ROWS + 1), lexicon, _wide(sheet))) is None:
            reading.skipped[sheet.name] = "header"
        else:
            used.append((sheet, header))
    used = _settled_by_content(reading, used, named, lexicon)
    reading.headers = {sheet.name: header for sheet, header in used}
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
    _judge_headers(reading, used, lexicon)
    return used


def _settled_by_content(
    reading: Reading, used: list[tuple[Sheet, Header]], named: Sequence[Sheet], lexicon: Lexicon
) -> list[tuple[Sheet, Header]]:
    """Look into the sheets whose names say that they are no data: a name proves nothing.

    One of them is read when no other sheet has headings; otherwise the rows in it that look like data are told.
    """
    found = [(s, h) for s in named if (h := find(s.head(SEARCHED_ROWS + 1), lexicon, _wide(s))) is not None]
    if not used:
        for sheet, _ in found:
            del reading.skipped[sheet.name]
        return found
    read = set().union(*(_numbers(sheet, header) for sheet, header in used)) if found else set()
    for sheet, header in found:
        strangers = _numbers(sheet, header) - read - _examples(header.register.code)
        if strangers:
            reading.report("E126", sheet=sheet.name, value=sheet.name, count=len(strangers), list=mask("、".join(sorted(strangers)[:3])))
    return used


def _numbers(sheet: Sheet, header: Header) -> set[str]:
    """What stands under the identity heading of a sheet, where it has the length of a number."""
    place = header.fields.get("identity")
    if place is None:
        return set()
    cells_below = sheet.columns[place][header.data_row :]
    return {cell.strip() for cell in cells_below if isinstance(cell, str) and len(cell) >= len("330326530215123")}


def _examples(code: str) -> set[str]:
    """The numbers in the worked rows of a register, which every template shows on a sheet of its own."""
    module = load_python_shelf("registers")[code]
    return {cell for example in module.EXAMPLES for cell in example.cells.values()}


def _wide(sheet: Sheet) -> list[tuple[int, int, int]]:
    top, left = sheet.first_row - 1, sheet.first_column - 1
    wide = ((r1 - top, c1 - left, min(c2 - left, len(sheet.columns))) for (r1, c1), (_, c2) in sheet.merged if c2 > c1)
    return list(islice((span for span in wide if span[0] <= SEARCHED_ROWS), _MOST_WIDE))


def _judge_headers(reading: Reading, used: Sequence[tuple[Sheet, Header]], lexicon: Lexicon) -> None:
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
                suggestion=lexicon.aliases.suggestion(header.register, text)
                or (t("intake.suggestion", word=suggestion) if suggestion else ""),
            )
        if header.unused:
            titles = "、".join(header.headings[place] for place in header.unused)
            reading.remarks.append(t("intake.controls.unused", sheet=sheet.name, list=titles))


def _parse(reading: Reading, register: Register, used: Sequence[tuple[Sheet, Header]], known: Known) -> None:
    frame = Frame(
        register=register, origins=[], sheets={sheet.name: sheet for sheet, _ in used}, columns={c.field: [] for c in register.columns},
        present=frozenset.intersection(*(frozenset(h.fields) for _, h in used)), units={}, headings={},
    )  # fmt: skip
    memos: dict[tuple[str, str], cells.Memo] = {}
    parts: list[controls.Part] = []
    for sheet, header in used:
        _fill_merged(reading, sheet, header)
        _show_broken(sheet)
        _show_percentages(sheet, header)
        kept = rows.sort(sheet, header, _anchor(register, header), known.places.is_township)
        start = len(frame.origins)
        frame.origins += map(Origin, repeat(sheet.name), (index + sheet.first_row for index in kept.rows))
        frame.headings.update({name: header.headings[column] for name, column in header.fields.items()})
        frame.units.update(header.units)
        units = {**header.units, **_epochs(register)} if reading.source.from_1904 else header.units
        _columns(frame, sheet, header, units, kept.rows, start, known, memos)
        marks.collect(frame, sheet, header, kept.rows, start)
        _changes_aside(frame, sheet, header, kept.rows, start)
        parts.append(controls.Part(sheet=sheet, header=header, kept=kept, start=start))
    reading.frame = frame
    controls.control(reading, frame, parts, memos, known.places.named)


def _changes_aside(frame: Frame, sheet: Sheet, header: Header, kept: Sequence[int], start: int) -> None:
    """Warn of a death, a move or a stop written in a column that is not taken in, such as 优抚对象状态."""
    for place in (*header.unused, *(place for place, _, _ in header.unknown)):
        column = [cell if isinstance(cell, str) else "" for cell in (sheet.columns[place][index] for index in kept)]
        if announced("\n".join(column)) is None:
            continue
        name = f"{ASIDE}{place}"
        frame.headings[name] = header.headings[place]
        for row, text in enumerate(column, start):
            if found := announced(text):
                frame.add(row, "E214", name, value=text, word=found[0], proposal=t(f"intake.proposal.{found[1]}"))


def _epochs(register: Register) -> dict[str, str]:
    """The unit of every column of days in a workbook that counts them from 1904."""
    return {column.field: _FROM_1904 for column in register.columns if column.kind == "date"}


def _anchor(register: Register, header: Header) -> int:
    """The column a data row cannot do without: the identity number, else the first part of the key."""
    for name in ("identity", *register.key, *register.required):
        if name in header.fields:
            return header.fields[name]
    return 0


def _fill_merged(reading: Reading, sheet: Sheet, header: Header) -> None:
    """Copy a cell merged over several rows into each of them, and say so; identity and account cells are never copied."""
    filled: dict[int, int] = {}
    kinds = {column: header.register.column(name).kind for name, column in header.fields.items()}
    top, left = sheet.first_row - 1, sheet.first_column - 1
    ends: dict[int, int] = {}
    for (r1, c1), (r2, c2) in sorted(sheet.merged):
        row, column = r1 - top, c1 - left
        # Ranges that overlap are no spreadsheet program's work; the first of them holds.
        if c1 == c2 and r2 > r1 > ends.get(column, -1) and row >= header.data_row and kinds.get(column, "identity") not in _NOT_FILLED:
            ends[column] = r2
            for below in range(row + 1, min(r2 - top + 1, sheet.height)):
                sheet.columns[column][below] = sheet.columns[column][row]
                filled[column] = filled.get(column, 0) + 1
    for column, count in filled.items():
        if kinds.get(column):
            title = header.headings[column]
            reading.report("E124", sheet=sheet.name, column=column + sheet.first_column, heading=title, count=count)


def _show_broken(sheet: Sheet) -> None:
    """Put the words of error cells where the reader left nothing."""
    for (row, column), text in sheet.broken.items():
        at, across = row - sheet.first_row, column - sheet.first_column
        if 0 <= at < sheet.height and 0 <= across < len(sheet.columns):
            sheet.columns[across][at] = text if text.startswith("#") else cells.NEVER_COMPUTED


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
    """The parser of a column; `unit` is the unit of its heading: of money, or %, or the epoch of its days."""
    if column.kind in _PLAIN:
        return _PLAIN[column.kind]
    makers: Mapping[str, Callable[[], cells.Parser]] = {
        "date": lambda: cells.date_parser(column, known.received_on, from_1904=unit == _FROM_1904),
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
