"""The baseline of the month end: a bare script that writes as many lines into the same indexed table, and nothing else.

One raw INSERT … SELECT over lines that are already there: no rule, no check, no comparison with what was paid, no
journal, SQLite as Python opens it. Nobody who writes this many lines can be faster by much.

    python bench/bare_insert.py county.db 2020-12 20000
"""

from __future__ import annotations

import sqlite3
import sys

COPIED = (
    "enrolment, component, kind, amount_fen, due_fen, paid_before_fen, base_fen, per, quantity_x100, share_bp, standard, "
    "increment, terms, reason"
)


def main() -> None:
    path, month, count = sys.argv[1:]
    connection = sqlite3.connect(path)
    # One regular line a month and enrolment: under a run number of our own the key stays unique.
    written = connection.execute(
        f"INSERT INTO line (run, month, {COPIED}) SELECT 2000000 + run, ?, {COPIED} FROM line "
        "WHERE kind = 'regular' ORDER BY line LIMIT ?",
        (month, int(count)),
    ).rowcount
    connection.commit()
    connection.close()
    print(written)


if __name__ == "__main__":
    main()
