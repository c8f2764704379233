"""Crash, full disk, two at once: all or nothing, and a plain word instead of a traceback."""

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.store.conftest import ACTOR, make
from vetctl.core.errors import Busy, Refused
from vetctl.store import backup, db, journal

posix = pytest.mark.skipif(os.name != "posix", reason="signals and limits of POSIX")
ROWS = 40

WRITER = f"""
import sys
from pathlib import Path
from vetctl.store import db, journal
actor = journal.Actor(name="王经办", at="2020-01-01T00:00:00Z", command="kill", arguments={{}})
connection = db.open_database(Path(sys.argv[1]), write=True)
first = connection.execute("SELECT coalesce(MAX(batch), 0) FROM batch").fetchone()[0]
print("ready", flush=True)
for batch in range(first + 1, first + 100_000):
    with db.transaction(connection):
        connection.execute(
            "INSERT INTO batch VALUES (?, 'roster', 'f', 's', 'r', '2020-01-01', 'x', {ROWS}, 0, 0, {ROWS}, 0, '')", (batch,))
        for row in range({ROWS}):
            connection.execute("INSERT INTO batch_row VALUES (?, 'Sheet1', ?, 'rejected', 'E101', ?)", (batch, row, "x" * 2000))
        journal.append(connection, actor, {{"batch": batch}})
    print(batch, flush=True)
"""


def _kill_after(path: Path, seconds: float) -> int:
    """Let a writer work and kill it; returns the last batch it had said was done."""
    child = subprocess.Popen([sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    assert child.stdout.readline() == "ready\n"
    time.sleep(seconds)
    child.send_signal(signal.SIGKILL)
    said = child.stdout.read().split()
    child.wait()
    whole = [int(word) for word in said if word.isdigit()]
    return max(whole, default=0)


def _check_whole(path: Path, acknowledged: int) -> int:
    """Every batch is there with all its rows and its event, or not at all; returns how many there are."""
    connection = db.open_database(path)
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    batches = [row[0] for row in connection.execute("SELECT batch FROM batch ORDER BY batch")]
    assert batches == list(range(1, len(batches) + 1))
    assert len(batches) >= acknowledged, "an acknowledged batch was lost"
    counts = dict(connection.execute("SELECT batch, COUNT(*) FROM batch_row GROUP BY batch"))
    assert counts == dict.fromkeys(batches, ROWS)
    events = [json.loads(row[0]).get("batch") for row in connection.execute("SELECT facts FROM journal ORDER BY seq")]
    assert [number for number in events if number] == batches
    assert list(journal.broken_links(connection)) == []
    connection.close()
    return len(batches)


@posix
def test_kill_minus_nine_leaves_all_or_nothing(path):
    chance = random.Random(20200831)
    total = 0
    for _ in range(12):
        acknowledged = _kill_after(path, chance.uniform(0.0, 0.12))
        total = _check_whole(path, acknowledged)
    assert total > 12, "the writer was never at work: this test saw nothing"


@posix
def test_the_test_itself_can_see(path):
    """A writer without transactions must be caught by the same check, or the check is blind."""
    sabotaged = WRITER.replace("with db.transaction(connection):", "if True:").replace(
        "journal.append(connection, actor", "(lambda *_: None)(connection, actor"
    )
    child = subprocess.Popen([sys.executable, "-c", sabotaged, str(path)], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    child.stdout.readline()
    child.stdout.readline()
    child.kill()
    child.wait()
    with pytest.raises(AssertionError):
        _check_whole(path, 1)


@posix
@pytest.mark.parametrize("write", [False, True])
def test_a_hot_journal_is_rolled_back_by_the_next_who_opens(path, write):
    """A transaction larger than the cache is partly in the file when the process dies."""
    code = (
        "import os, signal, sys\nfrom pathlib import Path\nfrom vetctl.store import db\n"
        "c = db.open_database(Path(sys.argv[1]), write=True)\nc.execute('PRAGMA cache_size = 10')\nc.execute('BEGIN IMMEDIATE')\n"
        "c.executemany('INSERT INTO setting VALUES (?, ?)', ((f'k{i}', 'x' * 500) for i in range(5000)))\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    size = path.stat().st_size
    subprocess.run([sys.executable, "-c", code, str(path)], check=False)
    assert path.stat().st_size > size, "nothing had reached the file: this test saw nothing"
    assert path.with_name("vetctl.db-journal").exists()
    connection = db.open_database(path, write=write)
    assert connection.execute("SELECT COUNT(*) FROM setting").fetchone() == (1,)
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()


@posix
@pytest.mark.parametrize("spare_kib", [0, 1, 8, 64, 200])
def test_a_full_disk_is_a_plain_refusal_and_nothing_is_half_written(path, spare_kib):
    """The limit of the file size stands for the disk's end: writing past it fails in the same way."""
    code = (
        "import os, resource, signal, sys\nfrom pathlib import Path\nfrom vetctl.core.errors import VetctlError\n"
        "from vetctl.store import db, journal\n"
        "path = Path(sys.argv[1])\nlimit = path.stat().st_size + int(sys.argv[2]) * 1024\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "connection = db.open_database(path, write=True)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))\n"
        "actor = journal.Actor(name='x', at='2020', command='fill', arguments={})\n"
        "try:\n"
        "    with db.transaction(connection):\n"
        "        connection.executemany('INSERT INTO setting VALUES (?, ?)', ((f'k{i}', 'x' * 1000) for i in range(500)))\n"
        "        journal.append(connection, actor, {'fill': True})\n"
        "    print('written', 0)\n"
        "except VetctlError as failure:\n"
        "    print(failure.code, int(failure.exit))\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path), str(spare_kib)], capture_output=True, text=True, check=False)
    assert (done.stdout.strip(), done.stderr) == ("E907 4", "")
    connection = db.open_database(path, write=True)
    assert connection.execute("SELECT COUNT(*) FROM setting").fetchone() == (1,)
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    with db.transaction(connection):
        connection.execute("INSERT INTO setting VALUES ('room', 'again')")
    connection.close()


def test_the_second_writer_is_told_to_wait(path):
    first = db.open_database(path, write=True)
    second = db.open_database(path, write=True, wait=0)
    with db.transaction(first):
        first.execute("INSERT INTO setting VALUES ('a', 'first')")
        with pytest.raises(Busy) as caught, db.transaction(second):
            second.execute("INSERT INTO setting VALUES ('a', 'second')")
        assert (caught.value.code, int(caught.value.exit)) == ("E905", 6)
    with db.transaction(second):
        second.execute("INSERT INTO setting VALUES ('b', 'second')")
    assert dict(first.execute("SELECT key, value FROM setting WHERE key IN ('a', 'b')")) == {"a": "first", "b": "second"}
    first.close()
    second.close()


@pytest.mark.parametrize("write", [False, True])
def test_opening_while_somebody_commits_is_busy_not_a_traceback(path, write):
    stranger = sqlite3.connect(path, isolation_level=None)
    stranger.execute("BEGIN EXCLUSIVE")
    with pytest.raises(Busy) as caught:
        db.open_database(path, write=write, wait=0)
    assert caught.value.code == "E905"
    stranger.execute("ROLLBACK")
    stranger.close()


def test_two_processes_append_to_one_chain(path):
    code = (
        "import sys\nfrom pathlib import Path\nfrom vetctl.store import db, journal\n"
        "connection = db.open_database(Path(sys.argv[1]), write=True)\n"
        "actor = journal.Actor(name=sys.argv[2], at='2020', command='race', arguments={})\n"
        "for turn in range(25):\n"
        "    with db.transaction(connection):\n"
        "        journal.append(connection, actor, {'turn': turn})\n"
    )
    racers = [subprocess.Popen([sys.executable, "-c", code, str(path), name]) for name in ("王", "李", "张")]
    assert [racer.wait() for racer in racers] == [0, 0, 0]
    connection = db.open_database(path)
    assert journal.head(connection)[0] == 1 + 75
    assert list(journal.broken_links(connection)) == []
    connection.close()


def test_a_failure_inside_rolls_everything_back(path):
    connection = db.open_database(path, write=True)

    def fail():
        with db.transaction(connection):
            connection.execute("INSERT INTO setting VALUES ('a', 'b')")
            journal.append(connection, ACTOR, {"never": True})
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert not connection.in_transaction
    assert connection.execute("SELECT COUNT(*) FROM setting").fetchone() == (1,)
    assert journal.head(connection)[0] == 1
    connection.close()


def test_a_dry_run_writes_nothing(path):
    before = path.read_bytes()
    connection = db.open_database(path, write=True)
    with db.transaction(connection, dry_run=True):
        connection.execute("INSERT INTO setting VALUES ('a', 'b')")
        journal.append(connection, ACTOR, {"dry": True})
    connection.close()
    assert path.read_bytes() == before


def test_a_backup_is_whole_private_and_never_over_another(path, tmp_path):
    connection = db.open_database(path, write=True)
    target = backup.copy(connection, tmp_path / "copies" / "one.db")
    copy = db.open_database(target)
    assert journal.head(copy) == journal.head(connection)
    copy.close()
    if os.name == "posix":
        assert target.stat().st_mode & 0o777 == 0o600
    before = target.read_bytes()
    with pytest.raises(Refused) as caught:
        backup.copy(connection, target)
    assert caught.value.code == "E913"
    assert target.read_bytes() == before
    connection.close()


def test_a_backup_does_not_wait_for_ever(path, tmp_path):
    stranger = sqlite3.connect(path, isolation_level=None)
    connection = db.open_database(path, wait=0)
    stranger.execute("BEGIN EXCLUSIVE")
    with pytest.raises(Busy):
        backup.copy(connection, tmp_path / "one.db")
    assert not (tmp_path / "one.db").exists()
    stranger.execute("ROLLBACK")
    stranger.close()
    connection.close()


def test_a_backup_inside_a_transaction_is_a_defect_not_a_hang(path, tmp_path):
    connection = db.open_database(path, write=True)
    with db.transaction(connection):
        connection.execute("INSERT INTO setting VALUES ('a', 'b')")
        with pytest.raises(RuntimeError):
            backup.copy(connection, tmp_path / "one.db")
    assert not (tmp_path / "one.db").exists()
    connection.close()


def test_the_journal_belongs_into_a_transaction(tmp_path):
    connection = db.open_database(make(tmp_path / "v.db"), write=True)
    with pytest.raises(RuntimeError):
        journal.append(connection, ACTOR, {})
    connection.close()
