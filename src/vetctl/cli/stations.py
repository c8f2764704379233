"""``vetctl stations``: the register of stations and the judgement of their claims. Arguments only."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from vetctl.cli.frame import Call, command, group
from vetctl.core.catalogue import t
from vetctl.output.report import Report

app = group("stations")


class Level(StrEnum):
    """The levels of a station."""

    COUNTY = "county"
    TOWNSHIP = "township"
    VILLAGE = "village"
    ENTERPRISE = "enterprise"


class FailOn(StrEnum):
    """When validation leaves with status 3."""

    ERROR = "error"
    WARNING = "warning"
    NEVER = "never"


@command(app, "list")
def list_(
    call: Call,
    level: Annotated[Level | None, typer.Option("--level", help=t("help.stations.option_level"))] = None,
    township: Annotated[str | None, typer.Option("--township", help=t("help.stations.option_township"))] = None,
) -> Report:
    """List stations."""
    from vetctl.targets import stations

    with call.database() as connection:
        return stations.list_stations(connection, level=level, township=township)


@command(app, "validate")
def validate(
    call: Call,
    year: Annotated[int, typer.Option("--year", help=t("help.option.year"))],
    fail_on: Annotated[FailOn, typer.Option("--fail-on", help=t("help.stations.option_fail_on"))] = FailOn.ERROR,
) -> Report:
    """Judge the claims of a year."""
    from vetctl.targets import stations

    with call.database() as connection:
        return stations.validate(connection, year=year, fail_on=fail_on, bureau_shelves=call.bureau_shelves)
