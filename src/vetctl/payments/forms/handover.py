"""转移单: what the bureau of another county must know of somebody who moves there, so that no month is paid twice or not at all."""

from __future__ import annotations

import sqlite3
from datetime import date
from typing import Any

from vetctl.core.catalogue import t
from vetctl.core.money import format_yuan
from vetctl.output.paper import Block, Paper, Sheet
from vetctl.output.report import Row
from vetctl.payments import handover, people
from vetctl.payments.forms.common import SHORT, Benefits, bureau, field, long_day
from vetctl.payments.forms.contact import Contact
from vetctl.payments.forms.lines import ONCE, category_titles, rank, short_title
from vetctl.store import journal

_WIDTHS = (15, 12, 12, 13, 15, 14, 14, 14)
_RUNS = 12
"""How many of the last runs that paid something are listed."""

_WHO = """
SELECT f.name, p.id_no, p.born_on, p.sex, f.township, f.village, f.phone, f.hukou, m.place, m.moved_on
FROM person p
JOIN profile_now f ON f.person = p.person
LEFT JOIN move_best m ON m.person = p.person AND m.direction = 'out'
WHERE p.person = ? ORDER BY m.moved_on DESC LIMIT 1"""

_BENEFITS = """
WITH month_paid AS (SELECT enrolment, month, SUM(amount_fen) AS fen FROM paid_line WHERE person = :person GROUP BY enrolment, month)
SELECT e.policy, n.category, n.grade, n.nature, n.start_month, n.document AS approval,
       (SELECT MAX(month) FROM month_paid x WHERE x.enrolment = e.enrolment AND x.fen > 0) AS paid_through,
       l.base_fen, l.per, s.document
FROM enrolment e
LEFT JOIN enrolled_now n ON n.enrolment = e.enrolment
LEFT JOIN paid_line l ON l.line = (SELECT k.line FROM paid_line k WHERE k.enrolment = e.enrolment AND k.base_fen IS NOT NULL
                                   ORDER BY k.run DESC, k.month DESC, k.line DESC LIMIT 1)
LEFT JOIN main.standard s ON s.id = l.standard
WHERE e.person = :person ORDER BY e.policy"""

_PAYMENTS = """
WITH own AS (  -- what went to the person, not to a hospital
  SELECT l.* FROM paid_line l
  LEFT JOIN occasion o ON o.id = l.occasion
  WHERE l.person = :person AND coalesce(o.institution, '') = ''
)
SELECT paid_month, policy, MIN(month), MAX(month),
       SUM(CASE kind WHEN 'regular' THEN amount_fen ELSE 0 END), SUM(CASE kind WHEN 'regular' THEN 0 ELSE amount_fen END), SUM(amount_fen)
FROM own
WHERE run IN (SELECT DISTINCT run FROM own ORDER BY run DESC LIMIT :runs)
GROUP BY run, policy ORDER BY run, policy"""


def paper(
    connection: sqlite3.Connection, person: int, benefits: Benefits, contact: Contact, *, as_of: date, reveal: bool
) -> Paper:
    """The sheet of one person, as things stand now."""
    said = t("paper.title.handover", bureau=bureau(connection))
    blocks = [
        _who(connection, person, as_of),
        _benefits(connection, person, benefits),
        _payments(connection, person, benefits),
        _end(connection, person, benefits, contact),
    ]
    return Paper(
        title=said,
        sheets=[Sheet(name=t("paper.sheet.handover"), widths=_WIDTHS, parts=[blocks], landscape=False)],
        foot_left=t("paper.person_mark", person=person),
        foot_right=t("paper.journal_mark", head=journal.head(connection)[1][:SHORT]),
        created=as_of,
        reveal=reveal,
    )


def _who(connection: sqlite3.Connection, person: int, as_of: date) -> Block:
    name, id_no, born_on, sex, township, village, phone, hukou, place, moved_on = connection.execute(
        _WHO, (person,)
    ).fetchone()
    return Block(
        title=t("paper.title.handover", bureau=bureau(connection)),
        left=t("paper.handover_number", person=person),
        right=t("paper.as_of_and_unit", day=long_day(as_of)),
        fields=[
            field("label", style="label"), field("person", "name", span=2), field("label_2", style="label"), field("value", span=2),
            field("label_3", style="label"), field("value_2"),
        ],
        rows=[
            (t("paper.column.person"), name, t("paper.column.identity"), id_no, t("paper.born_on"), born_on),
            (t("paper.column.place"), township + village, t("paper.phone"), phone, t("paper.sex"), t(f"paper.{sex}")),
            (t("paper.moved_to"), place or "", t("paper.moved_on"), moved_on or "", t("paper.hukou"), t(f"paper.{hukou}") if hukou else ""),
        ],
        named=False,
    )  # fmt: skip


def _benefits(connection: sqlite3.Connection, person: int, benefits: Benefits) -> Block:
    """What goes on elsewhere: benefits paid by the month. What is paid once is among the payments."""
    cursor = connection.execute(_BENEFITS, {"person": person})
    names = [column[0] for column in cursor.description]
    drawn = [
        row for row in (dict(zip(names, row, strict=True)) for row in cursor) if rank(row["policy"], benefits) < ONCE
    ]
    categories = category_titles(benefits)
    return Block(
        heading=t("paper.handover_benefits"),
        fields=[
            field("benefit", span=2, style="wrap"), field("grade"), field("start_month"), field("standard"),
            field("document", span=2, style="wrap"), field("paid_through"),
        ],
        rows=[_benefit(row, benefits, categories) for row in sorted(drawn, key=lambda row: rank(row["policy"], benefits))],
    )  # fmt: skip


def _benefit(row: dict[str, Any], benefits: Benefits, categories: dict[str, str]) -> Row:
    nature = t(f"nature.{row['nature']}") if row["nature"] else ""
    grade = (
        t("paper.grade", nature=nature, grade=row["grade"])
        if row["grade"]
        else categories.get(row["category"] or "", "")
    )
    standard = (
        format_yuan(row["base_fen"]) + t(f"payments.per_{row['per']}")
        if row["base_fen"] and row["per"] != "once"
        else ""
    )
    document = "；".join(one for one in (row["document"], row["approval"]) if one)
    return (
        short_title(benefits, row["policy"]),
        grade,
        row["start_month"] or "",
        standard,
        document,
        row["paid_through"] or t("paper.never_paid"),
    )


def _payments(connection: sqlite3.Connection, person: int, benefits: Benefits) -> Block:
    rows = connection.execute(_PAYMENTS, {"person": person, "runs": _RUNS}).fetchall()
    return Block(
        heading=t("paper.handover_payments", runs=_RUNS),
        fields=[
            field("paid_month"), field("benefit", span=2), field("months", span=2), field("regular_fen", "fen", total=True),
            field("other_fen", "fen", total=True), field("amount_fen", "fen", total=True),
        ],
        rows=[
            (paid, short_title(benefits, policy), first if first == last else t("paper.months", first=first, last=last), regular, other, amount)
            for paid, policy, first, last, regular, other, amount in rows
        ],
    )  # fmt: skip


def _end(connection: sqlite3.Connection, person: int, benefits: Benefits, contact: Contact) -> Block:
    """What is owed, how to go on, and who signs. The months are those that ``payments handover`` shows."""
    known = handover.report(connection, people.find(connection, f"#{person}"), benefits).summary
    owed, until = known["owes_fen"], known["pays_until"]
    goes_on = (
        t("paper.handover_goes_on", until=until, start=known["other_county_from"])
        if until
        else t("paper.handover_stays")
    )
    return Block(
        heading=t("paper.handover_debts"),
        fields=[field("label", style="label"), field("value", span=7)],
        rows=[
            (t("paper.owed"), t("paper.handover_owes", amount=format_yuan(int(str(owed)))) if owed else t("paper.none"))
        ],
        named=False,
        below=[goes_on, contact.complain(bureau(connection))],
        signatures=(t("paper.handover_made"), t("paper.handover_head"), t("paper.handover_seal")),
    )
