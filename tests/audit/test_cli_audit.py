"""`vetctl audit`: exit statuses, stable JSON, silence, what is kept."""

import json

import pytest

from tests.audit.conftest import ID_DEAD
from vetctl.store import db, journal


def test_findings_and_status(faulty, vetctl):
    answer = vetctl("audit", "run", "--as-of", "2020-12-31", "--format", "json")
    assert answer.status == 3
    # R01: the lines of this county were made up by hand, so a full recomputation cannot agree with them.
    assert [(row["code"], row["severity"]) for row in answer.data if row["code"] != "R01"] == [("A01", "blocking"), ("B05", "high")]
    assert {row["code"] for row in answer.data} == {"A01", "B05", "R01"}
    assert answer.data[0]["amount_fen"] == 140000
    assert answer.data[0]["amount"] == "1,400.00"
    assert answer.data[0]["detail"].startswith("2020-10-05 去世，2020-11 至 2020-12 仍发 2 个月")
    assert answer.summary["blocking"] == sum(row["severity"] == "blocking" for row in answer.data)
    assert answer.summary["audit_run"] == 1


def test_the_keys_of_a_finding_never_change(faulty, vetctl):
    answer = vetctl("audit", "run", "--format", "json")
    assert set(answer.data[0]) == {
        "severity", "code", "title", "subject", "detail", "amount_fen", "amount", "month", "run", "person", "enrolment", "source",
    }  # fmt: skip
    assert {"audit_run", "checks", "findings", "blocking", "high", "medium", "low", "amount_fen"} <= set(answer.summary)


def test_numbers_are_masked_unless_revealed(faulty, vetctl):
    assert ID_DEAD not in vetctl("audit", "run", "--format", "json").out
    assert "6228580000000000018" not in vetctl("audit", "run", "--format", "json").out
    assert ID_DEAD in vetctl("audit", "run", "--format", "json", "--reveal").out


@pytest.mark.parametrize(
    ("limit", "check", "status"),
    [("blocking", "A01", 3), ("blocking", "B05", 0), ("high", "B05", 3), ("low", "B05", 3), ("none", "A01", 0), ("low", "A02", 0)],
)
def test_fail_on(faulty, vetctl, limit, check, status):
    answer = vetctl("audit", "run", "--as-of", "2020-12-31", "--check", check, "--fail-on", limit)
    assert answer.status == status


def test_quiet_is_silent_when_fine_and_loud_when_not(faulty, vetctl):
    fine = vetctl("audit", "run", "--quiet", "--check", "A02")
    assert (fine.status, fine.out, fine.err) == (0, "", "")
    bad = vetctl("audit", "run", "--quiet", "--check", "A01")
    assert bad.status == 3
    assert "A01" in bad.out


def test_a_clean_database_says_so(clean, vetctl):
    answer = vetctl("audit", "run", "--format", "json", "--fail-on", "low")
    assert answer.status == 0
    assert answer.data == []
    assert answer.summary["findings"] == 0
    assert answer.summary["checks"] > 40


def test_one_event_for_each_kept_audit_and_none_otherwise(faulty, vetctl):
    def count():
        connection = db.open_database(faulty)
        found = journal.head(connection)[0], connection.execute("SELECT COUNT(*) FROM audit_run").fetchone()[0]
        connection.close()
        return found

    events, audits = count()
    vetctl("audit", "run", "--no-store")
    vetctl("audit", "run", "--dry-run")
    vetctl("audit", "list")
    assert count() == (events, audits)
    vetctl("audit", "run")
    assert count() == (events + 1, audits + 1)


def test_a_dry_run_keeps_no_number(faulty, vetctl):
    assert "audit_run" not in vetctl("audit", "run", "--dry-run", "--format", "json").summary


def test_kept_findings_read_the_same_in_the_other_language(faulty, vetctl, monkeypatch):
    first = vetctl("audit", "run", "--format", "json")
    again = vetctl("audit", "findings", "--format", "json")
    assert again.status == 0
    without = {"run", "month", "source"}
    assert [{k: v for k, v in row.items() if k not in without} for row in again.data] == [
        {k: v for k, v in row.items() if k not in without} for row in first.data
    ]
    monkeypatch.setenv("VETCTL_LANG", "en")
    english = vetctl("audit", "findings", "1", "--format", "json")
    assert english.data[0]["title"] == "Paid after death"
    assert english.data[0]["detail"].startswith("died 2020-10-05, still paid for 2 month(s)")
    assert english.data[0]["amount_fen"] == 140000


def test_findings_of_an_audit_that_never_was(faulty, vetctl):
    assert vetctl("audit", "findings").status == 5
    assert vetctl("audit", "findings", "9").status == 5


@pytest.mark.parametrize("words", [("--group", "people"), ("--check", "Z99")])
def test_an_unknown_name_is_a_usage_error_with_the_known_ones(faulty, vetctl, words):
    answer = vetctl("audit", "run", *words)
    assert answer.status == 2
    assert answer.out == ""
    assert ("A01" if "Z99" in words else "entitlement") in answer.err


def test_lower_case_codes_are_understood(faulty, vetctl):
    assert vetctl("audit", "run", "--check", "a01").status == 3


def test_list_and_show(vetctl, monkeypatch):
    listed = vetctl("audit", "list", "--format", "json")
    assert listed.status == 0
    first = listed.data[0]
    assert (first["code"], first["severity"], first["group"], first["gate"], first["origin"]) == ("A01", "blocking", "entitlement", True, "vetctl")
    for locale, words in (("zh_CN", ("惠来县", "伤残抚恤管理办法", "SELECT")), ("en", ("Huilai", "grace_months", "SELECT"))):
        monkeypatch.setenv("VETCTL_LANG", locale)
        shown = vetctl("audit", "show", "A01", "--format", "plain")
        assert shown.status == 0
        assert all(word in shown.out for word in words)
    assert vetctl("audit", "show", "Z99").status == 2


def test_thresholds_of_the_bureau(faulty, vetctl, tmp_path):
    (tmp_path / "vetctl.toml").write_text("[audit.parameters]\ngrace_months = 2\n", encoding="utf-8")
    assert vetctl("audit", "run", "--check", "A01", "--as-of", "2020-12-31").status == 0
    assert "2" in vetctl("audit", "show", "A01", "--format", "plain").out


def test_a_group_runs_only_its_own_checks(faulty, vetctl):
    answer = vetctl("audit", "run", "--group", "standards", "--group", "system", "--format", "json")
    assert {row["code"] for row in answer.data} == {"R01"}
    tables = json.loads(vetctl("audit", "run", "--group", "identity", "--format", "json").out)
    assert [row["code"] for row in tables["data"]] == ["B05"]
