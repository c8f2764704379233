"""The baseline of the month end: a bare script that writes as many lines into the same indexed table, and nothing else.

One raw INSERT … SELECT over lines that are already there: no rule, no check, no comparison with what was paid, no
journal, SQLite as Python opens it. Nobody who writes this many lines can be faster by much.

    python bench/bare_insert.py county.db 20000
"""

from __future__ import annotations

import sqlite3
import sys

COPIED = (
    "enrolment, component, kind, amount_fen, due_fen, paid_before_fen, base_fen, per, quantity_x100, share_bp, standard, "
    "increment, terms, reason"
)


def main() -> None:
    path, count = sys.argv[1:]
    connection = sqlite3.connect(path)
    # In the next century nothing is paid yet, so every copy fits the ledger and its keys.
    written = connection.execute(
        f"INSERT INTO line (run, month, {COPIED}) SELECT 1, '21' || substr(month, 3), {COPIED} FROM line "
        "WHERE kind = 'regular' ORDER BY line LIMIT ?",
        (int(count),),
    ).rowcount
    connection.commit()
    connection.close()
    print(written)


if __name__ == "__main__":
    main()
