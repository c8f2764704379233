"""The marked copy: the clerk's own .xlsx with every bad cell coloured and commented, all else as it was.

A few places inside the zip file are changed and nothing is written anew: fonts, pictures, formulas with their results,
filters and print set-up stay, which no library that reads and writes workbooks can promise. To the right of the table come a
column with the reasons and the hidden column of marks. What is written is read again and must hold every cell of the original;
a file in which that does not come out is not marked. The original is only read.
"""

from __future__ import annotations

import hashlib
import zipfile
import zlib
from pathlib import Path

from vetctl.core.catalogue import t
from vetctl.core.errors import Unreadable
from vetctl.core.finding import Finding, Severity
from vetctl.intake.frame import Frame
from vetctl.intake.giveback import marks
from vetctl.intake.header import MARK
from vetctl.intake.plan import Plan
from vetctl.intake.reading.read import Sheet, open_file
from vetctl.output.files import write_whole
from vetctl.output.marking import Note, SheetMarks, UnfitError, mark_workbook

ODD = (LookupError, ValueError, zipfile.BadZipFile, zlib.error, NotImplementedError)
"""What comes of a part that is not written as the format says."""
_KINDS = {Severity.ERROR: "error", Severity.HOLD: "hold"}


def write(plan: Plan, path: Path) -> str:
    """Write a marked copy of a checked file.

    Args:
        plan: the checked file, with rows that were rejected or held.
        path: the copy to write.

    Returns:
        Why it cannot be done, as the tail of a catalogue key ``intake.giveback.<why>``; empty when it was done.

    Raises:
        Refused: E906, E907, E912, the copy cannot be written.
    """
    why = _obstacle(plan)
    if why:
        return why
    original, frame = plan.source.path, plan.frame
    if original is None or frame is None:
        return "refused"
    data = original.read_bytes()
    if hashlib.sha256(data).hexdigest() != plan.source.sha256:
        return "changed"
    wanted = {name: _marks_of(plan, frame, name) for name in plan.reading.headers}
    try:
        write_whole(path, [mark_workbook(data, wanted)], verify=lambda copy: _verify(original, copy))
    except (*ODD, UnfitError, Unreadable):
        return "too_odd"
    return ""


def _obstacle(plan: Plan) -> str:
    if plan.refused or plan.frame is None:
        return "refused"
    if plan.source.kind != "xlsx":
        return "not_xlsx"
    if plan.source.macros:
        return "macros"
    if any(header.mark is not None for header in plan.reading.headers.values()):
        return "again"
    return ""


def _marks_of(plan: Plan, frame: Frame, name: str) -> SheetMarks:
    """What is to be written into one sheet: notes on cells, reasons and marks of rows."""
    header = plan.reading.headers[name]
    sheet = next(s for s in plan.source.sheets if s.name == name)
    anchor = header.fields.get("identity", min(header.fields.values())) + sheet.first_column
    bad = [row for row in sorted({*plan.rejected, *plan.held}) if frame.origins[row].sheet == name]
    notes: dict[tuple[int, int], Note] = {}
    beside: dict[int, tuple[str, str]] = {header.data_row + sheet.first_row - 1: (t("intake.returned.reason"), MARK)}
    for row in bad:
        number = frame.origins[row].row
        findings = [plan.finding(row, problem) for problem in frame.problems[row] if problem.severity in _KINDS]
        for finding in findings:
            place = number, finding.where.column or anchor
            before = notes.get(place)
            text = comment(finding)
            notes[place] = Note(kind=_KINDS[finding.severity] if before is None else before.kind, text=f"{before.text}\n{text}" if before else text)
        reasons = "\n".join(comment(finding) for finding in findings)
        beside[number] = reasons, marks.of_row(plan.source.sha256, frame, row, bad=True)
    return SheetMarks(notes=notes, beside=beside, column=_beyond(sheet))


def comment(finding: Finding) -> str:
    """What is said of a bad cell."""
    return f"{finding.code} {finding.reason}\n{finding.remedy}"


def _beyond(sheet: Sheet) -> int:
    """The first column, from 1, to the right of everything in the sheet, merged cells included."""
    return max(sheet.first_column + len(sheet.columns), *(column + 2 for _, (_, column) in sheet.merged), 1)


def _verify(original: Path, copy: Path) -> None:
    """Read both again: the copy must have every cell of the original, and beyond it only what was added.

    Raises:
        UnfitError: it has not.
    """
    before, after = open_file(original), open_file(copy)
    if [s.name for s in before.sheets] != [s.name for s in after.sheets] or before.hidden != after.hidden:
        raise UnfitError
    for one, other in zip(before.sheets, after.sheets, strict=True):
        if (one.first_row, one.first_column) != (other.first_row, other.first_column):
            raise UnfitError
        if other.columns[: len(one.columns)] != one.columns:
            raise UnfitError


