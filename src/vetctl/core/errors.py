"""Failures to act: exceptions with a stable code, a hint and an exit status.

Problems found in data are not here; they are values (`vetctl.core.finding`).
Nothing here prints; the front door catches once and `vetctl.output.emit` speaks.
"""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """Exit statuses of the program, stable for cron."""

    DONE = 0
    """Everything asked for was done."""
    DEFECT = 1
    """A fault in vetctl itself."""
    USAGE = 2
    """The command line could not be understood."""
    FOUND = 3
    """Problems were found at or above the limit asked for."""
    REFUSED = 4
    """A rule forbids it: closed month, missing approval, gap, totals differ."""
    NOT_FOUND = 5
    """The file, batch, run or person named does not exist."""
    BUSY = 6
    """Somebody else holds the database."""
    PARTLY = 7
    """Some rows were left out, as asked with ``--on-error skip``."""
    WOULD_ASK = 8
    """A confirmation is needed and may not be asked for."""
    INTEGRITY = 9
    """Chain, checksum or schema do not fit: nothing was touched."""
    INTERRUPTED = 130
    """Stopped from the keyboard; nothing was committed."""
    TERMINATED = 143
    """Stopped by the system; nothing was committed."""


class VetctlError(Exception):
    """A failure to act.

    Args:
        code: stable code such as ``E501``; its message and remedy are in the catalogue under
            ``error.<code>.message`` and ``error.<code>.hint``.
        values: what the catalogue texts name (``month=…``, ``path=…``).
    """

    exit = Exit.DEFECT

    def __init__(self, code: str, /, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values

    @property
    def message(self) -> str:
        """What went wrong, in the reader's language."""
        from vetctl.core.catalogue import t

        return t(f"error.{self.code}.message", **self.values)

    @property
    def hint(self) -> str:
        """What to do about it, in the reader's language."""
        from vetctl.core.catalogue import t

        return t(f"error.{self.code}.hint", **self.values)

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"


class Usage(VetctlError):
    """The command was called in a way that cannot be understood."""

    exit = Exit.USAGE


class Refused(VetctlError):
    """A rule forbids the act."""

    exit = Exit.REFUSED


class NotFound(VetctlError):
    """What was named does not exist."""

    exit = Exit.NOT_FOUND


class Busy(VetctlError):
    """Another process holds the lock."""

    exit = Exit.BUSY


class WouldAsk(VetctlError):
    """A confirmation is needed, but nobody may be asked."""

    exit = Exit.WOULD_ASK


class Integrity(VetctlError):
    """Something that must be true of the file or the program is not."""

    exit = Exit.INTEGRITY


class Unreadable(VetctlError):
    """A file cannot be read or written as it must be."""

    exit = Exit.REFUSED
