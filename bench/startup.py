"""How long the program takes to be there: ``vetctl --version``, ``--help`` and ``status`` against bare Python.

    python bench/startup.py --rounds 30
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from common import Contender, in_turns, machine, say, script, table, vetctl, whole_process

LIMITS = {"vetctl --version": 2, "vetctl --help": 12, "vetctl status": 15}
"""How many bare starts each is meant to take at most; printed beside the figures, never asserted."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--enrolments", type=int, default=2_000, help="size of the county that status looks at")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        county = Path(folder) / "county.db"
        say("making the county")
        whole_process(script("make_county.py", county, "--enrolments", str(given.enrolments), "--months", "2"))
        contenders = [
            Contender(name="python -c pass", command=[sys.executable, "-c", "pass"]),
            Contender(name="vetctl --version", command=vetctl("--version")),
            Contender(name="vetctl --help", command=vetctl("--help")),
            Contender(name="vetctl status", command=vetctl("status", "--db", county)),
        ]
        in_turns(contenders, given.rounds)
    bare = contenders[0]
    rows = [
        (f"`{c.name}`", f"{c.seconds * 1000:.0f}", c.ratio(bare), LIMITS.get(c.name, ""), f"{c.peak_mib:.0f}")
        for c in contenders
    ]
    print(table(("command", "ms", "× bare Python", "limit", "peak MiB"), rows))
    print(f"\n{machine()}; {given.rounds} rounds in turns, median (least–most)")


if __name__ == "__main__":
    main()
