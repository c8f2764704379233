"""The message catalogue: every text a clerk sees, in zh_CN and en.

Language: ``VETCTL_LANG``, then ``LC_ALL``, ``LC_MESSAGES``, ``LANG``; anything that is not English is Chinese.
A missing key is shown as the key itself, never as an error inside an error; a test keeps both languages complete.
"""

from __future__ import annotations

import os
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

LOCALES = ("zh_CN", "en")
_FOLDER = Path(__file__).parent.parent / "locale"
_SPOKEN: ContextVar[str] = ContextVar("spoken", default="")


@contextmanager
def spoken(locale: str) -> Iterator[None]:
    """Speak one language for a while, whatever the surroundings say: official papers are Chinese.

    >>> with spoken("en"):
    ...     language()
    'en'
    """
    token = _SPOKEN.set(locale)
    try:
        yield
    finally:
        _SPOKEN.reset(token)


def language() -> str:
    """The language in force: ``zh_CN`` or ``en``."""
    if chosen := _SPOKEN.get():
        return chosen
    for name in ("VETCTL_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")
        if value and value not in {"C", "POSIX"} and not value.startswith("C."):
            return "en" if value.lower().startswith("en") else "zh_CN"
    return "zh_CN"


def t(key: str, **values: object) -> str:
    """The text of `key` in the current language, with `values` filled in."""
    text = catalogue(language()).get(key, key)
    try:
        return text.format(**values) if values else text
    except (KeyError, IndexError, ValueError):
        return text


def known(key: str) -> bool:
    """Whether the catalogue has a text for `key`."""
    return key in catalogue(language())


def named(texts: Mapping[str, str], facts: Mapping[str, object], values: Mapping[str, object]) -> dict[str, str]:
    """What shelf items let the catalogue say: ``source = "source.{source}"`` is the word for the code in the fact ``source``.

    Args:
        texts: name in the sentence -> key of the catalogue, completed by the facts.
        facts: a row; one that lacks a fact that today's key names (kept by an earlier version) counts it as empty.
        values: what fills the text.

    Returns:
        The names whose key the catalogue knows.
    """
    whole = defaultdict(str, {fact: str(value) for fact, value in facts.items()})
    keys = {name: pattern.format_map(whole) for name, pattern in texts.items()}
    return {name: t(key, **values) for name, key in keys.items() if known(key)}


def pick(titles: dict[str, str]) -> str:
    """The title of a shelf item in the current language (shelf items carry their own)."""
    return titles.get("en" if language() == "en" else "zh", "") or next(iter(titles.values()), "")


@cache
def catalogue(locale: str) -> dict[str, str]:
    """All texts of one language, keys dotted.

    Raises:
        ValueError: two files define the same key.
    """
    texts: dict[str, str] = {}
    for path in sorted((_FOLDER / locale).glob("*.toml")):
        for key, text in _flatten("", tomllib.loads(path.read_text(encoding="utf-8"))):
            if key in texts:
                raise ValueError(f"{path.name}: {key} is defined twice")
            texts[key] = text
    return texts


def _flatten(prefix: str, table: dict[str, object]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for name, value in table.items():
        key = f"{prefix}{name}"
        if isinstance(value, dict):
            found += _flatten(f"{key}.", value)
        else:
            found.append((key, str(value)))
    return found
