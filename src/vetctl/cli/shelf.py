"""``vetctl shelf``: what stands on the shelves, where it comes from and on what it rests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from vetctl.cli.frame import Call, command, group
from vetctl.core.catalogue import t

if TYPE_CHECKING:
    from types import ModuleType

    from vetctl.output.report import Report

app = group("shelf")


def _titles(module: ModuleType) -> dict[str, str]:
    """Both titles of a Python item: a format names them itself, a register in its declaration."""
    if hasattr(module, "REGISTER"):
        return {"zh": module.REGISTER.zh, "en": module.REGISTER.en}
    return dict(module.TITLE)


@command(app, "list")
def listing(
    call: Call,
    shelf: Annotated[str | None, typer.Argument(help=t("help.option.shelf"), metavar="SHELF")] = None,
) -> Report:
    """List every item of one shelf, or of all."""
    from vetctl.core.catalogue import pick
    from vetctl.core.errors import Usage
    from vetctl.core.shelf import (
        PYTHON_SHELVES,
        SQL_SHELVES,
        TOML_SHELVES,
        load_python_shelf,
        load_sql_shelf,
        load_toml_shelf,
    )
    from vetctl.output.report import Column, Report, Table

    known = [*SQL_SHELVES, *TOML_SHELVES, *PYTHON_SHELVES]
    if shelf is not None and shelf not in known:
        raise Usage("E525", name=shelf, known=", ".join(known))
    rows: list[tuple[object, ...]] = []
    for name in known if shelf is None else [shelf]:
        if name not in PYTHON_SHELVES:
            load = load_sql_shelf if name in SQL_SHELVES else load_toml_shelf
            items = load(name, call.bureau_shelves).values()
            rows += [(name, item.code, item.title, item.origin, len(item.examples), item.reason) for item in items]
        else:
            modules = load_python_shelf(name)
            rows += [(name, code, pick(_titles(module)), "vetctl", None, "") for code, module in modules.items()]
    columns = (Column("shelf"), Column("code"), Column("title"), Column("origin"), Column("examples", "int"), Column("basis"))
    return Report(command="shelf list", tables=[Table("items", columns, rows)], summary={"items": len(rows)})
