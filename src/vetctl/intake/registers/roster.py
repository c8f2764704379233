"""优抚对象花名册: who draws which benefit, on what decision, paid into which account.

Feeds person, profile, service, enrolment, terms and account. It decides no amount and no start of payment; it keeps
what the decision says. A re-imported row with other values corrects the terms held, unless 变更起月 names a month.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from vetctl.core.shelf import load_sql_shelf
from vetctl.intake import accounts
from vetctl.intake.frame import Frame
from vetctl.intake.known import Known
from vetctl.intake.register import (
    HUKOU_CHOICES,
    IDENTITY,
    NAME,
    NOTE,
    PERSONAL,
    PHONE,
    TOWNSHIP,
    VILLAGE,
    Column,
    Example,
    Feed,
    Register,
)
from vetctl.intake.service import COLUMNS as SERVICE_COLUMNS
from vetctl.intake.service import FEED as SERVICE_FEED
from vetctl.intake.service import LISTED as SERVICE_LISTED
from vetctl.intake.service import check as check_service

CODE = "roster"

_DIGITS = "一二三四五六七八九十"
_GRADES: dict[str | int, tuple[str, ...]] = {
    number: (f"{digit}级", digit, f"{number}级", f"伤残{digit}级", f"{digit}等")
    for number, digit in enumerate(_DIGITS, 1)
}
_NATURES: dict[str | int, tuple[str, ...]] = {
    "war": ("因战", "因战致残", "战"),
    "duty": ("因公", "因公致残", "公"),
    "illness": ("因病", "因病致残", "病"),
}
_LAST_ILLNESS_GRADE = 6
"""Illness is graded 1 to 6 only (军人抚恤优待条例 of 2011, art. 22)."""
_CONSCRIPTION = ("1954-11-01", "2011-10-31")
"""Enlistment from the trial conscription to the day before 退役士兵安置条例 (民发〔2011〕110号)."""


def check(frame: Frame, known: Known) -> None:
    """Resolve category and benefit, find missing or contradicting facts, and derive the month the terms hold from."""
    cells = frame.get("category")
    frame.columns["policy"] = [cell and cell[0] for cell in cells]
    frame.columns["category"] = [cell and cell[1] for cell in cells]
    check_service(frame)
    _needs(frame, known)
    _disability(frame)
    _dates(frame)
    _groups(frame, known)
    holder = frame.get("holder")
    frame.columns["holder"] = [h or name for h, name in zip(holder, frame.get("name"), strict=True)]
    accounts.keep_refused_out(frame, known)
    frame.columns["from_month"] = [
        change or start or (approved and approved[:7]) or "1900-01"
        for change, start, approved in frame.several("change_month", "start_month", "approved_on")
    ]


def _needs(frame: Frame, known: Known) -> None:
    plain: dict[str, tuple[str, ...]] = {}
    for code, benefit in known.benefits.items():
        plain[code] = tuple(n for n in benefit.needs if n in ("grade", "nature"))
    serving = {code for code, benefit in known.benefits.items() if "conscript_service" in benefit.needs}
    columns = {"grade": frame.get("grade"), "nature": frame.get("nature")}
    service = frame.several("conscript_from", "conscript_to", "stated_years", "enlisted_on", "discharged_on")
    for row, (policy, (first, last, stated, enlisted, discharged)) in enumerate(
        zip(frame.columns["policy"], service, strict=True)
    ):
        for name in plain.get(policy, ()):
            if columns[name][row] is None and not _complained(frame, row, name):
                frame.add(row, "E204", name, what=frame.register.column(name).title)
        if policy in serving:
            if not ((first and last) or stated or (enlisted and discharged)):
                frame.add(row, "E204", "conscript_from", what=frame.register.column("conscript_from").title)
            if enlisted and not _CONSCRIPTION[0] <= enlisted <= _CONSCRIPTION[1]:
                frame.add(row, "E211", "enlisted_on", value=enlisted)


def _complained(frame: Frame, row: int, name: str) -> bool:
    return any(p.field == name for p in frame.problems.get(row, ()))


def _disability(frame: Frame) -> None:
    for row, (grade, nature) in enumerate(frame.several("grade", "nature")):
        if nature == "illness" and grade and grade > _LAST_ILLNESS_GRADE:
            frame.add(row, "E205", "grade", value=grade)


def _dates(frame: Frame) -> None:
    for row, (born, approved, start, ends) in enumerate(frame.several("born_on", "approved_on", "start_month", "ends_on")):
        if approved and born and approved < born:
            frame.add(row, "E203", "approved_on", value=approved, earlier=born)
        if ends and start and ends[:7] < start:
            frame.add(row, "E212", "ends_on", value=ends, earlier=start)


def _groups(frame: Frame, known: Known) -> None:
    """Warn when a person holds two benefits of one group: the engine pays the higher one."""
    groups = {code: benefit.group for code, benefit in known.benefits.items() if benefit.group}
    policies = frame.columns["policy"]
    held = {number: set(known.enrolled.get(person.person, ())) for number, person in known.people.items()}
    for group in frame.doubles(["id_no"]):
        held.setdefault(frame.columns["id_no"][group[0]], set()).update(policies[row] for row in group)
    if not held:
        return
    for row, (number, policy) in enumerate(zip(frame.columns["id_no"], policies, strict=True)):
        if number not in held:
            continue
        others = [o for o in held[number] if o != policy and o in groups and groups[o] == groups.get(policy)]
        if others:
            titles = "、".join(known.benefits[other].title for other in sorted(others))
            frame.add(row, "E206", "category", value=known.benefits[policy].title, other=titles)


def arrange(fields: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Rows of the listing with the category as the clerk writes it: two benefits may use the same code."""
    words = {
        f"{code}/{entry['code']}": str(entry["zh"]) for code, item in load_sql_shelf("policies").items() for entry in item.meta.get("categories", [])
    }
    at = fields.index("category")
    return [(*row[:at], words.get(row[at], row[at].rpartition("/")[2]), *row[at + 1 :]) for row in rows]


REGISTER = Register(
    code=CODE,
    zh="优抚对象花名册",
    en="Roster of beneficiaries",
    why="军人抚恤优待条例；发放花名册的依据",
    why_en="Regulations on benefits of servicemen; what the payment roster rests on",
    people="add",
    key=("id_no", "policy"),
    any_of=(("township", "village"),),
    unused=(*PERSONAL, "优抚对象", "劳动能力", "生活能力", "就业情况", "优抚对象状态", "录入时间", "录入人", "伤残属别", "伤残时期"),
    check=check,
    columns=(
        NAME,
        IDENTITY,
        TOWNSHIP,
        VILLAGE,
        Column(
            field="category", zh="优抚对象类别", en="Category", kind="category", required=True,
            also=("优抚类别", "人员类别", "对象类别", "身份类别", "享受类别", "类别"),
        ),
        Column(
            field="grade", zh="伤残等级", en="Disability grade", kind="choice", choices=_GRADES,
            also=("残疾等级", "等级", "评残等级"), zh_help="一级至十级", en_help="1 to 10",
        ),
        Column(
            field="nature", zh="伤残性质", en="Cause of disability", kind="choice", choices=_NATURES,
            also=("残疾性质", "致残性质", "性质"),
        ),
        *SERVICE_COLUMNS,
        Column(
            field="stated_years", zh="所服义务兵折算年限", en="Counted years of service", kind="stated",
            also=("义务兵年限", "折算年限", "服役年限", "服义务兵年限"), zh_help="不满一年的按一年", en_help="A part of a year counts as one",
        ),
        Column(
            field="hukou", zh="户口类别", en="Household", kind="choice", choices=HUKOU_CHOICES,
            also=("户籍类别", "户口性质", "户籍性质"),
        ),
        Column(
            field="approved_on", zh="批准时间", en="Approved on", kind="date",
            also=("审批时间", "批准日期", "审批日期", "认定时间", "批准年月"),
            # A roster of January lists those who turn 60 during the year, with the day their approval will take effect.
            future=True,
        ),
        Column(field="document", zh="批准文号", en="Document", also=("审批文号", "文号", "批文号")),
        Column(
            field="start_month", zh="待遇开始年月", en="First month of benefit", kind="month",
            also=("开始待遇年月", "享受待遇时间", "起发年月", "开始待遇年度", "待遇开始时间", "开始享受时间"), future=True,
        ),
        Column(
            field="ends_on", zh="待遇终止日期", en="Benefit ends on", kind="date",
            also=("停止待遇年月", "终止日期", "停止待遇年度", "待遇终止时间"), future=True,
        ),
        Column(field="end_reason", zh="终止原因", en="Reason of end", also=("停止原因",)),
        Column(
            field="change_month", zh="变更起月", en="Changed from month", kind="month", also=("变更起始年月", "变更年月"), future=True,
            zh_help="等级等有变化、从某月起按新情况时填；更正错误时不填", en_help="Only for a change from a month on, not for a correction",
        ),
        Column(
            field="draws_pension", zh="是否领取职工养老金", en="Draws an employee pension", kind="yes_no",
            also=("领取职工养老金", "是否领取养老金", "是否享受职工养老保险待遇"),
        ),
        Column(
            field="certificate", zh="证书编号", en="Certificate",
            also=("优抚证号", "残疾证号", "定期抚恤证编号", "退伍证号", "退役证件号", "证号", "证件编号"),
        ),
        Column(field="birth", zh="出生日期", en="Born on", kind="date", coarsest="year", also=("出生年月", "出生时间", "生日")),
        PHONE,
        Column(field="bank", zh="开户银行", en="Bank", also=("开户行", "银行名称", "开户银行名称", "发卡行", "发放银行")),
        Column(
            field="account", zh="银行账号", en="Account", kind="account",
            also=("卡号", "社保卡号", "一卡通账号", "账(卡)号", "账号", "开户银行账号", "银行卡号", "存折账号"),
            zh_help="单元格格式须为文本", en_help="Cell format text",
        ),
        Column(field="holder", zh="户名", en="Account holder", kind="text", also=("账户名", "开户名", "账户名称")),
        accounts.CHECKED,
        NOTE,
    ),
    feeds=(
        Feed(
            table="profile",
            key={"person": "person"},
            values={"name": "name", "township": "township", "village": "village", "hukou": "hukou", "phone": "phone", "note": "note"},
            keeps=True,
        ),
        SERVICE_FEED,
        accounts.FEED,
        Feed(
            table="terms",
            key={"enrolment": "enrolment", "from_month": "from_month"},
            values={
                "category": "category", "grade": "grade", "nature": "nature", "approved_on": "approved_on",
                "start_month": "start_month", "ends_on": "ends_on", "end_reason": "end_reason",
                "stated_years": "stated_years", "document": "document", "certificate": "certificate",
            },
            current="from_month",
            explicit="change_month",
        ),
    ),
    listing=(
        "SELECT e.name, e.id_no AS identity, e.township, e.village, e.policy || '/' || e.category AS category, e.grade, e.nature, "
        f"{SERVICE_LISTED}, e.hukou, e.approved_on, e.document, e.start_month, e.ends_on, e.end_reason, e.certificate, "
        "s.draws_pension, a.bank, a.number AS account, a.holder_name AS holder FROM enrolled_now e LEFT JOIN service_now s USING (person) LEFT JOIN account_now a USING (person) "
        "ORDER BY e.township, e.village, e.id_no, e.policy"
    ),
    arrange=arrange,
)  # fmt: skip

_SOLDIER = {
    "姓名": "陈国华", "身份证号": "990326194802113419", "乡镇": "昆阳镇", "优抚对象类别": "60周岁以上农村籍退役士兵",
    "入伍时间": "1969-12", "退伍时间": "1973-03", "服义务兵开始时间": "1969-12", "服义务兵结束时间": "1973-03",
    "户口类别": "农业", "批准时间": "2011-08-20", "待遇开始年月": "2011-08", "银行账号": "9903260000000000017",
    "开户银行": "平阳农商银行",
}  # fmt: skip
_DISABLED = {
    "姓名": "林永福", "身份证号": "990326195507083119", "乡镇": "鳌江镇", "优抚对象类别": "残疾军人", "伤残等级": "六级",
    "伤残性质": "因公", "批准时间": "1980年5月", "证书编号": "演优残000017", "银行账号": "9903260000000000025",
}  # fmt: skip
EXAMPLES = (
    Example(
        name="a former conscript of 60 and more, dates as months",
        cells=_SOLDIER,
        facts={
            "person": {"id_no": "990326194802113419", "born_on": "1948-02-11", "sex": "male"},
            "profile": {"name": "陈国华", "township": "昆阳镇", "hukou": "rural"},
            "service": {"enlisted_on": "1969-12-01", "conscript_to": "1973-03-01", "date_precision": "month"},
            "enrolment": {"policy": "age-60-service"},
            "terms": {"from_month": "2011-08", "start_month": "2011-08", "approved_on": "2011-08-20"},
            "account": {"number": "9903260000000000017", "holder_name": "陈国华"},
        },
    ),
    Example(
        name="a disabled soldier",
        cells=_DISABLED,
        facts={"terms": {"from_month": "1980-05", "grade": 6, "nature": "duty", "category": "disabled-soldier"}},
    ),
    Example(name="a disabled soldier without a grade", cells={**_DISABLED, "伤残等级": ""}, codes=("E204",)),
    Example(name="illness has six grades", cells={**_DISABLED, "伤残等级": "7", "伤残性质": "因病"}, codes=("E205",)),
    Example(name="a wrong check digit", cells={**_SOLDIER, "身份证号": "990326194802113416"}, codes=("E102",)),
    Example(name="discharged before enlisted", cells={**_SOLDIER, "退伍时间": "1968-01"}, codes=("E203",)),
    Example(name="a township that does not exist", cells={**_SOLDIER, "乡镇": "风卧镇"}, codes=("E113",)),
    Example(name="enlisted after conscription ended", cells={**_SOLDIER, "身份证号": "990326199001013410", "入伍时间": "2012-01", "退伍时间": "2013-12"}, codes=("E211",)),
)
