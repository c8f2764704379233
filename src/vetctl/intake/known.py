"""What the database and the shelves know, loaded once per file: places, benefits, people.

Everything a row is compared with comes from here by dictionary; there is no query per row.
It reads only.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from vetctl.core.catalogue import pick
from vetctl.core.errors import Integrity
from vetctl.core.shelf import Item, load_sql_shelf
from vetctl.intake import aliases, places
from vetctl.intake.aliases import EVERYBODY, Aliases
from vetctl.intake.words import term

_MANY = 10
"""Reading everybody is cheaper than a look-up each while there are fewer than so many times the people asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A dated parameter of a benefit, as its file declares it under ``[rule.<key>]``."""

    title: str
    unit: str
    """``percent``, ``yuan``, ``number`` or ``word``."""
    names: frozenset[str]
    """What clerks may call it, in comparison form."""
    words: Mapping[str, str]
    """Of a word: comparison form -> code."""
    offered: Mapping[str, str]
    """Of a word: code -> title."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Benefit:
    """What intake needs of a policy."""

    code: str
    title: str
    group: str
    needs: tuple[str, ...]
    parameters: Mapping[str, Parameter]
    """Key -> what the rules register may say of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A person on the register."""

    person: int
    name: str


@dataclass(slots=True, kw_only=True)
class Known:
    """The state of things a file is checked against."""

    connection: sqlite3.Connection
    received_on: dt.date
    places: places.Places
    benefits: Mapping[str, Benefit]
    categories: Mapping[str, tuple[str, str]]
    """Word (comparison form) -> (policy, category code)."""
    words: Mapping[str, Mapping[str, Any]]
    """Kind of column -> word (comparison form) -> stored value."""
    offered: Mapping[str, tuple[str, ...]]
    """Kind of column -> the words a template offers."""
    people: dict[str, Held] = field(default_factory=dict)
    """Identity number -> person, for the numbers of the file."""
    enrolled: dict[int, dict[str, int]] = field(default_factory=dict)
    """Person -> policy -> enrolment, for the people of the file."""

    everyone: bool = False
    """Whether the people loaded are all there are, not only those of the file."""
    undone: frozenset[int] = frozenset()
    """People of whom nothing is held since the batch that brought them was undone."""
    superseded: dict[str, str] = field(default_factory=dict)
    """Former numbers, and those of people merged into others -> the number their person has now."""
    anybody: bool = False
    """Whether anybody is on the register at all."""
    aliases: Aliases = field(default_factory=Aliases)
    """What headings mean in the files of the sender named."""

    def load_people(self, numbers: Iterable[str]) -> None:
        """Look up all identity numbers of a file at once: by a temporary table, or by reading everybody when that is less."""
        rows = self.connection.execute("SELECT o.number, p.id_no FROM other_number o JOIN person p ON p.person = o.person")
        self.superseded = dict(rows.fetchall())
        asked = {self.superseded.get(number, number) for number in set(numbers)}
        (held,) = self.connection.execute("SELECT count(*) FROM person").fetchone()
        self.anybody = bool(held)
        self.everyone = held < _MANY * len(asked)
        self.connection.execute("DROP TABLE IF EXISTS temp.incoming")
        self.connection.execute("CREATE TEMP TABLE incoming (id_no TEXT PRIMARY KEY) WITHOUT ROWID")
        if not self.everyone:
            self.connection.executemany("INSERT INTO temp.incoming VALUES (?)", ((n,) for n in asked))
        found = self.connection.execute(
            "SELECT p.id_no, p.person, f.name FROM person p LEFT JOIN profile f ON f.person = p.person AND f.ended_by IS NULL"
            f" WHERE {self.people_filter('p.person')}"
        )
        self.people = {number: Held(person=person, name=name or "") for number, person, name in found}
        bare = self.connection.execute(
            "SELECT person FROM person p WHERE added_by IN (SELECT batch FROM undone_now)"
            " AND NOT EXISTS (SELECT 1 FROM profile f WHERE f.person = p.person AND f.ended_by IS NULL)"
        )
        self.undone = frozenset(person for (person,) in bare)
        enrolments = self.connection.execute(
            f"SELECT e.person, e.policy, e.enrolment FROM enrolment e WHERE {self.people_filter('e.person')}"
        )
        for person, policy, enrolment in enrolments:
            self.enrolled.setdefault(person, {})[policy] = enrolment

    def people_filter(self, column: str) -> str:
        """A condition on a column of person numbers that keeps the people of the file."""
        if self.everyone:
            return "TRUE"
        return f"{column} IN (SELECT q.person FROM temp.incoming i JOIN person q ON q.id_no = i.id_no)"


def load(connection: sqlite3.Connection, *, received_on: dt.date, bureau_shelves: Path | None = None, sender: str = EVERYBODY) -> Known:
    """Read places and shelves.

    Args:
        connection: the database.
        received_on: the day the file came in; no day in it may be later.
        bureau_shelves: folder of the bureau's own shelf items.
        sender: who sent the file; the headings kept for it hold.

    Raises:
        Integrity: E901 to E903, a shelf that cannot be used.
    """
    rows = connection.execute("SELECT region, name, level, parent, aliases FROM region WHERE ended_by IS NULL ORDER BY region")
    policies = load_sql_shelf("policies", bureau_shelves)
    categories = {
        term(word): (code, entry["code"])
        for code, entry in _categories(policies)
        for word in (entry["zh"], entry.get("en", ""), *entry.get("also", []))
        if word
    }
    return Known(
        connection=connection,
        received_on=received_on,
        places=places.build(rows),
        benefits={item.code: _benefit(item) for item in policies.values()},
        categories=categories,
        words={
            "category": categories,
            # A benefit may be named by a category, which then also says the class of the standard.
            "policy": {
                **{word: (code, "") for word, code in _titles(policies).items()},
                **{word: (policy, word) for word, (policy, _) in categories.items()},
            },
            "indicator": _titles(indicators(bureau_shelves)),
        },
        offered=offered(bureau_shelves),
        aliases=aliases.load(connection, sender),
    )


def offered(bureau_shelves: Path | None = None) -> dict[str, tuple[str, ...]]:
    """The words a template offers for the kinds of column that take theirs from a shelf."""
    policies = load_sql_shelf("policies", bureau_shelves)
    return {
        "category": tuple(entry["zh"] for _, entry in _categories(policies)),
        "policy": tuple(item.meta["title"]["zh"] for item in policies.values()),
        "indicator": tuple(item.meta["title"]["zh"] for item in indicators(bureau_shelves).values()),
    }


def _categories(policies: Mapping[str, Item]) -> list[tuple[str, dict[str, Any]]]:
    """The categories of beneficiaries. What is paid on an occasion has none: its payees come with the occasion, never by a roster."""
    return [
        (item.code, entry) for item in policies.values() if not item.meta.get("occasions") for entry in item.meta.get("categories", [])
    ]


def _benefit(item: Item) -> Benefit:
    return Benefit(
        code=item.code, title=item.title, group=str(item.meta.get("group", "")), needs=tuple(item.meta.get("needs", ())), parameters=parameters(item)
    )


_OVERLAY = {
    "zh": "县标准增长办法",
    "en": "how the county's rate grows",
    "unit": "word",
    "word": {
        "absolute": {"zh": "按县文件的绝对数", "en": "as the county's notices say"},
        "previous-plus-step": {"zh": "上年标准加国家提标额", "en": "previous rate plus the national step"},
        "growth-or-step": {"zh": "自然增长与国家提标取高", "en": "local growth, topped up to the national step"},
    },
}
"""The one parameter of every benefit that is paid by standards (payments/steps/50_standard.sql)."""


def parameters(item: Item) -> dict[str, Parameter]:
    """The parameters of a benefit: those of its own file, and of a benefit paid by the roster how its county rates grow.

    Raises:
        Integrity: E902 a parameter without a unit or classes.
    """
    declared: dict[str, Any] = dict(item.meta.get("rule", {}))
    if item.meta.get("starts"):
        declared["overlay"] = _OVERLAY
    return {key: _parameter(item, key, one) for name, spec in declared.items() for key, one in _each(item, name, spec)}


def _each(item: Item, name: str, spec: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    """A parameter, or with ``each`` one for every class it names: ``rate:martyr``, called 补助比例：烈士遗属.

    Raises:
        Integrity: E902 ``each`` names no class.
    """
    if "each" not in spec:
        return [(name, spec)]
    if not (classes := item.classes(name)):
        raise Integrity("E902", shelf="policies", path=item.code, why=f"rule.{name}: each")
    return [
        (f"{name}:{code}", {**spec, "zh": f"{spec['zh']}：{titles['zh']}", "en": f"{spec['en']}: {titles['en']}"})
        for code, titles in classes.items()
    ]


def _parameter(item: Item, key: str, spec: Mapping[str, Any]) -> Parameter:
    readings: Mapping[str, Mapping[str, str]] = spec.get("word", {})
    if spec.get("unit") not in ("percent", "yuan", "number", "word") or (spec["unit"] == "word") != bool(readings):
        raise Integrity("E902", shelf="policies", path=item.code, why=f"rule.{key}: unit")
    return Parameter(
        title=pick(dict(spec)),
        unit=str(spec["unit"]),
        names=frozenset(term(name) for name in (key, spec["zh"], spec["en"], *spec.get("also", ()))),
        words={term(word): code for code, reading in readings.items() for word in (code, *reading.values())},
        offered={code: pick(dict(reading)) for code, reading in readings.items()},
    )


def _titles(items: Mapping[str, Item]) -> dict[str, str]:
    return {term(word): item.code for item in items.values() for word in (item.code, *item.meta["title"].values(), *item.meta.get("also", ()))}


def indicators(bureau_shelves: Path | None) -> Mapping[str, Item]:
    """The figures targets may be set for."""
    try:
        return load_sql_shelf("indicators", bureau_shelves)
    except Integrity as problem:
        # Without indicators no target can be imported, but every other register still can.
        if problem.code != "E901":
            raise
        return MappingProxyType({})
