"""The returned workbook: the clerk's own rows with every bad cell marked, its reason and its remedy.

It can be corrected and imported as it is. Nothing in it is a formula, whatever a cell begins with, and no number is
repaired: a digit that was lost is for the clerk to type again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vetctl.core.catalogue import t
from vetctl.core.finding import Finding, Severity
from vetctl.intake.cells import shown
from vetctl.intake.frame import Frame
from vetctl.intake.importing import Plan, first_places
from vetctl.intake.words import unit_of_heading
from vetctl.output.files import write_whole
from vetctl.output.workbook import Book, Sheet, checked, display_width

if TYPE_CHECKING:
    from xlsxwriter.format import Format

_TEXT_KINDS = frozenset({"identity", "account", "phone", "credit", "region"})
_WIDEST = 40


def write(plans: Iterable[Plan], path: Path, *, everything: bool) -> bool:
    """Write the rows of some files that were rejected or held to one workbook.

    Args:
        plans: checked files.
        path: the workbook to write.
        everything: also the good rows, behind the bad ones, because nothing of the file was taken in.

    Returns:
        Whether anything had to be returned; no file is written otherwise.

    Raises:
        Refused: E906, E907, E912, the file cannot be written.
    """
    faulty = [plan for plan in plans if plan.refused or plan.rejected or plan.held]
    if not faulty:
        return False
    book = Book(title=t("intake.returned.sheet"))
    for plan in faulty:
        if plan.frame is not None:
            for name in plan.reading.headers:
                _write_sheet(book, plan, plan.frame, name, alone=len(faulty) == 1, everything=everything)
    _write_summary(book, faulty)
    write_whole(path, [book.finish()])
    return True


def _write_sheet(book: Book, plan: Plan, frame: Frame, name: str, *, alone: bool, everything: bool) -> None:
    bad = [row for row in sorted({*plan.rejected, *plan.held}) if frame.origins[row].sheet == name]
    if not bad:
        return
    good = [row for row in plan.accepted if frame.origins[row].sheet == name] if everything and plan.rejected else []
    title = t("intake.returned.sheet") if alone and len(plan.reading.headers) == 1 else f"{Path(plan.source.name).stem} {name}"
    sheet = book.sheet(title)
    headings = [*_headings(plan, name), *(t(f"intake.returned.{key}") for key in ("state", "reason", "remedy", "place"))]
    bold = book.style(bold=True, bg_color="#D9E1F2", border=1, text_wrap=True)
    for column, text in enumerate(headings):
        sheet.text(0, column, text, bold)
    texts = _text_columns(plan, name)
    for line, row in enumerate([*bad, *good], 1):
        _write_row(book, sheet, line, plan, row, texts)
    sheet.widths([min(max(display_width(text) + 2, 10), _WIDEST) for text in headings[:-4]] + [8, 50, 50, 18])
    sheet.raw.freeze_panes(1, 0)
    sheet.raw.set_landscape()
    sheet.raw.set_paper(9)  # A4
    sheet.raw.fit_to_pages(1, 0)
    checked(sheet.raw.repeat_rows(0))
    checked(sheet.raw.autofilter(0, 0, len(bad) + len(good), len(headings) - 1))


def _headings(plan: Plan, name: str) -> list[str]:
    """The clerk's headings; a money unit that stood above the table moves into its heading."""
    header = plan.reading.headers[name]
    headings = list(header.headings)
    for field, unit in header.units.items():
        place = header.fields[field]
        if unit and unit != "%" and not unit_of_heading(headings[place]):
            headings[place] = f"{headings[place]}（{unit}）"
    return headings


def _text_columns(plan: Plan, name: str) -> frozenset[int]:
    header = plan.reading.headers[name]
    return frozenset(place for field, place in header.fields.items() if header.register.column(field).kind in _TEXT_KINDS)


def _write_row(book: Book, sheet: Sheet, line: int, plan: Plan, row: int, texts: frozenset[int]) -> None:
    frame = plan.frame
    if frame is None:
        return
    origin = frame.origins[row]
    findings = [plan.finding(row, problem) for problem in frame.problems.get(row, ())]
    weighty = [f for f in findings if f.severity in (Severity.ERROR, Severity.HOLD)]
    first = next(s.first_column for s in plan.source.sheets if s.name == origin.sheet)
    marked = {f.where.column - first: f for f in reversed(weighty) if f.where.column is not None}
    for column, value in enumerate(frame.raw(row)):
        bad = marked.get(column)
        look: dict[str, Any] = {"num_format": "@"} if column in texts else {}
        if bad is not None:
            look |= {"bg_color": "#FFC7CE", "font_color": "#9C0006", "border": 1}
        _write_cell(book, sheet, line, column, value, look)
        if bad is not None:
            checked(sheet.raw.write_comment(line, column, f"{bad.code} {bad.reason}\n{bad.remedy}", {"x_scale": 2}))
    state = "rejected" if row in plan.rejected else "held" if weighty else "accepted"
    plain = book.style(text_wrap=True)
    last = len(plan.reading.headers[origin.sheet].headings)
    sheet.text(line, last, t(f"intake.returned.{state}"), plain)
    sheet.text(line, last + 1, "\n".join(f"{f.code} {f.reason}" for f in weighty), plain)
    sheet.text(line, last + 2, "\n".join(dict.fromkeys(f.remedy for f in weighty)), plain)
    sheet.text(line, last + 3, f"{origin.sheet}!{origin.row}", plain)


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
    sheet.text(line, column, shown(value), book.style(**look))


def _write_summary(book: Book, plans: Sequence[Plan]) -> None:
    sheet = book.sheet(t("intake.returned.summary"))
    bold = book.style(bold=True, bg_color="#D9E1F2", border=1)
    wrapped = book.style(text_wrap=True)
    titles = (t("intake.column.file"), *(t(f"intake.returned.{key}") for key in ("code", "count", "reason", "remedy", "first")))
    for column, text in enumerate(titles):
        sheet.text(0, column, text, bold)
    line = 1
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
    sheet.raw.freeze_panes(1, 0)
