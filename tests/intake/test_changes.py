"""What a file would change is shown before it is made; modes, full rosters and expectations."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.intake.conftest import ACTOR, DAY, DISABLED, SOLDIER, codes, counts, table, take
from vetctl.core.errors import Exit, NotFound, Usage
from vetctl.core.identity import DEMO_AREA, check_character
from vetctl.intake import changes, importing, shelf
from vetctl.intake.expected import Expectation
from vetctl.intake.modes import Way
from vetctl.intake.plan import Plan
from vetctl.payments import stops
from vetctl.store import db

Write = Callable[..., Path]
FULL, ADD = Way(mode="full"), Way(mode="add")
FACTS = ("person", "profile", "service", "account", "enrolment", "terms", "suspension", "batch")


def somebody(number: int, name: str, **more: str) -> dict[str, str]:
    body = f"{DEMO_AREA}19500505{number:03d}"
    return {**SOLDIER, "姓名": name, "身份证号": body + check_character(body), "银行账号": f"99032600000000001{number:02d}", **more}


TOWN = [somebody(n, f"{family}国华") for n, family in enumerate("赵钱孙李周", 1)]


def look(connection: sqlite3.Connection, path: Path, way: Way | None = None, expect: Expectation | None = None, **given: Any) -> Plan:
    """Check a file as the front door does, writing nothing."""
    source = importing.open_file(path)
    return importing.examine(connection, source, received_on=given.pop("received_on", DAY), way=way, expect=expect, **given)


def run(connection: sqlite3.Connection, path: Path, way: Way | None = None, on_error: str = "stop") -> Plan:
    with db.transaction(connection):
        plan = look(connection, path, way)
        importing.commit(connection, ACTOR, plan, on_error=on_error)
    return plan


def listed(plan: Plan, most: int | None = None) -> list[tuple[Any, ...]]:
    """Movement, name, field, before, after."""
    found, _ = changes.table([plan], shelf.titles(), most)
    names = [column.key for column in found.columns]
    rows = [dict(zip(names, row, strict=True)) for row in found.walk()]
    return [(row["movement"], row.get("name", ""), row["field"], row["before"], row["after"]) for row in rows]


# -- new, changed, unchanged -----------------------------------------------------------------------------------------


def test_a_change_says_field_old_and_new(workbook: Write, connection: sqlite3.Connection) -> None:
    take(connection, workbook(table(SOLDIER, DISABLED)))
    plan = look(connection, workbook(table(SOLDIER, {**DISABLED, "伤残等级": "五级", "银行账号": "9903260000000000033"}), name="b.xlsx"))
    assert listed(plan) == [
        ("changed", "林永福", "银行账号", "9903260000000000025", "9903260000000000033"),
        ("changed", "林永福", "伤残等级", "六级", "五级"),
    ]
    assert (plan.counts["changed"], plan.counts["unchanged"]) == (1, 1)


def test_codes_are_shown_as_the_clerk_writes_them(workbook: Write, connection: sqlite3.Connection) -> None:
    take(connection, workbook(table({**DISABLED, "户口类别": "农业"})))
    plan = look(connection, workbook(table({**DISABLED, "户口类别": "非农业", "伤残性质": "因战"}), name="b.xlsx"))
    assert {row[2:] for row in listed(plan)} == {("户口类别", "农业", "非农业"), ("伤残性质", "因公", "因战")}


def test_a_blank_cell_that_takes_something_away_is_shown(workbook: Write, connection: sqlite3.Connection) -> None:
    take(connection, workbook(table({**SOLDIER, "待遇终止日期": "2021-05-31"})))
    plan = look(connection, workbook(table({**SOLDIER, "待遇终止日期": ""}), name="b.xlsx"))
    assert listed(plan) == [("changed", "陈国华", "待遇终止日期", "2021-05-31", "")]


def test_who_is_new_is_named_and_counted(workbook: Write, connection: sqlite3.Connection) -> None:
    plan = look(connection, workbook(table(*TOWN)))
    assert [row[0] for row in listed(plan)] == ["new"] * 5
    found, left = changes.table([plan], shelf.titles(), most=2)
    assert (len(list(found.walk())), left) == (5, 0)  # new entries have a limit of their own
    assert found.title


def test_what_is_new_of_somebody_known_is_said_beside_what_changes(workbook: Write, connection: sqlite3.Connection) -> None:
    take(connection, workbook(table({k: v for k, v in TOWN[0].items() if k != "银行账号"})))
    more = {**TOWN[0], "联系电话": "11000000099"}
    child = {**more, "优抚对象类别": "烈士老年子女", "入伍时间": "", "退伍时间": ""}
    plan = look(connection, workbook(table(more, child), name="b.xlsx"))
    assert listed(plan) == [
        ("changed", "赵国华", "联系电话", "11000000001", "11000000099"),
        ("new", "赵国华", "账户", "", ""),
        ("new", "赵国华", "待遇", "", ""),
    ]


def test_more_changes_than_a_screen_holds_are_counted(workbook: Write, connection: sqlite3.Connection) -> None:
    take(connection, workbook(table(*TOWN)))
    plan = look(connection, workbook(table(*({**one, "联系电话": f"1100000010{n}"} for n, one in enumerate(TOWN))), name="b.xlsx"))
    found, left = changes.table([plan], shelf.titles(), most=2)
    assert (len(list(found.walk())), left) == (2, 3)


def test_a_register_without_people_names_its_key(workbook: Write, connection: sqlite3.Connection) -> None:
    station = {"服务站名称": "昆阳镇退役军人服务站", "级别": "乡镇", "乡镇": "昆阳镇", "成立时间": "2019-05-01", "站长": "甲"}
    take(connection, workbook(table(station)), code="stations")
    plan = look(connection, workbook(table({**station, "成立时间": "2019-06-01"}), name="b.xlsx"), code="stations")
    ((movement, name, field, before, after),) = listed(plan)
    assert (movement, name, before, after) == ("changed", "", "2019-05-01", "2019-06-01")
    assert field


# -- add ------------------------------------------------------------------------------------------------------------


def test_add_takes_new_rows_and_holds_what_would_change(workbook: Write, connection: sqlite3.Connection) -> None:
    take(connection, workbook(table(*TOWN[:2])))
    changed = {**TOWN[0], "联系电话": "11000000099"}
    plan = run(connection, workbook(table(changed, TOWN[1], TOWN[2]), name="b.xlsx"), ADD)
    assert (plan.counts["held"], plan.counts["new"], plan.counts["changed"], plan.counts["unchanged"]) == (1, 1, 0, 1)
    (finding,) = [f for f in plan.findings() if f.code == "E240"]
    assert "11000000001 → 11000000099" in finding.reason
    assert finding.where.row == 2
    assert finding.heading == "联系电话"
    assert connection.execute("SELECT DISTINCT phone FROM profile WHERE ended_by IS NULL").fetchall() == [("11000000001",)]
    assert connection.execute("SELECT codes FROM batch_row").fetchall() == [("E240",)]


def test_add_looks_at_the_second_row_of_a_person_too(workbook: Write, connection: sqlite3.Connection) -> None:
    take(connection, workbook(table(TOWN[0])))
    child = {**TOWN[0], "优抚对象类别": "烈士老年子女", "联系电话": "11000000099", "入伍时间": "", "退伍时间": ""}
    plan = run(connection, workbook(table({**TOWN[0], "联系电话": "11000000099"}, child), name="b.xlsx"), ADD)
    assert (plan.counts["held"], plan.counts["accepted"]) == (2, 0)
    assert counts(connection, "enrolment", "profile") == (1, 1)


# -- the whole roster of a township ---------------------------------------------------------------------------------


def waiting(connection: sqlite3.Connection) -> list[tuple[str, str, str, str]]:
    names = dict(connection.execute("SELECT person, name FROM profile_now").fetchall())
    return [(names[one.person], one.kind, one.policy, one.from_month) for one in stops.waiting(connection)]


def test_whoever_is_missing_is_listed_and_proposed_never_stopped(workbook: Write, connection: sqlite3.Connection) -> None:
    take(connection, workbook(table(*TOWN)))
    before = counts(connection, *FACTS)
    path = workbook(table(*TOWN[1:]), name="b.xlsx")
    plan = look(connection, path, FULL)
    assert [(one.name, one.outcome) for one in plan.gone] == [("赵国华", "propose")]
    assert listed(plan) == [("gone", "赵国华", "", "", "将提出停发，待答复")]
    assert counts(connection, *FACTS) == before
    run(connection, path, FULL)
    assert waiting(connection) == [("赵国华", "absent", "", "2020-12")]
    assert connection.execute("SELECT COUNT(*) FROM suspension_best").fetchone() == (0,), "nothing stops by itself"
    assert connection.execute("SELECT COUNT(*) FROM terms WHERE ended_by IS NOT NULL").fetchone() == (0,)


def test_an_ordinary_import_says_nothing_of_the_missing(workbook: Write, connection: sqlite3.Connection) -> None:
    take(connection, workbook(table(*TOWN)))
    plan = run(connection, workbook(table(*TOWN[1:]), name="b.xlsx"))
    assert plan.gone == []
    assert waiting(connection) == []


def test_the_same_full_roster_twice_proposes_once(workbook: Write, connection: sqlite3.Connection) -> None:
    take(connection, workbook(table(*TOWN)))
    run(connection, workbook(table(*TOWN[1:]), name="b.xlsx"), FULL)
    before = counts(connection, *FACTS)
    again = run(connection, workbook(table(*TOWN[1:]), name="b.xlsx"), FULL)
    assert again.known_already
    assert [one.outcome for one in again.gone] == ["known"]
    assert counts(connection, *FACTS) == before
    answer(connection, stops.REFUSED)
    later = run(connection, workbook(table(*({**one, "备注": "无变动"} for one in TOWN[1:])), name="c.xlsx"), FULL)
    assert [one.outcome for one in later.gone] == ["known"], "what was refused is not asked again while nothing changed"
    assert waiting(connection) == []


def answer(connection: sqlite3.Connection, decision: str) -> None:
    with db.transaction(connection):
        stops.answer(connection, ACTOR, stops.waiting(connection), decision, "村里核实")


def test_whoever_turns_up_again_is_no_longer_proposed(workbook: Write, connection: sqlite3.Connection) -> None:
    take(connection, workbook(table(*TOWN)))
    run(connection, workbook(table(*TOWN[1:]), name="b.xlsx"), FULL)
    run(connection, workbook(table({**TOWN[0], "备注": "漏列"}), name="c.xlsx"))
    assert waiting(connection) == []
    assert connection.execute("SELECT COUNT(*) FROM suspension WHERE ended_by IS NULL").fetchone() == (0,)
    run(connection, workbook(table(*TOWN[1:4], {**TOWN[4], "备注": "新"}), name="d.xlsx"), FULL)
    assert [row[0] for row in waiting(connection)] == ["赵国华"], "missing again is asked again"


def test_a_confirmed_stop_stands_and_is_said(workbook: Write, connection: sqlite3.Connection) -> None:
    take(connection, workbook(table(*TOWN)))
    run(connection, workbook(table(*TOWN[1:]), name="b.xlsx"), FULL)
    answer(connection, stops.CONFIRMED)
    plan = run(connection, workbook(table({**TOWN[0], "备注": "又列"}), name="c.xlsx"))
    assert "E247" in codes(plan)
    assert connection.execute("SELECT source, from_month FROM suspension_best").fetchall() == [("roster", "2020-12")]


def test_one_benefit_of_two_missing_is_about_that_benefit(workbook: Write, connection: sqlite3.Connection) -> None:
    both = {**TOWN[0], "优抚对象类别": "烈士老年子女", "入伍时间": "", "退伍时间": ""}
    take(connection, workbook(table(*TOWN, both)))
    run(connection, workbook(table(*TOWN), name="b.xlsx"), FULL)
    assert waiting(connection) == [("赵国华", "absent", "martyrs-children", "2020-12")]
    answer(connection, stops.CONFIRMED)
    assert connection.execute("SELECT policy FROM suspension_best").fetchall() == [("martyrs-children",)]


def test_other_townships_are_left_alone(workbook: Write, connection: sqlite3.Connection) -> None:
    take(connection, workbook(table(*TOWN, {**DISABLED, "乡镇": "鳌江镇"})))
    plan = look(connection, workbook(table(*TOWN), name="b.xlsx"), FULL)
    assert plan.gone == []
    named = Way(mode="full", townships=["鳌江"])
    assert [one.name for one in look(connection, workbook(table(*TOWN), name="b.xlsx"), named).gone] == ["林永福"]
    with pytest.raises(NotFound) as caught:
        look(connection, workbook(table(*TOWN), name="b.xlsx"), Way(mode="full", townships=["昆山"]))
    assert caught.value.code == "E594"


def test_the_dead_and_the_ended_are_rightly_missing(workbook: Write, connection: sqlite3.Connection) -> None:
    take(connection, workbook(table(TOWN[0], {**TOWN[1], "待遇终止日期": "2020-06-30"}, *TOWN[2:])))
    take(connection, workbook(table({"姓名": "赵国华", "身份证号": TOWN[0]["身份证号"], "死亡日期": "2020-11-03", "信息来源": "家属"}), name="死亡.xlsx"))
    plan = look(connection, workbook(table(*TOWN[2:]), name="b.xlsx"), FULL)
    assert plan.gone == []


def test_a_row_that_cannot_be_used_is_no_absence(workbook: Write, connection: sqlite3.Connection) -> None:
    take(connection, workbook(table(*TOWN)))
    late = {**TOWN[0], "退伍时间": "1950-01"}
    nameless = {**TOWN[1], "身份证号": 990326195005050028}
    plan = look(connection, workbook(table(late, nameless, *TOWN[2:]), name="b.xlsx"), FULL)
    assert plan.counts["rejected"] == 2
    assert [(one.name, one.outcome) for one in plan.gone] == [("钱国华", "unclear")]


def test_half_a_township_missing_is_hardly_a_full_roster(workbook: Write, connection: sqlite3.Connection) -> None:
    take(connection, workbook(table(*TOWN)))
    path = workbook(table(*TOWN[:2]), name="b.xlsx")
    plan = run(connection, path, FULL)
    assert (plan.refused, plan.batch, codes(plan)) == (True, None, {"E243"})
    assert len(run(connection, path, Way(mode="full", townships=["昆阳镇"])).gone) == 3


def test_a_list_of_deaths_is_no_roster(workbook: Write, connection: sqlite3.Connection) -> None:
    take(connection, workbook(table(*TOWN)))
    death = {"姓名": "赵国华", "身份证号": TOWN[0]["身份证号"], "死亡日期": "2020-11-03", "信息来源": "家属"}
    plan = run(connection, workbook(table(death), name="死亡.xlsx"), FULL)
    assert (plan.refused, "E241" in codes(plan), plan.batch) == (True, True, None)


# -- what is expected -----------------------------------------------------------------------------------------------

BILL = [{"指标文号": f"演财〔2020〕{n}号", "年度": "2020", "资金来源": "中央", "待遇项目": "", "指标金额": yuan, "下达日期": "2020-03-01"} for n, yuan in ((1, "100.50"), (2, "200"))]


def bill(workbook: Write, **more: str) -> Path:
    return workbook(table(*({**one, **more} for one in BILL)), name="指标.xlsx")


@pytest.mark.parametrize(
    ("rows", "total", "found"),
    [(2, None, set()), (3, None, {"E244"}), (None, "300.50", set()), (None, "300.51", {"E245"}), (2, "指标金额=300.50", set()), (1, "1", {"E244", "E245"}), (None, "没有=1", {"E246"})],
)
def test_a_file_must_come_to_what_was_expected(workbook: Write, connection: sqlite3.Connection, rows: int | None, total: str | None, found: set[str]) -> None:
    plan = look(connection, bill(workbook), expect=Expectation.of(rows, total), code="budgets")
    assert codes(plan) & {"E244", "E245", "E246"} == found, [f.reason for f in plan.findings()]
    assert plan.exit() is (Exit.REFUSED if found else Exit.DONE)
    with db.transaction(connection):
        assert (importing.commit(connection, ACTOR, plan) is None) == bool(found)


def test_an_amount_that_is_not_kept_can_be_expected_too(workbook: Write, connection: sqlite3.Connection) -> None:
    path = workbook(table({**TOWN[0], "月发放金额（元）": 320.5}, {**TOWN[1], "月发放金额（元）": "480"}))
    assert not codes(look(connection, path, expect=Expectation.of(2, "月发放金额=800.50"))) & {"E244", "E245", "E246"}
    assert "E245" in codes(look(connection, path, expect=Expectation.of(2, "月发放金额=800")))
    assert "E246" in codes(look(connection, path, expect=Expectation.of(None, "800.50"))), "no amount is kept, so the column must be named"


def test_a_sum_that_is_no_amount() -> None:
    with pytest.raises(Usage):
        Expectation.of(None, "很多")
