"""The papers of a run: the roster that leaves with the bank files, and everything that can be printed beside it.

All are made from the frozen lines and payouts of the run and from the facts it had seen, so that repeating an export
gives the same bytes. A paper is Chinese, whatever language the clerk's screen speaks. Only the export writes an
original; what is printed later says that it is a copy.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from vetctl.core.catalogue import spoken, t
from vetctl.core.errors import NotFound, Refused, Usage
from vetctl.output.paper import Paper, Sheet, count_pages, write_paper
from vetctl.payments import lifecycle
from vetctl.payments.forms import common, handover, lines, notice, public, roster, summary
from vetctl.payments.forms.common import Benefits, Facts
from vetctl.payments.forms.contact import Contact
from vetctl.payments.forms.lines import PaidLine
from vetctl.store import journal
from vetctl.store.journal import Actor

if TYPE_CHECKING:
    from vetctl.output.bankprofile import Profile

Written = tuple[str, Path, int, int]
"""Kind, path, rows and total in fen of a file."""

_Draft = tuple[str, Paper, int, int]
"""File name, paper, rows and total in fen."""

KINDS = ("roster", "summary", "public", "notice", "handover")
_NARROWED_BY: Mapping[str, set[str]] = {
    "roster": {"township"},
    "summary": set(),
    "public": {"township"},
    "notice": {"township", "person", "changed"},
    "handover": {"person"},
}
"""Which options narrow which paper."""
_NUMBERED = {"roster", "notice", "handover"}
"""Papers that show numbers in full when asked to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be printed."""

    kinds: Sequence[str]
    """Of `KINDS`."""
    benefits: Benefits
    contact: Contact
    as_of: date
    """First day of a public notice, day of a handover sheet."""
    township: str | None = None
    person: int | None = None
    changed: bool = False
    """Only notices for people with back-pay, recoveries or something kept back."""
    reveal: bool = False

    def check(self) -> None:
        """Refuse options that do not go together.

        Raises:
            Usage: E552 an option that narrows none of the kinds.
        """
        given = {name for name in ("township", "person", "changed") if getattr(self, name)}
        for name in sorted(given):
            if not any(name in _NARROWED_BY[kind] for kind in self.kinds):
                raise Usage("E552", option=f"--{name}", kind=", ".join(self.kinds))

    @property
    def numbers_shown(self) -> bool:
        """Whether identity numbers leave the house in full by this order."""
        return self.reveal and bool(_NUMBERED & set(self.kinds))


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """One paper that was made."""

    kind: str
    path: Path
    pages: int
    rows: int
    total_fen: int
    sha256: str
    """Empty when it was only tried."""


def write_all(
    connection: sqlite3.Connection, run: int, folder: Path, profile: Profile, benefits: Benefits | None = None
) -> list[Written]:
    """Write roster and bank files of a run into `folder`, once the lines are seen to add up to the run.

    Args:
        benefits: for their titles; None takes the shipped ones.

    Raises:
        Refused: E408, E550 lines or a written file do not add up; E906 the folder cannot be written.
    """
    from vetctl.payments import bank, policy

    _make_folder(folder)
    files = bank.make(connection, run, profile)
    with spoken("zh_CN"):
        facts = common.facts(connection, run)
        order = Order(
            kinds=["roster"], benefits=benefits or policy.load({}), contact=Contact(), as_of=facts.as_of, reveal=True
        )
        sheets, rows, fen = _Maker(connection, facts, order).roster()
        path = folder / _file_name("roster", facts)
        write_paper(path, common.paper(facts, "roster", sheets, reveal=True))
    return [("roster", path, rows, fen), *bank.write(folder, files, profile)]


def print_handover(
    connection: sqlite3.Connection, folder: Path, order: Order, actor: Actor, *, write: bool = True
) -> list[Made]:
    """Make the hand-over sheet of one person, as things stand now; otherwise as `print_run`."""
    order.check()
    if order.person is None:
        raise Usage("E553")
    with spoken("zh_CN"):
        sheet = handover.paper(
            connection, order.person, order.benefits, order.contact, as_of=order.as_of, reveal=order.reveal
        )
        made = [
            _finish("handover", (_file_name("handover", None, _number(order.person)), sheet, 1, 0), folder, write=write)
        ]
    if order.reveal:
        journal.append(connection, actor, {"person": order.person, "printed": ["handover"], "files": _seals(made)})
    return made


def print_run(
    connection: sqlite3.Connection, run: int, folder: Path, order: Order, actor: Actor, *, write: bool = True
) -> list[Made]:
    """Make the papers of a run that are asked for. Numbers shown in full leave an event in the journal, nothing else does.

    Args:
        actor: who prints; with `order.numbers_shown` the caller has a transaction open.
        write: whether files are written, or only made to see that they can be.

    Raises:
        Usage: E552. Refused: E554 the run is void; E550, E408 sums differ; E906 the folder cannot be written.
        NotFound: E555 nobody is meant. Integrity: E505 the lines are not those that were signed.
    """
    order.check()
    with spoken("zh_CN"):
        facts = common.facts(connection, run)
        if facts.state == "voided":
            raise Refused("E554", run=run)
        lifecycle.check_digest(connection, run)
        copy = _copies(connection, run) + 1
        maker = _Maker(connection, facts, order)
        drafts = [(kind, maker.make(kind, copy)) for kind in order.kinds]  # all or none
        made = [_finish(kind, draft, folder, write=write) for kind, draft in drafts]
    if order.numbers_shown:
        journal.append(connection, actor, {"run": run, "printed": list(order.kinds), "files": _seals(made)})
    return made


class _Maker:
    """The papers of one run, narrowed as ordered."""

    def __init__(self, connection: sqlite3.Connection, facts: Facts, order: Order) -> None:
        self.connection, self.facts, self.order = connection, facts, order

    def make(self, kind: str, copy: int) -> _Draft:
        """One paper with its marks.

        Raises:
            NotFound: E555 nobody is meant.
        """
        facts, order, reveal = self.facts, self.order, self.order.reveal and kind in _NUMBERED
        mark, corner, tail = "", "", "" if facts.approved else t("paper.file.draft")
        if kind == "roster" and facts.state == "approved":
            mark, tail = t("paper.preview_mark"), t("paper.file.preview")
        elif kind == "roster" and facts.approved:
            said = "copy" if reveal else "masked_copy"
            corner, tail = t(f"paper.{said}", number=copy), t(f"paper.file.{said}", number=copy)
        makers = {"roster": self.roster, "summary": self._summary, "public": self._public, "notice": self._notice}
        sheets, rows, fen = makers[kind]()
        if not sheets:
            raise NotFound("E555", what=t(f"paper_kind.{kind}"))
        name = _file_name(kind, facts, order.township or "", _number(order.person), tail)
        return name, common.paper(facts, kind, sheets, reveal=reveal, mark=mark, copy=corner), rows, fen

    def roster(self) -> tuple[list[Sheet], int, int]:
        """Summary, townships, institutions and the held; of one township only its own two sheets."""
        paid, held = self._there, self._held
        of_townships = roster.township_sheets(self.facts, paid)
        if self.order.township:
            some = [*of_townships, held] if paid or roster.held_count(held) else []
            return some, len(paid), sum(line.net_fen for line in paid)
        institutions = roster.institution_sheets(self.connection, self.facts, self.order.benefits)
        sent = sum(len(sheet.parts[0][0].rows) for sheet in institutions[1:])
        top, _, _ = self._summary()
        return [*top, *of_townships, *institutions, held], len(paid) + sent, self.facts.figures["net_fen"]

    def _summary(self) -> tuple[list[Sheet], int, int]:
        people, held = len({line.person for line in self._paid if line.net_fen}), roster.held_count(self._held)
        top = summary.sheet(self.connection, self.facts, self.order.benefits, people=people, held=held)
        return [top], self.facts.figures["line_count"], self.facts.figures["net_fen"]

    def _public(self) -> tuple[list[Sheet], int, int]:
        paid = self._there
        sheets = public.sheets(self.facts, paid, self.order.contact, self.order.as_of)
        return sheets, len(paid), sum(line.gross_fen for line in paid)

    def _notice(self) -> tuple[list[Sheet], int, int]:
        order = self.order
        return notice.sheets(
            self.connection, self.facts, order.benefits, order.contact,
            person=order.person, township=order.township, changed=order.changed, reveal=order.reveal,
        )  # fmt: skip

    @cached_property
    def _paid(self) -> list[PaidLine]:
        found = lines.paid_lines(self.connection, self.facts, self.order.benefits)
        lines.check(self.connection, self.facts, found)
        return found

    @property
    def _there(self) -> list[PaidLine]:
        township = self.order.township
        return [line for line in self._paid if line.township == township] if township else self._paid

    @cached_property
    def _held(self) -> Sheet:
        return roster.held_sheet(self.connection, self.facts, self.order.benefits, self.order.township)


def _seals(made: Sequence[Made]) -> dict[str, str]:
    return {one.path.name: one.sha256 for one in made}


def _finish(kind: str, draft: _Draft, folder: Path, *, write: bool) -> Made:
    name, paper, rows, fen = draft
    path = folder / name
    if not write:
        return Made(kind=kind, path=path, pages=count_pages(paper), rows=rows, total_fen=fen, sha256="")
    _make_folder(folder)
    printed = write_paper(path, paper)
    return Made(kind=kind, path=path, pages=printed.pages, rows=rows, total_fen=fen, sha256=printed.sha256)


def _copies(connection: sqlite3.Connection, run: int) -> int:
    """How often the roster of a run was written with its numbers: by the export, and since."""
    row = connection.execute(
        """SELECT (SELECT COUNT(*) FROM export WHERE run = :run AND kind = 'roster')
                + (SELECT COUNT(*) FROM journal WHERE json_extract(facts, '$.run') = :run AND instr(json_extract(facts, '$.printed'), 'roster'))""",
        {"run": run},
    ).fetchone()
    return int(row[0])


def _number(person: int | None) -> str:
    return t("paper.file.person", person=person) if person else ""


def _file_name(kind: str, facts: Facts | None, *parts: str) -> str:
    of_run = [str(facts.month), t("paper.file.run", run=facts.run)] if facts else []
    name = "-".join([t(f"paper.file.{kind}"), *of_run, *(part for part in parts if part)])
    return re.sub(r'[\\/:*?"<>|\x00-\x1f]', "_", name) + ".xlsx"


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise Refused("E906", path=folder, why=problem.strerror) from problem
