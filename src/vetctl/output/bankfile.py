"""The files an agent bank pays from (代发文件), as the bank's profile prescribes them.

It refuses what a bank would misread: no payee, an amount not above zero, a reference given twice, a space or separator
inside a field, a character the encoding cannot hold, a field too long for its place; nothing is cut and nothing dropped.
Every file is read back by `vetctl.output.bankread` before it takes its name; totals that differ stop it.
Amounts come in as whole fen and go out as yuan with two decimals or as fen, no separators, no sign.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from vetctl.core.catalogue import t
from vetctl.core.errors import Refused
from vetctl.core.money import format_yuan, plain_yuan
from vetctl.output import bankread
from vetctl.output.banklayout import render
from vetctl.output.bankprofile import PaymentFile
from vetctl.output.files import write_whole

_ACCOUNT = re.compile(r"[0-9A-Za-z-]{5,40}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Payee:
    """One line: who gets what, where."""

    name: str
    """The holder of the account."""
    account: str
    amount_fen: int
    """Above zero."""
    reference: str
    """Unique for run and payee; the bank's answer comes back under it."""
    bank: str = ""
    identity: str = ""
    """Empty for an institution."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BankFile:
    """One file, complete in memory: its name, its bytes and the control totals to hand over beside it."""

    name: str
    data: bytes
    payees: Sequence[Payee]

    @property
    def count(self) -> int:
        """How many are paid."""
        return len(self.payees)

    @property
    def total_fen(self) -> int:
        """The sum of the amounts."""
        return sum(payee.amount_fen for payee in self.payees)

    @property
    def sha256(self) -> str:
        """The digest of the bytes, hexadecimal."""
        return hashlib.sha256(self.data).hexdigest()


def make(payees: Sequence[Payee], layout: PaymentFile, *, month: str, run: int) -> list[BankFile]:
    """Lay the payees out in as many files as the bank's limit asks for; equal payees give equal bytes.

    Args:
        payees: in the order they are to stand.
        layout: the payment file of the bank's profile.
        month: ``YYYY-MM``, for names and the fields that ask for it.
        run: the number of the run.

    Raises:
        Refused: E421 a line cannot be written, naming the payee.
    """
    _check(payees, layout)
    size = layout.max_lines or len(payees)
    pieces = [payees[start : start + size] for start in range(0, len(payees), size)]
    made = []
    for number, piece in enumerate(pieces, 1):
        said: dict[str, str] = {"month": month, "run": str(run), "part": str(number), "parts": str(len(pieces))}
        data = _laid_out(piece, layout, said, before=size * (number - 1))
        name = layout.name_of(month=month, run=run, part=number, parts=len(pieces))
        made.append(BankFile(name=name, data=data, payees=piece))
    return made


def write(folder: Path, files: Sequence[BankFile], layout: PaymentFile) -> None:
    """Write the files of one run; each is read back by its profile before it takes its name.

    Raises:
        Refused: E408 a file read back differs; E906, E907, E912 it cannot be written.
    """
    for file in files:
        path = folder / file.name

        def verify(part: Path, path: Path = path, file: BankFile = file) -> None:
            _compare(path, file, part.read_bytes(), layout)

        write_whole(path, [file.data], verify)


def _laid_out(payees: Sequence[Payee], layout: PaymentFile, said: Mapping[str, str], *, before: int) -> bytes:
    """One file; `before` payees of the run stand in the files before it, so that a refusal names the place in the whole list."""

    def refuse(row: int | None, why: str) -> Refused:
        return _refusal(None, 0, why) if row is None else _refusal(payees[row], before + row + 1, why)

    total = sum(payee.amount_fen for payee in payees)
    values = {**said, "count": str(len(payees)), "total": _money(total, layout)}
    summary = [cell.text if cell.field == "text" else values[cell.field] for cell in layout.summary]
    rows = [_cells(payee, number, layout, said["month"]) for number, payee in enumerate(payees, 1)]
    return render(layout, rows, summary, refuse)


def _cells(payee: Payee, number: int, layout: PaymentFile, month: str) -> list[str]:
    values = {
        "seq": str(number), "reference": payee.reference, "name": payee.name, "account": payee.account, "bank": payee.bank,
        "identity": payee.identity, "amount": _money(payee.amount_fen, layout), "purpose": layout.purpose, "month": month,
    }  # fmt: skip
    return [cell.text if cell.field == "text" else values[cell.field] for cell in layout.columns]


def _money(fen: int, layout: PaymentFile) -> str:
    return plain_yuan(fen) if layout.amount == "yuan" else str(fen)


def _check(payees: Sequence[Payee], layout: PaymentFile) -> None:
    if not payees:
        raise _refusal(None, 0, t("bankfile.no_lines"))
    seen: set[str] = set()
    for number, payee in enumerate(payees, 1):
        problem = _problem(payee, layout.separator if layout.kind == "separated" else "")
        if not problem and payee.reference in seen:
            problem = t("bankfile.twice", reference=payee.reference)
        if problem:
            raise _refusal(payee, number, problem)
        seen.add(payee.reference)


def _problem(payee: Payee, separator: str) -> str:
    """Why a payee cannot be written, or nothing."""
    if payee.amount_fen <= 0:
        return t("bankfile.amount", value=format_yuan(payee.amount_fen))
    for field in ("name", "account", "reference"):
        if not getattr(payee, field):
            return t("bankfile.empty", field=t(f"bankfile.field.{field}"))
    for field in ("name", "identity", "bank", "reference"):
        text = getattr(payee, field)
        if _steers(text) or (separator and separator in text):
            return t("bankfile.forbidden", field=t(f"bankfile.field.{field}"))
    return "" if _ACCOUNT.fullmatch(payee.account) else t("bankfile.account")


def _steers(text: str) -> bool:
    """Whether a text holds a space or a control character of any kind."""
    if text.isprintable() and " " not in text:  # nearly every one; no other space is printable
        return False
    return any(c.isspace() or unicodedata.category(c)[0] == "C" for c in text)


def _refusal(payee: Payee | None, number: int, detail: str) -> Refused:
    return Refused("E421", line=number, name=payee.name if payee else "-", detail=detail)


def _compare(path: Path, file: BankFile, data: bytes, layout: PaymentFile) -> None:
    """Hold what the disk says against what was meant: every line, the count and the total.

    Raises:
        Refused: E408, also when the file cannot even be read back.
    """
    meant = [(p.reference, p.name, p.account, p.amount_fen) for p in file.payees]
    try:
        read = bankread.payments(data, layout)
    except bankread.NotReadableError:
        read = []
    if read != meant:
        found = format_yuan(sum(line[3] for line in read))
        detail = t(
            "bankfile.totals",
            path=path,
            count=len(read),
            found=found,
            lines=len(meant),
            expected=format_yuan(file.total_fen),
        )
        raise Refused("E408", detail=detail)
