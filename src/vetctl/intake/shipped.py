"""Reference data that comes with vetctl: the national standards and the regions of the county.

They go the way of every other fact, through a batch, so that a correction by the bureau's own file supersedes them.
The journal event is the caller's: ``vetctl init`` writes one for everything it does.

Not shipped, because no trustworthy national figure is known for 2014 to 2017 or for any year: the survivors' pension by
town and country of 2014 and 2015, and the central subsidy for demobilised soldiers (a contribution to the county's own
rate, not a rate). Figures only extrapolated or remembered are not shipped either.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json
import sqlite3
from collections.abc import Sequence
from typing import Any

from vetctl.core.shelf import data_file


def load_national_standards(connection: sqlite3.Connection, actor_name: str, received_on: dt.date) -> int:
    """Write the national standards as a batch inside the open transaction and return their number.

    Amounts in the file are fen. A version equal to the one held is not written again.

    Raises:
        Integrity: E901 the installation lacks the file.
    """
    key = ("policy", "key", "jurisdiction", "effective_from")
    values = ("mode", "known_on", "amount_fen", "per", "document", "mark")
    rows = []
    for number, row in _rows("standards.csv"):
        row["amount_fen"] = int(row["amount_fen"])
        row["mark"] = f"{row['mark']}:{row.pop('source')}"
        rows.append((number, row))
    return _load(connection, "standards", "standard", "standards.csv", key, values, rows, actor_name, received_on)


def load_regions(connection: sqlite3.Connection, actor_name: str, received_on: dt.date) -> int:
    """Write county and townships as a batch inside the open transaction and return their number.

    Raises:
        Integrity: E901 the installation lacks the file.
    """
    values = ("name", "level", "kind", "parent", "aliases", "valid_from", "valid_to", "merged_into")
    rows = [
        (number, {name: value or ("" if name == "aliases" else None) for name, value in row.items()})
        for number, row in _rows("regions.csv")
    ]
    return _load(connection, "regions", "region", "regions.csv", ("region",), values, rows, actor_name, received_on)


def _rows(name: str) -> list[tuple[int, dict[str, Any]]]:
    text = data_file(name).read_text(encoding="utf-8")
    return list(enumerate(csv.DictReader(io.StringIO(text)), 2))


def _load(
    connection: sqlite3.Connection, register: str, table: str, name: str, key: Sequence[str], values: Sequence[str],
    rows: Sequence[tuple[int, dict[str, Any]]], actor_name: str, received_on: dt.date,
) -> int:  # fmt: skip
    columns = (*key, *values)
    held = {
        row[1 : len(key) + 1]: (row[0], row[len(key) + 1 :])
        for row in connection.execute(f"SELECT id, {', '.join(columns)} FROM {table} WHERE ended_by IS NULL")
    }
    fresh, ended = [], []
    for number, row in rows:
        version = held.get(tuple(row[c] for c in key))
        now = tuple(row[c] for c in values)
        if version is None or version[1] != now:
            fresh.append((*(row[c] for c in key), *now, name, number))
            ended += [version[0]] if version is not None else []
    if not fresh:
        return 0
    batch = _batch(connection, register, name, rows, len(rows) - len(fresh), actor_name, received_on)
    connection.executemany(f"UPDATE {table} SET ended_by = {batch:d} WHERE id = ?", ((e,) for e in ended))
    marks = ", ".join("?" * (len(columns) + 2))
    connection.executemany(
        f"INSERT INTO {table} ({', '.join(columns)}, sheet, row_no, added_by) VALUES ({marks}, {batch:d})", fresh
    )
    return len(fresh)


def _batch(
    connection: sqlite3.Connection, register: str, name: str, rows: Sequence[tuple[int, dict[str, Any]]], unchanged: int,
    actor_name: str, received_on: dt.date,
) -> int:  # fmt: skip
    (batch,) = connection.execute("SELECT coalesce(max(batch), 0) + 1 FROM batch").fetchone()
    content = json.dumps([row for _, row in rows], ensure_ascii=False, sort_keys=True)
    connection.execute(
        "INSERT INTO batch (batch, register, file_name, file_sha256, rows_sha256, received_on, actor, rows_in, accepted, "
        "held, rejected, unchanged, summary) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, ?, '{}')",
        (
            batch, register, f"vetctl:{name}", hashlib.sha256(data_file(name).read_bytes()).hexdigest(),
            hashlib.sha256(content.encode()).hexdigest(), received_on.isoformat(), actor_name, len(rows), len(rows), unchanged,
        ),
    )  # fmt: skip
    return int(batch)
