"""What happened once and gives rise to money: the columns, feeds and checks that the registers of occasions share.

Each such register is about a payee, who may be new, and enrols the payee in its benefit; whom the occasion concerns
(the deceased, the soldier) may be somebody else. Nothing is computed here: what is due is the benefit's to say.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from vetctl.intake import accounts
from vetctl.intake.frame import Frame
from vetctl.intake.known import Known
from vetctl.intake.register import IDENTITY, NAME, TOWNSHIP, Column, Feed

PAYEE_NAME = replace(
    NAME, zh="领款人姓名", en="Payee",
    also=("领款人", "收款人", "收款人姓名", "申领人", "申领人姓名", "申请人", "申请人姓名", "户主姓名"),
)  # fmt: skip
PAYEE_IDENTITY = replace(
    IDENTITY, zh="领款人身份证号", en="Payee's identity number",
    also=("收款人身份证号", "申领人身份证号", "申请人身份证号", "领款人身份证号码", "领款人证件号码", "户主身份证号"),
)  # fmt: skip
PAYEE_TOWNSHIP = replace(TOWNSHIP, required=True)
RELATION = Column(field="relation", zh="与本人关系", en="Relation", also=("与死者关系", "与军人关系", "与义务兵关系", "关系", "与立功人关系"))
ACCOUNTS = (
    Column(field="bank", zh="开户银行", en="Bank", also=("开户行", "银行名称", "发卡行", "发放银行")),
    Column(
        field="account", zh="银行账号", en="Account", kind="account", also=("卡号", "社保卡号", "一卡通账号", "账号", "银行卡号", "收款账号"),
        zh_help="单元格格式须为文本", en_help="Cell format text",
    ),
    Column(field="holder", zh="户名", en="Account holder", also=("账户名", "开户名", "账户名称")),
    accounts.CHECKED,
)  # fmt: skip
DECIDED = Column(
    field="decided_on", zh="批准日期", en="Decided on", kind="date", coarsest="day", also=("审批日期", "批准时间", "审批时间", "核定日期"),
    zh_help="在批准的当月发放；没有批准的不填", en_help="Paid in that month; blank while undecided",
)  # fmt: skip
DOCUMENT = Column(field="document", zh="批准文号", en="Document", also=("审批文号", "文号", "批文号", "依据文号"))
WITHDRAWN = Column(
    field="withdrawn", zh="是否作废", en="Withdrawn", kind="yes_no", also=("作废", "是否撤销", "撤销", "冲销"),
    zh_help="录错的一行再导入一次，填“是”：已发的会扣回", en_help="Import a wrong row again with yes: what was paid is taken back",
)  # fmt: skip
HONOURS: dict[str | int, tuple[str, ...]] = {
    "title-cmc": ("中央军委荣誉称号", "中央军委授予荣誉称号", "军委荣誉称号"),
    "title-region": ("军区级荣誉称号", "战区级荣誉称号", "大军区荣誉称号", "军区级单位荣誉称号"),
    "first": ("一等功", "荣立一等功"),
    "second": ("二等功", "荣立二等功"),
    "third": ("三等功", "荣立三等功"),
}
"""Of several honours only the highest counts; the sheet names that one."""

_PROFILE = Feed(
    table="profile", key={"person": "person"}, values={"name": "name", "township": "township"}, needs=("township",), keeps=True
)
PAYEE_FEEDS = (_PROFILE, accounts.FEED)
ABOUT_FEED = Feed(
    table="profile", key={"person": "about"}, values={"name": "about_name", "township": "about_township"}, needs=("about_township",)
)
"""Gives a new person whom the rows concern a name; what is held of known people stays."""


def feed(facts: Mapping[str, str], *more: str) -> Feed:
    """The feed of occasions.

    Args:
        facts: name -> field of what only the benefit asks for.
        more: columns of ``occasion`` that are fed beside the days and the document: about, category, institution.
    """
    columns = ("happened_on", "decided_on", *more, "document")
    return Feed(
        table="occasion",
        key={"enrolment": "enrolment", "reference": "reference"},
        values={column: column for column in columns},
        facts={**facts, "withdrawn": "withdrawn"},
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """An occasion on the register that was not withdrawn."""

    policy: str
    reference: str
    payee: str
    """Identity number."""
    name: str
    about: str | None
    """Identity number of whom it concerns."""
    institution: str
    facts: Mapping[str, Any]


def held(known: Known, policies: Iterable[str]) -> list[Held]:
    """The occasions of some benefits that stand; of two entries that were one person as the survivor's."""
    among = ", ".join(f"'{code}'" for code in policies)
    rows = known.connection.execute(
        f"""SELECT e.policy, o.reference, p.id_no, coalesce(f.name, ''), q.id_no, o.institution, o.facts
            FROM occasion o
            JOIN enrolment e ON e.enrolment = o.enrolment AND e.policy IN ({among})
            JOIN person p ON p.person = coalesce((SELECT i.survivor FROM merged_into i WHERE i.person = e.person), e.person)
            LEFT JOIN profile f ON f.person = p.person AND f.ended_by IS NULL
            LEFT JOIN person q ON q.person = o.about
            WHERE o.ended_by IS NULL AND json_extract(o.facts, '$.withdrawn') IS NOT 1"""
    )
    return [
        Held(policy=a, reference=b, payee=c, name=d, about=e, institution=f, facts=json.loads(g)) for a, b, c, d, e, f, g in rows.fetchall()
    ]


def others(frame: Frame, standing: Iterable[Held]) -> list[Held]:
    """Those of the occasions held that no row of the file withdraws or states again."""
    stated = set(frame.several("id_no", "reference"))
    return [one for one in standing if (one.payee, one.reference) not in stated]


def deaths(known: Known) -> dict[str, str]:
    """Identity number -> day of death, of the people of the file."""
    rows = known.connection.execute(
        f"SELECT p.id_no, d.died_on FROM death_best d JOIN person p ON p.person = d.person WHERE {known.people_filter('p.person')}"
    )
    return dict(rows.fetchall())


def references(frame: Frame, *parts: str) -> None:
    """Add the column ``reference``: the parts that make an occasion of a payee this one, as the clerk would name it.

    A colon parts reference and component in the ledger, so there is none in it.
    """
    frame.columns["reference"] = [
        None if None in values else " ".join(map(str, values)).replace(":", "-").replace("：", "-") for values in frame.several(*parts)
    ]


def settle(frame: Frame, known: Known, *, dead_may: bool = False) -> None:
    """The checks of every occasion; call it last, when ``happened_on``, ``decided_on`` and ``reference`` are there.

    A withdrawn row is not decided, so nothing is due for it. What was decided before the first month of the ledger was
    paid from the old books: it is kept as history and said. Nobody who is dead is paid, unless the money goes elsewhere.
    """
    row_of = known.connection.execute("SELECT value FROM setting WHERE key = 'first_month'").fetchone()
    first = row_of[0] if row_of else ""
    died_on = {} if dead_may else deaths(known)
    decided_on = frame.get("decided_on")
    for row, (happened, number, withdrawn) in enumerate(frame.several("happened_on", "id_no", "withdrawn")):
        decided = decided_on[row]
        if withdrawn or decided is None:
            decided_on[row] = None
            continue
        if happened and decided < happened and not _only_year(frame, row):
            frame.add(row, "E203", "decided_on", value=decided, earlier=happened)
        if decided[:7] < first:
            frame.add(row, "E222", "decided_on", value=decided, first=first)
        if (died := died_on.get(number)) and died < decided:
            frame.add(row, "E223", "identity", value=number, died=died)
    frame.columns["holder"] = [holder or name for holder, name in frame.several("holder", "name")]
    accounts.keep_refused_out(frame, known)
    _new_about(frame, known)


def _only_year(frame: Frame, row: int) -> bool:
    """Whether the occasion belongs to a year as a whole, so that it may be decided before the year is over."""
    return "year" in frame.present and frame.get("year")[row] is not None


def _new_about(frame: Frame, known: Known) -> None:
    """Say the township of whom a row concerns only when that person is new, so that nothing held is overwritten."""
    about = frame.register.about
    if about is None:
        return
    own = set(frame.columns["id_no"])
    frame.columns["about_township"] = [
        township if number is not None and number not in known.people and number not in own else None
        for number, township in frame.several("about_id_no", "township")
    ]
    if about.name != "about_name":
        frame.columns["about_name"] = frame.get(about.name)
