"""The audit: runs the checks of the shelf over the database and collects what they find.

It changes nothing it audits, believes no total it can add up itself, and never takes "no check ran"
for "nothing found": an unknown name or an empty choice is an error.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from vetctl.audit.findings import GROUPS, SEVERITIES, AuditFinding, facts_of
from vetctl.core.errors import Integrity, Usage
from vetctl.core.shelf import Item, load_sql_shelf
from vetctl.store import shelfsql

_CHUNK = 500
_READ_ONCE = ("station_claim", "claim_refusal")
"""Views so large that planning them costs more than running them; in the order in which they read each other."""
_FROM_SHELVES = {"policies": ("group", "starts", "yields"), "indicators": ("scheme", "unit")}


def checks(bureau_shelves: Path | None = None) -> dict[str, Item]:
    """All checks of the shelf, shipped and the bureau's own, in the order of their codes.

    Raises:
        Integrity: E901, E902, E903: a shelf that cannot be trusted.
    """
    items = load_sql_shelf("checks", bureau_shelves)
    for item in items.values():
        _require(item)
    return items


def choose(items: Mapping[str, Item], *, groups: Sequence[str] = (), codes: Sequence[str] = ()) -> list[Item]:
    """The checks asked for; all of them when nothing is asked for.

    Raises:
        Usage: E525 no such group or check, E532 no check fits.
    """
    if unknown := [name for name in groups if name not in GROUPS]:
        raise Usage("E525", name=", ".join(unknown), known=", ".join(GROUPS))
    if unknown := [code for code in codes if code not in items]:
        raise Usage("E525", name=", ".join(unknown), known=", ".join(items))
    chosen = [
        item
        for code, item in items.items()
        if (not groups and not codes) or item.meta["group"] in groups or code in codes
    ]
    if not chosen:
        raise Usage("E532")
    return chosen


def run(
    connection: sqlite3.Connection,
    *,
    as_of: date,
    groups: Sequence[str] = (),
    codes: Sequence[str] = (),
    parameters: Mapping[str, Any] | None = None,
    choices: Mapping[str, Mapping[str, Any]] | None = None,
    bureau_shelves: Path | None = None,
) -> tuple[list[Item], list[AuditFinding]]:
    """Run checks over everything the database holds.

    Args:
        connection: an open database; the caller holds the transaction when one snapshot matters.
        as_of: the day whose age, deadline and year count.
        groups: names of `GROUPS`; with `codes` empty too, every check runs.
        codes: codes of single checks.
        parameters: thresholds of the bureau, overriding the defaults of the checks.
        choices: the bureau's readings of the benefits (``[policy.*]`` of ``vetctl.toml``), by code.
        bureau_shelves: folder with the bureau's own shelves.

    Returns:
        The checks that ran, and what they found, heaviest first.

    Raises:
        Usage: E525, E532. Integrity: E902 a check does not run.
    """
    chosen = choose(checks(bureau_shelves), groups=groups, codes=codes)
    given = given_parameters(
        chosen, as_of=as_of, gate=False, parameters=parameters, choices=choices, bureau_shelves=bureau_shelves
    )
    with ExitStack() as stack:
        for view in _READ_ONCE:
            if sum(view in item.sql for item in chosen) > 1:
                stack.enter_context(_as_table(connection, view))
        return chosen, _collect(connection, chosen, given)


def gate(
    connection: sqlite3.Connection,
    *,
    run: int,
    as_of: date,
    parameters: Mapping[str, Any] | None = None,
    choices: Mapping[str, Mapping[str, Any]] | None = None,
    bureau_shelves: Path | None = None,
) -> list[AuditFinding]:
    """Run the checks that must hold for a run before it may stand; called inside the transaction that wrote it.

    The view ``paid_line`` is narrowed to the lines of the run meanwhile. Only findings that block are returned.

    Raises:
        Integrity: E901 no check guards the gate, E902 a check does not run.
    """
    items = checks(bureau_shelves)
    guards = [item for item in items.values() if item.meta.get("gate")]
    if not guards:
        raise Integrity("E901", shelf="checks", path="gate")
    given = given_parameters(
        guards, as_of=as_of, gate=True, parameters=parameters, choices=choices, bureau_shelves=bureau_shelves
    )
    # A line that brings a month back to nothing (a recovery undone, because what it was taken from came back from the
    # bank) pays nobody anything; without the earlier lines beside it, it would look like a payment.
    with _as_table(connection, "paid_line", f"WHERE run = {int(run)} AND NOT (due_fen = 0 AND amount_fen > 0)"), _payees(connection, run):
        found = _collect(connection, guards, given)
    return [one for one in found if one.severity == "blocking"]


@contextmanager
def _as_table(connection: sqlite3.Connection, view: str, where: str = "") -> Iterator[None]:
    """Put a table of the same name and rows in the place of a shared view, so that many checks read it but one makes it.

    Args:
        connection: an open database.
        view: the name of a view of ``store/views``.
        where: a condition that narrows it; text of ours, never data.
    """
    (made,) = connection.execute("SELECT sql FROM temp.sqlite_master WHERE name = ?", (view,)).fetchone()
    body = made.split(" AS ", 1)[1]
    connection.execute(f"DROP VIEW temp.{view}")
    try:
        connection.execute(f"CREATE TEMP TABLE {view} AS SELECT * FROM (\n{body}\n) {where}")
        yield
    finally:
        connection.execute(f"DROP TABLE IF EXISTS temp.{view}")
        connection.execute(f"CREATE TEMP VIEW {view} AS {body}")


@contextmanager
def _payees(connection: sqlite3.Connection, run: int) -> Iterator[None]:
    """Let ``payee`` and ``fresh_payee`` mean the people of a run, by number, so that a check looks up and does not search."""
    row = connection.execute(
        "SELECT run, seen_batch FROM run WHERE run < ? AND run NOT IN (SELECT run FROM run_step WHERE step = 'voided') ORDER BY run DESC LIMIT 1",
        (run,),
    ).fetchone()
    since = {"run": run, "before": row[0] if row else 0, "batch": row[1] if row else 0}
    views = dict(connection.execute("SELECT name, sql FROM temp.sqlite_master WHERE name IN ('payee', 'fresh_payee')"))
    for name in views:
        connection.execute(f"DROP VIEW temp.{name}")
        connection.execute(f"CREATE TEMP TABLE {name} (person INTEGER PRIMARY KEY)")
    try:
        connection.execute("INSERT INTO temp.payee SELECT person FROM payout WHERE run = :run", since)
        connection.execute(
            """INSERT INTO temp.fresh_payee
               SELECT person FROM temp.payee p WHERE NOT EXISTS (SELECT 1 FROM payout o WHERE o.run = :before AND o.person = p.person)
               UNION SELECT person FROM profile WHERE added_by > :batch AND person IN (SELECT person FROM temp.payee)
               UNION SELECT person FROM account WHERE added_by > :batch AND person IN (SELECT person FROM temp.payee)""",
            since,
        )
        yield
    finally:
        for name, sql in views.items():
            connection.execute(f"DROP TABLE temp.{name}")
            connection.execute(sql.replace("CREATE VIEW", "CREATE TEMP VIEW", 1))


def given_parameters(
    items: Iterable[Item],
    *,
    as_of: date,
    gate: bool,
    parameters: Mapping[str, Any] | None = None,
    choices: Mapping[str, Mapping[str, Any]] | None = None,
    bureau_shelves: Path | None = None,
) -> dict[str, Any]:
    """What the engine tells every check: the day, whether this is the gate, and what other shelves say.

    ``:policies`` is a JSON list of the benefits with group, start rule and whether they yield, ``:indicators``
    one of the figures with their scheme; read from the shelves, so that no check keeps a list of benefits.
    """
    given: dict[str, Any] = {**(parameters or {}), "as_of": as_of.isoformat(), "gate": int(gate)}
    asked = "\n".join(item.sql for item in items)
    for shelf, names in _FROM_SHELVES.items():
        if f":{shelf}" in asked:
            chosen = (choices or {}) if shelf == "policies" else {}
            told = [
                {
                    "code": code,
                    **item.meta["title"],
                    **{name: chosen.get(code, {}).get(name, item.meta.get(name)) for name in names},
                }
                for code, item in load_sql_shelf(shelf, bureau_shelves).items()
            ]
            given[shelf] = json.dumps(told, ensure_ascii=False)
    return given


def policy_titles(bureau_shelves: Path | None = None) -> dict[str, str]:
    """The titles of the benefits by code, for sentences."""
    return {code: item.title for code, item in load_sql_shelf("policies", bureau_shelves).items()}


def _collect(connection: sqlite3.Connection, items: Iterable[Item], given: Mapping[str, Any]) -> list[AuditFinding]:
    found: list[tuple[Item, dict[str, Any]]] = [
        (item, row) for item in items for row in shelfsql.rows(connection, item, given)
    ]
    people = _people(connection, {row["person"] for _, row in found if row.get("person") is not None})
    files = dict(connection.execute("SELECT batch, file_name FROM batch")) if found else {}
    findings = [_finding(item, row, people, files) for item, row in found]
    # sorted() is stable: inside one weight and code the order of the check stays.
    return sorted(findings, key=lambda one: (-one.rank, one.code))


def _finding(item: Item, row: Mapping[str, Any], people: Mapping[int, str], files: Mapping[int, str]) -> AuditFinding:
    severity = row.get("severity") or item.meta["severity"]
    if severity not in SEVERITIES:
        raise Integrity("E902", shelf="checks", path=item.code, why=f"severity {severity!r}")
    person = row.get("person")
    subject = row.get("subject") or people.get(person or 0) or _run_name(row)
    return AuditFinding(
        code=item.code,
        severity=severity,
        subject=str(subject),
        amount_fen=row.get("amount_fen"),
        person=person,
        enrolment=row.get("enrolment"),
        run=row.get("run"),
        month=row.get("month"),
        source=_source(row, files),
        facts=facts_of(row),
    )


def _people(connection: sqlite3.Connection, numbers: set[int]) -> dict[int, str]:
    """Name and identity number of persons, in few queries."""
    wanted = sorted(numbers)
    names: dict[int, str] = {}
    for start in range(0, len(wanted), _CHUNK):
        part = wanted[start : start + _CHUNK]
        marks = ", ".join("?" * len(part))
        names.update(
            connection.execute(
                "SELECT p.person, trim(coalesce(f.name, '') || ' ' || p.id_no) FROM person p "
                f"LEFT JOIN profile_now f ON f.person = p.person WHERE p.person IN ({marks})",
                part,
            )
        )
    return names


def _run_name(row: Mapping[str, Any]) -> str:
    return f"#{row['run']} {row.get('month') or ''}".rstrip() if row.get("run") is not None else ""


def _source(row: Mapping[str, Any], files: Mapping[int, str]) -> str:
    file_name = files.get(row.get("batch") or 0, "")
    if not file_name or row.get("row_no") is None:
        return file_name
    return f"{file_name}[{row.get('sheet') or ''}]!{row['row_no']}"


def _require(item: Item) -> None:
    """Refuse a check that does not say how heavy it is, what is wrong, or what to do.

    Raises:
        Integrity: E902.
    """
    meta = item.meta
    faults = [name for name in ("why", "fix", "detail") if not {"zh", "en"} <= set(meta.get(name) or {})]
    if meta.get("severity") not in SEVERITIES:
        faults.append("severity")
    if meta.get("group") not in GROUPS:
        faults.append("group")
    if faults:
        raise Integrity("E902", shelf="checks", path=item.code, why=f"missing or wrong: {', '.join(faults)}")
