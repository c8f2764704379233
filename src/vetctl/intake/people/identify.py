"""People in a file: who they are, and whether the file and the register agree about them.

A person is an identity number, or one the person had before. The same number under another name, or with another day of
birth, waits for a decision; so does a new number of somebody who by name, birth and place may be on the register already
(`vetctl.intake.people.matching`). Nobody is ever taken for somebody by name, and none is added here.
"""

from __future__ import annotations

from typing import Any

from vetctl.core.catalogue import t
from vetctl.intake.cells import Named
from vetctl.intake.frame import Frame
from vetctl.intake.known import Known
from vetctl.intake.people import matching
from vetctl.intake.words import announced, person_name


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
    matching.follow_superseded(frame, known)
    matching.name_truncated(frame, known)


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
    """Warn of remarks that announce a death, a move, a stop or money: they are proposals and change nothing by themselves."""
    notes = frame.get("note")
    # Most files have not one such word, which is told at once.
    if announced("\n".join(note for note in notes if note)) is None:
        return
    for row, note in enumerate(notes):
        if note and (found := announced(note)):
            frame.add(row, "E214", "note", value=note, word=found[0], proposal=t(f"intake.proposal.{found[1]}"))


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
    matching.hold_paid_before_merge(frame, known)


def _compare_held(frame: Frame, known: Known, number_field: str, identity: str, name_field: str, *, must_be_known: bool) -> None:
    strangers: list[int] = []
    for row, (number, name) in enumerate(frame.several(number_field, name_field)):
        if number is None or name is None:
            continue
        held = known.people.get(number)
        if held is None or held.person in known.undone:
            strangers.append(row)
        elif held.name != name and held.name and person_name(held.name) != person_name(name):
            frame.add(row, "E202", name_field, value=name, held=held.name)
    proposed = matching.propose(frame, known, strangers, number_field, name_field, identity) if strangers and known.anybody else set()
    for row in strangers if must_be_known else ():
        if row not in proposed:
            frame.add(row, "E207", identity, value=frame.columns[number_field][row])


def _compare_births(frame: Frame) -> None:
    if "birth" not in frame.present:
        return
    for row, (birth, precision, born_on) in enumerate(frame.several("birth", "birth_precision", "born_on")):
        if birth is None or born_on is None:
            continue
        length = {"day": 10, "month": 7, "year": 4}[precision]
        if birth[:length] != born_on[:length]:
            frame.add(row, "E208", "birth", value=birth, held=born_on)
