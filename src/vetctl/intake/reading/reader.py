"""Handing a workbook to a child process that reads it, and taking the sheets back.

The child is started before its parent imports what a check needs, reads on another processor meanwhile, and may die of a
file without taking anybody along: memory that runs out, a panic of the reader and a reading that never ends are one
sentence to the clerk. What a file means is not judged here.
"""

from __future__ import annotations

import importlib.util
import marshal
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Timer
from typing import Any, Self

from vetctl.core.errors import Refused, Unreadable
from vetctl.intake.reading import child, sniff

MAX_BYTES = 64 * 2**20
MEMORY = 2 * 2**30
"""Address space of the child, some four times what the largest workbook within the limits was seen to take."""
SECONDS = 120
"""The longest reading: many times what the largest workbook within the limits takes."""
_LARGE = 2**20
_NONSENSE = (EOFError, OSError, ValueError, TypeError, LookupError)
"""What comes of listening to a child that has gone, or is no longer itself."""
_BEGINNINGS = (sniff.ZIP, sniff.OLE)
"""What begins otherwise is no workbook and never reaches the child as one."""


class ReaderFailed(Exception):
    """The child gave no sheets; `why` is ``password`` or the tail of a catalogue key, ``intake.unreadable.<why>``."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True, kw_only=True)
class RawSheet:
    """A sheet as the child read it."""

    name: str
    start: tuple[int, int]
    """Row and column of the first cell, from 0; empty rows and columns before it are left out."""
    merged: tuple[tuple[tuple[int, int], tuple[int, int]], ...]
    """Merged ranges as ((row, column), (row, column)), counted from 0 on the sheet."""
    columns: list[list[Any]]
    broken: dict[tuple[int, int], str] = field(default_factory=dict)
    """As in `vetctl.intake.reading.read.Sheet`; known of web pages and XML 2003 only, as are the following three."""
    percentages: tuple[tuple[int, int], ...] = ()
    hidden_rows: tuple[int, ...] = ()
    hidden_columns: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A workbook as the child read it."""

    sheets: list[RawSheet] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    """Names of hidden sheets, which are not read."""
    others: list[str] = field(default_factory=list)
    """Names of sheets that have no cells, such as charts."""
    names: list[str] = field(default_factory=list)
    """The names of all sheets in the order of the workbook."""


class Reader:
    """A child process that reads one workbook after another; started when needed, and anew when a file killed it."""

    def __init__(self) -> None:
        self._child: subprocess.Popen[bytes] | None = None
        self._timer: Timer | None = None
        """Runs while the child reads."""
        self._late = self._ready = False
        self._begun: tuple[Path, bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def begin(self, path: Path) -> bytes:
        """Let the child begin with a file, and return its bytes: the very bytes the child reads.

        Asked again for the same file it only returns them, so that a command can begin before it is ready to go on.
        What is too large or begins like no workbook is not given to the child.

        Raises:
            Unreadable: E324 the system does not open the file.
            Refused: E315 the child cannot be started.
        """
        if self._begun is None or self._begun[0] != path:
            if self._timer is not None or (self._child is not None and self._child.poll() is not None):
                self.close()  # it still reads another file, one that was refused meanwhile, or somebody ended it
            try:
                with path.open("rb") as file:
                    data = file.read(MAX_BYTES + 1)  # a file of many gigabytes is refused, not read
            except OSError as problem:
                raise Unreadable("E324", path=path.name, why=problem.strerror or problem) from problem
            self._begun = path, data
            if len(data) <= MAX_BYTES and data.startswith(_BEGINNINGS):
                self._give(data)
        return self._begun[1]

    def forget(self) -> None:
        """The file begun last is done with: asked for again, it is read again."""
        self._begun = None

    def mark_up(self, path: Path, kind: str, text: str) -> Read:
        """Let the child find the tables of a web page (``html``) or an XML 2003 workbook (``xml``).

        Raises:
            ReaderFailed, Refused: as `finish` does.
        """
        self._begun = path, b""
        self._give(text.encode("utf-8", "surrogatepass"), kind)
        return self.finish()

    def _give(self, data: bytes, kind: str = "workbook") -> None:
        if self._child is None:
            self._child, self._ready = _start(), False
        running, self._late = self._child, False
        self._timer = Timer(SECONDS, self._stop, [running])
        self._timer.daemon = True
        self._timer.start()
        # A child that is gone already is noticed when it is listened to.
        with suppress(OSError):
            child.send(running.stdin, kind.encode())  # type: ignore[arg-type]  # a pipe
            child.send(running.stdin, data)  # type: ignore[arg-type]

    def _stop(self, running: subprocess.Popen[bytes]) -> None:
        self._late = True
        running.kill()

    def finish(self) -> Read:
        """Wait for the sheets of the file begun last.

        Raises:
            ReaderFailed: the child refused the file, died of it, or took too long.
            Refused: E315 the child died before it was given anything.
        """
        if self._child is None or self._begun is None:
            raise ReaderFailed("broken")
        large, self._begun = len(self._begun[1]) > _LARGE, None
        try:
            read = self._listen(self._child.stdout)
        except _NONSENSE as problem:
            ready = self._ready
            self.close()
            if not ready and not self._late:
                raise Refused("E315", why="python_calamine") from problem
            raise ReaderFailed("too_slow" if self._late else "crashed") from problem
        finally:
            self._rest()
        if large:
            self.close()  # a new child costs ten milliseconds; this one holds memory that others may need
        return read

    def _listen(self, pipe: Any) -> Read:
        read = Read()
        while True:
            match marshal.loads(child.receive(pipe)):  # noqa: S302 - from our own child, and it can carry no code that runs
                case "sheet", name, start, merged, width, seen:
                    columns = [child.unpacked(*marshal.loads(child.receive(pipe))) for _ in range(width)]  # noqa: S302
                    broken, percentages, hidden_rows, hidden_columns = seen or ({}, (), (), ())
                    read.names.append(name)
                    read.sheets.append(
                        RawSheet(
                            name=name, start=start, merged=tuple(merged), columns=columns, broken=broken,
                            percentages=tuple(percentages), hidden_rows=tuple(hidden_rows), hidden_columns=tuple(hidden_columns),
                        )
                    )  # fmt: skip
                case "aside", name, hidden:
                    read.names.append(name)
                    (read.hidden if hidden else read.others).append(name)
                case "ready",:
                    self._ready = True
                case "refused", why:
                    raise ReaderFailed(why)
                case _:
                    return read

    def _rest(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = None

    def close(self) -> None:
        """End the child: it is idle, or doomed."""
        self._rest()
        running, self._child, self._begun = self._child, None, None
        if running is None:
            return
        running.kill()
        running.wait()
        for pipe in (running.stdin, running.stdout):
            with suppress(OSError):
                pipe.close()  # type: ignore[union-attr]  # both are pipes


def _start() -> subprocess.Popen[bytes]:
    """Start a child: isolated, without site, so that it is ready in ten milliseconds and runs nobody's start-up files.

    Raises:
        Refused: E315 the system does not start it.
    """
    found = importlib.util.find_spec("python_calamine")
    if found is None or found.origin is None:
        raise Refused("E315", why="python_calamine")
    folder = str(Path(found.origin).parent.parent)
    command = [sys.executable, "-I", "-S", child.__file__, folder, str(MEMORY)]
    try:
        return subprocess.Popen(  # noqa: S603 - our own interpreter and our own file
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except OSError as problem:
        raise Refused("E315", why=problem.strerror or problem) from problem
