"""义务兵家庭优待金: one row for a household and year.

Feeds occasion (family-allowance). The soldier may be new, and so may the head of the household.
"""

from __future__ import annotations

from vetctl.intake import occasions
from vetctl.intake.frame import Frame
from vetctl.intake.known import Known
from vetctl.intake.register import NOTE, PERSONAL, About, Column, Example, Register

CODE = "family-allowance"
POLICY = "family-allowance"

ZONES: dict[str | int, tuple[str, ...]] = {
    "tibet": ("西藏", "进藏", "进藏兵"),
    "xinjiang": ("新疆", "进疆", "进疆兵"),
    "plateau": ("高原", "高原条件兵"),
}
EDUCATION: dict[str | int, tuple[str, ...]] = {
    "bachelor": ("本科", "大学本科", "本科及以上"),
    "college": ("大专", "专科"),
    "student": ("在校生", "在校大学生", "在校"),
}
MERITS: dict[str | int, tuple[str, ...]] = {
    "first": ("一等功",),
    "second": ("二等功",),
    "third": ("三等功",),
    "excellent": ("优秀士兵", "四有优秀士兵", "优秀义务兵"),
}


def check(frame: Frame, known: Known) -> None:
    """One household a year for one soldier."""
    frame.columns["happened_on"] = [year and f"{year}-01-01" for year in frame.get("year")]
    occasions.references(frame, "year", "about_name")
    standing = {(one.about, one.facts.get("year")): one for one in occasions.others(frame, occasions.held(known, [POLICY]))}
    for row, (about, year, name, withdrawn) in enumerate(frame.several("about_id_no", "year", "about_name", "withdrawn")):
        if not withdrawn and (other := standing.get((about, year))) is not None:
            frame.add(row, "E225", "about_identity", value=name, other=other.name)
    occasions.settle(frame, known)


REGISTER = Register(
    code=CODE,
    zh="义务兵家庭优待金花名册",
    en="Family allowances of conscripts",
    why="军人抚恤优待条例：义务兵服役期间由批准入伍地发给家庭优待金",
    why_en="Regulations on benefits of servicemen: the place that approved the enlistment pays the household",
    people="add",
    policy=POLICY,
    about=About(identity="about_identity", name="about_name", add=True),
    key=("year", "about_id_no"),
    unused=PERSONAL,
    check=check,
    columns=(
        Column(field="year", zh="优待年度", en="Year", kind="year", required=True, also=("年度", "发放年度")),
        Column(field="about_name", zh="义务兵姓名", en="Conscript", kind="name", required=True, also=("士兵姓名", "军人姓名")),
        Column(
            field="about_identity", zh="义务兵身份证号", en="Conscript's identity number", kind="identity", required=True,
            also=("士兵身份证号", "义务兵身份证号码", "军人身份证号"),
        ),
        Column(field="zone", zh="服役地区", en="Zone of service", kind="choice", choices=ZONES, also=("服役地域",), zh_help="一般地区不填", en_help="Blank for ordinary places"),
        Column(field="education", zh="入伍学历", en="Education", kind="choice", choices=EDUCATION, also=("学历", "学历情况"), zh_help="没有加发的不填", en_help="Blank without an add-on"),
        Column(field="merit", zh="立功受奖", en="Merit", kind="choice", choices=MERITS, also=("立功",), zh_help="按优待金比例加发的才填", en_help="Only where the allowance itself is raised"),
        occasions.PAYEE_NAME,
        occasions.PAYEE_IDENTITY,
        occasions.PAYEE_TOWNSHIP,
        occasions.RELATION,
        *occasions.ACCOUNTS,
        occasions.DECIDED,
        occasions.DOCUMENT,
        occasions.WITHDRAWN,
        NOTE,
    ),
    feeds=(
        *occasions.PAYEE_FEEDS,
        occasions.ABOUT_FEED,
        occasions.feed(
            {"year": "year", "zone": "zone", "education": "education", "merit": "merit", "relation": "relation"}, "about"
        ),
    ),
)  # fmt: skip

_ROW = {
    "优待年度": "2020", "义务兵姓名": "林小虎", "义务兵身份证号": "990326200105053420", "入伍学历": "大专", "领款人姓名": "林大山",
    "领款人身份证号": "990326197203073412", "乡镇": "昆阳镇", "与本人关系": "父子", "银行账号": "9903260000000000074", "批准日期": "2020-10-15",
}  # fmt: skip
EXAMPLES = (
    Example(
        name="a conscript from college",
        cells=_ROW,
        facts={
            "enrolment": {"policy": "family-allowance"},
            "occasion": {"reference": "2020 林小虎", "happened_on": "2020-01-01", "facts": '{"education":"college","relation":"父子","year":2020}'},
        },
    ),
    Example(name="a zone nobody knows", cells={**_ROW, "服役地区": "南极"}, codes=("E112",)),
    Example(name="no year", cells={**_ROW, "优待年度": ""}, codes=("E101",)),
)  # fmt: skip
