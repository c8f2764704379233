"""A bureau that works by its registers: every fact comes in as a workbook, every amount is read from the ledger."""

import datetime as dt
import itertools

import xlsxwriter

from vetctl.core.identity import DEMO_AREA, check_character
from vetctl.core.month import Month
from vetctl.intake import importing, shipped
from vetctl.payments import policy
from vetctl.payments import run as runs
from vetctl.store import db
from vetctl.store.journal import Actor

HOSPITAL = {"单位名称": "演示县人民医院", "单位类型": "医院", "收款账号": "9903260000000009001", "是否公立": "是", "一站式开通日期": "2018-01-01"}
INSURANCE = {"单位名称": "演示县社保中心", "单位类型": "社保经办机构", "收款账号": "9903260000000009002"}


class Office:
    """A database with the national data, and the verbs of a clerk."""

    def __init__(self, folder, first_month="2020-01", settings=None):
        self.folder = folder
        self.day = f"{first_month}-15"
        self.db = db.memory()
        self.db.execute("INSERT INTO setting VALUES ('database_uuid', 'test'), ('bureau', '演示县退役军人事务局'), ('first_month', ?)", (first_month,))
        self.benefits = policy.load(settings or {})
        self.settlement = None
        self.numbers = itertools.count(1)
        self.files = itertools.count(1)
        start = dt.date(2010, 1, 1)
        with db.transaction(self.db):
            for load in (shipped.load_regions, shipped.load_national_standards, shipped.load_national_rules, shipped.load_national_yardsticks):
                load(self.db, "王经办", start)

    def identity(self, born="1950-05-05"):
        body = f"{DEMO_AREA}{born.replace('-', '')}{next(self.numbers):03d}"
        return body + check_character(body)

    def take(self, register, *rows, on=None, on_error="stop", expect=()):
        """Import rows as a workbook of a register; what was found must be exactly `expect`."""
        on = on or self.day
        headings = list(dict.fromkeys(heading for row in rows for heading in row))
        path = self.folder / f"{next(self.files):03d}.xlsx"
        book = xlsxwriter.Workbook(str(path), {"strings_to_numbers": False})
        book.set_properties({"created": dt.datetime(2020, 1, 1, tzinfo=dt.UTC)})  # the same rows are the same bytes
        sheet = book.add_worksheet("表")
        for place, line in enumerate([headings, *([row.get(heading, "") for heading in headings] for row in rows)]):
            for column, cell in enumerate(line):
                sheet.write_string(place, column, str(cell))
        book.close()
        actor = Actor(name="王经办", at=f"{on}T00:00:00Z", command="import run", arguments={})
        with db.transaction(self.db):
            plan = importing.run(self.db, actor, path, received_on=dt.date.fromisoformat(on), on_error=on_error, code=register)
        found = {finding.code for finding in plan.findings()}
        assert found == set(expect), [(f.code, f.heading, f.value, f.details) for f in plan.findings()]
        assert expect or plan.batch is not None or plan.known_already
        return plan

    def roster(self, name, category, *, born="1950-05-05", account=True, **more):
        """Somebody who draws a regular benefit since 2018; returns name and identity number as other sheets write them."""
        who = {"姓名": name, "身份证号": self.identity(born)}
        row = {**who, "乡镇": "昆阳镇", "优抚对象类别": category, "批准时间": "2018-01-10", "待遇开始年月": "2018-02", "批准文号": "演示〔2018〕1号", **more}
        if account:
            row["银行账号"] = f"62{next(self.numbers):017d}"
        self.take("roster", row)
        return who

    def another(self, surname):
        """A name nobody else in this office has: two people of one name and birth in one place would wait as one (E230)."""
        return surname + "".join("零一二三四五六七八九"[int(digit)] for digit in str(next(self.numbers)))

    def payee(self, name=None):
        """Somebody new who is paid for somebody else."""
        return {"领款人姓名": name or self.another("领"), "领款人身份证号": self.identity("1975-06-01"), "乡镇": "昆阳镇", "银行账号": f"62{next(self.numbers):017d}"}

    def rules(self, policy_title, *rows, since="2019-01-01"):
        """Parameters as (name, column, value)."""
        self.take(
            "rules",
            *(
                {"待遇项目": policy_title, "参数": name, "执行日期": since, column: value, "文号": "演示〔2019〕1号", "收文日期": since, "备注": "演示值"}
                for name, column, value in rows
            ),
        )

    def yardstick(self, series, period, amount):
        self.take("yardsticks", {"指标": series, "所属期": period, "金额（元）": amount, "来源文件": "演示统计", "公布日期": "2010-01-01"})

    def institutions(self):
        self.take("institutions", HOSPITAL, INSURANCE)

    def run(self, month, as_of=None, full=False, close=True):
        """Play a month end; returns the run's number."""
        wanted = Month.parse(month)
        actor = Actor(name="王经办", at="2020-01-01T00:00:00Z", command="payments run", arguments={})
        with db.transaction(self.db):
            number, _ = runs.prepare(
                self.db, actor=actor, as_of=dt.date.fromisoformat(as_of) if as_of else wanted.last_day, month=wanted, benefits=self.benefits, full=full,
                settlement=self.settlement,
            )  # fmt: skip
        if close:
            for step, who in (("reviewed", "李复核"), ("approved", "张审批"), ("exported", "王经办")):
                self.db.execute(
                    "INSERT OR IGNORE INTO run_step (run, step, actor, at, digest) SELECT run, ?, ?, 't', digest FROM run WHERE run = ?",
                    (step, who, number),
                )
        return number

    def months(self, first, last, **given):
        month = Month.parse(first)
        while str(month) <= last:
            self.run(str(month), **given)
            month = month.plus(1)

    def paid(self, benefit, run=None, month=None):
        """Sum of the ledger for a benefit, in fen."""
        return self.db.execute(
            "SELECT coalesce(SUM(amount_fen), 0) FROM paid_line WHERE policy = ?1 AND (?2 IS NULL OR run = ?2) AND (?3 IS NULL OR month = ?3)",
            (benefit, run, month),
        ).fetchone()[0]

    def lines(self, benefit):
        return self.db.execute(
            "SELECT run, month, component, kind, amount_fen FROM paid_line WHERE policy = ? ORDER BY run, month, component", (benefit,)
        ).fetchall()

    def held(self, benefit, run=None):
        return self.db.execute(
            "SELECT h.month, h.code, h.detail FROM held h JOIN enrolment e ON e.enrolment = h.enrolment "
            "WHERE e.policy = ? AND h.run = coalesce(?, (SELECT MAX(run) FROM run)) ORDER BY 1, 2, 3",
            (benefit, run),
        ).fetchall()
