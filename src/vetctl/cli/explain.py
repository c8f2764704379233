"""``vetctl explain``: what a code means. Arguments only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from vetctl.cli.frame import Call, command, group
from vetctl.core.catalogue import t
from vetctl.core.errors import NotFound

if TYPE_CHECKING:
    from vetctl.output.report import Report

app = group("explain", alone=True)


@command(app, "explain", path="explain")
def explain(
    call: Call, code: Annotated[str | None, typer.Argument(help=t("help.explain.option_code"), metavar="CODE")] = None
) -> Report:
    """Tell meaning, cause, remedy and document of a code; without one, list them all."""
    from vetctl.core import explained
    from vetctl.intake.codes import effect
    from vetctl.output import explanation

    if code is None:
        return explanation.every(effect)
    wanted = code.strip().upper()
    found = explained.explain(wanted)
    if found is not None:
        return explanation.one(found, effect(wanted))
    return _check(call, wanted)


def _check(call: Call, code: str) -> Report:
    """The explanation of an audit check, which its own file gives.

    Raises:
        NotFound: E525 neither a message nor a check has the code.
    """
    import difflib

    from vetctl.audit import engine, reports
    from vetctl.core import explained

    checks = engine.checks(call.bureau_shelves)
    if code not in checks:
        near = difflib.get_close_matches(code, [*explained.codes(), *checks])
        raise NotFound("E525", name=code, known="、".join(near) or "vetctl explain、vetctl audit list")
    return reports.show_report(checks[code], call.settings.get("audit", {}).get("parameters", {}))
