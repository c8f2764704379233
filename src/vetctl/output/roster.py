"""The monthly payment roster (发放花名册) as a workbook to print, sign and file.

A cover sheet with control totals, one sheet per township or per benefit with a subtotal on every page, and the people
held with their reasons. It computes no entitlement: amounts come in as whole fen, and a line whose parts do not
make its net amount is refused. Equal input gives equal bytes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from vetctl.core.catalogue import catalogue, t
from vetctl.core.errors import Refused
from vetctl.core.month import Month
from vetctl.output.files import write_whole

Grouping = Literal["township", "benefit"]

AMOUNTS = ("regular", "arrears", "recovery", "setoff", "net")
"""The money columns, in the order they stand: 本月金额, 补发, 扣回, 抵扣, 实发金额."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterLine:
    """What one person gets under one benefit this month; all amounts in fen, none below zero."""

    township: str
    village: str
    name: str
    identity: str
    benefit: str
    """Title of the benefit, as printed."""
    grade: str
    """Grade or category, as printed."""
    account: str
    regular_fen: int
    """What is due for the month itself."""
    arrears_fen: int = 0
    """补发: what is due for earlier months."""
    recovery_fen: int = 0
    """扣回: what is taken back in this payment for earlier months of this benefit."""
    setoff_fen: int = 0
    """抵扣: what is kept back against an older debt."""
    net_fen: int
    """What goes to the bank: regular + arrears - recovery - setoff."""

    @property
    def amounts(self) -> tuple[int, int, int, int, int]:
        """The amounts in the order of `AMOUNTS`."""
        return (self.regular_fen, self.arrears_fen, self.recovery_fen, self.setoff_fen, self.net_fen)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldLine:
    """One person and benefit not paid this month, and why."""

    township: str
    village: str
    name: str
    identity: str
    benefit: str
    reason: str
    remedy: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """A run, ready to print."""

    bureau: str
    month: str
    """``YYYY-MM``."""
    run: str
    """Number or name of the run."""
    run_digest: str
    """The run's digest in hex; its first 16 characters stand on every page, all of it on the cover."""
    journal_head: str
    """The head of the journal in hex, likewise."""
    lines: Sequence[RosterLine]
    held: Sequence[HeldLine] = ()
    prepared_by: str = ""
    reviewed_by: str = ""
    approved_by: str = ""
    """Empty means not approved: every title then says draft."""
    printed_on: date | None = None
    """The day on the sheets and in the file's properties; None leaves a line to fill in by hand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterFile:
    """What was written."""

    lines: int
    people: int
    held: int
    net_fen: int
    pages: int
    """Pages of payment lines, the cover and the held list not counted."""
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The printed texts. A roster is an official paper: Chinese, whatever language the clerk's screen speaks."""

    texts: Mapping[str, str]

    def __call__(self, key: str, **values: object) -> str:
        """The text of ``roster.<key>``."""
        text = self.texts[f"roster.{key}"]
        return text.format(**values) if values else text


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """Control totals of some lines."""

    people: int
    lines: int
    amounts: tuple[int, ...]
    """In fen, in the order of `AMOUNTS`."""


def add_up(lines: Sequence[RosterLine]) -> Sums:
    """Count people (by identity number) and lines, and add each amount."""
    amounts = tuple(sum(column) for column in zip(*(line.amounts for line in lines), strict=True)) if lines else (0,) * 5
    return Sums(people=len({line.identity for line in lines}), lines=len(lines), amounts=amounts)


def write_roster(
    path: Path,
    roster: Roster,
    *,
    by: Grouping = "township",
    public: bool = False,
    locale: str = "zh_CN",
) -> RosterFile:
    """Write the roster workbook in one piece.

    Args:
        path: the ``.xlsx`` file; an ordinary file there is replaced.
        roster: what to print; groups stand in the order in which they first appear.
        by: one sheet per township or one per benefit.
        public: for the notice board: identity and account numbers masked.
        locale: language of the printed texts; amounts in words are Chinese in any case.

    Raises:
        Refused: E408 a line does not add up or holds a negative amount; E906, E907, E912 the file cannot be written.
        NotWrittenError: the workbook library refused something.
    """
    _check(roster)
    from vetctl.output.roster_sheets import build

    words = Words(texts=catalogue(locale))
    data, pages = build(roster, groups(roster.lines, by), words, public=public)
    digest = write_whole(path, [data])
    sums = add_up(roster.lines)
    return RosterFile(
        lines=sums.lines,
        people=sums.people,
        held=len(roster.held),
        net_fen=sums.amounts[-1],
        pages=pages,
        sha256=digest,
    )


def groups(lines: Sequence[RosterLine], by: Grouping) -> dict[str, list[RosterLine]]:
    """Sort lines into sheets, keeping their order."""
    found: dict[str, list[RosterLine]] = {}
    for line in lines:
        found.setdefault(line.township if by == "township" else line.benefit, []).append(line)
    return found


def _check(roster: Roster) -> None:
    Month.parse(roster.month)
    for number, line in enumerate(roster.lines, 1):
        if min(line.amounts) < 0:
            raise Refused("E408", detail=t("roster.negative", line=number))
        if line.regular_fen + line.arrears_fen - line.recovery_fen - line.setoff_fen != line.net_fen:
            raise Refused("E408", detail=t("roster.mismatch", line=number))
