"""The one place that opens SQLite.

Every connection gets the same settings, read back because SQLite ignores a pragma it cannot honour:
rollback journal with ``synchronous=EXTRA`` (the default loses an acknowledged commit in a power cut),
foreign keys, recursive triggers (otherwise INSERT OR REPLACE walks round an append-only trigger),
no trust in the schema, deleted content wiped. Files are 0600, a symbolic link is refused.
It knows nothing of people or money.
"""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from vetctl.core.errors import Busy, Integrity, NotFound, Refused, VetctlError
from vetctl.core.identity import credit_code_valid

APPLICATION_ID = 0x76657463
"""``vetc`` in ASCII, written to the file's header."""

EVERYTHING = ("9999-12-31", 2**62)
"""The horizon that hides nothing."""

_SETTINGS = {
    "foreign_keys": 1,
    "recursive_triggers": 1,
    "trusted_schema": 0,
    "secure_delete": 1,
    "cell_size_check": 1,
}


def create(path: Path) -> sqlite3.Connection:
    """Make a new, empty database file and open it.

    Raises:
        Refused: the file exists (E913), or the folder cannot be written (E906).
    """
    _refuse_link(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        raise Refused("E913", path=path) from None
    except OSError as problem:
        raise Refused("E906", path=path, why=problem.strerror) from problem
    connection = _connect(path, mode="rw", wait=30)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    return connection


def open_database(path: Path, *, write: bool = False, wait: int = 30) -> sqlite3.Connection:
    """Open an existing vetctl database whose schema this program knows.

    Args:
        path: the file.
        write: whether the command means to write; readers open read-only.
        wait: seconds to wait for another writer.

    Raises:
        NotFound: no such file. Integrity: E908 not ours, E904 written by a newer vetctl, E914 needs migrating.
        Refused: E906 read-only, E912 symbolic link.
    """
    from vetctl.store import migrate

    _refuse_link(path)
    if not path.exists():
        raise NotFound("E510", path=path)
    if write and not os.access(path, os.W_OK):
        raise Refused("E906", path=path, why="read-only")
    connection = _connect(path, mode="rw", wait=wait) if write else _reader(path, wait)
    try:
        check_ours(connection, path)
        migrate.check_version(connection, path)
    except VetctlError:
        connection.close()
        raise
    prepare_views(connection)
    return connection


def open_for_migration(path: Path) -> sqlite3.Connection:
    """Open a database of ours whatever its schema version, only to migrate it.

    Raises:
        NotFound: no such file. Integrity: E908. Refused: E912.
    """
    _refuse_link(path)
    if not path.exists():
        raise NotFound("E510", path=path)
    connection = _connect(path, mode="rw", wait=30)
    check_ours(connection, path)
    return connection


def check_ours(connection: sqlite3.Connection, path: Path) -> None:
    """Refuse a file that is no vetctl database, before anything is read from it.

    Raises:
        Integrity: E908.
    """
    try:
        (number,) = connection.execute("PRAGMA application_id").fetchone()
    except sqlite3.DatabaseError as problem:
        if "locked" in str(problem):
            raise Busy("E905", path=path) from problem
        raise Integrity("E908", path=path) from problem
    if number != APPLICATION_ID:
        raise Integrity("E908", path=path)


def memory() -> sqlite3.Connection:
    """A database in memory with the full schema and views, for worked examples."""
    from vetctl.store import migrate

    connection = sqlite3.connect(":memory:", isolation_level=None)
    migrate.apply_all(connection)
    prepare_views(connection)
    return connection


@contextmanager
def transaction(connection: sqlite3.Connection, *, dry_run: bool = False) -> Iterator[None]:
    """All or nothing: BEGIN IMMEDIATE, then COMMIT, or ROLLBACK on any failure and on a dry run.

    Raises:
        Busy: E905, another process writes. Refused: E907 disk full, E906 read-only.
    """
    try:
        connection.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as problem:
        raise _translated(problem) from problem
    try:
        yield
        connection.execute("ROLLBACK" if dry_run else "COMMIT")
    except BaseException as problem:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        if isinstance(problem, sqlite3.OperationalError):
            raise _translated(problem) from problem
        raise


def prepare_views(connection: sqlite3.Connection) -> None:
    """Lay the shared readings of facts (``store/views``) over the tables, for this connection only.

    They are temporary so that the program, not the file, decides what "current" or "counted" means.
    """
    connection.create_function("credit_code_valid", 1, lambda code: credit_code_valid(code or ""), deterministic=True)
    connection.execute("CREATE TEMP TABLE horizon (day TEXT NOT NULL, batch INTEGER NOT NULL)")
    connection.execute("INSERT INTO horizon VALUES (?, ?)", EVERYTHING)
    for path in sorted((Path(__file__).parent / "views").glob("*.sql")):
        connection.execute(f"CREATE TEMP VIEW {path.stem[3:]} AS {path.read_text(encoding='utf-8')}")


def look_back(connection: sqlite3.Connection, day: str = EVERYTHING[0], batch: int = EVERYTHING[1]) -> None:
    """Let ``rule_now`` and ``yardstick_now`` show what was known on a day, of the batches up to one; without both, everything."""
    connection.execute("UPDATE temp.horizon SET day = ?, batch = ?", (day, batch))


def _reader(path: Path, wait: int) -> sqlite3.Connection:
    """Open for reading; after a crash the half-done transaction must be rolled back first, which only a writer can."""
    try:
        return _connect(path, mode="ro", wait=wait)
    except Refused:
        if not os.access(path, os.W_OK):
            raise
        _connect(path, mode="rw", wait=wait).close()
        return _connect(path, mode="ro", wait=wait)


def _connect(path: Path, *, mode: str, wait: int) -> sqlite3.Connection:
    os.umask(0o077)
    uri = f"{path.absolute().as_uri()}?mode={mode}"
    try:
        connection = sqlite3.connect(uri, uri=True, isolation_level=None, timeout=wait, cached_statements=256)
        _configure(connection, path)
    except sqlite3.OperationalError as problem:
        raise _translated(problem, path) from problem
    except sqlite3.DatabaseError as problem:
        raise Integrity("E908", path=path) from problem
    return connection


def _configure(connection: sqlite3.Connection, path: Path) -> None:
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.execute("PRAGMA synchronous = EXTRA")
    for name, value in _SETTINGS.items():
        connection.execute(f"PRAGMA {name} = {value}")
        if connection.execute(f"PRAGMA {name}").fetchone()[0] != value:
            raise Integrity("E915", path=path, name=name)
    # 64 MB of page cache; temporary tables may spill to disk, so memory stays bounded with a million people.
    connection.execute("PRAGMA cache_size = -65536")
    connection.execute("PRAGMA temp_store = FILE")
    connection.execute("PRAGMA temp.cache_size = -32768")


def _refuse_link(path: Path) -> None:
    if path.is_symlink():
        raise Refused("E912", path=path)
    if path.exists() and not stat.S_ISREG(path.stat().st_mode):
        raise Integrity("E908", path=path)


def _translated(problem: sqlite3.OperationalError, path: Path | str = "") -> VetctlError:
    """Turn SQLite's words into ours, with the right exit status."""
    text = str(problem).lower()
    if "locked" in text or "busy" in text:
        return Busy("E905", path=path)
    if "full" in text or "i/o" in text:
        return Refused("E907", path=path)
    if "readonly" in text or "read-only" in text or "unable to open" in text:
        return Refused("E906", path=path, why=text)
    return VetctlError("E999", why=str(problem))
