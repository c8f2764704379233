"""停发暂缓: benefits suspended (中止, the gap is lost) or held back (暂缓, paid once it is lifted), with reason and review.

Feeds suspension. Resuming is the same row again with 恢复发放年月 filled in.
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


def check(frame: Frame, known: Known) -> None:  # noqa: ARG001 - every register's check has this signature
    """A resumption before the stop is no period."""
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
    key=("id_no", "kind", "from_month"),
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
        Column(field="reason", zh="原因", en="Reason", required=True, also=("停发原因", "暂缓原因", "事由")),
        Column(field="review_on", zh="复核日期", en="Review on", kind="date", future=True, also=("复查日期", "下次复核日期")),
        Column(field="document", zh="文号", en="Document", also=("依据文号", "批准文号")),
        NOTE,
    ),
    feeds=(
        Feed(
            table="suspension",
            key={"person": "person", "kind": "kind", "from_month": "from_month"},
            values={"resumed_month": "resumed_month", "reason": "reason", "review_on": "review_on", "document": "document"},
        ),
    ),
)  # fmt: skip

_ROW = {"姓名": "林永福", "身份证号": "990326195507083119", "类型": "暂缓", "停发起始年月": "2020.6", "原因": "人脸识别核查未通过"}
EXAMPLES = (
    Example(name="held from June", cells=_ROW, facts={"suspension": {"kind": "hold", "from_month": "2020-06", "resumed_month": None}}),
    Example(name="resumed in September", cells={**_ROW, "恢复发放年月": "2020年9月"}, facts={"suspension": {"resumed_month": "2020-09"}}),
    Example(name="resumed before it began", cells={**_ROW, "恢复发放年月": "2020-05"}, codes=("E212",)),
)
