"""Keeping the garbage collector quiet while a file is held in memory.

It would walk over millions of cells that all stay in use. Nothing else is done here.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def unswept() -> Iterator[None]:
    """No sweeps inside the block; reference counting goes on."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.freeze()  # otherwise the first sweep afterwards walks over all of it
            gc.enable()
