"""``vetctl journal``: what was done, by whom, and whether anybody changed it since. Arguments only."""

from __future__ import annotations

import sqlite3
from typing import Annotated

import typer

from vetctl.cli.frame import Call, command, group
from vetctl.core.catalogue import t
from vetctl.output.report import Report

app = group("journal")


@command(app, "list")
def list_(
    call: Call,
    limit: Annotated[int, typer.Option("--limit", min=1, help=t("help.journal.option_limit"))] = 20,
) -> Report:
    """List the events, newest first."""
    from vetctl.audit import chain

    with call.database() as connection:
        return chain.list_report(connection, limit)


@command(app, "verify")
def verify(
    call: Call,
    head: Annotated[str | None, typer.Option("--head", help=t("help.journal.option_head"), metavar="HEX")] = None,
    rows: Annotated[bool, typer.Option("--rows", help=t("help.journal.option_rows"))] = False,
) -> Report:
    """Work the chain out again."""
    from vetctl.audit import chain

    with call.database() as connection:
        broken = chain.broken_rows(connection, _run_digest) if rows else None
        return chain.verify_report(connection, head=head, rows=broken)


def _run_digest(connection: sqlite3.Connection, run: int) -> str:
    """What the payments room says the lines of a run are sealed with."""
    from vetctl.payments.run import digest

    return digest(connection, run)
