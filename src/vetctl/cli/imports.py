"""``vetctl import``: check workbooks, take them in, look at the batches. Arguments only."""

from __future__ import annotations

from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vetctl.cli.frame import Call, OnError, command, group
from vetctl.core.catalogue import t
from vetctl.core.errors import NotFound, Unreadable, Usage

if TYPE_CHECKING:
    import sqlite3

    from vetctl.intake.expected import Expectation
    from vetctl.intake.giveback.returned import Back
    from vetctl.intake.modes import Way
    from vetctl.intake.reading.reader import Reader
    from vetctl.intake.undo import Undo
    from vetctl.output.report import Report

app = group("import")


class ErrorsForm(StrEnum):
    """In which form rows are given back."""

    LIST = "list"
    MARKED = "marked"


Files = Annotated[list[Path], typer.Argument(help=t("help.import.option_files"), metavar="FILE...")]
RegisterCode = Annotated[str | None, typer.Option("--register", help=t("help.import.option_register"), metavar="CODE")]
Errors = Annotated[Path | None, typer.Option("--errors", help=t("help.import.option_errors"), metavar="FILE.xlsx")]
ErrorsAs = Annotated[ErrorsForm, typer.Option("--errors-as", help=t("help.import.option_errors_as"))]
Sender = Annotated[str, typer.Option("--sender", help=t("help.import.option_sender"), metavar="NAME")]
Encoding = Annotated[str | None, typer.Option("--encoding", help=t("help.import.option_encoding"), metavar="NAME")]


class Mode(StrEnum):
    """What a file is taken for."""

    ADD = "add"
    UPDATE = "update"
    FULL = "full"


Batch = Annotated[int, typer.Argument(help=t("help.import.option_batch"), metavar="BATCH")]
ModeOption = Annotated[Mode, typer.Option("--mode", help=t("help.import.option_mode"))]
Townships = Annotated[list[str] | None, typer.Option("--township", help=t("help.import.option_townships"), metavar="NAME")]
Rows = Annotated[int | None, typer.Option("--expect-rows", help=t("help.import.option_expect_rows"), min=0, metavar="N")]
Sum = Annotated[str | None, typer.Option("--expect-sum", help=t("help.import.option_expect_sum"), metavar="YUAN")]


@command(app, "check")
def check(
    call: Call,
    files: Files,
    register: RegisterCode = None,
    mode: ModeOption = Mode.UPDATE,
    townships: Townships = None,
    expect_rows: Rows = None,
    expect_sum: Sum = None,
    errors: Errors = None,
    errors_as: ErrorsAs = ErrorsForm.LIST,
    encoding: Encoding = None,
    sender: Sender = "",
    no_money: Annotated[bool, typer.Option("--no-money", help=t("help.import.option_no_money"))] = False,
) -> Report:
    """Check files without writing."""
    _one_expected(files, expect_rows, expect_sum)
    reader = _begun(files, errors)
    from vetctl.cli import imports_effect
    from vetctl.intake import importing, reports, shelf
    from vetctl.intake.plan import Plan

    shelf.registers()  # the shelf is looked through while the child reads
    plans = []
    with reader, call.database() as connection, call.progress(len(files), t("help.import.check")) as advance:
        for path in files:
            plan = importing.opened(path, encoding=encoding, reader=reader)
            if not isinstance(plan, Plan):
                plan = importing.examine(
                    connection, plan, received_on=call.as_of, code=register, bureau_shelves=call.bureau_shelves, sender=sender,
                    way=_way(mode, townships), expect=_expected(expect_rows, expect_sum),
                )  # fmt: skip
            plans.append(plan)
            advance(1)
    whole = call.output is not None or call.format in ("json", "jsonl", "csv")
    return reports.checked(
        plans, errors=_back(errors, errors_as), as_of=call.as_of, bureau_shelves=call.bureau_shelves,
        **({"most": None} if whole else {}), money=([], []) if no_money else imports_effect.of_files(call, plans),
    )  # fmt: skip


@command(app, "run", writes=True)
def run(
    call: Call,
    files: Files,
    register: RegisterCode = None,
    on_error: Annotated[OnError, typer.Option("--on-error", help=t("help.import.option_on_error"))] = OnError.STOP,
    mode: ModeOption = Mode.UPDATE,
    townships: Townships = None,
    expect_rows: Rows = None,
    expect_sum: Sum = None,
    errors: Errors = None,
    errors_as: ErrorsAs = ErrorsForm.LIST,
    encoding: Encoding = None,
    sender: Sender = "",
) -> Report:
    """Take files in, each in its own transaction."""
    _one_expected(files, expect_rows, expect_sum)
    reader = _begun(files, errors)
    from vetctl.intake import importing, reports, shelf
    from vetctl.intake.plan import Plan

    shelf.registers()  # the shelf is looked through while the child reads
    plans = []
    with reader, call.database() as connection, call.progress(len(files), t("help.import.run")) as advance:
        for path in files:
            plan = importing.opened(path, encoding=encoding, reader=reader)
            if not isinstance(plan, Plan):
                # The check stands inside the transaction, so that nobody else can write between check and commit.
                with call.transaction(connection):
                    plan = importing.examine(
                        connection, plan, received_on=call.as_of, code=register, bureau_shelves=call.bureau_shelves, sender=sender,
                        way=_way(mode, townships), expect=_expected(expect_rows, expect_sum),
                    )  # fmt: skip
                    importing.commit(connection, call.actor, plan, on_error=on_error)
            plans.append(plan)
            advance(1)
    return reports.taken_in(plans, errors=_back(errors, errors_as), on_error=on_error, as_of=call.as_of)


@command(app, "map", writes=True)
def map_(
    call: Call,
    file: Annotated[Path, typer.Argument(help=t("help.import.option_map_file"), metavar="FILE")],
    sender: Annotated[str, typer.Option("--sender", help=t("help.import.option_map_sender"), metavar="NAME")] = "",
    register: RegisterCode = None,
    given: Annotated[list[str] | None, typer.Option("--set", help=t("help.import.option_set"), metavar="HEADING=FIELD")] = None,
    save: Annotated[bool, typer.Option("--save", help=t("help.import.option_save"))] = False,
    encoding: Encoding = None,
) -> Report:
    """Show what the headings of a file mean, and keep a sender's own."""
    from vetctl.intake import aliases, mapping, shelf
    from vetctl.intake.reading.read import open_file

    possible = shelf.registers() if register is None else {register: shelf.register(register)}
    source = open_file(file, encoding=encoding)
    with call.database() as connection:
        saved = None
        with call.transaction(connection):
            mapped = mapping.examine(source, possible, aliases.load(connection, sender), given or [])
            if save and mapped.register is not None:
                saved = aliases.save(connection, call.actor, sender, mapped.register.code, mapped.given)
    return mapping.report(mapped, sender, saved=saved, as_of=call.as_of)


def _way(mode: Mode, townships: list[str] | None) -> Way:
    from vetctl.intake.modes import Way

    return Way(mode=str(mode), townships=townships or ())


def _expected(rows: int | None, total: str | None) -> Expectation:
    from vetctl.intake.expected import Expectation

    return Expectation.of(rows, total)


def _one_expected(files: list[Path], rows: int | None, total: str | None) -> None:
    """Refuse an expectation of several files at once: each is its own transaction.

    Raises:
        Usage: E593.
    """
    if len(files) > 1 and not (rows is None and total is None):
        raise Usage("E593")


def _back(errors: Path | None, form: ErrorsForm) -> Back | None:
    """Where and how rows are given back."""
    from vetctl.intake.giveback.returned import Back

    return Back(errors, str(form)) if errors is not None else None


def _begun(files: list[Path], errors: Path | None) -> Reader:
    """A child process that reads the first file already, while its parent imports what the check needs.

    Raises:
        NotFound: E514: a wrong name must not be noticed after half of the files are in.
        Usage: E582, E583: what is given back is a workbook, and never one of the files read.
    """
    from vetctl.intake.reading.reader import Reader

    if errors is not None and errors.suffix.lower() != ".xlsx":
        raise Usage("E583", path=errors)
    if errors is not None and errors.resolve() in {path.resolve() for path in files}:
        raise Usage("E582", path=errors)
    for path in files:
        if not path.is_file():
            raise NotFound("E514", path=path)
    reader = Reader()
    with suppress(Unreadable):  # said when its turn comes, so that the other files go on
        reader.begin(files[0])
    return reader


@command(app, "list")
def list_(call: Call) -> Report:
    """List the batches."""
    from vetctl.intake import reports

    with call.database() as connection:
        return reports.batches_listed(connection)


@command(app, "show")
def show(
    call: Call, batch: Batch, rows: Annotated[bool, typer.Option("--rows", help=t("help.import.option_rows"))] = False
) -> Report:
    """Show a batch."""
    from vetctl.intake import reports

    with call.database() as connection:
        return reports.batch_shown(connection, batch, everything=rows, bureau_shelves=call.bureau_shelves)


@command(app, "receipt")
def receipt(call: Call, batch: Batch) -> Report:
    """Give the receipt of a batch; as .xlsx it is a paper to sign."""
    from vetctl.intake.giveback import receipt as receipts

    with call.database() as connection:
        found = receipts.read(connection, batch)
    report = receipts.report(found)
    if call.output is not None and call.output.suffix.lower() == ".xlsx":
        target, call.output = call.output, None
        receipts.write(found, target)
        report.warnings.append(t("receipt.written", path=target))
    return report


@command(app, "undo", writes=True)
def undo(
    call: Call, batch: Batch, reason: Annotated[str, typer.Option("--reason", help=t("help.import.option_undo_reason"), metavar="TEXT")]
) -> Report:
    """Undo a batch, after a look at what that would do."""
    from vetctl.cli import imports_effect
    from vetctl.intake import reports, shelf
    from vetctl.intake import undo as undoing

    if not reason.strip():
        raise Usage("E596")
    titles, known = shelf.titles(call.bureau_shelves), list(shelf.registers())
    with call.database() as connection:
        if (by := undoing.undone_by(connection, batch)) is not None:
            return reports.undone(connection, batch, by, bureau_shelves=call.bureau_shelves, before=True)
        found = undoing.plan(connection, batch, known, titles)
        if not call.yes or call.dry_run:
            tables, said = imports_effect.of(call, lambda trial: _undo(call, trial, undoing.plan(trial, batch, known, titles), reason))
            _show_first(reports.to_be_undone(connection, found, money=(tables, said), bureau_shelves=call.bureau_shelves))
        ended, back = sum(found.ended.values()), sum(found.back.values())
        call.confirm(t("changes.undo_question", batch=batch, register=found.register, file=found.file, ended=ended, back=back))
        with call.transaction(connection):
            number = _undo(call, connection, undoing.plan(connection, batch, known, titles), reason)
            return reports.undone(connection, batch, number, bureau_shelves=call.bureau_shelves)


def _undo(call: Call, connection: sqlite3.Connection, found: Undo, reason: str) -> int:
    from vetctl.intake import undo as undoing

    return undoing.commit(connection, call.actor, found, reason.strip(), call.as_of)


def _show_first(report: Report) -> None:
    """What is about to be done, beside the question: on stderr, because the result is the answer."""
    import sys

    from vetctl.output.emit import emit

    emit(report, stdout=sys.stderr)
