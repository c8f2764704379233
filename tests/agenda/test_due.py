"""The agenda: states at the edge of each day, parameters that follow the payment, sentences, counts."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from string import Formatter
from typing import Any

import pytest

from vetctl.agenda import due
from vetctl.core.errors import Integrity, NotFound, Usage
from vetctl.core.shelf import load_sql_shelf
from vetctl.output.report import Table
from vetctl.store.db import memory
from vetctl.store.shelfsql import run_example

POLICIES = load_sql_shelf("policies")


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    connection = memory()
    insert(
        connection, "batch", batch=1, register="veterans", file_name="f.xlsx", file_sha256="", rows_sha256="", received_on="2020-01-01",
        actor="a", rows_in=0, accepted=0, held=0, rejected=0, unchanged=0, summary="{}",
    )  # fmt: skip
    yield connection
    connection.close()


def insert(connection: sqlite3.Connection, table: str, **values: Any) -> None:
    marks = ", ".join("?" * len(values))
    connection.execute(f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})", list(values.values()))


def veteran(connection: sqlite3.Connection, person: int, born_on: str, **service: Any) -> None:
    insert(connection, "person", person=person, id_no=f"99032619000101{person:04d}", born_on=born_on, sex="male", added_by=1)
    insert(connection, "profile", person=person, name=f"人{person}", township="昆阳镇", added_by=1)
    facts = {
        "enlisted_on": "1978-12-01", "discharged_on": "1982-12-01", "rural_at_discharge": 1, "draws_pension": 0, "source": "archive", **service,
    }  # fmt: skip
    insert(connection, "service", person=person, added_by=1, **facts)


def turning(connection: sqlite3.Connection, as_of: str, days: int = 60, **settings: Any) -> list[due.Entry]:
    return due.collect(connection, as_of=date.fromisoformat(as_of), days=days, only="turning-60", settings=settings)


@pytest.mark.parametrize(
    ("as_of", "state"),
    [
        ("2019-12-02", None),  # 60 days ahead is 2020-01-31
        ("2019-12-03", "soon"),  # 2020-02-01, over the turn of the year
        ("2020-01-31", "soon"),
        ("2020-02-01", "due"),
        ("2020-02-29", "due"),
        ("2020-03-01", "overdue"),
    ],
)
def test_a_birth_on_29_february_at_the_edges(connection: sqlite3.Connection, as_of: str, state: str | None) -> None:
    veteran(connection, 1, "1960-02-29")
    assert [entry.state for entry in turning(connection, as_of)] == ([state] if state else [])


@pytest.mark.parametrize(
    ("as_of", "lost"), [("2020-12-31", 0), ("2021-01-01", 1), ("2021-12-15", 12), ("2022-01-01", 13)]
)
def test_months_lost_across_the_year(connection: sqlite3.Connection, as_of: str, lost: int) -> None:
    veteran(connection, 1, "1960-12-31")
    (entry,) = turning(connection, as_of)
    assert entry.state == ("overdue" if lost else "due")
    assert (f"已漏 {lost} 个月" in entry.detail) == bool(lost)
    assert "4 年" in entry.detail


@pytest.mark.parametrize(
    ("starts", "due_on"),
    [("birthday-month", "2020-12-01"), ("january-of-year", "2020-01-01"), ("month-after-birthday", "2021-01-01")],
)
def test_the_start_rule_is_the_payments_own(connection: sqlite3.Connection, starts: str, due_on: str) -> None:
    veteran(connection, 1, "1960-12-31")
    (entry,) = turning(connection, "2020-12-31", policy={"age-60-service": {"starts": starts}})
    assert entry.due_on == due_on


def test_parameters_follow_the_policy_then_the_bureau() -> None:
    item = load_sql_shelf("worklists")["turning-60"]
    plain = due.parameters(item, {}, POLICIES)
    policy = POLICIES["age-60-service"].meta
    assert plain["starts"] == policy["starts"]
    assert plain["reading"] == policy["parameter"]["reading"]["default"]
    assert (plain["enlisted_from"], plain["enlisted_until"]) == ("1954-11-01", "2011-10-31")
    assert due.parameters(item, {"agenda": {"turning-60": {"exclude_pension": 0}}}, POLICIES)["exclude_pension"] == 0
    with pytest.raises(Usage):
        due.parameters(item, {"agenda": {"turning-60": {"strats": "x"}}}, POLICIES)


def test_a_pension_excludes_only_where_the_bureau_says_so(connection: sqlite3.Connection) -> None:
    veteran(connection, 1, "1960-12-01", draws_pension=1)
    (entry,) = turning(connection, "2020-12-01")
    assert (entry.state, entry.certainty) == ("info", "excluded")
    (entry,) = turning(connection, "2020-12-01", agenda={"turning-60": {"exclude_pension": 0}})
    assert (entry.state, entry.certainty) == ("due", "certain")


def test_missing_facts_are_named_in_words(connection: sqlite3.Connection) -> None:
    veteran(connection, 1, "1960-12-01", rural_at_discharge=None, discharged_on=None)
    (entry,) = turning(connection, "2020-12-01")
    assert entry.certainty == "needs-data"
    assert "退役时户口类别、服义务兵结束时间或退伍时间" in entry.action
    assert "折算 ？ 年" in entry.detail


def test_one_list_alone_or_an_unknown_one(connection: sqlite3.Connection) -> None:
    veteran(connection, 1, "1960-12-01")
    as_of = date(2020, 12, 1)
    assert {e.worklist for e in due.collect(connection, as_of=as_of, days=60, only="months-open")} <= {"months-open"}
    with pytest.raises(NotFound):
        due.collect(connection, as_of=as_of, days=60, only="no-such-list")


def test_a_list_without_a_common_column_is_an_error_not_silence() -> None:
    item = replace(load_sql_shelf("worklists")["months-open"], sql="SELECT 1 AS due_on, 'due' AS state")
    with pytest.raises(Integrity):
        due._entry(item, {"due_on": "2020-01-01", "state": "due"})
    with pytest.raises(Integrity):
        due._entry(item, dict.fromkeys(due.COMMON, "x"))


def test_the_counts_by_township_add_up(connection: sqlite3.Connection) -> None:
    for person, born_on in enumerate(["1960-02-29", "1960-12-31", "1961-01-01", "1955-05-05"], start=1):
        veteran(connection, person, born_on)
    as_of = date(2020, 12, 15)
    entries = due.collect(connection, as_of=as_of, days=60)
    report = due.report(entries, as_of=as_of, days=60, by="township")
    townships, listed = (rows(table) for table in report.tables)
    for state in due.STATES:
        assert sum(row[state] for row in townships) == sum(1 for row in listed if row["state"] == state) == report.summary[state]
    assert [row["state"] for row in listed] == sorted((row["state"] for row in listed), key=due.STATES.index)


def rows(table: Table) -> list[dict[str, Any]]:
    return [dict(zip([c.key for c in table.columns], row, strict=True)) for row in table.walk()]


def test_every_sentence_of_every_list_can_be_said() -> None:
    """Each ``[say]`` key that a SELECT names exists, and each field of a sentence is a column of the list."""
    for item in load_sql_shelf("worklists").values():
        for example in item.examples:
            for row in run_example(item, example):
                assert row["state"] in due.STATES
                for key in (row["detail"], row["action"]):
                    assert set(item.meta["say"][key]) == {"zh", "en"}
                due._entry(item, row)
                for sentence in item.meta["say"].values():
                    fields = {f for text in sentence.values() for _, f, _, _ in Formatter().parse(text) if f}
                    assert fields <= set(row), item.code
