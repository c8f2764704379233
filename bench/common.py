"""Whole processes timed side by side, in turns, with the memory they took.

Nothing is judged here: a timing is no test. What counts is the ratio inside one round, because both sides of it met
the same machine in the same minute; the seconds are for orientation only.
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
from typing import IO

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One process from its start to its end."""

    seconds: float
    busy_seconds: float
    """Time a processor worked for it: what a crowded machine disturbs least. NaN where the system does not tell."""
    peak_mib: float
    """Largest resident memory; NaN where the system does not tell."""
    output: str
    """What it wrote to stdout."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contender:
    """One way to do a job."""

    name: str
    command: Sequence[str | Path]
    before: Callable[[], object] = lambda: None
    """Makes the starting point anew, outside the measured time."""
    allowed: tuple[int, ...] = (0,)
    """Exit statuses that mean the job was done."""
    trials: list[Trial] = field(default_factory=list)

    @property
    def seconds(self) -> float:
        """The median time."""
        return statistics.median(trial.seconds for trial in self.trials)

    @property
    def peak_mib(self) -> float:
        """The most memory any trial took."""
        return max(trial.peak_mib for trial in self.trials)

    def ratio(self, baseline: Contender, of: str = "seconds") -> str:
        """How many times the baseline's time (or another measure) it took, round by round: median (least–most)."""
        pairs = zip(self.trials, baseline.trials, strict=True)
        found = sorted(getattr(mine, of) / getattr(other, of) for mine, other in pairs)
        return f"{statistics.median(found):.1f} ({found[0]:.1f}–{found[-1]:.1f})"


def in_turns(contenders: Sequence[Contender], rounds: int) -> None:
    """Run A B C, A B C, … and keep every trial."""
    for number in range(1, rounds + 1):
        for contender in contenders:
            contender.before()
            contender.trials.append(whole_process(contender.command, contender.allowed))
        say(f"  round {number}/{rounds}: " + ", ".join(f"{c.name} {c.trials[-1].seconds:.3f} s" for c in contenders))


def whole_process(command: Sequence[str | Path], allowed: tuple[int, ...] = (0,)) -> Trial:
    """Run a program to its end and say what it cost.

    The peak is the program's own; this one stays small, because a process may be born with its parent's peak.
    """
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        started = time.perf_counter()
        process = subprocess.Popen([str(part) for part in command], stdout=output, stderr=errors, env=plain_environment())
        status, busy, peak = _wait(process)
        seconds = time.perf_counter() - started
        said, complained = _text(output), _text(errors)
    if status not in allowed:
        raise SystemExit(f"{command[0]}: exit {status}: {complained[-2000:]}")
    return Trial(seconds=seconds, busy_seconds=busy, peak_mib=peak, output=said)


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode("utf-8", errors="replace")


def _wait(process: subprocess.Popen[bytes]) -> tuple[int, float, float]:
    if not hasattr(os, "wait4"):
        return process.wait(), float("nan"), float("nan")
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    unit = 1 if sys.platform == "darwin" else 1024  # macOS counts bytes, Linux KiB
    return process.returncode, used.ru_utime + used.ru_stime, used.ru_maxrss * unit / 2**20


def plain_environment() -> dict[str, str]:
    """The environment without what would lead vetctl to another database or setting, or leave modules uncompiled.

    An installed program is compiled once; a checkout is when it is first run, unless the environment forbids it.
    """
    unwanted = ("VETCTL_", "PYTHONDONTWRITEBYTECODE")
    return {name: value for name, value in os.environ.items() if not name.startswith(unwanted)}


def script(name: str, *arguments: str | Path) -> list[str | Path]:
    """The command that runs one of the scripts of this folder in a process of its own."""
    return [sys.executable, HERE / name, *arguments]


def vetctl(*arguments: str | Path) -> list[str | Path]:
    """The ``vetctl`` installed in this environment, as a clerk calls it."""
    program = Path(sysconfig.get_path("scripts")) / ("vetctl.exe" if os.name == "nt" else "vetctl")
    return [program, *arguments] if program.exists() else [sys.executable, "-m", "vetctl", *arguments]


def fresh_copy(source: Path, target: Path) -> Callable[[], None]:
    """A step that lays a fresh copy of a file in place and waits until the disk has it."""

    def copy() -> None:
        with source.open("rb") as old, target.open("wb") as new:
            while chunk := old.read(1 << 20):
                new.write(chunk)
            new.flush()
            os.fsync(new.fileno())

    return copy


def table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table, figures to the right."""
    lines = ["| " + " | ".join(headings) + " |", "|---|" + "---:|" * (len(headings) - 1)]
    lines += ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]
    return "\n".join(lines)


def machine() -> str:
    """What the figures were taken on: enough to compare by, nothing that names a machine."""
    return (
        f"{os.cpu_count()} processors ({platform.machine()}), {platform.system()}, "
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    )


def say(text: str) -> None:
    """Tell how far it is; only the tables go to stdout."""
    print(text, file=sys.stderr, flush=True)
