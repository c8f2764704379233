"""What the import, template and register commands have to say, as reports.

It counts and arranges; nothing is decided, masked or printed here.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from vetctl.core.catalogue import t
from vetctl.core.errors import Exit
from vetctl.core.finding import RANK, Finding
from vetctl.core.shelf import load_python_shelf
from vetctl.intake import batches, importing, returned, template
from vetctl.intake.importing import SKIP, STOP, Plan
from vetctl.intake.known import load, offered
from vetctl.intake.register import TOWNSHIP
from vetctl.output.report import Column, Kind, Report, Table

MOST_FINDINGS = 200
"""More are not listed one by one; the returned workbook has all of them."""
_COUNTS = ("rows_in", "accepted", "new", "changed", "unchanged", "held", "rejected")
_WEIGHT = {Exit.DONE: 0, Exit.PARTLY: 1, Exit.FOUND: 2}
_KINDS: dict[str, Kind] = {"identity": "identity", "account": "account", "name": "name", "money": "fen", "whole": "int", "year": "int"}


def checked(plans: Sequence[Plan], *, errors: Path | None, as_of: dt.date) -> Report:
    """Report on files that were checked only."""
    exits = [Exit.FOUND if plan.refused or plan.rejected or plan.held else Exit.DONE for plan in plans]
    clean = all(code is Exit.DONE for code in exits)
    return _report("import check", plans, exits, errors=errors, everything=True, as_of=as_of, next_step="vetctl import run" if clean else None)


def taken_in(plans: Sequence[Plan], *, errors: Path | None, on_error: str, as_of: dt.date) -> Report:
    """Report on files that were taken in, or not."""
    exits = [plan.exit(on_error) for plan in plans]
    report = _report("import run", plans, exits, errors=errors, everything=on_error == STOP, as_of=as_of, next_step=None)
    report.warnings.extend(line for plan in plans for line in _outcome(plan, on_error))
    return report


def _report(
    command: str, plans: Sequence[Plan], exits: Sequence[Exit], *, errors: Path | None, everything: bool, as_of: dt.date,
    next_step: str | None,
) -> Report:  # fmt: skip
    findings = sorted((f for plan in plans for f in plan.findings()), key=lambda f: -RANK[f.severity])
    warnings = [line for plan in plans for line in _said(plan)]
    if errors is not None and returned.write(plans, errors, everything=everything):
        warnings.append(t("intake.errors_written", path=errors))
    if len(findings) > MOST_FINDINGS:
        warnings.append(t("intake.more_findings", shown=MOST_FINDINGS, count=len(findings)))
    return Report(
        command=command,
        tables=[_files(plans), *([_codes(findings)] if findings else [])],
        summary={"files": len(plans), **{name: sum(plan.counts[name] for plan in plans) for name in _COUNTS}},
        findings=findings[:MOST_FINDINGS],
        warnings=warnings,
        next_step=next_step,
        exit_code=max(exits, key=_WEIGHT.__getitem__),
        as_of=as_of,
    )


def _files(plans: Sequence[Plan]) -> Table:
    columns = [_column("file"), _column("register"), _column("batch", "int"), *(_column(name, "int") for name in _COUNTS)]
    rows = [
        (plan.source.name, plan.register.code if plan.register else "", plan.batch, *(plan.counts[name] for name in _COUNTS))
        for plan in plans
    ]
    return Table("files", columns, rows)


def _codes(findings: Sequence[Finding]) -> Table:
    """Problems grouped by code, with the first places of each."""
    places = importing.first_places(findings)
    groups: dict[str, list[Finding]] = {}
    for found in findings:
        groups.setdefault(found.code, []).append(found)
    rows = [
        (group[0].severity.value, code, len(group), group[0].reason, "、".join(places[code]), group[0].remedy)
        for code, group in groups.items()
    ]
    columns = [
        Column("severity", title=t("intake.column.severity"), words="severity"),
        _column("code"),
        _column("count", "int"),
        _column("reason"),
        _column("places"),
        Column("remedy", title=t("intake.returned.remedy")),
    ]
    return Table("codes", columns, rows, title=t("intake.returned.summary"))


def _column(key: str, kind: Kind = "text") -> Column:
    return Column(key, kind=kind, title=t(f"intake.column.{key}"))


def _said(plan: Plan) -> list[str]:
    """What was done with the file that is no problem of a row."""
    name = plan.source.name
    lines = [
        t("intake.skipped_sheet", file=name, sheet=sheet, why=t(f"intake.why.{why}"))
        for sheet, why in plan.reading.skipped.items()
        if why in ("name", "header")
    ]
    if plan.source.suffix_lies:
        lines.append(t("intake.suffix_lies", file=name, kind=plan.source.kind))
    if plan.source.encoding:
        lines.append(t("intake.encoding_said", file=name, encoding=plan.source.encoding))
    if plan.frame is not None and not len(plan.frame):
        lines.append(t("intake.no_rows", file=name))
    left = {key: plan.reading.left_out.get(key, 0) for key in ("totals", "repeated", "signatures")}
    if any(left.values()):
        lines.append(t("intake.left_out_rows", file=name, **left))
    return lines


def _outcome(plan: Plan, on_error: str) -> list[str]:
    name = plan.source.name
    if plan.refused:
        return [t("intake.file_refused", file=name)]
    if plan.rejected and on_error != SKIP:
        return [t("intake.nothing_written", file=name, rejected=len(plan.rejected))]
    if plan.known_already:
        return [t("intake.already", file=name, batch=plan.earlier_batch)]
    if plan.held or plan.rejected:
        return [t("intake.left_rows", file=name, batch=plan.batch, held=len(plan.held), rejected=len(plan.rejected))]
    return []


def batches_listed(connection: sqlite3.Connection) -> Report:
    """List the batches, newest first."""
    columns = [_column("batch", "int"), _column("register"), _column("file"), _column("received_on", "date"), _column("actor")]
    columns += [_column(name, "int") for name in _COUNTS]
    rows = [
        (b["batch"], b["register"], b["file_name"], b["received_on"], b["actor"], *(b[name] for name in _COUNTS))
        for b in batches.listed(connection)
    ]
    return Report(command="import list", tables=[Table("batches", columns, rows)], summary={"batches": len(rows)})


def batch_shown(connection: sqlite3.Connection, batch: int) -> Report:
    """Show a batch and its held and rejected rows; numbers are masked when it is printed.

    Raises:
        NotFound: E506.
    """
    found, rows = batches.one(connection, batch)
    columns = [
        Column("state", title=t("intake.column.state"), words="intake.returned"),
        _column("sheet"),
        _column("row", "int"),
        _column("codes"),
        _column("cells"),
    ]
    return Report(command="import show", tables=[Table("rows", columns, rows)], summary=found)


def templates_listed() -> Report:
    """List the registers that have a template: all of them."""
    columns = [_column("code"), _column("title"), _column("required_columns"), _column("why")]
    rows = [
        (code, item.title, "、".join(c.title for c in item.columns if c.required), item.reason)
        for code, item in importing.registers().items()
    ]
    return Report(
        command="template list", tables=[Table("templates", columns, rows)], next_step="vetctl template write roster -o roster.xlsx"
    )


def template_written(code: str, path: Path, *, connection: sqlite3.Connection | None, bureau_shelves: Path | None) -> Report:
    """Write a template; with a database at hand its townships are offered.

    Raises:
        NotFound: E525 no such register. Refused: E906, E907, E912.
    """
    importing.register(code)
    townships: list[str] = []
    if connection is not None:
        townships = list(load(connection, received_on=dt.date.max, bureau_shelves=bureau_shelves).places.codes)
    module = load_python_shelf("registers")[code]
    template.write(module, path, offered(bureau_shelves), townships)
    return Report(command="template write", summary={"register": code, "file": str(path)}, next_step=f"vetctl import check {path}")


def registers_listed(connection: sqlite3.Connection) -> Report:
    """List the registers and how many rows they hold."""
    columns = [_column("code"), _column("title"), _column("rows", "int"), _column("why")]
    rows = [(code, item.title, batches.count(connection, item), item.reason) for code, item in importing.registers().items()]
    return Report(command="register list", tables=[Table("registers", columns, rows)])


def register_shown(connection: sqlite3.Connection, code: str, *, bureau_shelves: Path | None) -> Report:
    """Show the rows a register holds now.

    Raises:
        NotFound: E525.
    """
    item = importing.register(code)
    fields, rows = batches.held(connection, item)
    own = {"township": TOWNSHIP, **{column.field: column for column in item.columns}}
    titles = importing.titles(bureau_shelves)
    columns = [
        Column(
            f"{field}_fen" if own[field].kind == "money" else field,
            kind=_KINDS.get(own[field].kind, "text"),
            title=own[field].title,
        )
        for field in fields
    ]
    worded: list[tuple[Any, ...]] = [
        tuple(titles.get((field, value), value) for field, value in zip(fields, row, strict=True)) for row in rows
    ]
    return Report(command="register show", tables=[Table(code, columns, worded, title=item.title)], summary={"rows": len(rows)})
