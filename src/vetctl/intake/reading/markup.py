"""Tables out of a web page or out of XML 2003 ("XML 表格 2003"), in the child process that reads workbooks.

Both are what systems of other offices call Excel. Nothing is fetched, no entity is expanded beyond one character, no
script is looked at; what a table cannot be brought into rows and columns by rule is refused, never guessed.
It imports nothing but the standard library; `vetctl.intake.reading.child` loads it when a file needs it.
"""

from __future__ import annotations

import datetime as dt
import html
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from xml.parsers import expat

MAX_DEPTH = 64
"""Tables in tables, or elements in elements, beyond any layout."""

_TAG = re.compile(r"""<(/?)([a-zA-Z][\w:.-]{0,60})((?:[^<>"']++|"[^"]{0,5000}"|'[^']{0,5000}')*+)>""")
_GIVEN = re.compile(r"""([\w:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_STRUCTURE = re.compile(r"</?(?:table|tr|td|th)\b", re.IGNORECASE)
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_SKIPPED = ("script", "style", "title", "textarea", "template", "object", "noscript")
_LINES = frozenset({"br", "p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6", "caption", "center", "hr", "pre", "ul", "ol"})
_UNSEEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)


class Refused(ValueError):
    """The text is the tail of ``intake.unreadable.<why>``."""


@dataclass(slots=True)
class Found:
    """One table as rows of cells, with what was seen of it."""

    name: str
    rows: list[list[Any]] = field(default_factory=list)
    merged: list[tuple[tuple[int, int], tuple[int, int]]] = field(default_factory=list)
    """((row, column), (row, column)), from 0."""
    hidden_rows: list[int] = field(default_factory=list)
    """From 1, as the following three."""
    hidden_columns: list[int] = field(default_factory=list)
    percentages: list[tuple[int, int]] = field(default_factory=list)
    broken: dict[tuple[int, int], str] = field(default_factory=dict)
    hidden: bool = False

    def columns(self) -> list[tuple[Any, ...]]:
        """All of one height, a blank cell is ``""``."""
        width = max(map(len, self.rows), default=0)
        if not width:
            return []
        return list(zip(*(row + [""] * (width - len(row)) for row in self.rows), strict=True))


# --- web pages -------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Open:
    """A table whose end has not come yet."""

    found: Found
    cell: list[str] | None = None
    """The pieces of the cell being read."""
    row: int = -1
    span: tuple[int, int] = (1, 1)
    taken: dict[int, tuple[int, int]] = field(default_factory=dict)
    """Column -> (first row below, last row) of cells that reach down from above."""


class _Page:
    """Reads a page tag by tag; widths and heights are bounded while it does."""

    def __init__(self, max_rows: int, max_columns: int) -> None:
        self.max_rows, self.max_columns = max_rows, max_columns
        self.open: list[_Open] = []
        self.tables: list[Found] = []
        self.loose: list[str] = []
        """Text outside tables: a title, a unit, a signature."""
        self.frames = False

    def text(self, text: str) -> None:
        if not self.open:
            self.loose.append(text)
        elif self.open[-1].cell is not None:
            self.open[-1].cell.append(text)
        elif text.strip():
            # Browsers show text between rows above the table; it is a line of its own here as well.
            self.open[-1].found.rows.append([_tidy([text])])
            self.open[-1].row = len(self.open[-1].found.rows) - 1

    def start(self, name: str, given: str) -> None:
        if name == "table":
            if len(self.open) >= MAX_DEPTH:
                raise Refused("nested")
            table = Found(name="")
            if not self.open:
                table.rows += [[line] for line in self.lines()]
            self.tables.append(table)
            self.open.append(_Open(table, row=len(table.rows) - 1))
        elif name in ("frameset", "frame"):
            self.frames = True
        elif not self.open:
            if name in _LINES:
                self.loose.append("\n")
        elif name == "tr":
            self.end_cell()
            self.start_row(given)
        elif name in ("td", "th"):
            self.end_cell()
            self.start_cell(given)
        elif name in _LINES and self.open[-1].cell:
            self.open[-1].cell.append("\n")

    def end(self, name: str) -> None:
        if name in ("td", "th", "tr", "thead", "tbody", "tfoot"):
            self.end_cell()
        elif name == "table" and self.open:
            self.end_cell()
            self.open.pop()
        elif name in _LINES and name != "br":
            self.start(name, "")

    def lines(self) -> list[str]:
        found = [_tidy([line]) for line in "".join(self.loose).split("\n")]
        self.loose = []
        return [line for line in found if line]

    def start_row(self, given: str) -> None:
        at = self.open[-1]
        at.row += 1
        at.found.rows.append([])
        if len(at.found.rows) > self.max_rows:
            raise Refused("too_many_rows")
        if _UNSEEN.search(given):
            at.found.hidden_rows.append(at.row + 1)

    def start_cell(self, given: str) -> None:
        at = self.open[-1]
        if at.row < 0 or at.row < len(at.found.rows) - 1:
            self.start_row("")
        attributes = {name.lower(): a or b or c for name, a, b, c in _GIVEN.findall(given)} if "span" in given.lower() else {}
        at.span = _span(attributes.get("rowspan"), self.max_rows), _span(attributes.get("colspan"), self.max_columns + 1)
        at.cell = []

    def end_cell(self) -> None:
        if not self.open or self.open[-1].cell is None:
            return
        at = self.open[-1]
        row = at.found.rows[at.row]
        while (reach := at.taken.get(len(row))) is not None and reach[0] <= at.row <= reach[1]:
            row.append("")
        column, (down, across) = len(row), at.span
        row.append(_tidy(at.cell or []))
        row += [""] * (across - 1)
        if len(row) > self.max_columns:
            raise Refused("too_many_columns")
        if down > 1 or across > 1:
            at.found.merged.append(((at.row, column), (at.row + down - 1, column + across - 1)))
        if down > 1:
            at.taken |= dict.fromkeys(range(column, column + across), (at.row + 1, at.row + down - 1))
        at.cell = None


def _span(text: str | None, most: int) -> int:
    return max(1, min(int(text), most)) if text and text.isdecimal() and len(text) < 9 else 1


def _tidy(pieces: list[str]) -> str:
    """The text of a cell as a browser shows it: runs of blanks are one, the ends are bare."""
    if len(pieces) == 1 and not any(blank in pieces[0] for blank in ("\n", "\t", "  ")):
        return pieces[0].replace("\xa0", " ").strip()
    lines = "".join(pieces).replace("\xa0", " ").split("\n")
    return "\n".join(line for line in (_BLANKS.sub(" ", line).strip() for line in lines) if line)


def page(text: str, max_rows: int, max_columns: int) -> list[Found]:
    """The tables of a web page, each with the lines of text that stand before it.

    Raises:
        Refused: no table, tables too deep in each other, too many rows or columns, tags that do not close.
    """
    read = _Page(max_rows, max_columns)
    at, size = 0, len(text)
    while at < size:
        begin = text.find("<", at)
        if begin < 0:
            begin = size
        if begin > at:
            read.text(_flat(text[at:begin]))
        if begin == size:
            break
        at = _tag(read, text, begin)
    return _finished(read)


def _flat(text: str) -> str:
    """Text of the page: a line break in the source is a blank, entities are characters."""
    if "\n" in text or "\r" in text:
        text = text.replace("\r", " ").replace("\n", " ")
    return html.unescape(text) if "&" in text else text


def _tag(read: _Page, text: str, begin: int) -> int:
    """Deal with what begins with ``<``; returns where to go on."""
    following = text[begin + 1 : begin + 2]
    if following in ("!", "?"):
        ends = "-->" if text.startswith("<!--", begin) else ">"
        return _after(text, ends, begin)
    match = _TAG.match(text, begin)
    if match is None:
        if _STRUCTURE.match(text, begin):
            raise Refused("broken")
        read.text("<")
        return begin + 1
    closing, name, given = match[1], match[2].lower(), match[3]
    if closing:
        read.end(name)
    elif name in _SKIPPED:
        close = re.compile(rf"</{name}\s*>", re.IGNORECASE).search(text, match.end())
        return len(text) if close is None else close.end()
    else:
        read.start(name, given)
        if given.endswith("/") and name in ("td", "th", "tr", "table"):
            read.end(name)
    return match.end()


def _after(text: str, end: str, begin: int) -> int:
    found = text.find(end, begin)
    return len(text) if found < 0 else found + len(end)


def _finished(read: _Page) -> list[Found]:
    while read.open:
        read.end("table")
    tables = [table for table in read.tables if any(map(any, table.rows))]
    if not tables:
        raise Refused("frames" if read.frames else "no_table")
    tables[-1].rows += [[line] for line in read.lines()]
    for number, table in enumerate(tables, 1):
        table.name = str(number)
    return tables


# --- XML 2003 --------------------------------------------------------------------------------------------------------

_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.\d*)?")


class _Workbook:
    """Follows a SpreadsheetML 2003 workbook."""

    def __init__(self, max_rows: int, max_columns: int) -> None:
        self.max_rows, self.max_columns = max_rows, max_columns
        self.tables: list[Found] = []
        self.percents: set[str] = set()
        self.parents: dict[str, str] = {}
        self.path: list[str] = []
        self.row = self.column = self.gap = self.across = 0
        self.column_styles: dict[int, str] = {}
        self.next_column = 0
        self.row_style = self.style = self.kind = ""
        self.formula = self.filled = False
        self.text: list[str] | None = None

    def start(self, tag: str, full: Mapping[str, str]) -> None:
        name = _local(tag)
        self.path.append(name)
        if len(self.path) > MAX_DEPTH:
            raise Refused("nested")
        given = {_local(key): value for key, value in full.items()}
        match name:
            case "Style":
                self.style = given.get("ID", "")
                self.parents[self.style] = given.get("Parent", "")
            case "NumberFormat" if "%" in given.get("Format", "") or given.get("Format") == "Percent":
                self.percents.add(self.style)
            case "Worksheet":
                self.tables.append(Found(name=given.get("Name", "")))
                self.row, self.gap, self.column_styles, self.next_column = 0, 0, {}, 1
            case "Column" if self.tables:
                self._column(given)
            case "Row" if self.tables:
                self._row(given)
            case "Cell" if self.tables:
                self._cell(given)
            case "Data" if self.path[-2:-1] == ["Cell"]:
                self.kind, self.text = given.get("Type", "String"), []
            case "Visible" if self.tables and self.path[-2:-1] == ["WorksheetOptions"]:
                self.text = []

    def _column(self, given: Mapping[str, str]) -> None:
        at = _at(given, self.next_column)
        last = min(at + _count(given, "Span"), self.max_columns)
        if given.get("Hidden") == "1":
            self.tables[-1].hidden_columns += range(at, last + 1)
        if "StyleID" in given:
            self.column_styles |= dict.fromkeys(range(at, last + 1), given["StyleID"])
        self.next_column = last + 1

    def _row(self, given: Mapping[str, str]) -> None:
        self.row = _at(given, self.row + self.gap + 1)
        self.gap, self.column, self.across = _count(given, "Span"), 0, 0
        self.row_style = given.get("StyleID", "")
        if given.get("Hidden") == "1":
            self.tables[-1].hidden_rows += range(self.row, self.row + min(self.gap, 1000) + 1)

    def _cell(self, given: Mapping[str, str]) -> None:
        self.column = _at(given, self.column + self.across + 1)
        self.across, down = _count(given, "MergeAcross"), _count(given, "MergeDown")
        if self.across or down:
            corner = self.row - 1, self.column - 1
            self.tables[-1].merged.append((corner, (corner[0] + down, corner[1] + self.across)))
        self.style = given.get("StyleID") or self.row_style or self.column_styles.get(self.column, "")
        self.formula, self.filled = "Formula" in given, False

    def data(self, text: str) -> None:
        if self.text is not None:
            self.text.append(text)

    def end(self, tag: str) -> None:
        name = _local(tag)
        self.path.pop()
        if name == "Data" and self.text is not None and self.path[-1:] == ["Cell"]:
            self._put("".join(self.text))
            self.text = None
        elif name == "Visible" and self.text is not None:
            self.tables[-1].hidden = "".join(self.text).strip() in ("SheetHidden", "SheetVeryHidden")
            self.text = None
        elif name == "Cell" and self.formula and not self.filled and self.tables:
            self.tables[-1].broken[self.row, self.column] = "formula"

    def _put(self, text: str) -> None:
        """The value of a cell at its place."""
        if self.row > self.max_rows:
            raise Refused("too_many_rows")
        if self.column > self.max_columns:
            raise Refused("too_many_columns")
        self.filled = True
        value = self._value(text)
        rows = self.tables[-1].rows
        while len(rows) < self.row:
            rows.append([])
        row = rows[self.row - 1]
        row += [""] * (self.column - len(row))
        if row[self.column - 1] != "":
            raise Refused("broken")  # two values for one cell
        row[self.column - 1] = value

    def _value(self, text: str) -> Any:
        table, where = self.tables[-1], (self.row, self.column)
        match self.kind:
            case "Error":
                table.broken[where] = text if text.startswith("#") else "#ERR"
                return ""
            case "Number":
                if not _NUMBER.fullmatch(text.strip()):
                    raise Refused("broken")
                if self._percent(self.style):
                    table.percentages.append(where)
                return json.loads(str(Decimal(text.strip())))  # a number as every other kind of workbook gives it
            case "Boolean":
                return text.strip() in ("1", "true")
            case "DateTime" if match := _DAY.fullmatch(text.strip()):
                return dt.datetime(*map(int, match.groups()))  # type: ignore[arg-type]  # noqa: DTZ001 - a day of the clerk's calendar
        return text

    def _percent(self, style: str) -> bool:
        for _ in range(10):
            if style in self.percents:
                return True
            if not (style := self.parents.get(style, "")):
                break
        return False


def _local(tag: str) -> str:
    return tag.rpartition(":")[2]


def _count(given: Mapping[str, str], name: str) -> int:
    text = given.get(name, "0")
    return int(text) if text.isdecimal() and len(text) < 9 else 0


def _at(given: Mapping[str, str], otherwise: int) -> int:
    return _count(given, "Index") or otherwise


def _no_entities(*_: object) -> None:
    raise Refused("suspicious_xml")


def workbook(text: str, max_rows: int, max_columns: int) -> list[Found]:
    """The sheets of an XML 2003 workbook.

    Raises:
        Refused: a type definition, elements too deep in each other, too many rows or columns, or damaged.
    """
    read, parser = _Workbook(max_rows, max_columns), expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = _no_entities
    parser.StartElementHandler, parser.EndElementHandler = read.start, read.end
    parser.CharacterDataHandler = read.data
    try:
        parser.Parse(text.encode("utf-8"), True)
    except (expat.ExpatError, ValueError, OverflowError, IndexError) as problem:
        raise problem if isinstance(problem, Refused) else Refused("broken") from problem
    return read.tables
