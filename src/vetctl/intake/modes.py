"""What a file is taken for: additions only, additions and corrections, or the whole roster of a township.

Of a whole roster whoever is missing is listed, and proposed to be stopped; nothing stops by itself. A proposal waits until
a clerk answers it (``vetctl payments stops``), and is withdrawn when the person turns up on a roster again.
Nothing is written here; proposals and withdrawals join the stage of the file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from vetctl.core.catalogue import t
from vetctl.core.errors import NotFound
from vetctl.intake import stage
from vetctl.intake.frame import Frame
from vetctl.intake.known import Known
from vetctl.intake.plan import ADD, FULL, UPDATE, Gone, Plan
from vetctl.intake.register import Register
from vetctl.intake.wording import Wording
from vetctl.intake.words import person_name

SOURCE = "roster"
"""Whose list a proposal to stop comes from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How a file is to be taken."""

    mode: str = UPDATE
    townships: Sequence[str] = ()
    """Those a full roster is whole for, as typed; none: those that occur in it."""


def apply(plan: Plan, known: Known, way: Way) -> None:
    """Hold what would change something (add), or find who is missing (full); withdraw proposals about whoever is there."""
    frame = plan.frame
    if frame is None:
        return
    if way.mode == ADD:
        _only_additions(plan, known, frame)
    if not is_roster(frame.register):
        if way.mode == FULL:
            plan.reading.report("E241", value=frame.register.title)
        return
    _withdraw(plan, known, frame)
    if way.mode == FULL:
        _missing(plan, known, frame, way)


def is_roster(register: Register) -> bool:
    """Whether a register says who draws what, so that being missing from it says something."""
    return any(feed.table == "terms" for feed in register.feeds)


def _only_additions(plan: Plan, known: Known, frame: Frame) -> None:
    """Hold every row that would replace something held; what another row of the person says then counts, so look again."""
    wording = Wording(frame.register)
    while plan.stage.changed:
        for row in sorted(plan.stage.changed):
            frame.add(row, "E240", _first_field(plan, row), what="；".join(_differences(plan, row, wording)))
        plan.sort_rows()
        plan.stage = stage.prepare(frame, known, plan.accepted)


def _differences(plan: Plan, row: int, wording: Wording) -> list[str]:
    return [
        f"{wording.title(name)} {wording.value(name, old) or '—'} → {wording.value(name, now) or '—'}"
        for change in plan.stage.changes
        if change.feed
        for at, before, after in change.replaced
        if at == row
        for name, old, now in wording.differences(change.feed, before, after)
    ]


def _first_field(plan: Plan, row: int) -> str:
    fields = {column.field for column in plan.frame.register.columns} if plan.frame else set()
    for change in plan.stage.changes:
        for at, before, after in change.replaced:
            if at == row and change.feed:
                named = [name for name, _, _ in Wording.differences(change.feed, before, after) if name in fields]
                return named[0] if named else ""
    return ""


# -- who is on the roster, and who is missing -----------------------------------------------------------------------

_STANDING = """
SELECT s.id, s.person, s.policy, s.from_month, c.state
FROM suspension s
JOIN suspension_claim c ON c.person = s.person AND c.kind = s.kind AND c.policy = s.policy AND c.source = s.source AND c.from_month = s.from_month
WHERE s.source = 'roster' AND s.ended_by IS NULL"""


def _withdraw(plan: Plan, known: Known, frame: Frame) -> None:
    """End the proposals about people whom the file lists again; where a stop was confirmed, say so and leave it."""
    standing = known.connection.execute(_STANDING).fetchall()
    if not standing:
        return
    listed: dict[int, dict[str, int]] = {}
    persons, policies = frame.get("person"), frame.get("policy")
    for at in plan.accepted:
        listed.setdefault(persons[at], {}).setdefault(policies[at], at)
    withdrawn = []
    for identifier, person, policy, from_month, state in standing:
        rows = listed.get(person, {})
        row = next(iter(rows.values()), None) if policy == "" else rows.get(policy)
        if row is None:
            continue
        if state == "confirmed":
            frame.add(row, "E247", "identity", value=frame.get("id_no")[row], month=from_month)
        else:
            withdrawn.append(identifier)
    if withdrawn:
        _proposals(plan).ended = withdrawn


_HELD = """
SELECT e.person, e.policy, e.id_no, e.name, e.township, e.added_by, e.sheet, e.row_no
FROM enrolled_now e
WHERE e.township IN ({marks}) AND (e.ends_on IS NULL OR e.ends_on >= ?)
ORDER BY e.township, e.id_no, e.policy"""

_STOPPED = """
SELECT person, policy, state FROM stop_claim
WHERE state IN ('fact', 'confirmed', 'proposed') AND until_month > ?"""


def _missing(plan: Plan, known: Known, frame: Frame, way: Way) -> None:
    """List who draws something in the townships and is not in the file; propose to stop whoever is certainly missing."""
    townships = _townships(known, frame, way)
    from_month = first_unpaid(known)
    held = _draw(known, townships, from_month)
    there = _there(known, frame)
    gone = [one for one in held if not _in_file(one, there)]
    if not way.townships and _too_many(plan, held, gone):
        return
    asked = {(person, policy) for person, policy, state in _stopped(known, from_month) if state == "proposed"}
    asked |= {(person, policy) for _, person, policy, _, state in known.connection.execute(_STANDING) if state != "confirmed"}
    nameless = _unidentified(frame)
    plan.gone = [
        Gone(
            person=person, id_no=number, name=name, township=township, policy=policy, place=(batch, sheet, row),
            outcome="known" if {(person, ""), (person, policy)} & asked
            else "unclear" if (township, person_name(name)) in nameless or (None, person_name(name)) in nameless
            else "propose",
        )
        for person, policy, number, name, township, batch, sheet, row in gone
    ]  # fmt: skip
    _propose(plan, there, from_month)


def _townships(known: Known, frame: Frame, way: Way) -> list[str]:
    if not way.townships:
        return sorted({name for name in frame.get("township") if name is not None})
    found = [known.places.township(name) for name in way.townships]
    for typed, name in zip(way.townships, found, strict=True):
        if not isinstance(name, str):
            raise NotFound("E594", name=typed, known="、".join(known.places.codes))
    return sorted({name for name in found if isinstance(name, str)})


def _draw(known: Known, townships: Sequence[str], from_month: str) -> list[tuple[Any, ...]]:
    """Whoever draws a benefit in these townships and is not known to have been stopped."""
    marks = ", ".join("?" * len(townships))
    rows = known.connection.execute(_HELD.format(marks=marks), (*townships, f"{from_month}-01")).fetchall()
    stopped = {(person, policy) for person, policy, state in _stopped(known, from_month) if state != "proposed"}
    return [row for row in rows if not {(row[0], ""), (row[0], row[1])} & stopped]


def _stopped(known: Known, from_month: str) -> list[tuple[Any, ...]]:
    return known.connection.execute(_STOPPED, (from_month,)).fetchall()


def _there(known: Known, frame: Frame) -> dict[int, set[str | None]]:
    """Person -> benefits the file lists, in whatever row: a rejected row is no absence. None: it cannot be told which."""
    found: dict[int, set[str | None]] = {}
    for number, policy in frame.several("id_no", "policy"):
        if (held := known.people.get(number)) is not None:
            found.setdefault(held.person, set()).add(policy)
    return found


def _in_file(one: tuple[Any, ...], there: dict[int, set[str | None]]) -> bool:
    listed = there.get(one[0], set())
    return one[1] in listed or None in listed


def _unidentified(frame: Frame) -> set[tuple[str | None, str]]:
    """Township and name of rows whose identity number could not be read: it may be them."""
    return {
        (township, person_name(name))
        for number, name, township in frame.several("id_no", "name", "township")
        if number is None and name
    }


def _too_many(plan: Plan, held: Sequence[tuple[Any, ...]], gone: Sequence[tuple[Any, ...]]) -> bool:
    """Refuse a file in which more than half of a township is missing: it is hardly the whole roster."""
    refused = False
    for township in sorted({one[4] for one in gone}):
        count, of = (len({one[0] for one in some if one[4] == township}) for some in (gone, held))
        if count * 2 > of:
            plan.reading.report("E243", value=township, count=count, held=of)
            refused = True
    return refused


def _propose(plan: Plan, there: dict[int, set[str | None]], from_month: str) -> None:
    proposed = [one for one in plan.gone if one.outcome == "propose"]
    # Whoever is missing altogether is stopped altogether, with what hangs on the benefits; else only what is missing.
    stops = dict.fromkeys((one.person, one.policy if one.person in there else "") for one in proposed)
    if not stops:
        return
    people, policies = zip(*stops, strict=True)
    count = len(stops)
    reason = t("changes.missing_from", file=plan.source.name)
    _proposals(plan).added = (people, ["suspend"] * count, policies, [SOURCE] * count, [from_month] * count, [reason] * count)


def _proposals(plan: Plan) -> stage.Change:
    """What the file does to proposals to stop; one change, made when there is something."""
    found = next((change for change in plan.stage.changes if change.table == "suspension"), None)
    if found is None:
        found = stage.Change(table="suspension", columns=("person", "kind", "policy", "source", "from_month", "reason"))
        plan.stage.changes.append(found)
    return found


def first_unpaid(known: Known) -> str:
    """The first month a stop can be proposed for: that of receipt, or the one after the last that was paid."""
    row = known.connection.execute(
        "SELECT strftime('%Y-%m', MAX(month) || '-01', '+1 month') FROM run_state WHERE state = 'exported'"
    ).fetchone()
    return max(row[0] or "", known.received_on.isoformat()[:7])

