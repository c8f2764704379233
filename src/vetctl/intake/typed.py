"""A row typed at the command line, taken in like a workbook of one row: the same checks, a batch of its own, one event.

So a fact has one way in, whoever states it: it is listed, corrected and undone as if it had come in a file named after
the command. Nothing is checked here.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence

from vetctl.intake.reading.read import Sheet, Source
from vetctl.intake.shelf import register


def source(code: str, rows: Sequence[Mapping[str, str]], *, command: str) -> Source:
    """Rows of a register as an opened file.

    Args:
        code: the register.
        rows: field -> what a clerk would write in the cell; the first row says which columns there are.
        command: what was typed; it stands where a file name stands.

    Raises:
        NotFound: E525 no such register.
    """
    declared = register(code)
    fields = list(rows[0])
    headings = [declared.column(field).zh for field in fields]
    cells = [[row[field] for field in fields] for row in rows]
    columns = [list(column) for column in zip(headings, *cells, strict=True)]
    digest = hashlib.sha256(json.dumps([command, code, headings, cells], ensure_ascii=False).encode()).hexdigest()
    return Source(name=command, sha256=digest, kind="csv", sheets=(Sheet(name=declared.zh, columns=columns),))
