"""``vetctl init``: a new database with the national standards, the central shares and the regions of the county."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from vetctl.cli.frame import Call, command, group, parse_month
from vetctl.core.catalogue import t

if TYPE_CHECKING:
    from vetctl.output.report import Report

app = group("init", alone=True)


@command(app, "init", writes=True, path="init")
def init(
    call: Call,
    bureau: Annotated[str, typer.Option("--bureau", help=t("help.option.bureau"), metavar="NAME")] = "平阳县退役军人事务局",
    first_month: Annotated[str | None, typer.Option("--first-month", help=t("help.option.first_month"), metavar="MONTH")] = None,
    region_group: Annotated[str | None, typer.Option("--region-group", help=t("help.option.region_group"), metavar="east|middle|west")] = None,
) -> Report:
    """Create the database; an existing one of ours is left as it is."""
    import uuid

    from vetctl.intake import shipped
    from vetctl.output.report import Report
    from vetctl.store import db, journal, migrate

    path = call.database_path
    if call.dry_run:
        return Report(command="init", summary={"database": str(path)})
    if path.exists():
        with call.database() as connection:
            found = connection.execute("SELECT value FROM setting WHERE key = 'bureau'").fetchone()
        return Report(command="init", summary={"database": str(path), "bureau": found[0]}, warnings=[t("setup.exists")])
    settings = {"database_uuid": str(uuid.uuid4()), "bureau": bureau}
    if first_month:
        settings["first_month"] = parse_month(first_month)
    # Built beside its place and moved there whole, so that a broken-off init leaves nothing behind.
    building = path.with_name(f".{path.name}.new")
    building.unlink(missing_ok=True)
    connection = db.create(building)
    try:
        migrate.apply_all(connection)
        db.prepare_views(connection)
        with call.transaction(connection):
            connection.executemany("INSERT INTO setting (key, value) VALUES (?, ?)", settings.items())
            regions = shipped.load_regions(connection, call.actor.name, call.as_of)
            standards = shipped.load_national_standards(connection, call.actor.name, call.as_of)
            group = shipped.region_group(connection, region_group or call.settings.get("funding", {}).get("region_group"))
            funding = shipped.load_national_funding(connection, call.actor.name, call.as_of, group)
            rules = shipped.load_national_rules(connection, call.actor.name, call.as_of)
            yardsticks = shipped.load_national_yardsticks(connection, call.actor.name, call.as_of)
            counts = {"regions": regions, "standards": standards, "funding": funding, "rules": rules, "yardsticks": yardsticks}
            journal.append(connection, call.actor, {**settings, **counts})
    except BaseException:
        connection.close()
        building.unlink(missing_ok=True)
        raise
    connection.close()
    building.replace(path)
    return Report(
        command="init",
        summary={"database": str(path), "bureau": bureau, **counts},
        warnings=[] if group else [t("funding.region_unknown")],
        next_step="vetctl import check FILE.xlsx",
    )
