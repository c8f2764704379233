"""A killed vetctl leaves its half file behind; the next write into the folder removes it."""

import os
import subprocess
import sys

import pytest

from vetctl.output.files import workshop, write_whole


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


def test_a_workshop_is_private_beside_the_target_and_gone_afterwards(tmp_path):
    with workshop(tmp_path / "x.xlsx") as folder:
        assert folder.parent == tmp_path
        assert folder.stat().st_mode & 0o077 == 0
        (folder / "rows").write_text("330326195302151234", encoding="utf-8")
    with pytest.raises(ZeroDivisionError):
        _fail_in_a_workshop(tmp_path / "x.xlsx")
    assert list(tmp_path.iterdir()) == []


def _fail_in_a_workshop(path):
    with workshop(path) as folder:
        (folder / "rows").write_text("330326195302151234", encoding="utf-8")
        raise ZeroDivisionError


def test_the_workshop_of_a_dead_process_goes(tmp_path):
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    left = tmp_path / f".vetctl-{gone.pid}-abc.part"
    left.mkdir()
    (left / "rows").write_bytes(b"330326195302151234")
    write_whole(tmp_path / "x.txt", [b"x"])
    assert not left.exists()
