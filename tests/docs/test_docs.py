"""The pages and the help say what is so: every command they show is run, every list they give is compared.

`UPDATE_DOCS=1` writes the tables of benefits and habits anew; look at the difference before you keep it.
"""

import importlib
import os
import re
import shlex
import shutil
import subprocess
import sys

import pytest
import typer

from tests.conftest import ROOT, SAMPLE, vetctl
from tests.docs import reading
from tests.intake.habits.table import HABITS
from tests.intake.hostile.corpus import HOSTILE, READ
from tests.intake.hostile.test_mutated import EACH, WAYS
from vetctl.cli.main import COMMANDS
from vetctl.core.errors import Exit

SET_UP = "python3 -m venv .venv\n.venv/bin/python -m pip install .\n.venv/bin/vetctl demo\n"
TEST = ".venv/bin/python -m pip install '.[test]'\n.venv/bin/python -m pytest\n"
FAULTS = {int(Exit.DEFECT), int(Exit.USAGE)}

SMALL_PLAN = """
[[step]]
month = "2020-01"
as_of = "2020-01-20"
files = ["行政区划_村社.xlsx", "县定标准_2019.xlsx", "花名册_南麂镇.xlsx"]
"""
"""A demo of one month and one island: the examples of the demo's help need not play a year each."""

NAMED_FILES = {
    "花名册.xlsx": "花名册_南麂镇.xlsx",
    "roster.xlsx": "花名册_南麂镇.xlsx",
    "来表.xlsx": "花名册_凤卧镇.xlsx",
    "死亡名单.xlsx": "死亡名单_2020-12.xlsx",
    "deaths.xlsx": "死亡名单_2020-12.xlsx",
    "表.xlsx": "死亡名单_2020-12.xlsx",
    "list.xlsx": "死亡名单_2020-12.xlsx",
}
"""The workbooks that examples name, and the samples that stand in for them."""


@pytest.fixture
def desk(demo_year, tmp_path, monkeypatch):
    """A folder as the reader has it after the set-up: the sample data, and a copy of the demo's database."""
    (tmp_path / "sample_data").symlink_to(ROOT / "sample_data")
    (tmp_path / "demo-2020").mkdir()
    shutil.copy(demo_year / "vetctl.db", tmp_path / "demo-2020" / "vetctl.db")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.slow
@pytest.mark.xdist_group("demo")
@pytest.mark.parametrize("name", [name for name in reading.PAGES if reading.steps(reading.page(name))])
def test_every_line_at_a_prompt_says_what_the_page_says(name, desk):
    for sample in SAMPLE.iterdir():  # the guide's clerk has the workbooks in the folder itself
        if not name.startswith("README"):
            (desk / sample.name).symlink_to(sample)
    settings = re.search(r"<!-- vetctl.toml -->\n```toml\n(.*?)```", reading.page(name), re.DOTALL)
    if settings:
        (desk / "vetctl.toml").write_text(settings[1], encoding="utf-8")
    surroundings = {"VETCTL_LANG": reading.PAGES[name]}
    for step in reading.steps(reading.page(name)):
        answer = reading.play(step, surroundings)
        if answer is not None:
            assert answer.status == step.status, f"{step.line}\n{answer.out[-2000:]}{answer.err[-2000:]}"
            assert answer.status not in FAULTS, step.line
            assert reading.differs(step.says, answer) is None, f"{step.line}\n{(answer.out + answer.err)[:6000]}"


def test_the_pages_have_lines_to_try():
    assert len(reading.steps(reading.page("README.md"))) > 15
    assert len(reading.steps(reading.page("clerk-guide.zh.md"))) > 10


@pytest.mark.parametrize(("mark", "lines"), [("set-up", SET_UP), ("test", TEST)])
def test_the_two_commands_stand_in_the_form_that_is_extracted(mark, lines):
    assert f"<!-- {mark} -->\n```\n{lines}```\n" in reading.page("README.md")
    script = ROOT / ".ci" / "run"
    if not script.exists():
        pytest.skip("no .ci folder in this copy")
    function = re.search(r"^command_of\(\).*?^}", script.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    command = f"{function[0]}\ncommand_of {mark}"
    got = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, text=True, check=True)
    assert got.stdout == lines


@pytest.mark.parametrize(
    ("name", "mark", "table"),
    [("README.md", "benefits", reading.benefits_table), ("docs/habits.md", "habits", reading.habits_table)],
)
def test_the_table_of_a_page_is_the_one_in_the_code(name, mark, table):
    path, (start, end) = ROOT / name, (f"<!-- {mark} -->\n", f"<!-- /{mark} -->")
    before, found = path.read_text(encoding="utf-8").split(start)
    found, after = found.split(end)
    if os.environ.get("UPDATE_DOCS"):
        path.write_text(before + start + table() + "\n" + end + after, encoding="utf-8")
    else:
        assert found == table() + "\n"


def test_the_page_on_intake_counts_the_files_that_are_tried():
    text = reading.page("docs/intake.md")
    assert f"{len(HABITS)} habits" in reading.page("README.md")
    assert f"{len(HOSTILE)} files" in text
    assert f"{sum(one.ends == READ for one in HOSTILE)} of them come in" in text
    assert f"{len(WAYS) * EACH:,} copies" in text


@pytest.mark.parametrize("name", ["README.md", "clerk-guide.zh.md"])
def test_every_exit_status_is_in_the_pages(name):
    text = reading.page(name)
    for status in Exit if name == "README.md" else (Exit.DONE, Exit.FOUND, Exit.REFUSED, Exit.BUSY, Exit.PARTLY):
        assert re.search(rf"^\|[^|]*\b{int(status)}\b", text, re.MULTILINE), status


def leaves():
    """Every command: the words that name it and the options it knows."""
    found = {}
    for noun, module in COMMANDS.items():
        command = typer.main.get_command(importlib.import_module(f"vetctl.cli.{module}").app)
        for verb, leaf in _verbs(command):
            known = {option for one in leaf.params for option in (*one.opts, *one.secondary_opts) if option.startswith("-")}
            found[noun, verb] = known | {"-h", "--help"}
    return found


def _verbs(command, before=""):
    """What stands behind a noun: verbs, or further nouns with verbs of their own (``stops confirm``)."""
    for verb, leaf in (getattr(command, "commands", None) or {"": command}).items():
        if hasattr(leaf, "commands"):
            usual = getattr(leaf, "default", "")  # the verb that the noun alone stands for
            for words, one in _verbs(leaf, f"{before}{verb} "):
                yield f"{before}{verb}" if words == f"{before}{verb} {usual}" else words, one
        else:
            yield f"{before}{verb}", leaf


@pytest.mark.parametrize("name", reading.PAGES)
def test_every_command_a_page_names_exists_with_its_options(name):
    known = leaves()
    for line in reading.named_commands(reading.page(name)):
        words = [word for word in shlex.split(line, comments=True)[1:] if word not in {"…", "..."}]
        if not words or words[0].startswith("-"):
            continue
        verb = next((v for v in (" ".join(words[1:3]), " ".join(words[1:2])) if v and (words[0], v) in known), "")
        if (words[0], verb) not in known:  # a noun alone, as in "see vetctl payments"
            assert len(words) == 1 or words[1] == "--help", line
            assert words[0] in COMMANDS, line
            continue
        options = {word.partition("=")[0] for word in words if word.startswith("-") and not word[1:].isdigit()}
        assert options <= known[words[0], verb], line


@pytest.mark.parametrize(("noun", "verb"), list(leaves()))
def test_every_help_has_its_text_and_two_examples_that_begin_with_it(noun, verb):
    words = [noun, *verb.split()]
    told = vetctl(*words, "--help").out
    assert not re.search(r"\b(help|example)\.\w", told), "a text of the catalogue is missing"
    lines = [line.strip() for line in told.splitlines() if line.strip().startswith("vetctl ")]
    assert len(lines) >= 2
    assert all(shlex.split(line)[1 : len(words) + 1] == words for line in lines), lines


def _every_example():
    """Both languages mostly say the same; each different line is run once."""
    seen = {}
    for key, _, line in reading.examples():
        seen.setdefault(line, key)
    return [pytest.param(line, id=line) for line in seen]


@pytest.mark.slow
@pytest.mark.xdist_group("demo")
@pytest.mark.parametrize("line", _every_example())
def test_every_example_of_every_help_runs(line, desk):
    (desk / "sample_data").unlink()
    (desk / "sample_data" / "2020").mkdir(parents=True)
    for sample in SAMPLE.iterdir():
        (desk / "sample_data" / "2020" / sample.name).symlink_to(sample)
    plan = desk / "sample_data" / "2020" / "plan.toml"
    plan.unlink()
    plan.write_text(SMALL_PLAN, encoding="utf-8")
    if line.startswith("vetctl demo"):
        shutil.rmtree(desk / "demo-2020")
    for name, sample in NAMED_FILES.items():
        shutil.copy(SAMPLE / sample, desk / name)
    words = []
    for word in shlex.split(line)[1:]:
        matched = sorted(path.name for path in desk.glob(word)) if "*" in word else []
        words += matched or [word]
    answer = vetctl(*words, VETCTL_DB=str(desk / "demo-2020" / "vetctl.db"), VETCTL_LANG="zh_CN")
    assert answer.status not in FAULTS, answer.err[-2000:]
    assert "E506" not in answer.err or words[0] != "import", f"a file the example names is not on the desk: {answer.err}"


@pytest.mark.parametrize("name", reading.PAGES)
def test_links_lead_somewhere(name):
    for target in re.findall(r"\]\(([^)#:]+)\)", reading.page(name)):
        assert (ROOT / name).parent.joinpath(target).exists(), target


def test_settings_and_variables_of_the_readme_are_those_of_the_program():
    source = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "src" / "vetctl").rglob("*.py"))
    asked = set(re.findall(r'"(VETCTL_[A-Z_]+)"', source))
    named = set(re.findall(r"`(VETCTL_[A-Z_]+)[`=]", reading.page("README.md")))
    assert asked == named


@pytest.mark.slow
def test_the_recipes_for_adding_work(tmp_path):
    """Every file of docs/adding.md is laid into a copy of the house and the shelf tests are run there."""
    for part in ("src", "tests"):
        shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__", "docs"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    recipes = re.findall(r"^<!-- file: (\S+) -->\n```\w+\n(.*?)^```$", reading.page("docs/adding.md"), re.MULTILINE | re.DOTALL)
    shelves = {"policies", "worklists", "indicators", "checks", "registers", "formats"}
    assert {path.split("/")[-2] for path, _ in recipes} == shelves
    for path, text in recipes:
        assert not (tmp_path / path).exists()
        (tmp_path / path).write_text(text, encoding="utf-8")
    codes = [path.split("/")[-1].split(".")[0] for path, _ in recipes]
    surroundings = {**os.environ, "PYTHONPATH": str(tmp_path / "src"), "UPDATE_GOLDEN": "1"}
    tried = ["tests/shelves", "tests/intake/test_registers.py", "tests/output/test_formats.py"]
    command = [sys.executable, "-m", "pytest", "-n", "0", "-p", "no:cacheprovider", "-rA", *tried, "-k", " or ".join(codes)]
    done = subprocess.run(command, cwd=tmp_path, env=surroundings, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-4000:]
    for code in codes:
        assert re.search(rf"^PASSED .*\b{code}\b", done.stdout, re.MULTILINE), code


@pytest.mark.xdist_group("demo")
def test_the_settings_of_the_readme_are_understood(desk):
    (block,) = re.findall(r"^```toml\n(.*?)^```$", reading.page("README.md"), re.MULTILINE | re.DOTALL)
    (desk / "vetctl.toml").write_text(block, encoding="utf-8")
    database = desk / "demo-2020" / "vetctl.db"
    for words in (["payments", "show"], ["agenda"], ["audit", "list"], ["payments", "explain", "#22", "2020-06"]):
        answer = vetctl(*words, "--db", database)
        assert answer.status == 0, answer.err
