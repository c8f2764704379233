"""Two entries that are one person: what was paid stays where it was paid, and what follows goes on with who stays.

A month belongs to whoever was paid for it. The entry that is merged away keeps the terms its payments rest on, ended with
the last month it was paid for; months it was not paid for are suspended there and due with the survivor, who in turn is
suspended for the months that were paid already. So nothing is paid twice, nothing is taken back, and a rate that is
raised later for an old month is still paid for that month, once, to the survivor's account.

What forbids it is in `vetctl.intake.people.unmergeable`. It opens no transaction and asks nobody; the front door does both.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from vetctl.core.catalogue import t
from vetctl.core.errors import Refused
from vetctl.core.month import Month, months_between
from vetctl.intake import stage
from vetctl.intake.people import decisions, entries, unmergeable
from vetctl.intake.people.dossier import Words
from vetctl.intake.people.entries import Facts
from vetctl.intake.people.unmergeable import Benefit, Pair
from vetctl.output.report import Column, Report, Table
from vetctl.store import journal

_MANNER = frozenset({"date_precision", "source"})
"""Of a service: how exactly and by whom it was stated, not what."""
_DAYS = frozenset({"enlisted_on", "discharged_on", "conscript_from", "conscript_to"})
"""Of a service: what is as exact as its precision says."""
REGISTER = "people-merge"
"""What the batch of a merge names in the place of a register."""


@dataclass(slots=True, kw_only=True)
class Merge:
    """A merge that may be done: what it writes."""

    two: Pair
    added: list[tuple[str, Facts]] = field(default_factory=list)
    """(table, version) to be added."""
    ended: list[tuple[str, Facts]] = field(default_factory=list)
    enrolments: dict[str, int] = field(default_factory=dict)
    """Benefit -> the survivor's new enrolment."""
    kept: list[str] = field(default_factory=list)
    """What was left out because the survivor has its own."""

    @property
    def absorbed(self) -> int:
        """Number of the entry that is merged away."""
        return self.two.absorbed.who.person

    @property
    def survivor(self) -> int:
        """Number of the entry that stays."""
        return self.two.survivor.who.person

    def replace(self, table: str, version: Facts, **now: Any) -> None:
        """End a version and add one that differs in some columns."""
        self.ended.append((table, version))
        self.added.append((table, {**version, **now}))

    def keep(self, what: str) -> None:
        """Say that the survivor's own fact stays and the other is no longer used."""
        self.kept.append(t("people.kept_own", what=what, survivor=self.survivor, absorbed=self.absorbed))


def plan(connection: sqlite3.Connection, absorbed: int, survivor: int, benefits: Mapping[str, Benefit], words: Words) -> Merge:
    """Work out what merging `absorbed` into `survivor` writes; nothing is written.

    Raises:
        NotFound: E506. Refused: E234 one entry, and what `vetctl.intake.people.unmergeable.refuse` raises.
    """
    if absorbed == survivor:
        raise Refused("E234", who=str(entries.one(connection, survivor)))
    two = Pair(absorbed=unmergeable.side(connection, absorbed), survivor=unmergeable.side(connection, survivor), benefits=benefits, words=words)
    unmergeable.refuse(connection, two)
    merge = Merge(two=two)
    _move_terms(connection, merge)
    _suspend_paid_months(connection, merge)
    _mark_profile(connection, merge)
    for table in ("service", "account"):
        _move_single(connection, merge, table)
    _move_confirmations(connection, merge)
    _end_stops(connection, merge)
    _move_occasions(connection, merge)
    return merge


def write(connection: sqlite3.Connection, actor: journal.Actor, merge: Merge, reason: str, *, on: dt.date) -> int:
    """Write a merge inside the open transaction: a batch of the day `on`, the facts, the merge, the decision and one journal event.

    Returns:
        The batch.
    """
    changes = _changes(merge)
    batch = _batch(connection, actor, merge, changes, on)
    stage.write(connection, stage.Stage(changes=changes), batch)
    connection.execute(
        "INSERT INTO merged (absorbed, survivor, reason, actor, at, batch, event) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (merge.absorbed, merge.survivor, reason, actor.name, actor.at, batch, journal.next_event(connection)),
    )
    decisions.record(connection, actor, (merge.two.absorbed.who.number, merge.two.survivor.who.number), decisions.SAME, reason)
    facts = {change.table: [len(change), len(change.ended)] for change in changes}
    journal.append(connection, actor, {"batch": batch, "absorbed": merge.absorbed, "survivor": merge.survivor, "reason": reason, "facts": facts})
    return batch


def shown(merge: Merge) -> Report:
    """What a merge changes on the registers."""
    absorbed, survivor, words = merge.two.absorbed.who, merge.two.survivor.who, merge.two.words
    rows = [
        (t(f"people.act.{act}"), words.fact(table), f"#{version['person']}", words.says(table, version))
        for act, versions in (("added", merge.added), ("ended", merge.ended))
        for table, version in versions
    ]
    columns = tuple(Column(key, title=t(f"people.column.{key}")) for key in ("act", "fact", "whose", "says"))
    return Report(
        command="people merge",
        tables=[Table("changes", columns, rows, title=t("people.will"))],
        summary={"absorbed": f"#{absorbed.person} {absorbed.name}", "survivor": f"#{survivor.person} {survivor.name}", "identity": survivor.number},
        warnings=list(merge.kept),
        next_step=f"vetctl people show '#{survivor.person}'",
    )


def nothing_to_do(absorbed: int, survivor: int, name: str) -> Report:
    """The answer to a merge that was done before."""
    return Report(command="people merge", warnings=[t("people.merged_before", absorbed=absorbed, survivor=survivor, name=name)])


# what it changes ------------------------------------------------------------------------------------------------


def _move_terms(connection: sqlite3.Connection, merge: Merge) -> None:
    """Benefits the survivor lacks go on there; with the absorbed entry each ends with the last month it was paid for."""
    theirs = entries.terms(connection, merge.survivor)
    for policy, versions in entries.terms(connection, merge.absorbed).items():
        if policy in theirs:
            merge.keep(merge.two.title(policy))
        else:
            enrolment = _enrolment(connection, merge, policy)
            merge.added += [("terms", {**version, "enrolment": enrolment, "person": merge.survivor}) for version in versions]
        paid = merge.two.absorbed.own.get(policy, set())
        _close_terms(merge, versions, paid)
        if paid:
            unpaid = [month for month in _calendar(connection, max(paid)) if month not in paid]
            _suspend(merge, merge.absorbed, policy, unpaid, t("people.paid_survivor", survivor=merge.survivor))


def _close_terms(merge: Merge, versions: Sequence[Facts], paid: set[str]) -> None:
    """End the versions; where money was paid, those it rests on stay, and the last of them ends with the last month paid."""
    last = Month.parse(max(paid)) if paid else None
    standing = [version for version in versions if last and version["from_month"] <= str(last)] or list(versions[:1] if last else ())
    merge.ended += [("terms", version) for version in versions if version not in standing]
    if last and (standing[-1]["ends_on"] or "9999") > last.last_day.isoformat():
        end_reason = t("people.end_reason", survivor=merge.survivor)
        merge.replace("terms", standing[-1], ends_on=last.last_day.isoformat(), end_reason=end_reason)


def _suspend_paid_months(connection: sqlite3.Connection, merge: Merge) -> None:
    """The survivor is not due what was paid to the absorbed entry, month by month; nor what follows another benefit."""
    enrolled = set(entries.terms(connection, merge.survivor)) | set(merge.enrolments)
    for policy, months in sorted(merge.two.absorbed.months.items()):
        follows = policy in merge.two.benefits and merge.two.benefits[policy].kind == "follower"
        if policy in enrolled or follows:
            _suspend(merge, merge.survivor, policy, sorted(months), t("people.paid_elsewhere", absorbed=merge.absorbed))


def _suspend(merge: Merge, person: int, policy: str, months: Sequence[str], reason: str) -> None:
    """One suspension for each stretch of months: never paid and never paid back there."""
    merge.added += [
        (
            "suspension",
            {
                "person": person, "kind": "suspend", "policy": policy, "source": "", "from_month": first, "resumed_month": following,
                "reason": reason, "review_on": None, "document": "",
            },
        )
        for first, following in _stretches(months)
    ]  # fmt: skip


def _stretches(months: Sequence[str]) -> list[tuple[str, str]]:
    """Runs of months that follow each other, as the first and the one after the last.

    >>> _stretches(["2020-11", "2020-12", "2021-01", "2021-03"])
    [('2020-11', '2021-02'), ('2021-03', '2021-04')]
    """
    found: list[tuple[str, str]] = []
    for month in months:
        following = str(Month.parse(month).plus(1))
        if found and found[-1][1] == month:
            found[-1] = (found[-1][0], following)
        else:
            found.append((month, following))
    return found


def _mark_profile(connection: sqlite3.Connection, merge: Merge) -> None:
    """The address stays, because papers of earlier runs name it; a remark says whom the entry was merged into.

    What the survivor's own particulars leave blank is filled: a benefit may hang on the kind of household.
    """
    for version in entries.versions(connection, "profile", [merge.absorbed]):
        note = "；".join(filter(None, (version["note"], t("people.end_reason", survivor=merge.survivor))))
        merge.replace("profile", version, note=note)
        for own in entries.versions(connection, "profile", [merge.survivor]):
            blank = {name: version[name] for name in ("village", "hukou", "phone") if version[name] and not own[name]}
            if own["township"] != version["township"]:
                blank.pop("village", None)  # a village belongs to its township
            if blank:
                merge.replace("profile", own, **blank)


def _move_single(connection: sqlite3.Connection, merge: Merge, table: str) -> None:
    """Service and account: the survivor's own win. The service that earlier payments rest on stays where they are."""
    theirs = entries.versions(connection, table, [merge.survivor])
    for version in entries.versions(connection, table, [merge.absorbed]):
        if not theirs:
            merge.added.append((table, {**version, "person": merge.survivor}))
        elif table == "service" and (filled := _filled(theirs[0], version)) is not None:
            if filled != theirs[0]:
                merge.replace(table, theirs[0], **filled)
        elif _says(version) != _says(theirs[0]):
            merge.keep(merge.two.words.fact(table))
        if table == "account" or not merge.two.absorbed.own:
            merge.ended.append((table, version))


def _filled(own: Facts, other: Facts) -> Facts | None:
    """The survivor's service with its blanks filled from the other statement; None when the two contradict each other.

    A benefit that goes on must find the service it rests on, even where the survivor's sheet said less.
    """
    stated, added = ({name: v for name, v in _says(one).items() if v not in (None, "") and name not in _MANNER} for one in (own, other))
    precision = max(own["date_precision"], other["date_precision"], key=("day", "month", "year").index)
    exact = {"day": 10, "month": 7, "year": 4}[precision]
    for name, value in added.items():
        there = stated.get(name, value)
        if there != value and (name not in _DAYS or there[:exact] != value[:exact]):
            return None
    if stated.keys() >= added.keys():
        return own
    return {**own, **added, **stated, "date_precision": precision}


def _says(version: Facts) -> Facts:
    return {name: value for name, value in version.items() if name not in entries.ORIGIN | {"person"}}


def _move_confirmations(connection: sqlite3.Connection, merge: Merge) -> None:
    years = {version["year"] for version in entries.versions(connection, "confirmation", [merge.survivor])}
    for version in entries.versions(connection, "confirmation", [merge.absorbed]):
        if version["year"] not in years:
            merge.added.append(("confirmation", {**version, "person": merge.survivor}))


def _end_stops(connection: sqlite3.Connection, merge: Merge) -> None:
    """Suspensions give way to those of the merge, and proposals wait with the survivor alone, who has the same ones."""
    waiting = set(connection.execute("SELECT kind, source, day FROM stop_open WHERE person = ?", (merge.absorbed,)).fetchall())
    for table, day in (("death", "died_on"), ("move", "moved_on"), ("suspension", "from_month")):
        merge.ended += [
            (table, version)
            for version in entries.versions(connection, table, [merge.absorbed])
            if table == "suspension" or (table, version["source"], version[day]) in waiting
        ]


def _move_occasions(connection: sqlite3.Connection, merge: Merge) -> None:
    """What happened once and was not paid yet is paid to the survivor; what was paid stays."""
    theirs = {(v["benefit"], v["reference"]) for v in entries.versions(connection, "occasion", [merge.survivor])}
    for version in entries.versions(connection, "occasion", [merge.absorbed]):
        key = (version["benefit"], version["reference"])
        if key in merge.two.absorbed.occasions:
            continue
        merge.ended.append(("occasion", version))
        if key in theirs:
            merge.keep(" ".join((merge.two.title(key[0]), key[1])))
            continue
        about = merge.survivor if version["about"] == merge.absorbed else version["about"]
        moved = {**version, "enrolment": _enrolment(connection, merge, key[0]), "person": merge.survivor, "about": about}
        merge.added.append(("occasion", moved))
    for version in entries.occasions_about(connection, merge.absorbed):
        merge.replace("occasion", version, about=merge.survivor)


def _enrolment(connection: sqlite3.Connection, merge: Merge, policy: str) -> int:
    """The survivor's enrolment in a benefit, made when there is none."""
    row = connection.execute("SELECT enrolment FROM enrolment WHERE person = ? AND policy = ?", (merge.survivor, policy)).fetchone()
    if row is not None:
        return int(row[0])
    if policy not in merge.enrolments:
        (last,) = connection.execute("SELECT coalesce(MAX(enrolment), 0) FROM enrolment").fetchone()
        merge.enrolments[policy] = int(last) + len(merge.enrolments) + 1
    return merge.enrolments[policy]


def _calendar(connection: sqlite3.Connection, last: str) -> list[str]:
    """The months of the ledger up to one."""
    row = connection.execute("SELECT value FROM setting WHERE key = 'first_month'").fetchone()
    return [str(month) for month in months_between(Month.parse(row[0] if row else last), Month.parse(last))]


def _changes(merge: Merge) -> list[stage.Change]:
    """The versions by table; where they come from is the absorbed entry."""
    fresh = [(number, merge.survivor, policy) for policy, number in merge.enrolments.items()]
    changes = [stage.Change(table="enrolment", columns=("enrolment", "person", "policy"), added=list(zip(*fresh, strict=True)))] if fresh else []
    for table in dict.fromkeys(table for table, _ in (*merge.ended, *merge.added)):
        added = [version for name, version in merge.added if name == table]
        derived = {"benefit", *(("person",) if table in ("terms", "occasion") else ())}
        columns = tuple(name for name in (added[0] if added else ()) if name not in entries.ORIGIN | derived)
        values = [(*(version[name] for name in columns), f"#{merge.absorbed}", None) for version in added]
        ended = [version["id"] for name, version in merge.ended if name == table]
        changes.append(stage.Change(table=table, columns=(*columns, "sheet", "row_no"), added=list(zip(*values, strict=True)), ended=ended))
    return changes


def _batch(connection: sqlite3.Connection, actor: journal.Actor, merge: Merge, changes: Sequence[stage.Change], on: dt.date) -> int:
    """The batch that the facts of a merge name: one row in, one accepted."""
    (batch,) = connection.execute("SELECT coalesce(max(batch), 0) + 1 FROM batch").fetchone()
    text = json.dumps([batch, merge.absorbed, merge.survivor, [[change.table, len(change), change.ended] for change in changes]])
    seal = hashlib.sha256(text.encode()).hexdigest()
    connection.execute(
        "INSERT INTO batch (batch, register, file_name, file_sha256, rows_sha256, received_on, actor, rows_in, accepted, held, rejected, unchanged, "
        "summary) VALUES (?, ?, ?, ?, ?, ?, ?, 1, 1, 0, 0, 0, ?)",
        (batch, REGISTER, actor.command, seal, seal, on.isoformat(), actor.name, json.dumps({"new": 0, "changed": 1, "codes": {}})),
    )
    return int(batch)
