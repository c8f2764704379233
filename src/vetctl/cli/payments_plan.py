"""``vetctl payments plan``, ``reason``, ``forecast``, ``what-if``, ``ledger``: looking ahead of a run and back at the whole book.

What is tried out here is tried inside a transaction that is always rolled back; only ``reason`` writes.
"""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from vetctl.cli.frame import Call, command, parse_month
from vetctl.cli.payments import _benefits, app
from vetctl.core.catalogue import t

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Mapping

    from vetctl.core.errors import Refused
    from vetctl.core.month import Month
    from vetctl.output.report import Report
    from vetctl.payments.plan import Expectation
    from vetctl.payments.policy import Policy

MonthOption = Annotated[str | None, typer.Option("--month", help=t("help.option.month"), metavar="MONTH")]
MonthsOption = Annotated[int, typer.Option("--months", help=t("help.option.months"), min=1, max=120, metavar="N")]


@contextmanager
def rehearsal(call: Call) -> Iterator[sqlite3.Connection]:
    """The database inside a transaction that is rolled back whatever happens: nothing tried in it is kept."""
    from vetctl.store.db import open_database, transaction

    connection = open_database(call.database_path, write=True)
    try:
        with transaction(connection, dry_run=True):
            yield connection
    finally:
        connection.close()


def gate_of(call: Call) -> dict[str, Any]:
    """What a run is given besides month, day and benefits: the bureau's shelves, limits and choices."""
    from vetctl.payments import budget as budgets
    from vetctl.payments.settlement import Settlement

    return {
        "bureau_shelves": call.bureau_shelves,
        "thresholds": call.settings.get("audit", {}).get("parameters"),
        "settlement": Settlement.of(call.settings),
        "budget": budgets.mode_of(call.settings),
    }


def _choices(call: Call) -> dict[str, Any]:
    """The settings that decide a run, beside the benefits' own."""
    return {name: call.settings.get(name) for name in ("payments", "audit")}


def expectation(
    call: Call,
    connection: sqlite3.Connection,
    benefits: Mapping[str, Policy],
    *,
    plan: Path | None,
    month: Month | None,
    expect_sum: str | None,
    heads: int | None,
) -> Expectation:
    """What the command line expects of a run; a plan whose inputs are not the same any more is refused here.

    Raises:
        Usage: E525 the sum is no amount. NotFound: E514. Refused: E560, E561.
    """
    from vetctl.core.errors import Usage
    from vetctl.core.money import AmountError, parse_yuan
    from vetctl.payments import plan as plans

    try:
        total = None if expect_sum is None else parse_yuan(expect_sum)
    except AmountError as wrong:
        raise Usage("E525", name=f"--expect-sum {expect_sum}", known="185965.05, 18.6万元") from wrong
    if plan is None:
        return plans.Expectation(sum_fen=total, heads=heads)
    saved = plans.read(plan)
    now = plans.inputs_of(
        connection, benefits, month=month or saved.month, as_of=call.as_of if call.as_of_text else saved.as_of,
        settings=_choices(call), full=saved.full,
    )  # fmt: skip
    plans.check_inputs(connection, saved, now)
    return plans.Expectation(plan=saved, sum_fen=total, heads=heads)


@command(app, "plan")
def plan(
    call: Call,
    month: MonthOption = None,
    full: Annotated[bool, typer.Option("--full", help=t("help.option.full"))] = False,
) -> Report:
    """Say what the run of a month would be, writing nothing."""
    from vetctl.core.month import Month
    from vetctl.payments import plan as plans
    from vetctl.payments import run as runs
    from vetctl.payments import variance

    benefits = _benefits(call)
    limit = variance.Limit.of(call.settings)
    with rehearsal(call) as connection:
        wanted = Month.parse(parse_month(month)) if month else runs.coming_month(connection, call.as_of)
        inputs = plans.inputs_of(
            connection, benefits, month=wanted, as_of=call.as_of, settings=_choices(call), full=full
        )
        trial = plans.try_out(
            connection, actor=call.actor, as_of=call.as_of, month=wanted, benefits=benefits, full=full, **gate_of(call)
        )
        return plans.report(
            connection, trial, benefits, inputs=inputs, full=full, limit=limit,
            budget_mode=gate_of(call)["budget"], refusals=_not_closed(call, connection, str(wanted)),
        )  # fmt: skip


def _not_closed(call: Call, connection: sqlite3.Connection, month: str) -> list[Refused]:
    """What `[payments] close_before_next` would say to a run of this month."""
    from vetctl.core.errors import Refused
    from vetctl.payments import closing

    if not call.settings.get("payments", {}).get("close_before_next"):
        return []
    try:
        closing.check_before_next(connection, month)
    except Refused as refusal:
        return [refusal]
    return []


@command(app, "reason", writes=True)
def reason(
    call: Call,
    person: Annotated[str, typer.Argument(help=t("help.option.person"), metavar="PERSON")],
    text: Annotated[str, typer.Argument(help=t("help.option.reason"), metavar="REASON")],
    month: Annotated[str, typer.Option("--month", help=t("help.option.month"), metavar="MONTH")],
    policy: Annotated[str | None, typer.Option("--policy", help=t("help.option.policy"), metavar="CODE")] = None,
) -> Report:
    """Write down why a person's payment changed in a month."""
    from vetctl.core.errors import Usage
    from vetctl.core.month import Month
    from vetctl.output.report import Report
    from vetctl.payments import people, variance

    known = _benefits(call)
    if policy is not None and policy not in known:
        raise Usage("E525", name=policy, known=", ".join(known))
    if not text.strip():
        raise Usage("E525", name=t("help.option.reason"), known="…")
    wanted = Month.parse(parse_month(month))
    with call.database() as connection:
        found = people.find(connection, person)
        with call.transaction(connection):
            written = variance.write_reason(connection, found, wanted, policy or "", text.strip(), call.actor)
    summary = {
        "number": f"#{found.person}",
        "name": found.name,
        "month": str(wanted),
        "policy": policy or "",
        "reason": text.strip(),
    }
    return Report(command="payments reason", summary=summary, warnings=[] if written else [t("planning.reason_stands")])


@command(app, "forecast")
def forecast(
    call: Call,
    months: MonthsOption = 12,
    deaths: Annotated[int, typer.Option("--deaths", help=t("help.option.deaths"), min=0, max=1000, metavar="N")] = 0,
) -> Report:
    """Say how much money the coming months need, by benefit and source."""
    from vetctl.payments import forecast as forecasting

    with rehearsal(call) as connection:
        return forecasting.report(
            connection,
            actor=call.actor,
            as_of=call.as_of,
            months=months,
            benefits=_benefits(call),
            settlement=gate_of(call)["settlement"],
            deaths_permille=deaths,
        )


@command(app, "what-if")
def what_if(
    call: Call,
    file: Annotated[Path, typer.Argument(help=t("help.option.notice"), metavar="FILE")],
    months: MonthsOption = 12,
    leave_out: Annotated[bool, typer.Option("--leave-out-gaps", help=t("help.option.leave_out"))] = False,
) -> Report:
    """Say what a possible notice would cost, back-pay included, writing nothing."""
    from vetctl.core.errors import NotFound
    from vetctl.payments import whatif

    if not file.is_file():
        raise NotFound("E514", path=file)
    with rehearsal(call) as connection:
        return whatif.report(
            connection, actor=call.actor, as_of=call.as_of, months=months, benefits=_benefits(call),
            take_in=lambda: _take_in(call, connection, file), settlement=gate_of(call)["settlement"], leave_out=leave_out,
        )  # fmt: skip


def _take_in(call: Call, connection: sqlite3.Connection, file: Path) -> int:
    """Take a notice's workbook in, as `vetctl import run` would; only that a possible notice may arrive up to two years from now.

    Raises:
        Refused: E568 its rows cannot all be used, or change nothing.
    """
    from vetctl.core.errors import Refused
    from vetctl.core.month import add_years
    from vetctl.intake import importing

    checked = importing.run(
        connection,
        call.actor,
        file,
        received_on=add_years(call.as_of, 2),
        code="standards",
        bureau_shelves=call.bureau_shelves,
    )
    if checked.batch is None or not checked.stage.touched:
        found = checked.findings()
        raise Refused(
            "E568",
            file=file.name,
            why="；".join(f"{one.code} {one.reason}" for one in found[:3]) or t("planning.no_rows"),
        )
    return checked.batch


@command(app, "ledger")
def ledger(call: Call) -> Report:
    """Give the whole ledger as double entry, for accounting programs."""
    from vetctl.payments import book

    with call.database() as connection:
        return book.report(connection)
