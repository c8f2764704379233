"""The texts written beside the workbooks: the plan, the expected figures, the list of defects.

It refuses to compute anything about money; it adds up what the independent calculation says.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any

from tests.independent.once2020 import ONCE
from tests.independent.year2020 import FIRST, LAST, NURSING, PRICE, Line, Totals, by_benefit, month_text, totals

from .county import County
from .model import RUN_DAYS

DEFECTS_HEAD = """\
# Made by sample_data/generate.py: every deliberate defect of the made-up county.
# row is the row of the sheet, counted from 1; column is the heading as it stands in that file.
# claim-N = reason N of the ten reasons for refusing a station claim.
"""


def quoted(text: str) -> str:
    """Write a TOML basic string."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "") + '"'


def plan(made: County) -> str:
    """Return plan.toml: what is imported before each month's run, in order."""
    parts = ["# Made by sample_data/generate.py. What the demo imports before each month's run, in order.\n"]
    for month, files in made.steps.items():
        listed = "".join(f"  {quoted(name)},\n" for name in files)
        returned = [f'"{one.enrolment.account}={one.code}"' for one in made.returned if one.month == month]
        parts.append(
            f'[[step]]\nmonth = "2020-{month:02d}"\nas_of = "{RUN_DAYS[month]}"\nanswer = "{answer_day(month)}"\n'
            f"returned = [{', '.join(returned)}]\nfiles = [\n{listed}]\n"
        )
    return "\n".join(parts)


def answer_day(month: int) -> date:
    """Return the day of the bank's answer: five days after the run, within the year."""
    return min(RUN_DAYS[month] + timedelta(days=5), date(2020, 12, 31))


def of_roster(lines: list[Line]) -> list[Line]:
    """Return the lines of benefits that are drawn by the month by people on the roster."""
    return [line for line in lines if line.benefit not in {PRICE, NURSING, *ONCE}]


def sums(lines: list[Line]) -> Totals:
    """Add up; heads are people with a regular line of the roster, as in the headcount bridge."""
    found = totals(lines)
    found["heads"] = totals(of_roster(lines))["heads"]
    return found


def expected(made: County) -> dict[str, Any]:
    """Return what the twelve runs pay and what every import answers."""
    lines = made.year().lines
    runs = []
    for run in range(FIRST, LAST + 1):
        mine = [line for line in lines if line.run == run]
        returned = sum(line.fen for line in mine if line.returned)
        runs.append({"month": month_text(run), **sums(mine), "returned_fen": returned, "benefits": by_benefit(mine)})
    arrived = [line for line in lines if not line.returned]
    return {
        "note": "Made-up county. Calculated by tests/independent/, never by vetctl. Sums in fen; net = regular + arrears - recovery; "
        "heads = distinct people with a regular line (of the year: at least once; of a run: of the roster's benefits). "
        "Year and benefits leave out what the bank sent back; roster = the benefits drawn by the month by people on the roster.",
        "year": sums(arrived),
        "roster": totals(of_roster(arrived)),
        "benefits": by_benefit(arrived),
        "people": {
            benefit: len({line.identity for line in arrived if line.benefit == benefit}) for benefit in sorted(ONCE)
        },
        "runs": runs,
        "imports": imports(made),
    }


def imports(made: County) -> dict[str, dict[str, Any]]:
    """Return per file the register and how many rows are read, accepted, held and rejected."""
    found: dict[str, dict[str, Any]] = {}
    for name, table in made.tables.items():
        outcomes = Counter(r.defect.outcome for r in table.records if r.defect and r.defect.found_by == "import")
        rows, held, rejected = len(table.records), outcomes["held"], outcomes["rejected"]
        found[name] = {
            "register": made.registers[name],
            "rows": rows,
            "accepted": rows - held - rejected,
            "held": held,
            "rejected": rejected,
        }
    return found


def defects(made: County) -> str:
    """Return tests/demo_defects.toml."""
    parts = [DEFECTS_HEAD]
    for at, defect in enumerate(made.defects(), start=1):
        column = defect.column.replace("\n", "")
        parts.append(
            f'[[defect]]\nid = "d{at:02d}"\nfile = {quoted(defect.file)}\nsheet = {quoted(defect.sheet)}\nrow = {defect.row}\n'
            f"column = {quoted(column)}\ncode = {quoted(defect.code)}\nfound_by = {quoted(defect.found_by)}\n"
            f"outcome = {quoted(defect.outcome)}\ndescription = {quoted(defect.description)}\n"
        )
    return "\n".join(parts)


def summary(made: County) -> str:
    """Return a few lines for the screen."""
    year = made.year()
    people = {e.person.identity for e in made.story.population.enrolments}
    codes = Counter(defect.code for defect in made.defects())
    paid = {
        benefit: one["net_fen"]
        for benefit, one in by_benefit([line for line in year.lines if not line.returned]).items()
    }
    return (
        f"{len(people)} people, {len(made.story.population.enrolments)} enrolments, {len(made.tables)} files\n"
        f"year: {totals(year.lines)}\npaid: {paid}\nlow-income index: {made.rise}\ngap before calibration: {made.start_gap_fen} fen\n"
        f"{sum(codes.values())} defects: {dict(sorted(codes.items()))}"
    )
