"""社保接续台账: people whose pension or medical insurance is made up for the years it was interrupted, case by case.

Feeds occasion (insurance-continuation). Payable months, base and shares are worked out by the benefit.
"""

from __future__ import annotations

from dataclasses import replace

from vetctl.intake import occasions
from vetctl.intake.frame import Frame
from vetctl.intake.known import Known
from vetctl.intake.register import IDENTITY, NAME, NOTE, PERSONAL, PHONE, Column, Example, Register

CODE = "insurance-cases"
POLICY = "insurance-continuation"

_UNITS: dict[str | int, tuple[str, ...]] = {
    "solvent": ("存续", "正常", "正常经营"),
    "unable": ("困难", "无力缴纳", "缴费困难"),
    "dissolved": ("破产", "注销", "撤销", "已破产", "解散"),
    "none": ("无单位", "未安置", "无"),
}
_HOUSEHOLDS: dict[str | int, tuple[str, ...]] = {"low-income": ("低保", "最低生活保障"), "extreme-poverty": ("特困", "特困供养")}
_RESULTS: dict[str | int, tuple[str, ...]] = {"approved": ("通过", "同意", "符合"), "rejected": ("不通过", "不同意", "不符合", "退回")}


def check(frame: Frame, known: Known) -> None:
    """Days and months in order; the office on the register; a case is decided when its review approved it."""
    frame.columns["happened_on"] = frame.get("applied_on")
    frame.columns["decided_on"] = [day if result == "approved" else None for day, result in frame.several("reviewed_on", "result")]
    occasions.references(frame, "batch")
    offices = {name for (name,) in known.connection.execute("SELECT name FROM institution_now WHERE kind = 'insurance'")}
    held = {(one.payee, one.reference): one.institution for one in occasions.held(known, [POLICY])}
    for row, (number, reference, office, withdrawn) in enumerate(frame.several("id_no", "reference", "institution", "withdrawn")):
        if office is not None and office not in offices:
            frame.add(row, "E220", "institution", value=office)
        before = held.get((number, reference))
        if before is not None and office is not None and office != before and not withdrawn:
            frame.add(row, "E226", "institution", value=office, held=before)
    _in_order(frame)
    # The money goes to the office, so it is due even when the person died meanwhile.
    occasions.settle(frame, known, dead_may=True)


def _in_order(frame: Frame) -> None:
    months = frame.several("service_from", "service_to", "pension_months", "medical_months")
    for row, (first, last, pension, medical) in enumerate(months):
        if first and last and last < first:
            frame.add(row, "E212", "service_to", value=last, earlier=first)
        if pension is None and medical is None:
            frame.add(row, "E101", "pension_months")
    for row, (reviewed, completed, result) in enumerate(frame.several("reviewed_on", "completed_on", "result")):
        if completed and (reviewed is None or completed < reviewed):
            frame.add(row, "E203", "completed_on", value=completed, earlier=reviewed or "—")
        if (reviewed is None) != (result is None):
            frame.add(row, "E101", "result" if result is None else "reviewed_on")


REGISTER = Register(
    code=CODE,
    zh="社保接续台账",
    en="Cases of insurance continuation",
    why="关于解决部分退役士兵社会保险问题的意见（2019）：未参保、断缴的允许补缴，政府补助单位缴费部分",
    why_en="The opinions of 2019 on the insurance of some discharged soldiers: gaps may be made up, the public pays the unit's share",
    people="add",
    policy=POLICY,
    key=("id_no", "batch"),
    # Without them a later sheet would seem to take the review back.
    any_of=(("reviewed_on",), ("result",)),
    unused=(*PERSONAL, "安置单位", "险种", "单位部分", "个人部分", "财政部分", "中断起止", "缴费日期", "补缴金额"),
    check=check,
    columns=(
        Column(field="batch", zh="批次", en="Batch", required=True, also=("补缴批次", "申报批次"), zh_help="如 2020-1", en_help="Such as 2020-1"),
        NAME,
        IDENTITY,
        occasions.PAYEE_TOWNSHIP,
        Column(field="service_from", zh="入伍年月", en="Service from", kind="month", required=True, also=("入伍时间", "入伍日期")),
        Column(field="service_to", zh="退役年月", en="Service to", kind="month", required=True, also=("退役时间", "退役日期", "退伍时间", "退伍年月")),
        Column(field="pension_months", zh="养老中断月数", en="Gap in pension insurance (months)", kind="whole", low=0, high=720, also=("养老补缴月数", "养老保险中断月数")),
        Column(field="medical_months", zh="医疗中断月数", en="Gap in medical insurance (months)", kind="whole", low=0, high=720, also=("医疗补缴月数", "医疗保险中断月数")),
        Column(
            field="base_fen", zh="缴费基数", en="Base per month", kind="money", also=("基数", "月缴费基数"),
            zh_help="经办机构核定的月基数；不填的按上年平均工资和规定比例算", en_help="As assessed by the office; else by the yardstick",
        ),
        Column(
            field="unit", zh="单位状态", en="State of the unit", kind="choice", required=True, choices=_UNITS, also=("单位情况", "安置单位状态"),
            zh_help="单位缴不了的，单位部分由财政承担", en_help="Where the unit cannot pay, the public pays its share",
        ),
        Column(field="household", zh="困难类别", en="Household", kind="choice", choices=_HOUSEHOLDS, also=("低保特困", "是否低保特困", "家庭类别")),
        Column(field="institution", zh="经办机构", en="Insurance office", required=True, also=("社保经办机构", "收款单位")),
        Column(field="applied_on", zh="受理日期", en="Applied on", kind="date", required=True, coarsest="day", also=("受理时间", "申请日期", "申请时间")),
        Column(field="reviewed_on", zh="审核日期", en="Reviewed on", kind="date", coarsest="day", also=("审核时间",)),
        Column(field="result", zh="审核结果", en="Result", kind="choice", choices=_RESULTS, also=("审核意见", "审核结论")),
        Column(field="completed_on", zh="办结日期", en="Completed on", kind="date", coarsest="day", also=("办结时间", "缴费办结日期")),
        occasions.DOCUMENT,
        PHONE,
        occasions.WITHDRAWN,
        NOTE,
    ),
    feeds=(
        replace(occasions.PAYEE_FEEDS[0], values={"name": "name", "township": "township", "phone": "phone"}),
        occasions.feed(
            {
                name: name
                for name in (
                    "batch", "service_from", "service_to", "pension_months", "medical_months", "base_fen", "unit", "household",
                    "applied_on", "reviewed_on", "result", "completed_on",
                )
            },
            "institution",
        ),
    ),
)  # fmt: skip

_ROW = {
    "批次": "2020-1", "姓名": "徐建国", "身份证号": "990326196503033426", "乡镇": "昆阳镇", "入伍年月": "1984-10", "退役年月": "1998-10",
    "养老中断月数": "150", "医疗中断月数": "", "缴费基数": "2880", "单位状态": "破产", "困难类别": "低保", "经办机构": "演示县社保中心",
    "受理日期": "2019-12-10", "审核日期": "2020-03-20", "审核结果": "通过",
}  # fmt: skip
EXAMPLES = (
    Example(
        name="150 months of pension insurance, the unit dissolved (vectors 68 and 70)",
        cells=_ROW,
        facts={
            "enrolment": {"policy": "insurance-continuation"},
            "occasion": {
                "reference": "2020-1", "happened_on": "2019-12-10", "decided_on": "2020-03-20", "institution": "演示县社保中心",
                "facts": '{"applied_on":"2019-12-10","base_fen":288000,"batch":"2020-1","household":"low-income","pension_months":150,"result":"approved",'
                '"reviewed_on":"2020-03-20","service_from":"1984-10","service_to":"1998-10","unit":"dissolved"}',
            },
        },
    ),
    Example(name="rejected: reviewed, but nothing is due", cells={**_ROW, "批次": "2020-9", "审核结果": "不符合"}, facts={"occasion": {"decided_on": None}}),
    Example(name="an office that is not on the register", cells={**_ROW, "经办机构": "外县社保"}, codes=("E220",)),
    Example(name="completed before it was reviewed", cells={**_ROW, "办结日期": "2020-03-01"}, codes=("E203",)),
    Example(name="no gap at all", cells={**_ROW, "养老中断月数": ""}, codes=("E101",)),
)  # fmt: skip
