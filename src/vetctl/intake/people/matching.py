"""Who a row may mean when its number alone does not say: former numbers, cut-off numbers, and likely namesakes.

A former number finds its person and the row goes on, with a warning. Everything else is a proposal for the clerk: a row
is never matched by name, birth and place, and a cut-off number is never completed.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Sequence

from vetctl.core.finding import Severity
from vetctl.core.identity import IdentityProblem, parse_identity
from vetctl.intake.cells import decimal_text, is_number
from vetctl.intake.frame import Frame
from vetctl.intake.known import Known
from vetctl.intake.people import decisions
from vetctl.intake.people.entries import ENTRY, Entry, some
from vetctl.intake.words import person_name

_SHOWN = 5
"""How many candidates a message names."""
_KEPT = 15
"""Digits of an identity number that survive in a number cell."""

_NOT_MERGED = "p.person NOT IN (SELECT absorbed FROM merged)"


def follow_superseded(frame: Frame, known: Known) -> None:
    """Put the number a person has now in the place of one the person had before, and say so."""
    if not known.superseded:
        return
    for identity, prefix in identities(frame):
        numbers = frame.columns[f"{prefix}id_no"]
        for row, number in enumerate(numbers):
            if (now := known.superseded.get(number)) is None:
                continue
            person = parse_identity(now)
            held = known.people.get(now)
            frame.add(row, "E229", identity, value=number, now=now, who=held.name if held else "")
            numbers[row] = now
            frame.columns[f"{prefix}born_on"][row] = person.born_on.isoformat()
            frame.columns[f"{prefix}sex"][row] = person.sex


def identities(frame: Frame) -> list[tuple[str, str]]:
    """The identity columns of a register, with the prefix of what is derived from each."""
    about = frame.register.about
    return [("identity", ""), *([(about.identity, "about_")] if about is not None else [])]


def name_truncated(frame: Frame, known: Known) -> None:
    """Beside a number cell that lost its end, name those on the register whose number begins so and who bear the name."""
    for identity, prefix in identities(frame):
        cut = {row: start for row, start in _cut_numbers(frame, identity) if start}
        if not cut or not known.anybody:
            continue
        found = _beginning_with(known.connection, set(cut.values()))
        names = frame.get(frame.register.about.name if prefix and frame.register.about else "name")
        for row, start in cut.items():
            alike = [one for one in found.get(start, ()) if names[row] and person_name(one.name) == person_name(names[row])]
            if alike:
                frame.add(row, "E231", identity, value=start, candidates=some([*map(str, alike)], _SHOWN))


def _cut_numbers(frame: Frame, identity: str) -> Iterable[tuple[int, str]]:
    """Rows whose identity number is a number cell, and the digits it kept; 15 digits are an old number, whole."""
    for row, problems in frame.problems.items():
        value = next((p.value for p in problems if p.code == "E105" and p.field == identity), None)
        digits = decimal_text(value) if is_number(value) else _mantissa(str(value)) if value is not None else ""
        if len(digits) == _KEPT:
            try:
                yield row, parse_identity(digits).number
            except IdentityProblem:
                yield row, ""
        else:
            yield row, digits[:_KEPT] if len(digits) == 18 and digits.isdigit() else ""


def _mantissa(text: str) -> str:
    """The digits of ``9.90326195507083E+17``; nothing when fewer than fifteen were written."""
    match = re.fullmatch(r"(\d)\.(\d{14,})[eE]\+17", text.strip(), re.ASCII)
    return (match.group(1) + match.group(2)).ljust(18, "0")[:18] if match else ""


def _beginning_with(connection: sqlite3.Connection, starts: set[str]) -> dict[str, list[Entry]]:
    connection.execute("CREATE TEMP TABLE number_start (start TEXT PRIMARY KEY) WITHOUT ROWID")
    try:
        connection.executemany("INSERT INTO temp.number_start VALUES (?)", ((start,) for start in starts))
        rows = connection.execute(
            f"""SELECT s.start, q.* FROM temp.number_start s
                JOIN (SELECT {ENTRY} WHERE {_NOT_MERGED}) q ON q.id_no >= s.start AND q.id_no < s.start || 'Z' ORDER BY q.id_no"""
        ).fetchall()
    finally:
        connection.execute("DROP TABLE temp.number_start")
    found: dict[str, list[Entry]] = {}
    for start, *person in rows:
        found.setdefault(start, []).append(Entry(*person))
    return found


def propose(frame: Frame, known: Known, rows: Sequence[int], number_field: str, name_field: str, identity: str) -> set[int]:
    """Complain of rows with an unknown number whose name, birth and, where both say one, place are those of somebody held.

    Such a row waits: it may mean that person. Where it only records somebody new and enrols nobody, it goes in with a
    warning, and the pair is on the list of possible duplicates. Two numbers decided to be two people's are not proposed again.

    Args:
        frame: the checked file.
        known: the people held.
        rows: rows whose number is unknown.
        number_field: column of the number; its digits 7 to 14 are the day of birth.
        name_field: column of the name.
        identity: the field to complain about.

    Returns:
        The rows complained of.
    """
    register = frame.register
    pays = bool(register.policy) or "policy" in frame.columns or register.people == "known"
    numbers, names = frame.columns[number_field], frame.get(name_field)
    wanted = {row: (person_name(names[row]), numbers[row][6:14]) for row in rows}
    twins = namesakes(known.connection, set(wanted.values()))
    if not twins:
        return set()
    decided = {two for two, (said, _) in decisions.every(known.connection).items() if said == decisions.DIFFERENT}
    townships = frame.get("township") if identity == "identity" else [None] * len(frame)
    proposed = set()
    for row, key in wanted.items():
        near = [
            one
            for one in twins.get(key, ())
            if (not townships[row] or not one.township or one.township == townships[row]) and decisions.pair(one.number, numbers[row]) not in decided
        ]
        if near:
            severity = None if pays else Severity.WARNING
            frame.add(row, "E230", identity, value=numbers[row], severity=severity, candidates=some([*map(str, near)], _SHOWN))
            proposed.add(row)
    return proposed


def namesakes(connection: sqlite3.Connection, wanted: set[tuple[str, str]]) -> dict[tuple[str, str], list[Entry]]:
    """(name, birth as eight digits) -> those on the register who have both."""
    births = {f"{birth[:4]}-{birth[4:6]}-{birth[6:]}" for _, birth in wanted}
    connection.execute("CREATE TEMP TABLE birth (born_on TEXT PRIMARY KEY) WITHOUT ROWID")
    try:
        connection.executemany("INSERT INTO temp.birth VALUES (?)", ((day,) for day in births))
        rows = connection.execute(
            f"SELECT {ENTRY} WHERE p.born_on IN (SELECT born_on FROM temp.birth) AND {_NOT_MERGED} ORDER BY p.person"
        ).fetchall()
    finally:
        connection.execute("DROP TABLE temp.birth")
    found: dict[tuple[str, str], list[Entry]] = {}
    for one in (Entry(*row) for row in rows):
        key = (person_name(one.name), one.number[6:14])
        if key in wanted:
            found.setdefault(key, []).append(one)
    return found


def hold_paid_before_merge(frame: Frame, known: Known) -> None:
    """Hold an occasion that stands under the number of somebody merged into this person: it would be paid a second time."""
    if not known.superseded or not any(feed.table == "occasion" for feed in frame.register.feeds):
        return
    rows = known.connection.execute(
        """SELECT p.id_no, o.reference, e.policy, q.id_no, o.added_by
           FROM merged_into m
           JOIN person p ON p.person = m.survivor
           JOIN person q ON q.person = m.person
           JOIN enrolment e ON e.person = m.person
           JOIN occasion o ON o.enrolment = e.enrolment AND o.ended_by IS NULL"""
    ).fetchall()
    standing = {(number, reference, policy): (former, batch) for number, reference, policy, former, batch in rows}
    policies = frame.columns.get("policy") or [frame.register.policy] * len(frame)
    for row, key in enumerate(zip(frame.columns["id_no"], frame.get("reference"), policies, strict=True)):
        if key in standing:
            former, batch = standing[key]
            frame.add(row, "E232", "identity", value=key[0], reference=key[1], former=former, batch=batch)
