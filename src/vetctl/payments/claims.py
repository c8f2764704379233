"""What was paid on occasions, counted: heads and person-times, amounts by payer, how many were reviewed and completed.

Amounts of this bureau are lines of exported runs; what insurance, units and patients pay is read or worked out from the
facts of each case. Nothing is written.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any

from vetctl.core import money
from vetctl.core.catalogue import known, t
from vetctl.core.errors import Usage
from vetctl.core.month import Month
from vetctl.output.report import Chart, Column, Report, Table
from vetctl.payments import engine
from vetctl.payments.policy import Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of claim the report knows."""

    policies: tuple[str, ...]
    by: tuple[str, ...]
    """What it may be grouped by; the first is taken when nothing is asked."""
    amounts: tuple[str, ...] = ()
    """Amounts of others, shown before what this bureau paid; their sum with it is the whole, except `_SHOWN_ONLY`."""
    stages: bool = False
    """Whether cases are reviewed and completed, each on its day."""


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "medical": Kind(
            policies=("medical-aid",), by=("hospital", "township", "ground"),
            amounts=("insurance_fen", "serious_fen", "aid_fen", "reduction_fen", "patient_fen"),
        ),
        "insurance": Kind(policies=("insurance-continuation",), by=("batch", "township", "ground"), amounts=("unit_fen", "person_fen"), stages=True),
        "hardship": Kind(policies=("hardship-aid",), by=("ground", "township")),
        "funeral": Kind(policies=("funeral",), by=("township", "ground")),
        "one-off": Kind(policies=("martyr-praise", "one-off-pension"), by=("ground", "township")),
        "discharge": Kind(policies=("discharge-allowance",), by=("ground", "township")),
        "family": Kind(policies=("family-allowance",), by=("township", "ground")),
        "merit": Kind(policies=("merit-award",), by=("ground", "township")),
    }
)  # fmt: skip
_GROUND_OF = {"medical": "visit", "insurance": "unit", "family": "zone"}
"""The fact that is the ground where it is not the category of the occasion."""


@dataclass(slots=True, kw_only=True)
class Case:
    """One occasion as it stands, with everything that is counted."""

    person: int
    policy: str
    township: str
    category: str
    decided: bool
    facts: Mapping[str, Any]
    paid_fen: int
    borne: Mapping[str, int] = field(default_factory=dict)
    """Payer -> amount, of what others pay by the benefit's own rules."""


def report(
    connection: sqlite3.Connection, *, kind: str, year: int, by: str | None, as_of: date, benefits: Mapping[str, Policy]
) -> Report:
    """Count the claims of a kind in a year.

    A case belongs to a year when it was applied for by its end and not finished before it: reviewed and completed are
    counted against all such cases. What was withdrawn does not count.

    Args:
        kind: a key of `KINDS`.
        by: one of the kind's groupings; None takes the first.
        as_of: with which rules the parts of others are worked out.

    Raises:
        Usage: E525 no such kind or grouping.
    """
    if kind not in KINDS:
        raise Usage("E525", name=f"--kind {kind}", known=", ".join(KINDS))
    wanted = KINDS[kind]
    grouped = by or wanted.by[0]
    if grouped not in wanted.by:
        raise Usage("E525", name=f"--by {grouped}", known=", ".join(wanted.by))
    cases = _cases(connection, wanted, year)
    if wanted.stages:
        cases = _with_others(connection, cases, wanted, as_of, benefits)
    found = list(cases.values())
    tables = [_table(kind, wanted, grouped, found)]
    summary = {"kind": kind, "year": year, **_summary(wanted, found)}
    if kind == "medical":
        coverage, covered = _one_stop(connection, year)
        tables.append(coverage)
        summary |= covered
    return Report(command="payments claims", tables=tables, summary=summary)


def _cases(connection: sqlite3.Connection, kind: Kind, year: int) -> dict[int, Case]:
    """The occasions of a year that stand, by their number."""
    among = ", ".join(f"'{code}'" for code in kind.policies)
    rows = connection.execute(
        f"""WITH paid AS MATERIALIZED (
              SELECT o.enrolment, o.reference, SUM(l.amount_fen) AS fen
              FROM ledger l
              JOIN run_state s ON s.run = l.run AND s.state = 'exported'
              JOIN occasion o ON o.id = l.occasion
              GROUP BY o.enrolment, o.reference
            )
            SELECT o.id, e.person, e.policy, coalesce(f.township, ''), o.category, o.decided_on IS NOT NULL, o.facts, coalesce(p.fen, 0)
            FROM occasion_now o
            JOIN enrolment e ON e.enrolment = o.enrolment AND e.policy IN ({among})
            LEFT JOIN profile_now f ON f.person = e.person
            LEFT JOIN paid p ON p.enrolment = o.enrolment AND p.reference = o.reference
            WHERE json_extract(o.facts, '$.withdrawn') IS NOT 1
              AND (:stages OR substr(o.decided_on, 1, 4) = :year)
              AND (NOT :stages
                   OR (o.happened_on <= :year || '-12-31'
                       AND coalesce(json_extract(o.facts, '$.completed_on'),
                                    CASE json_extract(o.facts, '$.result') WHEN 'rejected' THEN json_extract(o.facts, '$.reviewed_on') END, '9999') >= :year))
            ORDER BY o.id""",
        {"year": str(year), "stages": kind.stages},
    )
    return {
        number: Case(person=person, policy=policy, township=township, category=category, decided=bool(decided), facts=json.loads(facts), paid_fen=paid)
        for number, person, policy, township, category, decided, facts, paid in rows.fetchall()
    }


def _with_others(
    connection: sqlite3.Connection, cases: dict[int, Case], kind: Kind, as_of: date, benefits: Mapping[str, Policy]
) -> dict[int, Case]:
    """Add what others pay, worked out by the benefit itself over every month of the ledger."""
    row = connection.execute("SELECT value FROM setting WHERE key = 'first_month'").fetchone()
    month = Month.of(as_of)
    first = min(Month.parse(row[0]), month) if row else month
    own = {code: benefits[code] for code in kind.policies if code in benefits}
    engine.compute(connection, engine.Scope(month=month, first_month=first, as_of=as_of, full=True), own)
    for number, payer, fen in connection.execute("SELECT occasion, payer, SUM(due_fen) FROM borne WHERE due_fen > 0 GROUP BY occasion, payer").fetchall():
        if number in cases:
            cases[number].borne = {**cases[number].borne, payer: fen}
    engine.clear(connection)
    return cases


def _amount(name: str, case: Case) -> int:
    """One of the amounts of others, in fen."""
    facts = case.facts
    if name == "patient_fen":
        before = sum(facts.get(part) or 0 for part in ("insurance_fen", "serious_fen", "aid_fen", "reduction_fen"))
        return int(facts.get("total_fen") or 0) - before - case.paid_fen
    if name in ("unit_fen", "person_fen"):
        return case.borne.get(name.removesuffix("_fen"), 0)
    return int(facts.get(name) or 0)


def _group_of(kind: str, by: str) -> Callable[[Case], str]:
    if by == "township":
        return lambda case: case.township
    if by == "ground":
        name = _GROUND_OF.get(kind, "")
        return lambda case: str(case.facts.get(name) or "") if name else case.category
    return lambda case: str(case.facts.get(by) or "")


def _table(kind: str, wanted: Kind, by: str, cases: Sequence[Case]) -> Table:
    groups: dict[str, list[Case]] = defaultdict(list)
    for case in cases:
        groups[_group_of(kind, by)(case)].append(case)
    columns = [Column(by, title=t(f"claims.by.{by}")), Column("heads", "int"), Column("times", "int", title=t("claims.times"), total=True)]
    columns += [Column(name, "fen", title=t(f"claims.amount.{name}"), total=True) for name in wanted.amounts]
    columns += [Column("paid_fen", "fen", title=t("claims.amount.paid_fen"), total=True)]
    if wanted.amounts:
        columns += [Column("whole_fen", "fen", title=t("claims.amount.whole_fen"), total=True)]
    if wanted.stages:
        columns += [
            Column("reviewed", "int", title=t("claims.reviewed"), total=True), Column("review_rate", title=t("claims.review_rate")),
            Column("completed", "int", title=t("claims.completed"), total=True), Column("completion_rate", title=t("claims.completion_rate")),
        ]  # fmt: skip
    rows = [_row(wanted, by, name, groups[name]) for name in sorted(groups)]
    return Table("claims", columns, rows, title=t(f"claims.kind.{kind}"), note=t("claims.note"), chart=Chart(by, "paid_fen"))


def _row(wanted: Kind, by: str, name: str, cases: Sequence[Case]) -> tuple[object, ...]:
    paid = sum(case.paid_fen for case in cases)
    amounts = [sum(_amount(part, case) for case in cases) for part in wanted.amounts]
    cells: list[object] = [_title(by, name), len({case.person for case in cases}), len(cases), *amounts, paid]
    if amounts:
        cells.append(sum(amounts) + paid)
    if wanted.stages:
        for stage in ("reviewed_on", "completed_on"):
            done = _count(cases, stage)
            cells += [done, _rate(done, len(cases))]
    return tuple(cells)


def _title(by: str, name: str) -> str:
    """A ground in words; everything else is its own name."""
    if not name:
        return t("claims.unstated")
    key = f"claims.ground.{name}"
    return t(key) if by == "ground" and known(key) else name


def _count(cases: Iterable[Case], stage: str) -> int:
    return sum(1 for case in cases if case.facts.get(stage))


def _rate(done: int, of: int) -> str:
    """A rate with both counts behind it."""
    shown = money.percent(done, of)
    return f"{shown} ({done}/{of})" if shown else "-"


def _summary(wanted: Kind, cases: Sequence[Case]) -> dict[str, object]:
    found: dict[str, object] = {
        "heads": len({case.person for case in cases}),
        "times": len(cases),
        "times_paid": sum(1 for case in cases if case.paid_fen > 0),
        "paid_fen": sum(case.paid_fen for case in cases),
    }
    if wanted.stages:
        found["heads_completed"] = len({case.person for case in cases if case.facts.get("completed_on")})
        found["review_rate"] = _rate(_count(cases, "reviewed_on"), len(cases))
        found["completion_rate"] = _rate(_count(cases, "completed_on"), len(cases))
        batches = sorted({str(case.facts.get("batch")) for case in cases})
        if batches:
            first = [case for case in cases if str(case.facts.get("batch")) == batches[0]]
            found["first_batch"] = batches[0]
            found["first_batch_rate"] = _rate(_count(first, "completed_on"), len(first))
    return found


def _one_stop(connection: sqlite3.Connection, year: int) -> tuple[Table, dict[str, object]]:
    """The public hospitals, and how many of them are on one-stop settlement by the end of the year."""
    rows = connection.execute(
        "SELECT name, public, one_stop_since FROM institution_now WHERE kind = 'hospital' ORDER BY public DESC, one_stop_since, name"
    ).fetchall()
    columns = (Column("hospital", title=t("claims.by.hospital")), Column("public", "bool", title=t("claims.public")), Column("one_stop_since", "date", title=t("claims.one_stop_since")))
    public = [since for _, is_public, since in rows if is_public]
    done = sum(1 for since in public if since and since <= f"{year}-12-31")
    shown = [(name, bool(is_public), since) for name, is_public, since in rows]
    return Table("one_stop", columns, shown, title=t("claims.one_stop")), {"one_stop_coverage": _rate(done, len(public))}
