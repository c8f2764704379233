"""自主就业退役士兵一次性补助: the sum per year of service, and the county's own allowance.

Feeds occasion (discharge-allowance). Years are not counted here.
"""

from __future__ import annotations

from vetctl.intake import occasions
from vetctl.intake.frame import Frame
from vetctl.intake.known import Known
from vetctl.intake.register import IDENTITY, NAME, NOTE, PERSONAL, Column, Example, Register

CODE = "discharge"
POLICY = "discharge-allowance"

_KINDS: dict[str | int, tuple[str, ...]] = {
    "retirement-pay": ("一次性退役金", "退役金"),
    "local-allowance": ("地方一次性经济补助", "一次性经济补助", "经济补助", "地方经济补助"),
}
_RANKS: dict[str | int, tuple[str, ...]] = {"conscript": ("义务兵",), "nco": ("士官", "军士")}


def check(frame: Frame, known: Known) -> None:
    """Discharged after enlisting."""
    frame.columns["happened_on"] = frame.get("discharged_on")
    frame.columns["discharged_year"] = [day and day[:4] for day in frame.get("discharged_on")]
    frame.columns["kind_word"] = [_KINDS[kind][0] if kind else None for kind in frame.get("category")]
    occasions.references(frame, "kind_word", "discharged_year")
    for row, (enlisted, discharged) in enumerate(frame.several("enlisted_on", "discharged_on")):
        if enlisted and discharged and discharged < enlisted:
            frame.add(row, "E203", "discharged_on", value=discharged, earlier=enlisted)
    occasions.settle(frame, known)


REGISTER = Register(
    code=CODE,
    zh="自主就业退役士兵一次性补助花名册",
    en="One-off allowances of discharged soldiers",
    why="退役士兵安置条例：自主就业的按服役年限发给一次性退役金，地方可另给一次性经济补助",
    why_en="Regulations on discharged soldiers: a sum per year of service; the place may add an allowance",
    people="add",
    policy=POLICY,
    key=("id_no", "category"),
    unused=PERSONAL,
    check=check,
    columns=(
        NAME,
        IDENTITY,
        occasions.PAYEE_TOWNSHIP,
        Column(field="category", zh="补助项目", en="Sum", kind="choice", required=True, choices=_KINDS, also=("补助种类",)),
        Column(field="rank", zh="兵役类别", en="Rank", kind="choice", required=True, choices=_RANKS, also=("士兵类别", "退役类别", "身份")),
        Column(
            field="enlisted_on", zh="批准入伍日期", en="Enlisted", kind="date", required=True, coarsest="day",
            also=("入伍时间", "入伍日期", "批准入伍时间"),
        ),
        Column(
            field="discharged_on", zh="批准退役日期", en="Discharged", kind="date", required=True, coarsest="day",
            also=("退役时间", "退役日期", "批准退役时间", "退役命令日期"), zh_help="按退役命令；超期服役不计", en_help="By the order of discharge",
        ),
        Column(field="honour", zh="荣誉立功", en="Highest honour", kind="choice", choices=occasions.HONOURS, also=("立功", "最高荣誉", "立功情况")),
        *occasions.ACCOUNTS,
        occasions.DECIDED,
        occasions.DOCUMENT,
        occasions.WITHDRAWN,
        NOTE,
    ),
    feeds=(
        *occasions.PAYEE_FEEDS,
        occasions.feed(
            {"rank": "rank", "enlisted_on": "enlisted_on", "discharged_on": "discharged_on", "honour": "honour"}, "category"
        ),
    ),
)  # fmt: skip

_ROW = {
    "姓名": "郑小军", "身份证号": "990326199908083417", "乡镇": "昆阳镇", "补助项目": "地方一次性经济补助", "兵役类别": "义务兵",
    "批准入伍日期": "2018-09-01", "批准退役日期": "2020-09-01", "银行账号": "9903260000000000066", "批准日期": "2020-11-20",
}  # fmt: skip
EXAMPLES = (
    Example(
        name="two years as a conscript",
        cells=_ROW,
        facts={
            "enrolment": {"policy": "discharge-allowance"},
            "occasion": {
                "reference": "地方一次性经济补助 2020", "happened_on": "2020-09-01", "category": "local-allowance",
                "facts": '{"discharged_on":"2020-09-01","enlisted_on":"2018-09-01","rank":"conscript"}',
            },
        },
    ),
    Example(name="discharged before enlisted", cells={**_ROW, "批准退役日期": "2017-09-01"}, codes=("E203",)),
    Example(name="no day of enlistment", cells={**_ROW, "批准入伍日期": ""}, codes=("E101",)),
)  # fmt: skip
