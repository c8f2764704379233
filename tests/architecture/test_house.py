"""The house rules that no other test would notice: what is imported, what is said, what is never used."""

import ast
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from vetctl.cli.main import COMMANDS
from vetctl.core.catalogue import LOCALES, catalogue
from vetctl.core.shelf import PYTHON_SHELVES, SQL_SHELVES, load_python_shelf, load_sql_shelf

SOURCE = Path(__file__).resolve().parents[2] / "src" / "vetctl"
HEAVY = {"openpyxl", "pydantic", "xlsxwriter", "python_calamine", "rich", "sqlite_utils", "pandas", "xml", "decimal"}


def imported_by(arguments, tmp_path):
    """Names of the modules loaded when a command has run, in a process of its own."""
    script = (
        "import json, sys, io, contextlib\n"
        "from vetctl.cli.main import run\n"
        "with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):\n"
        f"    run({arguments!r})\n"
        "print(json.dumps(sorted(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=tmp_path)
    return set(json.loads(done.stdout))


@pytest.mark.parametrize("arguments", [["--help"], ["payments", "--help"], ["status", "--db", "no.db"]])
def test_a_light_command_imports_nothing_heavy(arguments, tmp_path):
    assert not imported_by(arguments, tmp_path) & (HEAVY - {"decimal", "xml"})


def test_status_of_a_real_database_imports_nothing_heavy(tmp_path):
    database = str(tmp_path / "t.db")
    subprocess.run([sys.executable, "-m", "vetctl", "init", "--db", database], check=True, capture_output=True)
    assert not imported_by(["status", "--db", database], tmp_path) & (HEAVY - {"decimal", "xml"})


def test_both_languages_say_everything():
    chinese, english = (catalogue(locale) for locale in LOCALES)
    assert set(chinese) == set(english)
    for key, text in chinese.items():
        here, there = (set(re.findall(r"\{(\w+)", said)) - {"heading", "value"} for said in (text, english[key]))
        assert here == there, key


def test_every_error_code_has_a_text_and_a_remedy():
    used = set()
    for path in SOURCE.rglob("*.py"):
        used |= set(re.findall(r'"(E\d{3})"', path.read_text(encoding="utf-8")))
    for path in SOURCE.rglob("steps/*.sql"):
        used |= set(re.findall(r"'(E\d{3})'", path.read_text(encoding="utf-8")))
    texts = catalogue("zh_CN")
    assert used
    missing = {code for code in used for part in ("message", "hint") if f"error.{code}.{part}" not in texts}
    assert not missing


def test_no_float_and_no_true_division_anywhere_near_money():
    for room in ("core", "store", "payments", "intake"):
        for path in (SOURCE / room).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                called = isinstance(node, ast.Call) and getattr(node.func, "id", "") == "float"
                literal = isinstance(node, ast.Constant) and isinstance(node.value, float)
                assert not called, f"{path.name}:{node.lineno} float()"
                assert not (literal and room != "intake"), f"{path.name}:{node.lineno} float literal"


def test_every_shelf_holds_something_and_every_file_is_found():
    for shelf, folder in SQL_SHELVES.items():
        assert set(load_sql_shelf(shelf)) == {path.stem for path in (SOURCE / folder).glob("*.sql")}
    for shelf in PYTHON_SHELVES:
        assert load_python_shelf(shelf)


def test_every_command_answers_help_with_examples(capsys):
    from vetctl.cli.main import run

    for name in COMMANDS:
        assert run([name, "--help"]) == 0
        text = capsys.readouterr().out
        verbs = re.findall(r"^  (\w+) +\S", text.partition("Commands:")[2], re.MULTILINE)
        for verb in verbs:
            assert run([name, verb, "--help"]) == 0
            leaf = capsys.readouterr().out
            assert leaf.count("  vetctl ") >= 2, f"{name} {verb}: two examples, please"
            assert "help." not in leaf and "example." not in leaf, f"{name} {verb}: a text is missing"
