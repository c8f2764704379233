"""Broken copies of good files: bits turned, pieces lost, doubled, blanked or exchanged, always the same for the same seed.

More of them than the tests take: ``python -m tests.intake.hostile.mutate 2000`` tries so many of each kind and prints
what became of them.
"""

from __future__ import annotations

import collections
import io
import random
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.intake.hostile import files as f
from vetctl.core.errors import Unreadable
from vetctl.intake.reading.read import Source, open_file
from vetctl.intake.reading.reader import Reader

_ROWS = [
    ["姓名", "身份证号", "乡镇", "优抚对象类别", "同比涨幅", "备注"],
    *([f"陈国{'华明英'[i % 3]}", f"9903261948021{i:05d}", "昆阳镇", "60周岁以上农村籍退役士兵", f.Cell(0.01 * i, "percent"), f"第{i}行"] for i in range(40)),
    ["合计", None, None, None, 40, f.Cell(42, "error")],
]


def _csv() -> bytes:
    return "\r\n".join(",".join(str(c.value if isinstance(c, f.Cell) else c or "") for c in row) for row in _ROWS).encode("gb18030")


MAKERS: dict[str, Callable[[], bytes]] = {
    "xlsx": lambda: f.xlsx(_ROWS),
    "xls": lambda: f.xls(_ROWS),
    "xlsb": lambda: f.xlsb(_ROWS),
    "ods": lambda: f.ods(_ROWS),
    "csv": _csv,
    "html": lambda: f.page(_ROWS).encode(),
    "xml": lambda: f.xml2003(_ROWS).encode(),
}
PACKED = ("xlsx", "xlsb", "ods")


def broken(data: bytes, dice: random.Random) -> bytes:
    """A broken copy."""
    copy = bytearray(data)
    at, length = dice.randrange(len(copy)), dice.choice((1, 2, 4, 16, 100, 512, 4096))
    match dice.randrange(7):
        case 0:
            for _ in range(dice.choice((1, 1, 2, 8, 64))):
                copy[dice.randrange(len(copy))] ^= 1 << dice.randrange(8)
        case 1:
            del copy[at:]
        case 2:
            del copy[at : at + length]
        case 3:
            copy[at:at] = copy[at : at + length]
        case 4:
            copy[at : at + length] = bytes(len(copy[at : at + length]))
        case 5:
            copy[at : at + length] = dice.randbytes(len(copy[at : at + length]))
        case _:
            other = dice.randrange(len(copy))
            piece = copy[other : other + length]
            copy[at : at + len(piece)] = piece
    return bytes(copy)


def broken_inside(data: bytes, dice: random.Random) -> bytes:
    """A zip file of which one member is broken, and packed again with a right checksum."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts: dict[str, bytes] = {name: archive.read(name) for name in archive.namelist()}
    name = dice.choice(sorted(name for name, content in parts.items() if content))
    return f.packed({**parts, name: broken(parts[name], dice)}, level=1)


def cells(source: Source) -> list[Any]:
    """All cells, to be compared."""
    return [(sheet.first_row, sheet.first_column, sheet.columns, sheet.broken) for sheet in source.sheets]


def attempt(data: bytes, path: Path, reader: Reader) -> Source | str:
    """What becomes of a file: what was read, or the code it is refused with."""
    path.write_bytes(data)
    try:
        return open_file(path, reader=reader)
    except Unreadable as problem:
        if "{" in problem.message:
            raise AssertionError(problem.message) from problem
        return problem.code


def main(count: int) -> None:
    """Try many and print what became of them."""
    slowest = 0.0
    with tempfile.TemporaryDirectory() as folder, Reader() as reader:
        for kind, make in MAKERS.items():
            good = make()
            whole = cells(open_file(_put(Path(folder) / f"good.{kind}", good), reader=reader))
            for how, change in (("anywhere", broken), ("inside", broken_inside)):
                if how == "inside" and kind not in PACKED:
                    continue
                ends: collections.Counter[str] = collections.Counter()
                for seed in range(count):
                    begun = time.perf_counter()
                    end = attempt(change(good, random.Random(f"{kind} {how} {seed}")), Path(folder) / f"broken.{kind}", reader)
                    slowest = max(slowest, time.perf_counter() - begun)
                    ends[end if isinstance(end, str) else "as it was" if cells(end) == whole else f"read as {end.kind}, otherwise"] += 1
                print(kind, how, dict(ends.most_common()))
    print(f"slowest {slowest:.2f} s")


def _put(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


if __name__ == "__main__":
    main(int(sys.argv[1]))
