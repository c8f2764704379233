"""The engine: what runs, what is refused, what comes out, and that it changes nothing."""

import json
import sqlite3
from datetime import date

import pytest

from tests.audit.conftest import ACTOR, pay
from vetctl.audit import archive, engine
from vetctl.audit.findings import GROUPS, SEVERITIES, sentence
from vetctl.core.catalogue import known, t
from vetctl.core.errors import Integrity, NotFound, Usage
from vetctl.intake import shelf
from vetctl.store import db, journal, shelfsql

DAY = date(2020, 12, 31)


@pytest.fixture
def planted(faulty):
    connection = db.open_database(faulty, write=True)
    yield connection
    connection.close()


def _by_code(found):
    return {one.code: one for one in found}


def test_a_clean_database_yields_nothing(clean):
    connection = db.open_database(clean)
    ran, found = engine.run(connection, as_of=DAY)
    connection.close()
    assert found == []
    assert len(ran) == len(engine.checks())


def test_planted_faults_are_found_with_their_amount_and_source(planted):
    found = _by_code(engine.run(planted, as_of=DAY)[1])
    assert set(found) == {"A01", "B05"}
    dead = found["A01"]
    assert (dead.severity, dead.person, dead.enrolment, dead.amount_fen) == ("blocking", 1, 11, 140000)
    assert dead.subject == "王建国 990326195005010016"
    assert found["B05"].facts["died_on"] == "2020-10-05"


def test_findings_are_heaviest_first(planted):
    planted.execute("BEGIN")
    planted.execute("INSERT INTO service (person, enlisted_on, discharged_on, added_by) VALUES (2, '1972-01-01', '1971-01-01', 1)")
    found = engine.run(planted, as_of=DAY)[1]
    planted.execute("ROLLBACK")
    assert [one.rank for one in found] == sorted((one.rank for one in found), reverse=True)
    assert found[0].severity == "blocking"
    assert found[-1].code == "B10"


def test_a_check_sees_the_row_the_fact_came_from(planted):
    planted.execute("BEGIN")
    planted.execute(
        "INSERT INTO terms (enrolment, from_month, category, nature, grade, added_by, sheet, row_no) VALUES (12, '2011-01', 'x', 'illness', 9, 1, '花名册', 77)"
    )
    planted.execute("INSERT INTO enrolment VALUES (99, 2, 'disability-pension', 1)")
    planted.execute(
        "INSERT INTO terms (enrolment, from_month, category, nature, grade, added_by, sheet, row_no) VALUES (99, '2011-01', 'x', 'illness', 9, 1, '花名册', 77)"
    )
    found = _by_code(engine.run(planted, as_of=DAY, codes=["A13"])[1])
    planted.execute("ROLLBACK")
    assert found["A13"].source == "花名册.xlsx[花名册]!77"


@pytest.mark.parametrize(("groups", "codes"), [(["entitlement"], []), (["identity", "system"], []), ([], ["A01", "S04"]), (["system"], ["A01"])])
def test_groups_and_codes_choose(groups, codes):
    items = engine.checks()
    chosen = engine.choose(items, groups=groups, codes=codes)
    assert {item.code for item in chosen} == {c for c, i in items.items() if i.meta["group"] in groups or c in codes}


@pytest.mark.parametrize(("groups", "codes"), [(["people"], []), ([], ["A99"]), (["entitlement", "x"], []), ([], ["a01"])])
def test_an_unknown_name_is_an_error_that_lists_the_known_ones(groups, codes):
    with pytest.raises(Usage) as caught:
        engine.choose(engine.checks(), groups=groups, codes=codes)
    assert caught.value.code == "E525"
    assert ("A01" if codes else "entitlement") in str(caught.value.values["known"])


def test_no_check_is_an_error_never_silence():
    only_system = {code: item for code, item in engine.checks().items() if item.meta["group"] == "system"}
    with pytest.raises(Usage) as caught:
        engine.choose(only_system, groups=["stations"])
    assert caught.value.code == "E532"


def test_every_check_is_complete():
    for code, item in engine.checks().items():
        assert item.meta["group"] in GROUPS, code
        assert item.meta["severity"] in SEVERITIES, code
        found = [bool(example["expect"]) for example in item.examples]
        assert any(found), f"{code}: no example that finds"
        assert not all(found), f"{code}: no example that stays silent"
        for name, words in item.meta.get("words", {}).items():
            for word, said in words.items():
                assert {"zh", "en"} <= set(said), (code, name, word)
        for name, spec in item.meta.get("parameter", {}).items():
            assert {"zh", "en", "default"} <= set(spec), (code, name)


@pytest.mark.parametrize("locale", ["zh_CN", "en"])
def test_every_sentence_can_be_said(monkeypatch, locale):
    monkeypatch.setenv("VETCTL_LANG", locale)
    policies = engine.policy_titles()
    for code, item in engine.checks().items():
        for example in item.examples:
            for row in shelfsql.run_example(item, example):
                text = sentence(item, engine.facts_of(row), policies)
                # A template that names a missing column falls back to name=value.
                assert "=" not in text.split("（")[0], (code, text)
                assert "{" not in text, (code, text)


def test_the_sentence_of_a_check_that_left_the_shelf_still_says_something():
    assert sentence(None, {"died_on": "2020-10-05", "amount_fen": 5}, {}) == "died_on=2020-10-05; amount=0.05"


def test_a_check_may_only_read(planted, tmp_path):
    folder = tmp_path / "own" / "checks"
    folder.mkdir(parents=True)
    good = (engine.load_sql_shelf("checks")["A04"].meta, "")[0]
    assert good["code"] == "A04"
    _write_check(folder, "X01", "DELETE FROM journal")
    with pytest.raises(Integrity) as caught:
        engine.run(planted, as_of=DAY, codes=["X01"], bureau_shelves=tmp_path / "own")
    assert caught.value.code == "E902"


def test_a_bureau_adds_its_own_check_and_its_own_threshold(planted, tmp_path):
    folder = tmp_path / "own" / "checks"
    folder.mkdir(parents=True)
    _write_check(folder, "X01", "SELECT person, id_no AS note FROM person WHERE person > :above ORDER BY person")
    ran, found = engine.run(planted, as_of=DAY, codes=["X01"], parameters={"above": 1}, bureau_shelves=tmp_path / "own")
    assert ran[0].origin == str(folder)
    assert [one.person for one in found] == [2]


@pytest.mark.parametrize("fault", ['severity = "awful"', 'group = "people"', 'fix = { zh = "改" }'])
def test_an_incomplete_check_is_refused(tmp_path, fault):
    folder = tmp_path / "own" / "checks"
    folder.mkdir(parents=True)
    _write_check(folder, "X01", "SELECT 1 AS person", fault)
    with pytest.raises(Integrity) as caught:
        engine.checks(tmp_path / "own")
    assert caught.value.code == "E902"
    assert fault.split()[0] in str(caught.value.values["why"])


def test_a_severity_nobody_knows_is_refused(planted, tmp_path):
    folder = tmp_path / "own" / "checks"
    folder.mkdir(parents=True)
    _write_check(folder, "X01", "SELECT 1 AS person, 'awful' AS severity")
    with pytest.raises(Integrity):
        engine.run(planted, as_of=DAY, codes=["X01"], bureau_shelves=tmp_path / "own")


def test_the_gate_looks_at_one_run_and_leaves_the_view_as_it_was(planted):
    view = "SELECT sql FROM temp.sqlite_master WHERE name = 'paid_line'"
    before = planted.execute(view).fetchone()
    with db.transaction(planted, dry_run=True):
        assert engine.gate(planted, run=1, as_of=DAY) == []
        found = engine.gate(planted, run=2, as_of=DAY)
        assert [(one.code, one.amount_fen) for one in found] == [("A01", 70000)]
        assert planted.execute("SELECT COUNT(*) FROM paid_line").fetchone() == (6,)
    assert planted.execute(view).fetchone() == before


def test_the_gate_finds_a_month_paid_twice(planted):
    with db.transaction(planted, dry_run=True):
        with pytest.raises(sqlite3.IntegrityError, match="does not fit the ledger"):
            pay(planted, 4, "2020-12", (12,))
        planted.execute("DROP TRIGGER line_fits_ledger")  # the file itself refuses; only behind its back can it be done
        pay(planted, 4, "2020-12", (12,))
        assert {one.code for one in engine.gate(planted, run=4, as_of=DAY)} == {"C07"}


def test_a_voided_run_no_longer_counts(planted):
    with db.transaction(planted, dry_run=True):
        planted.execute("INSERT INTO run_step VALUES (3, 'voided', '王经办', '2020-12-31T00:00:00Z', 'x', '')")
        dead = _by_code(engine.run(planted, as_of=DAY, codes=["A01"])[1])["A01"]
        assert dead.amount_fen == 70000


def test_findings_are_kept_and_read_back(planted):
    ran, found = engine.run(planted, as_of=DAY)
    with db.transaction(planted):
        number = archive.store(planted, ACTOR, as_of=DAY, ran=ran, found=found)
    kept = archive.latest(planted)
    assert (kept["audit_run"], kept["as_of"], kept["findings"]) == (number, "2020-12-31", len(found))
    assert kept["checks"] == [item.code for item in ran]
    again = archive.read_back(planted, number)
    assert [(a.code, a.subject, a.amount_fen, dict(a.facts)) for a in again] == [
        (f.code, f.subject, f.amount_fen, dict(f.facts)) for f in found
    ]
    event = json.loads(journal.events(planted, 1)[0][5])
    assert event["findings"] == len(found)
    assert event["rows_sha256"] == archive.digest(planted, number)


def test_asking_for_an_audit_that_never_ran(planted):
    with pytest.raises(NotFound):
        archive.latest(planted)
    with pytest.raises(NotFound):
        archive.latest(planted, 7)


def test_the_audit_changes_nothing(planted):
    def everything():
        yield planted.execute("SELECT name, sql FROM temp.sqlite_master ORDER BY name").fetchall()
        tables = [r[0] for r in planted.execute("SELECT name FROM main.sqlite_master WHERE type = 'table' ORDER BY name")]
        yield from (planted.execute(f"SELECT * FROM main.{name}").fetchall() for name in tables)

    before = list(everything())
    engine.run(planted, as_of=DAY)
    assert list(everything()) == before


def test_a_view_comes_back_when_a_check_fails(planted):
    with pytest.raises(RuntimeError), engine._as_table(planted, "paid_line"):
        raise RuntimeError
    planted.execute("SELECT * FROM paid_line")
    with pytest.raises(sqlite3.OperationalError), engine._as_table(planted, "paid_line", "WHERE nowhere = 1"):
        pass
    assert planted.execute("SELECT COUNT(*) FROM paid_line").fetchone() == (6,)


def _write_check(folder, code, sql, replace=None):
    lines = {
        "code": f'code = "{code}"',
        "title": 'title = { zh = "自己的核查", en = "our own" }',
        "why": 'why = { zh = "因为", en = "because" }',
        "fix": 'fix = { zh = "改", en = "mend" }',
        "detail": 'detail = { zh = "{person}", en = "{person}" }',
        "severity": 'severity = "low"',
        "group": 'group = "identity"',
    }
    if replace:
        lines[replace.split()[0]] = replace
    head = "\n".join(lines.values())
    example = '[parameter.above]\ndefault = 0\n[[example]]\nname = "x"\nexpect = []\n'
    (folder / f"{code}.sql").write_text(f"/*\n{head}\n{example}*/\n{sql}\n", encoding="utf-8")


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_whoever_proposes_a_stop_has_a_name_in_every_sentence(language, monkeypatch):
    """Also a full roster from which somebody is missing; a code in a sentence is a word nobody said."""
    monkeypatch.setenv("VETCTL_LANG", language)
    sources = {str(code) for name in ("deaths", "suspensions", "moves") for code in _choices(name, "source")} - {""}  # blank: the bureau, which proposes nothing
    for kind in ("death", "suspend", "move", "absent"):
        for source in sources:
            facts = {"kind": kind, "source": source, "day": "2020-10-05", "received_on": "2020-11-02", "days": 33, "amount_fen": 70000}
            said = sentence(engine.checks()["A17"], facts, {})
            assert known(f"source.{source}") and t(f"source.{source}") in said
            assert known(f"stop_kind.{kind}") and t(f"stop_kind.{kind}") in said


def _choices(register, field):
    return shelf.register(register).column(field).choices
