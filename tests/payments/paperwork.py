"""A county for tests of papers: every kind of line, people of several villages, an institution, and a workbook as text."""

import re
import sqlite3
from datetime import date

import openpyxl

from tests.payments.county import County
from vetctl.payments import lifecycle, paper, policy
from vetctl.payments.forms.contact import Contact
from vetctl.store import db
from vetctl.store.journal import Actor

FOLLOWER = """/*
code    = "warm-room"
title   = { zh = "冬季取暖补贴", en = "Winter heating" }
basis   = ["演示文件〔2020〕1号"]
follows = "group:regular-benefit"
lag     = 1
[[example]]
name = "nobody"
given.active = []
expect = []
*/
SELECT enrolment, month, 'base' AS component, 6000 AS base_fen, 'month' AS per, 100 AS quantity_x100, 10000 AS share_bp,
       NULL AS standard, NULL AS increment, NULL AS missing
FROM active
"""
OCCASION = """/*
code      = "clinic-bill"
title     = { zh = "门诊医疗补助", en = "Clinic bills" }
basis     = ["演示文件〔2020〕2号"]
occasions = true
settles   = true
[[example]]
name = "nobody"
given.active = []
expect = []
*/
SELECT a.enrolment, a.month, o.reference AS component, json_extract(o.facts, '$.fen') AS base_fen, 'once' AS per, 100 AS quantity_x100,
       10000 AS share_bp, NULL AS standard, NULL AS increment, NULL AS missing, o.id AS occasion
FROM active a
JOIN occasion_now o ON o.enrolment = a.enrolment AND substr(o.decided_on, 1, 7) = a.month
"""
CONTACT = Contact(phone="0577-63700000", address="昆阳镇人民路1号", notice_days=7)


def actor(name="王经办", at="2020-11-25T17:00:00Z"):
    return Actor(name=name, at=at, command="test", arguments={})


class Office(County):
    """A county with the two benefits above beside two of the shipped ones."""

    def __init__(self, folder):
        super().__init__()
        (folder / "shelf" / "policies").mkdir(parents=True)
        (folder / "shelf" / "policies" / "warm-room.sql").write_text(FOLLOWER, encoding="utf-8")
        (folder / "shelf" / "policies" / "clinic-bill.sql").write_text(OCCASION, encoding="utf-8")
        self.shelf = folder / "shelf"
        known = policy.load({}, self.shelf)
        self.benefits = {code: known[code] for code in ("war-test", "disability-pension", "warm-room", "clinic-bill")}

    def resident(self, name, township, village, born="1940-05-05", account=True):
        person = self.person(born=born, name=name, account=account)
        self.db.execute("UPDATE profile SET ended_by = ? WHERE person = ? AND ended_by IS NULL", (self.batch, person))
        self.db.execute(
            "INSERT INTO profile (person, name, township, village, phone, hukou, added_by) VALUES (?, ?, ?, ?, '13800000000', 'rural', ?)",
            (person, name, township, village, self.batch),
        )
        return person

    def institution(self, name):
        self.db.execute(
            "INSERT INTO institution (name, kind, account, bank, holder_name, added_by) VALUES (?, 'hospital', '9903260000000000777', '演示银行', ?, ?)",
            (name, name, self.batch),
        )

    def bill(self, person, reference, fen, institution="", on="2020-11-10", about=None):
        known = self.db.execute(
            "SELECT 1 FROM enrolment WHERE person = ? AND policy = 'clinic-bill'", (person,)
        ).fetchone()
        if not known:
            self.db.execute(
                "INSERT INTO enrolment (person, policy, added_by) VALUES (?, 'clinic-bill', ?)", (person, self.batch)
            )
        self.db.execute(
            "INSERT INTO occasion (enrolment, reference, happened_on, decided_on, institution, facts, document, about, added_by)"
            " SELECT enrolment, ?, ?, ?, ?, json_object('fen', ?), '演示审批3号', ?, ? FROM enrolment WHERE person = ? AND policy = 'clinic-bill'",
            (reference, on, on, institution, fen, about, self.batch, person),
        )

    def fund(self, benefit, source, share_bp):
        self.db.execute(
            "INSERT INTO funding (policy, source, mode, share_bp, effective_from, known_on, document, mark, added_by)"
            " VALUES (?, ?, 'of-line', ?, '2019-01-01', '2019-01-01', '文号', 'S', ?)",
            (benefit, source, share_bp, self.batch),
        )

    def order(self, *kinds, **changes):
        given = {"kinds": kinds, "benefits": self.benefits, "contact": CONTACT, "as_of": date(2020, 11, 26)}
        return paper.Order(**{**given, **changes})

    def sign(self, run):
        """Reviewed and approved, on two days."""
        with db.transaction(self.db):
            lifecycle.advance(self.db, run, "reviewed", actor("李复核", "2020-11-25T01:00:00Z"))
            lifecycle.advance(self.db, run, "approved", actor("张审批", "2020-11-26T01:00:00Z"))

    def export(self, run, folder):
        with db.transaction(self.db):
            return {
                kind: path
                for kind, path, _, _ in lifecycle.export(self.db, run, folder, actor(), benefits=self.benefits)
            }["roster"]

    def print(self, run, folder, *kinds, **changes):
        """Print papers of a run; the paths by kind."""
        order = self.order(*kinds, **changes)
        with db.transaction(self.db):
            return {one.kind: one for one in paper.print_run(self.db, run, folder, order, actor())}

    def save(self, path):
        """The database as a file, for the command line."""
        copy = sqlite3.connect(path)
        self.db.backup(copy)
        copy.execute(f"PRAGMA application_id = {db.APPLICATION_ID}")
        copy.commit()
        copy.close()
        return path


def november(folder):
    """Five people: back-pay of a raise, a death known late, a benefit ended late, a bill paid to a hospital, one without account."""
    office = Office(folder)
    with office.facts():
        office.institution("县人民医院")
        office.fund("war-test", "central", 5000)
        office.fund("war-test", "province", 2000)
        office.enrol(office.resident("张建国", "昆阳镇", "城东村"), "war-test")
        office.enrol(
            office.resident("欧阳建国", "昆阳镇", "第一社区", born="1951-03-04"),
            "disability-pension",
            grade=8,
            nature="duty",
        )
        for name, born in (("王䶮", "1942-01-09"), ("李四", "1943-11-30")):
            office.enrol(office.resident(name, "鳌江镇", "凤凰山居民委员会", born=born), "war-test")
        office.enrol(
            office.resident("赵五", "鳌江镇", "凤凰山居民委员会", born="1944-07-01", account=False), "war-test"
        )
    for month in ("2020-08", "2020-09", "2020-10"):
        office.run(month)
    with office.facts():
        office.death(3, "2020-08-20")
        office.terms(4, "war-test", ends="2020-09-30")
        office.bill(4, "门诊-0001", 123456)
        office.bill(4, "住院-0001", 2233445, "县人民医院")
    return office, office.run("2020-11", as_of="2020-11-25", close=False)


def text_of(path):
    """What a workbook prints, as text: one line per row, cells that hold something; seals are written as <seal>."""
    told = []
    for sheet in openpyxl.load_workbook(path).worksheets:
        breaks = ",".join(str(mark.id) for mark in sheet.row_breaks.brk)
        told.append(f"== {sheet.title} ({sheet.page_setup.orientation}; breaks {breaks or '-'})")
        for line in sheet.iter_rows():
            cells = [_shown(cell) for cell in line if cell.value not in (None, "")]
            if cells:
                told.append(" | ".join(cells))
        parts = (
            sheet.oddHeader.center,
            sheet.oddHeader.right,
            sheet.oddFooter.left,
            sheet.oddFooter.center,
            sheet.oddFooter.right,
        )
        told.append("-- " + " / ".join(part.text or "-" for part in parts))
    return re.sub(r"\b[0-9a-f]{64}\b|\b[0-9a-f]{16}\b", "<seal>", "\n".join(told)) + "\n"


def _shown(cell):
    return f"{cell.value:,.2f}" if cell.number_format.startswith("#,##0.00") else str(cell.value)
