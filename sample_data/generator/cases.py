"""Insurance continuation and hardship aid of the year.

The public money for insurance is brought to what the county obtained by the months of made-up people; it refuses any
other balancing. The number of aids is the published one; their amounts are free below the ceilings.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from random import Random

from tests.independent.once2020 import Case, Sum, insurance
from tests.independent.year2020 import AGE_60

from . import numbers
from .inputs import HOUSEHOLD_YUAN, OFFICE, PERSON_PERCENT, TIERS, UNIT_PERCENT, insurance_base_fen
from .model import Defect, Money, Number, Person, Record, Row
from .people import Population, any_day

TARGET_FEN = 1_451_000_000
BATCHES = (("2020-1", date(2020, 7, 8), 436), ("2020-2", date(2020, 9, 9), 371), ("2020-3", date(2020, 11, 11), 275))
"""Batch, day of review, people approved."""
REJECTED = 6
OPEN = 24
"""People of the last batch whose unit pays by itself: no public money, and not completed by the end of the year."""
LAST_DISCHARGE = 2013 * 12 + 11
"""December 2013, counted in months."""
COMPLETED = {"2020-1": 8, "2020-2": 11, "2020-3": 12}
"""Batch -> month in which the completed cases are told of."""
UNITS = ("破产",) * 9 + ("困难",) * 4 + ("无单位",) * 6
CASES = {
    "sequence": "序号", "batch": "批次", "name": "姓名", "identity": "身份证号", "town": "乡镇", "from": "入伍年月", "to": "退役年月",
    "gap": "养老中断月数", "unit": "单位状态", "poor": "困难类别", "office": "经办机构", "applied": "受理日期",
    "reviewed": "审核日期", "result": "审核结果", "completed": "办结日期", "remark": "备注",
}  # fmt: skip
AIDS_PAID = 230
TWICE = 24
AIDS = {
    "sequence": "序号", "name": "姓名", "identity": "身份证号", "town": "乡镇", "ground": "救助类别", "loss": "自付或损失金额",
    "household": "家庭类别", "amount": "核定援助金额", "applied": "申请日期", "clerk": "经办人", "approver": "审批人",
    "decided": "批准日期", "criminal": "是否被追究刑事责任", "blacklisted": "是否失信被执行人", "bank": "开户银行",
    "account": "银行账号", "remark": "备注",
}  # fmt: skip
AID_MONTHS = (3, 6, 9, 12)
GROUNDS = ("重大疾病",) * 6 + ("灾害事故",) * 2 + ("长期失业", "子女就学", "旧伤复发", "其他")


@dataclass(slots=True, eq=False)
class Application:
    """A case with everything the register says of it."""

    person: Person
    batch: str
    case: Case
    start: date
    end: date
    unit: str
    applied: date
    rejected: bool = False
    completed: date | None = None
    defect: Defect | None = None

    def gap_by(self, months: int) -> None:
        """Make the gap longer or shorter."""
        self.case = replace(self.case, gap=self.case.gap + months)


@dataclass(slots=True)
class Applications:
    """The cases of the year."""

    rng: Random
    found: list[Application] = field(default_factory=list)

    def cases(self) -> list[Case]:
        """Return the approved cases for which money is due."""
        return [one.case for one in self.found if not one.rejected and not one.defect]

    def net_fen(self) -> int:
        """Return the public money of all cases."""
        return sum(line.fen for line in insurance(self.cases(), insurance_base_fen(), UNIT_PERCENT, PERSON_PERCENT))


def applications(population: Population) -> Applications:
    """Draw the cases of the three batches and bring their gaps to the published sum."""
    made = Applications(Random("vetctl/insurance"))
    for batch, reviewed, heads in BATCHES:
        for at in range(heads + REJECTED // len(BATCHES)):
            made.found.append(application(made.rng, population, batch, reviewed, rejected=at >= heads))
    last, reviewed, _ = BATCHES[-1]
    for _ in range(OPEN):
        one = application(made.rng, population, last, reviewed, rejected=False)
        one.unit, one.case = "存续", replace(one.case, unit_pays=True, poor=False)
        made.found.append(one)
    late = application(made.rng, population, last, reviewed, rejected=False)
    late.end, late.case = date(2019, 2, 1), replace(late.case, gap=3)
    late.defect = Defect("E434", "to", "run", "withheld", "2019年1月以后退役，不在范围内")
    made.found.append(late)
    settle(made)
    complete(made)
    return made


def application(rng: Random, population: Population, batch: str, reviewed: date, *, rejected: bool) -> Application:
    """Draw one case; the gap may be longer than the service, which then is the limit."""
    born = any_day(rng, 1958, 1982)
    start = date(born.year + rng.choice((18, 19, 19, 20)), rng.choice((3, 11, 12)), 1)
    # Discharged early enough that no gap is longer than the time since then.
    start_at = start.year * 12 + start.month - 1
    served = min(rng.randrange(30, 192), LAST_DISCHARGE - start_at)
    end_at = start_at + served
    poor = rng.randrange(12) == 0
    unit = "存续" if poor and rng.randrange(4) == 0 else rng.choice(UNITS)
    person = population.person(born)
    case = Case(
        identity=person.identity,
        gap=int(rng.triangular(4, 62, 16)),
        served=served,
        unit_pays=unit == "存续",
        poor=poor,
        reviewed=reviewed,
    )
    applied = date(2019, rng.randrange(6, 13), rng.randrange(1, 29))
    return Application(person, batch, case, start, date(end_at // 12, end_at % 12 + 1, 1), unit, applied, rejected)


def settle(made: Applications) -> None:
    """Lengthen or shorten gaps by a month, one person after the other, until the sum is met to half a month."""
    month_fen = insurance_base_fen() * UNIT_PERCENT // 100
    pool = [
        a
        for a in made.found
        if not (a.rejected or a.defect or a.case.poor or a.case.unit_pays) and 8 < a.case.gap < a.case.served - 12
    ]
    months = round((TARGET_FEN - made.net_fen()) / month_fen)
    step = 1 if months > 0 else -1
    for at in range(abs(months)):
        pool[at % len(pool)].gap_by(step)
    if abs(TARGET_FEN - made.net_fen()) > month_fen:
        raise ValueError(f"insurance: {TARGET_FEN - made.net_fen()} fen are left over")


def complete(made: Applications) -> None:
    """Complete every case for which public money was paid; the others of the last batch stay open."""
    for batch, month in COMPLETED.items():
        mine = [a for a in made.found if a.batch == batch and not a.rejected and not a.defect]
        for at, one in enumerate(a for a in mine if a.case.poor or not a.case.unit_pays):
            one.completed = date(2020, month, 3 + at % 10)


def case_rows(made: Applications, batch: str, *, completed: bool) -> list[Record]:
    """Return the rows of a batch as reviewed, or later those completed."""
    mine = [one for one in made.found if one.batch == batch and (one.completed or not completed)]
    return [Record(case_row(one, completed=completed), defect=None if completed else one.defect) for one in mine]


def case_row(one: Application, *, completed: bool) -> Row:
    """Return the cells of one case."""
    case, person = one.case, one.person
    row: Row = {
        "batch": one.batch, "name": person.name, "identity": person.identity, "town": person.town.name,
        "from": f"{one.start.year}-{one.start.month:02d}", "to": f"{one.end.year}-{one.end.month:02d}", "gap": Number(case.gap),
        "unit": one.unit, "poor": "低保" if case.poor else "", "office": OFFICE, "applied": one.applied,
        "reviewed": case.reviewed, "result": "不通过" if one.rejected else "通过",
        "remark": "不属政府安排工作对象" if one.rejected else "",
    }  # fmt: skip
    if completed and one.completed:
        row["completed"] = one.completed
    return row


@dataclass(slots=True, eq=False)
class Aid:
    """One hardship aid."""

    person: Person
    account: str
    ground: str
    loss_yuan: int
    household: str
    yuan: int
    applied: date
    decided: date
    flags: Row = field(default_factory=dict)
    defect: Defect | None = None

    def sum(self) -> Sum:
        """Return what the independent calculation needs."""
        return Sum(identity=self.person.identity, fen=self.yuan * 100, decided=self.decided)


def aids(population: Population) -> list[Aid]:
    """Draw the aids of the year: some people are helped twice, and some applications are refused or held."""
    rng = Random("vetctl/hardship")
    roster = [e for e in population.enrolments if e.benefit == AGE_60 and e.known == 1 and not e.person.busy]
    people: list[tuple[Person, str]] = [
        (e.person, "") for e in rng.sample(roster, 130)
    ]  # paid to the account on the roster
    for at in range(AIDS_PAID - TWICE - len(people)):
        person = population.person(any_day(rng, 1962, 1985))
        people.append((person, numbers.account(800_000 + at)))
    found = [aid(rng, who, AID_MONTHS[at % 4]) for at, who in enumerate(people)]
    for at, who in enumerate(people[:TWICE]):
        again = aid(rng, who, AID_MONTHS[(at + 2) % 4])
        while again.ground == found[at].ground:  # twice in a year, but not on one ground
            again.ground = rng.choice(GROUNDS)
        found.append(again)
    return found + bad_aids(rng, population, people)


def aid(rng: Random, who: tuple[Person, str], month: int) -> Aid:
    """Draw one aid below its ceiling."""
    household = rng.choice(("一般", "一般", "一般", "低保", "残疾"))
    loss = rng.randrange(205, 1400) * 100 if household == "一般" else rng.randrange(20, 400) * 100
    most = max((ceiling for least, ceiling in TIERS if loss >= least), default=0)
    most = most if household == "一般" else max(most, HOUSEHOLD_YUAN)
    applied = date(2020, month - 1, rng.randrange(1, 28))
    decided = date(2020, month, rng.randrange(2, 17))
    return Aid(
        who[0],
        who[1],
        rng.choice(GROUNDS),
        loss,
        household,
        rng.randrange(10, most // 100 // 2) * 100,
        applied,
        decided,
    )


def bad_aids(rng: Random, population: Population, people: list[tuple[Person, str]]) -> list[Aid]:
    """Return applications that are refused by rule, above the ceiling, decided by the clerk alone, or the third of a year."""
    fresh = [(population.person(any_day(rng, 1965, 1985)), numbers.account(810_000 + at)) for at in range(6)]
    found = [aid(rng, who, 6) for who in fresh]
    found[0].flags, found[0].defect = (
        {"criminal": "是"},
        Defect("E224", "criminal", "import", "rejected", "被追究刑事责任，不予帮扶"),
    )
    found[1].flags, found[1].defect = (
        {"blacklisted": "是"},
        Defect("E224", "blacklisted", "import", "rejected", "失信被执行人，不予帮扶"),
    )
    for at in (2, 3):
        found[at].household, found[at].loss_yuan, found[at].yuan = "一般", 26_000, 12_000 + at * 1000
        found[at].defect = Defect("E430", "amount", "run", "withheld", "核定金额高于该档上限1万元")
    found[4].flags, found[4].defect = (
        {"approver": "王经办"},
        Defect("E433", "approver", "run", "withheld", "经办人自己审批"),
    )
    found[5].flags, found[5].defect = {"approver": ""}, Defect("E433", "approver", "run", "withheld", "没有审批人")
    third = aid(rng, people[3], 12)
    third.ground, third.decided = "去世", date(2020, 12, 22)
    third.defect = Defect("E431", "decided", "run", "withheld", "一年内第三次申请")
    return [*found, third]


def aid_rows(found: list[Aid], month: int) -> list[Record]:
    """Return the rows decided in a month."""
    rows = []
    for one in sorted((a for a in found if a.decided.month == month), key=lambda a: (a.decided, a.person.identity)):
        cells: Row = {
            "name": one.person.name, "identity": one.person.identity, "town": one.person.town.name, "ground": one.ground,
            "loss": Money(one.loss_yuan * 100), "household": one.household, "amount": Money(one.yuan * 100),
            "applied": one.applied, "clerk": "王经办", "approver": "张审批", "decided": one.decided, "criminal": "否",
            "blacklisted": "否", "bank": "演示农村商业银行" if one.account else "", "account": one.account, "remark": "",
        }  # fmt: skip
        rows.append(Record(cells | one.flags, defect=one.defect))
    return rows
