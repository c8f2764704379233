"""One person as the registers have it: what holds now, and every version of every fact with where it came from.

It reads only. Headings and words are those of the registers that feed the facts.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from vetctl.core.catalogue import known, t
from vetctl.intake import shelf
from vetctl.intake.people import entries
from vetctl.intake.wording import Wording
from vetctl.output.report import Column, Kind, Report, Table

_FLAGS = frozenset({"rural_at_discharge"})
"""Yes or no, derived from a column of words."""
_UNSAID = entries.ORIGIN | {"person", "benefit", "enrolment", "about"}


class Words:
    """The clerk's headings and words for stored columns and codes, whatever register feeds them."""

    def __init__(self, bureau_shelves: Path | None = None) -> None:
        self._titles = shelf.titles(bureau_shelves)
        self._fields: dict[tuple[str, str], tuple[Wording, str]] = {}
        for register in shelf.registers().values():
            wording = Wording(register, self._titles)
            for feed in register.feeds:
                for column, field in {**feed.key, **feed.values, **feed.facts}.items():
                    key = (feed.table, column)
                    if key not in self._fields or (field in wording.columns and self._fields[key][1] not in self._fields[key][0].columns):
                        self._fields[key] = (wording, field)

    def fact(self, table: str) -> str:
        """What kind of fact a table holds."""
        return t(f"people.fact.{table}")

    def benefit(self, code: str) -> str:
        """The title of a benefit."""
        return self._titles.get(("policy", code), code)

    def says(self, table: str, version: Mapping[str, Any]) -> str:
        """What a version says, heading by heading; blanks are left out."""
        if table == "person":
            return f"{version['id_no']}；{version['born_on']}；{t('people.sex.' + version['sex'])}"
        stated = {name: value for name, value in version.items() if name not in _UNSAID and value not in (None, "")}
        packed = json.loads(stated.pop("facts")) if "facts" in stated else {}
        said = "；".join(self._said(table, name, value) for name, value in {**stated, **packed}.items())
        return f"{self.benefit(version['benefit'])}：{said}" if "benefit" in version else said

    def _said(self, table: str, name: str, value: Any) -> str:
        wording, field = self._fields.get((table, name), (None, name))
        title = wording.title(field) if wording else name
        if title == name:  # what checks derive has no heading
            title = t(f"people.field.{name}") if known(f"people.field.{name}") else name
        if name in _FLAGS:
            value = t("intake.yes") if value else t("intake.no")
        return f"{title} {wording.value(field, value) if wording else value}"


def show(connection: sqlite3.Connection, person: int, words: Words) -> Report:
    """A person as registered now: numbers, facts, benefits with what was paid, and the entries merged into it."""
    family = entries.family(connection, person)
    name, number, born_on, sex, township, village = connection.execute(
        """SELECT f.name, p.id_no, p.born_on, p.sex, f.township, f.village FROM person p JOIN profile_now f ON f.person = p.person
           WHERE p.person = ?""",
        (person,),
    ).fetchone()
    owed = connection.execute("SELECT coalesce(SUM(balance_fen), 0) FROM owed_now WHERE person = ?", (person,)).fetchone()[0]
    summary = {
        "number": f"#{person}", "name": name, "identity": number, "born_on": born_on, "sex": t(f"people.sex.{sex}"), "township": township,
        "village": village, "owed_fen": owed,
    }  # fmt: skip
    return Report(
        command="people show",
        tables=[_benefits(connection, family, words), _facts_now(connection, person, words), _numbers(connection, person, family)],
        summary={key: value for key, value in summary.items() if value not in (None, "", 0)},
        next_step=f"vetctl people history '#{person}'",
    )


def _numbers(connection: sqlite3.Connection, person: int, family: Sequence[int]) -> Table:
    among = entries.among(family)
    rows = [(t("people.current"), *connection.execute("SELECT person, id_no, NULL, NULL, NULL FROM person WHERE person = ?", (person,)).fetchone())]
    rows += [
        (t("people.former"), *row)
        for row in connection.execute(
            f"SELECT person, number, reason, actor, substr(at, 1, 10) FROM former_number WHERE person IN ({among}) ORDER BY former"
        )
    ]
    rows += [
        (t("people.merged_number"), *row)
        for row in connection.execute(
            f"""SELECT p.person, p.id_no, m.reason, m.actor, substr(m.at, 1, 10) FROM merged m JOIN person p ON p.person = m.absorbed
                WHERE m.absorbed IN ({among}) ORDER BY m.event"""
        )
    ]
    columns = (_column("kind"), _column("under"), Column("identity", "identity", title=t("people.column.number")), Column("reason"), _column("actor"), _column("when", "date"))
    return Table("numbers", columns, [(kind, f"#{whose}", *rest) for kind, whose, *rest in rows], title=t("people.numbers"))


def _facts_now(connection: sqlite3.Connection, person: int, words: Words) -> Table:
    """Everything but the benefits, which have a table of their own."""
    rows = [
        (words.fact(table), words.says(table, version), version["added_by"])
        for table in entries.TABLES
        if table != "terms"
        for version in entries.versions(connection, table, [person])
    ]
    return Table("facts", (_column("fact"), _column("says"), _column("added", "int")), rows, title=t("people.facts"))


def _benefits(connection: sqlite3.Connection, family: Sequence[int], words: Words) -> Table:
    """Benefits, with the terms that hold and what was paid; under a merged entry what stayed there."""
    among = entries.among(family)
    rows = connection.execute(
        f"""SELECT e.person, e.policy, t.category, t.grade, coalesce(t.start_month, t.from_month), t.ends_on,
                   MIN(l.month), MAX(l.month), coalesce(SUM(l.amount_fen), 0)
            FROM enrolment e
            LEFT JOIN terms t ON t.enrolment = e.enrolment AND t.ended_by IS NULL
                 AND t.from_month = (SELECT MAX(x.from_month) FROM terms x WHERE x.enrolment = e.enrolment AND x.ended_by IS NULL)
            LEFT JOIN ledger l ON l.enrolment = e.enrolment
            WHERE e.person IN ({among})
            GROUP BY e.enrolment ORDER BY e.person <> {family[0]}, e.person, e.policy"""
    ).fetchall()
    dead = connection.execute(f"SELECT 1 FROM death_best WHERE person = {family[0]}").fetchone() is not None
    columns = (
        _column("under"), _column("benefit"), _column("category"), _column("state"), _column("from_month", "month"), _column("ends", "date"),
        _column("first_paid", "month"), _column("last_paid", "month"), Column("paid_fen", "fen", title=t("people.column.paid"), total=True),
    )  # fmt: skip
    shown = []
    for who, policy, category, grade, start, ends, *paid in rows:
        state = "history" if category is None else "died" if dead else "ended" if ends else "drawing"
        said = words.says("terms", {"category": category, "grade": grade}) if category else None
        shown.append((f"#{who}", words.benefit(policy), said, t(f"people.state.{state}"), start, ends, *paid))
    return Table("benefits", columns, shown, title=t("people.benefits"))


def history(connection: sqlite3.Connection, person: int, words: Words) -> Report:
    """Every version of every fact of a person and of the entries merged into it, oldest first, and what was decided."""
    family = entries.family(connection, person)
    batches = {row[0]: row[1:] for row in connection.execute("SELECT batch, file_name, received_on, actor FROM batch").fetchall()}
    rows = []
    for table in ("person", *entries.TABLES):
        for version in entries.versions(connection, table, family, ended=True):
            file, received_on, actor = batches[version["added_by"]]
            ended = version.get("ended_by")
            rows.append(
                (
                    version["added_by"], f"#{version['person']}", words.fact(table), words.says(table, version), file, version.get("sheet"),
                    version.get("row_no"), received_on, actor, ended, batches[ended][1] if ended else None,
                )
            )  # fmt: skip
    rows.sort(key=lambda row: row[0])
    columns = (
        _column("added", "int"), _column("under"), _column("fact"), _column("says"), _column("file"), _column("sheet"), _column("row", "int"),
        _column("received_on", "date"), _column("actor"), _column("ended", "int"), _column("ended_on", "date"),
    )  # fmt: skip
    tables = [Table("versions", columns, rows, title=t("people.versions"))]
    acts = _acts(connection, family)
    if acts.rows:
        tables.append(acts)
    return Report(command="people history", tables=tables, summary={"number": f"#{person}", "versions": len(rows)})


def _acts(connection: sqlite3.Connection, family: Sequence[int]) -> Table:
    among = entries.among(family)
    rows = connection.execute(
        f"""SELECT event, at, 'renumber', number || ' → ' || successor, reason, actor FROM former_number WHERE person IN ({among})
            UNION ALL
            SELECT event, at, 'merge', '#' || absorbed || ' → #' || survivor, reason, actor FROM merged WHERE absorbed IN ({among})
            UNION ALL
            SELECT event, at, said, one || ' / ' || other, reason, actor FROM duplicate_decision
            WHERE one IN (SELECT id_no FROM person WHERE person IN ({among})) OR other IN (SELECT id_no FROM person WHERE person IN ({among}))
            ORDER BY 1"""
    ).fetchall()
    shown = [
        (seq, at, t(f"people.act.{what}") if what in ("renumber", "merge") else t(f"people.said.{what}"), subject, reason, actor)
        for seq, at, what, subject, reason, actor in rows
    ]
    columns = (Column("seq", "int"), _column("when"), _column("what"), _column("number"), Column("reason"), _column("actor"))
    return Table("acts", columns, shown, title=t("people.acts"))


def _column(key: str, kind: Kind = "text") -> Column:
    return Column(key, kind, title=t(f"people.column.{key}"))
