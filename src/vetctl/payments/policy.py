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
KINDS = ("roster", "follower", "occasion")
"""Paid by the month while enrolled; paid to whoever draws another benefit; paid once for something that happened."""
STEPS = Path(__file__).parent / "steps"


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """One benefit as it is to be computed."""

    item: Item
    kind: str
    """One of `KINDS`."""
    starts: str
    """One of `STARTS`; empty unless it is paid by the roster."""
    follows: str
    """Of a follower: the code of its host, or ``group:`` and the group of its hosts."""
    lag: int
    """Months between the month of entitlement and the run that regularly pays it."""
    uses: tuple[str, ...]
    """Series of yardsticks it is measured by."""
    alive: str
    """SELECT of the months in which it can be due at all; empty: any."""
    group: str
    """Benefits of one group exclude each other; empty when it stands beside any other."""
    yields: bool
    """Whether it gives way to every other benefit of its group."""
    settles: bool
    """Whether what it pays is set against what the person it is about still owes (the funeral sum)."""
    parameters: Mapping[str, str]
    """Readings in force, such as ``reading = "ceil_total"``."""

    @property
    def code(self) -> str:
        """The benefit's code."""
        return self.item.code

    @property
    def seal(self) -> str:
        """A digest of everything that decides its amounts; a change means that all months are worked out again."""
        text = json.dumps([self.item.sql, self.starts, self.follows, self.lag, self.group, self.yields, dict(self.parameters)], sort_keys=True)
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
    follows = str(item.meta.get("follows", ""))
    kind = "follower" if follows else "occasion" if item.meta.get("occasions") else "roster"
    if (starts in STARTS) != (kind == "roster") or (starts and kind != "roster"):
        raise Integrity("E902", shelf="policies", path=item.code, why=f"starts: {starts!r}")
    parameters = {name: chosen.get(name, spec["default"]) for name, spec in specified.items()}
    for name, value in parameters.items():
        if value not in specified[name]["choices"]:
            raise Usage("E525", name=f"{item.code}.{name} = {value}", known=", ".join(specified[name]["choices"]))
    return Policy(
        item=item,
        kind=kind,
        starts=starts,
        follows=follows,
        lag=int(item.meta.get("lag", 0)),
        uses=tuple(item.meta.get("uses", ())),
        alive=str(item.meta.get("alive", "")),
        group=chosen.get("group", item.meta.get("group", "")),
        yields=bool(item.meta.get("yields", False)),
        settles=bool(item.meta.get("settles", False)),
        parameters=parameters,
    )


def seals(policies: Mapping[str, Policy]) -> str:
    """The digests of all benefits, as kept with a run."""
    return json.dumps({code: policy.seal for code, policy in sorted(policies.items())})


def hosts(policies: Mapping[str, Policy]) -> list[tuple[str, str]]:
    """Follower and host, for every benefit that follows others. A group is the one its file names, whatever the bureau chose.

    Raises:
        Integrity: E902 it follows nothing that is on the shelf.
    """
    found: list[tuple[str, str]] = []
    for policy in policies.values():
        if policy.kind != "follower":
            continue
        group = policy.follows.removeprefix("group:") if policy.follows.startswith("group:") else None
        own = [p.code for p in policies.values() if p.kind == "roster" and (p.item.meta.get("group") == group if group else p.code == policy.follows)]
        if not own:
            raise Integrity("E902", shelf="policies", path=policy.code, why=f"follows: {policy.follows}")
        found += [(policy.code, code) for code in own]
    return found


_DUE = """
  enrolment INTEGER NOT NULL, month TEXT NOT NULL, component TEXT NOT NULL,
  base_fen INTEGER, per TEXT, quantity_x100 INTEGER, share_bp INTEGER,
  divisor INTEGER NOT NULL, round_fen INTEGER NOT NULL, round_up INTEGER NOT NULL,
  standard INTEGER, increment INTEGER, occasion INTEGER, payer TEXT,
  missing TEXT, due_fen INTEGER CHECK (due_fen >= 0), PRIMARY KEY (enrolment, month, component)"""

_OPTIONAL = {"divisor": "1", "round_fen": "1", "round_up": "0", "occasion": "NULL", "payer": "NULL"}
"""Factors a benefit may leave out, and what they are then."""


def prepare_due(connection: sqlite3.Connection) -> None:
    """Lay out the tables that answers become money in, and what goes with them."""
    connection.execute(f"CREATE TEMP TABLE due ({_DUE}) WITHOUT ROWID")
    connection.execute(f"CREATE TEMP TABLE answer ({_DUE}) WITHOUT ROWID")
    connection.execute(f"CREATE TEMP TABLE borne ({_DUE}) WITHOUT ROWID")
    connection.execute("""
        CREATE TEMP TABLE held_month (
          enrolment INTEGER NOT NULL, month TEXT NOT NULL, code TEXT NOT NULL, detail TEXT NOT NULL,
          PRIMARY KEY (enrolment, month, code)
        ) WITHOUT ROWID""")
    connection.execute("""
        CREATE TEMP TABLE held_occasion (
          enrolment INTEGER NOT NULL, month TEXT NOT NULL, reference TEXT NOT NULL, code TEXT NOT NULL, detail TEXT NOT NULL,
          PRIMARY KEY (enrolment, month, reference)
        ) WITHOUT ROWID""")
    for name in ("passed_over", "waiting"):
        connection.execute(f"CREATE TEMP TABLE {name} (enrolment INTEGER, month TEXT, PRIMARY KEY (enrolment, month)) WITHOUT ROWID")
    connection.execute("CREATE TEMP TABLE new_enrolment (enrolment INTEGER PRIMARY KEY, person INTEGER, policy TEXT, UNIQUE (person, policy))")
    if connection.execute("SELECT 1 FROM sqlite_temp_master WHERE name = 'span'").fetchone():
        connection.execute("""
            CREATE TEMP VIEW drawn AS
            SELECT s.person, s.policy, d.enrolment, d.month, d.component, d.base_fen, d.per, d.quantity_x100, d.share_bp,
                   d.standard, d.increment, d.due_fen
            FROM due d JOIN span s ON s.enrolment = d.enrolment""")


def answer(connection: sqlite3.Connection, policy: Policy, table: str) -> None:
    """Run one benefit's SELECT over ``active`` and ``standard`` and turn its factors into money, in `table`.

    Raises:
        Integrity: E902 the SELECT does not run, does more than read, or answers twice for one month.
    """
    from vetctl.store.shelfsql import guarded

    parameters = dict(policy.parameters)
    step = (STEPS / "60_due.sql").read_text(encoding="utf-8")
    try:
        with guarded(connection):
            given = {column[0] for column in connection.execute(f"SELECT * FROM ({policy.item.sql}) LIMIT 0", parameters).description}
        factors = {name: name if name in given else other for name, other in _OPTIONAL.items()}
        connection.execute(step.format(table=table, policy=policy.item.sql, **factors), parameters)
    except sqlite3.Error as problem:
        raise Integrity("E902", shelf="policies", path=policy.code, why=str(problem)) from problem
    if "payer" in given:
        # What somebody else pays is worked out and shown, never paid.
        connection.execute(f"INSERT INTO borne SELECT * FROM {table} WHERE payer IS NOT NULL")
        connection.execute(f"DELETE FROM {table} WHERE payer IS NOT NULL")


def alive_months(connection: sqlite3.Connection, policy: Policy) -> list[str]:
    """The months its front matter names under ``alive``.

    Raises:
        Integrity: E902 the SELECT does not run or does more than read.
    """
    from vetctl.store.shelfsql import guarded

    try:
        with guarded(connection):
            return [str(month) for (month,) in connection.execute(policy.alive)]
    except (sqlite3.Error, ValueError) as problem:
        raise Integrity("E902", shelf="policies", path=policy.code, why=f"alive: {problem}") from problem


def evidence(connection: sqlite3.Connection, policy: Policy, month: str) -> list[tuple[Any, ...]]:
    """What a benefit was measured by in a month: series, period, value, unit, document, day it was known, mark.

    Raises:
        Integrity: E902 the SELECT under ``evidence`` does not run or does more than read.
    """
    from vetctl.store.shelfsql import guarded

    text = policy.item.meta.get("evidence", "")
    try:
        with guarded(connection):
            return [tuple(row) for row in connection.execute(text, {"month": month})] if text else []
    except sqlite3.Error as problem:
        raise Integrity("E902", shelf="policies", path=policy.code, why=f"evidence: {problem}") from problem


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
    connection.execute(f"CREATE TEMP TABLE rate (policy, {STANDARD_COLUMNS})")
    connection.execute(f"CREATE TEMP TABLE own ({OWN_COLUMNS})")
    connection.execute("CREATE TEMP TABLE drawn (person, policy, enrolment, month, component, base_fen, per, quantity_x100, share_bp, standard, increment, due_fen)")
    for name, rows in given.items():
        lay_out(connection, name, rows)
    prepare_due(connection)
    answer(connection, policy, "due")
    cursor = connection.execute("SELECT * FROM due ORDER BY enrolment, month, component")
    names = [column[0] for column in cursor.description]
    found = [dict(zip(names, row, strict=True)) for row in cursor]
    connection.close()
    return [{**row, "due_fen": "gap" if row["due_fen"] is None else row["due_fen"]} for row in found]


ACTIVE_COLUMNS = "enrolment, month, person, terms, category, grade, nature, stated_years, policy"
"""What a benefit's SELECT sees of every enrolment in every month it is to be paid for."""
STANDARD_COLUMNS = "key, month, fen, per, standard, increment"
"""What it sees of its own standards, resolved per month."""
OWN_COLUMNS = "enrolment, month, category, grade, nature, stated_years, document"
"""What a follower sees of the terms a roster states for itself, per month, under the enrolments of its hosts."""
OWN_TERMS = """
    SELECT h.enrolment, c.month, t.category, t.grade, t.nature, t.stated_years, t.document
    FROM enrolment e
    JOIN policy_follows f ON f.policy = e.policy
    JOIN enrolment h ON h.person = e.person AND h.policy = f.host
    JOIN terms t ON t.enrolment = e.enrolment AND t.ended_by IS NULL
    JOIN calendar c ON c.month BETWEEN MAX(t.from_month, coalesce(t.start_month, '')) AND coalesce(substr(t.ends_on, 1, 7), '9999-12')
    WHERE e.policy = {policy}
      AND t.from_month = (SELECT MAX(x.from_month) FROM terms x WHERE x.enrolment = t.enrolment AND x.ended_by IS NULL AND x.from_month <= c.month)"""
