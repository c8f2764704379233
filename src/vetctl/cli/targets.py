"""``vetctl targets``: targets as decided and how far they are reached. Arguments only."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from vetctl.cli.frame import Call, command, group
from vetctl.core.catalogue import t
from vetctl.output.report import Report

app = group("targets")


class By(StrEnum):
    """The parts a figure can be split into."""

    LEVEL = "level"
    TOWNSHIP = "township"


@command(app, "completion")
def completion(
    call: Call,
    year: Annotated[int, typer.Option("--year", help=t("help.option.year"))],
    by: Annotated[By | None, typer.Option("--by", help=t("help.targets.option_by"))] = None,
) -> Report:
    """Report the completion rates of a year."""
    from vetctl.targets import completion as room

    with call.database() as connection:
        return room.completion(connection, year=year, by=by, bureau_shelves=call.bureau_shelves)


@command(app, "list")
def list_(
    call: Call,
    year: Annotated[int | None, typer.Option("--year", help=t("help.option.year"))] = None,
) -> Report:
    """List the targets."""
    from vetctl.targets import listing

    with call.database() as connection:
        return listing.list_targets(connection, year=year, bureau_shelves=call.bureau_shelves)
