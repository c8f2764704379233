"""The population: who draws which benefit before anything happens in 2020.

The head counts below are the composition that brings the year near the published total;
calibrate.py finds the last yuan. It refuses to touch events, files and defects.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date
from random import Random

from tests.independent.year2020 import AGE_60, counted_years, month_index, month_of

from . import numbers
from .model import Enrolment, Person, Service, Town, Village
from .names import full_name
from .places import TOWNS, villages

AGE_60_CATEGORY = "60周岁以上农村籍退役士兵"
WAR = "参战退役人员"
HEADS = {
    "age-60-service": 5980,
    "war-test": 858,
    "disability-pension": 528,
    "demobilised": 330,
    "ill-returned": 260,
    "martyrs-children": 240,
    "survivors-pension": 190,
    "red-army": 3,
}
TURNING_60_PER_MONTH = 33
EARLY_ON_ROSTER = 10
CATEGORIES = {
    "disability-pension": ("残疾军人",) * 44 + ("伤残人民警察",) * 3 + ("伤残国家机关工作人员", "伤残民兵民工"),
    "survivors-pension": ("烈士遗属",) * 3 + ("因公牺牲军人遗属",) * 3 + ("病故军人遗属",) * 4,
    "red-army": ("红军失散人员",) * 3 + ("在乡退伍红军老战士",),
    "demobilised": ("在乡复员军人(抗战时期)",) + ("在乡复员军人(其他时期)",) * 7,
    "ill-returned": ("带病回乡退伍军人",),
    "war-test": (WAR,) * 15 + ("参试退役人员(核试验)",) * 4 + ("铀矿开采军队退役人员",),
    "martyrs-children": ("烈士老年子女",) * 9 + ("错杀平反人员子女",),
}
BORN = {
    "disability-pension": (1932, 1985),
    "survivors-pension": (1926, 1962),
    "red-army": (1916, 1919),
    "demobilised": (1927, 1936),
    "ill-returned": (1932, 1966),
    "war-test": (1938, 1968),
    "martyrs-children": (1935, 1957),
}
GRADES = (1,) + (2,) * 2 + (3,) * 3 + (4,) * 4 + (5,) * 12 + (6,) * 24 + (7,) * 36 + (8,) * 46 + (9,) * 38 + (10,) * 40
CERTIFICATE_MARK = {
    "age-60-service": "兵",
    "war-test": "参",
    "disability-pension": "残",
    "demobilised": "复",
    "ill-returned": "病",
    "martyrs-children": "子",
    "survivors-pension": "属",
    "red-army": "红",
}
STARTS_WITH_APPROVAL = {"survivors-pension", "red-army", "demobilised"}
RESISTANCE = "在乡复员军人(抗战时期)"
DEMOBILISED_STANDARD = {
    RESISTANCE: "抗战时期",
    "在乡复员军人(其他时期)": "其他时期",
}


@dataclass(slots=True)
class Population:
    """Draws people whose numbers, accounts and telephones never meet."""

    rng: Random
    places: list[Village]
    serial: int = 0
    taken: set[str] = field(default_factory=set)
    namesakes: set[tuple[str, date]] = field(default_factory=set)
    enrolments: list[Enrolment] = field(default_factory=list)

    def town(self) -> Town:
        """Draw a township, weighted by its size."""
        return self.rng.choices(TOWNS, [town.units_2016 for town in TOWNS])[0]

    def identity(self, born: date, *, male: bool) -> str:
        """Draw a number nobody has; never one that ends with 000."""
        while True:
            number = numbers.identity(born, self.rng.randrange(1, 500) * 2 - (1 if male else 0))
            if number not in self.taken and not number.endswith("000"):
                self.taken.add(number)
                return number

    def person(self, born: date, *, male: bool = True, town: Town | None = None) -> Person:
        """Draw a person of a birth date."""
        town = town or self.town()
        while True:
            name = full_name(self.rng, male=male, minority=town.name == "青街畲族乡")
            if (name, born) not in self.namesakes:
                break
        self.namesakes.add((name, born))
        self.serial += 1
        village = self.rng.choice([place for place in self.places if place.town is town])
        return Person(name, self.identity(born, male=male), born, village, numbers.phone(self.serial))

    def enrol(
        self,
        person: Person,
        category: str,
        benefit: str,
        *,
        standard: str = "",
        service: Service | None = None,
        approved: date | None = None,
        known: int = 1,
    ) -> Enrolment:
        """Put a person into a benefit; certificate and account are made up here."""
        self.serial += 1
        decided = approved or self.approved(person)
        enrolment = Enrolment(
            person=person,
            category=category,
            benefit=benefit,
            standard=standard,
            service=service,
            approved=decided,
            document=f"演示优抚〔{decided.year}〕{self.serial % 400 + 1}号",
            certificate=f"演优{CERTIFICATE_MARK[benefit]}{self.serial:06d}",
            account=numbers.account(self.serial),
            starts=month_of(decided) + (0 if benefit in STARTS_WITH_APPROVAL else 1),
            known=known,
            account_known=known,
        )
        self.enrolments.append(enrolment)
        return enrolment

    def approved(self, person: Person) -> date:
        """Draw a decision of the years 2005 to 2019, after the eighteenth birthday."""
        year = self.rng.randrange(max(2005, person.born.year + 21), 2020)
        return date(year, self.rng.randrange(1, 12), self.rng.randrange(1, 29))


def any_day(rng: Random, first_year: int, last_year: int) -> date:
    """Draw a day between two years."""
    year, month = rng.randrange(first_year, last_year + 1), rng.randrange(1, 13)
    return date(year, month, rng.randrange(1, monthrange(year, month)[1] + 1))


def draw_service(rng: Random, born: date, *, age: tuple[int, int] = (18, 21), counted: int = 0) -> Service:
    """Draw conscript service that starts at the given age; winter and spring were call-up times."""
    year = born.year + rng.randrange(age[0], age[1] + 1)
    enlisted = date(year, rng.choice((1, 2, 3, 3, 11, 12, 12)), rng.randrange(1, 29))
    years = counted or rng.choice((2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 6))
    later = rng.randrange(1, 8) if rng.randrange(12) == 0 else 0
    service = Service(enlisted, years, (rng.randrange(2, 11), rng.randrange(1, 29)), later)
    assert counted_years(service.enlisted, service.conscript_to) == years
    return service


def add_age_60(population: Population, born: date, *, town: Town | None = None, known: int = 1) -> Enrolment:
    """Add one retired conscript; the subsidy starts with the month of the sixtieth birthday."""
    person = population.person(born, town=town)
    service = draw_service(population.rng, born)
    while service.enlisted < date(1955, 1, 1):
        service = draw_service(population.rng, born)
    sixty = month_index(born.year + 60, born.month)
    first = max(sixty, month_index(2011, 8))
    approved = date(first // 12, first % 12 + 1, population.rng.randrange(1, 19))
    enrolment = population.enrol(person, AGE_60_CATEGORY, AGE_60, service=service, approved=approved, known=known)
    enrolment.starts = sixty
    return enrolment


def add_other(
    population: Population,
    benefit: str,
    category: str = "",
    *,
    town: Town | None = None,
    approved: date | None = None,
    known: int = 1,
) -> Enrolment:
    """Add one person of any benefit but the age-60 subsidy."""
    rng = population.rng
    category = category or rng.choice(CATEGORIES[benefit])
    born = any_day(rng, *((1922, 1928) if category == RESISTANCE else BORN[benefit]))
    if benefit == "survivors-pension":
        male = rng.randrange(5) == 0
    else:
        male = benefit != "martyrs-children" or rng.randrange(2) == 0
    person = population.person(born, male=male, town=town)
    enrolment = population.enrol(person, category, benefit, approved=approved, known=known)
    enrolment.show_start = rng.randrange(3) == 0
    if benefit not in {"survivors-pension", "martyrs-children"}:
        enrolment.service = other_service(rng, benefit, category, born)
    if benefit == "disability-pension":
        draw_grade(rng, enrolment)
    else:
        enrolment.standard = DEMOBILISED_STANDARD.get(category, category)
    return enrolment


def set_grade(enrolment: Enrolment, nature: str, grade: int) -> None:
    """Give a disability pension its grade and nature."""
    enrolment.grade, enrolment.nature, enrolment.standard = grade, nature, f"{nature}{grade}"


def draw_grade(rng: Random, enrolment: Enrolment) -> None:
    """Draw grade and nature; illness exists for grades one to six only."""
    grade = rng.choice(GRADES)
    natures = ("因战", "因公", "因公", "因病") if grade <= 6 else ("因战", "因公", "因公", "因公")
    set_grade(enrolment, rng.choice(natures), grade)


def other_service(rng: Random, benefit: str, category: str, born: date) -> Service:
    """Draw service that fits the category: before 1945, before 1954-11 or any time after."""
    if benefit == "red-army":
        return Service(date(1934, rng.randrange(1, 13), 5), 3, (4, 6))
    if category == RESISTANCE:
        return Service(date(1944, rng.randrange(3, 13), 8), 5, (5, 9))
    if benefit == "demobilised":
        year = max(1946, born.year + 16)
        return Service(date(min(year, 1953), rng.randrange(1, 13), 11), 4, (6, 15))
    return draw_service(rng, born)


def build() -> Population:
    """Build everybody who is on a roster at the start of 2020."""
    population = Population(Random("vetctl/people"), villages())
    for benefit, heads in HEADS.items():
        for _ in range(heads):
            if benefit == AGE_60:
                enrolment = add_age_60(population, any_day(population.rng, 1936, 1959))
                enrolment.show_start = population.rng.randrange(2) == 0
            else:
                add_other(population, benefit)
    for at in range(EARLY_ON_ROSTER):
        add_age_60(population, date(1960, 1 + at, 7 + at)).show_start = at % 2 == 0
    name_rarely(population)
    return population


def name_rarely(population: Population) -> None:
    """Give one man of the .csv township a character only GB18030 has."""
    home = next(town for town in TOWNS if town.suffix == ".csv")
    person = next(e.person for e in population.enrolments if e.person.town is home and e.benefit == AGE_60)
    person.name = f"{person.name[0]}䶮"
