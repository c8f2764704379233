"""Who a row means: by number, by a number of before, or not at all; nobody is taken for somebody by name."""

import datetime as dt

import pytest

from tests.intake.conftest import ACTOR, DISABLED, SOLDIER, codes, counts, table, take
from vetctl.core.errors import Refused
from vetctl.core.identity import check_character, parse_identity
from vetctl.intake.people import decisions, dossier, duplicates, renumbering
from vetctl.payments import people
from vetctl.store import db


def number(born, sequence):
    body = f"990326{born}{sequence}"
    return body + check_character(body)


OLD = SOLDIER["身份证号"]
NEW = number("19480211", "563")
DEATH = {"姓名": "陈国华", "身份证号": OLD, "死亡日期": "2020-11-02", "信息来源": "公安"}


def renumber(connection, person, new, reason="公安机关更正"):
    with db.transaction(connection):
        found = people.find(connection, person).person
        return renumbering.write(connection, ACTOR, found, renumbering.check(connection, found, new), reason, dossier.Words())


def decide(connection, one, other, said, reason="村里证明"):
    with db.transaction(connection):
        return decisions.record(connection, ACTOR, (one, other), said, reason)


def of(plan, code):
    return next(found for found in plan.findings() if found.code == code)


@pytest.fixture
def held(connection, workbook):
    take(connection, workbook(table(SOLDIER, DISABLED), name="花名册.xlsx"))
    return connection


# former numbers


def test_a_former_number_finds_its_person_and_names_the_present_one(held, workbook):
    assert renumber(held, OLD, NEW)
    plan = take(held, workbook(table(DEATH), name="死亡.xlsx"), code="deaths")
    assert codes(plan) == {"E229"}
    assert NEW in of(plan, "E229").reason
    assert held.execute("SELECT p.id_no FROM death d JOIN person p USING (person)").fetchall() == [(NEW,)]
    assert counts(held, "person") == (2,)


def test_the_same_roster_under_the_old_number_changes_nothing(held, workbook):
    renumber(held, OLD, NEW)
    plan = take(held, workbook(table(SOLDIER, DISABLED), name="再来一次.xlsx"))
    assert plan.counts["unchanged"] == 2
    assert counts(held, "person", "terms") == (2, 2)


def test_both_numbers_of_one_person_in_one_file_are_one_key_twice(held, workbook):
    renumber(held, OLD, NEW)
    other = {**DEATH, "身份证号": NEW, "死亡日期": "2020-11-03"}
    plan = take(held, workbook(table(DEATH, other), name="死亡.xlsx"), code="deaths")
    assert {"E229", "E201"} <= codes(plan)
    assert counts(held, "death") == (0,)


def test_fifteen_digits_find_the_eighteen(held, workbook):
    short = OLD[:6] + OLD[8:17]
    plan = take(held, workbook(table({**DEATH, "身份证号": short}), name="死亡.xlsx"), code="deaths")
    assert codes(plan) == {"E213"}
    assert counts(held, "death") == (1,)
    assert people.find(held, short).person == people.find(held, OLD).person


def test_a_number_is_superseded_never_edited(held):
    person = people.find(held, OLD).person
    renumber(held, OLD, NEW, reason="公安机关更正")
    assert held.execute("SELECT id_no FROM person WHERE person = ?", (person,)).fetchone() == (NEW,)
    assert held.execute("SELECT number, successor, reason, actor FROM former_number").fetchall() == [(OLD, NEW, "公安机关更正", "王经办")]
    assert people.find(held, OLD).person == people.find(held, NEW).person == person
    with pytest.raises(Exception, match="superseded"):
        held.execute("UPDATE person SET id_no = ? WHERE person = ?", (number("19480211", "377"), person))
    with pytest.raises(Exception, match="superseded"):
        held.execute("UPDATE OR REPLACE person SET id_no = ? WHERE person = ?", (DISABLED["身份证号"], person))


def test_renumbering_twice_and_back_again(held):
    assert renumber(held, OLD, NEW)
    assert not renumber(held, OLD, NEW)
    assert renumber(held, NEW, OLD, reason="更正有误")
    assert people.find(held, NEW).id_no == OLD
    assert held.execute("SELECT COUNT(*) FROM former_number").fetchone() == (2,)


@pytest.mark.parametrize(("new", "code"), [(DISABLED["身份证号"], "E233"), ("990326194802113416", "E235"), ("陈国华", "E235")])
def test_a_number_that_cannot_be_taken(held, new, code):
    with pytest.raises(Refused) as caught:
        renumber(held, OLD, new)
    assert caught.value.code == code
    assert counts(held, "former_number") == (0,)


def test_another_birth_is_another_birth(held):
    later = number("19490312", "341")
    renumber(held, OLD, later)
    assert held.execute("SELECT born_on FROM person WHERE id_no = ?", (later,)).fetchone() == ("1949-03-12",)


# proposals


def test_an_unknown_number_with_a_known_name_and_birth_waits_with_the_candidate(held, workbook):
    plan = take(held, workbook(table({**DEATH, "身份证号": NEW}), name="死亡.xlsx"), code="deaths")
    assert codes(plan) == {"E230"}
    assert plan.counts["held"] == 1
    assert OLD in of(plan, "E230").reason
    assert counts(held, "death") == (0,)


def test_nobody_at_all_is_still_not_on_the_register(held, workbook):
    plan = take(held, workbook(table({**DEATH, "姓名": "王无名", "身份证号": NEW}), name="死亡.xlsx"), code="deaths")
    assert codes(plan) == {"E207"}


def test_a_new_number_on_a_roster_waits_until_it_is_decided(held, workbook):
    again = {**SOLDIER, "身份证号": NEW, "银行账号": "9903260000000000033"}
    plan = take(held, workbook(table(again), name="新增.xlsx"))
    assert (codes(plan), plan.counts["held"], counts(held, "person")) == ({"E230"}, 1, (2,))
    assert decide(held, NEW, OLD, "different")
    plan = take(held, workbook(table(again), name="新增2.xlsx"))
    assert (codes(plan), plan.counts["new"], counts(held, "person")) == (set(), 1, (3,))


def test_a_row_that_waits_is_listed_until_it_is_decided(held, workbook):
    take(held, workbook(table({**SOLDIER, "身份证号": NEW}), name="新增.xlsx"))
    waiting = next(t for t in duplicates.listing(held).tables if t.name == "waiting")
    assert [(row[1], row[3], row[4], row[7]) for row in waiting.rows] == [("新增.xlsx", 2, NEW, OLD)]
    decide(held, NEW, OLD, "different")
    assert [t.name for t in duplicates.listing(held).tables] == ["duplicates"]


def test_or_until_the_number_is_changed(held, workbook):
    again = {**SOLDIER, "身份证号": NEW}
    take(held, workbook(table(again), name="新增.xlsx"))
    renumber(held, OLD, NEW)
    plan = take(held, workbook(table(again), name="新增2.xlsx"))
    assert (plan.counts["held"], plan.counts["unchanged"], counts(held, "person")) == (0, 1, (2,))


def test_another_township_is_no_proposal_but_a_possible_duplicate(held, workbook):
    plan = take(held, workbook(table({**SOLDIER, "身份证号": NEW, "乡镇": "水头镇", "银行账号": "9903260000000000033"}), name="新增.xlsx"))
    assert (codes(plan), counts(held, "person")) == (set(), (3,))
    report = duplicates.listing(held)
    assert len(report.tables[0].rows) == 1


def test_a_sheet_that_pays_nobody_takes_the_row_with_a_warning(held, workbook):
    row = {"姓名": "陈国华", "身份证号": NEW, "乡镇": "昆阳镇", "入伍时间": "1969-12"}
    plan = take(held, workbook(table(row), name="采集表.xlsx"), code="veterans")
    assert codes(plan) == {"E230"}
    assert plan.counts["accepted"] == 1


# numbers that lost their end


@pytest.mark.parametrize("cell", [990326194802113419.0, "9.90326194802113E+17"])
def test_a_cut_number_is_refused_with_who_it_may_be(held, workbook, cell):
    plan = take(held, workbook(table({**DEATH, "身份证号": cell}), name="死亡.xlsx"), code="deaths")
    assert codes(plan) == {"E105", "E231"}
    assert OLD in of(plan, "E231").reason
    assert plan.counts["rejected"] == 1


def test_a_cut_number_under_another_name_names_nobody(held, workbook):
    plan = take(held, workbook(table({**DEATH, "姓名": "王无名", "身份证号": 990326194802113419.0}), name="死亡.xlsx"), code="deaths")
    assert codes(plan) == {"E105"}


def test_an_old_number_in_a_number_cell_is_whole_but_still_refused(held, workbook):
    plan = take(held, workbook(table({**DEATH, "身份证号": float(OLD[:6] + OLD[8:17])}), name="死亡.xlsx"), code="deaths")
    assert codes(plan) == {"E105", "E231"}


# possible duplicates


def suspect(person, id_no, name="陈国华", account=""):
    return duplicates.Suspect(person, id_no, name, "昆阳镇", "", account)


@pytest.mark.parametrize(
    ("one", "other", "reasons"),
    [
        (suspect(1, OLD), suspect(2, NEW), {"namesake"}),
        (suspect(1, OLD), suspect(2, number("19480211", "342")), {"namesake", "one-digit"}),
        (suspect(1, OLD), suspect(2, number("19480121", "341")), {"swapped"}),
        (suspect(1, OLD), suspect(2, number("19480213", "563")), set()),
        (suspect(1, OLD), suspect(2, number("19481211", "341")), {"one-digit"}),
        (suspect(1, OLD), suspect(2, number("19840211", "341")), {"swapped"}),
        (suspect(1, OLD), suspect(2, number("18480211", "341")), {"one-digit", "same-15"}),
        (suspect(1, OLD, account="6228"), suspect(2, number("19610304", "311"), account="6228"), {"account"}),
        (suspect(1, OLD, account="6228"), suspect(2, number("19610304", "311"), name="林永福", account="6228"), set()),
        (suspect(1, OLD), suspect(2, NEW, name="陈国 华"), {"namesake"}),
    ],
)
def test_why_two_entries_are_suspected(one, other, reasons):
    assert {why for why, *_ in duplicates.suspected([one, other])} == reasons


def test_ten_thousand_people_are_looked_through_at_once():
    crowd = [suspect(at, number(f"{1930 + at % 30}0{1 + at % 9}1{at % 10}", f"{at % 1000:03d}"), name="甲乙丙丁"[at % 4] * 2) for at in range(10_000)]
    assert len({one.number for one in crowd}) > 1000
    assert sum(1 for _ in duplicates.suspected(crowd)) > 0


def test_a_decision_is_recorded_once_and_not_asked_again(held, workbook):
    take(held, workbook(table({**SOLDIER, "身份证号": NEW, "乡镇": "水头镇", "银行账号": "9903260000000000033"}), name="新增.xlsx"))
    assert decide(held, OLD, NEW, "different")
    assert not decide(held, NEW, OLD, "different", reason="又说一遍")
    assert duplicates.listing(held).tables[0].rows == []
    assert len(duplicates.listing(held, everything=True).tables[0].rows) == 1
    assert held.execute("SELECT reason FROM duplicate_decision").fetchall() == [("村里证明",)]


# what is known of a person


def test_history_names_file_sheet_row_who_and_when_of_every_version(held, workbook):
    take(held, workbook(table({**SOLDIER, "乡镇": "水头镇"}), name="改址.xlsx"), received_on=dt.date(2020, 12, 5))
    person = people.find(held, OLD).person
    report = dossier.history(held, person, dossier.Words())
    rows = [dict(zip((column.key for column in report.tables[0].columns), row, strict=True)) for row in report.tables[0].rows]
    addresses = [row for row in rows if row["fact"] == "基本情况"]
    assert [("昆阳镇" in row["says"], row["file"], row["row"], row["actor"]) for row in addresses] == [
        (True, "花名册.xlsx", 2, "王经办"),
        (False, "改址.xlsx", 2, "王经办"),
    ]
    assert addresses[0]["ended"] == addresses[1]["added"]
    assert addresses[0]["ended_on"] == "2020-12-05"
    assert {"身份", "服役", "账户", "待遇"} <= {row["fact"] for row in rows}


def test_show_says_what_holds_and_every_number(held):
    renumber(held, OLD, NEW)
    report = dossier.show(held, people.find(held, OLD).person, dossier.Words())
    tables = {table.name: table.rows for table in report.tables}
    assert [row[2] for row in tables["numbers"]] == [NEW, OLD]
    assert any("9903260000000000017" in row[1] for row in tables["facts"])
    assert report.summary["identity"] == NEW
    assert report.summary["born_on"] == parse_identity(NEW).born_on.isoformat()
