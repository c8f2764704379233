"""What checked files mean in money for the coming run: intake and payments meet here, at the front door.

The files are played in inside a transaction that is always rolled back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from vetctl.cli.frame import Call
from vetctl.core.catalogue import t
from vetctl.core.errors import Busy, Refused

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Sequence

    from vetctl.intake.plan import Plan
    from vetctl.output.report import Table

Said = tuple[list["Table"], list[str]]
"""Tables and sentences."""


def of_files(call: Call, plans: Sequence[Plan]) -> Said:
    """What taking the usable rows of some files in would change."""
    from vetctl.intake import importing

    some = [plan for plan in plans if not plan.refused and not plan.stage.empty]
    if not some:
        return [], []

    def do(connection: sqlite3.Connection) -> None:
        for plan in some:
            importing.replay(connection, call.actor, plan, bureau_shelves=call.bureau_shelves)

    tables, said = of(call, do)
    if (tables or said) and any(plan.rejected or plan.held for plan in some):
        said.append(t("changes.money_rejected"))
    return tables, said


def of(call: Call, do: Callable[[sqlite3.Connection], object]) -> Said:
    """The coming run without something and with it; nothing where no month was ever worked out."""
    from vetctl.cli.payments_plan import gate_of, rehearsal
    from vetctl.payments import effect, policy

    try:
        with rehearsal(call) as connection:
            if not effect.worth_asking(connection):
                return [], []
            found = effect.of(
                connection, actor=call.actor, as_of=call.as_of, benefits=policy.load(call.settings, call.bureau_shelves),
                do=lambda: do(connection), settlement=gate_of(call)["settlement"],
            )  # fmt: skip
    except (Refused, Busy) as problem:
        return [], [t("changes.money_skipped", why=problem.message)]
    said = [t("changes.money_left", count=found.gaps)] if found.gaps else []
    return ([found.table], said) if found.table else ([], [found.said, *said])
