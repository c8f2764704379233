"""From draft to paper: months in which nobody is paid, debts on the roster, one transfer per person."""

import openpyxl
import pytest

from tests.payments.county import County
from vetctl.payments import lifecycle
from vetctl.payments.forms.common import facts
from vetctl.payments.forms.lines import paid_lines
from vetctl.store import db
from vetctl.store.journal import Actor


def actor(name):
    return Actor(name=name, at="2020-01-31T00:00:00Z", command="test", arguments={})


def export(county, run, folder):
    with db.transaction(county.db):
        lifecycle.advance(county.db, run, "reviewed", actor("李复核"))
        lifecycle.advance(county.db, run, "approved", actor("张审批"))
        return {kind.partition("@")[0]: (path, rows, total) for kind, path, rows, total in lifecycle.export(county.db, run, folder, actor("王经办"))}


def held_sheet(path):
    book = openpyxl.load_workbook(path)
    return "\n".join(str(cell) for row in book["暂缓发放"].iter_rows(values_only=True) for cell in row if cell)


def test_a_month_in_which_everybody_is_held_can_be_closed(tmp_path):
    county = County()
    with county.facts():
        person = county.person()
        county.enrol(person, "war-test")
        county.suspend(person, "hold", "2020-01")
    run = county.run("2020-01", close=False)
    written = export(county, run, tmp_path)
    assert "bank" not in written
    assert written["roster"][1:] == (0, 0)
    assert "登记暂缓" in held_sheet(written["roster"][0])
    assert county.run("2020-02", close=False) != run


def test_who_owes_is_on_paper_although_nothing_is_paid(tmp_path):
    county = County()
    with county.facts():
        for _ in range(2):
            county.enrol(county.person(), "war-test")
    county.year(last="2020-03")
    with county.facts():
        county.death(1, "2020-01-10")
    run = county.run("2020-04", close=False)
    written = export(county, run, tmp_path)
    assert written["bank"][1:] == (1, 65000)
    assert "1,300.00" in held_sheet(written["roster"][0])


def test_one_transfer_per_person_and_the_debt_is_kept_back(tmp_path):
    county = County({"policy": {"war-test": {"group": ""}}})
    with county.facts():
        person = county.person()
        county.enrol(person, "war-test")
        county.enrol(person, "disability-pension", grade=8, nature="duty")
    county.run("2020-01")
    with county.facts():
        county.terms(1, "war-test", ends="2019-12-31")
    run = county.run("2020-02", close=False)
    written = export(county, run, tmp_path)
    due = 128166 - 65000  # February's share of 15,380.00
    assert written["bank"][1:] == (1, due)
    lines = paid_lines(county.db, facts(county.db, run), county.benefits)
    assert sum(one.net_fen for one in lines) == due
    assert sum(one.recovery_fen for one in lines) == 65000


@pytest.mark.parametrize("step", ["reviewed", "approved"])
def test_a_voided_run_cannot_be_taken_further(step):
    from vetctl.core.errors import Refused

    county = County()
    with county.facts():
        county.enrol(county.person(), "war-test")
    run = county.run("2020-01", close=False)
    with county.facts():
        county.enrol(county.person(), "war-test")
    newer = county.run("2020-01", close=False)
    assert newer != run
    with pytest.raises(Refused, match="E504"):
        lifecycle.advance(county.db, run, step, actor("李复核"))
