"""The month end against a raw INSERT … SELECT of as many lines, and against the same job done by other means.

    python bench/month_end.py --sizes 20000,200000
    python bench/month_end.py --sizes 1000000 --rounds 3 --no-rivals --keep counties

A county of a million enrolments with a year of history takes some gigabytes and, once, some minutes to make;
``--keep`` leaves it for the next time.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from contextlib import ExitStack
from pathlib import Path

from common import Contender, copy_of, in_turns, machine, python, say, table, vetctl

MONTH, AS_OF = "2021-01", "2021-01-25"
RIVALS = {
    "pandas": ("rival_pandas.py", "no"),
    "openfisca-core": ("rival_openfisca.py", "no"),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="20000,200000", help="enrolments, separated by commas")
    parser.add_argument("--months", type=int, default=12, help="months of history")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--no-rivals", action="store_true", help="leave out pandas and openfisca-core")
    parser.add_argument("--keep", type=Path, help="folder for the counties, made once and used again")
    given = parser.parse_args()
    with ExitStack() as stack:
        folder = given.keep or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        folder.mkdir(parents=True, exist_ok=True)
        for size in (int(text) for text in given.sizes.split(",")):
            measure(folder, size, given)
    print(f"\n{machine()}; {given.rounds} rounds of A B …, {given.months} months of history; median (least–most)")


def measure(folder: Path, size: int, given: argparse.Namespace) -> None:
    """One size: make the county, count the lines of its month, run everybody in turns, print the table."""
