"""退役军人服务站台账: every centre and station with level, place, founding document and means.

Feeds station. Whether a station meets a scheme is judged elsewhere.
"""

from __future__ import annotations

from vetctl.intake.frame import Frame
from vetctl.intake.known import Known
from vetctl.intake.register import NOTE, STATION_LEVELS, TOWNSHIP, VILLAGE, Column, Example, Feed, Register

CODE = "stations"

_OWNERSHIP: dict[str | int, tuple[str, ...]] = {"private": ("非公", "民营", "非公有制", "私营"), "state": ("国有", "国企", "公有")}


def check(frame: Frame, known: Known) -> None:
    """A station above the village needs its township; a county centre stands for the county."""
    regions = frame.get("region")
    for row, (level, township, village, founded, closed) in enumerate(
        frame.several("level", "township", "village", "founded_on", "closed_on")
    ):
        if level in ("township", "village") and township is None and not _complained(frame, row):
            frame.add(row, "E101", "township")
        if level == "village" and village is None and not _complained(frame, row):
            frame.add(row, "E101", "village")
        if level == "county":
            regions[row] = known.places.county_code
        if founded and closed and closed < founded:
            frame.add(row, "E203", "closed_on", value=closed, earlier=founded)


def _complained(frame: Frame, row: int) -> bool:
    return any(p.field in ("township", "village") for p in frame.problems.get(row, ()))


REGISTER = Register(
    code=CODE,
    zh="退役军人服务站台账",
    en="Service stations",
    why="退役军人服务中心（站）建设：有机构、有编制、有人员、有经费、有保障",
    why_en="Service centres and stations: body, posts, staff, funds, guarantee",
    key=("name", "level"),
    unused=("地址", "联系电话", "挂牌时间", "是否示范型", "是否枫桥式", "命名文号", "批次", "上级站点"),
    check=check,
    columns=(
        Column(field="name", zh="站点名称", en="Station", required=True, also=("服务站名称", "名称", "站名", "服务站")),
        Column(field="level", zh="层级", en="Level", kind="choice", required=True, choices=STATION_LEVELS, also=("级别", "站点层级", "类型")),
        TOWNSHIP,
        VILLAGE,
        Column(
            field="credit_code", zh="统一社会信用代码", en="Unified credit code", kind="credit",
            also=("信用代码", "社会信用代码", "企业信用代码"),
        ),
        Column(field="ownership", zh="企业性质", en="Ownership", kind="choice", choices=_OWNERSHIP, also=("所有制", "单位性质")),
        Column(field="founded_on", zh="成立日期", en="Founded on", kind="date", required=True, also=("成立时间", "批准日期", "建站时间", "建站日期")),
        Column(field="founding_document", zh="成立文号", en="Founding document", also=("批准文号", "成立批文", "文号")),
        Column(field="closed_on", zh="撤销日期", en="Closed on", kind="date", also=("撤销时间", "撤并日期", "撤并时间")),
        Column(field="merged_into", zh="合并到", en="Merged into", also=("并入", "并入站点", "合并至")),
        Column(field="head", zh="站长", en="Head", also=("负责人", "主任")),
        Column(field="staff", zh="工作人员数", en="Staff", kind="whole", high=1000, also=("人员数", "工作人员", "人数")),
        Column(field="area_m2", zh="面积（㎡）", en="Area (m²)", kind="whole", high=100_000, also=("面积(平方米)", "场地面积", "办公面积", "建筑面积")),
        Column(field="veterans", zh="退役军人数", en="Veterans served", kind="whole", also=("服务对象数", "服务退役军人数", "退役军人人数")),
        NOTE,
    ),
    feeds=(
        Feed(
            table="station",
            key={"name": "name", "level": "level"},
            values={
                "township": "township", "village": "village", "region": "region", "credit_code": "credit_code",
                "ownership": "ownership", "founded_on": "founded_on", "founding_document": "founding_document",
                "closed_on": "closed_on", "merged_into": "merged_into", "head": "head", "staff": "staff",
                "area_m2": "area_m2", "veterans": "veterans",
            },
        ),
    ),
    listing=(
        "SELECT name, level, township, village, credit_code, ownership, founded_on, founding_document, closed_on, merged_into, "
        "head, staff, area_m2, veterans FROM station_now ORDER BY region, level, name"
    ),
)  # fmt: skip

_ROW = {
    "站点名称": "昆阳镇退役军人服务站", "层级": "乡镇", "乡镇": "昆阳镇", "成立日期": "2019-04-30", "成立文号": "演示编〔2019〕7号",
    "站长": "周志强", "工作人员数": "3", "面积（㎡）": "120", "退役军人数": "1,204",
}  # fmt: skip
EXAMPLES = (
    Example(
        name="a township station",
        cells=_ROW,
        facts={"station": {"level": "township", "region": "330326100000", "staff": 3, "area_m2": 120, "veterans": 1204}},
    ),
    Example(name="a village station without its township", cells={**_ROW, "层级": "村", "乡镇": ""}, codes=("E101",)),
    Example(name="a credit code with a wrong check character", cells={**_ROW, "统一社会信用代码": "911100006000373411"}, codes=("E102",)),
    Example(name="closed before it was founded", cells={**_ROW, "撤销日期": "2018-01-01"}, codes=("E203",)),
)
