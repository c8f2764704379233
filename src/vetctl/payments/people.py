"""Finding one person by what a clerk knows: identity number, now or before, internal number, or a name that is unique."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from vetctl.core.errors import NotFound, Refused
from vetctl.core.identity import IdentityProblem, mask_identity, parse_identity


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who it is."""

    person: int
    name: str
    id_no: str
    township: str
    meant: int
    """The number of the entry that was named: another one when it was merged into this person."""


def find(connection: sqlite3.Connection, text: str) -> Person:
    """The person a clerk means by `text`: an identity number (15 or 18), ``#12`` for number 12, or a name.

    A former number finds its person, and an entry that was merged finds who it was merged into.

    Raises:
        NotFound: E506 nobody. Refused: E512 a name that several people bear, with their masked numbers.
    """
    if text.startswith("#") and text[1:].isdigit():
        condition, value = "m.person = ?", text[1:]
    else:
        try:
            value = parse_identity(text).number
            condition = (
                "m.person IN (SELECT person FROM person WHERE id_no = ?1 UNION ALL SELECT person FROM other_number WHERE number = ?1 AND kind = 'former')"
            )
        except IdentityProblem:
            condition, value = "f.name = ? AND m.person NOT IN (SELECT absorbed FROM merged)", text.strip()
    rows = connection.execute(
        f"""SELECT p.person, f.name, p.id_no, f.township, m.person
            FROM person m
            JOIN person p ON p.person = coalesce((SELECT i.survivor FROM merged_into i WHERE i.person = m.person), m.person)
            JOIN profile_now f ON f.person = p.person
            WHERE {condition} ORDER BY m.person LIMIT 21""",
        (value,),
    ).fetchall()
    if not rows:
        raise NotFound("E506", what=mask_identity(text) if text[:1].isdigit() else text)
    if len(rows) > 1:
        several = "、".join(f"#{row[0]} {mask_identity(row[2])} {row[3]}" for row in rows[:20])
        raise Refused("E512", name=text, several=several)
    person, name, id_no, township, meant = rows[0]
    return Person(person=person, name=name, id_no=id_no, township=township, meant=meant)
