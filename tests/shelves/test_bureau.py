"""A bureau's own files on the shelves: found, run under the same guard, and never able to write."""

import pytest

from tests.conftest import vetctl
from tests.payments.county import County
from vetctl.core import shelf as shelves
from vetctl.core.errors import Integrity
from vetctl.payments import policy
from vetctl.store import db, shelfsql

WINTER = """/*
code = "winter-coal"
title = { zh = "冬季取暖补助", en = "Winter heating" }
basis = ["县政府〔2020〕1号（演示）"]
starts = "approval-month"
group = ""
categories = [{ code = "war", zh = "参战退役人员", en = "participant in war" }]

[[example]]
name = "100 yuan in December only"
given.active = [{ enrolment = 1, month = "2020-11" }, { enrolment = 1, month = "2020-12" }]
expect = [{ month = "2020-11", due_fen = 0 }, { month = "2020-12", due_fen = 10000 }]
*/
SELECT enrolment, month, 'base' AS component, 10000 AS base_fen, 'month' AS per,
       CASE WHEN substr(month, 6) = '12' THEN 100 ELSE 0 END AS quantity_x100, 10000 AS share_bp,
       NULL AS standard, NULL AS increment, NULL AS missing
FROM active
"""


def check(sql):
    return (
        '/*\ncode = "X01"\ntitle = { zh = "甲", en = "a" }\nwhy = { zh = "甲", en = "a" }\nfix = { zh = "甲", en = "a" }\n'
        'detail = { zh = "甲", en = "a" }\nseverity = "low"\ngroup = "system"\n[[example]]\nname = "one"\nexpect = [{ person = 1 }]\n*/\n' + sql
    )


@pytest.fixture
def folder(tmp_path):
    for name in ("policies", "checks"):
        (tmp_path / name).mkdir()
    return tmp_path


def test_a_new_benefit_is_one_file(folder):
    (folder / "policies" / "winter-coal.sql").write_text(WINTER, encoding="utf-8")
    item = shelves.load_sql_shelf("policies", folder)["winter-coal"]
    assert item.origin == str(folder / "policies")
    assert [row["due_fen"] for row in policy.run_example(item, item.examples[0])] == [0, 10000]

    county = County()
    county.benefits = policy.load({}, folder)
    with county.facts():
        person = county.person()
        county.enrol(person, "war-test")
        county.enrol(person, "winter-coal", category="war")
    county.year("2020-11", "2020-12")
    assert county.paid(person) == 2 * 70000 + 10000  # it stands beside the other benefit: its group is empty


def test_a_new_check_is_one_file_and_shows_where_it_comes_from(folder, tmp_path):
    (folder / "checks" / "X01.sql").write_text(check("SELECT 1 AS person"), encoding="utf-8")
    config = tmp_path / "vetctl.toml"
    config.write_text(f"shelves = '{folder}'\n", encoding="utf-8")
    listed = vetctl("shelf", "list", "checks", "--format", "csv", VETCTL_CONFIG=str(config))
    assert f"X01,甲,{folder / 'checks'}" in listed.out


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM person",
        "SELECT 1; DROP TABLE person",
        "PRAGMA writable_schema = 1",
        "ATTACH 'x.db' AS x",
        "INSERT INTO setting VALUES ('a', 'b')",
        "SELECT load_extension('x')",
        "SELECT * FROM no_such_table",
    ],
)
def test_a_file_that_does_more_than_read_is_refused(folder, sql):
    (folder / "checks" / "X01.sql").write_text(check(sql), encoding="utf-8")
    item = shelves.read_item("checks", folder / "checks" / "X01.sql", "bureau")
    connection = db.memory()
    with pytest.raises(Integrity, match="E902"):
        shelfsql.rows(connection, item, {})
    assert connection.execute("SELECT COUNT(*) FROM setting").fetchone() == (0,)


def test_a_code_used_twice_is_an_error(folder):
    (folder / "policies" / "war-test.sql").write_text(WINTER.replace("winter-coal", "war-test"), encoding="utf-8")
    with pytest.raises(Integrity, match="E903"):
        shelves.load_sql_shelf("policies", folder)


@pytest.mark.parametrize("text", ["SELECT 1", "/* not toml = = */ SELECT 1", WINTER.replace('code = "winter-coal"', 'code = "other"'), ""])
def test_an_unreadable_file_is_an_error_and_never_skipped(folder, text):
    (folder / "policies" / "winter-coal.sql").write_text(text, encoding="utf-8")
    with pytest.raises(Integrity, match="E902"):
        shelves.load_sql_shelf("policies", folder)


def test_an_empty_shelf_is_an_error(monkeypatch, tmp_path):
    monkeypatch.setattr(shelves, "_PACKAGE", tmp_path)
    with pytest.raises(Integrity, match="E901"):
        shelves.load_sql_shelf("checks", tmp_path / "nowhere")
