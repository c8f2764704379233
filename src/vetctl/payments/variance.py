"""What changed from one month to the next, head by head, and the reason found in the data.

A head is an enrolment. Its difference is cut into parts that add up to it (regular, back-pay, recovery, occasions, what
does not come again), and each part gets a reason from the lines, the standards, the terms and the news of the person.
What keeps no reason is unexplained, until a clerk writes one down.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from vetctl.core.catalogue import known, pick, t
from vetctl.core.errors import NotFound, Refused, Usage
from vetctl.core.money import AmountError, format_yuan, parse_yuan
from vetctl.core.month import Month
from vetctl.output.report import Column, Report, Row, Table
from vetctl.payments import engine
from vetctl.payments import run as runs
from vetctl.payments import show as shows
from vetctl.payments.people import Person
from vetctl.payments.policy import STEPS, Policy
from vetctl.store import journal
from vetctl.store.journal import Actor
from vetctl.store.migrate import statements

_TABLES = {
    "head_change": "enrolment INTEGER PRIMARY KEY, before_fen INTEGER, now_fen INTEGER, seen_before INTEGER, seen_now INTEGER",
    "head_line": "line INTEGER PRIMARY KEY, run INTEGER, enrolment INTEGER, month TEXT, component TEXT, kind TEXT, amount_fen INTEGER, occasion INTEGER",
    "head_part": """part_id INTEGER PRIMARY KEY, enrolment INTEGER NOT NULL, part TEXT NOT NULL, month TEXT NOT NULL, component TEXT NOT NULL,
                    fen INTEGER NOT NULL, old_line INTEGER, new_line INTEGER, reason TEXT, detail TEXT, document TEXT""",
    "compared": """part_id INTEGER PRIMARY KEY, terms_differ INTEGER, terms_words TEXT, terms_document TEXT, standard_differs INTEGER, base_words TEXT,
                   standard_document TEXT, quantity_differs INTEGER, quantity_words TEXT, share_differs INTEGER, share_words TEXT,
                   base_differs INTEGER, monthly INTEGER, before_fen INTEGER""",
    "person_news": "person INTEGER, batch INTEGER, file_name TEXT, sheet TEXT, row_no INTEGER",
    "measure_news": "policy TEXT, day TEXT, document TEXT",
    "leaving": "enrolment INTEGER PRIMARY KEY, reason TEXT NOT NULL",
}
_ALL = 2**62
_PERSON_FACTS = ("profile", "service", "account", "death", "move", "suspension", "confirmation")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """Which differences are looked at, and whether an unexplained one stops a run."""

    least_fen: int = 1
    least_bp: int = 0
    """Hundredths of a percent of the earlier amount."""
    refuses: bool = False

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> Limit:
        """The bureau's choice: ``[payments] variance_bp = 500`` or ``variance_yuan = "100"`` switches refusal on.

        Raises:
            Usage: E525 no number.
        """
        chosen = settings.get("payments", {})
        share, yuan = chosen.get("variance_bp"), chosen.get("variance_yuan")
        if share is None and yuan is None:
            return cls(least_fen=100)  # by itself a run speaks up from one yuan on
        if not (share is None or (isinstance(share, int) and share >= 0)):
            raise Usage("E525", name=f"[payments] variance_bp = {share}", known="0, 500 (5 %), 10000")
        return cls(least_fen=_fen(str(yuan)) if yuan is not None else 1, least_bp=share or 0, refuses=True)


def _fen(text: str) -> int:
    try:
        return max(parse_yuan(text), 1)
    except AmountError as wrong:
        raise Usage("E525", name=f"[payments] variance_yuan = {text}", known='"0.01", "100"') from wrong


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of a head's difference; the parts add up to it."""

    part: str
    fen: int
    reason: str | None
    detail: str
    document: str
    months: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A head whose payment differs between two runs."""

    movement: str
    """new, gone or changed."""
    name: str
    id_no: str
    township: str
    policy: str
    title: str
    before_fen: int
    now_fen: int
    parts: Sequence[Part]
    written: str
    """The reason a clerk wrote down; empty when none."""

    @property
    def explained(self) -> bool:
        """Whether every part has its reason, or somebody wrote one."""
        return bool(self.written) or all(part.reason for part in self.parts)


def of_run(
    connection: sqlite3.Connection,
    run: int,
    benefits: Mapping[str, Policy],
    limit: Limit,
    *,
    earlier: int | None = None,
    fresh: bool = False,
    only_open: bool = False,
) -> list[Change]:
    """The heads that differ between a run and the one of the month before (or `earlier`), with their reasons.

    The engine's temporary tables of this connection are given up. Empty for the first run.

    Args:
        run: the later run.
        benefits: the benefits as they are now.
        limit: which differences are looked at.
        earlier: the run to compare with; None takes the one before.
        fresh: `run` was worked out on this very connection just now, so that the engine's tables are still those of it.
        only_open: leave out the heads in which every part has its reason.
    """
    standing = runs.runs(connection)
    two = next(r for r in standing if r.run == run)
    before = [r for r in standing if r.run < run]
    one = (
        next((r for r in standing if r.run == earlier), None) if earlier is not None else before[-1] if before else None
    )
    if one is None:
        return []
    if not fresh:
        # Only the spans are wanted, so nobody has to be worked out again.
        scope = engine.Scope(
            month=Month.parse(two.month), first_month=Month.parse(standing[0].month), as_of=date.fromisoformat(two.as_of),
            seen_batch=_ALL, seen_event=_ALL, previous_run=one.run,
        )  # fmt: skip
        engine.spans(connection, scope, benefits)
    _lay_tables(connection)
    given = {
        "one": one.run, "two": two.run, "month": two.month, "least_fen": limit.least_fen, "least_bp": limit.least_bp,
        "seen_one": one.seen_batch, "seen_two": two.seen_batch, "day_one": f"{one.month}-01", "day_two": f"{two.month}-31", "known_one": one.as_of,
        "only_open": only_open,
    }  # fmt: skip
    _lay_news(connection, given)
    for statement in statements((STEPS / "97_variance.sql").read_text(encoding="utf-8")):
        connection.execute(statement, given)
    found = _read(connection, benefits, two.month, only_open=only_open)
    clear(connection)
    engine.clear(connection)
    return found


def clear(connection: sqlite3.Connection) -> None:
    """Drop this module's temporary tables."""
    for name in _TABLES:
        connection.execute(f"DROP TABLE IF EXISTS temp.{name}")


def _lay_tables(connection: sqlite3.Connection) -> None:
    clear(connection)
    for name, columns in _TABLES.items():
        connection.execute(f"CREATE TEMP TABLE {name} ({columns})")
    connection.execute("CREATE INDEX temp.head_part_by_enrolment ON head_part (enrolment)")
    connection.execute("CREATE INDEX temp.person_news_by_person ON person_news (person)")


def _lay_news(connection: sqlite3.Connection, given: Mapping[str, Any]) -> None:
    """What came in since the earlier run: of people and of benefits."""
    facts = [
        f"SELECT person, added_by, sheet, row_no FROM {name} WHERE added_by > :seen_one"
        for name in _PERSON_FACTS
    ]
    facts += [
        f"SELECT e.person, x.added_by, x.sheet, x.row_no FROM {name} x JOIN enrolment e ON e.enrolment = x.enrolment WHERE x.added_by > :seen_one"
        for name in ("terms", "occasion")
    ]
    connection.execute(
        f"""INSERT INTO person_news SELECT f.person, f.added_by, b.file_name, coalesce(f.sheet, ''), coalesce(f.row_no, '')
            FROM ({" UNION ALL ".join(facts)}) f JOIN batch b ON b.batch = f.added_by""",
        given,
    )
    connection.execute(
        """INSERT INTO measure_news
           SELECT policy, effective_from, document FROM rule_now
           WHERE effective_from <= :day_two AND (added_by > :seen_one OR effective_from > :day_one OR effective_to >= :day_one)
           UNION ALL
           SELECT u.policy, y.period, y.document FROM yardstick_now y JOIN policy_uses u ON u.series = y.series
           WHERE y.added_by > :seen_one OR y.known_on > :known_one OR y.period >= substr(:day_one, 1, 4)
           UNION ALL
           SELECT policy, effective_from, document FROM standard_now
           WHERE effective_from <= :day_two AND (added_by > :seen_one OR effective_from > :day_one)""",
        given,
    )


def _read(
    connection: sqlite3.Connection, benefits: Mapping[str, Policy], month: str, *, only_open: bool
) -> list[Change]:
    rows = connection.execute(
        """SELECT h.enrolment, CASE WHEN NOT seen_before AND seen_now THEN 'new' WHEN seen_before AND NOT seen_now THEN 'gone' ELSE 'changed' END,
                  f.name, p.id_no, f.township, e.policy, h.before_fen, h.now_fen,
                  coalesce((SELECT v.reason FROM verdict v WHERE v.person = e.person AND v.evidence IN ('variance:' || :month, 'variance:' || :month || ':' || e.policy)
                            ORDER BY v.verdict DESC LIMIT 1), ''),
                  x.part, x.fen, x.reason, coalesce(x.detail, ''), coalesce(x.document, ''), x.month
           FROM head_change h
           JOIN enrolment e ON e.enrolment = h.enrolment
           JOIN person p ON p.person = e.person
           JOIN profile_now f ON f.person = e.person
           LEFT JOIN head_part x ON x.enrolment = h.enrolment
           WHERE NOT :only_open OR h.enrolment IN (SELECT enrolment FROM head_part WHERE reason IS NULL)
           ORDER BY 2 DESC, abs(h.now_fen - h.before_fen) DESC, p.id_no, e.policy, h.enrolment, x.part_id""",
        {"month": month, "only_open": only_open},
    )
    categories = {c["code"]: pick(c) for b in benefits.values() for c in b.item.meta.get("categories", [])}
    found = []
    for head, lines in groupby(rows, key=lambda row: tuple(row[:9])):
        _, movement, name, id_no, township, policy, before, now, written = head
        found.append(
            Change(
                movement=movement, name=name, id_no=id_no, township=township, policy=policy, title=shows.title_of(benefits, policy),
                before_fen=before, now_fen=now, written=written, parts=_parts((row[9:] for row in lines), categories),
            )
        )  # fmt: skip
    return found


def _parts(rows: Iterable[Sequence[Any]], categories: Mapping[str, str]) -> list[Part]:
    """The parts of a head; months of one reason together."""
    parts: dict[tuple[Any, ...], tuple[int, list[str]]] = {}
    for part, fen, reason, facts, document, month in rows:
        if part is not None:
            detail = _named(facts, categories) if reason == "terms" else facts
            so_far, months = parts.get((part, reason, detail, document), (0, []))
            parts[part, reason, detail, document] = (so_far + fen, [*months, month])
    return [
        Part(part=part, fen=fen, reason=reason, detail=detail, document=document, months=months)
        for (part, reason, detail, document), (fen, months) in parts.items()
    ]


def _named(facts: str, categories: Mapping[str, str]) -> str:
    """Category, nature and grade before and after, the categories by their titles."""
    pieces = facts.split("|")
    return "|".join(categories.get(piece, piece) if place % 3 == 0 else piece for place, piece in enumerate(pieces))


# what is shown --------------------------------------------------------------------------------------------------


def difference(
    connection: sqlite3.Connection, earlier: str, later: str, benefits: Mapping[str, Policy], limit: Limit
) -> Report:
    """Two months side by side: who came, who went, whose payment changed, and why.

    Raises:
        NotFound: E506 one of the months was not run.
    """
    one, two = (run_of(connection, month) for month in (earlier, later))
    changes = of_run(connection, two, benefits, limit, earlier=one)
    counts = {kind: sum(change.movement == kind for change in changes) for kind in ("new", "gone", "changed")}
    return Report(
        command="payments diff",
        tables=[table(changes, title=f"{earlier} → {later}"), shows.bridge(connection, two, benefits)],
        summary={**counts, "unexplained": sum(not change.explained for change in changes)},
    )


def table(changes: Sequence[Change], *, title: str, only_unexplained: bool = False) -> Table:
    """The heads that changed, one row each, with the reasons in words."""
    columns = (
        Column("movement", words="movement"), Column("person", "name"), Column("identity", "identity"), Column("township"), Column("policy"),
        Column("before_fen", "fen", total=True), Column("now_fen", "fen", total=True), Column("change_fen", "fen", total=True),
        Column("explained", "bool"), Column("reason"),
    )  # fmt: skip
    rows: list[Row] = [
        (
            c.movement,
            c.name,
            c.id_no,
            c.township,
            c.title,
            c.before_fen,
            c.now_fen,
            c.now_fen - c.before_fen,
            c.explained,
            in_words(c),
        )
        for c in changes
        if not (only_unexplained and c.explained)
    ]
    return Table("differences", columns, rows, title=title)


def in_words(change: Change) -> str:
    """Why a head's payment changed, part by part."""
    told = [t("planning.written", reason=change.written)] if change.written else []
    for part in change.parts:
        amount = ("+" if part.fen > 0 else "") + format_yuan(part.fen)
        label = t(f"planning.part.{part.part}", months=_span(part.months))
        told.append(t("planning.part_said", label=label, amount=amount, why=_why(part)))
    return "；".join(told)


def _why(part: Part) -> str:
    if part.reason is None:
        return t("planning.why.unexplained")
    values = dict(zip(("a", "b", "c", "d", "e", "f"), _shown(part.reason, part.detail), strict=False))
    text = t(f"planning.why.{part.reason}", detail=_worded(part.detail), **values)
    return f"{text}，{part.document}" if part.document else text


def _shown(reason: str, detail: str) -> list[str]:
    """The pieces of a detail, each as people read it."""
    pieces = detail.split("|")
    if reason in {"standard", "measure"}:
        return [format_yuan(int(piece)) if piece else "-" for piece in pieces]
    if reason == "terms":
        return [_worded(piece) or "-" for piece in pieces]
    if reason in {"quantity", "share"}:
        return [
            f"{int(piece) // 100}.{int(piece) % 100:02d}".rstrip("0").rstrip(".") if piece else "-" for piece in pieces
        ]
    return pieces


def _worded(detail: str) -> str:
    """A code that the catalogue knows in words."""
    for prefix in ("reason", "nature", "kind"):
        if known(f"{prefix}.{detail}"):
            return t(f"{prefix}.{detail}")
    return detail


def _span(months: Sequence[str]) -> str:
    return months[0] if len(set(months)) == 1 else f"{min(months)}—{max(months)}"


def run_of(connection: sqlite3.Connection, month: str) -> int:
    """The newest run of a month that stands.

    Raises:
        NotFound: E506.
    """
    row = connection.execute(
        "SELECT run FROM run_state WHERE month = ? AND state <> 'voided' ORDER BY run DESC LIMIT 1", (month,)
    ).fetchone()
    if row is None:
        raise NotFound("E506", what=month)
    return int(row[0])


# what stops a run, and what lets it go ---------------------------------------------------------------------------


def check(changes: Sequence[Change], limit: Limit) -> str | None:
    """What is to be said of unexplained changes: nothing, or a warning with their number.

    Raises:
        Refused: E564 when the bureau switched refusal on.
    """
    unexplained = [change for change in changes if not change.explained]
    if not unexplained:
        return None
    who = "、".join(f"{change.name} {format_yuan(change.now_fen - change.before_fen)}" for change in unexplained[:10])
    if limit.refuses:
        raise Refused("E564", count=len(unexplained), who=who)
    return t("planning.unexplained_said", count=len(unexplained), who=who)


def write_reason(
    connection: sqlite3.Connection, person: Person, month: Month, policy: str, reason: str, actor: Actor
) -> bool:
    """Keep a clerk's reason for the change of a person's payment in a month, inside the caller's transaction.

    Args:
        policy: the benefit it stands for; empty for all of the person's.

    Returns:
        False when the same reason stands already (nothing is written).
    """
    evidence = f"variance:{month}:{policy}" if policy else f"variance:{month}"
    row = connection.execute(
        "SELECT reason FROM verdict WHERE person = ? AND evidence = ? ORDER BY verdict DESC LIMIT 1",
        (person.person, evidence),
    ).fetchone()
    if row and row[0] == reason:
        return False
    connection.execute(
        "INSERT INTO verdict (person, evidence, decision, reason, actor, at, event) VALUES (?, ?, 'confirmed', ?, ?, ?, ?)",
        (person.person, evidence, reason, actor.name, actor.at, journal.next_event(connection)),
    )
    journal.append(connection, actor, {"person": person.person, "evidence": evidence, "reason": reason})
    return True
