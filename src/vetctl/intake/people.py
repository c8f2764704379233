"""People in a file: who they are, and whether the file and the register agree about them.

A person is an identity number. The same number under another name, or with another day of birth, waits for a decision.
No person is looked for by name, and none is added here.
"""

from __future__ import annotations

import re
from typing import Any

from vetctl.intake.cells import Named
from vetctl.intake.frame import Frame
from vetctl.intake.known import Known
from vetctl.intake.words import person_name

_CHANGES = re.compile(r"死亡|去世|已故|病故(?!军人)|亡故|迁出|迁走|停发|判刑|服刑|重复|补发|扣回|注销|取消")


def identify(frame: Frame, known: Known) -> None:
    """Add the columns ``id_no``, ``born_on`` and ``sex``, and load the people of the file.

    For whom the rows concern the columns are ``about_id_no``, ``about_born_on`` and ``about_sex``.
    """
    _identify(frame, known, "identity", "")
    asked = frame.columns["id_no"]
    if frame.register.about is not None:
        _identify(frame, known, frame.register.about.identity, "about_")
        asked = [*asked, *frame.columns["about_id_no"]]
    known.load_people(number for number in asked if number is not None)


def _identify(frame: Frame, known: Known, name: str, prefix: str) -> None:
    numbers = frame.get(name)
    frame.columns[f"{prefix}id_no"] = [n and n.number for n in numbers]
    frame.columns[f"{prefix}born_on"] = [n and n.born_on.isoformat() for n in numbers]
    frame.columns[f"{prefix}sex"] = [n and n.sex for n in numbers]
    limit = known.received_on.isoformat()
    for row, born in enumerate(frame.columns[f"{prefix}born_on"]):
        if born is not None and born > limit:
            frame.add(row, "E109", name, value=numbers[row].number, limit=limit)


def part_names(frame: Frame) -> None:
    """Turn name cells into names; what stood in brackets behind a name joins the remark."""
    for column in frame.register.columns:
        if column.kind == "name":
            _part_names(frame, column.field)


def _part_names(frame: Frame, name: str) -> None:
    named: list[Any] = frame.get(name)
    notes = frame.get("note") if any(type(cell) is Named and cell.remark for cell in named) else []
    for row, cell in enumerate(named):
        if cell is not None and cell.remark:
            notes[row] = "；".join(part for part in (cell.remark, notes[row]) if part)
    frame.columns[name] = [cell and cell.name for cell in named]


def announced_changes(frame: Frame) -> None:
    """Warn of remarks that announce a death, a move or a stop: they change nothing by themselves."""
    for row, note in enumerate(frame.get("note")):
        if note and (match := _CHANGES.search(note)):
            frame.add(row, "E214", "note", value=note, word=match.group())


def compare(frame: Frame, known: Known) -> None:
    """Hold rows whose person is unknown, known under another name, or born on another day."""
    _compare_held(frame, known, "id_no", "identity", "name", must_be_known=frame.register.people == "known")
    if (about := frame.register.about) is not None:
        _compare_held(frame, known, "about_id_no", about.identity, about.name, must_be_known=not about.add)
    for group in frame.doubles(["id_no"]):
        names = {person_name(frame.columns["name"][row] or "") for row in group}
        if len(names) > 1:
            for row in group:
                others = "、".join(sorted({frame.columns["name"][r] or "" for r in group if r != row}))
                frame.add(row, "E202", "name", value=frame.columns["name"][row], held=others)
    _compare_births(frame)


def _compare_held(frame: Frame, known: Known, number_field: str, identity: str, name_field: str, *, must_be_known: bool) -> None:
    for row, (number, name) in enumerate(frame.several(number_field, name_field)):
        if number is None or name is None:
            continue
        held = known.people.get(number)
        if held is None:
            if must_be_known:
                frame.add(row, "E207", identity, value=number)
        elif held.name != name and held.name and person_name(held.name) != person_name(name):
            frame.add(row, "E202", name_field, value=name, held=held.name)


def _compare_births(frame: Frame) -> None:
    if "birth" not in frame.present:
        return
    for row, (birth, precision, born_on) in enumerate(frame.several("birth", "birth_precision", "born_on")):
        if birth is None or born_on is None:
            continue
        length = {"day": 10, "month": 7, "year": 4}[precision]
        if birth[:length] != born_on[:length]:
            frame.add(row, "E208", "birth", value=birth, held=born_on)
