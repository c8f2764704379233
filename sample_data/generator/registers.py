"""The rows of every register that is not a roster and not about stations.

It refuses to invent facts: people, events and rates come from the truth; only wording is added.
"""

from __future__ import annotations

from datetime import date
from random import Random

from tests.independent.year2020 import BY_YEAR, Notice, Stop, month_text

from .events import Move, Story
from .model import Enrolment, Number, Person, Record, Row, Town, run
from .people import Population, any_day, draw_service
from .places import COUNTY_CODE, MERGED_NAME, MERGED_TOWN, PSEUDO_CODE, PSEUDO_NAME, TOWNS
from .rosters import spell_day

DEMOBILISED_POLICY = "在乡复员军人定期定量补助"
CONFIRMATION_MONTHS = (3, 4, 5, 6, 7, 8, 9, 10)
METHODS = ("上门", "上门", "人脸识别", "人脸识别", "视频", "集中", "集中")
REASONS = {
    "suspend": ("判刑入狱", "被通缉", "剥夺政治权利"),
    "hold": ("银行卡冻结待核实", "身份信息待核实", "联系不上待核实"),
}
VETERANS_TURNING_60_IN_2021 = 170
VETERANS_INCOMPLETE = 60

REGIONS = {
    "code": "区划代码", "name": "名称", "level": "级别", "parent": "上级代码", "from": "启用日期",
    "to": "停用日期", "into": "并入代码", "alias": "别名", "remark": "备注",
}  # fmt: skip
STANDARDS = {
    "sequence": "序号", "policy": "待遇项目", "key": "标准类别", "from": "执行日期", "amount": "标准", "unit": "单位",
    "mode": "方式", "document": "文号", "known": "收文日期", "level": "级别", "remark": "备注",
}  # fmt: skip
CONFIRMATIONS = {
    "sequence": "序号", "name": "姓名", "identity": "身份证号", "year": "年度", "checked": "核查日期",
    "method": "核查方式", "notice": "公告日期", "remark": "备注",
}  # fmt: skip
DEATHS = {
    "sequence": "序号", "name": "姓名", "identity": "身份证号码", "died": "死亡日期", "deregistered": "注销户口日期",
    "source": "信息来源", "remark": "备注",
}  # fmt: skip
MOVES = {
    "sequence": "序号", "name": "姓名", "identity": "身份证号", "direction": "方向", "on": "迁移日期",
    "place": "迁往（来）地", "through": "原县发放至年月", "remark": "备注",
}  # fmt: skip
SUSPENSIONS = {
    "sequence": "序号", "name": "姓名", "identity": "身份证号", "kind": "类型", "from": "停发起始年月",
    "resume": "恢复发放年月", "reason": "原因", "review": "复核日期", "document": "文号", "remark": "备注",
}  # fmt: skip
VETERANS = {
    "sequence": "序号", "name": "姓名", "identity": "身份证号", "town": "乡镇", "village": "村（社区）",
    "enlisted": "入伍时间", "discharged": "退伍时间", "conscript_from": "服义务兵开始时间",
    "conscript_to": "服义务兵结束时间", "hukou": "退伍时户口类别", "pension": "是否领取职工养老金",
    "phone": "联系电话", "source": "资料来源", "remark": "备注",
}  # fmt: skip


def regions(population: Population) -> list[Record]:
    """Return the villages, the pseudo unit and the village merged in 2019."""
    rows: list[Row] = []
    for at, place in enumerate(population.places):
        level = "社区" if place.name.endswith("社区") else "村"
        parent = f"330326{place.town.code}000"
        alias = f"{place.name[:-1]}行政村" if level == "村" and at % 40 == 9 else ""
        rows.append(
            {
                "code": place.code,
                "name": place.name,
                "level": level,
                "parent": parent,
                "from": "2019-06-01",
                "alias": alias,
            }
        )
    target = next(p for p in population.places if p.town.name == MERGED_TOWN and p.name.endswith("村"))
    rows.append({
        "code": f"330326{target.town.code}290", "name": MERGED_NAME, "level": "村",
        "parent": f"330326{target.town.code}000", "from": "2005-01-01", "to": "2019-05-31",
        "into": target.code, "remark": "2019年并村",
    })  # fmt: skip
    rows.append({
        "code": PSEUDO_CODE, "name": PSEUDO_NAME, "level": "虚拟", "parent": COUNTY_CODE, "from": "2010-01-01",
        "remark": "统计用虚拟单位，不计入乡镇数",
    })  # fmt: skip
    return [Record(row) for row in rows]


def standards(raised: int, effective: str, document: str, received: str) -> list[Record]:
    """Return the two made-up county rates of the demobilised (演示值)."""
    common: Row = {"policy": DEMOBILISED_POLICY, "from": effective, "unit": "元/年", "mode": "绝对", "level": "县"}
    common |= {"document": document, "known": received, "remark": "演示值，非平阳县实际标准"}
    rates = {key: Number(BY_YEAR["demobilised", key][raised]) for key in ("抗战时期", "其他时期")}
    return [Record(common | {"key": key, "amount": rate}) for key, rate in rates.items()]


def people_of(enrolments: list[Enrolment]) -> list[tuple[Person, int]]:
    """Return every enrolled person once with the first month known, in roster order."""
    first: dict[str, tuple[Person, int]] = {}
    for enrolment in enrolments:
        person = enrolment.person
        known = min(enrolment.known, first.get(person.identity, (person, 13))[1])
        first[person.identity] = (person, known)
    order = {town.name: at for at, town in enumerate(TOWNS)}
    return sorted(first.values(), key=lambda pair: (order[pair[0].town.name], pair[0].village.code, pair[0].identity))


def confirmation_month(town: Town) -> int:
    """Return the month of 2020 in which a township confirms; two townships share one."""
    return CONFIRMATION_MONTHS[TOWNS.index(town) // 2]


def confirmations(enrolments: list[Enrolment], month: int) -> list[Record]:
    """Return the confirmations told of in a month; month 1 is the file of the year 2019."""
    rng = Random(f"vetctl/confirmations/{month}")
    records = [r for person, known in people_of(enrolments) for r in notice_rows(person, month)]
    for person, known in people_of(enrolments):
        is_2019 = month == 1
        own_month = confirmation_month(person.town)
        own_month = own_month if known <= own_month else 11
        missed = {notice.on.year for notice in person.notices}
        if (2019 if is_2019 else 2020) in missed or known > (1 if is_2019 else month):
            continue
        if not is_2019 and month != own_month:
            continue
        day = (
            date(2019, 3 + rng.randrange(8), 1 + rng.randrange(28))
            if is_2019
            else date(2020, month, 1 + rng.randrange(18))
        )
        if person.deaths and min(on for on, _, _, _ in person.deaths) <= day:
            continue
        records.append(confirmation(person, day.year, checked=day, method=rng.choice(METHODS)))
    return records


def notice_rows(person: Person, month: int) -> list[Record]:
    """Return the rows about a missed confirmation that are told of in a month."""
    rows: list[Record] = []
    for notice in person.notices:
        if notice.known == run(month):
            rows.append(confirmation(person, notice.on.year, notice=notice))
        if notice.confirmed_known == run(month) and notice.confirmed:
            rows.append(confirmation(person, notice.on.year, checked=notice.confirmed, method="上门", notice=notice))
    return rows


def confirmation(
    person: Person, year: int, *, checked: date | None = None, method: str = "", notice: Notice | None = None
) -> Record:
    """Return one row of the yearly confirmation."""
    row: Row = {"name": person.name, "identity": person.identity, "year": Number(year), "method": method}
    if checked:
        row["checked"] = checked.isoformat()
    if notice:
        row["notice"] = notice.on.isoformat()
        row["remark"] = "公告后已核查" if checked else "未联系上，已公告"
    return Record(row)


def deaths(enrolments: list[Enrolment], month: int) -> list[Record]:
    """Return the deaths told of in a month."""
    rng = Random(f"vetctl/deaths/{month}")
    records = []
    for person, _ in people_of(enrolments):
        for on, known, source, deregistered in person.deaths:
            if known == month:
                form = rng.choice(("-", "-", "年日", "8", "cell"))
                records.append(Record({
                    "name": person.name, "identity": person.identity, "died": spell_day(on, form),
                    "deregistered": deregistered.isoformat() if source != "家属" else "", "source": source,
                }))  # fmt: skip
    return records


def moves(story: Story, month: int) -> list[Record]:
    """Return the moves told of in a month."""
    return [Record(move_row(move)) for move in story.moves if move.known == month]


def move_row(move: Move) -> Row:
    """Return one row of the moves register."""
    return {
        "name": move.person.name,
        "identity": move.person.identity,
        "direction": move.direction,
        "on": move.on.isoformat(),
        "place": move.place,
        "through": move.paid_through,
    }


def suspensions(enrolments: list[Enrolment], month: int) -> list[Record]:
    """Return suspensions and holds told of in a month, and those lifted."""
    rng = Random(f"vetctl/suspensions/{month}")
    records = []
    for person, _ in people_of(enrolments):
        for stop in person.stops:
            starts, ends = stop.known == run(month), stop.resume_known == run(month)
            if starts or ends:
                records.append(suspension(rng, person, stop, lifted=ends))
    return records


def suspension(rng: Random, person: Person, stop: Stop, *, lifted: bool) -> Record:
    """Return one row of the register of suspensions and holds."""
    row: Row = {
        "name": person.name,
        "identity": person.identity,
        "kind": "中止" if stop.kind == "suspend" else "暂缓",
        "from": month_text(stop.first),
        "resume": month_text(stop.resume) if lifted and stop.resume else "",
        "reason": REASONS[stop.kind][(stop.known + stop.first) % 3],
        "document": f"演示停发〔{stop.known // 12}〕{stop.known % 12 + 1}号",
    }
    if stop.kind == "hold" and not lifted:
        review = stop.known + 3
        row["review"] = f"{month_text(review)}-{10 + rng.randrange(10)}"
    return Record(row)


def veterans(story: Story) -> list[Record]:
    """Return discharged soldiers who turn sixty in 2020 or 2021, or whose papers are incomplete."""
    rng = Random("vetctl/veterans")
    records = [
        veteran(rng, e)
        for e in story.population.enrolments
        if e.person.born.year == 1960 and e.known > 1 and not e.person.moved_in and e.service and rng.randrange(20) < 17
    ]
    for at in range(VETERANS_TURNING_60_IN_2021 + VETERANS_INCOMPLETE):
        incomplete = at >= VETERANS_TURNING_60_IN_2021
        record = veteran(rng, outsider(story, any_day(rng, 1960 if incomplete else 1961, 1961)))
        if incomplete:
            missing = ("discharged", "conscript_to", "hukou", "pension")[at % 4]
            record.cells |= {missing: "", "source": "自报", "remark": "资料待补"}
            if missing == "discharged":
                record.cells["conscript_to"] = ""
        elif at % 17 == 0:
            record.cells["hukou"] = "非农业"
        elif at % 19 == 0:
            record.cells["pension"] = "是"
        records.append(record)
    rng.shuffle(records)
    return records


def outsider(story: Story, born: date) -> Enrolment:
    """Draw a person who draws nothing; the enrolment is only a carrier and is not in the truth."""
    population = story.population
    person = population.person(born)
    carrier = population.enrol(person, "", "age-60-service", approved=date(2020, 1, 1))
    population.enrolments.pop()
    carrier.service = draw_service(story.rng, born)
    return carrier


def veteran(rng: Random, enrolment: Enrolment) -> Record:
    """Return one row of the veterans' register."""
    person, service = enrolment.person, enrolment.service
    assert service
    form = rng.choice(("-", "-", ".", "8", "cell"))
    return Record({
        "name": person.name, "identity": person.identity, "town": person.town.name, "village": person.village.name,
        "enlisted": spell_day(service.enlisted, form), "discharged": spell_day(service.discharged, form),
        "conscript_from": spell_day(service.enlisted, form), "conscript_to": spell_day(service.conscript_to, form),
        "hukou": "农业", "pension": "否", "phone": person.phone,
        "source": rng.choice(("档案", "档案", "自报")),
    })  # fmt: skip
