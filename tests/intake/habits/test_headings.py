"""The headings of townships' workbooks: every one of the start set has its meaning, and none is guessed."""

from __future__ import annotations

import pytest

from vetctl.intake import shelf
from vetctl.intake.header import Lexicon, find

REGISTERS = shelf.registers()
LEXICON = Lexicon(REGISTERS.values())

MEANT: dict[tuple[str, str], str] = {
    ("roster", "name"): "姓名, 姓 名, 对象姓名, 优抚对象姓名, 收款人, 领款人",
    ("roster", "holder"): "户名, 账户名, 开户名",
    ("roster", "identity"): "身份证号, 身份证号码, 身份证件号码, 公民身份号码, 证件号码, 身份证, 身份证（18位）",
    ("roster", "birth"): "出生日期, 出生年月, 出生时间, 生日",
    ("roster", "township"): "乡镇, 镇（乡）, 所属乡镇, 街道",
    ("roster", "village"): "村（社区）, 村居, 行政村, 户籍地, 户口所在地, 行政区划, 所属地区",
    ("roster", "category"): "优抚类别, 优抚对象类别, 人员类别, 对象类别, 身份类别, 享受类别",
    ("roster", "grade"): "伤残等级, 残疾等级, 等级",
    ("roster", "nature"): "伤残性质, 残疾性质, 致残性质",
    ("roster", "certificate"): "优抚证号, 残疾证号, 证书编号, 定期抚恤证编号, 退伍证号, 退役证件号",
    ("roster", "account"): "银行账号, 银行帐号, 卡号, 社保卡号, 一卡通账号, 账（卡）号, 开户银行账号",
    ("roster", "bank"): "开户行, 开户银行, 银行名称, 发卡行",
    ("roster", "enlisted_on"): "入伍时间, 入伍年月, 参军时间",
    ("roster", "discharged_on"): "退伍时间, 退役时间, 退役年月, 复员时间",
    ("roster", "phone"): "联系电话, 手机, 电话号码",
    ("roster", "note"): "备注, 说明, 摘要",
    ("standards", "amount"): "标准, 月标准, 省标准, 发放标准",
    ("deaths", "died_on"): "死亡时间, 去世时间, 死亡日期, 病故时间",
}
"""(register, field) -> what clerks call it. 户名 is a name too, but the account holder's: on a roster the two are told apart."""

NOT_KEPT = "月数, 发放月数, 金额, 发放金额, 应发金额, 实发金额, 合计, 发放资金总额, 补助金额（元）"
"""What a month's payment came to is worked out here, never taken from a roster."""


@pytest.mark.parametrize(("meaning", "words"), MEANT.items(), ids=["-".join(key) for key in MEANT])
def test_the_start_set_of_headings(meaning: tuple[str, str], words: str) -> None:
    register, field = meaning
    for word in words.split(", "):
        for written in (word, f"*{word}", f" {word[0]} {word[1:]}　", f"{word[:1]}\n{word[1:]}"):
            assert LEXICON.field(register, " ".join(written.split())) == field, written


@pytest.mark.parametrize("word", NOT_KEPT.split(", "))
def test_amounts_of_a_payment_roster_are_no_field_of_the_roster(word: str) -> None:
    found = find([["姓名", "身份证号", "乡镇", "优抚对象类别", word], ["张三", "", "", "", 1]], LEXICON)
    assert found is not None
    assert found.register.code == "roster"
    assert 4 not in found.fields.values()


def test_the_heading_above_decides_between_two_meanings() -> None:
    rows = [
        ["姓名", "身份证号", "乡镇", "优抚对象类别", "发放情况", "", ""],
        ["", "", "", "", "标准", "月数", "金额"],
        ["张三", "", "", "", 1, 2, 3],
    ]
    found = find(rows, LEXICON, [(0, 4, 6)])
    assert found is not None
    assert found.headings[4:] == ("发放情况/标准", "发放情况/月数", "发放情况/金额")
    assert not {4, 5, 6} & set(found.fields.values())


@pytest.mark.parametrize("code", sorted(REGISTERS))
def test_no_heading_means_two_fields(code: str) -> None:
    words = LEXICON.fields[code]
    for column in REGISTERS[code].columns:
        assert words, column
        assert all(LEXICON.field(code, word) == column.field for word in (column.zh, column.en, *column.also))
