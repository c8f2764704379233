"""From checked rows to facts, compared with the facts held: what is new, what replaces what, what is unchanged.

A fact is never overwritten: a change ends the version held and adds another, both naming the batch.
Nothing is written before `write`, which runs inside the caller's transaction.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from vetctl.intake.frame import Frame
from vetctl.intake.known import Known
from vetctl.intake.register import Feed

_PEOPLE = frozenset({"profile", "service", "account", "death", "move", "suspension", "confirmation"})
"""Tables keyed by person: only the versions of the people in the file are loaded."""

_AT_ONCE = 40


@dataclass(slots=True, kw_only=True)
class Change:
    """What one feed brings to one table."""

    table: str
    columns: tuple[str, ...]
    added: list[tuple[Any, ...]] = field(default_factory=list)
    """Key and values, then sheet and row number."""
    ended: list[int] = field(default_factory=list)
    """Identifiers of the versions that end."""


@dataclass(slots=True, kw_only=True)
class Stage:
    """Everything a file would write."""

    people: list[tuple[Any, ...]] = field(default_factory=list)
    enrolments: list[tuple[Any, ...]] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    new: set[int] = field(default_factory=set)
    """Rows that add something where nothing was held."""
    changed: set[int] = field(default_factory=set)
    """Rows that replace a version held."""

    @property
    def touched(self) -> set[int]:
        """Rows that write anything."""
        return self.new | self.changed

    @property
    def empty(self) -> bool:
        """Whether nothing would be written."""
        return not (self.people or self.enrolments or any(c.added or c.ended for c in self.changes))


def prepare(frame: Frame, known: Known, rows: Sequence[int]) -> Stage:
    """Compare the facts of some rows with those held.

    Args:
        frame: the checked file.
        known: the people and enrolments held.
        rows: the sound rows.
    """
    stage = Stage()
    if frame.register.people != "none":
        _number_people(frame, known, rows, stage)
    if frame.register.policy:
        frame.columns["policy"] = [frame.register.policy] * len(frame)
    if frame.register.policy or ("policy" in frame.columns and frame.register.people == "add"):
        _number_enrolments(frame, known, rows, stage)
    for feed in frame.register.feeds:
        stage.changes.append(_compare(frame, known, feed, rows, stage))
    return stage


def _number_people(frame: Frame, known: Known, rows: Sequence[int], stage: Stage) -> None:
    """Add the column ``person``, and ``about`` where rows concern somebody else; new people get the numbers that follow."""
    known_numbers = {number: held.person for number, held in known.people.items()}
    following = _last(known.connection, "person") + 1
    for name, prefix in (("person", ""), ("about", "about_")) if frame.register.about else (("person", ""),):
        numbers, born, sex = (frame.columns[f"{prefix}{part}"] for part in ("id_no", "born_on", "sex"))
        persons: list[int | None] = [None] * len(frame)
        for row in rows:
            number = numbers[row]
            if number is None:
                continue
            person = known_numbers.get(number)
            if person is None:
                person = known_numbers[number] = following
                following += 1
                stage.people.append((person, number, born[row], sex[row]))
                stage.new.add(row)
            persons[row] = person
        frame.columns[name] = persons


def _number_enrolments(frame: Frame, known: Known, rows: Sequence[int], stage: Stage) -> None:
    persons, policies = frame.columns["person"], frame.columns["policy"]
    enrolments: list[int | None] = [None] * len(frame)
    held = {(person, policy): e for person, by_policy in known.enrolled.items() for policy, e in by_policy.items()}
    following = _last(known.connection, "enrolment") + 1
    for row in rows:
        key = (persons[row], policies[row])
        enrolment = held.get(key)
        if enrolment is None:
            enrolment = held[key] = following
            following += 1
            stage.enrolments.append((enrolment, *key))
            stage.new.add(row)
        enrolments[row] = enrolment
    frame.columns["enrolment"] = enrolments


def _last(connection: sqlite3.Connection, table: str) -> int:
    return int(connection.execute(f"SELECT coalesce(max({table}), 0) FROM {table}").fetchone()[0])


def _compare(frame: Frame, known: Known, feed: Feed, rows: Sequence[int], stage: Stage) -> Change:
    if feed.facts:
        frame.columns["facts"] = _packed(frame, feed, rows)
        feed = feed.model_copy(update={"values": {**feed.values, "facts": "facts"}})
    change = Change(table=feed.table, columns=(*feed.key, *feed.values))
    blank = _blanks(known.connection, feed.table, feed.values)
    held = _held(known, feed)
    if feed.needs:
        needed = [frame.get(name) for name in feed.needs]
        rows = [row for row in rows if all(column[row] is not None for column in needed)]
    keys = list(_keys(frame, feed, rows, held, _blanks(known.connection, feed.table, feed.key)))
    values = _picked(frame, list(feed.values.values()), rows, blank)
    if not held and len(set(keys)) == len(keys):
        change.added = [(*key, *value, *frame.origins[row]) for row, key, value in zip(rows, keys, values, strict=True)]
        stage.new.update(rows)
        return change
    spoken = frame.present | _derived(frame)
    silent = [i for i, name in enumerate(feed.values.values()) if feed.keeps or name not in spoken]
    unspoken = [name for name, field_ in feed.facts.items() if field_ not in spoken]
    seen: set[tuple[Any, ...]] = set()
    for row, key, value in zip(rows, keys, values, strict=True):
        if key in seen:
            continue
        seen.add(key)
        version = held.get(key)
        if version is None:
            change.added.append((*key, *value, *frame.origins[row]))
            stage.new.add(row)
            continue
        identifier, old = version
        now = _kept(value, old, silent, blank) if silent else value
        if unspoken:
            now = (*now[:-1], _merged(now[-1], old[-1], unspoken))
        if now != old:
            change.ended.append(identifier)
            change.added.append((*key, *now, *frame.origins[row]))
            stage.changed.add(row)
    return change


def _derived(frame: Frame) -> set[str]:
    """Fields that checks computed: they always speak."""
    return frame.columns.keys() - {column.field for column in frame.register.columns}


def _kept(value: tuple[Any, ...], old: tuple[Any, ...], silent: Sequence[int], blank: Sequence[Any]) -> tuple[Any, ...]:
    """Where the file has no such column, what is held stays."""
    now = list(value)
    for i in silent:
        if now[i] == blank[i]:
            now[i] = old[i]
    return tuple(now)


def _packed(frame: Frame, feed: Feed, rows: Sequence[int]) -> list[str | None]:
    """The JSON column ``facts``, names in order, so that the same facts are the same text."""
    names = sorted(feed.facts)
    columns = [frame.get(feed.facts[name]) for name in names]
    packed: list[str | None] = [None] * len(frame)
    for row in rows:
        packed[row] = _json({name: column[row] for name, column in zip(names, columns, strict=True) if column[row] is not None})
    return packed


def _merged(value: str, old: str, unspoken: Sequence[str]) -> str:
    """Facts of which the file has no column stay as held."""
    held = json.loads(old)
    return _json(dict(sorted({**{name: held[name] for name in unspoken if name in held}, **json.loads(value)}.items())))


def _json(facts: dict[str, Any]) -> str:
    return json.dumps(facts, ensure_ascii=False, separators=(",", ":"))


def _picked(frame: Frame, names: Sequence[str], rows: Sequence[int], blank: Sequence[Any]) -> Iterable[tuple[Any, ...]]:
    if not names:
        return [()] * len(rows)
    whole = len(rows) == len(frame)
    columns = []
    for name, empty in zip(names, blank, strict=True):
        column = frame.get(name)
        picked = column if whole else [column[row] for row in rows]
        columns.append(picked if empty is None else [empty if v is None else v for v in picked])
    return zip(*columns, strict=True)


def _keys(
    frame: Frame, feed: Feed, rows: Sequence[int], held: dict[Any, Any], blank: Sequence[Any]
) -> Iterable[tuple[Any, ...]]:
    names = list(feed.key.values())
    keys = _picked(frame, names, rows, blank)
    if not feed.current or not held:
        return keys
    # A change without a date of its own corrects the version that holds now.
    place = list(feed.key).index(feed.current)
    newest: dict[tuple[Any, ...], Any] = {}
    for key in held:
        rest = key[:place] + key[place + 1 :]
        newest[rest] = max(newest.get(rest, key[place]), key[place])
    explicit = frame.get(feed.explicit)
    found = []
    for row, key in zip(rows, keys, strict=True):
        now = None if explicit[row] is not None else newest.get(key[:place] + key[place + 1 :])
        found.append(key if now is None else (*key[:place], now, *key[place + 1 :]))
    return found


def _blanks(connection: sqlite3.Connection, table: str, columns: Iterable[str]) -> list[Any]:
    """What a blank cell becomes in each column: '' where the table wants text, else NULL."""
    wanted = {name: default for _, name, _, notnull, default, _ in connection.execute(f"PRAGMA table_info({table})") if notnull}
    return ["" if wanted.get(column) == "''" else None for column in columns]


def _held(known: Known, feed: Feed) -> dict[Any, tuple[int, tuple[Any, ...]]]:
    """Key -> identifier and values of the versions that hold now, of the people of the file."""
    where = "ended_by IS NULL"
    if feed.table in _PEOPLE:
        where += f" AND {known.people_filter('person')}"
    elif feed.table in ("terms", "occasion") and not known.everyone:
        where += f" AND enrolment IN (SELECT e.enrolment FROM enrolment e WHERE {known.people_filter('e.person')})"
    width = len(feed.key)
    rows = known.connection.execute(f"SELECT id, {', '.join([*feed.key, *feed.values])} FROM {feed.table} WHERE {where} ORDER BY id")
    return {row[1 : width + 1]: (row[0], row[width + 1 :]) for row in rows}


def write(connection: sqlite3.Connection, stage: Stage, batch: int) -> None:
    """Write everything staged, naming the batch."""
    _insert(connection, "person", ("person", "id_no", "born_on", "sex"), stage.people, batch)
    _insert(connection, "enrolment", ("enrolment", "person", "policy"), stage.enrolments, batch)
    for change in stage.changes:
        connection.executemany(
            f"UPDATE {change.table} SET ended_by = {batch:d} WHERE id = ?", ((identifier,) for identifier in change.ended)
        )
        _insert(connection, change.table, (*change.columns, "sheet", "row_no"), change.added, batch)


def _insert(
    connection: sqlite3.Connection, table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]], batch: int
) -> None:
    """Insert rows, forty to a statement: a statement each would take half as long again (measured)."""
    head = f"INSERT INTO {table} ({', '.join(columns)}, added_by) VALUES "
    one = f"({', '.join('?' * len(columns))}, {batch:d})"
    whole = len(rows) - len(rows) % _AT_ONCE
    together = (tuple(chain.from_iterable(rows[at : at + _AT_ONCE])) for at in range(0, whole, _AT_ONCE))
    connection.executemany(head + ", ".join([one] * _AT_ONCE), together)
    connection.executemany(head + one, rows[whole:])
