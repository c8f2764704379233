"""The returned workbook: the clerk's own rows with every bad cell marked, its reason and its remedy.

It can be corrected and imported as it is: a hidden column remembers where each bad row came from. Nothing in it is a
formula, whatever a cell begins with, and no number is repaired: a digit that was lost is for the clerk to type again.
The other form, a marked copy of the clerk's workbook, is made in `vetctl.intake.giveback.marked`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from vetctl.core.catalogue import t
from vetctl.core.finding import Finding, Severity
from vetctl.intake.cells import shown
from vetctl.intake.frame import Frame
from vetctl.intake.giveback import marked, marks, template
from vetctl.intake.header import MARK
from vetctl.intake.plan import Plan, first_places
from vetctl.intake.register import Column
from vetctl.intake.words import heading, unit_of_heading
from vetctl.output.files import write_whole
from vetctl.output.workbook import Book, Sheet, checked, display_width

if TYPE_CHECKING:
    from xlsxwriter.format import Format

_IN_BRACKETS = re.compile(r"[（(][^（()）]*[）)]")
_NO_BRACKETS = str.maketrans(dict.fromkeys("（()）[]【】〔〕<>", " "))
LIST, MARKED = "list", "marked"
"""The two forms: bad rows first in a workbook of their own, or the clerk's workbook with its bad cells coloured."""


class Back(NamedTuple):
    """Where and in which form a clerk wants the rows back."""

    path: Path
    form: str = LIST


_TEXT_KINDS = frozenset({"identity", "account", "phone", "credit", "region"})
_WIDEST, _REASON_WIDTH = 40, 50
_COLORS = {Severity.ERROR: {"bg_color": "#FFC7CE", "font_color": "#9C0006"}, Severity.HOLD: {"bg_color": "#FFEB9C", "font_color": "#7F6000"}}


def write(plans: Iterable[Plan], path: Path, *, everything: bool, form: str = LIST) -> list[str]:
    """Give the rows of some files that were rejected or held back to the clerk.

    Args:
        plans: checked files.
        path: the workbook to write; where one will not do (several kinds of register, several marked copies), the others
            stand beside it under its name with an addition.
        everything: also the good rows, behind the bad ones, because nothing of the file was taken in.
        form: `LIST` or `MARKED`; a file that cannot be marked is given back as a list, and said.

    Returns:
        What to tell the clerk, with the files written; nothing when nothing had to be returned.

    Raises:
        Refused: E906, E907, E912, the file cannot be written.
    """
    faulty = [plan for plan in plans if plan.refused or plan.rejected or plan.held]
    said: list[str] = []
    rest = faulty
    if form == MARKED:
        rest = []
        for plan in faulty:
            target = path if len(faulty) == 1 else _beside(path, Path(plan.source.name).stem)
            why = marked.write(plan, target)
            if why:
                rest.append(plan)
                said.append(t("intake.giveback.list_instead", file=plan.source.name, why=t(f"intake.giveback.{why}", kind=plan.source.kind)))
            else:
                said.append(t("intake.errors_written", path=target))
        path = path if rest == faulty else _beside(path, t("intake.returned.sheet"))
    groups: dict[str, list[Plan]] = {}
    for plan in rest:
        groups.setdefault(plan.register.title if plan.register else "", []).append(plan)
    if len(groups) > 1:
        said.append(t("intake.giveback.several"))
    for title, group in groups.items():
        target = path if len(groups) == 1 else _beside(path, title or t("intake.returned.refused"))
        _write_list(group, target, everything=everything)
        said.append(t("intake.errors_written", path=target))
    return said


def _beside(path: Path, addition: str) -> Path:
    return path.with_name(f"{path.stem}_{addition}{path.suffix}")


def _write_list(faulty: Sequence[Plan], path: Path, *, everything: bool) -> None:
    book = Book(title=t("intake.returned.sheet"))
    for plan in faulty:
        if plan.frame is not None:
            for name in plan.reading.headers:
                _write_sheet(book, plan, plan.frame, name, alone=len(faulty) == 1, everything=everything)
    _write_summary(book, faulty)
    write_whole(path, [book.finish()])


def _write_sheet(book: Book, plan: Plan, frame: Frame, name: str, *, alone: bool, everything: bool) -> None:
    bad = [row for row in sorted({*plan.rejected, *plan.held}) if frame.origins[row].sheet == name]
    if not bad:
        return
    good = [row for row in plan.accepted if frame.origins[row].sheet == name] if everything and plan.rejected else []
    title = t("intake.returned.sheet") if alone and len(plan.reading.headers) == 1 else f"{Path(plan.source.name).stem} {name}"
    sheet = book.sheet(title)
    header = plan.reading.headers[name]
    own = [column for column in range(len(header.headings)) if column not in header.returned]
    clerks = _headings(plan, name)
    headings = [*(clerks[column] for column in own), *(t(f"intake.returned.{key}") for key in ("state", "reason", "remedy", "place"))]
    bold = book.style(bold=True, bg_color="#D9E1F2", border=1, text_wrap=True)
    for column, text in enumerate((*headings, MARK)):
        sheet.text(0, column, text, bold)
    texts = _text_columns(plan, name)
    for line, row in enumerate([*bad, *good], 1):
        _write_row(book, sheet, line, plan, row, own, texts)
    kinds = {place: header.register.column(field) for field, place in header.fields.items()}
    widths = [_width(kinds.get(place), text) for place, text in zip(own, headings, strict=False)] + [8, _REASON_WIDTH, _REASON_WIDTH, 18]
    sheet.widths(widths)
    checked(sheet.raw.set_column(len(headings), len(headings), 20, None, {"hidden": True}))
    sheet.raw.freeze_panes(1, 0)
    sheet.raw.set_landscape()
    sheet.raw.set_paper(9)  # A4
    sheet.raw.fit_to_pages(1, 0)
    checked(sheet.raw.repeat_rows(0))
    checked(sheet.raw.autofilter(0, 0, len(bad) + len(good), len(headings) - 1))


def _width(column: Column | None, title: str) -> float:
    """Wide enough for the numbers of a column, and for the heading of any other."""
    wanted = display_width(title) + 2
    return min(max(wanted, template.width(column) if column is not None else 8), _WIDEST)


def _headings(plan: Plan, name: str) -> list[str]:
    """The clerk's headings, fit to be recognised on one line and without the sender's own list of words.

    A money unit that stood above the table moves into its heading; a heading that was understood only by its second level or
    by a list of the sender's gets the register's word in front.
    """
    header = plan.reading.headers[name]
    headings = list(header.headings)
    for field, place in header.fields.items():
        column = header.register.column(field)
        if heading(headings[place]) not in {heading(word) for word in (column.zh, column.en, *column.also)}:
            headings[place] = f"{_IN_BRACKETS.sub('', column.zh)}（{headings[place].translate(_NO_BRACKETS)}）"
    for field, unit in header.units.items():
        place = header.fields[field]
        if unit and unit != "%" and not unit_of_heading(headings[place]):
            headings[place] = f"{headings[place]}（{unit}）"
    return headings


def _text_columns(plan: Plan, name: str) -> frozenset[int]:
    header = plan.reading.headers[name]
    return frozenset(place for field, place in header.fields.items() if header.register.column(field).kind in _TEXT_KINDS)


def _write_row(book: Book, sheet: Sheet, line: int, plan: Plan, row: int, own: Sequence[int], texts: frozenset[int]) -> None:
    frame = plan.frame
    if frame is None:
        return
    origin = frame.origins[row]
    weighty = weighty_findings(plan, row)
    first = next(s.first_column for s in plan.source.sheets if s.name == origin.sheet)
    bad_cells = {f.where.column - first: f for f in reversed(weighty) if f.where.column is not None}
    cells = frame.raw(row)
    for column, place in enumerate(own):
        bad = bad_cells.get(place)
        look: dict[str, Any] = {"num_format": "@"} if place in texts else {}
        if bad is not None:
            look |= {**_COLORS[bad.severity], "border": 1}
            checked(sheet.raw.write_comment(line, column, marked.comment(bad), _COMMENT_BOX))
        _write_cell(book, sheet, line, column, cells[place], look)
    state = "rejected" if any(f.severity is Severity.ERROR for f in weighty) else "held" if weighty else "accepted"
    plain = book.style(text_wrap=True)
    last = len(own)
    reasons = "\n".join(f"{f.code} {f.reason}" for f in weighty)
    remedies = "\n".join(dict.fromkeys(f.remedy for f in weighty))
    sheet.text(line, last, t(f"intake.returned.{state}"), plain)
    sheet.text(line, last + 1, reasons, plain)
    sheet.text(line, last + 2, remedies, plain)
    if weighty:
        sheet.fit_height(line, (reasons, remedies), (_REASON_WIDTH, _REASON_WIDTH))
    came = marks.places(frame.marks.get(row, ""))
    sheet.text(line, last + 3, f"{came[0].sheet}!{came[0].row}" if came else f"{origin.sheet}!{origin.row}", plain)
    mark = marks.of_row(plan.source.sha256, frame, row, bad=bool(weighty))
    if mark:
        sheet.text(line, last + 4, mark, book.style())


_COMMENT_BOX = {"x_scale": 2}


def weighty_findings(plan: Plan, row: int) -> list[Finding]:
    """What kept a row out or waiting."""
    problems = plan.frame.problems.get(row, ()) if plan.frame is not None else ()
    return [plan.finding(row, problem) for problem in problems if problem.severity in _COLORS]


def _write_cell(book: Book, sheet: Sheet, line: int, column: int, value: Any, look: dict[str, Any]) -> None:
    if isinstance(value, dt.date):
        # Days before 1900 do not exist in a spreadsheet and stay text.
        if value.year > 1900:
            style: Format = book.style(**{**look, "num_format": "yyyy-mm-dd"})
            checked(sheet.raw.write_datetime(line, column, value, style))
            return
    elif isinstance(value, int | float) and not isinstance(value, bool) and shown(value).lower() not in ("nan", "inf", "-inf"):
        checked(sheet.raw.write_number(line, column, value, book.style(**look)))
        return
    text = shown(value)
    # Such a text is no formula here; the mark keeps it from becoming one when the clerk types in the cell.
    sheet.text(line, column, text, book.style(**look, quote_prefix=True) if text.startswith(template.ACTIVE) else book.style(**look))


def _write_summary(book: Book, plans: Sequence[Plan]) -> None:
    sheet = book.sheet(t("intake.returned.summary"))
    bold = book.style(bold=True, bg_color="#D9E1F2", border=1)
    wrapped = book.style(text_wrap=True)
    titles = (t("intake.column.file"), *(t(f"intake.returned.{key}") for key in ("code", "count", "reason", "remedy", "first")))
    sheet.text(0, 0, t("intake.giveback.how"), book.style(font_color="#595959"))
    for column, text in enumerate(titles):
        sheet.text(1, column, text, bold)
    line = 2
    for plan in plans:
        findings = plan.findings()
        places = first_places(findings)
        by_code: dict[str, list[Finding]] = {}
        for found in findings:
            by_code.setdefault(found.code, []).append(found)
        for code, group in sorted(by_code.items()):
            sheet.text(line, 0, plan.source.name, wrapped)
            sheet.text(line, 1, code, wrapped)
            sheet.number(line, 2, len(group), wrapped)
            sheet.text(line, 3, group[0].reason, wrapped)
            sheet.text(line, 4, group[0].remedy, wrapped)
            sheet.text(line, 5, "、".join(places[code]), wrapped)
            line += 1
    sheet.widths([26, 8, 8, 50, 50, 30])
    sheet.raw.freeze_panes(2, 0)
    sheet.a4(margins=(0.4, 0.4, 0.5, 0.6), footer="&C&P / &N")
    sheet.raw.fit_to_pages(1, 0)
