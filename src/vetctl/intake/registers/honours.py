"""服务站荣誉: claims that a station was named under a scheme, with document and dates.

Feeds honour. A claim made twice in one file is refused; made again under another document it is kept, and refused by
name when the claims are validated.
"""

from __future__ import annotations

from vetctl.intake.frame import Frame
from vetctl.intake.known import Known
from vetctl.intake.register import NOTE, STATION_LEVELS, Column, Example, Feed, Register
from vetctl.intake.words import plain

CODE = "honours"

_SCHEMES: dict[str | int, tuple[str, ...]] = {
    "model-city": ("市级示范型", "市级示范", "示范型"),
    "fengqiao-province": ("省级枫桥式", "省级枫桥", "枫桥式"),
    "benchmark-national": ("国家级标杆型", "国家级标杆", "标杆型", "全国标杆型"),
    "private-enterprise": ("非公企业服务站", "非公企业", "非公企业站"),
}


def check(frame: Frame, known: Known) -> None:
    """Refuse claims for stations that are not in the station register."""
    held = {plain(name) for (name,) in known.connection.execute("SELECT name FROM station WHERE ended_by IS NULL")}
    for row, station in enumerate(frame.get("station")):
        if station is not None and plain(station) not in held:
            frame.add(row, "E210", "station", value=station)


REGISTER = Register(
    code=CODE,
    zh="服务站荣誉",
    en="Honours of stations",
    why="示范型、枫桥式、标杆型服务站创建任务的完成数",
    why_en="What counts towards the targets of model, Fengqiao and benchmark stations",
    key=("station", "scheme", "batch_year"),
    unused=("乡镇", "村", "所属乡镇"),
    check=check,
    columns=(
        Column(field="station", zh="站点名称", en="Station", required=True, also=("服务站名称", "站名", "名称", "服务站")),
        Column(
            field="scheme", zh="荣誉名称", en="Scheme", kind="choice", required=True, choices=_SCHEMES,
            also=("荣誉", "称号", "荣誉称号", "创建类型"),
        ),
        Column(field="batch_year", zh="批次年度", en="Batch year", kind="year", required=True, also=("年度", "批次", "命名年度", "创建年度")),
        Column(field="level", zh="层级", en="Level", kind="choice", choices=STATION_LEVELS, also=("站点层级",)),
        Column(field="document", zh="命名文号", en="Document", also=("文号", "公布文号", "通报文号")),
        Column(field="awarded_on", zh="命名日期", en="Awarded on", kind="date", also=("命名时间", "公布日期", "授牌日期")),
        Column(field="accepted_on", zh="验收日期", en="Accepted on", kind="date", also=("验收时间",)),
        Column(field="evidence_on", zh="材料日期", en="Evidence dated", kind="date", also=("佐证材料日期", "材料时间")),
        NOTE,
    ),
    feeds=(
        Feed(
            table="honour",
            key={"station": "station", "scheme": "scheme", "batch_year": "batch_year", "document": "document"},
            values={"level": "level", "awarded_on": "awarded_on", "accepted_on": "accepted_on", "evidence_on": "evidence_on"},
        ),
    ),
    listing=(
        "SELECT station, scheme, batch_year, level, document, awarded_on, accepted_on, evidence_on FROM honour_now "
        "ORDER BY batch_year, scheme, station, id"
    ),
)  # fmt: skip

_ROW = {
    "站点名称": "昆阳镇退役军人服务站", "荣誉名称": "市级示范型", "批次年度": "2020", "命名文号": "演示退役〔2020〕31号",
    "命名日期": "2020-11-20", "验收日期": "2020-11-05", "材料日期": "2020-10-30",
}  # fmt: skip
EXAMPLES = (
    Example(name="named a city model", cells=_ROW, facts={"honour": {"scheme": "model-city", "batch_year": 2020, "awarded_on": "2020-11-20"}}),
    Example(name="a station nobody registered", cells={**_ROW, "站点名称": "无名服务站"}, codes=("E210",)),
    Example(name="a scheme nobody knows", cells={**_ROW, "荣誉名称": "五星级"}, codes=("E112",)),
)
