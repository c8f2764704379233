"""抚恤补助标准: how much each benefit pays, from which day, under which document, and when that document arrived.

Feeds standard. It computes nothing: an increment stays an increment, a yearly amount stays yearly.
"""

from __future__ import annotations

import re

from vetctl.intake.cells import nearest
from vetctl.intake.frame import Frame
from vetctl.intake.known import Known
from vetctl.intake.register import Column, Example, Feed, Register
from vetctl.intake.words import plain, unit_of_heading

CODE = "standards"

_PER: dict[str | int, tuple[str, ...]] = {
    "year": ("元/年", "年", "每年", "元/人年", "元/人/年", "元每年"),
    "month": ("元/月", "月", "每月", "元/人月", "元/人/月", "元每月"),
}
_MODES: dict[str | int, tuple[str, ...]] = {"absolute": ("绝对", "绝对标准", "按本标准"), "increment": ("国家标准加", "加发", "增加", "提标", "自然增长")}
_JURISDICTIONS: dict[str | int, tuple[str, ...]] = {"national": ("国家", "中央", "国家标准"), "county": ("县", "本县", "地方", "县级", "省", "市")}

_KEYS: dict[str, str] = {
    "烈士遗属": "martyr",
    "因公牺牲军人遗属": "duty-death",
    "病故军人遗属": "illness-death",
    "在乡退伍红军老战士": "veteran",
    "西路军红军老战士": "veteran",
    "红军失散人员": "scattered",
    "抗战时期": "anti-japanese",
    "抗战时期入伍": "anti-japanese",
    "抗日战争时期": "anti-japanese",
    "其他时期": "other-period",
    "其他时期入伍": "other-period",
    "解放战争时期": "other-period",
    "在乡复员军人(抗战时期)": "anti-japanese",
    "在乡复员军人(其他时期)": "other-period",
    "每服一年义务兵役": "per-year",
    "每年": "per-year",
    "每服役一年": "per-year",
    "基本": "base",
    "城镇": "urban",
    "城镇低保": "urban",
    "城市低保": "urban",
    "农村": "rural",
    "农村低保": "rural",
    "城乡低保": "base",
    "城镇定额": "flat-urban",
    "农村定额": "flat-rural",
    "定额": "flat",
    "定额增发(残疾军人抗战时期)": "disabled-anti-japanese",
    "定额增发(残疾军人其他时期)": "disabled-other",
    "定额增发(在乡复员抗战时期)": "demobilised-anti-japanese",
    "定额增发(在乡复员其他时期)": "demobilised-other",
    "定额增发(带病回乡)": "ill-returned",
}
"""The words of the notices for the classes of a standard."""
_PLAIN_KEY = {"age-60-service": "per-year"}
"""Benefits whose only standard is not called ``base``."""
_NATURES = {"因战": "war", "因公": "duty", "因病": "illness"}
_DIGITS = "一二三四五六七八九十"
_DISABILITY = re.compile(r"(无工作单位)?(?:(因战|因公|因病)(?:致残)?)?(\d{1,2}|[一二三四五六七八九十])级(?:(因战|因公|因病)(?:致残)?)?")
_CODE = re.compile(r"[a-z][a-z0-9-]*", re.ASCII)


def key_of(policy: str, words: str | None) -> str | None:
    """The key of a standard from the words of a notice; None when they are not understood.

    >>> key_of("disability-pension", "因战一级"), key_of("survivors-pension", "烈士遗属"), key_of("age-60-service", None)
    ('war-1', 'martyr', 'per-year')
    >>> key_of("disability-pension", "无工作单位因公八级"), key_of("price-subsidy", "农村低保")
    ('local-duty-8', 'rural')
    """
    if not words:
        return _PLAIN_KEY.get(policy, "base")
    text = plain(words)
    if match := _DISABILITY.fullmatch(text):
        nature = _NATURES.get(match.group(2) or match.group(4) or "")
        number = match.group(3)
        grade = int(number) if number.isdigit() else _DIGITS.index(number) + 1
        return f"{'local-' if match.group(1) else ''}{nature}-{grade}" if nature and 1 <= grade <= len(_DIGITS) else None
    return _KEYS.get(text) or (text if _CODE.fullmatch(text) else None)


def check(frame: Frame, known: Known) -> None:  # noqa: ARG001 - every register's check has this signature
    """Find the key, the unit of time and the jurisdiction of each standard."""
    cells = frame.get("policy")
    frame.columns["policy"] = [cell and cell[0] for cell in cells]
    frame.columns["key"] = [None] * len(frame)
    unit = _per_of_heading(frame)
    for row, (cell, words, per) in enumerate(zip(cells, frame.get("class"), frame.get("per"), strict=True)):
        if cell is None:
            continue
        policy, named = cell
        key = key_of(policy, words or (named if named in _KEYS else None))
        if key is None:
            suggestion = nearest(words or "", tuple(_KEYS))["suggestion"]
            frame.add(row, "E112", "class", value=words, list="、".join(list(_KEYS)[:6]), suggestion=suggestion)
        frame.columns["key"][row] = key
        frame.columns["per"][row] = per or unit
        if not (per or unit):
            frame.add(row, "E311", "per")
    frame.columns["mode"] = [mode or "absolute" for mode in frame.get("mode")]
    frame.columns["jurisdiction"] = [level or "county" for level in frame.get("jurisdiction")]
    frame.columns["mark"] = [f"D:{note}" if note else "D" for note in frame.get("note")]


def _per_of_heading(frame: Frame) -> str | None:
    unit = frame.units.get("amount", "") or unit_of_heading(frame.headings.get("amount", ""))
    return {"年": "year", "月": "month"}.get(unit.rpartition("/")[2])


REGISTER = Register(
    code=CODE,
    zh="抚恤补助标准",
    en="Standards of benefits",
    why="每年的提标通知：执行日期和收文日期分开记",
    why_en="The yearly notices; the day of effect and the day of receipt are kept apart",
    key=("policy", "key", "jurisdiction", "effective_from"),
    unused=("增加额", "原标准", "增幅"),
    check=check,
    columns=(
        Column(
            field="policy", zh="待遇项目", en="Benefit", kind="policy", required=True,
            also=("项目", "待遇", "补助项目", "优抚对象类别", "对象类别", "类别"),
        ),
        Column(
            field="class", zh="标准类别", en="Class", also=("档次", "等级", "伤残等级", "标准档次", "类别等级"),
            zh_help="如 因战一级、烈士遗属、抗战时期；只有一个标准的不填", en_help="Blank when the benefit has one standard",
        ),
        Column(
            field="effective_from", zh="执行日期", en="Effective from", kind="date", required=True, future=True,
            also=("执行时间", "起执行日期", "开始执行日期", "执行起始日期"),
        ),
        Column(
            field="amount", zh="标准", en="Amount", kind="money", required=True,
            also=("金额", "标准金额", "发放标准", "月标准", "年标准", "补助标准", "省标准", "标准额"),
        ),
        Column(field="per", zh="单位", en="Per", kind="choice", choices=_PER, also=("计量单位", "标准单位", "周期")),
        Column(field="mode", zh="方式", en="Mode", kind="choice", choices=_MODES, also=("计算方式", "标准方式")),
        Column(field="document", zh="文号", en="Document", required=True, also=("依据文号", "通知文号", "批准文号", "文件号")),
        Column(
            field="known_on", zh="收文日期", en="Received on", kind="date", required=True, coarsest="day",
            also=("收到日期", "来文日期", "收文时间"),
        ),
        Column(field="jurisdiction", zh="级别", en="Level", kind="choice", choices=_JURISDICTIONS, also=("标准级别", "层级", "发文级别")),
        Column(field="note", zh="备注", en="Remark", also=("说明",)),
    ),
    feeds=(
        Feed(
            table="standard",
            key={"policy": "policy", "key": "key", "jurisdiction": "jurisdiction", "effective_from": "effective_from"},
            values={"mode": "mode", "known_on": "known_on", "amount_fen": "amount", "per": "per", "document": "document", "mark": "mark"},
        ),
    ),
    listing=(
        "SELECT policy, key AS class, effective_from, amount_fen AS amount, per, mode, document, known_on, jurisdiction, mark AS note "
        "FROM standard_now ORDER BY policy, key, jurisdiction, effective_from"
    ),
)  # fmt: skip

_ROW = {
    "待遇项目": "在乡复员军人定期定量补助", "标准类别": "抗战时期", "执行日期": "2020-08-01", "标准": "19,560", "单位": "元/年", "方式": "绝对",
    "文号": "演示优抚〔2020〕3号", "收文日期": "2020-11-10", "级别": "县", "备注": "演示值",
}  # fmt: skip
EXAMPLES = (
    Example(
        name="a county standard per year",
        cells=_ROW,
        facts={
            "standard": {"policy": "demobilised", "key": "anti-japanese", "amount_fen": 1956000, "per": "year", "known_on": "2020-11-10", "jurisdiction": "county", "mark": "D:演示值"}
        },
    ),
    Example(
        name="an increment per month, named by category",
        cells={**_ROW, "待遇项目": "参战退役人员", "标准类别": "", "标准": "35.5", "单位": "元/月", "方式": "国家标准加"},
        facts={"standard": {"policy": "war-test", "key": "base", "amount_fen": 3550, "per": "month", "mode": "increment"}},
    ),
    Example(name="three decimals", cells={**_ROW, "标准": "0.125"}, codes=("E111",)),
    Example(name="a class no notice knows", cells={**_ROW, "标准类别": "特等"}, codes=("E112",)),
    Example(name="neither month nor year", cells={**_ROW, "单位": ""}, codes=("E311",)),
)
