"""一次性抚恤褒扬金: praise money of martyrs and the one-off pension, by deceased and payee.

Feeds occasion (martyr-praise, one-off-pension). Several relatives may share one sum; their shares must not pass the whole.
"""

from __future__ import annotations

from collections import defaultdict

from vetctl.intake import occasions
from vetctl.intake.frame import Frame
from vetctl.intake.known import Known
from vetctl.intake.register import NOTE, PERSONAL, About, Column, Example, Register

CODE = "one-off"

_BENEFITS: dict[str | int, tuple[str, ...]] = {
    "martyr-praise": ("烈士褒扬金", "褒扬金"),
    "one-off-pension": ("一次性抚恤金", "一次性抚恤"),
}
_NATURES: dict[str | int, tuple[str, ...]] = {
    "martyr": ("烈士", "烈士牺牲"),
    "duty": ("因公牺牲", "因公牺牲军人", "因公"),
    "illness": ("病故", "病故军人", "因病"),
}
_WHOLE = 100


def check(frame: Frame, known: Known) -> None:
    """Praise money is for martyrs; what the payees of one deceased share is the whole at most."""
    frame.columns["happened_on"] = frame.get("died_on")
    occasions.references(frame, "about_name")
    for row, (policy, nature) in enumerate(frame.several("policy", "category")):
        if policy == "martyr-praise" and nature not in (None, "martyr"):
            frame.add(row, "E219", "category", value=nature)
    _shares(frame, known)
    occasions.settle(frame, known)


def _shares(frame: Frame, known: Known) -> None:
    taken: dict[tuple[str | None, str], int] = defaultdict(int)
    payees: dict[tuple[str | None, str], list[str]] = defaultdict(list)
    for one in occasions.others(frame, occasions.held(known, [str(code) for code in _BENEFITS])):
        taken[one.about, one.policy] += one.facts.get("share", _WHOLE)
        payees[one.about, one.policy].append(one.name)
    rows: dict[tuple[str | None, str], list[int]] = defaultdict(list)
    for row, (about, policy, share, name, withdrawn) in enumerate(frame.several("about_id_no", "policy", "share", "name", "withdrawn")):
        if about and policy and not withdrawn:
            taken[about, policy] += share or _WHOLE
            payees[about, policy].append(name or "")
            rows[about, policy].append(row)
    for key, group in rows.items():
        for row in group if taken[key] > _WHOLE else ():
            frame.add(row, "E227", "share", value=frame.get("share")[row] or _WHOLE, sum=taken[key], other="、".join(payees[key]))


REGISTER = Register(
    code=CODE,
    zh="一次性抚恤褒扬金申领表",
    en="One-off pensions and praise money",
    why="烈士褒扬条例、军人抚恤优待条例：褒扬金为30倍，一次性抚恤金为20倍或2倍加40个月工资",
    why_en="Regulations on martyrs and on benefits of servicemen: 30 times the yardstick; 20 or 2 times and 40 months' pay",
    people="add",
    about=About(identity="about_identity", name="about_name", add=True),
    key=("about_id_no", "policy", "id_no"),
    unused=PERSONAL,
    check=check,
    columns=(
        Column(field="policy", zh="抚恤项目", en="Benefit", kind="choice", required=True, choices=_BENEFITS, also=("一次性项目",)),
        Column(field="about_name", zh="牺牲病故军人姓名", en="Deceased", kind="name", required=True, also=("烈士姓名", "军人姓名", "死者姓名")),
        Column(
            field="about_identity", zh="牺牲病故军人身份证号", en="Identity number of the deceased", kind="identity", required=True,
            also=("烈士身份证号", "军人身份证号", "死者身份证号"),
        ),
        Column(field="category", zh="死亡性质", en="Nature of death", kind="choice", required=True, choices=_NATURES, also=("牺牲病故性质", "性质")),
        Column(field="died_on", zh="死亡日期", en="Died on", kind="date", required=True, coarsest="day", also=("牺牲日期", "死亡时间", "牺牲病故时间")),
        Column(
            field="pay_fen", zh="月工资", en="Monthly pay", kind="money", also=("生前月工资", "月工资标准", "月基本工资"),
            zh_help="一次性抚恤金必填：去世当月的工资", en_help="For the one-off pension: the pay of the month of death",
        ),
        Column(field="honour", zh="荣誉立功", en="Highest honour", kind="choice", choices=occasions.HONOURS, also=("立功", "最高荣誉", "立功情况")),
        occasions.PAYEE_NAME,
        occasions.PAYEE_IDENTITY,
        occasions.PAYEE_TOWNSHIP,
        occasions.RELATION,
        Column(
            field="share", zh="领取份额", en="Share (%)", kind="whole", low=1, high=100, also=("份额", "分配比例"),
            zh_help="百分数；一人全领的不填", en_help="Percent; blank when one payee takes all",
        ),
        *occasions.ACCOUNTS,
        occasions.DECIDED,
        occasions.DOCUMENT,
        occasions.WITHDRAWN,
        NOTE,
    ),
    feeds=(
        *occasions.PAYEE_FEEDS,
        occasions.ABOUT_FEED,
        occasions.feed({"pay_fen": "pay_fen", "honour": "honour", "share": "share", "relation": "relation"}, "about", "category"),
    ),
)  # fmt: skip

_ROW = {
    "抚恤项目": "一次性抚恤金", "牺牲病故军人姓名": "周向前", "牺牲病故军人身份证号": "99032619690405341X", "死亡性质": "因公牺牲",
    "死亡日期": "2020-06-18", "月工资": "8000", "荣誉立功": "二等功", "领款人姓名": "吴秀英", "领款人身份证号": "990326197203073412",
    "乡镇": "昆阳镇", "与本人关系": "配偶", "银行账号": "9903260000000000058", "批准日期": "2020-09-10", "批准文号": "演示抚〔2020〕1号",
}  # fmt: skip
EXAMPLES = (
    Example(
        name="the widow of a soldier who died on duty; both are new",
        cells=_ROW,
        facts={
            "enrolment": {"policy": "one-off-pension"},
            "occasion": {
                "reference": "周向前", "happened_on": "2020-06-18", "category": "duty",
                "facts": '{"honour":"second","pay_fen":800000,"relation":"配偶"}',
            },
        },
    ),
    Example(name="praise money for one who is no martyr", cells={**_ROW, "抚恤项目": "烈士褒扬金"}, codes=("E219",)),
    Example(name="a share of none", cells={**_ROW, "领取份额": "0"}, codes=("E120",)),
)  # fmt: skip
