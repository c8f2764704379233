"""Explained codes as reports: one code line by line, or all of them as a list."""

from __future__ import annotations

from collections.abc import Callable

from vetctl.core import explained
from vetctl.core.catalogue import t
from vetctl.output.report import Column, Report, Table


def one(found: explained.Explained, effect: str) -> Report:
    """Everything about one code.

    Args:
        found: the explanation.
        effect: tail of the catalogue key ``explain.effect.<effect>``; empty when a code has no one effect.
    """
    facts = {
        "code": found.code,
        "meaning": found.meaning,
        "effect": t(f"explain.effect.{effect}") if effect else "",
        "cause": "" if found.cause == found.meaning else found.cause,
        "remedy": found.remedy,
        "document": found.document,
    }
    rows = [(name, t(f"explain.field.{name}"), text) for name, text in facts.items() if text]
    columns = [_column("field"), _column("name"), _column("text")]
    return Report(command="explain", tables=[Table("code", columns, rows, title=found.code)])


def every(effect: Callable[[str], str]) -> Report:
    """All codes, a line each.

    Args:
        effect: code -> effect, as for `one`.
    """
    found = [each for each in map(explained.explain, explained.codes()) if each is not None]
    columns = [Column("code"), _column("effect", words="explain.effect"), _column("meaning"), Column("remedy", title=t("explain.field.remedy"))]
    rows = [(each.code, effect(each.code), each.meaning, each.remedy) for each in found]
    return Report(
        command="explain", tables=[Table("codes", columns, rows, title=t("explain.title"))], summary={"codes": len(rows)},
        next_step="vetctl explain E105",
    )  # fmt: skip


def _column(key: str, words: str | None = None) -> Column:
    return Column(key, title=t(f"explain.column.{key}"), words=words)
