"""``vetctl payments print``: papers of a run, to look at, hang up, hand over and sign."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vetctl.cli.frame import Call, command
from vetctl.cli.payments import RunOption, app
from vetctl.core.catalogue import t

if TYPE_CHECKING:
    from vetctl.output.report import Report

ALL = ("roster", "summary", "public", "notice")
"""What ``--kind all`` means; a hand-over sheet is about one person."""


@command(app, "print", writes=True)
def print_papers(
    call: Call,
    number: RunOption = None,
    kind: Annotated[str, typer.Option("--kind", help=t("help.option.paper_kind"), metavar="KIND")] = "roster",
    township: Annotated[
        str | None, typer.Option("--township", help=t("help.option.paper_township"), metavar="NAME")
    ] = None,
    person: Annotated[
        str | None, typer.Option("--person", help=t("help.option.paper_person"), metavar="PERSON")
    ] = None,
    changed: Annotated[bool, typer.Option("--changed", help=t("help.option.paper_changed"))] = False,
    to: Annotated[Path, typer.Option("--to", help=t("help.option.to"), metavar="FOLDER")] = Path(),
) -> Report:
    """Print papers. Only numbers shown in full leave a trace in the database: the journal says who printed them."""
    from contextlib import nullcontext

    from vetctl.core.errors import Usage
    from vetctl.output.report import Column, Report, Table
    from vetctl.payments import lifecycle, paper, people, policy
    from vetctl.payments.forms.contact import Contact

    if kind != "all" and kind not in paper.KINDS:
        raise Usage("E525", name=f"--kind {kind}", known=", ".join((*paper.KINDS, "all")))
    benefits = policy.load(call.settings, call.bureau_shelves)
    contact = Contact.of(call.settings)
    call.writes = call.reveal  # opened for writing only when there is an event to write
    with call.database() as connection:
        order = paper.Order(
            kinds=ALL if kind == "all" else (kind,),
            benefits=benefits,
            contact=contact,
            as_of=call.as_of,
            township=township,
            person=people.find(connection, person).person if person else None,
            changed=changed,
            reveal=call.reveal,
        )
        chosen = lifecycle.find(connection, number)[0] if kind != "handover" else None
        with call.transaction(connection) if order.numbers_shown else nullcontext():
            if chosen is None:
                made = paper.print_handover(connection, to, order, call.actor, write=not call.dry_run)
            else:
                made = paper.print_run(connection, chosen, to, order, call.actor, write=not call.dry_run)
    columns = (
        Column("kind", words="paper_kind"),
        Column("file"),
        Column("pages", "int"),
        Column("rows", "int"),
        Column("total_fen", "fen"),
    )
    rows = [(one.kind, str(one.path), one.pages, one.rows, one.total_fen) for one in made]
    return Report(
        command="payments print", tables=[Table("files", columns, rows)], summary={"run": chosen} if chosen else {}
    )
