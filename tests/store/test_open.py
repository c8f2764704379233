"""Opening: only our own files, only the version we know, never through a link, always with our settings."""

import os
import shutil
import sqlite3
import stat
import sys
import tempfile
from pathlib import Path

import pytest

from tests.store.conftest import make, sha256
from vetctl.core.errors import Integrity, NotFound, Refused, VetctlError
from vetctl.store import db, migrate

posix = pytest.mark.skipif(os.name != "posix", reason="modes and links of POSIX")


def _refusal(path, *, write):
    with pytest.raises(VetctlError) as caught:
        db.open_database(path, write=write, wait=0)
    return caught.value


@pytest.mark.parametrize("write", [False, True])
def test_a_newer_database_is_refused_and_not_touched(path, write):
    stranger = sqlite3.connect(path)
    stranger.execute("PRAGMA user_version = 99")
    stranger.close()
    before = sha256(path), sorted(p.name for p in path.parent.iterdir())
    refusal = _refusal(path, write=write)
    assert (type(refusal), refusal.code, int(refusal.exit)) == (Integrity, "E904", 9)
    assert refusal.values["found"] == 99
    assert (sha256(path), sorted(p.name for p in path.parent.iterdir())) == before


@pytest.mark.parametrize("write", [False, True])
def test_an_older_database_is_refused_until_migrated(path, write, monkeypatch):
    known = migrate.available()
    monkeypatch.setattr(migrate, "available", lambda: [*known, (len(known) + 1, "9999_next", "CREATE TABLE t (a)")])
    before = sha256(path)
    refusal = _refusal(path, write=write)
    assert (refusal.code, int(refusal.exit)) == ("E914", 4)
    assert sha256(path) == before


def _foreign(folder: Path, kind: str) -> Path:
    path = folder / "other.db"
    if kind == "sqlite":
        connection = sqlite3.connect(path)
        connection.execute("CREATE TABLE person (name TEXT)")
        connection.commit()
        connection.close()
    elif kind == "wal":
        connection = sqlite3.connect(path)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE person (name TEXT)")
        connection.commit()
        connection.close()
    elif kind == "folder":
        path.mkdir()
    else:
        path.write_bytes(
            {
                "empty": b"",
                "text": "姓名,身份证号\n王建国,330326195302151234\n".encode(),
                "html": b"<html>" * 500,
                "zip": b"PK\x03\x04" + bytes(5000),
                "header only": b"SQLite format 3\x00",
                "torn": b"SQLite format 3\x00" + bytes(range(256)) * 40,
            }[kind]
        )
    return path


@pytest.mark.parametrize("write", [False, True])
@pytest.mark.parametrize("kind", ["sqlite", "empty", "text", "html", "zip", "header only", "torn", "folder"])
def test_a_foreign_file_is_refused_and_not_touched(tmp_path, kind, write):
    path = _foreign(tmp_path, kind)
    before = path.is_dir() or sha256(path)
    refusal = _refusal(path, write=write)
    assert (refusal.code, int(refusal.exit)) == ("E908", 9)
    assert (path.is_dir() or sha256(path)) == before
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


def test_a_missing_file_is_not_made(tmp_path):
    with pytest.raises(NotFound) as caught:
        db.open_database(tmp_path / "no.db", write=True)
    assert caught.value.code == "E510"
    assert list(tmp_path.iterdir()) == []


@posix
@pytest.mark.parametrize("write", [False, True])
def test_a_link_is_refused(path, write):
    link = path.with_name("link.db")
    link.symlink_to(path)
    assert _refusal(link, write=write).code == "E912"
    dangling = path.with_name("dangling.db")
    dangling.symlink_to(path.with_name("nowhere.db"))
    assert _refusal(dangling, write=write).code == "E912"
    with pytest.raises(Refused) as caught:
        db.create(dangling)
    assert caught.value.code == "E912"
    assert not path.with_name("nowhere.db").exists()


def test_creating_never_overwrites(path):
    before = sha256(path)
    with pytest.raises(Refused) as caught:
        db.create(path)
    assert caught.value.code == "E913"
    assert sha256(path) == before


@posix
def test_the_file_is_for_its_owner_only(tmp_path):
    mask = os.umask(0)
    try:
        path = make(tmp_path / "v.db")
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        connection = db.open_database(path, write=True)
        with db.transaction(connection):
            connection.execute("INSERT INTO setting VALUES ('a', 'b')")
            rollback_journal = path.with_name("v.db-journal")
            assert stat.S_IMODE(rollback_journal.stat().st_mode) == 0o600
        connection.close()
    finally:
        os.umask(mask)


@pytest.mark.parametrize("write", [False, True])
def test_every_connection_has_our_settings(path, write):
    connection = db.open_database(path, write=write)
    wanted = {
        "journal_mode": "delete", "synchronous": 3, "foreign_keys": 1, "recursive_triggers": 1, "trusted_schema": 0,
        "secure_delete": 1, "cell_size_check": 1, "application_id": db.APPLICATION_ID,
    }  # fmt: skip
    assert {name: connection.execute(f"PRAGMA {name}").fetchone()[0] for name in wanted} == wanted
    connection.close()


def test_a_reader_cannot_write(path):
    connection = db.open_database(path)
    with pytest.raises(sqlite3.OperationalError):
        connection.execute("INSERT INTO setting VALUES ('a', 'b')")
    with pytest.raises(Refused) as caught, db.transaction(connection):
        connection.execute("INSERT INTO setting VALUES ('a', 'b')")
    assert caught.value.code == "E906"
    connection.close()


@posix
@pytest.mark.parametrize("what", ["file", "folder"])
def test_what_may_not_be_written_is_said_so(tmp_path, what):
    """As root every mode is ignored, so another user tries in a child."""
    # Root's own folders are closed to others, so that as root the shared one is used.
    home = Path(tempfile.gettempdir()) if os.getuid() == 0 else tmp_path
    folder = Path(tempfile.mkdtemp(dir=home, prefix="vetctl-test-"))
    try:
        path = make(folder / "v.db")
        if os.getuid() == 0:
            os.chown(path, 65534, 65534)
            os.chown(folder, 65534, 65534)
        path.chmod(0o400 if what == "file" else 0o600)
        folder.chmod(0o500 if what == "folder" else 0o700)
        before = sha256(path)
        assert _as_nobody(path) == "E906 4"
        folder.chmod(0o700)
        assert sha256(path) == before
        assert [p.name for p in folder.iterdir()] == ["v.db"]
    finally:
        shutil.rmtree(folder)


def _as_nobody(path: Path) -> str:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        said = "nothing"
        try:
            if os.getuid() == 0:
                os.setgid(65534)
                os.setuid(65534)
            connection = db.open_database(path, write=True, wait=0)
            with db.transaction(connection):
                connection.execute("INSERT INTO setting VALUES ('a', 'b')")
            said = "written"
        except VetctlError as failure:
            said = f"{failure.code} {int(failure.exit)}"
        except BaseException as failure:  # noqa: BLE001 - the child must speak and end
            said = repr(failure)
        os.write(writing, said.encode())
        os._exit(0)
    os.waitpid(child, 0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        return pipe.read().decode()


def test_the_views_are_the_programs_not_the_files(path):
    stranger = sqlite3.connect(path)
    stranger.execute("CREATE VIEW paid_line AS SELECT 1 AS made_up")
    stranger.commit()
    stranger.close()
    connection = db.open_database(path)
    names = [column[0] for column in connection.execute("SELECT * FROM paid_line").description]
    assert "amount_fen" in names
    connection.close()


def test_the_program_runs_on_this_sqlite():
    assert sqlite3.sqlite_version_info >= (3, 37), "STRICT tables need 3.37"
    assert sys.version_info >= (3, 11)
