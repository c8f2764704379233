"""Townships and villages of the county, and the many ways their names are written.

A place is found by code, name or alias; a name that only resembles one is suggested, never taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from vetctl.intake.cells import Doubt, decimal_text, is_number, nearest, shown
from vetctl.intake.words import plain

_TAIL = re.compile(r"(?:人民政府|政府|办事处|街道办)$")
_KIND = re.compile(r"(?:畲族乡|街道|镇|乡)$")
_PREFIX = re.compile(r"^(?:浙江省?)?(?:温州市?)?(?:平阳县)?")
_VILLAGE_TAIL = re.compile(r"(?:村民委员会|村委会|居民委员会|居委会|经济合作社)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Village:
    """A village or community."""

    code: str
    name: str
    township: str


@dataclass(slots=True)
class Places:
    """All regions held, ready for looking up."""

    county: str = ""
    county_code: str = ""
    townships: dict[str, str] = field(default_factory=dict)
    """Any written form -> name."""
    codes: dict[str, str] = field(default_factory=dict)
    """Township name -> region code."""
    villages: dict[tuple[str, str], Village] = field(default_factory=dict)
    """(township, comparison form) -> village."""
    by_name: dict[str, list[Village]] = field(default_factory=dict)
    listed: frozenset[str] = frozenset()
    """Townships whose villages are held."""

    def township(self, value: Any) -> Any:
        """The name of a township, or E113 with the nearest name as a suggestion."""
        text = plain(decimal_text(value) if is_number(value) else shown(value))
        found = self._township(text)
        if found is not None:
            return found
        return Doubt("E113", details=nearest(_PREFIX.sub("", text), tuple(self.codes)))

    def is_township(self, text: str) -> bool:
        """Whether a text is the name of a township."""
        return self._township(plain(text)) is not None

    def named(self, text: str) -> str | None:
        """The township that a text names, in any of its forms; None for any other text."""
        return self._township(plain(text))

    def _township(self, text: str) -> str | None:
        found = self.townships.get(text)
        if found is None:
            bare = _TAIL.sub("", _PREFIX.sub("", text))
            found = self.townships.get(bare)
        return found

    def split(self, text: str) -> tuple[str | None, str]:
        """Cut county and township off a full village name.

        ``平阳县鳌江镇埭头村`` gives the township 鳌江镇 and the rest 埭头村.
        """
        rest = _PREFIX.sub("", plain(text))
        for length in range(min(len(rest), 8), 1, -1):
            head = rest[:length]
            if _KIND.search(head) and (found := self.townships.get(head)):
                return found, rest[length:]
        return None, rest

    def village(self, township: str | None, text: str) -> Any:
        """The village of a name, inside a township when that is known.

        Returns:
            A `Village`; for a township whose villages are not held, a Village without a code.
            `Doubt` E113 when the name is unknown, E114 when several townships have it.
        """
        named, rest = self.split(text)
        township = township or named
        key = village_form(rest)
        if township is not None:
            found = self.villages.get((township, key))
            if found or township not in self.listed:
                return found or Village(code="", name=rest or text, township=township)
            offered = tuple(v.name for (t, _), v in self.villages.items() if t == township)
            return Doubt("E113", details=nearest(rest, offered))
        homes = self.by_name.get(key, [])
        if len(homes) == 1:
            return homes[0]
        if homes:
            return Doubt("E114", details={"list": "、".join(sorted(v.township for v in homes))})
        return Doubt("E113", details={"suggestion": ""})


def village_form(text: str) -> str:
    """The comparison form of a village name: committees are the village they sit in."""
    bare = plain(text)
    if match := _VILLAGE_TAIL.search(bare):
        bare = bare[: match.start()]
        if not bare.endswith(("村", "社区")):
            bare += "社区" if "居" in match.group() else "村"
    return bare


def build(rows: Iterable[tuple[str, str, str, str | None, str]]) -> Places:
    """Make the lookup from (code, name, level, parent, aliases) rows."""
    places = Places()
    kept = list(rows)
    names = {code: name for code, name, level, _, _ in kept if level == "township"}
    for code, name, level, _, aliases in kept:
        if level == "county":
            places.county, places.county_code = name, code
        elif level == "township":
            places.codes[name] = code
            for form in _township_forms(code, name, aliases):
                places.townships.setdefault(plain(form), name)
    for code, name, level, parent, aliases in kept:
        if level == "village" and parent in names:
            village = Village(code=code, name=name, township=names[parent])
            for form in {village_form(n) for n in (name, *_split(aliases))}:
                places.villages.setdefault((village.township, form), village)
                places.by_name.setdefault(form, []).append(village)
    places.listed = frozenset(township for township, _ in places.villages)
    return places


def _township_forms(code: str, name: str, aliases: str) -> list[str]:
    base = _KIND.sub("", name)
    forms = [name, code, code[:9], *_split(aliases)]
    if base != name:
        forms += [base, f"{base}镇", f"{base}乡", f"{base}街道"]
    return forms


def _split(aliases: str) -> list[str]:
    return [part for part in re.split(r"[、,，;；\s]+", aliases) if part]
