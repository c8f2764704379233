"""Running the SQL of a shelf item, and its worked examples, under guard.

Shelf items read; they never write. While one runs, the connection is ``query_only`` and an authorizer lets
nothing but SELECT, reading of tables and ordinary functions pass. A bureau's own files run under the same guard.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from vetctl.core.errors import Integrity
from vetctl.core.shelf import Item

_ALLOWED = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_RECURSIVE}
_FORBIDDEN_FUNCTIONS = {"load_extension", "readfile", "writefile", "edit", "fts3_tokenizer"}


@contextmanager
def guarded(connection: sqlite3.Connection) -> Iterator[None]:
    """Allow nothing but reading inside the block."""

    def judge(action: int, _first: str | None, second: str | None, _db: str | None, _source: str | None) -> int:
        if action in _ALLOWED:
            return sqlite3.SQLITE_OK
        if action == sqlite3.SQLITE_FUNCTION and (second or "").lower() not in _FORBIDDEN_FUNCTIONS:
            return sqlite3.SQLITE_OK
        return sqlite3.SQLITE_DENY

    # SQLite builds the table function json_each on its first use, which the guard would take for a change.
    connection.execute("SELECT 1 FROM json_each('[]')")
    connection.set_authorizer(judge)
    try:
        yield
    finally:
        connection.set_authorizer(None)


def rows(connection: sqlite3.Connection, item: Item, parameters: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Run one item and return its rows as dictionaries.

    Raises:
        Integrity: E902 the SQL does not run or tries to do more than read.
    """
    try:
        with guarded(connection):
            cursor = connection.execute(item.sql, used(item, parameters))
            if cursor.description is None:
                raise Integrity("E902", shelf=item.shelf, path=item.code, why="no SELECT")
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor]
    except sqlite3.Error as problem:
        raise Integrity("E902", shelf=item.shelf, path=item.code, why=str(problem)) from problem


def used(item: Item, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters an item gets: its own defaults, overlaid by what the caller gives."""
    own = {name: spec.get("default") for name, spec in item.meta.get("parameter", {}).items()}
    return {**own, **{name: _plain(value) for name, value in parameters.items()}}


def run_example(item: Item, example: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Lay the example's ``given`` rows out and return what the item makes of them.

    Each name under ``given`` stands for a table or view of the same name and columns; columns not given are NULL.
    ``given.parameters`` holds named parameters.
    """
    from vetctl.store.db import memory

    connection = memory()
    try:
        given = dict(example.get("given", {}))
        parameters = given.pop("parameters", {})
        for name, given_rows in given.items():
            lay_out(connection, name, given_rows)
        return rows(connection, item, parameters)
    finally:
        connection.close()


def lay_out(connection: sqlite3.Connection, name: str, given_rows: list[dict[str, Any]]) -> None:
    """Put a temporary table in the place of a table or view, holding just these rows.

    Raises:
        Integrity: E902 no such table, or a column that it does not have.
    """
    try:
        columns = [c[0] for c in connection.execute(f'SELECT * FROM "{name}" LIMIT 0').description]
    except sqlite3.OperationalError as problem:
        raise Integrity("E902", shelf="example", path=name, why=str(problem)) from problem
    if strange := {key for row in given_rows for key in row} - set(columns):
        raise Integrity("E902", shelf="example", path=name, why=f"no such column: {', '.join(sorted(strange))}")
    for (kind,) in connection.execute("SELECT type FROM sqlite_temp_master WHERE name = ?", (name,)).fetchall():
        connection.execute(f'DROP {kind} temp."{name}"')
    connection.execute(f'CREATE TEMP TABLE "{name}" ({", ".join(columns)})')
    marks = ", ".join("?" * len(columns))
    connection.executemany(
        f'INSERT INTO temp."{name}" VALUES ({marks})',
        [[_plain(row.get(column)) for column in columns] for row in given_rows],
    )


def _plain(value: Any) -> Any:
    """What SQLite can hold: TOML dates become text."""
    return value if value is None or isinstance(value, int | str | bytes) else str(value)
