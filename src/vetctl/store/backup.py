"""Copies of the database that were read back before they count."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from vetctl.core.errors import Busy, Integrity, Refused


def copy(connection: sqlite3.Connection, target: Path) -> Path:
    """Write a verified copy of an open database to `target` (0600), never over an existing file.

    Raises:
        Refused: E913 the file exists, E906 it cannot be written. Busy: E905 somebody keeps writing.
        Integrity: E916 the copy does not check out.
    """
    if connection.in_transaction:
        raise RuntimeError("a copy cannot be made inside a transaction: SQLite would wait for ever")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        raise Refused("E913", path=target) from None
    except OSError as problem:
        raise Refused("E906", path=target, why=problem.strerror) from problem
    duplicate = sqlite3.connect(target, isolation_level=None)
    try:
        connection.backup(duplicate, progress=_give_up_when_locked)
        (verdict,) = duplicate.execute("PRAGMA integrity_check").fetchone()
        broken = duplicate.execute("PRAGMA foreign_key_check").fetchone()
    except BaseException:
        duplicate.close()
        target.unlink()
        raise
    finally:
        duplicate.close()
    if verdict != "ok" or broken:
        target.unlink()
        raise Integrity("E916", path=target)
    return target


def _give_up_when_locked(status: int, _remaining: int, _total: int) -> None:
    """Stop at the first refusal: SQLite has waited its time by then, and would begin again for ever."""
    if status in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        raise Busy("E905", path="")
