"""The refusal of a file: which code stands for which reason. The words are in the catalogue, ``intake.unreadable.<why>``."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

from vetctl.core.catalogue import t
from vetctl.core.errors import Unreadable

DAMAGED = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, LookupError, NotImplementedError, RuntimeError, OverflowError,
)  # fmt: skip
"""What comes of unpacking and walking through a damaged file, whatever part of it is damaged."""

_CODES: Mapping[str, str] = {
    **dict.fromkeys(("suspicious_zip", "suspicious_xml", "too_many_styles", "suspicious_merged", "nested"), "E316"),
    **dict.fromkeys(("too_large", "too_many_rows", "too_many_columns", "too_many_cells", "too_many_sheets"), "E317"),
    **dict.fromkeys(("crashed", "too_slow", "memory"), "E318"),
    **dict.fromkeys(("broken_csv", "nul", "long_line"), "E319"),
    **dict.fromkeys(("no_table", "frames"), "E322"),
}


def unreadable(path: Path, why: str, **details: object) -> Unreadable:
    """The refusal of a file; `details` is what the words of the reason name."""
    if why == "password":
        return Unreadable("E302", path=path.name)
    return Unreadable(_CODES.get(why, "E301"), path=path.name, why=t(f"intake.unreadable.{why}", **details))
