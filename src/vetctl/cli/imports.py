"""``vetctl import``: check workbooks, take them in, look at the batches. Arguments only."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vetctl.cli.frame import Call, command, group
from vetctl.core.catalogue import t
from vetctl.core.errors import NotFound

if TYPE_CHECKING:
    from vetctl.intake.reader import Reader
    from vetctl.output.report import Report

app = group("import")


class OnError(StrEnum):
    """What rejected rows do to the rest of their file."""

    STOP = "stop"
    SKIP = "skip"


Files = Annotated[list[Path], typer.Argument(help=t("help.import.option_files"), metavar="FILE...")]
RegisterCode = Annotated[str | None, typer.Option("--register", help=t("help.import.option_register"), metavar="CODE")]
Errors = Annotated[Path | None, typer.Option("--errors", help=t("help.import.option_errors"), metavar="FILE.xlsx")]
Encoding = Annotated[str | None, typer.Option("--encoding", help=t("help.import.option_encoding"), metavar="NAME")]


@command(app, "check")
def check(call: Call, files: Files, register: RegisterCode = None, errors: Errors = None, encoding: Encoding = None) -> Report:
    """Check files without writing."""
    reader = _begun(files)
    from vetctl.intake import importing, reports

    importing.registers()  # the shelf is looked through while the child reads
    plans = []
    with reader, call.database() as connection, call.progress(len(files), t("help.import.check")) as advance:
        for path in files:
            plan = importing.opened(path, encoding=encoding, reader=reader)
            if not isinstance(plan, importing.Plan):
                plan = importing.examine(
                    connection, plan, received_on=call.as_of, code=register, bureau_shelves=call.bureau_shelves
                )
            plans.append(plan)
            advance(1)
    return reports.checked(plans, errors=errors, as_of=call.as_of)


@command(app, "run", writes=True)
def run(
    call: Call,
    files: Files,
    register: RegisterCode = None,
    on_error: Annotated[OnError, typer.Option("--on-error", help=t("help.import.option_on_error"))] = OnError.STOP,
    errors: Errors = None,
    encoding: Encoding = None,
) -> Report:
    """Take files in, each in its own transaction."""
    reader = _begun(files)
    from vetctl.intake import importing, reports

    importing.registers()  # the shelf is looked through while the child reads
    plans = []
    with reader, call.database() as connection, call.progress(len(files), t("help.import.run")) as advance:
        for path in files:
            plan = importing.opened(path, encoding=encoding, reader=reader)
            if not isinstance(plan, importing.Plan):
                # The check stands inside the transaction, so that nobody else can write between check and commit.
                with call.transaction(connection):
                    plan = importing.examine(
                        connection, plan, received_on=call.as_of, code=register, bureau_shelves=call.bureau_shelves
                    )
                    importing.commit(connection, call.actor, plan, on_error=on_error)
            plans.append(plan)
            advance(1)
    return reports.taken_in(plans, errors=errors, on_error=on_error, as_of=call.as_of)


def _begun(files: list[Path]) -> Reader:
    """A child process that reads the first file already, while its parent imports what the check needs.

    Raises:
        NotFound: E514: a wrong name must not be noticed after half of the files are in.
    """
    from vetctl.intake.reader import Reader

    for path in files:
        if not path.is_file():
            raise NotFound("E514", path=path)
    reader = Reader()
    reader.begin(files[0])
    return reader


@command(app, "list")
def list_(call: Call) -> Report:
    """List the batches."""
    from vetctl.intake import reports

    with call.database() as connection:
        return reports.batches_listed(connection)


@command(app, "show")
def show(call: Call, batch: Annotated[int, typer.Argument(help=t("help.import.option_batch"), metavar="BATCH")]) -> Report:
    """Show a batch."""
    from vetctl.intake import reports

    with call.database() as connection:
        return reports.batch_shown(connection, batch)
