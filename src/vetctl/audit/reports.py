"""What the audit has to say, as reports: findings, the list of checks, one check in full.

It decides one thing, the exit status by the weight asked for; it runs no check and reads no register.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from vetctl.audit.findings import GROUPS, SEVERITIES, AuditFinding, sentence
from vetctl.core.catalogue import pick, t
from vetctl.core.errors import Exit
from vetctl.core.shelf import Item
from vetctl.output.report import Column, Report, Table

NEVER = "none"
"""The limit that never fails."""


def findings_report(
    command: str,
    *,
    items: Mapping[str, Item],
    ran: Sequence[str],
    found: Sequence[AuditFinding],
    policies: Mapping[str, str],
    fail_on: str = NEVER,
    summary: Mapping[str, object] | None = None,
    as_of: date | None = None,
) -> Report:
    """The findings, then the checks that found them with what to do.

    Args:
        command: the words that were typed.
        items: the checks on the shelf, for sentences and remedies.
        ran: codes of the checks that ran.
        found: what they found, heaviest first.
        policies: titles of the benefits by code.
        fail_on: the weight from which the command leaves with 3; `NEVER` for never.
        summary: facts to put in front of the counts.
        as_of: the day the audit stands on.
    """
    counts = Counter(one.severity for one in found)
    totals: dict[str, object] = {
        **(summary or {}),
        "checks": len(ran),
        "findings": len(found),
        **{severity: counts[severity] for severity in reversed(SEVERITIES)},
        "amount_fen": sum(one.amount_fen or 0 for one in found),
    }
    return Report(
        command=command,
        tables=[_findings_table(items, found, policies), *_hits(items, found)],
        summary=totals,
        next_step=f"vetctl audit show {found[0].code}" if found else None,
        exit_code=_status(found, fail_on),
        as_of=as_of,
    )


def list_report(items: Mapping[str, Item]) -> Report:
    """The checks of the shelf."""
    columns = [
        Column("code"),
        Column("severity", words="audit.severity"),
        Column("group", words="audit.group"),
        Column("gate", "bool", title=t("audit.column.gate")),
        Column("title"),
        Column("origin"),
    ]
    rows = [
        (code, item.meta["severity"], item.meta["group"], bool(item.meta.get("gate")), item.title, item.origin)
        for code, item in items.items()
    ]
    groups = Counter(str(item.meta["group"]) for item in items.values())
    return Report(
        command="audit list",
        tables=[Table("checks", columns, rows, title=t("audit.checks"))],
        summary={"checks": len(items), **{f"group_{name}": groups[name] for name in GROUPS}},
    )


def show_report(item: Item, given: Mapping[str, Any]) -> Report:
    """One check in full: what goes wrong, what to do, on which ground, and the SQL that looks.

    Args:
        item: the check.
        given: thresholds of the bureau, which stand before the check's own defaults.
    """
    facts: list[tuple[str, str]] = [
        ("code", item.code),
        ("title", item.title),
        ("severity", t(f"audit.severity.{item.meta['severity']}")),
        ("group", t(f"audit.group.{item.meta['group']}")),
        ("gate", t("output.yes") if item.meta.get("gate") else t("output.no")),
        ("why", pick(dict(item.meta["why"]))),
        ("fix", pick(dict(item.meta["fix"]))),
        ("basis", "；".join(item.meta.get("basis", []))),
        ("origin", item.origin),
    ]
    rows = [(name, t(f"audit.field.{name}"), text) for name, text in facts if text]
    columns = [
        Column("field"),
        Column("name", title=t("audit.column.field")),
        Column("text", title=t("audit.column.text")),
    ]
    sql = Table("sql", [Column("sql", title="SQL")], [(line,) for line in item.sql.splitlines()], title="SQL")
    return Report(
        command="audit show",
        tables=[Table("check", columns, rows, title=item.title), *_parameters(item, given), _examples(item), sql],
        next_step=f"vetctl audit run --check {item.code}",
    )


def _findings_table(items: Mapping[str, Item], found: Sequence[AuditFinding], policies: Mapping[str, str]) -> Table:
    columns = [
        Column("severity", words="audit.severity"),
        Column("code"),
        Column("title"),
        Column("subject", title=t("audit.column.subject")),
        Column("detail"),
        Column("amount_fen", "fen", total=True),
        Column("month", "month"),
        Column("run", "int"),
        Column("person", "int", title=t("audit.column.person")),
        Column("enrolment", "int", title=t("audit.column.enrolment")),
        Column("source"),
    ]
    rows = [
        (
            one.severity,
            one.code,
            items[one.code].title if one.code in items else one.code,
            one.subject,
            sentence(items.get(one.code), one.facts, policies),
            one.amount_fen,
            one.month,
            one.run,
            one.person,
            one.enrolment,
            one.source,
        )
        for one in found
    ]
    return Table("findings", columns, rows, title=t("audit.findings"))


def _hits(items: Mapping[str, Item], found: Sequence[AuditFinding]) -> list[Table]:
    """One row for each check that found something, with the remedy."""
    if not found:
        return []
    columns = [
        Column("code"),
        Column("title"),
        Column("group", words="audit.group"),
        Column("findings", "int", title=t("audit.column.findings"), total=True),
        Column("amount_fen", "fen", total=True),
        Column("fix"),
    ]
    rows = []
    for code in dict.fromkeys(one.code for one in found):
        item = items.get(code)
        own = [one for one in found if one.code == code]
        counted = [one.amount_fen for one in own if one.amount_fen is not None]
        title, where, fix = (item.title, item.meta["group"], pick(dict(item.meta["fix"]))) if item else (code, "", "")
        rows.append((code, title, where, len(own), sum(counted) if counted else None, fix))
    return [Table("by_check", columns, rows, title=t("audit.by_check"))]


def _parameters(item: Item, given: Mapping[str, Any]) -> list[Table]:
    """The thresholds a bureau may set; what the program fills in itself is left out."""
    known = {
        name: spec
        for name, spec in item.meta.get("parameter", {}).items()
        if name not in {"gate", "policies", "indicators"}
    }
    if not known:
        return []
    columns = [
        Column("name", title=t("audit.column.parameter")),
        Column("value"),
        Column("meaning", title=t("audit.column.meaning")),
    ]
    rows = [(name, str(given.get(name, spec.get("default"))), pick(dict(spec))) for name, spec in known.items()]
    return [Table("parameters", columns, rows, title=t("audit.parameters"), note=t("audit.parameters_note"))]


def _examples(item: Item) -> Table:
    columns = [
        Column("example", title=t("audit.column.example")),
        Column("findings", "int", title=t("audit.column.findings")),
    ]
    rows = [(str(example["name"]), len(example["expect"])) for example in item.examples]
    return Table("examples", columns, rows, title=t("audit.examples"))


def _status(found: Sequence[AuditFinding], fail_on: str) -> int:
    if fail_on == NEVER:
        return int(Exit.DONE)
    limit = SEVERITIES.index(fail_on)
    return int(Exit.FOUND if any(one.rank >= limit for one in found) else Exit.DONE)
