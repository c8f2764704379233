"""汇总表: a run by benefit and by township, each with who pays, and the control figures that bind the papers to the run."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from vetctl.core.catalogue import t
from vetctl.core.money import format_yuan
from vetctl.output.capital import capital
from vetctl.output.paper import Block, Sheet
from vetctl.output.report import Row
from vetctl.payments.forms.common import Benefits, Facts, field, long_month, must_agree, signatures, title
from vetctl.payments.forms.lines import short_title

_WIDTHS = (26, 9, 9, 15, 14, 14, 15, 15, 14, 14, 15)
_SUMS = """COUNT(DISTINCT l.enrolment), COUNT(*),
       SUM(CASE l.kind WHEN 'regular' THEN l.amount_fen ELSE 0 END), SUM(CASE l.kind WHEN 'arrears' THEN l.amount_fen ELSE 0 END),
       SUM(CASE l.kind WHEN 'recovery' THEN -l.amount_fen ELSE 0 END), SUM(l.amount_fen),
       SUM(l.central_fen), SUM(l.province_fen), SUM(l.city_fen), SUM(l.amount_fen - l.central_fen - l.province_fen - l.city_fen)"""
_BETWEEN = """
SELECT (SELECT coalesce(SUM(net_fen), 0) FROM payout WHERE run = :run),
       (SELECT coalesce(SUM(net_fen), 0) FROM remittance WHERE run = :run),
       (SELECT coalesce(SUM(MAX(change_fen, 0)), 0) FROM owed WHERE run = :run),
       (SELECT coalesce(SUM(MAX(-change_fen, 0)), 0) FROM owed WHERE run = :run)
       + (SELECT coalesce(SUM(amount_fen), 0) FROM settled_for WHERE run = :run),
       (SELECT coalesce(SUM(net_fen - gross_fen), 0) FROM remittance WHERE run = :run)"""
"""To people, to institutions, recoveries that became debts, older debts set off, what institutions had too much."""
_FIGURES = ("lines", "regular", "arrears", "recovery")


def sheet(connection: sqlite3.Connection, run: Facts, benefits: Benefits, *, people: int, held: int) -> Sheet:
    """The summary of a run.

    Args:
        people: how many people get money.
        held: how many lines the sheet of the held has.

    Raises:
        Refused: E550 the sums by benefit or by township are not those of the run.
    """
    by_benefit = [
        (short_title(benefits, str(row[0])), *row[1:]) for row in _by(connection, run, "e.policy", "6 DESC, 1")
    ]
    by_township = _by(connection, run, "f.township", "1")
    for rows in (by_benefit, by_township):
        _check(run, rows)
    parts = [
        [_block(run, "benefit", by_benefit, titled=True)],
        [_block(run, "township", by_township)],
        [_controls(connection, run, people=people, held=held), _seals(run)],
    ]
    return Sheet(name=t("paper.sheet.summary"), widths=_WIDTHS, parts=parts)


def _by(connection: sqlite3.Connection, run: Facts, label: str, order: str) -> list[Row]:
    return connection.execute(
        f"""SELECT {label}, {_SUMS}
            FROM line l
            JOIN enrolment e ON e.enrolment = l.enrolment
            JOIN profile_then f ON f.person = e.person
            WHERE l.run = :run GROUP BY 1 ORDER BY {order}""",
        run.then,
    ).fetchall()


def _check(run: Facts, rows: Sequence[Row]) -> None:
    """Hold lines and amounts against the run's own figures."""
    wanted = (
        run.figures["line_count"],
        run.figures["regular_fen"],
        run.figures["arrears_fen"],
        -run.figures["recovery_fen"],
    )
    for at, (what, expected) in enumerate(zip(_FIGURES, wanted, strict=True), 2):
        must_agree(what, sum(value for row in rows if isinstance(value := row[at], int)), expected)


def _block(run: Facts, by: str, rows: Sequence[Row], *, titled: bool = False) -> Block:
    return Block(
        title=title(run, "summary") if titled else "",
        right=t("paper.month_and_unit", month=long_month(run.month)) if titled else "",
        heading=t(f"paper.by_{by}"),
        fields=[
            field(by), field("cases", "int", total=True), field("lines", "int", total=True),
            *(field(key, "fen", total=True) for key in (
                "regular_fen", "arrears_fen", "recovery_fen", "due_fen", "central_fen", "province_fen", "city_fen", "county_fen")),
        ],
        rows=rows,
        in_words="due_fen",
    )  # fmt: skip


def _controls(connection: sqlite3.Connection, run: Facts, *, people: int, held: int) -> Block:
    """Every figure by which a paper can be known to belong to this run, and the way from what is due to what is paid."""
    due = run.figures["regular_fen"] + run.figures["arrears_fen"] + run.figures["recovery_fen"]
    to_people, sent, to_collect, set_off, carried = connection.execute(_BETWEEN, {"run": run.run}).fetchone()
    must_agree("net", due + to_collect - set_off + carried, run.figures["net_fen"])
    must_agree("net", to_people + sent, run.figures["net_fen"])
    rows: list[Row] = [
        _pair("control_heads", str(run.figures["heads"]), "control_people", str(people)),
        _pair("control_held", str(held), "control_due", format_yuan(due)),
        _pair("control_to_collect", format_yuan(to_collect), "control_set_off", format_yuan(set_off)),
        _pair("control_carried", format_yuan(carried), "control_net", format_yuan(run.figures["net_fen"])),
        _pair("control_to_people", format_yuan(to_people), "control_sent", format_yuan(sent)),
        _pair("control_run", str(run.run), "control_as_of", run.as_of.isoformat()),
    ]  # fmt: skip
    return Block(
        heading=t("paper.controls"),
        fields=[
            field("label", style="label"),
            field("value", span=4),
            field("label_2", span=2, style="label"),
            field("value_2", span=4),
        ],
        rows=rows,
        named=False,
    )


def _seals(run: Facts) -> Block:
    """The total in words, the whole digest and the whole head of the journal, and the signatures."""
    return Block(
        fields=[field("label", style="label"), field("value", span=10)],
        rows=[
            (t("paper.control_words"), t("paper.renminbi", words=capital(run.figures["net_fen"]))),
            (t("paper.control_digest"), run.digest),
            (t("paper.control_head"), run.journal_head),
        ],
        named=False,
        signatures=signatures(run),
    )


def _pair(first: str, one: str, second: str, other: str) -> Row:
    return (t(f"paper.{first}"), one, t(f"paper.{second}"), other)
