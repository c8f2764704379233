"""What every heading of a file is read as, and why; the listing behind ``vetctl import map``.

It reads headings only, no rows, and writes nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from vetctl.core.catalogue import t
from vetctl.core.errors import Exit, Usage
from vetctl.core.finding import Severity, Where
from vetctl.intake import aliases
from vetctl.intake.aliases import EVERYBODY, NOT_KEPT, Aliases
from vetctl.intake.frame import Reading
from vetctl.intake.header import Header, Lexicon
from vetctl.intake.reading.read import Sheet, Source
from vetctl.intake.register import Register
from vetctl.intake.table import recognise
from vetctl.intake.words import heading
from vetctl.output.report import Column, Report, Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapped:
    """The headings of a file under the mappings that hold and those given now."""

    reading: Reading
    lexicon: Lexicon
    given: Sequence[tuple[str, str]] = ()
    """(heading as written, field) of the mappings given now."""

    @property
    def register(self) -> Register | None:
        """The register it is read as."""
        return self.reading.register


def examine(source: Source, registers: Mapping[str, Register], held: Aliases, given: Sequence[str]) -> Mapped:
    """Find the headings of a file, once as they are known, and again with what was given.

    Args:
        source: the opened file.
        registers: those it may be.
        held: the mappings that hold already.
        given: ``their heading=field``, as typed.

    Raises:
        Usage: E135, E136, E137, E139 a mapping that cannot be.
    """
    lexicon = Lexicon(registers.values(), held)
    reading = recognise(source, lexicon)
    pairs = [aliases.parse(text) for text in given]
    if not pairs or reading.register is None:
        return Mapped(reading=reading, lexicon=lexicon)
    register = reading.register
    declared = Lexicon([register]).fields[register.code]
    there = {heading(text): text for header in reading.headers.values() for text in header.headings if text}
    for written, _ in pairs:
        if heading(written) not in there:
            raise Usage("E139", value=written, list="、".join(dict.fromkeys(there.values())))
    meant = [(written, aliases.meaning_of(register, declared, written, meaning)) for written, meaning in pairs]
    own = dict(held.own)
    for written, meaning in meant:
        own[register.code, heading(written)] = (meaning, held.sender)
    lexicon = Lexicon([register], replace(held, own={key: value for key, value in own.items() if value[0]}))
    return Mapped(reading=recognise(source, lexicon), lexicon=lexicon, given=meant)


def report(mapped: Mapped, sender: str, *, saved: int | None, as_of: dt.date) -> Report:
    """List the headings of a file; `saved` is None when nothing was to be saved."""
    reading = mapped.reading
    rows = [row for sheet in reading.source.sheets for row in _rows(mapped, sheet, reading.headers.get(sheet.name))]
    names = ("sheet", "cell", "heading", "meaning", "how", "suggestion")
    columns = [Column(name, title=t(f"intake.column.{name}")) for name in names]
    summary: dict[str, Any] = {
        "file": reading.source.name, "register": mapped.register.code if mapped.register else "", "sender": sender or t("intake.map.everybody"),
    }  # fmt: skip
    warnings = []
    if saved is not None:
        summary["saved"] = saved
        warnings.append(t("intake.map.saved", count=saved) if saved else t("intake.map.nothing"))
    elif mapped.given:
        warnings.append(t("intake.map.not_saved"))
    # An unknown heading stands in the table, with what it may be.
    findings = [found for found in reading.findings if found.code != "E305"]
    wrong = any(found.severity is Severity.ERROR for found in findings)
    return Report(
        command="import map", tables=[Table("headings", columns, rows, title=t("intake.map.title"))], summary=summary, findings=findings,
        warnings=warnings, exit_code=Exit.FOUND if wrong else Exit.DONE, as_of=as_of,
    )  # fmt: skip


def _rows(mapped: Mapped, sheet: Sheet, header: Header | None) -> list[tuple[Any, ...]]:
    if header is None:
        return []
    fields = {place: name for name, place in header.fields.items()}
    suggestions = {place: word for place, _, word in header.unknown}
    given = {heading(written) for written, _ in mapped.given}
    found = []
    for place, text in enumerate(header.headings):
        if not text:
            continue
        where = Where(file="", row=header.row + header.levels - 1 + sheet.first_row, column=place + sheet.first_column)
        meaning = header.register.column(fields[place]).title if place in fields else ""
        suggestion = suggestions.get(place, "")
        if place in suggestions:
            suggestion = mapped.lexicon.aliases.suggestion(header.register, text) or suggestion
        found.append((sheet.name, where.cell, text, meaning, _why(mapped, header, place, text, given), suggestion))
    return found


def _why(mapped: Mapped, header: Header, place: int, text: str, given: set[str]) -> str:
    """Why a heading is read as it is, in words."""
    own = mapped.lexicon.aliases.own.get((header.register.code, heading(text)))
    if heading(text) in given:
        return t("intake.map.how.set")
    if own is not None:
        key = "dropped" if own[0] == NOT_KEPT else "alias"
        return t(f"intake.map.how.{key}", sender=t("intake.map.everybody") if own[1] == EVERYBODY else own[1])
    if place in header.fields.values():
        return t("intake.map.how.declared")
    if place == header.sequence:
        return t("intake.map.how.sequence")
    return t("intake.map.how.unknown" if any(place == at for at, _, _ in header.unknown) else "intake.map.how.unused")
