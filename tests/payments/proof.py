"""Tables of contents in docstrings: which numbered case of a list is proved by which test, checked against the tests."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
_ROW = re.compile(r"^(?P<numbers>[\d, –]+?)  +(?P<tests>\S.*)$")
_RANGE = re.compile(r"(\d+)(?:–(\d+))?")


def contents(docstring):
    """Number -> the tests named for it (``file::test``), of every row of the table."""
    found = {}
    for line in docstring.splitlines():
        row = _ROW.match(line)
        for first, last in _RANGE.findall(row["numbers"]) if row else ():
            for number in range(int(first), int(last or first) + 1):
                found.setdefault(number, []).extend(re.findall(r"[\w/]*::\w+", row["tests"]))
    return found


def missing(docstring, own):
    """The tests named that are not there; a name without a file is of the file `own`."""
    named = {name for names in contents(docstring).values() for name in names}
    return sorted(name for name in named if not _exists(*name.split("::"), own))


def _exists(path, test, own):
    file = ROOT / "tests" / f"{path}.py" if path else Path(own)
    return file.exists() and re.search(rf"^def {test}\(", file.read_text(encoding="utf-8"), re.MULTILINE) is not None
