"""Taking in a roster of 50,000 rows and 17 columns with every check, against merely reading it.

Beside it what a clerk's script would do, without any check, and what of the roster it spoils or lets through.

    python bench/importing.py --rows 50000
"""

from __future__ import annotations

import argparse
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from common import Contender, fresh_copy, in_turns, machine, say, script, table, vetctl, whole_process
from make_workbook import ACCOUNT, IDENTITY, SPOILT, clean_row

PARTLY = 7
"""vetctl's exit status when rows were turned back, as some are here."""
RIVALS = {
    "openpyxl, sqlite-utils": "rival_openpyxl.py", "pandas.read_excel, to_sql": "rival_read_excel.py",
    "frictionless with a schema": "rival_frictionless.py",
}  # fmt: skip
LIMIT = "limit set for vetctl: 4 × reading, aim 3 ×; printed, never asserted"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=50_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--no-rivals", action="store_true", help="leave out the clerk's scripts")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        measure(Path(name), given)
    print(f"\n{machine()}; {given.rounds} rounds in turns, median (least–most); {LIMIT}")


def measure(folder: Path, given: argparse.Namespace) -> None:
    """Make the roster and an empty database, run everybody in turns, print the table."""
    say(f"making a roster of {given.rows:,} rows")
    roster, empty, ours = folder / "roster.xlsx", folder / "empty.db", folder / "ours.db"
    whole_process(script("make_workbook.py", roster, "--rows", str(given.rows)))
    whole_process(vetctl("init", "--db", empty, "--first-month", "2020-01", "--as-of", "2020-01-02", "--actor", "bench"))
    take_in = vetctl("import", "run", roster, "--db", ours, "--as-of", "2020-01-05", "--on-error", "skip", "--actor", "bench")
    reading = Contender(name="python-calamine, only reading", command=script("bare_read.py", roster))
    vetting = Contender(name="vetctl import run", command=take_in, before=fresh_copy(empty, ours), allowed=(0, PARTLY))
    rivals = []
    for at, (name, file) in enumerate(RIVALS.items() if not given.no_rivals else ()):
        made = folder / f"{at}.db"
        rivals.append(Contender(name=name, command=script(file, roster, made), before=lambda made=made: made.unlink(missing_ok=True)))
    in_turns([reading, vetting, *rivals], given.rounds)
    verdicts = {vetting.name: judge_ours(ours, given.rows)}
    verdicts |= {rival.name: judge_table(folder / f"{at}.db", given.rows) for at, rival in enumerate(rivals)}
    rows = [
        (one.name, f"{one.seconds:.2f}", one.ratio(reading), one.ratio(reading, of="busy_seconds"), f"{one.peak_mib:.0f}",
         *verdicts.get(one.name, ("",) * 4))
        for one in (reading, vetting, *rivals)
    ]  # fmt: skip
    spoilt = sum(number % 1000 in SPOILT for number in range(1, given.rows + 1))
    print(f"\n### {given.rows:,} rows, 17 columns, {spoilt:,} rows of them spoilt on purpose, and a totals row\n")
    headings = ("way", "s", "× reading", "× reading (processor time)", "peak MiB", "identity numbers changed", "accounts changed",
                "spoilt rows taken in", "totals row taken for a person")  # fmt: skip
    print(table(headings, rows))


def judge_ours(path: Path, count: int) -> tuple[str, ...]:
    """What vetctl's register holds against the rows as they should be."""
    with closing(sqlite3.connect(path)) as connection:
        held = dict(connection.execute("SELECT p.id_no, coalesce(a.number, '') FROM person p LEFT JOIN account a USING (person)").fetchall())
        (turned_back,) = connection.execute("SELECT COUNT(*) FROM batch_row").fetchone()
    sound = [clean_row(number) for number in range(1, count + 1) if number % 1000 not in SPOILT]
    lost = sum(cells[IDENTITY] not in held for cells in sound)
    wrong = sum(held.get(cells[IDENTITY], "") != cells[ACCOUNT] for cells in sound)
    more = len(held) - (len(sound) - lost)
    return f"{lost:,}", f"{wrong:,}", f"{more:,} ({turned_back:,} given back)", "no"


def judge_table(path: Path, count: int) -> tuple[str, ...]:
    """What a script's table holds against the rows as they should be; a row's number in the table is that in the workbook."""
    with closing(sqlite3.connect(path)) as connection:
        held = connection.execute("SELECT rowid, 身份证号, 银行账号 FROM roster ORDER BY rowid").fetchall()
    changed, wrong, taken = 0, 0, 0
    for number, identity, account in held:
        if number > count:
            continue
        if number % 1000 in SPOILT:
            taken += 1
            continue
        cells = clean_row(number)
        changed += identity != cells[IDENTITY]
        wrong += digits(account) != cells[ACCOUNT]
    return f"{changed:,}", f"{wrong:,}", f"{taken:,}", "yes" if held[-1][0] > count else "no"


def digits(value: object) -> str:
    """A stored account as digits, whatever type the script gave it."""
    return "" if value is None else f"{value:.0f}" if isinstance(value, float) else str(value)


if __name__ == "__main__":
    main()
