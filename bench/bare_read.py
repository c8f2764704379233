"""The baseline of the import: python-calamine reads the sheet into lists, and nothing is done with them.

    python bench/bare_read.py roster.xlsx
"""

from __future__ import annotations

import sys

import python_calamine


def main() -> None:
    with python_calamine.CalamineWorkbook.from_path(sys.argv[1]) as book:
        rows = book.get_sheet_by_index(0).to_python()
    print(len(rows))


if __name__ == "__main__":
    main()
