"""停发清单: who would fall out of the coming run, and why, before it is made.

Proposals that wait for an answer, and facts that end what the run before still paid, each with the sheet and row it comes
from, what was paid too much since, what the person owes and what a funeral sum could absorb. It reads only.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from vetctl.core.catalogue import t
from vetctl.core.month import Month
from vetctl.output.report import Report, Row, Table
from vetctl.payments import engine, stops
from vetctl.payments import run as runs
from vetctl.payments.policy import Policy
from vetctl.payments.show import title_of
from vetctl.payments.stops import column

_STATES = ("proposed", "confirmed", "fact", "look")
"""In the order they are listed: to be answered, answered, registered by the bureau, to be looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """One line of the list."""

    person: int
    state: str
    """One of `_STATES`."""
    kind: str
    source: str
    day: str
    from_month: str
    """The first month not paid, or not to be paid."""
    until_month: str
    policies: tuple[str, ...]
    """Codes of the benefits it ends."""
    place: tuple[int | None, str | None, int | None]
    """Batch, sheet and row it comes from."""


def listing(connection: sqlite3.Connection, *, as_of: date, month: Month | None, benefits: Mapping[str, Policy]) -> Report:
    """The list before a run.

    Args:
        month: the month of the run; None takes the coming one.

    Raises:
        Refused: E509 nobody is enrolled.
    """
    month = month or runs.coming_month(connection, as_of)
    found = [*_proposed(connection), *_leaving(connection, month, as_of, benefits), *_of_age(connection, month)]
    listed = sorted(found, key=lambda one: (_STATES.index(one.state), one.kind, one.from_month, one.person))
    table = _table(connection, listed, benefits)
    waits = sum(one.state == "proposed" for one in listed)
    at = table.position("overpaid_fen")
    return Report(
        command="payments stops",
        tables=[table],
        summary={
            "month": str(month),
            "proposed": waits,
            "facts": sum(one.state in {"fact", "confirmed"} for one in listed),
            "overpaid_fen": sum(fen for row in table.rows if isinstance(fen := row[at], int)),
        },
        next_step=t("stops.next" if stops.waiting(connection, agreeing=True) else "stops.next_one") if waits else None,
    )


def _proposed(connection: sqlite3.Connection) -> list[Stop]:
    drawn: dict[int, tuple[str, ...]] = {}
    for person, policies in connection.execute(
        """SELECT e.person, group_concat(e.policy) FROM enrolment e
           WHERE e.person IN (SELECT person FROM stop_open) AND EXISTS (SELECT 1 FROM terms t WHERE t.enrolment = e.enrolment)
           GROUP BY e.person"""
    ):
        drawn[person] = tuple(sorted(policies.split(",")))
    return [
        Stop(person=one.person, state="proposed", kind=one.kind, source=one.source, day=one.day, from_month=one.from_month,
             until_month=one.until_month, policies=(one.policy,) if one.policy else drawn.get(one.person, ()), place=one.place)
        for one in stops.waiting(connection)
    ]  # fmt: skip


_LEAVING = """
WITH was AS (
  SELECT enrolment FROM line WHERE run = :previous AND kind = 'regular' AND occasion IS NULL
  UNION SELECT enrolment FROM held WHERE run = :previous AND code <> 'E410'
)
SELECT s.person, CASE WHEN s.last_month < :month THEN s.end_reason ELSE i.kind END AS reason,
       CASE WHEN s.last_month < :month THEN strftime('%Y-%m', s.last_month || '-01', '+1 month') ELSE i.from_month END AS from_month,
       CASE WHEN s.last_month < :month THEN '9999-12' ELSE i.until_month END AS until_month, group_concat(s.policy)
FROM was w
JOIN span s ON s.enrolment = w.enrolment
LEFT JOIN interruption i ON i.person = s.person AND i.policy IN ('', s.policy) AND i.from_month <= :month AND i.until_month > :month
WHERE s.last_month < :month OR i.kind IS NOT NULL
GROUP BY s.person, reason, from_month
ORDER BY s.person"""

_EVIDENCE = {
    "died": "SELECT state, source, died_on, added_by, sheet, row_no FROM death_claim "
    "WHERE person = :person AND state IN ('fact', 'confirmed') ORDER BY died_on, source LIMIT 1",
    "moved": "SELECT state, source, moved_on, added_by, sheet, row_no FROM move_claim "
    "WHERE person = :person AND direction = 'out' AND state IN ('fact', 'confirmed') ORDER BY moved_on DESC LIMIT 1",
    "suspended": "SELECT state, source, from_month, added_by, sheet, row_no FROM suspension_claim "
    "WHERE person = :person AND kind = 'suspend' AND state IN ('fact', 'confirmed') AND from_month = :from_month ORDER BY source LIMIT 1",
    "unconfirmed": "SELECT 'fact', '', noticed_on, added_by, sheet, row_no FROM confirmation_now "
    "WHERE person = :person AND noticed_on IS NOT NULL ORDER BY noticed_on DESC LIMIT 1",
    "ended": "SELECT 'fact', '', ends_on, added_by, sheet, row_no FROM enrolled_now "
    "WHERE person = :person AND ends_on IS NOT NULL ORDER BY ends_on DESC LIMIT 1",
}
"""Where a reason to stop comes from: state, source, day, batch, sheet, row."""


def _leaving(connection: sqlite3.Connection, month: Month, as_of: date, benefits: Mapping[str, Policy]) -> list[Stop]:
    """Who was on the run before, paid or held, and will not be on this one, by the very steps that will leave them out."""
    standing = runs.runs(connection)
    earlier = [one for one in standing if one.month < str(month)]
    if not earlier:
        return []
    scope = engine.Scope(month=month, first_month=Month.parse(standing[0].month), as_of=as_of, previous_run=earlier[-1].run)
    engine.spans(connection, scope, benefits)
    rows = connection.execute(_LEAVING, {"previous": earlier[-1].run, "month": str(month)}).fetchall()
    engine.clear(connection)
    return [_fact(connection, *row) for row in rows]


def _fact(connection: sqlite3.Connection, person: int, reason: str, from_month: str, until_month: str, policies: str) -> Stop:
    query = _EVIDENCE.get(reason)
    row = connection.execute(query, {"person": person, "from_month": from_month}).fetchone() if query else None
    state, source, day, *place = row or ("fact", "", "", None, None, None)
    return Stop(
        person=person, state=state, kind=reason, source=source or "", day=day, from_month=from_month, until_month=until_month,
        policies=tuple(sorted(policies.split(","))), place=(place[0], place[1], place[2]),
    )  # fmt: skip


def _of_age(connection: sqlite3.Connection, month: Month) -> list[Stop]:
    """Survivors who drew their pension as a child and are 18 by this month: nothing stops them, somebody has to look (A11)."""
    rows = connection.execute(
        """SELECT person, born_on, adult_from, policy, added_by, sheet, row_no
           FROM (SELECT *, strftime('%Y-%m', born_on, 'start of month', '+217 months') AS adult_from,
                        strftime('%Y-%m', born_on, 'start of month', '+216 months') AS turned_in
                 FROM enrolled_now WHERE policy = 'survivors-pension' AND ends_on IS NULL)
           WHERE coalesce(start_month, substr(approved_on, 1, 7)) < turned_in AND adult_from <= ?
             AND person NOT IN (SELECT person FROM death_best)""",
        (str(month),),
    ).fetchall()
    return [
        Stop(person=person, state="look", kind="age", source="", day=born, from_month=first, until_month="9999-12", policies=(policy,),
             place=(batch, sheet, row))
        for person, born, first, policy, batch, sheet, row in rows
    ]  # fmt: skip


_WHO = """
SELECT s.number, f.name, p.id_no, f.township, coalesce(b.file_name, ''), coalesce(o.balance_fen, 0),
       -- MAX() fixes the row that the other columns are taken from (SQLite's rule for bare columns).
       (SELECT json_array(d.source, d.died_on, MAX(CAST(abs(julianday(d.died_on) - julianday(s.day)) AS INTEGER)))
        FROM death_claim d
        WHERE s.kind IN ('death', 'died') AND d.person = s.person AND d.source <> s.source AND d.state <> 'refused')
FROM stopping s
JOIN person p ON p.person = s.person
JOIN profile_now f ON f.person = s.person
LEFT JOIN batch b ON b.batch = s.batch
LEFT JOIN owed_now o ON o.person = s.person
ORDER BY s.number"""
"""Who it is, where it stands, what is owed, and the day of death furthest from this one that another source gives."""

_OVERPAID = """
SELECT number, COUNT(DISTINCT month), SUM(fen)
FROM (SELECT s.number, l.enrolment, l.month, SUM(l.amount_fen) AS fen
      FROM (SELECT DISTINCT month FROM run) c
      CROSS JOIN stopping s ON s.from_month <= c.month AND s.until_month > c.month
      CROSS JOIN stopped_benefit w ON w.number = s.number
      CROSS JOIN enrolment e ON e.person = s.person AND e.policy = w.policy
      CROSS JOIN ledger l ON l.month = c.month AND l.enrolment = e.enrolment
      GROUP BY s.number, l.enrolment, l.month
      HAVING SUM(l.amount_fen) > 0)
GROUP BY number"""


def _table(connection: sqlite3.Connection, listed: Sequence[Stop], benefits: Mapping[str, Policy]) -> Table:
    import json

    _lay(connection, listed, benefits)
    overpaid = {number: (months, fen) for number, months, fen in connection.execute(_OVERPAID).fetchall()}
    rows: list[Row] = []
    for number, name, identity, township, file_name, owes, other in connection.execute(_WHO).fetchall():
        one = listed[number]
        other_source, other_day, days = json.loads(other)
        months, fen = overpaid.get(number, (0, 0))
        rows.append(
            (one.state, one.kind, one.source or "bureau", name, identity, township, "、".join(title_of(benefits, code) for code in one.policies),
             one.day, f"{t(f'source.{other_source}')} {other_day}" if other_day else "", days, one.from_month, months, fen, owes,
             funeral_fen(connection, one.person, one.day, benefits) if one.kind in {"death", "died"} else 0,
             file_name, one.place[1] or "", one.place[2])
        )  # fmt: skip
    for name in ("stopping", "stopped_benefit"):
        connection.execute(f"DROP TABLE temp.{name}")
    columns = (
        column("state", words="stop_state"), column("kind", words="stop_kind"), column("source", words="source"),
        column("person", "name"), column("identity", "identity"), column("township"), column("policies"),
        column("day"), column("other_day"), column("days_apart", "int"), column("from_month", "month"),
        column("overpaid_months", "int"), column("overpaid_fen", "fen", total=True), column("owes_fen", "fen", total=True),
        column("funeral_fen", "fen"), column("file"), column("sheet"), column("row", "int"),
    )  # fmt: skip
    return Table("stops", columns, rows, title=t("stops.title"))


def _lay(connection: sqlite3.Connection, listed: Sequence[Stop], benefits: Mapping[str, Policy]) -> None:
    """Put the lines where SQL can join them: each with the benefits it ends, and what follows those."""
    connection.execute(
        "CREATE TEMP TABLE stopping (number INTEGER PRIMARY KEY, person INTEGER, kind TEXT, source TEXT, day TEXT, from_month TEXT, until_month TEXT, batch INTEGER)"
    )
    connection.execute("CREATE TEMP TABLE stopped_benefit (number INTEGER, policy TEXT, PRIMARY KEY (number, policy)) WITHOUT ROWID")
    followers = {code for code, benefit in benefits.items() if benefit.kind == "follower"}
    for number, one in enumerate(listed):
        connection.execute(
            "INSERT INTO stopping VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (number, one.person, one.kind, one.source, one.day, one.from_month, one.until_month, one.place[0]),
        )
        ends = {*one.policies, *followers} if one.policies else set()
        connection.executemany("INSERT INTO stopped_benefit VALUES (?, ?)", [(number, code) for code in sorted(ends)])


def funeral_fen(connection: sqlite3.Connection, person: int, died_on: str, benefits: Mapping[str, Policy]) -> int:
    """What a funeral sum could still absorb of a debt of the deceased.

    One that was paid already has done so. Before that it is estimated: as many months as the rules give
    (``months:<benefit>``; of a death of illness), of the benefit as paid for the month of death or the last month before it.
    """
    codes = [code for code, benefit in benefits.items() if benefit.settles]
    if not codes:
        return 0
    marks = ", ".join("?" * len(codes))
    paid = connection.execute(
        f"""SELECT 1 FROM occasion o JOIN enrolment e ON e.enrolment = o.enrolment AND e.policy IN ({marks})
            JOIN ledger l ON l.occasion = o.id WHERE o.about = ? LIMIT 1""",
        (*codes, person),
    ).fetchone()
    if paid:
        return 0
    (estimate,) = connection.execute(
        f"""WITH last AS (
              SELECT e.enrolment, e.policy, MAX(l.month) AS month
              FROM (SELECT DISTINCT month FROM run WHERE month <= substr(?, 1, 7)) c
              CROSS JOIN enrolment e ON e.person = ?
              CROSS JOIN ledger l ON l.month = c.month AND l.enrolment = e.enrolment
              GROUP BY e.enrolment)
            SELECT coalesce(MAX(fen * months), 0)
            FROM (SELECT (SELECT r.value FROM rule_now r
                          WHERE r.policy IN ({marks}) AND r.effective_from <= ?
                            AND r.key IN ('months:' || last.policy, 'months:' || last.policy || ':' || (SELECT n.category FROM enrolled_now n WHERE n.enrolment = last.enrolment))
                          ORDER BY length(r.key) DESC, r.effective_from DESC LIMIT 1) AS months,
                         (SELECT SUM(l.amount_fen) FROM ledger l WHERE l.month = last.month AND l.enrolment = last.enrolment) AS fen
                  FROM last)""",
        (died_on, person, *codes, died_on),
    ).fetchone()
    return int(estimate)
