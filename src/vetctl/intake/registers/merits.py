"""立功受奖奖励: awards for merits of serving soldiers, paid to the household.

Feeds occasion (merit-award).
"""

from __future__ import annotations

from vetctl.intake import occasions
from vetctl.intake.frame import Frame
from vetctl.intake.known import Known
from vetctl.intake.register import NOTE, PERSONAL, About, Column, Example, Register

CODE = "merits"
POLICY = "merit-award"

MERITS: dict[str | int, tuple[str, ...]] = {
    "title-cmc": ("中央军委荣誉称号", "军委荣誉称号"),
    "title-region": ("军区级荣誉称号", "战区级荣誉称号"),
    "first": ("一等功", "荣立一等功"),
    "second": ("二等功", "荣立二等功"),
    "third": ("三等功", "荣立三等功"),
    "excellent": ("优秀士兵", "四有优秀士兵", "优秀义务兵"),
}


def check(frame: Frame, known: Known) -> None:
    """One merit is rewarded once, whoever of the household comes for it."""
    frame.columns["happened_on"] = frame.get("awarded_on")
    frame.columns["merit_word"] = [MERITS[merit][0] if merit else None for merit in frame.get("category")]
    occasions.references(frame, "about_name", "merit_word", "awarded_on")
    standing = {(one.about, one.reference): one for one in occasions.others(frame, occasions.held(known, [POLICY]))}
    for row, (about, reference, name, withdrawn) in enumerate(frame.several("about_id_no", "reference", "about_name", "withdrawn")):
        if not withdrawn and (other := standing.get((about, reference))) is not None:
            frame.add(row, "E225", "about_identity", value=name, other=other.name)
    occasions.settle(frame, known)


REGISTER = Register(
    code=CODE,
    zh="立功受奖奖励花名册",
    en="Awards for merits",
    why="军人立功受奖，由县给家庭发放奖励金",
    why_en="The county rewards the household of a soldier who was honoured",
    people="add",
    policy=POLICY,
    about=About(identity="about_identity", name="about_name", add=True),
    key=("about_id_no", "category", "awarded_on"),
    unused=PERSONAL,
    check=check,
    columns=(
        Column(field="about_name", zh="立功人姓名", en="Soldier", kind="name", required=True, also=("受奖人姓名", "军人姓名", "士兵姓名")),
        Column(
            field="about_identity", zh="立功人身份证号", en="Soldier's identity number", kind="identity", required=True,
            also=("受奖人身份证号", "军人身份证号", "士兵身份证号"),
        ),
        Column(field="category", zh="立功等级", en="Merit", kind="choice", required=True, choices=MERITS, also=("奖励等级", "立功受奖等级", "立功类别")),
        Column(field="awarded_on", zh="立功时间", en="Awarded on", kind="date", required=True, coarsest="day", also=("受奖时间", "立功日期", "通令日期")),
        occasions.PAYEE_NAME,
        occasions.PAYEE_IDENTITY,
        occasions.PAYEE_TOWNSHIP,
        occasions.RELATION,
        *occasions.ACCOUNTS,
        occasions.DECIDED,
        occasions.DOCUMENT,
        occasions.WITHDRAWN,
        NOTE,
    ),
    feeds=(*occasions.PAYEE_FEEDS, occasions.ABOUT_FEED, occasions.feed({"relation": "relation"}, "about", "category")),
)  # fmt: skip

_ROW = {
    "立功人姓名": "郑小军", "立功人身份证号": "990326199908083417", "立功等级": "三等功", "立功时间": "2020-07-20", "领款人姓名": "郑国强",
    "领款人身份证号": "990326197203073412", "乡镇": "昆阳镇", "与本人关系": "父子", "银行账号": "9903260000000000082", "批准日期": "2020-11-05",
}  # fmt: skip
EXAMPLES = (
    Example(
        name="third class, to the father",
        cells=_ROW,
        facts={
            "enrolment": {"policy": "merit-award"},
            "occasion": {"reference": "郑小军 三等功 2020-07-20", "happened_on": "2020-07-20", "category": "third"},
        },
    ),
    Example(name="decided before the award", cells={**_ROW, "批准日期": "2020-07-01"}, codes=("E203",)),
    Example(name="an award that is none", cells={**_ROW, "立功等级": "四等功"}, codes=("E112",)),
)  # fmt: skip
