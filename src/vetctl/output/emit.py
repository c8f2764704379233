"""Show a report or a failure: the only place of the program that writes to stdout, and nothing else goes there.

Picks the format, masks unless told otherwise, writes files whole or not at all. Warnings and the next step go to
stderr, except in JSON, which carries them. No traceback, no colour in a pipe.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import ModuleType
from typing import TextIO

from vetctl.core.catalogue import t
from vetctl.core.errors import Usage, VetctlError
from vetctl.core.shelf import load_python_item, load_python_shelf, python_codes
from vetctl.output.cells import Json, scrub, visible
from vetctl.output.files import write_whole
from vetctl.output.report import Look, Report

_CARRIES_TALK = {"json"}
_GREY_CODE_PAGES = {"cp936", "gbk", "gb2312", "cp437"}


def emit(
    report: Report,
    *,
    format: str | None = None,  # noqa: A002 - the word of the option
    output: Path | None = None,
    reveal: bool = False,
    stdout: TextIO | None = None,
    stderr: TextIO | None = None,
    color: bool | None = None,
    quiet: bool = False,
) -> None:
    """Write the report to stdout, or to `output` in one piece.

    Args:
        report: what to show.
        format: a code of the formats shelf; None takes it from the suffix of `output`, else ``table`` for a terminal
            and ``plain`` for a pipe.
        output: the file to write; ``-`` is stdout.
        reveal: show identity and account numbers in full.
        stdout: where the result goes, `sys.stdout` when None.
        stderr: where warnings and the next step go, `sys.stderr` when None.
        color: None decides by the terminal and NO_COLOR.
        quiet: no warnings, no next step.

    Raises:
        Usage: E524, no such format, or a workbook for a terminal.
        Refused: E906, E907 or E912, the file cannot be written.
    """
    out, err = stdout or sys.stdout, stderr or sys.stderr
    path = None if output is None or str(output) == "-" else output
    item = choose_format(format, path, terminal=out.isatty())
    look = _look(item, out, path, reveal=reveal, color=color)
    if path is not None:
        write_whole(path, _as_bytes(item.render(report, look)))
    elif item.BINARY:
        _write_binary(out, item.render(report, look))
    else:
        _write_text(out, item.render(report, look))
    if not quiet:
        _talk(report, err, silent=item.CODE in _CARRIES_TALK and path is None, path=path)


def choose_format(code: str | None, path: Path | None, *, terminal: bool) -> ModuleType:
    """Find the format: by name, by suffix, or by where the output goes.

    Raises:
        Usage: E524.
    """
    if code is None and path is not None:
        shelf = load_python_shelf("formats")
        suffix = path.suffix.lower()
        found = next((item for item in shelf.values() if suffix in item.SUFFIXES), None)
        if found is None:
            known = ", ".join(end for item in shelf.values() for end in item.SUFFIXES)
            raise Usage("E524", format=suffix or path.name, known=known)
        return found
    code = code or ("table" if terminal else "plain")
    if code not in (codes := python_codes("formats")):
        raise Usage("E524", format=code, known=", ".join(codes))
    item = load_python_item("formats", code)
    if item.BINARY and path is None and terminal:
        raise Usage("E524", format=code, known=t("output.needs_file", code=code))
    return item


def _look(item: ModuleType, out: TextIO, path: Path | None, *, reveal: bool, color: bool | None) -> Look:
    terminal = path is None and out.isatty()
    if color is None:
        plain = any(os.environ.get(name) for name in ("NO_COLOR", "VETCTL_NO_COLOR"))
        color = terminal and not plain and os.environ.get("TERM") != "dumb"
    return Look(
        reveal=reveal,
        width=shutil.get_terminal_size((100, 40)).columns if terminal and item.CODE == "table" else None,
        color=color and path is None,
        ascii_only=terminal and _old_console(out),
    )


def _old_console(out: TextIO) -> bool:
    """Whether box characters would break the frame: the Windows console before Windows Terminal, or a GBK terminal."""
    if (out.encoding or "").lower() in _GREY_CODE_PAGES:
        return True
    return os.name == "nt" and not os.environ.get("WT_SESSION")


def _as_bytes(result: Iterable[str] | bytes) -> Iterator[bytes]:
    if isinstance(result, bytes):
        yield result
        return
    for piece in result:
        # A lone surrogate cannot be UTF-8; it is written out rather than losing the file.
        yield piece.encode("utf-8", errors="backslashreplace")


def _write_binary(out: TextIO, data: bytes) -> None:
    out.flush()
    out.buffer.write(data)
    out.buffer.flush()


def _write_text(out: TextIO, pieces: Iterable[str]) -> None:
    encoding = out.encoding or "utf-8"
    raw = getattr(out, "buffer", None)
    marked = encoding.lower().replace("-", "").startswith("utf8")
    out.flush()
    for piece in pieces:
        text = piece if marked else piece.removeprefix("\ufeff")
        if raw is None:
            out.write(text)
        elif out.isatty():
            out.write(text.encode(encoding, errors="backslashreplace").decode(encoding))
        else:
            # Bytes, because a text stream on Windows would turn CRLF into CR CR LF.
            raw.write(text.encode(encoding, errors="backslashreplace"))
    out.flush()


def _talk(report: Report, err: TextIO, *, silent: bool, path: Path | None) -> None:
    if silent:
        return
    lines = [f"{t('output.warning')}: {visible(scrub(warning))}" for warning in report.warnings]
    if path is not None:
        lines.append(t("output.written", path=path))
    if report.next_step:
        lines.append(t("output.next_step", command=report.next_step))
    _say(err, lines)


def emit_error(failure: VetctlError, *, as_json: bool = False, stderr: TextIO | None = None) -> None:
    """Say on stderr what went wrong and what to do: two lines, or one JSON object.

    The object is ``{"error": {"code", "exit", "message", "hint", …}}`` with whatever the failure names beside;
    identity and account numbers are masked in both.
    """
    err = stderr or sys.stderr
    message, hint = scrub(failure.message), scrub(failure.hint)
    if as_json:
        told: dict[str, Json] = {
            "code": failure.code,
            "exit": int(failure.exit),
            "message": message,
            "hint": hint,
        }
        for name, value in failure.values.items():
            told.setdefault(name, value if isinstance(value, (int, type(None))) else scrub(str(value)))
        _say(err, [json.dumps({"error": told}, ensure_ascii=False)])
        return
    no_hint = f"error.{failure.code}.hint"
    _say(err, [f"vetctl: {failure.code}: {visible(message)}", *([] if hint in ("", no_hint) else [f"  {visible(hint)}"])])


def _say(err: TextIO, lines: list[str]) -> None:
    encoding = err.encoding or "utf-8"
    text = "".join(f"{line}\n" for line in lines)
    err.write(text.encode(encoding, errors="backslashreplace").decode(encoding))
    err.flush()
