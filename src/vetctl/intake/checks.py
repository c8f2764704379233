"""Checks that hold for every register: dates parted, places resolved, keys unique, shared facts in agreement.

Each finds all its problems and stops at none. What only one register knows is in that register's file.
"""

from __future__ import annotations

from typing import Any

from vetctl.core.finding import Severity
from vetctl.intake.cells import Doubt
from vetctl.intake.frame import Frame
from vetctl.intake.known import Known
from vetctl.intake.people import identify
from vetctl.intake.places import Village


def check(frame: Frame, known: Known) -> None:
    """Run all checks of a file's rows, in the order in which they build on each other."""
    part_dates(frame)
    if frame.register.people != "none":
        identify.part_names(frame)
        identify.announced_changes(frame)
        identify.identify(frame, known)
    if {"township", "village"} & frame.columns.keys():
        resolve_places(frame, known)
    if frame.register.check is not None:
        frame.register.check(frame, known)
    if frame.register.people != "none":
        identify.compare(frame, known)
    unique_keys(frame)
    if frame.register.people != "none":
        shared_facts(frame)


def part_dates(frame: Frame) -> None:
    """Part date cells into the day and a column ``<field>_precision``."""
    for column in frame.register.columns:
        if column.kind == "date":
            days: list[Any] = frame.get(column.field)
            frame.columns[column.field] = [day and day.iso for day in days]
            frame.columns[f"{column.field}_precision"] = [day and day.precision for day in days]


def resolve_places(frame: Frame, known: Known) -> None:
    """Resolve villages inside their township, and the township from a full village name; add ``region``."""
    found: dict[tuple[Any, Any], Any] = {}
    townships, villages = frame.get("township"), frame.get("village")
    regions: list[str | None] = [None] * len(frame)
    codes = known.places.codes
    for row, pair in enumerate(zip(townships, villages, strict=True)):
        if pair not in found:
            found[pair] = _place(known, *pair)
        place = found[pair]
        if type(place) is Village:
            townships[row], villages[row] = place.township, place.name
            regions[row] = place.code or codes.get(place.township)
        elif type(place) is Doubt:
            # With the township certain, an unknown village is worth a word, no more: nothing is paid by village.
            severity = Severity.WARNING if pair[0] is not None else None
            frame.add(row, place.code, "village", value=pair[1], severity=severity, **place.details)
        else:
            regions[row] = place
    frame.columns["region"] = regions if "region" not in frame.present else frame.columns["region"]
    if ("township", "village") in frame.register.any_of:
        for row, township in enumerate(townships):
            if township is None and not any(p.field in ("township", "village") for p in frame.problems.get(row, ())):
                frame.add(row, "E101", "township")


def _place(known: Known, township: str | None, village: str | None) -> Any:
    if village is None:
        return known.places.codes.get(township) if township else None
    return known.places.village(township, village)


def unique_keys(frame: Frame) -> None:
    """Refuse rows that state the same key twice: the later ones when they say the same, all of them when not."""
    names = [name for feed in frame.register.feeds for name in (*feed.values.values(), *feed.facts.values())]
    for group in frame.doubles(frame.register.key):
        alike = len({tuple(map(str, (frame.get(name)[row] for name in names))) for row in group}) == 1
        for row in group[1:] if alike else group:
            other = frame.origins[group[0] if row != group[0] else group[1]]
            field = "identity" if "identity" in frame.present else frame.register.key[0]
            frame.add(row, "E201", field, value=frame.get(frame.register.key[0])[row], other=f"{other.sheet}!{other.row}")


def shared_facts(frame: Frame) -> None:
    """Bring the rows of one person together about what a person has only once: address, service, account.

    What one row leaves blank another says; remarks are joined; anything else that differs holds all rows of the person.
    """
    feeds = [feed for feed in frame.register.feeds if tuple(feed.key.values()) == ("person",)]
    names = [name for feed in feeds for name in feed.values.values()]
    groups = list(frame.doubles(["id_no"])) if names else []
    for whole in groups:
        # What a row says that is not taken in must not reach the facts through another row.
        group = [row for row in whole if frame.worst(row) not in (Severity.ERROR, Severity.HOLD)]
        for name in names if len(group) > 1 else ():
            column = frame.get(name)
            stated = list(dict.fromkeys(column[row] for row in group if column[row] is not None))
            if len(stated) > 1 and name not in _LOOSE:
                _hold_all(frame, group, name)
            elif stated:
                agreed = "；".join(stated) if name == "note" else stated[0]
                for row in group:
                    column[row] = agreed


_LOOSE = frozenset({"note", "phone", "village", "bank", "holder", "service_precision"})
"""Facts in which two rows may differ without anybody being paid wrongly."""


def _hold_all(frame: Frame, group: list[int], name: str) -> None:
    for row in group:
        if not any(p.code in ("E201", "E202") for p in frame.problems.get(row, ())):
            other = frame.origins[group[0] if row != group[0] else group[1]]
            value = frame.get(name)[row]
            frame.add(row, "E201", name, value=value, severity=Severity.HOLD, other=f"{other.sheet}!{other.row}")
