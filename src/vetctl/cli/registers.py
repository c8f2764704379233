"""``vetctl register``: what the registers hold now. Arguments only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from vetctl.cli.frame import Call, command, group
from vetctl.core.catalogue import t

if TYPE_CHECKING:
    from vetctl.output.report import Report

app = group("register")


@command(app, "list")
def list_(call: Call) -> Report:
    """List the registers."""
    from vetctl.intake import reports

    with call.database() as connection:
        return reports.registers_listed(connection)


@command(app, "show")
def show(call: Call, code: Annotated[str, typer.Argument(help=t("help.register.option_code"), metavar="CODE")]) -> Report:
    """Show the rows a register holds now."""
    from vetctl.intake import reports

    with call.database() as connection:
        return reports.register_shown(connection, code, bureau_shelves=call.bureau_shelves)


@command(app, "history")
def history(
    call: Call,
    code: Annotated[str, typer.Argument(help=t("help.register.option_code"), metavar="CODE")],
    key: Annotated[list[str], typer.Argument(help=t("help.register.option_key"), metavar="KEY...")],
) -> Report:
    """Show every version of what a register holds or held of somebody or something."""
    from vetctl.intake import history as histories
    from vetctl.intake import shelf
    from vetctl.intake.people.dossier import Words

    with call.database() as connection:
        return histories.of_entry(connection, shelf.register(code), key, Words(call.bureau_shelves))
