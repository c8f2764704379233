"""The whole ledger as double entry, for accounting programs that know nothing of us and can re-add it.

Every exported run is a set of transactions, one for each payee: what it cost by benefit, source and person against what left
the bank and what was set off. Money sent back is the mirror of its transaction; debts repaid and written off follow. After
each run the balances are stated, so that the other program checks them.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from vetctl.core.catalogue import t
from vetctl.core.errors import Integrity
from vetctl.output.postings import COLUMNS, TABLE
from vetctl.output.report import Report, Row, Table
from vetctl.payments.budget import SOURCES

BANK = "Assets:Bank"
OVERPAID = "Assets:Overpaid"
"""What people and institutions owe, one account below for each."""
BENEFITS = "Expenses:Benefits"
WRITTEN_OFF = "Expenses:Written-Off"

_PAYEE = """CASE WHEN coalesce(o.institution, '') <> '' THEN 'I' || (SELECT MIN(i.id) FROM institution i WHERE i.name = o.institution)
                 ELSE 'P' || e.person END"""
_SPLIT = f"""
SELECT l.run, {_PAYEE} AS payee, e.person, e.policy, SUM(l.central_fen), SUM(l.province_fen), SUM(l.city_fen),
       SUM(l.amount_fen - l.central_fen - l.province_fen - l.city_fen)
FROM line l
JOIN enrolment e ON e.enrolment = l.enrolment
LEFT JOIN occasion o ON o.id = l.occasion
"""
Posting = tuple[str, int]
"""An account and what is booked on it, in fen; the postings of a transaction add up to nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One transaction, or the balances after a run."""

    day: date
    what: str
    """run, returned, repaid, written-off or balance."""
    run: int | None
    month: str | None
    payee: str
    """P and the person's number, I and the institution's; empty for balances."""
    postings: tuple[Posting, ...]


def report(connection: sqlite3.Connection) -> Report:
    """The book of everything that left the bank, as postings.

    Raises:
        Integrity: E567 a transaction does not add up.
    """
    entries = _with_balances(
        connection, sorted(_entries(connection), key=lambda entry: (entry.day, entry.run or 0, entry.what, entry.payee))
    )
    identities = dict(connection.execute("SELECT 'P' || person, id_no FROM person").fetchall())
    rows: list[Row] = []
    for number, entry in enumerate(entries, 1):
        stated = entry.what == "balance"
        for account, fen in entry.postings:
            amount, balance = (0, fen) if stated else (fen, None)
            rows.append(
                (
                    entry.day,
                    number,
                    entry.what,
                    entry.run,
                    entry.month,
                    _shown(entry.payee),
                    identities.get(entry.payee),
                    account,
                    amount,
                    balance,
                )
            )
    (waiting,) = connection.execute(
        "SELECT COUNT(*) FROM run_state WHERE state NOT IN ('exported', 'voided')"
    ).fetchone()
    return Report(
        command="payments ledger",
        tables=[Table(TABLE, COLUMNS, rows, title=t("planning.book"))],
        summary={
            "transactions": sum(entry.what != "balance" for entry in entries),
            "runs": len({entry.run for entry in entries if entry.what == "run"}),
        },
        warnings=[t("planning.book_waiting", count=waiting)] if waiting else [],
    )


def _entries(connection: sqlite3.Connection) -> Iterator[Entry]:
    yield from _paid(connection)
    yield from _returned(connection)
    for person, kind, fen, day in connection.execute(
        "SELECT person, kind, amount_fen, entered_on FROM debt_entry ORDER BY entry"
    ).fetchall():
        payee = f"P{person}"
        other = BANK if kind == "repaid" else f"{WRITTEN_OFF}:{payee}"
        yield Entry(
            day=date.fromisoformat(day),
            what=kind,
            run=None,
            month=None,
            payee=payee,
            postings=((other, fen), (f"{OVERPAID}:{payee}", -fen)),
        )


def _paid(connection: sqlite3.Connection) -> Iterator[Entry]:
    """One transaction for each payee of each exported run."""
    costs = _costs(
        connection.execute(
            f"{_SPLIT} WHERE l.run IN (SELECT run FROM run_state WHERE state = 'exported') GROUP BY l.run, payee, e.person, e.policy"
        )
    )
    other = _cash_and_debt(connection)
    for run, month, as_of in connection.execute(
        "SELECT run, month, as_of FROM run_state WHERE state = 'exported' ORDER BY run"
    ).fetchall():
        for payee in sorted({key[1] for key in (*costs, *other) if key[0] == run}):
            postings = (*costs.get((run, payee), ()), *other.get((run, payee), ()))
            yield _balanced(
                Entry(day=date.fromisoformat(as_of), what="run", run=run, month=month, payee=payee, postings=postings)
            )


def _returned(connection: sqlite3.Connection) -> Iterator[Entry]:
    """The mirror of what the bank sent back: lines, money, and what the payment had done to debts."""
    rows = connection.execute(
        """SELECT a.answer, a.run, r.month, a.answered_on, a.amount_fen,
                   CASE WHEN a.person IS NULL THEN 'I' || (SELECT MIN(i.id) FROM institution i WHERE i.name = a.institution) ELSE 'P' || a.person END
            FROM bank_answer a JOIN run r ON r.run = a.run
            WHERE a.answer IN (SELECT answer FROM returned_line) ORDER BY a.answer"""
    ).fetchall()
    if not rows:
        return
    costs = _costs(
        connection.execute(
            _SPLIT.replace("SELECT l.run,", "SELECT x.answer,", 1)
            + " JOIN returned_line x ON x.line = l.line GROUP BY x.answer, payee, e.person, e.policy"
        )
    )
    other = _cash_and_debt(connection)
    for answer, run, month, day, fen, payee in rows:
        debts = [(account, -amount) for account, amount in other.get((run, payee), ()) if account != BANK]
        back = [(account, -amount) for account, amount in costs.get((answer, payee), ())]
        entry = Entry(
            day=date.fromisoformat(day),
            what="returned",
            run=run,
            month=month,
            payee=payee,
            postings=(*back, *debts, (BANK, fen)),
        )
        yield _balanced(entry)


def _costs(rows: Iterable[tuple[int, str, int, str, int, int, int, int]]) -> dict[tuple[int, str], tuple[Posting, ...]]:
    """What each payment of a run (or each answer) cost, by benefit, source and person."""
    found: dict[tuple[int, str], list[Posting]] = defaultdict(list)
    for key, payee, person, policy, *parts in rows:
        for source, fen in zip(SOURCES, parts, strict=True):
            if fen:
                found[key, payee].append((f"{benefit_account(policy)}:{source.title()}:P{person}", fen))
    return {key: tuple(sorted(postings)) for key, postings in found.items()}


def _cash_and_debt(connection: sqlite3.Connection) -> dict[tuple[int, str], list[Posting]]:
    """What left the bank for each payee of each run, and what it did to debts."""
    found: dict[tuple[int, str], list[Posting]] = defaultdict(list)
    for run, person, net in connection.execute("SELECT run, person, net_fen FROM payout WHERE net_fen > 0").fetchall():
        found[run, f"P{person}"].append((BANK, -net))
    for run, person, change in connection.execute("SELECT run, person, change_fen FROM owed").fetchall():
        found[run, f"P{person}"].append((f"{OVERPAID}:P{person}", change))
    for run, payee, debtor, fen in connection.execute(
        "SELECT run, payee, debtor, amount_fen FROM settled_for"
    ).fetchall():
        found[run, f"P{payee}"].append((f"{OVERPAID}:P{debtor}", -fen))
    rows = connection.execute(
        """SELECT m.run, 'I' || (SELECT MIN(i.id) FROM institution i WHERE i.name = m.institution), m.net_fen, m.net_fen - m.gross_fen
           FROM remittance m"""
    )
    for run, payee, net, change in rows.fetchall():
        found[run, payee] += [posting for posting in ((BANK, -net), (f"{OVERPAID}:{payee}", change)) if posting[1]]
    return found


def _balanced(entry: Entry) -> Entry:
    if left := sum(fen for _, fen in entry.postings):
        raise Integrity("E567", run=entry.run, payee=_shown(entry.payee), fen=left)
    return entry


def _with_balances(connection: sqlite3.Connection, entries: list[Entry]) -> list[Entry]:
    """The entries with the balances after each run, stated at the beginning of the next day."""
    days = {
        date.fromisoformat(row[0]) + timedelta(days=1)
        for row in connection.execute("SELECT as_of FROM run_state WHERE state = 'exported'").fetchall()
    }
    balance: dict[str, int] = defaultdict(int)
    found: list[Entry] = []
    waiting = sorted(days)
    for entry in entries:
        while waiting and waiting[0] <= entry.day:
            found.append(_stated(waiting.pop(0), balance))
        found.append(entry)
        for account, fen in entry.postings:
            balance[":".join(account.split(":")[: 3 if account.startswith(BENEFITS) else 2])] += fen
    return found + [_stated(day, balance) for day in waiting]


def _stated(day: date, balance: dict[str, int]) -> Entry:
    return Entry(day=day, what="balance", run=None, month=None, payee="", postings=tuple(sorted(balance.items())))


def benefit_account(policy: str) -> str:
    """The account of a benefit: its code with capitals, as accounting programs want it.

    >>> benefit_account("disability-pension")
    'Expenses:Benefits:Disability-Pension'
    """
    return f"{BENEFITS}:{'-'.join(word.capitalize() for word in policy.split('-'))}"


def _shown(payee: str) -> str:
    """A person as ``#12``, an institution as ``I3``."""
    return f"#{payee[1:]}" if payee.startswith("P") else payee
