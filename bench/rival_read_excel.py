"""A clerk's script: pandas reads the sheet and writes it as a table. Nothing is checked.

    python bench/rival_read_excel.py roster.xlsx roster.db
"""

from __future__ import annotations

import sqlite3
import sys
from contextlib import closing

import pandas as pd


def main() -> None:
    frame = pd.read_excel(sys.argv[1], skiprows=2)
    with closing(sqlite3.connect(sys.argv[2])) as connection:
        frame.to_sql("roster", connection, index=False)


if __name__ == "__main__":
    main()
