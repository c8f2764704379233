"""A county of a few invented people, written straight into a database in memory, for tests of the engine."""

from datetime import date

from vetctl.core.identity import DEMO_AREA, check_character
from vetctl.core.month import Month
from vetctl.payments import policy
from vetctl.payments import run as runs
from vetctl.store import db
from vetctl.store.journal import Actor

NATIONAL = [
    ("disability-pension", "war-1", "2019-08-01", "2019-07-25", 8815000, "year"),
    ("disability-pension", "war-1", "2020-08-01", "2020-11-09", 9697000, "year"),
    ("disability-pension", "duty-8", "2019-08-01", "2019-07-25", 1538000, "year"),
    ("disability-pension", "duty-8", "2020-08-01", "2020-11-09", 1692000, "year"),
    ("disability-pension", "illness-6", "2019-08-01", "2019-07-25", 2798000, "year"),
    ("disability-pension", "illness-6", "2020-08-01", "2020-11-09", 3078000, "year"),
    ("survivors-pension", "martyr", "2019-08-01", "2019-07-25", 2798000, "year"),
    ("survivors-pension", "martyr", "2020-08-01", "2020-11-09", 3078000, "year"),
    ("war-test", "base", "2019-08-01", "2019-07-25", 65000, "month"),
    ("war-test", "base", "2020-08-01", "2020-11-09", 70000, "month"),
    ("age-60-service", "per-year", "2019-08-01", "2019-07-25", 4000, "month"),
    ("age-60-service", "per-year", "2020-08-01", "2020-11-09", 4500, "month"),
]
CATEGORY = {
    "disability-pension": "disabled-soldier",
    "survivors-pension": "martyr",
    "war-test": "war",
    "age-60-service": "rural-60",
    "demobilised": "other-period",
}


class County:
    """A database and the few verbs the tests need."""

    def __init__(self, settings=None):
        self.db = db.memory()
        self.benefits = policy.load(settings or {})
        self.settlement = None
        self.people = 0
        self.db.execute("INSERT INTO setting VALUES ('database_uuid', 'test'), ('bureau', '测试县退役军人事务局')")
        self.batch = 0
        with self.facts():
            for row in NATIONAL:
                self.standard(*row)

    def facts(self):
        """A new batch; facts written inside belong to it."""
        self.batch += 1
        self.db.execute(
            "INSERT INTO batch VALUES (?, 'test', 'f', 's', 'r', '2020-01-01', 't', 0, 0, 0, 0, 0, '{}')", (self.batch,)
        )
        return _Nothing()

    def standard(self, benefit, key, effective, known, fen, per, jurisdiction="national", mode="absolute"):
        self.db.execute(
            "INSERT INTO main.standard (policy, key, jurisdiction, mode, effective_from, known_on, amount_fen, per, document, mark, added_by)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, '文号', 'S', ?)",
            (benefit, key, jurisdiction, mode, effective, known, fen, per, self.batch),
        )

    def person(self, born="1940-05-05", name="张三", account=True):
        self.people += 1
        body = f"{DEMO_AREA}{born.replace('-', '')}{self.people:03d}"
        self.db.execute(
            "INSERT INTO person VALUES (?, ?, ?, ?, ?)",
            (self.people, body + check_character(body), born, "male" if self.people % 2 else "female", self.batch),
        )
        self.db.execute(
            "INSERT INTO profile (person, name, township, added_by) VALUES (?, ?, '330326100', ?)", (self.people, name, self.batch)
        )
        if account:
            self.account(self.people)
        return self.people

    def account(self, person):
        self.db.execute(
            "INSERT INTO account (person, number, holder_name, added_by) VALUES (?, ?, '张三', ?)",
            (person, f"62{person:017d}", self.batch),
        )

    def enrol(self, person, benefit, *, grade=None, nature=None, start="2019-01", category=None, ends=None):
        enrolment = self.db.execute(
            "INSERT INTO enrolment (person, policy, added_by) VALUES (?, ?, ?) RETURNING enrolment", (person, benefit, self.batch)
        ).fetchone()[0]
        self.terms(enrolment, benefit, grade=grade, nature=nature, start=start, category=category, ends=ends)
        return enrolment

    def terms(self, enrolment, benefit, *, grade=None, nature=None, start="2019-01", category=None, ends=None, from_month="2019-01"):
        self.db.execute(
            "UPDATE terms SET ended_by = ? WHERE enrolment = ? AND from_month = ? AND ended_by IS NULL",
            (self.batch, enrolment, from_month),
        )
        self.db.execute(
            "INSERT INTO terms (enrolment, from_month, category, grade, nature, start_month, ends_on, added_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (enrolment, from_month, category or CATEGORY[benefit], grade, nature, start, ends, self.batch),
        )

    def service(self, person, start, end):
        self.db.execute(
            "INSERT INTO service (person, enlisted_on, conscript_from, conscript_to, added_by) VALUES (?, ?, ?, ?, ?)",
            (person, start, start, end, self.batch),
        )

    def death(self, person, died, source="bureau"):
        self.db.execute("INSERT INTO death (person, source, died_on, added_by) VALUES (?, ?, ?, ?)", (person, source, died, self.batch))

    def move(self, person, direction, day):
        self.db.execute(
            "INSERT INTO move (person, direction, moved_on, added_by) VALUES (?, ?, ?, ?)", (person, direction, day, self.batch)
        )

    def suspend(self, person, kind, start, resumed=None):
        self.db.execute(
            "UPDATE suspension SET ended_by = ? WHERE person = ? AND kind = ? AND from_month = ? AND ended_by IS NULL",
            (self.batch, person, kind, start),
        )
        self.db.execute(
            "INSERT INTO suspension (person, kind, from_month, resumed_month, reason, added_by) VALUES (?, ?, ?, ?, '服刑', ?)",
            (person, kind, start, resumed, self.batch),
        )

    def confirmation(self, person, year, noticed=None, confirmed=None):
        self.db.execute(
            "UPDATE confirmation SET ended_by = ? WHERE person = ? AND year = ? AND ended_by IS NULL", (self.batch, person, year)
        )
        self.db.execute(
            "INSERT INTO confirmation (person, year, confirmed_on, noticed_on, added_by) VALUES (?, ?, ?, ?, ?)",
            (person, year, confirmed, noticed, self.batch),
        )

    def run(self, month, as_of=None, full=False, close=True):
        """Play a month end; returns the run's number."""
        wanted = Month.parse(month)
        actor = Actor(name="王经办", at="2020-01-01T00:00:00Z", command="payments run", arguments={})
        with db.transaction(self.db):
            number, _ = runs.prepare(
                self.db, actor=actor, as_of=date.fromisoformat(as_of) if as_of else wanted.last_day,
                month=wanted, benefits=self.benefits, full=full, settlement=self.settlement,
            )  # fmt: skip
        if close:
            for step, who in (("reviewed", "李复核"), ("approved", "张审批"), ("exported", "王经办")):
                self.db.execute(
                    "INSERT OR IGNORE INTO run_step (run, step, actor, at, digest) SELECT run, ?, ?, 't', digest FROM run WHERE run = ?",
                    (step, who, number),
                )
        return number

    def year(self, first="2020-01", last="2020-12", **given):
        month = Month.parse(first)
        while str(month) <= last:
            self.run(str(month), **given)
            month = month.plus(1)

    def paid(self, person=None, month=None, run=None):
        """Sum of the ledger, in fen."""
        return self.db.execute(
            "SELECT coalesce(SUM(amount_fen), 0) FROM paid_line WHERE (?1 IS NULL OR person = ?1) AND (?2 IS NULL OR month = ?2) AND (?3 IS NULL OR run = ?3)",
            (person, month, run),
        ).fetchone()[0]

    def lines(self, run):
        return self.db.execute(
            "SELECT person, month, kind, amount_fen FROM paid_line WHERE run = ? ORDER BY person, month", (run,)
        ).fetchall()

    def held(self, run):
        return self.db.execute("SELECT enrolment, month, code FROM held WHERE run = ? ORDER BY 1, 2, 3", (run,)).fetchall()


class _Nothing:
    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None
