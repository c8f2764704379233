"""The program of the child process that reads workbooks: bytes in, columns of cells out.

A file made to break a reader breaks this process, which has no database, no network and a limit of memory, and not the
one that holds the register. `vetctl.intake.reading.reader` starts it and listens. It runs as a file of its own and imports
nothing but python-calamine and the standard library, so that it is ready before its parent is; `markup.py` beside it is
loaded when a page or an XML 2003 workbook comes.

Both ways a message is a length of eight bytes and so many bytes. In: ``workbook``, ``html`` or ``xml``, then the file;
the latter two as text in UTF-8. Out: marshalled tuples, which can carry no code: at first ``("ready",)``, then for each
file ``("aside", name, hidden)`` a sheet that is not read, ``("sheet", name, (row, column) of its start, merged ranges,
number of columns, what else was seen)``, then that many columns as `packed`, and at last ``("end",)`` or
``("refused", why)``. What else was seen is known of the latter two only: (error cells, percentages, hidden rows, hidden columns).
"""

from __future__ import annotations

import datetime as dt
import gc
import marshal
import sys
from array import array
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any, BinaryIO

MAX_ROWS = 400_000
MAX_COLUMNS = 256
MAX_CELLS = 20_000_000
"""Of one sheet, blank ones among its used range included: rows and columns at their limit at once are nobody's register."""

_PROBE = 1000
_SHARED = frozenset({str, dt.date, dt.datetime})
_MARSHALLED = frozenset({str, float, int, bool})
_MOMENTS: dict[str, Any] = {kind.__name__: kind for kind in (dt.date, dt.datetime, dt.time, dt.timedelta)}


def main(folder: str, memory: str) -> None:
    """Answer workbooks until the parent has gone.

    Args:
        folder: where python-calamine is installed; modules are looked for there and in the standard library only.
        memory: the most address space to take, in bytes.
    """
    _limit(int(memory))
    gc.disable()  # a million cells make no cycle
    sys.path.append(folder)
    import python_calamine  # noqa: F401 - whatever fails from here on is the file's fault

    send(sys.stdout.buffer, marshal.dumps(("ready",)))
    while True:
        kind, data = receive(sys.stdin.buffer), receive(sys.stdin.buffer)
        for message in _answers(data) if kind == b"workbook" else _marked_up(kind, data):
            send(sys.stdout.buffer, marshal.dumps(message))


def receive(pipe: BinaryIO) -> bytes:
    """One message.

    Raises:
        EOFError: the other side has gone.
    """
    head = pipe.read(8)
    data = pipe.read(int.from_bytes(head, "big"))
    if len(head) < 8 or len(data) < int.from_bytes(head, "big"):
        raise EOFError
    return data


def send(pipe: BinaryIO, data: bytes) -> None:
    """Hand over one message."""
    pipe.write(len(data).to_bytes(8, "big"))
    pipe.write(data)
    pipe.flush()


def _limit(memory: int) -> None:
    """Bound the address space, and leave no core file: it would hold people's numbers. Windows knows neither."""
    try:
        import resource
    except ImportError:
        return
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    bound = memory if most == resource.RLIM_INFINITY else min(memory, most)
    resource.setrlimit(resource.RLIMIT_AS, (bound, bound))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _answers(data: bytes) -> Iterator[tuple[Any, ...]]:
    import io

    import python_calamine as calamine

    kept = []  # until the end is said: the parent need not wait while a million cells are given back
    try:
        with calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            for meta in book.sheets_metadata:
                if meta.typ != calamine.SheetTypeEnum.WorkSheet or meta.visible != calamine.SheetVisibleEnum.Visible:
                    yield "aside", meta.name, meta.typ == calamine.SheetTypeEnum.WorkSheet
                    continue
                sheet = book.get_sheet_by_name(meta.name)
                columns = _columns(sheet)
                kept.append((sheet, columns))
                yield "sheet", sheet.name, sheet.start or (0, 0), sheet.merged_cell_ranges or [], len(columns), None
                yield from map(packed, columns)
            yield ("end",)
    except calamine.PasswordError:
        yield "refused", "password"
    except _Refused as problem:
        yield "refused", str(problem)
    except MemoryError:
        yield "refused", "memory"
    except Exception:  # noqa: BLE001 - whatever the reader stumbles over, the file is the reason
        yield "refused", "broken"
    # A panic of the reader is no Exception: it ends this process, and the parent knows what that means.


def _marked_up(kind: bytes, data: bytes) -> Iterator[tuple[Any, ...]]:
    markup = _beside("markup")
    read = markup.page if kind == b"html" else markup.workbook
    try:
        for table in read(data.decode(), MAX_ROWS, MAX_COLUMNS):
            if table.hidden:
                yield "aside", table.name, True
                continue
            columns = table.columns()
            # Where a merged cell reaches is for the reader of the sheet; beyond its end there is nothing to reach.
            yield "sheet", table.name, (0, 0), table.merged, len(columns), _seen(table)
            yield from map(packed, columns)
        yield ("end",)
    except markup.Refused as problem:
        yield "refused", str(problem)
    except MemoryError:
        yield "refused", "memory"
    except Exception:  # noqa: BLE001 - as above
        yield "refused", "broken"


def _seen(table: Any) -> tuple[Any, ...]:
    return table.broken, table.percentages, table.hidden_rows, table.hidden_columns


def _beside(name: str) -> Any:
    """A module that stands beside this file, which is no package here."""
    from importlib.util import module_from_spec, spec_from_file_location
    from pathlib import Path

    spec = spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    module = module_from_spec(spec)  # type: ignore[arg-type]  # the file is part of vetctl
    sys.modules[name] = module
    spec.loader.exec_module(module)  # type: ignore[union-attr]
    return module


class _Refused(ValueError):
    """A sheet that is larger than any register; the text is the tail of ``intake.unreadable.<why>``."""


def _columns(sheet: Any) -> list[tuple[Any, ...]]:
    if sheet.total_height > MAX_ROWS:
        raise _Refused("too_many_rows")
    if sheet.total_width > MAX_COLUMNS:
        raise _Refused("too_many_columns")
    if sheet.total_height * sheet.total_width > MAX_CELLS:
        raise _Refused("too_many_cells")
    return list(zip(*sheet.to_python(skip_empty_area=True), strict=True))


def packed(column: Sequence[Any]) -> tuple[list[Any], bytes, bool]:
    """A column in the form that is cheapest to hand over.

    Returns:
        The different values, the place of each cell's value among them, and whether any value is a day or a time. Where
        most values differ, or some are equal without being the same (True, 1 and 1.0, 0.0 and -0.0), all of them in
        order and no places.
    """
    values, places = list(column), b""
    if len(set(column[:_PROBE])) * 2 < len(column[:_PROBE]):
        different = list(dict.fromkeys(column))
        # No number hides behind another value here: a number is equal to numbers only.
        if len(different) * 2 < len(column) and _SHARED.issuperset(map(type, different)):
            index = dict(zip(different, range(len(different)), strict=True))
            values, places = different, array("I", map(index.__getitem__, column)).tobytes()
    timed = not _MARSHALLED.issuperset(map(type, values))
    return [_plain(value) for value in values] if timed else values, places, timed


def _plain(value: Any) -> Any:
    """A value that marshal can write: days and times as a tuple of their kind and what they are made from."""
    match value:
        case dt.datetime():
            return "datetime", *value.timetuple()[:6], value.microsecond
        case dt.date():
            return "date", value.year, value.month, value.day
        case dt.time():
            return "time", value.hour, value.minute, value.second, value.microsecond
        case dt.timedelta():
            return "timedelta", value.days, value.seconds, value.microseconds
    return value


def unpacked(values: list[Any], places: bytes, timed: bool) -> list[Any]:
    """The column that `packed` took apart.

    >>> column = ["a", dt.date(2020, 1, 2), "a", "a", "a"]
    >>> unpacked(*packed(column)) == column
    True
    """
    if timed:
        values = [_MOMENTS[value[0]](*value[1:]) if type(value) is tuple else value for value in values]
    if not places:
        return values
    index = array("I")
    index.frombytes(places)
    return list(map(values.__getitem__, index))


if __name__ == "__main__":
    with suppress(EOFError, KeyboardInterrupt):
        main(*sys.argv[1:])
