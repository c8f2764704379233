"""Nothing is rewritten, whatever program opens the file: every table, tried with plain sqlite3."""

import sqlite3

import pytest

from tests.store.conftest import make
from tests.store.samples import columns, insert, other_value, sample, tables, unique_keys
from vetctl.store import db

OPEN_TABLES = {"setting", "migration"}
"""Tables without guards: the chain starts from a setting, and a migration is sealed by its own text (E910)."""


def _all_tables():
    connection = db.memory()
    found = tables(connection)
    connection.close()
    return found


TABLES = [name for name in _all_tables() if name not in OPEN_TABLES]
VERSIONED = [name for name in TABLES if any(c[0] == "ended_by" for c in columns(db.memory(), name))]


@pytest.fixture
def stranger(tmp_path):
    """The file opened as a stranger would: no pragma of ours, foreign keys off, recursive triggers off."""
    connection = sqlite3.connect(make(tmp_path / "v.db"), isolation_level=None)
    assert connection.execute("PRAGMA recursive_triggers").fetchone() == (0,)
    yield connection
    connection.close()


def _rows(connection, table):
    return connection.execute(f'SELECT * FROM "{table}"').fetchall()


def _refused(connection, table, sql, values=()):
    before = _rows(connection, table)
    with pytest.raises(sqlite3.IntegrityError):
        connection.execute(sql, values)
    assert _rows(connection, table) == before


@pytest.mark.parametrize("table", TABLES)
def test_a_row_cannot_be_deleted(stranger, table):
    insert(stranger, table, sample(stranger, table))
    _refused(stranger, table, f'DELETE FROM "{table}"')


@pytest.mark.parametrize("how", ["UPDATE", "UPDATE OR REPLACE", "UPDATE OR IGNORE"])
@pytest.mark.parametrize("table", TABLES)
def test_no_column_can_be_updated(stranger, table, how):
    row = sample(stranger, table)
    insert(stranger, table, row)
    for name, value in row.items():
        if name == "ended_by":
            continue
        _refused(stranger, table, f'{how} "{table}" SET "{name}" = ?', (other_value(value),))


@pytest.mark.parametrize("how", ["INSERT OR REPLACE", "REPLACE", "INSERT OR IGNORE"])
@pytest.mark.parametrize("table", TABLES)
def test_a_row_cannot_be_replaced_under_its_own_key(stranger, table, how):
    row = sample(stranger, table)
    insert(stranger, table, row)
    before = _rows(stranger, table)
    with pytest.raises(sqlite3.IntegrityError):
        insert(stranger, table, row, how)
    assert _rows(stranger, table) == before


@pytest.mark.parametrize("table", [name for name in TABLES if unique_keys(db.memory(), name)])
def test_a_row_cannot_be_replaced_through_another_key(stranger, table):
    row = sample(stranger, table)
    insert(stranger, table, row)
    before = _rows(stranger, table)
    primary = [name for name, _, place in columns(stranger, table) if place]
    for key in unique_keys(stranger, table):
        twin = {**row, **{name: other_value(row[name]) for name in primary if name not in key}}
        with pytest.raises(sqlite3.IntegrityError):
            insert(stranger, table, twin, "INSERT OR REPLACE")
        assert _rows(stranger, table) == before


@pytest.mark.parametrize("table", VERSIONED)
def test_a_fact_may_be_ended_once_and_nothing_else(stranger, table):
    row = sample(stranger, table)
    insert(stranger, table, row)
    for name, value in row.items():
        if name != "ended_by":
            _refused(stranger, table, f'UPDATE "{table}" SET ended_by = 2, "{name}" = ?', (other_value(value),))
    stranger.execute(f'UPDATE "{table}" SET ended_by = 2')
    for later in (3, None, 2):
        _refused(stranger, table, f'UPDATE "{table}" SET ended_by = ?', (later,))


@pytest.mark.parametrize("seq", [1, 3, 0, -1])
def test_an_event_takes_the_next_number_or_none(stranger, seq):
    row = sample(stranger, "journal", seq=seq)
    with pytest.raises(sqlite3.IntegrityError):
        insert(stranger, "journal", row)


def test_the_database_itself_forbids_a_second_payment_in_a_run(stranger):
    insert(stranger, "line", sample(stranger, "line"))
    with pytest.raises(sqlite3.IntegrityError):
        insert(stranger, "line", sample(stranger, "line", line=2))


@pytest.mark.parametrize(
    ("table", "wrong"),
    [
        ("line", {"amount_fen": 0, "due_fen": 0}),
        ("line", {"amount_fen": 6}),
        ("line", {"kind": "recovery"}),
        ("line", {"amount_fen": "5.0x"}),
        ("payout", {"net_fen": -1}),
        ("payout", {"account": None}),
        ("owed", {"change_fen": 0}),
        ("batch", {"rows_in": 2}),
        ("standard", {"amount_fen": 0}),
        ("person", {"born_on": "1950"}),
    ],
)
def test_values_that_cannot_be_are_refused_by_the_file(stranger, table, wrong):
    with pytest.raises(sqlite3.IntegrityError):
        insert(stranger, table, sample(stranger, table, **wrong))


def test_no_view_lives_in_the_file(stranger):
    assert stranger.execute("SELECT COUNT(*) FROM sqlite_master WHERE type = 'view'").fetchone() == (0,)
