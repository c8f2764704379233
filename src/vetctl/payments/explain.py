"""One person, one month: why this amount. The sentence is made from the very factors the engine multiplied.

Shown for every line that touches the month, over all runs: the factors, the document behind the standard, what had
been paid before and what is due; and beside it what would be due today.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import date

from vetctl.core.catalogue import pick, t
from vetctl.core.money import format_yuan, half_up
from vetctl.core.month import Month
from vetctl.output.report import Column, Report, Table
from vetctl.payments import engine
from vetctl.payments.people import Person
from vetctl.payments.policy import Policy
from vetctl.payments.show import title_of

_LINE_COLUMNS = (
    Column("policy"), Column("run", "int"), Column("paid_month", "month"), Column("kind", words="kind"), Column("working"),
    Column("due_fen", "fen"), Column("paid_before_fen", "fen"), Column("amount_fen", "fen", total=True), Column("document"), Column("mark"),
)  # fmt: skip


def explain(
    connection: sqlite3.Connection, person: Person, month: str, *, as_of: date, benefits: Mapping[str, Policy]
) -> Report:
    """Everything the ledger holds and the rules say about one person and month.

    Args:
        as_of: with which standards "due today" is worked out; an earlier day shows the month as it was known then.
    """
    lines = connection.execute(
        """SELECT e.policy, l.run, r.month, l.kind, l.base_fen, l.per, l.quantity_x100, l.share_bp, l.due_fen, l.paid_before_fen,
                  l.amount_fen, s.document, i.document, i.amount_fen, s.mark, l.reason, s.effective_from, s.known_on
           FROM ledger l
           JOIN run r ON r.run = l.run
           JOIN enrolment e ON e.enrolment = l.enrolment
           LEFT JOIN main.standard s ON s.id = l.standard
           LEFT JOIN main.standard i ON i.id = l.increment
           WHERE e.person = ? AND l.month = ? ORDER BY l.run, e.policy""",
        (person.person, month),
    ).fetchall()
    rows = [
        (title_of(benefits, policy), run, paid_month, kind, working(month, base, per, quantity, share, due, reason),
         due, before, amount, _document(document, extra, extra_fen, effective, known), mark or "")
        for policy, run, paid_month, kind, base, per, quantity, share, due, before, amount,
        document, extra, extra_fen, mark, reason, effective, known in lines
    ]  # fmt: skip
    return Report(
        command="payments explain",
        tables=[
            Table("lines", _LINE_COLUMNS, rows, title=t("payments.lines_of", month=month)),
            _today(connection, person, month, as_of, benefits),
            _facts(connection, person, benefits),
        ],
        summary={"number": f"#{person.person}", "name": person.name, "township": person.township, "month": month,
                 "paid_fen": sum(row[10] for row in lines)},
    )  # fmt: skip


def working(
    month: str, base_fen: int | None, per: str | None, quantity_x100: int | None, share_bp: int | None, due_fen: int, reason: str
) -> str:
    """The working sentence of a line, from its factors."""
    if base_fen is None or quantity_x100 is None or share_bp is None:
        return t("payments.nothing_due", reason=t(f"reason.{reason.partition(':')[0]}"))
    factors = f"{format_yuan(base_fen)}{t(f'payments.per_{per}')}"
    if quantity_x100 != 100:
        factors += f" × {_plain(quantity_x100, 100)}{t('payments.years')}"
    if share_bp != 10000:
        factors += f" × {_plain(share_bp, 100)}%"
    if per == "year":
        k = int(month[5:])
        year_fen = half_up(base_fen * quantity_x100 * share_bp, 1_000_000)
        shares = [format_yuan(half_up(year_fen * n, 12)) for n in (k, k - 1)]
        factors += t("payments.year_share", k=k, before=k - 1, upto=shares[0], less=shares[1])
    text = f"{factors} = {format_yuan(due_fen)}"
    return text if not reason else f"{text}（{t('reason.yields')}）"


def _today(
    connection: sqlite3.Connection, person: Person, month: str, as_of: date, benefits: Mapping[str, Policy]
) -> Table:
    """What the rules give for the month with the standards known on `as_of`, worked out for this person alone."""
    wanted = Month.parse(month)
    row = connection.execute("SELECT value FROM setting WHERE key = 'first_month'").fetchone()
    first = min(Month.parse(row[0]) if row else wanted, wanted)
    scope = engine.Scope(month=wanted, first_month=first, as_of=as_of, full=True, person=person.person)
    engine.compute(connection, scope, benefits)
    rows = connection.execute(
        """SELECT s.policy, d.due_fen, d.base_fen, d.per, d.quantity_x100, d.share_bp,
                  coalesce((SELECT 'yields:' || x.winner FROM excluded x WHERE x.enrolment = s.enrolment AND x.month = :month),
                           (SELECT h.code FROM held_month h WHERE h.enrolment = s.enrolment AND h.month = :month AND h.code NOT IN ('E403', 'E404')),
                           (SELECT i.kind FROM interruption i WHERE i.person = s.person AND i.from_month <= :month AND i.until_month > :month),
                           CASE WHEN s.first_month > :month THEN 'not-started' WHEN s.last_month < :month THEN s.end_reason END, '')
           FROM span s
           LEFT JOIN due d ON d.enrolment = s.enrolment AND d.month = :month
           WHERE s.person = :person ORDER BY s.policy""",
        {"month": month, "person": person.person},
    ).fetchall()
    engine.clear(connection)
    shown = [
        (title_of(benefits, policy), due or 0,
         t(f"reason.{reason.partition(':')[0]}") if reason and not due else working(month, base, per, quantity, share, due or 0, ""))
        for policy, due, base, per, quantity, share, reason in rows
    ]  # fmt: skip
    return Table("due_today", (Column("policy"), Column("due_fen", "fen"), Column("working")), shown, title=t("payments.due_as_of", day=as_of))


def _facts(connection: sqlite3.Connection, person: Person, benefits: Mapping[str, Policy]) -> Table:
    """The facts behind it, each with the sheet and row it came from."""
    rows = connection.execute(
        """SELECT e.policy, t.from_month, t.category, t.grade, t.nature, t.approved_on, t.start_month, t.ends_on, t.document,
                  b.file_name || ' [' || coalesce(t.sheet, '') || '] ' || coalesce(t.row_no, '')
           FROM enrolment e JOIN terms_now t ON t.enrolment = e.enrolment JOIN batch b ON b.batch = t.added_by
           WHERE e.person = ? ORDER BY e.policy, t.from_month""",
        (person.person,),
    ).fetchall()
    columns = (
        Column("policy"), Column("from_month", "month"), Column("category"), Column("grade", "int"), Column("nature"),
        Column("approved_on", "date"), Column("start_month", "month"), Column("ends_on", "date"), Column("document"), Column("source"),
    )  # fmt: skip
    titles = {c["code"]: pick(c) for b in benefits.values() for c in b.item.meta.get("categories", [])}
    shown = [(title_of(benefits, row[0]), row[1], titles.get(row[2], row[2]), row[3], _fact_word(row[4]), *row[5:]) for row in rows]
    return Table("facts", columns, shown, title=t("payments.facts"))


def _document(document: str | None, extra: str | None, extra_fen: int | None, effective: str | None, known: str | None) -> str:
    if document is None:
        return ""
    text = t("payments.document", document=document, effective=effective, known=known)
    return text if extra is None else f"{text}；{extra} +{format_yuan(extra_fen or 0)}"


def _plain(value: int, scale: int) -> str:
    whole, rest = divmod(value, scale)
    return f"{whole}.{rest:02d}".rstrip("0") if rest else str(whole)


def _fact_word(code: str | None) -> str:
    return t(f"nature.{code}") if code else ""


