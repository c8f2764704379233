"""No row is lost: below the headings every row is blank, data, a total, or a line that is told. Sheets drawn with fixed seeds."""

from __future__ import annotations

import random
import sqlite3
from typing import Any

import pytest

from tests.intake.conftest import DAY
from tests.intake.habits.books import person, rows
from vetctl.intake import importing, shelf
from vetctl.intake import rows as sorting
from vetctl.intake.header import Lexicon, find
from vetctl.intake.reading.read import Sheet, Source

SEEDS = 400
LEXICON = Lexicon(shelf.registers().values())
TABLE = rows(*(person(index) for index in range(1, 9)))
ODD: tuple[Any, ...] = (
    "", "", "", None, " ", 0.0, 1.0, 3, -1.5, float("nan"), float("inf"), 1e300, True, "合计", "小计：", "昆阳镇小计", "共3人", "3人", "制表人：王", "单位（盖章）", "2020年12月1日",
    "昆阳镇", "序号", "姓名", "身份证号", "张三", "张三、李四", "990326195001010019", "１２３", "=1+1", "#N/A", "备注", "\u202e倒", "合计" * 200, "第1页 共3页", "1,234.50元",
)  # fmt: skip


def drawn(seed: int) -> Sheet:
    """A sheet with good rows, odd rows and odd cells in good rows, and merged ranges that no program would make."""
    draw = random.Random(seed)
    table = [list(TABLE[0])]
    for _ in range(draw.randint(0, 40)):
        row = list(draw.choice(TABLE)) if draw.random() < 0.5 else [""] * len(TABLE[0])
        for _ in range(draw.choice((0, 0, 1, 2, 9))):
            row[draw.randrange(len(row))] = draw.choice(ODD)
        table.append(row)
    corners = [(draw.randint(0, 45), draw.randint(0, 12)) for _ in range(draw.choice((0, 6)))]
    merged = tuple(((r, c), (r + draw.randint(0, 5), c + draw.randint(0, 5))) for r, c in corners)
    return Sheet(name="花名册", columns=[list(column) for column in zip(*table, strict=True)], merged=merged)


@pytest.mark.parametrize("first", range(0, SEEDS, 100))
def test_every_row_is_accounted_for(first: int) -> None:
    for seed in range(first, first + 100):
        sheet = drawn(seed)
        header = find(sheet.head(16), LEXICON)
        assert header is not None, seed
        kept = sorting.sort(sheet, header, header.fields.get("identity", 0), lambda text: text == "昆阳镇")
        told = {
            *(index + 1 for index in kept.rows),
            *(total.row for total in kept.totals),
            *(line.row for line in kept.lines),
        }
        assert len(told) == len(kept.rows) + len(kept.totals) + len(kept.lines), seed
        for index in range(header.data_row, sheet.height):
            blank = all(cell is None or (isinstance(cell, str) and not cell.strip()) for cell in sheet.row(index))
            assert (index + 1 in told) is not blank, (seed, sheet.row(index))
        numbers = sheet.columns[header.fields["identity"]]
        good = {
            index for index in range(header.data_row, sheet.height) if numbers[index] in {row[2] for row in TABLE[1:]}
        }
        assert good <= set(kept.rows), seed


def test_whatever_a_sheet_holds_it_is_judged(connection: sqlite3.Connection) -> None:
    for seed in range(SEEDS, SEEDS + 100):
        source = Source(name="表.xlsx", sha256=f"{seed}", kind="xlsx", sheets=(drawn(seed),))
        plan = importing.examine(connection, source, received_on=DAY)
        counts = plan.counts
        assert counts["rows_in"] == counts["accepted"] + counts["held"] + counts["rejected"], seed
        assert all("{" not in found.reason + found.remedy for found in plan.findings()), seed
