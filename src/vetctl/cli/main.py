"""The front door: finds the command, runs it, turns every failure into one clear answer and an exit status.

Command modules are imported only when they are called, so that a command costs what it uses and no more.
No traceback reaches a clerk; ``VETCTL_DEBUG=1`` shows it to a developer.
"""

from __future__ import annotations

import importlib
import os
import sys
from typing import Any

import click
import typer
from typer.core import TyperGroup

from vetctl.core.catalogue import t
from vetctl.core.errors import Exit, Usage, VetctlError

COMMANDS: dict[str, str] = {
    "init": "setup",
    "status": "status",
    "demo": "demo",
    "demo-bank": "demo_bank",
    "import": "imports",
    "template": "templates",
    "register": "registers",
    "people": "people",
    "payments": "payments",
    "stations": "stations",
    "targets": "targets",
    "agenda": "agenda",
    "audit": "audit",
    "journal": "journal",
    "db": "database",
    "shelf": "shelf",
    "explain": "explain",
}
"""What the user types, and the module of `vetctl.cli` that answers."""


class _Door(TyperGroup):
    """The root group: knows every name, imports a module only when its name is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - Click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """A stub with its one line of help: listing the commands imports none of them."""
        return click.Command(cmd_name, help=t(f"help.{cmd_name}.about")) if cmd_name in COMMANDS else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]  # noqa: ARG002
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The real command, for the one that was called."""
        name = args[0]
        if name not in COMMANDS:
            import difflib

            raise Usage("E525", name=name, known=", ".join(difflib.get_close_matches(name, COMMANDS) or COMMANDS))
        module = importlib.import_module(f"vetctl.cli.{COMMANDS[name]}")
        found = typer.main.get_command(module.app)
        found.name = name
        return name, found, args[1:]


def run(arguments: list[str]) -> int:
    """Run one command line and return its exit status."""
    _speak_plainly()
    try:
        return _dispatch(arguments)
    except VetctlError as failure:
        _say(failure, arguments)
        return int(failure.exit)
    except click.exceptions.NoArgsIsHelpError as asked:
        sys.stdout.write(asked.ctx.get_help() + "\n")
        return 0
    except click.UsageError as wrong:
        usage = wrong.ctx.command_path if wrong.ctx else "vetctl"
        # Click and Typer both add their suggestion; one is enough.
        why = " Did you mean".join(wrong.format_message().split(" Did you mean")[:2])
        _say(Usage("E523", why=why, usage=usage), arguments)
        return int(Exit.USAGE)
    except (click.Abort, KeyboardInterrupt):
        sys.stderr.write(t("help.interrupted") + "\n")
        return int(Exit.INTERRUPTED)
    except Exception as defect:
        if os.environ.get("VETCTL_DEBUG"):
            raise
        _say(VetctlError("E999", why=f"{type(defect).__name__}: {defect}"), arguments)
        return int(Exit.DEFECT)


def _dispatch(arguments: list[str]) -> int:
    door = _Door(
        name="vetctl",
        help=t("help.vetctl"),
        no_args_is_help=True,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
        rich_markup_mode=None,
    )
    result: Any = door.main(args=arguments, prog_name="vetctl", standalone_mode=False)
    return int(result or 0)


def _say(failure: VetctlError, arguments: list[str]) -> None:
    from vetctl.output.emit import emit_error

    emit_error(failure, as_json="json" in arguments or "--format=json" in arguments or "jsonl" in arguments)


def _speak_plainly() -> None:
    """Never die of a character: pipes get UTF-8, old consoles a replacement."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            encoding = None if stream.isatty() else os.environ.get("VETCTL_ENCODING", "utf-8")
            reconfigure(encoding=encoding, errors="backslashreplace")
