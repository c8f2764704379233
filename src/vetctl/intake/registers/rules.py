"""参数表: dated parameters of a benefit that are no amount per person: lines, shares, multipliers, chosen readings.

Feeds rule. Which parameters a benefit has, and whether each is a share, an amount, a number or a word, its own file says
(``[rule.<key>]``); what it does not know is refused, because nobody would ever read it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from vetctl.core.money import format_bp
from vetctl.core.shelf import load_sql_shelf
from vetctl.intake.cells import nearest
from vetctl.intake.frame import Frame
from vetctl.intake.known import Known, Parameter, parameters
from vetctl.intake.register import Column, Example, Feed, Register
from vetctl.intake.words import term

CODE = "rules"

_FIELDS = {"percent": "share", "yuan": "amount", "number": "number", "word": "word"}
"""Unit of a parameter -> the column its value stands in."""


def check(frame: Frame, known: Known) -> None:
    """Find each parameter among those of its benefit, and take the one value of its unit."""
    frame.columns["policy"] = [cell and cell[0] for cell in frame.get("policy")]
    written, words = list(frame.get("key")), list(frame.get("word"))
    frame.columns["value"], frame.columns["word"] = [None] * len(frame), [None] * len(frame)
    for row, (policy, name) in enumerate(zip(frame.columns["policy"], written, strict=True)):
        if policy is None or name is None:
            continue
        parameters = known.benefits[policy].parameters
        found = _named(parameters, name)
        if found is None:
            titles = tuple(p.title for p in parameters.values())
            frame.add(row, "E576", "key", value=name, list="、".join(titles) or "-", suggestion=nearest(name, titles)["suggestion"])
            continue
        frame.columns["key"][row] = found
        _take(frame, row, parameters[found], words[row])
    for row, (first, last) in enumerate(frame.several("effective_from", "effective_to")):
        if first and last and last < first:
            frame.add(row, "E212", "effective_to", value=last, earlier=first)
    frame.columns["mark"] = [f"D:{note}" if note else "D" for note in frame.get("note")]


def _named(parameters: Mapping[str, Parameter], name: str) -> str | None:
    return next((key for key, parameter in parameters.items() if term(name) in parameter.names), None)


def _take(frame: Frame, row: int, parameter: Parameter, word: str | None) -> None:
    """Take the value from the column of the parameter's unit; a value in another column is a misunderstanding."""
    wanted = _FIELDS[parameter.unit]
    given: dict[str, Any] = {name: frame.get(name)[row] for name in ("share", "amount", "number")} | {"word": word}
    for name, value in given.items():
        if name != wanted and value is not None:
            frame.add(row, "E575", name, value=value, wanted=frame.register.column(wanted).title)
    if given[wanted] is None:
        if not any(p.field == wanted for p in frame.problems.get(row, ())):
            frame.add(row, "E101", wanted)
    elif wanted == "word":
        code = parameter.words.get(term(word or ""))
        if code is None:
            offered = tuple(parameter.offered.values())
            frame.add(row, "E112", "word", value=word, list="、".join(offered), suggestion=nearest(word or "", offered)["suggestion"])
        frame.columns["word"][row] = code
    else:
        frame.columns["value"][row] = given[wanted]


def arrange(fields: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Rows of the listing with every value in the column of its unit and every key by its title."""
    declared = {code: parameters(item) for code, item in load_sql_shelf("policies").items()}
    at = {name: fields.index(name) for name in ("policy", "key", "share", "amount", "number", "word")}
    arranged = []
    for row in rows:
        parameter = declared.get(row[at["policy"]], {}).get(row[at["key"]])
        cells, value = list(row), row[at["number"]]
        if parameter is not None:
            cells[at["key"]] = parameter.title
            cells[at["word"]] = parameter.offered.get(row[at["word"]], row[at["word"]])
            cells[at["number"]] = None
            cells[at[_FIELDS[parameter.unit]]] = format_bp(value) if parameter.unit == "percent" else cells[at["word"]] if parameter.unit == "word" else value
        arranged.append(tuple(cells))
    return arranged


REGISTER = Register(
    code=CODE,
    zh="参数表",
    en="Parameters of benefits",
    why="各项待遇的启动线、比例、倍数、取整办法等：按文件和执行日期登记，不写在程序里",
    why_en="Lines, shares, multipliers and rounding of benefits, by document and date of effect, not in the program",
    key=("policy", "key", "effective_from"),
    unused=("原值", "调整前"),
    check=check,
    columns=(
        Column(field="policy", zh="待遇项目", en="Benefit", kind="policy", required=True, also=("待遇", "补助项目")),
        Column(field="key", zh="参数", en="Parameter", required=True, also=("参数名称", "参数项目", "规则")),
        Column(
            field="effective_from", zh="执行日期", en="Effective from", kind="date", required=True, future=True,
            also=("执行时间", "起执行日期", "开始执行日期", "起始日期"),
        ),
        Column(
            field="effective_to", zh="截止日期", en="Effective to", kind="date", coarsest="day", future=True, also=("终止日期", "执行截止日期", "结束日期"),
            zh_help="有期限的政策填最后一天；没有期限的不填", en_help="The last day; blank when there is none",
        ),
        Column(field="share", zh="比例（%）", en="Share (%)", kind="percent", high=100000, also=("比例", "百分比"), zh_help="如 3.5%", en_help="Such as 3.5%"),
        Column(field="amount", zh="金额（元）", en="Amount (yuan)", kind="money", also=("金额",)),
        Column(field="number", zh="数值", en="Number", kind="whole", also=("数字", "数量")),
        Column(field="word", zh="取值", en="Word", also=("选项", "办法", "取值办法"), zh_help="文字参数的取值，如 四舍五入到元", en_help="The reading chosen"),
        Column(field="document", zh="文号", en="Document", required=True, also=("依据文号", "通知文号", "文件号")),
        Column(
            field="known_on", zh="收文日期", en="Received on", kind="date", required=True, coarsest="day", also=("收到日期", "来文日期", "收文时间"),
        ),
        Column(field="note", zh="备注", en="Remark", also=("说明",)),
    ),
    feeds=(
        Feed(
            table="rule",
            key={"policy": "policy", "key": "key", "effective_from": "effective_from"},
            values={"effective_to": "effective_to", "known_on": "known_on", "value": "value", "word": "word", "document": "document", "mark": "mark"},
        ),
    ),
    listing=(
        "SELECT policy, key, effective_from, effective_to, NULL AS share, NULL AS amount, value AS number, word, document, known_on, mark AS note "
        "FROM rule_now ORDER BY policy, key, effective_from"
    ),
    arrange=arrange,
)  # fmt: skip

_ROW = {
    "待遇项目": "基本生活价格补贴", "参数": "居民消费价格启动线", "执行日期": "2020-01-01", "比例（%）": "3%", "文号": "演示发改〔2020〕2号", "收文日期": "2020-01-15",
}  # fmt: skip
_WORD = {**_ROW, "参数": "取整", "比例（%）": "", "取值": "四舍五入到元"}
EXAMPLES = (
    Example(
        name="a lower line of the county's own",
        cells=_ROW,
        facts={"rule": {"policy": "price-subsidy", "key": "trigger-cpi", "value": 300, "word": None, "effective_from": "2020-01-01", "mark": "D"}},
    ),
    Example(name="a reading", cells=_WORD, facts={"rule": {"key": "rounding", "value": None, "word": "yuan"}}),
    Example(
        name="a number, for a time",
        cells={**_ROW, "参数": "连续未达线停发月数", "比例（%）": "", "数值": "2", "截止日期": "2020-12-31"},
        facts={"rule": {"key": "stop-after", "value": 2, "effective_to": "2020-12-31"}},
    ),
    Example(name="a parameter the benefit does not have", cells={**_ROW, "参数": "启动金额"}, codes=("E576",)),
    Example(name="a number in place of a share", cells={**_ROW, "比例（%）": "", "数值": "3"}, codes=("E101", "E575")),
    Example(name="no such reading", cells={**_WORD, "取值": "随意"}, codes=("E112",)),
    Example(name="it ends before it begins", cells={**_ROW, "截止日期": "2019-12-31"}, codes=("E212",)),
)
