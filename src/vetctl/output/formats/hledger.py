"""A journal for hledger: the book of payments, with the balances after every run as assertions it checks itself.

Only `payments ledger` has such a book. Payees are internal numbers; identity numbers stand there only when revealed.
"""

from __future__ import annotations

from collections.abc import Iterator

from vetctl.core.money import plain_yuan
from vetctl.output.postings import CURRENCY, TABLE, accounts, transactions
from vetctl.output.postings import EXAMPLE as BOOK
from vetctl.output.report import Example, Look, Report

CODE = "hledger"
TITLE = {"zh": "hledger 账本", "en": "hledger journal"}
SUFFIXES = (".journal", ".hledger")
BINARY = False
NEEDS = TABLE
EXAMPLE = Example(
    report=BOOK,
    expect=(
        "commodity 1000.00 CNY\naccount Assets:Bank\naccount Expenses:Benefits:War-Test:County:P12\n"
        "\n2020-11-20 * (1) 发放批次 11 2020-11 #12\n"
        "    Expenses:Benefits:War-Test:County:P12  700.00 CNY\n    Assets:Bank  -700.00 CNY\n"
        "\n2020-11-21 * (2) 余额核对\n    Assets:Bank  0.00 CNY =* -700.00 CNY\n"
    ),
)


def render(report: Report, look: Look) -> Iterator[str]:
    """Commodity, accounts, then the transactions by day."""
    found = list(transactions(report, look, code=CODE))
    yield f"commodity 1000.00 {CURRENCY}\n"
    yield from (f"account {account}\n" for account in accounts(found))
    for one in found:
        yield f"\n{one.day} * ({one.number}) {one.text}\n"
        yield f"    ; identity: {one.identity}\n" if one.identity else ""
        yield from (f"    {account}  {plain_yuan(fen)} {CURRENCY}\n" for account, fen in one.postings)
        yield from (
            f"    {account}  0.00 {CURRENCY} =* {plain_yuan(fen)} {CURRENCY}\n" for account, fen in one.balances
        )
