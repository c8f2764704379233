"""``vetctl demo``: the made-up county of ``sample_data`` through the year 2020, by the commands a clerk would type.

Every command is printed before its output and goes through the front door like any other. Broken off, it goes on
where it stopped when called again with the same folder: every command may be repeated.
"""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from vetctl.cli.frame import Call, command, group
from vetctl.core.catalogue import t
from vetctl.core.errors import NotFound, Refused, VetctlError

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from vetctl.output.report import Report

app = group("demo", alone=True)

PREPARER, REVIEWER, APPROVER = "王经办", "李复核", "张审批"
_FINE = {0, 3, 7}
"""Done; problems found (the sample has deliberate ones); rows left out as asked."""


@command(app, "demo", path="demo")
def demo(
    call: Call,
    sample: Annotated[Path, typer.Option("--sample", help=t("help.option.sample"), metavar="FOLDER")] = Path("sample_data/2020"),
    folder: Annotated[Path, typer.Option("--to", help=t("help.option.demo_to"), metavar="FOLDER")] = Path("demo-2020"),
) -> Report:
    """Play the year into a new database in `folder`."""
    if not (sample / "plan.toml").exists():
        raise NotFound("E506", what=sample / "plan.toml")
    marker = folder / "demo.steps"
    if folder.exists() and any(folder.iterdir()) and not marker.exists():
        raise Refused("E913", path=folder)
    folder.mkdir(parents=True, exist_ok=True)
    done = len(marker.read_text(encoding="utf-8").splitlines()) if marker.exists() else 0
    marker.touch()
    for number, arguments in enumerate(steps(sample, folder, references=lambda file, told: _references(call, file, told))):
        if number < done:
            continue
        _play(arguments, quiet=call.quiet)
        with marker.open("a", encoding="utf-8") as record:
            record.write(shlex.join(arguments) + "\n")
    return _beside_the_article(folder)


def steps(sample: Path, folder: Path, *, references: Callable[[Path, Sequence[str]], list[str]]) -> Iterator[list[str]]:
    """The command lines of the year, in order.

    Args:
        references: turns the accounts of a bank file that were closed (``ACCOUNT=REASON``) into ``REFERENCE=REASON``.
    """
    import tomllib

    plan: dict[str, Any] = tomllib.loads((sample / "plan.toml").read_text(encoding="utf-8"))
    place = ["--db", str(folder / "vetctl.db")]
    as_prepared = [*place, "--actor", PREPARER]
    first = plan["step"][0]
    yield ["init", "--first-month", "2020-01", "--as-of", first["as_of"], *as_prepared]
    for step in plan["step"]:
        day = ["--as-of", step["as_of"]]
        if step.get("files"):
            files = [str(sample / name) for name in step["files"]]
            errors = ["--on-error", "skip", "--errors", str(folder / f"退回-{step['month']}.xlsx")]
            yield ["import", "run", *files, *errors, *day, *as_prepared]
        if step.get("run", True):
            month = step["month"]
            # What other offices' lists say of deaths is held until it is answered; the demo's clerk has asked the villages.
            yield ["payments", "stops", "--month", month, *day, *place]
            yield ["payments", "stops", "confirm", "--all", "--yes", "--reason", "已逐人向村社核实", *day, *as_prepared]
            yield ["payments", "run", "--month", month, *day, *as_prepared]
            yield ["payments", "review", *place, "--actor", REVIEWER, "--quiet", *day]
            yield ["payments", "approve", *place, "--actor", APPROVER, "--yes", "--quiet", *day]
            yield ["payments", "export", "--to", str(folder / month), *day, *as_prepared]
            if "answer" in step:
                yield from _answered(step, folder, references)
    end = ["--as-of", "2020-12-31", *place]
    yield ["payments", "index", "decide", "2020-04", *end]
    yield ["payments", "budget", "--year", "2020", *end]
    yield ["stations", "validate", "--year", "2020", *end]
    yield ["targets", "completion", "--year", "2020", *end]
    yield ["targets", "completion", "--year", "2020", *end, "--output", str(folder / "完成率-2020.xlsx")]
    yield ["agenda", "--days", "60", *end, "--output", str(folder / "到期提醒.xlsx")]
    yield ["payments", "verify", *end]
    yield ["audit", "run", *end, "--actor", PREPARER]
    yield ["journal", "verify", *place]


def _answered(step: Mapping[str, Any], folder: Path, references: Callable[[Path, Sequence[str]], list[str]]) -> Iterator[list[str]]:
    """The bank answers the file of a month, the answer is taken in and the month is closed."""
    day = ["--as-of", step["answer"]]
    as_prepared = ["--db", str(folder / "vetctl.db"), "--actor", PREPARER]
    month = step["month"]
    files = sorted((folder / month).glob("代发-*"))
    if files:  # none in a month in which everybody is held
        answer = folder / month / f"回盘-{month}.txt"
        fails = [word for reference in references(files[-1], step.get("returned", ())) for word in ("--fail", reference)]
        yield ["demo-bank", str(files[-1]), "--to", str(answer), *fails, *day, *as_prepared[:2]]
        yield ["payments", "returns", str(answer), *day, *as_prepared]
    yield ["payments", "close", month, *day, *as_prepared]


def _references(call: Call, file: Path, told: Sequence[str]) -> list[str]:
    """The references under which a bank file pays some accounts: ``ACCOUNT=REASON`` becomes ``REFERENCE=REASON``."""
    from vetctl.output import bankprofile, bankread

    if not told:
        return []
    profile = bankprofile.choose(call.settings, None, call.bureau_shelves)
    reference_of = {account: reference for reference, _, account, _ in bankread.payments(file.read_bytes(), profile.payment)}
    pairs = [one.partition("=") for one in told]
    return [f"{reference_of[account]}={reason}" for account, _, reason in pairs if account in reference_of]


def _play(arguments: list[str], *, quiet: bool) -> None:
    """Print one command line, run it, and stop the demo if it failed."""
    from vetctl.cli.main import run

    if not quiet:
        sys.stderr.write(f"\n$ vetctl {shlex.join(arguments)}\n")
        sys.stderr.flush()
    status = run([*arguments, *(["--quiet"] if quiet and "--quiet" not in arguments else [])])
    sys.stdout.flush()
    if status not in _FINE:
        raise VetctlError("E513", command=shlex.join(arguments), status=status)


def _beside_the_article(folder: Path) -> Report:
    """The figures of the article of 2021-03-04 beside those computed from the demo's rows."""
    from vetctl.core.money import half_up, whole_percent
    from vetctl.core.shelf import load_sql_shelf
    from vetctl.output.report import Column, Report, Table
    from vetctl.store import db, shelfsql

    connection = db.open_database(folder / "vetctl.db")
    indicators = load_sql_shelf("indicators")
    done = {
        code: sum(row["value"] for row in shelfsql.rows(connection, item, {"year": 2020}))
        for code, item in indicators.items()
    }
    goals = dict(connection.execute("SELECT indicator, MAX(value) FROM target_now WHERE year = 2020 GROUP BY indicator"))
    heads = connection.execute("SELECT COUNT(DISTINCT person) FROM paid_line WHERE paid_month LIKE '2020-%'").fetchone()[0]
    of = _wholes(connection)
    connection.close()
    rows = [
        (t("demo.paid"), "4398", _ten_thousands(done["pension-paid"])),
        (t("demo.price"), "310.4", _ten_thousands(done["price-subsidy-paid"])),
        (t("demo.medical"), "88.9", _ten_thousands(done["medical-paid"])),
        (t("demo.hospitals"), "3/3", f"{done['one-stop-hospitals']}/{of['hospitals']}"),
        (t("demo.insurance"), "1451", str(half_up(done["insurance-paid"], 1_000_000))),
        (t("demo.insured"), "1082", str(done["insurance-persons"])),
        (t("demo.reviewed"), "100%", whole_percent(done["insurance-reviewed"], of["applied"]) or "-"),
        (t("demo.completed"), "100%", whole_percent(done["insurance-first-batch"], of["first_batch"]) or "-"),
        (t("demo.hardship"), "230", str(done["aid-times"])),
        (t("demo.model"), "154", str(done["model-stations"])),
        (t("demo.model_rate"), "104%", whole_percent(done["model-stations"], goals.get("model-stations", 0)) or "-"),
        (t("demo.enterprise"), "9", str(done["enterprise-stations"])),
        (t("demo.enterprise_rate"), "180%", whole_percent(done["enterprise-stations"], goals.get("enterprise-stations", 0)) or "-"),
        (t("demo.fengqiao"), "3", str(done["fengqiao-stations"])),
        (t("demo.benchmark"), "1", str(done["benchmark-stations"])),
    ]
    columns = (Column("figure"), Column("article"), Column("computed"))
    return Report(
        command="demo",
        tables=[Table("figures", columns, rows, title=t("demo.title"))],
        summary={"folder": str(folder), "database": str(folder / "vetctl.db"), "people_paid": heads, "pension_paid_fen": done["pension-paid"]},
    )


def _wholes(connection: sqlite3.Connection) -> dict[str, int]:
    """What the article's rates are shares of: cases applied for, approved cases of the first batch, public hospitals."""
    cursor = connection.execute(
        """WITH asked AS (
             SELECT json_extract(o.facts, '$.batch') AS batch, json_extract(o.facts, '$.result') AS result
             FROM occasion_now o JOIN enrolment e ON e.enrolment = o.enrolment AND e.policy = 'insurance-continuation'
             WHERE json_extract(o.facts, '$.withdrawn') IS NOT 1
           )
           SELECT (SELECT COUNT(*) FROM asked) AS applied,
                  (SELECT COUNT(*) FROM asked WHERE result = 'approved' AND batch = (SELECT MIN(batch) FROM asked)) AS first_batch,
                  (SELECT COUNT(*) FROM institution_now WHERE kind = 'hospital' AND public = 1) AS hospitals"""
    )
    return dict(zip((column[0] for column in cursor.description), cursor.fetchone(), strict=True))


def _ten_thousands(fen: int) -> str:
    """An amount in 10,000 yuan with one decimal, as the article prints it."""
    from vetctl.core.money import half_up

    tenths = half_up(fen, 100_000)
    return f"{tenths // 10}.{tenths % 10}"

