"""A look into a sheet of an .xlsx tag by tag, for writers that put a prefix before every name or the address elsewhere."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping

from vetctl.intake.reading.seen import CDATA, COMMENT, SheetScan, column_number

_TAG = re.compile(rb"<(/?)(?:\w+:)?(row|c|v|f|is)(?=[\s/>])([^<>]*?)(/?)>")
_GIVEN = re.compile(rb"""([\w:]{1,80})\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_ADDRESS = re.compile(rb"([A-Z]{1,3})(\d{1,7})")


class _Walk:
    """Follows rows and cells; a cell without an address follows the one before."""

    def __init__(self, percent_styles: frozenset[bytes]) -> None:
        self.percent_styles = percent_styles
        self.broken: dict[tuple[int, int], str] = {}
        self.shown: list[tuple[int, int]] = []
        self.hidden: list[int] = []
        self.row = self.column = 0
        self.kind = b""
        self.formula = self.filled = False

    def start_row(self, given: Mapping[bytes, bytes]) -> None:
        own = _ADDRESS.fullmatch(b"A" + given.get(b"r", b""))
        self.row, self.column = int(own[2]) if own else self.row + 1, 0
        if given.get(b"hidden") in (b"1", b"true") or given.get(b"ht") == b"0":
            self.hidden.append(self.row)

    def start_cell(self, given: Mapping[bytes, bytes]) -> None:
        own = _ADDRESS.fullmatch(given.get(b"r", b""))
        self.column = column_number(own[1]) if own else self.column + 1
        self.row = int(own[2]) if own else self.row
        self.kind, self.formula, self.filled = given.get(b"t", b""), False, False
        if given.get(b"s") in self.percent_styles:
            self.shown.append((self.row, self.column))
        if self.kind == b"e":
            self.broken[self.row, self.column] = "#ERR"

    def content(self, text: bytes) -> None:
        """What stands in a value."""
        self.filled = self.filled or bool(text)
        if self.kind == b"e":
            self.broken[self.row, self.column] = html.unescape(text.decode("utf-8", "replace")).strip() or "#ERR"

    def end_cell(self) -> None:
        if self.formula and not self.filled and self.kind not in (b"str", b"e"):
            self.broken[self.row, self.column] = "formula"
        self.formula = False


def walk(part: str, xml: bytes, percent_styles: frozenset[bytes]) -> SheetScan:
    """What was seen in a sheet; its cells with content are left to the count one by one."""
    bare = CDATA.sub(lambda found: html.escape(found[1].decode("utf-8", "replace")).encode(), COMMENT.sub(b"", xml))
    found, begin = _Walk(percent_styles), -1
    for match in _TAG.finditer(bare):
        closing, name, attributes, single = match.groups()
        if closing and name in (b"v", b"is") and begin >= 0:
            found.content(bare[begin : match.start()])
            begin = -1
        elif closing and name == b"c":
            found.end_cell()
        elif closing:
            continue
        elif name == b"f":
            found.formula = True
        elif name in (b"row", b"c"):
            given = {key: one or two for key, one, two in _GIVEN.findall(attributes)}
            (found.start_row if name == b"row" else found.start_cell)(given)
            begin = -1
        elif not single:
            begin = match.end()
    return SheetScan(
        part=part, broken=found.broken, percentages=tuple(found.shown), hidden_rows=tuple(found.hidden), filled=-1,
        filtered=b"filterColumn" in bare,
    )  # fmt: skip
