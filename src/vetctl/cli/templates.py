"""``vetctl template``: the fill-in workbooks. Arguments only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from vetctl.cli.frame import Call, command, group
from vetctl.core.catalogue import t
from vetctl.core.errors import Usage

if TYPE_CHECKING:
    from vetctl.output.report import Report

app = group("template")


@command(app, "list")
def list_(call: Call) -> Report:  # noqa: ARG001 - every command gets its call
    """List the templates."""
    from vetctl.intake import reports

    return reports.templates_listed()


@command(app, "write")
def write(
    call: Call,
    code: Annotated[str, typer.Argument(help=t("help.template.option_code"), metavar="CODE")],
    filled: Annotated[bool, typer.Option("--filled", help=t("help.template.option_filled"))] = False,
    township: Annotated[str | None, typer.Option("--township", help=t("help.template.option_township"), metavar="NAME")] = None,
) -> Report:
    """Write the template of a register to the file of ``-o``, empty or with what is held."""
    from vetctl.intake import reports

    if call.output is None or call.output.suffix.lower() != ".xlsx":
        raise Usage("E523", why=t("help.template.option_output"), usage="vetctl template write")
    target, call.output = call.output, None
    if filled or township:
        with call.database() as connection:
            return reports.template_filled(
                connection, code, target, township=township, as_of=call.as_of, bureau_shelves=call.bureau_shelves
            )
    if not call.database_path.exists():
        return reports.template_written(code, target, connection=None, bureau_shelves=call.bureau_shelves)
    with call.database() as connection:
        return reports.template_written(code, target, connection=connection, bureau_shelves=call.bureau_shelves)
