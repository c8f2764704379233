"""Migrations: forward only, whole or not at all, sealed, and never without a copy first."""

import shutil
import sqlite3
import subprocess
import sys

import pytest

from tests.store.conftest import sha256
from tests.store.samples import tables
from vetctl.core.errors import Integrity, Refused
from vetctl.store import db, journal, migrate

KNOWN = migrate.available()
NEXT = (len(KNOWN) + 1, "9998_next", "CREATE TABLE added (a INTEGER) STRICT;\nINSERT INTO added VALUES (7);\n")
BROKEN = (len(KNOWN) + 1, "9999_broken", "CREATE TABLE added (a INTEGER) STRICT;\nINSERT INTO nowhere VALUES (1);\n")


def _raw(path):
    return sqlite3.connect(path, isolation_level=None)


def _version(path):
    connection = sqlite3.connect(path)
    found = connection.execute("PRAGMA user_version").fetchone()[0], "added" in tables(connection)
    connection.close()
    return found


def _knows(monkeypatch, *more):
    monkeypatch.setattr(migrate, "available", lambda: [*KNOWN, *more])


def test_a_new_database_knows_its_migrations(path):
    connection = sqlite3.connect(path)
    rows = connection.execute("SELECT number, name FROM migration ORDER BY number").fetchall()
    connection.close()
    assert rows == [(number, name) for number, name, _ in KNOWN]
    assert _version(path) == (len(KNOWN), False)


def test_migrating_keeps_a_verified_copy_of_the_version_before(path, tmp_path, monkeypatch):
    before = journal_of(path)
    _knows(monkeypatch, NEXT)
    connection = _raw(path)
    assert migrate.migrate(connection, path, tmp_path / "copies") == ["9998_next"]
    assert migrate.migrate(connection, path, tmp_path / "copies") == []
    connection.close()
    assert _version(path) == (len(KNOWN) + 1, True)
    copies = list((tmp_path / "copies").iterdir())
    assert [_version(copy) for copy in copies] == [(len(KNOWN), False)]
    assert journal_of(copies[0]) == before == journal_of(path)
    db.open_database(path).close()


def journal_of(path):
    connection = sqlite3.connect(path)
    found = connection.execute("SELECT seq, digest FROM journal ORDER BY seq").fetchall()
    connection.close()
    return found


def test_a_migration_that_fails_leaves_the_old_version(path, tmp_path, monkeypatch):
    _knows(monkeypatch, BROKEN)
    connection = _raw(path)
    with pytest.raises(sqlite3.OperationalError):
        migrate.migrate(connection, path, tmp_path / "copies")
    connection.close()
    assert _version(path) == (len(KNOWN), False)
    monkeypatch.undo()
    db.open_database(path, write=True).close()


def test_a_migration_killed_in_the_middle_leaves_the_old_version_and_can_be_done_again(path, tmp_path, monkeypatch):
    code = (
        "import os, signal, sqlite3, sys\nfrom pathlib import Path\nfrom vetctl.store import migrate\n"
        "known = migrate.available()\n"
        "number = len(known) + 1\n"
        "sql = 'CREATE TABLE added (a INTEGER) STRICT;\\nINSERT INTO added VALUES (die());\\n'\n"
        "migrate.available = lambda: [*known, (number, '9998_next', sql)]\n"
        "connection = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "connection.create_function('die', 0, lambda: os.kill(os.getpid(), signal.SIGKILL))\n"
        "migrate.migrate(connection, Path(sys.argv[1]), Path(sys.argv[2]))\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path), str(tmp_path / "copies")], check=False)
    assert done.returncode != 0
    assert _version(path) == (len(KNOWN), False)
    shutil.rmtree(tmp_path / "copies")
    _knows(monkeypatch, NEXT)
    connection = _raw(path)
    migrate.migrate(connection, path, tmp_path / "copies")
    connection.close()
    assert _version(path) == (len(KNOWN) + 1, True)


def test_without_room_for_the_copy_nothing_is_migrated(path, tmp_path, monkeypatch):
    _knows(monkeypatch, NEXT)
    (tmp_path / "copies").write_text("a file where the folder should be", encoding="utf-8")
    before = sha256(path)
    connection = _raw(path)
    with pytest.raises(Refused):
        migrate.migrate(connection, path, tmp_path / "copies")
    connection.close()
    assert sha256(path) == before


@pytest.mark.parametrize("write", [False, True])
def test_a_migration_changed_after_it_ran_is_refused(path, write, monkeypatch):
    changed = [(number, name, sql + ("-- one more word\n" if number == 1 else "")) for number, name, sql in KNOWN]
    monkeypatch.setattr(migrate, "available", lambda: changed)
    before = sha256(path)
    with pytest.raises(Integrity) as caught:
        db.open_database(path, write=write)
    assert (caught.value.code, int(caught.value.exit)) == ("E910", 9)
    connection = _raw(path)
    with pytest.raises(Integrity):
        migrate.migrate(connection, path, path.parent / "copies")
    connection.close()
    assert sha256(path) == before


def test_a_seal_changed_in_the_file_is_refused(path):
    stranger = sqlite3.connect(path)
    stranger.execute("UPDATE migration SET sha256 = 'ab' WHERE number = 1")
    stranger.commit()
    stranger.close()
    with pytest.raises(Integrity) as caught:
        db.open_database(path)
    assert caught.value.code == "E910"


def test_a_seal_missing_in_the_file_is_refused(path):
    stranger = sqlite3.connect(path)
    stranger.execute("DELETE FROM migration WHERE number = 2")
    stranger.commit()
    stranger.close()
    with pytest.raises(Integrity) as caught:
        db.open_database(path)
    assert caught.value.code == "E910"


def test_a_newer_file_is_not_migrated_backwards(path):
    stranger = sqlite3.connect(path)
    stranger.execute("PRAGMA user_version = 99")
    stranger.close()
    connection = _raw(path)
    with pytest.raises(Integrity) as caught:
        migrate.migrate(connection, path, path.parent / "copies")
    connection.close()
    assert caught.value.code == "E904"


def test_a_lost_script_is_an_error(monkeypatch, tmp_path):
    monkeypatch.setattr(migrate, "_FOLDER", tmp_path)
    with pytest.raises(Integrity) as caught:
        migrate.available()
    assert caught.value.code == "E901"
    (tmp_path / "0002_second.sql").write_text("SELECT 1;", encoding="utf-8")
    with pytest.raises(Integrity):
        migrate.available()


def test_statements_are_split_with_their_triggers():
    script = "CREATE TABLE a (b);\nCREATE TRIGGER t BEFORE DELETE ON a BEGIN SELECT 1; SELECT 2; END;\n-- a word; and more\nSELECT ';';\n"
    assert len(migrate.statements(script)) == 3


def test_nothing_of_a_script_is_lost():
    """Whatever is not a complete statement at the end of a script would silently not run."""
    for _, name, sql in KNOWN:
        parts = "".join("".join(migrate.statements(sql)).split())
        assert parts == "".join(sql.split()), name


def test_a_rolled_back_copy_is_seen_by_the_head_only(path, tmp_path):
    old = tmp_path / "old.db"
    shutil.copy(path, old)
    connection = db.open_database(path, write=True)
    actor = journal.Actor(name="x", at="2020", command="later", arguments={})
    with db.transaction(connection):
        journal.append(connection, actor, {})
    head = journal.head(connection)
    connection.close()
    shutil.copy(old, path)
    connection = db.open_database(path)
    assert list(journal.broken_links(connection)) == []
    assert journal.head(connection) != head
    connection.close()
