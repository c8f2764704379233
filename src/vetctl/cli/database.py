"""``vetctl db``: copies that were read back, and migrations."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vetctl.cli.frame import Call, command, group
from vetctl.core.catalogue import t

if TYPE_CHECKING:
    from vetctl.output.report import Report

app = group("db")


@command(app, "backup", writes=True)
def backup(
    call: Call, target: Annotated[Path, typer.Argument(help=t("help.option.backup"), metavar="FILE")]
) -> Report:
    """Write a verified copy of the database."""
    from vetctl.output.report import Report
    from vetctl.store import backup as backups
    from vetctl.store import journal

    with call.database() as connection:
        if not call.dry_run:
            backups.copy(connection, target)
        with call.transaction(connection):
            seq = journal.append(connection, call.actor, {"file": target.name, "bytes": target.stat().st_size if target.exists() else 0})
    return Report(command="db backup", summary={"file": str(target), "journal_event": seq})


@command(app, "migrate", writes=True)
def migrate(call: Call) -> Report:
    """Bring an older database up to date, keeping a copy of it first."""
    from vetctl.output.report import Report
    from vetctl.store import db, journal
    from vetctl.store import migrate as migrations

    path = call.database_path
    connection = db.open_for_migration(path)
    try:
        if call.dry_run:
            return Report(command="db migrate", summary={"pending": migrations.pending(connection)})
        applied = migrations.migrate(connection, path, path.parent / "backups")
        if applied:
            with call.transaction(connection):
                journal.append(connection, call.actor, {"migrations": applied})
    finally:
        connection.close()
    return Report(command="db migrate", summary={"applied": len(applied), "migrations": "、".join(applied)})
