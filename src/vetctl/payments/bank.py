"""What a run sends to the bank: everybody who is paid something, once, under a reference of their own.

Made from the run's frozen payouts and remittances and the accounts of that day alone, so that repeating an export gives
the same bytes. Nobody is dropped here: who has no account was held when the run was worked out, and what is written must
come to the run's own net total.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path

from vetctl.core.errors import Refused
from vetctl.core.money import format_yuan
from vetctl.output import bankfile
from vetctl.output.bankfile import BankFile, Payee
from vetctl.output.bankprofile import Profile

KIND = "bank"
"""Bank files stand in the table ``export`` as ``bank@<profile>``, their further parts as ``bank@<profile>#2``."""

_PAYEES = """
SELECT printf('V%04dP%06d', p.run, p.person) AS reference, coalesce(a.holder_name, '') AS name, coalesce(a.number, '') AS account,
       coalesce(a.bank, '') AS bank, h.id_no AS identity, p.net_fen AS amount_fen
FROM payout p
JOIN person h ON h.person = p.person
LEFT JOIN account a ON a.id = p.account
WHERE p.run = :run AND p.net_fen > 0
UNION ALL
SELECT printf('V%04dI%06d', m.run, m.account), coalesce(nullif(i.holder_name, ''), m.institution), coalesce(i.account, ''),
       coalesce(i.bank, ''), '', m.net_fen
FROM remittance m
LEFT JOIN institution i ON i.id = m.account
WHERE m.run = :run AND m.net_fen > 0
ORDER BY reference"""
"""The references are those of the view ``sent_payment``, under which the answers come back."""


def payees(connection: sqlite3.Connection, run: int) -> list[Payee]:
    """Everybody the run pays, by reference; those who get nothing are not among them.

    Raises:
        Refused: E408 the list does not come to the run's net total.
    """
    cursor = connection.execute(_PAYEES, {"run": run})
    names = [column[0] for column in cursor.description]
    found = [Payee(**dict(zip(names, row, strict=True))) for row in cursor]
    (net_fen,) = connection.execute("SELECT net_fen FROM run WHERE run = ?", (run,)).fetchone()
    if (total := sum(payee.amount_fen for payee in found)) != net_fen:
        raise Refused("E408", detail=f"{format_yuan(total)} ≠ {format_yuan(net_fen)}")
    return found


def make(connection: sqlite3.Connection, run: int, profile: Profile) -> list[BankFile]:
    """The bank files of a run by a profile, in memory; none when everybody is held.

    Raises:
        Refused: E408 totals differ, E421 a line cannot be written, E530 other bytes left under this profile before, E531
            the bank has answered to a file of another profile.
    """
    sent = payees(connection, run)
    if not sent:
        return []
    (month,) = connection.execute("SELECT month FROM run WHERE run = ?", (run,)).fetchone()
    files = bankfile.make(sent, profile.payment, month=month, run=run)
    _compare_with_noted(connection, run, profile, files)
    return files


def write(folder: Path, files: Sequence[BankFile], profile: Profile) -> list[tuple[str, Path, int, int]]:
    """Write the bank files that `make` laid out, each read back by an independent reader.

    Returns:
        Kind, path, rows and total in fen of each file.

    Raises:
        Refused: E408 a written file does not add up; E906, E907, E912 it cannot be written.
    """
    bankfile.write(folder, files, profile.payment)
    return [
        (_kind(profile, part), folder / file.name, file.count, file.total_fen) for part, file in enumerate(files, 1)
    ]


def written_before(connection: sqlite3.Connection, run: int, profile: Profile) -> list[str]:
    """Names of bank files that left for this run by other profiles: the bank must get only one of them."""
    rows = connection.execute("SELECT kind, file_name FROM export WHERE run = ? ORDER BY kind", (run,)).fetchall()
    return [name for kind, name in rows if kind.startswith(f"{KIND}@") and _profile_of(kind) != profile.code]


def _compare_with_noted(connection: sqlite3.Connection, run: int, profile: Profile, files: Sequence[BankFile]) -> None:
    """Two different files for one run would be paid twice: the same profile must give the same bytes again."""
    rows = connection.execute("SELECT kind, file_name, sha256 FROM export WHERE run = ?", (run,)).fetchall()
    noted = {(kind, name, digest) for kind, name, digest in rows if kind.startswith(f"{KIND}@")}
    own = {one for one in noted if _profile_of(one[0]) == profile.code}
    if own and own != {(_kind(profile, part), file.name, file.sha256) for part, file in enumerate(files, 1)}:
        raise Refused("E530", run=run, names="、".join(sorted(name for _, name, _ in own)), bank=profile.code)
    answered = connection.execute("SELECT 1 FROM bank_answer WHERE run = ? LIMIT 1", (run,)).fetchone()
    if noted and not own and answered:
        raise Refused("E531", run=run, names="、".join(sorted(name for _, name, _ in noted)))


def _kind(profile: Profile, part: int) -> str:
    return f"{KIND}@{profile.code}" + (f"#{part}" if part > 1 else "")


def _profile_of(kind: str) -> str:
    return kind.partition("@")[2].partition("#")[0]
