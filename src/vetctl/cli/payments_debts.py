"""``vetctl payments debts|handover``: what is owed and how it is settled, and what the other county must know. Arguments only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from vetctl.cli.frame import Call, command, group, parse_day, parse_month
from vetctl.cli.payments import app
from vetctl.cli.payments_stops import PersonArgument
from vetctl.core.catalogue import t

if TYPE_CHECKING:
    from vetctl.output.report import Report

debts_app = group("payments-debts", default="list")
app.add_typer(debts_app, name="debts")

Amount = Annotated[str, typer.Option("--amount", help=t("help.option.debt_amount"), metavar="YUAN")]
Document = Annotated[str, typer.Option("--document", help=t("help.option.debt_document"), metavar="TEXT")]
On = Annotated[str | None, typer.Option("--on", help=t("help.option.debt_on"), metavar="DATE")]


@command(debts_app, "list")
def debts_list(call: Call) -> Report:
    """List everybody who owes."""
    from vetctl.payments import debts, policy

    with call.database() as connection:
        return debts.listing(connection, policy.load(call.settings, call.bureau_shelves))


@command(debts_app, "show")
def debts_show(call: Call, person: PersonArgument) -> Report:
    """Show one person's debt."""
    from vetctl.payments import debts, people, policy

    with call.database() as connection:
        return debts.show(connection, people.find(connection, person), policy.load(call.settings, call.bureau_shelves))


@command(debts_app, "statement")
def debts_statement(call: Call, person: PersonArgument) -> Report:
    """A statement for the person or the family."""
    from vetctl.payments import debts, people, policy

    with call.database() as connection:
        benefits = policy.load(call.settings, call.bureau_shelves)
        return debts.statement(connection, people.find(connection, person), benefits, as_of=call.as_of)


@command(debts_app, "repay", writes=True)
def debts_repay(call: Call, person: PersonArgument, amount: Amount, document: Document, on: On = None) -> Report:
    """Enter what was paid back by hand."""
    return _enter(call, person, amount, document, on, "")


@command(debts_app, "write-off", writes=True)
def debts_write_off(
    call: Call,
    person: PersonArgument,
    amount: Amount,
    document: Document,
    approver: Annotated[str, typer.Option("--approver", help=t("help.option.debt_approver"), metavar="NAME")],
    on: On = None,
) -> Report:
    """Write a debt off, with somebody else's approval."""
    from vetctl.core.errors import Usage

    if not approver.strip():
        raise Usage("E456")
    return _enter(call, person, amount, document, on, approver.strip())


def _enter(call: Call, person: str, amount: str, document: str, on: str | None, approver: str) -> Report:
    from vetctl.core.errors import Usage
    from vetctl.payments import debts, people, policy

    if not document.strip():
        raise Usage("E456")
    benefits = policy.load(call.settings, call.bureau_shelves)
    day = parse_day(on) if on else call.as_of
    with call.database() as connection, call.transaction(connection):
        found = people.find(connection, person)
        entry = debts.Entry(person=found.person, amount_fen=_fen(amount), on=day, document=document.strip(), approver=approver)
        entered = debts.enter(connection, call.actor, entry)
        report = debts.show(connection, found, benefits, command=call.command)
    if not entered:
        report.warnings.append(t("stops.entered_before"))
    return report


def _fen(text: str) -> int:
    from vetctl.core.errors import Usage
    from vetctl.core.money import AmountError, parse_yuan

    try:
        return parse_yuan(text)
    except AmountError as wrong:
        raise Usage("E525", name=text, known="100, 1234.50") from wrong


@command(debts_app, "instalment", writes=True)
def debts_instalment(
    call: Call,
    person: PersonArgument,
    document: Document,
    most: Annotated[str | None, typer.Option("--most", help=t("help.option.debt_most"), metavar="YUAN")] = None,
    from_month: Annotated[str | None, typer.Option("--from", help=t("help.option.debt_from"), metavar="MONTH")] = None,
) -> Report:
    """Agree on the most a month may take."""
    from vetctl.core.errors import Usage
    from vetctl.payments import debts, people, policy
    from vetctl.payments import run as runs

    if not document.strip():
        raise Usage("E456")
    benefits = policy.load(call.settings, call.bureau_shelves)
    most_fen = _fen(most) if most is not None else None
    if most_fen is not None and most_fen < 0:
        raise Usage("E525", name=str(most), known="0, 100")
    with call.database() as connection, call.transaction(connection):
        found = people.find(connection, person)
        first = parse_month(from_month) if from_month else str(runs.coming_month(connection, call.as_of))
        written = debts.agree(connection, call.actor, found.person, from_month=first, most_fen=most_fen, document=document.strip())
        report = debts.show(connection, found, benefits, command=call.command)
    if not written:
        report.warnings.append(t("stops.entered_before"))
    return report


@command(app, "handover")
def handover(call: Call, person: PersonArgument) -> Report:
    """Say what the other county must know of somebody who moves."""
    from vetctl.payments import handover as handing
    from vetctl.payments import people, policy

    with call.database() as connection:
        return handing.report(connection, people.find(connection, person), policy.load(call.settings, call.bureau_shelves))
