"""Whole rows of a large workbook at once.

XlsxWriter takes a cell at a time and keeps it until the row is left; of a roster of ten thousand rows that alone is
half the work. A sheet that is written from the top may take a row in one piece, to the very bytes XlsxWriter would write.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

if TYPE_CHECKING:
    from xlsxwriter.format import Format

_SPECIAL = re.compile(r"^\s|\s$|[\x00-\x1f<>&_\ufffe\uffff]")
"""What must be escaped, or kept from being trimmed."""
_letters = lru_cache(xl_col_to_name)


class InlineSheet(Worksheet):  # type: ignore[misc]  # XlsxWriter states no types
    """A sheet of a workbook that is written row by row, with its texts inside the cells."""

    previous_row: int
    """The first row that is not written yet."""

    def write_line(self, row: int, points: int, cells: Iterable[tuple[int, str, bool, Format]]) -> int:
        """Write a row of which nothing is written yet, nor of any below it.

        Args:
            row: counted from 0.
            points: its height.
            cells: column, text, whether the text is a number, format; from the left.

        Returns:
            0, or as XlsxWriter says it: -1 this row cannot be written, -2 a text is too long.
        """
        if row < self.previous_row or self.table.get(row) or self._check_dimensions(row, 0):
            return -1
        self._write_single_row(row)  # what waits above
        pixels = int(points * 4 / 3 + 0.5)  # a row is a whole number of them high
        written = [f'<row r="{row + 1}" ht="{pixels * 0.75:.16g}" customHeight="1">']
        column = 0
        for column, text, is_number, style in cells:
            begun = f'<c r="{_letters(column)}{row + 1}" s="{style._get_xf_index()}"'  # noqa: SLF001
            if is_number:
                written.append(f"{begun}><v>{text}</v></c>")
            elif not text:
                written.append(f"{begun}/>")
            elif len(text) > self.xls_strmax // 2:  # of characters that count double no more fit
                return -2
            else:
                written.append(f'{begun} t="inlineStr"><is>{self._text(text)}</is></c>')
        if self._check_dimensions(row, column):
            return -1
        self.fh.write("".join([*written, "</row>"]))
        self.previous_row = row + 1
        return 0

    def _text(self, text: str) -> str:
        if not _SPECIAL.search(text):
            return f"<t>{text}</t>"
        steady = self._escape_control_characters(text)
        keep = "" if steady == steady.strip() else ' xml:space="preserve"'
        return f"<t{keep}>{self._escape_data(steady)}</t>"
