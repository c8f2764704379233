"""What is owed: where it comes from, how it is set off, and that it is never below zero."""

import json
from datetime import date

import pytest

from tests.payments.banking import LATE, Desk, answer_all, take_in
from tests.payments.county import County
from tests.payments.office import Office
from vetctl.core.errors import Refused, Usage
from vetctl.core.money import format_yuan
from vetctl.core.month import Month
from vetctl.payments import debts, people, verify
from vetctl.payments.settlement import Settlement
from vetctl.store import db
from vetctl.store.journal import Actor

CLERK = Actor(name="王经办", at="2020-12-01T00:00:00Z", command="payments debts", arguments={})


def owes(county, person=1):
    """What the ledger of debts says, by the view and by its movements; they must agree."""
    fen = debts.balance(county.db, person)
    moved = debts.movements(county.db, person)
    assert (moved[-1][4] if moved else 0) == fen
    assert all(after >= 0 for *_, after, _ in moved)
    return fen


def agree(county, most, from_month="2020-01", person=1, document="协议"):
    with db.transaction(county.db):
        return debts.agree(county.db, CLERK, person, from_month=from_month, most_fen=most, document=document)


def enter(county, fen, *, on="2020-06-01", document="收据", approver="", person=1):
    entry = debts.Entry(person=person, amount_fen=fen, on=date.fromisoformat(on), document=document, approver=approver)
    with db.transaction(county.db):
        return debts.enter(county.db, CLERK, entry)


def cut():
    """Grade 1 war paid January to March, found in April to be grade 8 duty: a debt of three months' difference."""
    county = County()
    with county.facts():
        county.enrol(county.person(), "disability-pension", grade=1, nature="war")
    county.year(last="2020-03")
    with county.facts():
        county.terms(1, "disability-pension", grade=8, nature="duty")
    return county


def payout(county, run, person=1):
    return county.db.execute(
        "SELECT gross_fen, set_off_fen, net_fen FROM payout WHERE run = ? AND person = ?", (run, person)
    ).fetchone()


def test_a_backdated_cut_makes_a_debt_that_later_payments_pay_off():
    county = cut()
    whole = county.paid(1) - 384500  # three months of 15,380.00 a year
    run = county.run("2020-04")
    recovered = -sum(fen for *_, kind, fen in county.lines(run) if kind == "recovery")
    assert recovered == whole
    gross, kept, net = payout(county, run)
    assert (kept, net) == (gross, 0)
    assert owes(county) == recovered - gross
    month = Month.parse("2020-04")
    while owes(county):
        month = month.plus(1)
        run = county.run(str(month))
    last = payout(county, run)
    assert 0 < last[1] <= last[0] == last[1] + last[2]
    assert county.db.execute("SELECT SUM(net_fen) FROM payout").fetchone()[0] == county.paid(1)  # in the end paid = due


@pytest.mark.parametrize("most", [0, 10000, 50000])
def test_an_agreement_limits_what_a_month_takes(most):
    county = cut()
    agree(county, most)
    run = county.run("2020-04")
    gross, kept, net = payout(county, run)
    assert (kept, net) == (most, gross - most)
    before = owes(county)
    county.run("2020-05")
    assert owes(county) == before - most
    agree(county, None, document="结束约定")
    gross, kept, _ = payout(county, county.run("2020-06"))
    assert kept == gross


def test_the_newest_agreement_counts_from_its_month():
    county = cut()
    agree(county, 20000)
    assert not agree(county, 20000)  # said already
    agree(county, 5000, from_month="2020-06")
    assert [payout(county, county.run(f"2020-{month:02d}"))[1] for month in (4, 5, 6)] == [20000, 20000, 5000]


def test_a_correction_within_one_run_is_balanced_whatever_was_agreed():
    county = County()
    with county.facts():
        county.enrol(county.person(), "disability-pension", grade=1, nature="war")
    county.year(last="2020-03")
    agree(county, 0)
    with county.facts():  # it was another benefit all along
        county.terms(1, "disability-pension", grade=1, nature="war", ends="2019-12-31")
        county.enrol(1, "war-test")
    run = county.run("2020-04")
    gross, kept, net = payout(county, run)
    assert gross == 4 * 65000
    assert kept == 3 * 65000  # its back-pay is balanced against its recovery; April itself is not touched
    assert net == 65000


def test_nothing_is_kept_back_below_the_smallest_debt():
    county = County()
    with county.facts():
        county.enrol(county.person(), "war-test")
    county.settlement = Settlement(smallest_debt_fen=100000)
    county.run("2020-01")
    with county.facts():
        county.suspend(1, "suspend", "2020-01", "2020-02")
    run = county.run("2020-02")
    assert payout(county, run) == (65000, 0, 65000)
    assert owes(county) == 65000
    county.settlement = Settlement(smallest_debt_fen=65000)
    assert payout(county, county.run("2020-03")) == (65000, 65000, 0)
    assert owes(county) == 0


@pytest.mark.parametrize(
    "chosen",
    [{"funeral_sets_off": "ja"}, {"smallest_debt_fen": -1}, {"smallest_debt_fen": True}, {"smallest_debt_fen": "10"}],
)
def test_a_choice_that_is_none_is_refused(chosen):
    with pytest.raises(Usage, match="E525"):
        Settlement.of({"payments": chosen})
    assert Settlement.of({}) == Settlement(funeral_sets_off=True, smallest_debt_fen=0)


def test_paid_back_by_hand_and_written_off_with_somebody_elses_approval():
    county = cut()
    county.run("2020-04")
    fen = owes(county)
    assert enter(county, 10000)
    assert not enter(county, 10000)  # the same receipt again
    assert enter(county, 10000, document="收据二")
    assert enter(county, 5000, document="纪要", approver="张审批")
    assert owes(county) == fen - 25000
    assert payout(county, county.run("2020-05"))[1] > 0
    kinds = [kind for _, _, kind, *_ in debts.movements(county.db, 1)]
    assert kinds == ["recovered", "kept", "repaid", "repaid", "written-off", "kept"]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"fen": 10**9}, "E451"),
        ({"fen": 0}, "E451"),
        ({"fen": -5}, "E451"),
        ({"fen": 100, "approver": "王经办"}, "E452"),
    ],
)
def test_more_than_is_owed_or_approved_by_oneself_is_refused(given, code):
    county = cut()
    county.run("2020-04")
    with pytest.raises(Refused, match=code):
        enter(county, **given)


def test_what_a_draft_added_to_a_debt_cannot_be_settled_by_hand():
    county = cut()
    county.run("2020-04", close=False)
    assert owes(county) > 0
    with pytest.raises(Refused, match="E451"):
        enter(county, 1000)
    with county.facts():
        county.terms(1, "disability-pension", grade=1, nature="war")
    county.run("2020-04")
    assert owes(county) == 0


def test_undone_when_the_deducting_payment_comes_back(tmp_path):
    county = cut()
    county.run("2020-04")
    debt = owes(county)
    agree(county, 30000)
    run = county.run("2020-05")
    assert owes(county) == debt - 30000
    rows = [(*row[:3], *LATE, "20200601") for row in answer_all(county.db, run)]
    assert take_in(county.db, tmp_path, rows).findings == []
    assert owes(county) == debt
    again = county.run("2020-06")
    assert [(month, kind) for _, month, kind, _ in county.lines(again)] == [
        ("2020-05", "arrears"),
        ("2020-06", "regular"),
    ]
    assert owes(county) == debt - 30000
    assert debts.movements(county.db, 1)[-2][2] == "came-back"


def test_a_recovery_stands_when_the_payment_of_its_run_comes_back(tmp_path):
    county = cut()
    agree(county, 10000)
    run = county.run("2020-04")
    whole = owes(county) + 10000
    county.run("2020-05")
    rows = [(*row[:3], *LATE, "20200520") for row in answer_all(county.db, run)]
    assert take_in(county.db, tmp_path, rows).findings == []
    assert owes(county) == whole - 10000  # April's 10,000 fen are owed again, May's stay taken; never below zero
    county.run("2020-06")
    assert owes(county) == whole - 20000
    assert verify.mismatches(county.db, county.benefits) == []


def test_show_and_statement_say_where_it_comes_from_and_where_it_went():
    county = cut()
    county.run("2020-04")
    enter(county, 10000)
    person = people.find(county.db, "#1")
    report = debts.show(county.db, person, county.benefits)
    moved, origin, _ = report.tables
    assert [row[0] for row in origin.walk()] == ["2020-01", "2020-02", "2020-03"]
    assert sum(row[4] for row in origin.walk()) == next(row[3] for row in moved.walk() if row[2] == "recovered")
    assert report.summary["owes_fen"] == owes(county)
    page = debts.statement(county.db, person, county.benefits, as_of=date(2020, 6, 30))
    said = "\n".join(str(row[0]) for row in page.tables[0].walk())
    assert format_yuan(owes(county)) in said


def test_the_list_says_since_when_and_what_moved_last():
    county = cut()
    county.run("2020-04")
    agree(county, 10000, from_month="2020-05")
    county.run("2020-05")
    (table,) = debts.listing(county.db, county.benefits).tables
    (row,) = table.walk()
    assert row[3:7] == (owes(county), "2020-04", "2020-05", 10000)


# the funeral sum ----------------------------------------------------------------------------------------------------


@pytest.fixture
def office(tmp_path):
    return Office(tmp_path)


def bereaved(office, *, months=12, died="2020-02-05", decided="2021-01-12", payee=None, **more):
    """A martyr's survivor paid to the end of the year although dead since February; the family asks for the funeral sum in January."""
    dead = office.roster("甲一", "烈士遗属")
    office.months("2020-01", f"2020-{months:02d}")
    asked = {
        "死者姓名": dead["姓名"], "死者身份证号": dead["身份证号"], "死亡日期": died, "死亡原因": "因病", "批准日期": decided, **(payee or office.payee()), **more,
    }  # fmt: skip
    office.take("funerals", asked, on=decided)
    return dead, asked


def number(office, who):
    return office.db.execute("SELECT person FROM person WHERE id_no = ?", (who["身份证号"],)).fetchone()[0]


def test_the_funeral_sum_is_set_against_what_the_deceased_was_overpaid_and_says_so(office):
    dead, _ = bereaved(office)
    overpaid = sum(
        fen
        for *_, month, _, _, fen in office.db.execute(
            "SELECT 0, month, 0, 0, amount_fen FROM line WHERE month > '2020-02'"
        )
    )
    run = office.run("2021-01")
    granted = office.paid("funeral")
    debtor = number(office, dead)
    payee = office.db.execute("SELECT person FROM enrolment WHERE policy = 'funeral'").fetchone()[0]
    assert office.db.execute("SELECT payee, debtor, amount_fen FROM settled_for").fetchall() == [
        (payee, debtor, min(granted, overpaid))
    ]
    assert payout(office, run, payee) == (granted, min(granted, overpaid), max(granted - overpaid, 0))
    assert owes(office, debtor) == max(overpaid - granted, 0) > 0
    assert owes(office, payee) == 0
    assert ("settled", -granted) in {(kind, fen) for _, _, kind, fen, *_ in debts.movements(office.db, debtor)}


def test_what_is_left_of_the_sum_is_paid_and_a_bureau_may_choose_not_to_touch_it(office):
    dead, _ = bereaved(office, months=4, decided="2020-05-12")
    run = office.run("2020-05")
    debtor = number(office, dead)
    payee = office.db.execute("SELECT person FROM enrolment WHERE policy = 'funeral'").fetchone()[0]
    granted, kept, net = payout(office, run, payee)
    assert 0 < kept < granted
    assert net == granted - kept
    assert owes(office, debtor) == 0


def test_untouched_when_the_bureau_chose_so(tmp_path):
    office = Office(tmp_path)
    office.settlement = Settlement(funeral_sets_off=False)
    dead, _ = bereaved(office, months=4, decided="2020-05-12")
    run = office.run("2020-05")
    payee = office.db.execute("SELECT person FROM enrolment WHERE policy = 'funeral'").fetchone()[0]
    granted, kept, net = payout(office, run, payee)
    assert (kept, net) == (0, granted)
    assert owes(office, number(office, dead)) == 466334  # March and April of 27,980.00 a year


def test_the_survivors_own_debt_takes_what_the_deceaseds_leaves(office):
    heir = office.roster("乙二", "参战退役人员")
    payee = {"领款人姓名": heir["姓名"], "领款人身份证号": heir["身份证号"], "乡镇": "昆阳镇"}
    office.take("suspensions", {**heir, "类型": "中止", "停发起始年月": "2020-01", "原因": "服刑"}, on="2020-05-02")
    dead, _ = bereaved(office, months=4, decided="2020-05-12", payee=payee)
    run = office.run("2020-05")
    own, debtor = number(office, heir), number(office, dead)
    recovered = -sum(fen for *_, fen in office.lines("war-test") if fen < 0)
    granted, kept, net = payout(office, run, own)
    settled = office.db.execute("SELECT amount_fen FROM settled_for").fetchone()[0]
    assert settled == 466334
    assert kept == settled + min(recovered, granted - settled)
    assert net == granted - kept
    assert (owes(office, debtor), owes(office, own)) == (0, max(recovered - (granted - settled), 0))


def test_a_funeral_sum_taken_back_hands_the_debt_back(office):
    dead, asked = bereaved(office)
    office.run("2021-01")
    debtor = number(office, dead)
    payee = office.db.execute("SELECT person FROM enrolment WHERE policy = 'funeral'").fetchone()[0]
    before = owes(office, debtor)
    granted = office.paid("funeral")
    office.take("funerals", {**asked, "是否作废": "是"}, on="2021-02-03")
    run = office.run("2021-02")
    assert office.paid("funeral") == 0
    assert office.db.execute("SELECT amount_fen FROM settled_for WHERE run = ?", (run,)).fetchall() == [(-granted,)]
    assert owes(office, debtor) == before + granted
    assert owes(office, payee) == 0  # the family had got nothing of it
    assert [kind for _, _, kind, *_ in debts.movements(office.db, payee)] == ["recovered", "handed-back"]


def test_a_returned_funeral_sum_leaves_the_debt_where_it_was_until_it_is_paid_again(office, tmp_path):
    dead, _ = bereaved(office, months=4, decided="2020-05-12")
    run = office.run("2020-05")
    debtor = number(office, dead)
    rows = [(*row[:3], *LATE, "20200601") for row in answer_all(office.db, run) if row[2]]
    assert take_in(office.db, tmp_path, rows).findings == []
    assert owes(office, debtor) == 466334
    office.run("2020-06")
    assert owes(office, debtor) == 0
    assert office.db.execute("SELECT COUNT(*) FROM settled_now").fetchone() == (1,)


def test_two_heirs_share_the_debt_in_order(office):
    dead = office.roster("甲一", "烈士遗属")
    office.months("2020-01", "2020-12")
    debtor = number(office, dead)
    common = {
        "死者姓名": dead["姓名"],
        "死者身份证号": dead["身份证号"],
        "死亡日期": "2020-02-05",
        "死亡原因": "因病",
        "批准日期": "2021-01-12",
    }
    office.take("funerals", {**common, **office.payee("子一")}, on="2021-01-12")
    first = office.db.execute("SELECT MAX(person) FROM person").fetchone()[0]
    # A second sum for one deceased is refused at the import; laid into the file it is still settled only once in all.
    second_heir = office.payee("子二")
    office.take("roster", {"姓名": "子二", "身份证号": second_heir["领款人身份证号"], "乡镇": "昆阳镇", "优抚对象类别": "参战退役人员", "批准时间": "2030-01-01",
                           "待遇开始年月": "2030-02", "批准文号": "x", "银行账号": second_heir["银行账号"]}, on="2030-01-02")  # fmt: skip
    second = office.db.execute("SELECT MAX(person) FROM person").fetchone()[0]
    batch = office.db.execute("SELECT MAX(batch) FROM batch").fetchone()[0]
    office.db.execute("INSERT INTO enrolment (person, policy, added_by) VALUES (?, 'funeral', ?)", (second, batch))
    office.db.execute(
        "INSERT INTO occasion (enrolment, reference, happened_on, decided_on, about, category, facts, added_by) "
        "SELECT MAX(e.enrolment), '甲一', '2020-02-05', '2021-01-12', ?, 'illness', '{}', ? FROM enrolment e WHERE e.policy = 'funeral' AND e.person = ?",
        (debtor, batch, second),
    )
    office.run("2021-01")
    settled = dict(office.db.execute("SELECT payee, amount_fen FROM settled_for"))
    overpaid = -sum(fen for (fen,) in office.db.execute("SELECT amount_fen FROM line WHERE amount_fen < 0"))
    one = office.paid("funeral") // 2
    assert settled == {first: one, second: overpaid - one}
    assert owes(office, debtor) == 0


# the commands -----------------------------------------------------------------------------------------------------


@pytest.fixture
def desk(tmp_path):
    county = cut()
    county.run("2020-04")
    return Desk(county, tmp_path)


def test_the_commands_of_a_debt(desk):
    (row,) = json.loads(desk("payments", "debts", "--format", "json").out)["data"]
    fen = row["owes_fen"]
    desk(
        "payments", "debts", "repay", "#1", "--amount", "100", "--document", "收据1", "--on", "2020-05-03", "--dry-run"
    )
    assert desk.rows("SELECT COUNT(*) FROM debt_entry") == [(0,)]
    for _ in range(2):  # safe to repeat
        desk("payments", "debts", "repay", "#1", "--amount", "100", "--document", "收据1", "--on", "2020-05-03")
    desk(
        "payments",
        "debts",
        "write-off",
        "#1",
        "--amount",
        "50",
        "--document",
        "纪要",
        "--approver",
        "王经办",
        "--on",
        "2020-05-03",
        status=4,
    )
    desk(
        "payments",
        "debts",
        "write-off",
        "#1",
        "--amount",
        "50",
        "--document",
        "纪要",
        "--approver",
        "张审批",
        "--on",
        "2020-05-03",
    )
    desk("payments", "debts", "repay", "#1", "--amount", "1e3", "--document", "收据2", status=2)
    desk("payments", "debts", "repay", "#1", "--amount", "99999999", "--document", "收据2", status=4)
    desk("payments", "debts", "repay", "#1", "--amount", "1", "--document", " ", status=2)
    desk("payments", "debts", "instalment", "#1", "--most", "20", "--document", "协议")
    desk("payments", "debts", "instalment", "#1", "--most", "-20", "--document", "协议", status=2)
    assert desk.rows("SELECT from_month, most_fen FROM instalment") == [("2020-05", 2000)]
    shown = json.loads(desk("payments", "debts", "show", "#1", "--format", "json").out)
    assert shown["summary"]["owes_fen"] == fen - 15000
    assert desk.rows("SELECT kind, amount_fen, actor, approver FROM debt_entry ORDER BY entry") == [
        ("repaid", 10000, "王经办", ""), ("written-off", 5000, "王经办", "张审批"),
    ]  # fmt: skip
    desk("payments", "debts", "statement", "#1", "-o", desk.folder / "告知书.html")
    assert "多发" in (desk.folder / "告知书.html").read_text(encoding="utf-8")
    desk.month("2020-05")
    assert desk.rows("SELECT set_off_fen FROM payout ORDER BY run DESC LIMIT 1") == [(2000,)]


def test_what_the_other_county_must_know(desk):
    stays = json.loads(desk("payments", "handover", "#1", "--format", "json").out)
    assert (stays["summary"]["paid_through"], stays["summary"]["pays_until"]) == ("2020-04", "")
    assert stays["warnings"]


def test_a_hand_over_says_until_when_this_county_pays(tmp_path):
    county = County()
    with county.facts():
        county.enrol(county.person(), "war-test")
        county.move(1, "out", "2020-06-10")
    county.year(last="2020-11")
    desk = Desk(county, tmp_path)
    said = json.loads(desk("payments", "handover", "#1", "--format", "json").out)
    assert {key: said["summary"][key] for key in ("paid_through", "pays_until", "other_county_from")} == {
        "paid_through": "2020-11", "pays_until": "2020-12", "other_county_from": "2021-01",
    }  # fmt: skip
    assert any("2020-12" in warning for warning in said["warnings"])
    (row,) = said["data"]
    assert (row["paid_through"], row["monthly_fen"]) == ("2020-11", 70000)
