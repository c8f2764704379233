"""The guard round shelf items: they read, and nothing else."""

import pytest

from vetctl.core.errors import Integrity
from vetctl.core.shelf import Item
from vetctl.store import db, shelfsql


def _item(sql):
    return Item(shelf="checks", code="X01", origin="test", meta={}, sql=sql)


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM journal",
        "INSERT INTO setting VALUES ('a', 'b')",
        "UPDATE setting SET value = 'b'",
        "DROP TRIGGER journal_no_update",
        "DROP TABLE journal",
        "CREATE TABLE t (a)",
        "CREATE TEMP TABLE t (a)",
        "CREATE TEMP TRIGGER t BEFORE INSERT ON main.journal BEGIN SELECT 1; END",
        "ALTER TABLE journal RENAME TO j",
        "ATTACH DATABASE 'other.db' AS other",
        "PRAGMA writable_schema = 1",
        "PRAGMA recursive_triggers = 0",
        "PRAGMA user_version = 99",
        "SELECT load_extension('x')",
        "VACUUM INTO 'stolen.db'",
        "REINDEX",
        "BEGIN",
        "COMMIT",
        "SELECT 1; DELETE FROM journal",
        "WITH x AS (SELECT 1) INSERT INTO setting SELECT 'a', 'b'",
        "SELECT",
        "",
    ],
)
def test_whatever_does_more_than_read_is_refused(path, sql):
    connection = db.open_database(path, write=True)
    before = connection.execute("SELECT COUNT(*), MAX(seq) FROM journal").fetchone()
    with pytest.raises(Integrity) as caught:
        shelfsql.rows(connection, _item(sql), {})
    assert caught.value.code == "E902"
    assert connection.execute("SELECT COUNT(*), MAX(seq) FROM journal").fetchone() == before
    assert connection.execute("SELECT COUNT(*) FROM setting").fetchone() == (1,)
    # The guard is gone again: the program itself may write.
    with db.transaction(connection, dry_run=True):
        connection.execute("INSERT INTO setting VALUES ('a', 'b')")
    connection.close()


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM journal",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3) SELECT i FROM n",
        "SELECT value FROM json_each('[1, 2]')",
        "SELECT person, SUM(amount_fen) OVER (PARTITION BY person) FROM paid_line",
        "SELECT printf('%04d', 7), strftime('%Y', '2020-01-01'), group_concat(key) FROM setting",
    ],
)
def test_reading_is_free(path, sql):
    connection = db.open_database(path)
    shelfsql.rows(connection, _item(sql), {})
    connection.close()
