"""``vetctl payments budget``: what each source promised, and what was taken of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from vetctl.cli.frame import Call, command
from vetctl.cli.payments import _benefits, app
from vetctl.core.catalogue import t

if TYPE_CHECKING:
    from vetctl.output.report import Report


@command(app, "budget")
def budget(
    call: Call,
    year: Annotated[int | None, typer.Option("--year", help=t("help.option.budget_year"), metavar="YEAR", min=1900, max=2199)] = None,
) -> Report:
    """Show what was received, committed, paid and left of a year's budgets."""
    from vetctl.payments import budget as budgets

    with call.database() as connection:
        return budgets.report(connection, year or call.as_of.year, call.as_of, _benefits(call))
