"""Another identity number for a person: the old one is kept with the reason and still finds the person.

It opens no transaction and asks nobody; the front door does both.
"""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

from vetctl.core.errors import Refused
from vetctl.core.identity import Identity, IdentityProblem, mask_identity, parse_identity
from vetctl.intake.people.dossier import Words
from vetctl.intake.people.unmergeable import unfinished
from vetctl.store import journal


class Numbered(NamedTuple):
    """A person's number and what it says."""

    number: str
    born_on: str
    sex: str


def held(connection: sqlite3.Connection, person: int) -> Numbered:
    """The number a person has."""
    return Numbered(*connection.execute("SELECT id_no, born_on, sex FROM person WHERE person = ?", (person,)).fetchone())


def check(connection: sqlite3.Connection, person: int, text: str) -> Identity:
    """The new number, checked, and nobody else's.

    Raises:
        Refused: E235 no identity number, E233 somebody else's, now or before.
    """
    try:
        new = parse_identity(text)
    except IdentityProblem:
        raise Refused("E235", number=mask_identity(text)) from None
    other = connection.execute(
        """SELECT p.person, coalesce(f.name, '') FROM person p LEFT JOIN profile_now f ON f.person = p.person
           WHERE p.person <> ?2 AND p.person IN (SELECT person FROM person WHERE id_no = ?1 UNION ALL SELECT person FROM other_number WHERE number = ?1)""",
        (new.number, person),
    ).fetchone()
    if other is None:
        # The person's own number of an entry merged into it is held by that entry.
        other = connection.execute("SELECT person, '' FROM person WHERE id_no = ? AND person <> ?", (new.number, person)).fetchone()
    if other is not None:
        raise Refused("E233", number=mask_identity(new.number), other=f"#{other[0]} {other[1]}".strip())
    return new


def write(connection: sqlite3.Connection, actor: journal.Actor, person: int, new: Identity, reason: str, words: Words) -> bool:
    """Supersede the number inside the open transaction; False when it is the person's already.

    Raises:
        Refused: E572 the new number states another birth, and a run that is not finished rests on the old one.
    """
    old = held(connection, person)
    if old.number == new.number:
        return False
    born_on = new.born_on.isoformat()
    if born_on != old.born_on:
        unfinished(connection, [person], words)
    event = journal.next_event(connection)
    connection.execute(
        "INSERT INTO former_number (person, number, born_on, sex, successor, reason, actor, at, event) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (person, old.number, old.born_on, old.sex, new.number, reason, actor.name, actor.at, event),
    )
    connection.execute("UPDATE person SET id_no = ?, born_on = ?, sex = ? WHERE person = ?", (new.number, born_on, new.sex, person))
    journal.append(connection, actor, {"person": person, "renumbered": True, "birth_changed": born_on != old.born_on, "reason": reason})
    return True
