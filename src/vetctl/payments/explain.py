"""One person on one page: what was paid for which month and why, who signed, what the bank said, what is owed.

The facts behind it stand there with the sheet and row they came from. Everything is read from the ledger and the
facts; what would be due today is worked out by the engine beside it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from vetctl.core.catalogue import known, pick, t
from vetctl.core.money import format_bp, format_yuan
from vetctl.core.month import Month
from vetctl.output.report import Column, Report, Row, Table
from vetctl.payments import debts, engine, lacking
from vetctl.payments import policy as policies
from vetctl.payments.people import Person
from vetctl.payments.policy import Policy
from vetctl.payments.show import title_of
from vetctl.payments.working import COLUMNS, Factors, sentence

_LINE_COLUMNS = (
    Column("policy"), Column("run", "int"), Column("paid_month", "month"), Column("kind", words="kind"), Column("working"),
    Column("due_fen", "fen"), Column("paid_before_fen", "fen"), Column("amount_fen", "fen", total=True), Column("document"), Column("mark"),
)  # fmt: skip
_FOR_MONTH = Column("month", "month")

_SOURCE = (
    "b.file_name || CASE WHEN {0}.row_no IS NULL THEN '' ELSE ' [' || coalesce({0}.sheet, '') || '] ' || {0}.row_no END"
)
"""Where a fact came from: file, sheet and row."""


def explain(
    connection: sqlite3.Connection,
    person: Person,
    *,
    month: str | None = None,
    year: int | None = None,
    as_of: date,
    benefits: Mapping[str, Policy],
) -> Report:
    """Everything the ledger holds and the rules say about one person, in a month or a year.

    Args:
        month: the month asked about: what was paid for it, and what was paid in it. None: the whole year.
        year: the year of the overview; None takes that of `month`, else that of the newest run, else that of `as_of`.
        as_of: with which standards "due today" is worked out; an earlier day shows the month as it was known then.
    """
    newest = connection.execute("SELECT MAX(month) FROM run_state WHERE state <> 'voided'").fetchone()[0]
    chosen = year or int((month or newest or as_of.isoformat())[:4])
    span = month or str(chosen)
    lines = _lines(connection, person, span)
    tables = [*_paid(lines, month, chosen, benefits), *_came_back(lines, benefits)]
    overview = _year(connection, person, chosen)
    numbers = sorted({line["run"] for line in lines} | _paid_in(connection, person, span))
    tables += [
        overview,
        _signed(connection, person, numbers),
        _standards(connection, lines, benefits),
        *_measures(connection, lines, benefits),
        *_rules(connection, lines, benefits),
    ]
    tables += _worked_out(connection, person, month, chosen, as_of, benefits)
    tables += [_facts(connection, person, benefits), _events(connection, person, benefits)]
    tables += [table for table in (_held(connection, person, span, benefits), _debts(connection, person)) if table.rows]
    return Report(command="payments explain", tables=tables, summary=_who(connection, person, span, lines, overview))


def _who(
    connection: sqlite3.Connection, person: Person, span: str, lines: Sequence[Mapping[str, Any]], overview: Table
) -> dict[str, object]:
    """Who it is and what it comes to."""
    born, died, township, village, account = connection.execute(
        """SELECT p.born_on, (SELECT died_on FROM death_best d WHERE d.person = p.person), f.township, f.village,
                  (SELECT number FROM account_now a WHERE a.person = p.person)
           FROM person p JOIN profile_now f ON f.person = p.person WHERE p.person = ?""",
        (person.person,),
    ).fetchone()
    owed = connection.execute("SELECT balance_fen FROM owed_now WHERE person = ?", (person.person,)).fetchone()
    year_total = (overview.totals() or [])[overview.position("paid_fen")]
    found: dict[str, object] = {
        "number": f"#{person.person}", "name": person.name, "identity": person.id_no, "born_on": born, "died_on": died,
        "township": township, "village": village, "account": account,
        "month" if len(span) > 4 else "year": span,
        "paid_fen": sum(line["amount_fen"] for line in lines if line["month"].startswith(span) and not line["returned"]),
        "year_paid_fen": year_total or 0,
        "owed_fen": owed[0] if owed else 0,
    }  # fmt: skip
    return {key: value for key, value in found.items() if value not in (None, "")}


# what was paid --------------------------------------------------------------------------------------------------


def _lines(connection: sqlite3.Connection, person: Person, span: str) -> list[dict[str, Any]]:
    """Every line for a month or year, or paid in it, of runs that stand; also those the bank sent back."""
    cursor = connection.execute(
        f"""SELECT l.line, e.policy, l.run, r.month AS paid_month, l.kind, l.paid_before_fen, l.standard, l.increment, l.occasion,
                   s.document, s.effective_from, s.known_on, s.mark, i.document AS extra,
                   l.base_fen - s.amount_fen * CASE WHEN l.per = 'year' AND s.per = 'month' THEN 12 ELSE 1 END AS extra_fen,
                   o.document AS occasion_document, o.reference, o.happened_on,
                   a.answered_on, a.reason AS answer_reason, a.answer IS NOT NULL AS returned, {COLUMNS}
            FROM line l
            JOIN run r ON r.run = l.run
            JOIN enrolment e ON e.enrolment = l.enrolment
            LEFT JOIN main.standard s ON s.id = l.standard
            LEFT JOIN main.standard i ON i.id = l.increment
            LEFT JOIN occasion o ON o.id = l.occasion
            LEFT JOIN returned_line x ON x.line = l.line
            LEFT JOIN bank_answer a ON a.answer = x.answer
            WHERE e.person = :person AND (l.month LIKE :span OR r.month LIKE :span)
              AND l.run NOT IN (SELECT run FROM run_step WHERE step = 'voided')
            ORDER BY l.run, e.policy, l.month, l.line""",
        {"person": person.person, "span": f"{span}%"},
    )
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]


def _paid(
    lines: Sequence[Mapping[str, Any]], month: str | None, year: int, benefits: Mapping[str, Policy]
) -> list[Table]:
    """The lines as tables: of a month what was paid for it, and beside it what else was paid in it; of a year all."""
    standing = [line for line in lines if not line["returned"]]
    if month is None:
        rows = [(title_of(benefits, line["policy"]), line["month"], *_shown(line, benefits)[1:]) for line in standing]
        return [
            Table(
                "lines",
                (_LINE_COLUMNS[0], _FOR_MONTH, *_LINE_COLUMNS[1:]),
                rows,
                title=t("planning.lines_of_year", year=year),
            )
        ]
    own = [_shown(line, benefits) for line in standing if line["month"] == month]
    beside = [line for line in standing if line["month"] != month]
    tables = [Table("lines", _LINE_COLUMNS, own, title=t("payments.lines_of", month=month))]
    if beside:
        rows = [(title_of(benefits, line["policy"]), line["month"], *_shown(line, benefits)[1:]) for line in beside]
        columns = (_LINE_COLUMNS[0], _FOR_MONTH, *_LINE_COLUMNS[1:])
        tables.append(Table("beside", columns, rows, title=t("planning.lines_beside", month=month)))
    return tables


def _shown(line: Mapping[str, Any], benefits: Mapping[str, Policy]) -> tuple[object, ...]:
    factors = Factors(*(line[name] for name in Factors.__slots__))
    return (
        title_of(benefits, line["policy"]), line["run"], line["paid_month"], line["kind"], sentence(factors, unit_of(benefits, line["policy"])),
        line["due_fen"], line["paid_before_fen"], line["amount_fen"], _document(line), line["mark"] or "",
    )  # fmt: skip


def unit_of(benefits: Mapping[str, Policy], code: str) -> str:
    """What the quantity of a benefit counts (``quantity`` of its front matter), as it stands behind a number."""
    unit = benefits[code].item.meta.get("quantity") if code in benefits else None
    return pick(dict(unit)) if unit else ""


def _document(line: Mapping[str, Any]) -> str:
    """The document behind a line: of its occasion, of its standard, of the increment on top."""
    told = []
    if line["occasion"] is not None:
        told.append(
            t(
                "planning.occasion",
                reference=line["reference"],
                day=line["happened_on"],
                document=line["occasion_document"] or "-",
            )
        )
    if line["document"] is not None:
        told.append(
            t("payments.document", document=line["document"], effective=line["effective_from"], known=line["known_on"])
        )
    if line["extra"] is not None:
        told.append(f"{line['extra']} +{format_yuan(line['extra_fen'] or 0)}")
    return "；".join(told)


def _came_back(lines: Sequence[Mapping[str, Any]], benefits: Mapping[str, Policy]) -> list[Table]:
    """What the bank sent back; it no longer counts as paid, and a later run pays it again."""
    rows = [
        (
            title_of(benefits, line["policy"]),
            line["month"],
            line["run"],
            line["paid_month"],
            line["amount_fen"],
            line["answered_on"],
            line["answer_reason"],
        )
        for line in lines
        if line["returned"]
    ]
    columns = (
        Column("policy"), _FOR_MONTH, Column("run", "int"), Column("paid_month", "month"), Column("amount_fen", "fen"), Column("answered_on", "date"), Column("reason"),
    )  # fmt: skip
    return [Table("came_back", columns, rows, title=t("planning.came_back"))] if rows else []


def _year(connection: sqlite3.Connection, person: Person, year: int) -> Table:
    """Month by month: paid for the month, what the runs of the month came to, what was set off and what went out."""
    rows = connection.execute(
        """WITH months (month) AS (SELECT month FROM ledger l JOIN enrolment e ON e.enrolment = l.enrolment WHERE e.person = :person AND month LIKE :year
                                   UNION SELECT r.month FROM payout p JOIN run_state r ON r.run = p.run AND r.state <> 'voided' WHERE p.person = :person AND r.month LIKE :year)
           SELECT m.month,
                  coalesce((SELECT SUM(l.amount_fen) FROM ledger l JOIN enrolment e ON e.enrolment = l.enrolment WHERE e.person = :person AND l.month = m.month), 0),
                  coalesce((SELECT SUM(l.amount_fen) FROM ledger l JOIN enrolment e ON e.enrolment = l.enrolment JOIN run r ON r.run = l.run
                            WHERE e.person = :person AND r.month = m.month), 0),
                  coalesce((SELECT SUM(p.set_off_fen) FROM payout p JOIN run_state r ON r.run = p.run AND r.state <> 'voided'
                            WHERE p.person = :person AND r.month = m.month), 0),
                  coalesce((SELECT SUM(p.net_fen) FROM payout p JOIN run_state r ON r.run = p.run AND r.state <> 'voided'
                            WHERE p.person = :person AND r.month = m.month
                              AND NOT EXISTS (SELECT 1 FROM returned_payout x WHERE x.run = p.run AND x.person = p.person)), 0)
           FROM months m ORDER BY m.month""",
        {"person": person.person, "year": f"{year}-%"},
    ).fetchall()
    columns = (
        Column("month", "month"), Column("for_month_fen", "fen", total=True), Column("paid_fen", "fen", total=True),
        Column("set_off_fen", "fen", total=True), Column("net_fen", "fen", total=True),
    )  # fmt: skip
    return Table("year", columns, rows, title=t("planning.year_of", year=year))


def _paid_in(connection: sqlite3.Connection, person: Person, span: str) -> set[int]:
    """Runs of the month or year that paid the person, though perhaps nothing of these months."""
    rows = connection.execute(
        "SELECT p.run FROM payout p JOIN run_state r ON r.run = p.run WHERE p.person = ? AND r.month LIKE ? AND r.state <> 'voided'",
        (person.person, f"{span}%"),
    )
    return {row[0] for row in rows.fetchall()}


_BY = "(SELECT s.actor || ' ' || coalesce(date(s.at, '+8 hours'), '') FROM run_step s WHERE s.run = r.run AND s.step = '{0}')"
"""Who took a step and on which day of China."""


def _signed(connection: sqlite3.Connection, person: Person, numbers: Sequence[int]) -> Table:
    """The runs these lines belong to: who took which step and when, what went to the person's account, and what the bank said."""
    rows = connection.execute(
        f"""SELECT r.run, r.month,
                   {_BY.format("drafted")},
                   {_BY.format("reviewed")},
                   {_BY.format("approved")},
                   {_BY.format("exported")},
                   p.net_fen, a.number,
                   (SELECT group_concat(outcome || ' ' || answered_on || ' ' || reason, '|') FROM
                    (SELECT b.outcome, b.answered_on, b.reason FROM bank_answer b WHERE b.run = r.run AND b.person = :person ORDER BY b.answer)),
                   substr(r.digest, 1, 16)
            FROM run r
            LEFT JOIN payout p ON p.run = r.run AND p.person = :person
            LEFT JOIN account a ON a.id = p.account
            WHERE r.run IN ({", ".join(str(int(number)) for number in numbers) or "NULL"}) ORDER BY r.run""",
        {"person": person.person},
    ).fetchall()
    columns = (
        Column("run", "int"), Column("paid_month", "month"), Column("prepared_by"), Column("reviewed_by"), Column("approved_by"), Column("exported_by"),
        Column("net_fen", "fen"), Column("account", "account"), Column("bank_answer"), Column("digest"),
    )  # fmt: skip
    shown = [(*row[:8], _answers(row[8]), row[9]) for row in rows]
    return Table("signed", columns, shown, title=t("planning.signed"))


def _answers(text: str | None) -> str:
    told = []
    for answer in (text or "").split("|") if text else []:
        outcome, day, reason = answer.split(" ", 2)
        told.append(f"{t(f'planning.outcome.{outcome}')} {day} {reason}".strip())
    return "；".join(told)


def _standards(
    connection: sqlite3.Connection, lines: Sequence[Mapping[str, Any]], benefits: Mapping[str, Policy]
) -> Table:
    """The standards the lines were worked out with, each with document, days and mark."""
    used = sorted({line[name] for line in lines for name in ("standard", "increment") if line[name] is not None})
    rows = connection.execute(
        f"""SELECT s.policy, s.key, s.jurisdiction, s.mode, s.amount_fen, s.per, s.effective_from, s.known_on, s.document, s.mark,
                   {_SOURCE.format("s")}
            FROM main.standard s JOIN batch b ON b.batch = s.added_by
            WHERE s.id IN ({", ".join(map(str, used)) or "NULL"}) ORDER BY s.policy, s.effective_from, s.jurisdiction, s.key"""
    ).fetchall()
    columns = (
        Column("policy"), Column("key"), Column("jurisdiction", words="planning.jurisdiction"), Column("mode", words="planning.mode"), Column("standard_fen", "fen"),
        Column("per", words="planning.per"), Column("effective_from", "date"), Column("known_on", "date"), Column("document"), Column("mark"), Column("source_file"),
    )  # fmt: skip
    return Table(
        "standards", columns, [(title_of(benefits, row[0]), *row[1:]) for row in rows], title=t("planning.standards")
    )


def _measures(
    connection: sqlite3.Connection, lines: Sequence[Mapping[str, Any]], benefits: Mapping[str, Policy]
) -> list[Table]:
    """What others published and these lines were measured by: what a benefit's own file names under ``evidence``."""
    rows: list[Row] = []
    for policy, month in sorted({(line["policy"], line["month"]) for line in lines if line["policy"] in benefits}):
        for series, period, value, unit, document, known_on, mark in policies.evidence(
            connection, benefits[policy], month
        ):
            text = format_bp(value) if unit == "bp" else format_yuan(value)
            rows.append((title_of(benefits, policy), month, series, period, text, document, known_on, mark))
    columns = (
        Column("policy"), _FOR_MONTH, Column("series", title=t("index.column.series"), words="series"), Column("period", title=t("index.column.period")),
        Column("value", title=t("index.column.value")), Column("document"), Column("known_on", "date"), Column("mark"),
    )  # fmt: skip
    return [Table("measures", columns, rows, title=t("index.measures"))] if rows else []


def _rules(
    connection: sqlite3.Connection, lines: Sequence[Mapping[str, Any]], benefits: Mapping[str, Policy]
) -> list[Table]:
    """The dated rules (rates, times, readings) in force for these benefits and months, a document a row."""
    used = {line["policy"]: [m["month"] for m in lines if m["policy"] == line["policy"]] for line in lines}
    rows: list[Row] = []
    for policy, months in sorted(used.items()):
        found = connection.execute(
            f"""SELECT group_concat(key, '、'), effective_from, effective_to, known_on, document, r.mark, {_SOURCE.format("r")}
                FROM (SELECT * FROM rule_now WHERE policy = ? ORDER BY key) r JOIN batch b ON b.batch = r.added_by
                WHERE effective_from <= ? AND coalesce(effective_to, '9999-12-31') >= ?
                GROUP BY document, effective_from, effective_to ORDER BY effective_from, document""",
            (policy, f"{max(months)}-31", f"{min(months)}-01"),
        )
        rows += [(title_of(benefits, policy), _cut(keys), *rest) for keys, *rest in found.fetchall()]
    columns = (
        Column("policy"), Column("key"), Column("effective_from", "date"), Column("until", "date"), Column("known_on", "date"),
        Column("document"), Column("mark"), Column("source_file"),
    )  # fmt: skip
    return [Table("rules", columns, rows, title=t("planning.rules"))] if rows else []


def _cut(keys: str, most: int = 6) -> str:
    """The first keys of a long list, and how many there are."""
    found = keys.split("、")
    return keys if len(found) <= most else f"{'、'.join(found[:most])}… ({len(found)})"


# what would be due today, and what others pay -------------------------------------------------------------------


def _worked_out(
    connection: sqlite3.Connection,
    person: Person,
    month: str | None,
    year: int,
    as_of: date,
    benefits: Mapping[str, Policy],
) -> list[Table]:
    """What the rules give with the standards known on `as_of`, for this person alone: due for the month, borne by others."""
    span = month or str(year)
    if month is None and not _has_occasion(connection, person, span):
        return []
    wanted = Month.parse(month or f"{year}-12")
    row = connection.execute("SELECT value FROM setting WHERE key = 'first_month'").fetchone()
    first = min(Month.parse(row[0]) if row else wanted, wanted)
    longest = max((benefit.lag for benefit in benefits.values()), default=0)
    scope = engine.Scope(month=wanted.plus(longest), first_month=first, as_of=as_of, full=True, person=person.person)
    engine.compute(connection, scope, benefits)
    tables = [_today(connection, person, month, as_of, benefits)] if month is not None else []
    tables += _borne(connection, span, benefits)
    engine.clear(connection)
    return tables


def _has_occasion(connection: sqlite3.Connection, person: Person, span: str) -> bool:
    """Whether anything was decided for the person in a month or year."""
    query = "SELECT 1 FROM occasion_now o JOIN enrolment e ON e.enrolment = o.enrolment WHERE e.person = ? AND o.decided_on LIKE ? LIMIT 1"
    return connection.execute(query, (person.person, f"{span}%")).fetchone() is not None


def _today(
    connection: sqlite3.Connection, person: Person, month: str, as_of: date, benefits: Mapping[str, Policy]
) -> Table:
    """What is due for the month, benefit by benefit, or why nothing is."""
    rows = connection.execute(
        """SELECT s.policy, d.base_fen, d.per, d.quantity_x100, d.share_bp, d.divisor, d.round_fen, d.round_up, coalesce(d.due_fen, 0),
                  coalesce((SELECT 'yields:' || x.winner FROM excluded x WHERE x.enrolment = s.enrolment AND x.month = :month),
                           (SELECT h.code FROM held_month h WHERE h.enrolment = s.enrolment AND h.month = :month AND h.code NOT IN ('E403', 'E404', 'E412', 'E413')),
                           (SELECT i.kind FROM interruption i WHERE i.person = s.person AND i.policy IN ('', s.policy) AND i.from_month <= :month AND i.until_month > :month),
                           CASE WHEN s.first_month > :month THEN 'not-started' WHEN s.last_month < :month THEN s.end_reason END, '')
           FROM span s
           JOIN policy_rule r ON r.policy = s.policy
           LEFT JOIN due d ON d.enrolment = s.enrolment AND d.month = :month
           WHERE s.person = :person AND (r.kind = 'roster' OR d.due_fen IS NOT NULL) ORDER BY s.policy, d.component""",
        {"month": month, "person": person.person},
    ).fetchall()
    shown: list[Row] = []
    for policy, *worked, reason in rows:
        factors = Factors(month, *worked)
        if reason and not factors.due_fen:
            text = t(f"reason.{reason.partition(':')[0]}")
        else:
            text = sentence(factors, unit_of(benefits, policy))
        shown.append((title_of(benefits, policy), factors.due_fen, text))
    return Table(
        "due_today",
        (Column("policy"), Column("due_fen", "fen"), Column("working")),
        shown,
        title=t("payments.due_as_of", day=as_of),
    )


def _borne(connection: sqlite3.Connection, span: str, benefits: Mapping[str, Policy]) -> list[Table]:
    """What unit and person pay themselves of a case of which the public pays the rest: worked out, never paid here."""
    found = connection.execute(
        """SELECT s.policy, o.reference, b.payer, b.month, b.base_fen, b.per, b.quantity_x100, b.share_bp, b.divisor, b.round_fen, b.round_up, b.due_fen
           FROM borne b
           JOIN span s ON s.enrolment = b.enrolment
           JOIN occasion o ON o.id = b.occasion
           WHERE b.month LIKE ? AND b.due_fen > 0 ORDER BY b.month, s.policy, b.component""",
        (f"{span}%",),
    ).fetchall()
    rows: list[Row] = []
    for policy, reference, payer, *worked in found:
        factors = Factors(*worked)
        text = sentence(factors, unit_of(benefits, policy))
        rows.append((title_of(benefits, policy), factors.month, reference, payer, factors.due_fen, text))
    columns = (
        Column("policy"), _FOR_MONTH, Column("reference", title=t("planning.case")), Column("payer", title=t("planning.payer"), words="payer"),
        Column("due_fen", "fen", total=True), Column("working"),
    )  # fmt: skip
    return [Table("borne", columns, rows, title=t("planning.borne"))] if rows else []


# the facts ------------------------------------------------------------------------------------------------------


def _facts(connection: sqlite3.Connection, person: Person, benefits: Mapping[str, Policy]) -> Table:
    """The terms of every enrolment, each with the sheet and row it came from."""
    rows = connection.execute(
        f"""SELECT e.policy, t.from_month, t.category, t.grade, t.nature, t.approved_on, t.start_month, t.ends_on, t.document, {_SOURCE.format("t")}
            FROM enrolment e JOIN terms_now t ON t.enrolment = e.enrolment JOIN batch b ON b.batch = t.added_by
            WHERE e.person = ? ORDER BY e.policy, t.from_month""",
        (person.person,),
    ).fetchall()
    columns = (
        Column("policy"), Column("from_month", "month"), Column("category"), Column("grade", "int"), Column("nature"),
        Column("approved_on", "date"), Column("start_month", "month"), Column("ends_on", "date"), Column("document"), Column("source"),
    )  # fmt: skip
    titles = {c["code"]: pick(c) for b in benefits.values() for c in b.item.meta.get("categories", [])}
    shown = [
        (
            title_of(benefits, row[0]),
            row[1],
            titles.get(row[2], row[2]),
            row[3],
            t(f"nature.{row[4]}") if row[4] else "",
            *row[5:],
        )
        for row in rows
    ]
    return Table("facts", columns, shown, title=t("payments.facts"))


_EVENTS = f"""
SELECT 'service' AS fact, enlisted_on AS since, coalesce(conscript_to, discharged_on) AS until, '' AS word, '' AS policy, '' AS document, {_SOURCE.format("x")} AS source
FROM service_now x JOIN batch b ON b.batch = x.added_by WHERE person = :person
UNION ALL
SELECT 'death', died_on, NULL, x.source, '', '', {_SOURCE.format("x")} FROM death x JOIN batch b ON b.batch = x.added_by WHERE person = :person AND ended_by IS NULL
UNION ALL
SELECT 'move-' || direction, moved_on, NULL, place, '', '', {_SOURCE.format("x")} FROM move_now x JOIN batch b ON b.batch = x.added_by WHERE person = :person
UNION ALL
SELECT kind, from_month, resumed_month, reason, policy, document, {_SOURCE.format("x")} FROM suspension_now x JOIN batch b ON b.batch = x.added_by WHERE person = :person
UNION ALL
SELECT 'confirmation', coalesce(noticed_on, year), confirmed_on, method, '', '', {_SOURCE.format("x")} FROM confirmation_now x JOIN batch b ON b.batch = x.added_by WHERE person = :person
UNION ALL
SELECT 'occasion', happened_on, decided_on, reference, e.policy, x.document, {_SOURCE.format("x")}
FROM occasion_now x JOIN enrolment e ON e.enrolment = x.enrolment JOIN batch b ON b.batch = x.added_by WHERE e.person = :person
UNION ALL
SELECT 'verdict-' || decision, substr(at, 1, 10), NULL, reason, '', evidence, actor FROM verdict WHERE person = :person AND evidence NOT LIKE 'variance:%'
UNION ALL
SELECT 'written-reason', substr(evidence, 10, 7), NULL, reason, substr(evidence, 18), '', actor || ' ' || substr(at, 1, 10) FROM verdict WHERE person = :person AND evidence LIKE 'variance:%'
UNION ALL
SELECT 'bypass', month, month, reason, policy, '', actor FROM bypass WHERE person = :person
ORDER BY since, fact"""


def _events(connection: sqlite3.Connection, person: Person, benefits: Mapping[str, Policy]) -> Table:
    """What else is known of the person and bears on the payments, each with where it came from."""
    rows = connection.execute(_EVENTS, {"person": person.person}).fetchall()
    columns = (
        Column("fact", words="planning.fact"), Column("since"), Column("until"), Column("detail"), Column("policy"), Column("document"), Column("source"),
    )  # fmt: skip
    shown = [
        (fact, since, until, _word(word), title_of(benefits, policy) if policy else "", document, source)
        for fact, since, until, word, policy, document, source in rows
    ]
    return Table("events", columns, shown, title=t("planning.events"))


def _word(text: str) -> str:
    """The name of a list that told of a death in words; anything else as it is."""
    return t(f"planning.told_by.{text}") if known(f"planning.told_by.{text}") else text


def _held(connection: sqlite3.Connection, person: Person, span: str, benefits: Mapping[str, Policy]) -> Table:
    """What was held back for these months, by which run, and why."""
    rows = connection.execute(
        """SELECT h.run, r.month, e.policy, h.month, h.code, h.detail
           FROM held h JOIN run_state r ON r.run = h.run AND r.state <> 'voided' JOIN enrolment e ON e.enrolment = h.enrolment
           WHERE e.person = ? AND (h.month LIKE ? OR r.month LIKE ?) ORDER BY h.run, e.policy, h.month, h.code""",
        (person.person, f"{span}%", f"{span}%"),
    ).fetchall()
    columns = (
        Column("run", "int"),
        Column("paid_month", "month"),
        Column("policy"),
        _FOR_MONTH,
        Column("code"),
        Column("reason"),
        Column("detail"),
    )
    shown = [
        (run, paid, title_of(benefits, policy), month, code, t(f"reason.{code}"), lacking.words(detail, benefits))
        for run, paid, policy, month, code, detail in rows
    ]
    return Table("held", columns, shown, title=t("payments.held"))


def _debts(connection: sqlite3.Connection, person: Person) -> Table:
    """Everything that changed the debt, oldest first, with what was owed after it."""
    rows = [
        (when, kind, fen, after, run, note)
        for run, when, kind, fen, after, note in debts.movements(connection, person.person)
    ]
    columns = (
        Column("since"), Column("entry", words="debt"), Column("owed_fen", "fen", total=True), Column("balance_fen", "fen"), Column("run", "int"), Column("document"),
    )  # fmt: skip
    return Table("debts", columns, rows, title=t("planning.debts"))
