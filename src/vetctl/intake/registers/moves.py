"""迁移: who moved the seat of the benefit into or out of the county, and through which month the other county paid.

Feeds move. What the bureau registered itself counts; a household list of the police proposes a stop that waits for an answer.
"""

from __future__ import annotations

from vetctl.intake.frame import Frame
from vetctl.intake.known import Known
from vetctl.intake.register import IDENTITY, NAME, NOTE, PERSONAL, Column, Example, Feed, Register

CODE = "moves"

_DIRECTIONS: dict[str | int, tuple[str, ...]] = {
    "in": ("迁入", "转入", "入"),
    "out": ("迁出", "转出", "出"),
}
_SOURCES: dict[str | int, tuple[str, ...]] = {
    "": ("局登记", "本局", "本局登记", "局"),
    "police": ("公安", "派出所", "公安局", "户籍"),
    "other": ("其他", "乡镇", "村居"),
}


def check(frame: Frame, known: Known) -> None:  # noqa: ARG001 - every register's check has this signature
    """No source means the bureau."""
    frame.columns["source"] = [source or "" for source in frame.get("source")]

REGISTER = Register(
    code=CODE,
    zh="迁移登记表",
    en="Moves",
    why="抚恤补助关系转移：原发放地发至哪个月，由接收地从次月起发",
    why_en="Transfer of benefits: the receiving county pays from the month after the last one paid",
    people="known",
    key=("id_no", "direction", "source", "moved_on"),
    unused=(*PERSONAL, "乡镇", "村", "优抚对象类别"),
    check=check,
    columns=(
        NAME,
        IDENTITY,
        Column(
            field="direction", zh="方向", en="Direction", kind="choice", required=True, choices=_DIRECTIONS,
            also=("迁移方向", "变动种类", "迁移类型", "迁入/迁出", "迁入迁出"),
        ),
        Column(
            field="moved_on", zh="迁移日期", en="Moved on", kind="date", required=True,
            also=("迁移时间", "转移日期", "变动时间", "转移时间"),
        ),
        Column(field="place", zh="迁往（来）地", en="To or from", also=("迁往地", "迁来地", "对方县", "迁往(来)地", "迁入迁出地", "迁移地")),
        Column(
            field="paid_through", zh="原县发放至年月", en="Other county paid through", kind="month", future=True,
            also=("发放至年月", "原发放至", "已发放至", "抚恤金发放至"),
        ),
        Column(
            field="source", zh="信息来源", en="Source", kind="choice", choices=_SOURCES, also=("数据来源", "来源", "来源单位"),
            zh_help="本局办理的不填；公安户籍名单等其他来源待确认，先暂缓", en_help="Blank: the bureau itself; another list is a proposal",
        ),
        NOTE,
    ),
    feeds=(
        Feed(
            table="move",
            key={"person": "person", "direction": "direction", "source": "source", "moved_on": "moved_on"},
            values={"place": "place", "paid_through": "paid_through"},
        ),
    ),
)  # fmt: skip

_ROW = {
    "姓名": "林永福", "身份证号": "990326195507083119", "方向": "迁入", "迁移日期": "2020-04-10", "迁往（来）地": "苍南县",
    "原县发放至年月": "2020年4月",
}  # fmt: skip
EXAMPLES = (
    Example(name="moved in, paid through April", cells=_ROW, facts={"move": {"direction": "in", "moved_on": "2020-04-10", "paid_through": "2020-04"}}),
    Example(
        name="moved out by a list of the police",
        cells={**_ROW, "方向": "迁出", "原县发放至年月": "", "信息来源": "公安"},
        facts={"move": {"direction": "out", "source": "police", "paid_through": None}},
    ),
    Example(name="a direction that is none", cells={**_ROW, "方向": "搬家"}, codes=("E112",)),
    Example(name="a month that is none", cells={**_ROW, "原县发放至年月": "四月份"}, codes=("E118",)),
)
