"""Hostile and broken files end in one clear sentence and cost bounded time and memory, whatever they contain."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.intake.hostile.corpus import HOSTILE, READ, Hostile
from vetctl.core.errors import Unreadable
from vetctl.intake.reading.read import open_file
from vetctl.intake.reading.reader import Reader

SECONDS = 20
"""Many times what the slowest of them takes, and few enough to find what never ends."""


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    """One child for all of them, started anew after each that kills it."""
    with Reader() as one:
        yield one


@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda one: one.what)
def test_a_hostile_file_ends_as_its_list_says(hostile: Hostile, tmp_path: Path, reader: Reader) -> None:
    path = tmp_path / f"表{hostile.suffix}"
    path.write_bytes(hostile.make())
    begun = time.perf_counter()
    try:
        source = open_file(path, reader=reader)
        end, said = READ, ""
        assert source.sheets
    except Unreadable as problem:
        end, said = problem.code, f"{problem.message} {problem.hint}"
        assert path.name in said
        assert "intake.unreadable" not in said
        assert "{" not in said
    assert time.perf_counter() - begun < SECONDS
    assert end in ((hostile.ends,) if isinstance(hostile.ends, str) else hostile.ends), said


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="no limit of memory there")
def test_all_of_them_in_one_command_and_two_gigabytes(tmp_path: Path) -> None:
    """The front door, under a limit of memory: every file has its sentence, none a traceback, and the status is 3."""
    paths = []
    for number, hostile in enumerate(HOSTILE):
        path = tmp_path / f"{number:03d}{hostile.suffix}"
        path.write_bytes(hostile.make())
        paths.append(str(path))
    program = "import resource, sys; resource.setrlimit(resource.RLIMIT_AS, (2 * 2**30,) * 2); from vetctl.__main__ import main; main()"
    database = str(tmp_path / "v.db")
    start = [sys.executable, "-c", program]
    subprocess.run([*start, "init", "--db", database, "--as-of", "2020-01-01", "--actor", "王经办"], check=True, capture_output=True)
    done = subprocess.run(
        [*start, "import", "check", *paths, "--db", database, "--as-of", "2020-12-01", "--format", "json"],
        capture_output=True, text=True, timeout=SECONDS * len(paths), check=False,
    )  # fmt: skip
    assert done.returncode == 3, done.stderr
    assert "Traceback" not in done.stderr
    report = json.loads(done.stdout)
    assert report["summary"]["files"] == len(HOSTILE)
    assert report["summary"]["accepted"] == 0
