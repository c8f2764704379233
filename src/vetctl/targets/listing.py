"""The targets as they were decided, every revision with its document and the row it came from.

It judges nothing; `vetctl.targets.completion` does.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from vetctl.core.catalogue import t
from vetctl.core.shelf import load_sql_shelf
from vetctl.output.report import Column, Report, Table

_QUERY = """
    SELECT n.year, n.indicator, n.level, n.value, n.document, n.decided_on,
           f.decided_on = n.decided_on AS in_force, f.lowered_late AND f.decided_on = n.decided_on AS lowered_late,
           b.file_name, n.sheet, n.row_no
    FROM target_now n
    JOIN target_in_force f ON f.indicator = n.indicator AND f.year = n.year AND f.level = n.level
    LEFT JOIN batch b ON b.batch = n.added_by
    WHERE :year IS NULL OR n.year = :year
    ORDER BY n.year, n.indicator, n.level, n.decided_on"""


def list_targets(connection: sqlite3.Connection, *, year: int | None = None, bureau_shelves: Path | None = None) -> Report:
    """List all revisions of all targets, of one year or of all; the value is as the clerk wrote it."""
    titles = {word: item.title for item in load_sql_shelf("indicators", bureau_shelves).values() for word in (item.code, *item.meta["title"].values())}
    rows = [
        (year_, indicator, titles.get(indicator, ""), level, value, document, decided_on, bool(current), bool(late), *where)
        for year_, indicator, level, value, document, decided_on, current, late, *where in connection.execute(_QUERY, {"year": year})
    ]
    columns = [
        Column("year", "int", title=t("targets.column.year")),
        Column("indicator", title=t("targets.column.indicator")),
        Column("title", title=t("targets.column.title")),
        Column("level", title=t("targets.column.level"), words="targets.part"),
        Column("target", "int", title=t("targets.column.target")),
        Column("document", title=t("targets.column.document")),
        Column("decided_on", "date", title=t("targets.column.decided_on")),
        Column("in_force", "bool", title=t("targets.column.in_force")),
        Column("lowered_late", "bool", title=t("targets.column.lowered_late")),
        Column("file", title=t("targets.column.file")),
        Column("sheet", title=t("targets.column.sheet")),
        Column("row", "int", title=t("targets.column.row")),
    ]
    table = Table("targets", columns, rows, title=t("targets.targets"))
    return Report(command="targets list", tables=[table], summary={"targets": len(rows)})
