from __future__ import annotations

from pathlib import Path

import pytest

GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture(autouse=True)
def _chinese(monkeypatch):
    monkeypatch.setenv("VETCTL_LANG", "zh_CN")
    for name in ("NO_COLOR", "VETCTL_NO_COLOR", "WT_SESSION"):
        monkeypatch.delenv(name, raising=False)
