"""``vetctl payments returns|answers|close|reopen``: the bank's answer, and the month's end."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vetctl.cli.frame import Call, OnError, command, parse_month
from vetctl.cli.payments import RunOption, app
from vetctl.core.catalogue import t

if TYPE_CHECKING:
    from vetctl.output.report import Report

BankOption = Annotated[str | None, typer.Option("--bank", help=t("help.option.bank"), metavar="PROFILE")]
MonthArgument = Annotated[str, typer.Argument(help=t("help.option.month"), metavar="MONTH")]


@command(app, "returns", writes=True)
def returns(
    call: Call,
    file: Annotated[Path, typer.Argument(help=t("help.option.answer_file"), metavar="FILE")],
    number: RunOption = None,
    bank: BankOption = None,
    on_error: Annotated[OnError, typer.Option("--on-error", help=t("help.option.on_error_bank"))] = OnError.STOP,
) -> Report:
    """Take in the bank's answer."""
    from vetctl.output import bankprofile
    from vetctl.payments import answers, lifecycle

    profile = bankprofile.choose(call.settings, bank, call.bureau_shelves)
    skip = on_error is OnError.SKIP
    with call.database() as connection, call.transaction(connection):
        if number is not None:
            lifecycle.find(connection, number)
        judged = answers.judge(connection, file, profile, as_of=call.as_of, run=number)
        entered = judged.may_enter(skip=skip)
        if entered:
            answers.take_in(connection, call.actor, judged)
    return answers.report(judged, entered=entered, skip=skip)


@command(app, "answers")
def overview(call: Call, number: RunOption = None) -> Report:
    """Show how far the bank has answered."""
    from vetctl.payments import closing

    with call.database() as connection:
        return closing.overview(connection, number)


@command(app, "close", writes=True)
def close(call: Call, month: MonthArgument) -> Report:
    """Close a month."""
    from vetctl.payments import closing

    wanted = parse_month(month)
    with call.database() as connection, call.transaction(connection):
        done = closing.close(connection, call.actor, wanted)
        report = closing.shown(connection, wanted, "payments close")
    if not done:
        report.warnings.append(t("bank.closed_already", month=wanted))
    return report


@command(app, "reopen", writes=True)
def reopen(
    call: Call,
    month: MonthArgument,
    reason: Annotated[str, typer.Option("--reason", help=t("help.option.reopen_reason"), metavar="TEXT")],
) -> Report:
    """Open a closed month again."""
    from vetctl.payments import closing

    wanted = parse_month(month)
    with call.database() as connection, call.transaction(connection):
        done = closing.reopen(connection, call.actor, wanted, reason)
        report = closing.shown(connection, wanted, "payments reopen")
    if not done:
        report.warnings.append(t("bank.open_already", month=wanted))
    return report
