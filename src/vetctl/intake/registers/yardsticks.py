"""指标数据: what others publish and benefits are measured by: price indices, average wages, incomes, minimum wages.

Feeds yardstick. A rise is kept in hundredths of a percent against the same period a year before, an amount in fen. A
quarter stands under its first month. What is published later for the same period corrects what was taken in.
"""

from __future__ import annotations

from typing import Any

from vetctl.core.catalogue import t
from vetctl.intake.frame import Frame
from vetctl.intake.known import Known
from vetctl.intake.register import Column, Example, Feed, Register

CODE = "yardsticks"

RISES = {"cpi": "month", "food-cpi": "month", "scpi": "month", "scpi-quarter": "quarter"}
"""Series of rises, and the period each has."""
_QUARTERLY = ", ".join(f"'{series}'" for series, period in RISES.items() if period == "quarter")
AMOUNTS = {
    "average-monthly-wage", "average-annual-wage", "minimum-wage", "national-urban-income", "urban-income", "rural-income", "urban-consumption",
}  # fmt: skip
"""Series of amounts; each has one for a year."""
_SERIES: dict[str | int, tuple[str, ...]] = {
    "cpi": ("居民消费价格同比涨幅", "居民消费价格指数", "居民消费价格", "居民消费价格指数(cpi)", "居民消费价格总水平", "居民消费价格涨幅"),
    "food-cpi": ("食品价格同比涨幅", "食品价格指数", "食品价格", "食品", "食品cpi", "cpi中的食品价格", "食品类居民消费价格指数"),
    "scpi": ("低收入居民基本生活费用价格指数同比涨幅", "低收入居民基本生活费用价格指数", "低收入居民基本生活费用价格", "低收入居民价格指数"),
    "scpi-quarter": ("低收入居民基本生活费用价格指数季度同比涨幅", "季度低收入居民基本生活费用价格指数", "低收入居民基本生活费用价格季度涨幅"),
    "average-monthly-wage": ("职工月平均工资", "月平均工资", "在岗职工月平均工资", "就业人员月平均工资", "全口径月平均工资"),
    "average-annual-wage": ("职工年平均工资", "年平均工资", "在岗职工年平均工资", "就业人员年平均工资", "全口径年平均工资"),
    "minimum-wage": ("最低月工资标准", "最低工资标准", "最低工资", "月最低工资"),
    "national-urban-income": ("全国城镇居民人均可支配收入",),
    "urban-income": ("城镇居民人均可支配收入", "本地城镇居民人均可支配收入"),
    "rural-income": ("农村居民人均可支配收入", "本地农村居民人均可支配收入"),
    "urban-consumption": ("城镇居民人均消费支出", "城镇居民人均生活消费支出"),
}


def check(frame: Frame, known: Known) -> None:  # noqa: ARG001 - every register's check has this signature
    """A rise belongs to an index, an amount to the others; each series has its kind of period."""
    frame.columns["value"] = [None] * len(frame)
    frame.columns["unit"] = [None] * len(frame)
    for row, (series, period, rise, amount) in enumerate(frame.several("series", "period", "rise", "amount")):
        if series is None:
            continue
        wanted, other = ("rise", "amount") if series in RISES else ("amount", "rise")
        given = {"rise": rise, "amount": amount}
        if given[wanted] is None and not any(p.field == wanted for p in frame.problems.get(row, ())):
            frame.add(row, "E101", wanted)
        if given[other] is not None:
            frame.add(row, "E575", other, value=given[other], wanted=frame.register.column(wanted).title)
        frame.columns["value"][row], frame.columns["unit"][row] = given[wanted], "bp" if wanted == "rise" else "fen"
        if period is not None:
            frame.columns["period"][row] = _period(frame, row, period, RISES.get(series, "year"))
    frame.columns["mark"] = [f"D:{note}" if note else "D" for note in frame.get("note")]


def _period(frame: Frame, row: int, period: str, wanted: str) -> Any:
    found = "year" if len(period) == len("2020") else "quarter" if "Q" in period else "month"
    if found != wanted:
        frame.add(row, "E577", "period", value=period, wanted=t(f"yardsticks.period.{wanted}"))
    return f"{period[:5]}{int(period[6]) * 3 - 2:02d}" if found == "quarter" else period


REGISTER = Register(
    code=CODE,
    zh="指标数据",
    en="Published figures",
    why="统计部门公布的物价指数、平均工资、可支配收入等：价格补贴、护理费和一次性待遇的计算依据",
    why_en="Price indices, wages and incomes as published: what the price subsidy, the nursing fee and one-off sums are measured by",
    key=("series", "period"),
    unused=("单位", "计量单位", "环比涨幅", "环比"),
    check=check,
    columns=(
        Column(field="series", zh="指标", en="Series", kind="choice", required=True, choices=_SERIES, also=("指标名称", "指数名称", "指数")),
        Column(
            field="period", zh="所属期", en="Period", kind="period", required=True, also=("期间", "所属期间", "统计期", "指数月份", "月份", "年月"),
            zh_help="月度指数写 2020-03，季度指数写 2020年一季度，年度数据写 2020",
            en_help="A month as 2020-03, a quarter as 2020-Q1, a year as 2020",
        ),
        Column(
            field="rise", zh="同比涨幅（%）", en="Rise on the year (%)", kind="percent", low=-5000, high=5000,
            also=("同比", "同比涨幅", "涨幅", "同比上涨", "同比涨跌幅"), zh_help="如 5.4%；不要写成 105.4", en_help="Such as 5.4%, not 105.4",
        ),
        Column(field="amount", zh="金额（元）", en="Amount (yuan)", kind="money", also=("金额", "数额", "数值")),
        Column(field="document", zh="来源文件", en="Document", required=True, also=("文号", "数据来源", "来源", "公布文件", "发布单位")),
        Column(
            field="known_on", zh="公布日期", en="Published on", kind="date", required=True, coarsest="day",
            also=("发布日期", "公布时间", "发布时间"),
        ),
        Column(field="note", zh="备注", en="Remark", also=("说明",)),
    ),
    feeds=(
        Feed(
            table="yardstick",
            key={"series": "series", "period": "period"},
            values={"value": "value", "unit": "unit", "known_on": "known_on", "document": "document", "mark": "mark"},
        ),
    ),
    listing=(
        f"SELECT series, CASE WHEN series IN ({_QUARTERLY}) THEN substr(period, 1, 4) || 'Q' || ((substr(period, 6) + 2) / 3) ELSE period END AS period, "
        "CASE unit WHEN 'bp' THEN printf('%s%d.%02d%%', CASE WHEN value < 0 THEN '-' ELSE '' END, abs(value) / 100, abs(value) % 100) END AS rise, "
        "CASE unit WHEN 'fen' THEN value END AS amount, document, known_on, mark AS note FROM yardstick_now ORDER BY series, period"
    ),
)  # fmt: skip

_ROW = {
    "指标": "居民消费价格同比涨幅", "所属期": "2020-03", "同比涨幅（%）": "4.3%", "来源文件": "演示统计〔2020〕3号", "公布日期": "2020-04-10", "备注": "演示值",
}  # fmt: skip
_WAGE = {"指标": "职工月平均工资", "所属期": "2019", "金额（元）": "6,216", "来源文件": "演示统计〔2020〕9号", "公布日期": "2020-06-15"}
EXAMPLES = (
    Example(
        name="a rise of 4.3 %",
        cells=_ROW,
        facts={"yardstick": {"series": "cpi", "period": "2020-03", "value": 430, "unit": "bp", "known_on": "2020-04-10", "mark": "D:演示值"}},
    ),
    Example(name="a fall", cells={**_ROW, "指标": "食品", "同比涨幅（%）": "-2.05"}, facts={"yardstick": {"series": "food-cpi", "value": -205}}),
    Example(
        name="the index of a quarter",
        cells={**_ROW, "指标": "季度低收入居民基本生活费用价格指数", "所属期": "2020年一季度", "同比涨幅（%）": "3.1%"},
        facts={"yardstick": {"series": "scpi-quarter", "period": "2020-01", "value": 310}},
    ),
    Example(name="the wage of a year", cells=_WAGE, facts={"yardstick": {"series": "average-monthly-wage", "period": "2019", "value": 621600, "unit": "fen"}}),
    Example(name="three decimals", cells={**_ROW, "同比涨幅（%）": "4.333%"}, codes=("E122",)),
    Example(name="the index in place of its rise", cells={**_ROW, "同比涨幅（%）": "104.3"}, codes=("E120",)),
    Example(name="an amount for an index", cells={**_ROW, "金额（元）": "430"}, codes=("E575",)),
    Example(name="the wage of a month", cells={**_WAGE, "所属期": "2019-12"}, codes=("E577",)),
)
