"""``vetctl people``: one person, possible duplicates, merging, renumbering. Arguments only."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from vetctl.cli.frame import Call, command, group
from vetctl.core.catalogue import t

if TYPE_CHECKING:
    import sqlite3

    from vetctl.intake.people.merging import Merge
    from vetctl.intake.people.unmergeable import Benefit
    from vetctl.output.report import Report

app = group("people")

PersonArgument = Annotated[str, typer.Argument(help=t("help.option.person"), metavar="PERSON")]
Reason = Annotated[str, typer.Option("--reason", help=t("help.people.option_reason"), metavar="TEXT")]


@command(app, "show")
def show(call: Call, person: PersonArgument) -> Report:
    """Show one person as registered now."""
    from vetctl.intake.people import dossier
    from vetctl.payments import people

    with call.database() as connection:
        return dossier.show(connection, people.find(connection, person).person, dossier.Words(call.bureau_shelves))


@command(app, "history")
def history(call: Call, person: PersonArgument) -> Report:
    """Show every version of every fact of a person."""
    from vetctl.intake.people import dossier
    from vetctl.payments import people

    with call.database() as connection:
        return dossier.history(connection, people.find(connection, person).person, dossier.Words(call.bureau_shelves))


@command(app, "duplicates")
def list_duplicates(
    call: Call,
    everything: Annotated[bool, typer.Option("--all", help=t("help.people.option_all"))] = False,
    kind: Annotated[str | None, typer.Option("--kind", help=t("help.people.option_kind"), metavar="KIND")] = None,
) -> Report:
    """List entries that may be one person."""
    from vetctl.core.errors import Usage
    from vetctl.intake.people import duplicates

    if kind is not None and kind not in duplicates.KINDS:
        raise Usage("E525", name=kind, known=", ".join(duplicates.KINDS))
    with call.database() as connection:
        return duplicates.listing(connection, everything=everything, kind=kind)


@command(app, "decide", writes=True)
def decide(
    call: Call,
    one: Annotated[str, typer.Argument(help=t("help.people.option_one"), metavar="PERSON")],
    other: Annotated[str, typer.Argument(help=t("help.people.option_one"), metavar="PERSON")],
    reason: Reason,
    same: Annotated[bool, typer.Option("--same", help=t("help.people.option_same"))] = False,
    different: Annotated[bool, typer.Option("--different", help=t("help.people.option_different"))] = False,
) -> Report:
    """Record whether two numbers are one person's."""
    from vetctl.core.errors import Refused, Usage
    from vetctl.intake.people import decisions
    from vetctl.output.report import Column, Report, Table
    from vetctl.store import journal

    if same == different:
        raise Usage("E236")
    said, why = decisions.SAME if same else decisions.DIFFERENT, _said(reason)
    with call.database() as connection, call.transaction(connection):
        two = (_number(connection, one), _number(connection, other))
        if two[0] == two[1]:
            raise Refused("E234", who=two[0])
        if written := decisions.record(connection, call.actor, two, said, why):
            journal.append(connection, call.actor, {"decided": said, "reason": why})
        newest = decisions.newest(connection, *two) or {}
    columns = (
        Column("one_number", "identity", title=t("people.column.one_number")),
        Column("other_number", "identity", title=t("people.column.other_number")),
        Column("decision", title=t("people.column.decision"), words="people.said"),
        Column("reason"),
    )
    report = Report(
        command="people decide",
        tables=[Table("decided", columns, [(*two, said, newest["reason"])])],
        next_step=f"vetctl people merge '{other}' '{one}' --reason …" if same else None,
    )
    if not written:
        report.warnings.append(t("people.decided_before", actor=newest["actor"], at=newest["at"]))
    return report


@command(app, "merge", writes=True)
def merge(
    call: Call,
    absorbed: Annotated[str, typer.Argument(help=t("help.people.option_absorbed"), metavar="ABSORBED")],
    into: Annotated[str, typer.Argument(help=t("help.people.option_into"), metavar="INTO")],
    reason: Reason,
) -> Report:
    """Merge one entry into another."""
    from vetctl.core.errors import Refused
    from vetctl.intake.people import dossier, merging
    from vetctl.payments import people

    why = _said(reason)
    with call.database() as connection:
        one, other = people.find(connection, absorbed), people.find(connection, into)
        if one.meant != one.person:  # merged before
            if one.person != other.person:
                raise Refused("E237", absorbed=one.meant, who=one.name, survivor=one.person)
            return merging.nothing_to_do(one.meant, other.person, other.name)
        words, benefits = dossier.Words(call.bureau_shelves), _benefits(call)
        planned = merging.plan(connection, one.person, other.person, benefits, words)
        _ask(call, planned, merging.shown(planned))
        with call.transaction(connection):
            # Planned again inside the transaction: nobody may have written between the question and the answer.
            planned = merging.plan(connection, one.person, other.person, benefits, words)
            merging.write(connection, call.actor, planned, why, on=call.as_of)
        return merging.shown(planned)


@command(app, "renumber", writes=True)
def renumber(
    call: Call,
    person: PersonArgument,
    number: Annotated[str, typer.Argument(help=t("help.people.option_number"), metavar="NUMBER")],
    reason: Reason,
) -> Report:
    """Change an identity number."""
    from vetctl.core.identity import mask_identity
    from vetctl.intake.people import dossier, renumbering
    from vetctl.output.report import Column, Report, Table
    from vetctl.payments import people

    why = _said(reason)
    with call.database() as connection:
        found = people.find(connection, person)
        before, new = renumbering.held(connection, found.person), renumbering.check(connection, found.person, number)
        if before.number != new.number:
            call.confirm(t("people.question_renumber", name=found.name, before=mask_identity(before.number), now=mask_identity(new.number)))
        with call.transaction(connection):
            new = renumbering.check(connection, found.person, number)
            written = renumbering.write(connection, call.actor, found.person, new, why, dossier.Words(call.bureau_shelves))
    columns = (
        Column("number"), Column("name", "name"), Column("before", "identity", title=t("people.former")),
        Column("now", "identity", title=t("people.current")), Column("reason"),
    )  # fmt: skip
    row = (f"#{found.person}", found.name, before.number if written else None, new.number, why if written else None)
    report = Report(command="people renumber", tables=[Table("renumbered", columns, [row])], next_step=f"vetctl people show '#{found.person}'")
    if not written:
        report.warnings.append(t("people.renumbered_before", name=found.name))
    elif before.born_on != new.born_on.isoformat():
        report.warnings.append(t("people.birth_changes", before=before.born_on, now=new.born_on.isoformat()))
    return report


def _ask(call: Call, planned: Merge, report: Report) -> None:
    """What will change, beside the question: on stderr, because the result is the answer."""
    from vetctl.output.emit import emit

    if not (call.yes or call.dry_run):
        emit(report, stdout=sys.stderr, quiet=True)
    one, other = planned.two.absorbed.who, planned.two.survivor.who
    call.confirm(t("people.question_merge", absorbed=one.person, absorbed_name=one.name, survivor=other.person, survivor_name=other.name))


def _benefits(call: Call) -> dict[str, Benefit]:
    """What merging needs of the benefits, with the bureau's choices of groups."""
    from vetctl.intake.people.unmergeable import Benefit
    from vetctl.payments import policy

    benefits = policy.load(call.settings, call.bureau_shelves)
    return {code: Benefit(title=one.item.title, kind=one.kind, group=one.group) for code, one in benefits.items()}


def _number(connection: sqlite3.Connection, text: str) -> str:
    """The number of somebody on the register, or a number that only a held row has."""
    from vetctl.core.errors import NotFound
    from vetctl.core.identity import IdentityProblem, parse_identity
    from vetctl.payments import people

    try:
        return people.find(connection, text).id_no
    except NotFound:
        try:
            return parse_identity(text).number
        except IdentityProblem:
            pass
        raise


def _said(reason: str) -> str:
    """A reason is more than blanks.

    Raises:
        Usage: E239.
    """
    from vetctl.core.errors import Usage

    if not reason.strip():
        raise Usage("E239")
    return reason.strip()
