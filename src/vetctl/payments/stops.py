"""Proposed stops, and a clerk's word on them.

What the bureau registered as a fact stops at once. What stands in somebody else's list (police, health, funeral home,
court) is a proposal: held until a clerk confirms or refuses it, with a reason. Nothing is paid or taken here; a confirmed
stop is recovered, and a refused one paid back, by the next run itself.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from vetctl.core.catalogue import known, t
from vetctl.core.errors import NotFound
from vetctl.output.report import Column, Kind, Report, Table
from vetctl.store import journal
from vetctl.store.journal import Actor

CONFIRMED, REFUSED = "confirmed", "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What one source says of one person."""

    person: int
    kind: str
    """``death``, ``suspend``, ``move``, or ``absent``: missing from a whole roster."""
    source: str
    day: str
    from_month: str
    """The first month that would not be paid."""
    until_month: str
    """The first month that would be paid again; ``9999-12`` for none."""
    evidence: str
    """Its name in the table of verdicts."""
    policy: str = ""
    """The benefit it is about; empty for all of the person's."""
    state: str = "proposed"
    place: tuple[int | None, str | None, int | None] = (None, None, None)
    """Batch, sheet and row it comes from."""


_OPEN = """
SELECT o.person, o.kind, o.source, o.day, o.from_month, o.until_month, o.evidence, o.policy, 'proposed', o.added_by, o.sheet, o.row_no
FROM stop_open o
WHERE (:source IS NULL OR o.source = :source)
  AND (NOT :agreeing
       OR (o.kind = 'death'
           AND (SELECT COUNT(DISTINCT d.source) FROM death_claim d WHERE d.person = o.person AND d.state <> 'refused') > 1
           AND (SELECT COUNT(DISTINCT substr(d.died_on, 1, 7)) FROM death_claim d WHERE d.person = o.person AND d.state <> 'refused') = 1))
ORDER BY o.person, o.day, o.source"""

_OF_PERSON = """
SELECT c.person, c.kind, c.source, c.day, c.from_month, c.until_month, c.evidence, c.policy, c.state, c.added_by, c.sheet, c.row_no
FROM stop_claim c
WHERE c.state <> 'fact' AND c.person = :person AND (:source IS NULL OR c.source = :source)
ORDER BY c.day, c.source"""


def waiting(connection: sqlite3.Connection, *, source: str | None = None, agreeing: bool = False) -> list[Proposal]:
    """The proposals that wait for an answer.

    Args:
        source: only those of one source.
        agreeing: only deaths that at least two sources report, all of them in the same month.
    """
    rows = connection.execute(_OPEN, {"source": source, "agreeing": int(agreeing)})
    return [_proposal(row) for row in rows.fetchall()]


def of_person(connection: sqlite3.Connection, person: int, decision: str, source: str | None = None) -> list[Proposal]:
    """What a decision about one person is about: what waits, else what was decided the other way. Empty when it was decided so before.

    Raises:
        NotFound: E450 nobody else's list says anything of the person.
    """
    said = [_proposal(row) for row in connection.execute(_OF_PERSON, {"person": person, "source": source}).fetchall()]
    if not said:
        raise NotFound("E450", name=names(connection, [person])[person])
    return [one for one in said if one.state == "proposed"] or [one for one in said if one.state != decision]


def _proposal(row: Sequence[Any]) -> Proposal:
    person, kind, source, day, first, until, evidence, policy, state, *place = row
    return Proposal(
        person=person, kind=kind, source=source, day=day, from_month=first, until_month=until, evidence=evidence, policy=policy, state=state,
        place=(place[0], place[1], place[2]),
    )  # fmt: skip


def answer(connection: sqlite3.Connection, actor: Actor, chosen: Sequence[Proposal], decision: str, reason: str) -> None:
    """Write a clerk's word on some proposals inside the caller's transaction, with one journal event; none of them, nothing.

    Args:
        decision: `CONFIRMED` or `REFUSED`.
        reason: why; it is kept and shown.
    """
    if not chosen:
        return
    event = journal.next_event(connection)
    connection.executemany(
        "INSERT INTO verdict (person, evidence, decision, reason, actor, at, event) VALUES (?, ?, ?, ?, ?, ?, ?)",
        [(one.person, one.evidence, decision, reason, actor.name, actor.at, event) for one in chosen],
    )
    journal.append(connection, actor, {"decision": decision, "reason": reason, "evidence": [one.evidence for one in chosen]})


def answered(connection: sqlite3.Connection, chosen: Sequence[Proposal], decision: str, reason: str) -> Report:
    """What was, or is about to be, decided."""
    people = names(connection, [one.person for one in chosen])
    columns = (
        column("person", "name"), column("kind", words="stop_kind"), column("source", words="source"), column("day"),
        column("from_month", "month"), column("decision", words="verdict"), column("reason"),
    )  # fmt: skip
    rows = [(people[one.person], one.kind, one.source, one.day, one.from_month, decision, reason) for one in chosen]
    report = Report(
        command=f"payments stops {'confirm' if decision == CONFIRMED else 'refuse'}",
        tables=[Table("answers", columns, rows, title=t("stops.answers"))],
        summary={"answered": len(chosen), "people": len(people)},
    )
    if not chosen:
        report.warnings.append(t("stops.nothing_waits"))
    return report


def names(connection: sqlite3.Connection, people: Sequence[int]) -> dict[int, str]:
    """Names of people by their numbers."""
    found = {}
    for person in people:
        row = connection.execute("SELECT name FROM profile_now WHERE person = ?", (person,)).fetchone()
        found[person] = row[0] if row else f"#{person}"
    return found


def column(key: str, kind: Kind = "text", *, total: bool = False, words: str | None = None) -> Column:
    """A column under its heading ``stops.column.<key>`` where there is one, else under the house's."""
    own = f"stops.column.{key.removesuffix('_fen')}"
    return Column(key, kind, title=t(own) if known(own) else None, total=total, words=words)


def detail_in_words(detail: str) -> str:
    """``death police 2020-10-05``, as it stands with a hold (E413), in words; anything else as it is."""
    parts = detail.split()
    if len(parts) == 3 and known(f"stop_kind.{parts[0]}") and known(f"source.{parts[1]}"):
        return t("stops.said", kind=t(f"stop_kind.{parts[0]}"), source=t(f"source.{parts[1]}"), day=parts[2])
    return detail
