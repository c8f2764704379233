"""Whole processes timed side by side, in turns, with their peak memory.

Nothing is judged here: a timing is no test. What counts is the ratio inside one round, because both sides of it met
the same machine in the same minute; the seconds are printed for orientation only.
"""

from __future__ import annotations

import os
import platform
import sqlite3
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One process from its start to its end."""

    seconds: float
    peak_mib: float | None
    """Largest resident memory; None where the system does not tell (Windows)."""
    output: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Contender:
    """One way to do the job; the first of a list is what the others are measured against."""

    name: str
    command: Sequence[str | Path]
    before: Callable[[], object] = lambda: None
    """Makes the starting point anew, outside the measured time."""
    allowed: tuple[int, ...] = (0,)
    """Exit statuses that count as having done the job."""
    trials: list[Trial] = field(default_factory=list)

    @property
    def seconds(self) -> float:
        """The median time."""
        return statistics.median(trial.seconds for trial in self.trials)

    @property
    def peak_mib(self) -> float:
        """The largest memory any trial took."""
        return max(trial.peak_mib or 0 for trial in self.trials)

    @property
    def output(self) -> str:
        """What the last trial wrote to stdout."""
        return self.trials[-1].output

    def ratios(self, baseline: Contender) -> list[float]:
        """Round by round, how many times the baseline's time this one took."""
        return [mine.seconds / other.seconds for mine, other in zip(self.trials, baseline.trials, strict=True)]

    def ratio(self, baseline: Contender) -> str:
        """Median and range of the ratios, as the tables show them."""
        found = sorted(self.ratios(baseline))
        return f"{statistics.median(found):.1f} ({found[0]:.1f}–{found[-1]:.1f})"


def in_turns(contenders: Sequence[Contender], rounds: int) -> None:
    """Run A B C, A B C, … and keep every trial."""
    for number in range(rounds):
        for contender in contenders:
            contender.before()
            contender.trials.append(whole_process(contender.command, contender.allowed))
        say(f"  round {number + 1}/{rounds}: " + ", ".join(f"{c.name} {c.trials[-1].seconds:.3f} s" for c in contenders))


def whole_process(command: Sequence[str | Path], allowed: tuple[int, ...] = (0,)) -> Trial:
    """Run a program to its end and say what it cost.

    The peak is the process's own. This program stays small, since a new process may be born with its parent's peak.
    """
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        started = time.perf_counter()
        process = subprocess.Popen([str(part) for part in command], stdout=out, stderr=err, env=plain_environment())
        status, peak_mib = _wait(process)
        seconds = time.perf_counter() - started
        out.seek(0)
        err.seek(0)
        if status not in allowed:
            raise SystemExit(f"exit {status}: {err.read().decode(errors='replace')[-2000:]}")
        return Trial(seconds=seconds, peak_mib=peak_mib, output=out.read().decode("utf-8", errors="replace"))


def _wait(process: subprocess.Popen[bytes]) -> tuple[int, float | None]:
    if not hasattr(os, "wait4"):
        return process.wait(), None
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    unit = 1 if sys.platform == "darwin" else 1024  # macOS counts bytes, Linux KiB
    return process.returncode, used.ru_maxrss * unit / 2**20


def plain_environment() -> dict[str, str]:
    """The environment without anything that would lead vetctl to another database or setting."""
    return {name: value for name, value in os.environ.items() if not name.startswith("VETCTL_")}


def python(script: str, *arguments: str | Path) -> list[str | Path]:
    """The command that runs one of our scripts in a process of its own."""
    return [sys.executable, HERE / script, *arguments]


def vetctl(*arguments: str | Path) -> list[str | Path]:
    """The installed ``vetctl`` of this very environment, as a clerk calls it."""
    name = "vetctl.exe" if os.name == "nt" else "vetctl"
    program = Path(sysconfig.get_path("scripts")) / name
    return [program, *arguments] if program.exists() else [sys.executable, "-m", "vetctl", *arguments]


def copy_of(source: Path, target: Path) -> Callable[[], None]:
    """A step that lays a fresh copy of a file in place, and waits until the disk has it."""

    def copy() -> None:
        with source.open("rb") as old, target.open("wb") as new:
            while chunk := old.read(1 << 24):
                new.write(chunk)
            new.flush()
            os.fsync(new.fileno())

    return copy


def table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table; everything but the first column to the right."""
    lines = ["| " + " | ".join(headings) + " |", "|---|" + "---:|" * (len(headings) - 1)]
    lines += ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]
    return "\n".join(lines)


def machine() -> str:
    """What the figures were taken on: enough to compare, nothing that names a machine."""
    parts = [
        f"{os.cpu_count()} processors ({platform.machine()})",
        platform.system(),
        f"Python {platform.python_version()}",
        f"SQLite {sqlite3.sqlite_version}",
    ]
    return ", ".join(parts)


def say(text: str) -> None:
    """Tell how far it is; the tables alone go to stdout."""
    print(text, file=sys.stderr, flush=True)
