"""The file an agent bank pays from (代发文件): one summary line, one line per payee, separated by ``|``.

It refuses what a bank would misread: no payee, an amount not above zero, a space or separator inside a name, a
character the encoding cannot hold. The file is read back before it takes its name; totals that differ stop it.
Amounts come in as whole fen and go out as yuan with two decimals, no separators, no sign.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from vetctl.core.catalogue import catalogue, t
from vetctl.core.errors import Refused
from vetctl.core.money import format_yuan, parse_yuan, plain_yuan
from vetctl.output.files import write_whole

Encoding = Literal["utf-8", "gb18030", "gbk"]

_ACCOUNT = re.compile(r"[0-9A-Za-z-]{5,40}", re.ASCII)
_FIELDS = ("seq", "name", "account", "amount", "identity", "purpose")


@dataclass(frozen=True, slots=True, kw_only=True)
class Payee:
    """One line: who gets what, where."""

    name: str
    account: str
    identity: str
    amount_fen: int
    """Above zero."""
    purpose: str = ""
    """What the payee's statement shows; empty takes the usual word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BankFile:
    """What was written, and read back: the control totals to hand over beside the file."""

    count: int
    total_fen: int
    sha256: str


def write_bank_file(
    path: Path,
    payees: Sequence[Payee],
    *,
    encoding: Encoding = "utf-8",
    separator: str = "|",
    max_lines: int | None = None,
) -> BankFile:
    """Write the text file: ``count|total`` first, then ``number|name|account|amount|identity|purpose``; CRLF.

    Args:
        path: the file; an ordinary file there is replaced.
        payees: in the order they are to stand.
        encoding: ``utf-8`` (without a mark), ``gb18030`` or ``gbk``; a character it lacks stops the whole file.
        separator: one character that no field may hold.
        max_lines: the bank's limit, if it has one.

    Raises:
        Refused: E421 a line cannot be written; E408 the file read back differs; E906, E907, E912 it cannot be written.
    """
    _check(payees, separator, max_lines)
    total = sum(payee.amount_fen for payee in payees)
    lines = [separator.join((str(len(payees)), plain_yuan(total)))]
    lines += [separator.join(_fields(number, payee)) for number, payee in enumerate(payees, 1)]
    encoded = [_encoded(number, line, encoding) for number, line in enumerate(lines)]

    def verify(part: Path) -> None:
        _compare(path, payees, lambda: _read_text(part, encoding, separator))

    return BankFile(count=len(payees), total_fen=total, sha256=write_whole(path, encoded, verify))


def write_bank_workbook(path: Path, payees: Sequence[Payee], *, max_lines: int | None = None) -> BankFile:
    """Write the same list as a workbook, for banks that take one: a header, one row per payee, all as text.

    Amounts are text with two decimals, as such bank templates ask. The headings are Chinese: the bank reads them.

    Raises:
        Refused: as `write_bank_file`.
    """
    from vetctl.output.workbook import TEXT, Book

    _check(payees, "|", max_lines)
    book = Book(title="代发")
    sheet = book.sheet("代发")
    style = book.style(num_format=TEXT, border=1)
    words = catalogue("zh_CN")
    headings = ("seq", "name", "account_title", "amount_title", "identity", "purpose_title")
    for column, key in enumerate(headings):
        sheet.text(0, column, words[f"bankfile.{key}"], style)
    for number, payee in enumerate(payees, 1):
        for column, text in enumerate(_fields(number, payee)):
            sheet.text(number, column, text, style)
    sheet.widths((6, 14, 24, 14, 22, 14))
    sheet.raw.freeze_panes(1, 0)

    def verify(part: Path) -> None:
        _compare(path, payees, lambda: _read_workbook(part))

    total = sum(payee.amount_fen for payee in payees)
    return BankFile(count=len(payees), total_fen=total, sha256=write_whole(path, [book.finish()], verify))


def _fields(number: int, payee: Payee) -> tuple[str, ...]:
    purpose = payee.purpose or catalogue("zh_CN")["bankfile.purpose"]
    return (str(number), payee.name, payee.account, plain_yuan(payee.amount_fen), payee.identity, purpose)


def _check(payees: Sequence[Payee], separator: str, max_lines: int | None) -> None:
    if len(separator) != 1 or separator.isalnum() or separator in ".-\r\n":
        raise ValueError(f"no separator: {separator!r}")
    if not payees:
        raise Refused("E421", line=0, detail=t("bankfile.no_lines"))
    if max_lines is not None and len(payees) > max_lines:
        raise Refused("E421", line=max_lines + 1, detail=t("bankfile.too_long", limit=max_lines))
    for number, payee in enumerate(payees, 1):
        problem = _problem(payee, separator)
        if problem:
            raise Refused("E421", line=number, detail=problem)


def _problem(payee: Payee, separator: str) -> str:
    """Why a payee cannot be written, or nothing."""
    if payee.amount_fen <= 0:
        return t("bankfile.amount", value=format_yuan(payee.amount_fen))
    for field, text in (("name", payee.name), ("account", payee.account), ("identity", payee.identity)):
        if not text:
            return t("bankfile.empty", field=t(f"column.{field}"))
    for field, text in (("name", payee.name), ("identity", payee.identity), ("purpose", payee.purpose)):
        if any(c == separator or c.isspace() or unicodedata.category(c)[0] == "C" for c in text):
            return t("bankfile.forbidden", field=t(f"column.{field}"))
    return "" if _ACCOUNT.fullmatch(payee.account) else t("bankfile.account")


def _encoded(number: int, line: str, encoding: Encoding) -> bytes:
    try:
        return (line + "\r\n").encode(encoding)
    except UnicodeEncodeError as problem:
        character = line[problem.start]
        detail = t("bankfile.encoding", character=character, point=f"U+{ord(character):04X}", encoding=encoding)
        raise Refused("E421", line=number, detail=detail) from problem


_Line = tuple[str, str, int]
"""Name, account and amount in fen."""
_Reader = Callable[[], tuple[int, int, "list[_Line]"]]


def _read_text(part: Path, encoding: Encoding, separator: str) -> tuple[int, int, list[_Line]]:
    """What the summary line says (count, fen), and every line."""
    head, *lines = part.read_bytes().decode(encoding).removesuffix("\r\n").split("\r\n")
    count, total = head.split(separator)
    return int(count), parse_yuan(total), [_line(line.split(separator)) for line in lines]


def _read_workbook(part: Path) -> tuple[int, int, list[_Line]]:
    """The same of the workbook, which has no summary line: its own count and sum."""
    from python_calamine import CalamineWorkbook

    with part.open("rb") as stream:
        rows = CalamineWorkbook.from_filelike(stream).get_sheet_by_index(0).to_python()
    lines = [_line([str(cell) for cell in row]) for row in rows[1:]]
    return len(lines), sum(line[2] for line in lines), lines


def _line(fields: list[str]) -> _Line:
    named = dict(zip(_FIELDS, fields, strict=True))
    return named["name"], named["account"], parse_yuan(named["amount"])


def _compare(path: Path, payees: Sequence[Payee], reader: _Reader) -> None:
    """Hold what the disk says against what was meant, line by line and in sum.

    Raises:
        Refused: E408, also when the file cannot even be read back.
    """
    meant = [(payee.name, payee.account, payee.amount_fen) for payee in payees]
    total = sum(line[2] for line in meant)
    try:
        read = reader()
    except ValueError:
        read = (0, 0, [])
    if read != (len(meant), total, meant):
        found = format_yuan(sum(line[2] for line in read[2]))
        detail = t(
            "bankfile.totals", path=path, count=len(read[2]), found=found, lines=len(meant), expected=format_yuan(total)
        )
        raise Refused("E408", detail=detail)
