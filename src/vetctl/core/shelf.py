"""The shelves: every benefit, register, worklist, indicator, check, format and bank profile is one file, found by looking.

No list of items exists anywhere else. A shelf that is missing or empty, an item that cannot be read and two
items of one code are errors: "nothing found" must never be able to mean "nothing looked".
"""

from __future__ import annotations

import importlib
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType, ModuleType
from typing import Any

from vetctl.core.catalogue import pick
from vetctl.core.errors import Integrity

_PACKAGE = Path(__file__).parent.parent

SQL_SHELVES: Mapping[str, str] = MappingProxyType(
    {
        "policies": "payments/policies",
        "worklists": "agenda/worklists",
        "indicators": "targets/indicators",
        "checks": "audit/checks",
    }
)
PYTHON_SHELVES: Mapping[str, str] = MappingProxyType(
    {"registers": "vetctl.intake.registers", "formats": "vetctl.output.formats"}
)

TOML_SHELVES: Mapping[str, str] = MappingProxyType({"banks": "output/banks"})

_REASONS = ("basis", "why")
_EXAMPLE = "[[example"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One file of a SQL or TOML shelf."""

    shelf: str
    code: str
    """The file name without suffix: what the user types and the database stores."""
    origin: str
    """``vetctl`` for a shipped item, otherwise the bureau's folder."""
    meta: Mapping[str, Any]
    """The front matter without the examples: titles, basis or reason, parameters."""
    sql: str = ""
    """The single SELECT below the front matter; a TOML item has none."""
    front: str = ""
    """The whole front matter as text; examples are most of it and few commands ask for them."""

    @property
    def title(self) -> str:
        """The title in the reader's language."""
        return pick(self.meta["title"])

    @property
    def reason(self) -> str:
        """Legal basis or purpose, as one text."""
        value = self.meta.get("basis", self.meta.get("why", ""))
        if isinstance(value, Mapping):
            return pick(dict(value))
        return "；".join(value) if isinstance(value, list) else str(value)

    def classes(self, parameter: str) -> dict[str, dict[str, str]]:
        """Code -> titles of the classes that a parameter has a value for each of; empty when it has one value.

        ``each`` is the table of them, or the name of another parameter that has the same.
        """
        rules = self.meta.get("rule", {})
        stated = rules.get(parameter, {}).get("each", {})
        return dict(rules.get(stated, {}).get("each", {}) if isinstance(stated, str) else stated)

    @property
    def examples(self) -> list[dict[str, Any]]:
        """The worked examples that the test suite runs.

        Raises:
            Integrity: E902 they cannot be read.
        """
        try:
            return list(tomllib.loads(self.front)["example"])
        except tomllib.TOMLDecodeError as problem:
            raise Integrity("E902", shelf=self.shelf, path=self.code, why=str(problem)) from problem


def load_sql_shelf(shelf: str, bureau_folder: Path | None = None) -> dict[str, Item]:
    """Read all items of a SQL shelf, shipped ones first, then the bureau's own.

    Args:
        shelf: a key of `SQL_SHELVES`.
        bureau_folder: folder holding sub-folders named like the shelves; may lack this shelf.

    Raises:
        Integrity: E901 shelf missing or empty, E902 unreadable item, E903 code used twice.
    """
    return dict(_shelf(shelf, SQL_SHELVES[shelf], "*.sql", bureau_folder))


def load_toml_shelf(shelf: str, bureau_folder: Path | None = None) -> dict[str, Item]:
    """Read all items of a TOML shelf, as `load_sql_shelf` does; what stands in them beside titles, reason and examples is for the room to judge.

    Raises:
        Integrity: E901 shelf missing or empty, E902 unreadable item, E903 code used twice.
    """
    return dict(_shelf(shelf, TOML_SHELVES[shelf], "*.toml", bureau_folder))


@cache
def _shelf(shelf: str, folder: str, pattern: str, bureau_folder: Path | None) -> dict[str, Item]:
    """The items, read once in a process; callers get a dictionary of their own."""
    items: dict[str, Item] = {}
    shipped = _PACKAGE / folder
    _collect(items, shelf, sorted(shipped.glob(pattern)), "vetctl")
    if not items:
        raise Integrity("E901", shelf=shelf, path=shipped)
    if bureau_folder is not None:
        own = sorted((bureau_folder / shelf).glob(pattern))
        _collect(items, shelf, own, str(bureau_folder / shelf))
    return items


def _collect(items: dict[str, Item], shelf: str, paths: Iterable[Path], origin: str) -> None:
    for path in paths:
        item = read_item(shelf, path, origin)
        if item.code in items:
            raise Integrity("E903", shelf=shelf, code=item.code, path=path)
        items[item.code] = item


def read_item(shelf: str, path: Path, origin: str) -> Item:
    """Read one item: a TOML file, or a SQL file with TOML front matter in the leading comment, then one SELECT.

    Raises:
        Integrity: E902 with the reason, for anything that is not such a file.
    """
    try:
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".toml":
            front, sql = text, ""
        else:
            head, mark, sql = text.partition("*/")
            front = head.lstrip()[2:]
            if not head.lstrip().startswith("/*") or not mark:
                raise ValueError("no leading comment with front matter")
            if not sql.strip():
                raise ValueError("the SELECT is missing")
        meta = _parsed(front)
        _require(meta, path)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, ValueError) as problem:
        raise Integrity("E902", shelf=shelf, path=path.name, why=str(problem)) from problem
    return Item(shelf=shelf, code=path.stem, origin=origin, meta=MappingProxyType(meta), front=front, sql=sql.strip())


def _parsed(front: str) -> dict[str, Any]:
    """The front matter without its examples, which stand at the end.

    Raises:
        ValueError: no example, or something else behind the first one.
    """
    tables = [line.split("]]")[0] for line in front.splitlines() if line.startswith("[")]
    first = tables.index(_EXAMPLE) if _EXAMPLE in tables else len(tables)
    if first == len(tables):
        raise ValueError("a worked example is missing")
    if any(not name.startswith((_EXAMPLE, "[example.", "[[example.")) for name in tables[first:]):
        raise ValueError("the worked examples must stand last")
    return tomllib.loads(front.partition(f"\n{_EXAMPLE}]]")[0])


def _require(meta: Mapping[str, Any], path: Path) -> None:
    if meta.get("code") != path.stem:
        raise ValueError(f"code must be {path.stem!r}")
    if set(meta.get("title", {})) < {"zh", "en"}:
        raise ValueError("title needs zh and en")
    if not any(meta.get(name) for name in _REASONS):
        raise ValueError("basis or why is missing")


def load_python_shelf(shelf: str) -> dict[str, ModuleType]:
    """Import all modules of a Python shelf; each has a ``CODE`` equal to its file name, hyphens for underscores.

    Raises:
        Integrity: E901 shelf missing or empty, E902 a module without its code.
    """
    folder = _PACKAGE.joinpath(*PYTHON_SHELVES[shelf].split(".")[1:])
    modules = {code: load_python_item(shelf, code) for code in python_codes(shelf)}
    if not modules:
        raise Integrity("E901", shelf=shelf, path=folder)
    return modules


def load_python_item(shelf: str, code: str) -> ModuleType:
    """Import one module of a Python shelf, of those that `python_codes` names.

    Raises:
        Integrity: E902 a module without its code.
    """
    name = code.replace("-", "_")
    module = importlib.import_module(f"{PYTHON_SHELVES[shelf]}.{name}")
    if getattr(module, "CODE", None) != code:
        raise Integrity("E902", shelf=shelf, path=f"{name}.py", why=f"CODE must be {code!r}")
    return module


def python_codes(shelf: str) -> list[str]:
    """The codes of a Python shelf, read from the file names, without importing anything."""
    folder = _PACKAGE.joinpath(*PYTHON_SHELVES[shelf].split(".")[1:])
    return sorted(path.stem.replace("_", "-") for path in folder.glob("*.py") if path.stem != "__init__")


def data_file(name: str) -> Path:
    """The path of a shipped data file.

    Raises:
        Integrity: E901 when the installation lacks it.
    """
    path = _PACKAGE / "data" / name
    if not path.exists():
        raise Integrity("E901", shelf="data", path=path)
    return path
