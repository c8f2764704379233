"""Taking a batch back: a further batch that ends what it added and puts back what it had ended. Nothing is deleted.

Refused when later entries stand on it, or when money of an exported run does, with what stands there by name. People and
enrolments keep their numbers; without a fact of theirs nobody is paid by them, and the corrected file finds them again.
It opens no transaction and asks nobody; the front door does both.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from vetctl.core.catalogue import t
from vetctl.core.errors import NotFound, Refused
from vetctl.core.money import format_yuan
from vetctl.store import journal
from vetctl.store.journal import Actor

COMMAND = "import undo"
SHIPPED = "vetctl:"
"""Beginning of the file names of what came with the program."""
_NAMED = 6
"""So many of what stands on a batch are named; the rest is counted."""

Titles = Mapping[tuple[str, str], str]


@dataclass(slots=True, kw_only=True)
class Undo:
    """A batch that may be undone, and what that would do."""

    batch: int
    register: str
    file: str
    ended: dict[str, int] = field(default_factory=dict)
    """Table -> entries that end."""
    back: dict[str, int] = field(default_factory=dict)
    """Table -> entries that are put back."""


def undone_by(connection: sqlite3.Connection, batch: int) -> int | None:
    """The batch that undid this one; None when none did, or when that was undone in turn."""
    row = connection.execute("SELECT undone_by FROM undone_now WHERE batch = ?", (batch,)).fetchone()
    return int(row[0]) if row else None


def in_force(connection: sqlite3.Connection, batch: int) -> int:
    """The batch by which a batch holds that was undone and done again: to undo that is to undo it."""
    while (row := connection.execute("SELECT undone_by FROM undone WHERE batch = ?", (batch,)).fetchone()) is not None:
        batch = int(row[0])
    return batch


def plan(connection: sqlite3.Connection, batch: int, registers: Sequence[str], titles: Titles) -> Undo:
    """What undoing a batch would do.

    Args:
        batch: its number.
        registers: codes of the registers; a batch of anything else is no import.
        titles: from `shelf.titles`, for the names of benefits.

    Raises:
        NotFound: E506. Refused: E597 it is undone, E592 it is no import, E591 money stands on it, E590 later entries do.
    """
    found = connection.execute("SELECT register, file_name FROM batch WHERE batch = ?", (batch,)).fetchone()
    if found is None:
        raise NotFound("E506", what=t("intake.no_batch", batch=batch))
    register, file = found
    if (by := undone_by(connection, batch)) is not None:
        raise Refused("E597", batch=batch, by=by)
    batch = in_force(connection, batch)
    if register not in registers or file.startswith(SHIPPED):
        raise Refused("E592", batch=batch, name=file)
    money, count = _money(connection, batch, titles)
    if money:
        raise Refused("E591", batch=batch, list=_named(money, count))
    if stands := _later(connection, batch):
        raise Refused("E590", batch=batch, list=_named(stands, len(stands)))
    undo = Undo(batch=batch, register=register, file=file)
    for table in versioned(connection):
        live = f"{_mine(table)} SELECT COUNT(*) FROM mine m JOIN main.{table} x ON x.id = m.id WHERE x.ended_by IS NULL"
        back = f"SELECT COUNT(*) FROM main.{table} WHERE ended_by = :batch"
        for counts, sql in ((undo.ended, live), (undo.back, back)):
            (count,) = connection.execute(sql, {"batch": batch}).fetchone()
            if count:
                counts[table] = count
    return undo


def commit(connection: sqlite3.Connection, actor: Actor, undo: Undo, reason: str, as_of: date) -> int:
    """Take a batch back inside the caller's transaction and return the number of the batch that did."""
    (number,) = connection.execute("SELECT MAX(batch) + 1 FROM batch").fetchone()
    facts = {"batch": number, "undoes": undo.batch, "register": undo.register, "reason": reason, "ended": undo.ended, "back": undo.back}
    seal = hashlib.sha256(json.dumps([undo.batch, number, undo.ended, undo.back], sort_keys=True).encode()).hexdigest()
    connection.execute(
        "INSERT INTO batch (batch, register, file_name, file_sha256, rows_sha256, received_on, actor, rows_in, accepted, held, rejected, unchanged, "
        "summary) VALUES (?, ?, ?, ?, ?, ?, ?, 0, 0, 0, 0, 0, ?)",
        (
            number, undo.register, f"{COMMAND} {undo.batch}", seal, seal, as_of.isoformat(), actor.name,
            json.dumps({"mode": "undo", "undoes": undo.batch, "reason": reason, "new": 0, "changed": 0, "codes": {}}, ensure_ascii=False, sort_keys=True),
        ),
    )  # fmt: skip
    for table in versioned(connection):
        given = {"batch": undo.batch, "number": number}
        connection.execute(f"{_mine(table)} UPDATE main.{table} SET ended_by = :number WHERE ended_by IS NULL AND id IN (SELECT id FROM mine)", given)
        kept = ", ".join(_columns(connection, table))
        (given["last"],) = connection.execute(f"SELECT coalesce(MAX(id), 0) FROM main.{table}").fetchone()
        again = f"FROM main.{table} WHERE ended_by = :batch ORDER BY id"
        connection.execute(
            f"INSERT INTO main.{table} (id, {kept}, added_by) SELECT :last + row_number() OVER (ORDER BY id), {kept}, :number {again}", given
        )
        connection.execute(
            f"INSERT INTO put_back (fact, original, copy) SELECT '{table}', id, :last + row_number() OVER (ORDER BY id) {again}",
            {name: given[name] for name in ("batch", "last")},
        )
    connection.execute("INSERT INTO undone (batch, undone_by, reason) VALUES (?, ?, ?)", (undo.batch, number, reason))
    journal.append(connection, actor, facts)
    return int(number)


def versioned(connection: sqlite3.Connection) -> list[str]:
    """The tables of facts, whose rows are ended and never changed."""
    rows = connection.execute(
        """SELECT m.name FROM main.sqlite_master m
           WHERE m.type = 'table' AND EXISTS (SELECT 1 FROM pragma_table_info(m.name, 'main') c WHERE c.name = 'ended_by') ORDER BY m.name"""
    )
    return [row[0] for row in rows.fetchall()]


def _mine(table: str) -> str:
    """``mine``: the versions a batch added, with those that were put back in their place since."""
    return (
        f"WITH RECURSIVE mine(id) AS (SELECT id FROM main.{table} WHERE added_by = :batch "
        f"UNION SELECT p.copy FROM mine m JOIN put_back p ON p.fact = '{table}' AND p.original = m.id)"
    )


def _columns(connection: sqlite3.Connection, table: str) -> list[str]:
    """The columns of a fact that say something, with sheet and row."""
    rows = connection.execute(f"PRAGMA main.table_info({table})").fetchall()
    return [row[1] for row in rows if row[1] not in ("id", "added_by", "ended_by")]


def _named(stands: Sequence[str], count: int) -> str:
    more = [t("changes.stands.and_more", count=count)] if count > _NAMED else []
    return "；".join([*stands[:_NAMED], *more])


# -- what stands on a batch -----------------------------------------------------------------------------------------

_OF_PERSON = ("profile", "service", "account", "death", "move", "suspension", "confirmation")
_OF_ENROLMENT = ("terms", "occasion")

_NAME = (
    "coalesce((SELECT f.name FROM profile f WHERE f.person = {person} AND f.ended_by IS NULL), "
    "(SELECT f.name FROM profile f WHERE f.person = {person} ORDER BY f.id DESC LIMIT 1), '#' || {person})"
)
"""The name somebody has, else the one they had last; it is looked for only where something is named."""


def _later(connection: sqlite3.Connection, batch: int) -> list[str]:
    """Entries of later batches that would lose what they rest on."""
    stands: dict[tuple[str, str, int], str] = {}
    for table in versioned(connection):
        who = _who(connection, table)
        changed = (
            f"{_mine(table)} SELECT {who}, x.ended_by FROM mine m JOIN main.{table} x ON x.id = m.id "
            f"WHERE x.ended_by IS NOT NULL AND NOT EXISTS (SELECT 1 FROM put_back p WHERE p.fact = '{table}' AND p.original = x.id)"
        )
        _note(connection, stands, "changed", table, changed, batch)
        if names := key(connection, table):
            same = " AND ".join(f"y.{column} IS x.{column}" for column in names)
            again = (
                f"{_mine(table)} SELECT {who}, y.added_by FROM main.{table} x "
                f"JOIN main.{table} y ON {same} AND y.ended_by IS NULL AND y.id NOT IN (SELECT id FROM mine) WHERE x.ended_by = :batch"
            )
            _note(connection, stands, "same_key", table, again, batch)
    for table in (*_OF_PERSON, *_OF_ENROLMENT):
        _note(connection, stands, "later", table, _ORPHANED[table].format(who=_who(connection, table)), batch)
    answered = [
        t("changes.stands.verdict", who=who, actor=actor)
        for claim in ("death_claim", "suspension_claim", "move_claim")
        for who, actor in connection.execute(_ANSWERED.format(claim=claim), {"batch": batch}).fetchall()
    ]
    return [*stands.values(), *dict.fromkeys(answered)]


def _note(connection: sqlite3.Connection, stands: dict[tuple[str, str, int], str], how: str, table: str, sql: str, batch: int) -> None:
    """Add what a query finds (whom it is about, by which batch), each once."""
    for who, by in connection.execute(sql, {"batch": batch}).fetchall():
        stands.setdefault((who, table, by), t(f"changes.stands.{how}", who=who, table=t(f"changes.table.{table}"), batch=by))


_ANSWERED = """
SELECT {name}, (SELECT v.actor FROM verdict v WHERE v.evidence = c.evidence ORDER BY v.verdict DESC LIMIT 1)
FROM {{claim}} c WHERE c.added_by = :batch AND c.state = 'confirmed'""".format(name=_NAME.format(person="c.person"))


def _orphaned(table: str) -> str:
    """Entries of other batches about people or benefits that this batch brought onto the register."""
    if table in _OF_ENROLMENT:
        about = " OR x.about IN (SELECT person FROM person WHERE added_by = :batch)" if table == "occasion" else ""
        fresh = (
            "x.enrolment IN (SELECT e.enrolment FROM enrolment e WHERE e.added_by = :batch "
            f"OR e.person IN (SELECT person FROM person WHERE added_by = :batch)){about}"
        )
    else:
        fresh = "x.person IN (SELECT person FROM person WHERE added_by = :batch)"
    return f"{_mine(table)} SELECT {{who}}, x.added_by FROM main.{table} x WHERE x.ended_by IS NULL AND x.id NOT IN (SELECT id FROM mine) AND ({fresh})"


_ORPHANED = {table: _orphaned(table) for table in (*_OF_PERSON, *_OF_ENROLMENT)}


def _who(connection: sqlite3.Connection, table: str) -> str:
    """An expression that names whom or what a fact is about."""
    if table in _OF_PERSON:
        return _NAME.format(person="x.person")
    if table in _OF_ENROLMENT:
        return _NAME.format(person="(SELECT e.person FROM enrolment e WHERE e.enrolment = x.enrolment)")
    columns = key(connection, table) or tuple(name for name in ("station", "name", "scheme") if name in _columns(connection, table))
    return " || ' ' || ".join(f"coalesce(x.{column}, '')" for column in columns) or "x.id"


def key(connection: sqlite3.Connection, table: str) -> tuple[str, ...]:
    """The columns of which only one version holds at a time."""
    for row in connection.execute(f"PRAGMA main.index_list({table})").fetchall():
        if row[2] and row[1].endswith("_now_key"):
            return tuple(one[2] for one in connection.execute(f"PRAGMA main.index_info({row[1]})").fetchall())
    return ()


# -- money ----------------------------------------------------------------------------------------------------------

_SENT = """
FROM ledger l
JOIN run_state r ON r.run = l.run AND r.state = 'exported'
JOIN run n ON n.run = l.run AND n.seen_batch >= :batch
JOIN enrolment e ON e.enrolment = l.enrolment
WHERE l.line IN (SELECT l.line FROM line l JOIN enrolment e ON e.enrolment = l.enrolment {on})"""
_SAID = f"SELECT {_NAME.format(person='e.person')}, l.month, e.policy, l.amount_fen, r.month"

_TOUCHED = "(SELECT x.* FROM main.{table} x WHERE x.id IN (SELECT id FROM mine) OR x.ended_by = :batch) x"
"""What a batch added or ended, as a table that SQLite can make an index for."""

_RESTS = {
    "terms": "WHERE l.terms IN (SELECT id FROM mine) OR (l.kind = 'recovery' AND l.enrolment IN (SELECT x.enrolment FROM {touched}))",
    "occasion": "WHERE l.occasion IN (SELECT x.id FROM {touched})",
    "standard": "WHERE l.standard IN (SELECT id FROM mine) OR l.increment IN (SELECT id FROM mine)",
    "service": "JOIN {touched} ON x.person = e.person",
    # What a telephone number is changed to moves no money; where somebody lives and which register they are in may.
    "profile": """JOIN (SELECT x.person FROM profile x
                        LEFT JOIN (SELECT * FROM profile WHERE ended_by = :batch) o ON o.person = x.person
                        WHERE x.id IN (SELECT id FROM mine)
                          AND (o.id IS NULL OR (o.name, o.township, o.village, coalesce(o.hukou, '')) <> (x.name, x.township, x.village, coalesce(x.hukou, '')))
                       ) x ON x.person = e.person""",
    "death": "JOIN {touched} ON x.person = e.person AND (l.kind = 'recovery' OR l.month > substr(x.died_on, 1, 7))",
    "move": "JOIN {touched} ON x.person = e.person AND (l.kind = 'recovery' OR l.month > substr(x.moved_on, 1, 4) || '-12')",
    "suspension": "JOIN {touched} ON x.person = e.person AND x.policy IN ('', e.policy) AND l.month >= x.from_month",
    "confirmation": "JOIN {touched} ON x.person = e.person AND l.month >= substr(coalesce(x.noticed_on, x.confirmed_on, x.year || '-01-01'), 1, 7)",
    "rule": "JOIN {touched} ON x.policy = e.policy AND l.month >= substr(x.effective_from, 1, 7)",
    "funding": "JOIN {touched} ON x.policy = e.policy AND l.month >= substr(x.effective_from, 1, 7)",
    # Which benefits are measured by a figure only they know: any money of its time may be.
    "yardstick": "JOIN {touched} ON l.month >= substr(x.period || '-01', 1, 7)",
}
"""Fact -> which lines of runs that had seen the batch rest on it."""

_ACCOUNTS = {
    "account": """
SELECT {name}, r.month, p.net_fen
FROM payout p
JOIN run_state r ON r.run = p.run AND r.state = 'exported'
WHERE p.net_fen > 0 AND p.account IN (SELECT id FROM mine)
  AND NOT EXISTS (SELECT 1 FROM returned_payout b WHERE b.run = p.run AND b.person = p.person)""".format(name=_NAME.format(person="p.person")),
    "institution": """
SELECT m.institution, r.month, m.net_fen
FROM remittance m
JOIN run_state r ON r.run = m.run AND r.state = 'exported'
WHERE m.net_fen > 0 AND m.account IN (SELECT id FROM mine)""",
}
"""Fact -> what was paid into it."""


def _money(connection: sqlite3.Connection, batch: int, titles: Titles) -> tuple[list[str], int]:
    """Lines and payments of exported runs that rest on a batch: the first of them, and how many there are."""
    stands: dict[str, None] = {}
    given, count = {"batch": batch}, 0
    for table, on in _RESTS.items():
        touched = _TOUCHED.format(table=table)
        if not connection.execute(f"{_mine(table)} SELECT EXISTS (SELECT 1 FROM {touched})", given).fetchone()[0]:
            continue
        sent = _SENT.format(on=on.format(touched=touched))
        count += connection.execute(f"{_mine(table)} SELECT COUNT(*) {sent}", given).fetchone()[0]
        for who, month, policy, fen, paid in connection.execute(f"{_mine(table)} {_SAID} {sent} ORDER BY l.line LIMIT {_NAMED}", given).fetchall():
            said = titles.get(("policy", policy), policy)
            stands[t("changes.stands.money", who=who, month=month, policy=said, amount=format_yuan(fen), paid=paid)] = None
    for table, into in _ACCOUNTS.items() if not stands else ():
        paid_into = connection.execute(_mine(table) + into, given).fetchall()
        count += len(paid_into)
        for who, paid, fen in paid_into:
            stands[t("changes.stands.account", who=who, amount=format_yuan(fen), paid=paid)] = None
    return list(stands), count
