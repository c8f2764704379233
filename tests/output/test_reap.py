"""A killed vetctl leaves its half file behind; the next write into the folder removes it."""

import os
import subprocess
import sys

from vetctl.output.files import write_whole


def test_half_files_of_dead_processes_go_and_those_of_living_ones_stay(tmp_path):
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    dead = tmp_path / f".vetctl-{gone.pid}-abc.part"
    living = tmp_path / f".vetctl-{os.getpid()}-abc.part"
    for part in (dead, living):
        part.write_bytes(b"330326195302151234")
    write_whole(tmp_path / "x.txt", [b"x"])
    assert not dead.exists()
    assert living.exists()
