"""What is missing where something cannot be worked out, in words.

A benefit names it in one word: a fact (``grade``), a parameter (``rule:funeral/months:war-test``) or a published figure
(``yardstick:urban-income/2019``). Of an occasion the reference stands before it; several are parted by ；.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from vetctl.core.catalogue import known, pick, t
from vetctl.payments.policy import Policy

_WORD = re.compile(r"[^ ；]+")


def words(detail: str, benefits: Mapping[str, Policy]) -> str:
    """A detail of a held month for people to read; words it does not know stay as they are."""
    return _WORD.sub(lambda found: _word(found.group(), benefits), detail)


def _word(word: str, benefits: Mapping[str, Policy]) -> str:
    kind, _, rest = word.partition(":")
    if kind == "rule" and "/" in rest:
        code, _, key = rest.partition("/")
        return t("fact.rule", policy=benefits[code].item.title if code in benefits else code, name=_parameter(benefits.get(code), key))
    if kind == "yardstick" and "/" in rest:
        series, _, period = rest.partition("/")
        return t("fact.yardstick", series=t(f"series.{series}") if known(f"series.{series}") else series, period=period)
    return t(f"fact.{word}") if known(f"fact.{word}") else word


def _parameter(policy: Policy | None, key: str) -> str:
    """The title of a parameter, as the rules register takes it."""
    name, _, which = key.partition(":")
    spec = policy.item.meta.get("rule", {}).get(name) if policy else None
    if policy is None or spec is None:
        return key
    one = policy.item.classes(name).get(which)
    return f"{pick(spec)}：{pick(one)}" if one else pick(spec)
