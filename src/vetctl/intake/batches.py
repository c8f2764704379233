"""Batches taken in, and what the registers hold now: the readings behind ``import list``, ``import show`` and ``register``.

It reads only.
"""

from __future__ import annotations

import json
import sqlite3
from typing import Any

from vetctl.core.errors import NotFound
from vetctl.intake import undo
from vetctl.intake.giveback import marks
from vetctl.intake.plan import UPDATE
from vetctl.intake.register import Column, Feed, Register
from vetctl.intake.table import choice_words

_FIELDS = "batch, register, file_name, received_on, actor, rows_in, accepted, held, rejected, unchanged, summary"


def listed(connection: sqlite3.Connection) -> list[dict[str, Any]]:
    """All batches, newest first."""
    undone = dict(connection.execute("SELECT batch, undone_by FROM undone_now").fetchall())
    rows = connection.execute(f"SELECT {_FIELDS} FROM batch ORDER BY batch DESC").fetchall()
    return [{**_batch(row), "undone_by": undone.get(row[0])} for row in rows]


def one(connection: sqlite3.Connection, batch: int) -> tuple[dict[str, Any], list[tuple[Any, ...]]]:
    """A batch, and its held and rejected rows as (state, sheet, row, codes, the batch that took it in corrected, cells).

    Raises:
        NotFound: E506.
    """
    from vetctl.core.catalogue import t

    found = connection.execute(f"SELECT {_FIELDS} FROM batch WHERE batch = ?", (batch,)).fetchone()
    if found is None:
        raise NotFound("E506", what=t("intake.no_batch", batch=batch))
    rows = connection.execute(
        "SELECT state, sheet, row_no, codes, raw FROM batch_row WHERE batch = ? ORDER BY state DESC, sheet, row_no", (batch,)
    )
    answered = marks.answers(connection, batch)
    listed = [
        (state, sheet, number, codes, answered.get((sheet, number)), "；".join(f"{heading} {cell}" for heading, cell in json.loads(raw).items()))
        for state, sheet, number, codes, raw in rows
    ]
    corrects = {"corrects": "、".join(f"#{earlier}×{count}" for earlier, count in marks.answered_by(connection, batch))}
    return {**_batch(found), "corrected": sum(row[4] is not None for row in listed), **corrects}, listed


def file_said(name: str) -> str:
    """The name of a batch's file; of a batch that undid another, what it did."""
    from vetctl.core.catalogue import t

    return t("changes.undo_of", batch=name.rpartition(" ")[2]) if name.startswith(f"{undo.COMMAND} ") else name


def _batch(row: tuple[Any, ...]) -> dict[str, Any]:
    found = dict(zip(_FIELDS.split(", "), row, strict=True))
    summary = json.loads(found.pop("summary"))
    found["file_name"] = file_said(found["file_name"])
    found["new"] = summary.get("new", found["accepted"] - found["unchanged"])
    found["changed"] = summary.get("changed", 0)
    found["mode"] = summary.get("mode", UPDATE)
    found["missing_people"] = summary.get("gone", 0)
    found["codes"] = "、".join(f"{code}×{count}" for code, count in summary.get("codes", {}).items())
    return found


def listing_sql(register: Register) -> str:
    """The SELECT of the rows a register holds now, columns named like its fields."""
    if register.listing:
        return register.listing
    if occasion := next((f for f in register.feeds if f.table == "occasion"), None):
        return _occasions_sql(register, occasion)
    feed = register.feeds[0]
    held = {**feed.key, **feed.values}
    columns = [f"x.{column} AS {field}" for column, field in held.items() if field != "person"]
    if register.people == "none":
        return f"SELECT {', '.join(columns)} FROM {feed.table} x WHERE x.ended_by IS NULL ORDER BY x.id"
    return (
        f"SELECT f.name, p.id_no AS identity, f.township, {', '.join(columns)} FROM {feed.table} x "
        "JOIN person p ON p.person = x.person LEFT JOIN profile f ON f.person = x.person AND f.ended_by IS NULL "
        "WHERE x.ended_by IS NULL AND x.person NOT IN (SELECT absorbed FROM merged) ORDER BY f.township, p.id_no, x.id"
    )


def _occasions_sql(register: Register, feed: Feed) -> str:
    """The same for occasions: who is paid, whom it concerns, and the facts packed with it."""
    fields = {column.field for column in register.columns}
    columns = ["f.name", "p.id_no AS identity", "f.township"]
    joins = "JOIN enrolment e ON e.enrolment = x.enrolment JOIN person p ON p.person = e.person LEFT JOIN profile_now f ON f.person = e.person"
    if register.about is not None:
        columns += [f"g.name AS {register.about.name}", f"q.id_no AS {register.about.identity}"]
        joins += " LEFT JOIN person q ON q.person = x.about LEFT JOIN profile_now g ON g.person = x.about"
    columns += ["e.policy"] if "policy" in fields else []
    columns += [f"x.{column} AS {field}" for column, field in {**feed.key, **feed.values}.items() if field in fields]
    columns += [f"json_extract(x.facts, '$.{name}') AS {field}" for name, field in feed.facts.items() if field in fields]
    shown = {column.rpartition(" ")[2].rpartition(".")[2] for column in columns}
    # What happened has its own name in each register: the day of death, of discharge, of the award.
    day = next((column.field for column in register.columns if column.required and column.kind == "date" and column.field not in shown), None)
    columns += [f"x.happened_on AS {day}"] if day is not None else []
    policies = [register.policy] if register.policy else [str(code) for code in register.column("policy").choices]
    among = ", ".join(f"'{code}'" for code in policies)
    return f"SELECT {', '.join(columns)} FROM occasion_now x {joins} WHERE e.policy IN ({among}) ORDER BY f.township, p.id_no, x.id"


def held(connection: sqlite3.Connection, register: Register) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Fields and rows a register holds now, stored codes as the clerk's words."""
    cursor = connection.execute(listing_sql(register))
    fields = [column[0] for column in cursor.description]
    found = cursor.fetchall() if register.arrange is None else register.arrange(fields, cursor.fetchall())
    words = [_words(register, field) for field in fields]
    return fields, [tuple(word.get(value, value) for word, value in zip(words, row, strict=True)) for row in found]


def _words(register: Register, field: str) -> dict[Any, str]:
    """Stored value -> the first word for it."""
    column: Column | None = next((c for c in register.columns if c.field == field), None)
    if column is None:
        return {}
    if column.kind == "yes_no":
        return {1: "是", 0: "否"}
    return {value: words[0] for value, words in column.choices.items()} if choice_words(column) else {}


def count(connection: sqlite3.Connection, register: Register) -> int:
    """How many rows a register holds now."""
    sql = listing_sql(register).rpartition(" ORDER BY ")[0]
    return int(connection.execute(f"SELECT count(*) FROM ({sql})").fetchone()[0])
