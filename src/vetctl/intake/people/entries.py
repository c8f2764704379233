"""Entries on the register and the versions of their facts, as rows: what the dossier shows and a merge moves.

It reads only.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from vetctl.core.errors import NotFound

Facts = dict[str, Any]
"""One version of a fact: column -> value. Of terms and occasions also ``person`` and ``benefit``."""

TABLES = ("profile", "service", "account", "terms", "occasion", "death", "move", "suspension", "confirmation")
"""The tables that say something of a person, in the order in which they are shown."""
ORIGIN = frozenset({"id", "added_by", "sheet", "row_no", "ended_by"})
"""Columns that say where a version comes from, not what it says."""


class Entry(NamedTuple):
    """Somebody on the register."""

    person: int
    number: str
    name: str
    township: str

    def __str__(self) -> str:
        return " ".join(filter(None, (f"#{self.person}", self.name, self.number, self.township)))


ENTRY = """p.person, p.id_no, coalesce(f.name, '') AS name, coalesce(f.township, '') AS township
    FROM person p LEFT JOIN profile f ON f.person = p.person AND f.ended_by IS NULL"""
"""What an `Entry` is read with."""


def one(connection: sqlite3.Connection, person: int) -> Entry:
    """An entry by its number.

    Raises:
        NotFound: E506.
    """
    row = connection.execute(f"SELECT {ENTRY} WHERE p.person = ?", (person,)).fetchone()
    if row is None:
        raise NotFound("E506", what=f"#{person}")
    return Entry(*row)


def family(connection: sqlite3.Connection, person: int) -> tuple[int, ...]:
    """The entry, and those merged into it."""
    rows = connection.execute("SELECT person FROM merged_into WHERE survivor = ? ORDER BY person", (person,)).fetchall()
    return (person, *(other for (other,) in rows))


def versions(connection: sqlite3.Connection, table: str, people: Iterable[int], *, ended: bool = False) -> list[Facts]:
    """The versions of a fact of some entries that hold now; with `ended` all there ever were."""
    standing = "" if ended or table == "person" else " AND x.ended_by IS NULL"
    if table in ("terms", "occasion"):
        sql = f"SELECT x.*, e.person, e.policy AS benefit FROM main.{table} x JOIN enrolment e ON e.enrolment = x.enrolment WHERE e.person"
    else:
        sql = f"SELECT x.* FROM main.{table} x WHERE x.person"
    return _rows(connection, f"{sql} IN ({among(people)}){standing} ORDER BY x.rowid")


def occasions_about(connection: sqlite3.Connection, person: int) -> list[Facts]:
    """Occasions of others that concern an entry and for which nothing was paid."""
    return _rows(
        connection,
        f"""SELECT x.*, e.person, e.policy AS benefit FROM occasion x JOIN enrolment e ON e.enrolment = x.enrolment
            WHERE x.about = {int(person)} AND e.person <> {int(person)} AND x.ended_by IS NULL
              AND NOT EXISTS (SELECT 1 FROM ledger l WHERE l.occasion = x.id) ORDER BY x.id""",
    )


def terms(connection: sqlite3.Connection, person: int) -> dict[str, list[Facts]]:
    """Benefit -> the versions of its terms that hold now, in the order of their months."""
    found: dict[str, list[Facts]] = {}
    for version in sorted(versions(connection, "terms", [person]), key=lambda v: str(v["from_month"])):
        found.setdefault(version["benefit"], []).append(version)
    return found


def _rows(connection: sqlite3.Connection, sql: str) -> list[Facts]:
    cursor = connection.execute(sql)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def among(people: Iterable[int]) -> str:
    """Numbers as a list for SQL."""
    return ", ".join(str(int(person)) for person in people)


def some(said: Sequence[str], limit: int = 6) -> str:
    """The first of several sentences."""
    return "；".join(said[:limit]) + ("…" if len(said) > limit else "")
