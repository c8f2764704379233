"""Finding the heading row of a sheet, and which register it is.

Headings are compared after normalisation against the declared words, never by likeness: 退伍时间 is not 入伍时间.
What only resembles a heading is suggested in a warning. It reads no data rows.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from vetctl.intake.aliases import NOT_KEPT, Aliases
from vetctl.intake.register import Register
from vetctl.intake.words import heading, plain, unit_of_heading, unit_of_line

SEARCHED_ROWS = 15
LEAST_KNOWN = 3

SEQUENCE = frozenset({"序号", "编号", "号", "no", "行号"})
RETURNED = ("状态", "错误说明", "处理办法", "原位置", "State", "Reason", "Remedy", "Place")
"""Headings of a returned workbook; a corrected one is imported again as it is."""
MARK = "_vetctl"
"""Heading of the hidden column that says where a returned row came from (`vetctl.intake.giveback.marks`)."""
_RETURNED = {heading(text) for text in (*RETURNED, MARK)}
NO_ALIASES = Aliases()
_SILENT = SEQUENCE | _RETURNED


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The heading row of one sheet, matched against one register."""

    register: Register
    row: int
    """Index of the first heading row among the sheet's rows."""
    levels: int
    fields: Mapping[str, int]
    """Field -> index of its column."""
    headings: tuple[str, ...]
    """The heading of every column as written, levels joined."""
    units: Mapping[str, str]
    unknown: tuple[tuple[int, str, str], ...] = ()
    """(column index, heading, suggestion)."""
    doubled: tuple[tuple[str, str, str], ...] = ()
    """(field's heading, first heading, second heading)."""
    missing: tuple[str, ...] = ()
    """Headings of required columns that are not there."""
    sequence: int | None = None
    unused: tuple[int, ...] = ()
    """Indices of the columns that are known and not kept."""
    rivals: tuple[str, ...] = field(default=())
    """Codes of other registers that fit as well."""

    @property
    def data_row(self) -> int:
        """Index of the first row below the headings."""
        return self.row + self.levels

    @property
    def usable(self) -> bool:
        """Whether rows below can be read."""
        return not (self.missing or self.doubled or self.rivals)

    @property
    def mark(self) -> int | None:
        """Index of the column of marks of a returned workbook."""
        return next((at for at, text in enumerate(self.headings) if heading(_last(text)) == heading(MARK)), None)

    @property
    def returned(self) -> frozenset[int]:
        """Indexes of the columns that a returned workbook added to the clerk's own."""
        if self.mark is None:
            return frozenset()  # then a column called 状态 is the clerk's own
        own = set(self.fields.values())
        return frozenset(at for at, text in enumerate(self.headings) if at not in own and heading(_last(text)) in _RETURNED)


def _last(text: str) -> str:
    """The lowest level of a flat heading."""
    return text.rsplit("/", 1)[-1]


class Lexicon:
    """Heading -> field, for each register."""

    def __init__(self, registers: Iterable[Register], aliases: Aliases = NO_ALIASES) -> None:
        self.registers = {register.code: register for register in registers}
        self.aliases = aliases
        self.fields: dict[str, dict[str, str]] = {}
        self._unused: dict[str, set[str]] = {}
        for register in self.registers.values():
            words: dict[str, str] = {}
            for column in register.columns:
                for word in (column.zh, column.en, *column.also):
                    words.setdefault(heading(word), column.field)
            self.fields[register.code] = words
            self._unused[register.code] = {heading(text) for text in register.unused}
        for (code, word), (meaning, _) in aliases.own.items():
            if meaning == NOT_KEPT and code in self._unused:
                self._unused[code].add(word)
            elif code in self.fields:
                self.fields[code].setdefault(word, meaning)
        self.all = {word for words in self.fields.values() for word in words}

    def field(self, code: str, text: str) -> str | None:
        """The field a heading means: the joined levels, then the lower one, then the upper one."""
        words = self.fields[code]
        for part in _readings(text):
            if found := words.get(part):
                return found
        return None

    def unused(self, code: str, text: str) -> bool:
        """Whether a heading is known and not kept."""
        return any(part in self._unused[code] for part in _readings(text))

    def knows(self, text: str) -> bool:
        """Whether any register knows the heading."""
        return any(part in self.all for part in _readings(text))


def _readings(text: str) -> list[str]:
    if "\n" not in text:
        return [heading(text)]
    upper, lower = text.split("\n", 1)
    return [heading(f"{upper}/{lower}"), heading(lower)]


def find(rows: Sequence[Sequence[Any]], lexicon: Lexicon, merged: Iterable[tuple[int, int, int]] = ()) -> Header | None:
    """Find the heading row and the register it fits best.

    Args:
        rows: the rows of a sheet; only the first fifteen are looked at.
        lexicon: the registers that may fit; one when the clerk named it.
        merged: (row index, first column index, last column index) of ranges merged over columns.

    Returns:
        None when no row has enough known headings.
    """
    wide = {(row, column): first for row, first, last in merged for column in range(first, last + 1)}
    best: tuple[int, int, list[str]] | None = None
    best_score = 0
    for index, row in enumerate(rows[:SEARCHED_ROWS]):
        for levels, texts in _candidates(rows, index, row, wide):
            score = _score(texts, lexicon)
            if levels > 1 and score <= _score([_line(cell) for cell in rows[index + 1]], lexicon):
                # The upper row adds nothing: it is a title line, not a level of headings.
                continue
            if score > best_score:
                best, best_score = (index, levels, texts), score
    if best is None or not _enough(best_score, best[2], lexicon):
        return None
    index, levels, texts = best
    above = [str(cell) for row in rows[:index] for cell in row if isinstance(cell, str) and cell]
    return _choose(index, levels, texts, above, lexicon)


def _score(texts: Sequence[str], lexicon: Lexicon) -> int:
    return sum(lexicon.knows(text) for text in texts if text)


def _candidates(
    rows: Sequence[Sequence[Any]], index: int, row: Sequence[Any], wide: Mapping[tuple[int, int], int]
) -> Iterable[tuple[int, list[str]]]:
    single = [_line(cell) for cell in row]
    yield 1, single
    if index + 1 >= len(rows):
        return
    lower = [_line(cell) for cell in rows[index + 1]]
    joined = []
    upper = ""
    for column, text in enumerate(single):
        # A heading over several columns stands in the first of them, the others are blank.
        upper = text or (upper if lower[column] and (not wide or (index, column) in wide) else "")
        joined.append(f"{upper}\n{lower[column]}" if upper and lower[column] else upper or lower[column])
    if any("\n" in text for text in joined):
        yield 2, joined


def _line(cell: Any) -> str:
    """A cell on one line: a line break inside a heading is layout; ours parts two levels."""
    return " ".join(cell.split()) if isinstance(cell, str) else ""


def _enough(score: int, texts: Sequence[str], lexicon: Lexicon) -> bool:
    if score >= LEAST_KNOWN:
        return True
    for register in lexicon.registers.values():
        found = {lexicon.field(register.code, text) for text in texts if text}
        if found.issuperset(register.required):
            return True
    return False


def _choose(index: int, levels: int, texts: list[str], above: list[str], lexicon: Lexicon) -> Header:
    headers = [_match(register, index, levels, texts, above, lexicon) for register in lexicon.registers.values()]
    complete = [h for h in headers if not h.missing]
    ranked = sorted(complete or headers, key=_fitness, reverse=True)
    best = ranked[0]
    rivals = tuple(h.register.code for h in ranked[1:] if complete and _fitness(h) == _fitness(best))
    if not rivals:
        # Only now is it known which register's words may be suggested.
        return replace(best, unknown=tuple((at, flat(text), _suggest(text, best.register)) for at, text, _ in best.unknown))
    return Header(
        register=best.register, row=index, levels=levels, fields=best.fields, headings=best.headings, units=best.units,
        rivals=(best.register.code, *rivals),
    )  # fmt: skip


def _fitness(header: Header) -> tuple[int, int]:
    """More matched columns first, then fewer missing ones."""
    return len(header.fields), -len(header.missing)


def _match(register: Register, index: int, levels: int, texts: list[str], above: list[str], lexicon: Lexicon) -> Header:
    fields: dict[str, int] = {}
    doubled: list[tuple[str, str, str]] = []
    unknown: list[tuple[int, str, str]] = []
    unused: list[int] = []
    for column, text in enumerate(texts):
        name = lexicon.field(register.code, text) if text else None
        if name is None:
            if text and lexicon.unused(register.code, text):
                unused.append(column)
            elif text and not any(part in _SILENT for part in _readings(text)):
                unknown.append((column, text, ""))
        elif name in fields:
            doubled.append((register.column(name).title, flat(texts[fields[name]]), flat(text)))
        else:
            fields[name] = column
    missing = [register.column(name).title for name in register.required if name not in fields]
    missing += [
        " / ".join(register.column(name).title for name in group)
        for group in register.any_of
        if not any(name in fields for name in group)
    ]
    sequence = next((c for c, text in enumerate(texts) if heading(text) in SEQUENCE), None)
    return Header(
        register=register, row=index, levels=levels, fields=fields, headings=tuple(flat(text) for text in texts),
        units=_units(register, fields, texts, above), unknown=tuple(unknown), doubled=tuple(doubled),
        missing=tuple(missing), sequence=sequence, unused=tuple(unused),
    )  # fmt: skip


def _units(register: Register, fields: Mapping[str, int], texts: list[str], above: list[str]) -> dict[str, str]:
    general = next((unit for unit in map(unit_of_line, above) if unit), "")
    units = {}
    for column in register.columns:
        if column.kind == "percent" and column.field in fields:
            units[column.field] = "%" if "%" in plain(texts[fields[column.field]]) else ""
        if column.kind == "money" and column.field in fields:
            own = unit_of_heading(texts[fields[column.field]])
            # A heading may say only 元 where the line above says 元/月.
            units[column.field] = own if "/" in own or not general.startswith(own) else general
    return units


def _suggest(text: str, register: Register) -> str:
    words = {heading(word): column.title for column in register.columns for word in (column.zh, *column.also)}
    close = difflib.get_close_matches(heading(text.rsplit("\n", 1)[-1]), list(words), n=1, cutoff=0.6)
    return words[close[0]] if close else ""


def flat(text: str) -> str:
    """A heading on one line."""
    return "/".join(part.strip() for part in text.split("\n") if part.strip()) if "\n" in text else text


def looks_like_header(rows: Sequence[Sequence[Any]]) -> bool:
    """Whether some row is a heading row of some other kind of workbook: short, different words without digits."""
    for row in rows[:SEARCHED_ROWS]:
        texts = [cell.strip() for cell in row if isinstance(cell, str) and cell.strip()]
        words = {text for text in texts if len(text) <= 12 and not any(c.isdigit() for c in text)}
        if len(words) >= LEAST_KNOWN and len(words) == len(texts):
            return True
    return False
