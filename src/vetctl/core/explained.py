"""What a code means: every ``error.<code>`` of the catalogue, told without the case it came up in.

The catalogue holds all of it: ``message`` and ``hint`` of every code, ``cause`` and ``document`` where there is more to
say. It explains codes only; which rows or payments have one is told where they are found.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from vetctl.core.catalogue import catalogue, known, language, t

_BLANK = re.compile(r"\{(\w+)[^{}]*\}")
_EMPTY = re.compile(r"[（(][\s、,]*[）)]")
_CODE = re.compile(r"error\.([A-Z]\d{3})\.message")
PUT_OFF = frozenset({"E401", "E402", "E403", "E404", "E405", "E410", "E412", "E413"})
"""Codes with which a month's calculation holds a benefit: it is not paid now, and listed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """A code in the reader's language."""

    code: str
    meaning: str
    """The message with its blanks named instead of filled."""
    cause: str
    remedy: str
    document: str
    """What the rule rests on; a sentence saying so when it is a rule of the program alone."""


def codes() -> list[str]:
    """Every code of the catalogue, in order.

    >>> codes()[0]
    'E101'
    """
    return sorted(match.group(1) for match in map(_CODE.fullmatch, catalogue(language())) if match)


def explain(code: str) -> Explained | None:
    """One code; None when the catalogue has no such code.

    >>> explain("nonsense") is None
    True
    """
    key = f"error.{code}"
    if not known(f"{key}.message"):
        return None
    meaning = general(t(f"{key}.message"))
    return Explained(
        code=code,
        meaning=meaning,
        cause=t(f"{key}.cause") if known(f"{key}.cause") else meaning,
        remedy=general(t(f"{key}.hint")),
        document=t(f"{key}.document") if known(f"{key}.document") else t("explain.no_document"),
    )


def general(text: str) -> str:
    """A text of the catalogue with the names of its blanks in place of what would be filled in.

    >>> "{" in general("{heading}: {value}, {whatever}")
    False
    """
    return _EMPTY.sub("", _BLANK.sub(lambda blank: _named(blank[1]), text)).strip()


def _named(blank: str) -> str:
    word = t(f"explain.word.{blank}") if known(f"explain.word.{blank}") else "…"
    return f"〔{word}〕" if word else ""
