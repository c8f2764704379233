"""发放花名册: who is paid what, township by township, to be signed page by page; the institutions; and who is not paid.

Everybody of the run is on paper: the paid with their lines, institutions with the people they are paid for, the held
and those who owe with the reason.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from itertools import groupby

from vetctl.core.catalogue import t
from vetctl.core.money import format_yuan
from vetctl.output.paper import Block, Sheet
from vetctl.output.report import Row
from vetctl.payments.forms.common import Benefits, Facts, field, long_month, signatures, title
from vetctl.payments.forms.lines import PaidLine, short_title
from vetctl.payments.stops import detail_in_words

_WIDTHS = (5, 12, 9, 19, 18, 10, 12, 11, 9, 9, 12, 20, 9)
_HELD_WIDTHS = (5, 10, 12, 9, 19, 18, 12, 36, 38)
_SENT_WIDTHS = (5, 26, 22, 24, 8, 14, 13, 14, 15)
_SENT_FOR_WIDTHS = (5, 10, 14, 9, 20, 24, 22, 13, 13, 13, 14)


def township_sheets(run: Facts, lines: Sequence[PaidLine]) -> list[Sheet]:
    """One sheet per township, in the order in which they come."""
    return [_township(run, name, list(mine)) for name, mine in groupby(lines, key=lambda line: line.township)]


def _township(run: Facts, name: str, lines: Sequence[PaidLine]) -> Sheet:
    people = len({line.person for line in lines})
    block = Block(
        title=title(run, "roster"),
        left=t("paper.township", name=name, people=people, lines=len(lines)),
        right=t("paper.month_and_unit", month=long_month(run.month)),
        fields=[
            field("seq", "int"), field("village"), field("person", "name"), field("identity", "identity"), field("benefit"), field("grade"),
            field("regular_fen", "fen", total=True), field("arrears_fen", "fen", total=True), field("recovery_fen", "fen", total=True),
            field("setoff_fen", "fen", total=True), field("net_fen", "fen", total=True), field("account", "account"), field("signature"),
        ],
        rows=[
            (number, line.village, line.name, line.identity, line.benefit, line.grade,
             line.regular_fen, line.arrears_fen, line.recovery_fen, line.setoff_fen, line.net_fen, line.account, "")
            for number, line in enumerate(lines, 1)
        ],
        together=3,
        subtotals=True,
        in_words="net_fen",
        signatures=signatures(run),
    )  # fmt: skip
    return Sheet(name=name, widths=_WIDTHS, parts=[[block]])


def institution_sheets(connection: sqlite3.Connection, run: Facts, benefits: Benefits) -> list[Sheet]:
    """What institutions are paid, and a sheet for each with the people it is paid for; none when the run pays none."""
    sent = connection.execute(
        """SELECT m.institution, i.holder_name, i.account, i.bank,
                  (SELECT COUNT(*) FROM line l JOIN occasion o ON o.id = l.occasion WHERE l.run = m.run AND o.institution = m.institution),
                  m.gross_fen, m.brought_fen, m.net_fen
           FROM remittance m LEFT JOIN institution i ON i.id = m.account
           WHERE m.run = ? ORDER BY m.institution""",
        (run.run,),
    ).fetchall()
    if not sent:
        return []
    block = Block(
        title=title(run, "institutions"),
        left=t("paper.institutions", count=len(sent)),
        right=t("paper.month_and_unit", month=long_month(run.month)),
        fields=[
            field("seq", "int"), field("institution"), field("account", "account"), field("bank"), field("lines", "int", total=True),
            field("gross_fen", "fen", total=True), field("brought_fen", "fen", total=True), field("net_fen", "fen", total=True), field("signature"),
        ],
        rows=[
            (number, name if holder in (None, "", name) else f"{name}（{holder}）", account or "", bank or "", lines, gross, brought, net, "")
            for number, (name, holder, account, bank, lines, gross, brought, net) in enumerate(sent, 1)
        ],
        subtotals=True,
        in_words="net_fen",
        signatures=signatures(run),
    )  # fmt: skip
    first = Sheet(name=t("paper.sheet.institutions"), widths=_SENT_WIDTHS, parts=[[block]])
    return [first, *(_sent_for(connection, run, benefits, row[0]) for row in sent)]


def _sent_for(connection: sqlite3.Connection, run: Facts, benefits: Benefits, institution: str) -> Sheet:
    """The people and papers that an institution is paid for."""
    rows = connection.execute(
        """SELECT f.township, f.village, f.name, p.id_no, e.policy, o.reference,
                   CASE l.kind WHEN 'regular' THEN l.amount_fen ELSE 0 END, CASE l.kind WHEN 'arrears' THEN l.amount_fen ELSE 0 END,
                   CASE l.kind WHEN 'recovery' THEN -l.amount_fen ELSE 0 END, l.amount_fen
            FROM line l
            JOIN occasion o ON o.id = l.occasion AND o.institution = :institution
            JOIN enrolment e ON e.enrolment = l.enrolment
            JOIN person p ON p.person = e.person
            JOIN profile_then f ON f.person = e.person
            WHERE l.run = :run ORDER BY f.township, f.village, p.id_no, o.reference, l.line""",
        {**run.then, "institution": institution},
    ).fetchall()
    block = Block(
        title=title(run, "institution"),
        left=t("paper.institution", name=institution, people=len({row[3] for row in rows}), lines=len(rows)),
        right=t("paper.month_and_unit", month=long_month(run.month)),
        fields=[
            field("seq", "int"), field("township"), field("village"), field("person", "name"), field("identity", "identity"),
            field("benefit"), field("reference"), field("regular_fen", "fen", total=True), field("arrears_fen", "fen", total=True),
            field("recovery_fen", "fen", total=True), field("amount_fen", "fen", total=True),
        ],
        rows=[(number, *row[:4], short_title(benefits, row[4]), *row[5:]) for number, row in enumerate(rows, 1)],
        together=4,
        subtotals=True,
        in_words="amount_fen",
        signatures=signatures(run),
    )  # fmt: skip
    return Sheet(name=institution, widths=_SENT_FOR_WIDTHS, parts=[[block]])


def held_sheet(connection: sqlite3.Connection, run: Facts, benefits: Benefits, township: str | None = None) -> Sheet:
    """Who is not paid and why, and who owes; present also when it is empty, so that its absence means a fault."""
    rows = [
        *_held(connection, run, benefits),
        *_passed(connection, run, benefits),
        *_settled(connection, run),
        *_owing(connection, run),
    ]
    rows.sort(key=lambda row: tuple(map(str, row[:5])))
    if township is not None:
        rows = [row for row in rows if row[0] == township]
    block = Block(
        title=title(run, "held"),
        left=t("paper.held", count=len(rows)),
        right=t("paper.month_only", month=long_month(run.month)),
        fields=[
            field("seq", "int"), field("township"), field("village"), field("person", "name"), field("identity", "identity"), field("benefit"),
            field("withheld_fen", "fen", total=True), field("reason", style="wrap"), field("remedy", style="wrap"),
        ],
        rows=[(number, *row) for number, row in enumerate(rows, 1)],
        signatures=signatures(run),
    )  # fmt: skip
    return Sheet(name=t("paper.sheet.held"), widths=_HELD_WIDTHS, parts=[[block]])


def held_count(sheet: Sheet) -> int:
    """How many lines the sheet of the held has."""
    return len(sheet.parts[0][0].rows)


def _held(connection: sqlite3.Connection, run: Facts, benefits: Benefits) -> list[Row]:
    rows = connection.execute(
        """SELECT f.township, f.village, f.name, p.id_no, e.policy, h.code, MIN(h.month), MAX(h.month), MAX(h.detail), SUM(h.amount_fen)
            FROM held h
            JOIN enrolment e ON e.enrolment = h.enrolment
            JOIN person p ON p.person = e.person
            JOIN profile_then f ON f.person = e.person
            WHERE h.run = :run GROUP BY h.enrolment, h.code""",
        run.then,
    ).fetchall()
    found: list[Row] = []
    for township, village, name, identity, policy, code, first, last, detail, withheld in rows:
        reason = t(f"error.{code}.message", month=last, policy="", detail=_detail(detail))
        months = first if first == last else t("paper.months", first=first, last=last)
        found.append(
            (township, village, name, identity, short_title(benefits, policy), withheld, t("paper.reason", reason=reason, months=months),
             t(f"error.{code}.hint"))
        )  # fmt: skip
    return found


def _detail(code: str) -> str:
    """A missing fact or a proposed stop in words; anything else as it is."""
    said = t(f"fact.{code}")
    return detail_in_words(code) if said == f"fact.{code}" else said


def _passed(connection: sqlite3.Connection, run: Facts, benefits: Benefits) -> list[Row]:
    """Who is paid this once in spite of a hold, by whose word."""
    rows = connection.execute(
        """SELECT f.township, f.village, f.name, p.id_no, b.policy, b.reason, b.actor
            FROM bypass b
            JOIN run r ON r.run = :run AND r.month = b.month AND b.event <= r.seen_event
            JOIN person p ON p.person = b.person
            JOIN profile_then f ON f.person = b.person""",
        run.then,
    ).fetchall()
    return [
        (
            township,
            village,
            name,
            identity,
            short_title(benefits, policy) if policy else "",
            None,
            t("stops.passed_once", reason=reason, actor=actor),
            "",
        )
        for township, village, name, identity, policy, reason, actor in rows
    ]


def _settled(connection: sqlite3.Connection, run: Facts) -> list[Row]:
    """Whose debt a payment settled: never silently (the funeral sum, of what was overpaid after the death)."""
    rows = connection.execute(
        """SELECT f.township, f.village, f.name, p.id_no, d.name, s.amount_fen
           FROM settled_for s
           JOIN person p ON p.person = s.payee
           JOIN profile_then f ON f.person = s.payee
           JOIN profile_then d ON d.person = s.debtor
           WHERE s.run = :run AND s.amount_fen > 0""",
        run.then,
    ).fetchall()
    return [
        (
            township,
            village,
            name,
            identity,
            t("stops.settled_title"),
            None,
            t("paper.settled", name=debtor, amount=format_yuan(fen)).strip(),
            "",
        )
        for township, village, name, identity, debtor, fen in rows
    ]


def _owing(connection: sqlite3.Connection, run: Facts) -> list[Row]:
    """Those who owe after this run: what was paid too much and could not be kept back yet."""
    return [
        (
            township,
            village,
            name,
            identity,
            t("payments.recovery_title"),
            None,
            t("payments.owes", amount=format_yuan(balance)),
            t("payments.owes_remedy"),
        )
        for _, township, village, name, identity, balance in owing(connection, run)
        if balance > 0
    ]


def owing(
    connection: sqlite3.Connection, run: Facts, *, everybody: bool = False
) -> list[tuple[int, str, str, str, str, int]]:
    """What people whose debt this run changed owe after it: person, township, village, name, identity number, fen.

    As the run left it: later set-offs, and repayments and returns that it had not seen, do not count.

    Args:
        everybody: also those whose debt it left as it was.
    """
    return connection.execute(
        """SELECT d.person, f.township, f.village, f.name, p.id_no, SUM(d.change_fen)
            FROM debt_change d
            JOIN person p ON p.person = d.person
            JOIN profile_then f ON f.person = d.person
            WHERE d.run <= :run AND d.event <= :seen_event
            GROUP BY d.person HAVING :everybody OR MAX(d.run) = :run
            ORDER BY f.township, f.village, p.id_no""",
        {**run.then, "everybody": int(everybody)},
    ).fetchall()
