"""A small database with planted faults, and the command line in front of it."""

import json
import sqlite3
from dataclasses import dataclass
from pathlib import Path

import pytest

from vetctl.cli import main
from vetctl.store import db, journal, migrate

ACTOR = journal.Actor(name="王经办", at="2021-01-05T01:00:00Z", command="test", arguments={})
ID_DEAD = "990326195005010016"
ID_ALIVE = "990326195106020010"


def make(path: Path) -> sqlite3.Connection:
    """A new database with its first event."""
    connection = db.create(path)
    migrate.apply_all(connection)
    db.prepare_views(connection)
    with db.transaction(connection):
        connection.execute("INSERT INTO setting VALUES ('database_uuid', '00000000-0000-4000-8000-000000000001')")
        connection.execute("INSERT INTO setting VALUES ('bureau', '测试局')")
        journal.append(connection, ACTOR, {"made": True})
    return connection


def plant(connection: sqlite3.Connection) -> None:
    """Two people of one benefit; one died in October and is paid through December; both share one account."""
    with db.transaction(connection):
        connection.execute("INSERT INTO batch VALUES (1, 'roster', '花名册.xlsx', 'f', 'r', '2020-01-01', '王经办', 2, 2, 0, 0, 0, '{}')")
        for person, id_no, name in ((1, ID_DEAD, "王建国"), (2, ID_ALIVE, "李卫东")):
            born = f"{id_no[6:10]}-{id_no[10:12]}-{id_no[12:14]}"
            connection.execute("INSERT INTO person VALUES (?, ?, ?, 'male', 1)", (person, id_no, born))
            connection.execute(
                "INSERT INTO profile (person, name, township, added_by, sheet, row_no) VALUES (?, ?, '昆阳镇', 1, '花名册', ?)",
                (person, name, person + 1),
            )
            connection.execute(
                "INSERT INTO account (person, number, holder_name, added_by) VALUES (?, '6228580000000000018', ?, 1)",
                (person, name),
            )
            connection.execute("INSERT INTO enrolment VALUES (?, ?, 'war-test', 1)", (person + 10, person))
            connection.execute(
                "INSERT INTO terms (enrolment, from_month, category, approved_on, document, added_by, sheet, row_no) "
                "VALUES (?, '2010-01', 'war', '2009-12-01', '平民〔2009〕1号', 1, '花名册', ?)",
                (person + 10, person + 1),
            )
        connection.execute(
            "INSERT INTO standard (id, policy, key, jurisdiction, mode, effective_from, known_on, amount_fen, per, document, mark, added_by) "
            "VALUES (1, 'war-test', 'base', 'national', 'absolute', '2020-08-01', '2020-08-01', 70000, 'month', '文', 'S', 1)"
        )
        connection.execute("INSERT INTO death (person, source, died_on, added_by) VALUES (1, 'bureau', '2020-10-05', 1)")
        for run, month in enumerate(("2020-10", "2020-11", "2020-12"), 1):
            pay(connection, run, month, (11, 12))
        journal.append(connection, ACTOR, {"planted": True})


def pay(connection: sqlite3.Connection, run: int, month: str, enrolments: tuple[int, ...]) -> None:
    """A run that pays 700 yuan to each enrolment, sealed by its event as the payments room does it."""
    from vetctl.payments.run import digest

    connection.execute("PRAGMA defer_foreign_keys = ON")
    for enrolment in enrolments:
        connection.execute(
            "INSERT INTO line (run, month, enrolment, component, kind, amount_fen, due_fen, paid_before_fen, base_fen, per, "
            "quantity_x100, share_bp, standard) VALUES (?, ?, ?, 'base', 'regular', 70000, 70000, 0, 70000, 'month', 100, 10000, 1)",
            (run, month, enrolment),
        )
        connection.execute("INSERT INTO payout VALUES (?, ?, 70000, 0, 70000, ?)", (run, enrolment - 10, enrolment - 10))
    heads = len(enrolments)
    before = connection.execute("SELECT coalesce(SUM(heads), 0) FROM bridge WHERE run = ? AND movement = 'now'", (run - 1,)).fetchone()[0]
    for movement, number in (("before", before), ("new", heads - before), ("now", heads)):
        if number:
            connection.execute("INSERT INTO bridge VALUES (?, 'war-test', ?, '', ?)", (run, movement, number))
    seal = digest(connection, run)
    total = 70000 * heads
    connection.execute(
        "INSERT INTO run (run, month, as_of, prepared_by, seen_batch, seen_event, parameters, digest, heads, line_count, regular_fen, arrears_fen, "
        "recovery_fen, set_off_fen, net_fen) VALUES (?, ?, '2020-12-31', '王经办', 1, 0, '{}', ?, ?, ?, ?, 0, 0, 0, ?)",
        (run, month, seal, heads, heads, total, total),
    )
    connection.execute("INSERT INTO source_sum VALUES (?, 'war-test', 0, 0, 0, ?)", (run, total))
    connection.execute("INSERT INTO run_step VALUES (?, 'drafted', '王经办', '2020-12-31T00:00:00Z', ?, '')", (run, seal))
    journal.append(connection, ACTOR, {"run": run, "line_count": heads, "digest": seal})


@dataclass
class Answer:
    """What one command line gave back."""

    status: int
    out: str
    err: str

    @property
    def data(self):
        return json.loads(self.out)["data"]

    @property
    def summary(self):
        return json.loads(self.out)["summary"]


@pytest.fixture(autouse=True)
def _chinese(monkeypatch, tmp_path):
    monkeypatch.setenv("VETCTL_LANG", "zh_CN")
    monkeypatch.setenv("VETCTL_DB", str(tmp_path / "vetctl.db"))
    monkeypatch.setenv("VETCTL_ACTOR", "王经办")
    monkeypatch.delenv("VETCTL_CONFIG", raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def clean(tmp_path):
    """The path of a database in which nothing is wrong."""
    path = tmp_path / "vetctl.db"
    make(path).close()
    return path


@pytest.fixture
def faulty(tmp_path):
    """The path of a database with planted faults."""
    path = tmp_path / "vetctl.db"
    connection = make(path)
    plant(connection)
    connection.close()
    return path


@pytest.fixture
def vetctl(capsys):
    """Run a command line and return its answer."""

    def call(*words: str) -> Answer:
        status = main.run(list(words))
        said = capsys.readouterr()
        return Answer(status, said.out, said.err)

    return call


def unprotect(path: Path) -> sqlite3.Connection:
    """Open the file as a stranger would, without vetctl, and drop every guard."""
    stranger = sqlite3.connect(path, isolation_level=None)
    names = [row[0] for row in stranger.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")]
    for name in names:
        stranger.execute(f'DROP TRIGGER "{name}"')
    return stranger
