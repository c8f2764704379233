"""The money needed in the months to come, by month, benefit and source.

The standards are those known on the day of the forecast, raises of the future included; people come and go as the register
already says (60 this month, an end date, 18 years old). Deaths are counted only when somebody gives a rate, and people who
are on no roster yet stand apart from those who are.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import date

from vetctl.core.catalogue import t
from vetctl.core.money import half_up
from vetctl.output.report import Chart, Column, Report, Row, Table
from vetctl.payments import ahead
from vetctl.payments import run as runs
from vetctl.payments.ahead import BY_SOURCE, Played
from vetctl.payments.budget import SOURCES
from vetctl.payments.policy import Policy
from vetctl.payments.settlement import Settlement
from vetctl.payments.show import title_of
from vetctl.store.journal import Actor

_HEADS = "COUNT(DISTINCT CASE WHEN kind = 'regular' THEN enrolment END)"


def money_columns() -> tuple[Column, ...]:
    """The columns of the four sources and their sum."""
    parts = (Column(f"{source}_fen", "fen", title=t(f"payer.{source}"), total=True) for source in SOURCES)
    return (*parts, Column("total_fen", "fen", total=True))


def report(
    connection: sqlite3.Connection,
    *,
    actor: Actor,
    as_of: date,
    months: int,
    benefits: Mapping[str, Policy],
    settlement: Settlement | None = None,
    deaths_permille: int = 0,
) -> Report:
    """The forecast, worked out inside the caller's transaction.

    Args:
        deaths_permille: expected deaths of 1,000 heads a year; 0 counts none.
    """
    first = runs.coming_month(connection, as_of)
    ahead.enrol_likely(connection, benefits, first=first, last=first.plus(months - 1))
    played = ahead.play(connection, actor=actor, as_of=as_of, months=months, benefits=benefits, settlement=settlement)
    ahead.lay_out(connection, {"now": played})
    by_month = _by_month(connection, played)
    held = _held(connection, played.runs[-1])
    said = Report(
        command="payments forecast",
        tables=[
            by_month,
            _by_benefit(connection, benefits),
            _movements(connection, played, benefits),
            _likely(connection, benefits),
            *([_deaths(connection, deaths_permille)] if deaths_permille else []),
            _raises(connection, as_of, played, benefits),
            _detail(connection, benefits, title=t("planning.forecast_detail"), name="by_month_and_policy"),
        ],
        summary={
            "from_month": played.months[0],
            "to_month": played.months[-1],
            "months": months,
            "total_fen": (by_month.totals() or [])[by_month.position("total_fen")],
            "held": held,
        },
        as_of=as_of,
    )
    said.warnings.append(t("planning.forecast_limits"))
    if held:
        said.warnings.append(t("planning.forecast_held", count=held))
    return said


def _by_month(connection: sqlite3.Connection, played: Played) -> Table:
    """The need month by month; what will be kept back of it from people who owe is not subtracted."""
    rows = connection.execute(
        f"""SELECT month, COUNT(DISTINCT CASE WHEN kind = 'regular' AND by_roster THEN enrolment END), {BY_SOURCE}, SUM(CASE kind WHEN 'arrears' THEN amount_fen ELSE 0 END),
                   SUM(CASE kind WHEN 'recovery' THEN amount_fen ELSE 0 END),
                   (SELECT set_off_fen FROM run r JOIN played p ON p.run = r.run WHERE p.month = l.month)
            FROM played_line l WHERE NOT likely GROUP BY month ORDER BY month"""
    ).fetchall()
    found = {row[0]: row for row in rows}
    columns = (
        Column("month", "month"), Column("heads", "int"), *money_columns(),
        Column("arrears_fen", "fen", total=True), Column("recovery_fen", "fen", total=True), Column("set_off_fen", "fen", total=True),
    )  # fmt: skip
    shown = [found.get(month, (month, *[0] * (len(columns) - 1))) for month in played.months]
    title = t("planning.forecast_by_month", first=played.months[0], last=played.months[-1])
    return Table(
        "by_month", columns, shown, title=title, note=t("planning.forecast_note"), chart=Chart("month", "total_fen")
    )


def _by_benefit(connection: sqlite3.Connection, benefits: Mapping[str, Policy]) -> Table:
    rows = connection.execute(
        f"SELECT policy, {BY_SOURCE} FROM played_line WHERE NOT likely GROUP BY policy ORDER BY SUM(amount_fen) DESC, policy"
    )
    shown = [(title_of(benefits, policy), *money) for policy, *money in rows.fetchall()]
    return Table(
        "by_policy",
        (Column("policy"), *money_columns()),
        shown,
        title=t("planning.forecast_by_benefit"),
        chart=Chart("policy", "total_fen"),
    )


def _detail(
    connection: sqlite3.Connection,
    benefits: Mapping[str, Policy],
    *,
    name: str,
    title: str,
    likely: bool = False,
    note: str | None = None,
) -> Table:
    rows = connection.execute(
        f"SELECT month, policy, {_HEADS}, {BY_SOURCE} FROM played_line WHERE likely = ? GROUP BY month, policy ORDER BY month, policy",
        (likely,),
    )
    shown = [(month, title_of(benefits, policy), *rest) for month, policy, *rest in rows.fetchall()]
    return Table(
        name,
        (Column("month", "month"), Column("policy"), Column("heads", "int"), *money_columns()),
        shown,
        title=title,
        note=note,
    )


def _likely(connection: sqlite3.Connection, benefits: Mapping[str, Policy]) -> Table:
    """Those who are on no roster yet but whose facts say that they will be; not part of the sums above."""
    (missing,) = connection.execute(
        "SELECT COUNT(DISTINCT h.enrolment) FROM held h JOIN played p ON p.run = h.run JOIN newcomer n ON n.enrolment = h.enrolment WHERE h.code IN ('E401', 'E402')"
    ).fetchone()
    note = t("planning.likely_note", missing=missing)
    return _detail(connection, benefits, name="likely_newcomers", title=t("planning.likely"), likely=True, note=note)


def _movements(connection: sqlite3.Connection, played: Played, benefits: Mapping[str, Policy]) -> Table:
    """Who comes and goes by what the register says today, likely newcomers included."""
    rows = connection.execute(
        """SELECT p.month, b.policy, b.movement, b.reason, b.heads FROM played p JOIN bridge b ON b.run = p.run
           WHERE b.movement NOT IN ('before', 'now') AND p.place > 0 ORDER BY p.month, b.policy, b.movement, b.reason"""
    ).fetchall()
    columns = (
        Column("month", "month"),
        Column("policy"),
        Column("movement", words="planning.movement"),
        Column("reason"),
        Column("heads", "int"),
    )
    shown = [
        (month, title_of(benefits, policy), move, t(f"reason.{reason}") if reason else "", heads)
        for month, policy, move, reason, heads in rows
    ]
    return Table("movements", columns, shown, title=t("planning.forecast_movements", month=played.months[0]))


def _deaths(connection: sqlite3.Connection, permille: int) -> Table:
    """What the expected deaths would save: the month of death is still paid, so the first month saves nothing.

    By month k (from 0) k twelfths of a year's deaths have happened. Funeral sums are not in it.
    """
    rows = connection.execute(
        f"""SELECT month, place, {BY_SOURCE} FROM played_line
            WHERE NOT likely AND kind = 'regular' AND occasion IS NULL GROUP BY month ORDER BY month"""
    ).fetchall()
    shown: list[Row] = []
    for month, place, *money in rows:
        less = [-half_up(fen * permille * place, 12_000) for fen in money[:-1]]
        shown.append((month, *less, sum(less)))
    return Table(
        "expected_deaths",
        (Column("month", "month"), *money_columns()),
        shown,
        title=t("planning.deaths", rate=permille),
    )


def _raises(connection: sqlite3.Connection, as_of: date, played: Played, benefits: Mapping[str, Policy]) -> Table:
    """The standards that take effect within the forecast, as far as they are known."""
    rows = connection.execute(
        """SELECT policy, key, effective_from, amount_fen, per, document FROM standard_now
           WHERE known_on <= ? AND substr(effective_from, 1, 7) BETWEEN ? AND ? ORDER BY effective_from, policy, key""",
        (as_of.isoformat(), played.months[0], played.months[-1]),
    ).fetchall()
    columns = (
        Column("policy"), Column("key"), Column("effective_from", "date"), Column("standard_fen", "fen"), Column("per", words="planning.per"), Column("document"),
    )  # fmt: skip
    return Table(
        "known_raises",
        columns,
        [(title_of(benefits, policy), *rest) for policy, *rest in rows],
        title=t("planning.raises"),
    )


def _held(connection: sqlite3.Connection, run: int) -> int:
    """How many are still held in the last month: what is due to them is in none of the sums."""
    row = connection.execute(
        "SELECT COUNT(DISTINCT enrolment) FROM held WHERE run = ? AND code <> 'E410' AND enrolment NOT IN (SELECT enrolment FROM newcomer)",
        (run,),
    ).fetchone()
    return int(row[0])
