"""What is due next: the worklists of the shelf, worked out at the moment of reading.

Nothing is stored and nothing is ticked off: an entry is there until the facts say that it is done, so no entry
can be stale and none can be lost. A list never changes data.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from vetctl.core.catalogue import named, pick, t
from vetctl.core.errors import Integrity, NotFound, Usage
from vetctl.core.money import format_yuan
from vetctl.core.shelf import Item, load_sql_shelf
from vetctl.output.report import Column, Report, Table
from vetctl.store import shelfsql

STATES = ("overdue", "due", "soon", "info")
COMMON = ("due_on", "state", "subject", "township", "detail", "action", "certainty")
"""The columns every worklist returns; further columns fill the sentences of its ``[say]``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing to do, or to know."""

    worklist: str
    title: str
    due_on: str
    state: str
    """``overdue``, ``due``, ``soon``, or ``info`` where nothing is to be done."""
    subject: str
    """A person's name, a month, a year."""
    id_no: str | None
    """The person's identity number, masked by the output."""
    township: str
    detail: str
    action: str
    certainty: str
    """``certain``, ``likely``, ``needs-data`` or ``excluded``."""


def collect(
    connection: sqlite3.Connection,
    *,
    as_of: date,
    days: int,
    only: str | None = None,
    settings: Mapping[str, Any] | None = None,
    bureau_shelves: Path | None = None,
) -> list[Entry]:
    """Work out the entries of all worklists, or of one, up to so many days ahead.

    Args:
        connection: the open database.
        as_of: the day the lists are read on.
        days: how far ahead to look.
        only: code of a single worklist.
        settings: ``vetctl.toml``; ``[agenda.<list>]`` sets a list's own parameters.
        bureau_shelves: the bureau's own shelf folder.

    Raises:
        NotFound: E525 no such worklist. Usage: E525 no such parameter.
        Integrity: E902 a list that lacks a common column.
    """
    items = load_sql_shelf("worklists", bureau_shelves)
    if only is not None and only not in items:
        raise NotFound("E525", name=only, known="、".join(items))
    policies = load_sql_shelf("policies", bureau_shelves)
    entries: list[Entry] = []
    for item in items.values():
        if only in (None, item.code):
            own = parameters(item, settings or {}, policies)
            window = {"as_of": as_of.isoformat(), "until": (as_of + timedelta(days=days)).isoformat()}
            rows = shelfsql.rows(connection, item, {**own, **window})
            entries += [_entry(item, row) for row in rows]
    return sorted(entries, key=lambda e: (STATES.index(e.state), e.due_on, e.township, e.worklist))


def parameters(item: Item, settings: Mapping[str, Any], policies: Mapping[str, Item]) -> dict[str, Any]:
    """The parameters of a list: its own defaults, a benefit's reading where it refers to one, then ``[agenda.<list>]``.

    A parameter with ``policy = "<code>"`` takes what that benefit is paid by, ``vetctl.toml`` included, so that the
    list and the payment cannot drift apart.

    Raises:
        Usage: E525 ``vetctl.toml`` names a parameter the list does not have.
    """
    specified: Mapping[str, Mapping[str, Any]] = item.meta.get("parameter", {})
    chosen: Mapping[str, Any] = settings.get("agenda", {}).get(item.code, {})
    if unknown := set(chosen) - set(specified):
        raise Usage("E525", name=f"agenda.{item.code}.{', '.join(sorted(unknown))}", known=", ".join(specified))
    found: dict[str, Any] = {}
    for name, spec in specified.items():
        found[name] = _of_policy(spec["policy"], name, settings, policies) if "policy" in spec else spec.get("default")
    return {**found, **chosen}


def report(entries: Sequence[Entry], *, as_of: date, days: int, by: str | None = None) -> Report:
    """Show entries as one list, or with ``by="township"`` the counts of every township first."""
    entries = list(entries)
    tables = [_entry_table(entries)]
    if by == "township":
        tables.insert(0, _township_table(entries))
    counts = {state: sum(1 for entry in entries if entry.state == state) for state in STATES}
    return Report(command="agenda", tables=tables, summary={"days": days, **counts}, as_of=as_of)


def _of_policy(policy: str, name: str, settings: Mapping[str, Any], policies: Mapping[str, Item]) -> Any:
    chosen = settings.get("policy", {}).get(policy, {})
    meta = policies[policy].meta
    return chosen.get(name, meta.get(name, meta.get("parameter", {}).get(name, {}).get("default")))


def _entry(item: Item, row: Mapping[str, Any]) -> Entry:
    if lacking := [column for column in COMMON if column not in row]:
        raise Integrity("E902", shelf="worklists", path=item.code, why=f"no column: {', '.join(lacking)}")
    if row["state"] not in STATES:
        raise Integrity("E902", shelf="worklists", path=item.code, why=f"state: {row['state']!r}")
    values = {name: _spoken(item, name, value) for name, value in row.items()}
    values |= named(item.meta.get("texts", {}), row, values)
    return Entry(
        worklist=item.code,
        title=item.title,
        due_on=row["due_on"] or "",
        state=row["state"],
        subject=str(row["subject"] or ""),
        id_no=row.get("id_no"),
        township=row["township"] or "",
        detail=_say(item, row["detail"], values),
        action=_say(item, row["action"], values),
        certainty=row["certainty"] or "",
    )


def _say(item: Item, key: str | None, values: Mapping[str, str]) -> str:
    """The sentence of a list's ``[say]``; a text that is no key is shown as it is."""
    sentence = item.meta.get("say", {}).get(key)
    return (key or "") if sentence is None else pick(sentence).format(**values)


def _spoken(item: Item, name: str, value: object) -> str:
    """A value inside a sentence: money in yuan, the codes of ``[word]`` (also several, by comma) as words."""
    if name.endswith("_fen") and isinstance(value, int):
        return format_yuan(value)
    words: Mapping[str, dict[str, str]] = item.meta.get("word", {})
    text = "" if value is None else str(value)
    parts = text.split(",")
    return "、".join(pick(words[part]) for part in parts) if all(part in words for part in parts) else text


def _entry_table(entries: Iterable[Entry]) -> Table:
    columns = [
        Column("due_on", "date", title=t("agenda.column.due_on")),
        Column("state", title=t("agenda.column.state"), words="agenda.state"),
        Column("worklist", title=t("agenda.column.code")),
        Column("title", title=t("agenda.column.worklist")),
        Column("subject", "name", title=t("agenda.column.subject")),
        Column("id_no", "identity", title=t("agenda.column.id_no")),
        Column("township", title=t("agenda.column.township")),
        Column("detail", title=t("agenda.column.detail")),
        Column("action", title=t("agenda.column.action")),
        Column("certainty", title=t("agenda.column.certainty"), words="agenda.certainty"),
    ]
    rows = [
        (e.due_on, e.state, e.worklist, e.title, e.subject, e.id_no, e.township, e.detail, e.action, e.certainty)
        for e in entries
    ]
    return Table("agenda", columns, rows, title=t("agenda.title"))


def _township_table(entries: Sequence[Entry]) -> Table:
    counts: dict[tuple[str, str, str], dict[str, int]] = {}
    for entry in entries:
        key = (entry.township, entry.worklist, entry.title)
        counts.setdefault(key, dict.fromkeys(STATES, 0))[entry.state] += 1
    columns = [
        Column("township", title=t("agenda.column.township")),
        Column("worklist", title=t("agenda.column.code")),
        Column("title", title=t("agenda.column.worklist")),
        *(Column(state, "int", title=t(f"agenda.state.{state}"), total=True) for state in STATES),
    ]
    rows = [(*key, *(found[state] for state in STATES)) for key, found in sorted(counts.items())]
    return Table("townships", columns, rows, title=t("agenda.townships"))
