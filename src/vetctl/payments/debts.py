"""应收账: what people owe, where it comes from, and how it is settled.

A debt is a ledger, not a balance: recoveries of runs, what was kept back from payments, settled from a funeral sum, paid
back by hand or written off, and what was undone because a payment came back. It is never below zero. Setting off happens
in the runs (``steps/92_payout.sql``); here are only the entries that people make, and what is shown.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from vetctl.core.catalogue import t
from vetctl.core.errors import Refused
from vetctl.core.money import format_yuan
from vetctl.output.report import Report, Row, Table
from vetctl.payments import stoplist
from vetctl.payments.people import Person
from vetctl.payments.policy import Policy
from vetctl.payments.show import title_of
from vetctl.payments.stops import column
from vetctl.store import journal
from vetctl.store.journal import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What somebody enters by hand."""

    person: int
    amount_fen: int
    on: date
    document: str
    approver: str = ""
    """Of a write-off: who approved it, another operator than the one who enters it."""


def balance(connection: sqlite3.Connection, person: int) -> int:
    """What a person owes now, in fen."""
    row = connection.execute("SELECT balance_fen FROM owed_now WHERE person = ?", (person,)).fetchone()
    return int(row[0]) if row else 0


_FIRM = """
SELECT coalesce(SUM(fen), 0)
FROM (SELECT o.change_fen AS fen FROM owed o JOIN run_state r ON r.run = o.run
      WHERE o.person = :person AND o.change_fen > 0 AND r.state NOT IN ('voided', 'exported')
      UNION ALL
      SELECT -s.amount_fen FROM settled_for s JOIN run_state r ON r.run = s.run
      WHERE s.debtor = :person AND s.amount_fen < 0 AND r.state NOT IN ('voided', 'exported'))"""
"""What a draft added to a debt: it may yet be worked out anew, so nothing can be paid back or written off against it."""


def enter(connection: sqlite3.Connection, actor: Actor, entry: Entry) -> bool:
    """Enter a repayment, or with an approver a write-off, inside the caller's transaction.

    Returns:
        False when the same entry (amount, day, document) is there already; nothing is written.

    Raises:
        Refused: E451 more than is owed, E452 approved by nobody else.
    """
    kind = "written-off" if entry.approver else "repaid"
    values = (entry.person, kind, entry.amount_fen, entry.on.isoformat(), entry.document)
    same = "SELECT 1 FROM debt_entry WHERE person = ? AND kind = ? AND amount_fen = ? AND entered_on = ? AND document = ?"
    if connection.execute(same, values).fetchone():
        return False
    if entry.approver == actor.name:
        raise Refused("E452", actor=actor.name)
    (unsure,) = connection.execute(_FIRM, {"person": entry.person}).fetchone()
    open_fen = max(balance(connection, entry.person) - unsure, 0)
    if not 0 < entry.amount_fen <= open_fen:
        raise Refused("E451", amount=format_yuan(entry.amount_fen), open=format_yuan(open_fen))
    event = journal.next_event(connection)
    connection.execute(
        "INSERT INTO debt_entry (person, kind, amount_fen, entered_on, document, actor, approver, at, event) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (*values, actor.name, entry.approver, actor.at, event),
    )
    facts = {"person": entry.person, "kind": kind, "amount_fen": entry.amount_fen, "on": entry.on.isoformat(), "document": entry.document}
    journal.append(connection, actor, facts | ({"approver": entry.approver} if entry.approver else {}))
    return True


def agree(connection: sqlite3.Connection, actor: Actor, person: int, *, from_month: str, most_fen: int | None, document: str) -> bool:
    """Note how much a month's payment may be set off against a person's debt, inside the caller's transaction.

    Args:
        from_month: the first run it holds for.
        most_fen: 0 keeps nothing back; None ends the agreement: as much as there is.

    Returns:
        False when just this is agreed already.
    """
    newest = connection.execute(
        "SELECT from_month, most_fen, document FROM instalment WHERE person = ? ORDER BY instalment DESC LIMIT 1", (person,)
    ).fetchone()
    if newest == (from_month, most_fen, document) or (newest is None and most_fen is None):
        return False
    connection.execute(
        "INSERT INTO instalment (person, from_month, most_fen, document, actor, at, event) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (person, from_month, most_fen, document, actor.name, actor.at, journal.next_event(connection)),
    )
    journal.append(connection, actor, {"person": person, "from_month": from_month, "most_fen": most_fen, "document": document})
    return True


_LIST = """
WITH moved AS (
  SELECT o.person, r.month FROM owed o JOIN run_state r ON r.run = o.run AND r.state <> 'voided'
  UNION ALL SELECT s.debtor, r.month FROM settled_now s JOIN run r ON r.run = s.run
  UNION ALL SELECT person, substr(entered_on, 1, 7) FROM debt_entry
)
SELECT f.name, p.id_no, f.township, o.balance_fen, MIN(m.month), MAX(m.month),
       (SELECT i.most_fen FROM instalment i WHERE i.person = o.person ORDER BY i.instalment DESC LIMIT 1),
       (SELECT d.died_on FROM death_best d WHERE d.person = o.person), o.person
FROM owed_now o
JOIN person p ON p.person = o.person
JOIN profile_now f ON f.person = o.person
LEFT JOIN moved m ON m.person = o.person
GROUP BY o.person
ORDER BY o.balance_fen DESC, p.id_no"""


def listing(connection: sqlite3.Connection, benefits: Mapping[str, Policy]) -> Report:
    """Everybody who owes: how much, since when, when it last moved, what was agreed, and what a funeral sum could absorb."""
    rows: list[Row] = []
    for name, identity, township, fen, since, last, most, died_on, person in connection.execute(_LIST).fetchall():
        absorbs = stoplist.funeral_fen(connection, person, died_on, benefits) if died_on else 0
        rows.append((name, identity, township, fen, since, last, most, died_on or "", min(absorbs, fen)))
    columns = (
        column("person", "name"), column("identity", "identity"), column("township"), column("owes_fen", "fen", total=True),
        column("since", "month"), column("last_moved", "month"), column("most_fen", "fen"), column("died_on"), column("funeral_fen", "fen", total=True),
    )  # fmt: skip
    return Report(
        command="payments debts",
        tables=[Table("debts", columns, rows, title=t("stops.debts"))],
        summary={"people": len(rows), "owes_fen": sum(row[3] for row in rows if isinstance(row[3], int))},
    )


_ORIGIN = """
SELECT l.month, e.policy, l.run, r.month, -l.amount_fen, l.reason
FROM (SELECT DISTINCT month FROM run) c
CROSS JOIN enrolment e ON e.person = :person
CROSS JOIN ledger l ON l.month = c.month AND l.enrolment = e.enrolment
JOIN run r ON r.run = l.run
WHERE l.amount_fen < 0 AND NOT EXISTS (SELECT 1 FROM occasion o WHERE o.id = l.occasion AND o.institution <> '')
ORDER BY l.run, l.month, e.policy"""
"""Every recovery: for which month of which benefit, by which run, why."""

_MOVEMENTS = """
WITH own AS (SELECT run, seen_event + 1 AS event, month FROM run WHERE run NOT IN (SELECT run FROM run_step WHERE step = 'voided')),
back AS (
  SELECT run, person, MIN(event) AS event, MIN(answered_on) AS answered_on FROM bank_answer
  WHERE outcome IN ('failed', 'returned') GROUP BY run, person
),
kept AS (
  SELECT p.run, p.set_off_fen - coalesce((SELECT SUM(s.amount_fen) FROM settled_for s WHERE s.run = p.run AND s.payee = p.person AND s.amount_fen > 0), 0) AS fen
  FROM own w JOIN payout p ON p.run = w.run AND p.person = :person
)
SELECT w.event, 0 AS place, w.run, w.month AS at, 'recovered' AS kind, SUM(x.fen) AS fen, '' AS note
FROM (SELECT l.run, -l.amount_fen AS fen
      FROM (SELECT DISTINCT month FROM run) c
      CROSS JOIN enrolment e ON e.person = :person
      CROSS JOIN ledger l ON l.month = c.month AND l.enrolment = e.enrolment
      WHERE l.amount_fen < 0 AND NOT EXISTS (SELECT 1 FROM occasion o WHERE o.id = l.occasion AND o.institution <> '')) x
JOIN own w ON w.run = x.run GROUP BY w.run
UNION ALL
SELECT w.event, 1, w.run, w.month, 'kept', -k.fen, '' FROM kept k JOIN own w ON w.run = k.run WHERE k.fen > 0
UNION ALL
SELECT b.event, 2, k.run, b.answered_on, 'came-back', k.fen, '' FROM kept k JOIN back b ON b.run = k.run AND b.person = :person WHERE k.fen > 0
UNION ALL
SELECT w.event, 3, w.run, w.month, CASE WHEN s.amount_fen > 0 THEN 'settled' ELSE 'unsettled' END, -s.amount_fen, f.name
FROM settled_for s JOIN own w ON w.run = s.run JOIN profile_now f ON f.person = s.payee WHERE s.debtor = :person
UNION ALL
SELECT b.event, 4, s.run, b.answered_on, 'unsettled', s.amount_fen, f.name
FROM settled_for s JOIN own w ON w.run = s.run JOIN back b ON b.run = s.run AND b.person = s.payee JOIN profile_now f ON f.person = s.payee
WHERE s.debtor = :person AND s.amount_fen > 0
UNION ALL
SELECT w.event, 5, w.run, w.month, 'handed-back', s.amount_fen, f.name
FROM settled_for s JOIN own w ON w.run = s.run JOIN profile_now f ON f.person = s.debtor WHERE s.payee = :person AND s.amount_fen < 0
UNION ALL
SELECT event, 6, NULL, entered_on, kind, -amount_fen, document || CASE approver WHEN '' THEN '' ELSE ' · ' || approver END FROM debt_entry WHERE person = :person
ORDER BY 1, 2, 3"""
"""Everything that ever changed the debt, in order; the sum is what is owed now."""


def movements(connection: sqlite3.Connection, person: int) -> list[tuple[int | None, str, str, int, int, str]]:
    """Run, when, kind, change and balance after it in fen, and a note, for everything that changed a person's debt."""
    found, after = [], 0
    for _, _, run, at, kind, fen, note in connection.execute(_MOVEMENTS, {"person": person}).fetchall():
        after += fen
        found.append((run, at, kind, fen, after, note))
    return found


def show(connection: sqlite3.Connection, person: Person, benefits: Mapping[str, Policy], *, command: str = "payments debts show") -> Report:
    """One person's debt: each recovered month, everything that changed the debt, and what was agreed."""
    agreed = connection.execute(
        "SELECT from_month, most_fen, document, actor, substr(at, 1, 10) FROM instalment WHERE person = ? ORDER BY instalment", (person.person,)
    ).fetchall()
    return Report(
        command=command,
        tables=[
            _moved(connection, person),
            _origin(connection, person, benefits),
            Table(
                "agreements",
                (column("from_run", "month"), column("most_fen", "fen"), column("document"), column("actor"), column("date")),
                agreed,
                title=t("stops.agreements"),
            ),
        ],
        summary={"number": f"#{person.person}", "name": person.name, "township": person.township, "owes_fen": balance(connection, person.person)},
    )


def statement(connection: sqlite3.Connection, person: Person, benefits: Mapping[str, Policy], *, as_of: date) -> Report:
    """A page for the person or the family: what was paid too much and why, what of it is settled, what is still owed."""
    owes = balance(connection, person.person)
    row = connection.execute("SELECT died_on FROM death_best WHERE person = ?", (person.person,)).fetchone()
    said = [
        t("stops.statement.who", name=person.name, township=person.township) + (t("stops.statement.died", day=row[0]) if row else ""),
        t("stops.statement.owes", day=as_of, amount=format_yuan(owes)) if owes else t("stops.statement.settled", day=as_of),
        t("stops.statement.how") if owes else "",
        t("stops.statement.object"),
    ]
    bureau = connection.execute("SELECT value FROM setting WHERE key = 'bureau'").fetchone()
    return Report(
        command="payments debts statement",
        tables=[
            Table("said", (column("said"),), [(line,) for line in said if line], title=t("stops.statement.title", bureau=bureau[0] if bureau else "")),
            _origin(connection, person, benefits),
            _moved(connection, person),
        ],
        summary={"number": f"#{person.person}", "name": person.name, "owes_fen": owes, "as_of": as_of.isoformat()},
        as_of=as_of,
    )


def _origin(connection: sqlite3.Connection, person: Person, benefits: Mapping[str, Policy]) -> Table:
    columns = (
        column("month", "month"), column("policy"), column("run", "int"), column("paid_month", "month"), column("recovered_fen", "fen", total=True), column("reason"),
    )  # fmt: skip
    rows = [
        (month, title_of(benefits, policy), run, paid_month, fen, t(f"reason.{reason.partition(':')[0]}") if reason else t("reason.corrected"))
        for month, policy, run, paid_month, fen, reason in connection.execute(_ORIGIN, {"person": person.person}).fetchall()
    ]
    return Table("origin", columns, rows, title=t("stops.origin"))


def _moved(connection: sqlite3.Connection, person: Person) -> Table:
    columns = (
        column("when"), column("run", "int"), column("movement", words="debt"), column("change_fen", "fen"), column("balance_fen", "fen"), column("note"),
    )  # fmt: skip
    rows = [(at, run, kind, fen, after, note) for run, at, kind, fen, after, note in movements(connection, person.person)]
    return Table("movements", columns, rows, title=t("stops.movements"))
