from __future__ import annotations

import io
import json
import os
import stat
from pathlib import Path

import pytest

from vetctl.core.errors import Refused, Usage
from vetctl.output import files
from vetctl.output.emit import choose_format, emit, emit_error
from vetctl.output.report import Column, Report, Table

REPORT = Report(
    "stations list",
    [Table("stations", [Column("name"), Column("amount", "fen")], [("王䶮✓", 123450)])],
    warnings=["号码 330326195302151234"],
    next_step="vetctl audit run",
)


class Screen(io.StringIO):
    def isatty(self):
        return True


def raw_stream(encoding: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(), encoding=encoding, newline="\r\n")


def bytes_of(stream: io.TextIOWrapper) -> bytes:
    stream.flush()
    return stream.buffer.getvalue()


def test_a_pipe_gets_plain_text_and_only_the_result():
    out, err = raw_stream("utf-8"), io.StringIO()
    emit(REPORT, stdout=out, stderr=err)
    assert bytes_of(out).decode() == "姓名\t金额\n王䶮✓\t1234.50\n"
    assert err.getvalue() == "注意: 号码 330326********1234\n下一步：vetctl audit run\n"


def test_a_terminal_gets_a_table_in_colour_unless_told(monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    out = Screen()
    emit(REPORT, stdout=out, stderr=io.StringIO())
    assert "1,234.50" in out.getvalue()
    assert "\x1b[1m" in out.getvalue()
    monkeypatch.setenv("NO_COLOR", "1")
    out = Screen()
    emit(REPORT, stdout=out, stderr=io.StringIO())
    assert "\x1b" not in out.getvalue()


def test_forced_colour_of_ci_machines_does_not_reach_a_pipe(monkeypatch):
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("FORCE_COLOR", "1")
    out = io.StringIO()
    emit(REPORT, format="table", stdout=out, stderr=io.StringIO())
    assert "\x1b" not in out.getvalue()


def test_a_pipe_in_gbk_survives_every_character():
    out, err = raw_stream("gbk"), raw_stream("gbk")
    emit(REPORT, format="csv", stdout=out, stderr=err)
    assert bytes_of(out).decode("gbk") == "姓名,金额\r\n王\\u4dae\\u2713,1234.50\r\n"


def test_csv_keeps_its_line_ends_whatever_the_stream_does():
    out = raw_stream("utf-8")
    emit(REPORT, format="csv", stdout=out, stderr=io.StringIO())
    assert bytes_of(out) == "\ufeff姓名,金额\r\n王䶮✓,1234.50\r\n".encode()


def test_json_carries_the_talk_itself():
    out, err = io.StringIO(), io.StringIO()
    emit(REPORT, format="json", stdout=out, stderr=err)
    assert json.loads(out.getvalue())["warnings"] == ["号码 330326********1234"]
    assert err.getvalue() == ""


def test_quiet_says_nothing_beside_the_result():
    err = io.StringIO()
    emit(REPORT, stdout=io.StringIO(), stderr=err, quiet=True)
    assert err.getvalue() == ""


@pytest.mark.parametrize("suffix", [".json", ".csv", ".md", ".html", ".xlsx", ".jsonl", ".tsv", ".CSV"])
def test_suffix_decides_and_stdout_stays_empty(tmp_path, suffix):
    out, path = io.StringIO(), tmp_path / f"结果{suffix}"
    emit(REPORT, output=path, stdout=out, stderr=io.StringIO())
    assert out.getvalue() == ""
    assert path.stat().st_size > 20
    assert [other.name for other in tmp_path.iterdir()] == [path.name]


def test_unknown_formats_are_named_with_the_known_ones(tmp_path):
    with pytest.raises(Usage) as caught:
        emit(REPORT, format="pdf", stdout=io.StringIO())
    assert caught.value.code == "E524"
    assert "xlsx" in str(caught.value.values["known"])
    with pytest.raises(Usage):
        emit(REPORT, output=tmp_path / "x.pdf", stdout=io.StringIO())
    with pytest.raises(Usage):
        choose_format("xlsx", None, terminal=True)


def test_a_workbook_can_go_down_a_pipe():
    out = raw_stream("utf-8")
    emit(REPORT, format="xlsx", stdout=out, stderr=io.StringIO())
    assert bytes_of(out).startswith(b"PK")


@pytest.mark.skipif(os.name == "nt", reason="POSIX permissions")
def test_the_file_is_private_and_replaces_in_one_step(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("old", encoding="utf-8")
    emit(REPORT, output=path, stdout=io.StringIO(), stderr=io.StringIO())
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")


def broken():
    yield b"half"
    raise RuntimeError("torn")


def test_never_half_a_file(tmp_path):
    path = tmp_path / "x.csv"
    path.write_bytes(b"old")
    with pytest.raises(RuntimeError):
        files.write_whole(path, broken())
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_failed_check_leaves_the_old_file(tmp_path):
    def verify(part: Path) -> None:
        assert part.read_bytes() == b"new"
        raise Refused("E408", detail="x")

    path = tmp_path / "x.csv"
    with pytest.raises(Refused):
        files.write_whole(path, [b"new"], verify)
    assert list(tmp_path.iterdir()) == []


def test_symbolic_link_is_refused(tmp_path):
    target, link = tmp_path / "real.csv", tmp_path / "link.csv"
    target.write_bytes(b"old")
    link.symlink_to(target)
    for link_to in (target, tmp_path / "missing"):
        link.unlink()
        link.symlink_to(link_to)
        with pytest.raises(Refused) as caught:
            files.write_whole(link, [b"new"])
        assert caught.value.code == "E912"
    assert target.read_bytes() == b"old"


@pytest.mark.parametrize("place", ["missing/x.csv", "file/x.csv", "folder"])
def test_places_that_cannot_be_written(tmp_path, place):
    (tmp_path / "file").write_bytes(b"")
    (tmp_path / "folder").mkdir()
    with pytest.raises(Refused) as caught:
        files.write_whole(tmp_path / place, [b"new"])
    assert caught.value.code == "E906"
    assert sorted(p.name for p in tmp_path.rglob("*")) == ["file", "folder"]


def test_devices_are_never_replaced():
    with pytest.raises(Refused) as caught:
        files.write_whole(Path(os.devnull).resolve(), [b"new"])
    assert caught.value.code == "E906"


@pytest.mark.skipif(os.name == "nt", reason="POSIX permissions")
def test_read_only_folder(tmp_path, monkeypatch):
    folder = tmp_path / "ro"
    folder.mkdir()
    if os.geteuid() == 0:
        # Root may write anywhere, so the system's answer is played.
        def refuse(**_options):
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(files.tempfile, "mkstemp", refuse)
    else:
        folder.chmod(0o500)
    with pytest.raises(Refused) as caught:
        files.write_whole(folder / "x.csv", [b"new"])
    assert caught.value.code == "E906"
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(("number", "code"), [(28, "E907"), (30, "E906"), (13, "E906"), (5, "E907")])
def test_faults_of_the_disk_while_writing(tmp_path, monkeypatch, number, code):
    def fail(_handle):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(files.os, "fsync", fail)
    path = tmp_path / "x.csv"
    path.write_bytes(b"old")
    with pytest.raises(Refused) as caught:
        files.write_whole(path, [b"new"])
    assert caught.value.code == code
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_error_in_two_lines():
    err = io.StringIO()
    emit_error(Refused("E408", detail="330326195302151234"), stderr=err)
    lines = err.getvalue().splitlines()
    assert lines[0].startswith("vetctl: E408: ")
    assert "330326********1234" in lines[0]
    assert lines[1].startswith("  ")


def test_error_as_json_object():
    err = raw_stream("utf-8")
    emit_error(Refused("E906", path=Path("x.csv"), why="只读", code_of_file=7), as_json=True, stderr=err)
    told = json.loads(bytes_of(err))["error"]
    assert list(told)[:4] == ["code", "exit", "message", "hint"]
    assert (told["code"], told["exit"], told["path"], told["code_of_file"]) == ("E906", 4, "x.csv", 7)
