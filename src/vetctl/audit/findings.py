"""What a check found, as a value, and its sentence in the reader's language.

A check returns facts; the sentence is made here from the template in its front matter, so that the same
finding reads in Chinese today and in English tomorrow. Nothing here reads the database or decides anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from vetctl.core.catalogue import known, language, named, pick, t
from vetctl.core.money import format_yuan
from vetctl.core.shelf import Item

SEVERITIES = ("low", "medium", "high", "blocking")
"""From light to heavy; the place in the tuple is the rank."""
GROUPS = ("entitlement", "identity", "amounts", "stations", "standards", "system")

_OWN_COLUMNS = frozenset({"severity", "subject", "person", "batch", "sheet", "row_no"})


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFinding:
    """One thing that is wrong, found by one check."""

    code: str
    severity: str
    """``low``, ``medium``, ``high`` or ``blocking``."""
    subject: str
    """Whom or what it is about: name and identity number, a station, a run. Unmasked; the output masks."""
    amount_fen: int | None = None
    """Money at risk, where it can be counted."""
    person: int | None = None
    enrolment: int | None = None
    run: int | None = None
    month: str | None = None
    source: str = ""
    """The row the fact came from: ``file[sheet]!row``; empty when unknown."""
    facts: Mapping[str, Any] = field(default_factory=dict)
    """The columns of the row, language-free: what the sentence is made of and what is stored."""

    @property
    def rank(self) -> int:
        """The weight of the finding, for comparing with a limit."""
        return SEVERITIES.index(self.severity)


def facts_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a row that say what is wrong, without those that say whom and where."""
    return {name: value for name, value in row.items() if name not in _OWN_COLUMNS}


def sentence(item: Item | None, facts: Mapping[str, Any], policies: Mapping[str, str]) -> str:
    """Say what is wrong in the reader's language.

    Args:
        item: the check; None when it is no longer on the shelf.
        facts: the columns it returned.
        policies: titles of the benefits by code.
    """
    if item is None:
        return _plain(_readable(facts, {}, policies))
    values = _readable(facts, dict(item.meta.get("words", {})), policies)
    texts = dict(item.meta.get("texts", {}))
    values = {**dict.fromkeys(texts, _plain(values)), **values, **named(texts, facts, values)}
    try:
        return pick(dict(item.meta["detail"])).format(**values)
    except (KeyError, IndexError, ValueError):
        return _plain(values)


def _readable(facts: Mapping[str, Any], words: Mapping[str, Any], policies: Mapping[str, str]) -> dict[str, str]:
    """Every fact as text; ``x_fen`` also as ``x`` in yuan, codes as words."""
    values: dict[str, str] = {}
    for name, value in facts.items():
        values[name] = _word(name, value, words, policies)
        if name.endswith("_fen"):
            values[name.removesuffix("_fen")] = format_yuan(value) if isinstance(value, int) else "-"
    return values


def _word(name: str, value: Any, words: Mapping[str, Any], policies: Mapping[str, str]) -> str:
    if value is None:
        return "-"
    text = str(value)
    if isinstance(said := words.get(name, {}).get(text), dict):
        return pick(said)
    if name == "policy" or name.endswith("_policy"):
        return policies.get(text, text)
    if name == "policies":
        comma = ", " if language() == "en" else "、"
        return comma.join(policies.get(code, code) for code in text.split(","))
    if name == "detail":
        return " ".join(_spoken(word) for word in text.split(" "))
    return text


def _spoken(word: str) -> str:
    """A code of the stations' views as a word."""
    key = next((key for key in (f"targets.part.{word}", f"stations.scheme.{word}") if known(key)), None)
    return t(key) if key else word


def _plain(values: Mapping[str, str]) -> str:
    return "; ".join(f"{name}={value}" for name, value in values.items() if not name.endswith("_fen") and value != "-")
