"""停发暂缓: benefits suspended (中止, the gap is lost) or held back (暂缓, paid once it is lifted), with reason and review.

Feeds suspension. Resuming is the same row again with 恢复发放年月 filled in. A row without a benefit stands for all of the
person's. A suspension from the list of a court or a prison is a proposal: held until a clerk has answered it.
"""

from __future__ import annotations

from vetctl.intake.frame import Frame
from vetctl.intake.known import Known
from vetctl.intake.register import IDENTITY, NAME, NOTE, PERSONAL, Column, Example, Feed, Register

CODE = "suspensions"

_KINDS: dict[str | int, tuple[str, ...]] = {
    "suspend": ("中止", "停发", "中止发放"),
    "hold": ("暂缓", "缓发", "暂停", "暂缓发放"),
}
_SOURCES: dict[str | int, tuple[str, ...]] = {
    "": ("局登记", "本局", "本局登记", "局"),
    "court": ("法院", "判决书", "法院名单"),
    "justice": ("司法", "司法局", "监狱", "社区矫正"),
    "police": ("公安", "派出所", "公安局"),
    "roster": ("花名册", "全员花名册"),
}


def check(frame: Frame, known: Known) -> None:  # noqa: ARG001 - every register's check has this signature
    """No benefit means all, no source the bureau; a resumption before the stop is no period."""
    frame.columns["policy"] = [cell[0] if cell else "" for cell in frame.get("policy")]
    frame.columns["source"] = [source or "" for source in frame.get("source")]
    for row, (first, resumed) in enumerate(frame.several("from_month", "resumed_month")):
        if first and resumed and resumed < first:
            frame.add(row, "E212", "resumed_month", value=resumed, earlier=first)


REGISTER = Register(
    code=CODE,
    zh="停发暂缓登记表",
    en="Suspensions and holds",
    why="军人抚恤优待条例：中止待遇；核查未完成的暂缓发放",
    why_en="Benefits suspended by law, or held until something is cleared up",
    people="known",
    key=("id_no", "kind", "policy", "source", "from_month"),
    unused=(*PERSONAL, "乡镇", "村", "优抚对象类别"),
    check=check,
    columns=(
        NAME,
        IDENTITY,
        Column(field="kind", zh="类型", en="Kind", kind="choice", required=True, choices=_KINDS, also=("类别", "停发类型", "处理方式", "停发/暂缓")),
        Column(
            field="from_month", zh="停发起始年月", en="From month", kind="month", required=True, future=True,
            also=("停发年月", "起始年月", "停发时间", "停发起始月", "暂缓起始年月"),
        ),
        Column(
            field="resumed_month", zh="恢复发放年月", en="Resumed from month", kind="month", future=True,
            also=("恢复年月", "恢复发放时间", "恢复时间", "恢复发放月"),
        ),
        Column(
            field="policy", zh="待遇", en="Benefit", kind="policy", also=("范围", "待遇项目", "停发项目", "暂缓项目", "暂缓范围"),
            zh_help="只停一项待遇时填；不填为全部待遇", en_help="Blank: all of the person's benefits",
        ),
        Column(field="reason", zh="原因", en="Reason", required=True, also=("停发原因", "暂缓原因", "事由")),
        Column(field="review_on", zh="复核日期", en="Review on", kind="date", future=True, also=("复查日期", "下次复核日期")),
        Column(field="document", zh="文号", en="Document", also=("依据文号", "批准文号")),
        Column(
            field="source", zh="信息来源", en="Source", kind="choice", choices=_SOURCES, also=("数据来源", "来源", "来源单位"),
            zh_help="本局决定的不填；法院、司法等名单待确认，先暂缓", en_help="Blank: the bureau decided; another list is a proposal",
        ),
        NOTE,
    ),
    feeds=(
        Feed(
            table="suspension",
            key={"person": "person", "kind": "kind", "policy": "policy", "source": "source", "from_month": "from_month"},
            values={"resumed_month": "resumed_month", "reason": "reason", "review_on": "review_on", "document": "document"},
        ),
    ),
)  # fmt: skip

_ROW = {"姓名": "林永福", "身份证号": "990326195507083119", "类型": "暂缓", "停发起始年月": "2020.6", "原因": "人脸识别核查未通过"}
EXAMPLES = (
    Example(name="held from June", cells=_ROW, facts={"suspension": {"kind": "hold", "from_month": "2020-06", "resumed_month": None}}),
    Example(name="resumed in September", cells={**_ROW, "恢复发放年月": "2020年9月"}, facts={"suspension": {"resumed_month": "2020-09"}}),
    Example(
        name="only one benefit is held",
        cells={**_ROW, "待遇": "参战参试退役人员生活补助"},
        facts={"suspension": {"kind": "hold", "policy": "war-test", "source": ""}},
    ),
    Example(
        name="sentenced, by a list of the court",
        cells={**_ROW, "类型": "中止", "原因": "服刑", "信息来源": "法院"},
        facts={"suspension": {"kind": "suspend", "policy": "", "source": "court"}},
    ),
    Example(name="resumed before it began", cells={**_ROW, "恢复发放年月": "2020-05"}, codes=("E212",)),
)
