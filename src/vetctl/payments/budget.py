"""Money promised for a year, by source, against what the runs of that year take. A whole run stands or none of it.

A budget that names a benefit is for that benefit alone; one that names none is for all benefits that have none of their
own. What counts is the lines of the runs that stand, by the month of the run, less those whose money came back.
A source nobody promised anything for is said, never passed over in silence.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from vetctl.core.catalogue import t
from vetctl.core.errors import Refused, Usage
from vetctl.core.money import format_yuan
from vetctl.output.report import Chart, Column, Report, Table
from vetctl.payments.policy import Policy

SOURCES = ("central", "province", "city", "county")
"""Who pays, in the order in which they pay."""
MODES = ("refuse", "warn", "off")
"""What a shortfall does to a run: ``[payments] budget`` in ``vetctl.toml``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pot:
    """What one source gave for one benefit, or for all that have no budget of their own, and what was taken of it."""

    source: str
    policy: str
    """Empty for all benefits without a budget of their own."""
    received_fen: int | None
    """None where nothing was ever promised."""
    committed_fen: int
    """Lines of the runs of the year that stand."""
    paid_fen: int
    """Of these, runs whose bank file was written."""
    run_fen: int
    """Of these, the run that is being controlled."""

    @property
    def left_fen(self) -> int | None:
        """What is still there; below zero when more was taken than promised."""
        return None if self.received_fen is None else self.received_fen - self.committed_fen

    @property
    def short(self) -> bool:
        """Whether the run takes something that is not there."""
        return self.run_fen > 0 and self.left_fen is not None and self.left_fen < 0


def mode_of(settings: Mapping[str, Any]) -> str:
    """What the bureau wants of a shortfall.

    Raises:
        Usage: E525 no such mode.
    """
    mode = str(settings.get("payments", {}).get("budget", MODES[0]))
    if mode not in MODES:
        raise Usage("E525", name=f"[payments] budget = {mode}", known=", ".join(MODES))
    return mode


def pots(connection: sqlite3.Connection, year: int, as_of: date, run: int = 0) -> list[Pot]:
    """Every budget of a year, and what was taken where there is none.

    Args:
        as_of: budgets count once their notice had arrived by this day.
        run: the run to be told apart from those before it.
    """
    received = {
        (source, policy): fen
        for source, policy, fen in connection.execute(
            "SELECT source, policy, SUM(amount_fen) FROM budget_now WHERE year = ? AND received_on <= ? GROUP BY source, policy",
            (year, as_of.isoformat()),
        )
    }
    taken: defaultdict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    for number, exported, source, policy, fen in _taken(connection, year):
        pot = taken[source, policy if (source, policy) in received else ""]
        pot[0] += fen
        pot[1] += fen * exported
        pot[2] += fen * (number == run)
    return [
        Pot(source=source, policy=policy, received_fen=received.get((source, policy)), committed_fen=committed, paid_fen=paid, run_fen=own)
        for source, policy in sorted({*received, *taken}, key=lambda pot: (SOURCES.index(pot[0]), pot[1]))
        for committed, paid, own in [taken[source, policy]]
        if (source, policy) in received or committed or own
    ]


def _taken(connection: sqlite3.Connection, year: int) -> Iterator[tuple[int, int, str, str, int]]:
    """Run, whether it was exported, source, benefit and fen of every run of the year that stands; returned money as minus."""
    rows = connection.execute(
        """WITH moved AS (
             SELECT run, policy, central_fen, province_fen, city_fen, county_fen FROM source_sum
             UNION ALL
             SELECT l.run, e.policy, -l.central_fen, -l.province_fen, -l.city_fen, -(l.amount_fen - l.central_fen - l.province_fen - l.city_fen)
             FROM returned_line r CROSS JOIN line l ON l.line = r.line CROSS JOIN enrolment e ON e.enrolment = l.enrolment
           )
           SELECT s.run, s.state = 'exported', m.policy, SUM(m.central_fen), SUM(m.province_fen), SUM(m.city_fen), SUM(m.county_fen)
           FROM run_state s JOIN moved m ON m.run = s.run
           WHERE s.state <> 'voided' AND substr(s.month, 1, 4) = ?
           GROUP BY s.run, m.policy""",
        (f"{year:04d}",),
    ).fetchall()
    for run, exported, policy, *parts in rows:
        for source, fen in zip(SOURCES, parts, strict=True):
            if fen:
                yield run, exported, source, policy, fen


def control(connection: sqlite3.Connection, run: int, as_of: date, mode: str) -> None:
    """Refuse a run that takes more of any budget than is there; called inside the transaction that wrote it.

    Raises:
        Refused: E480, naming every budget that falls short.
    """
    if mode != "refuse":
        return
    short = [pot for pot in pots(connection, _year_of(connection, run), as_of, run) if pot.short]
    if short:
        worst = min(short, key=lambda pot: pot.left_fen or 0)
        raise Refused(
            "E480",
            detail="；".join(_said(pot, {}) for pot in short),
            source=worst.source,
            policy=worst.policy,
            budget_fen=worst.received_fen,
            committed_fen=worst.committed_fen - worst.run_fen,
            run_fen=worst.run_fen,
            missing_fen=-(worst.left_fen or 0),
        )


def warnings(connection: sqlite3.Connection, run: int, as_of: date, mode: str, benefits: Mapping[str, Policy]) -> list[str]:
    """What the clerk must know of the budgets of a run: sources nobody promised anything for, and what falls short."""
    if mode == "off":
        return []
    year = _year_of(connection, run)
    found = pots(connection, year, as_of, run)
    said = [t("funding.short_warning", detail=_said(pot, benefits)) for pot in found if pot.short]
    unknown = [pot for pot in found if pot.received_fen is None and pot.run_fen]
    if unknown:
        shared = {pot.source for pot in found if pot.policy}
        names = [_source(pot.source) + (t("funding.of_others") if pot.source in shared else "") for pot in unknown]
        said.append(t("funding.no_budget", year=year, sources="、".join(names)))
    return said


def report(connection: sqlite3.Connection, year: int, as_of: date, benefits: Mapping[str, Policy]) -> Report:
    """Received, committed, paid and left of a year, by source and benefit, and the notices behind it."""
    found = pots(connection, year, as_of)
    columns = (
        Column("source", words="payer", title=t("funding.source")), Column("policy"), Column("received_fen", "fen", title=t("funding.received"), total=True),
        Column("committed_fen", "fen", title=t("funding.committed"), total=True), Column("paid_fen", "fen", title=t("funding.paid"), total=True),
        Column("left_fen", "fen", title=t("funding.left"), total=True),
    )  # fmt: skip
    rows = [(pot.source, _benefit(pot, found, benefits), pot.received_fen, pot.committed_fen, pot.paid_fen, pot.left_fen) for pot in found]
    notices = [
        (source, _title(benefits, policy) if policy else t("funding.every"), reference, amount, received)
        for source, policy, reference, amount, received in connection.execute(
            "SELECT source, policy, reference, amount_fen, received_on FROM budget_now WHERE year = ? AND received_on <= ? ORDER BY received_on, reference",
            (year, as_of.isoformat()),
        )
    ]
    notice_columns = (
        Column("source", words="payer", title=t("funding.source")), Column("policy"), Column("reference", title=t("funding.reference")),
        Column("amount_fen", "fen", total=True), Column("received_on", "date"),
    )  # fmt: skip
    (owed,) = connection.execute("SELECT coalesce(SUM(balance_fen), 0) FROM owed_now").fetchone()
    made = Report(
        command="payments budget",
        tables=[
            Table("budget", columns, rows, title=t("funding.budget_of", year=year, day=as_of)),
            Table("notices", notice_columns, notices, title=t("funding.notices")),
        ],
        summary={"year": year, "unrecovered_fen": owed},
        as_of=as_of,
    )
    if unknown := [pot for pot in found if pot.received_fen is None]:
        made.warnings.append(t("funding.no_budget", year=year, sources="、".join(_source(pot.source) for pot in unknown)))
    return made


def parts(connection: sqlite3.Connection, run: int) -> dict[str, int]:
    """What each source pays of a run, as ``central_fen`` to ``county_fen``; together the sum of its lines."""
    found = connection.execute(
        "SELECT SUM(central_fen), SUM(province_fen), SUM(city_fen), SUM(county_fen) FROM source_sum WHERE run = ?", (run,)
    ).fetchone()
    return {f"{source}_fen": fen or 0 for source, fen in zip(SOURCES, found, strict=True)}


def by_source(connection: sqlite3.Connection, run: int) -> Table:
    """What a run pays, by source: heads are those whose regular payment the source has a part in."""
    part = {source: f"{source}_fen" for source in SOURCES[:-1]} | {"county": "(amount_fen - central_fen - province_fen - city_fen)"}
    asked = ", ".join(f"SUM({fen} <> 0), coalesce(SUM({fen}), 0)" for fen in part.values())
    found = {kind: cells for kind, *cells in connection.execute(f"SELECT kind, {asked} FROM line WHERE run = ? GROUP BY kind", (run,))}
    nothing = [0] * (2 * len(SOURCES))
    rows = []
    for place, source in enumerate(SOURCES):
        sums = [found.get(kind, nothing)[2 * place + 1] for kind in ("regular", "arrears", "recovery")]
        rows.append((source, found.get("regular", nothing)[2 * place], *sums, sum(sums)))
    columns = (
        Column("source", words="payer", title=t("funding.source")), Column("heads", "int"), Column("regular_fen", "fen", total=True),
        Column("arrears_fen", "fen", total=True), Column("recovery_fen", "fen", total=True), Column("total_fen", "fen", total=True),
    )  # fmt: skip
    return Table("by_source", columns, rows, title=t("funding.by_source"), chart=Chart("source", "total_fen"))


def _benefit(pot: Pot, found: Sequence[Pot], benefits: Mapping[str, Policy]) -> str:
    if pot.policy:
        return _title(benefits, pot.policy)
    return t("funding.others") if any(other.policy and other.source == pot.source for other in found) else t("funding.every")


def _said(pot: Pot, benefits: Mapping[str, Policy]) -> str:
    return t(
        "funding.short",
        source=_source(pot.source),
        policy=f" {_title(benefits, pot.policy)}" if pot.policy else "",
        budget=format_yuan(pot.received_fen or 0),
        committed=format_yuan(pot.committed_fen - pot.run_fen),
        this=format_yuan(pot.run_fen),
        missing=format_yuan(-(pot.left_fen or 0)),
    )


def _title(benefits: Mapping[str, Policy], code: str) -> str:
    """The title of a benefit, from its file even where the caller has no shelf at hand."""
    from vetctl.core.shelf import load_sql_shelf

    item = benefits[code].item if code in benefits else load_sql_shelf("policies").get(code)
    return item.title if item else code


def _source(code: str) -> str:
    return t(f"payer.{code}")


def _year_of(connection: sqlite3.Connection, run: int) -> int:
    return int(connection.execute("SELECT substr(month, 1, 4) FROM run WHERE run = ?", (run,)).fetchone()[0])
