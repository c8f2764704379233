"""What the import, template and register commands have to say, as reports.

It counts and arranges; nothing is decided, masked or printed here.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from vetctl.core.catalogue import t
from vetctl.core.errors import Exit
from vetctl.core.finding import RANK, Finding
from vetctl.core.shelf import load_python_shelf
from vetctl.intake import batches, changes, history, shelf
from vetctl.intake.frame import Frame
from vetctl.intake.giveback import filled, marks, returned, template
from vetctl.intake.known import load, offered
from vetctl.intake.people.dossier import Words
from vetctl.intake.plan import SKIP, STOP, UPDATE, Plan, first_places
from vetctl.intake.register import TOWNSHIP
from vetctl.intake.undo import Undo
from vetctl.output.report import Column, Kind, Report, Table

MOST_FINDINGS = 200
"""More are not listed one by one; the returned workbook has all of them."""
_COUNTS = ("rows_in", "accepted", "new", "changed", "unchanged", "held", "rejected")
_WEIGHT = {Exit.DONE: 0, Exit.PARTLY: 1, Exit.FOUND: 2, Exit.REFUSED: 3}
_KINDS: dict[str, Kind] = {"identity": "identity", "account": "account", "name": "name", "money": "fen", "whole": "int", "year": "int"}


def checked(
    plans: Sequence[Plan], *, errors: returned.Back | None, as_of: dt.date, bureau_shelves: Path | None = None, most: int | None = changes.MOST,
    money: tuple[Sequence[Table], Sequence[str]] = ((), ()),
) -> Report:  # fmt: skip
    """Report on files that were checked only: what is wrong, what would change, and what that means in money.

    Args:
        plans: the checked files.
        errors: where rows are given back.
        as_of: the day of the check.
        bureau_shelves: folder of the bureau's own shelf items.
        most: how many changes are listed; None for all.
        money: tables and sentences on the coming run.
    """
    exits = [max(plan.exit(), Exit.FOUND if plan.held else Exit.DONE, key=_WEIGHT.__getitem__) for plan in plans]
    clean = all(code is Exit.DONE for code in exits)
    report = _report("import check", plans, exits, errors=errors, everything=True, as_of=as_of, next_step=_to_run(plans) if clean else None)
    found, left = changes.table(plans, shelf.titles(bureau_shelves), most)
    report.warnings.extend(line for plan in plans for line in _missing(plan, done=False))
    report.warnings.extend([*([t("changes.more", count=left)] if left else []), *money[1]])
    return replace(report, tables=[*report.tables, *([found] if found.rows else []), *money[0]])


def _to_run(plans: Sequence[Plan]) -> str:
    """The command that takes in what was checked, in the same way."""
    mode = plans[0].mode
    return "vetctl import run" if mode == UPDATE else f"vetctl import run --mode {mode}"


def taken_in(plans: Sequence[Plan], *, errors: returned.Back | None, on_error: str, as_of: dt.date) -> Report:
    """Report on files that were taken in, or not."""
    exits = [plan.exit(on_error) for plan in plans]
    report = _report("import run", plans, exits, errors=errors, everything=on_error == STOP, as_of=as_of, next_step=None)
    report.warnings.extend(line for plan in plans for line in _outcome(plan, on_error))
    report.warnings.extend(line for plan in plans if plan.batch is not None for line in _missing(plan, done=True))
    return report


def _report(
    command: str, plans: Sequence[Plan], exits: Sequence[Exit], *, errors: returned.Back | None, everything: bool, as_of: dt.date,
    next_step: str | None,
) -> Report:  # fmt: skip
    findings = sorted((f for plan in plans for f in plan.findings()), key=lambda f: -RANK[f.severity])
    warnings = [line for plan in plans for line in _said(plan)]
    if errors is not None:
        warnings += returned.write(plans, errors.path, everything=everything, form=errors.form)
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
    places = first_places(findings)
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
        lines.append(t("intake.suffix_lies", file=name, kind=t(f"intake.kind.{plan.source.kind}")))
    if plan.source.encoding:
        lines.append(t("intake.encoding_said", file=name, encoding=plan.source.encoding))
    if plan.frame is not None and not len(plan.frame):
        lines.append(t("intake.no_rows", file=name))
    left = {key: plan.reading.left_out.get(key, 0) for key in ("totals", "repeated", "signatures")}
    if any(left.values()):
        lines.append(t("intake.left_out_rows", file=name, **left))
    if plan.frame is not None and plan.frame.marks:
        lines.append(_corrections(plan.frame, name))
    return [*lines, *(t("intake.of_file", file=name, text=remark) for remark in plan.reading.remarks)]


def _corrections(frame: Frame, name: str) -> str:
    """That rows of a file were given back before, and how many files they first stood in."""
    rows, files = marks.corrections(frame)
    return t("intake.giveback.answers", file=name, rows=rows, files=len(files))


def _missing(plan: Plan, *, done: bool) -> list[str]:
    """Of a full roster: how many are missing and proposed to be stopped; of any roster: who turned up again."""
    name, lines = plan.source.name, []
    if plan.gone:
        proposed = {one.person for one in plan.gone if one.outcome == "propose"}
        month = next((c.added[4][0] for c in plan.stage.changes if c.table == "suspension" and c.feed is None and len(c)), "")
        key = "changes.gone_done" if done and proposed else "changes.gone_said"
        lines.append(t(key, file=name, count=len({one.person for one in plan.gone}), proposed=len(proposed), month=month))
    back = sum(len(c.ended) for c in plan.stage.changes if c.table == "suspension" and c.feed is None)
    return [*lines, *([t("changes.withdrawn", file=name, count=back)] if back else [])]


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
    columns += [*(_column(name, "int") for name in _COUNTS), Column("undone_by", "int", title=t("changes.column.undone_by"))]
    rows = [
        (b["batch"], b["register"], b["file_name"], b["received_on"], b["actor"], *(b[name] for name in _COUNTS), b["undone_by"])
        for b in batches.listed(connection)
    ]
    return Report(command="import list", tables=[Table("batches", columns, rows)], summary={"batches": len(rows)})


def batch_shown(connection: sqlite3.Connection, batch: int, *, everything: bool = False, bureau_shelves: Path | None = None) -> Report:
    """Show a batch and its held and rejected rows; numbers are masked when it is printed.

    Args:
        connection: the database.
        batch: its number.
        everything: also what it entered and corrected.
        bureau_shelves: folder of the bureau's own shelf items.

    Raises:
        NotFound: E506.
    """
    found, rows = batches.one(connection, batch)
    columns = [
        Column("state", title=t("intake.column.state"), words="intake.returned"),
        _column("sheet"),
        _column("row", "int"),
        _column("codes"),
        Column("answered_by", "int", title=t("intake.giveback.answered")),
        _column("cells"),
    ]
    entered = [history.of_batch(connection, batch, Words(bureau_shelves))] if everything else []
    return Report(command="import show", tables=[Table("rows", columns, rows), *entered], summary=found)


def to_be_undone(
    connection: sqlite3.Connection, found: Undo, *, money: tuple[Sequence[Table], Sequence[str]], bureau_shelves: Path | None
) -> Report:
    """What undoing a batch would do: its entries, and the coming run without them."""
    entered = history.of_batch(connection, found.batch, Words(bureau_shelves))
    cut = replace(entered, rows=list(entered.rows)[: changes.MOST])
    left = len(entered.rows) - len(cut.rows)
    report = Report(command="import undo", tables=[cut, *money[0]])
    report.warnings.extend([*([t("changes.more", count=left)] if left else []), *money[1]])
    return report


def undone(connection: sqlite3.Connection, batch: int, by: int, *, bureau_shelves: Path | None, before: bool = False) -> Report:
    """What the batch that undid another one ended and put back."""
    entered = history.of_batch(connection, by, Words(bureau_shelves))
    counts = {name: sum(row[0] == name for row in entered.rows) for name in ("ended", "new", "changed")}
    report = Report(
        command="import undo",
        tables=[entered],
        summary={"undone": batch, "batch": by, "ended": counts["ended"], "put_back": counts["new"] + counts["changed"]},
    )
    if before:
        report.warnings.append(t("changes.undone_before", batch=batch, by=by))
    return report


def templates_listed() -> Report:
    """List the registers that have a template: all of them."""
    columns = [_column("code"), _column("title"), _column("required_columns"), _column("why")]
    rows = [
        (code, item.title, "、".join(c.title for c in item.columns if c.required), item.reason)
        for code, item in shelf.registers().items()
    ]
    return Report(
        command="template list", tables=[Table("templates", columns, rows)], next_step="vetctl template write roster -o roster.xlsx"
    )


def template_written(code: str, path: Path, *, connection: sqlite3.Connection | None, bureau_shelves: Path | None) -> Report:
    """Write a template; with a database at hand its townships are offered.

    Raises:
        NotFound: E525 no such register. Refused: E906, E907, E912.
    """
    shelf.register(code)
    townships: list[str] = []
    if connection is not None:
        townships = list(load(connection, received_on=dt.date.max, bureau_shelves=bureau_shelves).places.codes)
    module = load_python_shelf("registers")[code]
    template.write(module, path, offered(bureau_shelves), townships)
    return Report(command="template write", summary={"register": code, "file": str(path)}, next_step=f"vetctl import check {path}")


def template_filled(
    connection: sqlite3.Connection, code: str, path: Path, *, township: str | None, as_of: dt.date, bureau_shelves: Path | None
) -> Report:
    """Write a template with what the register holds; imported unchanged it changes nothing.

    Raises:
        NotFound: E525 no such register, E584 no such township. Usage: E585 a register without townships.
            Refused: E906, E907, E912.
    """
    register = shelf.register(code)
    now = load(connection, received_on=as_of, bureau_shelves=bureau_shelves)
    held = filled.fill(
        connection, register, township=filled.township(register, now.places, township), as_of=as_of, bureau_shelves=bureau_shelves
    )
    legend = t("intake.filled.title", day=as_of.isoformat())
    template.write(load_python_shelf("registers")[code], path, now.offered, list(now.places.codes), filled=held, legend=legend)
    return Report(
        command="template write",
        summary={"register": code, "rows": len(held.rows), "file": str(path)},
        warnings=[t("intake.filled.left_out", count=held.left_out)] if held.left_out else [],
        next_step=f"vetctl import check {path}",
    )


def registers_listed(connection: sqlite3.Connection) -> Report:
    """List the registers and how many rows they hold."""
    columns = [_column("code"), _column("title"), _column("rows", "int"), _column("why")]
    rows = [(code, item.title, batches.count(connection, item), item.reason) for code, item in shelf.registers().items()]
    return Report(command="register list", tables=[Table("registers", columns, rows)])


def register_shown(connection: sqlite3.Connection, code: str, *, bureau_shelves: Path | None) -> Report:
    """Show the rows a register holds now.

    Raises:
        NotFound: E525.
    """
    item = shelf.register(code)
    fields, rows = batches.held(connection, item)
    own = {"township": TOWNSHIP, **{column.field: column for column in item.columns}}
    titles = shelf.titles(bureau_shelves)
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
