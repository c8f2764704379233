"""A re-adder of journals that knows only their text: two parsers of its own, whole fen, no line of vetctl's code."""

import re
from collections import defaultdict
from dataclasses import dataclass, field

_AMOUNT = r"(-?\d+)\.(\d\d) CNY"
_HLEDGER_HEAD = re.compile(r"(\d{4}-\d\d-\d\d) \* \((\d+)\) (.*)")
_HLEDGER_POSTING = re.compile(rf"    ([A-Z]\S+)  {_AMOUNT}(?: =\* {_AMOUNT})?")
_BEANCOUNT_HEAD = re.compile(r'(\d{4}-\d\d-\d\d) \* "(.*)"')
_BEANCOUNT_POSTING = re.compile(rf"  ([A-Z]\S+)  {_AMOUNT}")
_BEANCOUNT_BALANCE = re.compile(r"(\d{4}-\d\d-\d\d) balance (\S+)  (-?\d+)\.(\d\d) ~ 0 CNY")


@dataclass
class Book:
    """What a journal says."""

    transactions: list = field(default_factory=list)
    """Day, text and postings (account, fen)."""
    stated: list = field(default_factory=list)
    """Day, account and fen of every balance."""
    opened: dict = field(default_factory=dict)


def fen(yuan, cents):
    return int(yuan) * 100 + (-int(cents) if yuan.startswith("-") else int(cents))


def hledger(text):
    book, day, postings = Book(), None, None
    for line in text.splitlines():
        if head := _HLEDGER_HEAD.fullmatch(line):
            day, postings = head[1], []
            book.transactions.append((day, head[3], postings))
        elif posting := _HLEDGER_POSTING.fullmatch(line):
            postings.append((posting[1], fen(posting[2], posting[3])))
            if posting[4] is not None:
                book.stated.append((day, posting[1], fen(posting[4], posting[5])))
        elif line.startswith("account "):
            book.opened[line.removeprefix("account ")] = ""
        else:
            assert not line or line.startswith(("commodity ", "    ; identity: ")), line
    return book


def beancount(text):
    book, postings = Book(), None
    for line in text.splitlines():
        if head := _BEANCOUNT_HEAD.fullmatch(line):
            postings = []
            book.transactions.append((head[1], head[2], postings))
        elif posting := _BEANCOUNT_POSTING.fullmatch(line):
            postings.append((posting[1], fen(posting[2], posting[3])))
        elif balance := _BEANCOUNT_BALANCE.fullmatch(line):
            book.stated.append((balance[1], balance[2], fen(balance[3], balance[4])))
        elif opened := re.fullmatch(r"(\d{4}-\d\d-\d\d) open (\S+) CNY", line):
            book.opened[opened[2]] = opened[1]
        else:
            assert not line or line.startswith(("option ", "  number: ", '  identity: "')), line
    return book


def check(book):
    """Every transaction adds up to nothing, every account was opened, every balance stated is the one re-added."""
    days = [day for day, _, _ in book.transactions]
    assert days == sorted(days)
    for day, text, postings in book.transactions:
        assert sum(amount for _, amount in postings) == 0, text
        assert all(account in book.opened and book.opened[account] <= day for account, _ in postings)
    for day, account, amount in book.stated:
        assert balance(book, account, before=day) == amount, (day, account)


def balance(book, prefix, before="9999", who=None):
    """What an account and those below it hold at the beginning of a day, over the transactions of one payee or of all."""
    return sum(
        amount
        for day, text, postings in book.transactions
        if day < before and (who is None or text.endswith(f" {who}"))
        for account, amount in postings
        if account == prefix or account.startswith(f"{prefix}:")
    )


def by_leaf(book, prefix):
    """The balance of each person's or institution's account below a prefix, by its last part."""
    found = defaultdict(int)
    for _, _, postings in book.transactions:
        for account, amount in postings:
            if account.startswith(f"{prefix}:"):
                found[account.rpartition(":")[2]] += amount
    return {name: amount for name, amount in found.items() if amount}
