"""Hospital bills of the year, by hospital and quarter, drawn until their aid comes to what the county paid.

It refuses any balancing bill: a bill that would pass the published total is thrown away and another one drawn.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from tests.independent.once2020 import Bill, medical
from tests.independent.year2020 import AGE_60

from .inputs import BANDS, CAP_YUAN, HOSPITALS
from .model import Defect, Enrolment, Money, Record
from .people import Population
from .rosters import GRADE_WORDS

TARGET_FEN = 88_900_000
NEAR_FEN = 40_000
SETTLED = {4: (1, 3), 7: (4, 6), 10: (7, 9), 12: (10, 11)}
"""Month of settlement -> first and last month of discharge."""
CLASSES = {"参试退役人员(核试验)": "参试退役人员", "铀矿开采军队退役人员": "铀矿开采退役人员"}
CLAIMS = {
    "sequence": "序号", "hospital": "医院名称", "name": "姓名", "identity": "身份证号", "category": "优抚对象类别",
    "visit": "就诊类型", "admitted": "入院日期", "discharged": "出院（就诊）日期", "invoice": "发票号", "insured": "参保类型",
    "total": "总费用", "insurance": "医保统筹支付", "serious": "大病保险支付", "outside": "自费（范围外）",
    "personal": "个人自付", "way": "结算方式", "settled": "结算日期", "remark": "备注",
}  # fmt: skip


@dataclass(slots=True, eq=False)
class Claim:
    """A bill with everything the hospital writes of it."""

    enrolment: Enrolment
    hospital: str
    month: int
    bill: Bill
    admitted: date | None
    insurance_fen: int
    serious_fen: int
    outside_fen: int
    invoice: str = ""
    by_hand: bool = False


@dataclass(slots=True)
class Claims:
    """The claims of the year."""

    rng: Random
    found: list[Claim] = field(default_factory=list)

    def bills(self) -> list[Bill]:
        """Return what the independent calculation needs."""
        return [claim.bill for claim in self.found]

    def net_fen(self) -> int:
        """Return the aid of all bills."""
        return sum(line.fen for line in medical(self.bills(), CAP_YUAN * 100))


def class_of(enrolment: Enrolment) -> str:
    """Return the class of the rates that somebody belongs to."""
    if enrolment.benefit == "disability-pension":
        return f"残疾军人{GRADE_WORDS[enrolment.grade - 1]}"
    return CLASSES.get(enrolment.category, enrolment.category)


def build(population: Population) -> Claims:
    """Draw bills until the aid comes to the published total."""
    rng = Random("vetctl/claims")
    pool = [
        e
        for e in population.enrolments
        if e.benefit != AGE_60 and e.known == 1 and not e.person.busy and class_of(e) in BANDS
    ]
    claims = Claims(rng)
    spent = 0
    add_over_cap(claims, [e for e in pool if BANDS[class_of(e)].rate == 100][:2])
    spent = claims.net_fen()
    seen = {(claim.enrolment.person.identity, claim.month) for claim in claims.found}
    while TARGET_FEN - spent > NEAR_FEN:
        enrolment, month = rng.choice(pool), rng.choice(list(SETTLED))
        key = (enrolment.person.identity, month)
        claim = draw(rng, enrolment, month)
        worth = sum(line.fen for line in medical([claim.bill], CAP_YUAN * 100))
        once = [c for c in claims.found if c.enrolment is enrolment]
        if key in seen or len(once) > 2 or spent + worth > TARGET_FEN + NEAR_FEN:
            continue
        seen.add(key)
        claims.found.append(claim)
        spent += worth
    number(claims)
    return claims


def add_over_cap(claims: Claims, few: list[Enrolment]) -> None:
    """Give two people three stays each that together pass the yearly cap."""
    for enrolment in few:
        for month in (4, 7, 10):
            claims.found.append(
                draw(claims.rng, enrolment, month, personal_fen=claims.rng.randrange(1_100_000, 1_400_000))
            )


def draw(rng: Random, enrolment: Enrolment, month: int, *, personal_fen: int = 0) -> Claim:
    """Draw a bill settled in a month; seven in ten are stays in hospital."""
    first, last = SETTLED[month]
    discharged = date(2020, rng.randrange(first, last + 1), rng.randrange(12, 28))
    stay = bool(personal_fen) or rng.randrange(10) < 7
    personal = personal_fen or rng.randrange(*((60_000, 420_000) if stay else (6_000, 60_000)))
    if stay and not personal_fen and rng.randrange(60) == 0:
        personal *= 4
    share = rng.randrange(58, 76)
    bill = Bill(
        identity=enrolment.person.identity,
        band=BANDS[class_of(enrolment)],
        personal_fen=personal,
        discharged=discharged,
        settled=date(2020, month, 10 + rng.randrange(6)),
    )
    return Claim(
        enrolment=enrolment,
        hospital=rng.choices(HOSPITALS, (5, 3, 2))[0],
        month=month,
        bill=bill,
        admitted=discharged - timedelta(days=rng.randrange(3, 12)) if stay else None,
        insurance_fen=personal * share // (100 - share),
        serious_fen=personal // 3 if personal > 600_000 else 0,
        outside_fen=personal * rng.randrange(0, 30) // 100,
        by_hand=rng.randrange(90) == 0,
    )


def number(claims: Claims) -> None:
    """Give the bills of each hospital their invoice numbers, in the order of discharge."""
    for at, hospital in enumerate(HOSPITALS):
        mine = sorted(
            (c for c in claims.found if c.hospital == hospital),
            key=lambda c: (c.month, c.bill.discharged, c.bill.identity),
        )
        for place, claim in enumerate(mine):
            claim.invoice = f"{(at + 3) * 1_000_000 + 120_400 + place * 7:08d}"


def files(claims: Claims) -> Iterator[tuple[int, str, list[Record]]]:
    """Yield month, hospital and rows of each hospital's statement."""
    for month in SETTLED:
        for hospital in HOSPITALS:
            mine = [c for c in claims.found if c.month == month and c.hospital == hospital]
            yield month, hospital, [row_of(claim) for claim in sorted(mine, key=lambda c: c.invoice)]


def row_of(claim: Claim) -> Record:
    """Return the row of one bill."""
    bill, person = claim.bill, claim.enrolment.person
    total = bill.personal_fen + claim.insurance_fen + claim.serious_fen + claim.outside_fen
    return Record({
        "hospital": claim.hospital, "name": person.name, "identity": person.identity, "category": claim.enrolment.category,
        "visit": "住院" if claim.admitted else "门诊", "admitted": claim.admitted or "", "discharged": bill.discharged,
        "invoice": claim.invoice, "insured": "居民医保" if person.born.year < 1975 else "职工医保", "total": Money(total),
        "insurance": Money(claim.insurance_fen), "serious": Money(claim.serious_fen), "outside": Money(claim.outside_fen),
        "personal": Money(bill.personal_fen), "way": "手工报销" if claim.by_hand else "一站式", "settled": bill.settled,
        "remark": "",
    })  # fmt: skip


def plant(claims: Claims, population: Population, tables: dict[tuple[int, str], list[Record]]) -> None:
    """Put bad bills among the good ones: used twice, after death, wrong sum, unknown hospital."""
    rng = claims.rng
    pool = [e for e in population.enrolments if e.benefit == "war-test" and not e.person.busy and e.known == 1]
    first, second, third = HOSPITALS

    def bad(month: int, hospital: str, enrolment: Enrolment, defect: Defect) -> Record:
        claim = draw(rng, enrolment, month)
        claim.hospital, claim.by_hand = hospital, False
        claim.invoice = f"{(HOSPITALS.index(hospital) + 3) * 1_000_000 + 990_000 + rng.randrange(9000):08d}"
        record = row_of(claim)
        record.defect = defect
        rows = tables[month, hospital]
        rows.insert(len(rows) // 2, record)
        return record

    used = next(r for r in tables[4, first] if not r.defect)
    again = bad(7, first, rng.choice(pool), Defect("E217", "invoice", "import", "rejected", "发票号四月已由另一人报过"))
    again.cells["invoice"] = used.cells["invoice"]
    wrong = bad(7, second, rng.choice(pool), Defect("E216", "total", "import", "rejected", "各项相加不等于总费用"))
    total = wrong.cells["total"]
    assert isinstance(total, Money)
    wrong.cells["total"] = Money(total.fen + 90_000)
    strange = bad(10, third, rng.choice(pool), Defect("E220", "hospital", "import", "rejected", "不是登记的结算医院"))
    strange.cells["hospital"] = "演示县康复医院"
    dead = next(
        e for e in population.enrolments if e.benefit != AGE_60 and e.person.deaths and 3 <= e.person.deaths[0][1] <= 5
    )
    late = bad(10, second, dead, Defect("E218", "discharged", "import", "rejected", "出院日期晚于死亡日期"))
    late.cells["remark"] = ""
