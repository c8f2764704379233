"""The benefits on the shelf, with the bureau's choices laid over them.

A benefit's file says when it starts, which group it belongs to and how it is read; `vetctl.toml` may choose
another of the readings the file names (``[policy.age-60-service] starts = "january-of-year"``), nothing else.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vetctl.core.errors import Integrity, Usage
from vetctl.core.shelf import Item, load_sql_shelf

STARTS = ("approval-month", "month-after-approval", "birthday-month", "january-of-year", "month-after-birthday")
STEPS = Path(__file__).parent / "steps"


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """One benefit as it is to be computed."""

    item: Item
    starts: str
    """One of `STARTS`."""
    group: str
    """Benefits of one group exclude each other; empty when it stands beside any other."""
    yields: bool
    """Whether it gives way to every other benefit of its group."""
    parameters: Mapping[str, str]
    """Readings in force, such as ``reading = "ceil_total"``."""

    @property
    def code(self) -> str:
        """The benefit's code."""
        return self.item.code

    @property
    def seal(self) -> str:
        """A digest of everything that decides its amounts; a change means that all months are worked out again."""
        text = json.dumps([self.item.sql, self.starts, self.group, self.yields, dict(self.parameters)], sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:16]


def load(settings: Mapping[str, Any], bureau_shelves: Path | None = None) -> dict[str, Policy]:
    """All benefits with the choices of ``vetctl.toml``.

    Raises:
        Usage: E525 a choice that the benefit does not offer.
        Integrity: E902 an unusable file.
    """
    chosen: Mapping[str, Mapping[str, str]] = settings.get("policy", {})
    items = load_sql_shelf("policies", bureau_shelves)
    if unknown := set(chosen) - set(items):
        raise Usage("E525", name=", ".join(sorted(unknown)), known=", ".join(items))
    return {code: _policy(item, chosen.get(code, {})) for code, item in items.items()}


def _policy(item: Item, chosen: Mapping[str, str]) -> Policy:
    specified: Mapping[str, Any] = item.meta.get("parameter", {})
    if unknown := set(chosen) - {"starts", "group", *specified}:
        raise Usage("E525", name=f"[policy.{item.code}] {', '.join(sorted(unknown))}", known=", ".join(["starts", "group", *specified]))
    starts = chosen.get("starts", item.meta.get("starts", ""))
    if "starts" in chosen and starts not in STARTS:
        raise Usage("E525", name=f"[policy.{item.code}] starts = {starts}", known=", ".join(STARTS))
    if starts not in STARTS:
        raise Integrity("E902", shelf="policies", path=item.code, why=f"starts: {starts!r}")
    parameters = {name: chosen.get(name, spec["default"]) for name, spec in specified.items()}
    for name, value in parameters.items():
        if value not in specified[name]["choices"]:
            raise Usage("E525", name=f"{item.code}.{name} = {value}", known=", ".join(specified[name]["choices"]))
    return Policy(
        item=item,
        starts=starts,
        group=chosen.get("group", item.meta.get("group", "")),
        yields=bool(item.meta.get("yields", False)),
        parameters=parameters,
    )


def seals(policies: Mapping[str, Policy]) -> str:
    """The digests of all benefits, as kept with a run."""
    return json.dumps({code: policy.seal for code, policy in sorted(policies.items())})


def prepare_due(connection: sqlite3.Connection) -> None:
    """Lay out the table that answers become money in."""
    connection.execute("""
        CREATE TEMP TABLE due (
          enrolment INTEGER NOT NULL, month TEXT NOT NULL, component TEXT NOT NULL,
          base_fen INTEGER, per TEXT, quantity_x100 INTEGER, share_bp INTEGER, standard INTEGER, increment INTEGER,
          missing TEXT, due_fen INTEGER CHECK (due_fen >= 0), PRIMARY KEY (enrolment, month, component)
        ) WITHOUT ROWID""")


def answer(connection: sqlite3.Connection, policy: Policy) -> None:
    """Run one benefit's SELECT over ``active`` and ``standard`` and turn its factors into money, in ``due``.

    Raises:
        Integrity: E902 the SELECT does not run, does more than read, or answers twice for one month.
    """
    from vetctl.store.shelfsql import guarded

    parameters = dict(policy.parameters)
    step = (STEPS / "60_due.sql").read_text(encoding="utf-8")
    try:
        with guarded(connection):
            connection.execute(f"EXPLAIN {policy.item.sql}", parameters).close()
        connection.execute(step.replace("{policy}", policy.item.sql), parameters)
    except sqlite3.Error as problem:
        raise Integrity("E902", shelf="policies", path=policy.code, why=str(problem)) from problem


def run_example(item: Item, example: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Work a benefit's example: ``given.active``, ``given.standard`` and facts; the answer with ``due_fen``.

    A gap is shown as ``due_fen = "gap"``.
    """
    from vetctl.store.db import memory
    from vetctl.store.shelfsql import lay_out

    connection = memory()
    given = dict(example["given"])
    policy = _policy(item, given.pop("parameters", {}))
    connection.execute(f"CREATE TEMP TABLE active ({ACTIVE_COLUMNS})")
    connection.execute(f"CREATE TEMP TABLE standard ({STANDARD_COLUMNS})")
    for name, rows in given.items():
        lay_out(connection, name, rows)
    prepare_due(connection)
    answer(connection, policy)
    cursor = connection.execute("SELECT * FROM due ORDER BY enrolment, month, component")
    names = [column[0] for column in cursor.description]
    found = [dict(zip(names, row, strict=True)) for row in cursor]
    connection.close()
    return [{**row, "due_fen": "gap" if row["due_fen"] is None else row["due_fen"]} for row in found]


ACTIVE_COLUMNS = "enrolment, month, person, terms, category, grade, nature, stated_years"
"""What a benefit's SELECT sees of every enrolment in every month it is to be paid for."""
STANDARD_COLUMNS = "key, month, fen, per, standard, increment"
"""What it sees of its own standards, resolved per month."""
