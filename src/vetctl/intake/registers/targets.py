"""创建任务: how many of a figure were ordered for a year, by level, in which document.

Feeds target. A later document of the same year is a revision and stands beside the first.
"""

from __future__ import annotations

from vetctl.intake.register import NOTE, Column, Example, Feed, Register

CODE = "targets"

_LEVELS: dict[str | int, tuple[str, ...]] = {
    "total": ("合计", "全县", "总数", "全部"),
    "county": ("县", "县级"),
    "township": ("乡镇", "乡镇级", "镇"),
    "village": ("村", "村级", "村(社区)"),
    "enterprise": ("企业", "企业级"),
}

REGISTER = Register(
    code=CODE,
    zh="创建任务",
    en="Targets",
    why="年度创建任务分解：完成率的分母",
    why_en="Targets of the year: the denominator of completion rates",
    key=("indicator", "year", "level", "decided_on"),
    unused=("完成数", "完成率", "责任单位"),
    columns=(
        Column(field="indicator", zh="指标", en="Indicator", kind="indicator", required=True, also=("指标名称", "任务名称", "创建类型", "项目")),
        Column(field="year", zh="年度", en="Year", kind="year", required=True, also=("年份", "任务年度")),
        Column(field="level", zh="层级", en="Level", kind="choice", required=True, choices=_LEVELS, also=("级别",)),
        Column(field="value", zh="任务数", en="Target", kind="whole", required=True, also=("目标数", "目标", "任务", "任务指标数")),
        Column(field="document", zh="文号", en="Document", required=True, also=("下达文号", "依据文号")),
        Column(field="decided_on", zh="下达日期", en="Issued on", kind="date", required=True, also=("下达时间", "发文日期")),
        NOTE,
    ),
    feeds=(
        Feed(
            table="target",
            key={"indicator": "indicator", "year": "year", "level": "level", "decided_on": "decided_on"},
            values={"value": "value", "document": "document"},
        ),
    ),
    listing=(
        "SELECT indicator, year, level, value, document, decided_on FROM target_now ORDER BY year, indicator, level, decided_on"
    ),
)

_ROW = {
    "指标": "model-stations", "年度": "2020年", "层级": "合计", "任务数": "148", "文号": "演示退役〔2020〕5号", "下达日期": "2020-03-02",
}  # fmt: skip
EXAMPLES = (
    Example(name="148 model stations", cells=_ROW, facts={"target": {"year": 2020, "level": "total", "value": 148}}),
    Example(name="half a station", cells={**_ROW, "任务数": "148.5"}, codes=("E116",)),
)
