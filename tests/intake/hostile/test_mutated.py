"""Broken copies of good files of every kind, the same ones each time: each is read or refused with a code, soon.

A zip file has checksums, so whatever was turned in it from outside, either it is refused or nothing has changed.
"""

from __future__ import annotations

import random
import sqlite3
import time
from pathlib import Path

import pytest

from tests.intake.conftest import DAY
from tests.intake.hostile import mutate
from vetctl.intake import importing
from vetctl.intake.reading.reader import Reader

EACH = 200
"""Copies of each kind and way; `mutate.main` tries any number."""
SECONDS = 20
WAYS = [(kind, "anywhere") for kind in mutate.MAKERS] + [(kind, "inside") for kind in mutate.PACKED]


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "how"), WAYS)
def test_broken_copies_are_read_or_refused(kind: str, how: str, tmp_path: Path, connection: sqlite3.Connection) -> None:
    good = mutate.MAKERS[kind]()
    change = mutate.broken if how == "anywhere" else mutate.broken_inside
    path = tmp_path / f"表.{kind}"
    with Reader() as reader:
        whole = mutate.attempt(good, path, reader)
        assert not isinstance(whole, str)
        for seed in range(EACH):
            begun = time.perf_counter()
            end = mutate.attempt(change(good, random.Random(f"{kind} {how} {seed}")), path, reader)
            assert time.perf_counter() - begun < SECONDS, seed
            if isinstance(end, str):
                assert end in ("E301", "E302", "E309", "E314", "E316", "E317", "E318", "E319", "E322"), seed
                continue
            if end.kind in mutate.PACKED and how == "anywhere":
                assert mutate.cells(end) == mutate.cells(whole), seed
            # What was read goes through every check without a slip of ours.
            importing.examine(connection, end, received_on=DAY)
