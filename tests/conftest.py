"""The demo year, played once and shared by every test that wants real workbooks and a real database."""

import contextlib
import fcntl
import io
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "sample_data" / "2020"


@dataclass(frozen=True)
class Answer:
    status: int
    out: str
    err: str


def vetctl(*arguments, **environment):
    """Run one command line in this process; what it said and with which status it left."""
    from vetctl.cli.main import run

    kept = {name: os.environ.get(name) for name in environment}
    os.environ.update(environment)
    out, err = io.StringIO(), io.StringIO()
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            status = run([str(argument) for argument in arguments])
    finally:
        for name, value in kept.items():
            os.environ.pop(name) if value is None else os.environ.__setitem__(name, value)
    return Answer(status, out.getvalue(), err.getvalue())


@pytest.fixture(autouse=True)
def _plain_surroundings(monkeypatch):
    for name in ("VETCTL_DB", "VETCTL_CONFIG", "VETCTL_ACTOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("VETCTL_LANG", "zh_CN")


@pytest.fixture(scope="session")
def demo_year(tmp_path_factory):
    """Folder of the played year: vetctl.db, rosters, bank files, returned workbooks, log.txt."""
    # Parallel test processes share one year: the first plays it, the others wait at the lock.
    shared = tmp_path_factory.getbasetemp().parent if os.environ.get("PYTEST_XDIST_WORKER") else tmp_path_factory.getbasetemp()
    folder = shared / "demo-year"
    with (shared / "demo-year.lock").open("w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "log.txt").exists():
            shutil.rmtree(folder, ignore_errors=True)
            answer = vetctl("demo", "--sample", SAMPLE, "--to", folder, VETCTL_LANG="zh_CN")
            assert answer.status == 0, answer.err[-3000:]
            (folder / "log.txt").write_text(answer.out, encoding="utf-8")
    return folder


@pytest.fixture
def year_copy(demo_year, tmp_path):
    """A copy of the year's database, to be changed."""
    return Path(shutil.copy(demo_year / "vetctl.db", tmp_path / "vetctl.db"))


# Every run of the suite plays the same cases, so that red means a change and not a chance; hunt for new ones with
# ``--hypothesis-profile=hunt``, and keep what it finds as an @example.
settings.register_profile("same", derandomize=True)
settings.register_profile("hunt", derandomize=False)
settings.load_profile("same")
