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
    plan: Annotated[Path | None, typer.Option("--plan", help=t("help.option.plan"), metavar="FILE.json")] = None,
    expect_sum: Annotated[str | None, typer.Option("--expect-sum", help=t("help.option.expect_sum"), metavar="YUAN")] = None,
    expect_heads: Annotated[int | None, typer.Option("--expect-heads", help=t("help.option.expect_heads"), metavar="N")] = None,
) -> Report:
    """Work out a month and write it as a draft."""
    from vetctl.cli.payments_plan import expectation, gate_of
    from vetctl.core.month import Month
    from vetctl.payments import budget as budgets
    from vetctl.payments import closing, variance
    from vetctl.payments import plan as plans
    from vetctl.payments import run as runs
    from vetctl.payments import show as shows

    benefits = _benefits(call)
    wanted = Month.parse(parse_month(month)) if month else None
    mode = budgets.mode_of(call.settings)
    with call.database() as connection:
        with call.transaction(connection):
            if call.settings.get("payments", {}).get("close_before_next"):
                closing.check_before_next(connection, str(wanted) if wanted else None)
            expected = expectation(call, connection, benefits, plan=plan, month=wanted, expect_sum=expect_sum, heads=expect_heads)
            number, written = runs.prepare(
                connection,
                actor=call.actor,
                as_of=expected.plan.as_of if expected.plan else call.as_of,
                month=expected.plan.month if expected.plan else wanted,
                benefits=benefits,
                full=expected.plan.full if expected.plan else full,
                **gate_of(call),
            )
            plans.hold_to(connection, number, expected)
            limit = variance.Limit.of(call.settings)
            unexplained = None
            if written or limit.refuses:
                unexplained = variance.check(variance.of_run(connection, number, benefits, limit, fresh=written, only_open=True), limit)
            report = shows.show(connection, number, benefits, command="payments run")
            report.warnings.extend(budgets.warnings(connection, number, call.as_of, mode, benefits))
            if written and (old := runs.voided_for(connection, number)):
                report.warnings.append(t("payments.voided", run=old))
        if unexplained:
            report.warnings.append(unexplained)
        if not written:
            report.warnings.append(t("payments.unchanged", run=number))
        return report


@command(app, "show")
def show(
    call: Call,
    number: RunOption = None,
    by: Annotated[str, typer.Option("--by", help=t("help.option.by_run"), metavar="policy|township|source")] = "policy",
) -> Report:
    """Show one run."""
    from vetctl.core.errors import Usage
    from vetctl.payments import show as shows

    if by not in {"policy", "township", "source"}:
        raise Usage("E525", name=by, known="policy, township, source")
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
    from vetctl.payments import variance

    try:
        limit = variance.Limit(least_fen=max(parse_yuan(threshold), 1))
    except AmountError as wrong:
        raise Usage("E525", name=threshold, known="0.01, 100") from wrong
    with call.database() as connection:
        return variance.difference(connection, parse_month(earlier), parse_month(later), _benefits(call), limit)


@command(app, "explain")
def explain(
    call: Call,
    person: Annotated[str, typer.Argument(help=t("help.option.person"), metavar="PERSON")],
    month: Annotated[str | None, typer.Argument(help=t("help.option.explain_month"), metavar="MONTH")] = None,
    month_too: Annotated[str | None, typer.Option("--month", help=t("help.option.explain_month"), metavar="MONTH")] = None,
    year: Annotated[int | None, typer.Option("--year", help=t("help.option.explain_year"), min=1949, max=2199, metavar="YEAR")] = None,
) -> Report:
    """Say on one page why a person gets what they get, and who signed."""
    from vetctl.payments import explain as explaining
    from vetctl.payments import people

    chosen = month_too or month
    with call.database() as connection:
        found = people.find(connection, person)
        return explaining.explain(
            connection, found, month=parse_month(chosen) if chosen else None, year=year, as_of=call.as_of, benefits=_benefits(call)
        )


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
    bank: Annotated[str | None, typer.Option("--bank", help=t("help.option.bank"), metavar="PROFILE")] = None,
) -> Report:
    """Write the roster to print and the bank files of an approved run."""
    from tempfile import TemporaryDirectory

    from vetctl.output import bankprofile
    from vetctl.output.report import Column, Report, Table
    from vetctl.payments import bank as sending
    from vetctl.payments import lifecycle

    profile = bankprofile.choose(call.settings, bank, call.bureau_shelves)
    with call.database() as connection, TemporaryDirectory() as aside:
        chosen, _ = lifecycle.find(connection, number)
        others = sending.written_before(connection, chosen, profile)
        with call.transaction(connection):
            # A rehearsal leaves no file behind that a bank could pay from.
            written = lifecycle.export(connection, chosen, Path(aside) if call.dry_run else to, call.actor, profile, _benefits(call))
    columns = (Column("kind", words="export"), Column("file"), Column("rows", "int"), Column("total_fen", "fen"))
    rows = [(kind.partition("@")[0], str(to / path.name), count, total) for kind, path, count, total in written]
    report = Report(command="payments export", tables=[Table("files", columns, rows)], summary={"run": chosen, "bank": profile.code})
    if others:
        report.warnings.append(t("bank.only_one", run=chosen, names="、".join(others)))
    return report


@command(app, "verify")
def verify(call: Call) -> Report:
    """Compare the ledger with a full recomputation."""
    from vetctl.core.errors import Exit
    from vetctl.output.report import Column, Report, Table
    from vetctl.payments import verify as verifying

    with call.database() as connection:
        found = verifying.mismatches(connection, _benefits(call))
        batches, decisions = verifying.pending(connection)
    columns = (Column("enrolment", "int"), Column("month", "month"), Column("component"), Column("due_fen", "fen"), Column("paid_fen", "fen"))
    report = Report(
        command="payments verify",
        tables=[Table("mismatches", columns, found)],
        summary={"mismatches": len(found), "pending_batches": batches, "pending_decisions": decisions},
        exit_code=int(Exit.INTEGRITY) if found and not batches + decisions else 0,
    )
    waiting = t("payments.verify_pending", batches=batches, decisions=decisions) if batches + decisions else ""
    report.warnings.append(waiting or t("payments.verify_ok" if not found else "payments.verify_bad"))
    return report


from vetctl.cli import (  # noqa: E402, F401 - their commands stand in the same group
    payments_bank,
    payments_budget,
    payments_claims,
    payments_debts,
    payments_index,
    payments_plan,
    payments_print,
    payments_stops,
)
