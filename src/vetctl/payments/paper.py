"""What leaves the house after approval: the roster to print and the bank file.

Both are made from the frozen lines and payouts of the run alone, so that repeating an export gives the same bytes.
Everybody of the run is on paper: paid lines on the roster, the held and those who owe on a sheet of their own.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

from vetctl.core.catalogue import catalogue
from vetctl.core.errors import Refused
from vetctl.core.money import format_yuan
from vetctl.core.shelf import load_sql_shelf
from vetctl.output.bankfile import Payee, write_bank_file
from vetctl.output.roster import HeldLine, Roster, RosterLine, write_roster

Written = tuple[str, Path, int, int]
"""Kind, path, rows and total in fen of a file."""


def write_all(connection: sqlite3.Connection, run: int, folder: Path) -> list[Written]:
    """Write roster and bank file of a run into `folder`, once the lines are seen to add up to the run.

    Each writer re-reads what it wrote and compares totals before the file takes its name.

    Raises:
        Refused: E408 lines or a written file do not add up; E906 the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise Refused("E906", path=folder, why=problem.strerror) from problem
    month, net_fen = connection.execute("SELECT month, net_fen FROM run WHERE run = ?", (run,)).fetchone()
    roster = make_roster(connection, run)
    payees = [_payee(lines) for _, lines in groupby(roster.lines, key=lambda line: line.identity)]
    paid = [payee for payee in payees if payee.amount_fen > 0]
    if (total := sum(payee.amount_fen for payee in paid)) != net_fen:
        raise Refused("E408", detail=f"{format_yuan(total)} ≠ {format_yuan(net_fen)}")
    roster_path = folder / f"花名册-{month}-批次{run}.xlsx"
    bank_path = folder / f"代发-{month}-批次{run}.txt"
    paper = write_roster(roster_path, roster)
    written = [("roster", roster_path, paper.lines, paper.net_fen)]
    if paid:  # a month in which everybody is held has a roster, but nothing for the bank
        bank = write_bank_file(bank_path, paid)
        written.append(("bank", bank_path, bank.count, bank.total_fen))
    return written


def make_roster(connection: sqlite3.Connection, run: int) -> Roster:
    """The roster of a run, from its frozen lines."""
    month, as_of, digest = connection.execute("SELECT month, as_of, digest FROM run WHERE run = ?", (run,)).fetchone()
    steps = dict(connection.execute("SELECT step, actor FROM run_step WHERE run = ?", (run,)))
    (bureau,) = connection.execute("SELECT value FROM setting WHERE key = 'bureau'").fetchone()
    return Roster(
        bureau=bureau,
        month=month,
        run=str(run),
        run_digest=digest,
        journal_head=_head_at_approval(connection, run),
        lines=list(_paid_lines(connection, run)),
        held=[*_held_lines(connection, run), *_owing(connection, run)],
        prepared_by=steps.get("drafted", ""),
        reviewed_by=steps.get("reviewed", ""),
        approved_by=steps.get("approved", ""),
        printed_on=date.fromisoformat(as_of),
    )


_LINES = """
WITH sums AS (
  -- MAX(month) picks the row that `terms` is taken from: the latest month's.
  SELECT enrolment, MAX(month), terms, quantity_x100,
         SUM(CASE kind WHEN 'regular' THEN amount_fen ELSE 0 END) AS regular_fen,
         SUM(CASE kind WHEN 'arrears' THEN amount_fen ELSE 0 END) AS arrears_fen,
         SUM(CASE kind WHEN 'recovery' THEN -amount_fen ELSE 0 END) AS recovery_fen
  FROM line
  WHERE run = :run
  GROUP BY enrolment
)
SELECT p.person, f.township, f.village, f.name, r.id_no, e.policy, t.category, t.grade, t.nature, s.quantity_x100, a.number, p.set_off_fen,
       s.regular_fen, s.arrears_fen, s.recovery_fen
FROM sums s
JOIN enrolment e ON e.enrolment = s.enrolment
JOIN payout p ON p.run = :run AND p.person = e.person AND p.gross_fen > 0
JOIN person r ON r.person = e.person
JOIN profile_now f ON f.person = e.person
LEFT JOIN account a ON a.id = p.account
LEFT JOIN terms t ON t.id = s.terms
ORDER BY f.township, f.village, r.id_no, e.policy"""


def _paid_lines(connection: sqlite3.Connection, run: int) -> Iterator[RosterLine]:
    cursor = connection.execute(_LINES, {"run": run})
    names = [column[0] for column in cursor.description]
    policies, categories, natures = _titles()
    rows = (dict(zip(names, row, strict=True)) for row in cursor)
    for _, lines in groupby(rows, key=lambda row: row["person"]):
        for row, recovery, setoff in _taken_back(list(lines)):
            yield RosterLine(
                township=row["township"] or "",
                village=row["village"],
                name=row["name"],
                identity=row["id_no"],
                benefit=policies.get(row["policy"], row["policy"]),
                grade=_grade(row, categories, natures),
                account=row["number"] or "",
                regular_fen=row["regular_fen"],
                arrears_fen=row["arrears_fen"],
                recovery_fen=recovery,
                setoff_fen=setoff,
                net_fen=row["regular_fen"] + row["arrears_fen"] - recovery - setoff,
            )


def _grade(row: dict[str, Any], categories: dict[str, str], natures: dict[str, str]) -> str:
    """What decided the amount, as printed: grade and nature, counted years, or the category."""
    if row["grade"]:
        return f"{natures.get(row['nature'], '')}{row['grade']}级"
    if row["quantity_x100"] not in (None, 100):
        years, part = divmod(row["quantity_x100"], 100)
        return f"{years}.{part // 10}年" if part else f"{years}年"
    return categories.get(row["category"], "")


def _taken_back(lines: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], int, int]]:
    """Spread what is kept back from a person over the person's benefits: this run's recoveries first, then older debt."""
    taken: int = lines[0]["set_off_fen"]
    recoveries = min(taken, sum(line["recovery_fen"] for line in lines))
    older = taken - recoveries
    for line in lines:
        room = line["regular_fen"] + line["arrears_fen"]
        recovery = min(room, recoveries)
        setoff = min(room - recovery, older)
        recoveries -= recovery
        older -= setoff
        yield line, recovery, setoff


def _held_lines(connection: sqlite3.Connection, run: int) -> Iterator[HeldLine]:
    rows = connection.execute(
        """SELECT f.township, f.village, f.name, p.id_no, e.policy, h.code, MIN(h.month), MAX(h.month), MAX(h.detail)
           FROM held h
           JOIN enrolment e ON e.enrolment = h.enrolment
           JOIN person p ON p.person = e.person
           JOIN profile_now f ON f.person = e.person
           WHERE h.run = ? GROUP BY h.enrolment, h.code ORDER BY f.township, f.village, p.id_no, e.policy, h.code""",
        (run,),
    )
    policies, _, _ = _titles()
    words = catalogue("zh_CN")
    for township, village, name, identity, policy, code, first, last, detail in rows.fetchall():
        reason = words[f"error.{code}.message"].format(month=last, policy="", detail=words.get(f"fact.{detail}", detail))
        months = first if first == last else f"{first} 至 {last}"
        yield HeldLine(
            township=township, village=village, name=name, identity=identity, benefit=policies.get(policy, policy),
            reason=f"{reason}（{months}）", remedy=words[f"error.{code}.hint"],
        )  # fmt: skip


def _owing(connection: sqlite3.Connection, run: int) -> Iterator[HeldLine]:
    """Those who owe after this run: what was paid too much and could not be kept back yet."""
    rows = connection.execute(
        """SELECT f.township, f.village, f.name, p.id_no, o.balance_fen
           FROM owed o
           JOIN person p ON p.person = o.person
           JOIN profile_now f ON f.person = o.person
           WHERE o.run = ? AND o.balance_fen > 0 ORDER BY f.township, f.village, p.id_no""",
        (run,),
    )
    words = catalogue("zh_CN")
    for township, village, name, identity, balance_fen in rows.fetchall():
        yield HeldLine(
            township=township, village=village, name=name, identity=identity, benefit=words["payments.recovery_title"],
            reason=words["payments.owes"].format(amount=format_yuan(balance_fen)), remedy=words["payments.owes_remedy"],
        )  # fmt: skip


def _payee(lines: Iterator[RosterLine]) -> Payee:
    """One transfer per person: the sum over the person's benefits."""
    whole = list(lines)
    first = whole[0]
    return Payee(
        name=first.name, account=first.account, identity=first.identity, amount_fen=sum(line.net_fen for line in whole)
    )


def _titles() -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    """Chinese titles of benefits, categories and natures: a roster is an official paper."""
    items = load_sql_shelf("policies")
    words = catalogue("zh_CN")
    return (
        {code: item.meta.get("short", item.meta["title"])["zh"] for code, item in items.items()},
        {category["code"]: category.get("short", category["zh"]) for item in items.values() for category in item.meta.get("categories", [])},
        {code: words[f"nature.{code}"] for code in ("war", "duty", "illness")},
    )


def _head_at_approval(connection: sqlite3.Connection, run: int) -> str:
    """The journal's head when the run was approved; a later one would change with every export."""
    row = connection.execute(
        """SELECT digest FROM journal
           WHERE json_extract(facts, '$.run') = ? AND json_extract(facts, '$.step') = 'approved'
           ORDER BY seq DESC LIMIT 1""",
        (run,),
    ).fetchone()
    return row[0] if row else ""
