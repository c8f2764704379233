"""A ledger for beancount: the book of payments, with the balances after every run as assertions it checks itself.

Only `payments ledger` has such a book. Payees are internal numbers; identity numbers stand there only when revealed.
"""

from __future__ import annotations

from collections.abc import Iterator

from vetctl.core.money import plain_yuan
from vetctl.output.postings import CURRENCY, TABLE, accounts, transactions
from vetctl.output.postings import EXAMPLE as BOOK
from vetctl.output.report import Example, Look, Report

CODE = "beancount"
TITLE = {"zh": "beancount 账本", "en": "beancount ledger"}
SUFFIXES = (".beancount", ".bean")
BINARY = False
NEEDS = TABLE
EXAMPLE = Example(
    report=BOOK,
    expect=(
        'option "operating_currency" "CNY"\n2020-11-20 open Assets:Bank CNY\n2020-11-20 open Expenses:Benefits:War-Test:County:P12 CNY\n'
        '\n2020-11-20 * "发放批次 11 2020-11 #12"\n  number: 1\n'
        "  Expenses:Benefits:War-Test:County:P12  700.00 CNY\n  Assets:Bank  -700.00 CNY\n"
        "\n2020-11-21 balance Assets:Bank  -700.00 ~ 0 CNY\n"
    ),
)


def render(report: Report, look: Look) -> Iterator[str]:
    """Options, accounts, then the transactions by day. Tolerance is nought: a fen is a difference."""
    found = list(transactions(report, look, code=CODE))
    yield f'option "operating_currency" "{CURRENCY}"\n'
    yield from (f"{day} open {account} {CURRENCY}\n" for account, day in accounts(found).items())
    for one in found:
        if one.postings:
            yield f'\n{one.day} * "{one.text}"\n  number: {one.number}\n'
            yield f'  identity: "{one.identity}"\n' if one.identity else ""
        else:
            yield "\n"
        yield from (f"  {account}  {plain_yuan(fen)} {CURRENCY}\n" for account, fen in one.postings)
        yield from (f"{one.day} balance {account}  {plain_yuan(fen)} ~ 0 {CURRENCY}\n" for account, fen in one.balances)
