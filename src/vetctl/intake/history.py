"""What a batch entered and corrected, and the whole history of an entry: every version with batch, file, sheet and row.

It reads only; the words are those of the registers.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any

from vetctl.core.catalogue import t
from vetctl.core.errors import NotFound
from vetctl.intake import batches, undo
from vetctl.intake.people.dossier import Words
from vetctl.intake.people.entries import ORIGIN
from vetctl.intake.register import Register
from vetctl.output.report import Column, Kind, Report, Table

_PERSON = "person"
_BENEFIT = frozenset({"terms", "occasion"})
"""Tables of a benefit, which name the enrolment and not the person."""


def of_batch(connection: sqlite3.Connection, batch: int, words: Words) -> Table:
    """Everything a batch added or ended, side by side with what it replaced."""
    rows: list[tuple[Any, ...]] = []
    for table in undo.versioned(connection):
        key = undo.key(connection, table)
        added = _versions(connection, table, "x.added_by = ?", (batch,))
        ended = _versions(connection, table, "x.ended_by = ?", (batch,))
        before = {tuple(one[column] for column in key): one for one in ended} if key else {}
        for one in added:
            old = before.pop(tuple(one[column] for column in key), None) if key else None
            rows.append(_line("changed" if old else "new", table, one, words, old))
        left = before.values() if key else ended
        rows += [_line("ended", table, one, words, one, now=False) for one in left]
    columns = (
        Column("movement", title=t("changes.column.movement"), words="changes.movement"), _column("table"), _column("name", "name"),
        _column("identity", "identity"), _column("what"), _column("before"), _column("after"), _column("sheet"), _column("row", "int"),
    )  # fmt: skip
    return Table("entries", columns, rows, title=t("changes.history_title", batch=batch))


def _line(movement: str, table: str, one: Mapping[str, Any], words: Words, old: Mapping[str, Any] | None, *, now: bool = True) -> tuple[Any, ...]:
    """A change of one fact; of two versions only what differs is said."""
    before, after = old, one if now else None
    if before is not None and after is not None:
        same = {name for name in after if name not in _KEPT and before.get(name) == after[name]}
        before, after = (_apart(version, other, same) for version, other in ((before, after), (after, before)))
    return (
        movement, t(f"changes.table.{table}"), one["who_name"], one["who_number"], words.benefit(one["benefit"]) if one["benefit"] else "",
        _says(words, table, before), _says(words, table, after), one["sheet"], one["row_no"],
    )  # fmt: skip


def _apart(version: Mapping[str, Any], other: Mapping[str, Any], same: set[str]) -> dict[str, Any]:
    """What a version says and the other does not; of packed facts only those that differ."""
    said = {name: value for name, value in version.items() if name not in same}
    if "facts" in said:
        held, stated = json.loads(version["facts"]), json.loads(other["facts"])
        said["facts"] = json.dumps({name: value for name, value in held.items() if stated.get(name) != value})
    return said


_KEPT = ORIGIN | {"who_name", "who_number", "benefit", "received_on", "file_name", "actor", "at"}


def _says(words: Words, table: str, version: Mapping[str, Any] | None) -> str:
    if version is None:
        return ""
    return words.says(table, {name: value for name, value in version.items() if name not in _KEPT})


def _versions(connection: sqlite3.Connection, table: str, where: str, values: Sequence[Any]) -> list[dict[str, Any]]:
    """Versions of facts with whom they are about and the batch that brought them."""
    columns = {row[1] for row in connection.execute(f"PRAGMA main.table_info({table})").fetchall()}
    person, benefit, joins = "NULL", "NULL", ""
    if table in _BENEFIT:
        person, benefit, joins = "e.person", "e.policy", "JOIN enrolment e ON e.enrolment = x.enrolment "
    elif _PERSON in columns:
        person = "x.person"
    cursor = connection.execute(
        f"""SELECT x.*, {benefit} AS benefit, p.id_no AS who_number,
                   (SELECT f.name FROM profile f WHERE f.person = {person} ORDER BY f.id DESC LIMIT 1) AS who_name,
                   b.received_on, b.file_name, b.actor
            FROM main.{table} x {joins}
            LEFT JOIN person p ON p.person = {person}
            JOIN batch b ON b.batch = x.added_by
            WHERE {where} ORDER BY x.id""",
        values,
    )
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def of_entry(connection: sqlite3.Connection, register: Register, key: Sequence[str], words: Words) -> Report:
    """Every version of what a register holds or held of somebody or something.

    Args:
        connection: the database.
        register: which register.
        key: words that all must fit: identity number or name, code, document.
        words: the clerk's words.

    Raises:
        NotFound: E595 nothing fits.
    """
    rows = []
    named = {word: _people(connection, word) for word in key} if register.people != "none" else {}
    people = {person for found in named.values() for person in found}
    where = f"p.person IN ({', '.join(map(str, sorted(people)))})" if people else "TRUE"
    others = [word for word in key if not named.get(word)]
    for table in dict.fromkeys(feed.table for feed in register.feeds):
        for one in _versions(connection, table, where, ()):
            texts = [str(value) for name, value in one.items() if value is not None and name not in ("id", "added_by", "ended_by", "row_no", "person")]
            if all(any(word in text for text in texts) for word in others):
                exact = all(word in texts for word in others)
                rows.append((one["added_by"], one["id"], table, one, exact))
    # war-1 is not war-10: what fits exactly is meant, where there is such a thing.
    rows = [row for row in rows if row[4]] or rows
    if not rows:
        raise NotFound("E595", register=register.title, what=" ".join(key))
    rows.sort(key=lambda row: (row[0], row[2], row[1]))
    shown = [
        (
            batch, t(f"changes.table.{table}"), one["who_name"], one["who_number"], words.benefit(one["benefit"]) if one["benefit"] else "",
            _says(words, table, one), batches.file_said(one["file_name"]), one["sheet"], one["row_no"], one["received_on"], one["actor"], one["ended_by"],
        )
        for batch, _, table, one, _ in rows
    ]  # fmt: skip
    columns = (
        _column("batch", "int"), _column("table"), _column("name", "name"), _column("identity", "identity"), _column("what"), _column("after"),
        _column("file"), _column("sheet"), _column("row", "int"), _column("received_on", "date"), _column("actor"), _column("ended", "int"),
    )  # fmt: skip
    return Report(command="register history", tables=[Table("versions", columns, shown, title=register.title)], summary={"versions": len(shown)})


def _people(connection: sqlite3.Connection, word: str) -> list[int]:
    """People whom a word names exactly: number on the register, identity number also a former one, or name."""
    rows = connection.execute(
        """SELECT person FROM person WHERE id_no = :word OR '#' || person = :word
           UNION SELECT person FROM profile WHERE name = :word UNION SELECT person FROM former_number WHERE number = :word""",
        {"word": word},
    )
    return [person for (person,) in rows.fetchall()]


def _column(key: str, kind: Kind = "text") -> Column:
    return Column(key, kind, title=t(f"changes.column.{key}"))
