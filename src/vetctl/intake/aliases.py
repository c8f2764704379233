"""Headings as a bureau and its senders write them: kept in the database, used when the sender is named.

A heading keeps the meaning that its register declares; only headings that no register column has can be given one. What
another sender's headings mean is suggested, never used. The newest entry of a sender, register and heading counts.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from vetctl.core.catalogue import t
from vetctl.core.errors import Usage
from vetctl.intake.register import Register
from vetctl.intake.words import heading
from vetctl.store import journal

EVERYBODY = ""
"""The sender whose headings hold for every file."""
NOT_KEPT = "-"
"""In place of a field: the column is known and not wanted."""
TAKEN_BACK = "?"
"""In place of a field on the command line: the heading has no meaning of its own any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Aliases:
    """The headings to use for one sender."""

    sender: str = EVERYBODY
    own: Mapping[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    """(register, heading in comparison form) -> (field or `NOT_KEPT`, whose it is)."""
    elsewhere: Mapping[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    """The same of senders that were not named; for suggestions only."""
    senders: tuple[str, ...] = ()
    """All senders that have headings of their own."""

    @property
    def stranger(self) -> bool:
        """Whether a sender was named of whom no heading is kept."""
        return self.sender != EVERYBODY and self.sender not in self.senders

    def suggestion(self, register: Register, text: str) -> str:
        """What another sender's file means by a heading, as a sentence detail; empty when none is known."""
        found = self.elsewhere.get((register.code, heading(text)))
        if found is None or found[0] == NOT_KEPT:
            return ""
        return t("intake.map.elsewhere", sender=found[1], word=register.column(found[0]).title)


def load(connection: sqlite3.Connection, sender: str = EVERYBODY) -> Aliases:
    """Read the headings that hold for a sender: its own before everybody's."""
    newest: dict[tuple[str, str, str], str] = {}
    rows = connection.execute("SELECT sender, register, heading, field FROM heading_alias ORDER BY alias")
    for whose, register, word, meaning in rows:
        newest[whose, register, word] = meaning
    kept = {key: meaning for key, meaning in newest.items() if meaning}
    own: dict[tuple[str, str], tuple[str, str]] = {}
    elsewhere: dict[tuple[str, str], tuple[str, str]] = {}
    for (whose, register, word), meaning in sorted(kept.items()):
        # Sorted, everybody's come first and the sender's own replace them.
        (own if whose in (EVERYBODY, sender) else elsewhere)[register, word] = (meaning, whose)
    return Aliases(
        sender=sender, own=own, elsewhere=elsewhere, senders=tuple(sorted({whose for whose, _, _ in kept if whose}))
    )


def parse(text: str) -> tuple[str, str]:
    """The heading and the meaning of ``their heading=field``.

    Raises:
        Usage: E135.
    """
    written, sign, meaning = text.rpartition("=")
    if not sign or not heading(written) or not meaning.strip():
        raise Usage("E135", value=text)
    return written.strip(), meaning.strip()


def meaning_of(register: Register, words: Mapping[str, str], written: str, meaning: str) -> str:
    """The field a clerk means, given by its name or by any of its headings; `NOT_KEPT`, or "" where it is taken back.

    Args:
        register: the register it is for.
        words: its declared headings in comparison form -> field.
        written: the sender's heading.
        meaning: what it is to mean.

    Raises:
        Usage: E136 no such field, E137 the heading has another meaning already.
    """
    names = {column.field for column in register.columns}
    found = {NOT_KEPT: NOT_KEPT, TAKEN_BACK: ""}.get(
        meaning, meaning if meaning in names else words.get(heading(meaning))
    )
    if found is None:
        from difflib import get_close_matches

        titles = [column.title for column in register.columns]
        close = get_close_matches(meaning, titles, n=1, cutoff=0.5)
        suggestion = t("intake.suggestion", word=close[0]) if close else ""
        raise Usage("E136", register=register.title, value=meaning, suggestion=suggestion, list="、".join(titles))
    declared = words.get(heading(written))
    if declared not in (None, found) and found:
        title = register.column(declared or "").title
        raise Usage("E137", heading=written, register=register.title, meaning=title, value=meaning)
    return found


def save(
    connection: sqlite3.Connection, actor: journal.Actor, sender: str, register: str, entries: Sequence[tuple[str, str]]
) -> int:
    """Keep headings of a sender inside the open transaction, with one journal event; what is held already is not written.

    Args:
        connection: the database.
        actor: who says so.
        sender: whose headings they are; `EVERYBODY` for all.
        register: code of the register.
        entries: (heading as written, field, `NOT_KEPT`, or "" to take it back).

    Returns:
        How many were written.
    """
    rows = connection.execute(
        "SELECT heading, field FROM heading_alias WHERE sender = ? AND register = ? ORDER BY alias", (sender, register)
    )
    held = dict(rows.fetchall())
    new = [(heading(written), meaning) for written, meaning in entries if held.get(heading(written), "") != meaning]
    if not new:
        return 0
    event = journal.next_event(connection)
    connection.executemany(
        "INSERT INTO heading_alias (sender, register, heading, field, actor, at, event) VALUES (?, ?, ?, ?, ?, ?, ?)",
        [(sender, register, word, meaning, actor.name, actor.at, event) for word, meaning in new],
    )
    journal.append(connection, actor, {"sender": sender, "register": register, "headings": dict(new)})
    return len(new)
