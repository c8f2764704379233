"""``vetctl demo-bank``: plays the bank for made-up people, so that answers, returns and closing can be tried."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vetctl.cli.frame import Call, command, group
from vetctl.core.catalogue import t
from vetctl.core.errors import NotFound, Refused

if TYPE_CHECKING:
    from vetctl.output.report import Report

app = group("demo-bank", alone=True)

_REAL = "SELECT COUNT(*) FROM person WHERE substr(id_no, 1, 6) <> ?"


@command(app, "demo-bank", path="demo-bank")
def demo_bank(
    call: Call,
    file: Annotated[Path, typer.Argument(help=t("help.option.payment_file"), metavar="FILE")],
    to: Annotated[Path, typer.Option("--to", help=t("help.option.answer_to"), metavar="FILE")],
    fail: Annotated[list[str] | None, typer.Option("--fail", help=t("help.option.fail"), metavar="REF[=CODE]")] = None,
    only_failed: Annotated[bool, typer.Option("--only-failed", help=t("help.option.only_failed"))] = False,
    bank: Annotated[str | None, typer.Option("--bank", help=t("help.option.bank"), metavar="PROFILE")] = None,
) -> Report:
    """Answer an exported bank file as a bank would."""
    from vetctl.core.identity import DEMO_AREA
    from vetctl.output import bankplay, bankprofile
    from vetctl.output.files import write_whole
    from vetctl.output.report import Report

    profile = bankprofile.choose(call.settings, bank, call.bureau_shelves)
    with call.database() as connection:
        (real,) = connection.execute(_REAL, (DEMO_AREA,)).fetchone()
    if real:
        raise Refused("E543", count=real)
    if not file.is_file():
        raise NotFound("E514", path=file)
    fails = {reference: code for reference, _, code in (one.partition("=") for one in fail or [])}
    data = bankplay.answer(
        file.read_bytes(), profile, name=file.name, day=call.as_of, fails=fails, only_failed=only_failed
    )
    write_whole(to, [data])
    return Report(
        command="demo-bank",
        summary={"file": str(to), "bank": profile.code, "failed_count": len(fails)},
        next_step=f"vetctl payments returns {to}" + (f" --bank {bank}" if bank else ""),
    )
