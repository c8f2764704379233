"""Random counties: people, and everything that is told of them month by month, late and out of order.

`build` draws a county from a source of chance; `Office` lays it into a database as the registers would, one batch or more
a month, and plays the month ends. Nobody in it is anybody: the area code was never issued.
"""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from tests.independent import person_month as facts
from tests.independent.year2020 import month_index, month_of, month_text
from tests.payments.county import County

FIRST = month_index(2019, 7)

CATEGORIES = {
    "disability-pension": ["disabled-soldier"],
    "survivors-pension": ["martyr", "duty-death"],
    "red-army": ["red-army-veteran", "red-army-scattered"],
    "demobilised": ["anti-japanese", "other-period"],
    "ill-returned": ["ill-returned"],
    "war-test": ["war", "test"],
    "martyrs-children": ["martyr-child"],
    "age-60-service": ["rural-60"],
}
GRADES = [("war", 5), ("duty", 8), ("illness", 6)]
KEYS = [
    *(("disability-pension", f"{nature}-{grade}", "year", 1_500_000) for nature, grade in GRADES),
    ("survivors-pension", "martyr", "year", 2_798_000),
    ("survivors-pension", "duty-death", "year", 2_404_000),
    ("red-army", "veteran", "year", 6_113_000),
    ("red-army", "scattered", "year", 2_758_000),
    ("ill-returned", "base", "month", 60_000),
    ("war-test", "base", "month", 65_000),
    ("martyrs-children", "base", "month", 49_000),
    ("age-60-service", "per-year", "month", 4_000),
]


class Chance:
    """What is drawn, in the words used below."""

    def __init__(self, source: Random) -> None:
        self.source = source

    def percent(self, likely: int) -> bool:
        return self.source.randint(0, 99) < likely

    def number(self, low: int, high: int) -> int:
        return self.source.randint(low, high)

    def one(self, among):
        return among[self.source.randint(0, len(among) - 1)]

    def day(self, first: int, last: int) -> date:
        month = self.number(first, last)
        return date(month // 12, month % 12 + 1, self.number(1, 28))


def build(source: Random, *, people: int, months: int) -> facts.World:
    """A county of so many people, told of over so many months."""
    chance = Chance(source)
    last = FIRST + months - 1
    world = facts.World(first=FIRST)
    _standards(chance, world, last)
    _rules(chance, world, last)
    world.people = [_person(chance, number, last) for number in range(1, people + 1)]
    return world


def _standards(chance: Chance, world: facts.World, last: int) -> None:
    for benefit, key, per, fen in KEYS:
        if chance.percent(3):
            continue  # no rate at all: a gap
        now = fen + chance.number(0, 9) * 1_000
        if benefit == "age-60-service" and chance.percent(50):
            now *= 5  # so that the one that yields would sometimes be the higher
        _standard(world, benefit, key, "national", "absolute", date(2019, 1, 1), date(2019, 1, 1), now, per, FIRST)
        for year in range(2019, last // 12 + 1):
            effective = date(year, chance.one([8, 8, 8, 1]), chance.one([1, 1, 1, 15]))
            received = chance.day(month_of(effective) - 1, month_of(effective) + 8)
            now += chance.number(0, now // 10)
            known = FIRST if chance.percent(30) else max(month_of(received), FIRST)
            _standard(world, benefit, key, "national", "absolute", effective, received, now, per, known)
            if chance.percent(10):  # a slip, put right later
                _standard(world, benefit, key, "national", "absolute", effective, received, now + 1_201, per, known + chance.number(1, 4))
        if chance.percent(35):
            _county_rate(chance, world, benefit, key, per, now, last)
    for category in CATEGORIES["demobilised"]:
        _county_rate(chance, world, "demobilised", category, "year", 1_728_000, last, mode="absolute")


def _county_rate(chance: Chance, world: facts.World, benefit: str, key: str, per: str, fen: int, last: int, mode: str = "") -> None:
    mode = mode or chance.one(["absolute", "increment", "increment"])
    for effective in [date(2019, 1, 1), *([chance.day(FIRST, last).replace(day=1)] if chance.percent(50) else [])]:
        received = chance.day(month_of(effective), month_of(effective) + 6)
        amount = fen + chance.number(-fen // 8, fen // 8) if mode == "absolute" else chance.number(1, 50) * 101
        own = per if chance.percent(97) else {"year": "month", "month": "year"}[per]  # units that do not fit are a gap
        _standard(world, benefit, key, "county", mode, effective, received, amount, own if mode == "increment" else per, max(month_of(received), FIRST))


def _standard(world, benefit, key, level, mode, effective, received, fen, per, known):
    world.standards.append(
        facts.Standard(
            benefit=benefit, key=key, level=level, mode=mode, effective=effective, received=received, fen=fen, per=per, known=known
        )
    )


def _rules(chance: Chance, world: facts.World, last: int) -> None:
    for source in facts.SOURCES:
        for benefit in ["", *CATEGORIES, *CATEGORIES]:
            if not chance.percent(40 if benefit == "" or source == "central" else 15):
                continue
            category = chance.one(["", *CATEGORIES[benefit]]) if benefit else ""
            mode = chance.one(["fixed", "of-national", "of-line"])
            known = FIRST if chance.percent(60) else chance.number(FIRST, last)
            since = date(2019, 1, 1) if chance.percent(60) else chance.day(FIRST, last).replace(day=1)
            given = {"fen": chance.number(1, 3_000) * 100 + 1, "per": chance.one(["year", "month"])} if mode == "fixed" else {}
            if mode != "fixed":
                given = {"share_bp": chance.one([2500, 3333, 4000, 6000, 10000]), "step": chance.one([1, 1, 10, 100])}
            received = date(known // 12, known % 12 + 1, 1)
            if chance.percent(20):  # on file before its notice is said to have come, as what is shipped may be
                received = chance.day(known, known + 6)
            world.rules.append(facts.Rule(benefit=benefit, category=category, source=source, mode=mode, effective=since, received=received, known=known, **given))


def _person(chance: Chance, number: int, last: int) -> facts.Person:
    person = facts.Person(number=number, born=chance.day(month_index(1930, 1), month_index(1962, 12)))
    joins = FIRST if number == 1 or chance.percent(70) else chance.number(FIRST, last)  # a month without anybody is refused
    told: list[facts.Told] = []

    def say(known: int, fact: facts.Fact) -> None:
        told.append(facts.Told(known=min(max(known, joins), last), fact=fact))

    first = chance.one(list(CATEGORIES))
    others = [benefit for benefit in CATEGORIES if benefit != first]
    benefits = [first] + ([chance.one([*others, others[-1]])] if chance.percent(25) else [])
    for benefit in benefits:
        _terms(chance, benefit, joins, last, say)
    if not chance.percent(5):
        say(joins if chance.percent(90) else chance.number(joins, last), facts.Account(number=f"62{number:017d}"))
    if not chance.percent(4):
        _service(chance, joins, last, say)
    for likely, happen in ((12, _death), (12, _moves), (12, _suspension), (14, _hold), (18, _confirmation), (15, _return)):
        if chance.percent(likely):
            happen(chance, joins, last, say)
    person.told = sorted(told, key=lambda one: one.known)
    return person


def _terms(chance, benefit, joins, last, say):
    nature, grade = chance.one(GRADES) if benefit == "disability-pension" and not chance.percent(3) else (None, None)
    approved = chance.day(joins - 8, joins)
    given = {"category": chance.one(CATEGORIES[benefit]), "nature": nature, "grade": grade, "approved": approved}
    start = joins - chance.number(-2, 10) if chance.percent(30) else None
    from_month = start if start is not None else month_of(approved)
    say(joins, facts.Terms(benefit=benefit, from_month=from_month, start=start, **given))
    if chance.percent(20):  # another grade or category, from a month that may lie behind or ahead
        if benefit == "disability-pension":
            given["nature"], given["grade"] = chance.one(GRADES)
        given["category"] = chance.one(CATEGORIES[benefit])
        change = chance.number(joins, last)
        say(change, facts.Terms(benefit=benefit, from_month=max(from_month + 1, change + chance.number(-6, 3)), start=start, **given))
    if chance.percent(8):  # ended, and sometimes the end was wrong
        end = chance.number(joins, last)
        say(end, facts.Terms(benefit=benefit, from_month=from_month, start=start, ends=chance.day(end - 4, end + 2), **given))
        if chance.percent(40):
            say(end + chance.number(1, 4), facts.Terms(benefit=benefit, from_month=from_month, start=start, **given))


def _service(chance, joins, last, say):
    enlisted = chance.day(month_index(1954, 9), month_index(1985, 12)) if chance.percent(92) else date(2011, 12, 1)
    end = enlisted + timedelta(days=chance.number(300, 2200))
    service = facts.Service(enlisted=enlisted, first=enlisted, last=end, draws_pension=chance.percent(4))
    say(joins if chance.percent(85) else chance.number(joins, last), service)
    if chance.percent(10):
        say(chance.number(joins, last), facts.Service(enlisted=enlisted, first=enlisted, last=end + timedelta(days=chance.number(1, 400))))


def _death(chance, joins, last, say):
    known = chance.number(joins, last)
    day = chance.day(known - 9, known)
    own = chance.one(["bureau", "family"])
    if chance.percent(20):
        say(known + chance.number(-2, 2), facts.Death(source={"bureau": "family", "family": "bureau"}[own], on=chance.day(known - 9, known)))
    if chance.percent(60):
        say(known, facts.Death(source=own, on=day))
        if chance.percent(25):  # the day is corrected
            say(known + chance.number(1, 5), facts.Death(source=own, on=chance.day(known - 9, known)))
    if chance.percent(50):  # another office's list, answered late or never
        listed = chance.day(known - 9, known)
        say(known, facts.Death(source="police", on=listed))
        if chance.percent(70):
            say(known + chance.number(0, 4), facts.Verdict(source="police", on=listed, confirmed=chance.percent(60)))


def _moves(chance, joins, last, say):
    day, inward = chance.day(joins - 2, last), chance.percent(40)
    known = month_of(day) + chance.number(0, 4)
    for _ in range(chance.number(1, 3)):
        paid_through = month_index(day.year, 12) + chance.number(-2, 3) if inward and chance.percent(30) else None
        say(known, facts.Move(direction="in" if inward else "out", on=day, paid_through=paid_through))
        day += timedelta(days=chance.number(20, 400))
        known, inward = max(known, month_of(day) + chance.number(0, 4)), not inward
        if known > last:
            return


def _suspension(chance, joins, last, say):
    known = chance.number(joins, last)
    first = known + chance.number(-5, 1)
    benefit = "" if chance.percent(80) else chance.one(list(CATEGORIES))
    say(known, facts.Stop(kind="suspend", benefit=benefit, first=first, resumed=first + chance.number(1, 9) if chance.percent(30) else None))
    if chance.percent(60):
        say(known + chance.number(1, 6), facts.Stop(kind="suspend", benefit=benefit, first=first, resumed=first + chance.number(1, 9)))


def _hold(chance, joins, last, say):
    for _ in range(chance.number(1, 2)):
        known = chance.number(joins, last)
        first = known + chance.number(-3, 2)
        benefit = "" if chance.percent(60) else chance.one(list(CATEGORIES))
        say(known, facts.Stop(kind="hold", benefit=benefit, first=first))
        if chance.percent(70):
            say(known + chance.number(1, 6), facts.Stop(kind="hold", benefit=benefit, first=first, resumed=first + chance.number(1, 8)))
        if chance.percent(25):
            passed = known + chance.number(0, 4)
            if passed <= last:
                say(passed, facts.Bypass(benefit=chance.one(["", benefit]), run=passed))


def _confirmation(chance, joins, last, say):
    for year in range(joins // 12, last // 12 + 1):
        if chance.percent(50):
            noticed = chance.day(month_index(year, 1), month_index(year, 10))
            say(month_of(noticed) + chance.number(0, 5), facts.Confirmation(year=year, noticed=noticed))
            if chance.percent(70):
                confirmed = noticed + timedelta(days=chance.number(0, 200))
                say(month_of(confirmed) + chance.number(0, 4), facts.Confirmation(year=year, noticed=noticed, confirmed=confirmed))


def _return(chance, joins, last, say):
    for _ in range(chance.number(1, 3)):
        run = chance.number(joins, last)
        if run < last:
            say(run + chance.number(1, 4), facts.Returned(run=run))


def month_end(month: int) -> str:
    """The last day of a month."""
    return (date((month + 1) // 12, (month + 1) % 12 + 1, 1) - timedelta(days=1)).isoformat()


class Office(County):
    """A database into which a county is laid month by month."""

    def __init__(self, world: facts.World) -> None:
        super().__init__()
        with self.facts():
            self.db.execute("UPDATE main.standard SET ended_by = ?", (self.batch,))
        self.world = world
        self.numbers: dict[int, int] = {}
        """The person's number in the county -> the person's number in the database."""
        self.runs: dict[int, int] = {}
        self.came_back: list[tuple[int, facts.Told]] = []
        """Payments that were there to come back, and did."""

    def play(self, months: int, *, full: bool = False, each=None, shuffle: Random | None = None) -> None:
        """Tell and run month after month; `each` is called after every run. Shuffled, people come in another order and in several batches."""
        for month in range(self.world.first, self.world.first + months):
            self.tell(month, shuffle)
            self.runs[month] = self.run(month_text(month), as_of=month_end(month), full=full)
            if each is not None:
                each(month)

    def tell(self, month: int, shuffle: Random | None = None) -> None:
        """Write what becomes known before the run of a month."""
        with self.facts():
            for standard in self.world.standards:
                if standard.known == month:
                    self._standard(standard)
            for rule in self.world.rules:
                if rule.known == month:
                    self._rule(rule)
        people = list(self.world.people)
        if shuffle is not None:
            shuffle.shuffle(people)
        for start in range(0, len(people), len(people) // 3 + 1 if shuffle is not None else len(people)):
            with self.facts():
                for person in people[start : start + (len(people) // 3 + 1 if shuffle is not None else len(people))]:
                    for told in person.told:
                        if told.known == month:
                            self._tell(person, told)

    def _tell(self, person: facts.Person, told: facts.Told) -> None:
        if person.number not in self.numbers:
            self.numbers[person.number] = self.person(born=person.born.isoformat(), account=False)
        who = self.numbers[person.number]
        {
            facts.Terms: self._terms, facts.Death: self._death, facts.Move: self._move, facts.Stop: self._stop, facts.Service: self._service,
            facts.Confirmation: self._confirmation, facts.Account: self._account, facts.Verdict: self._verdict, facts.Bypass: self._bypass,
        }.get(type(told.fact), lambda *_: self._returned(person, told))(who, told.fact)  # fmt: skip

    def version(self, table: str, key: dict, values: dict) -> None:
        """End the version held under a key, and add another."""
        where = " AND ".join(f"{name} = ?" for name in key)
        self.db.execute(f"UPDATE main.{table} SET ended_by = ? WHERE ended_by IS NULL AND {where}", (self.batch, *key.values()))
        row = {**key, **values, "added_by": self.batch}
        self.db.execute(f"INSERT INTO main.{table} ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})", list(row.values()))

    def _standard(self, one: facts.Standard) -> None:
        key = {"policy": one.benefit, "key": one.key, "jurisdiction": one.level, "effective_from": one.effective.isoformat()}
        values = {"mode": one.mode, "known_on": one.received.isoformat(), "amount_fen": one.fen, "per": one.per, "document": "文号", "mark": "D"}
        self.version("standard", key, values)

    def _rule(self, one: facts.Rule) -> None:
        key = {"policy": one.benefit, "key": one.category, "source": one.source, "effective_from": one.effective.isoformat()}
        values = {"mode": one.mode, "round_fen": one.step, "known_on": one.received.isoformat(), "document": "文号", "mark": "D"}
        own = {"amount_fen": one.fen, "per": one.per} if one.mode == "fixed" else {"share_bp": one.share_bp}
        self.version("funding", key, {**values, **own})

    def _terms(self, who: int, one: facts.Terms) -> None:
        row = self.db.execute("SELECT enrolment FROM enrolment WHERE person = ? AND policy = ?", (who, one.benefit)).fetchone()
        if row is None:
            insert = "INSERT INTO enrolment (person, policy, added_by) VALUES (?, ?, ?) RETURNING enrolment"
            row = self.db.execute(insert, (who, one.benefit, self.batch)).fetchone()
        values = {
            "category": one.category, "grade": one.grade, "nature": one.nature, "approved_on": one.approved.isoformat(),
            "start_month": None if one.start is None else month_text(one.start), "ends_on": one.ends and one.ends.isoformat(),
        }  # fmt: skip
        self.version("terms", {"enrolment": row[0], "from_month": month_text(one.from_month)}, values)

    def _death(self, who: int, one: facts.Death) -> None:
        self.version("death", {"person": who, "source": one.source}, {"died_on": one.on.isoformat()})

    def _move(self, who: int, one: facts.Move) -> None:
        through = None if one.paid_through is None else month_text(one.paid_through)
        self.version("move", {"person": who, "direction": one.direction, "moved_on": one.on.isoformat()}, {"paid_through": through})

    def _stop(self, who: int, one: facts.Stop) -> None:
        resumed = None if one.resumed is None else month_text(one.resumed)
        key = {"person": who, "kind": one.kind, "policy": one.benefit, "from_month": month_text(one.first)}
        self.version("suspension", key, {"resumed_month": resumed, "reason": "核查"})

    def _confirmation(self, who: int, one: facts.Confirmation) -> None:
        days = {"noticed_on": one.noticed, "confirmed_on": one.confirmed}
        self.version("confirmation", {"person": who, "year": one.year}, {name: day and day.isoformat() for name, day in days.items()})

    def _account(self, who: int, one: facts.Account) -> None:
        self.version("account", {"person": who}, {"number": one.number, "holder_name": "张三"})

    def _service(self, who: int, one: facts.Service) -> None:
        days = {"conscript_from": one.first.isoformat(), "conscript_to": one.last.isoformat(), "draws_pension": int(one.draws_pension)}
        self.version("service", {"person": who, "enlisted_on": one.enlisted.isoformat()}, days)

    def _verdict(self, who: int, one: facts.Verdict) -> None:
        self.db.execute(
            "INSERT INTO verdict (person, evidence, decision, reason, actor, at, event) VALUES (?, ?, ?, '核实', '王经办', 't', ?)",
            (who, f"death:{who}:{one.source}:{one.on}", "confirmed" if one.confirmed else "refused", self._event()),
        )

    def _bypass(self, who: int, one: facts.Bypass) -> None:
        self.db.execute(
            "INSERT INTO bypass (person, policy, month, reason, actor, at, event) VALUES (?, ?, ?, '急', '王经办', 't', ?)",
            (who, one.benefit, month_text(one.run), self._event()),
        )

    def _returned(self, person: facts.Person, told: facts.Told) -> None:
        """The bank gives a payment back, if there was one and it had not come back before."""
        who, run = self.numbers[person.number], self.runs.get(told.fact.run)
        sent = self.db.execute("SELECT net_fen FROM payout WHERE run = ? AND person = ? AND net_fen > 0", (run, who)).fetchone()
        if sent is None or self.db.execute("SELECT 1 FROM bank_answer WHERE run = ? AND person = ?", (run, who)).fetchone():
            return
        self.came_back.append((person.number, told))
        answer = self.db.execute(
            "INSERT INTO bank_answer (run, person, outcome, amount_fen, answered_on, file_name, file_sha256, row_no, event)"
            " VALUES (?, ?, 'returned', ?, ?, 'f', 's', 1, ?) RETURNING answer",
            (run, who, sent[0], month_end(told.known), self._event()),
        ).fetchone()[0]
        self.db.execute(
            "INSERT INTO returned_line SELECT l.line, ? FROM line l JOIN enrolment e ON e.enrolment = l.enrolment"
            " WHERE l.run = ? AND e.person = ? AND l.amount_fen > 0",
            (answer, run, who),
        )

    def _event(self) -> int:
        return self.db.execute("SELECT coalesce(MAX(seq), 0) + 1 FROM journal").fetchone()[0]

    def ledger(self) -> dict:
        """Person, benefit, month -> what was paid and who paid it, of everything that does not come to nothing."""
        names = {there: here for here, there in self.numbers.items()}
        rows = self.db.execute(
            "SELECT person, policy, month, SUM(amount_fen), SUM(central_fen), SUM(province_fen), SUM(city_fen) FROM paid_line GROUP BY person, policy, month"
        )
        return {(names[person], policy, month): tuple(parts) for person, policy, month, *parts in rows if any(parts)}


def expected(world: facts.World, came_back, last: int) -> dict[int, dict]:
    """The same ledger after every run, worked out the slow way."""
    there = {(number, id(told)) for number, told in came_back}
    found: dict[int, dict] = {run: {} for run in range(world.first, last + 1)}
    for person in world.people:
        told = [one for one in person.told if not isinstance(one.fact, facts.Returned) or (person.number, id(one)) in there]
        told = [one for one in told if not isinstance(one.fact, facts.Returned) or one.fact.run < one.known]
        real = facts.Person(number=person.number, born=person.born, told=told)
        lines = facts.lines_of(world, real, last)
        for run, ledger in found.items():
            known = [one.fact for one in told if one.known <= run]
            held = facts.ledger([line for line in lines if line[0] <= run], known)
            ledger.update({(person.number, benefit, month_text(month)): parts for (benefit, month), parts in held.items()})
    return found
