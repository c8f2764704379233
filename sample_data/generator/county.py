"""Put the demo county together: truth, workbooks and their order in the year.

It refuses to decide facts; it calls the modules that do, in the one order that keeps the
calibration and the row numbers of the defects right.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tests.independent import once2020
from tests.independent.year2020 import PRICE, Line, Year, calculate

from . import calibrate, cases, claims, defects, events, inputs, once, people, registers, returns, rosters, stations
from .model import Defect, Record, facts
from .places import TOWNS
from .sheets import Table
from .sheets import write as write_table

SIGN = "制表人：王经办　　　　审核人：李复核　　　　单位负责人：张审批"
DEMO = "（演示数据，人员、村社和账号均为虚构）"
PRICE_TARGET_FEN = 310_400_000
FULL_WIDTH = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")


@dataclass(slots=True)
class County:
    """The finished demo: tables by file name, the order of files, the truth and the defects."""

    story: events.Story
    start_gap_fen: int
    tables: dict[str, Table] = field(default_factory=dict)
    registers: dict[str, str] = field(default_factory=dict)
    steps: dict[int, list[str]] = field(default_factory=lambda: {month: [] for month in range(1, 13)})
    file_defects: list[Defect] = field(default_factory=list)
    returned: list[returns.Returned] = field(default_factory=list)
    rise: tuple[int, ...] = inputs.RISE
    lines_once: list[Line] = field(default_factory=list)

    def year(self) -> Year:
        """Return the independent calculation of the year."""
        monthly = calculate(
            facts(
                self.story.population.enrolments,
                price=inputs.price_months(self.rise),
                nursing=inputs.nursing_wages(),
                returned=returns.names(self.returned),
            )
        )
        return Year(lines=monthly.lines + self.lines_once)

    def add(self, month: int, name: str, register: str, table: Table) -> None:
        """Take a file into the step of a month."""
        self.tables[name], self.registers[name] = table, register
        self.steps[month].append(name)

    def defects(self) -> list[Defect]:
        """Return all defects in the order of files and rows."""
        found = [r.defect for table in self.tables.values() for r in table.records if r.defect] + self.file_defects
        order = list(self.tables)
        return sorted(found, key=lambda d: (order.index(d.file), d.row))


def build() -> County:
    """Build everything but the files themselves."""
    story = events.tell(people.build())
    corrected = defects.prepare(story)
    made = County(story, calibrate.settle(story))
    records = collect(story)
    found = stations.build(story.population.places)
    made.file_defects = defects.plant(story, records, corrected)
    made.returned = returns.choose(story)
    returns.tell(made.returned, records)
    made.rise = inputs.calibrated_rise(price_heads(made), PRICE_TARGET_FEN)
    add_january(made, records)
    add_desk(made)
    for month in range(1, 13):
        add_month(made, records, month)
        add_figures(made, month)
    add_stations(made, found)
    # From here on people are new: what was drawn before does not depend on it.
    story.population.rng = Random("vetctl/occasions")
    add_claims(made)
    add_cases(made)
    add_aids(made)
    add_once(made)
    return made


def price_heads(made: County) -> dict[int, int]:
    """Return index month -> people who in the end are paid the price subsidy for it."""
    enrolments = made.story.population.enrolments
    one_fen = dict.fromkeys(inputs.price_months(inputs.RISE), 1)
    lines = calculate(facts(enrolments, price=one_fen, returned=returns.names(made.returned))).lines
    return {
        month: sum(x.fen for x in lines if x.benefit == PRICE and x.month == month and not x.returned)
        for month in one_fen
    }


def add_desk(made: County) -> None:
    """Add accounts, parameters, figures and money that lie on the desk before the first run."""
    day = info("平阳县退役军人事务局", "2020年1月10日")
    for name, register, title, headings, rows in (
        ("结算单位.xlsx", "institutions", "平阳县一站式结算单位登记表", inputs.INSTITUTIONS, inputs.institutions()),
        ("参数表_2020.xlsx", "rules", "平阳县优抚待遇参数表（2020年，演示值）", inputs.RULES, inputs.rules()),
        ("低保标准.xlsx", "standards", "平阳县最低生活保障标准（演示值）", inputs.LIVING, inputs.living_standard()),
        (
            "指标数据_2019.xlsx",
            "yardsticks",
            "平阳县优抚待遇所用年度指标（演示值）",
            inputs.YARDSTICKS,
            inputs.yearly_figures(),
        ),
        ("经费分担办法.xlsx", "funding", "平阳县优抚经费分担办法（2020年，演示值）", inputs.FUNDING, inputs.funding()),
        (
            "资金指标_2020.xlsx",
            "budgets",
            "平阳县2020年优抚资金指标（演示值）",
            inputs.BUDGETS,
            inputs.budgets(inputs.JANUARY_BUDGETS, "下达"),
        ),
    ):
        made.add(
            1, name, register, Table(title + ("" if "演示" in title else DEMO), headings, rows, info=day, sign=SIGN)
        )


def add_figures(made: County, month: int) -> None:
    """Add the figures published in a month, and the notice of more money late in the year."""
    rows = inputs.monthly_figures(month, made.rise)
    day = info("平阳县退役军人事务局", f"2020年{month}月15日")
    if rows:
        title = f"优抚待遇所用月度指标（2020年{month}月公布，演示值）"
        made.add(
            month,
            f"指标数据_2020-{month:02d}.xlsx",
            "yardsticks",
            Table(title, inputs.YARDSTICKS, rows, info=day, sign=SIGN),
        )
    if month == 11:
        rows = inputs.budgets([inputs.TOP_UP], "追加")
        made.add(
            11,
            "资金指标_2020-11.xlsx",
            "budgets",
            Table("平阳县2020年优抚资金指标（追加，演示值）", inputs.BUDGETS, rows, info=day, sign=SIGN),
        )


def add_claims(made: County) -> None:
    """Add the hospitals' statements, bad bills among them."""
    population = made.story.population
    found = claims.build(population)
    tables = {(month, hospital): rows for month, hospital, rows in claims.files(found)}
    claims.plant(found, population, tables)
    for (month, hospital), rows in tables.items():
        title = f"优抚对象医疗费一站式结算单（{hospital}，2020年{month}月结算）"
        table = Table(
            title + DEMO,
            claims.CLAIMS,
            rows,
            info=info(hospital, f"2020年{month}月16日"),
            sign="制表人：　　　　审核人：　　　　医院（盖章）",
        )
        made.add(month, f"医院结算单_2020-{month:02d}_{hospital}.xlsx", "medical-claims", table)
    made.lines_once += once2020.medical(found.bills(), inputs.CAP_YUAN * 100)


def add_cases(made: County) -> None:
    """Add the batches of insurance continuation as reviewed, and those completed later."""
    found = cases.applications(made.story.population)
    for batch, reviewed, _ in cases.BATCHES:
        rows = cases.case_rows(found, batch, completed=False)
        add_batch(made, f"社保接续台账_{batch}.xlsx", reviewed.month, rows, f"第{'一二三'[int(batch[-1]) - 1]}批")
    for batch, month in cases.COMPLETED.items():
        rows = cases.case_rows(found, batch, completed=True)
        add_batch(made, f"社保接续台账_{batch}_办结.xlsx", month, rows, f"第{'一二三'[int(batch[-1]) - 1]}批办结")
    base = inputs.insurance_base_fen()
    made.lines_once += once2020.insurance(found.cases(), base, inputs.UNIT_PERCENT, inputs.PERSON_PERCENT)


def add_batch(made: County, name: str, month: int, rows: list[Record], label: str) -> None:
    """Add one workbook of insurance cases."""
    title = f"平阳县部分退役士兵社会保险接续台账（{label}）"
    table = Table(
        title + DEMO,
        cases.CASES,
        rows,
        info=info("平阳县退役军人事务局", f"2020年{month}月15日"),
        sign=SIGN,
        total=f"{len(rows)}人",
    )
    made.add(month, name, "insurance-cases", table)


def add_aids(made: County) -> None:
    """Add the quarters of hardship aid."""
    found = cases.aids(made.story.population)
    for month in cases.AID_MONTHS:
        rows = cases.aid_rows(found, month)
        title = f"困难退役军人帮扶援助审批表（2020年{month}月）"
        table = Table(
            title + DEMO, cases.AIDS, rows, info=info("平阳县退役军人事务局", f"2020年{month}月18日"), sign=SIGN
        )
        made.add(month, f"困难帮扶_2020-{month:02d}.xlsx", "hardship", table)
    made.lines_once += once2020.sums(once2020.HARDSHIP, [one.sum() for one in found if not one.defect])


ONCE_FILES = {
    "丧葬补助申请表": ("funerals", once.FUNERALS),
    "一次性抚恤褒扬金申领表": ("one-off", once.ONE_OFF),
    "自主就业退役士兵补助花名册": ("discharge", once.DISCHARGES),
    "义务兵家庭优待金花名册": ("family-allowance", once.FAMILIES),
    "立功受奖奖励花名册": ("merits", once.AWARDS),
}


def add_once(made: County) -> None:
    """Add funerals, the martyr's family, soldiers, conscripts' households and merits."""
    found = once.build(made.story.population)
    for (month, kind), rows in sorted(found.rows.items()):
        register, headings = ONCE_FILES[kind]
        table = Table(
            f"平阳县{kind}（2020年{month}月）" + DEMO,
            headings,
            rows,
            info=info("平阳县退役军人事务局", f"2020年{month}月18日"),
            sign=SIGN,
        )
        made.add(month, f"{kind}_2020-{month:02d}.xlsx", register, table)
    made.lines_once += found.lines


def collect(story: events.Story) -> defects.Files:
    """Return the rows of every file about people and standards, before any defect."""
    enrolments, late = story.population.enrolments, story.late_accounts
    files: defects.Files = {
        "县定标准_2019.xlsx": registers.standards(0, "2019-08-01", "演示优抚〔2019〕5号", "2019-09-12")
    }
    files |= {town.roster: rosters.roster_records(enrolments, town) for town in TOWNS}
    files["年度核查_2019.xlsx"] = registers.confirmations(enrolments, 1)
    files["退役军人信息采集表.xlsx"] = registers.veterans(story)
    for month in range(1, 13):
        stamp = f"2020-{month:02d}.xlsx"
        files[f"新增人员_{stamp}"] = rosters.newcomer_records(enrolments, late, month)
        files[f"死亡名单_{stamp}"] = registers.deaths(enrolments, month)
        files[f"迁移_{stamp}"] = registers.moves(story, month)
        files[f"停发暂缓_{stamp}"] = registers.suspensions(enrolments, month)
        files[f"年度核查_{stamp}"] = registers.confirmations(enrolments, month) if month > 1 else []
    return files


def add_january(made: County, records: defects.Files) -> None:
    """Add what lies on the desk before the first run."""
    villages = registers.regions(made.story.population)
    made.add(
        1, "行政区划_村社.xlsx", "regions", Table("平阳县村（社区）区划代码表" + DEMO, registers.REGIONS, villages)
    )
    made.add(1, "县定标准_2019.xlsx", "standards", standards_table("2019", records["县定标准_2019.xlsx"]))
    for town in TOWNS:
        made.add(1, town.roster, "roster", roster_table(town.name, records[town.roster]))
    made.add(
        1,
        "年度核查_2019.xlsx",
        "confirmations",
        Table(
            "平阳县优抚对象2019年度核查情况表",
            registers.CONFIRMATIONS,
            records["年度核查_2019.xlsx"],
            info=info("平阳县", "2020年1月6日"),
            sign=SIGN,
        ),
    )
    veterans = records["退役军人信息采集表.xlsx"]
    made.add(
        1,
        "退役军人信息采集表.xlsx",
        "veterans",
        Table(
            "平阳县退役军人信息采集表" + DEMO,
            registers.VETERANS,
            veterans,
            info=info("平阳县", "2020年1月3日"),
            total=f"{len(veterans)}人",
            sign=SIGN,
        ),
    )


def info(unit: str, day: str) -> str:
    """Return the line of unit and date above the headings."""
    return f"填报单位：{unit}（盖章）　　　　填报日期：{day}"


def standards_table(label: str, records: list[Record]) -> Table:
    """Lay out county standards; the heading of 2020 carries the unit."""
    headings = (
        registers.STANDARDS
        if label == "2019"
        else {
            name: "标准（元/年）" if name == "amount" else text
            for name, text in registers.STANDARDS.items()
            if name != "unit"
        }
    )
    return Table(
        f"平阳县在乡复员军人定期定量补助标准（{label}年，演示值）",
        headings,
        records,
        info="单位：元/年　　　　仅供演示，不是平阳县实际标准",
        sign=SIGN,
    )


def roster_table(town: str, records: list[Record]) -> Table:
    """Lay out one township roster with the habits of its clerk."""
    style = next(t.style for t in TOWNS if t.name == town)
    headings = dict(rosters.STYLES[style])
    people_count = len(records)
    table = Table(
        f"平阳县{town}2020年度优抚对象花名册",
        headings,
        records,
        info=info(f"{town}退役军人服务站", "2019年12月20日"),
        sign=SIGN,
        total=f"{people_count}人",
        note="说明：" + DEMO.strip("（）") + "。日期可只填年月。" if style in "AC" else "",
        sheet={"A": "花名册", "B": "Sheet1", "C": town, "D": "优抚对象"}[style],
    )
    if town == "鳌江镇":
        table.repeat_header_every = 450
    if town in {"万全镇", "麻步镇", "水头镇"}:
        table.blank_after = frozenset({40, 41, 200})
    if town == "怀溪镇":
        table.total = f"{people_count + 1}人"
    if town == "山门镇":
        table.sequence_gap_at = 56
    if town == "凤卧镇":
        table.headings = add_after(headings, "name", "nation", "民族")
        for record in records:
            record.cells["nation"] = "汉族"
    if town == "顺溪镇":
        table.hidden = hidden_rows(records)
    if town == "萧江镇":
        widen(records)
    return table


def add_after(headings: dict[str, str], after: str, name: str, text: str) -> dict[str, str]:
    """Put one more column behind another one."""
    found: dict[str, str] = {}
    for key, heading in headings.items():
        found[key] = heading
        if key == after:
            found[name] = text
    return found


def hidden_rows(records: list[Record]) -> list[list[str]]:
    """Return an old list of four of the people, for the hidden sheet."""
    rows = [["姓名", "身份证号", "乡镇", "优抚对象类别", "月标准"]]
    rows += [[str(r.cells[name]) for name in ("name", "identity", "town", "category")] + ["35"] for r in records[-6:-2]]
    return rows


def widen(records: list[Record]) -> None:
    """Type some numbers in full-width characters, as an input method left in the wrong mode does."""
    rng = Random("vetctl/full-width")
    for record in rng.sample([r for r in records if not r.defect], 30):
        for name in ("identity", "phone"):
            record.cells[name] = str(record.cells[name]).upper().translate(FULL_WIDTH)


def add_month(made: County, records: defects.Files, month: int) -> None:
    """Add what comes in during one month."""
    stamp = f"2020-{month:02d}"
    label = f"2020年{month}月"
    for name, register, headings, title in (
        (f"新增人员_{stamp}.xlsx", "roster", rosters.A, f"平阳县优抚对象新增（变更）人员花名册（{label}）"),
        (f"死亡名单_{stamp}.xlsx", "deaths", registers.DEATHS, f"平阳县优抚对象死亡名单（{label}）"),
        (f"迁移_{stamp}.xlsx", "moves", registers.MOVES, f"平阳县优抚对象迁入迁出登记表（{label}）"),
        (f"停发暂缓_{stamp}.xlsx", "suspensions", registers.SUSPENSIONS, f"平阳县优抚对象停发暂缓登记表（{label}）"),
        (
            f"年度核查_{stamp}.xlsx",
            "confirmations",
            registers.CONFIRMATIONS,
            f"平阳县优抚对象2020年度核查情况表（{label}）",
        ),
    ):
        rows = records[name]
        if not rows:
            continue
        table = Table(title, headings, rows, info=info("平阳县退役军人事务局", f"2020年{month}月18日"), sign=SIGN)
        if register == "roster":
            table.total = f"{len(rows)}人"
        made.add(month, name, register, table)
    if month == 4:
        found = stations.build(made.story.population.places)
        made.add(
            4,
            "创建任务_2020.xlsx",
            "targets",
            Table("2020年度服务站创建任务" + DEMO, stations.TARGETS, found.targets, sign=SIGN),
        )
    if month == 11:
        rows = registers.standards(1, "2020-08-01", "演示优抚〔2020〕17号", "2020-11-12")
        made.add(11, "县定标准_2020-11.xlsx", "standards", standards_table("2020", rows))


def add_stations(made: County, found: stations.Stations) -> None:
    """Add the registers about stations at the end of the year."""
    day = info("平阳县退役军人事务局", "2020年12月28日")
    for name, register, headings, rows, title in (
        ("服务站台账.xlsx", "stations", stations.LEDGER, found.ledger, "平阳县退役军人服务站台账"),
        (
            "非公企业服务站.xlsx",
            "stations",
            stations.ENTERPRISES,
            found.enterprises,
            "平阳县非公企业退役军人服务站台账",
        ),
        (
            "服务站荣誉_2020.xlsx",
            "honours",
            stations.HONOURS,
            found.honours,
            "平阳县2020年度退役军人服务站荣誉申报汇总表",
        ),
    ):
        made.add(12, name, register, Table(title + DEMO, headings, rows, info=day, sign=SIGN))


def write(made: County, folder: Path) -> None:
    """Write every file; afterwards each defect knows its file, sheet and row."""
    for name, table in made.tables.items():
        write_table(folder / name, table)
    for defect in made.file_defects:
        table = made.tables[defect.file]
        defect.sheet = defect.sheet or table.sheet
        lines = len(table.records) + len(table.blank_after)
        head = 1 + sum(1 for text in (table.title, table.info, table.note) if text)
        defect.row = {"E209": head + lines + 1, "E215": head + 57, "E305": head, "E310": 1}[defect.code]
