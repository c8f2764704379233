"""The table ``postings`` of a report as transactions: what the formats of accounting programs are written from.

The table has the columns day, transaction, entry, run, month, payee, identity, posting, amount_fen and balance_fen, its rows
in the order of the transactions. A row with a balance states what its account holds at the beginning of the day.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from vetctl.core.catalogue import t
from vetctl.core.errors import Usage
from vetctl.output.cells import hidden, visible
from vetctl.output.report import Column, Look, Report, Table

TABLE = "postings"
CURRENCY = "CNY"

COLUMNS = (
    Column("day", "date"), Column("transaction", "int"), Column("entry", words="planning.entry"), Column("run", "int"), Column("month", "month"),
    Column("payee"), Column("identity", "identity"), Column("posting"), Column("amount_fen", "fen", total=True), Column("balance_fen", "fen"),
)  # fmt: skip
"""The columns every such table has."""

EXAMPLE = Report(
    "payments ledger",
    [
        Table(
            TABLE,
            COLUMNS,
            [
                (
                    date(2020, 11, 20),
                    1,
                    "run",
                    11,
                    "2020-11",
                    "#12",
                    "99032619500101123X",
                    "Expenses:Benefits:War-Test:County:P12",
                    70000,
                    None,
                ),
                (date(2020, 11, 20), 1, "run", 11, "2020-11", "#12", "99032619500101123X", "Assets:Bank", -70000, None),
                (date(2020, 11, 21), 2, "balance", None, None, "", None, "Assets:Bank", 0, -70000),
            ],
        )
    ],
)
"""One payment and one statement, for the examples of the formats."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transaction:
    """One transaction, or the balances stated on a day."""

    day: date
    number: int
    text: str
    """What it is, in the reader's language, without anything an accounting program would read as its own."""
    identity: str
    """The payee's identity number, when it is to be revealed."""
    postings: tuple[tuple[str, int], ...]
    """Account and fen; they add up to nothing. Empty for balances."""
    balances: tuple[tuple[str, int], ...]


def transactions(report: Report, look: Look, *, code: str) -> Iterator[Transaction]:
    """The transactions of a report that holds a book.

    Raises:
        Usage: E565 the report holds none.
    """
    table = next((table for table in report.tables if table.name == TABLE), None)
    if table is None:
        raise Usage("E565", format=code, command=report.command)
    keys = [column.key for column in table.columns]
    for number, rows in groupby(
        (dict(zip(keys, row, strict=True)) for row in table.walk()), key=lambda row: row["transaction"]
    ):
        lines = list(rows)
        first = lines[0]
        yield Transaction(
            day=_day(first["day"]),
            number=int(str(number)),
            text=_text(first),
            identity=hidden("identity", str(first["identity"]), look, public=report.public)
            if first["identity"] and look.reveal
            else "",
            postings=tuple(
                (str(line["posting"]), _fen(line["amount_fen"])) for line in lines if line["balance_fen"] is None
            ),
            balances=tuple(
                (str(line["posting"]), _fen(line["balance_fen"])) for line in lines if line["balance_fen"] is not None
            ),
        )


def accounts(found: list[Transaction]) -> dict[str, date]:
    """Every account in use and the accounts above it whose balances are stated, each with its first day."""
    first: dict[str, date] = {}
    for transaction in found:
        for account, _ in (*transaction.postings, *transaction.balances):
            first[account] = min(first.get(account, transaction.day), transaction.day)
    return dict(sorted(first.items()))


def _text(row: Mapping[str, object]) -> str:
    parts = [t(f"planning.entry.{row['entry']}"), str(row["run"] or ""), str(row["month"] or ""), str(row["payee"])]
    return visible(" ".join(part for part in parts if part)).replace('"', "'").replace(";", ",").replace("|", "/")


def _day(value: object) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value))


def _fen(value: object) -> int:
    if not isinstance(value, int):
        raise TypeError(f"whole fen are due, not {type(value).__name__}")
    return value
