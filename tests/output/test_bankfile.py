from __future__ import annotations

import hashlib

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.output.conftest import identity
from vetctl.core.errors import Refused
from vetctl.output import bankfile
from vetctl.output.bankfile import Payee, write_bank_file, write_bank_workbook


def payee(number: int, **changes: object) -> Payee:
    values: dict[str, object] = {
        "name": "王建国",
        "account": f"6228580000000{number:06d}",
        "identity": identity(number),
        "amount_fen": 10_005 + number,
    }
    return Payee(**{**values, **changes})  # type: ignore[arg-type]


def test_text_of_the_file(tmp_path):
    path = tmp_path / "代发.txt"
    result = write_bank_file(path, [payee(0), payee(1, name="欧阳䶮", purpose="补发")], encoding="gb18030")
    data = path.read_bytes()
    assert data.decode("gb18030") == (
        "2|200.11\r\n"
        f"1|王建国|6228580000000000000|100.05|{identity(0)}|优抚补助\r\n"
        f"2|欧阳䶮|6228580000000000001|100.06|{identity(1)}|补发\r\n"
    )
    assert (result.count, result.total_fen) == (2, 20011)
    assert result.sha256 == hashlib.sha256(data).hexdigest()
    assert not data.startswith(b"\xef\xbb\xbf")


def test_a_character_the_encoding_lacks_is_loud(tmp_path):
    with pytest.raises(Refused) as caught:
        write_bank_file(tmp_path / "x.txt", [payee(0), payee(1, name="王䶮")], encoding="gbk")
    assert caught.value.code == "E421"
    assert caught.value.values["line"] == 2
    assert "U+4DAE" in caught.value.message
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"amount_fen": 0},
        {"amount_fen": -1},
        {"name": ""},
        {"name": "王 建国"},
        {"name": "王|建国"},
        {"name": "王\u202e建国"},
        {"name": "王\n建国"},
        {"account": ""},
        {"account": "6.22E+18"},
        {"account": "622 858"},
        {"identity": ""},
        {"purpose": "补|发"},
    ],
)
@pytest.mark.parametrize("write", [write_bank_file, write_bank_workbook])
def test_what_a_bank_would_misread_is_refused(tmp_path, changes, write):
    with pytest.raises(Refused) as caught:
        write(tmp_path / "x", [payee(0), payee(1, **changes)])
    assert caught.value.code == "E421"
    assert caught.value.values["line"] == 2
    assert list(tmp_path.iterdir()) == []


def test_nothing_to_pay_and_too_many_lines(tmp_path):
    with pytest.raises(Refused):
        write_bank_file(tmp_path / "x", [])
    with pytest.raises(Refused):
        write_bank_file(tmp_path / "x", [payee(0), payee(1)], max_lines=1)
    with pytest.raises(ValueError):
        write_bank_file(tmp_path / "x", [payee(0)], separator="1")


@pytest.mark.parametrize("torn", ["total", "count", "line", "account", "end", "garbage"])
def test_a_file_that_reads_back_differently_is_not_kept(tmp_path, monkeypatch, torn):
    real = bankfile.write_whole

    def damage(path, chunks, verify):
        data = b"".join(chunks)
        changed = {
            "total": data.replace(b"200.11", b"200.12"),
            "count": data.replace(b"2|200", b"3|200"),
            "line": data.replace(b"|100.06|", b"|100.07|"),
            "account": data.replace(b"000001|", b"000002|"),
            "end": b"\r\n".join(data.split(b"\r\n")[:2]) + b"\r\n",
            "garbage": b"\xff\xff",
        }[torn]
        assert changed != data
        return real(path, [changed], verify)

    monkeypatch.setattr(bankfile, "write_whole", damage)
    path = tmp_path / "x.txt"
    path.write_bytes(b"old")
    with pytest.raises(Refused) as caught:
        write_bank_file(path, [payee(0), payee(1)])
    assert caught.value.code == "E408"
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_workbook_holds_the_same_lines_as_text(tmp_path):
    result = write_bank_workbook(tmp_path / "x.xlsx", [payee(0), payee(1)])
    assert (result.count, result.total_fen) == (2, 20011)
    sheet = openpyxl.load_workbook(tmp_path / "x.xlsx").worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0] == ["序号", "收款人姓名", "收款账号", "金额", "证件号码", "用途"]
    assert rows[2] == ["2", "王建国", "6228580000000000001", "100.06", identity(1), "优抚补助"]
    again = write_bank_workbook(tmp_path / "y.xlsx", [payee(0), payee(1)])
    assert again.sha256 == result.sha256


@given(st.lists(st.integers(1, 10**9), min_size=1, max_size=30))
def test_totals_hold_for_any_amounts(tmp_path_factory, amounts):
    path = tmp_path_factory.mktemp("bank") / "x.txt"
    result = write_bank_file(path, [payee(n, amount_fen=fen) for n, fen in enumerate(amounts)])
    lines = path.read_text(encoding="utf-8").splitlines()
    assert (result.count, result.total_fen) == (len(amounts), sum(amounts))
    assert int(lines[0].partition("|")[2].replace(".", "")) == sum(amounts)
    assert sum(int(line.split("|")[3].replace(".", "")) for line in lines[1:]) == sum(amounts)
