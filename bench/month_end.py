"""The month end against a raw INSERT … SELECT of as many lines, and beside the same job done by other means.

    python bench/month_end.py --sizes 20000,200000
    python bench/month_end.py --sizes 1000000 --rounds 3 --keep counties
    python bench/month_end.py --sizes 20000 --month 2020-11     # a raise arrives: everybody gets three months of back-pay
    python bench/month_end.py --sizes 20000 --high-prices       # everybody is paid the price-linked subsidy beside
    python bench/month_end.py --sizes 20000 --months 36 --full  # every month from the first is worked out again

Making a county of a million with a year of history takes ten minutes and 2.4 GB; ``--keep`` leaves
the counties in a folder for the next time.
"""

from __future__ import annotations

import argparse
import sqlite3
import tempfile
from contextlib import ExitStack, closing
from pathlib import Path

from common import Contender, fresh_copy, in_turns, machine, say, script, table, vetctl, whole_process

RIVALS = {"pandas": "rival_pandas.py", "openfisca-core": "rival_openfisca.py"}
LIMITS = "limits set for vetctl: 12 × at 20,000, 10 × at 1,000,000, 500 MiB; printed, never asserted"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="20000,200000", help="enrolments, separated by commas")
    parser.add_argument("--months", type=int, default=12, help="months of history")
    parser.add_argument("--month", default="2020-12", help="the month to work out")
    parser.add_argument("--high-prices", action="store_true", help="the month pays the price-linked subsidy to everybody")
    parser.add_argument("--full", action="store_true", help="work out every month of everybody again, not only what changed")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--no-rivals", action="store_true", help="leave out pandas and openfisca-core")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep the counties here and use them again")
    given = parser.parse_args()
    with ExitStack() as stack:
        folder = given.keep or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        folder.mkdir(parents=True, exist_ok=True)
        for size in (int(text) for text in given.sizes.split(",")):
            measure(folder, size, given)
    print(f"\n{machine()}; {given.rounds} rounds in turns, median (least–most); {LIMITS}")


def measure(folder: Path, size: int, given: argparse.Namespace) -> None:
    """One size: make the county, see how many lines its month has, run everybody in turns, print the table."""
    county = make_once(folder, size, given)
    as_of = f"{given.month}-25"
    places = {name: folder / f"work-{name}.db" for name in ("vetctl", "raw", *RIVALS)}
    month_end = vetctl("payments", "run", "--month", given.month, "--as-of", as_of, "--db", places["vetctl"], "--actor", "bench", *(["--full"] if given.full else []))
    fresh_copy(county, places["vetctl"])()
    whole_process(month_end)
    lines = count_lines(places["vetctl"])
    commands = {"raw": script("bare_insert.py", places["raw"], str(sum(lines.values()))), "vetctl": month_end}
    if not given.no_rivals:
        commands |= {name: script(file, places[name], given.month, as_of) for name, file in RIVALS.items()}
    contenders = [Contender(name=name, command=command, before=fresh_copy(county, places[name])) for name, command in commands.items()]
    in_turns(contenders, given.rounds)
    rows = []
    for one in contenders:
        cells = compare(places["vetctl"], places[one.name], one.trials[-1].output) if one.name in RIVALS else ("", "")
        wrote = lines if one.name == "vetctl" else {"copied": sum(lines.values())}
        rows.append((
            one.name, f"{one.seconds:.2f}", one.ratio(contenders[0]), one.ratio(contenders[0], of="busy_seconds"), f"{one.peak_mib:.0f}",
            cells[0] or ", ".join(f"{count:,} {kind}" for kind, count in wrote.items()), cells[1],
        ))  # fmt: skip
    print(f"\n### {size:,} enrolments, {given.months} months of history ({county.stat().st_size / 2**20:,.0f} MiB), month {given.month}\n")
    print(table(("way", "s", "× raw", "× raw (processor time)", "peak MiB", "lines", "own total off by"), rows), flush=True)
    for place in places.values():
        place.unlink(missing_ok=True)


def make_once(folder: Path, size: int, given: argparse.Namespace) -> Path:
    """The county of a size, from an earlier call if it was kept."""
    county = folder / f"county-{size}-{given.months}-{given.month}{'-high' if given.high_prices else ''}.db"
    if not county.exists():
        say(f"making a county of {size:,}")
        making = county.with_suffix(".new")
        making.unlink(missing_ok=True)
        prices = ["--high-prices"] if given.high_prices else []
        whole_process(script("make_county.py", making, "--enrolments", str(size), "--months", str(given.months), "--month", given.month, *prices))
        making.rename(county)
    return county


def count_lines(path: Path) -> dict[str, int]:
    """How many lines of which kind the newest run has."""
    with closing(sqlite3.connect(path)) as connection:
        return dict(connection.execute("SELECT kind, COUNT(*) FROM line WHERE run = (SELECT MAX(run) FROM run) GROUP BY kind ORDER BY kind DESC"))


def compare(ours: Path, theirs: Path, total_fen: str) -> tuple[str, str]:
    """How many lines a rival wrote, how many of them differ from vetctl's regular lines, and how far its total is off."""
    with closing(sqlite3.connect(ours)) as connection:
        connection.execute("ATTACH ? AS rival", (str(theirs),))
        written, differing, exact_fen = connection.execute(
            """SELECT COUNT(*), coalesce(SUM(theirs.amount_fen IS NOT ours.amount_fen), 0), SUM(ours.amount_fen)
               FROM rival.line theirs
               LEFT JOIN line ours ON ours.month = theirs.month AND ours.enrolment = theirs.enrolment AND ours.component = theirs.component
                                  AND ours.run = (SELECT MAX(run) FROM run) AND ours.kind = 'regular'
               WHERE theirs.run = 2000000"""
        ).fetchone()
    off = abs(int(total_fen) - exact_fen)
    return f"{written:,} regular, {differing:,} of them differ", f"{off // 100:,}.{off % 100:02d} yuan"


if __name__ == "__main__":
    main()
