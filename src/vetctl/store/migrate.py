"""Forward-only numbered migrations, each in one transaction with the record that it ran.

The text of an applied migration is sealed by its checksum. A database from a newer program is never opened;
an older one is migrated only by ``vetctl db migrate`` (or at creation), after an automatic backup.
"""

from __future__ import annotations

import hashlib
import sqlite3
from pathlib import Path

from vetctl.core.errors import Integrity, Refused

_FOLDER = Path(__file__).parent / "migrations"


def available() -> list[tuple[int, str, str]]:
    """Number, name and SQL text of every shipped migration, in order.

    Raises:
        Integrity: E901 the installation lacks them.
    """
    found = [(int(p.stem[:4]), p.stem, p.read_text(encoding="utf-8")) for p in sorted(_FOLDER.glob("[0-9]*.sql"))]
    if not found or [n for n, _, _ in found] != list(range(1, len(found) + 1)):
        raise Integrity("E901", shelf="migrations", path=_FOLDER)
    return found


def check_version(connection: sqlite3.Connection, path: Path) -> None:
    """Let only a database pass whose schema is exactly the one this program knows.

    Raises:
        Integrity: E904 newer, E910 an applied migration was changed. Refused: E914 older: migrate first.
    """
    known = available()
    version = _version(connection)
    if version > len(known):
        raise Integrity("E904", path=path, found=version, known=len(known))
    if version < len(known):
        raise Refused("E914", path=path, found=version, known=len(known))
    _check_seals(connection, known)


def migrate(connection: sqlite3.Connection, path: Path, backup_folder: Path) -> list[str]:
    """Bring a database up to date; a verified copy is kept in `backup_folder` first.

    Returns:
        The names of the migrations applied; empty when there was nothing to do.

    Raises:
        Integrity: E904, E910.
    """
    from vetctl.store import backup

    known = available()
    version = _version(connection)
    if version > len(known):
        raise Integrity("E904", path=path, found=version, known=len(known))
    _check_seals(connection, known)
    pending = known[version:]
    if pending and version:
        backup.copy(connection, backup_folder / f"{path.stem}-v{version:04d}.db")
    for migration in pending:
        _apply(connection, *migration)
    return [name for _, name, _ in pending]


def pending(connection: sqlite3.Connection) -> int:
    """How many migrations a database still lacks."""
    return max(len(available()) - _version(connection), 0)


def apply_all(connection: sqlite3.Connection) -> None:
    """Apply every migration to a new, empty database."""
    for migration in available():
        _apply(connection, *migration)


def _apply(connection: sqlite3.Connection, number: int, name: str, sql: str) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        # executescript would commit the open transaction, so the statements are run one by one.
        for statement in statements(sql):
            connection.execute(statement)
        connection.execute("CREATE TABLE IF NOT EXISTS migration (number INTEGER PRIMARY KEY, name TEXT NOT NULL, sha256 TEXT NOT NULL) STRICT")
        connection.execute("INSERT INTO migration VALUES (?, ?, ?)", (number, name, _seal(sql)))
        connection.execute(f"PRAGMA user_version = {number}")
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def statements(script: str) -> list[str]:
    """Split a SQL script into complete statements, triggers included."""
    found: list[str] = []
    pending = ""
    for line in script.splitlines(keepends=True):
        pending += line
        if line.rstrip().endswith(";") and sqlite3.complete_statement(pending):
            found.append(pending.strip())
            pending = ""
    return found


def _check_seals(connection: sqlite3.Connection, known: list[tuple[int, str, str]]) -> None:
    version = _version(connection)
    if not version:
        return
    applied = dict(connection.execute("SELECT number, sha256 FROM migration"))
    for number, name, sql in known[:version]:
        if applied.get(number) != _seal(sql):
            raise Integrity("E910", name=name)


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _seal(sql: str) -> str:
    return hashlib.sha256(sql.encode()).hexdigest()
