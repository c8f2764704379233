"""No cell, no text and no record makes a parser slip: the outcome is a value of its kind or a problem with a code."""

from __future__ import annotations

import csv
import datetime as dt
import io
import os
import random
import re
import tempfile
import unicodedata
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.intake.hostile import files as f
from tests.intake.hostile import mutate
from vetctl.core.errors import Unreadable
from vetctl.intake import cells
from vetctl.intake.dates import Day
from vetctl.intake.reading import markup, scan, scan_ods, scan_xls, scan_xlsb, sniff
from vetctl.intake.reading.read import Source, open_file
from vetctl.intake.register import Column

EXAMPLES = int(os.environ.get("VETCTL_FUZZ", "300"))
"""Of each test; the figures of the README are from 5,000."""
DAY = dt.date(2020, 12, 1)


def _column(kind: str, **more: Any) -> Column:
    return Column(field="x", zh="列", en="X", kind=kind, **more)  # type: ignore[arg-type]


def _code(look: Callable[[], Any]) -> str:
    """The code a file is refused with; empty when it is not."""
    try:
        look()
    except Unreadable as problem:
        return problem.code
    return ""


def _readable(text: str) -> bool:
    return all(c.isprintable() or unicodedata.category(c) == "Zs" for c in text)


_WORDS = {"甲": "A", "乙": "B"}
PARSERS: dict[str, tuple[Callable[[Any], Any], Callable[[Any], bool]]] = {
    "text": (cells.text_cell, lambda v: isinstance(v, str) and _readable(v) and (v[:1] not in ("=", "+", "-", "@") or re.fullmatch(r"-[0-9.]+", v) is not None)),
    "name": (cells.name_cell, lambda v: isinstance(v, cells.Named) and _readable(v.name) and 2 <= len(v.name) <= 50),
    "identity": (cells.identity_cell, lambda v: re.fullmatch(r"[0-9]{17}[0-9X]", v.number) is not None),
    "account": (cells.account_cell, lambda v: re.fullmatch(r"[0-9A-Z]{8,32}", v, re.ASCII) is not None),
    "phone": (cells.phone_cell, lambda v: isinstance(v, str) and 3 <= len(v) <= 40),
    "credit": (cells.credit_cell, lambda v: re.fullmatch(r"[0-9A-Z]{18}", v) is not None),
    "whole": (cells.whole_parser(0, 10**6), lambda v: type(v) is int and 0 <= v <= 10**6),
    "stated": (cells.stated_cell, lambda v: isinstance(v, str) and Decimal(v) < 31),
    "money": (cells.money_parser("元"), lambda v: type(v) is int and v > 0),
    "money in 10,000": (cells.money_parser("万元/年", zero=True), lambda v: type(v) is int and v >= 0),
    "percent": (cells.percent_parser("%", -10_000, 10_000), lambda v: type(v) is int and -10_000 <= v <= 10_000),
    "period": (cells.period_parser(_column("period"), DAY), lambda v: re.fullmatch(r"[0-9]{4}(-Q[1-4]|-[01][0-9])?", v) is not None),
    "date": (cells.date_parser(_column("date"), DAY), lambda v: isinstance(v, Day) and v.iso <= DAY.isoformat()),
    "month": (cells.month_parser(_column("month"), DAY), lambda v: re.fullmatch(r"[0-9]{4}-[01][0-9]", v) is not None),
    "word": (cells.word_parser(_WORDS, tuple(_WORDS)), lambda v: v in _WORDS.values()),
    "region": (cells.region_cell, lambda v: re.fullmatch(r"[0-9]{12}", v) is not None),
    "yes_no": (cells.yes_no_cell, lambda v: v in (0, 1)),
}
_LIKELY = st.text(alphabet="0123456789Xx.-/年月日元万%,，。 　()（）+=@EeOIl张三欧阳·\u200b\u202e\u3000\xa0𠮷①Ⅳ٣²", max_size=24)
_VALUES = st.one_of(
    _LIKELY, st.text(max_size=40), st.integers(), st.floats(), st.integers(10**14, 10**19).map(float), st.booleans(), st.none(),
    st.dates(), st.datetimes(), st.times(), st.timedeltas(), st.from_regex(r"[0-9]{4}[-/.年][0-9]{1,2}([-/.月][0-9]{1,2}日?)?", fullmatch=True),
    st.from_regex(r"[0-9]{15}|[0-9]{17}[0-9Xx]", fullmatch=True),
)  # fmt: skip


@pytest.mark.parametrize("name", PARSERS)
@settings(max_examples=EXAMPLES, deadline=None)
@given(value=_VALUES)
def test_a_cell_parser_gives_a_value_of_its_kind_or_a_code(name: str, value: Any) -> None:
    parse, fits = PARSERS[name]
    found = cells.Memo(parse)[value]
    if isinstance(found, cells.Doubt):
        assert re.fullmatch(r"E[0-9]{3}", found.code)
        found = found.value
    if found is not None:
        assert fits(found), (value, found)


@settings(max_examples=EXAMPLES, deadline=None)
@given(data=st.one_of(st.binary(max_size=300), st.text(max_size=200).map(lambda text: text.encode("gb18030", "replace")), st.text(max_size=200).map(str.encode)))
def test_any_bytes_are_a_text_table_or_refused(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "表.csv"
        path.write_bytes(data)
        source: list[Source] = []
        code = _code(lambda: source.append(open_file(path)))
    assert code in ("", "E301", "E302", "E309", "E316", "E317", "E318", "E319", "E322")
    assert all(len(column) == sheet.height for one in source for sheet in one.sheets for column in sheet.columns)


@settings(max_examples=EXAMPLES, deadline=None)
@given(rows=st.lists(st.lists(st.text(alphabet=st.characters(exclude_characters="\0\r", exclude_categories=["Cs"]), max_size=8), min_size=2, max_size=4), min_size=1, max_size=5))
def test_what_a_spreadsheet_saves_as_text_comes_back(rows: list[list[str]]) -> None:
    page = io.StringIO()
    csv.writer(page, quoting=csv.QUOTE_ALL).writerows(rows)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "表.csv"
        path.write_bytes(b"\xef\xbb\xbfsep=,\r\n" + page.getvalue().encode())
        (sheet,) = open_file(path).sheets
    assert [sheet.row(at + 1)[: len(row)] for at, row in enumerate(rows)] == rows


_PIECES = st.lists(
    st.sampled_from(["<table>", "</table>", "<tr>", "</tr>", "<td>", "<td rowspan=2>", "<td colspan='3'>", "</td>", "<th", ">", "<!--", "-->", "<br>", "<p>", "&amp;", "&#0;",
                     "&#x1F600;", "&#99999999;", "姓名", " ", "\n", '"', "'", "<script>", "</script>", '<td class="', "<![if x]>", "<", "/", "<tr style='display:none'>", "x"]),
    max_size=40,
)  # fmt: skip


@settings(max_examples=EXAMPLES, deadline=None)
@given(pieces=_PIECES)
def test_any_page_is_tables_or_refused(pieces: list[str]) -> None:
    try:
        tables = markup.page("".join(pieces), 1000, 50)
    except markup.Refused:
        return
    for table in tables:
        columns = table.columns()
        assert columns
        assert all(isinstance(cell, str) for column in columns for cell in column)


@settings(max_examples=EXAMPLES, deadline=None)
@given(data=st.binary(max_size=200))
def test_any_first_bytes_have_a_kind(data: bytes) -> None:
    assert sniff.content(data) in sniff.Content.__args__  # type: ignore[attr-defined]


def _record(kind: int, body: bytes) -> bytes:
    return f.record(kind, body)


_BIFF = st.lists(st.builds(_record, st.sampled_from([0x809, 0x0A, 0x85, 0x41E, 0xE0, 0x208, 0x2F, 0x1AE, 0xFD, 0x204, 0x203, 0x27E, 0xBD, 0x06, 0x205, 0x9D]), st.binary(max_size=24)), max_size=20)


@settings(max_examples=EXAMPLES, deadline=None)
@given(globally=_BIFF, inside=_BIFF)
def test_any_records_of_an_old_workbook(globally: list[bytes], inside: list[bytes]) -> None:
    data = f.compound({"Workbook": f.biff([["甲", 1.5]], before=b"".join(globally), inside=b"".join(inside))})
    assert _code(lambda: scan_xls.look(Path("表.xls"), data)) in ("", "E301", "E302")


@settings(max_examples=EXAMPLES, deadline=None)
@given(part=st.one_of(st.binary(max_size=100), st.lists(st.builds(f.record12, st.sampled_from([0, 2, 3, 5, 6, 8, 9, 11, 129, 130, 145, 146, 161, 163, 176]), st.binary(max_size=20)), max_size=12).map(b"".join)),
       name=st.sampled_from(["xl/workbook.bin", "xl/styles.bin", "xl/worksheets/sheet1.bin"]))  # fmt: skip
def test_any_records_of_a_binary_workbook(part: bytes, name: str) -> None:
    data = f.packed({**f.xlsb_parts([["甲", 1.5]]), name: part}, level=0)
    assert _code(lambda: scan_xlsb.look(Path("表.xlsb"), data)) in ("", "E301")


_XML = st.lists(
    st.sampled_from(['<row r="1">', "<row>", "</row>", '<c r="A1">', '<c r="B1" t="e">', '<c r="C1" t="s">', "<c>", "</c>", "<v>", "</v>", "<f>", "</f>", "<v/>", "1", "#N/A", "<is><t>",
                     "</t></is>", "<!--", "-->", "<![CDATA[", "]]>", ' hidden="1"', "<x:c r='A9'", ">", '"', "&lt;", '<c s="1" r="Q7">', "sheetData", '<col min="1" max="9" hidden="1"/>']),
    max_size=40,
)  # fmt: skip


@settings(max_examples=EXAMPLES, deadline=None)
@given(pieces=_XML)
def test_any_cells_of_a_sheet(pieces: list[str]) -> None:
    parts = f.xlsx_parts({"表": "".join(pieces)})
    data = f.packed(parts, level=0)
    path = Path("表.xlsx")
    code = _code(lambda: scan.compare(path, data, scan.look(path, data), {"表": [["x"]]}, ()))
    assert code in ("", "E301", "E314", "E316", "E317")


@settings(max_examples=EXAMPLES, deadline=None)
@given(rows=st.lists(st.sampled_from(["<table:table-row>", "</table:table-row>", '<table:table-cell office:value-type="percentage" office:value="1"/>', '<table:table-row table:visibility="filter">',
                                      '<table:table-cell calcext:value-type="error"><text:p>#N/A</text:p></table:table-cell>', "<table:table>", "</table:table>", "<text:p>x</text:p>",
                                      '<table:table-cell table:number-columns-repeated="99999999999999"/>', '<table:table-cell table:number-rows-spanned="-1"/>']), max_size=30))  # fmt: skip
def test_any_cells_of_an_open_document(rows: list[str]) -> None:
    data = f.packed(f.ods_parts("".join(rows) or " "), level=0)
    assert _code(lambda: scan_ods.look(Path("表.ods"), data)) in ("", "E301")


def test_the_corpus_of_broken_copies_is_the_same_each_time() -> None:
    good = mutate.MAKERS["xlsx"]()
    assert mutate.MAKERS["xlsx"]() == good
    copies = [mutate.broken(good, random.Random("x")) for _ in range(2)]
    assert copies[0] == copies[1] != good
    with zipfile.ZipFile(io.BytesIO(mutate.broken_inside(good, random.Random(1)))) as archive:
        assert archive.testzip() is None
