"""A plan is the run: the same digest, nothing written, and refused as soon as anything it was made from has changed."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.payments.banking import Desk
from tests.payments.county import County
from tests.payments.test_properties import PERSON, happen, play
from vetctl.core.errors import Refused
from vetctl.core.month import Month
from vetctl.payments import plan as plans
from vetctl.payments import run as runs
from vetctl.payments import variance
from vetctl.store import db
from vetctl.store.journal import Actor

ACTOR = Actor(name="王经办", at="2020-01-01T00:00:00Z", command="payments plan", arguments={})
TABLES = ("journal", "batch", "enrolment", "run", "run_step", "line", "payout", "owed", "held", "bridge", "setting")


def contents(connection):
    """Every row a run writes."""
    return {name: connection.execute(f"SELECT * FROM {name} ORDER BY 1, 2").fetchall() for name in TABLES}


def planned(county, month):
    """Digest of lines and of the held, and the heads, of the run tried out and rolled back."""
    wanted = Month.parse(month)
    with db.transaction(county.db, dry_run=True):
        trial = plans.try_out(county.db, actor=ACTOR, as_of=wanted.last_day, month=wanted, benefits=county.benefits)
        return (
            *county.db.execute("SELECT digest, heads, net_fen FROM run WHERE run = ?", (trial.run,)).fetchone(),
            runs.held_digest(county.db, trial.run),
        )


def written(county, run):
    return (
        *county.db.execute("SELECT digest, heads, net_fen FROM run WHERE run = ?", (run,)).fetchone(),
        runs.held_digest(county.db, run),
    )


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(PERSON, min_size=1, max_size=4), st.integers(1, 6))
def test_the_plan_of_a_month_is_its_run_and_leaves_nothing_behind(people, months):
    county, numbers = play(people, months=months)
    late = [
        (n, event)
        for n, one in zip(numbers, people, strict=True)
        for when, event in one["events"]
        if when == months + 1
    ]
    with county.facts():
        for person, event in late:
            happen(county, person, event)
    before = contents(county.db)
    month = f"2020-{months + 1:02d}"
    foreseen = planned(county, month)
    assert contents(county.db) == before
    assert written(county, county.run(month, close=False)) == foreseen


@pytest.fixture
def desk(tmp_path):
    county = County()
    with county.facts():
        for _ in range(3):
            county.enrol(county.person(), "war-test")
        county.enrol(county.person(account=False), "disability-pension", grade=8, nature="duty")
    county.year(last="2020-02")
    return Desk(county, tmp_path)


def plan(desk, *words):
    path = desk.folder / "plan.json"
    said = desk("payments", "plan", "--month", "2020-03", "--as-of", "2020-03-20", "-o", path, *words)
    assert said.out == ""
    return path


def test_a_plan_that_holds_is_run_and_says_what_the_run_says(desk):
    before = desk.path.read_bytes()
    path = plan(desk)
    assert desk.path.read_bytes() == before
    told = json.loads(path.read_text(encoding="utf-8"))
    assert told["command"] == "payments plan"
    assert (told["summary"]["heads"], told["summary"]["net_fen"], told["summary"]["held"]) == (3, 195000, 1)
    desk("payments", "run", "--plan", path)  # month and day are the plan's
    month, as_of, digest = desk.rows("SELECT month, as_of, digest FROM run ORDER BY run DESC LIMIT 1")[0]
    assert (month, as_of, digest) == ("2020-03", "2020-03-20", told["summary"]["digest"])
    assert "已经存在" in desk("payments", "run", "--plan", path).err  # and once more changes nothing
    assert len(desk.rows("SELECT run FROM run")) == 3


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (
            "INSERT INTO batch VALUES (99, 'test', 'f', 's', 'r', '2020-03-01', 't', 0, 0, 0, 0, 0, '{}')",
            "最新的导入批次",
        ),
        ("UPDATE setting SET value = 'other' WHERE key = 'database_uuid'", "数据库"),
        (
            "INSERT INTO verdict (person, evidence, decision, reason, actor, at, event) VALUES (1, 'death:1', 'refused', 'x', 't', 't', 7)",
            "最新的决定",
        ),
    ],
)
def test_a_plan_is_refused_when_its_inputs_changed_and_says_which(desk, change, named):
    path = plan(desk)
    connection = db.open_database(desk.path, write=True)
    connection.execute("DROP TRIGGER IF EXISTS setting_no_update")
    connection.execute(change)
    connection.close()
    said = desk("payments", "run", "--plan", path, status=4)
    assert "E561" in said.err
    assert named in said.err
    assert len(desk.rows("SELECT run FROM run")) == 2


def test_a_plan_of_another_reading_month_or_day_is_refused(desk):
    path = plan(desk)
    settings_file = desk.folder / "vetctl.toml"
    settings_file.write_text('[policy.war-test]\ngroup = ""\n', encoding="utf-8")
    from tests.conftest import vetctl

    said = vetctl(
        "payments", "run", "--plan", path, "--db", desk.path, "--actor", "王经办", VETCTL_CONFIG=str(settings_file)
    )
    assert said.status == 4
    assert "待遇文件和口径" in said.err
    assert "资料日期" in desk("payments", "run", "--plan", path, "--as-of", "2020-03-21", status=4).err
    assert "月份" in desk("payments", "run", "--plan", path, "--month", "2020-04", status=4).err


def test_a_plan_with_another_result_or_of_an_older_copy_is_refused(desk):
    path = plan(desk)
    told = json.loads(path.read_text(encoding="utf-8"))
    other = desk.folder / "other.json"
    other.write_text(json.dumps({**told, "summary": {**told["summary"], "digest": "0" * 63 + "f"}}), encoding="utf-8")
    assert "E562" in desk("payments", "run", "--plan", other, status=4).err
    journal = next(row for row in told["tables"]["inputs"] if row["input"] == "journal")
    journal["value"] = journal["value"][:-1] + ("0" if journal["value"][-1] != "0" else "1")
    other.write_text(json.dumps(told), encoding="utf-8")
    assert "旧的备份" in desk("payments", "run", "--plan", other, status=4).err
    assert len(desk.rows("SELECT run FROM run")) == 2


@pytest.mark.parametrize("text", ["{}", "no json", '{"schema": "vetctl/1", "command": "payments run", "data": []}'])
def test_what_is_no_plan_is_said_to_be_none(desk, text):
    path = desk.folder / "x.json"
    path.write_text(text, encoding="utf-8")
    assert "E560" in desk("payments", "run", "--plan", path, status=4).err
    assert "E514" in desk("payments", "run", "--plan", desk.folder / "none.json", status=5).err


def test_expected_sum_and_heads_are_met_or_nothing_is_written(desk):
    month = ["--month", "2020-03", "--as-of", "2020-03-20"]
    before = desk.path.read_bytes()
    for words in (
        ["--expect-sum", "1949.99"],
        ["--expect-heads", "4"],
        ["--expect-sum", "1950", "--expect-heads", "2"],
    ):
        said = desk("payments", "run", *month, *words, status=4)
        assert "E563" in said.err
    assert desk.path.read_bytes() == before
    assert "E525" in desk("payments", "run", *month, "--expect-sum", "x", status=2).err
    desk("payments", "run", *month, "--expect-sum", "0.195万元", "--expect-heads", "3")
    # The draft that stands is held to the same.
    assert "E563" in desk("payments", "run", *month, "--expect-heads", "4", status=4).err


def test_a_plan_shows_what_the_gate_would_refuse(desk):
    connection = db.open_database(desk.path, write=True)
    with db.transaction(connection):
        connection.execute(
            "INSERT INTO budget (year, source, reference, amount_fen, received_on, added_by) VALUES (2020, 'county', 'x', 100, '2020-01-01', 1)"
        )
    connection.close()
    said = desk("payments", "plan", "--month", "2020-03", "--as-of", "2020-03-20", "--format", "json", status=4)
    told = json.loads(said.out)
    assert "E480" in " ".join(told["warnings"])
    assert told["summary"]["net_fen"] == 195000
    assert "E501" in desk("payments", "plan", "--month", "2020-05", "--as-of", "2020-05-20", status=4).err


def test_a_plan_says_that_the_month_before_must_be_closed_first(desk, monkeypatch):
    monkeypatch.chdir(desk.folder)
    (desk.folder / "vetctl.toml").write_text("[payments]\nclose_before_next = true\n", encoding="utf-8")
    said = desk("payments", "plan", "--month", "2020-03", "--as-of", "2020-03-20", status=4)
    assert "E537" in said.err
    assert "E537" in desk("payments", "run", "--month", "2020-03", "--as-of", "2020-03-20", status=4).err


def test_a_written_reason_does_not_overturn_a_plan(desk):
    path = plan(desk)
    desk("payments", "reason", "#1", "市局批复", "--month", "2020-03")
    desk("payments", "run", "--plan", path)


def test_the_limit_for_unexplained_changes_comes_from_the_settings():
    assert variance.Limit.of({}) == variance.Limit(least_fen=100, least_bp=0, refuses=False)
    assert variance.Limit.of({"payments": {"variance_bp": 500}}) == variance.Limit(
        least_fen=1, least_bp=500, refuses=True
    )
    assert variance.Limit.of({"payments": {"variance_yuan": "100"}}).least_fen == 10000
    for wrong in ({"variance_bp": "5 %"}, {"variance_bp": -1}, {"variance_yuan": "much"}):
        with pytest.raises(Exception, match="E525"):
            variance.Limit.of({"payments": wrong})


def test_an_unexplained_change_stops_a_run_where_the_bureau_wants_it():
    change = variance.Change(
        movement="changed", name="张三", id_no="1", township="", policy="war-test", title="", before_fen=1, now_fen=3, written="",
        parts=[variance.Part(part="regular", fen=2, reason=None, detail="", document="", months=["2020-03"])],
    )  # fmt: skip
    assert "张三 0.02" in variance.check([change], variance.Limit())
    with pytest.raises(Refused, match="E564"):
        variance.check([change], variance.Limit(refuses=True))
