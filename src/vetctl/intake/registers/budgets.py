"""资金指标: money promised for a year, notice by notice and source by source; what is taken back is a notice too.

Feeds budget. What the payments take of it is looked at when a run is written.
"""

from __future__ import annotations

from vetctl.intake.cells import nearest
from vetctl.intake.frame import Frame
from vetctl.intake.known import Known
from vetctl.intake.register import EVERY_BENEFIT, NOTE, PAYERS, Column, Example, Feed, Register
from vetctl.intake.words import term

CODE = "budgets"

_KINDS: dict[str | int, tuple[str, ...]] = {
    "promised": ("下达", "追加", "提前下达", "预拨", "结转"),
    "taken-back": ("收回", "调减", "扣减"),
}


def check(frame: Frame, known: Known) -> None:
    """Find the benefit of each row, and the sign of its amount."""
    policies = frame.get("policy")
    frame.columns["amount_fen"] = [None] * len(frame)
    for row, (words, kind, amount) in enumerate(frame.several("policy", "kind", "amount")):
        policies[row] = _benefit(frame, known, row, words)
        if amount is not None:
            frame.columns["amount_fen"][row] = -amount if kind == "taken-back" else amount


def _benefit(frame: Frame, known: Known, row: int, words: str | None) -> str | None:
    if words is None or term(words) in EVERY_BENEFIT:
        return ""
    code, category = known.words["policy"].get(term(words), (None, ""))
    if code is None or category:
        offered = ("全部", *known.offered["policy"])
        frame.add(row, "E112", "policy", value=words, list="、".join(offered), suggestion=nearest(words, offered)["suggestion"])
        return None
    return str(code)


REGISTER = Register(
    code=CODE,
    zh="资金指标",
    en="Budgets",
    why="上级下达和本级安排的优抚经费指标；每批发放前核对够不够",
    why_en="Money promised for a year; every run is measured against it before it stands",
    key=("year", "source", "policy", "reference"),
    check=check,
    columns=(
        Column(field="year", zh="年度", en="Year", kind="year", required=True, also=("预算年度", "指标年度", "年份")),
        Column(field="source", zh="资金来源", en="Source of funds", kind="choice", choices=PAYERS, required=True, also=("经费来源", "资金级次", "指标来源")),
        Column(
            field="policy", zh="待遇项目", en="Benefit", also=("项目", "待遇", "补助项目", "指标项目"),
            zh_help="单列给一个待遇的指标填写；不填为全部待遇", en_help="Only for money that is for one benefit; blank: all benefits",
        ),
        Column(field="reference", zh="指标文号", en="Notice", required=True, also=("指标号", "指标文件", "下达文号", "预算文号", "指标编号")),
        Column(field="kind", zh="指标类型", en="Kind", kind="choice", choices=_KINDS, also=("下达类型", "调整类型"), zh_help="不填为下达", en_help="Blank: promised"),
        Column(field="amount", zh="指标金额", en="Amount", kind="money", required=True, also=("下达金额", "指标数", "预算金额", "下达数")),
        Column(field="received_on", zh="收到日期", en="Received on", kind="date", required=True, coarsest="day", also=("收文日期", "下达日期", "到账日期")),
        NOTE,
    ),
    feeds=(
        Feed(
            table="budget",
            key={"year": "year", "source": "source", "policy": "policy", "reference": "reference"},
            values={"amount_fen": "amount_fen", "received_on": "received_on"},
        ),
    ),
    listing=(
        "SELECT year, source, CASE policy WHEN '' THEN '全部' ELSE policy END AS policy, reference, "
        "CASE WHEN amount_fen < 0 THEN 'taken-back' ELSE 'promised' END AS kind, abs(amount_fen) AS amount, received_on "
        "FROM budget_now ORDER BY year, source, policy, received_on, reference"
    ),
)  # fmt: skip

_ROW = {"年度": "2020", "资金来源": "中央", "指标文号": "演示财社〔2019〕88号", "指标金额": "12,600,000", "收到日期": "2019-12-20"}
EXAMPLES = (
    Example(
        name="for all benefits together",
        cells=_ROW,
        facts={"budget": {"year": 2020, "source": "central", "policy": "", "amount_fen": 1260000000, "received_on": "2019-12-20"}},
    ),
    Example(
        name="for one benefit, in 万元",
        cells={**_ROW, "资金来源": "省级", "待遇项目": "参战参试退役人员生活补助", "指标文号": "演示浙财社〔2020〕5号", "指标金额": "35.2万元"},
        facts={"budget": {"source": "province", "policy": "war-test", "amount_fen": 35200000}},
    ),
    Example(
        name="taken back",
        cells={**_ROW, "指标文号": "演示财社〔2020〕61号", "指标类型": "收回", "指标金额": "100000", "收到日期": "2020-10-30"},
        facts={"budget": {"amount_fen": -10000000}},
    ),
    Example(name="a source that is none", cells={**_ROW, "资金来源": "彩票公益金"}, codes=("E112",)),
    Example(name="no amount", cells={**_ROW, "指标金额": ""}, codes=("E101",)),
    Example(name="a category is no benefit", cells={**_ROW, "待遇项目": "烈士遗属"}, codes=("E112",)),
)
