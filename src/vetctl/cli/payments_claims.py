"""``vetctl payments claims``: what was paid on occasions, by kind, year and group."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from vetctl.cli.frame import Call, command
from vetctl.cli.payments import _benefits, app
from vetctl.core.catalogue import t

if TYPE_CHECKING:
    from vetctl.output.report import Report


@command(app, "claims")
def claims(
    call: Call,
    kind: Annotated[str, typer.Option("--kind", help=t("help.option.claims_kind"), metavar="KIND")],
    year: Annotated[int | None, typer.Option("--year", help=t("help.option.year"), metavar="YEAR", min=1900, max=2199)] = None,
    by: Annotated[str | None, typer.Option("--by", help=t("help.option.claims_by"), metavar="GROUP")] = None,
) -> Report:
    """Count claims and what was paid for them."""
    from vetctl.payments import claims as counting

    with call.database() as connection:
        return counting.report(connection, kind=kind, year=year or call.as_of.year, by=by, as_of=call.as_of, benefits=_benefits(call))
