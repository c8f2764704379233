"""Databases on disk, made the way `vetctl init` makes them."""

import hashlib
from pathlib import Path

import pytest

from vetctl.store import db, journal, migrate

ACTOR = journal.Actor(name="王经办", at="2020-01-01T00:00:00Z", command="test", arguments={})


def make(path: Path) -> Path:
    """A new database with its number and one event, closed."""
    connection = db.create(path)
    migrate.apply_all(connection)
    with db.transaction(connection):
        connection.execute("INSERT INTO setting VALUES ('database_uuid', '00000000-0000-4000-8000-000000000002')")
        journal.append(connection, ACTOR, {"made": True})
    connection.close()
    return path


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture
def path(tmp_path):
    return make(tmp_path / "vetctl.db")
