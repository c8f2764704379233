"""Two entries become one: month ends are played before and after, and no cent moves by itself."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from tests.payments.office import Office
from tests.payments.test_price_subsidy import Prices
from vetctl.core.errors import Refused
from vetctl.intake.people import dossier, merging
from vetctl.intake.people.unmergeable import Benefit
from vetctl.payments import people
from vetctl.store import db
from vetctl.store.journal import Actor

ACTOR = Actor(name="王经办", at="2020-07-01T00:00:00Z", command="people merge", arguments={})
CONSCRIPT = {"入伍时间": "1969-12", "退伍时间": "1973-03", "服义务兵开始时间": "1969-12", "服义务兵结束时间": "1973-03", "户口类别": "农业"}


@pytest.fixture
def office(tmp_path):
    return Office(tmp_path)


def person_of(office, who):
    return people.find(office.db, who["身份证号"]).person


def planned(office, absorbed, survivor):
    benefits = {code: Benefit(title=one.item.title, kind=one.kind, group=one.group) for code, one in office.benefits.items()}
    return merging.plan(office.db, person_of(office, absorbed), person_of(office, survivor), benefits, dossier.Words())


def merge(office, absorbed, survivor):
    with db.transaction(office.db):
        plan = planned(office, absorbed, survivor)
        merging.write(office.db, ACTOR, plan, "公安机关确认", on=dt.date(2020, 7, 1))
    return plan


def ledger(office):
    """(run, month of the line, entry, benefit, kind, fen) of every line."""
    return office.db.execute(
        "SELECT p.run, p.month, p.person, p.policy, p.kind, p.amount_fen FROM paid_line p ORDER BY p.run, p.month, p.person, p.policy"
    ).fetchall()


def of_run(office, run):
    return [row[1:] for row in ledger(office) if row[0] == run]


def refused(office, absorbed, survivor):
    with pytest.raises(Refused) as caught:
        planned(office, absorbed, survivor)
    return caught.value


def test_a_benefit_goes_on_with_the_survivor_from_the_first_month_not_paid(office):
    old = office.roster("陈国华", "参战退役军人")
    new = {"姓名": "陈国华", "身份证号": office.identity("1950-05-05"), "乡镇": "鳌江镇", "入伍时间": "1969-12"}
    office.take("veterans", new)
    office.months("2020-01", "2020-05")
    monthly = {row[5] for row in ledger(office)}
    assert len(monthly) == 1
    absorbed, survivor = person_of(office, old), person_of(office, new)

    merge(office, old, new)
    run = office.run("2020-06")
    assert of_run(office, run) == [("2020-06", survivor, "war-test", "regular", *monthly)]
    bridge = office.db.execute("SELECT movement, reason, heads FROM bridge WHERE run = ? AND policy = 'war-test' ORDER BY movement", (run,)).fetchall()
    assert bridge == [("before", "", 1), ("new", "", 1), ("now", "", 1), ("stopped", "merged", 1)]
    run = office.run("2020-07", full=True)
    assert of_run(office, run) == [("2020-07", survivor, "war-test", "regular", *monthly)], "no arrears, no recovery, also when all is worked out again"
    assert [row[2] for row in ledger(office)] == [absorbed] * 5 + [survivor] * 2
    assert office.held("war-test") == []
    assert office.db.execute("SELECT COUNT(*) FROM owed_now").fetchone() == (0,)


def test_without_the_merge_the_same_months_pay_the_same(office, tmp_path):
    """The control: what both entries are paid together is what one entry alone would have been paid."""
    (tmp_path / "alone").mkdir()
    alone = Office(tmp_path / "alone")
    for place in (office, alone):
        who = place.roster("陈国华", "60周岁以上农村籍退役士兵", **CONSCRIPT)
        if place is office:
            other = {"姓名": "陈国华", "身份证号": place.identity("1950-05-05"), "乡镇": "鳌江镇", "入伍时间": "1969-12"}
            place.take("veterans", other)
        place.months("2020-01", "2020-04")
        if place is office:
            merge(place, who, other)
        place.months("2020-05", "2020-12")
    sums = [
        place.db.execute("SELECT month, policy, SUM(amount_fen) FROM paid_line GROUP BY month, policy ORDER BY 1, 2").fetchall()
        for place in (office, alone)
    ]
    assert sums[0] == sums[1]
    assert len(sums[0]) == 12


def test_a_raise_known_after_the_merge_is_paid_once_for_the_old_months_to_the_survivors_account(office):
    """The national rates of 2020-08 became known on 2020-11-09: three months of one entry, three of the other."""
    old = office.roster("陈国华", "参战退役军人")
    new = {"姓名": "陈国华", "身份证号": office.identity("1950-05-05"), "乡镇": "鳌江镇", "入伍时间": "1969-12"}
    office.take("veterans", new)
    office.months("2020-01", "2020-09", as_of="2020-09-30")
    merge(office, old, new)
    office.run("2020-10", as_of="2020-10-31")
    run = office.run("2020-11", as_of="2020-11-30")
    absorbed, survivor = person_of(office, old), person_of(office, new)
    absorbed = next(row[2] for row in ledger(office))
    arrears = [(month, person, kind) for month, person, _, kind, _ in of_run(office, run) if kind != "regular"]
    assert arrears == [("2020-08", absorbed, "arrears"), ("2020-09", absorbed, "arrears"), ("2020-10", survivor, "arrears")]
    accounts = office.db.execute(
        "SELECT p.person, a.person, a.number FROM payout p JOIN account a ON a.id = p.account WHERE p.run = ? ORDER BY 1", (run,)
    ).fetchall()
    assert {person for person, _, _ in accounts} == {absorbed, survivor}
    assert {owner for _, owner, _ in accounts} == {survivor}
    office.run("2020-12", as_of="2020-12-31", full=True)
    assert all(kind == "regular" for *_, kind, _ in ledger(office)[-1:])


def test_an_entry_made_twice_and_never_paid_just_ends(office):
    good = office.roster("陈国华", "参战退役军人")
    twin = office.roster("陈国华", "参战退役军人", account=False, 乡镇="鳌江镇")
    office.months("2020-01", "2020-03")
    assert {code for _, code, _ in office.held("war-test")} == {"E403"}
    before = ledger(office)
    plan = merge(office, twin, good)
    assert any("参战" in kept for kept in plan.kept)
    run = office.run("2020-04")
    assert [row[1] for row in of_run(office, run)] == [person_of(office, good)]
    assert office.held("war-test") == []
    assert ledger(office)[: len(before)] == before


def test_a_new_number_on_a_later_roster_is_not_paid_the_old_months_again(office):
    """The township lists the man again under a new number from June; the merge comes before the run that would pay him twice."""
    old = office.roster("陈国华", "参战退役军人")
    office.months("2020-01", "2020-05")
    new = {"姓名": "陈国华", "身份证号": office.identity("1951-05-05"), "乡镇": "昆阳镇", "优抚对象类别": "参战退役军人", "批准时间": "2018-01-10", "银行账号": "62" + "7" * 17}
    office.take("roster", new)
    survivor = person_of(office, new)
    merge(office, old, new)
    run = office.run("2020-06")
    assert [row[:2] for row in of_run(office, run)] == [("2020-06", survivor)]


def test_both_numbers_find_the_survivor_and_old_sheets_change_nothing(office):
    old = office.roster("陈国华", "参战退役军人")
    new = {"姓名": "陈国华", "身份证号": office.identity("1950-05-05"), "乡镇": "鳌江镇", "入伍时间": "1969-12"}
    office.take("veterans", new)
    survivor = person_of(office, new)
    absorbed = person_of(office, old)
    merge(office, old, new)
    for text in (old["身份证号"], new["身份证号"], f"#{absorbed}", f"#{survivor}", "陈国华"):
        assert people.find(office.db, text).person == survivor
    plan = office.take("deaths", {**old, "死亡日期": "2020-06-02", "信息来源": "公安"}, on="2020-07-01", expect={"E229"})
    assert plan.batch is not None
    assert office.db.execute("SELECT person FROM death WHERE ended_by IS NULL").fetchall() == [(survivor,)]


def test_a_merge_done_before_is_known_and_writes_nothing(office):
    old, new = office.roster("陈国华", "参战退役军人", account=False), office.roster("陈国华", "参战退役军人", 乡镇="鳌江镇")
    one, other = person_of(office, old), person_of(office, new)
    merge(office, old, new)
    found = people.find(office.db, old["身份证号"])
    assert (found.meant, found.person) == (one, other)
    assert refused(office, old, new).code == "E234"


def test_everything_is_journalled_and_has_its_batch(office):
    old, new = office.roster("陈国华", "参战退役军人", account=False), office.roster("陈国华", "参战退役军人", 乡镇="鳌江镇")
    (events,) = office.db.execute("SELECT COUNT(*) FROM journal").fetchone()
    merge(office, old, new)
    assert office.db.execute("SELECT COUNT(*) FROM journal").fetchone() == (events + 1,)
    batch, register = office.db.execute("SELECT batch, register FROM batch ORDER BY batch DESC LIMIT 1").fetchone()
    assert register == merging.REGISTER
    assert office.db.execute("SELECT batch, event FROM merged").fetchall() == [(batch, events + 1)]
    assert office.db.execute("SELECT said FROM duplicate_decision").fetchall() == [("same",)]


# what forbids it


def test_the_same_benefit_for_the_same_month_is_refused_with_its_lines(office):
    one, other = office.roster("陈国华", "参战退役军人"), office.roster("陈国华", "参战退役军人", born="1950-05-06")
    office.months("2020-01", "2020-02")
    problem = refused(office, one, other)
    assert problem.code == "E571"
    assert "2020-01" in problem.message
    assert "批次 1 第 1 条" in problem.message


def test_two_benefits_of_which_a_person_draws_one_are_refused_alike(office):
    one = office.roster("陈国华", "参战退役军人")
    other = office.roster("陈国华", "60周岁以上农村籍退役士兵", **{**CONSCRIPT, "乡镇": "鳌江镇"})
    office.run("2020-01")
    assert refused(office, one, other).code == "E571"


def test_the_absorbed_entry_must_not_owe(office):
    one, other = office.roster("陈国华", "参战退役军人"), office.roster("陈国华", "参战退役军人", account=False, 乡镇="鳌江镇")
    office.months("2020-01", "2020-04")
    for who in (one, other):
        office.take("deaths", {**who, "死亡日期": "2020-02-10", "信息来源": "本局"}, on="2020-05-01")
    office.run("2020-05")
    problem = refused(office, one, other)
    assert problem.code == "E570"
    assert "批次" in problem.message


def test_a_run_under_way_is_finished_first(office):
    one, other = office.roster("陈国华", "参战退役军人"), office.roster("陈国华", "参战退役军人", account=False, 乡镇="鳌江镇")
    office.run("2020-01", close=False)
    assert refused(office, one, other).code == "E572"
    assert refused(office, other, one).code == "E572"


@pytest.mark.parametrize(
    ("register", "facts"),
    [
        ("deaths", {"死亡日期": "2020-03-02", "信息来源": "本局"}),
        ("suspensions", {"类型": "暂缓", "停发起始年月": "2020-03", "原因": "人脸识别未通过"}),
        ("moves", {"方向": "迁出", "迁移日期": "2020-03-02", "迁往地": "邻县"}),
    ],
)
def test_facts_that_only_one_side_has_are_settled_first(office, register, facts):
    one = office.roster("陈国华", "参战退役军人")
    other = office.roster("陈国华", "参战退役军人", account=False, 乡镇="鳌江镇")
    office.take(register, {**one, **facts}, on="2020-03-20")
    assert refused(office, one, other).code == "E573"
    office.take(register, {**other, **facts}, on="2020-03-21")
    assert planned(office, one, other).ended


def test_a_stop_that_waits_for_an_answer_is_answered_first(office):
    """Confirmed afterwards for the survivor, it would take nothing back from the months paid before."""
    one = office.roster("陈国华", "参战退役军人")
    other = office.roster("陈国华", "参战退役军人", account=False, 乡镇="鳌江镇")
    office.months("2020-01", "2020-04")
    for who in (one, other):
        office.take("deaths", {**who, "死亡日期": "2020-02-10", "信息来源": "公安"}, on="2020-05-01")
    office.run("2020-05")
    problem = refused(office, one, other)
    assert problem.code == "E573"
    assert "待答复" in problem.message


def test_what_no_run_has_seen_yet_is_worked_out_first(office):
    one = office.roster("陈国华", "参战退役军人")
    other = {"姓名": "陈国华", "身份证号": office.identity("1950-05-05"), "乡镇": "鳌江镇", "入伍时间": "1969-12"}
    office.take("veterans", other)
    office.months("2020-01", "2020-03")
    office.take("roster", {**one, "乡镇": "昆阳镇", "优抚对象类别": "参战退役军人", "批准时间": "2018-01-10", "待遇开始年月": "2020-02", "批准文号": "演示〔2018〕1号"})
    problem = refused(office, one, other)
    assert problem.code == "E574"
    office.run("2020-04")
    assert planned(office, one, other).added, "January was taken back from April, so nothing is open"


def test_two_people_by_decision_stay_two(office):
    from vetctl.intake.people import decisions

    one, other = office.roster("陈国华", "参战退役军人"), office.roster("陈国华", "参战退役军人", 乡镇="鳌江镇")
    with db.transaction(office.db):
        assert decisions.record(office.db, ACTOR, (one["身份证号"], other["身份证号"]), "different", "村里证明")
        assert not decisions.record(office.db, ACTOR, (other["身份证号"], one["身份证号"]), "different", "再说一次")
    assert refused(office, one, other).code == "E238"


def test_a_merged_entry_is_on_no_list_of_today(office):
    old = office.roster("陈国华", "参战退役军人")
    new = {"姓名": "陈国华", "身份证号": office.identity("1950-05-05"), "乡镇": "鳌江镇", "入伍时间": "1969-12"}
    office.take("veterans", new)
    office.months("2020-01", "2020-02")
    merge(office, old, new)
    assert [row[0] for row in office.db.execute("SELECT id_no FROM enrolled_now")] == [new["身份证号"]]
    assert office.db.execute("SELECT person FROM payee").fetchall() == [(person_of(office, new),)]




# harder cases


def test_a_month_that_was_held_is_paid_with_the_survivor_once(office):
    """March was held with the absorbed entry and no other month was: it belongs to nobody yet, so it goes over."""
    old = office.roster("陈国华", "参战退役军人")
    new = {"姓名": "陈国华", "身份证号": office.identity("1950-05-05"), "乡镇": "鳌江镇", "入伍时间": "1969-12"}
    office.take("veterans", new)
    office.months("2020-01", "2020-02")
    hold = {"类型": "暂缓", "停发起始年月": "2020-03", "原因": "人脸识别未通过"}
    office.take("suspensions", {**old, **hold}, on="2020-03-01")
    office.run("2020-03")
    office.take("suspensions", {**old, **hold, "恢复发放年月": "2020-04"}, on="2020-03-31")
    assert refused(office, old, new).code == "E574"
    office.run("2020-04")
    (monthly,) = {row[5] for row in ledger(office)}
    assert [(row[1], row[4]) for row in ledger(office)[2:]] == [("2020-03", "arrears"), ("2020-04", "regular")]
    merge(office, old, new)
    run = office.run("2020-05")
    assert of_run(office, run) == [("2020-05", person_of(office, new), "war-test", "regular", monthly)]


def test_the_months_of_two_entries_paid_in_turn_are_parted(office):
    """January and February were paid to one number, March and April to the other: each keeps its months."""
    first = office.roster("陈国华", "参战退役军人")
    second = office.roster("陈国华", "参战退役军人", 乡镇="鳌江镇", 待遇开始年月="2020-03")
    office.months("2020-01", "2020-02")
    office.take("roster", {**first, "乡镇": "昆阳镇", "优抚对象类别": "参战退役军人", "批准时间": "2018-01-10", "待遇开始年月": "2018-02", "批准文号": "演示〔2018〕1号", "待遇终止日期": "2020-02-29", "终止原因": "换号"})
    office.months("2020-03", "2020-04")
    before = ledger(office)
    assert {row[1]: row[2] for row in before} == {
        "2020-01": person_of(office, first), "2020-02": person_of(office, first), "2020-03": person_of(office, second), "2020-04": person_of(office, second),
    }  # fmt: skip
    survivor = person_of(office, second)
    merge(office, first, second)
    run = office.run("2020-05", full=True)
    assert [row[:2] for row in of_run(office, run)] == [("2020-05", survivor)]


def test_and_the_other_way_round_too(office):
    """Merged into the older number, whose benefit had ended: first the roster has to say that it goes on."""
    first = office.roster("陈国华", "参战退役军人")
    second = office.roster("陈国华", "参战退役军人", 乡镇="鳌江镇", 待遇开始年月="2020-03")
    row = {**first, "乡镇": "昆阳镇", "优抚对象类别": "参战退役军人", "批准时间": "2018-01-10", "待遇开始年月": "2018-02", "批准文号": "演示〔2018〕1号"}
    office.months("2020-01", "2020-02")
    office.take("roster", {**row, "待遇终止日期": "2020-02-29", "终止原因": "换号"})
    office.months("2020-03", "2020-04")
    assert refused(office, second, first).code == "E573"
    office.take("roster", {**row, "待遇终止日期": "", "终止原因": ""}, on="2020-05-02")
    survivor = person_of(office, first)
    merge(office, second, first)
    run = office.run("2020-05", full=True)
    assert [row[:2] for row in of_run(office, run)] == [("2020-05", survivor)]


def test_a_chain_of_merges_ends_with_one_person(office):
    one = office.roster("陈国华", "参战退役军人")
    two, three = (
        {"姓名": "陈国华", "身份证号": office.identity("1950-05-05"), "乡镇": township, "入伍时间": "1969-12"} for township in ("鳌江镇", "水头镇")
    )
    office.take("veterans", two, three)
    office.months("2020-01", "2020-02")
    merge(office, one, two)
    office.months("2020-03", "2020-04")
    merge(office, two, three)
    survivor = person_of(office, three)
    run = office.run("2020-05", full=True)
    assert [row[:2] for row in of_run(office, run)] == [("2020-05", survivor)]
    assert people.find(office.db, one["身份证号"]).person == people.find(office.db, two["身份证号"]).person == survivor
    report = dossier.show(office.db, survivor, dossier.Words())
    assert sum(row[-1] for row in next(t for t in report.tables if t.name == "benefits").rows) == sum(row[5] for row in ledger(office))



def test_returned_money_is_paid_again_to_the_survivors_account(office):
    """The bank sends the last payment back after the merge: it is due again where it was due, and goes to the right account."""
    old = office.roster("陈国华", "参战退役军人")
    new = office.roster("陈国华", "参战退役军人", 乡镇="鳌江镇", 待遇开始年月="2020-03")
    office.months("2020-01", "2020-02")
    absorbed, survivor = person_of(office, old), person_of(office, new)
    office.take("roster", {**old, "乡镇": "昆阳镇", "优抚对象类别": "参战退役军人", "批准时间": "2018-01-10", "待遇开始年月": "2018-02", "批准文号": "演示〔2018〕1号", "待遇终止日期": "2020-02-29", "终止原因": "换号"})
    office.run("2020-03")
    merge(office, old, new)
    line, run = office.db.execute("SELECT line, run FROM paid_line WHERE person = ? AND month = '2020-02'", (absorbed,)).fetchone()
    with db.transaction(office.db):
        event = office.db.execute("SELECT MAX(seq) + 1 FROM journal").fetchone()[0]
        office.db.execute(
            "INSERT INTO bank_answer (answer, run, person, outcome, amount_fen, answered_on, file_name, file_sha256, row_no, event) "
            "SELECT 1, run, person, 'failed', net_fen, '2020-04-02', 'f', 's', 1, ? FROM payout WHERE run = ? AND person = ?",
            (event, run, absorbed),
        )
        office.db.execute("INSERT INTO returned_line VALUES (?, 1)", (line,))
        from vetctl.store import journal

        journal.append(office.db, ACTOR, {"answers": 1})
    run = office.run("2020-04")
    assert [(month, person, kind) for month, person, _, kind, _ in of_run(office, run)] == [
        ("2020-02", absorbed, "arrears"),
        ("2020-04", survivor, "regular"),
    ]
    owners = office.db.execute("SELECT DISTINCT a.person FROM payout p JOIN account a ON a.id = p.account WHERE p.run = ?", (run,)).fetchall()
    assert owners == [(survivor,)]


def test_what_was_paid_once_stays_and_what_was_not_goes_over(office):
    office.rules("立功受奖奖励金", ("奖励定额：二等功", "金额（元）", "30000"))
    old, new = office.payee("陈国华"), {**office.payee("陈国华"), "乡镇": "鳌江镇"}
    soldier = {"立功人姓名": "丁一", "立功人身份证号": office.identity("2001-01-01"), "立功等级": "二等功", "立功时间": "2019-07-20"}
    paid = {**soldier, **old, "批准日期": "2020-01-10"}
    waiting = {**soldier, **old, "立功时间": "2019-09-20", "批准日期": "2020-02-10"}
    office.take("merits", paid, on="2020-01-15")
    office.run("2020-01")
    office.take("merits", waiting, {**soldier, **new, "立功时间": "2019-11-20", "批准日期": "2020-02-12"}, on="2020-02-15")
    one, other = (people.find(office.db, who["领款人身份证号"]).person for who in (old, new))
    merge(office, {"身份证号": old["领款人身份证号"]}, {"身份证号": new["领款人身份证号"]})
    assert [row[1:3] for row in ledger(office)] == [("2020-01", one)]
    run = office.run("2020-02")
    assert [row[:2] for row in of_run(office, run)] == [("2020-02", other)] * 2
    # The old sheet once more: what was paid under the old number is not paid again.
    plan = office.take("merits", paid, waiting, on="2020-03-01", expect={"E229", "E232"})
    assert (plan.counts["held"], plan.counts["new"]) == (1, 0)
    assert of_run(office, office.run("2020-03", full=True)) == []


def test_what_follows_a_benefit_a_month_later_is_paid_where_its_host_was_paid(tmp_path):
    """The price subsidy of March is paid in April: by then the pension goes on under another number."""
    office = Prices(tmp_path)
    office.living(both="850")
    old = office.roster("陈国华", "参战退役军人", 户口类别="农村")
    new = {"姓名": "陈国华", "身份证号": office.identity("1950-05-05"), "乡镇": "鳌江镇", "入伍时间": "1969-12"}
    office.take("veterans", new)

    def played(month):
        run = office.run(f"2020-{month:02d}")
        office.index(f"2020-{month:02d}", f"2020-{month + 1:02d}-12", cpi="4.3%", food="14.8%", scpi="4.0%")
        return [row[:2] for row in of_run(office, run) if row[2] == "price-subsidy"]

    assert [played(month) for month in (1, 2, 3)][2] == [("2020-02", absorbed := person_of(office, old))]
    survivor = person_of(office, new)
    merge(office, old, new)
    assert played(4) == [("2020-03", absorbed)]
    assert played(5) == [("2020-04", survivor)]
    months = office.db.execute("SELECT month, COUNT(*) FROM paid_line WHERE policy = 'price-subsidy' GROUP BY month").fetchall()
    assert months == [(f"2020-{month:02d}", 1) for month in (1, 2, 3, 4)]
    before = ledger(office)
    june = office.run("2020-06", full=True)
    assert {row[:2] for row in of_run(office, june)} == {("2020-06", survivor), ("2020-05", survivor)}
    assert ledger(office)[: len(before)] == before


@settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    starts=st.tuples(st.integers(1, 4), st.integers(1, 5)), ends=st.integers(2, 6), merged=st.integers(2, 6), held=st.sets(st.integers(1, 6), max_size=2),
    enrolled=st.booleans(),
)  # fmt: skip
def test_whatever_the_history_no_month_is_paid_twice_and_nothing_moves(tmp_path_factory, starts, ends, merged, held, enrolled):
    """Two entries with any beginnings and ends; where the merge is allowed, a full run afterwards pays only its own month."""
    office = Office(tmp_path_factory.mktemp("any"))
    first = office.roster("陈国华", "参战退役军人", 待遇开始年月=f"2020-{starts[0]:02d}", 待遇终止日期=f"2020-{max(ends, starts[0]):02d}-28" if enrolled else "")
    second = {"姓名": "陈国华", "身份证号": office.identity("1950-05-05"), "乡镇": "鳌江镇", "入伍时间": "1969-12"}
    if enrolled:
        second = office.roster("陈国华", "参战退役军人", 乡镇="鳌江镇", 待遇开始年月=f"2020-{starts[1]:02d}")
    else:
        office.take("veterans", second)
    for month in range(1, merged + 1):
        if month in held:
            office.take("suspensions", {**first, "类型": "暂缓", "停发起始年月": f"2020-{month:02d}", "原因": "核实"}, on=f"2020-{month:02d}-01")
        office.run(f"2020-{month:02d}")
        if month in held:
            released = {**first, "类型": "暂缓", "停发起始年月": f"2020-{month:02d}", "原因": "核实", "恢复发放年月": f"2020-{month + 1:02d}"}
            office.take("suspensions", released, on=f"2020-{month:02d}-28")
    try:
        merge(office, first, second)
    except Refused as problem:
        event(problem.code)
        if problem.code in {"E571", "E574"}:
            return
        raise
    event("merged")
    before = ledger(office)
    run = office.run(f"2020-{merged + 1:02d}", full=True)
    assert ledger(office)[: len(before)] == before
    new = of_run(office, run)
    paid = {row[1] for row in before}
    assert all(kind != "recovery" for *_, kind, _ in new)
    assert not {row[0] for row in new} & paid, "a month that was paid is not paid again"
    again = office.run(f"2020-{merged + 2:02d}", full=True)
    assert {row[0] for row in of_run(office, again)} <= {f"2020-{merged + 2:02d}"}
