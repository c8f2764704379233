"""Why the price subsidy of a month did or did not start: every input with its document, the line it reached, the amounts.

What is shown is read from the view that the benefit itself reads (``index_month``) and worked out by the benefit itself;
nothing is decided here. A month is the month of the index, whenever it is paid.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from datetime import date
from typing import Any

from vetctl.core.catalogue import pick, t
from vetctl.core.errors import NotFound
from vetctl.core.money import format_bp
from vetctl.core.month import Month, months_between
from vetctl.output.report import Column, Report, Table
from vetctl.payments import engine
from vetctl.payments.explain import unit_of
from vetctl.payments.policy import Policy
from vetctl.payments.working import Factors, sentence
from vetctl.store.db import look_back

CODE = "price-subsidy"
_SERIES = {"cpi": "trigger_cpi_bp", "food-cpi": "trigger_food_bp", "scpi": None, "scpi-quarter": "trigger_quarter_bp"}
"""Series -> its line in ``index_month``."""
_VALUE = {"cpi": "cpi_bp", "food-cpi": "food_bp", "scpi": "scpi_bp", "scpi-quarter": "quarter_bp"}
_LINE_RULE = {"cpi": "trigger-cpi", "food-cpi": "trigger-food", "scpi-quarter": "trigger-quarter"}
_PEOPLE = ({"person": 1, "hukou": "urban"}, {"person": 2, "hukou": "rural"})
"""Two people who do not exist, to see what each kind of household would get."""


def decide(connection: sqlite3.Connection, month: Month, *, as_of: date, benefits: Mapping[str, Policy]) -> Report:
    """One index month in full.

    Args:
        as_of: with what was known on this day.

    Raises:
        NotFound: E525 the benefit is not on the shelf.
    """
    benefit = _benefit(benefits)
    look_back(connection, as_of.isoformat())
    found = _months(connection).get(str(month), {})
    rules = _rules(connection, month)
    amounts = _amounts(connection, benefit, month, month, as_of)[str(month)]
    heads, paid_fen = _paid(connection, month, month).get(str(month), (0, 0))
    missing = _missing(found)
    return Report(
        command="payments index decide",
        tables=[_inputs(connection, month, found, rules), _parameters(rules, benefit), _amount_table(connection, month, amounts, unit_of(benefits, CODE))],
        summary={
            "month": str(month), "state": found.get("state", "open"), "why": _why(found, missing),
            "urban_fen": _fen(amounts, 1), "rural_fen": _fen(amounts, 2), "heads": heads, "paid_fen": paid_fen,
        },
        as_of=as_of,
    )  # fmt: skip


def listing(connection: sqlite3.Connection, year: int, *, as_of: date, benefits: Mapping[str, Policy]) -> Report:
    """All index months of a year up to the month of `as_of`, decided or not.

    Raises:
        NotFound: E525 the benefit is not on the shelf.
    """
    benefit = _benefit(benefits)
    look_back(connection, as_of.isoformat())
    decided = _months(connection)
    first, last = Month(year, 1), min(Month(year, 12), max(Month.of(as_of), Month(year, 1)))
    amounts, paid = _amounts(connection, benefit, first, last, as_of), _paid(connection, first, last)
    rows = []
    for month in months_between(first, last):
        found = decided.get(str(month), {})
        rises = [_bp(found.get(_VALUE[series])) for series in _shown(found)]
        rows.append((
            str(month), *rises, found.get("state", "open"), _why(found, _missing(found)),
            _fen(amounts[str(month)], 1), _fen(amounts[str(month)], 2), *paid.get(str(month), (0, 0)),
        ))  # fmt: skip
    started = sum(1 for row in rows if row[4] == "started")
    columns = (
        Column("month", "month"), Column("cpi", title=t("index.column.cpi")), Column("food", title=t("index.column.food")),
        Column("low_income", title=t("index.column.low_income")), Column("state", title=t("index.column.state"), words="state"),
        Column("why", title=t("index.column.why")), Column("urban_fen", "fen", title=t("index.column.urban")),
        Column("rural_fen", "fen", title=t("index.column.rural")), Column("heads", "int", total=True), Column("paid_fen", "fen", title=t("index.column.paid"), total=True),
    )  # fmt: skip
    return Report(
        command="payments index list",
        tables=[Table("months", columns, rows, title=t("index.months_of", year=year))],
        summary={"year": year, "started": started, "paid_fen": sum(row[-1] for row in rows)},
        as_of=as_of,
    )


def _benefit(benefits: Mapping[str, Policy]) -> Policy:
    if CODE not in benefits:
        raise NotFound("E525", name=CODE, known=", ".join(benefits))
    return benefits[CODE]


def _months(connection: sqlite3.Connection) -> dict[str, dict[str, Any]]:
    cursor = connection.execute("SELECT * FROM index_month")
    names = [column[0] for column in cursor.description]
    return {row[0]: dict(zip(names, row, strict=True)) for row in cursor.fetchall()}


def _rules(connection: sqlite3.Connection, month: Month) -> dict[str, tuple[Any, ...]]:
    """Parameter -> value, word, document, mark, of those in force in the month."""
    rows = connection.execute("SELECT key, value, word, document, mark FROM index_rule WHERE month = ? AND key IS NOT NULL ORDER BY key", (str(month),))
    return {row[0]: row[1:] for row in rows.fetchall()}


def _shown(found: Mapping[str, Any]) -> tuple[str, str, str]:
    """The series of the three columns: by the quarter where the quarter decides."""
    return ("cpi", "food-cpi", "scpi-quarter" if found.get("variant") == "E" else "scpi")


def _inputs(connection: sqlite3.Connection, month: Month, found: Mapping[str, Any], rules: Mapping[str, tuple[Any, ...]]) -> Table:
    """Every index of the month with its document, the line and the line's."""
    quarter = f"{month.year}-{(month.month - 1) // 3 * 3 + 1:02d}"
    rows = []
    for series in _shown(found) if found.get("variant") != "E" else ("scpi-quarter",):
        value, line = found.get(_VALUE[series]), found.get(_SERIES[series] or "")
        source = connection.execute(
            "SELECT document, known_on, mark FROM yardstick_now WHERE series = ? AND period = ?", (series, quarter if series == "scpi-quarter" else str(month))
        ).fetchone()
        reached = None if value is None or line is None else value > line if series == "scpi-quarter" else value >= line
        document = rules.get(_LINE_RULE.get(series, ""), (None, None, ""))[2]
        rows.append((series, _bp(value), _bp(line), "" if reached is None else "yes" if reached else "no", *(source or ("", None, "")), document))
    columns = (
        Column("series", title=t("index.column.series"), words="series"), Column("value", title=t("index.column.value")),
        Column("line", title=t("index.column.line")), Column("reached", title=t("index.column.reached"), words="index.reached"),
        Column("document"), Column("known_on", "date", title=t("index.column.known_on")), Column("mark"),
        Column("line_document", title=t("index.column.line_document")),
    )  # fmt: skip
    return Table("inputs", columns, rows, title=t("index.inputs"))


def _parameters(rules: Mapping[str, tuple[Any, ...]], benefit: Policy) -> Table:
    """The parameters in force, as the rules register says them."""
    declared: Mapping[str, Mapping[str, Any]] = benefit.item.meta.get("rule", {})
    rows = []
    for key, (value, word, document, mark) in rules.items():
        spec = declared.get(key, {})
        text = pick(dict(spec.get("word", {}).get(word, {"zh": word, "en": word}))) if word else format_bp(value) if spec.get("unit") == "percent" else str(value)
        rows.append((pick({name: spec[name] for name in ("zh", "en")}) if spec else key, text, document, mark))
    columns = (Column("parameter", title=t("index.column.parameter")), Column("value", title=t("index.column.value")), Column("document"), Column("mark"))
    return Table("parameters", columns, rows, title=t("index.parameters"))


def _amounts(connection: sqlite3.Connection, benefit: Policy, first: Month, last: Month, as_of: date) -> dict[str, dict[int, dict[str, Any]]]:
    """Month -> person of `_PEOPLE` -> what the benefit itself answers."""
    found: dict[str, dict[int, dict[str, Any]]] = {str(month): {} for month in months_between(first, last)}
    for row in engine.try_out(connection, benefit, first=first, last=last, as_of=as_of, people=_PEOPLE):
        found[str(row["month"])][int(str(row["enrolment"]))] = row
    return found


def _amount_table(connection: sqlite3.Connection, month: Month, amounts: Mapping[int, Mapping[str, Any]], unit: str) -> Table:
    rows = []
    for person, row in amounts.items():
        document = connection.execute("SELECT document FROM main.standard WHERE id = ?", (row["standard"],)).fetchone()
        factors = Factors(
            month=str(month), base_fen=row["base_fen"], per=row["per"], quantity_x100=row["quantity_x100"], share_bp=row["share_bp"],
            divisor=row["divisor"], round_fen=row["round_fen"], round_up=row["round_up"], due_fen=row["due_fen"] or 0,
        )  # fmt: skip
        lacking = row["due_fen"] is None
        rows.append((
            "urban" if person == 1 else "rural", row["base_fen"], document[0] if document else "",
            t("index.no_standard") if lacking else sentence(factors, unit), row["due_fen"],
        ))  # fmt: skip
    columns = (
        Column("household", title=t("index.column.household"), words="index.household"), Column("standard_fen", "fen", title=t("index.column.standard")),
        Column("document"), Column("working"), Column("due_fen", "fen"),
    )  # fmt: skip
    return Table("amounts", columns, rows, title=t("index.amounts"))


def _paid(connection: sqlite3.Connection, first: Month, last: Month) -> dict[str, tuple[int, int]]:
    """Month -> heads and sum that the ledger holds for it."""
    rows = connection.execute(
        """SELECT month, COUNT(*), SUM(fen) FROM (
             SELECT l.month, l.enrolment, SUM(l.amount_fen) AS fen
             FROM enrolment e
             CROSS JOIN json_each(?) m
             CROSS JOIN ledger l ON l.month = m.value AND l.enrolment = e.enrolment
             WHERE e.policy = ?
             GROUP BY l.month, l.enrolment HAVING SUM(l.amount_fen) <> 0)
           GROUP BY month""",
        (json.dumps([str(month) for month in months_between(first, last)]), CODE),
    )
    return {month: (heads, fen) for month, heads, fen in rows.fetchall()}


def _missing(found: Mapping[str, Any]) -> list[str]:
    """What keeps a month open: series and parameters, by the words of the catalogue."""
    if found.get("state", "open") != "open":
        return []
    if not found:
        return ["series.cpi", "series.food-cpi"]
    variant, reached = found["variant"], found["line_reached"]
    if variant == "E":
        needed = {"series.scpi-quarter": found["quarter_bp"], "rule.trigger-quarter": found["trigger_quarter_bp"]}
        return [name for name, value in needed.items() if value is None]
    needed = {"rule.variant": variant}
    if not reached:
        needed |= {"series.cpi": found["cpi_bp"], "series.food-cpi": found["food_bp"], "rule.trigger-cpi": found["trigger_cpi_bp"], "rule.trigger-food": found["trigger_food_bp"]}
    elif variant == "A":
        needed |= {"series.scpi": found["scpi_bp"]}
    elif variant == "B":
        needed |= {"series.cpi": found["cpi_bp"], "series.food-cpi": found["food_bp"]}
    elif variant == "C":
        needed |= {"series.cpi": found["cpi_bp"], "rule.divisor": found["divisor"]}
    return [name for name, value in needed.items() if value is None] or ["rule.earlier"]


def _why(found: Mapping[str, Any], missing: list[str]) -> str:
    """One sentence: which line was reached, by how much it is multiplied, or what is missing."""
    if missing:
        return t("index.open", missing="、".join(t(name if name.startswith("series.") else f"index.{name}") for name in missing))
    values = {
        "cpi": _bp(found["cpi_bp"]), "cpi_line": _bp(found["trigger_cpi_bp"]), "food": _bp(found["food_bp"]), "food_line": _bp(found["trigger_food_bp"]),
        "quarter": _bp(found["quarter_bp"]), "quarter_line": _bp(found["trigger_quarter_bp"]),
    }  # fmt: skip
    if found["state"] == "not-started":
        kind = "stopped" if found["line_reached"] else "quarter_below" if found["variant"] == "E" else "below"
    else:
        kind = found["reached"]
    text = t(f"index.because.{kind}", **values)
    return text if found["multiplier_bp"] == 10000 or found["state"] != "started" else text + t("index.multiplied", by=format_bp(found["multiplier_bp"]))


def _fen(amounts: Mapping[int, Mapping[str, Any]], person: int) -> int | None:
    return amounts[person]["due_fen"] if person in amounts else 0


def _bp(value: int | None) -> str:
    return "" if value is None else format_bp(value)


