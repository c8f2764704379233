"""The receipt of a batch: what came in, what became of every row, and the amounts, to be printed and signed by both sides.

It states what the batch recorded when it was taken in; nothing is counted again here.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from vetctl.core.catalogue import spoken, t
from vetctl.core.errors import NotFound
from vetctl.intake import batches, shelf, undo
from vetctl.intake.register import Register
from vetctl.output.paper import Block, Field, Paper, Sheet, write_paper
from vetctl.output.report import Column, Kind, Report, Table

_CHINA = timedelta(hours=8)
_LONG_NUMBER = re.compile(r"[0-9*]{8}")
_SHORT = 16
_STATES = ("accepted", "held", "rejected")
_MOST_ROWS, _MOST_CELLS = 40, 34
"""Rows left out, and characters of each, that are printed; ``import show`` and the returned workbook have all."""
_WIDTHS = (13, 18, 13, 13, 13, 18)
"""Of the printed sheet: label and value, three times."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """Everything a receipt says."""

    facts: Mapping[str, Any]
    """The row of the batch."""
    summary: Mapping[str, Any]
    at: str
    """When it was taken in, in China; empty when the journal has no event of it."""
    seal: str
    """Number and digest of its journal event."""
    bureau: str
    title: str
    """Of the register."""
    amounts: list[tuple[str, int, int, int, int]]
    """Column, sum in, accepted, held, rejected."""
    rows: list[tuple[Any, ...]]
    """Place, state, codes and cells of held and rejected rows."""
    undone: tuple[int, str] | None
    """The batch that undid it, and why."""


def read(connection: sqlite3.Connection, batch: int) -> Receipt:
    """Read what a receipt says.

    Raises:
        NotFound: E506.
    """
    cursor = connection.execute("SELECT * FROM batch WHERE batch = ?", (batch,))
    found = cursor.fetchone()
    if found is None:
        raise NotFound("E506", what=t("intake.no_batch", batch=batch))
    facts = dict(zip([column[0] for column in cursor.description], found, strict=True))
    summary = json.loads(facts.pop("summary"))
    registers = shelf.registers()
    register = registers.get(facts["register"])
    event = connection.execute(
        "SELECT seq, at, digest FROM journal WHERE json_extract(facts, '$.batch') = ? AND json_extract(facts, '$.register') = ? ORDER BY seq LIMIT 1",
        (batch, facts["register"]),
    ).fetchone()
    bureau = connection.execute("SELECT value FROM setting WHERE key = 'bureau'").fetchone()
    _, rows = batches.one(connection, batch)
    by = undo.undone_by(connection, batch)
    return Receipt(
        facts={**facts, "file_name": batches.file_said(facts["file_name"])},
        summary=summary,
        at=_in_china(event[1]) if event else "",
        seal=t("receipt.journal", seq=event[0], head=event[2][:_SHORT]) if event else "",
        bureau=bureau[0] if bureau else "",
        title=register.title if register else facts["register"],
        amounts=_amounts(register, summary.get("sums", {})),
        rows=[(f"{sheet}!{number}", state, _reasons(codes), cells) for state, sheet, number, codes, _, cells in rows],
        undone=(by, connection.execute("SELECT reason FROM undone WHERE undone_by = ?", (by,)).fetchone()[0]) if by else None,
    )


def _in_china(at: str) -> str:
    try:
        return (datetime.fromisoformat(at) + _CHINA).strftime("%Y-%m-%d %H:%M")
    except ValueError:
        return ""


def _amounts(register: Register | None, sums: Mapping[str, Mapping[str, int]]) -> list[tuple[str, int, int, int, int]]:
    if register is None:
        return []
    found = []
    for column in register.columns:
        if any(column.field in sums.get(state, {}) for state in _STATES):
            accepted, held, rejected = (sums.get(state, {}).get(column.field, 0) for state in _STATES)
            found.append((column.title, accepted + held + rejected, accepted, held, rejected))
    return found


def _reasons(codes: str) -> str:
    """Codes with what they mean, without the particulars of a row."""
    return " ".join(codes.split())


def report(receipt: Receipt) -> Report:
    """The receipt for a screen or a file of any format."""
    facts, summary = receipt.facts, receipt.summary
    said: dict[str, object] = {
        "batch": facts["batch"], "file_name": facts["file_name"], "register": receipt.title, "sha256": facts["file_sha256"],
        "rows_in": facts["rows_in"], **{name: facts[name] for name in _STATES}, "new": summary.get("new", 0), "changed": summary.get("changed", 0),
        "unchanged": facts["unchanged"], "mode": t(f"receipt.modes.{summary.get('mode', 'update')}"), "received_on": facts["received_on"],
        "actor": facts["actor"], "entered_at": receipt.at,
    }  # fmt: skip
    columns = (
        Column("amount_column", title=t("receipt.amount_column")), _fen("sum_in"), _fen("accepted"), _fen("held"), _fen("rejected"),
    )  # fmt: skip
    rows = (
        Column("place", title=t("receipt.row_place")), Column("state", title=t("receipt.row_state"), words="intake.returned"),
        Column("codes", title=t("receipt.row_reason")), Column("cells", title=t("receipt.row_cells")),
    )  # fmt: skip
    tables = [Table("amounts", columns, receipt.amounts, title=t("receipt.amounts")), Table("rows", rows, receipt.rows, title=t("receipt.rows"))]
    answer = Report(command="import receipt", tables=[table for table in tables if table.rows], summary=said)
    if receipt.undone:
        answer.warnings.append(t("receipt.undone", by=receipt.undone[0], reason=receipt.undone[1]))
    return answer


def _fen(key: str) -> Column:
    return Column(f"{key}_fen", "fen", title=t(f"receipt.{key}"))


def _balance(facts: Mapping[str, Any]) -> str:
    return t("receipt.balance", **{name: facts[name] for name in ("rows_in", *_STATES)})


def write(receipt: Receipt, path: Path) -> int:
    """Write the receipt as a Chinese paper, A4, with room for three signatures; returns its pages.

    Raises:
        Refused: E906, E907, E912 the file cannot be written.
    """
    with spoken("zh_CN"):
        return write_paper(path, _paper(receipt)).pages


def _paper(receipt: Receipt) -> Paper:
    batch, digest = receipt.facts["batch"], receipt.facts["file_sha256"]
    return Paper(
        title=t("receipt.title"),
        sheets=[Sheet(name=t("receipt.sheet"), widths=_WIDTHS, parts=[[_head(receipt), *_money(receipt), *_left(receipt), _end(receipt)]], landscape=False)],
        mark=t("receipt.undone_mark") if receipt.undone else "",
        foot_left=f"{t('receipt.mark', batch=batch)} {t('receipt.digest_short', tail=digest[-8:])}",
        foot_right=receipt.seal,
        created=None,
    )


def _head(receipt: Receipt) -> Block:
    facts, summary, digest = receipt.facts, receipt.summary, receipt.facts["file_sha256"]
    mode = t(f"receipt.modes.{summary.get('mode', 'update')}")
    return Block(
        title=f"{receipt.bureau}{t('receipt.title')}",
        left=t("receipt.number", batch=facts["batch"]),
        right=t("receipt.day", day=facts["received_on"]),
        fields=[_label(), _text(), _label(2), _text(2), _label(3), _text(3)],
        rows=[
            (t("receipt.register"), receipt.title, t("receipt.mode"), mode, t("receipt.who"), facts["actor"]),
            (t("receipt.rows_in"), str(facts["rows_in"]), t("receipt.accepted"), str(facts["accepted"]), t("receipt.held"), str(facts["held"])),
            (t("receipt.rejected"), str(facts["rejected"]), t("receipt.new"), str(summary.get("new", 0)), t("receipt.changed"), str(summary.get("changed", 0))),
            (t("receipt.unchanged"), str(facts["unchanged"]), t("receipt.when"), receipt.at, t("receipt.tail"), digest[-8:]),
        ],
        named=False,
        above=[
            f"{t('receipt.file')}：{facts['file_name']}",
            f"{t('receipt.digest')}：{digest}",
        ],
        below=[_balance(facts)],
    )  # fmt: skip


def _money(receipt: Receipt) -> list[Block]:
    if not receipt.amounts:
        return [Block(heading=t("receipt.amounts"), fields=[_text(span=6)], rows=[(t("receipt.no_amounts"),)], named=False)]
    fields = [
        Field(column=Column("column", title=t("receipt.amount_column")), span=2, style="wrap"),
        *(Field(column=Column(f"{name}_fen", "fen", title=t(f"receipt.{name}"))) for name in ("sum_in", *_STATES)),
    ]
    return [Block(heading=t("receipt.amounts"), fields=fields, rows=receipt.amounts)]


def _left(receipt: Receipt) -> list[Block]:
    """The rows that were not taken in: the sender gets them back with this paper."""
    if not receipt.rows:
        return []
    fields = [
        Field(column=Column("place", title=t("receipt.row_place")), style="wrap"),
        Field(column=Column("codes", title=t("receipt.row_reason")), style="wrap"),
        Field(column=Column("state", title=t("receipt.row_state"))),
        Field(column=Column("cells", title=t("receipt.row_cells")), span=3, style="wrap"),
    ]
    rows = [
        (place, codes, t(f"intake.returned.{state}"), _short(cells))
        for place, state, codes, cells in receipt.rows[:_MOST_ROWS]
    ]
    more = len(receipt.rows) - len(rows)
    below = [t("receipt.more_rows", count=more, batch=receipt.facts["batch"])] if more else []
    return [Block(heading=t("receipt.rows"), fields=fields, rows=rows, below=below)]


def _short(cells: str) -> str:
    """The first cells of a row that hold no long number: enough to know whom it is about, on a paper that goes round."""
    said = "；".join(cell for cell in cells.split("；") if not _LONG_NUMBER.search(cell))
    return said if len(said) <= _MOST_CELLS else f"{said[:_MOST_CELLS]}…"


def _end(receipt: Receipt) -> Block:
    said = [t("receipt.undone", by=receipt.undone[0], reason=receipt.undone[1])] if receipt.undone else []
    return Block(
        fields=[_text(span=6)], rows=[], named=False, below=said,
        signatures=(t("receipt.sign_from"), t("receipt.sign_clerk"), t("receipt.sign_reviewer")),
    )  # fmt: skip


def _label(number: int = 1) -> Field:
    return Field(column=_bare(f"label_{number}"), style="label")


def _text(number: int = 1, *, span: int = 1) -> Field:
    return Field(column=_bare(f"value_{number}"), span=span, style="wrap")


def _bare(key: str, kind: Kind = "text") -> Column:
    return Column(key, kind, title="")
