"""``vetctl payments stops|hold|release|pass``: what is stopped, held and passed, with a reason. Arguments only."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from vetctl.cli.frame import Call, command, group, parse_day, parse_month
from vetctl.cli.payments import app
from vetctl.core.catalogue import t

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping, Sequence

    from vetctl.output.report import Report
    from vetctl.payments.people import Person

stops_app = group("payments-stops", default="list")
app.add_typer(stops_app, name="stops")

PersonArgument = Annotated[str, typer.Argument(help=t("help.option.person"), metavar="PERSON")]
Reason = Annotated[str, typer.Option("--reason", help=t("help.option.stop_reason"), metavar="TEXT")]
Source = Annotated[str | None, typer.Option("--source", help=t("help.option.stop_source"), metavar="SOURCE")]
PolicyOption = Annotated[str | None, typer.Option("--policy", help=t("help.option.hold_policy"), metavar="CODE")]


@command(stops_app, "list")
def stops_list(
    call: Call, month: Annotated[str | None, typer.Option("--month", help=t("help.option.month"), metavar="MONTH")] = None
) -> Report:
    """List who would stop."""
    from vetctl.core.month import Month
    from vetctl.payments import policy, stoplist

    wanted = Month.parse(parse_month(month)) if month else None
    with call.database() as connection:
        return stoplist.listing(connection, as_of=call.as_of, month=wanted, benefits=policy.load(call.settings, call.bureau_shelves))


@command(stops_app, "confirm", writes=True)
def stops_confirm(
    call: Call,
    reason: Reason,
    person: Annotated[str | None, typer.Argument(help=t("help.option.person"), metavar="PERSON")] = None,
    everyone: Annotated[bool, typer.Option("--all", help=t("help.option.stops_all"))] = False,
    agreeing: Annotated[bool, typer.Option("--agreeing", help=t("help.option.stops_agreeing"))] = False,
    source: Source = None,
) -> Report:
    """Confirm proposed stops."""
    from vetctl.core.errors import Usage
    from vetctl.payments import people, stops

    if [person is not None, everyone, agreeing].count(True) != 1:
        raise Usage("E455")
    _known_source(source)
    with call.database() as connection:
        if person is not None:
            chosen = stops.of_person(connection, people.find(connection, person).person, stops.CONFIRMED, source)
        else:
            chosen = stops.waiting(connection, source=source, agreeing=agreeing)
            if chosen and not (call.yes or call.dry_run):
                _show_first(stops.answered(connection, chosen, "proposed", ""))
            if chosen:
                call.confirm(t("stops.question", count=len(chosen), people=len({one.person for one in chosen})))
        with call.transaction(connection):
            stops.answer(connection, call.actor, chosen, stops.CONFIRMED, _said(reason))
        return stops.answered(connection, chosen, stops.CONFIRMED, reason)


@command(stops_app, "refuse", writes=True)
def stops_refuse(call: Call, person: PersonArgument, reason: Reason, source: Source = None) -> Report:
    """Refuse a proposed stop."""
    from vetctl.payments import people, stops

    _known_source(source)
    with call.database() as connection:
        chosen = stops.of_person(connection, people.find(connection, person).person, stops.REFUSED, source)
        with call.transaction(connection):
            stops.answer(connection, call.actor, chosen, stops.REFUSED, _said(reason))
        return stops.answered(connection, chosen, stops.REFUSED, reason)


def _show_first(report: Report) -> None:
    """What is about to be confirmed, beside the question: on stderr, because the result is the answer."""
    from vetctl.output.emit import emit

    emit(report, stdout=sys.stderr, quiet=True)


def _known_source(source: str | None) -> None:
    from vetctl.core.catalogue import known
    from vetctl.core.errors import Usage

    if source is not None and not known(f"source.{source}"):
        raise Usage("E525", name=source, known="police, health, funeral, village, insurance, court, justice, roster, other")


def _said(reason: str) -> str:
    """A reason is more than blanks.

    Raises:
        Usage: E456.
    """
    from vetctl.core.errors import Usage

    if not reason.strip():
        raise Usage("E456")
    return reason.strip()


@command(app, "hold", writes=True)
def hold(
    call: Call,
    person: PersonArgument,
    reason: Reason,
    from_month: Annotated[str | None, typer.Option("--from", help=t("help.option.hold_from"), metavar="MONTH")] = None,
    policy: PolicyOption = None,
    review_on: Annotated[str | None, typer.Option("--review-on", help=t("help.option.review_on"), metavar="DATE")] = None,
    document: Annotated[str | None, typer.Option("--document", help=t("help.option.hold_document"), metavar="TEXT")] = None,
) -> Report:
    """Hold what a person is due."""
    from vetctl.payments import people
    from vetctl.payments import run as runs

    with call.database() as connection, call.transaction(connection):
        found = people.find(connection, person)
        first = parse_month(from_month) if from_month else str(runs.coming_month(connection, call.as_of))
        row = {**_who(found), "kind": "hold", "from_month": first, "policy": policy or "", "reason": _said(reason)}
        if review_on:
            row["review_on"] = parse_day(review_on).isoformat()
        if document:
            row["document"] = document
        return _take_in(call, connection, [row])


@command(app, "release", writes=True)
def release(
    call: Call,
    person: PersonArgument,
    month: Annotated[str | None, typer.Option("--from", help=t("help.option.release_from"), metavar="MONTH")] = None,
    policy: PolicyOption = None,
) -> Report:
    """Release what is held: the next run pays all of it."""
    from vetctl.payments import holds, people
    from vetctl.payments import run as runs

    with call.database() as connection, call.transaction(connection):
        found = people.find(connection, person)
        coming = str(runs.coming_month(connection, call.as_of))
        resumed = parse_month(month) if month else coming
        standing = holds.standing(connection, found.person, found.name, min(coming, resumed), policy)
        return _take_in(
            call,
            connection,
            [
                {**_who(found), "kind": "hold", "from_month": one.from_month, "policy": one.policy, "reason": one.reason, "resumed_month": resumed}
                for one in standing
            ],
        )


@command(app, "pass", writes=True)
def pass_(
    call: Call,
    person: PersonArgument,
    reason: Reason,
    month: Annotated[str | None, typer.Option("--month", help=t("help.option.pass_month"), metavar="MONTH")] = None,
    policy: PolicyOption = None,
) -> Report:
    """Let one run pay in spite of a hold."""
    from vetctl.core.month import Month
    from vetctl.output.report import Column, Report, Table
    from vetctl.payments import holds, people
    from vetctl.payments import run as runs

    with call.database() as connection, call.transaction(connection):
        found = people.find(connection, person)
        coming = runs.coming_month(connection, call.as_of)
        wanted = Month.parse(parse_month(month)) if month else coming
        written = holds.pass_once(
            connection, call.actor, found.person, found.name, policy=policy or "", month=wanted, reason=_said(reason), coming=coming
        )
    row = (found.name, found.township, str(wanted), _titled(call, policy or ""), reason)
    columns = (Column("person", "name"), Column("township"), Column("month", "month"), Column("policy"), Column("reason"))
    report = Report(command="payments pass", tables=[Table("passed", columns, [row])], next_step=f"vetctl payments run --month {wanted}")
    if not written:
        report.warnings.append(t("stops.passed_before", month=wanted))
    return report


def _titled(call: Call, policy: str) -> str:
    """A benefit by its title; all of them by nothing."""
    from vetctl.core.shelf import load_sql_shelf

    return load_sql_shelf("policies", call.bureau_shelves)[policy].title if policy else ""


def _who(person: Person) -> dict[str, str]:
    return {"name": person.name, "identity": person.id_no}


def _take_in(call: Call, connection: sqlite3.Connection, rows: Sequence[Mapping[str, str]]) -> Report:
    """Take typed rows of the register of suspensions in, and show them as the register shows them; what is wrong with them as an import does."""
    from vetctl.intake import importing, reports, typed
    from vetctl.intake.plan import STOP
    from vetctl.output.report import Column, Report, Table

    source = typed.source("suspensions", rows, command=call.command)
    plan = importing.examine(connection, source, received_on=call.as_of, code="suspensions", bureau_shelves=call.bureau_shelves)
    importing.commit(connection, call.actor, plan)
    if plan.refused or len(plan.accepted) < len(rows):
        return reports.taken_in([plan], errors=None, on_error=STOP, as_of=call.as_of)
    columns = (
        Column("person", "name"), Column("policy"), Column("from_month", "month"), Column("resumed_month", "month"), Column("reason"), Column("review_on"),
    )  # fmt: skip
    shown = [(row["name"], _titled(call, row["policy"]), row["from_month"], row.get("resumed_month", ""), row["reason"], row.get("review_on", "")) for row in rows]
    report = Report(command=call.command, tables=[Table("holds", columns, shown)], summary={"entered": len(plan.stage.touched)})
    if plan.batch is None or not plan.stage.touched:
        report.warnings.append(t("stops.known_already"))
    return report
