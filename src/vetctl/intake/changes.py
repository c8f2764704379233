"""What a file would change, as a table: old and new value of every field, who is new, and who is missing from a full roster.

It reads the plan of a file; nothing is compared again here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from vetctl.core.catalogue import t
from vetctl.intake.frame import Frame
from vetctl.intake.plan import Plan
from vetctl.intake.wording import Wording
from vetctl.output.report import Column, Row, Table

MOST, MOST_NEW = 60, 20
"""More lines are not shown on a screen, of new entries still fewer; a file gets all of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One change of one fact."""

    movement: str
    """``changed``, ``new`` or ``gone``."""
    file: str
    place: str
    name: str
    identity: str
    what: str
    """The key of a row that is about nobody; the benefit of somebody missing."""
    field: str = ""
    before: str = ""
    after: str = ""


def table(plans: Sequence[Plan], titles: Mapping[tuple[str, str], str], most: int | None = MOST) -> tuple[Table, int]:
    """The changes of some files, and how many were left out.

    Args:
        plans: the checked files.
        titles: from `shelf.titles`.
        most: lines shown; None for all.
    """
    usable = [plan for plan in plans if plan.frame is not None and not plan.refused]
    old = [line for plan in usable for line in _old(plan, titles)]
    # A first roster is new from end to end: what is not shown is not put into words either.
    new = list(islice((line for plan in usable for line in _new(plan, titles)), None if most is None else MOST_NEW))
    shown = [*old[:most], *new]
    left = len(old) + sum(len(plan.stage.new) for plan in usable) - len(shown)
    people = any(line.identity for line in shown)
    several = len(plans) > 1
    rows = [_row(line, people=people, several=several) for line in shown]
    columns = [
        Column("movement", title=t("changes.column.movement"), words="changes.movement"),
        *([_column("file")] if several else []),
        _column("place"),
        *([Column("name", "name", title=t("changes.column.name")), Column("identity", "identity", title=t("changes.column.identity"))] if people else []),
        _column("what"),
        _column("field"),
        _column("before"),
        _column("after"),
    ]
    return Table("changes", columns, rows, title=t("changes.title")), left


def _column(key: str) -> Column:
    return Column(key, title=t(f"changes.column.{key}"))


def _row(line: Line, *, people: bool, several: bool) -> Row:
    who = [line.name, line.identity] if people else []
    return [line.movement, *([line.file] if several else []), line.place, *who, line.what, line.field, line.before, line.after]


def _old(plan: Plan, titles: Mapping[tuple[str, str], str]) -> Iterator[Line]:
    """What is held and would be changed, and who is missing."""
    yield from _changed(plan, Wording(_frame(plan).register, titles))
    for one in plan.gone:
        batch, sheet, row = one.place
        yield Line(
            movement="gone", file=plan.source.name, place=t("changes.from_batch", batch=batch, sheet=sheet or "", row=row or ""), name=one.name,
            identity=one.id_no, what=titles.get(("policy", one.policy), one.policy), after=t(f"changes.outcome.{one.outcome}"),
        )  # fmt: skip


def _new(plan: Plan, titles: Mapping[tuple[str, str], str]) -> Iterator[Line]:
    """Rows that add something; of somebody who is on the register already, what they add."""
    wording = Wording(_frame(plan).register, titles)
    fresh = [(change.table, frozenset(change.fresh)) for change in plan.stage.changes if change.feed is not None]
    for row in sorted(plan.stage.new):
        tables = [table for table, rows in fresh if row in rows]
        whole = "profile" in tables or len(fresh) == 1
        yield Line(movement="new", field="" if whole else "、".join(t(f"changes.table.{table}") for table in tables), **_who(plan, row, wording))


def _frame(plan: Plan) -> Frame:
    if plan.frame is None:
        raise ValueError("no rows were read")
    return plan.frame


def _changed(plan: Plan, wording: Wording) -> Iterator[Line]:
    found = [
        (row, Line(movement="changed", field=wording.title(name), before=wording.value(name, old), after=wording.value(name, now), **_who(plan, row, wording)))
        for change in plan.stage.changes
        if change.feed is not None
        for row, before, after in change.replaced
        for name, old, now in wording.differences(change.feed, before, after)
    ]  # fmt: skip
    for _, line in sorted(found, key=lambda one: one[0]):
        yield line


def _who(plan: Plan, row: int, wording: Wording) -> dict[str, str]:
    """File, place, and whom or what a row is about."""
    frame = _frame(plan)
    origin = frame.origins[row]
    where = {"file": plan.source.name, "place": f"{origin.sheet}!{origin.row}"}
    if frame.register.people != "none":
        what = wording.value("policy", frame.get("policy")[row]) if "policy" in frame.columns else ""
        return {**where, "name": frame.get("name")[row] or "", "identity": frame.get("id_no")[row] or "", "what": what}
    key = (wording.value(name, frame.get(name)[row]) for name in frame.register.key)
    return {**where, "name": "", "identity": "", "what": " ".join(part for part in key if part)}
