"""``vetctl explain``: every code of the catalogue, and every check, in both languages."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from vetctl.cli import main
from vetctl.core import explained
from vetctl.core.catalogue import LOCALES, catalogue, spoken, t
from vetctl.core.shelf import load_sql_shelf
from vetctl.intake.codes import effect

SOURCE = Path(__file__).parents[2] / "src" / "vetctl"
CODES = explained.codes()


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("VETCTL_DB", raising=False)

    def run(*words: str, language: str = "zh_CN") -> tuple[int, str, str]:
        monkeypatch.setenv("VETCTL_LANG", language)
        status = main.run(["explain", *words])
        return status, *capsys.readouterr()

    return run


def test_the_list_has_every_code_the_program_can_say(asked) -> None:
    used = set()
    for path in [*SOURCE.rglob("*.py"), *SOURCE.rglob("steps/*.sql")]:
        used |= set(re.findall(r"""["'](E\d{3})["']""", path.read_text(encoding="utf-8")))
    assert used <= set(CODES)
    status, out, _ = asked("--format", "json")
    assert status == 0
    assert [row["code"] for row in json.loads(out)["data"]] == CODES


@pytest.mark.parametrize("locale", LOCALES)
def test_every_code_is_explained_without_a_blank_left_open(locale: str) -> None:
    with spoken(locale):
        for code in CODES:
            found = explained.explain(code)
            assert found is not None
            for text in (found.meaning, found.cause, found.remedy, found.document):
                assert text, code
                assert not re.search(r"[{}]", text), (code, text)
                assert not text.startswith(("error.", "explain.")), (code, text)
            wanted = effect(code)
            assert wanted == "" or t(f"explain.effect.{wanted}") != f"explain.effect.{wanted}"


def test_the_codes_of_a_cell_a_row_and_a_file_have_a_cause_of_their_own() -> None:
    """Those of an import are what clerks ask about: each says more than its message."""
    texts = catalogue("zh_CN")
    assert all(f"error.{code}.cause" in texts for code in CODES if code[:2] == "E1" and code < "E121")
    assert all(f"error.{code}.cause" in texts for code in CODES if "E201" <= code <= "E215" or "E301" <= code <= "E315")
    for key in texts:
        if re.fullmatch(r"error\.E\d{3}\.(cause|document)", key):
            assert key.rsplit(".", 1)[0] + ".message" in texts, f"{key} explains no code"


def test_a_code_in_full(asked) -> None:
    status, out, _ = asked("e105", "--format", "json")
    told = {row["field"]: row["text"] for row in json.loads(out)["data"]}
    assert status == 0
    assert list(told) == ["code", "meaning", "effect", "cause", "remedy", "document"]
    assert "15 位有效数字" in told["cause"]
    assert "退回" in told["effect"]
    assert "15 significant digits" in asked("E105", language="en")[1]


def test_the_document_of_a_rule(asked) -> None:
    assert "民发〔2011〕110号" in asked("E211")[1]
    assert "没有外部文件" in asked("E302")[1]


def test_what_a_month_puts_off_is_what_the_steps_hold() -> None:
    held = set()
    for path in (SOURCE / "payments" / "steps").glob("*.sql"):
        held |= set(re.findall(r"'(E\d{3})'", path.read_text(encoding="utf-8")))
    assert held == explained.PUT_OFF


def test_a_check_is_explained_by_its_own_file(asked) -> None:
    checks = load_sql_shelf("checks")
    for code in ("A05", next(reversed(checks))):
        status, out, _ = asked(code)
        assert status == 0
        assert checks[code].title in out


def test_no_such_code(asked) -> None:
    status, _, err = asked("E777")
    assert status == 5
    assert "E525" in err


def test_a_new_code_needs_no_entry_anywhere() -> None:
    assert explained.general("{heading}不对：{value}（{whatever}）") == "〔列名〕不对：〔所填内容〕（〔…〕）"
    assert explained.general("没有{suggestion}（{suggestion}）") == "没有"
