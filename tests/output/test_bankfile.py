"""Bank files by profile: what is written, read back by another reader, and what a bank would misread."""

from __future__ import annotations

import datetime as dt
import io
import os
import tomllib
from pathlib import PurePath

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.output.conftest import GOLDEN
from vetctl.core import shelf as shelves
from vetctl.core.errors import Integrity, Refused, Usage
from vetctl.core.identity import DEMO_AREA, check_character
from vetctl.core.shelf import Item, load_toml_shelf
from vetctl.output import bankfile, bankprofile, bankread
from vetctl.output.bankfile import Payee

SHIPPED = ["pipe-summary", "xlsx-list"]

FIXED = """
code = "fixed"
title = { zh = "定长", en = "Fixed width" }
why = { zh = "测试", en = "test" }
[payment]
kind = "fixed"
encoding = "gb18030"
amount = "fen"
newline = "lf"
max_lines = 2
file_name = "F{run}_{month}_{part}of{parts}.txt"
summary_at = "last"
summary = [{ field = "text", width = 1, text = "T" }, { field = "count", width = 6, align = "right", pad = "0" }, { field = "total", width = 15, align = "right", pad = "0" }]
columns = [
  { field = "seq", width = 6, align = "right", pad = "0" }, { field = "reference", width = 14 }, { field = "account", width = 22 },
  { field = "name", width = 10 }, { field = "amount", width = 13, align = "right", pad = "0" }, { field = "purpose", width = 8, align = "right" },
]
[answer]
kind = "fixed"
encoding = "gb18030"
amount = "fen"
newline = "lf"
columns = [{ field = "reference", width = 14 }, { field = "amount", width = 13, align = "right", pad = "0" }, { field = "result", width = 4 }, { field = "ignore", width = 3 }]
success = ["0000"]
failure = ["9999"]
[[example]]
name = "one"
payees = [{ name = "王䶮", account = "0228580000000000018", amount_fen = 123450, reference = "V0011P000012" }]
file = ["000001V0011P000012  0228580000000000018   王䶮      0000000123450优抚补助", "T000001000000000123450"]
answer = ["V0011P000012  000000012345000009  ", "V0011P000013  00000000000059999   "]
rows = [{ reference = "V0011P000012", amount = "123450", result = "0000" }, { reference = "V0011P000013", amount = "5", result = "9999" }]
"""
"""Fixed width is bytes of the encoding, as banks count: two for 王 in GB18030, three in UTF-8; nothing is cut."""


def profile(text=FIXED, **changes):
    meta = tomllib.loads(text)
    meta["payment"] |= changes
    return bankprofile.parse(Item(shelf="banks", code=meta["code"], origin="test", meta=meta, front=text))


def identity(number):
    body = f"{DEMO_AREA}19500101{number:03d}"
    return body + check_character(body)


def payee(number, **changes):
    values = {
        "name": "王建国", "account": f"0228580000000{number:06d}", "identity": identity(number), "amount_fen": 10_005 + number,
        "reference": f"V0001P{number:06d}", "bank": "演示农商银行",
    }  # fmt: skip
    return Payee(**{**values, **changes})


def make(layout, payees, **given):
    return bankfile.make(payees, layout, **{"month": "2020-11", "run": 11, **given})


def lines_of(data, layout):
    """The rows of a file, for the examples: cells of a workbook with bars between them."""
    if layout.kind == "xlsx":
        sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
        rows = [["" if cell is None else cell for cell in row] for row in sheet.iter_rows(values_only=True)]
        cut = [row[: max((n for n, cell in enumerate(row, 1) if cell), default=0)] for row in rows]
        return ["|".join(row) for row in cut]
    return data.decode(layout.encoding).removesuffix(layout.line_end).split(layout.line_end)


def file_of(lines, layout):
    """The bytes of an answer file with these lines."""
    if layout.kind != "xlsx":
        return "".join(line + layout.line_end for line in lines).encode(layout.encoding)
    book = openpyxl.Workbook()
    for line in lines:
        book.active.append([cell or None for cell in line.split("|")])
    page = io.BytesIO()
    book.save(page)
    return page.getvalue()


PROFILES = [*bankprofile.load().values(), profile()]


@pytest.mark.parametrize("one", PROFILES, ids=lambda p: p.code)
def test_the_worked_examples_of_every_profile(one):
    for example in one.example:
        payees = [Payee(**given) for given in example.payees]
        (file,) = make(one.payment, payees)
        assert lines_of(file.data, one.payment) == list(example.file), example.name
        page = bankread.take_apart(file_of(example.answer, one.answer), one.answer)
        assert [dict(row.cells) for row in page.rows] == [dict(row) for row in example.rows], example.name


def test_every_file_of_the_shelf_is_found():
    folder = shelves._PACKAGE / "output" / "banks"
    assert set(bankprofile.load()) == {path.stem for path in folder.glob("*.toml")} >= set(SHIPPED)


@pytest.mark.parametrize("code", SHIPPED)
def test_golden_files(code):
    """Written once with UPDATE_GOLDEN=1; look at the difference before you keep it."""
    payees = [payee(0), payee(1, name="欧阳䶮"), payee(2, name="县人民医院", identity="", amount_fen=1)]
    (file,) = make(bankprofile.load()[code].payment, payees)
    golden = GOLDEN / f"bank.{code}{PurePath(file.name).suffix}"
    if os.environ.get("UPDATE_GOLDEN"):
        golden.write_bytes(file.data)
    if code == "xlsx-list":  # the packing of a workbook differs between versions of zlib; its cells do not
        assert lines_of(file.data, bankprofile.load()[code].payment) == lines_of(golden.read_bytes(), bankprofile.load()[code].payment)
    else:
        assert file.data == golden.read_bytes()
    assert make(bankprofile.load()[code].payment, payees)[0].data == file.data


NAMES = st.text(st.characters(codec="gb18030", categories=["Lo", "Lu", "Ll"]), min_size=1, max_size=4)


@pytest.mark.parametrize("one", PROFILES, ids=lambda p: p.code)
@settings(deadline=None)  # a workbook is written and read each time; the first time of a process takes longer
@given(data=st.data())
def test_what_is_written_reads_back(one, data):
    wide = {**one.payment.model_dump(), "columns": [{**cell, "width": max(cell["width"], 60)} for cell in one.payment.model_dump()["columns"]]}
    layout = bankprofile.PaymentFile(**wide)
    given_payees = data.draw(
        st.lists(st.tuples(NAMES, st.from_regex(r"0{0,3}[0-9]{8,19}", fullmatch=True), st.integers(1, 10**11)), min_size=1, max_size=5)
    )
    payees = [payee(n, name=name, account=account, amount_fen=fen) for n, (name, account, fen) in enumerate(given_payees)]
    files = make(layout, payees)
    read = [line for file in files for line in bankread.payments(file.data, layout)]
    assert read == [(p.reference, p.name, p.account, p.amount_fen) for p in payees]
    assert sum(file.total_fen for file in files) == sum(p.amount_fen for p in payees)


def test_leading_zeros_and_nineteen_digits_survive_in_every_layout():
    for one in PROFILES:
        (file,) = make(one.payment, [payee(0, account="0000000000000000018"), payee(1, account="9999999999999999999")])
        assert [line[2] for line in bankread.payments(file.data, one.payment)] == ["0000000000000000018", "9999999999999999999"]


def test_a_character_the_encoding_lacks_names_person_and_character(tmp_path):
    layout = bankprofile.load()["pipe-summary"].payment.model_copy(update={"encoding": "gbk"})
    with pytest.raises(Refused) as caught:
        make(layout, [payee(0), payee(1, name="王䶮")])
    assert caught.value.code == "E421"
    for said in ("第 2 笔", "王䶮", "䶮", "U+4DAE", "gbk"):
        assert said in caught.value.message


@pytest.mark.parametrize(
    "changes",
    [
        {"amount_fen": 0}, {"amount_fen": -1}, {"name": ""}, {"name": "王 建国"}, {"name": "王|建国"}, {"name": "王\u202e建国"}, {"name": "王\n建国"},
        {"account": ""}, {"account": "6.22E+18"}, {"account": "622 858"}, {"reference": ""}, {"reference": "V0001P000000"}, {"bank": "农商\t银行"},
    ],
)  # fmt: skip
def test_what_a_bank_would_misread_is_refused(changes):
    with pytest.raises(Refused) as caught:
        make(bankprofile.load()["pipe-summary"].payment, [payee(0), payee(1, **changes)])
    assert (caught.value.code, caught.value.values["line"]) == ("E421", 2)


def test_nobody_to_pay_is_no_file():
    with pytest.raises(Refused):
        make(bankprofile.load()["pipe-summary"].payment, [])


def test_split_files_carry_their_own_count_and_total():
    layout = bankprofile.load()["pipe-summary"].payment.model_copy(update={"max_lines": 2})
    files = make(layout, [payee(n) for n in range(5)])
    assert [file.name for file in files] == [f"代发-2020-11-批次11-{part}.txt" for part in (1, 2, 3)]
    heads = [file.data.decode().split("\r\n")[0] for file in files]
    assert heads == ["2|200.11", "2|200.15", "1|100.09"]
    assert [file.name for file in make(profile().payment, [payee(n) for n in range(3)])] == ["F11_2020-11_1of2.txt", "F11_2020-11_2of2.txt"]
    with pytest.raises(Refused) as caught:  # the line is named by its place in the whole list
        make(layout, [payee(0), payee(1), payee(2, name="")])
    assert caught.value.values["line"] == 3


def test_fixed_width_counts_bytes_and_never_cuts():
    layout = profile().payment
    (file,) = make(layout, [payee(0, name="欧阳建国")])
    line = file.data.split(b"\n")[0]
    assert len(line) == 6 + 14 + 22 + 10 + 13 + 8
    assert line[42:52] == "欧阳建国".encode("gb18030") + b"  "
    with pytest.raises(Refused) as caught:
        make(layout, [payee(0, name="欧阳建国民兵")])  # twelve bytes for six characters
    assert "12" in caught.value.message
    assert "欧阳建国民兵" in caught.value.message
    utf8 = profile(encoding="utf-8").payment
    with pytest.raises(Refused):  # the same four characters take twelve bytes in UTF-8
        make(utf8, [payee(0, name="欧阳建国")])


@pytest.mark.parametrize("torn", ["total", "count", "line", "account", "end", "garbage"])
def test_a_file_that_reads_back_differently_is_not_kept(tmp_path, monkeypatch, torn):
    layout = bankprofile.load()["pipe-summary"].payment
    files = make(layout, [payee(0), payee(1)])
    real = bankfile.write_whole

    def damage(path, chunks, verify):
        data = b"".join(chunks)
        changed = {
            "total": data.replace(b"200.11", b"200.12"),
            "count": data.replace(b"2|200", b"3|200"),
            "line": data.replace(b"|100.06|", b"|100.07|"),
            "account": data.replace(b"000001|100", b"000002|100"),
            "end": b"\r\n".join(data.split(b"\r\n")[:2]) + b"\r\n",
            "garbage": b"\xff\xff",
        }[torn]
        assert changed != data
        return real(path, [changed], verify)

    monkeypatch.setattr(bankfile, "write_whole", damage)
    path = tmp_path / files[0].name
    path.write_bytes(b"old")
    with pytest.raises(Refused) as caught:
        bankfile.write(tmp_path, files, layout)
    assert caught.value.code == "E408"
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_workbook_holds_text_only():
    (file,) = make(bankprofile.load()["xlsx-list"].payment, [payee(0)])
    sheet = openpyxl.load_workbook(io.BytesIO(file.data)).worksheets[0]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None} == {"s"}
    assert sheet["C2"].value == "0228580000000000000"


BROKEN = {
    "an unknown key": ('amount = "fen"\nnewline', 'amount = "fen"\ncolour = "red"\nnewline'),
    "an unknown field": ('{ field = "name", width = 10 }', '{ field = "nickname", width = 10 }'),
    "a field twice": ('{ field = "name", width = 10 }', '{ field = "name", width = 10 }, { field = "name", width = 10 }'),
    "no reference": ('{ field = "reference", width = 14 }, { field = "account", width = 22 }', '{ field = "account", width = 22 }'),
    "zeros before a name": ('{ field = "name", width = 10 }', '{ field = "name", width = 10, align = "right", pad = "0" }'),
    "no width": ('{ field = "name", width = 10 }', '{ field = "name" }'),
    "an encoding without lines": ('encoding = "gb18030"', 'encoding = "utf-16"'),
    "no such encoding": ('encoding = "gb18030"', 'encoding = "gb9999"'),
    "a folder in the name": ('file_name = "F', 'file_name = "../F'),
    "no run in the name": ('file_name = "F{run}_', 'file_name = "F_'),
    "success is failure": ('failure = ["9999"]', 'failure = ["0000"]'),
    "an empty cell as success": ('success = ["0000"]', 'success = ["0000", ""]'),
    "a limit of none": ("max_lines = 2", "max_lines = 0"),
    "a code twice": ('failure = ["9999"]', 'failure = ["9999"]\nreasons = [{ code = "1", zh = "甲", en = "a" }, { code = "1", zh = "乙", en = "b" }]'),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_profile_that_could_be_misread_is_refused(name):
    before, after = BROKEN[name]
    assert before in FIXED
    with pytest.raises(Integrity, match="E902"):
        profile(FIXED.replace(before, after))


def test_a_constant_must_not_hold_the_separator():
    text = FIXED.replace('kind = "fixed"', 'kind = "separated"', 1)
    assert profile(text).payment.kind == "separated"
    with pytest.raises(Integrity, match="E902"):
        profile(text, purpose="优抚|补助")


@pytest.fixture
def _forget():
    yield
    shelves._shelf.cache_clear()


@pytest.mark.usefixtures("_forget")
def test_a_bureaus_own_profile_stands_beside_the_shipped_ones(tmp_path):
    (tmp_path / "banks").mkdir()
    (tmp_path / "banks" / "fixed.toml").write_text(FIXED, encoding="utf-8")
    assert set(bankprofile.load(tmp_path)) == {*bankprofile.load(), "fixed"}
    assert bankprofile.choose({"payments": {"bank": "fixed"}}, None, tmp_path).code == "fixed"
    assert bankprofile.choose({"payments": {"bank": "fixed"}}, "xlsx-list", tmp_path).code == "xlsx-list"
    assert bankprofile.choose({}).code == bankprofile.DEFAULT
    with pytest.raises(Usage, match="E525"):
        bankprofile.choose({}, "icbc")
    assert load_toml_shelf("banks", tmp_path)["fixed"].origin == str(tmp_path / "banks")


@pytest.mark.usefixtures("_forget")
@pytest.mark.parametrize(("text", "code"), [("code = ", "E902"), (FIXED.replace('code = "fixed"', 'code = "other"'), "E902")])
def test_an_unreadable_profile_stops_everything(tmp_path, text, code):
    (tmp_path / "banks").mkdir()
    (tmp_path / "banks" / "fixed.toml").write_text(text, encoding="utf-8")
    with pytest.raises(Integrity, match=code):
        bankprofile.load(tmp_path)


@pytest.mark.usefixtures("_forget")
def test_a_code_used_twice_and_an_empty_shelf_stop_everything(tmp_path, monkeypatch):
    (tmp_path / "banks").mkdir()
    (tmp_path / "banks" / "xlsx-list.toml").write_text(FIXED.replace('code = "fixed"', 'code = "xlsx-list"'), encoding="utf-8")
    with pytest.raises(Integrity, match="E903"):
        bankprofile.load(tmp_path)
    monkeypatch.setattr(shelves, "TOML_SHELVES", {"banks": "output/nothing-here"})
    with pytest.raises(Integrity, match="E901"):
        bankprofile.load()


ANSWER = bankprofile.load()["pipe-summary"].answer


@pytest.mark.parametrize(
    "data",
    [b"", b"\xff\xfe0\x00", b"1|2|3\r\n", b"1|1.00|1|1.00|0|0.00\r\nV0001P000001|1|1.00\r\n", b"PK\x03\x04nothing"],
    ids=["empty", "other encoding", "other columns", "a line cut off", "a broken workbook"],
)
def test_bytes_that_are_no_answer_file_are_refused_with_a_reason(data):
    with pytest.raises(bankread.NotReadableError, match=r".+"):
        bankread.take_apart(data, ANSWER)
    with pytest.raises(bankread.NotReadableError, match=r".+"):
        bankread.take_apart(data, bankprofile.load()["xlsx-list"].answer)


def sheet_of(rows, *, top=1, left=1):
    """A workbook with these rows, beginning somewhere on the sheet."""
    book = openpyxl.Workbook()
    for row, cells in enumerate(rows, top):
        for column, cell in enumerate(cells, left):
            book.active.cell(row, column, cell)
    page = io.BytesIO()
    book.save(page)
    return page.getvalue()


ROWS = [
    ["序号", "交易日期", "金额", "业务参考号", "收款账号", "交易状态", "失败原因"],
    [1, dt.date(2020, 11, 16), 650, "V0001P000001", "0228580000000000018", "交易成功", None],
    [2, "2020-11-16", "0.1", "V0001P000002", 228580000000000018, None, None],
]


def test_a_sheet_is_read_by_its_headings_wherever_they_stand():
    layout = bankprofile.load()["xlsx-list"].answer.model_copy(update={"summary": ()})
    page = bankread.take_apart(sheet_of(ROWS, top=3, left=2), layout)
    assert [row.number for row in page.rows] == [4, 5]
    first, second = page.rows[0].cells, page.rows[1].cells
    assert first == {
        "date": "2020-11-16", "amount": "650", "reference": "V0001P000001", "account": "0228580000000000018", "result": "交易成功", "reason": "",
    }  # fmt: skip
    assert second["result"] == ""
    assert second["account"] != "0228580000000000018"  # what a spreadsheet made a number of is not put right


def test_a_sheet_whose_summary_is_elsewhere_or_whose_heading_lacks_is_refused():
    layout = bankprofile.load()["xlsx-list"].answer
    total = ["合计", 2, "650.10"]
    assert bankread.take_apart(sheet_of([*ROWS, total]), layout).summary == {"count": "2", "total": "650.10"}
    for rows in ([*ROWS, ["合计", 2, "650.10", "制表", "张三"]], [ROWS[0][:4], *ROWS[1:], total], [[*ROWS[0], "金额"], *ROWS[1:], total]):
        with pytest.raises(bankread.NotReadableError):
            bankread.take_apart(sheet_of(rows), layout)
