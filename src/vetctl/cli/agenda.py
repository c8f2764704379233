"""``vetctl agenda``: what is due next. Arguments only."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from vetctl.cli.frame import Call, command, group
from vetctl.core.catalogue import t
from vetctl.output.report import Report

app = group("agenda", alone=True)


class By(StrEnum):
    """What the entries can be counted by."""

    TOWNSHIP = "township"


@command(app, "agenda", path="agenda")
def agenda(
    call: Call,
    days: Annotated[int, typer.Option("--days", min=0, max=3660, help=t("help.option.agenda.days"))] = 60,
    only: Annotated[str | None, typer.Option("--list", metavar="CODE", help=t("help.option.agenda.list"))] = None,
    by: Annotated[By | None, typer.Option("--by", help=t("help.option.agenda.by"))] = None,
) -> Report:
    """List what is due."""
    from vetctl.agenda import due

    with call.database() as connection:
        entries = due.collect(
            connection,
            as_of=call.as_of,
            days=days,
            only=only,
            settings=call.settings,
            bureau_shelves=call.bureau_shelves,
        )
    return due.report(entries, as_of=call.as_of, days=days, by=by)
