"""Reference data that comes with vetctl: national standards, what central pays of them, parameters, figures, regions.

They go the way of every other fact, through a batch, so that a correction by the bureau's own file supersedes them.
The journal event is the caller's: ``vetctl init`` writes one for everything it does.

Not shipped, because no trustworthy national figure is known for 2014 to 2017 or for any year: the survivors' pension by
town and country of 2014 and 2015, and the central subsidy for demobilised soldiers (a contribution to the county's own
rate, not a rate; its yearly national increments are, for counties whose rate grows by them). Figures only extrapolated or
remembered are not shipped either. A parameter whose notice was not found begins with the earliest publication found.
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

from vetctl.core.errors import Usage
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


GROUPS = {
    "east": frozenset({"11", "12", "21", "31", "32", "33", "35", "37", "44"}),
    "middle": frozenset[str](),
    "west": frozenset[str](),
}
"""The three shares central pays of some benefits, and the provinces (first two digits of a region) that a source names
for one. Only the nine of 40 % are named anywhere; who belongs to 60 or 80 % must be said."""


def region_group(connection: sqlite3.Connection, chosen: str | None = None) -> str | None:
    """The bureau's choice, else the group of the county's own region code; None when no source names it.

    Raises:
        Usage: E525 no such group.
    """
    if chosen is not None:
        if chosen not in GROUPS:
            raise Usage("E525", name=f"region_group = {chosen}", known=", ".join(GROUPS))
        return chosen
    row = connection.execute("SELECT substr(region, 1, 2) FROM region WHERE level = 'county' AND ended_by IS NULL").fetchone()
    return next((group for group, provinces in GROUPS.items() if row and row[0] in provinces), None)


def load_national_funding(connection: sqlite3.Connection, actor_name: str, received_on: dt.date, group: str | None) -> int:
    """Write what central pays as a batch inside the open transaction and return the number of rules.

    Args:
        group: whose percentages apply, one of `GROUPS`; with None the benefits that differ by group are left out.

    Raises:
        Integrity: E901 the installation lacks the file.
    """
    key = ("policy", "key", "source", "effective_from")
    values = ("mode", "amount_fen", "per", "share_bp", "round_fen", "known_on", "document", "mark")
    rows = []
    for number, row in _rows("funding.csv"):
        if row.pop("region_group") not in ("", group):
            continue
        row["mark"] = f"{row['mark']}:{row.pop('source')}"
        row["source"] = row.pop("payer")
        row |= {name: int(row[name]) if row[name] else None for name in ("amount_fen", "share_bp", "round_fen")}
        row["per"] = row["per"] or None
        rows.append((number, row))
    return _load(connection, "funding", "funding", "funding.csv", key, values, rows, actor_name, received_on)


def load_national_rules(connection: sqlite3.Connection, actor_name: str, received_on: dt.date) -> int:
    """Write the national parameters of benefits as a batch inside the open transaction and return their number.

    Raises:
        Integrity: E901 the installation lacks the file.
    """
    values = ("effective_to", "known_on", "value", "word", "document", "mark")
    rows = []
    for number, row in _rows("rules.csv"):
        row |= {"effective_to": row["effective_to"] or None, "word": row["word"] or None, "value": int(row["value"]) if row["value"] else None}
        row["mark"] = f"{row['mark']}:{row.pop('source')}"
        rows.append((number, row))
    return _load(connection, "rules", "rule", "rules.csv", ("policy", "key", "effective_from"), values, rows, actor_name, received_on)


def load_national_yardsticks(connection: sqlite3.Connection, actor_name: str, received_on: dt.date) -> int:
    """Write the national figures that benefits are measured by as a batch inside the open transaction and return their number.

    Raises:
        Integrity: E901 the installation lacks the file.
    """
    values = ("value", "unit", "known_on", "document", "mark")
    rows = [(number, {**row, "value": int(row["value"]), "mark": f"{row['mark']}:{row.pop('source')}"}) for number, row in _rows("yardsticks.csv")]
    return _load(connection, "yardsticks", "yardstick", "yardsticks.csv", ("series", "period"), values, rows, actor_name, received_on)


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
