"""发放通知单: one person's payment, each line with its working, what was kept back and what is still owed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from vetctl.core.catalogue import t
from vetctl.core.identity import mask_account
from vetctl.core.money import format_yuan
from vetctl.output.capital import capital
from vetctl.output.paper import Block, Sheet
from vetctl.output.report import Row
from vetctl.payments import explain
from vetctl.payments.forms.common import Benefits, Facts, field, long_month, title
from vetctl.payments.forms.contact import Contact
from vetctl.payments.forms.lines import rank, short_title
from vetctl.payments.forms.roster import owing
from vetctl.payments.working import COLUMNS, Factors, sentence

_WIDTHS = (12, 7, 9, 9, 26, 16, 17, 13)
_PEOPLE_PER_SHEET = 300
"""A sheet holds 1,023 page breaks, and a person with years of back-pay fills three pages."""

_LINES = f"""
SELECT e.person, f.township, f.village, f.name, p.id_no, a.number, a.bank, y.set_off_fen, y.net_fen,
       e.policy, l.kind, l.paid_before_fen, {COLUMNS},
       coalesce(s.document, o.document, t.document, '') AS document, coalesce(i.document, '') AS increment_document,
       coalesce(o.institution, '') AS institution
FROM line l
JOIN enrolment e ON e.enrolment = l.enrolment
JOIN person p ON p.person = e.person
JOIN profile_then f ON f.person = e.person
LEFT JOIN payout y ON y.run = l.run AND y.person = e.person
LEFT JOIN account a ON a.id = y.account
LEFT JOIN main.standard s ON s.id = l.standard
LEFT JOIN main.standard i ON i.id = l.increment
LEFT JOIN occasion o ON o.id = l.occasion
LEFT JOIN terms t ON t.id = l.terms
WHERE l.run = :run AND (:person IS NULL OR e.person = :person) AND (:township IS NULL OR f.township = :township)
  AND (NOT :changed OR y.set_off_fen > 0
       OR EXISTS (SELECT 1 FROM line c JOIN enrolment d ON d.enrolment = c.enrolment
                  WHERE c.run = l.run AND c.kind <> 'regular' AND d.person = e.person))
ORDER BY f.township, f.village, p.id_no, e.policy, l.month, l.component"""


def sheets(
    connection: sqlite3.Connection, run: Facts, benefits: Benefits, contact: Contact, *,
    person: int | None = None, township: str | None = None, changed: bool = False, reveal: bool = False,
) -> tuple[list[Sheet], int, int]:  # fmt: skip
    """The notices of a run, one sheet per township, how many there are and what they pay; no sheet when nobody is meant.

    Args:
        person: only this one.
        township: only people there.
        changed: only those with back-pay, recoveries or something kept back.
        reveal: account numbers in full.
    """
    cursor = connection.execute(_LINES, {**run.then, "person": person, "township": township, "changed": int(changed)})
    names = [column[0] for column in cursor.description]
    owed = {row[0]: row[5] for row in owing(connection, run, everybody=True)}
    debtors = _settled_for(connection, run)
    sheets: list[Sheet] = []
    people, net_fen = 0, 0
    for place, there in groupby(
        (dict(zip(names, row, strict=True)) for row in cursor), key=lambda row: row["township"]
    ):
        for some in _sheetfuls(there):
            parts = [
                _notice(
                    run,
                    benefits,
                    contact,
                    lines,
                    owed.get(lines[0]["person"], 0),
                    debtors.get(lines[0]["person"], ()),
                    reveal=reveal,
                )
                for lines in some
            ]
            sheets.append(Sheet(name=place, widths=_WIDTHS, parts=parts, landscape=False, cut=True))
            people += len(some)
            net_fen += sum(lines[0]["net_fen"] or 0 for lines in some)
    return sheets, people, net_fen


def _sheetfuls(rows: Iterator[dict[str, Any]]) -> Iterator[list[list[dict[str, Any]]]]:
    """The lines of each person, in sheetfuls of people."""
    people = [list(mine) for _, mine in groupby(rows, key=lambda row: row["person"])]
    for start in range(0, len(people), _PEOPLE_PER_SHEET):
        yield people[start : start + _PEOPLE_PER_SHEET]


def _notice(
    run: Facts, benefits: Benefits, contact: Contact, lines: Sequence[Mapping[str, Any]], owed_fen: int, settled: Sequence[str],
    *, reveal: bool,
) -> list[Block]:  # fmt: skip
    who = lines[0]
    facts = Block(
        title=title(run, "notice"),
        left=t("paper.notice_number", run=run.run, person=who["person"]),
        right=t("paper.month_and_unit", month=long_month(run.month)),
        fields=[
            field("label", style="label"), field("person", "name", span=2), field("label_2", style="label"), field("identity", "identity"),
            field("label_3", style="label"), field("place", span=2),
        ],
        rows=[(t("paper.column.person"), who["name"], t("paper.short_identity"), who["id_no"], t("paper.column.place"), who["township"] + who["village"])],
        named=False,
    )  # fmt: skip
    own = sorted(
        (line for line in lines if not line["institution"]),
        key=lambda line: (rank(line["policy"], benefits), line["policy"]),
    )
    table = Block(
        fields=[
            field("benefit", span=2, style="wrap"), field("month"), field("kind"), field("working", span=2, style="wrap"),
            field("document", style="wrap"), field("amount_fen", "fen", total=True),
        ],
        rows=[_row(line, benefits) for line in own],
    )  # fmt: skip
    return [facts, table, _settlement(run, contact, lines, owed_fen, settled, reveal=reveal)]


def _row(line: Mapping[str, Any], benefits: Benefits) -> Row:
    # Who pays it is the county's affair and left out here.
    factors = replace(Factors(*(line[name] for name in Factors.__slots__)), central_fen=0, province_fen=0, city_fen=0)
    said = sentence(factors, explain.unit_of(benefits, line["policy"]))
    if line["paid_before_fen"]:
        said = t(
            "paper.less_paid",
            working=said,
            before=format_yuan(line["paid_before_fen"]),
            amount=format_yuan(line["amount_fen"]).replace("-", "−"),  # a hyphen would break the line
        )
    document = "；".join(one for one in (line["document"], line["increment_document"]) if one)
    return (
        short_title(benefits, line["policy"]),
        line["month"],
        t(f"kind.{line['kind']}"),
        said,
        document,
        line["amount_fen"],
    )


def _settlement(
    run: Facts,
    contact: Contact,
    lines: Sequence[Mapping[str, Any]],
    owed_fen: int,
    settled: Sequence[str],
    *,
    reveal: bool,
) -> Block:
    """What became of the sum: kept back, paid out, still owed; and where to turn."""
    who, net = lines[0], lines[0]["net_fen"] or 0
    account = (who["number"] or "") if reveal else mask_account(who["number"] or "")
    elsewhere = [
        t(
            "paper.paid_elsewhere",
            institution=place,
            amount=format_yuan(sum(line["amount_fen"] for line in lines if line["institution"] == place)),
        )
        for place in sorted({line["institution"] for line in lines if line["institution"]})
    ]
    return Block(
        fields=[
            field("label", style="label"), field("net", span=2), field("label_2", style="label"), field("value"),
            field("label_3", style="label"), field("value_2", span=2),
        ],
        rows=[
            (t("paper.column.net"), format_yuan(net), t("paper.short_account"), account, t("paper.column.bank"), who["bank"] or ""),
            (t("paper.kept_back"), format_yuan(who["set_off_fen"] or 0), t("paper.short_owed"), format_yuan(owed_fen), t("paper.run"), str(run.run)),
        ],
        named=False,
        below=[
            t("paper.in_words", what=t("paper.column.net"), words=capital(net)),
            *settled,
            *elsewhere,
            contact.complain(run.bureau),
        ],
        signatures=(t("paper.received"), t("paper.received_on")),
    )  # fmt: skip


def _settled_for(connection: sqlite3.Connection, run: Facts) -> dict[int, list[str]]:
    """Whose debts a person's payment settled, a sentence for each."""
    rows = connection.execute(
        """SELECT s.payee, f.name, s.amount_fen FROM settled_for s
            JOIN profile_then f ON f.person = s.debtor
            WHERE s.run = :run AND s.amount_fen > 0 ORDER BY s.payee, s.debtor""",
        run.then,
    ).fetchall()
    return {
        payee: [t("paper.settled", name=name, amount=format_yuan(fen)) for _, name, fen in some]
        for payee, some in groupby(rows, key=lambda row: row[0])
    }
