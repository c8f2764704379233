"""年度核查: who was confirmed alive and entitled in a year, how, and who was called by public notice.

Feeds confirmation. A row without a day of confirmation and with a notice means: has not come yet.
"""

from __future__ import annotations

from vetctl.intake.register import IDENTITY, NAME, NOTE, PERSONAL, Column, Example, Feed, Register

CODE = "confirmations"

_METHODS: dict[str | int, tuple[str, ...]] = {
    "visit": ("上门", "上门核查", "入户"),
    "face": ("人脸识别", "人脸", "手机认证", "app认证"),
    "video": ("视频", "视频核查"),
    "meeting": ("集中", "集中核查", "现场"),
}

REGISTER = Register(
    code=CODE,
    zh="年度核查登记表",
    en="Yearly confirmations",
    why="优抚对象年度确认：未确认的公告，公告满 60 日仍未确认的从次月起停发，确认后恢复，中间不补发",
    why_en="Yearly confirmation: 60 days after the notice payment stops, and the gap is not paid back",
    people="known",
    key=("id_no", "year"),
    unused=(*PERSONAL, "乡镇", "村", "优抚对象类别"),
    columns=(
        NAME,
        IDENTITY,
        Column(field="year", zh="年度", en="Year", kind="year", required=True, also=("核查年度", "年份", "确认年度")),
        Column(field="confirmed_on", zh="核查日期", en="Confirmed on", kind="date", also=("核查时间", "确认日期", "认证日期", "确认时间")),
        Column(field="method", zh="核查方式", en="Method", kind="choice", choices=_METHODS, also=("确认方式", "认证方式", "方式")),
        Column(field="noticed_on", zh="公告日期", en="Notice on", kind="date", also=("公告时间", "公示日期")),
        NOTE,
    ),
    feeds=(
        Feed(
            table="confirmation",
            key={"person": "person", "year": "year"},
            values={"confirmed_on": "confirmed_on", "noticed_on": "noticed_on", "method": "method"},
        ),
    ),
)

_ROW = {"姓名": "陈国华", "身份证号": "990326194802113419", "年度": "2020", "核查日期": "2020-03-11", "核查方式": "人脸识别"}
EXAMPLES = (
    Example(name="confirmed by face recognition", cells=_ROW, facts={"confirmation": {"year": 2020, "confirmed_on": "2020-03-11", "method": "face"}}),
    Example(
        name="called by notice",
        cells={**_ROW, "核查日期": "", "核查方式": "", "公告日期": "2020-05-06"},
        facts={"confirmation": {"confirmed_on": None, "noticed_on": "2020-05-06"}},
    ),
    Example(name="a year that is none", cells={**_ROW, "年度": "今年"}, codes=("E116",)),
)
