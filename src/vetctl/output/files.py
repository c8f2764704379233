"""Write a file whole or not at all.

The bytes go to a private file beside the target, reach the disk, and take the target's name in one step.
No folder is created, no symbolic link is followed, nothing that is not an ordinary file is replaced.
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from vetctl.core.catalogue import known, t
from vetctl.core.errors import Refused, VetctlError

_FULL = {errno.ENOSPC, errno.EDQUOT if hasattr(errno, "EDQUOT") else errno.ENOSPC, errno.EFBIG, errno.EIO}


def write_whole(path: Path, chunks: Iterable[bytes], verify: Callable[[Path], None] | None = None) -> str:
    """Write `chunks` to `path`, replacing an ordinary file, and return the SHA-256 of the bytes (hex).

    The file is readable by its owner only. `verify` is called with the finished temporary file before it takes
    its name; when it raises, or anything else fails, the target is as it was.

    Raises:
        Refused: E906 the place cannot be written, E907 the disk is full, E912 the target is a symbolic link.
    """
    _check_target(path)
    _reap(path.parent)
    try:
        handle, name = tempfile.mkstemp(prefix=f".vetctl-{os.getpid()}-", suffix=".part", dir=path.parent)
    except OSError as problem:
        raise as_refusal(problem, path) from problem
    part = Path(name)
    try:
        digest = _fill(handle, chunks)
        if verify is not None:
            verify(part)
        _check_target(path)
        part.replace(path)
    except OSError as problem:
        raise as_refusal(problem, path) from problem
    finally:
        # After the rename there is nothing left to remove; after a failure the half file must not stay.
        with suppress(OSError):
            part.unlink(missing_ok=True)
    _settle_folder(path.parent)
    return digest


@contextmanager
def workshop(path: Path) -> Iterator[Path]:
    """A private folder beside the target for the pieces of a file too large for memory; gone afterwards.

    A killed process leaves it behind; the next writing into the target's folder removes it.

    Raises:
        Refused: E906, E907, E912 as `write_whole`, before anything is built.
    """
    _check_target(path)
    _reap(path.parent)
    try:
        folder = Path(tempfile.mkdtemp(prefix=f".vetctl-{os.getpid()}-", suffix=".part", dir=path.parent))
    except OSError as problem:
        raise as_refusal(problem, path) from problem
    try:
        yield folder
    except OSError as problem:
        raise as_refusal(problem, path) from problem
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _reap(folder: Path) -> None:
    """Remove half files that a killed vetctl left here: they may hold a whole roster."""
    for part in folder.glob(".vetctl-*.part"):
        owner = part.name.split("-")[1]
        if not (owner.isdigit() and _alive(int(owner))):
            if part.is_dir() and not part.is_symlink():
                shutil.rmtree(part, ignore_errors=True)
            with suppress(OSError):
                part.unlink()


def _alive(process: int) -> bool:
    if os.name == "nt":
        return True  # Windows has no harmless question; there the file stays for the next clean-up by hand
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _fill(handle: int, chunks: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    with os.fdopen(handle, "wb") as stream:
        for chunk in chunks:
            stream.write(chunk)
            digest.update(chunk)
        stream.flush()
        os.fsync(stream.fileno())
    return digest.hexdigest()


def _check_target(path: Path) -> None:
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        if path.parent.is_dir():
            return
        raise Refused("E906", path=path, why=t("output.write.no_folder")) from None
    except OSError as problem:
        raise as_refusal(problem, path) from problem
    if stat.S_ISLNK(mode):
        raise Refused("E912", path=path)
    if not stat.S_ISREG(mode):
        # /dev/null and its like must never be replaced by a file, least of all by root.
        raise Refused("E906", path=path, why=t("output.write.no_file"))
    if not os.access(path, os.W_OK):
        # A rename would succeed all the same, but somebody meant this file to stay.
        raise Refused("E906", path=path, why=t("output.write.EACCES"))


def as_refusal(problem: OSError, path: Path) -> VetctlError:
    """The refusal that an error of the operating system means: E907 for a full disk, else E906 with the reason."""
    if problem.errno in _FULL:
        return Refused("E907", path=path)
    name = errno.errorcode.get(problem.errno or 0, "")
    key = f"output.write.{name}"
    return Refused("E906", path=path, why=t(key) if known(key) else problem.strerror or name)


def _settle_folder(folder: Path) -> None:
    """Make the new name itself durable; Windows has no such call."""
    if os.name == "nt":
        return
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
