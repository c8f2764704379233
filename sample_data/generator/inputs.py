"""What the county office sets or is told before it can pay: figures, parameters, living standard, accounts, money.

All of it is demo values (演示值). It refuses to decide who is paid: people and occasions are made elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable

from tests.independent.once2020 import Band
from tests.independent.year2020 import price_fen

from .model import Cell, Number, Record, Row, run
from .numbers import account

REMARK = "演示值"
HOSPITALS = ("演示县人民医院", "演示县中医院", "演示县第二人民医院")
OFFICE = "演示县社会保险服务中心"
LIVING_YUAN = 810
CPI = (540, 520, 430, 330, 240, 250, 270, 240, 170, 50, -50, 20)
FOOD = (2060, 2190, 1830, 1480, 1060, 1110, 1320, 1120, 790, 220, -200, 120)
RISE = (410, 430, 400, 360, 310, 300, 310, 290, 240, 120, 40, 60)
"""Low-income index of the twelve months before calibration, in hundredths of a percent."""
FOOD_LINE = 600
DOUBLED = range(3, 7)
WAGE_YUAN = {2018: 5320, 2019: 5680}
NATIONAL_INCOME_YUAN = 42_000
RURAL_INCOME_YUAN = 25_860
BASE_PERCENT, UNIT_PERCENT, PERSON_PERCENT = 60, 14, 8
CAP_YUAN = 30_000
FAMILY_PERCENT = 70
EDUCATION = {"本科": 40, "大专": 20}
ZONES = {"西藏": 300, "新疆": 200}
AWARDS_YUAN = {"二等功": 20_000, "三等功": 3_000, "优秀士兵": 500}
PAY_FLOOR_YUAN = 6_500
DISCHARGE_AMOUNTS = {"义务兵": (4_800_000, 2, 10), "士官": (4_800_000, 2, 12)}
TIERS = ((20_000, 10_000), (50_000, 20_000), (100_000, 30_000))
HOUSEHOLD_YUAN = 10_000
TIMES_A_YEAR = 2
FAMILIES_BAND = Band(rate=70, above_fen=1_000_000, upper=80)
BANDS: dict[str, Band] = {
    **{f"残疾军人{word}级": Band(rate=95) for word in "五六"},
    **{f"残疾军人{word}级": Band(rate=100) for word in "一二三四"},
    **{f"残疾军人{word}级": Band(rate=60) for word in "七八九十"},
    "烈士遗属": FAMILIES_BAND, "因公牺牲军人遗属": FAMILIES_BAND, "病故军人遗属": Band(rate=60), "红军失散人员": Band(rate=100),
    "在乡退伍红军老战士": Band(rate=100), "在乡复员军人(抗战时期)": Band(rate=70), "在乡复员军人(其他时期)": Band(rate=60),
    "带病回乡退伍军人": Band(rate=50), "参战退役人员": Band(rate=50), "参试退役人员": Band(rate=50), "铀矿开采退役人员": Band(rate=50),
    "烈士老年子女": Band(rate=30), "错杀平反人员子女": Band(rate=30),
}  # fmt: skip

YARDSTICKS = {
    "sequence": "序号", "series": "指标", "period": "所属期", "rise": "同比涨幅（%）", "amount": "金额（元）",
    "document": "来源文件", "known": "公布日期", "remark": "备注",
}  # fmt: skip
RULES = {
    "sequence": "序号", "policy": "待遇项目", "key": "参数", "from": "执行日期", "share": "比例（%）", "amount": "金额（元）",
    "number": "数值", "word": "取值", "document": "文号", "known": "收文日期", "remark": "备注",
}  # fmt: skip
INSTITUTIONS = {
    "sequence": "序号", "name": "单位名称", "kind": "单位类型", "account": "收款账号", "bank": "开户银行", "holder": "户名",
    "public": "是否公立", "since": "一站式开通日期", "remark": "备注",
}  # fmt: skip
LIVING = {
    "sequence": "序号", "policy": "待遇项目", "key": "标准类别", "from": "执行日期", "amount": "标准（元/月）",
    "mode": "方式", "document": "文号", "known": "收文日期", "level": "级别", "remark": "备注",
}  # fmt: skip
FUNDING = {
    "sequence": "序号", "policy": "待遇项目", "source": "资金来源", "mode": "分担方式", "share": "比例", "from": "执行日期",
    "document": "文号", "known": "收文日期", "remark": "备注",
}  # fmt: skip
BUDGETS = {
    "sequence": "序号", "year": "年度", "source": "资金来源", "policy": "待遇项目", "reference": "指标文号", "kind": "指标类型",
    "amount": "指标金额（万元）", "received": "收到日期", "remark": "备注",
}  # fmt: skip


def price_months(rise: Iterable[int]) -> dict[int, int]:
    """Return index month -> subsidy of one person in fen, for the months in which food prices reached their line."""
    return {
        run(month): price_fen(LIVING_YUAN * 100, bp, 2 if month in DOUBLED else 1)
        for month, (bp, food) in enumerate(zip(rise, FOOD, strict=True), start=1)
        if food >= FOOD_LINE
    }


def nursing_wages() -> dict[int, int]:
    """Return month -> wage the nursing fee is a share of, in fen; a new wage counts from July of the year after it."""
    return {run(month): WAGE_YUAN[2018 if month < 7 else 2019] * 100 for month in range(1, 13)}


def insurance_base_fen() -> int:
    """Return the monthly base of insurance continuation."""
    return WAGE_YUAN[2019] * BASE_PERCENT


def percent(bp: int) -> str:
    """Write hundredths of a percent as a clerk does."""
    whole = f"{'-' if bp < 0 else ''}{abs(bp) // 100}"
    return f"{whole}.{abs(bp) % 100:02d}".rstrip("0").rstrip(".") + "%"


def yearly_figures() -> list[Record]:
    """Return the figures of 2018 and 2019 that lie on the desk in January."""
    rows: list[tuple[str, str, int, str]] = [
        ("职工月平均工资", "2018", WAGE_YUAN[2018], "2019-06-12"),
        ("全国城镇居民人均可支配收入", "2019", NATIONAL_INCOME_YUAN, "2020-01-17"),
        ("农村居民人均可支配收入", "2019", RURAL_INCOME_YUAN, "2020-01-17"),
    ]
    return [figure(series, period, known, amount=yuan) for series, period, yuan, known in rows]


def figure(series: str, period: str, known: str, *, amount: int = 0, rise: int | None = None) -> Record:
    """Return one published figure."""
    row: Row = {"series": series, "period": period, "known": known, "remark": REMARK}
    row["document"] = f"演示统计〔{known[:4]}〕{int(known[5:7])}号"
    if rise is None:
        row["amount"] = Number(amount)
    else:
        row["rise"] = percent(rise)
    return Record(row)


def monthly_figures(month: int, rise: Iterable[int]) -> list[Record]:
    """Return what is published in a month: the indices of the month before, and in June the wage of the year before."""
    index = month - 1
    known = f"2020-{month:02d}-{10 + month % 3}"
    found = [] if month != 6 else [figure("职工月平均工资", "2019", "2020-06-09", amount=WAGE_YUAN[2019])]
    if index:
        period = f"2020-{index:02d}"
        series = (
            ("居民消费价格同比涨幅", CPI),
            ("食品价格同比涨幅", FOOD),
            ("低收入居民基本生活费用价格指数同比涨幅", tuple(rise)),
        )
        found = [figure(name, period, known, rise=values[index - 1]) for name, values in series] + found
    return found


def institutions() -> list[Record]:
    """Return the three public hospitals and the insurance office."""
    rows: list[Row] = [
        {"name": name, "kind": "医院", "public": "是", "since": "2020-01-01", "bank": "演示农村商业银行营业部"}
        for name in HOSPITALS
    ]
    rows.append({"name": OFFICE, "kind": "社保经办机构", "bank": "演示农村商业银行营业部"})
    for at, row in enumerate(rows):
        row |= {"account": account(990_001 + at), "holder": row["name"], "remark": "演示数据"}
    return [Record(row) for row in rows]


def living_standard() -> list[Record]:
    """Return the minimum living standard, one for town and country."""
    row: Row = {
        "policy": "基本生活价格补贴", "key": "城乡低保", "from": "2019-07-01", "amount": Number(LIVING_YUAN), "mode": "绝对",
        "document": "演示民〔2019〕31号", "known": "2019-07-05", "level": "县", "remark": "演示值，非平阳县实际标准",
    }  # fmt: skip
    return [Record(row)]


def rules() -> list[Record]:
    """Return the parameters of the county, benefit by benefit."""
    found: list[Record] = []
    for policy, document, rows in (
        ("护理费", "演示优抚〔2019〕8号", nursing_rules()),
        ("优抚对象医疗补助", "演示优抚〔2019〕12号", medical_rules()),
        ("部分退役士兵社会保险接续", "演示退役〔2019〕20号", insurance_rules()),
        ("困难退役军人帮扶援助金", "演示退役〔2019〕25号", hardship_rules()),
        ("自主就业退役士兵一次性补助", "演示退役〔2019〕3号", discharge_rules()),
        ("义务兵家庭优待金", "演示优抚〔2019〕15号", family_rules()),
        (
            "立功受奖奖励金",
            "演示优抚〔2019〕16号",
            [rule(f"奖励定额：{name}", amount=yuan) for name, yuan in AWARDS_YUAN.items()],
        ),
        ("一次性抚恤金", "演示优抚〔2019〕17号", [rule("月工资下限（排职少尉）", amount=PAY_FLOOR_YUAN)]),
    ):
        common: Row = {
            "policy": policy,
            "from": "2019-07-01",
            "document": document,
            "known": "2019-07-12",
            "remark": REMARK,
        }
        found += [Record(common | row) for row in rows]
    return found


def rule(key: str, *, share: int = 0, amount: int = 0, number: int = 0, word: str = "") -> Row:
    """Return the cells of one parameter: a share in percent, an amount in yuan, a number or a word."""
    row: dict[str, Cell] = {"key": key}
    if share:
        row["share"] = f"{share}%"
    if amount:
        row["amount"] = Number(amount)
    if number:
        row["number"] = Number(number)
    if word:
        row["word"] = word
    return row


def nursing_rules() -> list[Row]:
    """Return when a new wage counts and how the fee is rounded."""
    return [rule("调整月份", number=7), rule("取整", word="四舍五入到元")]


def medical_rules() -> list[Row]:
    """Return the forms, the cap and the rates for hospital bills."""
    rows = [
        rule("住院补助办法", word="按类别比例"),
        rule("门诊补助办法", word="按类别比例"),
        rule("分段办法", word="分段累计"),
    ]
    rows.append(rule("年度封顶", amount=CAP_YUAN))
    for name, band in BANDS.items():
        rows.append(rule(f"补助比例：{name}", share=band.rate))
        if band.upper:
            rows.append(rule(f"第二段起点：{name}", amount=band.above_fen // 100))
            rows.append(rule(f"第二段补助比例：{name}", share=band.upper))
    return rows


def insurance_rules() -> list[Row]:
    """Return the yardstick and the rates of insurance continuation."""
    return [
        rule("缴费基数指标", word="职工月平均工资"),
        rule("缴费比例：养老单位", share=UNIT_PERCENT),
        rule("缴费比例：养老个人", share=PERSON_PERCENT),
    ]


def hardship_rules() -> list[Row]:
    """Return tiers, ceilings and how often a year."""
    rows = []
    for word, (least, most) in zip("一二三", TIERS, strict=False):
        rows += [rule(f"第{word}档起点（自付或损失）", amount=least), rule(f"第{word}档上限", amount=most)]
    rows += [rule(f"困难家庭上限（不设起点）：{kind}", amount=HOUSEHOLD_YUAN) for kind in ("低保", "特困", "残疾")]
    return [*rows, rule("每年最多次数", number=TIMES_A_YEAR)]


def discharge_rules() -> list[Row]:
    """Return the county's allowance by rank."""
    rows = [rule("地方经济补助取整", word="四舍五入到元")]
    for rank, (fen, years, share) in DISCHARGE_AMOUNTS.items():
        rows += [
            rule(f"地方经济补助算法：{rank}", word="基数加超期比例"),
            rule(f"地方经济补助基数或每年标准：{rank}", amount=fen // 100),
            rule(f"基数所含年数：{rank}", number=years),
            rule(f"每多一年或指标的比例：{rank}", share=share),
        ]
    return rows


def family_rules() -> list[Row]:
    """Return what the family allowance is a share of, and its add-ons."""
    rows = [rule("优待金基数指标", word="农村居民人均可支配收入"), rule("优待金比例", share=FAMILY_PERCENT)]
    rows.append(rule("优待金取整", word="见分进元"))
    rows += [rule(f"学历加发：{name}", share=share) for name, share in EDUCATION.items()]
    return rows + [rule(f"地区倍数（占优待金）：{name}", share=share) for name, share in ZONES.items()]


def funding() -> list[Record]:
    """Return what province and city pay of some benefits; the county pays the rest."""
    shares = (
        ("60周岁农村籍退役士兵老年生活补助", "省", 30),
        ("参战参试退役人员生活补助", "省", 30),
        ("基本生活价格补贴", "省", 40),
        ("基本生活价格补贴", "市", 10),
        ("优抚对象医疗补助", "省", 50),
        ("部分退役士兵社会保险接续", "省", 40),
        ("部分退役士兵社会保险接续", "市", 20),
        ("困难退役军人帮扶援助金", "市", 20),
    )
    common: Row = {
        "mode": "按支出比例",
        "from": "2020-01-01",
        "document": "演示财社〔2020〕2号",
        "known": "2020-01-06",
        "remark": REMARK,
    }
    return [
        Record(common | {"policy": policy, "source": source, "share": f"{share}%"}) for policy, source, share in shares
    ]


JANUARY_BUDGETS = (
    ("中央", "", "演示财社〔2019〕88号", 2300, "2019-12-20"),
    ("省", "", "演示浙财社〔2019〕61号", 900, "2019-12-25"),
    ("市", "", "演示温财社〔2020〕1号", 380, "2020-01-08"),
    ("县", "", "演示平财社〔2020〕3号", 3200, "2020-01-10"),
    ("省", "部分退役士兵社会保险接续", "演示浙财社〔2020〕9号", 581, "2020-01-15"),
)
"""Source, benefit, notice, amount in 10,000 yuan, day of receipt."""
TOP_UP = ("县", "", "演示平财社〔2020〕77号", 300, "2020-11-16")


def budgets(rows: Iterable[tuple[str, str, str, int, str]], kind: str) -> list[Record]:
    """Return notices of money: source, benefit, notice, amount in 10,000 yuan, day."""
    return [
        Record({
            "year": Number(2020), "source": source, "policy": policy, "reference": reference, "kind": kind,
            "amount": Number(amount), "received": received, "remark": REMARK,
        })
        for source, policy, reference, amount, received in rows
    ]  # fmt: skip


def calibrated_rise(heads: dict[int, int], target_fen: int) -> tuple[int, ...]:
    """Return the low-income index moved until heads x subsidy of all index months comes nearest to the target.

    Args:
        heads: index month -> people paid for it in the end.
    """

    def total(values: Iterable[int]) -> int:
        return sum(heads.get(month, 0) * fen for month, fen in price_months(values).items())

    values = [bp * target_fen // total(list(RISE)) for bp in RISE[:9]] + list(RISE[9:])
    steps = [
        [values[at] + step if at == place else values[at] for at in range(12)]
        for place in range(9)
        for step in range(-12, 13)
    ]
    pairs = [[*one[:8], one[8] + step, *one[9:]] for one in steps for step in range(-12, 13)]
    return tuple(min(pairs, key=lambda one: (abs(total(one) - target_fen), one)))
