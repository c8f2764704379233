"""What a bank wants and what it answers with, as data: one TOML file per layout on the shelf ``banks``.

A profile says how the payment file looks (separated, fixed width or workbook) and how the answer file is to be read.
It refuses what would make either file ambiguous: an unknown key, a padding that cannot be told from the value, a word
that means success and failure. It reads and writes no file itself (`vetctl.output.bankfile`, `vetctl.output.bankread`).
"""

from __future__ import annotations

import string
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from vetctl.core.catalogue import pick
from vetctl.core.errors import Integrity, Usage
from vetctl.core.shelf import Item, load_toml_shelf

DEFAULT = "pipe-summary"
"""The profile of a bureau that names none."""

PAID_FIELDS = {"seq", "reference", "name", "account", "bank", "identity", "amount", "purpose", "month", "text"}
PAID_SUMMARY = {"count", "total", "month", "run", "part", "parts", "text"}
ANSWER_FIELDS = {"reference", "account", "amount", "result", "reason_code", "reason", "date", "ignore"}
ANSWER_SUMMARY = {"count", "total", "paid_count", "paid_total", "failed_count", "failed_total", "ignore"}
_NUMBERS = {
    "seq",
    "amount",
    "count",
    "total",
    "paid_count",
    "paid_total",
    "failed_count",
    "failed_total",
    "part",
    "parts",
}
_NAME_PARTS = {"month", "run", "part", "parts"}


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Cell(_Strict):
    """One column of a file, or one place of its summary line."""

    field: str
    """What stands in it."""
    heading: str = ""
    width: int = Field(default=0, ge=0)
    """Bytes in the file's encoding, for fixed width: banks count bytes, and a Chinese character has two or three."""
    align: Literal["left", "right"] = "left"
    pad: str = Field(default=" ", min_length=1, max_length=1)
    text: str = ""
    """The constant of a column ``text``."""


class Layout(_Strict):
    """How a table of text lies in a file."""

    kind: Literal["separated", "fixed", "xlsx"]
    columns: tuple[Cell, ...] = Field(min_length=3)
    encoding: str = "utf-8"
    separator: str = "|"
    newline: Literal["crlf", "lf"] = "crlf"
    header: bool = False
    """Whether a line of headings stands over the columns."""
    summary: tuple[Cell, ...] = ()
    summary_at: Literal["first", "last"] = "last"
    amount: Literal["yuan", "fen"] = "yuan"
    """Yuan with two decimals, or whole fen."""
    sheet: str = "Sheet1"

    @property
    def line_end(self) -> str:
        """The characters that end a line."""
        return "\r\n" if self.newline == "crlf" else "\n"

    @model_validator(mode="after")
    def _sound(self) -> Layout:
        if self.kind != "xlsx":
            _check_encoding(self.encoding)
        if self.kind == "separated" and (
            len(self.separator) != 1 or self.separator.isalnum() or self.separator in ".-\r\n"
        ):
            raise ValueError(f"separator {self.separator!r}")
        if self.kind == "fixed":
            for cell in (*self.columns, *self.summary):
                _check_width(cell)
        if self.header and len({cell.heading for cell in self.columns} - {""}) != len(self.columns):
            raise ValueError("with header = true every column needs a heading of its own")
        fields = [cell.field for cell in self.columns if cell.field not in {"text", "ignore"}]
        if len(set(fields)) != len(fields):
            raise ValueError("a field stands in two columns")
        return self


class PaymentFile(Layout):
    """The file the bank pays from."""

    file_name: str
    """With ``{month}``, ``{run}``, ``{part}``, ``{parts}``; without ``{part}`` a split file gets ``-1``, ``-2`` before its suffix."""
    max_lines: int | None = Field(default=None, gt=0)
    """The bank's limit of payees in one file; more are split, each file with its own count and total."""
    purpose: str = "优抚补助"
    """What the payee's statement shows."""

    @model_validator(mode="after")
    def _fits(self) -> PaymentFile:
        _check_fields(self, PAID_FIELDS, PAID_SUMMARY, required={"reference", "name", "account", "amount"})
        parts = {name for _, name, _, _ in string.Formatter().parse(self.file_name) if name is not None}
        if not {"month", "run"} <= parts <= _NAME_PARTS or any(c in self.file_name for c in '/\\:*?"<>|'):
            raise ValueError(f"file_name {self.file_name!r}: {{month}} and {{run}} are due, folders are not")
        said = (
            self.purpose,
            *(cell.text for cell in (*self.columns, *self.summary)),
            *(cell.heading for cell in self.columns),
        )
        if self.kind == "separated" and any(self.separator in text for text in said):
            raise ValueError("a constant or a heading holds the separator")
        return self

    def name_of(self, *, month: str, run: int, part: int, parts: int) -> str:
        """The name of one file of a run."""
        name = Path(self.file_name.format(month=month, run=run, part=part, parts=parts))
        return name.name if parts == 1 or "{part}" in self.file_name else f"{name.stem}-{part}{name.suffix}"


class Reason(_Strict):
    """Why a bank could not pay, by its own code."""

    code: str
    zh: str
    en: str
    account_wrong: bool = False
    """Whether the payee's account must be corrected before the money can arrive."""

    @property
    def title(self) -> str:
        """The reason in the reader's language."""
        return pick({"zh": self.zh, "en": self.en})


class AnswerFile(Layout):
    """The file the bank answers with."""

    success: tuple[str, ...] = Field(min_length=1)
    """What stands in the column ``result`` when the money has arrived."""
    failure: tuple[str, ...] = Field(min_length=1)
    date_format: str = "%Y-%m-%d"
    reasons: tuple[Reason, ...] = ()

    @model_validator(mode="after")
    def _fits(self) -> AnswerFile:
        _check_fields(self, ANSWER_FIELDS, ANSWER_SUMMARY, required={"reference", "amount", "result"})
        words = [*self.success, *self.failure]
        if "" in words or len(set(words)) != len(words):
            raise ValueError("success and failure: a word is empty or stands twice")
        codes = [reason.code for reason in self.reasons]
        if len(set(codes)) != len(codes):
            raise ValueError("reasons: a code stands twice")
        if ("reason_code" in {cell.field for cell in self.columns}) != bool(codes):
            raise ValueError("a column reason_code and a table of reasons belong together")
        return self

    @property
    def reason_of(self) -> Mapping[str, Reason]:
        """The reasons by code."""
        return {reason.code: reason for reason in self.reasons}


class Example(_Strict):
    """A worked example: payees and the file that comes of them, an answer file and what it says.

    A file is given as its lines; of a workbook the cells of a row stand with ``|`` between them.
    """

    name: str
    payees: tuple[dict[str, str | int], ...]
    file: tuple[str, ...]
    answer: tuple[str, ...]
    rows: tuple[dict[str, str], ...]


class Profile(_Strict):
    """One bank's layouts."""

    code: str
    title: dict[str, str]
    why: dict[str, str]
    payment: PaymentFile
    answer: AnswerFile
    example: tuple[Example, ...]


def load(bureau_folder: Path | None = None) -> dict[str, Profile]:
    """All profiles, shipped ones first, then the bureau's own (``banks`` in its shelf folder).

    Raises:
        Integrity: E901, E902, E903: a shelf or a profile that cannot be trusted.
    """
    return {code: parse(item) for code, item in load_toml_shelf("banks", bureau_folder).items()}


def parse(item: Item) -> Profile:
    """A profile from its file.

    Raises:
        Integrity: E902 with every fault of the file.
    """
    try:
        return Profile.model_validate({**item.meta, "example": item.examples})
    except ValidationError as problem:
        faults = "; ".join(f"{'.'.join(str(part) for part in e['loc'])}: {e['msg']}" for e in problem.errors())
        raise Integrity("E902", shelf=item.shelf, path=f"{item.code}.toml", why=faults) from problem


def choose(settings: Mapping[str, Any], named: str | None = None, bureau_folder: Path | None = None) -> Profile:
    """The profile named on the command line, else by ``[payments] bank``, else `DEFAULT`.

    Raises:
        Usage: E525 no such profile. Integrity: see `load`.
    """
    code = named or settings.get("payments", {}).get("bank") or DEFAULT
    profiles = load(bureau_folder)
    if code not in profiles:
        raise Usage("E525", name=code, known=", ".join(profiles))
    return profiles[code]


def _check_encoding(name: str) -> None:
    """Only encodings whose digits and line ends are the usual bytes: others no program of a bank splits into lines."""
    try:
        usual = "0|\r\n".encode(name) == b"0|\r\n"
    except LookupError:
        usual = False
    if not usual:
        raise ValueError(f"encoding {name!r}")


def _check_width(cell: Cell) -> None:
    if not cell.width:
        raise ValueError(f"{cell.field}: fixed width needs a width")
    if not cell.pad.isascii() or not cell.pad.isprintable():
        raise ValueError(f"{cell.field}: pad {cell.pad!r}")
    if cell.pad != " " and not (cell.pad == "0" and cell.align == "right" and cell.field in _NUMBERS):
        raise ValueError(
            f"{cell.field}: only numbers aligned right may be padded with 0; elsewhere it cannot be told from the value"
        )


def _check_fields(layout: Layout, fields: set[str], summary: set[str], *, required: set[str]) -> None:
    found = {cell.field for cell in layout.columns}
    if strange := found - fields | {cell.field for cell in layout.summary} - summary:
        raise ValueError(f"no such field: {', '.join(sorted(strange))}")
    if lacking := required - found:
        raise ValueError(f"columns lack {', '.join(sorted(lacking))}")
