"""What the pages say that can be tried: commands with their output, commands named in passing, the table of benefits."""

import re
import shlex
from dataclasses import dataclass, field

from tests.conftest import ROOT, vetctl
from tests.intake.habits.table import HABITS
from vetctl.core.catalogue import catalogue
from vetctl.core.shelf import load_sql_shelf

PAGES = {
    "README.md": "en",
    "clerk-guide.zh.md": "zh_CN",
    "docs/intake.md": "en",
    "docs/habits.md": "en",
    "docs/adding.md": "en",
    "docs/decisions.md": "en",
}
"""Every page, and the language its examples are shown in."""

_BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_STATUS = re.compile(r"^\((?:exit status|退出状态) (\d+)\)$")
_CORRECT = re.compile(r"^# (?:in|在) (\S+?)[:：] ?(\S+) → (\S+)$")
_SET = re.compile(r"^export (\w+)=(\S+)$")


def page(name):
    return (ROOT / name).read_text(encoding="utf-8")


@dataclass
class Step:
    """One line typed at the prompt, and what the page says comes of it."""

    line: str
    says: list[str] = field(default_factory=list)
    status: int = 0

    @property
    def arguments(self):
        return shlex.split(self.line.removeprefix("vetctl"))


def steps(text):
    """The steps of all console blocks of a page, in order."""
    found = []
    for block in _BLOCK.findall(text):
        for line in block.splitlines():
            if line.startswith("$ "):
                found.append(Step(line.removeprefix("$ ")))
            elif _CORRECT.match(line):
                found.append(Step(line))
            elif status := _STATUS.match(line):
                found[-1].status = int(status[1])
            else:
                found[-1].says.append(line.rstrip())
    return found


def play(step, surroundings):
    """Do one step as on a terminal; None for a step that runs no command."""
    if assignment := _SET.match(step.line):
        surroundings[assignment[1]] = assignment[2]
        return None
    if correction := _CORRECT.match(step.line):
        _correct(*correction.groups())
        return None
    assert step.line.startswith("vetctl "), step.line
    arguments = step.arguments
    if not {"--format", "-f", "--output", "-o", "--quiet"} & set(arguments):
        arguments += ["--format", "table"]  # what a terminal gets without asking
    return vetctl(*arguments, **surroundings)


def _correct(path, wrong, right):
    """What a clerk does by hand: type the right value into the cell that holds the wrong one."""
    import openpyxl

    book = openpyxl.load_workbook(path)
    cells = [cell for row in book.worksheets[0].iter_rows() for cell in row if cell.value == wrong]
    assert len(cells) == 1, f"{path}: {wrong} stands in {len(cells)} cells"
    cells[0].value = right
    book.save(path)


def differs(says, answer):
    """The first line of a page that the command did not say, or None.

    A line ``…`` stands for any lines; `` …`` at the end of a line for the rest of it.
    """
    told = [line.rstrip() for line in (answer.out + answer.err).splitlines()]
    place, anywhere = 0, True
    for line in says:
        if line.strip() == "…":
            anywhere = True
            continue
        if not line:
            continue
        while place < len(told) and not told[place]:
            place += 1
        found = [n for n in range(place, len(told)) if _same(line, told[n])]
        if not found or (not anywhere and found[0] != place):
            return line
        place, anywhere = found[0] + 1, False
    return None


def _same(line, told):
    return told.startswith(line[:-2].rstrip()) if line.endswith(" …") else told == line


def named_commands(text):
    """Every command line a page names, in a block or in passing."""
    lines = re.findall(r"^\s*\$ (vetctl .+)$", text, re.MULTILINE)
    inline = re.findall(r"`(vetctl [^`\n]+)`", text)
    return [line.rstrip("\\ ") for line in lines + inline]


def benefits_table():
    """The table of benefits as the policies' own front matter says it."""
    rows = ["| code | benefit | document | starts | beside other benefits | looks up |", "|---|---|---|---|---|---|"]
    for code, item in sorted(load_sql_shelf("policies").items()):
        meta = item.meta
        beside = "yes" if not meta.get("group") else "no, gives way to any other" if meta.get("yields") else "no, the higher is paid"
        starts = meta.get("starts") or (f"with {meta['follows']}" if "follows" in meta else "once, when decided")
        cells = [f"`{code}`", f"{meta['title']['en']} {meta['title']['zh']}", "；".join(meta["basis"]), starts, beside, meta.get("standard_keys", "")]
        rows.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(rows)


def habits_table():
    """The habits of clerks as the table that is tested says them."""
    rows = ["| habit | what vetctl detects | what becomes of it | what the clerk reads | codes |", "|---|---|---|---|---|"]
    for one in HABITS:
        cells = [one.habit, one.detects, one.treatment, "；".join(one.sees), " ".join(sorted(one.codes))]
        rows.append("| " + " | ".join(cell.replace("|", "\\|") or "–" for cell in cells) + " |")
    return "\n".join(rows)


def examples():
    """Every example of every ``--help``: catalogue key, language, command line."""
    found = []
    for language in ("zh_CN", "en"):
        for key, text in catalogue(language).items():
            if key.startswith("example."):
                found += [(key, language, line) for line in text.splitlines() if line.strip()]
    return found
