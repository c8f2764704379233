"""``vetctl payments index``: the price indices of a month, and whether the subsidy linked to them runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from vetctl.cli.frame import Call, command, group, parse_month
from vetctl.cli.payments import _benefits
from vetctl.cli.payments import app as payments
from vetctl.core.catalogue import t

if TYPE_CHECKING:
    from vetctl.output.report import Report

app = group("payments-index", default="list")
payments.add_typer(app, name="index")


@command(app, "decide")
def decide(
    call: Call,
    month: Annotated[str, typer.Argument(help=t("help.payments-index.option_month"), metavar="MONTH")],
) -> Report:
    """Show why the subsidy of an index month did or did not start."""
    from vetctl.core.month import Month
    from vetctl.payments import index

    wanted = Month.parse(parse_month(month))
    with call.database() as connection:
        return index.decide(connection, wanted, as_of=call.as_of, benefits=_benefits(call))


@command(app, "list")
def listing(
    call: Call,
    year: Annotated[int | None, typer.Option("--year", help=t("help.payments-index.option_year"), metavar="YEAR", min=1990, max=2199)] = None,
) -> Report:
    """List the index months of a year."""
    from vetctl.payments import index

    with call.database() as connection:
        return index.listing(connection, year or call.as_of.year, as_of=call.as_of, benefits=_benefits(call))
