"""The demo killed without warning, several times, and called again: the same year to the fen."""

import json
import random
import signal
import sqlite3
import subprocess
import sys
import time

import pytest

from tests.conftest import ROOT, SAMPLE

EXPECTED = json.loads((ROOT / "sample_data" / "expected_2020.json").read_text(encoding="utf-8"))


@pytest.mark.slow
def test_a_demo_killed_at_any_point_and_repeated_gives_the_same_totals(tmp_path):
    command = [sys.executable, "-m", "vetctl", "demo", "--sample", str(SAMPLE), "--to", str(tmp_path / "year"), "--quiet"]
    chance = random.Random(20201231)
    for _ in range(6):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(chance.uniform(1.0, 5.0))
        process.send_signal(signal.SIGKILL)
        process.wait()
    finished = subprocess.run(command, capture_output=True, text=True, check=False)
    assert finished.returncode == 0, finished.stderr[-2000:]

    connection = sqlite3.connect(tmp_path / "year" / "vetctl.db")
    found = connection.execute("SELECT month, heads, regular_fen, arrears_fen, -recovery_fen FROM run ORDER BY run").fetchall()
    assert [list(row) for row in found] == [
        [run[key] for key in ("month", "heads", "regular_fen", "arrears_fen", "recovery_fen")] for run in EXPECTED["runs"]
    ]
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    left_behind = [path.name for path in (tmp_path / "year").rglob(".*")]
    assert left_behind == []
    connection.close()
