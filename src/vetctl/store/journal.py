"""The journal: one event per write command, in the command's own transaction, chained by hash.

An event says who, when, which command with which arguments (identity numbers masked) and what it did:
file digests, counts, and the digest of every row written. Rewriting any of it breaks the chain;
rewriting the whole chain is noticed by the head printed on the rosters.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from vetctl.core.identity import mask


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who acts, when and through which command: everything the front door knows of a call."""

    name: str
    at: str
    """UTC, ``YYYY-MM-DDTHH:MM:SSZ``."""
    command: str
    arguments: Mapping[str, Any]


def append(connection: sqlite3.Connection, actor: Actor, facts: Mapping[str, Any]) -> int:
    """Write one event inside the open transaction and return its number."""
    if not connection.in_transaction:
        raise RuntimeError("a journal event belongs into the transaction of its command")
    seq, previous = head(connection)
    seq += 1
    event = (actor.at, actor.name, actor.command, mask(_json(actor.arguments)), _json(facts))
    connection.execute(
        "INSERT INTO journal (seq, at, actor, command, arguments, facts, digest) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (seq, *event, chained(previous, seq, event)),
    )
    return seq


def next_event(connection: sqlite3.Connection) -> int:
    """The number the event of the open transaction will have; rows that belong to it carry it."""
    return head(connection)[0] + 1


def head(connection: sqlite3.Connection) -> tuple[int, str]:
    """Number and digest of the last event; of an empty journal 0 and the seal of this database."""
    row = connection.execute("SELECT seq, digest FROM journal ORDER BY seq DESC LIMIT 1").fetchone()
    if row:
        return int(row[0]), str(row[1])
    return 0, seal(connection)


def seal(connection: sqlite3.Connection) -> str:
    """What the first event is chained to: a digest of this database's own number."""
    (uuid,) = connection.execute("SELECT value FROM setting WHERE key = 'database_uuid'").fetchone()
    return hashlib.sha256(f"vetctl-journal-v1\n{uuid}".encode()).hexdigest()


def chained(previous: str, seq: int, event: tuple[str, ...]) -> str:
    """The digest of an event: of the digest before it and its fields, each with its length in front.

    The lengths keep ("12", "3") and ("1", "23") apart.
    """
    link = hashlib.sha256(previous.encode())
    for part in (str(seq), *event):
        raw = part.encode()
        link.update(b"%d:%s," % (len(raw), raw))
    return link.hexdigest()


def events(connection: sqlite3.Connection, limit: int | None = None) -> list[tuple[Any, ...]]:
    """The events, newest first."""
    return connection.execute(
        "SELECT seq, at, actor, command, arguments, facts, digest FROM journal ORDER BY seq DESC LIMIT ?",
        (-1 if limit is None else limit,),
    ).fetchall()


def broken_links(connection: sqlite3.Connection) -> Iterator[int]:
    """Recompute the chain and yield the number of every event that does not fit."""
    previous, last = seal(connection), 0
    rows = connection.execute("SELECT seq, at, actor, command, arguments, facts, digest FROM journal ORDER BY seq")
    for seq, *event, digest in rows:
        if seq != last + 1 or chained(previous, seq, tuple(event)) != digest:
            yield seq
        previous, last = digest, seq  # so that one missing event is one finding, not a finding for all that follow


def rows_digest(connection: sqlite3.Connection, sql: str, parameters: tuple[Any, ...] = ()) -> str:
    """A digest over the rows of a query whose single column is text, in the query's own order."""
    found = hashlib.sha256()
    cursor = connection.execute(sql, parameters)
    while chunk := cursor.fetchmany(10_000):
        found.update("\n".join([row[0] for row in chunk]).encode())
        found.update(b"\n")
    return found.hexdigest()


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
