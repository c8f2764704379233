"""The registers of the shelf, and the titles of the codes that come from other shelves.

Nothing of a file or of the database is known here.
"""

from __future__ import annotations

from pathlib import Path

from vetctl.core.catalogue import pick
from vetctl.core.errors import NotFound
from vetctl.core.shelf import load_python_shelf, load_sql_shelf
from vetctl.intake.known import indicators
from vetctl.intake.register import Register


def registers() -> dict[str, Register]:
    """All registers of the shelf, by code.

    Raises:
        Integrity: E901, E902.
    """
    return {code: module.REGISTER for code, module in load_python_shelf("registers").items()}


def register(code: str) -> Register:
    """One register.

    Raises:
        NotFound: E525.
    """
    found = registers()
    if code not in found:
        raise NotFound("E525", name=code, known="、".join(found))
    return found[code]


def titles(bureau_shelves: Path | None = None) -> dict[tuple[str, str], str]:
    """(field, stored code) -> title, for the codes that come from shelves."""
    policies = load_sql_shelf("policies", bureau_shelves)
    found = {("policy", code): item.title for code, item in policies.items()}
    found |= {("indicator", code): item.title for code, item in indicators(bureau_shelves).items()}
    for item in policies.values():
        found |= {("category", entry["code"]): pick(entry) for entry in item.meta.get("categories", [])}
    return found
