"""Write sample_data/2020 and the expected figures anew: ``python sample_data/generate.py``.

Everything in it is made up. It refuses to import vetctl, so that the figures the engine is
compared with come from somewhere else.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from sample_data.generator import county, reports  # noqa: E402

TARGET = ROOT / "sample_data" / "2020"


def main() -> None:
    """Build the county, write its workbooks, then what the tests expect."""
    TARGET.mkdir(exist_ok=True)
    for old in sorted(TARGET.iterdir()):
        old.unlink()
    made = county.build()
    county.write(made, TARGET)
    (TARGET / "plan.toml").write_text(reports.plan(made), encoding="utf-8", newline="\n")
    expected = json.dumps(reports.expected(made), ensure_ascii=False, indent=1) + "\n"
    (ROOT / "sample_data" / "expected_2020.json").write_text(expected, encoding="utf-8", newline="\n")
    (ROOT / "tests" / "demo_defects.toml").write_text(reports.defects(made), encoding="utf-8", newline="\n")
    print(reports.summary(made))


if __name__ == "__main__":
    main()
