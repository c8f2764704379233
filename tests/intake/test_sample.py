"""The made-up county of ``sample_data``: every file gives the counts the generator states, every defect is found."""

from __future__ import annotations

import datetime as dt
import json
import tomllib
from collections import defaultdict
from pathlib import Path

import pytest

from tests.intake.conftest import ACTOR
from vetctl.core.finding import Finding
from vetctl.intake import importing, shipped
from vetctl.store import db

SAMPLE = Path(__file__).parents[2] / "sample_data"


@pytest.mark.slow
def test_the_year_2020() -> None:
    connection = db.memory()
    connection.execute("INSERT INTO setting (key, value) VALUES ('database_uuid', 'test')")
    with db.transaction(connection):
        shipped.load_regions(connection, "王经办", dt.date(2020, 1, 1))
    plan = tomllib.loads((SAMPLE / "2020" / "plan.toml").read_text(encoding="utf-8"))
    expected = json.loads((SAMPLE / "expected_2020.json").read_text(encoding="utf-8"))["imports"]
    found: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    for step in plan["step"]:
        day = dt.date.fromisoformat(step["as_of"])
        for name in step.get("files", []):
            with db.transaction(connection):
                result = importing.run(connection, ACTOR, SAMPLE / "2020" / name, received_on=day, on_error="skip")
            counts = result.counts
            assert result.register is not None
            assert {
                "register": result.register.code,
                "rows": counts["rows_in"],
                **{key: counts[key] for key in ("accepted", "held", "rejected")},
            } == expected[name], name
            for finding in result.findings():
                found[name, finding.code].append(finding)
    defects = tomllib.loads((Path(__file__).parents[1] / "demo_defects.toml").read_text(encoding="utf-8"))["defect"]
    for defect in defects:
        if defect["found_by"] != "import":
            continue
        hits = found[defect["file"], defect["code"]]
        # A gap in the sequence and a hidden sheet belong to no row.
        assert any(f.where.row in (defect["row"], None) for f in hits), defect
