"""经费分担办法: what of a benefit central, province and city pay; the county pays the rest and is not named.

Feeds funding. It splits nothing itself.
"""

from __future__ import annotations

import re
from collections import defaultdict

from vetctl.intake.cells import nearest
from vetctl.intake.frame import Frame
from vetctl.intake.known import Known
from vetctl.intake.register import EVERY_BENEFIT, NOTE, PAYERS, Column, Example, Feed, Register
from vetctl.intake.words import plain, term, unit_of_heading

CODE = "funding"

_MODES: dict[str | int, tuple[str, ...]] = {
    "fixed": ("定额", "定额补助", "固定金额", "定额分担"),
    "of-national": ("按国家标准比例", "国家标准比例", "国家标准的比例"),
    "of-line": ("按支出比例", "支出比例", "按实际支出比例", "应发比例"),
}
_PER: dict[str | int, tuple[str, ...]] = {
    "year": ("元/年", "年", "每年", "元/人年", "元/人/年"),
    "month": ("元/月", "月", "每月", "元/人月", "元/人/月"),
    "once": ("元/次", "次", "一次性", "元/人次"),
}
_ROUNDING: dict[str | int, tuple[str, ...]] = {1: ("分", "到分"), 10: ("角", "到角"), 100: ("元", "到元", "整元"), 1000: ("十元", "到十元")}
_SHARE = re.compile(r"(\d{1,3})(?:\.(\d{1,4}))?(%)?", re.ASCII)
_WHOLE = 10_000


def share_bp(text: str) -> int | None:
    """A share in hundredths of a percent; None when it is none between 0 and 100 %.

    A number without a sign is a percentage, but one up to 1 is what a cell in percent format holds.

    >>> share_bp("40%"), share_bp("12.5"), share_bp("0.4"), share_bp("1"), share_bp("140%"), share_bp("四成")
    (4000, 1250, 4000, 10000, None, None)
    """
    match = _SHARE.fullmatch(plain(text))
    if match is None:
        return None
    scaled = int(match.group(1) + (match.group(2) or "").ljust(4, "0"))
    if match.group(3) or scaled > _WHOLE:
        scaled, too_fine = divmod(scaled, 100)
        if too_fine:
            return None
    return scaled if 0 < scaled <= _WHOLE else None


def benefit(frame: Frame, known: Known, row: int, words: str | None) -> tuple[str | None, str]:
    """Benefit and category that some words mean, both empty for all benefits; None, with a problem noted, when unknown."""
    if words is None or term(words) in EVERY_BENEFIT:
        return "", ""
    code, named = known.words["policy"].get(term(words), (None, ""))
    if code is None:
        offered = ("全部", *known.offered["policy"])
        frame.add(row, "E112", "policy", value=words, list="、".join(offered), suggestion=nearest(words, offered)["suggestion"])
    return code, known.categories[named][1] if named else ""


def check(frame: Frame, known: Known) -> None:
    """Find benefit, category, sum and share of each row, and whether the shares of one day fit together."""
    derived = {name: frame.columns.setdefault(name, [None] * len(frame)) for name in ("key", "amount_fen", "per_unit", "share_bp", "round_fen", "mark")}
    policies, notes = frame.get("policy"), frame.get("note")
    for row, (source, rounding) in enumerate(frame.several("source", "rounding")):
        code, key = benefit(frame, known, row, policies[row])
        derived["key"][row] = _category(frame, known, row, code, key)
        policies[row] = code
        derived["round_fen"][row] = rounding or 1
        derived["mark"][row] = f"D:{notes[row]}" if notes[row] else "D"
        if source == "county":
            frame.add(row, "E476", "source", value=source)
    _amounts(frame)
    _shares_fit(frame)


def _category(frame: Frame, known: Known, row: int, policy: str | None, named: str) -> str:
    words = frame.get("class")[row]
    if words is None or policy is None:
        return named
    owner, code = known.categories.get(term(words), ("", ""))
    if not policy:
        frame.add(row, "E473", "class", value=words)
    elif owner != policy:
        offered = [word for word, (holder, _) in known.categories.items() if holder == policy]
        frame.add(row, "E475", "class", value=words, policy=known.benefits[policy].title, list="、".join(offered[:10]))
    return code


def _amounts(frame: Frame) -> None:
    """A sum needs an amount and its unit, a share a percentage; neither stands beside the other."""
    unit = {"年": "year", "月": "month", "次": "once"}.get((frame.units.get("amount", "") or unit_of_heading(frame.headings.get("amount", ""))).rpartition("/")[2])
    for row, (mode, amount, per, share) in enumerate(frame.several("mode", "amount", "per", "share")):
        if mode is None:
            continue
        if mode == "fixed":
            if amount is None or not (per or unit) or share is not None:
                frame.add(row, "E470", "amount", value=amount)
            frame.columns["amount_fen"][row], frame.columns["per_unit"][row] = amount, per or unit
        elif share is None or amount is not None:
            frame.add(row, "E471", "share", value=share)
        else:
            found = frame.columns["share_bp"][row] = share_bp(share)
            if found is None:
                frame.add(row, "E472", "share", value=share)


def _shares_fit(frame: Frame) -> None:
    together: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for row, (mode, *key) in enumerate(frame.several("mode", "policy", "key", "effective_from")):
        if mode == "of-line" and frame.columns["share_bp"][row]:
            together[tuple(map(str, key))].append(row)
    for rows in together.values():
        total = sum(frame.columns["share_bp"][row] for row in rows)
        for row in rows if total > _WHOLE else ():
            frame.add(row, "E474", "share", value=frame.get("share")[row], sum=f"{total // 100}.{total % 100:02d}%")


REGISTER = Register(
    code=CODE,
    zh="经费分担办法",
    en="Funding rules",
    why="各级财政分担：中央、省、市按定额或比例承担，余下由县承担",
    why_en="Who pays: sums or shares of central, province and city; the county pays the rest",
    key=("policy", "key", "source", "effective_from"),
    check=check,
    columns=(
        Column(
            field="policy", zh="待遇项目", en="Benefit", required=True, also=("项目", "待遇", "补助项目", "优抚对象类别"),
            zh_help="待遇名称；对全部待遇的办法写“全部”", en_help="The benefit, or: all",
        ),
        Column(field="class", zh="对象类别", en="Category", also=("类别", "人员类别"), zh_help="只对某一类人的填写", en_help="Only for rules about one category"),
        Column(field="source", zh="资金来源", en="Source of funds", kind="choice", choices=PAYERS, required=True, also=("承担级次", "分担级次", "经费来源", "承担财政")),
        Column(field="mode", zh="分担方式", en="Way of sharing", kind="choice", choices=_MODES, required=True, also=("承担方式", "补助方式", "负担方式")),
        Column(field="amount", zh="定额", en="Amount", kind="money", also=("定额标准", "分担金额", "补助定额", "定额金额")),
        Column(field="per", zh="单位", en="Per", kind="choice", choices=_PER, also=("计量单位", "周期")),
        Column(
            field="share", zh="比例", en="Share", also=("分担比例", "承担比例", "负担比例"),
            zh_help="如 40%", en_help="Such as 40%",
        ),
        Column(field="rounding", zh="取整", en="Rounded to", kind="choice", choices=_ROUNDING, also=("取整到", "舍入"), zh_help="不填为到分", en_help="Blank: to the fen"),
        Column(
            field="effective_from", zh="执行日期", en="Effective from", kind="date", required=True, future=True,
            also=("执行时间", "起执行日期", "开始执行日期"),
        ),
        Column(field="known_on", zh="收文日期", en="Received on", kind="date", required=True, coarsest="day", also=("收到日期", "来文日期", "收文时间")),
        Column(field="document", zh="文号", en="Document", required=True, also=("依据文号", "通知文号", "文件号")),
        NOTE,
    ),
    feeds=(
        Feed(
            table="funding",
            key={"policy": "policy", "key": "key", "source": "source", "effective_from": "effective_from"},
            values={
                "mode": "mode", "amount_fen": "amount_fen", "per": "per_unit", "share_bp": "share_bp", "round_fen": "round_fen",
                "known_on": "known_on", "document": "document", "mark": "mark",
            },
        ),
    ),
    listing=(
        "SELECT CASE policy WHEN '' THEN '全部' ELSE policy END AS policy, key AS class, source, mode, amount_fen AS amount, per, "
        "share_bp / 100 || CASE WHEN share_bp % 100 THEN '.' || printf('%02d', share_bp % 100) ELSE '' END || '%' AS share, "
        "round_fen AS rounding, effective_from, known_on, document, mark AS note FROM funding_now "
        "ORDER BY policy, class, source, effective_from"
    ),
)  # fmt: skip

_ROW = {
    "待遇项目": "参战参试退役人员生活补助", "资金来源": "省", "分担方式": "按支出比例", "比例": "30%", "执行日期": "2020-01-01",
    "文号": "演示财社〔2020〕2号", "收文日期": "2020-01-06", "备注": "演示值",
}  # fmt: skip
EXAMPLES = (
    Example(
        name="the province pays 30 % of the line",
        cells=_ROW,
        facts={"funding": {"policy": "war-test", "key": "", "source": "province", "mode": "of-line", "share_bp": 3000, "amount_fen": None, "mark": "D:演示值"}},
    ),
    Example(
        name="a yearly sum from the city, for one category",
        cells={**_ROW, "待遇项目": "在乡复员军人定期定量补助", "对象类别": "在乡复员军人(抗战时期)", "资金来源": "市级", "分担方式": "定额", "定额": "2352", "单位": "元/年", "比例": ""},
        facts={"funding": {"key": "anti-japanese", "source": "city", "mode": "fixed", "amount_fen": 235200, "per": "year", "share_bp": None}},
    ),
    Example(
        name="60 % of the national rate in whole yuan, for every benefit",
        cells={**_ROW, "待遇项目": "全部", "资金来源": "中央财政", "分担方式": "国家标准比例", "比例": "0.6", "取整": "元"},
        facts={"funding": {"policy": "", "mode": "of-national", "share_bp": 6000, "round_fen": 100}},
    ),
    Example(name="a sum without its unit", cells={**_ROW, "分担方式": "定额", "定额": "2352", "比例": ""}, codes=("E470",)),
    Example(name="a share without a percentage", cells={**_ROW, "比例": ""}, codes=("E471",)),
    Example(name="more than the whole", cells={**_ROW, "比例": "130%"}, codes=("E472",)),
    Example(name="a category of no benefit", cells={**_ROW, "待遇项目": "全部", "对象类别": "参战退役人员"}, codes=("E473",)),
    Example(name="another benefit's category", cells={**_ROW, "对象类别": "烈士遗属"}, codes=("E475",)),
    Example(name="the county is the rest", cells={**_ROW, "资金来源": "县"}, codes=("E476",)),
    Example(name="a benefit no shelf knows", cells={**_ROW, "待遇项目": "取暖补助"}, codes=("E112",)),
)
