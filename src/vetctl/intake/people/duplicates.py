"""Entries that may be one person: same name and birth, same old number, a slip of one digit, or one account and name.

It only lists; whether two entries are one person is decided by a clerk, once (`vetctl.intake.people.decisions`).
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

from vetctl.core.catalogue import t
from vetctl.core.identity import IdentityProblem, parse_identity
from vetctl.intake.people import decisions, matching
from vetctl.intake.words import person_name
from vetctl.output.report import Column, Kind, Report, Table

KINDS = ("namesake", "same-15", "one-digit", "swapped", "account")


class Suspect(NamedTuple):
    """An entry on the register, with what may show that it is another one."""

    person: int
    number: str
    name: str
    township: str
    village: str
    account: str


def listing(connection: sqlite3.Connection, *, everything: bool = False, kind: str | None = None) -> Report:
    """The pairs that nobody has decided about, with why they are suspected; with `everything` the decided ones too."""
    rows = connection.execute(
        """SELECT p.person, p.id_no, f.name, f.township, f.village, coalesce(a.number, '')
           FROM person p JOIN profile_now f ON f.person = p.person LEFT JOIN account_now a ON a.person = p.person
           WHERE p.person NOT IN (SELECT absorbed FROM merged) ORDER BY p.person"""
    )
    found: dict[tuple[Suspect, Suspect], list[str]] = defaultdict(list)
    for why, one, other in suspected([Suspect(*row) for row in rows.fetchall()]):
        if kind in (None, why):
            found[one, other].append(why)
    decided = decisions.every(connection)
    shown = []
    for (one, other), reasons in sorted(found.items()):
        said, reason = decided.get(decisions.pair(one.number, other.number), (None, None))
        if said != decisions.DIFFERENT or everything:
            why = "、".join(t(f"people.why.{code}") for code in reasons)
            decision = f"{t(f'people.said.{said}')}：{reason}" if said else None
            shown.append((f"#{one.person}", one.name, one.number, _place(one), f"#{other.person}", other.name, other.number, _place(other), why, decision))
    columns = (
        _column("one"), Column("name", "name"), _column("one_number", "identity"), Column("place", title=t("people.column.townships")),
        _column("other"), Column("other_name", "name", title=t("column.name")), _column("other_number", "identity"),
        Column("other_place", title=t("people.column.townships")), _column("why"), _column("decision"),
    )  # fmt: skip
    tables = [Table("duplicates", columns, shown, title=t("people.duplicates"))]
    held = _waiting(connection)
    if held.rows and kind is None:
        tables.append(held)
    report = Report(
        command="people duplicates",
        tables=tables,
        summary={"pairs": len(shown), "rows_waiting": len(held.rows)},
        next_step=f"vetctl people decide '{shown[0][0]}' '{shown[0][4]}' --different --reason …" if shown else None,
    )
    if not shown and not held.rows:
        report.warnings.append(t("people.no_duplicates"))
    return report


def _waiting(connection: sqlite3.Connection) -> Table:
    """Held rows whose number is still unknown and undecided, with whom they may mean."""
    rows = connection.execute(
        """SELECT r.batch, b.file_name, r.sheet, r.row_no, r.raw FROM batch_row r JOIN batch b ON b.batch = r.batch
           WHERE r.state = 'held' AND instr(r.codes, 'E230') ORDER BY r.batch, r.sheet, r.row_no"""
    ).fetchall()
    cells = [set(json.loads(raw).values()) for *_, raw in rows]
    numbers = [{found for cell in row if (found := _identity(cell))} for row in cells]
    wanted = {(person_name(cell), number[6:14]) for row, stated in zip(cells, numbers, strict=True) for cell in row for number in stated}
    twins = matching.namesakes(connection, wanted) if wanted else {}
    decided = decisions.every(connection)
    known = {n for (n,) in connection.execute("SELECT id_no FROM person UNION ALL SELECT number FROM other_number")} if rows else set()
    shown = []
    for (batch, file, sheet, row_no, _), row, stated in zip(rows, cells, numbers, strict=True):
        for number in stated - known:
            near = [one for cell in row for one in twins.get((person_name(cell), number[6:14]), ()) if decisions.pair(one.number, number) not in decided]
            shown += [(batch, file, sheet, row_no, number, f"#{one.person}", one.name, one.number) for one in near]
    columns = (
        Column("batch", "int", title=t("people.column.added")), _column("file"), _column("sheet"), _column("row", "int"), _column("number", "identity"),
        _column("other"), Column("name", "name"), _column("other_number", "identity"),
    )  # fmt: skip
    return Table("waiting", columns, shown, title=t("people.waiting"))


def _identity(cell: str) -> str | None:
    try:
        return parse_identity(cell).number
    except IdentityProblem:
        return None


def suspected(entries: Sequence[Suspect]) -> Iterator[tuple[str, Suspect, Suspect]]:
    """(why, one, other) of every suspected pair; a pair may come for several reasons.

    >>> one = Suspect(1, "990326194802113419", "陈国华", "", "", "")
    >>> [why for why, _, _ in suspected([one, one._replace(person=2, number="990326194802113718")])]
    ['namesake', 'one-digit']
    """
    yield from _alike("namesake", entries, lambda e: (person_name(e.name), e.number[6:14]))
    yield from _alike("same-15", entries, lambda e: e.number[:6] + e.number[8:17])
    for namesakes in _groups(entries, lambda e: person_name(e.name)):
        yield from _slips(namesakes)
    yield from _alike("account", [e for e in entries if e.account], lambda e: (person_name(e.name), e.account))


def _groups(entries: Iterable[Suspect], key: Callable[[Suspect], object]) -> Iterator[list[Suspect]]:
    found: dict[object, list[Suspect]] = defaultdict(list)
    for entry in entries:
        found[key(entry)].append(entry)
    yield from (group for group in found.values() if len(group) > 1)


def _alike(why: str, entries: Iterable[Suspect], key: Callable[[Suspect], object]) -> Iterator[tuple[str, Suspect, Suspect]]:
    for group in _groups(entries, key):
        for one, other in combinations(group, 2):
            yield why, one, other


def _slips(namesakes: Sequence[Suspect]) -> Iterator[tuple[str, Suspect, Suspect]]:
    """Pairs whose numbers differ by one digit, or by two neighbours in the wrong order; the check digit does not count.

    Each number is put under its 17 patterns with one digit blotted out, so that no two need be compared.
    """
    blotted: dict[tuple[int, str], list[Suspect]] = defaultdict(list)
    swapped: dict[str, list[Suspect]] = defaultdict(list)
    for entry in namesakes:
        body = entry.number[:17]
        for at in range(len(body)):
            blotted[at, body[:at] + body[at + 1 :]].append(entry)
        swapped[body].append(entry)
    for group in blotted.values():
        for one, other in combinations(group, 2):
            if one.number[:17] != other.number[:17]:
                yield "one-digit", one, other
    for entry in namesakes:
        body = entry.number[:17]
        for at in range(len(body) - 1):
            if body[at] < body[at + 1]:  # each swap once, from its ordered side
                turned = body[:at] + body[at + 1] + body[at] + body[at + 2 :]
                for other in swapped.get(turned, ()):
                    yield "swapped", min(entry, other), max(entry, other)


def _place(entry: Suspect) -> str:
    return f"{entry.township}{entry.village}"


def _column(key: str, kind: Kind = "text") -> Column:
    return Column(key, kind, title=t(f"people.column.{key}"))
