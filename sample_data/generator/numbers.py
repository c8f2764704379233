"""Made-up identity numbers, accounts and credit codes with right check characters.

Every number carries the area 990326, which was never issued; it refuses any other area.
"""

from __future__ import annotations

from datetime import date

from .model import AREA

IDENTITY_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
IDENTITY_CHECKS = "10X98765432"
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def identity_check(first17: str) -> str:
    """Return the check character of GB 11643."""
    total = sum(int(digit) * weight for digit, weight in zip(first17, IDENTITY_WEIGHTS, strict=True))
    return IDENTITY_CHECKS[total % 11]


def identity(born: date | str, sequence: int) -> str:
    """Build an 18-character number; an odd sequence is a man. ``born`` may be impossible text."""
    day = born if isinstance(born, str) else born.strftime("%Y%m%d")
    first17 = f"{AREA}{day}{sequence:03d}"
    return first17 + identity_check(first17)


def old_identity(number: str) -> str:
    """Return the 15-digit form of a number of somebody born in the twentieth century."""
    return number[:6] + number[8:17]


def account(serial: int) -> str:
    """Build a 19-digit account with a Luhn digit; 990326 is no bank's prefix."""
    body = f"{AREA}{serial * 7919 % 10**12:012d}"
    total = 0
    for place, digit in enumerate(reversed(body)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return body + str(-total % 10)


def phone(serial: int) -> str:
    """Build an eleven-digit number with a prefix no network uses."""
    return f"110{serial * 40503 % 10**8:08d}"


def credit_code(serial: int) -> str:
    """Build a unified social credit code of GB 32100 with both check characters."""
    body = f"MA{serial * 104729 % 10**6:06d}"
    values = [int(char, 36) for char in body]
    total = sum(value * weight for value, weight in zip(values, ORGANISATION_WEIGHTS, strict=True))
    organisation = body + "0123456789X0"[(11 - total % 11) % 11]
    first17 = f"91{AREA}{organisation}"
    weighted = sum(CREDIT_ALPHABET.index(char) * pow(3, at, 31) for at, char in enumerate(first17))
    return first17 + CREDIT_ALPHABET[-weighted % 31]
