"""``vetctl audit``: looks for what is wrong in people, money, standards and stations. Arguments only."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any

import typer

from vetctl.cli.frame import Call, command, group
from vetctl.core.catalogue import t
from vetctl.output.report import Report

app = group("audit")


class Group(StrEnum):
    """What the checks are about."""

    ENTITLEMENT = "entitlement"
    IDENTITY = "identity"
    AMOUNTS = "amounts"
    STATIONS = "stations"
    STANDARDS = "standards"
    SYSTEM = "system"


class FailOn(StrEnum):
    """From which weight on the audit leaves with status 3."""

    BLOCKING = "blocking"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    NONE = "none"


@command(app, "run", writes=True)
def run(
    call: Call,
    groups: Annotated[list[Group] | None, typer.Option("--group", "-g", help=t("help.audit.option_group"))] = None,
    codes: Annotated[
        list[str] | None, typer.Option("--check", "-c", help=t("help.audit.option_check"), metavar="CODE")
    ] = None,
    fail_on: Annotated[FailOn, typer.Option("--fail-on", help=t("help.audit.option_fail_on"))] = FailOn.HIGH,
    store: Annotated[bool, typer.Option("--store/--no-store", help=t("help.audit.option_store"))] = True,
) -> Report:
    """Run the checks and keep what they find."""
    from vetctl.audit import archive, engine, reports
    from vetctl.payments import policy, verify

    number: int | None = None
    waiting = 0
    # One transaction around reading and keeping: every check sees the same state of the database.
    with call.database() as connection, call.transaction(connection):
        if _recomputes(groups, codes):
            waiting = verify.lay_out(connection, policy.load(call.settings, call.bureau_shelves))
        ran, found = engine.run(
            connection,
            as_of=call.as_of,
            groups=[str(name) for name in groups or []],
            codes=[code.upper() for code in codes or []],
            parameters=_thresholds(call),
            choices=call.settings.get("policy", {}),
            bureau_shelves=call.bureau_shelves,
        )
        if store:
            number = archive.store(connection, call.actor, as_of=call.as_of, ran=ran, found=found)
    report = reports.findings_report(
        "audit run",
        items={item.code: item for item in ran},
        ran=[item.code for item in ran],
        found=found,
        policies=engine.policy_titles(call.bureau_shelves) if found else {},
        fail_on=str(fail_on),
        summary={"audit_run": number} if number is not None and not call.dry_run else {},
        as_of=call.as_of,
    )
    if waiting:
        report.warnings.append(t("payments.recompute_waits", batches=waiting))
    return report


def _recomputes(groups: list[Group] | None, codes: list[str] | None) -> bool:
    """Whether check R01 is among those asked for; only then is everything worked out again."""
    return not (groups or codes) or Group.SYSTEM in (groups or []) or "R01" in [code.upper() for code in codes or []]


@command(app, "list")
def list_(call: Call) -> Report:
    """List the checks of the shelf."""
    from vetctl.audit import engine, reports

    return reports.list_report(engine.checks(call.bureau_shelves))


@command(app, "show")
def show(
    call: Call, code: Annotated[str, typer.Argument(help=t("help.audit.argument_code"), metavar="CODE")]
) -> Report:
    """Show one check in full."""
    from vetctl.audit import engine, reports

    (item,) = engine.choose(engine.checks(call.bureau_shelves), codes=[code.upper()])
    return reports.show_report(item, _thresholds(call))


@command(app, "findings")
def findings(
    call: Call,
    run: Annotated[int | None, typer.Argument(help=t("help.audit.argument_run"), metavar="RUN")] = None,
) -> Report:
    """Show the findings of an audit that was kept."""
    from datetime import date

    from vetctl.audit import archive, engine, reports

    with call.database() as connection:
        kept = archive.latest(connection, run)
        found = archive.read_back(connection, int(kept["audit_run"]))
    return reports.findings_report(
        "audit findings",
        items=engine.checks(call.bureau_shelves),
        ran=kept["checks"],
        found=found,
        policies=engine.policy_titles(call.bureau_shelves) if found else {},
        summary={name: kept[name] for name in ("audit_run", "at", "actor")},
        as_of=date.fromisoformat(kept["as_of"]),
    )


def _thresholds(call: Call) -> Mapping[str, Any]:
    """The bureau's own thresholds: the table ``[audit.parameters]`` of ``vetctl.toml``."""
    own = call.settings.get("audit", {}).get("parameters", {})
    return own if isinstance(own, dict) else {}
