"""``vetctl payments``: the month end, from calculation to the printed roster."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vetctl.cli.frame import Call, command, group, parse_month
from vetctl.core.catalogue import t

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vetctl.output.report import Report
    from vetctl.payments.policy import Policy

app = group("payments")

RunOption = Annotated[int | None, typer.Option("--run", help=t("help.option.run"), metavar="N")]


def _benefits(call: Call) -> Mapping[str, Policy]:
    from vetctl.payments import policy

    return policy.load(call.settings, call.bureau_shelves)


@command(app, "run", writes=True)
def run(
    call: Call,
    month: Annotated[str | None, typer.Option("--month", help=t("help.option.month"), metavar="MONTH")] = None,
    full: Annotated[bool, typer.Option("--full", help=t("help.option.full"))] = False,
) -> Report:
    """Work out a month and write it as a draft."""
    from vetctl.core.month import Month
    from vetctl.payments import run as runs
    from vetctl.payments import show as shows

    benefits = _benefits(call)
    wanted = Month.parse(parse_month(month)) if month else None
    with call.database() as connection:
        with call.transaction(connection):
            number, written = runs.prepare(
                connection,
                actor=call.actor,
                as_of=call.as_of,
                month=wanted,
                benefits=benefits,
                bureau_shelves=call.bureau_shelves,
                thresholds=call.settings.get("audit", {}).get("parameters"),
                full=full,
            )
            report = shows.show(connection, number, benefits, command="payments run")
            voided = runs.voided_by(connection, call.actor) if written else []
        report.warnings.extend(t("payments.voided", run=old) for old in voided)
        if not written:
            report.warnings.append(t("payments.unchanged", run=number))
        return report


@command(app, "show")
def show(
    call: Call,
    number: RunOption = None,
    by: Annotated[str, typer.Option("--by", help=t("help.option.by_run"), metavar="policy|township")] = "policy",
) -> Report:
    """Show one run."""
    from vetctl.core.errors import Usage
    from vetctl.payments import show as shows

    if by not in {"policy", "township"}:
        raise Usage("E525", name=by, known="policy, township")
    with call.database() as connection:
        return shows.show(connection, number, _benefits(call), command="payments show", by=by)


@command(app, "list")
def listing(call: Call) -> Report:
    """List all runs."""
    from vetctl.payments import show as shows

    with call.database() as connection:
        return shows.listing(connection)


@command(app, "diff")
def diff(
    call: Call,
    earlier: Annotated[str, typer.Argument(help=t("help.option.earlier"), metavar="MONTH1")],
    later: Annotated[str, typer.Argument(help=t("help.option.later"), metavar="MONTH2")],
    threshold: Annotated[str, typer.Option("--threshold", help=t("help.option.threshold"), metavar="YUAN")] = "0.01",
) -> Report:
    """Compare two months person by person."""
    from vetctl.core.errors import Usage
    from vetctl.core.money import AmountError, parse_yuan
    from vetctl.payments import show as shows

    try:
        limit = parse_yuan(threshold)
    except AmountError as wrong:
        raise Usage("E525", name=threshold, known="0.01, 100") from wrong
    with call.database() as connection:
        return shows.difference(connection, parse_month(earlier), parse_month(later), _benefits(call), limit)


@command(app, "explain")
def explain(
    call: Call,
    person: Annotated[str, typer.Argument(help=t("help.option.person"), metavar="PERSON")],
    month: Annotated[str, typer.Argument(help=t("help.option.month"), metavar="MONTH")],
) -> Report:
    """Say why a person gets an amount in a month."""
    from vetctl.payments import explain as explaining
    from vetctl.payments import people

    with call.database() as connection:
        found = people.find(connection, person)
        return explaining.explain(connection, found, parse_month(month), as_of=call.as_of, benefits=_benefits(call))


def _advance(call: Call, number: int | None, step: str, verb: str) -> Report:
    from vetctl.core.money import format_yuan
    from vetctl.payments import lifecycle
    from vetctl.payments import show as shows

    benefits = _benefits(call)
    with call.database() as connection:
        chosen, _ = lifecycle.find(connection, number)
        heads, net = connection.execute("SELECT heads, net_fen FROM run WHERE run = ?", (chosen,)).fetchone()
        if step == "approved":
            call.confirm(t("payments.approve_question", run=chosen, heads=heads, net=format_yuan(net)))
        with call.transaction(connection):
            done = lifecycle.advance(connection, chosen, step, call.actor)
            report = shows.show(connection, chosen, benefits, command=f"payments {verb}")
    if not done:
        report.warnings.append(t("payments.step_done_before", step=t(f"step.{step}")))
    return report


@command(app, "review", writes=True)
def review(call: Call, number: RunOption = None) -> Report:
    """Record that a second person checked the draft."""
    return _advance(call, number, "reviewed", "review")


@command(app, "approve", writes=True)
def approve(call: Call, number: RunOption = None) -> Report:
    """Record that a third person approved the run."""
    return _advance(call, number, "approved", "approve")


@command(app, "export", writes=True)
def export(
    call: Call,
    number: RunOption = None,
    to: Annotated[Path, typer.Option("--to", help=t("help.option.to"), metavar="FOLDER")] = Path(),
) -> Report:
    """Write the roster to print and the bank file of an approved run."""
    from vetctl.output.report import Column, Report, Table
    from vetctl.payments import lifecycle

    with call.database() as connection:
        chosen, _ = lifecycle.find(connection, number)
        with call.transaction(connection):
            written = lifecycle.export(connection, chosen, to, call.actor)
    columns = (Column("kind", words="export"), Column("file"), Column("rows", "int"), Column("total_fen", "fen"))
    rows = [(kind, str(path), count, total) for kind, path, count, total in written]
    return Report(command="payments export", tables=[Table("files", columns, rows)], summary={"run": chosen})


@command(app, "verify")
def verify(call: Call) -> Report:
    """Compare the ledger with a full recomputation."""
    from vetctl.core.errors import Exit
    from vetctl.output.report import Column, Report, Table
    from vetctl.payments import verify as verifying

    with call.database() as connection:
        found = verifying.mismatches(connection, _benefits(call))
        pending = verifying.pending_batches(connection)
    columns = (Column("enrolment", "int"), Column("month", "month"), Column("component"), Column("due_fen", "fen"), Column("paid_fen", "fen"))
    report = Report(
        command="payments verify",
        tables=[Table("mismatches", columns, found)],
        summary={"mismatches": len(found), "pending_batches": pending},
        exit_code=int(Exit.INTEGRITY) if found and not pending else 0,
    )
    report.warnings.append(t("payments.verify_pending", batches=pending) if pending else t("payments.verify_ok" if not found else "payments.verify_bad"))
    return report
