"""困难退役军人帮扶援助审批表: aid for somebody in hardship, by ground, with the amount proposed and who approved it.

Feeds occasion (hardship-aid). Ceilings and how often are the benefit's to judge.
"""

from __future__ import annotations

from vetctl.intake import occasions
from vetctl.intake.frame import Frame
from vetctl.intake.known import Known
from vetctl.intake.register import IDENTITY, NAME, NOTE, PERSONAL, PHONE, Column, Example, Register

CODE = "hardship"
POLICY = "hardship-aid"

_GROUNDS: dict[str | int, tuple[str, ...]] = {
    "illness": ("重大疾病", "大病", "患病", "因病致困"),
    "disaster": ("灾害事故", "突发灾害", "意外事故", "家庭变故", "突发事件"),
    "unemployment": ("长期失业", "失业"),
    "schooling": ("子女就学", "子女上学", "助学"),
    "old-wound": ("旧伤复发", "旧伤"),
    "death": ("去世", "死亡", "身故"),
    "other": ("其他", "其他困难"),
}
_HOUSEHOLDS: dict[str | int, tuple[str, ...]] = {
    "low-income": ("低保", "最低生活保障"),
    "extreme-poverty": ("特困", "特困供养"),
    "disabled": ("残疾", "残疾人"),
    "ordinary": ("一般", "普通", "无"),
}


def check(frame: Frame, known: Known) -> None:
    """Who must not be helped by rule is refused here, so that the reason goes back to the clerk with the row."""
    frame.columns["happened_on"] = frame.get("applied_on")
    frame.columns["ground_word"] = [_GROUNDS[ground][0] if ground else None for ground in frame.get("category")]
    occasions.references(frame, "applied_on", "ground_word")
    rows = frame.several("decided_on", "withdrawn", "criminal", "blacklisted")
    for row, (decided, withdrawn, criminal, blacklisted) in enumerate(rows):
        if decided and not withdrawn and (criminal or blacklisted):
            frame.add(row, "E224", "criminal" if criminal else "blacklisted")
    occasions.settle(frame, known)


REGISTER = Register(
    code=CODE,
    zh="困难退役军人帮扶援助审批表",
    en="Hardship aid",
    why="退役军人部发〔2019〕62号：帮扶援助按事由、档次和上限核定",
    why_en="退役军人部发〔2019〕62号: aid by ground, tier and ceiling",
    people="add",
    policy=POLICY,
    key=("id_no", "applied_on", "category"),
    unused=(*PERSONAL, "民族", "家庭人口", "家庭住址", "申请事由", "村(居)意见", "乡镇意见", "县级意见", "优抚对象类别", "村", "主要困难", "主要诉求"),
    check=check,
    columns=(
        NAME,
        IDENTITY,
        occasions.PAYEE_TOWNSHIP,
        Column(field="category", zh="救助类别", en="Ground", kind="choice", required=True, choices=_GROUNDS, also=("帮扶类别", "困难类别", "援助类别", "帮扶事由")),
        Column(
            field="loss_fen", zh="自付或损失金额", en="Self-paid or lost", kind="money", zero=True, also=("个人自付金额", "自负金额", "损失金额", "自付金额"),
        ),
        Column(field="household", zh="家庭类别", en="Household", kind="choice", choices=_HOUSEHOLDS, also=("困难家庭类别", "是否低保", "家庭情况")),
        Column(field="amount_fen", zh="核定援助金额", en="Amount", kind="money", required=True, also=("拟救助金额", "申请救助金额", "援助金额", "救助金额", "帮扶金额")),
        Column(field="applied_on", zh="申请日期", en="Applied on", kind="date", required=True, coarsest="day", also=("申请时间", "受理日期")),
        Column(field="clerk", zh="经办人", en="Clerk", also=("经办", "受理人")),
        Column(field="approver", zh="审批人", en="Approver", also=("批准人", "签批人")),
        occasions.DECIDED,
        occasions.DOCUMENT,
        Column(field="criminal", zh="是否被追究刑事责任", en="Criminal liability", kind="yes_no", also=("追究刑责", "刑事责任")),
        Column(field="blacklisted", zh="是否失信被执行人", en="Blacklisted", kind="yes_no", also=("失信", "是否失信", "失信被执行人")),
        *occasions.ACCOUNTS,
        PHONE,
        occasions.WITHDRAWN,
        NOTE,
    ),
    feeds=(
        *occasions.PAYEE_FEEDS,
        occasions.feed({name: name for name in ("loss_fen", "household", "amount_fen", "clerk", "approver", "criminal", "blacklisted")}, "category"),
    ),
)  # fmt: skip

_ROW = {
    "姓名": "徐建国", "身份证号": "990326196503033426", "乡镇": "昆阳镇", "救助类别": "重大疾病", "自付或损失金额": "62000", "家庭类别": "一般",
    "核定援助金额": "18000", "申请日期": "2020-06-01", "经办人": "王经办", "审批人": "张审批", "批准日期": "2020-06-20", "银行账号": "9903260000000000090",
}  # fmt: skip
EXAMPLES = (
    Example(
        name="a grave illness",
        cells=_ROW,
        facts={
            "enrolment": {"policy": "hardship-aid"},
            "occasion": {
                "reference": "2020-06-01 重大疾病", "category": "illness", "decided_on": "2020-06-20",
                "facts": '{"amount_fen":1800000,"approver":"张审批","clerk":"王经办","household":"ordinary","loss_fen":6200000}',
            },
        },
    ),
    Example(name="a criminal is not helped", cells={**_ROW, "是否被追究刑事责任": "是"}, codes=("E224",)),
    Example(name="no amount", cells={**_ROW, "核定援助金额": ""}, codes=("E101",)),
)  # fmt: skip
