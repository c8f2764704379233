from __future__ import annotations

from pathlib import Path

import pytest

from vetctl.core.identity import check_character
from vetctl.output.roster import HeldLine, Roster, RosterLine

GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture(autouse=True)
def _chinese(monkeypatch):
    monkeypatch.setenv("VETCTL_LANG", "zh_CN")
    for name in ("NO_COLOR", "VETCTL_NO_COLOR", "WT_SESSION"):
        monkeypatch.delenv(name, raising=False)


def identity(number: int) -> str:
    body = f"9903261950{number // 1000 % 12 + 1:02d}01{number % 1000:03d}"
    return body + check_character(body)


def line(number: int, **changes: object) -> RosterLine:
    values: dict[str, object] = {
        "township": ("昆阳镇", "鳌江镇", "青街畲族乡")[number % 3],
        "village": f"第{number}村",
        "name": "王䶮",
        "identity": identity(number),
        "benefit": ("残疾军人抚恤金", "60周岁农村籍退役士兵老年生活补助")[number % 2],
        "grade": "因战一级",
        "account": f"6228580000000{number:06d}",
        "regular_fen": 10_001 + number,
        "arrears_fen": 300,
        "recovery_fen": 101,
        "setoff_fen": 50,
        "net_fen": 10_001 + number + 300 - 101 - 50,
    }
    return RosterLine(**{**values, **changes})  # type: ignore[arg-type]


def roster(count: int, **changes: object) -> Roster:
    held = HeldLine(
        township="昆阳镇", village="城东村", name="陈某", identity=identity(999), benefit="残疾军人抚恤金", reason="没有银行账号"
    )
    values: dict[str, object] = {
        "bureau": "平阳县退役军人事务局",
        "month": "2020-11",
        "run": "12",
        "run_digest": "3f2a" * 16,
        "journal_head": "99ab12cd" * 8,
        "lines": [line(number) for number in range(count)],
        "held": [held],
        "prepared_by": "王经办",
        "reviewed_by": "李复核",
        "approved_by": "张审批",
    }
    return Roster(**{**values, **changes})  # type: ignore[arg-type]
