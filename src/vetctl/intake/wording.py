"""Facts in a clerk's words: table columns under the headings of their register, stored codes as the words for them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from vetctl.core.catalogue import known, t
from vetctl.core.money import format_yuan
from vetctl.intake.register import Column, Feed, Register


class Wording:
    """The words of one register.

    Args:
        register: whose columns the facts come from.
        titles: (field, stored code) -> title, for codes that come from shelves (`vetctl.intake.shelf.titles`).
    """

    def __init__(self, register: Register, titles: Mapping[tuple[str, str], str] | None = None) -> None:
        self.columns: dict[str, Column] = {column.field: column for column in register.columns}
        self.titles = titles or {}

    def title(self, field: str) -> str:
        """The heading of a field; of what checks derived, the catalogue's word."""
        if column := self.columns.get(field):
            return column.title
        return t(f"changes.field.{field}") if known(f"changes.field.{field}") else field

    def value(self, field: str, value: Any) -> str:
        """A stored value as a clerk writes it; nothing for nothing."""
        if value is None or value == "":
            return ""
        if title := self.titles.get((field, value)):
            return title
        column = self.columns.get(field)
        if column is None:
            return t(f"changes.word.{value}") if known(f"changes.word.{value}") else str(value)
        if column.kind == "money" and isinstance(value, int):
            return format_yuan(value)
        if column.kind == "yes_no":
            return {1: t("intake.yes"), 0: t("intake.no")}.get(value, str(value))
        words = column.choices.get(value)
        return words[0] if words else str(value)

    @staticmethod
    def differences(feed: Feed, before: Sequence[Any], after: Sequence[Any]) -> Iterator[tuple[str, Any, Any]]:
        """Field, value before and value after of everything in which two versions differ; packed facts one by one."""
        for (column, name), old, now in zip(feed.values.items(), before, after, strict=True):
            if old == now:
                continue
            if column != "facts":
                yield name, old, now
                continue
            held, stated = json.loads(old), json.loads(now)
            for fact in sorted(held.keys() | stated.keys()):
                if held.get(fact) != stated.get(fact):
                    yield feed.facts.get(fact, fact), held.get(fact), stated.get(fact)
