"""Chinese identity numbers, social credit codes and bank card numbers: checked, converted, masked.

The rules are our own (GB 11643-1999, GB 32100-2015). The area code is never judged by the year of
birth: a number says where it was issued, and codes have come and gone.
Numbers are text from the first byte; nothing here repairs a digit.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import NamedTuple

DEMO_AREA = "990326"
"""Area code of the demonstration people. No code beginning with 99 was ever issued, so the numbers belong to nobody."""

_CHECK = "10X98765432"
_LOOKALIKE_X = str.maketrans({"х": "X", "Х": "X", "×": "X", "乂": "X", "x": "X", "Ⅹ": "X"})
_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_LONG_NUMBER = re.compile(r"(?<![0-9A-Za-z])(?=[0-9A-Za-z]{15,20}(?![0-9A-Za-z]))[0-9]*[0-9A-Za-z][0-9]*(?![0-9A-Za-z])", re.ASCII)
"""15 to 20 digits of which one may be a letter: X at the end, or O typed for 0."""
_OLDEST = date(1840, 1, 1)


class IdentityProblem(ValueError):
    """A text that is no identity number; `code` is E102, E103 or E104."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Identity(NamedTuple):
    """A checked identity number."""

    number: str
    """18 characters, X in upper case."""
    given: str
    """As it was written, after removal of spaces."""
    born_on: date
    sex: str
    """``male`` or ``female``, from the 17th digit."""

    @property
    def converted(self) -> bool:
        """Whether a 15-digit number was lengthened."""
        return len(self.given) == 15

    @property
    def suspicious(self) -> bool:
        """Whether it ends in 000, as numbers do that a spreadsheet has cut to 15 digits."""
        return self.number.endswith("000")


def clean(text: str) -> str:
    """Bring a number to plain characters: NFKC, look-alikes of X, no spaces or invisible characters."""
    plain = unicodedata.normalize("NFKC", text).translate(_LOOKALIKE_X)
    return "".join(c for c in plain if not c.isspace() and unicodedata.category(c) != "Cf").lstrip("'")


def check_character(seventeen: str) -> str:
    """The check character of 17 digits (GB 11643).

    >>> check_character("33032619600101001")
    '0'
    """
    # The weights of the standard are the powers of 2 modulo 11, and 13 is 2 modulo 11: read as a number of base 13, the
    # digits weigh themselves, in a tenth of the time.
    return _CHECK[2 * int(seventeen, 13) % 11]


def parse_identity(text: str) -> Identity:
    """Check an identity number of 18 characters, or lengthen one of 15.

    Raises:
        IdentityProblem: E103 wrong length or characters, E104 impossible birth date, E102 wrong check digit.

    >>> parse_identity("330326530215123").number
    '330326195302151234'
    """
    number = text if len(text) == 18 and text.isascii() and text.isalnum() else clean(text)
    given = number
    if len(number) == 15 and number.isascii() and number.isdigit():
        number = number[:6] + "19" + number[6:]
        number += check_character(number)
    body, check = number[:17], number[17:].upper()
    if len(number) != 18 or not (body.isascii() and body.isdigit()) or check not in _CHECK:
        raise IdentityProblem("E103")
    try:
        born_on = date.fromisoformat(body[6:14])
    except ValueError:
        raise IdentityProblem("E104") from None
    if born_on < _OLDEST:
        raise IdentityProblem("E104")
    if check_character(body) != check:
        raise IdentityProblem("E102")
    return Identity(number if number[17] == check else body + check, given, born_on, "male" if body[16] in "13579" else "female")


def credit_code_valid(code: str) -> bool:
    """Whether a unified social credit code has the right check character (GB 32100-2015).

    >>> credit_code_valid("91110000600037341L"), credit_code_valid("911100006000373411")
    (True, False)
    """
    if len(code) != 18 or any(c not in _CREDIT_ALPHABET for c in code):
        return False
    total = sum(_CREDIT_ALPHABET.index(c) * w for c, w in zip(code[:17], _CREDIT_WEIGHTS, strict=True))
    return _CREDIT_ALPHABET[(31 - total % 31) % 31] == code[17]


def luhn_valid(number: str) -> bool:
    """Whether a card number passes the Luhn check; passbook accounts need not.

    >>> luhn_valid("6222020200112233457"), luhn_valid("6222020200112233450")
    (False, False)
    """
    digits = [int(d) for d in reversed(number)]
    return (sum(digits[::2]) + sum(sum(divmod(2 * d, 10)) for d in digits[1::2])) % 10 == 0


def mask_identity(number: str) -> str:
    """Hide the birth date of an identity number.

    >>> mask_identity("330326195302151234")
    '330326********1234'
    """
    return f"{number[:6]}{'*' * (len(number) - 10)}{number[-4:]}" if len(number) >= 15 else "*" * len(number)


def mask_account(number: str) -> str:
    """Hide all but the last four characters of an account number.

    >>> mask_account("6228580000000000018")
    '****0018'
    """
    return f"****{number[-4:]}" if number else ""


def mask_name(name: str) -> str:
    """Hide the middle of a name.

    >>> mask_name("张建国"), mask_name("张三")
    ('张*国', '张*')
    """
    return name[0] + "*" * (len(name) - 2) + name[-1] if len(name) > 2 else name[:1] + "*" * (len(name) - 1)


def mask(text: str) -> str:
    """Hide every identity or account number inside a text.

    >>> mask("号码 330326195302151234 有误")
    '号码 330326********1234 有误'
    """
    return _LONG_NUMBER.sub(lambda m: mask_identity(m.group()), text)
