"""What forbids to merge two entries: each refusal names the lines or the facts it rests on.

A merge may move no cent by itself. Debts, a month paid twice, a run under way, facts that disagree about whether to pay,
and facts that no run has seen yet are settled first, by the commands that are there for them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from vetctl.core.catalogue import t
from vetctl.core.errors import Refused
from vetctl.core.money import format_yuan
from vetctl.intake.people import decisions, entries
from vetctl.intake.people.dossier import Words
from vetctl.intake.people.entries import Entry, Facts, among, some

_STOPPING = {
    "death": ("source", "died_on"),
    "move": ("direction", "source", "moved_on", "paid_through"),
    "suspension": ("kind", "policy", "source", "from_month", "resumed_month"),
}
"""What decides of these facts whether somebody is paid."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Benefit:
    """What merging needs of a benefit, with the bureau's choices."""

    title: str
    kind: str
    """``roster``, ``follower`` or ``occasion``."""
    group: str
    """Benefits of one group exclude each other."""


@dataclass(slots=True, kw_only=True)
class Side:
    """One of the two entries: who it is and what was paid to it."""

    who: Entry
    family: tuple[int, ...]
    """The entry and those merged into it before."""
    months: dict[str, set[str]] = field(default_factory=dict)
    """Benefit -> months paid by the month, to the whole family."""
    own: dict[str, set[str]] = field(default_factory=dict)
    """The same of the entry itself."""
    occasions: set[tuple[str, str]] = field(default_factory=set)
    """(benefit, reference) of what was paid once, to the whole family."""


@dataclass(slots=True, kw_only=True)
class Pair:
    """Two entries said to be one person."""

    absorbed: Side
    survivor: Side
    benefits: Mapping[str, Benefit]
    words: Words

    def title(self, policy: str) -> str:
        """The title of a benefit."""
        return self.benefits[policy].title if policy in self.benefits else policy

    def exclude(self, policy: str, other: str) -> bool:
        """Whether a person draws only one of two benefits; the same benefit is one."""
        if policy == other:
            return True
        group = self.benefits[policy].group if policy in self.benefits else ""
        return bool(group) and other in self.benefits and self.benefits[other].group == group


def side(connection: sqlite3.Connection, person: int) -> Side:
    """An entry with what the ledger holds for it; what came back or was taken back does not count.

    Raises:
        NotFound: E506.
    """
    found = Side(who=entries.one(connection, person), family=entries.family(connection, person))
    rows = connection.execute(
        f"""SELECT e.person, e.policy, l.month, o.reference, SUM(l.amount_fen)
            FROM enrolment e JOIN ledger l ON l.enrolment = e.enrolment LEFT JOIN occasion o ON o.id = l.occasion
            WHERE e.person IN ({among(found.family)})
            GROUP BY e.enrolment, l.month, o.reference HAVING SUM(l.amount_fen) > 0"""
    )
    for whose, policy, month, reference, _ in rows.fetchall():
        if reference is not None:
            found.occasions.add((policy, reference))
            continue
        found.months.setdefault(policy, set()).add(month)
        if whose == person:
            found.own.setdefault(policy, set()).add(month)
    return found


def refuse(connection: sqlite3.Connection, two: Pair) -> None:
    """Refuse a merge that would move money or leave a debt to nobody.

    Raises:
        Refused: E238, E570 to E574.
    """
    _decided(connection, two)
    unfinished(connection, (*two.absorbed.family, *two.survivor.family), two.words)
    _debt(connection, two)
    _paid_twice(connection, two)
    if said := [*_disagreements(connection, two), *_waiting(connection, two), *_lapsed(connection, two), *_ended(connection, two)]:
        raise Refused("E573", facts=some(said))
    _unseen(connection, two)


def _decided(connection: sqlite3.Connection, two: Pair) -> None:
    newest = decisions.newest(connection, two.absorbed.who.number, two.survivor.who.number)
    if newest is not None and newest["said"] == decisions.DIFFERENT:
        raise Refused("E238", **{**newest, "said": t("people.said.different")})


def unfinished(connection: sqlite3.Connection, people: Iterable[int], words: Words) -> None:
    """Refuse while a run that is not exported pays or holds one of these entries.

    Raises:
        Refused: E572.
    """
    row = connection.execute(
        f"""WITH theirs AS (SELECT enrolment FROM enrolment WHERE person IN ({among(people)}))
            SELECT s.run, s.month FROM run_state s
            WHERE s.state NOT IN ('exported', 'voided')
              AND (EXISTS (SELECT 1 FROM line l WHERE l.run = s.run AND l.enrolment IN theirs)
                   OR EXISTS (SELECT 1 FROM held h WHERE h.run = s.run AND h.enrolment IN theirs))"""
    ).fetchone()
    if row is not None:
        raise Refused("E572", run=row[0], month=row[1], lines=_lines(connection, words, people, f"l.run = {int(row[0])}") or "-")


def _debt(connection: sqlite3.Connection, two: Pair) -> None:
    """What the absorbed entry owes would be nobody's."""
    family = two.absorbed.family
    row = connection.execute(f"SELECT person, balance_fen FROM owed_now WHERE person IN ({among(family)}) AND balance_fen > 0").fetchone()
    if row is not None:
        lines = _lines(connection, two.words, family, "l.kind = 'recovery'")
        raise Refused("E570", who=two.absorbed.who.name, person=row[0], amount=format_yuan(row[1]), lines=lines)


def _paid_twice(connection: sqlite3.Connection, two: Pair) -> None:
    """The same benefit, or two of which a person draws one, paid to both entries for one month; or the same occasion."""
    both = (*two.absorbed.family, *two.survivor.family)
    said = [
        _lines(connection, two.words, both, f"l.occasion IS NULL AND l.month = '{month}' AND e.policy IN ('{policy}', '{other}')")
        for policy, months in sorted(two.absorbed.months.items())
        for other, theirs in sorted(two.survivor.months.items())
        if two.exclude(policy, other)
        for month in sorted(months & theirs)
    ]
    said += [f"{two.title(policy)} {reference}" for policy, reference in sorted(two.absorbed.occasions & two.survivor.occasions)]
    if said:
        raise Refused("E571", lines=some(said))


def _lines(connection: sqlite3.Connection, words: Words, people: Iterable[int], where: str) -> str:
    """The ledger lines a refusal rests on, as a clerk can look them up."""
    rows = connection.execute(
        f"""SELECT l.run, l.line, l.month, e.policy, l.amount_fen, e.person
            FROM enrolment e JOIN ledger l ON l.enrolment = e.enrolment
            WHERE e.person IN ({among(people)}) AND {where} ORDER BY l.run, l.line"""
    ).fetchall()
    return some(
        [
            t("people.line", run=run, line=line, month=month, benefit=words.benefit(policy), amount=format_yuan(fen), person=person)
            for run, line, month, policy, fen, person in rows
        ]
    )


def _disagreements(connection: sqlite3.Connection, two: Pair) -> list[str]:
    """Deaths, moves and suspensions that only one side has, and that would pay or take back money when both become one."""
    absorbed, survivor = two.absorbed.who.person, two.survivor.who.person
    draws = bool(two.absorbed.months) or bool(entries.terms(connection, absorbed))
    said = []
    for whose, other in ((absorbed, survivor), *(((survivor, absorbed),) if draws else ())):
        for table, columns in _STOPPING.items():
            theirs = {tuple(v[c] for c in columns) for v in entries.versions(connection, table, [other])}
            said += [
                f"#{whose} {two.words.fact(table)}：{two.words.says(table, version)}"
                for version in entries.versions(connection, table, [whose])
                if tuple(version[c] for c in columns) not in theirs and _stops(version) and not _made_by_merge(connection, version)
            ]
    return said


def _waiting(connection: sqlite3.Connection, two: Pair) -> list[str]:
    """Stops proposed for an entry that was paid: confirmed later with the survivor, they would take nothing back here."""
    rows = connection.execute("SELECT kind, source, day FROM stop_open WHERE person = ?", (two.absorbed.who.person,)).fetchall()
    named = f"#{two.absorbed.who.person} {two.words.fact('open_stop')}"
    return [f"{named}：{day} {t(f'source.{source}')}" for _, source, day in rows] if two.absorbed.own else []


def _stops(version: Facts) -> bool:
    """A hold that was released stops nothing any more."""
    return not (version.get("kind") == "hold" and version["resumed_month"] is not None)


def _made_by_merge(connection: sqlite3.Connection, version: Facts) -> bool:
    return connection.execute("SELECT 1 FROM merged WHERE batch = ?", (version["added_by"],)).fetchone() is not None


def _lapsed(connection: sqlite3.Connection, two: Pair) -> list[str]:
    """Yearly confirmations that came late or never and so interrupted the benefits (payments/steps/30_interruption.sql)."""
    late = "noticed_on IS NOT NULL AND (confirmed_on IS NULL OR confirmed_on > date(noticed_on, '+60 days'))"
    rows = connection.execute(
        f"SELECT year FROM confirmation_now WHERE person = ?1 AND {late} AND year NOT IN (SELECT year FROM confirmation_now WHERE person = ?2)",
        (two.absorbed.who.person, two.survivor.who.person),
    )
    years = {year for (year,) in rows.fetchall()}
    return [
        f"#{version['person']} {two.words.fact('confirmation')}：{two.words.says('confirmation', version)}"
        for version in entries.versions(connection, "confirmation", [two.absorbed.who.person])
        if version["year"] in years
    ]


def _ended(connection: sqlite3.Connection, two: Pair) -> list[str]:
    """A benefit that has ended with the survivor and goes on with the absorbed entry: one of the two is wrong."""
    theirs = entries.terms(connection, two.survivor.who.person)
    return [
        f"#{two.survivor.who.person} {two.words.says('terms', theirs[policy][-1])}"
        for policy, mine in entries.terms(connection, two.absorbed.who.person).items()
        if policy in theirs and theirs[policy][-1]["ends_on"] and (mine[-1]["ends_on"] or "9999") > theirs[policy][-1]["ends_on"]
    ]


def _unseen(connection: sqlite3.Connection, two: Pair) -> None:
    """What came in for a paid entry after the last run may still change what was due there: a run must have seen it."""
    last = connection.execute(
        "SELECT s.run, r.seen_batch, r.seen_event FROM run_state s JOIN run r ON r.run = s.run WHERE s.state = 'exported' ORDER BY s.run DESC LIMIT 1"
    ).fetchone()
    if last is None or not two.absorbed.own:
        return
    run, batch, event = last
    person = two.absorbed.who.person
    said = [
        f"{two.words.fact(table)}：{two.words.says(table, version)}"
        for table in (*_STOPPING, "confirmation", "service", "terms")
        for version in entries.versions(connection, table, [person], ended=True)
        if (version["added_by"] > batch or (version["ended_by"] or 0) > batch) and not _made_by_merge(connection, version)
    ]
    for table in ("verdict", "bypass", "former_number"):
        rows = connection.execute(f"SELECT substr(at, 1, 10) || ' ' || reason FROM {table} WHERE person = ? AND event > ?", (person, event))
        said += [text for (text,) in rows.fetchall()]
    if said:
        raise Refused("E574", person=person, run=run, facts=some(said))
