"""丧葬补助申请表: who asks for the funeral sum of whom.

Feeds occasion (funeral) and death: what the family declares at the bureau is a fact. What the sum is follows from what the
deceased drew; here only obvious faults are refused.
"""

from __future__ import annotations

from vetctl.intake import occasions
from vetctl.intake.frame import Frame
from vetctl.intake.known import Known
from vetctl.intake.register import NOTE, PERSONAL, About, Column, Example, Feed, Register

CODE = "funerals"
POLICY = "funeral"

_CAUSES: dict[str | int, tuple[str, ...]] = {
    "illness": ("因病", "病故", "因病死亡", "自然死亡"),
    "old-wound": ("旧伤复发", "旧伤复发死亡"),
    "other": ("其他", "意外"),
}


def check(frame: Frame, known: Known) -> None:
    """Refuse the second application for one deceased, and one for somebody whose benefit knows no funeral sum."""
    frame.columns["happened_on"] = frame.get("died_on")
    frame.columns["source"] = [None if gone else "family" for gone in frame.get("withdrawn")]
    occasions.references(frame, "about_name")
    standing = {one.about: one for one in occasions.others(frame, occasions.held(known, [POLICY]))}
    died = occasions.deaths(known)
    drew = _benefits(known)
    for row, (number, name, day, withdrawn) in enumerate(frame.several("about_id_no", "about_name", "died_on", "withdrawn")):
        if number is None or withdrawn:
            continue
        if (other := standing.get(number)) is not None:
            frame.add(row, "E225", "about_identity", value=name, other=other.name)
        if number in known.people and not drew.get(number):
            frame.add(row, "E219", "about_identity", value=name)
        if day and died.get(number, day) != day:
            frame.add(row, "E228", "died_on", value=day, held=died[number])
    occasions.settle(frame, known)


def _benefits(known: Known) -> dict[str, int]:
    """Identity number -> how many of the person's benefits may give a funeral sum: those not said to give none."""
    rows = known.connection.execute(
        f"""SELECT p.id_no, SUM(coalesce((SELECT r.value FROM rule_now r WHERE r.policy = ? AND r.key = 'months:' || e.policy
                                          ORDER BY r.effective_from DESC LIMIT 1), 1) > 0)
            FROM enrolment e JOIN person p ON p.person = e.person
            WHERE EXISTS (SELECT 1 FROM terms t WHERE t.enrolment = e.enrolment) AND {known.people_filter("p.person")}
            GROUP BY p.id_no""",
        (POLICY,),
    )
    return dict(rows.fetchall())


REGISTER = Register(
    code=CODE,
    zh="丧葬补助申请表",
    en="Applications for funeral sums",
    why="军人抚恤优待条例：定期抚恤对象去世增发6个月，残疾军人因病去世增发12个月，作为丧葬补助费",
    why_en="Regulations on benefits of servicemen: 6 months of the survivors' pension, 12 of the disability pension",
    people="add",
    policy=POLICY,
    about=About(identity="about_identity", name="about_name"),
    key=("about_id_no",),
    unused=PERSONAL,
    check=check,
    columns=(
        Column(
            field="about_name", zh="死者姓名", en="Deceased", kind="name", required=True,
            also=("死亡人员姓名", "去世对象姓名", "优抚对象姓名"),
        ),
        Column(
            field="about_identity", zh="死者身份证号", en="Identity number of the deceased", kind="identity", required=True,
            also=("死亡人员身份证号", "去世对象身份证号", "优抚对象身份证号"),
        ),
        Column(field="died_on", zh="死亡日期", en="Died on", kind="date", required=True, coarsest="day", also=("死亡时间", "去世时间", "去世日期")),
        Column(field="category", zh="死亡原因", en="Cause of death", kind="choice", choices=_CAUSES, also=("去世原因", "死亡类型")),
        occasions.PAYEE_NAME,
        occasions.PAYEE_IDENTITY,
        occasions.PAYEE_TOWNSHIP,
        occasions.RELATION,
        *occasions.ACCOUNTS,
        occasions.DECIDED,
        occasions.DOCUMENT,
        Column(
            field="drawn_fen", zh="去世时月待遇", en="Monthly benefit at death", kind="money", also=("去世当月待遇", "死亡时月标准"),
            zh_help="只在去世月份早于本系统第一个月时填", en_help="Only for a death before the first month of the ledger",
        ),
        occasions.WITHDRAWN,
        NOTE,
    ),
    feeds=(
        *occasions.PAYEE_FEEDS,
        occasions.feed({"relation": "relation", "drawn_fen": "drawn_fen"}, "about", "category"),
        Feed(table="death", key={"person": "about", "source": "source"}, values={"died_on": "died_on"}, needs=("source",)),
    ),
)  # fmt: skip

_ROW = {
    "死者姓名": "陈国华", "死者身份证号": "990326194802113419", "死亡日期": "2020-09-02", "死亡原因": "因病", "领款人姓名": "陈小明",
    "领款人身份证号": "990326197506013417", "乡镇": "昆阳镇", "与本人关系": "子女", "银行账号": "9903260000000000041",
    "开户银行": "演示农商银行", "批准日期": "2020-10-12", "批准文号": "演示丧〔2020〕3号",
}  # fmt: skip
EXAMPLES = (
    Example(
        name="the son asks; he is new to the register",
        cells=_ROW,
        facts={
            "person": {"id_no": "990326197506013417"},
            "profile": {"name": "陈小明", "township": "昆阳镇"},
            "account": {"number": "9903260000000000041", "holder_name": "陈小明"},
            "enrolment": {"policy": "funeral"},
            "occasion": {"reference": "陈国华", "happened_on": "2020-09-02", "decided_on": "2020-10-12", "category": "illness", "facts": '{"relation":"子女"}'},
            "death": {"source": "family", "died_on": "2020-09-02"},
        },
    ),
    Example(name="a deceased nobody knows", cells={**_ROW, "死者身份证号": "990326195001013412", "死者姓名": "无此人"}, codes=("E207",)),
    Example(name="decided before the death", cells={**_ROW, "批准日期": "2020-08-12"}, codes=("E203",)),
)
