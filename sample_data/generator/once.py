"""What else is paid once in the year: funeral sums, a martyr's family, discharged soldiers, conscripts' households, merits.

It refuses to invent a death: funerals are of people whom the year let die. Soldiers and relatives are new people.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from random import Random

from tests.independent import once2020
from tests.independent.once2020 import Funeral, Service, Sum, up_to_yuan
from tests.independent.year2020 import Line, half_up, month_of

from . import numbers
from .inputs import (
    AWARDS_YUAN,
    DISCHARGE_AMOUNTS,
    EDUCATION,
    FAMILY_PERCENT,
    NATIONAL_INCOME_YUAN,
    PAY_FLOOR_YUAN,
    RURAL_INCOME_YUAN,
    ZONES,
)
from .model import Money, Number, Person, Record, Row
from .people import Population, any_day

SOLDIERS, HOUSEHOLDS, MERITS = 30, 120, 25
FUNERALS = {
    "sequence": "序号", "deceased": "死者姓名", "deceased_identity": "死者身份证号", "died": "死亡日期", "cause": "死亡原因",
    "payee": "领款人姓名", "identity": "领款人身份证号", "town": "乡镇", "relation": "与本人关系", "bank": "开户银行",
    "account": "银行账号", "decided": "批准日期", "document": "批准文号", "remark": "备注",
}  # fmt: skip
ONE_OFF = {
    "sequence": "序号", "item": "抚恤项目", "deceased": "牺牲病故军人姓名", "deceased_identity": "牺牲病故军人身份证号",
    "nature": "死亡性质", "died": "死亡日期", "pay": "月工资", "honour": "荣誉立功", "payee": "领款人姓名",
    "identity": "领款人身份证号", "town": "乡镇", "relation": "与本人关系", "share": "领取份额", "bank": "开户银行",
    "account": "银行账号", "decided": "批准日期", "document": "批准文号", "remark": "备注",
}  # fmt: skip
DISCHARGES = {
    "sequence": "序号", "payee": "姓名", "identity": "身份证号", "town": "乡镇", "item": "补助项目", "rank": "兵役类别",
    "enlisted": "批准入伍日期", "discharged": "批准退役日期", "bank": "开户银行", "account": "银行账号",
    "decided": "批准日期", "document": "批准文号", "remark": "备注",
}  # fmt: skip
FAMILIES = {
    "sequence": "序号", "year": "优待年度", "soldier": "义务兵姓名", "soldier_identity": "义务兵身份证号", "zone": "服役地区",
    "education": "入伍学历", "payee": "领款人姓名", "identity": "领款人身份证号", "town": "乡镇", "relation": "与本人关系",
    "bank": "开户银行", "account": "银行账号", "decided": "批准日期", "document": "批准文号", "remark": "备注",
}  # fmt: skip
AWARDS = {
    "sequence": "序号", "soldier": "立功人姓名", "soldier_identity": "立功人身份证号", "merit": "立功等级", "awarded": "立功时间",
    "payee": "领款人姓名", "identity": "领款人身份证号", "town": "乡镇", "relation": "与本人关系", "bank": "开户银行",
    "account": "银行账号", "decided": "批准日期", "document": "批准文号", "remark": "备注",
}  # fmt: skip
CHILDREN = ("儿子", "儿子", "女儿", "配偶")


@dataclass(slots=True, eq=False)
class Household:
    """A conscript and the parent who is paid."""

    soldier: Person
    parent: Person
    account: str
    zone: str
    education: str


@dataclass(slots=True)
class Once:
    """Rows by month and file, and the lines they lead to."""

    rng: Random
    population: Population
    lines: list[Line] = field(default_factory=list)
    rows: dict[tuple[int, str], list[Record]] = field(default_factory=dict)
    serial: int = 820_000

    def person(self, first_year: int, last_year: int, *, male: bool = True, like: Person | None = None) -> Person:
        """Draw a new person, with the surname and the township of somebody."""
        person = self.population.person(
            any_day(self.rng, first_year, last_year), male=male, town=like.town if like else None
        )
        if like:
            person.name = like.name[0] + person.name[1:]
        return person

    def add(self, file: str, decided: date, cells: Row) -> None:
        """Take a row into the file of the month in which it was decided."""
        self.rows.setdefault((decided.month, file), []).append(Record(cells | {"decided": decided, "remark": ""}))

    def payee(self, person: Person, account: str = "") -> Row:
        """Return the cells of whoever is paid, with a new account unless one is given."""
        self.serial += 1
        return {
            "payee": person.name, "identity": person.identity, "town": person.town.name, "bank": "演示农村商业银行",
            "account": account or numbers.account(self.serial),
        }  # fmt: skip


def build(population: Population) -> Once:
    """Draw everything."""
    made = Once(Random("vetctl/once"), population)
    add_funerals(made)
    add_martyr(made)
    add_soldiers(made)
    add_merits(made, add_households(made))
    return made


def add_funerals(made: Once) -> None:
    """Let the families of survivors and disabled soldiers who died in the year ask for the funeral sum."""
    found: list[Funeral] = []
    for enrolment in made.population.enrolments:
        person = enrolment.person
        fits = enrolment.benefit in {"survivors-pension", "disability-pension"} and len(person.deaths) == 1
        if not fits or person.deaths[0][0].year != 2020 or month_of(person.deaths[0][0]) < enrolment.starts:
            continue
        died, known, _, _ = person.deaths[0]
        month = max(min(12, known + made.rng.randrange(2)), died.month + 1)
        if month > 12:
            continue
        decided = date(2020, month, 15)
        relation = made.rng.choice(CHILDREN)
        born = (1950, 1962) if relation == "配偶" else (1963, 1978)
        is_woman = int(person.identity[16]) % 2 == 0
        payee = made.person(*born, male=relation == "儿子" or (relation == "配偶" and is_woman), like=person)
        if relation == "配偶":
            payee.name = ("林" if person.name[0] != "林" else "郑") + payee.name[1:]
        cells: Row = made.payee(payee) | {
            "deceased": person.name, "deceased_identity": person.identity, "died": died, "cause": "因病",
            "relation": relation, "document": f"演示丧〔2020〕{len(found) + 1}号",
        }  # fmt: skip
        made.add("丧葬补助申请表", decided, cells)
        found.append(
            Funeral(
                identity=payee.identity,
                benefit=enrolment.benefit,
                standard=enrolment.standard,
                died=died,
                decided=decided,
            )
        )
    made.lines += once2020.funerals(found)


def add_martyr(made: Once) -> None:
    """One soldier died for his country: praise money to widow and father by halves, the one-off pension to the widow."""
    soldier = made.person(1991, 1991)
    widow, father = made.person(1992, 1993, male=False), made.person(1964, 1965, like=soldier)
    died, decided, pay, honour = date(2020, 5, 18), date(2020, 9, 15), 9_200, 25
    common: Row = {
        "deceased": soldier.name, "deceased_identity": soldier.identity, "nature": "烈士", "died": died,
        "document": "演示抚〔2020〕1号",
    }  # fmt: skip
    account = numbers.account(819_999)
    for payee, relation, own in ((widow, "配偶", account), (father, "父亲", "")):
        cells = common | made.payee(payee, own) | {"item": "烈士褒扬金", "relation": relation, "share": Number(50)}
        made.add("一次性抚恤褒扬金申领表", decided, cells)
    praise = NATIONAL_INCOME_YUAN * 100 * 30
    made.lines += once2020.sums(
        once2020.PRAISE,
        [Sum(identity=one.identity, fen=half_up(praise * 50, 100), decided=decided) for one in (widow, father)],
    )
    cells = common | made.payee(widow, account)
    made.add("一次性抚恤褒扬金申领表", decided, cells | {
        "item": "一次性抚恤金", "relation": "配偶", "pay": Money(pay * 100), "honour": "一等功",
    })  # fmt: skip
    parts = (NATIONAL_INCOME_YUAN * 100 * 20, max(pay, PAY_FLOOR_YUAN) * 100 * 40)
    made.lines += once2020.sums(
        once2020.ONE_OFF,
        [Sum(identity=widow.identity, fen=half_up(part * (100 + honour), 100), decided=decided) for part in parts],
    )


def add_soldiers(made: Once) -> None:
    """Soldiers discharged in September find work by themselves and get the county's allowance in November."""
    rng, found = made.rng, []
    decided = date(2020, 11, 13)
    for at in range(SOLDIERS):
        rank, years = ("义务兵", 2) if at % 5 < 3 else ("士官", rng.choice((5, 5, 8)))
        born = 2020 - years - rng.randrange(18, 22)
        soldier = made.person(born, born)
        enlisted, discharged = date(2020 - years, 9, 1), date(2020, 9, 1) if at % 7 else date(2020, 3, 21)
        made.add("自主就业退役士兵补助花名册", decided, made.payee(soldier) | {
            "item": "地方一次性经济补助", "rank": rank, "enlisted": enlisted, "discharged": discharged,
            "document": "演示退役〔2020〕18号",
        })  # fmt: skip
        found.append(
            Service(identity=soldier.identity, rank=rank, enlisted=enlisted, discharged=discharged, decided=decided)
        )
    made.lines += once2020.discharges(found, DISCHARGE_AMOUNTS)


def add_households(made: Once) -> list[Household]:
    """Conscripts' households get the allowance of the year before Army Day; add-ons are shares of the rounded sum."""
    rng, decided, found = made.rng, date(2020, 7, 15), []
    whole = up_to_yuan(RURAL_INCOME_YUAN * 100, FAMILY_PERCENT)
    for at in range(HOUSEHOLDS):
        soldier = made.person(1998, 2001)
        parent = made.person(1968, 1978, male=at % 4 != 0, like=soldier if at % 4 else None)
        home = Household(
            soldier,
            parent,
            "",
            "西藏" if at % 40 == 7 else "新疆" if at % 30 == 11 else "",
            ("", "", "大专", "本科")[rng.randrange(4)],
        )
        cells = made.payee(parent)
        home.account = str(cells["account"])
        found.append(home)
        made.add("义务兵家庭优待金花名册", decided, cells | {
            "year": Number(2020), "soldier": soldier.name, "soldier_identity": soldier.identity, "zone": home.zone,
            "education": home.education, "relation": "父亲" if at % 4 else "母亲", "document": "演示优抚〔2020〕70号",
        })  # fmt: skip
        parts = [100]
        parts += [EDUCATION[home.education]] if home.education else []
        parts += [ZONES[home.zone] - 100] if home.zone else []
        made.lines += once2020.sums(
            once2020.FAMILY,
            [Sum(identity=parent.identity, fen=half_up(whole * part, 100), decided=decided) for part in parts],
        )
    return found


def add_merits(made: Once, homes: list[Household]) -> None:
    """Some of the conscripts were honoured; the same parent is paid."""
    rng, decided = made.rng, date(2020, 12, 11)
    for at, home in enumerate(rng.sample(homes, MERITS)):
        merit = "二等功" if at == 0 else "三等功" if at < 8 else "优秀士兵"
        made.add("立功受奖奖励花名册", decided, made.payee(home.parent, home.account) | {
            "soldier": home.soldier.name, "soldier_identity": home.soldier.identity, "merit": merit,
            "awarded": date(2020, rng.randrange(2, 12), rng.randrange(1, 28)),
            "relation": "父亲" if int(home.parent.identity[16]) % 2 else "母亲", "document": "演示优抚〔2020〕121号",
        })  # fmt: skip
        made.lines += once2020.sums(
            once2020.MERIT, [Sum(identity=home.parent.identity, fen=AWARDS_YUAN[merit] * 100, decided=decided)]
        )
