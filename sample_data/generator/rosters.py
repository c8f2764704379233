"""The sixteen township rosters and the monthly lists of newcomers, in four clerks' habits.

It refuses to change a fact: only headings, order, spelling of dates and spacing differ.
"""

from __future__ import annotations

from datetime import date
from random import Random

from tests.independent.year2020 import AGE_60, month_index, month_text

from .model import Cell, Enrolment, Number, Record, Row, Town

GRADE_WORDS = ("一级", "二级", "三级", "四级", "五级", "六级", "七级", "八级", "九级", "十级")
BANKS = ("演示农村商业银行", "演示农村商业银行", "演示农村商业银行", "演示邮政储蓄银行")
REMARKS = ("", "", "", "", "", "", "", "", "", "", "", "", "独居", "低保户", "随子女居住", "市外务工", "行动不便")
CATEGORY_ORDER = (
    "disability-pension", "survivors-pension", "red-army", "demobilised",
    "ill-returned", "war-test", "martyrs-children", AGE_60,
)  # fmt: skip

A = {
    "sequence": "序号", "name": "姓名", "identity": "身份证号", "town": "乡镇", "village": "村（社区）",
    "category": "优抚对象类别", "grade": "伤残等级", "nature": "伤残性质", "enlisted": "入伍时间",
    "discharged": "退伍时间", "conscript_from": "服义务兵开始时间", "conscript_to": "服义务兵结束时间",
    "years": "所服义务兵折算年限", "hukou": "户口类别", "approved": "批准时间", "document": "批准文号",
    "start": "待遇开始年月", "pension": "是否领取职工养老金", "certificate": "证书编号", "born": "出生日期",
    "phone": "联系电话", "bank": "开户银行", "account": "银行账号", "holder": "户名", "remark": "备注",
}  # fmt: skip
B = {
    "sequence": "序号", "town": "所属乡镇", "village": "行政村", "name": "姓 名", "identity": "身份证号码",
    "born": "出生年月", "category": "人员类别", "grade": "残疾等级", "nature": "残疾性质",
    "certificate": "优抚证号", "enlisted": "入伍年月", "discharged": "退役时间",
    "conscript_from": "服义务兵开始时间", "conscript_to": "服义务兵结束时间", "years": "所服义务兵折算年限",
    "hukou": "户口类别", "pension": "是否领取职工养老金", "approved": "批准时间", "document": "批准文号",
    "start": "待遇开始年月", "phone": "手机", "bank": "开户行", "account": "银行帐号", "holder": "户名",
    "remark": "说明",
}  # fmt: skip
C = {
    "sequence": "序号", "name": "优抚对象姓名", "identity": "公民身份号码", "category": "优抚类别",
    "town": "镇（乡）", "village": "村居", "phone": "电话号码", "enlisted": "参军时间", "discharged": "复员时间",
    "conscript_from": "服义务兵开始时间", "conscript_to": "服义务兵结束时间", "hukou": "户口类别",
    "pension": "是否领取职工养老金", "grade": "等级", "nature": "致残性质", "certificate": "证书编号",
    "approved": "批准时间", "document": "批准文号", "start": "待遇开始年月", "bank": "银行名称",
    "account": "卡号", "holder": "户名", "born": "出生时间", "years": "所服义务兵折算年限", "remark": "备注",
}  # fmt: skip
D = {
    "sequence": "序号", "name": "姓名", "identity": "身份证件号码", "born": "出生日期", "town": "乡镇",
    "village": "村（社区）", "category": "身份类别", "enlisted": "入伍时间", "discharged": "退役年月",
    "conscript_from": "服义务兵\n开始时间", "conscript_to": "服义务兵\n结束时间", "years": "所服义务兵\n折算年限",
    "hukou": "户口类别", "pension": "是否领取\n职工养老金", "grade": "伤残等级", "nature": "伤残性质",
    "approved": "批准时间", "document": "批准文号", "certificate": "证书编号", "start": "待遇开始年月",
    "bank": "发卡行", "account": "社保卡号", "holder": "户名", "phone": "联系电话", "remark": "备注",
}  # fmt: skip
STYLES = {"A": A, "B": B, "C": C, "D": D}
DAY_FORMS = {
    "A": ("-", "-", "cell", "8"),
    "B": ("年", "年", ".", "-"),
    "C": ("8", "8", "-", "short"),
    "D": ("cell", "/", "-"),
}


def spell_day(day: date, form: str) -> Cell:
    """Write a day in one of the forms clerks use; 年 and . give the month only."""
    if form == "cell":
        return day
    return {
        "-": day.isoformat(),
        "/": f"{day.year}/{day.month}/{day.day}",
        "short": f"{day.year}-{day.month}-{day.day}",
        "8": day.strftime("%Y%m%d"),
        "年": f"{day.year}年{day.month}月",
        "年日": f"{day.year}年{day.month}月{day.day}日",
        ".": f"{day.year}.{day.month:02d}",
    }[form]


def spell_month(index: int, style: str) -> str:
    """Write a month."""
    year, month = index // 12, index % 12 + 1
    return {"A": month_text(index), "B": f"{year}.{month:02d}", "C": f"{year}{month:02d}", "D": f"{year}年{month}月"}[
        style
    ]


def spaced(rng: Random, name: str, style: str) -> str:
    """Put the wide space into a two-character name, as some clerks do to align the column."""
    return f"{name[0]}　{name[1]}" if len(name) == 2 and style in "BC" and rng.randrange(2) else name


def row_of(rng: Random, enrolment: Enrolment, style: str, *, with_account: bool = True) -> Row:
    """Return the cells of one enrolment under the names of the fields."""
    person, service = enrolment.person, enrolment.service
    forms = DAY_FORMS[style]
    service_form, born_form, approved_form = (rng.choice(forms) for _ in range(3))
    if enrolment.known > 1 or enrolment.approved.year == 2020:
        approved_form = "-"  # a decision of this year decides the first month, so its day is written out
    identity = person.identity.lower() if style in "BC" else person.identity
    cells: Row = {
        "name": spaced(rng, person.name, style),
        "identity": identity,
        "town": person.town.name,
        "village": person.village.name,
        "category": enrolment.category.translate(str.maketrans("()", "（）")) if style in "AD" else enrolment.category,
        "approved": spell_day(enrolment.approved, approved_form),
        "document": enrolment.document,
        "pension": "否",
        "certificate": enrolment.certificate,
        "born": spell_day(person.born, born_form),
        "phone": person.phone,
        "remark": enrolment.remark or rng.choice(REMARKS),
    }
    if service:
        cells |= service_cells(service_form, enrolment)
    if enrolment.benefit == "disability-pension":
        word = f"{enrolment.grade}级" if style == "D" else GRADE_WORDS[enrolment.grade - 1]
        cells |= {"grade": word, "nature": enrolment.nature}
    if enrolment.show_start:
        first = max(enrolment.starts, month_index(2011, 8)) if enrolment.benefit == AGE_60 else enrolment.starts
        cells["start"] = spell_month(first, style)
    if with_account:
        cells |= {
            "bank": f"{rng.choice(BANKS)}{person.town.name[:2]}支行",
            "account": enrolment.account,
            "holder": person.name,
        }
    return cells


def service_cells(form: str, enrolment: Enrolment) -> Row:
    """Return the cells of military service, all in one form so that equal days look equal."""
    service = enrolment.service
    assert service
    cells: Row = {
        "enlisted": spell_day(service.enlisted, form),
        "discharged": spell_day(service.discharged, form),
        "hukou": "农业" if enrolment.benefit == AGE_60 or service.counted < 5 else "非农业",
    }
    if enrolment.benefit == AGE_60:
        cells |= {
            "conscript_from": spell_day(service.enlisted, form),
            "conscript_to": spell_day(service.conscript_to, form),
            "years": Number(service.counted),
        }
    return cells


def roster_records(enrolments: list[Enrolment], town: Town) -> list[Record]:
    """Return the rows of one township as known in January, grouped by category."""
    rng = Random(f"vetctl/roster/{town.code}")
    mine = [e for e in enrolments if e.known == 1 and e.person.town is town]
    mine.sort(key=lambda e: (CATEGORY_ORDER.index(e.benefit), e.person.village.code, e.person.born))
    return [record_of(rng, enrolment, town.style) for enrolment in mine]


def record_of(rng: Random, enrolment: Enrolment, style: str) -> Record:
    """Return one roster row; the account is left out when it arrives later."""
    with_account = enrolment.account_known == enrolment.known
    return Record(row_of(rng, enrolment, style, with_account=with_account), enrolment=enrolment)


def newcomer_records(enrolments: list[Enrolment], late_accounts: list[Enrolment], month: int) -> list[Record]:
    """Return the rows of one monthly list: newcomers, then people whose account has arrived."""
    rng = Random(f"vetctl/newcomers/{month}")
    mine = [e for e in enrolments if e.known == month] if month > 1 else []
    arrived = [e for e in late_accounts if e.account_known == month]
    return [record_of(rng, e, "A") for e in mine] + [Record(row_of(rng, e, "A"), enrolment=e) for e in arrived]
