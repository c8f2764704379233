"""行政区划: county, townships and villages with codes, validity, mergers and other names.

Feeds region. A unit that was merged keeps its row with an end, because old papers still name it.
"""

from __future__ import annotations

from vetctl.intake.frame import Frame
from vetctl.intake.known import Known
from vetctl.intake.register import NOTE, Column, Example, Feed, Register

CODE = "regions"

_LEVELS: dict[str | int, tuple[str, ...]] = {
    "county": ("县", "县级"),
    "township": ("乡镇", "镇", "乡", "街道"),
    "community": ("社区", "居民区"),
    "village": ("村", "行政村"),
    "pseudo": ("虚拟", "虚拟单位", "开发区"),
}
_TOWNSHIP_TAIL, _COUNTY_TAIL = "000", "000000"


def check(frame: Frame, known: Known) -> None:  # noqa: ARG001 - every register's check has this signature
    """Derive level, kind and parent from the code: three last digits name a village, six a township."""
    levels, kinds, parents = [], [], []
    for row, (code, given, parent, start, end) in enumerate(
        frame.several("region", "unit", "parent", "valid_from", "valid_to")
    ):
        by_code = None if code is None else _level(code)
        level = {"community": "village", "pseudo": by_code}.get(given, given)
        if code is not None and given is not None and level != by_code:
            frame.add(row, "E112", "unit", value=given, list=by_code, suggestion="")
        if start and end and end < start:
            frame.add(row, "E212", "valid_to", value=end, earlier=start)
        levels.append(level)
        kinds.append("pseudo" if given == "pseudo" else "real")
        parents.append(parent or (code and _parent(code)))
    frame.columns.update(level=levels, kind=kinds, parent=parents)


def _level(code: str) -> str:
    if code.endswith(_COUNTY_TAIL):
        return "county"
    return "township" if code.endswith(_TOWNSHIP_TAIL) else "village"


def _parent(code: str) -> str | None:
    level = _level(code)
    if level == "county":
        return None
    return code[:6] + _COUNTY_TAIL if level == "township" else code[:9] + _TOWNSHIP_TAIL


REGISTER = Register(
    code=CODE,
    zh="行政区划",
    en="Regions",
    why="统计用区划代码；村的撤并",
    why_en="Codes of regions, and mergers of villages",
    key=("region",),
    unused=("城乡分类代码", "城乡分类"),
    check=check,
    columns=(
        Column(field="region", zh="区划代码", en="Code", kind="region", required=True, also=("代码", "行政区划代码", "统计用区划代码")),
        Column(field="name", zh="名称", en="Name", required=True, also=("区划名称", "单位名称", "地名")),
        Column(field="unit", zh="级别", en="Level", kind="choice", required=True, choices=_LEVELS, also=("层级", "类型", "类别")),
        Column(field="parent", zh="上级代码", en="Parent code", kind="region", also=("上级区划代码", "所属乡镇代码")),
        Column(field="valid_from", zh="启用日期", en="Valid from", kind="date", also=("启用时间", "成立日期")),
        Column(field="valid_to", zh="停用日期", en="Valid to", kind="date", also=("停用时间", "撤销日期", "撤并日期")),
        Column(field="merged_into", zh="并入代码", en="Merged into", kind="region", also=("并入区划代码", "并入")),
        Column(field="aliases", zh="别名", en="Other names", also=("曾用名", "其他名称")),
        NOTE,
    ),
    feeds=(
        Feed(
            table="region",
            key={"region": "region"},
            values={
                "name": "name", "level": "level", "kind": "kind", "parent": "parent", "aliases": "aliases",
                "valid_from": "valid_from", "valid_to": "valid_to", "merged_into": "merged_into",
            },
        ),
    ),
    listing=(
        "SELECT region, name, CASE WHEN kind = 'pseudo' THEN 'pseudo' ELSE level END AS unit, parent, valid_from, valid_to, merged_into, "
        "aliases FROM region_now ORDER BY region"
    ),
)  # fmt: skip

_ROW = {"区划代码": "330326100201", "名称": "演示村", "级别": "村", "启用日期": "2019-06-01", "别名": "演示行政村"}
EXAMPLES = (
    Example(
        name="a village",
        cells=_ROW,
        facts={"region": {"region": "330326100201", "level": "village", "kind": "real", "parent": "330326100000"}},
    ),
    Example(name="a village that says it is a township", cells={**_ROW, "级别": "镇"}, codes=("E112",)),
    Example(name="a code of ten digits", cells={**_ROW, "区划代码": "3303261002"}, codes=("E113",)),
)
